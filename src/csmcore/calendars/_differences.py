"""
Which dates differ from the ordinary week, and why: holidays, hours of their own, breaks.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import attrs

from csmcore.calendars._algebra import CompositeCalendar, Operation
from csmcore.calendars._calendar import BusinessCalendar
from csmcore.calendars._holidays import Holiday, HolidayRule
from csmcore.calendars._hours import Window
from csmcore.calendars._questions import Calendar

ONE_DAY: Final = dt.timedelta(days=1)


class DaysOff(NamedTuple):
    """
    A holiday as it falls: its first date, the first after it, its name, and whose it is.
    """

    start_on: dt.date
    until: dt.date
    name: str
    calendar: BusinessCalendar


def places(calendar: Calendar) -> tuple[BusinessCalendar, ...]:
    """
    The calendars that a calendar is made of, each once, in order; a plain one is its own.

    What a difference takes away is left out: its holidays are nobody's days off.
    """
    found: dict[BusinessCalendar, None] = {}
    waiting: list[Calendar] = [calendar]
    while waiting:
        part = waiting.pop()
        if isinstance(part, BusinessCalendar):
            found[part] = None
        elif isinstance(part, CompositeCalendar):
            kept = part.parts[:1] if part.operation is Operation.DIFFERENCE else part.parts
            waiting += reversed(kept)
    return tuple(found)


def ordinary(calendar: Calendar) -> Calendar:
    """
    The same calendar without what differs from its weeks, whichever part it is a part of.
    """
    if isinstance(calendar, BusinessCalendar):
        return attrs.evolve(calendar, holidays=(), dated=(), breaks=())
    if isinstance(calendar, CompositeCalendar):
        return attrs.evolve(calendar, parts=tuple(map(ordinary, calendar.parts)))
    return calendar


def days_off(place: BusinessCalendar, start_on: dt.date, until: dt.date) -> Iterator[DaysOff]:
    """
    The days off of one place that reach into some dates, whole; by holiday, in its order.

    Dates that have hours of their own are none; dates closed by hand are, without a name.
    """
    dated = dict(place.dated)
    for holiday in place.holidays:
        for first, last in _falls(holiday, start_on, until):
            for run in _runs(first, last, dated):
                if run[0] < until and start_on < run[1]:
                    yield DaysOff(*run, holiday.name, place)
    for on, windows in place.dated:
        if not windows and start_on <= on < until:
            yield DaysOff(on, on + ONE_DAY, "", place)


def _falls(
    holiday: Holiday | HolidayRule, start_on: dt.date, until: dt.date
) -> Iterator[tuple[dt.date, dt.date]]:
    if isinstance(holiday, Holiday):
        if holiday.start_on < until and start_on < holiday.until:
            yield holiday.start_on, holiday.until
        return
    longest = holiday.days * ONE_DAY
    since = start_on - longest + ONE_DAY
    for first in attrs.evolve(holiday, days=1).dates(since, until):
        yield first, first + longest


def _runs(
    first: dt.date, until: dt.date, dated: Mapping[dt.date, Sequence[Window]]
) -> Iterator[tuple[dt.date, dt.date]]:
    """
    A stretch of dates without those that have hours of their own.
    """
    cuts = [on for on in dated if first <= on < until]
    for cut in sorted(cuts):
        if first < cut:
            yield first, cut
        first = cut + ONE_DAY
    if first < until:
        yield first, until
