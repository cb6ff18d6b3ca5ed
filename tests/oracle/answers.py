"""
The questions about instants, answered by walking real time day by day and counting.

Instants are microseconds since 1970 inside, so that nothing is ever rounded.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Final

from tests.oracle.openness import EPOCH, Openness
from tests.oracle.plain import DAY

SECOND: Final = 1_000_000
FURTHEST: Final = 45
"""
How many days a search walks before it gives up.
"""


class NothingFoundError(Exception):
    """
    A search has walked as far as it goes and found nothing.
    """


def micros(at: dt.datetime) -> int:
    """
    An aware instant as microseconds since 1970.
    """
    return (at - EPOCH) // dt.timedelta(microseconds=1)


def instant(at: int) -> dt.datetime:
    """
    Microseconds since 1970 as an instant in UTC.
    """
    return EPOCH + dt.timedelta(microseconds=at)


class Walker:
    """
    Walks one calendar's cells.
    """

    def __init__(self, law: Openness) -> None:
        self._law = law
        self._runs: dict[int, list[tuple[int, int]]] = {}

    def runs(self, day: int) -> list[tuple[int, int]]:
        """
        The stretches of open cells of one UTC day.
        """
        if day not in self._runs:
            self._runs[day] = list(self._walk(day))
        return self._runs[day]

    def _walk(self, day: int) -> Iterator[tuple[int, int]]:
        grid, at = self._law.grid_on(day), day * DAY
        for is_open, cells in itertools.groupby(self._law.cells(day, grid)):
            end = at + grid * len(list(cells))
            if is_open:
                yield at * SECOND, end * SECOND
            at = end

    def onwards(self, at: int) -> Iterator[tuple[int, int]]:
        """
        Open stretches of the days from an instant's day on, within the search's reach.
        """
        first = at // SECOND // DAY
        for day in range(first, first + FURTHEST):
            yield from self.runs(day)

    def backwards(self, at: int) -> Iterator[tuple[int, int]]:
        """
        The same, going back.
        """
        first = at // SECOND // DAY
        for day in range(first, first - FURTHEST, -1):
            yield from reversed(self.runs(day))

    def is_open(self, at: dt.datetime) -> bool:
        """
        Whether the cell that the instant lies in is open.
        """
        return self._is_open(micros(at))

    def _is_open(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.runs(at // SECOND // DAY))

    def spans(self, start: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        """
        Open time clipped to ``[start, end)``, neighbours that touch made one.
        """
        found: list[list[int]] = []
        first, last = micros(start), micros(end)
        for day in range(first // SECOND // DAY, last // SECOND // DAY + 1):
            for opens, closes in self.runs(day):
                left, right = max(opens, first), min(closes, last)
                if left >= right:
                    continue
                if found and found[-1][1] == left:
                    found[-1][1] = right
                else:
                    found.append([left, right])
        return [(instant(left), instant(right)) for left, right in found]

    def edges(self, start: dt.datetime, end: dt.datetime) -> list[int]:
        """
        The same in microseconds since 1970: opening, closing, opening, closing.
        """
        return [micros(edge) for span in self.spans(start, end) for edge in span]

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """
        The open time from one instant to another, negative when they are reversed.
        """
        if end < start:
            return -self.between(end, start)
        lengths = [right - left for left, right in self.spans(start, end)]
        return sum(lengths, dt.timedelta(0))

    def add(self, start: dt.datetime, work: dt.timedelta, *, boundary: str = "close") -> dt.datetime:
        """
        The earliest instant by which the work is done; or the next open one from there.
        """
        end = self._done(micros(start), work // dt.timedelta(microseconds=1))
        return self.next_open(end) if boundary == "next_open" else end

    def _done(self, start: int, left: int) -> dt.datetime:
        if left == 0:
            return instant(start)
        for opens, closes in self.onwards(start):
            begin = max(opens, start)
            if closes > begin:
                if left <= closes - begin:
                    return instant(begin + left)
                left -= closes - begin
        raise NothingFoundError

    def subtract(self, end: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """
        The latest instant from which the work can be done by the end.
        """
        last, left = micros(end), work // dt.timedelta(microseconds=1)
        if left == 0:
            return end
        for opens, closes in self.backwards(last):
            stop = min(closes, last)
            if stop > opens:
                if left <= stop - opens:
                    return instant(stop - left)
                left -= stop - opens
        raise NothingFoundError

    def next_open(self, at: dt.datetime) -> dt.datetime:
        """
        The earliest instant from here on at which it is open.
        """
        start = micros(at)
        for opens, closes in self.onwards(start):
            if closes > start:
                return instant(max(opens, start))
        raise NothingFoundError

    def previous_open(self, at: dt.datetime) -> dt.datetime:
        """
        The latest instant up to here up to which it was open.
        """
        last = micros(at)
        for opens, closes in self.backwards(last):
            if opens < last:
                return instant(min(closes, last))
        raise NothingFoundError

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """
        The first instant after this one that is open, and just before it was not.
        """
        for opens, _ in self.onwards(micros(at)):
            if opens > micros(at) and not self._is_open(opens - 1):
                return instant(opens)
        raise NothingFoundError

    def next_close(self, at: dt.datetime) -> dt.datetime:
        """
        The first instant after this one that is closed, and just before it was open.
        """
        for _, closes in self.onwards(micros(at) - 1):
            if closes > micros(at) and not self._is_open(closes):
                return instant(closes)
        raise NothingFoundError

    def previous_opening(self, at: dt.datetime) -> dt.datetime:
        """
        The last instant before this one that is open, and just before it was not.
        """
        for opens, _ in self.backwards(micros(at)):
            if opens < micros(at) and not self._is_open(opens - 1):
                return instant(opens)
        raise NothingFoundError

    def previous_close(self, at: dt.datetime) -> dt.datetime:
        """
        The last instant before this one that is closed, and just before it was open.
        """
        for _, closes in self.backwards(micros(at)):
            if closes < micros(at) and not self._is_open(closes):
                return instant(closes)
        raise NothingFoundError
