"""
Bugs with clock changes and zones that users of other engines have met. None of them lives here.

Each test names the bug and its thread; the expected values are worked out by hand in the comments.
"""

import datetime as dt
import zoneinfo
from typing import Final

import pytest

from csmcore.calendars import BusinessCalendar, FloatingCalendar, WeeklyHours
from csmcore.errors import NaiveInstantError
from csmcore.kernel import Span

ALL_WEEK: Final = WeeklyHours.always()
HOUR: Final = dt.timedelta(hours=1)


def _z(text: str) -> dt.datetime:
    """
    An instant in UTC.
    """
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_a_midnight_that_does_not_exist() -> None:
    """
    24:00 that a clock change skips sent biz into endless recursion, in production.

    https://github.com/zendesk/biz/pull/35, https://github.com/zendesk/biz/pull/37
    """
    # Sao Paulo, Sunday 4 November 2018: at 00:00 -03 (03:00Z) the clocks went to 01:00 -02.
    saturdays = BusinessCalendar("saturdays", "America/Sao_Paulo", "sat 18:00-24:00")
    around = BusinessCalendar("around the clock", "America/Sao_Paulo", ALL_WEEK)

    # Saturday 18:00 -03 is 21:00Z, and the day ends six hours later.
    assert saturdays.next_close(_z("2018-11-03 22:00")) == _z("2018-11-04 03:00")
    assert saturdays.between(_z("2018-11-03 20:00"), _z("2018-11-04 12:00")) == 6 * HOUR
    # That Sunday runs from 03:00Z to 24:00 -02, which is 02:00Z on Monday: 23 hours.
    assert around.between(_z("2018-11-04 03:00"), _z("2018-11-05 02:00")) == 23 * HOUR
    # 00:30 on that Sunday does not happen; it is moved by the hour, to 01:30 -02.
    friday_at_half_past = _z("2018-11-03 03:30")
    assert around.add_days(friday_at_half_past, 1) == _z("2018-11-04 03:30")


def test_a_time_that_comes_twice_though_no_summer_time_ends() -> None:
    """
    Casablanca sets its clocks back when Ramadan begins, and biz raised on the ambiguous time.

    https://github.com/zendesk/biz/pull/160
    """
    # Sunday 10 March 2024: at 03:00 +01 (02:00Z) the clocks went back to 02:00 +00.
    # 02:00-03:00 comes at 01:00Z and again at 02:00Z.
    sundays = BusinessCalendar("sundays", "Africa/Casablanca", "sun 02:00-03:00")
    twice = Span(_z("2024-03-10 01:00"), _z("2024-03-10 03:00"))

    assert sundays.spans(_z("2024-03-10 00:00"), _z("2024-03-11 00:00")) == (twice,)
    assert sundays.add(_z("2024-03-10 00:00"), 2 * HOUR) == twice.end


def test_open_and_counted_are_the_same_thing() -> None:
    """
    In biz, 03:05 was in hours, while the periods left out the window that it lay in.

    The window was 02:30-03:15 on the night on which 02:00-03:00 was skipped (after_spec.rb:335 of
    https://github.com/zendesk/biz).
    """
    # New York, 10 March 2024: at 02:00 EST (07:00Z) the clocks went to 03:00 EDT.
    sundays = BusinessCalendar("sundays", "America/New_York", "sun 02:30-03:15")
    left = Span(_z("2024-03-10 07:00"), _z("2024-03-10 07:15"))

    assert sundays.is_open(_z("2024-03-10 07:05"))
    assert sundays.spans(_z("2024-03-10 00:00"), _z("2024-03-11 00:00")) == (left,)
    assert sundays.between(_z("2024-03-10 00:00"), _z("2024-03-11 00:00")) == HOUR / 4
    assert sundays.add(_z("2024-03-10 06:00"), HOUR / 6) == _z("2024-03-10 07:10")


def test_an_hour_later_in_the_hour_that_comes_twice() -> None:
    """
    Adding an hour inside the repeated hour gave the same instant back.

    https://github.com/lennym/moment-business-time/issues/58
    """
    # New York, 3 November 2024: 01:30 EDT is 05:30Z, 01:30 EST is 06:30Z.
    around = BusinessCalendar("around the clock", "America/New_York", ALL_WEEK)
    first = dt.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo("America/New_York"))

    assert around.add(first, HOUR) == _z("2024-11-03 06:30")
    assert around.between(first, first.replace(fold=1)) == HOUR


def test_a_day_of_25_hours_has_25() -> None:
    """
    working_hours counts 24 hours on the day that has 25, and its own tests say so.

    https://github.com/Intrepidd/working_hours (computation_spec.rb:785)
    """
    # Paris, Sunday 25 October 2020: from 00:00 +02 (22:00Z) to 24:00 +01 (23:00Z).
    sundays = BusinessCalendar("sundays", "Europe/Paris", "sun 00:00-24:00")

    assert sundays.between(_z("2020-10-24 22:00"), _z("2020-10-25 23:00")) == 25 * HOUR


def test_hours_are_real_hours_on_the_night_of_the_change() -> None:
    """
    Four hours were moved over the wall clock, of which three were real; and pandas has lost zones.

    https://github.com/pandas-dev/pandas/pull/7465
    """
    # Berlin: Saturday 28 March 2026, 23:30 +01 is 22:30Z; four hours later is 02:30Z, 04:30 +02.
    nights = BusinessCalendar("nights", "Europe/Berlin", "daily 22:00-06:00")
    start = dt.datetime(2026, 3, 28, 23, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
    end = nights.add(start, 4 * HOUR)

    assert end == _z("2026-03-29 02:30")
    assert end.tzinfo is dt.UTC
    assert end.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).isoformat() == "2026-03-29T04:30:00+02:00"


def test_each_day_has_its_own_offset() -> None:
    """
    Reports used today's offset for the past, a build system one fixed offset: an hour off for months.

    https://github.com/fivetran/dbt_zendesk/issues/25,
    https://github.com/MicrosoftDocs/azure-devops-docs/issues/8675
    """
    # New York: 09:00 on Tuesday 16 January 2024 is 14:00Z, on Tuesday 16 July 13:00Z.
    office = BusinessCalendar("office", "America/New_York", "mon-fri 09:00-17:00")

    assert not office.is_open(_z("2024-01-16 13:30"))
    assert office.is_open(_z("2024-07-16 13:30"))
    assert office.next_open(_z("2024-01-16 00:00")) == _z("2024-01-16 14:00")
    assert office.next_open(_z("2024-07-16 00:00")) == _z("2024-07-16 13:00")


def test_business_days_keep_the_time_on_the_clock() -> None:
    """
    All summer long, dates came out a day or an hour off.

    https://github.com/jlattimer/CRM-DateTime-Workflow-Utilities/issues/9
    """
    # London: Thursday 28 March 2024, 10:00 GMT; two business days later is Monday, 10:00 BST.
    office = BusinessCalendar("office", "Europe/London", "mon-fri 09:00-17:00")

    assert office.add_days(_z("2024-03-28 10:00"), 2) == _z("2024-04-01 09:00")
    assert office.add_days(_z("2024-04-01 09:00"), -2) == _z("2024-03-28 10:00")


def test_the_next_day_is_not_24_hours_later() -> None:
    """
    Stepping by 24 hours stayed on the same date when the clocks went back, for ever.

    https://github.com/nyaruka/rapidpro/pull/6905, https://github.com/sbarry50/vue-business-hours/pull/26
    """
    # Havana, Sunday 3 November 2024: at 01:00 -04 (05:00Z) the clocks went back to 00:00 -05.
    havana = BusinessCalendar("havana", "America/Havana", "daily 09:00-17:00")
    # Saturday closes at 17:00 -04, 21:00Z; Sunday opens at 09:00 -05, 14:00Z.
    assert havana.add(_z("2024-11-02 21:00"), HOUR) == _z("2024-11-03 15:00")
    assert havana.days_between(dt.date(2024, 11, 2), dt.date(2024, 11, 5)) == 3

    # Sao Paulo, 18 February 2018: at 00:00 -02 (02:00Z) the clocks went back to Saturday, 23:00 -03.
    late = BusinessCalendar("late", "America/Sao_Paulo", "sat 23:00-24:00")
    twice = Span(_z("2018-02-18 01:00"), _z("2018-02-18 03:00"))
    assert late.spans(_z("2018-02-17 00:00"), _z("2018-02-19 00:00")) == (twice,)


def test_a_deadline_says_which_instant_it_is() -> None:
    """
    Deadlines in the site's time were read in the agent's, and new tickets had failed at once.

    https://github.com/frappe/helpdesk/pull/3776, https://github.com/frappe/erpnext/pull/38745
    """
    # 11:00 in Kolkata is 05:30Z; eight hours of 10:00-18:00 run until 11:00 the next day.
    office = BusinessCalendar("office", "Asia/Kolkata", "mon-fri 10:00-18:00")
    asked_at = dt.datetime(2025, 6, 2, 11, tzinfo=zoneinfo.ZoneInfo("Asia/Kolkata"))

    assert office.add(asked_at, 8 * HOUR) == _z("2025-06-03 05:30")
    assert office.add(asked_at.astimezone(dt.UTC), 8 * HOUR) == _z("2025-06-03 05:30")
    with pytest.raises(NaiveInstantError):
        office.add(dt.datetime(2025, 6, 2, 11), 8 * HOUR)


def test_a_holiday_is_a_day_where_the_calendar_is() -> None:
    """
    Holidays were dates of another zone than the ticket's, or days of UTC.

    https://github.com/bokmann/business_time/issues/36; HolidayRule of
    https://github.com/seppemans/businesstimedelta is a day of UTC.
    """
    # Auckland, 6 February 2024 (+13): from 11:00Z on the 5th to 11:00Z on the 6th.
    auckland = BusinessCalendar(
        "auckland", "Pacific/Auckland", ALL_WEEK, holidays=(dt.date(2024, 2, 6),)
    )

    assert auckland.spans(_z("2024-02-05 00:00"), _z("2024-02-07 00:00")) == (
        Span(_z("2024-02-05 00:00"), _z("2024-02-05 11:00")),
        Span(_z("2024-02-06 11:00"), _z("2024-02-07 00:00")),
    )


def test_each_customer_has_a_zone() -> None:
    """
    One zone for the whole installation, where every customer or department needs its own.

    https://github.com/osTicket/osTicket/issues/4166
    """
    # Monday 15 January 2024: nine in Tokyo is 00:00Z, nine in London 09:00Z.
    office = FloatingCalendar("office", "mon-fri 09:00-17:00")
    sunday = _z("2024-01-14 12:00")

    assert office.bind("Asia/Tokyo").next_open(sunday) == _z("2024-01-15 00:00")
    assert office.bind("Europe/London").next_open(sunday) == _z("2024-01-15 09:00")
