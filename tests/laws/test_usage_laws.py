"""
Laws of the ledger: told twice or late, whole or in parts, it comes to the same.
"""

import datetime as dt
import itertools
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from csmcore.contracts import (
    AlreadyRecorded,
    Amount,
    BucketKind,
    ConsumeOn,
    Ledger,
    LineKind,
    Unit,
    UnitsConsumed,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageEvent,
    UsageOccasion,
    UsageRule,
    UsageTerms,
    asked_by,
    record,
)
from csmcore.errors import BalanceError
from csmcore.kernel import CaseId
from csmcore.testing import ledgers, usage_rules, usage_terms

START: Final = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
HOUR: Final = dt.timedelta(hours=1)


def counted(amount: Amount) -> int:
    """
    An amount as a whole number.
    """
    return amount if isinstance(amount, int) else amount // dt.timedelta(microseconds=1)


def some(unit: Unit) -> Amount:
    """
    One unit, or one hour.
    """
    return 1 if unit is Unit.CASES else HOUR


def told(*, overage: bool | None = None) -> st.SearchStrategy[tuple[UsageTerms, Ledger]]:
    """
    Terms, and a ledger under them.
    """
    return usage_terms(overage=overage).flatmap(
        lambda terms: st.tuples(st.just(terms), ledgers(terms=terms))
    )


def instants() -> st.SearchStrategy[dt.datetime]:
    """
    Instants before, within and after what ledgers tell.
    """
    return st.integers(-200, 600 * 24).map(lambda hours: START + hours * HOUR)


def bare(ledger: Ledger) -> list[UnitsConsumed]:
    """
    The entries as they were before they were recorded.
    """
    return [attrs.evolve(entry, sequence=None) for entry in ledger]  # type: ignore[misc]


@given(told(), instants(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_read_never_matters(
    case: tuple[UsageTerms, Ledger], at: dt.datetime, chance: object
) -> None:
    """
    Shuffled entries make the same ledger, and the same balance.
    """
    terms, ledger = case
    entries = list(ledger)
    chance.shuffle(entries)  # type: ignore[attr-defined]
    again = Ledger.of(entries)

    assert again == ledger
    assert again.balance(terms, at=at) == ledger.balance(terms, at=at)


@given(told(), instants(), st.data())
def test_a_ledger_recorded_in_parts_is_the_ledger(
    case: tuple[UsageTerms, Ledger], at: dt.datetime, data: st.DataObject
) -> None:
    """
    Wherever a host stops, stores and reads again, it comes to the same.
    """
    terms, ledger = case
    cut = data.draw(st.integers(0, len(ledger)))
    parts = Ledger.of(ledger.entries[:cut])
    for entry in bare(ledger)[cut:]:
        parts = record(parts, entry, terms=terms, expected_sequence=len(parts)).ledger

    assert parts == ledger
    assert parts.balance(terms, at=at) == ledger.balance(terms, at=at)


@given(told())
def test_told_twice_counts_once(case: tuple[UsageTerms, Ledger]) -> None:
    """
    Every entry can be told again at any time, and nothing changes.
    """
    terms, ledger = case
    for place, entry in enumerate(bare(ledger), 1):
        again = record(ledger, entry, terms=terms, expected_sequence=0)

        assert isinstance(again, AlreadyRecorded)
        assert (again.ledger, again.sequence) == (ledger, place)


@given(told(overage=False), instants())
def test_without_overage_nothing_is_ever_negative(
    case: tuple[UsageTerms, Ledger], at: dt.datetime
) -> None:
    """
    At any instant, in any bucket; nothing is used beyond, and nothing is charged.
    """
    terms, ledger = case
    for when in (at, *(entry.at for entry in ledger)):
        balance = ledger.balance(terms, at=when)
        parts = (balance.left, balance.reserved, balance.used, balance.rolled_over, balance.granted)

        assert min(map(counted, parts)) >= 0
        assert not balance.beyond
        assert balance.charge is None
        for each in balance.buckets:
            spent = sum(map(counted, (each.used, each.reserved, each.expired, each.left)))
            assert min(map(counted, (each.used, each.reserved, each.expired, each.left))) >= 0
            assert spent == counted(each.given)


@given(told())
def test_draws_add_up_to_what_was_consumed(case: tuple[UsageTerms, Ledger]) -> None:
    """
    Less what was reversed, each consumption tells where all of it came from.
    """
    terms, ledger = case
    for entry in ledger:
        if not isinstance(entry, UnitsConsumed):
            continue
        backs = [
            each for each in ledger if isinstance(each, UnitsReversed) and each.consumption == entry.key
        ]
        drawn = sum(counted(draw.amount) for draw in ledger.draws(terms, entry.key))
        if all(each.amount is not None for each in backs):
            back = sum(counted(each.amount) for each in backs if each.amount is not None)
            assert drawn == counted(entry.amount) - back
        else:
            assert drawn == 0


@given(told(), instants(), st.booleans())
def test_what_is_undone_at_once_was_never_done(
    case: tuple[UsageTerms, Ledger], at: dt.datetime, consume: bool
) -> None:
    """
    A reversal undoes a consumption, and a release a reservation, in every figure.
    """
    terms, ledger = case
    amount, e = some(terms.unit), terms.entitlement_id
    at = max([at, *(entry.at for entry in ledger)])
    before = ledger.balance(terms, at=at)
    did = (UnitsConsumed if consume else UnitsReserved)(e, "do", at=at, amount=amount)
    undo = (
        UnitsReversed(e, "undo", at=at, consumption="do")
        if consume
        else UnitsReleased(e, "undo", at=at, reservation="do")
    )
    try:
        after = record(ledger, did, terms=terms).ledger
    except BalanceError:
        assert counted(before.left) < counted(amount)
        return

    balance = record(after, undo, terms=terms).balance

    assert attrs.evolve(balance, buckets=()) == attrs.evolve(before, buckets=())
    assert [each for each in balance.buckets if each.bucket.kind is not BucketKind.OVERAGE] == [
        each for each in before.buckets if each.bucket.kind is not BucketKind.OVERAGE
    ]


@given(told(), instants())
def test_what_is_covered_can_be_recorded(case: tuple[UsageTerms, Ledger], at: dt.datetime) -> None:
    """
    After all that is known, what the balance covers is taken in, and nothing else is.
    """
    terms, ledger = case
    at = max([at, *(entry.at for entry in ledger)])
    amount = some(terms.unit)
    entry = UnitsConsumed(terms.entitlement_id, "new", at=at, amount=amount)
    try:
        record(ledger, entry, terms=terms)
    except BalanceError:
        taken = False
    else:
        taken = True

    assert taken == ledger.balance(terms, at=at).covers(amount)


@given(told(), st.integers(0, 400), st.integers(0, 60), st.integers(0, 60))
def test_statements_add_up_and_join(
    case: tuple[UsageTerms, Ledger], start: int, one: int, two: int
) -> None:
    """
    The changes lead from the opening to the closing balance, and the next one opens with it.
    """
    terms, ledger = case
    first = START.date() + dt.timedelta(days=start)
    middle = first + dt.timedelta(days=one)
    last = middle + dt.timedelta(days=two)
    parts = [
        ledger.statement(terms, start_on=a, until=b)
        for a, b in itertools.pairwise((first, middle, last))
    ]
    whole = ledger.statement(terms, start_on=first, until=last)

    for each in (*parts, whole):
        change = sum(counted(line.change) for line in each.lines)
        assert counted(each.opening.left) + change == counted(each.closing.left)
    assert parts[0].closing == parts[1].opening
    assert [line.key for part in parts for line in part.lines] == [line.key for line in whole.lines]


@given(told())
def test_a_statement_has_a_line_for_each_entry(case: tuple[UsageTerms, Ledger]) -> None:
    """
    Each once, and what follows from dates has no key.
    """
    terms, ledger = case
    first, last = dt.date(2023, 1, 1), dt.date(2030, 1, 1)
    statement = ledger.statement(terms, start_on=first, until=last)
    keys = [line.key for line in statement.lines if line.key is not None]

    assert sorted(keys) == sorted(entry.key for entry in ledger)
    derived = {line.kind for line in statement.lines if line.key is None}
    assert derived <= {LineKind.RENEWED, LineKind.LAPSED}


@given(usage_terms(overage=True), usage_rules(), st.lists(st.sampled_from(UsageEvent), max_size=8))
def test_a_case_that_is_over_holds_nothing(
    terms: UsageTerms, rule: UsageRule, events: list[UsageEvent]
) -> None:
    """
    Whatever happened to it, once it is closed; and every event can be told twice.
    """
    ledger, amount = Ledger(), some(terms.unit)
    at = dt.datetime.combine(terms.valid.start_on or START.date(), dt.time(12), tzinfo=dt.UTC)
    at += dt.timedelta(days=1)
    for place, event in enumerate([*events, UsageEvent.CLOSED]):
        occasion = UsageOccasion(
            event,
            entitlement_id=terms.entitlement_id,
            case_id=CaseId("case"),
            key=f"event{place}",
            at=at,
            amount=amount,
        )
        asked = asked_by(occasion, ledger, rule=rule)
        try:
            for entry in asked:
                ledger = record(ledger, entry, terms=terms).ledger
        except BalanceError:
            return
        assert asked_by(occasion, ledger, rule=rule) == asked

    balance = ledger.balance(terms, at=at)
    assert not balance.reserved
    if rule.consume_on is not ConsumeOn.TIME_ENTRY:
        assert counted(balance.used) <= counted(amount)
