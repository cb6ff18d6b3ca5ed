"""
The dates of a year as a calendar has them: open as usual, shorter, by hours of their own, off.
"""

import datetime as dt
import enum
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from csmcore.calendars._calendar import BusinessCalendar
from csmcore.calendars._differences import ONE_DAY, days_off, ordinary, places
from csmcore.calendars._questions import Calendar
from csmcore.calendars._zones import SECOND, year_start
from csmcore.errors import DefinitionError, HorizonError
from csmcore.kernel import from_micros, to_micros, zone

_HOUR: Final = 3600 * SECOND
_FULL: Final = 24 * _HOUR


class Kind(enum.StrEnum):
    """
    How a date stands to the ordinary week.
    """

    USUAL = "open as usual"
    SHORT = "open shorter than usual"
    OWN = "other hours than usual"
    HOLIDAY = "holiday"
    CLOSED = "closed"


class Day(NamedTuple):
    """
    A date: how it stands, its open hours by its clocks, and whatever differs about it.

    Attributes:
        on: The date.

        kind: How it stands to the ordinary week.

        hours: Its open hours, such as ``09:00-17:00``.

        notes: Holidays, own hours and breaks, whose they are, and changes of the clocks.

        changes: Whether the clocks change, so that it has not 24 hours.
    """

    on: dt.date
    kind: Kind
    hours: tuple[str, ...]
    notes: tuple[str, ...]
    changes: bool

    @property
    def differs(self) -> bool:
        """
        Whether there is anything to say that the ordinary week does not.
        """
        return bool(self.notes) or self.kind not in {Kind.USUAL, Kind.CLOSED}


def days_of(calendar: Calendar, year: int, zone_name: str) -> list[Day]:
    """
    The dates of a year, by the clocks of a zone.

    Raises:
        HorizonError: The calendar cannot answer for that year.
    """
    _check(calendar, year)
    first, until = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    asked = _Asked(
        calendar,
        ordinary(calendar),
        _Clocks(calendar.horizon, zone_name),
        _notes(calendar, first, until),
        frozenset(calendar.business_days(first, until, zone=zone_name)),
    )
    return [_day(first + number * ONE_DAY, asked) for number in range((until - first).days)]


def _check(calendar: Calendar, year: int) -> None:
    if type(year) is not int or not dt.MINYEAR <= year < dt.MAXYEAR:
        message = f"year={year!r} is no year, such as 2026"
        raise DefinitionError(message)
    first, until = calendar.horizon
    if not first <= year < until:
        raise HorizonError(calendar.name, dt.date(year, 1, 1), first, until)


class _Note(NamedTuple):
    kind: Kind
    text: str


class _Clocks(NamedTuple):
    horizon: tuple[int, int]
    zone_name: str

    def midnight(self, on: dt.date) -> int:
        """
        When a date begins; where the calendar's horizon cuts it, there.
        """
        midnight = to_micros(dt.datetime.combine(on, dt.time(), zone(self.zone_name)))
        return min(max(midnight, year_start(self.horizon[0])), year_start(self.horizon[1]))

    def length(self, on: dt.date) -> int:
        """
        How long a date lasts in real time, wherever the horizon is.
        """
        clocks = zone(self.zone_name)
        bounds = (dt.datetime.combine(each, dt.time(), clocks) for each in (on, on + ONE_DAY))
        start, end = map(to_micros, bounds)
        return end - start

    def hours(self, edges: Sequence[int], end: int) -> Iterator[str]:
        """
        Open hours as the clocks show them; what lasts until midnight, until 24:00.
        """
        for opens, closes in zip(edges[::2], edges[1::2], strict=True):
            yield f"{self._shown(opens)}-{'24:00' if closes == end else self._shown(closes)}"

    def _shown(self, at: int) -> str:
        clocks = from_micros(at).astimezone(zone(self.zone_name))
        return f"{clocks:%H:%M:%S}" if clocks.second else f"{clocks:%H:%M}"


class _Asked(NamedTuple):
    calendar: Calendar
    usual: Calendar
    clocks: _Clocks
    notes: Mapping[dt.date, Sequence[_Note]]
    business: frozenset[dt.date]


def _day(on: dt.date, asked: _Asked) -> Day:
    start, end = asked.clocks.midnight(on), asked.clocks.midnight(on + ONE_DAY)
    bounds = from_micros(start), from_micros(end)
    edges, expected = asked.calendar.edges(*bounds), asked.usual.edges(*bounds)
    notes = asked.notes.get(on, ())
    told = dict.fromkeys(note.text for note in notes)
    kinds = {note.kind for note in notes}
    if Kind.HOLIDAY in kinds and on not in asked.business:
        kind = Kind.HOLIDAY
    elif not edges:
        kind = Kind.CLOSED
    elif Kind.OWN in kinds:
        kind = Kind.OWN
    elif edges == expected:
        kind = Kind.USUAL
    else:
        kind = Kind.SHORT if _worked(edges) < _worked(expected) else Kind.OWN
    if not told and edges != expected:  # another date's note, such as that of the night before
        told[f"usually {', '.join(asked.clocks.hours(expected, end)) or 'closed'}"] = None
    length = asked.clocks.length(on)
    if length != _FULL:
        told[f"the clocks change: the date has {length / _HOUR:g} hours"] = None
    return Day(on, kind, tuple(asked.clocks.hours(edges, end)), tuple(told), length != _FULL)


def _worked(edges: Sequence[int]) -> int:
    return sum(edges[1::2]) - sum(edges[::2])


def _notes(calendar: Calendar, first: dt.date, until: dt.date) -> dict[dt.date, list[_Note]]:
    found: dict[dt.date, list[_Note]] = {}
    whose = places(calendar)
    for place in whose:
        by = f" ({place.name})" if len(whose) > 1 else ""
        for on, kind, what in _notes_of(place, first, until):
            found.setdefault(on, []).append(_Note(kind, what + by))
    return found


def _notes_of(
    place: BusinessCalendar, first: dt.date, until: dt.date
) -> Iterator[tuple[dt.date, Kind, str]]:
    for off in days_off(place, first, until):
        on = max(off.start_on, first)
        while on < min(off.until, until):
            yield on, Kind.HOLIDAY, off.name or "day off"
            on += ONE_DAY
    for kind, what, listed in (
        (Kind.OWN, "own hours", place.dated),
        (Kind.SHORT, "break", place.breaks),
    ):
        for on, windows in listed:
            if windows and first <= on < until:
                yield on, kind, f"{what} {', '.join(map(str, windows))}"
