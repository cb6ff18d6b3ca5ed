"""
The ledger by hand: what is left after each entry, from where it came, and what is refused.
"""

import copy
import datetime as dt
import pickle
from decimal import Decimal
from typing import Any, Final

import attrs
import pytest

from csmcore.contracts import (
    AlreadyRecorded,
    Amount,
    BucketKind,
    CalendarPeriod,
    Ledger,
    LineKind,
    Overage,
    Recorded,
    Rollover,
    Unit,
    UnitsConsumed,
    UnitsExpired,
    UnitsGranted,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageAllowance,
    UsageEntry,
    UsageTerms,
    record,
)
from csmcore.errors import (
    BalanceError,
    DefinitionError,
    DuplicateError,
    KeyConflictError,
    OrderError,
    SequenceError,
    UnitError,
    UnknownReferenceError,
)
from csmcore.kernel import CaseId, DateSpan, EntitlementId, Money, Term

E: Final = EntitlementId("e1")
HOUR: Final = dt.timedelta(hours=1)
YEAR: Final = DateSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
QUARTERLY: Final = UsageTerms(E, UsageAllowance(20 * HOUR, period=CalendarPeriod(3)), valid=YEAR)
NOT_ENTRIES: Final[Any] = ("x",)
FIVE: Final = UsageTerms(E, UsageAllowance(5), valid=YEAR)


def noon(month: int, day: int, year: int = 2026) -> dt.datetime:
    """
    The middle of a day in UTC.
    """
    return dt.datetime(year, month, day, 12, tzinfo=dt.UTC)


def told(terms: UsageTerms, *entries: UsageEntry) -> Ledger:
    """
    A ledger in which entries were recorded one after the other.
    """
    ledger = Ledger()
    for entry in entries:
        ledger = record(ledger, entry, terms=terms).ledger
    return ledger


def consumed(key: str, at: dt.datetime, amount: Amount, **more: Any) -> UnitsConsumed:
    """
    A consumption.
    """
    return UnitsConsumed(E, key, at=at, amount=amount, **more)


def reserved(key: str, at: dt.datetime, amount: Amount) -> UnitsReserved:
    """
    A reservation.
    """
    return UnitsReserved(E, key, at=at, amount=amount)


def with_rollover(cap: Amount | None, periods: int | None = 1, amount: Amount = 10) -> UsageTerms:
    """
    Ten a month, of which some is carried over.
    """
    allowance = UsageAllowance(amount, period=CalendarPeriod(), rollover=Rollover(cap, periods=periods))
    return UsageTerms(E, allowance, valid=YEAR)


# --- what is left --------------------------------------------------------------------------------


def test_an_empty_ledger_leaves_all_of_it() -> None:
    """
    Where nothing was used, the period's amount is left until its end.
    """
    balance = Ledger().balance(QUARTERLY, at=noon(5, 4))

    assert balance.left == balance.total == 20 * HOUR
    assert balance.period == DateSpan(dt.date(2026, 4, 1), dt.date(2026, 7, 1))
    assert balance.renews_on == balance.lapses_on == dt.date(2026, 7, 1)
    assert (balance.reserved, balance.used, balance.beyond) == (0 * HOUR,) * 3
    assert balance.charge is None
    assert str(balance) == "20 of 20 hours left until 2026-07-01"


def test_a_balance_reads_as_customers_ask() -> None:
    """
    How much of how much, until when, and what is held.
    """
    ledger = told(QUARTERLY, consumed("a", noon(4, 2), 13 * HOUR), reserved("b", noon(4, 3), 2 * HOUR))

    assert str(ledger.balance(QUARTERLY, at=noon(5, 4))) == (
        "5 of 20 hours left until 2026-07-01, 2 reserved"
    )


def test_minutes_are_told_as_hours_and_minutes() -> None:
    """
    An hour and a half is 1:30, whatever is left over being told in seconds.
    """
    ledger = told(QUARTERLY, consumed("a", noon(4, 2), dt.timedelta(hours=18, minutes=30)))

    assert str(ledger.balance(QUARTERLY, at=noon(4, 3))).startswith("1:30 of 20 hours left")
    more = record(ledger, consumed("b", noon(4, 3), dt.timedelta(seconds=90)), terms=QUARTERLY)
    assert str(more.balance).startswith("1:28:30 of 20 hours left")


def test_what_is_left_lapses_at_the_end_of_a_period() -> None:
    """
    Without rollover each period starts anew.
    """
    ledger = told(QUARTERLY, consumed("a", noon(1, 5), 3 * HOUR))

    assert ledger.balance(QUARTERLY, at=noon(3, 31)).left == 17 * HOUR
    assert ledger.balance(QUARTERLY, at=noon(4, 1)).left == 20 * HOUR
    assert ledger.balance(QUARTERLY, at=noon(4, 1)).used == 0 * HOUR


def test_outside_the_validity_nothing_is_left() -> None:
    """
    The day before it begins, and the day on which it has ended.
    """
    for at in (noon(12, 31, 2025), noon(1, 1, 2027)):
        balance = Ledger().balance(QUARTERLY, at=at)
        assert (balance.left, balance.period, balance.lapses_on) == (0 * HOUR, None, None)
        assert not balance.covers(HOUR)
        assert not balance.covers(0 * HOUR)
        assert str(balance) == f"nothing left, {at.date()} is outside the validity"


def test_the_zone_says_when_a_period_ends() -> None:
    """
    On the night of the spring change, Amsterdam's April starts at 22:00 in UTC.
    """
    allowance = UsageAllowance(5, period=CalendarPeriod())
    there = UsageTerms(E, allowance, valid=YEAR, zone="Europe/Amsterdam")
    last = dt.datetime(2026, 3, 31, 21, 59, 59, tzinfo=dt.UTC)
    ledger = told(there, consumed("a", last, 4), consumed("b", last + dt.timedelta(seconds=1), 3))

    assert ledger.balance(there, at=last).left == 1
    assert ledger.balance(there, at=last + dt.timedelta(seconds=1)).left == 2


@pytest.mark.parametrize(
    ("cap", "periods", "left"),
    [
        # What is left on the 15th of each month if nothing is ever used, ten coming each month.
        (None, 1, [10, 20, 20, 20]),
        (3, 1, [10, 13, 13, 13]),
        (0, 1, [10, 10, 10, 10]),
        (None, 2, [10, 20, 30, 30]),
        (15, 2, [10, 20, 25, 25]),
        (None, None, [10, 20, 30, 40]),
        (25, None, [10, 20, 30, 35]),
    ],
)
def test_what_is_carried_over(cap: int | None, periods: int | None, left: list[int]) -> None:
    """
    Up to the cap, through so many periods.
    """
    terms = with_rollover(cap, periods)

    assert [Ledger().balance(terms, at=noon(month, 15)).left for month in range(1, 5)] == left
    rolled = [Ledger().balance(terms, at=noon(month, 15)).rolled_over for month in range(1, 5)]
    assert rolled == [each - 10 for each in left]


def test_above_the_cap_the_oldest_lapses_first() -> None:
    """
    Of January's ten and February's ten, fifteen are carried into March: five of January's.
    """
    balance = Ledger().balance(with_rollover(15, 2), at=noon(3, 15))

    assert [each.left for each in balance.buckets] == [5, 10, 10]
    assert [each.expired for each in balance.buckets] == [5, 0, 0]


def test_what_lapses_soonest_is_used_first() -> None:
    """
    First what was carried over, then a grant that ends before the period, then the period's own.
    """
    terms = with_rollover(3)
    grant = UnitsGranted(E, "sorry", at=noon(2, 2), amount=2, expires_on=dt.date(2026, 2, 20))
    ledger = told(terms, grant)

    taken = record(ledger, consumed("a", noon(2, 3), 7), terms=terms)

    assert isinstance(taken, Recorded)
    assert [(draw.bucket.kind, draw.amount) for draw in taken.draws] == [
        (BucketKind.GRANT, 2),
        (BucketKind.PERIOD, 3),
        (BucketKind.PERIOD, 2),
    ]
    assert [str(draw) for draw in taken.draws] == [
        "2 cases, granted as 'sorry', from 2026-02-02 until 2026-02-20",
        "3 cases, included from 2026-01-01 until 2026-02-01",
        "2 cases, included from 2026-02-01 until 2026-03-01",
    ]


def test_a_grant_counts_until_it_expires() -> None:
    """
    From its instant until the day before its date, in whatever period.
    """
    ledger = told(
        QUARTERLY,
        UnitsGranted(E, "g", at=noon(3, 30), amount=4 * HOUR, expires_on=dt.date(2026, 4, 3)),
    )

    left = [ledger.balance(QUARTERLY, at=noon(*day)).left for day in ((3, 29), (3, 30), (4, 2), (4, 3))]
    assert left == [20 * HOUR, 24 * HOUR, 24 * HOUR, 20 * HOUR]
    assert ledger.balance(QUARTERLY, at=noon(4, 2)).granted == 4 * HOUR
    assert ledger.balance(QUARTERLY, at=noon(4, 2)).lapses_on == dt.date(2026, 4, 3)


def test_what_is_written_off_is_gone() -> None:
    """
    And counts as expired, not as used.
    """
    ledger = told(FIVE, UnitsExpired(E, "w", at=noon(2, 1), amount=2, reason="agreed by phone"))
    balance = ledger.balance(FIVE, at=noon(2, 1))

    assert (balance.left, balance.used) == (3, 0)
    assert balance.buckets[0].expired == 2


# --- held, used, given back ----------------------------------------------------------------------


def test_what_is_held_is_not_left_and_does_not_lapse() -> None:
    """
    A case that was opened in June and resolved in July uses June's unit.
    """
    terms = UsageTerms(E, UsageAllowance(5, period=CalendarPeriod()), valid=YEAR)
    ledger = told(terms, reserved("r", noon(6, 30), 1))

    assert ledger.balance(terms, at=noon(7, 2)).left == 5
    taken = record(ledger, consumed("c", noon(7, 3), 1, reservation="r"), terms=terms)
    assert isinstance(taken, Recorded)
    assert taken.balance.left == 5
    assert taken.balance.reserved == 0
    assert taken.draws[0].bucket.period.until == dt.date(2026, 7, 1)


def test_what_a_reservation_lacks_is_drawn_and_what_it_has_too_much_stays_held() -> None:
    """
    Two hours held, three worked: one more is drawn. One worked: one stays held.
    """
    ledger = told(QUARTERLY, reserved("r", noon(4, 2), 2 * HOUR))

    more = record(ledger, consumed("c", noon(4, 3), 3 * HOUR, reservation="r"), terms=QUARTERLY)
    less = record(ledger, consumed("c", noon(4, 3), HOUR, reservation="r"), terms=QUARTERLY)

    assert isinstance(more, Recorded)
    assert isinstance(less, Recorded)
    assert (more.balance.left, more.balance.reserved) == (17 * HOUR, 0 * HOUR)
    assert (less.balance.left, less.balance.reserved) == (18 * HOUR, HOUR)


def test_what_is_released_after_its_period_has_lapsed() -> None:
    """
    It does not come back into a period to which it never belonged.
    """
    ledger = told(
        QUARTERLY,
        reserved("r", noon(3, 30), 5 * HOUR),
        UnitsReleased(E, "x", at=noon(4, 2), reservation="r"),
    )

    assert ledger.balance(QUARTERLY, at=noon(3, 31)).left == 15 * HOUR
    assert ledger.balance(QUARTERLY, at=noon(4, 2)).left == 20 * HOUR
    assert ledger.balance(QUARTERLY, at=noon(4, 2)).reserved == 0 * HOUR


@pytest.mark.parametrize(
    ("terms", "left"),
    [
        # Used on 30 January, reversed on 2 February, ten a month.
        (with_rollover(None), 20),
        (with_rollover(3), 13),
        (UsageTerms(E, UsageAllowance(10, period=CalendarPeriod()), valid=YEAR), 10),
    ],
    ids=["carried over", "up to the cap", "lapsed"],
)
def test_what_is_reversed_goes_back_to_its_period(terms: UsageTerms, left: int) -> None:
    """
    Which may be over: then it is carried over as it would have been, or has lapsed.
    """
    ledger = told(
        terms,
        consumed("c", noon(1, 30), 6),
        UnitsReversed(E, "v", at=noon(2, 2), consumption="c"),
    )

    assert ledger.balance(terms, at=noon(2, 2)).left == left


def test_part_of_a_consumption_can_be_reversed_the_dearest_first() -> None:
    """
    What was drawn last goes back first, so what is beyond comes before what was included.
    """
    terms = attrs.evolve(FIVE, allowance=UsageAllowance(5, overage=Overage(Money("40", "EUR"))))
    ledger = told(
        terms,
        consumed("c", noon(2, 1), 7),
        UnitsReversed(E, "v", at=noon(2, 2), consumption="c", amount=3),
    )
    balance = ledger.balance(terms, at=noon(2, 2))

    assert ledger.balance(terms, at=noon(2, 1)).charge == Money("80", "EUR")
    assert (balance.left, balance.used, balance.beyond, balance.charge) == (1, 4, 0, None)
    assert [draw.amount for draw in ledger.draws(terms, "c")] == [4]


# --- beyond --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worked", "charge"),
    [
        # Twenty hours are included, at 100 an hour beyond.
        ([dt.timedelta(hours=20)], None),
        ([dt.timedelta(hours=21, minutes=30)], Money("150", "EUR")),
        ([dt.timedelta(hours=20), *[dt.timedelta(minutes=20)] * 3], Money("100", "EUR")),
        ([dt.timedelta(hours=20, seconds=36)], Money("1", "EUR")),
        ([dt.timedelta(hours=20, microseconds=9)], Money("0.00000025", "EUR")),
    ],
)
def test_what_is_beyond_costs_its_rate_exactly(
    worked: list[dt.timedelta], charge: Money | None
) -> None:
    """
    By the length and not by started hours; three times a third is a whole.
    """
    allowance = UsageAllowance(20 * HOUR, overage=Overage(Money("100", "EUR")))
    terms = UsageTerms(E, allowance, valid=YEAR)
    ledger = told(terms, *(consumed(str(place), noon(2, 1), each) for place, each in enumerate(worked)))

    assert ledger.balance(terms, at=noon(2, 1)).charge == charge


def test_what_is_beyond_is_told_with_its_charge() -> None:
    """
    It has a bucket of its own.
    """
    terms = attrs.evolve(FIVE, allowance=UsageAllowance(5, overage=Overage(Money("40", "EUR"))))
    taken = record(Ledger(), consumed("c", noon(2, 1), 7), terms=terms)

    assert isinstance(taken, Recorded)
    assert str(taken.balance) == "0 of 5 cases left until 2027-01-01, 2 beyond it for EUR 80"
    assert str(taken.draws[1]) == (
        "2 cases for EUR 80, beyond what is included from 2026-01-01 until 2027-01-01"
    )
    assert taken.balance.covers(100)


def test_what_was_held_beyond_is_drawn_anew() -> None:
    """
    A reservation beyond June's amount is paid from July's when it is used in July.
    """
    allowance = UsageAllowance(1, period=CalendarPeriod(), overage=Overage(Money("40", "EUR")))
    terms = UsageTerms(E, allowance, valid=YEAR)
    ledger = told(
        terms,
        consumed("a", noon(6, 29), 1),
        reserved("r", noon(6, 30), 1),
        consumed("c", noon(7, 1), 1, reservation="r"),
    )
    balance = ledger.balance(terms, at=noon(7, 1))

    assert (balance.left, balance.beyond, balance.charge, balance.reserved) == (0, 0, None, 0)


def test_a_rate_of_a_third_keeps_fifty_digits() -> None:
    """
    Where no decimal is exact, the host rounds as its invoices do.
    """
    allowance = UsageAllowance(0 * HOUR, overage=Overage(Money("100", "EUR")))
    terms = UsageTerms(E, allowance, valid=YEAR)
    ledger = told(terms, consumed("c", noon(2, 1), dt.timedelta(minutes=20)))
    charge = ledger.balance(terms, at=noon(2, 1)).charge

    assert charge is not None
    assert charge.rounded() == Money("33.33", "EUR")
    assert abs(charge.amount - Decimal(100) / 3) < Decimal("1e-25")


# --- refused -------------------------------------------------------------------------------------


def test_more_than_is_left_is_refused_and_told() -> None:
    """
    How much is left, until when, and how much was wanted.
    """
    ledger = told(FIVE, consumed("a", noon(2, 1), 3))

    with pytest.raises(BalanceError) as caught:
        record(ledger, consumed("b", noon(2, 2), 3), terms=FIVE)

    assert (caught.value.wanted, caught.value.left) == (3, 2)
    assert caught.value.until == dt.date(2027, 1, 1)
    assert str(caught.value) == (
        "entitlement 'e1' has 2 cases left until 2027-01-01, and 3 cases are wanted at "
        "2026-02-02T12:00:00+00:00; use less, or grant more first"
    )


@pytest.mark.parametrize(
    "entry", [reserved("b", noon(2, 2), 6), UnitsExpired(E, "b", at=noon(2, 2), amount=6)]
)
def test_nothing_is_held_or_written_off_that_is_not_there(entry: UsageEntry) -> None:
    """
    As little as it can be consumed.
    """
    with pytest.raises(BalanceError, match="has 5 cases left until 2027-01-01, and 6 cases are wanted"):
        record(Ledger(), entry, terms=FIVE)


def test_what_others_hold_cannot_be_used() -> None:
    """
    But whoever holds it can.
    """
    ledger = told(FIVE, reserved("r", noon(2, 1), 4))

    with pytest.raises(BalanceError, match="has 1 case left"):
        record(ledger, consumed("c", noon(2, 2), 2), terms=FIVE)
    record(ledger, consumed("c", noon(2, 2), 5, reservation="r"), terms=FIVE)


def test_beyond_the_validity_no_rate_helps() -> None:
    """
    What is not valid gives no service, at whatever rate; only what was held may still be used.
    """
    terms = attrs.evolve(FIVE, allowance=UsageAllowance(5, overage=Overage(Money("40", "EUR"))))
    ledger = told(terms, reserved("r", noon(12, 31), 1))

    with pytest.raises(BalanceError, match="has no place for 1 case at 2027-01-02T12:00:00"):
        record(ledger, consumed("c", noon(1, 2, 2027), 1), terms=terms)
    record(ledger, consumed("c", noon(1, 2, 2027), 1, reservation="r"), terms=terms)


def test_a_late_entry_takes_its_place_in_the_past() -> None:
    """
    What was used in March and told in May is March's.
    """
    ledger = told(
        QUARTERLY, consumed("a", noon(5, 1), 6 * HOUR), consumed("late", noon(3, 1), 15 * HOUR)
    )

    assert ledger.balance(QUARTERLY, at=noon(3, 2)).left == 5 * HOUR
    assert ledger.balance(QUARTERLY, at=noon(5, 2)).left == 14 * HOUR


def test_a_late_entry_may_not_make_the_past_negative() -> None:
    """
    The error tells the instant at which too little would have been left: not its own.
    """
    ledger = told(FIVE, consumed("a", noon(5, 1), 4))

    with pytest.raises(
        BalanceError, match="has 3 cases left until 2027-01-01, and 4 cases are wanted"
    ) as caught:
        record(ledger, consumed("late", noon(3, 1), 2), terms=FIVE)

    assert caught.value.at == noon(5, 1)


def test_no_more_is_released_than_is_held() -> None:
    """
    Nor reversed than was consumed.
    """
    ledger = told(FIVE, reserved("r", noon(2, 1), 2), consumed("c", noon(2, 1), 1))

    with pytest.raises(BalanceError, match="reservation 'r' has 2 cases left, and 3 cases are wanted"):
        record(ledger, UnitsReleased(E, "x", at=noon(2, 2), reservation="r", amount=3), terms=FIVE)
    with pytest.raises(BalanceError, match="consumption 'c' has 1 case left, and 2 cases are wanted"):
        record(ledger, UnitsReversed(E, "x", at=noon(2, 2), consumption="c", amount=2), terms=FIVE)


def test_the_date_is_that_of_the_last_unit_left_and_time_is_told_in_hours() -> None:
    """
    Of thirty hours ten lapse in June with the grant, and twenty in July: it says July.
    """
    grant = UnitsGranted(E, "g", at=noon(5, 1), amount=10 * HOUR, expires_on=dt.date(2026, 6, 1))
    ledger = told(QUARTERLY, grant)

    with pytest.raises(BalanceError) as caught:
        record(ledger, consumed("c", noon(5, 2), 31 * HOUR + HOUR / 2), terms=QUARTERLY)

    assert str(ledger.balance(QUARTERLY, at=noon(5, 2))) == "30 of 30 hours left until 2026-07-01"
    assert str(caught.value) == (
        "entitlement 'e1' has 30 hours left until 2026-07-01, and 31:30 hours are wanted at "
        "2026-05-02T12:00:00+00:00; use less, or grant more first"
    )


def test_what_never_lapses_is_told_without_a_date() -> None:
    """
    Where a part of what is left has no end, the whole has none.
    """
    terms = UsageTerms(E, UsageAllowance(5))
    grant = UnitsGranted(E, "g", at=noon(2, 1), amount=1, expires_on=dt.date(2026, 6, 1))

    with pytest.raises(BalanceError, match="has 6 cases left, and 7 cases are wanted"):
        record(told(terms, grant), consumed("c", noon(2, 2), 7), terms=terms)


@pytest.mark.parametrize(
    ("at", "instant"),
    [(noon(12, 31, 2025), "2025-12-31T12:00:00"), (noon(1, 1, 2027), "2027-01-01T12:00:00")],
)
@pytest.mark.parametrize("kind", [UnitsGranted, UnitsConsumed, UnitsReserved, UnitsExpired])
def test_outside_the_validity_nothing_is_drawn_or_granted(kind: Any, at: Any, instant: str) -> None:
    """
    It says so, with the dates, and does not advise to grant.
    """
    with pytest.raises(BalanceError) as caught:
        record(Ledger(), kind(E, "x", at=at, amount=2), terms=FIVE)

    assert str(caught.value) == (
        f"entitlement 'e1' has no place for 2 cases at {instant}+00:00, outside its validity "
        "from 2026-01-01 until 2027-01-01; say an instant inside"
    )


@pytest.mark.parametrize("amount", [None, 1])
def test_what_was_given_back_is_not_given_back_again(amount: int | None) -> None:
    """
    It says by which key it was; the same key told twice counts once, as ever.
    """
    first = UnitsReversed(E, "x1", at=noon(2, 2), consumption="c")
    freed = UnitsReleased(E, "y1", at=noon(2, 2), reservation="r", amount=2)
    ledger = told(FIVE, reserved("r", noon(2, 1), 2), consumed("c", noon(2, 1), 1), first, freed)

    again = UnitsReversed(E, "x2", at=noon(2, 3), consumption="c", amount=amount)
    freed_again = UnitsReleased(E, "y2", at=noon(2, 3), reservation="r", amount=amount)
    with pytest.raises(BalanceError, match="consumption 'c' was given back by entry 'x1' already"):
        record(ledger, again, terms=FIVE)
    with pytest.raises(BalanceError, match="reservation 'r' was given back by entry 'y1' already"):
        record(ledger, freed_again, terms=FIVE)
    assert isinstance(record(ledger, first, terms=FIVE), AlreadyRecorded)


def test_a_reversal_that_is_told_late_names_the_one_that_was_there() -> None:
    """
    Though it happened before that.
    """
    first = UnitsReversed(E, "x1", at=noon(2, 9), consumption="c")
    ledger = told(FIVE, consumed("c", noon(2, 1), 1), first)

    with pytest.raises(BalanceError, match="was given back by entry 'x1' already"):
        record(ledger, UnitsReversed(E, "x2", at=noon(2, 2), consumption="c"), terms=FIVE)


def test_what_was_used_up_may_still_be_let_go() -> None:
    """
    A case that is closed releases what it may still hold, and that may be nothing.
    """
    ledger = told(FIVE, reserved("r", noon(2, 1), 2), consumed("c", noon(2, 1), 2, reservation="r"))

    answer = record(ledger, UnitsReleased(E, "x", at=noon(2, 2), reservation="r"), terms=FIVE)

    assert answer.balance.left == 3


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (consumed("x", noon(2, 2), 1, reservation="q"), "entitlement 'e1' names reservation 'q'"),
        (UnitsReleased(E, "x", at=noon(2, 2), reservation="c"), "names reservation 'c'"),
        (UnitsReversed(E, "x", at=noon(2, 2), consumption="r"), "names consumption 'r'"),
    ],
)
def test_what_is_named_must_be_there_and_be_of_its_kind(entry: UsageEntry, message: str) -> None:
    """
    Only reservations are released, and only consumptions reversed.
    """
    ledger = told(FIVE, reserved("r", noon(2, 1), 2), consumed("c", noon(2, 1), 1))

    with pytest.raises(UnknownReferenceError, match=message):
        record(ledger, entry, terms=FIVE)


def test_nothing_is_released_before_it_was_reserved() -> None:
    """
    Late entries may come early, but not before what they name.
    """
    ledger = told(FIVE, reserved("r", noon(2, 1), 2))

    with pytest.raises(OrderError, match="reservation 'r' ends 2026-01-31"):
        record(ledger, UnitsReleased(E, "x", at=noon(1, 31), reservation="r"), terms=FIVE)


def test_cases_are_no_hours() -> None:
    """
    Neither when recorded, nor when asked whether they are covered, nor when read.
    """
    with pytest.raises(UnitError, match="entry 'a' is in cases, and hours is needed"):
        record(Ledger(), consumed("a", noon(2, 1), 1), terms=QUARTERLY)
    with pytest.raises(UnitError, match="amount 1 case is in cases, and hours is needed"):
        Ledger().balance(QUARTERLY, at=noon(2, 1)).covers(1)
    with pytest.raises(UnitError, match="entry 'a' is in cases"):
        told(FIVE, consumed("a", noon(2, 1), 1)).balance(QUARTERLY, at=noon(2, 1))


def test_an_entry_is_recorded_under_its_own_terms() -> None:
    """
    Those of another entitlement are refused.
    """
    other = attrs.evolve(FIVE, entitlement_id=EntitlementId("e2"))

    with pytest.raises(DefinitionError, match="'a' is of entitlement 'e1', and the terms of 'e2'"):
        record(Ledger(), consumed("a", noon(2, 1), 1), terms=other)


# --- once, and in order --------------------------------------------------------------------------


def test_the_same_entry_again_changes_nothing() -> None:
    """
    Whatever came in between, and whatever sequence the host expected.
    """
    ledger = told(FIVE, consumed("a", noon(2, 1), 3), consumed("b", noon(2, 2), 2))

    again = record(ledger, consumed("a", noon(2, 1), 3), terms=FIVE, expected_sequence=0)

    assert isinstance(again, AlreadyRecorded)
    assert again.sequence == 1
    assert again.ledger is ledger
    assert again.entry == attrs.evolve(consumed("a", noon(2, 1), 3), sequence=1)


def test_one_key_is_one_entry() -> None:
    """
    Another amount under the same key is refused, and so is another kind of entry.
    """
    ledger = told(FIVE, consumed("a", noon(2, 1), 3))

    for other in (consumed("a", noon(2, 1), 2), reserved("a", noon(2, 1), 3)):
        with pytest.raises(
            KeyConflictError, match="key 'a' was recorded as entry 1 and said"
        ) as caught:
            record(ledger, other, terms=FIVE)
        assert caught.value.sequence == 1


def test_whoever_decided_on_old_figures_is_refused() -> None:
    """
    Two hosts see an empty ledger; the second to record reads it again.
    """
    first = record(Ledger(), consumed("a", noon(2, 1), 3), terms=FIVE, expected_sequence=0)
    assert first.sequence == 1

    with pytest.raises(SequenceError, match="entry 0 of entitlement 'e1' was expected, and entry 1"):
        record(first.ledger, consumed("b", noon(2, 1), 3), terms=FIVE, expected_sequence=0)
    second = record(first.ledger, consumed("b", noon(2, 1), 2), terms=FIVE, expected_sequence=1)
    assert second.sequence == 2


def test_each_entitlement_has_a_sequence_of_its_own() -> None:
    """
    Entries of others do not count.
    """
    other = attrs.evolve(FIVE, entitlement_id=EntitlementId("e2"))
    ledger = told(FIVE, consumed("a", noon(2, 1), 3))
    entry = UnitsConsumed(EntitlementId("e2"), "a", at=noon(2, 1), amount=4)

    taken = record(ledger, entry, terms=other, expected_sequence=0)

    assert taken.sequence == 1
    assert taken.ledger.balance(other, at=noon(2, 1)).left == 1
    assert taken.ledger.balance(FIVE, at=noon(2, 1)).left == 2
    assert [each.entitlement_id for each in taken.ledger] == ["e1", "e2"]
    assert len(taken.ledger) == 2


@pytest.mark.parametrize(
    ("entries", "error", "message"),
    [
        ([("a", 1), ("b", 3)], SequenceError, "entry 2 of entitlement 'e1' was expected, and entry 3"),
        ([("a", 1), ("b", 1)], SequenceError, "entry 2 of entitlement 'e1' was expected, and entry 1"),
        ([("a", 1), ("a", 2)], DuplicateError, "entry 'a', of entitlement 'e1'"),
        ([("a", None)], DefinitionError, "entry 'a' has no sequence"),
    ],
)
def test_a_ledger_with_gaps_is_none(
    entries: list[tuple[str, int | None]], error: type[Exception], message: str
) -> None:
    """
    Nor is one with two entries in one place, or under one key.
    """
    made = [attrs.evolve(consumed(key, noon(2, 1), 1), sequence=place) for key, place in entries]

    with pytest.raises(error, match=message):
        Ledger.of(made)


def test_what_is_recorded_has_no_place_before() -> None:
    """
    Recording gives it one.
    """
    entry = attrs.evolve(consumed("a", noon(2, 1), 1), sequence=7)

    with pytest.raises(DefinitionError, match="has sequence 7; recording it gives it one"):
        record(Ledger(), entry, terms=FIVE)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: consumed("a", noon(2, 1), 0), "amount is 0; it must be above nothing"),
        (lambda: consumed(" ", noon(2, 1), 1), "key is ' '"),
        (lambda: attrs.evolve(consumed("a", noon(2, 1), 1), sequence=0), "counted from 1 up"),
        (lambda: Ledger(NOT_ENTRIES), "'x' is no entry; a ledger holds UnitsConsumed and its like"),
        (lambda: UnitsReleased(E, "a", at=noon(2, 1), reservation="r", amount=0), "above nothing"),
    ],
)
def test_an_entry_that_says_nothing_is_none(made: Any, message: str) -> None:
    """
    Amounts are above nothing, keys are not blank, sequences start with 1.
    """
    with pytest.raises(DefinitionError, match=message):
        made()


# --- read anyway ---------------------------------------------------------------------------------


def test_a_ledger_can_be_read_under_terms_that_shrank() -> None:
    """
    What is short under the new terms is told as beyond them, and does not stop new entries.
    """
    ledger = told(FIVE, consumed("a", noon(2, 1), 4))
    fewer = attrs.evolve(FIVE, allowance=UsageAllowance(3))
    balance = ledger.balance(fewer, at=noon(2, 1))

    assert (balance.left, balance.used, balance.beyond, balance.charge) == (0, 4, 1, None)
    back = record(ledger, UnitsReversed(E, "v", at=noon(2, 2), consumption="a", amount=2), terms=fewer)
    assert isinstance(back, Recorded)
    assert back.balance.left == 1


def test_a_ledger_knows_its_entries() -> None:
    """
    By key, by entitlement, and how many there are.
    """
    ledger = told(FIVE, consumed("a", noon(2, 1), 4, case_id=CaseId("c1"), by="anna"))

    assert ledger.sequence(E) == 1
    assert ledger.sequence(EntitlementId("other")) == 0
    assert ledger.entry(E, "a") == ledger.entries_of(E)[0]
    assert ledger.entry(E, "b") is None


# --- statements ----------------------------------------------------------------------------------


def test_a_statement_tells_every_movement() -> None:
    """
    What was left before, what came and lapsed by date, each entry, and what is left.
    """
    terms = UsageTerms(
        E, UsageAllowance(10 * HOUR, period=CalendarPeriod(), rollover=Rollover(3 * HOUR)), valid=YEAR
    )
    ledger = told(
        terms,
        consumed("a", noon(1, 10), 2 * HOUR),
        reserved("r", noon(1, 20), HOUR),
        consumed("b", noon(2, 3), dt.timedelta(minutes=90), reservation="r", case_id=CaseId("c7")),
        UnitsReversed(E, "v", at=noon(2, 9), consumption="a", amount=HOUR, reason="wrong\ncase"),
        consumed("after", noon(3, 9), HOUR),
    )

    statement = ledger.statement(terms, start_on=dt.date(2026, 2, 1), until=dt.date(2026, 3, 1))

    assert str(statement).splitlines() == [
        "7 of 10 hours left until 2026-02-01, 1 reserved",
        "  2026-02-01 lapsed (-4), 3 left",
        "  2026-02-01 renewed (+10), 13 left",
        "  2026-02-03 consumed 1:30 hours (-0:30), 12:30 left, case c7 [b]",
        "  2026-02-09 reversed 1 hour (+1), 13:30 left [v]: wrong case",
        "  2026-02-09 lapsed (-0:30), 13 left",
        "13 of 14:30 hours left until 2026-03-01",
    ]
    assert statement.lines[2].draws == ledger.draws(terms, "b")
    assert [line.kind for line in statement.lines][:2] == [LineKind.LAPSED, LineKind.RENEWED]
    with pytest.raises(OrderError, match="statement ends"):
        ledger.statement(terms, start_on=dt.date(2026, 2, 2), until=dt.date(2026, 2, 1))


def test_a_date_that_a_clock_change_shows_again_is_over() -> None:
    """
    In St. John's, clocks went from 00:01 back to 23:01 of the day before; the month had begun.
    """
    allowance = UsageAllowance(5, period=CalendarPeriod())
    there = UsageTerms(E, allowance, zone="America/St_Johns")
    first = dt.datetime(2009, 11, 1, 2, 30, 30, tzinfo=dt.UTC)  # 00:00:30 on 1 November
    again = first + dt.timedelta(minutes=10)  # 23:10 on 31 October
    ledger = told(there, consumed("a", first, 2), consumed("b", again, 2))

    assert there.date_of(first) > there.date_of(again)
    assert ledger.balance(there, at=again).left == 1
    assert ledger.balance(there, at=again).on == dt.date(2009, 11, 1)


@pytest.mark.parametrize("unit", Unit)
def test_a_unit_has_a_noun(unit: Unit) -> None:
    """
    Cases are told in cases, time in hours.
    """
    assert unit.noun == {"cases": "cases", "time": "hours"}[unit.value]
    assert unit.amount(0) in (0, 0 * HOUR)


def test_terms_may_be_anniversaries_of_the_contract() -> None:
    """
    Monthly from 31 January: a unit used on 28 February is of the period that begins that day.
    """
    terms = UsageTerms(
        E, UsageAllowance(1, period=Term(months=1)), valid=DateSpan(dt.date(2026, 1, 31))
    )
    ledger = told(terms, consumed("a", noon(2, 27), 1), consumed("b", noon(2, 28), 1))

    assert ledger.balance(terms, at=noon(3, 30)).left == 0
    assert ledger.balance(terms, at=noon(3, 31)).left == 1


@pytest.mark.parametrize("period", [CalendarPeriod(), None], ids=str)
def test_a_validity_without_a_start_is_over_once_it_has_ended(period: CalendarPeriod | None) -> None:
    """
    Valid until June: in August nothing is left, nothing moves, and nothing can be used.
    """
    valid = DateSpan(None, dt.date(2026, 6, 1))
    terms = UsageTerms(E, UsageAllowance(5, period=period), valid=valid)

    balance = Ledger().balance(terms, at=noon(8, 10))
    statement = Ledger().statement(terms, start_on=dt.date(2026, 8, 1), until=dt.date(2026, 9, 1))

    assert (balance.on, balance.period, balance.total, balance.left) == (
        dt.date(2026, 8, 10),
        None,
        0,
        0,
    )
    assert (balance.buckets, balance.renews_on, balance.lapses_on) == ((), None, None)
    assert (statement.lines, statement.closing.left) == ((), 0)
    with pytest.raises(BalanceError, match="outside its validity"):
        record(Ledger(), consumed("a", noon(8, 10), 1), terms=terms)


def test_what_was_used_before_the_end_stays_told_after_it() -> None:
    """
    Two of five used in May, valid until June without a start: three lapse on the first of June.
    """
    terms = UsageTerms(E, UsageAllowance(5), valid=DateSpan(None, dt.date(2026, 6, 1)))
    ledger = told(terms, consumed("a", noon(5, 20), 2))

    statement = ledger.statement(terms, start_on=dt.date(2026, 5, 25), until=dt.date(2026, 9, 1))

    assert [(each.kind, each.on, each.change) for each in statement.lines] == [
        (LineKind.LAPSED, dt.date(2026, 6, 1), -3)
    ]
    assert (statement.opening.left, statement.closing.left) == (3, 0)


def test_a_recorded_entry_leaves_those_of_others_as_they_are() -> None:
    """
    Entries of three entitlements come in turn: the ledger is the one read from its entries.

    What the others have is not made anew.
    """
    ids = [EntitlementId(each) for each in ("e2", "e1", "e3", "e1", "e3", "e2")]
    ledger = Ledger()
    for place, each in enumerate(ids):
        entry = UnitsConsumed(each, f"k{place}", at=noon(3, 1 + place), amount=1)
        before, ledger = ledger, record(ledger, entry, terms=UsageTerms(each, UsageAllowance(5))).ledger
        for other in sorted({*ids[:place]} - {each}):
            assert ledger.entries_of(other) is before.entries_of(other)

    assert [(each.entitlement_id, each.key, each.sequence) for each in ledger] == [
        ("e1", "k1", 1),
        ("e1", "k3", 2),
        ("e2", "k0", 1),
        ("e2", "k5", 2),
        ("e3", "k2", 1),
        ("e3", "k4", 2),
    ]
    read = Ledger.of(reversed(ledger.entries))
    assert (ledger, hash(ledger), repr(ledger)) == (read, hash(read), repr(read))
    assert pickle.loads(pickle.dumps(ledger)) == copy.copy(ledger) == read
    assert ledger.entry(EntitlementId("e3"), "k4") == read.entries[-1]


def test_a_statement_may_begin_with_the_first_date_there_is() -> None:
    """
    From the year 1 until April: what was renewed and used since is all told.
    """
    ledger = told(FIVE, consumed("a", noon(3, 1), 2))

    statement = ledger.statement(FIVE, start_on=dt.date.min, until=dt.date(2026, 4, 1))

    assert [(each.kind, each.left) for each in statement.lines] == [
        (LineKind.RENEWED, 5),
        (LineKind.CONSUMED, 3),
    ]
    assert (statement.opening.left, statement.closing.left) == (0, 3)
