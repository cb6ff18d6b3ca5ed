"""
The laws of changing a calendar: what a holiday, a break or another zone may do, and what not.
"""

import datetime as dt
from typing import Final

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from csmcore.calendars import BusinessCalendar, WeeklyHours, Window
from csmcore.errors import NoWorkingTimeError
from csmcore.testing import calendars, instants, weekly_hours, windows

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = dt.timedelta(days=1)
NEAR: Final = st.integers(-3, 3)
PAUSE: Final = st.tuples(NEAR, st.lists(windows(), min_size=1, max_size=2))
WORK: Final = st.timedeltas(dt.timedelta(0), dt.timedelta(hours=60))
A_WHILE: Final = st.timedeltas(dt.timedelta(0), dt.timedelta(days=12))


def _never_sooner(
    fewer: BusinessCalendar, more: BusinessCalendar, start: dt.datetime, work: dt.timedelta
) -> None:
    try:
        later = fewer.add(start, work)
    except NoWorkingTimeError:
        return
    assert later >= more.add(start, work)


@given(calendars(), instants(), NEAR, WORK, A_WHILE)
def test_a_holiday_never_gives_time(
    calendar: BusinessCalendar, at: dt.datetime, days: int, work: dt.timedelta, length: dt.timedelta
) -> None:
    """
    One more holiday never brings a deadline forward, nor makes working time longer.
    """
    date = at.date() + days * DAY
    fewer = attrs.evolve(calendar, holidays=(*calendar.holidays, date))

    assert fewer.between(at, at + length) <= calendar.between(at, at + length)
    _never_sooner(fewer, calendar, at, work)


@given(calendars(), instants(), PAUSE, WORK, A_WHILE)
def test_a_break_never_gives_time(
    calendar: BusinessCalendar,
    at: dt.datetime,
    pause: tuple[int, list[Window]],
    work: dt.timedelta,
    length: dt.timedelta,
) -> None:
    """
    One more break never brings a deadline forward, nor makes working time longer.
    """
    date = at.date() + pause[0] * DAY
    breaks = dict(calendar.breaks)
    breaks[date] = (*breaks.get(date, ()), *pause[1])
    fewer = attrs.evolve(calendar, breaks=breaks)

    assert fewer.between(at, at + length) <= calendar.between(at, at + length)
    _never_sooner(fewer, calendar, at, work)


@given(calendars(), instants(), NEAR, A_WHILE)
def test_a_holiday_on_a_date_with_hours_of_its_own_changes_nothing(
    calendar: BusinessCalendar, at: dt.datetime, days: int, length: dt.timedelta
) -> None:
    """
    Dated hours win over a holiday.
    """
    date = at.date() + days * DAY
    hours = {**dict(calendar.dated), date: (Window("09:00", "17:00"),)}
    dated = attrs.evolve(calendar, dated=hours)
    off_as_well = attrs.evolve(dated, holidays=(*calendar.holidays, date))

    assert off_as_well.spans(at, at + length) == dated.spans(at, at + length)


@given(calendars(), instants(), NEAR, A_WHILE)
def test_a_change_to_the_same_hours_changes_nothing(
    calendar: BusinessCalendar, at: dt.datetime, days: int, length: dt.timedelta
) -> None:
    """
    A planned change to the hours that hold already leaves every span where it was.
    """
    assume(not calendar.changes)
    date = at.date() + days * DAY
    changed = attrs.evolve(calendar, changes={date: calendar.hours})

    assert changed.spans(at, at + length) == calendar.spans(at, at + length)


def _pieces(window: Window, shift: dt.timedelta) -> list[tuple[dt.timedelta, dt.timedelta]]:
    """
    A window, moved, and cut at its first midnight: no window may be as long as it could become.
    """
    opens, closes = window.opens + shift, window.closes + shift
    midnight = (opens // DAY + 1) * DAY
    return [(opens, closes)] if closes <= midnight else [(opens, midnight), (midnight, closes)]


@given(weekly_hours(), st.integers(-12, 14), instants(), A_WHILE)
def test_hours_and_zone_move_together(
    hours: WeeklyHours, shift: int, at: dt.datetime, length: dt.timedelta
) -> None:
    """
    Nine o'clock in London is eleven in a zone two hours ahead: moving both moves nothing.

    The zone database's ``Etc/GMT-2`` is two hours ahead of Greenwich; the sign is the database's.
    """
    moved: dict[str, list[Window]] = {day: [] for day in DAYS}
    for index, on_day in enumerate(hours.days):
        for window in on_day:
            for opens, closes in _pieces(window, dt.timedelta(hours=shift)):
                days = opens // DAY
                moved[DAYS[(index + days) % 7]].append(Window(opens - days * DAY, closes - days * DAY))
    greenwich = BusinessCalendar("greenwich", "UTC", hours)
    elsewhere = BusinessCalendar("elsewhere", f"Etc/GMT{-shift:+}", WeeklyHours(**moved))

    assert elsewhere.spans(at, at + length) == greenwich.spans(at, at + length)
    assert elsewhere.between(at, at + length) == greenwich.between(at, at + length)


def _year(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1, tzinfo=dt.UTC)


@given(calendars(), instants(), A_WHILE, st.booleans())
def test_a_nearer_horizon_changes_no_answer_within_it(
    calendar: BusinessCalendar, at: dt.datetime, length: dt.timedelta, on_the_edge: bool
) -> None:
    """
    The horizon says how far a calendar answers, never what: also not in its first and last hours.
    """
    first, until = at.year, at.year + 1
    near = attrs.evolve(calendar, horizon=(first, until))
    start = _year(first) if on_the_edge else at
    end = min(start + length, _year(until))
    last = max(_year(until) - length, start)

    assert near.spans(start, end) == calendar.spans(start, end)
    assert near.spans(last, _year(until)) == calendar.spans(last, _year(until))
    assert near.between(start, _year(until)) == calendar.between(start, _year(until))
    assert near.is_open(start) == calendar.is_open(start)
    assert near.add(start, near.between(start, end)) == calendar.add(
        start, calendar.between(start, end)
    )
