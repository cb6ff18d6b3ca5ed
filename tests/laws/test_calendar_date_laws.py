"""
The laws of business dates.
"""

import datetime as dt
import zoneinfo
from typing import Final

from hypothesis import assume, given, reject
from hypothesis import strategies as st

from csmcore.calendars import BusinessCalendar, Calendar
from csmcore.errors import NoWorkingTimeError
from csmcore.testing import calendars, composites, instants, zones

DAY: Final = dt.timedelta(days=1)
DAYS: Final = st.integers(0, 12)
ANY_CALENDAR: Final = st.one_of(calendars(), composites())


@given(ANY_CALENDAR, instants(), st.integers(-8, 8).filter(bool), zones())
def test_so_many_days_later_so_many_days_lie_between(
    calendar: Calendar, start: dt.datetime, days: int, zone: str
) -> None:
    """
    The nth business date after today is the last of n business dates after today; mirrored before.
    """
    try:
        end = calendar.add_days(start, days, zone=zone)
    except NoWorkingTimeError:
        reject()
    shown = zoneinfo.ZoneInfo(zone)
    today, landed = start.astimezone(shown), end.astimezone(shown)
    assume(today.time() == landed.time())  # a clock change may have skipped that time

    assert calendar.is_business_day(landed.date(), zone=zone)
    if days > 0:
        assert calendar.days_between(today.date() + DAY, landed.date() + DAY, zone=zone) == days
    else:
        assert calendar.days_between(today.date(), landed.date(), zone=zone) == days


@given(ANY_CALENDAR, instants(), zones())
def test_no_days_are_the_start_itself(calendar: Calendar, start: dt.datetime, zone: str) -> None:
    """
    No business days later is now, also on a day off.
    """
    assert calendar.add_days(start, 0, zone=zone) == start


@given(ANY_CALENDAR, instants(), st.integers(-4, 4), st.integers(0, 4), zones())
def test_days_add_up(calendar: Calendar, start: dt.datetime, days: int, more: int, zone: str) -> None:
    """
    Going n days and then m more in one direction is going n + m, unless a clock change skips the time.
    """
    more = more if days >= 0 else -more
    try:
        first = calendar.add_days(start, days, zone=zone)
        both = calendar.add_days(start, days + more, zone=zone)
    except NoWorkingTimeError:
        reject()
    shown = zoneinfo.ZoneInfo(zone)
    assume(first.astimezone(shown).time() == start.astimezone(shown).time())
    assume(start.astimezone(shown).fold == first.astimezone(shown).fold == 0)

    assert calendar.add_days(first, more, zone=zone) == both


@given(ANY_CALENDAR, instants(), DAYS, DAYS, zones())
def test_counting_dates_adds_up(
    calendar: Calendar, at: dt.datetime, first: int, then: int, zone: str
) -> None:
    """
    From a to b and from b to c is from a to c; reversed it is negative; it counts the list.
    """
    start, middle, end = at.date(), at.date() + first * DAY, at.date() + (first + then) * DAY
    whole = calendar.days_between(start, end, zone=zone)
    parts = [calendar.days_between(a, b, zone=zone) for a, b in ((start, middle), (middle, end))]
    dates = calendar.business_days(start, end, zone=zone)

    assert sum(parts) == whole == len(dates)
    assert calendar.days_between(end, start, zone=zone) == -whole


@given(ANY_CALENDAR, instants(), DAYS, zones())
def test_the_list_is_the_dates_one_by_one(
    calendar: Calendar, at: dt.datetime, days: int, zone: str
) -> None:
    """
    The business dates are exactly those that are business dates when asked alone.
    """
    dates = [at.date() + n * DAY for n in range(days)]
    one_by_one = tuple(date for date in dates if calendar.is_business_day(date, zone=zone))

    assert calendar.business_days(at.date(), at.date() + days * DAY, zone=zone) == one_by_one


@given(calendars(), instants())
def test_a_business_date_has_working_time(calendar: BusinessCalendar, at: dt.datetime) -> None:
    """
    On a business date of its own zone a calendar is open at some time; the zone may be left out.
    """
    zone = zoneinfo.ZoneInfo(calendar.zone)
    on = at.astimezone(zone).date()
    midnight, next_midnight = (
        dt.datetime.combine(date, dt.time(), zone).astimezone(dt.UTC) for date in (on, on + DAY)
    )

    assert calendar.is_business_day(on) == calendar.is_business_day(on, zone=calendar.zone)
    if calendar.is_business_day(on):
        assert calendar.between(midnight - dt.timedelta(hours=1), next_midnight) > dt.timedelta(0)


@given(calendars(), instants(), st.integers(-4, 4))
def test_the_end_of_a_day_is_a_closing(
    calendar: BusinessCalendar, start: dt.datetime, days: int
) -> None:
    """
    The end of a business day is when a window has closed: open just before, on that date or a later.
    """
    try:
        end = calendar.add_days(start, days, end_of_day=True)
    except NoWorkingTimeError:
        reject()
    zone = zoneinfo.ZoneInfo(calendar.zone)
    plain = calendar.add_days(start, days)

    assert calendar.is_open(end - dt.timedelta(microseconds=1))
    if days:
        assert end.astimezone(zone).date() >= plain.astimezone(zone).date()
