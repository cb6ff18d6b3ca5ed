"""
What was agreed: three contracts, of which one lapsed and one is suspended, and what they give.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.contracts import (
    COURTESY,
    Bill,
    CalendarPeriod,
    ContractLine,
    Entitlement,
    EntitlementBook,
    Ledger,
    Overage,
    Scope,
    ServiceContract,
    Suspension,
    UncoveredPolicy,
    UncoveredRule,
    UnitsConsumed,
    UsageAllowance,
    UsageTerms,
    record,
    warranty_entitlements,
)
from csmcore.kernel import (
    AccountOwner,
    ContractId,
    DateSpan,
    EntitlementId,
    HouseholdOwner,
    LineId,
    Money,
    SoldProductId,
)
from csmcore.products import Covered
from examples.telecom.customers import ACCOUNTS, BERG, CITYFON, FJORD, HARBOR
from examples.telecom.products import (
    FIBRE,
    HOME_LINE,
    HOME_ROUTER,
    HOTEL_LINE,
    MOBILE,
    OFFICE_LINE,
    OFFICE_ROUTER,
    PRODUCTS,
)

OSLO: Final = "Europe/Oslo"
NOW: Final = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)  # a Tuesday, ten in the morning in Oslo

OFFICE_HOURS: Final = BusinessCalendar("office", OSLO, "mon-fri 08:00-16:00")
CALENDARS: Final = CalendarBook([OFFICE_HOURS], default="office")

PREMIUM: Final = ServiceContract(
    ContractId("premium-2026"),
    owner=AccountOwner(HARBOR),
    valid=DateSpan.inclusive(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    zone=OSLO,
    activated_on=dt.date(2025, 12, 18),
    lines=[ContractLine(LineId("fibre"), model_id=FIBRE, sold_product_ids=[OFFICE_LINE])],
)
LAPSED: Final = ServiceContract(
    ContractId("hotel-2025"),
    owner=AccountOwner(FJORD),
    valid=DateSpan.inclusive(dt.date(2025, 11, 1), dt.date(2026, 10, 31)),
    zone=OSLO,
    activated_on=dt.date(2025, 10, 20),
    lines=[ContractLine(LineId("fibre"), model_id=FIBRE, sold_product_ids=[HOTEL_LINE])],
)
UNPAID: Final = ServiceContract(
    ContractId("home-2026"),
    owner=HouseholdOwner(BERG),
    valid=DateSpan.inclusive(dt.date(2026, 3, 1), dt.date(2028, 2, 29)),
    zone=OSLO,
    activated_on=dt.date(2026, 2, 20),
    suspensions=[Suspension(dt.date(2026, 11, 2), reason="two bills are open")],
    lines=[ContractLine(LineId("fibre"), model_id=FIBRE, sold_product_ids=[HOME_LINE])],
)

RESALE: Final = EntitlementId("resale")
TWO_A_MONTH: Final = UsageAllowance(2, period=CalendarPeriod(), overage=Overage(Money(25, "EUR")))

GROUP_SUPPORT: Final = Entitlement(
    EntitlementId("group"),
    "premium support for the group",
    scope=Scope(account_id=HARBOR, with_children=True, contract_id=PREMIUM.id),
    policy="premium",
)
ROUTER_CARE: Final = Entitlement(
    EntitlementId("router-care"),
    "care for the office's router",
    scope=Scope(account_id=HARBOR, with_children=True, item_id=OFFICE_ROUTER),
    policy="on site in four hours",
)
HOTEL_SUPPORT: Final = Entitlement(
    EntitlementId("hotel"),
    "business support",
    scope=Scope(account_id=FJORD),
    contract_id=LAPSED.id,
    policy="business",
)
HOME_SUPPORT: Final = Entitlement(
    EntitlementId("home"),
    "home support",
    scope=Scope(household_id=BERG, channels=["phone", "chat"]),
    contract_id=UNPAID.id,
    hours="office",
    only_in_hours=True,
    policy="home",
)
RESALE_SUPPORT: Final = Entitlement(
    RESALE,
    "support for customers of Cityfon",
    scope=Scope(account_id=CITYFON, model_id=MOBILE),
    valid=DateSpan(dt.date(2026, 1, 1)),
    allowance=TWO_A_MONTH,
    policy="standard",
)


def repairs(sold: SoldProductId) -> tuple[Entitlement, ...]:
    """
    What the warranty of the family's router gives, as entitlements.
    """
    answer = PRODUCTS.warranty_of(sold, at=NOW, zone=OSLO).of(Covered.PARTS)
    periods = [each.valid for each in answer.periods]
    scope = Scope(household_id=BERG, sold_product_id=sold)
    return warranty_entitlements("router-warranty", periods, scope=scope)


def used(times: int) -> Ledger:
    """
    So many cases of this month's that Cityfon's customers have had.
    """
    ledger = Ledger()
    terms = UsageTerms(RESALE, TWO_A_MONTH, valid=RESALE_SUPPORT.valid, zone=OSLO)
    for number in range(times):
        at = NOW - dt.timedelta(days=times - number)
        entry = UnitsConsumed(RESALE, f"case-{number}", at=at, amount=1)
        ledger = record(ledger, entry, terms=terms).ledger
    return ledger


def book_with(
    contracts: Iterable[ServiceContract] = (), entitlements: Iterable[Entitlement] = ()
) -> EntitlementBook:
    """
    All that was agreed, with some contracts in the place of those of their id, and more entitlements.
    """
    agreed = {each.id: each for each in (PREMIUM, LAPSED, UNPAID, *contracts)}
    owed = (GROUP_SUPPORT, ROUTER_CARE, HOTEL_SUPPORT, HOME_SUPPORT, RESALE_SUPPORT)
    return EntitlementBook.of(
        [*owed, *repairs(HOME_ROUTER), *entitlements],
        contracts=agreed.values(),
        accounts=ACCOUNTS,
        products=PRODUCTS,
        calendars=CALENDARS,
        zone=OSLO,
    )


OTHERWISE: Final = UncoveredPolicy(
    [
        UncoveredRule(COURTESY, Scope(case_types=["outage"]), "our own fault"),
        UncoveredRule(Bill(Money(120, "EUR"), per="hour"), Scope(account_id=FJORD), "old friends"),
    ]
)
"""
What happens without an entitlement: what is our own fault is mended, the hotel pays by the hour.
"""
