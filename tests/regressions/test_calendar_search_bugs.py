"""
Bugs with searches that do not end, and with answers that take too long. None of them lives here.

Each test names the bug and its thread. What is slow is told by counting the calls that a question
makes, not by a clock, so that a busy machine changes nothing.
"""

import datetime as dt
import sys
from collections.abc import Callable
from types import FrameType
from typing import Final

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar, Calendar, WeeklyHours
from csmcore.errors import NoTransitionError, NoWorkingTimeError, TextError, WindowError

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)
MON: Final = dt.datetime(2024, 1, 15, tzinfo=dt.UTC)

NEVER: Final = BusinessCalendar("never", "UTC", WeeklyHours.never())
OFFICE: Final = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-17:00")

SEARCHES: Final[dict[str, Callable[[Calendar], object]]] = {
    "add": lambda calendar: calendar.add(MON, HOUR),
    "add next_open": lambda calendar: calendar.add(MON, HOUR, boundary="next_open"),
    "subtract": lambda calendar: calendar.subtract(MON, HOUR),
    "next_open": lambda calendar: calendar.next_open(MON),
    "previous_open": lambda calendar: calendar.previous_open(MON),
    "next_opening": lambda calendar: calendar.next_opening(MON),
    "previous_opening": lambda calendar: calendar.previous_opening(MON),
    "next_close": lambda calendar: calendar.next_close(MON),
    "previous_close": lambda calendar: calendar.previous_close(MON),
    "add_days": lambda calendar: calendar.add_days(MON, 1),
    "end_of_day": lambda calendar: calendar.add_days(MON, 0, end_of_day=True),
}


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_no_hours_at_all(search: Callable[[Calendar], object]) -> None:
    """
    With all days closed, engines hang, block every other job, or silently use the wall clock.

    https://github.com/zendesk/biz/issues/130, https://github.com/chatwoot/chatwoot/issues/9532
    """
    with pytest.raises(NoWorkingTimeError, match="'never'"):
        search(NEVER)


def test_no_hours_at_all_are_no_time() -> None:
    """
    Questions that search for nothing have an answer on a calendar that never opens.

    https://github.com/chatwoot/chatwoot/issues/9532
    """
    assert not NEVER.is_open(MON)
    assert NEVER.between(MON, MON + 365 * DAY) == dt.timedelta(0)
    assert NEVER.spans(MON, MON + 365 * DAY) == ()
    assert NEVER.add(MON, dt.timedelta(0)) == MON


def test_hours_that_open_when_they_close() -> None:
    """
    00:00-00:00 hung; whether it means nothing or everything is not guessed.

    https://github.com/zendesk/biz/issues/130
    """
    with pytest.raises((WindowError, TextError), match="00:00-24:00"):
        WeeklyHours.parse("mon 00:00-00:00")
    with pytest.raises(WindowError, match="00:00-24:00"):
        WeeklyHours.of(mon=[("00:00", "00:00")])


def test_hours_until_midnight() -> None:
    """
    09:00-00:00 made an endless loop that stopped all background jobs.

    https://github.com/zammad/zammad/issues/2497
    """
    late = BusinessCalendar("late", "UTC", "mon-fri 09:00-00:00")

    # Fifteen hours a day, from nine to the end of the day.
    assert late.between(MON, MON + DAY) == 15 * HOUR
    assert late.next_close(MON + 10 * HOUR) == MON + DAY
    assert late.add(MON + 23 * HOUR, 2 * HOUR) == MON + DAY + 10 * HOUR
    assert late == BusinessCalendar("late", "UTC", "mon-fri 09:00-24:00")


def test_hours_from_midnight() -> None:
    """
    An opening at 00:00 hung, and so did 00:01-00:00.

    https://github.com/spatie/opening-hours/issues/44, https://github.com/spatie/opening-hours/issues/255
    """
    early = BusinessCalendar("early", "UTC", "daily 00:00-08:00")
    nearly = BusinessCalendar("nearly", "UTC", "daily 00:01-00:00")
    minute = dt.timedelta(minutes=1)

    assert early.next_opening(MON) == MON + DAY
    assert early.next_opening(MON - minute) == MON
    assert early.previous_opening(MON) == MON - DAY
    assert nearly.next_close(MON + 12 * HOUR) == MON + DAY
    assert nearly.next_opening(MON + 12 * HOUR) == MON + DAY + minute
    assert nearly.between(MON, MON + DAY) == DAY - minute


def test_around_the_clock_has_no_next_closing() -> None:
    """
    A calendar that is always open never closes, and the search for it never ended.

    https://github.com/spatie/opening-hours/issues/113
    """
    around = BusinessCalendar("around the clock", "America/New_York", WeeklyHours.always())

    for calendar in (around, ALWAYS):
        assert calendar.next_open(MON) == MON == calendar.previous_open(MON)
        for search in (calendar.next_close, calendar.next_opening):
            with pytest.raises(NoTransitionError):
                search(MON)


def test_time_goes_on_after_the_last_holiday() -> None:
    """
    A walk past the last holiday on the list was a TypeError.

    https://github.com/seppemans/businesstimedelta
    """
    office = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00", holidays=(dt.date(2020, 12, 25),))

    # Monday 15 January 2024; and 2 January 2040 is a Monday too.
    assert office.add(MON, HOUR) == MON + 10 * HOUR
    assert office.add(dt.datetime(2040, 1, 2, tzinfo=dt.UTC), HOUR) == dt.datetime(
        2040, 1, 2, 10, tzinfo=dt.UTC
    )
    assert office.add(dt.datetime(2020, 12, 24, 16, tzinfo=dt.UTC), 2 * HOUR) == dt.datetime(
        2020, 12, 28, 10, tzinfo=dt.UTC
    )


def test_a_search_neither_gives_up_nor_invents() -> None:
    """
    A search gave up with a date 150 days ahead. Here it finds what is there, or says what is not.

    https://github.com/osTicket/osTicket/pull/4807
    """
    opening = dt.datetime(2034, 5, 4, 9, tzinfo=dt.UTC)
    once = BusinessCalendar("once", "UTC", WeeklyHours.never(), dated={opening.date(): "09:00-17:00"})

    assert once.next_open(MON) == opening
    assert once.add(MON, 8 * HOUR) == opening + 8 * HOUR
    assert once.add_days(MON, 1).date() == opening.date()
    with pytest.raises(NoWorkingTimeError, match="'once'"):
        once.add(MON, 8 * HOUR + dt.timedelta(microseconds=1))
    with pytest.raises(NoWorkingTimeError, match="'once'"):
        once.add_days(MON, 2)
    with pytest.raises(NoTransitionError, match="'once'"):
        once.next_opening(opening)


def test_small_pieces_make_the_whole() -> None:
    """
    Floating point drifted, the loop went round for nothing, and an exception guarded it.

    https://github.com/Intrepidd/working_hours (computation_spec.rb:757 and :803)
    """
    piece = dt.timedelta(microseconds=333_333)
    at = MON + 16.99 * HOUR
    for _ in range(1000):
        at = OFFICE.add(at, piece)

    assert at == OFFICE.add(MON + 16.99 * HOUR, 1000 * piece)
    assert OFFICE.between(MON + 16.99 * HOUR, at) == 1000 * piece


def _calls(question: Callable[[], object]) -> int:
    """
    How many calls of functions a question makes, once it has been asked before.
    """
    counted = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    question()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        question()
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("years", [1, 10, 100])
def test_a_long_span_costs_what_a_short_one_costs(years: int) -> None:
    """
    Walking window by window, seven days took a third of a second, and a year longer.

    https://github.com/zendesk/biz/issues/63
    """
    far = MON + years * 365 * DAY
    work = OFFICE.between(MON, far)

    short = _calls(lambda: OFFICE.between(MON, MON + HOUR))
    assert _calls(lambda: OFFICE.between(MON, far)) <= 2 * short
    short = _calls(lambda: OFFICE.add(MON, HOUR))
    assert _calls(lambda: OFFICE.add(MON, work)) <= 2 * short
    short = _calls(lambda: OFFICE.subtract(far, HOUR))
    assert _calls(lambda: OFFICE.subtract(far, work)) <= 2 * short


def test_many_holidays_cost_nothing_once_compiled() -> None:
    """
    Holidays were a list that every question searched, and times were parsed again on every call.

    https://github.com/zendesk/biz/issues/63, https://github.com/bokmann/business_time/pull/143
    """
    dates = tuple(dt.date(1980, 1, 1) + n * 2 * DAY for n in range(10_000))
    many = BusinessCalendar("many", "Europe/Amsterdam", "mon-fri 09:00-17:00", holidays=dates)
    end = MON + 30 * DAY

    plain = _calls(lambda: OFFICE.between(MON, end))
    assert _calls(lambda: many.between(MON, end)) <= 2 * plain
    plain = _calls(lambda: OFFICE.add(MON, 40 * HOUR))
    assert _calls(lambda: many.add(MON, 40 * HOUR)) <= 2 * plain
    plain = _calls(lambda: OFFICE.is_open(MON))
    assert _calls(lambda: many.is_open(MON)) <= 2 * plain
