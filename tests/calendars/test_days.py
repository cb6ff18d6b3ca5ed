"""
Business dates: which they are, how many, and the same time so many of them later.
"""

import datetime as dt
import zoneinfo
from typing import Final

import pytest

from csmcore.calendars import BusinessCalendar, HolidayRule, WeeklyHours
from csmcore.errors import DefinitionError, HorizonError, NoWorkingTimeError, OrderError

ZONE: Final = "Europe/Amsterdam"
OFFICE: Final = BusinessCalendar(
    "office", ZONE, "mon-fri 09:00-17:00", holidays=[HolidayRule.yearly(4, 27), HolidayRule.easter(1)]
)


def _local(text: str, fold: int = 0, zone: str = ZONE) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=fold)


def _on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# -- counting dates --------------------------------------------------------------------------------


def test_the_business_dates_of_a_week_with_a_holiday() -> None:
    """
    Easter Monday 2024 is 1 April; the end is exclusive.
    """
    found = OFFICE.business_days(_on("2024-03-29"), _on("2024-04-05"))

    assert [f"{on:%a %d}" for on in found] == ["Fri 29", "Tue 02", "Wed 03", "Thu 04"]
    assert OFFICE.is_business_day(_on("2024-03-29"))
    assert not OFFICE.is_business_day(_on("2024-04-01"))
    assert not OFFICE.is_business_day(_on("2024-03-30"))


def test_counting_forwards_and_backwards() -> None:
    """
    2024 has 262 weekdays; Easter Monday is one of them, and 27 April a Saturday.
    """
    assert OFFICE.days_between(_on("2024-01-01"), _on("2025-01-01")) == 261
    assert OFFICE.days_between(_on("2025-01-01"), _on("2024-01-01")) == -261
    assert OFFICE.days_between(_on("2024-01-01"), _on("2024-01-01")) == 0
    assert OFFICE.business_days(_on("2024-01-01"), _on("2024-01-01")) == ()


def test_a_range_of_dates_is_not_reversed() -> None:
    """
    A list of dates has an order, so that its end does not come first.
    """
    with pytest.raises(OrderError):
        OFFICE.business_days(_on("2024-01-02"), _on("2024-01-01"))


def test_a_night_shift_belongs_to_the_date_on_which_it_starts() -> None:
    """
    From Sunday 22:00 to Monday 06:00 is Sunday's work, and the last shift's end is Friday's.
    """
    nights = BusinessCalendar("nights", ZONE, "sun-thu 22:00-06:00")

    assert nights.is_business_day(_on("2024-01-14"))
    assert not nights.is_business_day(_on("2024-01-19"))
    closes = nights.add_days(_local("2024-01-18 09:00"), 0, end_of_day=True)
    assert closes == _local("2024-01-19 06:00")


def test_a_break_may_move_a_window_to_another_date_or_take_it_away() -> None:
    """
    What counts is the first working instant after breaks: here 00:30 of the next day, or never.
    """
    nights = BusinessCalendar(
        "nights",
        ZONE,
        "mon 22:00-06:00; wed 09:00-17:00",
        breaks={_on("2024-01-15"): "22:00-00:30", _on("2024-01-17"): "08:00-18:00"},
    )

    assert nights.business_days(_on("2024-01-15"), _on("2024-01-22")) == (_on("2024-01-16"),)


def test_a_window_that_the_clocks_skip_makes_no_business_date() -> None:
    """
    Sunday 31 March 2024 has no 02:00-03:00 in Amsterdam.
    """
    sundays = BusinessCalendar("sundays", ZONE, "sun 02:00-03:00")

    assert sundays.business_days(_on("2024-03-24"), _on("2024-04-14")) == (
        _on("2024-03-24"),
        _on("2024-04-07"),
    )


def test_a_date_that_did_not_take_place_is_none() -> None:
    """
    Samoa went from Thursday 29 December 2011 straight to Saturday the 31st.

    Source: the IANA zone database, Pacific/Apia.
    """
    apia = BusinessCalendar("apia", "Pacific/Apia", "daily 09:00-17:00")

    assert not apia.is_business_day(_on("2011-12-30"))
    assert apia.days_between(_on("2011-12-25"), _on("2012-01-01")) == 6
    after = apia.add_days(_local("2011-12-29 10:00", zone="Pacific/Apia"), 1)
    assert after == _local("2011-12-31 10:00", zone="Pacific/Apia")


# -- the same time, so many dates later ------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-04-04 10:15", 1, "2024-04-05 10:15"),
        ("2024-04-05 10:15", 1, "2024-04-08 10:15"),
        ("2024-04-05 23:59", 1, "2024-04-08 23:59"),  # not moved into hours
        ("2024-04-06 10:15", 1, "2024-04-08 10:15"),  # from a Saturday, Monday is the first
        ("2024-04-05 10:15", 5, "2024-04-12 10:15"),
        ("2024-03-28 10:15", 2, "2024-04-02 10:15"),  # over Easter
        ("2024-04-02 10:15", -1, "2024-03-29 10:15"),
        ("2024-04-06 10:15", -1, "2024-04-05 10:15"),
        ("2024-04-08 10:15", -5, "2024-03-29 10:15"),
        ("2024-04-06 10:15", 0, "2024-04-06 10:15"),
        ("2025-01-01 00:00", -261, "2024-01-01 00:00"),
        ("2025-01-01 00:00", -2610, "2014-12-05 00:00"),  # walked day by day
        ("2024-01-01 00:00", 261, "2025-01-01 00:00"),  # Mon 1 January 2024 itself is not counted
    ],
)
def test_the_same_time_so_many_business_dates_later(start: str, days: int, end: str) -> None:
    """
    Counting begins with the date after the start, whether or not that one is a business date.
    """
    assert OFFICE.add_days(_local(start), days) == _local(end)


def test_a_time_that_the_clocks_skip_moves_forward() -> None:
    """
    02:30 on Sunday 31 March 2024 is not there: it becomes 03:30, an hour later on the clock.
    """
    daily = BusinessCalendar("daily", ZONE, "daily 00:00-24:00")

    assert daily.add_days(_local("2024-03-30 02:30"), 1) == _local("2024-03-31 03:30")
    assert daily.add_days(_local("2024-03-30 02:30"), 2) == _local("2024-04-01 02:30")


def test_a_time_that_comes_twice_is_the_first() -> None:
    """
    02:30 on Sunday 27 October 2024 is taken in summer time, wherever counting comes from.
    """
    daily = BusinessCalendar("daily", ZONE, "daily 00:00-24:00")
    first = dt.datetime(2024, 10, 27, 0, 30, tzinfo=dt.UTC)

    assert daily.add_days(_local("2024-10-26 02:30"), 1) == first
    assert daily.add_days(_local("2024-10-28 02:30"), -1) == first
    assert daily.add_days(_local("2024-10-27 02:30", fold=1), 1) == _local("2024-10-28 02:30")
    assert daily.add_days(_local("2024-10-27 02:30", fold=1), 0) == first + dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "days", "closes"),
    [
        ("2024-04-04 10:15", 0, "2024-04-04 17:00"),
        ("2024-04-04 23:15", 0, "2024-04-04 17:00"),  # also after closing: the date counts
        ("2024-04-06 10:15", 0, "2024-04-08 17:00"),
        ("2024-04-04 10:15", 1, "2024-04-05 17:00"),
        ("2024-04-02 10:15", -1, "2024-03-29 17:00"),
    ],
)
def test_the_end_of_a_business_date(start: str, days: int, closes: str) -> None:
    """
    Closing time of the date; with no days, of this one, or of the next when this is none.
    """
    assert OFFICE.add_days(_local(start), days, end_of_day=True) == _local(closes)


@pytest.mark.parametrize(
    ("hours", "closes"),
    [
        ("mon 09:00-12:00,13:00-15:30", "2024-01-15 15:30"),
        ("mon 18:00-24:00", "2024-01-16 00:00"),
        ("mon 09:00-12:00,22:00-06:00", "2024-01-16 06:00"),
        ("mon 18:00-24:00; tue 00:00-06:00", "2024-01-16 00:00"),
    ],
)
def test_the_end_of_a_date_is_where_its_last_window_closes(hours: str, closes: str) -> None:
    """
    At midnight or in the small hours of the next day; a window of that next day is not its own.
    """
    calendar = BusinessCalendar("evenings", ZONE, hours)

    assert calendar.add_days(_local("2024-01-15 08:00"), 0, end_of_day=True) == _local(closes)


# -- the horizon, and what is no number of days ----------------------------------------------------


def test_business_dates_end_with_the_horizon() -> None:
    """
    The last date may end a range; a date beyond is refused, and so is a count that goes there.
    """
    short = BusinessCalendar("short", "UTC", "daily 09:00-17:00", horizon=(2024, 2025))
    last = dt.datetime(2024, 12, 30, 12, tzinfo=dt.UTC)

    assert short.days_between(_on("2024-01-01"), _on("2025-01-01")) == 366
    assert short.add_days(last, 1) == last + dt.timedelta(days=1)
    for on in (_on("2025-01-01"), _on("2023-12-31")):
        with pytest.raises(HorizonError):
            short.is_business_day(on)
    with pytest.raises(HorizonError):
        short.days_between(_on("2024-01-01"), _on("2025-01-02"))
    with pytest.raises(NoWorkingTimeError, match="has no 2 business dates after 2024-12-30"):
        short.add_days(last, 2)
    with pytest.raises(NoWorkingTimeError, match="has no 400 business dates before 2024-12-30"):
        short.add_days(last, -400)


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_the_first_and_the_last_instants_of_all_are_beyond(year: int, zone: str) -> None:
    """
    Where the date before, or after, does not exist, it is the horizon that is passed.
    """
    calendar = BusinessCalendar("office", zone, "mon-fri 09:00-17:00")
    at = (
        dt.datetime(1, 1, 1, tzinfo=dt.UTC)
        if year == 1
        else dt.datetime(9999, 12, 31, 23, tzinfo=dt.UTC)
    )

    for days in (0, 1, -1):
        with pytest.raises(HorizonError):
            calendar.add_days(at, days)


def test_a_calendar_that_never_opens_has_no_business_dates() -> None:
    """
    Counting none is no error; looking for one is.
    """
    never = BusinessCalendar("never", ZONE, WeeklyHours.never())

    assert never.days_between(_on("2024-01-01"), _on("2030-01-01")) == 0
    with pytest.raises(NoWorkingTimeError, match="never opens"):
        never.add_days(_local("2024-01-15 09:00"), 1)
    with pytest.raises(NoWorkingTimeError, match="never opens"):
        never.add_days(_local("2024-01-15 09:00"), 0, end_of_day=True)


@pytest.mark.parametrize("days", [1.0, "1", True, None])
def test_a_number_of_days_is_whole(days: object) -> None:
    """
    Neither half a day nor a yes is a number of business dates.
    """
    with pytest.raises(DefinitionError, match="a whole number is needed"):
        OFFICE.add_days(_local("2024-01-15 09:00"), days)  # type: ignore[arg-type]


def test_a_date_is_not_an_instant() -> None:
    """
    The date of an instant depends on a zone, so that a date is asked for.
    """
    with pytest.raises(DefinitionError, match="is no date"):
        OFFICE.is_business_day(_local("2024-01-15 09:00"))
