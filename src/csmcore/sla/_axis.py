"""
A stretch of time laid along a line, read on a zone's clocks.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from csmcore.calendars import Calendar
from csmcore.kernel import from_micros, local_text, to_micros, zone

LEFT: Final = 96
WIDE: Final = 720
"""
Where the axis begins, and how long it is, in pixels.
"""

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MINUTE: Final = 60_000_000
_DAY: Final = 24 * 60
_YEAR: Final = 525_960  # of minutes, on average

_BY_MINUTES: Final = (1, 5, 15, 30, 60, 120, 180, 360, 720, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY)
_BY_MONTHS: Final = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
_APART: Final = 54  # pixels from one tick to the next, at least

_WINDOWS_UNTIL: Final = 60 * _DAY * _MINUTE  # a longer axis shows days
_GAP: Final = 0.25  # pixels between two openings that can be seen

# Local clocks are asked for, which may be a day off; the calendar's first and last years stay out.
_FIRST: Final = to_micros(dt.datetime(2, 1, 1, tzinfo=dt.UTC))
_LAST: Final = to_micros(dt.datetime(9999, 12, 1, tzinfo=dt.UTC))


class Tick(NamedTuple):
    """
    A mark on the axis: where, what it says, and what it lies in, such as its date or year.
    """

    x: float
    text: str
    within: str


class Axis(NamedTuple):
    """
    The time from *start* until *end*, in microseconds, on the clocks of a zone.
    """

    start: int
    end: int
    zone: str

    def x(self, at: int) -> float:
        """
        Where an instant lies, in pixels; one outside, at the nearer end.
        """
        inside = min(max(at, self.start), self.end)
        return round(LEFT + WIDE * (inside - self.start) / (self.end - self.start), 2)

    def wide(self, start: int, end: int) -> float:
        """
        How many pixels lie between two instants.
        """
        return WIDE * (end - start) / (self.end - self.start)

    def local(self, at: int) -> dt.datetime:
        """
        What the zone's clocks show, without the zone.
        """
        inside = min(max(at, _FIRST), _LAST)
        return from_micros(inside).astimezone(zone(self.zone)).replace(tzinfo=None)

    def midnight(self, on: dt.date) -> int:
        """
        When a date begins on the zone's clocks.
        """
        return self._at(dt.datetime.combine(on, dt.time()))

    def told(self, at: int, *, year: bool = False) -> str:
        """
        An instant as people say it; with the year, where asked or the axis spans several.
        """
        if not _FIRST <= at <= _LAST:
            return str(from_micros(at).year)
        year = year or self.local(self.start).year != self.local(self.end).year
        return local_text(from_micros(at), self.zone, year=year)

    @property
    def shows_windows(self) -> bool:
        """
        Whether hours can be told on it, and not only days: up to sixty days.
        """
        return self.end - self.start <= _WINDOWS_UNTIL

    def openings(self, calendar: Calendar, start: int, end: int) -> list[tuple[float, float]]:
        """
        Where a calendar is open within a stretch, in pixels; gaps too narrow to be seen are none.

        On a long axis a day is open as a whole if it is at all.
        """
        edges = _edges(calendar, start, end)
        if not self.shows_windows:
            edges = self._whole_days(edges)
        found: list[tuple[float, float]] = []
        for opens, closes in zip(edges[::2], edges[1::2], strict=True):
            left, right = self.x(max(opens, start)), self.x(min(closes, end))
            if found and left - found[-1][1] < _GAP:
                found[-1] = (found[-1][0], max(right, found[-1][1]))
            else:
                found.append((left, right))
        return found

    def _whole_days(self, edges: Sequence[int]) -> list[int]:
        days: list[int] = []
        for opens, closes in zip(edges[::2], edges[1::2], strict=True):
            if not days or closes > days[-1]:
                last = self.local(closes - 1).date()
                days.append(self.midnight(self.local(opens).date()))
                days.append(self.midnight(last + dt.timedelta(days=1)))
        return days

    def ticks(self) -> Iterator[Tick]:
        """
        Marks at round times of the local clocks, as close as can be read.
        """
        step, by_months = self._step()
        first, last = self.local(self.start), self.local(self.end)
        index = _month(first) if by_months else _minute(first)
        index -= (index - (0 if by_months else _DAY)) % step  # ordinal 1 was a Monday
        while (wall := _wall(index, by_months=by_months)) <= last:
            at = self._at(wall)
            if wall >= first and self.local(at) == wall:  # clocks do not show what they skip
                yield Tick(self.x(at), *_said(wall, step, by_months=by_months))
            index += step

    def within(self) -> str:
        """
        What the axis' start lies in.
        """
        step, by_months = self._step()
        return _said(self.local(self.start), step, by_months=by_months)[1]

    def _step(self) -> tuple[int, bool]:
        pixels = WIDE / ((self.end - self.start) / _MINUTE)  # in a minute
        for minutes in _BY_MINUTES:
            if minutes * pixels >= _APART:
                return minutes, False
        month = pixels * _YEAR / 12
        return next((each for each in _BY_MONTHS if each * month >= _APART), _BY_MONTHS[-1]), True

    def _at(self, wall: dt.datetime) -> int:
        return to_micros(wall.replace(tzinfo=zone(self.zone)))


def _edges(calendar: Calendar, start: int, end: int) -> Sequence[int]:
    first, until = (to_micros(dt.datetime(year, 1, 1, tzinfo=dt.UTC)) for year in calendar.horizon)
    start, end = max(start, first), min(end, until - 1)
    return calendar._compiled.edges(start, end) if start < end else ()


def _minute(wall: dt.datetime) -> int:
    return wall.toordinal() * _DAY + wall.hour * 60 + wall.minute


def _month(wall: dt.datetime) -> int:
    return wall.year * 12 + wall.month - 1


def _wall(index: int, *, by_months: bool) -> dt.datetime:
    if by_months:
        year, month = divmod(index, 12)
        known = dt.MINYEAR <= year <= dt.MAXYEAR
        beyond = dt.date.min if year < dt.MINYEAR else dt.date.max
        return dt.datetime.combine(dt.date(year, month + 1, 1) if known else beyond, dt.time())
    days, minutes = divmod(index, _DAY)
    return dt.datetime.combine(dt.date.fromordinal(days), dt.time(minutes // 60, minutes % 60))


def _said(wall: dt.datetime, step: int, *, by_months: bool) -> tuple[str, str]:
    if by_months:
        return (f"{wall.year}", "") if step >= 12 else (_MONTHS[wall.month - 1], f"{wall.year}")
    if step < _DAY:
        return f"{wall.hour:02}:{wall.minute:02}", _date(wall, year=True)
    if step < 7 * _DAY:
        return f"{_DAYS[wall.weekday()]} {wall.day}", f"{_MONTHS[wall.month - 1]} {wall.year}"
    return f"{wall.day} {_MONTHS[wall.month - 1]}", f"{wall.year}"


def _date(wall: dt.datetime, *, year: bool) -> str:
    date = f"{_DAYS[wall.weekday()]} {wall.day} {_MONTHS[wall.month - 1]}"
    return f"{date} {wall.year}" if year else date
