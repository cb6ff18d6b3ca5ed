"""
Strategies for usage: what is included, and ledgers of what was used of it.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

from csmcore.contracts import (
    Amount,
    Balance,
    CalendarPeriod,
    Ledger,
    Overage,
    Rollover,
    Statement,
    Unit,
    UnitsConsumed,
    UnitsExpired,
    UnitsGranted,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageAllowance,
    UsageEntry,
    UsageEvent,
    UsageRule,
    UsageTerms,
    record,
)
from csmcore.errors import BalanceError
from csmcore.kernel import CaseId, DateSpan, EntitlementId, Money, Term
from csmcore.testing._extra import st
from csmcore.testing._kernel import zones

_SUPPORT: Final = EntitlementId("support")
_NEW_YEAR: Final = dt.date(2024, 1, 1)
_START: Final = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
_QUARTER: Final = dt.timedelta(minutes=15)
_DAY: Final = dt.timedelta(days=1)
_RATES: Final = (Money(40, "EUR"), Money("99.95", "USD"), Money(0, "EUR"))
_PERIODS: Final = (
    None,
    CalendarPeriod(),
    CalendarPeriod(3),
    Term(months=1),
    Term(months=3),
    Term(years=1),
)
_KINDS: Final = ("reserve", "consume", "consume", "from", "release", "reverse", "grant", "expire")
_GIVEN_BACK: Final = (UsageEvent.CANCELLED, UsageEvent.DUPLICATE, UsageEvent.MERGED)


class _Step(NamedTuple):
    """
    What somebody does next: what it means depends on what was done before.
    """

    kind: str
    day: int
    minute: int
    amount: int
    pick: int
    whole: bool


def _amount(unit: Unit, number: int) -> Amount:
    return number if unit is Unit.CASES else number * _QUARTER


def usage_allowances(*, overage: bool | None = None) -> st.SearchStrategy[UsageAllowance]:
    """
    Cases or hours for every kind of period, with and without rollover and overage.

    Args:
        overage: Whether more may be used; either when not given.
    """
    rate = st.sampled_from(_RATES).map(Overage)
    beyond = {None: st.none() | rate, True: rate, False: st.none()}[overage]

    def made(
        unit: Unit,
        amount: int,
        period: CalendarPeriod | Term | None,
        rolls: tuple[int, int],
        more: Overage | None,
    ) -> UsageAllowance:
        cap = None if rolls[0] > 20 else _amount(unit, rolls[0])
        rollover = Rollover(cap, periods=rolls[1] or None) if period and rolls[0] else None
        return UsageAllowance(_amount(unit, amount), period=period, rollover=rollover, overage=more)

    caps = st.tuples(st.integers(0, 25), st.integers(0, 3))
    return st.builds(
        made, st.sampled_from(Unit), st.integers(0, 20), st.sampled_from(_PERIODS), caps, beyond
    )


def usage_terms(*, overage: bool | None = None) -> st.SearchStrategy[UsageTerms]:
    """
    Allowances with a validity that starts in 2024, also at the end of a month, in any zone.

    Args:
        overage: Whether more may be used; either when not given.
    """
    starts = st.integers(0, 90).map(lambda days: _NEW_YEAR + days * _DAY)
    lengths = st.none() | st.integers(1, 500)
    valid = st.builds(
        lambda start, days: DateSpan(start, None if days is None else start + days * _DAY),
        starts,
        lengths,
    )
    return st.builds(
        UsageTerms, st.just(_SUPPORT), usage_allowances(overage=overage), valid=valid, zone=zones()
    )


def _steps() -> st.SearchStrategy[_Step]:
    return st.builds(
        _Step,
        st.sampled_from(_KINDS),
        st.integers(-2, 500),
        st.integers(0, 24 * 60 - 1),
        st.integers(1, 8),
        st.integers(0, 100),
        st.booleans(),
    )


def _entry(step: _Step, ledger: Ledger, unit: Unit) -> UsageEntry:
    """
    The entry that a step comes to; where there is nothing to give back, it consumes.
    """
    key = f"k{len(ledger)}"
    at = _START + step.day * _DAY + step.minute * dt.timedelta(minutes=1)
    amount = _amount(unit, step.amount)
    wanted = UnitsConsumed if step.kind == "reverse" else UnitsReserved
    known = [each for each in ledger if isinstance(each, wanted)]
    if step.kind in ("from", "release", "reverse") and known:
        other = known[step.pick % len(known)]
        part, at = None if step.whole else amount, max(at, other.at)
        if step.kind == "release":
            return UnitsReleased(_SUPPORT, key, at=at, reservation=other.key, amount=part)
        if step.kind == "reverse":
            return UnitsReversed(_SUPPORT, key, at=at, consumption=other.key, amount=part)
        return UnitsConsumed(_SUPPORT, key, at=at, amount=amount, reservation=other.key)
    case_id = CaseId(f"case {step.pick}") if step.whole else None
    match step.kind:
        case "reserve":
            return UnitsReserved(_SUPPORT, key, at=at, amount=amount, case_id=case_id)
        case "grant":
            expires = None if step.whole else at.date() + step.pick * _DAY
            return UnitsGranted(_SUPPORT, key, at=at, amount=amount, expires_on=expires)
        case "expire":
            return UnitsExpired(_SUPPORT, key, at=at, amount=amount, reason="agreed")
        case _:
            return UnitsConsumed(_SUPPORT, key, at=at, amount=amount, case_id=case_id)


def _recorded(terms: UsageTerms, steps: Iterable[_Step]) -> Ledger:
    ledger = Ledger()
    for step in steps:
        try:
            ledger = record(ledger, _entry(step, ledger, terms.unit), terms=terms).ledger
        except BalanceError:
            continue
    return ledger


def ledgers(*, terms: UsageTerms | None = None) -> st.SearchStrategy[Ledger]:
    """
    Ledgers of one entitlement, with entries of every kind, some of them told late.

    Each entry was taken in when it came, so that nothing is short.

    Args:
        terms: Of the entitlement, as :func:`usage_terms` makes them; any when not given.
    """
    if terms is None:
        return usage_terms().flatmap(lambda any_terms: ledgers(terms=any_terms))
    return st.lists(_steps(), max_size=12).map(lambda steps: _recorded(terms, steps))


def usage_entries() -> st.SearchStrategy[UsageEntry]:
    """
    Entries as they stand in a ledger, of every kind.
    """
    some = usage_terms(overage=True).flatmap(lambda terms: ledgers(terms=terms)).filter(len)
    return some.flatmap(lambda ledger: st.sampled_from(ledger.entries))


def _instants() -> st.SearchStrategy[dt.datetime]:
    return st.integers(-100, 600 * 24).map(lambda hours: _START + hours * dt.timedelta(hours=1))


def balances() -> st.SearchStrategy[Balance]:
    """
    What is left on some day of some ledger.
    """
    return usage_terms().flatmap(
        lambda terms: st.builds(
            lambda ledger, at: ledger.balance(terms, at=at), ledgers(terms=terms), _instants()
        )
    )


def statements() -> st.SearchStrategy[Statement]:
    """
    Accounts of some months of a ledger.
    """
    days = st.integers(0, 200)

    def told(terms: UsageTerms, ledger: Ledger, start: int, length: int) -> Statement:
        start_on = _NEW_YEAR + start * _DAY
        return ledger.statement(terms, start_on=start_on, until=start_on + length * _DAY)

    return usage_terms().flatmap(
        lambda terms: st.builds(told, st.just(terms), ledgers(terms=terms), days, days)
    )


def usage_rules() -> st.SearchStrategy[UsageRule]:
    """
    When the units of a case are used, and when they are given back.
    """
    return st.builds(
        UsageRule,
        st.sampled_from(["open", "resolve", "close", "time_entry"]),
        reverse_on=st.frozensets(st.sampled_from(_GIVEN_BACK)),
    )
