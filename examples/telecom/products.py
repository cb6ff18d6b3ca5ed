"""
What they have: lines that were sold, and what stands in cellars and cupboards for them.
"""

import datetime as dt
from typing import Final

from csmcore.kernel import (
    AccountConsumerOwner,
    AccountOwner,
    DateSpan,
    HouseholdOwner,
    InstallBaseItemId,
    LocationId,
    ProductModelId,
    SoldProductId,
    Term,
)
from csmcore.products import (
    Covered,
    Dependency,
    InstallBaseItem,
    InstalledProduct,
    ProductBook,
    ProductKind,
    ProductModel,
    SoldProduct,
    StartsOn,
    WarrantyTerm,
)
from examples.telecom.customers import BERG, CITYFON, FJORD, HARBOR_OSLO, MIA

FIBRE: Final = ProductModelId("fibre")
MOBILE: Final = ProductModelId("mobile")
ROUTER: Final = ProductModelId("router")
NODE: Final = ProductModelId("node")

OFFICE_LINE: Final = SoldProductId("office-line")
HOTEL_LINE: Final = SoldProductId("hotel-line")
HOME_LINE: Final = SoldProductId("home-line")
HOME_ROUTER: Final = SoldProductId("home-router")
RESOLD_LINE: Final = SoldProductId("resold-line")

OSLO_NODE: Final = InstallBaseItemId("node-oslo")
OFFICE_ROUTER: Final = InstallBaseItemId("router-office")
BERG_ROUTER: Final = InstallBaseItemId("router-berg")
HOTEL_ROUTER: Final = InstallBaseItemId("router-hotel")

TWO_YEARS: Final = WarrantyTerm(
    "two years",
    covers=[Covered.PARTS],
    runs=Term(years=2),
    starts=[StartsOn.INSTALLATION, StartsOn.SALE],
)
LABOUR: Final = WarrantyTerm("one year of labour", covers=[Covered.LABOUR], runs=Term(years=1))

PRODUCTS: Final = ProductBook(
    models=[
        ProductModel(FIBRE, "Fibre line", kind=ProductKind.SERVICE),
        ProductModel(MOBILE, "Mobile line", kind=ProductKind.SERVICE),
        ProductModel(ROUTER, "Home router", warranties=[TWO_YEARS, LABOUR]),
        ProductModel(NODE, "Street node"),
    ],
    sold=[
        SoldProduct(OFFICE_LINE, FIBRE, AccountOwner(HARBOR_OSLO)),
        SoldProduct(HOTEL_LINE, FIBRE, AccountOwner(FJORD)),
        SoldProduct(HOME_LINE, FIBRE, HouseholdOwner(BERG)),
        SoldProduct(
            HOME_ROUTER,
            ROUTER,
            HouseholdOwner(BERG),
            sold_on=dt.date(2025, 1, 20),
            installed_on=dt.date(2025, 2, 3),
        ),
        SoldProduct(RESOLD_LINE, MOBILE, AccountConsumerOwner(CITYFON, MIA)),
    ],
    items=[
        InstallBaseItem(
            OSLO_NODE, NODE, name="the node in Storgata", location_id=LocationId("storgata")
        ),
        InstallBaseItem(OFFICE_ROUTER, ROUTER, AccountOwner(HARBOR_OSLO), name="the office's router"),
        InstallBaseItem(HOTEL_ROUTER, ROUTER, AccountOwner(FJORD), name="the hotel's router"),
        InstallBaseItem(BERG_ROUTER, ROUTER, HouseholdOwner(BERG), name="the router of family Berg"),
    ],
    installed=[
        InstalledProduct(OFFICE_LINE, OFFICE_ROUTER),
        InstalledProduct(HOTEL_LINE, HOTEL_ROUTER),
        InstalledProduct(HOME_LINE, BERG_ROUTER),
        InstalledProduct(HOME_ROUTER, BERG_ROUTER, valid=DateSpan(dt.date(2025, 2, 3))),
    ],
    dependencies=[
        Dependency(OFFICE_ROUTER, OSLO_NODE),
        Dependency(BERG_ROUTER, OSLO_NODE),
    ],
)
