"""
What is included, and for which dates: periods, rollover, rates, and what cannot be.
"""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any, Final

import pytest

from csmcore.contracts import (
    CalendarPeriod,
    Ledger,
    Overage,
    Rollover,
    Unit,
    UnitsGranted,
    UsageAllowance,
    UsageTerms,
    record,
)
from csmcore.errors import DefinitionError, NaiveInstantError, UnitError, UnknownZoneError
from csmcore.kernel import DateSpan, EntitlementId, Money, Term

HOUR: Final = dt.timedelta(hours=1)
SUPPORT: Final = EntitlementId("support")
RATE: Final = Money("90", "EUR")


def day(text: str) -> dt.date:
    """
    A date from its text.
    """
    return dt.date.fromisoformat(text)


def terms(
    period: CalendarPeriod | Term | None, start: str, until: str | None = None, **more: Any
) -> UsageTerms:
    """
    Ten cases in each period of a validity.
    """
    valid = DateSpan(day(start), None if until is None else day(until))
    return UsageTerms(SUPPORT, UsageAllowance(10, period=period, **more), valid=valid)


@pytest.mark.parametrize(
    ("period", "starts"),
    [
        # Of months, from the 31st: the last day of a month that has no 31st, never drifting.
        (Term(months=1), ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
        (Term(months=3), ["2024-01-31", "2024-04-30", "2024-07-31", "2024-10-31", "2025-01-31"]),
        (CalendarPeriod(), ["2024-01-31", "2024-02-01", "2024-03-01", "2024-04-01"]),
        (CalendarPeriod(3), ["2024-01-31", "2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01"]),
        (CalendarPeriod(12), ["2024-01-31", "2025-01-01", "2026-01-01"]),
    ],
    ids=str,
)
def test_periods_follow_each_other(period: CalendarPeriod | Term, starts: list[str]) -> None:
    """
    Terms go from the first date on, and always from it.

    Those of the calendar go from the first of January, and the first one is cut short.
    """
    made = terms(period, starts[0])
    first = made.period_number(day(starts[0]))

    for place, (start, until) in enumerate(itertools.pairwise(starts)):
        assert made.period(first + place) == DateSpan(day(start), day(until))
        assert made.period_number(day(until) - dt.timedelta(days=1)) == first + place
        assert made.period_number(day(until)) == first + place + 1


def test_a_year_from_a_leap_day_ends_in_february() -> None:
    """
    Anniversaries of 29 February are 28 February, and the 29th again after four years.
    """
    made = terms(Term(years=1), "2024-02-29")

    assert [str(made.period(number).start_on) for number in range(5)] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_the_last_period_is_cut_to_the_validity() -> None:
    """
    A contract that ends within a quarter has a shorter last one, and none after it.
    """
    made = terms(CalendarPeriod(3), "2026-01-01", "2026-05-15")
    number = made.period_number(day("2026-05-01"))

    assert made.period(number) == DateSpan(day("2026-04-01"), day("2026-05-15"))
    with pytest.raises(DefinitionError, match="lies outside the validity, from 2026-01-01"):
        made.period(number + 1)


@pytest.mark.parametrize(
    ("more", "lapses"),
    [
        ({}, "2026-02-01"),
        ({"rollover": Rollover()}, "2026-03-01"),
        ({"rollover": Rollover(periods=3)}, "2026-05-01"),
        ({"rollover": Rollover(periods=9)}, "2026-06-15"),
        ({"rollover": Rollover(periods=None)}, "2026-06-15"),
    ],
    ids=str,
)
def test_what_is_left_lapses_with_the_last_period_through_which_it_is_carried(
    more: dict[str, Any], lapses: str
) -> None:
    """
    Its own where nothing is carried over, and never after the validity.
    """
    made = terms(CalendarPeriod(), "2026-01-01", "2026-06-15", **more)

    assert made.lapses_on(made.period_number(day("2026-01-01"))) == day(lapses)


def test_the_whole_validity_is_one_period() -> None:
    """
    Without a period there is one, as long as it is valid.
    """
    made = terms(None, "2026-01-01", "2027-01-01")

    assert made.period(0) == made.valid
    assert made.lapses_on(0) == day("2027-01-01")
    assert made.period_at(dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) is None


def test_an_instant_lies_in_the_period_that_the_zones_clocks_show() -> None:
    """
    At 23:30 in UTC it is the next month in Amsterdam, by one hour in winter and two in summer.
    """
    there = UsageTerms(SUPPORT, UsageAllowance(10, period=CalendarPeriod()), zone="Europe/Amsterdam")
    winter = dt.datetime(2026, 1, 31, 23, 0, tzinfo=dt.UTC)
    summer = dt.datetime(2026, 6, 30, 22, 0, tzinfo=dt.UTC)
    moment = dt.timedelta(microseconds=1)

    for at, month in ((winter, 2), (summer, 7)):
        now, before = there.period_at(at), there.period_at(at - moment)
        assert now is not None
        assert before is not None
        assert now.start_on == before.until == dt.date(2026, month, 1)


@pytest.mark.parametrize(
    ("allowance", "text"),
    [
        (UsageAllowance(1), "1 case"),
        (UsageAllowance(HOUR), "1 hour"),
        (UsageAllowance(0, overage=Overage(RATE)), "0 cases, more at EUR 90 each"),
        (
            UsageAllowance(20 * HOUR, period=CalendarPeriod(3), rollover=Rollover(5.5 * HOUR)),
            "20 hours per calendar 3 months, up to 5:30 hours carried over for 1 period",
        ),
        (
            UsageAllowance(2, period=Term(years=1), rollover=Rollover(periods=None)),
            "2 cases per 1 year, all that is left carried over until the end",
        ),
        (
            UsageAllowance(2, period=Term(months=1), rollover=Rollover(periods=2)),
            "2 cases per 1 month, all that is left carried over for 2 periods",
        ),
    ],
)
def test_an_allowance_reads_as_it_was_sold(allowance: UsageAllowance, text: str) -> None:
    """
    How much, for what, what is carried over, and what more costs.
    """
    assert str(allowance) == text


def test_the_unit_follows_from_the_amount() -> None:
    """
    Whole numbers count cases, durations count time.
    """
    assert UsageAllowance(3).unit is Unit.CASES
    assert UsageAllowance(3 * HOUR).unit is Unit.TIME


@pytest.mark.parametrize("amount", [True, 1.5, Decimal(2), "3", None])
def test_an_amount_is_a_whole_number_or_a_duration(amount: Any) -> None:
    """
    Anything else is refused, and a boolean is no number.
    """
    with pytest.raises(DefinitionError, match="is no amount; a whole number of cases or a timedelta"):
        UsageAllowance(amount)


@pytest.mark.parametrize("amount", [-1, -HOUR])
def test_an_amount_is_never_negative(amount: Any) -> None:
    """
    Less than nothing cannot be included.
    """
    with pytest.raises(DefinitionError, match="less than nothing"):
        UsageAllowance(amount)


@pytest.mark.parametrize("months", [0, 5, 24, -1, True, "1"])
def test_a_year_consists_of_whole_periods(months: Any) -> None:
    """
    Five months do not fit into a year; a term of five months does what is meant.
    """
    with pytest.raises(DefinitionError, match="has 1, 2, 3, 4, 6 or 12 months"):
        CalendarPeriod(months)


@pytest.mark.parametrize("periods", [0, -1, True, "2"])
def test_what_is_carried_over_is_carried_through_a_period(periods: Any) -> None:
    """
    A rollover through no period is none.
    """
    with pytest.raises(DefinitionError, match="lives for 1 period or more"):
        Rollover(periods=periods)


@pytest.mark.parametrize("rate", [Money("-1", "EUR"), 90])
def test_a_rate_is_money_that_is_not_negative(rate: Any) -> None:
    """
    Nobody is paid for using more.
    """
    with pytest.raises(DefinitionError, match="amount of Money that is not negative"):
        Overage(rate)


def test_a_cap_is_in_the_unit_of_the_amount() -> None:
    """
    Hours cannot be capped in cases.
    """
    with pytest.raises(UnitError, match="the rollover's cap is in cases, and hours is needed"):
        UsageAllowance(20 * HOUR, period=CalendarPeriod(), rollover=Rollover(5))


def test_a_rollover_needs_a_period() -> None:
    """
    After the whole validity there is nothing to carry over into.
    """
    with pytest.raises(DefinitionError, match="there is a rollover and no period"):
        UsageAllowance(20, rollover=Rollover())


def test_a_period_is_one_of_two_kinds() -> None:
    """
    A text or a duration is none.
    """
    with pytest.raises(DefinitionError, match=r"'month' is no period; say CalendarPeriod\(\)"):
        UsageAllowance(20, period="month")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "allowance",
    [
        UsageAllowance(1, period=Term(months=1)),
        UsageAllowance(1, period=CalendarPeriod(), rollover=Rollover()),
    ],
)
def test_terms_need_a_first_date_to_count_from(allowance: UsageAllowance) -> None:
    """
    Anniversaries of no date cannot be told, and what was always carried over neither.
    """
    with pytest.raises(DefinitionError, match="counted from its first date, and it has none"):
        UsageTerms(SUPPORT, allowance)


def test_terms_check_their_zone_and_their_instants() -> None:
    """
    An unknown zone and a naive instant are refused at the door.
    """
    with pytest.raises(UnknownZoneError):
        UsageTerms(SUPPORT, UsageAllowance(1), zone="Europe/Atlantis")
    with pytest.raises(NaiveInstantError):
        UsageTerms(SUPPORT, UsageAllowance(1)).period_at(dt.datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("amount", "most"),
    [
        (dt.timedelta.max, "10000000 hours"),
        (10_000_000 * HOUR + dt.timedelta(microseconds=1), "10000000 hours"),
        (10**12 + 1, "1000000000000 cases"),
        (10**5000, "1000000000000 cases"),
    ],
    ids=["longest", "a moment more", "a case more", "far more"],
)
def test_an_amount_that_cannot_be_meant_is_refused(amount: int | dt.timedelta, most: str) -> None:
    """
    As no limit it is meant, and that is said by no allowance at all.
    """
    with pytest.raises(DefinitionError, match=f"{most} at the most.*allowance=None"):
        UsageAllowance(amount)
    with pytest.raises(DefinitionError, match="at the most"):
        UnitsGranted(SUPPORT, "more", at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC), amount=amount)


def test_the_most_that_may_be_included_is_counted() -> None:
    """
    Ten million hours and as many again granted: twenty million are left.
    """
    most = 10_000_000 * HOUR
    at = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    allowed = UsageTerms(SUPPORT, UsageAllowance(most))
    answer = record(Ledger(), UnitsGranted(SUPPORT, "more", at=at, amount=most), terms=allowed)

    assert answer.balance.left == 20_000_000 * HOUR
    assert UsageAllowance(10**12).amount == 10**12


@pytest.mark.parametrize("period", [CalendarPeriod(), Term(months=1), Term(years=1)], ids=str)
@pytest.mark.parametrize("until", [None, "2027-01-01"])
@pytest.mark.parametrize("periods", [200_000, 10**30])
def test_carried_over_for_longer_than_dates_go_is_until_the_end(
    period: CalendarPeriod | Term, until: str | None, periods: int
) -> None:
    """
    Ten cases of the first period, carried over for ages: usable until the validity ends.
    """
    long = terms(period, "2026-01-01", until, rollover=Rollover(periods=periods))

    balance = Ledger().balance(long, at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))

    end = None if until is None else day(until)
    assert (long.lapses_on(0), balance.left, balance.lapses_on) == (end, 10, end)
