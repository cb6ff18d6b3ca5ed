"""
The questions about dates, and the oracle that answers both kinds.

A business date of one calendar is a date on which one of its windows, after breaks, has its
first working instant. The windows of a date are looked at one by one, each as the set of wall
times that it covers.
"""

import datetime as dt
import math
import zoneinfo

from tests.oracle.answers import FURTHEST, SECOND, NothingFoundError, Walker, instant, micros
from tests.oracle.openness import EPOCH_DATE, OneCalendar, TwoCalendars, walls, zone_grid
from tests.oracle.plain import DAY, Plain

ONE_DAY = dt.timedelta(days=1)


class Oracle(Walker):
    """
    One calendar, one schedule or several made one, and every question about it.
    """

    def __init__(self, law: OneCalendar | TwoCalendars) -> None:
        super().__init__(law)
        self.law = law
        self._stretches: dict[dt.date, list[tuple[int, int]]] = {}
        self._parts: tuple[Oracle, ...] = ()
        if isinstance(law, TwoCalendars):
            self._parts = (Oracle(law.left), Oracle(law.right))

    @property
    def zones(self) -> frozenset[str]:
        """
        The zones of all its schedules.
        """
        if isinstance(self.law, OneCalendar):
            return frozenset({self.law.schedule["tz"]})
        return frozenset[str]().union(*(part.zones for part in self._parts))

    def own_zone(self, zone: str | None) -> str:
        """
        The zone that is asked for, else the calendar's only one.
        """
        if zone is not None:
            return zone
        (only,) = self.zones
        return only

    def stretches(self, on: dt.date) -> list[tuple[int, int]]:
        """
        For each window that starts on a date of the schedule: when it is first worked, and until when.

        Windows that are never worked, for breaks or for a clock change, are left out.
        """
        if on not in self._stretches:
            today = (on - EPOCH_DATE).days
            days = range(today - 2, today + 4)
            grid = math.gcd(*(self.law.grid_on(day) for day in days))
            found = [self._stretch(cells, days, grid) for cells in self._windows(on, grid)]
            self._stretches[on] = [each for each in found if each is not None]
        return self._stretches[on]

    def _windows(self, on: dt.date, grid: int) -> list[frozenset[int]]:
        """
        A date's windows as the wall times that they cover; those that touch are one.
        """
        assert isinstance(self.law, OneCalendar)
        windows = list[set[int]]()
        for cell in sorted(self.law.windows(on, grid)):
            if windows and cell - grid in windows[-1]:
                windows[-1].add(cell)
            else:
                windows.append({cell})
        return [frozenset(each) - self.law.broken(on, grid) for each in windows]

    def _stretch(self, cells: frozenset[int], days: range, grid: int) -> tuple[int, int] | None:
        assert isinstance(self.law, OneCalendar)
        worked = [
            day * DAY + index * grid
            for day in days
            for index, wall in enumerate(walls(self.law.schedule["tz"], day, grid))
            if wall in cells
        ]
        return (worked[0] * SECOND, (worked[-1] + grid) * SECOND) if worked else None

    def _of_date(self, on: dt.date, zone: str) -> list[tuple[int, int]]:
        """
        The windows whose first working instant falls on a date as a zone's clocks show it.
        """
        shown = zoneinfo.ZoneInfo(zone)
        near = [on + dt.timedelta(days=shift) for shift in range(-3, 4)]
        return [
            (first, last)
            for date in near
            for first, last in self.stretches(date)
            if instant(first).astimezone(shown).date() == on
        ]

    def _open_during(self, on: dt.date, zone: str) -> bool:
        """
        Whether it is open at any instant that a zone's clocks date so.
        """
        today = (on - EPOCH_DATE).days
        for day in range(today - 2, today + 3):
            grid = math.gcd(self.law.grid_on(day), zone_grid(zone, day))
            for is_open, wall in zip(self.law.cells(day, grid), walls(zone, day, grid), strict=True):
                if is_open and wall // DAY == today:
                    return True
        return False

    def is_business_day(self, on: dt.date, *, zone: str | None = None) -> bool:
        """
        Whether a date is a business date.
        """
        zone = self.own_zone(zone)
        if isinstance(self.law, OneCalendar):
            return bool(self._of_date(on, zone))
        left, right = (part.is_business_day(on, zone=zone) for part in self._parts)
        match self.law.operation:
            case "|":
                return left or right
            case "&":
                return left and right and self._open_during(on, zone)
            case "-":
                return left and self._open_during(on, zone)

    def business_days(
        self, start_on: dt.date, until: dt.date, *, zone: str | None = None
    ) -> tuple[dt.date, ...]:
        """
        The business dates in ``[start_on, until)``.
        """
        dates = [start_on + dt.timedelta(days=n) for n in range((until - start_on).days)]
        return tuple(date for date in dates if self.is_business_day(date, zone=zone))

    def days_between(self, start_on: dt.date, until: dt.date, *, zone: str | None = None) -> int:
        """
        How many business dates there are in ``[start_on, until)``, negative when reversed.
        """
        if until < start_on:
            return -self.days_between(until, start_on, zone=zone)
        return len(self.business_days(start_on, until, zone=zone))

    def add_days(
        self, start: dt.datetime, days: int, *, end_of_day: bool = False, zone: str | None = None
    ) -> dt.datetime:
        """
        The nth business date after the local date, at the same time, or when its last window closes.
        """
        zone = self.own_zone(zone)
        local = start.astimezone(zoneinfo.ZoneInfo(zone))
        if days == 0 and not end_of_day:
            return start
        on, left, step = local.date(), abs(days), ONE_DAY if days >= 0 else -ONE_DAY
        if days == 0 and not self.is_business_day(on, zone=zone):
            left = 1
        for _ in range(FURTHEST):
            if left == 0:
                break
            on += step
            left -= self.is_business_day(on, zone=zone)
        if left:
            raise NothingFoundError
        if end_of_day:
            return instant(max(last for _, last in self._of_date(on, zone)))
        return at_clock(on, local.time(), zone)


def at_clock(on: dt.date, clock: dt.time, zone: str) -> dt.datetime:
    """
    The first instant at which a zone's clocks show a date and time; past a gap, moved by the gap.
    """
    shown = zoneinfo.ZoneInfo(zone)
    wanted = dt.datetime.combine(on, clock.replace(tzinfo=None, fold=0))
    midnight = micros(wanted.replace(tzinfo=dt.UTC))
    offsets = [
        instant(midnight + hours * 3600 * SECOND).astimezone(shown).utcoffset() or dt.timedelta(0)
        for hours in range(-36, 37)
    ]
    fitting = [
        at
        for at in (wanted.replace(tzinfo=dt.UTC) - offset for offset in offsets)
        if at.astimezone(shown).replace(tzinfo=None) == wanted
    ]
    if fitting:
        return min(fitting)
    before_the_gap = wanted.replace(tzinfo=shown, fold=0).utcoffset() or dt.timedelta(0)
    return wanted.replace(tzinfo=dt.UTC) - before_the_gap


def oracle(plain: Plain) -> Oracle:
    """
    The oracle for plain data of either shape.
    """
    return Oracle(TwoCalendars(plain) if "operation" in plain else OneCalendar(plain))
