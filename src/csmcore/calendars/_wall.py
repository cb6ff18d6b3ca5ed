"""
A calendar's hours as the clocks on the wall show them, and what that is in real time.
"""

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias, final

from csmcore.calendars._compiled import Edges, complement, joined, overlap, within
from csmcore.calendars._holidays import Holiday, HolidayRule, days_off
from csmcore.calendars._hours import WeeklyHours, Window
from csmcore.calendars._zones import DAY, Offset, day_number, offsets, year_of, year_start

_Windows: TypeAlias = tuple[tuple[int, int], ...]

# 1970-01-01, the day with number 0, was a Thursday.
_WEEKDAY_OF_DAY_0: Final = 3
_LONGEST_WINDOW: Final = 2
_FARTHEST_OFFSET: Final = DAY


class Era(NamedTuple):
    """
    Weekly hours, in force from a day on until the next era begins.
    """

    since: int
    week: WeeklyHours


@final
class WallHours:
    """
    The windows of each date by their precedence: dated hours, holiday, weekly hours; breaks last.

    Dates are days since 1970, wall times are microseconds since that day's first midnight.
    """

    __slots__ = ("_breaks", "_eras", "_fixed", "_rules", "_zone")

    def __init__(
        self,
        zone: str,
        *,
        eras: Iterable[Era],
        holidays: Sequence[Holiday | HolidayRule],
        dated: Mapping[dt.date, Sequence[Window]],
        breaks: Mapping[dt.date, Sequence[Window]],
        horizon: tuple[int, int],
    ) -> None:
        first = year_start(horizon[0]) // DAY - _LONGEST_WINDOW
        until = year_start(horizon[1]) // DAY + _LONGEST_WINDOW
        self._zone: Final = zone
        self._eras: Final = [(since, tuple(map(_in_micros, week.days))) for since, week in eras]
        self._rules: Final = [each for each in holidays if isinstance(each, HolidayRule)]
        self._fixed: Final[dict[int, _Windows]] = {
            day: ()
            for each in holidays
            if isinstance(each, Holiday)
            for day in range(max(day_number(each.start_on), first), min(day_number(each.until), until))
        }
        self._fixed.update((day_number(on), _in_micros(windows)) for on, windows in dated.items())
        self._breaks: Final = {day_number(on): _in_micros(windows) for on, windows in breaks.items()}

    def edges(self, start: int, end: int) -> Edges:
        """
        The real working time from one instant to another.

        A stretch of one offset at a time: what the clocks show then is cut out of the wall
        hours and moved by the offset. What a clock change skips is thus never cut out, and
        what it repeats is cut out twice.
        """
        stretches = offsets(self._zone, start, end)
        first = min(each.start + each.ahead for each in stretches) // DAY
        last = max(each.end + each.ahead for each in stretches) // DAY
        wall = self._wall_edges(first - _LONGEST_WINDOW, last + 1)
        found: Edges = []
        for since, until, ahead in stretches:
            shown = within(wall, since + ahead, until + ahead)
            found = joined(found, [edge - ahead for edge in shown])
        return found

    def business_dates(self, zone: str, first: int, last: int) -> dict[int, int]:
        """
        The dates of a zone on which a window has its first working instant.

        Returns:
            By day, the instant at which the last such window closes.
        """
        own = self._offsets_around(self._zone, first, last)
        shown = own if zone == self._zone else self._offsets_around(zone, first, last)
        starts = [each.start for each in shown]
        found: dict[int, int] = {}
        for pieces in self._windows_without_breaks(first - _LONGEST_WINDOW, last + _LONGEST_WINDOW):
            bounds = _real_bounds(pieces, own)
            if bounds is None:
                continue
            opens, closes = bounds
            day = (opens + shown[bisect.bisect_right(starts, opens) - 1].ahead) // DAY
            if first <= day < last:
                found[day] = max(found.get(day, closes), closes)
        return found

    def _offsets_around(self, zone: str, first: int, last: int) -> list[Offset]:
        margin = 2 * _LONGEST_WINDOW
        return offsets(zone, (first - margin) * DAY, (last + margin) * DAY)

    def _windows(self, first: int, last: int) -> Iterator[tuple[int, _Windows]]:
        off = self._days_off(first, last)
        for index, (since, week) in enumerate(self._eras):
            until = self._eras[index + 1][0] if index + 1 < len(self._eras) else last
            for day in range(max(since, first), min(until, last)):
                windows = self._fixed.get(day)
                if windows is None:
                    windows = () if day in off else week[(day + _WEEKDAY_OF_DAY_0) % 7]
                if windows:
                    yield day * DAY, windows

    def _days_off(self, first: int, last: int) -> set[int]:
        if not self._rules:
            return set()
        years = range(year_of(first * DAY) - 1, year_of(last * DAY) + 1)
        return {day for rule in self._rules for year in years for day in days_off(rule, year)}

    def _wall_edges(self, first: int, last: int) -> Edges:
        found: Edges = []
        for midnight, windows in self._windows(first, last):
            for opens, closes in windows:
                if found and midnight + opens <= found[-1]:
                    found[-1] = max(found[-1], midnight + closes)
                else:
                    found += (midnight + opens, midnight + closes)
        breaks = self._break_edges(first, last)
        if not breaks:
            return found
        left = complement(breaks, first * DAY, (last + _LONGEST_WINDOW) * DAY)
        return overlap((found, left), 2)

    def _break_edges(self, first: int, last: int) -> Edges:
        breaks = sorted((day, each) for day, each in self._breaks.items() if first <= day < last)
        return overlap(
            ([day * DAY + opens, day * DAY + closes] for day, each in breaks for opens, closes in each),
            1,
        )

    def _windows_without_breaks(self, first: int, last: int) -> Iterator[Edges]:
        breaks = self._break_edges(first - _LONGEST_WINDOW, last + _LONGEST_WINDOW)
        for midnight, windows in self._windows(first, last):
            for opens, closes in windows:
                window = [midnight + opens, midnight + closes]
                cuts = within(breaks, *window) if breaks else breaks
                yield overlap((window, complement(cuts, *window)), 2) if cuts else window


def _in_micros(windows: Iterable[Window]) -> _Windows:
    micro = dt.timedelta(microseconds=1)
    return tuple((each.opens // micro, each.closes // micro) for each in windows)


def _real_bounds(pieces: Edges, stretches: Sequence[Offset]) -> tuple[int, int] | None:
    """
    The first working instant of wall hours and the last closing, or none if they never come.
    """
    opens, closes = None, None
    for first, last in zip(pieces[::2], pieces[1::2], strict=True):
        index = bisect.bisect_right(stretches, first - _FARTHEST_OFFSET, key=_start) - 1
        for since, until, ahead in stretches[max(index, 0) :]:
            if since + ahead - _FARTHEST_OFFSET > last:
                break
            start, end = max(since, first - ahead), min(until, last - ahead)
            if start < end:
                opens = start if opens is None else min(opens, start)
                closes = end if closes is None else max(closes, end)
    return None if opens is None or closes is None else (opens, closes)


def _start(stretch: Offset) -> int:
    return stretch.start
