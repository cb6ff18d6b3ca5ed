"""
Strategies for calendars and what they are made of.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from csmcore.calendars import (
    BusinessCalendar,
    CompositeCalendar,
    FloatingCalendar,
    Holiday,
    HolidayRule,
    Operation,
    WeeklyHours,
    Window,
)
from csmcore.testing._extra import st
from csmcore.testing._kernel import dates, texts, zones

_QUARTERS: Final = st.integers(0, 95).map(lambda quarter: dt.timedelta(minutes=15 * quarter))
_EXACT: Final = st.timedeltas(dt.timedelta(0), dt.timedelta(hours=24) - dt.timedelta(microseconds=1))
_COMMON: Final = ("09:00-17:00", "09:00-12:00,13:00-17:00", "00:00-24:00", "22:00-06:00", "closed")
_WEEKS: Final = (
    "mon-fri 09:00-17:00",
    "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00",
    "daily 00:00-24:00",
    "mon-fri 22:00-06:00",
    "sun-thu 00:00-03:00",
)
_RULES: Final = (
    HolidayRule.yearly(12, 25, days=2, name="Christmas"),
    HolidayRule.yearly(2, 29),
    HolidayRule.nth_weekday(4, "thu", 11, name="Thanksgiving"),
    HolidayRule.nth_weekday(-1, "mon", 5),
    HolidayRule.easter(-2, name="Good Friday"),
    HolidayRule("FREQ=WEEKLY;INTERVAL=2", dt.date(2010, 1, 8), name="every other Friday"),
    HolidayRule("FREQ=MONTHLY;BYMONTHDAY=-1", dt.date(2012, 1, 31)),
    HolidayRule("FREQ=DAILY;INTERVAL=17;COUNT=300", dt.date(2011, 5, 1)),
)


def windows() -> st.SearchStrategy[Window]:
    """
    Hours of one date: by day, overnight, until midnight; on the quarter or on the microsecond.
    """
    lengths = st.integers(1, 96).map(lambda quarter: dt.timedelta(minutes=15 * quarter))
    return st.builds(lambda opens, length: Window(opens, opens + length), _QUARTERS | _EXACT, lengths)


def _days() -> st.SearchStrategy[Sequence[Window]]:
    common = st.sampled_from(_COMMON).map(lambda text: WeeklyHours.of(mon=text).mon)
    return common | st.lists(windows(), max_size=3).map(tuple)


def weekly_hours(*, open_some_time: bool = True) -> st.SearchStrategy[WeeklyHours]:
    """
    Weeks as offices have them, and as nobody would.

    Args:
        open_some_time: Whether every week has some hours.
    """
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    odd = st.fixed_dictionaries(dict.fromkeys(names, _days())).map(lambda days: WeeklyHours(**days))
    weeks = st.sampled_from(_WEEKS).map(WeeklyHours.parse) | odd
    return weeks.filter(bool) if open_some_time else weeks


def holidays() -> st.SearchStrategy[Holiday]:
    """
    Fixed dates off, from a day to a fortnight.
    """
    lengths = st.integers(1, 14).map(lambda days: dt.timedelta(days=days))
    names = texts(max_size=12)
    return st.builds(
        lambda start, length, name: Holiday(start, start + length, name=name), dates(), lengths, names
    )


def holiday_rules() -> st.SearchStrategy[HolidayRule]:
    """
    Days off that come back, in every way that a rule can say.
    """
    every_year = dates().map(lambda on: HolidayRule.yearly(on.month, on.day))
    around_easter = st.integers(-50, 60).map(HolidayRule.easter)
    return st.sampled_from(_RULES) | every_year | around_easter


def floating_calendars(*, name: str = "floating") -> st.SearchStrategy[FloatingCalendar]:
    """
    Calendars without a zone: hours, planned changes, holidays, dated hours and breaks.
    """
    by_date = st.dictionaries(dates(), _days(), max_size=4)
    return st.builds(
        FloatingCalendar,
        st.just(name),
        weekly_hours(),
        changes=st.dictionaries(dates(), weekly_hours(), max_size=2),
        holidays=st.lists(holidays() | holiday_rules(), max_size=3),
        dated=by_date,
        breaks=by_date,
        revision=st.integers(1, 3),
    )


def calendars(*, name: str = "office") -> st.SearchStrategy[BusinessCalendar]:
    """
    Calendars of one zone: hours, planned changes, holidays, dated hours and breaks.
    """
    return st.builds(lambda floating, zone: floating.bind(zone), floating_calendars(name=name), zones())


def composites() -> st.SearchStrategy[CompositeCalendar]:
    """
    Calendars made of two or three others, in one zone or in several.
    """
    parts = st.lists(calendars(), min_size=2, max_size=3).map(tuple)
    return st.builds(CompositeCalendar, st.sampled_from(Operation), parts)
