"""
The harbour district: three hundred customers, and the one node that all their routers need.
"""

from typing import Final

from csmcore.customers import (
    Account,
    AccountBook,
    Consumer,
    Contact,
    CustomerBook,
    Household,
    HouseholdBook,
    PeopleBook,
    Person,
)
from csmcore.kernel import (
    AccountId,
    AccountOwner,
    ConsumerId,
    ConsumerOwner,
    ContactId,
    HouseholdId,
    HouseholdOwner,
    InstallBaseItemId,
    OwnerRef,
    PersonId,
    ProductModelId,
)
from csmcore.products import Dependency, InstallBaseItem, ProductBook, ProductModel

HARBOUR_NODE: Final = InstallBaseItemId("node-harbour")
DOORS: Final = range(1, 301)


def owner(door: int) -> OwnerRef:
    """
    Who lives or works behind a door: at every tenth a shop, at those that end in 1 or 6 a family.
    """
    if door % 10 == 0:
        return AccountOwner(AccountId(f"shop-{door}"))
    if door % 5 == 1:
        return HouseholdOwner(HouseholdId(f"home-{door}"))
    return ConsumerOwner(ConsumerId(f"resident-{door}"))


def customers() -> CustomerBook:
    """
    The people behind the doors: of a shop who runs it, of a family its head.
    """
    shops = [door for door in DOORS if door % 10 == 0]
    homes = [door for door in DOORS if door % 5 == 1]
    return CustomerBook(
        accounts=AccountBook(
            Account(
                AccountId(f"shop-{door}"),
                f"Shop {door}",
                primary_contact_id=ContactId(f"keeper-{door}"),
            )
            for door in shops
        ),
        people=PeopleBook(
            [Person(PersonId(f"person-{door}"), f"Resident {door}") for door in DOORS],
            contacts=[
                Contact(
                    ContactId(f"keeper-{door}"), PersonId(f"person-{door}"), AccountId(f"shop-{door}")
                )
                for door in shops
            ],
            consumers=[
                Consumer(ConsumerId(f"resident-{door}"), PersonId(f"person-{door}"))
                for door in DOORS
                if door not in shops
            ],
        ),
        households=HouseholdBook(
            Household(
                HouseholdId(f"home-{door}"), f"Home {door}", head_id=ConsumerId(f"resident-{door}")
            )
            for door in homes
        ),
    )


def products() -> ProductBook:
    """
    A router behind each door, and what they need.
    """
    router = ProductModelId("router")
    routers = {door: InstallBaseItemId(f"router-{door}") for door in DOORS}
    return ProductBook(
        models=[ProductModel(router, "Router"), ProductModel(ProductModelId("node"), "Street node")],
        items=[
            InstallBaseItem(HARBOUR_NODE, ProductModelId("node"), name="the node at the harbour"),
            *(InstallBaseItem(routers[door], router, owner(door)) for door in DOORS),
        ],
        dependencies=[Dependency(routers[door], HARBOUR_NODE) for door in DOORS],
    )
