"""
Which hours a date has: dated hours, holidays, planned changes, breaks, and changes of the clocks.
"""

import datetime as dt
from typing import Final

import attrs
import pytest

from csmcore.calendars import BusinessCalendar, HolidayRule
from csmcore.errors import NoTransitionError
from csmcore.kernel import DateSpan, Span

HOUR: Final = dt.timedelta(hours=1)

OFFICE: Final = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-12:00,13:00-17:00")


def _z(text: str) -> dt.datetime:
    """
    An instant in UTC.
    """
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def _spans(*texts: tuple[str, str]) -> tuple[Span, ...]:
    return tuple(Span(_z(start), _z(end)) for start, end in texts)


def _day(calendar: BusinessCalendar, on: str) -> tuple[Span, ...]:
    """
    The working time of a UTC day.
    """
    return calendar.spans(_z(on), _z(on) + 24 * HOUR)


# -- what is in force on a date --------------------------------------------------------------------


def test_dated_hours_win_over_a_holiday_and_a_holiday_over_the_week() -> None:
    """
    Christmas is closed, but this year a skeleton staff works on the 26th; breaks come last.
    """
    calendar = BusinessCalendar(
        "winter",
        "UTC",
        "daily 09:00-17:00",
        holidays=[HolidayRule.yearly(12, 25, days=2), dt.date(2024, 12, 31)],
        dated={dt.date(2024, 12, 26): "10:00-14:00", dt.date(2024, 12, 24): "closed"},
        breaks={dt.date(2024, 12, 26): "12:00-12:30", dt.date(2024, 12, 25): "09:00-17:00"},
    )

    assert _day(calendar, "2024-12-23") == _spans(("2024-12-23 09:00", "2024-12-23 17:00"))
    assert _day(calendar, "2024-12-24") == ()
    assert _day(calendar, "2024-12-25") == ()
    assert _day(calendar, "2024-12-26") == _spans(
        ("2024-12-26 10:00", "2024-12-26 12:00"), ("2024-12-26 12:30", "2024-12-26 14:00")
    )
    assert _day(calendar, "2024-12-31") == ()
    assert _day(calendar, "2025-12-26") == ()


def test_a_holiday_of_several_dates() -> None:
    """
    A span of dates is closed from its first date until the one after its last.
    """
    week = DateSpan(dt.date(2024, 1, 15), dt.date(2024, 1, 20))
    closed = attrs.evolve(OFFICE, holidays=(week,))

    assert closed.between(_z("2024-01-08 00:00"), _z("2024-01-29 00:00")) == 70 * HOUR
    assert closed.next_open(_z("2024-01-14 00:00")) == _z("2024-01-22 08:00")


def test_a_holiday_takes_the_night_shift_that_starts_on_it() -> None:
    """
    The night shift of the eve ends on the holiday's morning; the holiday's own is gone.
    """
    nights = BusinessCalendar("nights", "UTC", "daily 22:00-06:00", holidays=[dt.date(2024, 1, 16)])

    assert nights.spans(_z("2024-01-15 12:00"), _z("2024-01-18 00:00")) == _spans(
        ("2024-01-15 22:00", "2024-01-16 06:00"), ("2024-01-17 22:00", "2024-01-18 00:00")
    )


def test_a_break_is_cut_out_of_whatever_runs_then() -> None:
    """
    A break of a date cuts the tail of the night before; one that runs overnight cuts the next day.
    """
    nights = BusinessCalendar(
        "nights",
        "UTC",
        "daily 22:00-06:00",
        breaks={dt.date(2024, 1, 16): "02:00-03:00,23:00-01:00"},
    )

    assert nights.spans(_z("2024-01-15 12:00"), _z("2024-01-17 12:00")) == _spans(
        ("2024-01-15 22:00", "2024-01-16 02:00"),
        ("2024-01-16 03:00", "2024-01-16 06:00"),
        ("2024-01-16 22:00", "2024-01-16 23:00"),
        ("2024-01-17 01:00", "2024-01-17 06:00"),
    )


def test_windows_of_neighbouring_dates_are_one() -> None:
    """
    A window that ends where the next date's begins does not close in between.
    """
    calendar = BusinessCalendar("through", "UTC", "mon 18:00-24:00; tue 00:00-06:00; wed 20:00-30:00")

    assert calendar.next_close(_z("2024-01-15 19:00")) == _z("2024-01-16 06:00")
    assert calendar.next_opening(_z("2024-01-15 19:00")) == _z("2024-01-17 20:00")


def test_a_planned_change_is_in_force_from_its_date_on() -> None:
    """
    Half past eight from 1 September, short Fridays from October; before, it is as it was.
    """
    calendar = BusinessCalendar(
        "planned",
        "Europe/Amsterdam",
        "mon-fri 09:00-17:00",
        changes={
            dt.date(2024, 10, 1): "mon-thu 08:30-17:00; fri 08:30-12:00",
            dt.date(2024, 9, 1): "mon-fri 08:30-17:00",
        },
    )

    assert [on for on, _ in calendar.changes] == [dt.date(2024, 9, 1), dt.date(2024, 10, 1)]
    # Fridays in August, September and October, all at +02.
    assert _day(calendar, "2024-08-30") == _spans(("2024-08-30 07:00", "2024-08-30 15:00"))
    assert _day(calendar, "2024-09-06") == _spans(("2024-09-06 06:30", "2024-09-06 15:00"))
    assert _day(calendar, "2024-10-04") == _spans(("2024-10-04 06:30", "2024-10-04 10:00"))


def test_a_change_leaves_the_tail_of_the_night_before() -> None:
    """
    From 16 January on it is day shifts; the last night shift still ends that morning.
    """
    calendar = BusinessCalendar(
        "changing", "UTC", "daily 22:00-06:00", changes={dt.date(2024, 1, 16): "daily 09:00-17:00"}
    )

    assert _day(calendar, "2024-01-16") == _spans(
        ("2024-01-16 00:00", "2024-01-16 06:00"), ("2024-01-16 09:00", "2024-01-16 17:00")
    )


def test_a_calendar_that_opens_only_later() -> None:
    """
    A calendar may begin and end by planned changes; a search finds the stretch in between.
    """
    season = BusinessCalendar(
        "season",
        "UTC",
        "closed",
        changes={dt.date(2060, 6, 1): "daily 09:00-17:00", dt.date(2060, 7, 1): "closed"},
    )

    assert season.next_open(_z("1970-01-01 00:00")) == _z("2060-06-01 09:00")
    assert season.previous_open(_z("2190-01-01 00:00")) == _z("2060-06-30 17:00")
    assert season.between(_z("1970-01-01 00:00"), _z("2200-01-01 00:00")) == 240 * HOUR
    with pytest.raises(NoTransitionError):
        season.next_opening(_z("2060-06-30 09:00"))


# -- clock changes ---------------------------------------------------------------------------------


def test_an_hour_that_is_skipped_is_not_worked() -> None:
    """
    Sunday 31 March 2024 has no 02:00-03:00 in Amsterdam: six hours of night are five.
    """
    nights = BusinessCalendar("nights", "Europe/Amsterdam", "sun 00:00-06:00")

    assert _day(nights, "2024-03-31") == _spans(("2024-03-31 00:00", "2024-03-31 04:00"))
    assert nights.between(_z("2024-03-30 00:00"), _z("2024-04-01 00:00")) == 5 * HOUR


def test_an_hour_that_comes_twice_is_worked_twice() -> None:
    """
    Sunday 27 October 2024 has 02:00-03:00 twice: 02:30-02:45 is open at two times.
    """
    nights = BusinessCalendar("nights", "Europe/Amsterdam", "sun 02:30-02:45")

    assert _day(nights, "2024-10-27") == _spans(
        ("2024-10-27 00:30", "2024-10-27 00:45"), ("2024-10-27 01:30", "2024-10-27 01:45")
    )
