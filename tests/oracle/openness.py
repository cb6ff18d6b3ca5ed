"""
Whether a calendar is open, by membership of the time on the wall, cell by cell of real time.

Real time is cut into cells so fine that windows open and close, and clocks change, only between
two of them; a cell is then open throughout or closed throughout. That it is fine enough is
checked while walking, not believed.
"""

import array
import contextlib
import datetime as dt
import functools
import math
import zoneinfo
from typing import Final, Protocol

from tests.oracle.plain import DAY, Composite, Plain, Schedule, all_windows, hours_of, window_seconds

EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
EPOCH_DATE: Final = EPOCH.date()
GRIDS: Final = (900, 60, 30, 1)
"""
Seconds in a cell, the coarsest first: most clocks change, and lie, on the quarter of an hour; those
of St John's changed at 00:01, and those of Monrovia lay off by 44:30.
"""


class GridError(ValueError):
    """
    A clock changes inside a cell, or a cell starts between two marks on the wall.
    """


class Openness(Protocol):
    """
    What the questions need to know: how fine, and which cells of a day are open.
    """

    def grid_on(self, day: int) -> int:
        """
        The seconds in a cell that are fine enough for a day of UTC (counted from 1970).
        """

    def cells(self, day: int, grid: int) -> bytes:
        """
        One byte for each cell of a day of UTC, 1 when open.
        """


@functools.cache
def zone_grid(tz: str, day: int) -> int:
    """
    The coarsest grid that a zone's clocks fit on a day of UTC, found by trying.
    """
    for grid in GRIDS:
        with contextlib.suppress(GridError):
            walls(tz, day, grid)
            return grid
    raise GridError(tz, day)


@functools.lru_cache(maxsize=4_000)
def walls(tz: str, day: int, grid: int) -> "array.array[int]":
    """
    What the clock on the wall says as each cell of a UTC day begins, in seconds since 1970.

    The zone database is asked for each cell; a cell in which a clock changes, or that starts
    between two marks of the grid on the wall, needs a finer grid.
    """
    zone = zoneinfo.ZoneInfo(tz)
    starts = range(day * DAY, (day + 1) * DAY + 1, grid)
    said = [_wall(zone, start) for start in starts]
    for start, wall, following in zip(starts, said, said[1:], strict=False):
        changes = following != wall + grid
        if wall % grid or (changes and _wall(zone, start + grid - 1) != wall + grid - 1):
            raise GridError(tz, day, grid)
    return array.array("q", said[:-1])


def _wall(zone: zoneinfo.ZoneInfo, at: int) -> int:
    shown = dt.datetime.fromtimestamp(at, zone)
    days = shown.toordinal() - EPOCH_DATE.toordinal()
    return days * DAY + shown.hour * 3600 + shown.minute * 60 + shown.second


class OneCalendar:
    """
    The law of openness for one schedule in one zone.
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        edges = [
            edge for each in all_windows(schedule) for pair in window_seconds(each) for edge in pair
        ]
        self._grid = math.gcd(GRIDS[0], *edges)
        self._worked: dict[tuple[dt.date, int], frozenset[int]] = {}
        self._cells: dict[tuple[int, int], bytes] = {}

    def grid_on(self, day: int) -> int:
        """
        Fine enough for the windows and for the zone's clocks on that day.
        """
        return math.gcd(self._grid, zone_grid(self.schedule["tz"], day))

    def windows(self, on: dt.date, grid: int) -> frozenset[int]:
        """
        The cells on the wall inside the windows that start on a date, breaks not cut.
        """
        return _cells_of(on, window_seconds(hours_of(self.schedule, on)), grid)

    def broken(self, on: dt.date, grid: int) -> frozenset[int]:
        """
        The cells on the wall that a break covers, as far as they can touch a date's windows.
        """
        breaks = self.schedule.get("breaks", {})
        near = [on + dt.timedelta(days=shift) for shift in (-1, 0, 1)]
        cells = [_cells_of(day, window_seconds(breaks.get(day.isoformat(), [])), grid) for day in near]
        return frozenset[int]().union(*cells)

    def worked(self, on: dt.date, grid: int) -> frozenset[int]:
        """
        The cells on the wall that are worked in the windows that start on a date.
        """
        key = (on, grid)
        if key not in self._worked:
            self._worked[key] = self.windows(on, grid) - self.broken(on, grid)
        return self._worked[key]

    def on_the_wall(self, day: int, grid: int) -> frozenset[int]:
        """
        The cells on the wall of a date that are worked, in its own windows or in last night's.
        """
        today = EPOCH_DATE + dt.timedelta(days=day)
        return self.worked(today - dt.timedelta(days=1), grid) | self.worked(today, grid)

    def cells(self, day: int, grid: int) -> bytes:
        """
        Open where the clock on the wall shows a cell that is worked.
        """
        key = (day, grid)
        if key not in self._cells:
            said = walls(self.schedule["tz"], day, grid)
            dates = {wall // DAY for wall in said}
            worked = frozenset[int]().union(*(self.on_the_wall(date, grid) for date in dates))
            self._cells[key] = bytes(wall in worked for wall in said)
        return self._cells[key]


class TwoCalendars:
    """
    The law of openness for two calendars made one.
    """

    def __init__(self, composite: Composite) -> None:
        self.operation = composite["operation"]
        self.left, self.right = openness(composite["left"]), openness(composite["right"])

    def grid_on(self, day: int) -> int:
        """
        Fine enough for both.
        """
        return math.gcd(self.left.grid_on(day), self.right.grid_on(day))

    def cells(self, day: int, grid: int) -> bytes:
        """
        Either is open, both are, or only the left one is.
        """
        pairs = zip(self.left.cells(day, grid), self.right.cells(day, grid), strict=True)
        match self.operation:
            case "|":
                return bytes(left or right for left, right in pairs)
            case "&":
                return bytes(left and right for left, right in pairs)
            case "-":
                return bytes(left and not right for left, right in pairs)


def openness(plain: Plain) -> OneCalendar | TwoCalendars:
    """
    The law of openness for plain data of either shape.
    """
    return TwoCalendars(plain) if "operation" in plain else OneCalendar(plain)


def _cells_of(on: dt.date, windows: list[tuple[int, int]], grid: int) -> frozenset[int]:
    midnight = (on - EPOCH_DATE).days * DAY
    return frozenset(
        midnight + second for opens, closes in windows for second in range(opens, closes, grid)
    )
