"""
Coverage: each reason by name, near misses, what happens when nothing covers, and how it reads.
"""

import datetime as dt
import pickle
from typing import Any, Final

import attrs
import pytest

from csmcore.calendars import BusinessCalendar
from csmcore.contracts import (
    COURTESY,
    REFUSE,
    Bill,
    Cancellation,
    ContractLine,
    Courtesy,
    Coverage,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    Ledger,
    Overage,
    ProductLinks,
    Scope,
    ServiceContract,
    Suspension,
    UncoveredPolicy,
    UncoveredRule,
    UnitsConsumed,
    UsageAllowance,
    cover,
)
from csmcore.errors import DefinitionError, NaiveInstantError, UndecidedError, UnknownIdError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    AccountOwner,
    ConsumerCustomer,
    ConsumerId,
    ContractId,
    CustomerRef,
    DateSpan,
    EntitlementId,
    Hierarchy,
    HouseholdId,
    InstallBaseItemId,
    LineId,
    Money,
    ProductModelId,
    SoldProductId,
)

AT: Final = dt.datetime(2026, 5, 10, 12, tzinfo=dt.UTC)  # a Sunday
TODAY: Final = AT.date()
ACME: Final = AccountId("acme")
NORTH: Final = AccountId("north")
E1: Final = EntitlementId("e1")
LINKS: Final = ProductLinks(
    sold=[(SoldProductId("s1"), ProductModelId("m1")), (SoldProductId("s2"), ProductModelId("m2"))],
    item_models=[
        (InstallBaseItemId("i1"), ProductModelId("m1")),
        (InstallBaseItemId("part"), ProductModelId("p1")),
    ],
    items=Hierarchy(
        "item", {InstallBaseItemId("i1"): None, InstallBaseItemId("part"): InstallBaseItemId("i1")}
    ),
    installed=[(SoldProductId("s1"), InstallBaseItemId("i1"), DateSpan(until=dt.date(2027, 1, 1)))],
)
CONTRACT: Final = ServiceContract(
    ContractId("c1"),
    owner=AccountOwner(ACME),
    activated_on=dt.date(2026, 1, 1),
    lines=[ContractLine(LineId("l1"), sold_product_ids=[SoldProductId("s1")])],
)


def book(*entitlements: Entitlement, used: int = 0, **fields: Any) -> EntitlementBook:
    """
    A book around Acme and its branch in the north, with so many cases of the first used.
    """
    entries = (
        [UnitsConsumed(entitlement_id=E1, key="k", at=AT, sequence=1, amount=used)] if used else []
    )
    given: dict[str, Any] = {
        "contracts": [CONTRACT],
        "accounts": Hierarchy("account", {ACME: None, NORTH: ACME, AccountId("bond"): None}),
        "products": LINKS,
        "ledger": Ledger.of(entries),
        "calendars": BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-17:00"),
    }
    return EntitlementBook.of(entitlements, **{**given, **fields})


def asked(customer: CustomerRef | None = None, **fields: Any) -> CoverageRequest:
    """
    A request of Acme's, if of nobody else's.
    """
    return CoverageRequest(AccountCustomer(ACME) if customer is None else customer, **fields)


def entitled(**fields: Any) -> Entitlement:
    """
    The entitlement e1; what is no field of its own is of its scope.
    """
    own = {"valid", "suspensions", "cancellation", "allowance", "hours", "only_in_hours", "contract_id"}
    mine = {name: value for name, value in fields.items() if name in own}
    return Entitlement(E1, scope=Scope(**{k: v for k, v in fields.items() if k not in own}), **mine)


HOUSE: Final = ConsumerCustomer(ConsumerId("kim"), HouseholdId("kims"))
AGAINST: Final[tuple[tuple[Entitlement, CoverageRequest, str, str], ...]] = (
    (
        entitled(account_id=ACME),
        asked(AccountCustomer(NORTH)),
        "coverage.account_alone",
        "it is for account acme alone, and account north is below it",
    ),
    (
        entitled(consumer_id="kim", account_id=NORTH),
        asked(AccountConsumerCustomer(ACME, ConsumerId("kim"))),
        "coverage.other_account",
        "it is for account north, and account acme asks",
    ),
    (
        entitled(consumer_id="kim", account_id=NORTH),
        asked(HOUSE),
        "coverage.no_account",
        "it is for account north, and no account asks",
    ),
    (
        entitled(model_id="m1"),
        asked(model_id="m2"),
        "coverage.other_model",
        "it is for model m1, and this is about model m2",
    ),
    (
        entitled(model_id="m1"),
        asked(),
        "coverage.no_model",
        "it is for model m1, and the request names no model",
    ),
    (
        entitled(sold_product_id="s1"),
        asked(sold_product_id="s2"),
        "coverage.other_sold_product",
        "it is for sold product s1, and this is about sold product s2",
    ),
    (
        entitled(sold_product_id="s1"),
        asked(),
        "coverage.no_sold_product",
        "it is for sold product s1, and the request names no sold product",
    ),
    (
        entitled(item_id="part"),
        asked(item_id="i1"),
        "coverage.other_item",
        "it is for item part, and this is about item i1",
    ),
    (
        entitled(item_id="i1"),
        asked(item_id="part"),
        "coverage.item_alone",
        "it is for item i1 alone, and item part is a part of it",
    ),
    (
        entitled(item_id="i1"),
        asked(),
        "coverage.no_item",
        "it is for item i1, and the request names no item",
    ),
    (
        Entitlement(E1, scope=Scope(contract_id=ContractId("c1"))),
        asked(),
        "coverage.no_contract",
        "it is for contract c1, and the request names no contract",
    ),
    (
        Entitlement(E1, scope=Scope(contract_id=ContractId("c1"), line_id=LineId("l1"))),
        asked(contract_id="c1"),
        "coverage.no_line",
        "it is for line l1 of contract c1, and the request names no line",
    ),
    (
        entitled(location_id="here"),
        asked(location_id="there"),
        "coverage.other_location",
        "it is for location here, and this is about location there",
    ),
    (
        entitled(location_id="here"),
        asked(),
        "coverage.no_location",
        "it is for location here, and the request names no location",
    ),
    (
        entitled(channels=("web", "phone")),
        asked(channel="chat"),
        "coverage.other_channel",
        "it is for requests by phone or web, and this one came by chat",
    ),
    (
        entitled(channels="phone"),
        asked(),
        "coverage.no_channel",
        "it is for requests by phone, and the request does not say how it came in",
    ),
    (
        entitled(case_types="fault"),
        asked(case_type="question"),
        "coverage.other_case_type",
        "it is for cases of type fault, and this one is of type question",
    ),
    (
        entitled(case_types="fault"),
        asked(),
        "coverage.no_case_type",
        "it is for cases of type fault, and the request does not say of which type it is",
    ),
    (
        entitled(valid=DateSpan(until=dt.date(2026, 5, 3))),
        asked(),
        "contract.expired",
        "entitlement 'e1' expired on 2026-05-03",
    ),
    (
        entitled(valid=DateSpan(dt.date(2026, 5, 11))),
        asked(),
        "contract.not_started",
        "entitlement 'e1' starts on 2026-05-11",
    ),
    (
        entitled(suspensions=[Suspension(TODAY, reason="unpaid")]),
        asked(),
        "contract.suspended",
        "entitlement 'e1' is suspended from 2026-05-10, no end is set: unpaid",
    ),
    (
        entitled(cancellation=Cancellation(TODAY, reason="moved away")),
        asked(),
        "contract.cancelled",
        "entitlement 'e1' is cancelled from 2026-05-10: moved away",
    ),
    (
        entitled(hours="office", only_in_hours=True),
        asked(),
        "coverage.closed",
        "it serves only while office is open, which it is again from 2026-05-11 07:00 (UTC) on",
    ),
    (
        entitled(allowance=UsageAllowance(2)),
        asked(cases=3),
        "coverage.too_little",
        "2 cases are left, and 3 cases are wanted",
    ),
    (
        entitled(allowance=UsageAllowance(dt.timedelta(hours=1))),
        asked(work=dt.timedelta(minutes=90)),
        "coverage.too_little",
        "1 hour is left, and 1:30 hours are wanted",
    ),
    (
        entitled(allowance=UsageAllowance(0)),
        asked(),
        "coverage.used_up",
        "nothing of it is left",
    ),
)


@pytest.mark.parametrize(
    ("entitlement", "request_", "code", "text"), AGAINST, ids=[each[2] for each in AGAINST]
)
def test_each_reason_says_what_is_against_it(
    entitlement: Entitlement, request_: CoverageRequest, code: str, text: str
) -> None:
    """
    One thing is wrong, and one reason says so, with a code of its own; it is a near miss.
    """
    coverage = cover(request_, book(entitlement), at=AT)

    [rejected] = coverage.rejected
    assert [(each.code, str(each)) for each in rejected.reasons] == [(code, text)]
    assert not coverage
    assert [each.entitlement for each in coverage.near_misses] == [entitlement]


@pytest.mark.parametrize(
    ("scope", "request_", "code"),
    [
        (
            Scope(consumer_id=ConsumerId("kim"), account_id=ACME),
            asked(AccountConsumerCustomer(NORTH, ConsumerId("kim"))),
            "coverage.account_alone",
        ),
        (Scope(contract_id=ContractId("c1")), asked(contract_id="c2"), "coverage.other_contract"),
        (
            Scope(contract_id=ContractId("c1"), line_id=LineId("l1")),
            asked(contract_id="c2", line_id="l1"),
            "coverage.other_line",
        ),
    ],
)
def test_reasons_come_together(scope: Scope, request_: CoverageRequest, code: str) -> None:
    """
    All that is against one is told, the scope before the dates.
    """
    over = Entitlement(E1, scope=scope, cancellation=Cancellation(TODAY, reason="moved"))
    other = ServiceContract(
        ContractId("c2"), owner=AccountOwner(ACME), lines=[ContractLine(LineId("l1"))]
    )

    coverage = cover(request_, book(over, contracts=[CONTRACT, other]), at=AT)

    codes = [each.code for each in coverage.rejected[0].reasons]
    assert code in codes
    assert codes[-1] == "contract.cancelled"
    assert coverage.near_misses == ()


def test_other_households_and_consumers_are_out_of_reach() -> None:
    """
    What belongs to other customers is counted, and not listed.
    """
    theirs = [
        entitled(household_id="smiths"),
        Entitlement(EntitlementId("e2"), scope=Scope(consumer_id=ConsumerId("sam"))),
        Entitlement(EntitlementId("e3"), scope=Scope(account_id=NORTH)),
    ]

    for customer in (HOUSE, AccountCustomer(ACME)):
        coverage = cover(asked(customer), book(*theirs), at=AT)
        assert (coverage.rejected, coverage.out_of_reach) == ((), 3)
        assert "there is no entitlement for this customer" in str(coverage)
        assert "3 more entitlements belong to other customers" in str(coverage)


FOLLOWS: Final[tuple[tuple[Scope, CoverageRequest, str], ...]] = (
    (
        Scope(account_id=ACME, with_children=True),
        asked(AccountCustomer(NORTH)),
        "account north is below account acme",
    ),
    (
        Scope(item_id=InstallBaseItemId("i1"), with_parts=True),
        asked(item_id="part"),
        "item part is a part of item i1",
    ),
    (
        Scope(sold_product_id=SoldProductId("s1")),
        asked(item_id="i1"),
        "sold product s1 is installed as item i1",
    ),
    (
        Scope(sold_product_id=SoldProductId("s1")),
        asked(item_id="part"),
        "sold product s1 is installed as item i1",
    ),
    (Scope(model_id=ProductModelId("p1")), asked(item_id="part"), "item part is of model p1"),
    (
        Scope(model_id=ProductModelId("m2")),
        asked(sold_product_id="s2"),
        "sold product s2 is of model m2",
    ),
    (
        Scope(contract_id=ContractId("c1")),
        asked(item_id="i1"),
        "sold product s1 stands on line l1 of contract c1",
    ),
    (
        Scope(contract_id=ContractId("c1"), line_id=LineId("l1")),
        asked(sold_product_id="s1", contract_id="c1"),
        "sold product s1 stands on line l1 of contract c1",
    ),
)


@pytest.mark.parametrize(("scope", "request_", "text"), FOLLOWS, ids=[each[2] for each in FOLLOWS])
def test_what_follows_from_a_request_matches_and_is_said(
    scope: Scope, request_: CoverageRequest, text: str
) -> None:
    """
    A request that names an item is about its model, what it was sold as, and the contract of that.
    """
    coverage = cover(request_, book(Entitlement(E1, scope=scope)), at=AT)

    assert coverage.decision.get().id == "e1"
    assert text in [str(each) for each in coverage.decision.reasons]


def test_a_link_that_is_over_leads_nowhere() -> None:
    """
    After the item was taken back, it is not the sold product's any more; the model stays.
    """
    later = AT.replace(year=2027)
    sold = Entitlement(E1, scope=Scope(sold_product_id=SoldProductId("s1")))

    assert cover(asked(item_id="i1"), book(sold), at=AT)
    assert not cover(asked(item_id="i1"), book(sold), at=later)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"item_id": "i9"}, "no item has the id 'i9'"),
        ({"sold_product_id": "s9"}, "no sold product has the id 's9'"),
        ({"contract_id": "c9"}, "no contract has the id 'c9'"),
        ({"contract_id": "c1", "line_id": "l9"}, "no line of contract 'c1' has the id 'l9'"),
        ({"customer": AccountCustomer(AccountId("who"))}, "no account has the id 'who'"),
    ],
)
def test_a_request_that_names_what_is_not_there_is_refused(
    fields: dict[str, Any], message: str
) -> None:
    """
    It would pass for one that nothing covers.
    """
    with pytest.raises(UnknownIdError, match=message):
        cover(asked(**fields), book(), at=AT)


def test_where_nothing_is_known_nothing_is_missed() -> None:
    """
    A book without trees and contracts takes every id as it comes.
    """
    plain = EntitlementBook.of([Entitlement(E1, scope=Scope(account_id=ACME))])

    assert cover(asked(item_id="i9", sold_product_id="s9", contract_id="c9"), plain, at=AT)


def test_an_instant_needs_a_zone() -> None:
    """
    Dates depend on where one is.
    """
    with pytest.raises(NaiveInstantError):
        cover(asked(), book(), at=dt.datetime(2026, 5, 10))


def test_dates_are_those_of_the_contracts_zone() -> None:
    """
    A contract of Tokyo's that ends on 11 May is over while it is still the 10th in London.
    """
    tokyo = ServiceContract(
        ContractId("c1"),
        owner=AccountOwner(ACME),
        zone="Asia/Tokyo",
        activated_on=dt.date(2026, 1, 1),
        valid=DateSpan(until=dt.date(2026, 5, 11)),
    )
    under = entitled(contract_id=ContractId("c1"))

    found = [
        bool(cover(asked(), book(under, contracts=[tokyo]), at=AT.replace(hour=hour)))
        for hour in (14, 15)
    ]

    assert found == [True, False]


def test_what_hangs_under_a_suspended_contract_gives_no_service() -> None:
    """
    The reason names the contract, not the entitlement.
    """
    held = ServiceContract(
        ContractId("c1"),
        owner=AccountOwner(ACME),
        activated_on=dt.date(2026, 1, 1),
        suspensions=[Suspension(dt.date(2026, 5, 1), reason="unpaid")],
    )

    coverage = cover(asked(), book(entitled(contract_id=ContractId("c1")), contracts=[held]), at=AT)

    assert "contract 'c1' is suspended from 2026-05-01" in str(coverage.rejected[0])


@pytest.mark.parametrize(("hour", "covered"), [(6, False), (7, True), (14, True), (15, False)])
def test_hours_open_and_close(hour: int, *, covered: bool) -> None:
    """
    Nine to five in Amsterdam is seven to three in UTC, in summer; closing is closed.
    """
    monday = AT.replace(day=11, hour=hour)

    assert (
        bool(cover(asked(), book(entitled(hours="office", only_in_hours=True)), at=monday)) is covered
    )


def test_open_hours_are_among_the_reasons() -> None:
    """
    Where it serves only in its hours, the one that covers says that they are open.
    """
    office = book(entitled(hours="office", only_in_hours=True))

    assert "- office is open" in cover(asked(), office, at=AT.replace(day=11)).explain()


def test_trees_may_be_deep() -> None:
    """
    Ten thousand accounts below each other, and as many items inside each other.
    """
    accounts = [AccountId(f"a{number:05}") for number in range(10_000)]
    items = [InstallBaseItemId(f"i{number:05}") for number in range(10_000)]
    links = ProductLinks(items=Hierarchy("item", zip(items, [None, *items], strict=False)))
    top = Scope(account_id=accounts[0], with_children=True, item_id=items[0], with_parts=True)

    coverage = cover(
        CoverageRequest(AccountCustomer(accounts[-1]), item_id=items[-1]),
        EntitlementBook.of(
            [Entitlement(E1, scope=top)],
            accounts=Hierarchy("account", zip(accounts, [None, *accounts], strict=False)),
            products=links,
        ),
        at=AT,
    )

    assert "- account a09999 is below account a00000" in str(coverage)
    assert "- item i09999 is a part of item i00000" in str(coverage)


def test_hours_that_never_open_again_are_said_to() -> None:
    """
    No opening is promised that never comes.
    """
    once = BusinessCalendar("once", "UTC", "closed", dated={dt.date(2026, 1, 5): "09:00-17:00"})

    coverage = cover(asked(), book(entitled(hours="once", only_in_hours=True), calendars=once), at=AT)

    assert "which it never is again" in str(coverage.rejected[0])


def test_a_balance_goes_down_and_is_told() -> None:
    """
    Of five cases three are used: one of two is left after this; the third is not covered.
    """
    five = entitled(allowance=UsageAllowance(5))

    coverage = cover(asked(), book(five, used=3), at=AT)

    assert (coverage.balance and coverage.balance.left, coverage.left_after) == (2, 1)
    assert "2 cases are left" in str(coverage)
    assert not cover(asked(), book(five, used=5), at=AT)


def test_overage_covers_and_is_said() -> None:
    """
    Nothing is left, and more is allowed at a rate: it counts, and the reason tells what it costs.
    """
    more = entitled(allowance=UsageAllowance(1, overage=Overage(Money(40, "EUR"))))

    coverage = cover(asked(), book(more, used=1), at=AT)

    assert coverage
    assert "nothing is left; more costs EUR 40 each" in str(coverage)
    assert coverage.left_after == 0


def test_near_misses_are_told_the_nearest_first() -> None:
    """
    What ended a week ago, starts in two, or lacks one thing; what ended long ago is not near.
    """
    rows = [
        ("days ago", {"valid": DateSpan(until=dt.date(2026, 5, 3))}),
        ("long ago", {"valid": DateSpan(until=dt.date(2025, 5, 3))}),
        ("soon", {"valid": DateSpan(dt.date(2026, 5, 24))}),
        ("phone", {"scope": Scope(channels="phone")}),
        ("today", {"valid": DateSpan(until=TODAY)}),
        ("two things", {"scope": Scope(channels="phone", case_types="fault")}),
        ("tomorrow", {"valid": DateSpan(dt.date(2026, 5, 11))}),
    ]
    entitlements = [Entitlement(EntitlementId(each), **fields) for each, fields in rows]  # type: ignore[arg-type]

    coverage = cover(asked(channel="web"), book(*entitlements), at=AT)

    assert [str(each) for each in coverage.near_misses] == [
        "today would have covered it until 2026-05-10, which is today",
        "tomorrow will cover it from 2026-05-11 on, in 1 day",
        "days ago would have covered it until 2026-05-03, 7 days ago",
        "soon will cover it from 2026-05-24 on, in 14 days",
        "phone would have covered it, but it is for requests by phone, and this one came by web",
    ]
    assert "long ago" in [each.entitlement.id for each in coverage.near(400)]


def line_until(until: dt.date) -> ServiceContract:
    """
    The contract until November, with a line that ends earlier.
    """
    line = ContractLine(LineId("l1"), valid=DateSpan(until=until))
    return attrs.evolve(CONTRACT, lines=[line], valid=DateSpan(until=dt.date(2026, 10, 31)))


@pytest.mark.parametrize(
    ("contract", "fields", "asked_on", "would_cover", "days"),
    [
        # The contract ended in October, and the line in March.
        (
            line_until(dt.date(2026, 3, 1)),
            {"line_id": LineId("l1")},
            dt.date(2026, 11, 10),
            dt.date(2026, 3, 1),
            254,
        ),
        # The contract starts in three days, and the entitlement half a year later.
        (
            attrs.evolve(CONTRACT, valid=DateSpan(dt.date(2026, 12, 1))),
            {"valid": DateSpan(dt.date(2027, 6, 1))},
            dt.date(2026, 11, 28),
            dt.date(2027, 6, 1),
            185,
        ),
        # Activated in three days, and the contract starts half a year later.
        (
            attrs.evolve(
                CONTRACT, activated_on=dt.date(2026, 12, 1), valid=DateSpan(dt.date(2027, 6, 10))
            ),
            {},
            dt.date(2026, 11, 28),
            dt.date(2027, 6, 10),
            194,
        ),
        # Cancelled this month, and over since March.
        (
            attrs.evolve(
                line_until(dt.date(2026, 3, 1)),
                cancellation=Cancellation(dt.date(2026, 10, 1), reason="moved"),
            ),
            {"line_id": LineId("l1")},
            dt.date(2026, 10, 8),
            dt.date(2026, 3, 1),
            221,
        ),
    ],
    ids=[
        "line ended first",
        "entitlement starts last",
        "starts after activation",
        "cancelled after end",
    ],
)
def test_the_date_of_a_near_miss_is_that_of_all_it_hangs_under(
    contract: ServiceContract,
    fields: dict[str, Any],
    asked_on: dt.date,
    would_cover: dt.date,
    days: int,
) -> None:
    """
    What counts is when service would cease or start, and not when the outermost agreement does.
    """
    under = Entitlement(E1, scope=Scope(account_id=ACME), contract_id=contract.id, **fields)
    at = dt.datetime.combine(asked_on, dt.time(12), tzinfo=dt.UTC)

    coverage = cover(asked(), book(under, contracts=[contract]), at=at)

    assert coverage.near_misses == ()
    assert coverage.near(days - 1) == ()
    assert [(each.would_cover, each.days) for each in coverage.near(days)] == [(would_cover, days)]


@pytest.mark.parametrize(
    ("contract", "day"),
    [
        # Cancelled five days before it would have started.
        (
            attrs.evolve(
                CONTRACT,
                activated_on=dt.date(2026, 11, 1),
                valid=DateSpan(dt.date(2026, 12, 10)),
                cancellation=Cancellation(dt.date(2026, 12, 5), reason="moved"),
            ),
            dt.date(2026, 11, 28),
        ),
        (
            attrs.evolve(
                CONTRACT,
                activated_on=dt.date(2026, 11, 1),
                valid=DateSpan(dt.date(2026, 12, 10)),
                cancellation=Cancellation(dt.date(2026, 12, 5), reason="moved"),
            ),
            dt.date(2026, 12, 12),
        ),
        # Nobody activated it, and it is over as well.
        (
            attrs.evolve(CONTRACT, activated_on=None, valid=DateSpan(until=dt.date(2026, 11, 20))),
            dt.date(2026, 11, 28),
        ),
    ],
    ids=["before", "after", "never activated"],
)
def test_what_never_gives_service_is_no_near_miss(contract: ServiceContract, day: dt.date) -> None:
    """
    However near the dates that it has: on none of them it would have covered.
    """
    under = Entitlement(E1, scope=Scope(account_id=ACME), contract_id=contract.id)
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)

    assert cover(asked(), book(under, contracts=[contract]), at=at).near(10_000) == ()


def test_a_contract_that_only_lacks_activation_is_a_near_miss() -> None:
    """
    Its dates are right, and nobody activated it: that one thing is told, without a date.
    """
    draft = attrs.evolve(CONTRACT, activated_on=None)
    under = Entitlement(E1, scope=Scope(account_id=ACME), contract_id=draft.id)

    [missed] = cover(asked(), book(under, contracts=[draft]), at=AT).near_misses

    assert (missed.reason.code, missed.days) == ("contract.not_activated", None)


@pytest.mark.parametrize(
    ("fields", "used", "codes"),
    [
        ({"suspensions": [Suspension(TODAY, reason="unpaid")]}, 2, ["suspended", "used_up"]),
        ({"suspensions": [Suspension(TODAY, reason="unpaid")]}, 1, ["suspended"]),
        ({"valid": DateSpan(until=dt.date(2026, 5, 8))}, 2, ["expired", "used_up"]),
        ({"valid": DateSpan(until=dt.date(2026, 5, 8))}, 1, ["expired"]),
        ({"valid": DateSpan(until=dt.date(2026, 5, 8)), "cases": 2}, 1, ["expired", "too_little"]),
        ({"valid": DateSpan(dt.date(2026, 5, 12)), "cases": 3}, 0, ["not_started", "too_little"]),
        ({"valid": DateSpan(dt.date(2026, 5, 12)), "cases": 2}, 0, ["not_started"]),
    ],
)
def test_usage_is_looked_at_although_it_gives_no_service(
    fields: dict[str, Any], used: int, codes: list[str]
) -> None:
    """
    Two cases are included. Too few of them is a second thing, so that it is no near miss.

    What is over is looked at as on its last day, what is to come as on its first.
    """
    dates = {name: value for name, value in fields.items() if name != "cases"}
    entitlement = entitled(allowance=UsageAllowance(2), **dates)
    earlier = dt.datetime(2026, 5, 7, 23, tzinfo=dt.UTC)
    entry = UnitsConsumed(E1, "k", at=earlier, sequence=1, amount=used or 1)
    ledger = Ledger.of([entry] if used else [])

    coverage = cover(asked(cases=fields.get("cases", 1)), book(entitlement, ledger=ledger), at=AT)

    told = [each.code.partition(".")[2] for each in coverage.rejected[0].reasons]
    assert told == codes
    assert len(coverage.near_misses) == (len(codes) == 1)


@pytest.mark.parametrize("until", [dt.date.min, dt.date(1, 1, 2), dt.date(1, 1, 3)], ids=str)
def test_what_was_over_before_anything_began_is_told_as_well(until: dt.date) -> None:
    """
    An end in the first days of the year 1 is an end like any other.
    """
    over = entitled(valid=DateSpan(until=until), allowance=UsageAllowance(5))

    [rejected] = cover(asked(), book(over), at=AT).rejected

    assert rejected.reasons[0].code == "contract.expired"


BILLED: Final = Bill(Money(90, "EUR"), policy="paid")
POLICY: Final = UncoveredPolicy(
    [
        UncoveredRule(REFUSE, Scope(channels="phone"), "no calls for free"),
        UncoveredRule(COURTESY, Scope(account_id=ACME, with_children=True)),
    ],
    otherwise=BILLED,
)


@pytest.mark.parametrize(
    ("customer", "channel", "answer", "text"),
    [
        (NORTH, "phone", REFUSE, "service is refused (no calls for free)"),
        (NORTH, "web", COURTESY, "service is given as a courtesy"),
        (AccountId("bond"), "web", BILLED, "service is billed at EUR 90 per hour"),
        (AccountId("bond"), None, BILLED, "service is billed at EUR 90 per hour"),
    ],
)
def test_what_is_not_covered_is_answered(
    customer: AccountId, channel: str | None, answer: object, text: str
) -> None:
    """
    The first rule that fits decides, else what holds otherwise; it is never silence.
    """
    coverage = cover(asked(AccountCustomer(customer), channel=channel), book(), at=AT, uncovered=POLICY)

    assert coverage.uncovered == answer
    assert text in str(coverage.decision)
    assert coverage.policy == getattr(answer, "policy", None)


def test_without_a_policy_it_is_refused() -> None:
    """
    One answer for all may be given without rules around it.
    """
    refused = cover(asked(), book(), at=AT)

    assert refused.uncovered == REFUSE
    assert cover(asked(), book(), at=AT, uncovered=Courtesy(policy="kind")).policy == "kind"
    with pytest.raises(UndecidedError, match="no entitlement: there is no entitlement for this"):
        refused.decision.get()


def test_answers_that_are_none_are_refused() -> None:
    """
    A rule has an answer, and a policy rules.
    """
    with pytest.raises(DefinitionError, match="'refuse' is no answer; say REFUSE"):
        UncoveredRule("refuse")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="is no UncoveredRule; say UncoveredRule"):
        UncoveredPolicy([REFUSE])  # type: ignore[list-item]
    with pytest.raises(DefinitionError, match="7 is no answer"):
        cover(asked(), book(), at=AT, uncovered=7)  # type: ignore[arg-type]
    assert str(POLICY.rules[0]) == "no calls for free: service is refused, for requests by phone"


def three() -> Coverage:
    """
    One that counts, one that is outranked, and one that is over.
    """
    return cover(
        asked(item_id="i1"),
        book(
            Entitlement(E1, "Gold", scope=Scope(account_id=ACME, contract_id=ContractId("c1"))),
            Entitlement(EntitlementId("e2"), scope=Scope(sold_product_id=SoldProductId("s1"))),
            Entitlement(EntitlementId("e3"), valid=DateSpan(until=dt.date(2026, 5, 3))),
            Entitlement(EntitlementId("e4"), scope=Scope(account_id=AccountId("bond"))),
        ),
        at=AT,
    )


def test_an_answer_reads_like_a_colleagues() -> None:
    """
    What covers and why, what else would have, what would not, and what was not looked at.
    """
    assert three().explain() == (
        "Yes, Gold (e1) covers it:\n"
        "- it is for account acme\n"
        "- it is for contract c1\n"
        "- sold product s1 stands on line l1 of contract c1\n"
        "- entitlement 'e1' is active from 2026-01-01\n"
        "- it counts before 1 other that would cover too: it matches contract (4) and account (1)\n"
        "The others:\n"
        "- e2: it would cover too, and matches sold product (3) "
        "where Gold (e1) matches contract (4) and account (1)\n"
        "- e3: entitlement 'e3' expired on 2026-05-03\n"
        "1 more entitlement belongs to other customers."
    )


def test_between_equals_the_reasons_say_what_decided() -> None:
    """
    Both the one that counts and the one that does not tell by which key.
    """
    ends = [Entitlement(EntitlementId("e2"), valid=DateSpan(until=dt.date(2030, 1, 1)))]

    decision = cover(asked(), book(Entitlement(E1), *ends), at=AT).decision

    assert "of 2 that rank alike it ends last" in str(decision)
    assert str(decision.rejected[0]) == "not e2: it would cover too and ranks alike, but e1 ends last"


def test_scores_are_told_for_all_that_would_cover() -> None:
    """
    In the order in which they rank, with the weights behind it.
    """
    assert [(each.entitlement_id, each.rank, str(each)) for each in three().scores] == [
        ("e1", (4, 5), "contract (4) and account (1)"),
        ("e2", (3, 3), "sold product (3)"),
    ]


def test_a_name_with_a_line_break_stays_one_line() -> None:
    """
    Nobody's name can pass for one more reason.
    """
    forged = Entitlement(E1, "Gold\n- everything is free", scope=Scope(account_id=ACME))

    assert len(cover(asked(), book(forged), at=AT).explain().splitlines()) == 3
    html = cover(asked(), book(Entitlement(E1, "<b>")), at=AT)._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_a_coverage_is_a_value() -> None:
    """
    Asked again it is equal; pickled and read back it says the same.
    """
    coverage = three()

    assert coverage == three()
    back = pickle.loads(pickle.dumps(coverage))
    assert back == coverage
    assert back.explain() == coverage.explain()
    assert (coverage.policy, coverage.hours, coverage.balance) == (None, "office", None)


def test_long_lists_are_cut_in_the_text_and_not_in_the_decision() -> None:
    """
    Five are told, and how many more there are.
    """
    many = [Entitlement(EntitlementId(f"e{n}"), scope=Scope(channels="phone")) for n in range(1, 9)]
    over = [
        Entitlement(EntitlementId(f"f{n}"), valid=DateSpan(until=dt.date(2020, 1, 1))) for n in range(7)
    ]

    coverage = cover(asked(channel="web"), book(*many, *over), at=AT)

    assert str(coverage).count("and 3 more") == 1
    assert str(coverage).count("and 2 more") == 1
    assert len(coverage.rejected) == 15
