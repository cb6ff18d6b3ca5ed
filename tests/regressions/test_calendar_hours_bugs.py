"""
Bugs with opening hours that users of other engines have met. None of them lives here.

Each test names the bug and its thread; the expected values are worked out by hand in the comments.
All days are in the week of Monday 15 January 2024 unless they say otherwise, and the zone is UTC.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar, WeeklyHours, Window, public_holidays
from csmcore.kernel import Span

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)

MON, TUE, WED, THU, FRI, SAT, SUN = (dt.datetime(2024, 1, 15 + day, tzinfo=dt.UTC) for day in range(7))


def test_night_shifts() -> None:
    """
    Hours that run past midnight could not be said at all.

    https://github.com/bokmann/business_time/issues/227,
    https://github.com/lennym/moment-business-time/issues/34,
    https://github.com/chatwoot/chatwoot/issues/5254,
    https://github.com/seppemans/businesstimedelta/issues/5
    """
    nights = BusinessCalendar("nights", "UTC", "mon-fri 22:00-06:00")

    # Friday's shift ends on Saturday at 06:00; Sunday has none, so Monday's small hours are closed.
    assert nights.is_open(SAT + 6 * HOUR - dt.timedelta(microseconds=1))
    assert not nights.is_open(SAT + 6 * HOUR)
    assert not nights.is_open(MON + 5 * HOUR)
    # Friday 23:00 and eight hours: seven until Saturday 06:00, the eighth on Monday from 22:00.
    assert nights.add(FRI + 23 * HOUR, 8 * HOUR) == MON + 7 * DAY + 23 * HOUR
    # A shift is a business day of the date on which it starts.
    assert nights.is_business_day(FRI.date())
    assert not nights.is_business_day(SAT.date())


def test_around_the_clock_loses_nothing_at_midnight() -> None:
    """
    00:00-23:59 was the best that could be said, and lost a minute a day; 24:00 was refused.

    https://github.com/zammad/zammad/issues/3180, https://github.com/Intrepidd/working_hours/pull/13
    """
    around = BusinessCalendar("around the clock", "UTC", "daily 00:00-24:00")
    minute = dt.timedelta(minutes=1)

    assert around.between(MON, MON + 7 * DAY) == 7 * DAY
    assert around.spans(MON, MON + 7 * DAY) == (Span(MON, MON + 7 * DAY),)
    assert around.add(TUE - minute, 2 * minute) == TUE + minute
    assert around.is_open(TUE - minute / 2)
    assert ALWAYS.between(MON, MON + 7 * DAY) == 7 * DAY


def test_the_next_closing_of_overnight_hours() -> None:
    """
    Between two night shifts, the closing of the first was given again as the next.

    https://github.com/spatie/opening-hours/issues/258
    """
    nights = BusinessCalendar("nights", "UTC", "mon 18:00-05:00; tue 17:00-06:00")

    assert nights.next_close(TUE + 4 * HOUR) == TUE + 5 * HOUR
    assert nights.next_close(TUE + 5.5 * HOUR) == WED + 6 * HOUR
    # Its own tests still give a closing before the opening that it belongs to: 02:00 on Monday,
    # for a window that opens on Monday at 09:00. The last closing was on the Tuesday before.
    late = BusinessCalendar("late", "UTC", "mon 09:00-02:00")
    assert late.previous_close(MON + 23.5 * HOUR) == TUE - 7 * DAY + 2 * HOUR


def test_plain_hours_do_not_leak_into_the_next_day() -> None:
    """
    With overnight hours allowed, plain ones were taken to run on into the next day.

    https://github.com/spatie/opening-hours/issues/111
    """
    plain = BusinessCalendar("plain", "UTC", "mon 11:00-18:00; tue 13:37-15:37")

    assert not plain.is_open(TUE + 11 * HOUR + dt.timedelta(minutes=35))
    assert not plain.is_open(TUE + HOUR)


def test_lunch() -> None:
    """
    One window a day, so that work went on over lunch.

    https://github.com/frappe/helpdesk/issues/2212, https://github.com/chatwoot/chatwoot/issues/14009
    """
    office = BusinessCalendar("office", "UTC", "mon-fri 09:00-12:00,13:00-17:00")

    # Monday 11:00 and two hours: one until noon, one from 13:00.
    assert office.add(MON + 11 * HOUR, 2 * HOUR) == MON + 14 * HOUR
    assert office.between(MON, TUE) == 7 * HOUR
    assert not office.is_open(MON + 12.5 * HOUR)


def test_a_break_on_one_date() -> None:
    """
    A lunch entered as a holiday of part of a day put due dates wrong; others had no such thing.

    https://github.com/osTicket/osTicket/issues/6847, https://github.com/zendesk/biz/issues/64
    """
    office = BusinessCalendar(
        "office", "UTC", "mon-fri 09:00-17:00", breaks={MON.date(): "12:00-13:00,16:00-24:00"}
    )

    # Monday has 09-12 and 13-16: six hours. Tuesday is whole.
    assert office.between(MON, TUE) == 6 * HOUR
    assert office.between(TUE, WED) == 8 * HOUR
    assert office.add(MON + 11 * HOUR, 5 * HOUR) == TUE + 10 * HOUR
    assert office.is_business_day(MON.date())


def test_a_short_day_before_a_holiday() -> None:
    """
    A day of shorter hours before a holiday could not be said.

    https://github.com/zendesk/biz/issues/122
    """
    christmas = BusinessCalendar(
        "christmas",
        "UTC",
        "mon-fri 09:00-17:00",
        dated={dt.date(2024, 12, 24): "09:00-12:00"},
        holidays=(dt.date(2024, 12, 25), dt.date(2024, 12, 26)),
    )
    eve = dt.datetime(2024, 12, 24, tzinfo=dt.UTC)

    # Tuesday 24 December 11:00 and two hours: one until noon, one on Friday the 27th from nine.
    assert christmas.add(eve + 11 * HOUR, 2 * HOUR) == eve + 3 * DAY + 10 * HOUR
    assert christmas.between(eve, eve + 4 * DAY) == (3 + 8) * HOUR


@pytest.mark.parametrize("day", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
def test_any_day_alone_will_do(day: str) -> None:
    """
    Due dates were wrong unless both Monday and Thursday had hours.

    https://github.com/osTicket/osTicket/issues/6739
    """
    only = BusinessCalendar("one day", "UTC", f"{day} 09:00-17:00")
    index = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day)
    that_day = MON + index * DAY

    # From Monday 00:00, nine hours: eight on the first such day, one a week later.
    assert only.add(MON, 8 * HOUR) == that_day + 17 * HOUR
    assert only.add(MON, 9 * HOUR) == that_day + 7 * DAY + 10 * HOUR


def test_start_and_end_outside_hours() -> None:
    """
    With start and end both outside working hours, the answer was nothing, or a whole day.

    https://github.com/seatgeek/businesstime/issues/13, https://github.com/seatgeek/businesstime/issues/7,
    https://github.com/seatgeek/businesstime/issues/3, https://github.com/seatgeek/businesstime/pull/6
    """
    office = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")

    assert office.between(MON + 6 * HOUR, MON + 8 * HOUR) == 0 * HOUR
    assert office.between(MON + 18 * HOUR, MON + 20 * HOUR) == 0 * HOUR
    assert office.between(MON + 6 * HOUR, MON + 20 * HOUR) == 8 * HOUR
    assert office.between(MON + 6 * HOUR, TUE + 20 * HOUR) == 16 * HOUR
    assert office.between(MON + 20 * HOUR, TUE + 6 * HOUR) == 0 * HOUR
    assert office.between(SAT + 10 * HOUR, SUN + 16 * HOUR) == 0 * HOUR


def test_a_day_of_work_is_not_a_business_day() -> None:
    """
    timedelta(days=1) was taken to mean one business day.

    https://github.com/seatgeek/businesstime/issues/20
    """
    office = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")

    # 24 hours of work are three days of eight; one business day after Monday 10:00 is Tuesday 10:00.
    assert office.add(MON + 10 * HOUR, dt.timedelta(days=1)) == THU + 10 * HOUR
    assert office.add_days(MON + 10 * HOUR, 1) == TUE + 10 * HOUR
    assert office.between(MON, SAT) == 40 * HOUR
    assert office.days_between(MON.date(), SAT.date()) == 5


def test_a_holiday_does_not_count() -> None:
    """
    Metrics counted the hours of holidays as working time.

    https://github.com/fivetran/dbt_zendesk/issues/92
    """
    office = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00", holidays=(MON.date(),))

    assert office.between(MON - 3 * DAY + 16 * HOUR, TUE + 10 * HOUR) == 2 * HOUR


def test_nothing_is_nothing() -> None:
    """
    No elapsed time was stored as one second, so that zero could mean that nothing was set.

    https://github.com/frappe/erpnext (TestFirstResponseTime in test_issue.py)
    """
    office = BusinessCalendar("office", "UTC", "mon-fri 10:00-18:00")

    assert office.between(MON + 19 * HOUR, MON + 20 * HOUR) == dt.timedelta(0)
    assert office.between(MON + 11 * HOUR, MON + 11 * HOUR) == dt.timedelta(0)


def test_hours_that_overlap_count_once() -> None:
    """
    Two windows that share an hour are one longer window, also across midnight.

    Engines that sum their windows count the hour twice; the working rule is that of a set of time.
    """
    double = BusinessCalendar(
        "double",
        "UTC",
        WeeklyHours.of(mon=[Window("09:00", "13:00"), ("12:00", "02:00")], tue="01:00-03:00"),
    )

    # Monday 09:00 until Tuesday 03:00.
    assert double.spans(MON, WED) == (Span(MON + 9 * HOUR, TUE + 3 * HOUR),)
    assert double.between(MON, WED) == 18 * HOUR


def test_an_observance_is_no_day_off() -> None:
    """
    Feeds of holidays brought days that people keep and do not take off, and deadlines moved.

    https://github.com/zammad/zammad/issues/390
    """
    pytest.importorskip("holidays")
    # The eleven federal holidays of 2024; Valentine's Day and Hallowe'en are none.
    # Source: United States Code, title 5, section 6103.
    federal = [
        "01-01",
        "01-15",
        "02-19",
        "05-27",
        "06-19",
        "07-04",
        "09-02",
        "10-14",
        "11-11",
        "11-28",
        "12-25",
    ]

    told = [holiday.start_on.isoformat() for holiday in public_holidays("US", years=[2024])]

    assert told == [f"2024-{on}" for on in federal]
