"""
Business dates, counted and stepped by binary search.
"""

import bisect
import datetime as dt
from collections.abc import Callable
from typing import Final, NamedTuple, final

from csmcore.calendars._zones import date_of, day_number
from csmcore.errors import HorizonError, NoWorkingTimeError
from csmcore.kernel import zone


class _Known(NamedTuple):
    """
    The dates that are known so far; never changed, only replaced.
    """

    first: int
    last: int
    days: list[int]
    ends: list[int]


@final
class DayTable:
    """
    The business dates of one calendar by the dates of one zone.

    Dates are days since 1970, whole years of which are known at a time.
    """

    __slots__ = ("_known", "_never", "_source", "horizon", "name", "zone")

    def __init__(
        self,
        name: str,
        zone_name: str,
        horizon: tuple[int, int],
        source: Callable[[int, int], dict[int, int]],
        *,
        never: bool,
    ) -> None:
        self.name: Final = name
        self.zone: Final = zone(zone_name)
        self.horizon: Final = horizon
        self._source: Final = source
        self._never: Final = never
        self._known = _Known(0, -1, [], [])

    def has(self, on: dt.date) -> bool:
        """
        Whether a date is a business date.
        """
        self.check(on)
        day = day_number(on)
        known = self._reach(on, self._known)
        index = bisect.bisect_left(known.days, day)
        return index < len(known.days) and known.days[index] == day

    def dates(self, start_on: dt.date, until: dt.date) -> tuple[dt.date, ...]:
        """
        The business dates in ``[start_on, until)``.
        """
        known = self._reach(until, self._reach(start_on, self._known))
        first = bisect.bisect_left(known.days, day_number(start_on))
        last = bisect.bisect_left(known.days, day_number(until))
        return tuple(map(date_of, known.days[first:last]))

    def count(self, start_on: dt.date, until: dt.date) -> int:
        """
        How many business dates lie in ``[start_on, until)``; negative when reversed.
        """
        known = self._reach(until, self._reach(start_on, self._known))
        first = bisect.bisect_left(known.days, day_number(start_on))
        return bisect.bisect_left(known.days, day_number(until)) - first

    def step(self, on: dt.date, days: int) -> dt.date:
        """
        The business date that is so many after a date, or before it when negative.
        """
        known, index = self._find(on, days)
        return date_of(known.days[index])

    def end_of(self, on: dt.date, days: int) -> int:
        """
        The closing instant of such a business date; with no days, of this one or the next.
        """
        known, index = self._find(on, days)
        return known.ends[index]

    def check(self, on: dt.date) -> None:
        """
        Refuses a date outside the horizon.
        """
        first, until = self.horizon
        if not first <= on.year < until:
            raise HorizonError(self.name, on, first, until)

    def _find(self, on: dt.date, days: int) -> tuple[_Known, int]:
        # The date itself is counted in neither direction; with no days, it is looked for.
        day = day_number(on)
        known = self._reach(on, self._known)
        while True:
            if days > 0:
                index = bisect.bisect_right(known.days, day) + days - 1
            else:
                index = bisect.bisect_left(known.days, day) + days
            if 0 <= index < len(known.days):
                return known, index
            known = self._grow(known, days) or self._exhausted(on, days)

    def _grow(self, known: _Known, days: int) -> _Known | None:
        first, last = date_of(known.first).year, date_of(known.last).year
        if self._never or (last >= self.horizon[1] if days >= 0 else first <= self.horizon[0]):
            return None
        if days >= 0:
            year = min(2 * last - first, self.horizon[1])
            return self._reach(dt.date(year - 1, 1, 1), known)
        return self._reach(dt.date(max(2 * first - last, self.horizon[0]), 1, 1), known)

    def _reach(self, on: dt.date, known: _Known) -> _Known:
        if known.first <= day_number(on) < known.last:
            return known
        if on != dt.date(self.horizon[1], 1, 1):
            self.check(on)
        year = min(on.year, self.horizon[1] - 1)
        first, last = day_number(dt.date(year, 1, 1)), day_number(dt.date(year + 1, 1, 1))
        if known.last < known.first:
            known = _Known(first, first, [], [])
        if first < known.first:
            days, ends = self._read(first, known.first)
            known = _Known(first, known.last, days + known.days, ends + known.ends)
        if last > known.last:
            days, ends = self._read(known.last, last)
            known = _Known(known.first, last, known.days + days, known.ends + ends)
        self._known = known
        return known

    def _read(self, first: int, last: int) -> tuple[list[int], list[int]]:
        found = sorted(self._source(first, last).items())
        return [day for day, _ in found], [end for _, end in found]

    def _exhausted(self, on: dt.date, days: int) -> _Known:
        if self._never:
            raise NoWorkingTimeError(self.name, "never opens")
        direction = "before" if days < 0 else "after" if days else "from"
        problem = f"has no {abs(days) or 1} business dates {direction} {on} within its horizon"
        raise NoWorkingTimeError(self.name, problem)
