"""
The laws of spans, terms and dates, each against a judge that is slow and obvious.
"""

import calendar
import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from csmcore.kernel import (
    DateSpan,
    MonthEnd,
    Reason,
    Span,
    Term,
    from_micros,
    local_date,
    merge,
    to_micros,
    to_utc,
    total,
)
from csmcore.testing import date_spans, dates, instants, reasons, spans, terms, zones

DAY: Final = dt.timedelta(days=1)
MOMENTS: Final = range(24)

SHORT: Final = st.tuples(st.sampled_from(MOMENTS), st.sampled_from(MOMENTS)).map(
    lambda ends: Span(from_micros(min(ends)), from_micros(max(ends)))
)
"""
Spans of a few microseconds, so that every instant inside can be listed.
"""


def moments(spans: Iterable[Span]) -> set[int]:
    """
    The judge of spans: every microsecond that lies in any of them.
    """
    return {at for span in spans for at in range(to_micros(span.start), to_micros(span.end))}


@given(SHORT)
def test_a_span_holds_its_moments(span: Span) -> None:
    """
    An instant is in a span when it is one of the microseconds between its ends.
    """
    assert {at for at in MOMENTS if from_micros(at) in span} == moments([span])
    assert bool(span) == bool(moments([span]))


@given(SHORT, SHORT)
def test_spans_share_what_their_moments_share(one: Span, other: Span) -> None:
    """
    ``&`` is the intersection of sets, and ``None`` is the empty one.
    """
    shared = one & other

    assert moments([shared] if shared else []) == moments([one]) & moments([other])
    assert shared is None or shared


@given(SHORT, SHORT)
def test_a_span_leaves_the_moments_that_the_other_does_not_have(one: Span, other: Span) -> None:
    """
    ``-`` is the difference of sets, in sorted pieces that do not touch.
    """
    left = one - other

    assert moments(left) == moments([one]) - moments([other])
    assert left == merge(left)


@given(st.lists(SHORT, max_size=6))
def test_merging_tells_the_same_moments_once(several: list[Span]) -> None:
    """
    Merged spans hold the same microseconds, in the fewest spans there can be.
    """
    merged = merge(several)
    held = moments(several)

    assert moments(merged) == held
    assert len(merged) == len([at for at in held if at - 1 not in held])
    assert total(several) == dt.timedelta(microseconds=len(held))


@given(st.lists(spans(), max_size=5))
def test_merging_depends_on_no_order(several: list[Span]) -> None:
    """
    Spans merge to the same from any order, and merging again changes nothing.
    """
    merged = merge(several)

    assert merge(reversed(several)) == merged == merge(merged)


@given(spans(), spans())
def test_a_span_is_what_it_shares_and_what_is_left(one: Span, other: Span) -> None:
    """
    What one span shares with another and what is left of it make it whole.
    """
    shared = one & other
    pieces = (*(one - other), *([shared] if shared else []))

    assert sum((piece.length for piece in pieces), dt.timedelta(0)) == one.length
    assert merge(pieces) == merge([one])


@given(instants(), zones())
def test_an_instant_is_the_same_in_every_zone(at: dt.datetime, name: str) -> None:
    """
    There and back through the clocks of any zone, an instant does not move.
    """
    local = at.astimezone(zoneinfo.ZoneInfo(name))

    assert to_utc(local) == at
    assert to_utc(local).tzinfo is dt.UTC
    assert from_micros(to_micros(local)) == at


@given(instants(), zones())
def test_a_local_date_is_where_the_offset_leads(at: dt.datetime, name: str) -> None:
    """
    The date that clocks show is that of UTC moved by the zone's offset at that instant.
    """
    offset = at.astimezone(zoneinfo.ZoneInfo(name)).utcoffset()

    assert offset is not None
    assert local_date(at, name) == (at + offset).date()


@given(date_spans(), date_spans(), dates())
def test_a_date_is_in_both_validities_or_in_neither_part(
    one: DateSpan, other: DateSpan, on: dt.date
) -> None:
    """
    A date is in what two validities share exactly when it is in both.
    """
    shared = one & other

    assert (shared is not None and on in shared) == (on in one and on in other)


def month_by_month(start_on: dt.date, months: int, month_end: MonthEnd) -> dt.date:
    """
    The judge of terms: walks to the month one by one, then day by day to what its rule says.
    """
    year, month = start_on.year, start_on.month
    step = 1 if months > 0 else -1
    for _ in range(abs(months)):
        month += step
        if month in {0, 13}:
            year, month = year + step, 12 if month == 0 else 1
    days = [on for week in calendar.Calendar().monthdatescalendar(year, month) for on in week]
    days = [on for on in days if on.month == month]
    was_last = (start_on + DAY).month != start_on.month
    if month_end is MonthEnd.STICKY and was_last:
        return days[-1]
    while start_on.day not in {on.day for on in days}:
        if month_end is MonthEnd.NEXT:
            return days[-1] + DAY
        start_on -= DAY
    return next(on for on in days if on.day == start_on.day)


@given(terms(), dates(), st.integers(-6, 6))
def test_a_term_leads_where_walking_leads(term: Term, start_on: dt.date, times: int) -> None:
    """
    So many terms after a date is the day that counting months one by one arrives at.
    """
    months = times * (term.years * 12 + term.months)

    assert term.after(start_on, times) == month_by_month(start_on, months, term.month_end)


@given(terms(), dates(), st.integers(-6, 6))
def test_periods_have_no_gaps_and_are_never_empty(term: Term, start_on: dt.date, number: int) -> None:
    """
    Each period starts where the one before it ended, and holds at least a day.
    """
    period = term.period(start_on, number)

    assert period
    assert period.until == term.period(start_on, number + 1).start_on


@given(terms(), dates(), dates())
def test_the_number_of_a_period_is_that_of_the_one_which_holds_the_date(
    term: Term, start_on: dt.date, on: dt.date
) -> None:
    """
    A date lies in the period of its number, and in no other.
    """
    number = term.number(start_on, on)

    assert on in term.period(start_on, number)
    assert on not in term.period(start_on, number - 1)
    assert on not in term.period(start_on, number + 1)


@given(reasons(), st.dictionaries(st.text(max_size=5), st.text(), max_size=3))
def test_a_reason_can_be_told_in_any_words(reason: Reason, phrases: dict[str, str]) -> None:
    """
    No phrase that a host may bring breaks a reason, or changes which one it is.
    """
    told = reason.in_words({reason.code: "".join(phrases.values()), **phrases})

    assert isinstance(told, str)
    assert Reason(reason.code, "other words", reason.fields) == reason
