"""
The laws of time in a calendar: what holds for every calendar, at every instant.

A calendar is a function, the working time that has passed, and its inverse. Most of these laws
say what that means; the others, that its questions agree with each other.
"""

import datetime as dt
from typing import Final, Literal

from hypothesis import given, reject
from hypothesis import strategies as st

from csmcore.calendars import Calendar
from csmcore.errors import NoTransitionError, NoWorkingTimeError
from csmcore.kernel import Span, merge
from csmcore.testing import calendars, composites, instants

MICROSECOND: Final = dt.timedelta(microseconds=1)
NOTHING: Final = dt.timedelta(0)

ANY_CALENDAR: Final = st.one_of(calendars(), composites())
WORK: Final = st.timedeltas(NOTHING, dt.timedelta(hours=60))
A_WHILE: Final = st.timedeltas(NOTHING, dt.timedelta(days=12))


def _add(
    calendar: Calendar,
    start: dt.datetime,
    work: dt.timedelta,
    boundary: Literal["close", "next_open"] = "close",
) -> dt.datetime:
    try:
        return calendar.add(start, work, boundary=boundary)
    except (NoWorkingTimeError, NoTransitionError):
        reject()


def _subtract(calendar: Calendar, end: dt.datetime, work: dt.timedelta) -> dt.datetime:
    try:
        return calendar.subtract(end, work)
    except NoWorkingTimeError:
        reject()


@given(ANY_CALENDAR, instants(), WORK)
def test_what_is_added_has_been_worked(
    calendar: Calendar, start: dt.datetime, work: dt.timedelta
) -> None:
    """
    Between a start and the instant by which work is done lies exactly that work.
    """
    assert calendar.between(start, _add(calendar, start, work)) == work


@given(ANY_CALENDAR, instants(), WORK.filter(bool))
def test_work_is_done_no_later_than_it_must_be(
    calendar: Calendar, start: dt.datetime, work: dt.timedelta
) -> None:
    """
    A microsecond before the work is done, it is not: the answer is the earliest instant.
    """
    end = _add(calendar, start, work)

    assert calendar.between(start, end - MICROSECOND) == work - MICROSECOND


@given(ANY_CALENDAR, instants(), A_WHILE)
def test_the_work_of_a_stretch_is_done_by_its_end(
    calendar: Calendar, start: dt.datetime, length: dt.timedelta
) -> None:
    """
    The time worked from t to u, begun at t, is done by u, and at u when it is open just before.
    """
    end = start + length
    done = calendar.add(start, calendar.between(start, end))

    assert done <= end
    assert calendar.between(done, end) == NOTHING


@given(ANY_CALENDAR, instants(), A_WHILE, WORK)
def test_who_starts_later_is_not_done_earlier(
    calendar: Calendar, start: dt.datetime, later: dt.timedelta, work: dt.timedelta
) -> None:
    """
    ``add`` never goes down as its start goes up.
    """
    assert _add(calendar, start, work) <= _add(calendar, start + later, work)


@given(ANY_CALENDAR, instants(), WORK, WORK)
def test_more_work_takes_longer(
    calendar: Calendar, start: dt.datetime, work: dt.timedelta, more: dt.timedelta
) -> None:
    """
    Doing two pieces of work in turn is doing both at once, and no shorter than the first.
    """
    first = _add(calendar, start, work)
    both = _add(calendar, start, work + more)

    assert first <= both
    assert both == _add(calendar, first, more)


@given(ANY_CALENDAR, instants(), WORK)
def test_what_is_subtracted_has_been_worked(
    calendar: Calendar, end: dt.datetime, work: dt.timedelta
) -> None:
    """
    From where ``subtract`` begins, exactly that work is done by the end.
    """
    assert calendar.between(_subtract(calendar, end, work), end) == work


@given(ANY_CALENDAR, instants(), WORK.filter(bool))
def test_work_begins_no_earlier_than_it_must(
    calendar: Calendar, end: dt.datetime, work: dt.timedelta
) -> None:
    """
    Begun a microsecond later, the work is not done by the end: the answer is the latest instant.
    """
    start = _subtract(calendar, end, work)

    assert calendar.between(start + MICROSECOND, end) == work - MICROSECOND


@given(ANY_CALENDAR, instants(), WORK)
def test_subtract_undoes_add(calendar: Calendar, start: dt.datetime, work: dt.timedelta) -> None:
    """
    Adding work and taking it away leads back to the start when that is open, else to no earlier.
    """
    back = calendar.subtract(_add(calendar, start, work), work)

    assert back >= start
    assert calendar.between(start, back) == NOTHING
    assert back == start or not calendar.is_open(start)


@given(ANY_CALENDAR, instants(), A_WHILE, A_WHILE)
def test_working_time_adds_up(
    calendar: Calendar, start: dt.datetime, first: dt.timedelta, then: dt.timedelta
) -> None:
    """
    From a to b and from b to c is from a to c; in the other direction it is negative.
    """
    middle, end = start + first, start + first + then
    whole = calendar.between(start, end)

    assert calendar.between(start, middle) + calendar.between(middle, end) == whole
    assert calendar.between(end, start) == -whole
    assert NOTHING <= whole <= end - start


@given(ANY_CALENDAR, instants())
def test_open_means_that_time_passes(calendar: Calendar, at: dt.datetime) -> None:
    """
    A calendar is open exactly where its working time goes on, to the microsecond.
    """
    passes = calendar.between(at, at + MICROSECOND)

    assert passes == (MICROSECOND if calendar.is_open(at) else NOTHING)


@given(ANY_CALENDAR, instants(), A_WHILE)
def test_spans_are_the_working_time(
    calendar: Calendar, start: dt.datetime, length: dt.timedelta
) -> None:
    """
    Spans are sorted, apart from each other, inside what was asked, and as long as ``between``.
    """
    end = start + length
    spans = calendar.spans(start, end)

    assert merge(spans) == spans
    assert all(start <= span.start < span.end <= end for span in spans)
    assert sum((span.length for span in spans), NOTHING) == calendar.between(start, end)
    assert all(calendar.is_open(span.start) for span in spans)
    assert all(not calendar.is_open(span.end) for span in spans if span.end < end)


@given(ANY_CALENDAR, instants(), A_WHILE)
def test_edges_are_the_spans_in_numbers(
    calendar: Calendar, start: dt.datetime, length: dt.timedelta
) -> None:
    """
    Edges say the same as spans: openings and closings in turn, in microseconds since 1970.
    """
    edges = list(calendar.edges(start, start + length))
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    pairs = zip(edges[::2], edges[1::2], strict=True)

    told = [Span(epoch + opens * MICROSECOND, epoch + closes * MICROSECOND) for opens, closes in pairs]
    assert told == list(calendar.spans(start, start + length))


@given(ANY_CALENDAR, instants(), WORK)
def test_the_boundary_moves_only_what_is_closed(
    calendar: Calendar, start: dt.datetime, work: dt.timedelta
) -> None:
    """
    ``boundary="next_open"`` is the next open instant from the usual answer on.
    """
    moved = _add(calendar, start, work, boundary="next_open")

    assert moved == calendar.next_open(calendar.add(start, work))
    assert calendar.is_open(moved)
    assert calendar.between(start, moved) == work


@given(ANY_CALENDAR, instants())
def test_the_next_open_instant_is_the_first(calendar: Calendar, at: dt.datetime) -> None:
    """
    ``next_open`` is open, nothing is worked before it, and it is the instant itself when open.
    """
    try:
        found = calendar.next_open(at)
    except (NoWorkingTimeError, NoTransitionError):
        reject()

    assert found >= at
    assert calendar.is_open(found)
    assert calendar.between(at, found) == NOTHING
    assert (found == at) == calendar.is_open(at)


@given(ANY_CALENDAR, instants())
def test_the_previous_open_instant_is_the_last(calendar: Calendar, at: dt.datetime) -> None:
    """
    Up to ``previous_open`` it was open, and nothing is worked after it.
    """
    try:
        found = calendar.previous_open(at)
    except (NoWorkingTimeError, NoTransitionError):
        reject()

    assert found <= at
    assert calendar.is_open(found - MICROSECOND)
    assert calendar.between(found, at) == NOTHING


@given(ANY_CALENDAR, instants())
def test_an_opening_is_where_closed_time_ends(calendar: Calendar, at: dt.datetime) -> None:
    """
    The next opening is later, open, and closed just before; nothing opens in between.
    """
    try:
        opening = calendar.next_opening(at)
    except (NoWorkingTimeError, NoTransitionError):
        reject()

    assert opening > at
    assert calendar.is_open(opening)
    assert not calendar.is_open(opening - MICROSECOND)
    assert calendar.previous_opening(opening + MICROSECOND) == opening
    assert len(calendar.spans(at, opening)) == (1 if calendar.is_open(at) else 0)


@given(ANY_CALENDAR, instants())
def test_a_closing_is_where_open_time_ends(calendar: Calendar, at: dt.datetime) -> None:
    """
    The next closing is later, closed, and open just before; nothing closes in between.
    """
    try:
        closing = calendar.next_close(at)
    except (NoWorkingTimeError, NoTransitionError):
        reject()

    assert closing > at
    assert not calendar.is_open(closing)
    assert calendar.is_open(closing - MICROSECOND)
    assert calendar.previous_close(closing + MICROSECOND) == closing
    assert len(calendar.spans(at, closing)) == 1
