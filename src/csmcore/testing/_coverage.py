"""
Strategies for entitlements, requests, and what decides between them.
"""

import datetime as dt
from decimal import Decimal
from typing import Final

from csmcore.contracts import (
    Aspect,
    Bill,
    ContractKind,
    Courtesy,
    CoverageOrder,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    EntitlementTemplate,
    NearMiss,
    Ranking,
    Refuse,
    Scope,
    TieBreak,
    UncoveredAnswer,
    UncoveredPolicy,
    UncoveredRule,
    cover,
)
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    ConsumerCustomer,
    ConsumerId,
    ContractId,
    CustomerRef,
    DateSpan,
    EntitlementId,
    HouseholdId,
    InstallBaseItemId,
    LineId,
    LocationId,
    Money,
    ProductModelId,
    Scalar,
    SoldProductId,
)
from csmcore.testing._contracts import cancellations, suspended_dates
from csmcore.testing._extra import st
from csmcore.testing._kernel import external_ids, terms
from csmcore.testing._usage import usage_allowances

_FIRST: Final = dt.date(2026, 1, 1)
_CUSTOMERS: Final[tuple[CustomerRef, ...]] = (
    AccountCustomer(AccountId("acme")),
    AccountConsumerCustomer(AccountId("acme"), ConsumerId("kim")),
    ConsumerCustomer(ConsumerId("kim")),
    ConsumerCustomer(ConsumerId("kim"), HouseholdId("kims")),
)
_PARTIES: Final = (
    Scope(),
    Scope(account_id=AccountId("acme")),
    Scope(account_id=AccountId("acme"), with_children=True),
    Scope(account_id=AccountId("acme"), consumer_id=ConsumerId("kim")),
    Scope(consumer_id=ConsumerId("kim")),
    Scope(household_id=HouseholdId("kims")),
)
_UNDER: Final = ((None, None), (ContractId("c1"), None), (ContractId("c1"), LineId("l1")))
_ATTRIBUTES: Final[tuple[tuple[tuple[str, Scalar], ...], ...]] = ((), (("vip", True),))
_NAMES: Final = (None, "Gold", "Silver")


def scopes() -> st.SearchStrategy[Scope]:
    """
    Scopes of every kind of customer, of things and contracts, open ones among them.
    """
    return st.builds(
        lambda party, things, item, under, names: Scope(
            account_id=party.account_id,
            with_children=party.with_children,
            consumer_id=party.consumer_id,
            household_id=party.household_id,
            model_id=things[0],
            sold_product_id=things[1],
            location_id=things[2],
            item_id=None if item is None else InstallBaseItemId("i1"),
            with_parts=bool(item),
            contract_id=under[0],
            line_id=under[1],
            channels=names[0],
            case_types=names[1],
        ),
        st.sampled_from(_PARTIES),
        _things(),
        st.sampled_from([None, None, False, True]),
        st.sampled_from(_UNDER),
        st.tuples(
            st.frozensets(st.sampled_from(["phone", "web"])), st.frozensets(st.sampled_from(["fault"]))
        ),
    )


def _things() -> st.SearchStrategy[
    tuple[ProductModelId | None, SoldProductId | None, LocationId | None]
]:
    return st.tuples(
        st.none() | st.just(ProductModelId("m1")),
        st.none() | st.just(SoldProductId("s1")),
        st.none() | st.just(LocationId("here")),
    )


def coverage_requests() -> st.SearchStrategy[CoverageRequest]:
    """
    Requests of every kind of customer, that say more or less.
    """
    return st.builds(
        lambda customer, things, item, under, names, cases, work: CoverageRequest(
            customer,
            model_id=things[0],
            sold_product_id=things[1],
            location_id=things[2],
            item_id=item,
            contract_id=under[0],
            line_id=under[1],
            channel=names[0],
            case_type=names[1],
            cases=cases,
            work=work,
        ),
        st.sampled_from(_CUSTOMERS),
        _things(),
        st.none() | st.just(InstallBaseItemId("i1")),
        st.sampled_from(_UNDER),
        st.tuples(st.sampled_from([None, "phone", "chat"]), st.sampled_from([None, "fault"])),
        st.integers(0, 3),
        st.timedeltas(dt.timedelta(0), dt.timedelta(hours=9)),
    )


def coverage_orders() -> st.SearchStrategy[CoverageOrder]:
    """
    Orders with weights, equal ones among them, each ranking, and ties in any order.
    """
    weights = st.dictionaries(st.sampled_from(Aspect), st.integers(0, 4))
    ties = st.lists(st.sampled_from(TieBreak), unique=True)
    return st.builds(
        CoverageOrder,
        st.sampled_from(["mine", "yours"]),
        weights=weights,
        ranking=st.sampled_from(Ranking),
        ties=ties,
    )


def _valid() -> st.SearchStrategy[DateSpan]:
    days = st.none() | st.integers(0, 90)
    return st.tuples(days, days).map(lambda pair: _span(*pair))


def _span(start: int | None, length: int | None) -> DateSpan:
    start_on = None if start is None else _FIRST + dt.timedelta(days=start)
    until = None if length is None else (start_on or _FIRST) + dt.timedelta(days=length)
    return DateSpan(start_on, until)


def entitlements() -> st.SearchStrategy[Entitlement]:
    """
    Entitlements of every scope, suspended and cancelled ones among them, with and without a limit.
    """
    return st.builds(
        lambda name, scope, kind, hours, allowance, others, agreed: Entitlement(
            EntitlementId("e1"),
            name,
            scope=scope,
            kind=kind,
            contract_id=ContractId("c1"),
            hours=hours,
            only_in_hours=hours is not None,
            allowance=allowance,
            external_ids=others[0],
            attributes=others[1],
            valid=agreed[0],
            suspensions=agreed[1],
            cancellation=agreed[2],
        ),
        st.sampled_from(_NAMES),
        scopes(),
        st.none() | st.sampled_from(ContractKind),
        st.none() | st.just("office"),
        st.none() | usage_allowances(),
        st.tuples(st.lists(external_ids(), max_size=1), st.sampled_from(_ATTRIBUTES)),
        st.tuples(_valid(), suspended_dates(), st.none() | cancellations()),
    )


def entitlement_templates() -> st.SearchStrategy[EntitlementTemplate]:
    """
    Templates for some models or any, with a term and without.
    """
    return st.builds(
        EntitlementTemplate,
        st.sampled_from(["gold", "silver"]),
        st.sampled_from(_NAMES),
        model_ids=st.lists(st.sampled_from([ProductModelId("m1"), ProductModelId("m2")])),
        term=st.none() | terms(),
        scope=st.builds(Scope, channels=st.frozensets(st.sampled_from(["phone", "web"]))),
        kind=st.none() | st.sampled_from(ContractKind),
        allowance=st.none() | usage_allowances(),
        policy=st.none() | st.just("gold"),
    )


def uncovered_answers() -> st.SearchStrategy[UncoveredAnswer]:
    """
    What is done where nothing covers: refused, billed, or a courtesy.
    """
    policies = st.none() | st.just("paid")
    rates = st.decimals(0, 500, places=2).map(lambda amount: Money(Decimal(amount), "EUR"))
    bills = st.builds(Bill, rates, st.sampled_from(["hour", "case"]), policy=policies)
    return st.one_of(st.just(Refuse()), bills, st.builds(Courtesy, policy=policies))


def uncovered_policies() -> st.SearchStrategy[UncoveredPolicy]:
    """
    Rules in order, and what holds otherwise.
    """
    rules = st.builds(UncoveredRule, uncovered_answers(), scopes(), st.sampled_from(_NAMES))
    return st.builds(UncoveredPolicy, st.lists(rules, max_size=3), otherwise=uncovered_answers())


def near_misses() -> st.SearchStrategy[NearMiss]:
    """
    What one thing alone kept from covering: dates by chance, or a channel.
    """
    days = st.integers(-25, 25).map(lambda day: DateSpan(_FIRST + dt.timedelta(days=day)))
    ended = st.integers(-25, 0).map(lambda day: DateSpan(until=_FIRST + dt.timedelta(days=day)))
    dated = st.builds(Entitlement, st.just(EntitlementId("e1")), valid=days | ended)
    by_phone = st.just(Entitlement(EntitlementId("e1"), scope=Scope(channels="phone")))
    return st.builds(_missed, dated | by_phone).filter(bool).map(lambda missed: missed[0])


def _missed(entitlement: Entitlement) -> tuple[NearMiss, ...]:
    at = dt.datetime.combine(_FIRST, dt.time(12), tzinfo=dt.UTC)
    request = CoverageRequest(AccountCustomer(AccountId("acme")), channel="web")
    return cover(request, EntitlementBook.of([entitlement]), at=at).near_misses
