"""
A calendar compiled: sorted edges with the working time that has passed at each.

``open_time`` is the working time up to an instant. It is flat while the calendar is
closed, so it has two inverses, and each question is a binary search or two. Years are
compiled when they are first asked about and joined to those that are known, so that what
is known is always one unbroken stretch.
"""

import bisect
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, NoReturn, TypeAlias, final

from csmcore.calendars._zones import year_of, year_start
from csmcore.errors import HorizonError, NoTransitionError, NoWorkingTimeError
from csmcore.kernel import from_micros

Edges: TypeAlias = list[int]
"""
Openings and closings in turn, in microseconds since 1970 UTC: sorted, disjoint, and none
of them touching.
"""


def overlap(parts: Iterable[Sequence[int]], least: int) -> Edges:
    """
    Where at least so many of the parts are open at once.

    Args:
        parts: Edges of each part; zero-length windows are allowed and vanish.

        least: 1 for the union, the number of parts for the intersection.
    """
    marks = sorted((edge, -1 if index % 2 else 1) for part in parts for index, edge in enumerate(part))
    found: Edges = []
    open_now = 0
    for edge, step in marks:
        before, open_now = open_now, open_now + step
        if (before >= least) == (open_now >= least):
            continue
        if found and found[-1] == edge:
            found.pop()
        else:
            found.append(edge)
    return found


def within(edges: Edges, start: int, end: int) -> Edges:
    """
    The edges from one instant until a later one, with what lies across cut off.
    """
    if start >= end:
        return []
    first, last = bisect.bisect_right(edges, start), bisect.bisect_left(edges, end)
    return [start] * (first & 1) + edges[first:last] + [end] * (last & 1)


def joined(left: Edges, right: Edges) -> Edges:
    """
    Edges that follow each other, with a window that runs across the seam made one again.
    """
    seam = bool(left and right and left[-1] == right[0])
    return left[: len(left) - seam] + right[seam:]


def complement(edges: Sequence[int], start: int, end: int) -> Edges:
    """
    Where the edges are closed, from one instant until another.
    """
    return [start, *edges, end]


@final
class Stretch(NamedTuple):
    """
    What is known so far; never changed, only replaced, so that threads may share it.

    Attributes:
        start: First instant that is known.

        end: First instant that is not.

        edges: The edges in between; the first and the last may be cuts at the stretch's
            ends rather than real ones.

        worked: The working time once so many edges have passed, counted from an
            arbitrary zero: one entry more than *edges*.
    """

    start: int
    end: int
    edges: Edges
    worked: list[int]


@final
class Compiled:
    """
    The questions of a calendar in whole microseconds, answered by binary search.
    """

    __slots__ = ("_cut", "_first", "_last", "_never", "_stretch", "horizon", "name")

    def __init__(
        self, name: str, horizon: tuple[int, int], cut: Callable[[int, int], Edges], *, never: bool
    ) -> None:
        self.name: Final = name
        self.horizon: Final = horizon
        self._cut: Final = cut
        self._never: Final = never
        self._first: Final = year_start(horizon[0])
        self._last: Final = year_start(horizon[1])
        self._stretch = Stretch(0, -1, [], [0])

    # -- working time and its two inverses -------------------------------------------

    def between(self, start: int, end: int) -> int:
        """
        The working time from one instant to another; negative when they are reversed.
        """
        low, high, edges, worked = self._stretch
        if not (low <= start < high and low <= end < high):
            _, _, edges, worked = self._reach(end, self._reach(start, self._stretch))
        return _open_time(edges, worked, end) - _open_time(edges, worked, start)

    def add(self, at: int, work: int) -> int:
        """
        The earliest instant by which the work has been done.
        """
        stretch = self._stretch
        if not stretch.start <= at < stretch.end:
            stretch = self._reach(at, stretch)
        if not work:
            return at
        target = _open_time(stretch.edges, stretch.worked, at) + work
        while stretch.worked[-1] < target:
            stretch = self._grow_right(stretch) or self._exhausted(at, work, "after")
        passed = bisect.bisect_left(stretch.worked, target)
        return stretch.edges[passed - 1] - (stretch.worked[passed] - target)

    def subtract(self, at: int, work: int) -> int:
        """
        The latest instant from which the work is done by an instant.
        """
        stretch = self._stretch
        if not stretch.start <= at < stretch.end:
            stretch = self._reach(at, stretch)
        if not work:
            return at
        target = _open_time(stretch.edges, stretch.worked, at) - work
        while stretch.worked[0] > target:
            stretch = self._grow_left(stretch) or self._exhausted(at, work, "before")
        passed = bisect.bisect_right(stretch.worked, target)
        return stretch.edges[passed - 2] + target - stretch.worked[passed - 1]

    # -- openness and its transitions ------------------------------------------------

    def is_open(self, at: int) -> bool:
        """
        Whether an instant lies inside a window.
        """
        return bool(bisect.bisect_right(self._inside(at).edges, at) & 1)

    def open_from(self, at: int) -> int:
        """
        The instant itself when open, else the next opening.
        """
        return at if self.is_open(at) else self.after(at, closing=False)

    def open_until(self, at: int) -> int:
        """
        The instant itself when open just before it, else the last closing.
        """
        stretch = self._reach(at, self._stretch)
        while True:
            index = bisect.bisect_left(stretch.edges, at) - 1
            if index >= 0:
                return stretch.edges[index] if index & 1 else at
            stretch = self._grow_left(stretch) or self._no_transition(at, "before", closing=False)

    def after(self, at: int, *, closing: bool) -> int:
        """
        The first opening, or closing, later than an instant.
        """
        stretch = self._inside(at)
        while True:
            index = bisect.bisect_right(stretch.edges, at)
            index += (index & 1) != closing
            if index < len(stretch.edges) and stretch.edges[index] < stretch.end:
                return stretch.edges[index]
            stretch = self._grow_right(stretch) or self._no_transition(at, "after", closing=closing)

    def before(self, at: int, *, closing: bool) -> int:
        """
        The last opening, or closing, earlier than an instant.
        """
        stretch = self._inside(at)
        while True:
            index = bisect.bisect_left(stretch.edges, at) - 1
            index -= (index & 1) != closing
            if index >= 0 and stretch.edges[index] > stretch.start:
                return stretch.edges[index]
            stretch = self._grow_left(stretch) or self._no_transition(at, "before", closing=closing)

    def edges(self, start: int, end: int) -> Edges:
        """
        The edges from one instant until another, with what lies across cut off.
        """
        if end > self._last:
            self._beyond(end)
        known = self._reach(start, self._stretch)
        return within(self._reach(max(start, end - 1), known).edges, start, end)

    # -- the stretch that is known -----------------------------------------------------

    def _inside(self, at: int) -> Stretch:
        if at == self._last:
            self._beyond(at)
        return self._reach(at, self._stretch)

    def _reach(self, at: int, known: Stretch) -> Stretch:
        # Everything is worked out on the stretch that was handed in, so that a caller who
        # reads two working times reads them from one zero, whatever other threads do.
        if known.start <= at < known.end:
            return known
        if not self._first <= at <= self._last:
            self._beyond(at)
        year = min(year_of(at), self.horizon[1] - 1)
        start, end = year_start(year), year_start(year + 1)
        if known.end < known.start:
            known = _stretch(start, end, self._cut(start, end))
        if start < known.start:
            known = _put_before(known, _stretch(start, known.start, self._cut(start, known.start)))
        if end > known.end:
            known = _put_after(known, _stretch(known.end, end, self._cut(known.end, end)))
        self._stretch = known
        return known

    def _grow_right(self, known: Stretch) -> Stretch | None:
        if self._never or known.end >= self._last:
            return None
        # Doubling keeps a long search short, and a short one from compiling centuries.
        until = min(year_of(known.end) * 2 - year_of(known.start), self.horizon[1])
        return self._reach(year_start(until) - 1, known)

    def _grow_left(self, known: Stretch) -> Stretch | None:
        if self._never or known.start <= self._first:
            return None
        first = max(year_of(known.start) * 2 - year_of(known.end), self.horizon[0])
        return self._reach(year_start(first), known)

    # -- refusals ------------------------------------------------------------------------

    def _beyond(self, at: int) -> NoReturn:
        raise HorizonError(self.name, from_micros(at), *self.horizon)

    def _exhausted(self, at: int, work: int, direction: str) -> NoReturn:
        if self._never:
            raise NoWorkingTimeError(self.name, "never opens")
        wanted, since = dt.timedelta(microseconds=work), from_micros(at).isoformat()
        problem = f"does not open for {wanted} {direction} {since} within its horizon"
        raise NoWorkingTimeError(self.name, problem)

    def _no_transition(self, at: int, direction: str, *, closing: bool) -> NoReturn:
        if self._never:
            raise NoWorkingTimeError(self.name, "never opens")
        raise NoTransitionError(self.name, "closes" if closing else "opens", from_micros(at), direction)


def _stretch(start: int, end: int, edges: Edges) -> Stretch:
    lengths = (
        step
        for opens, closes in zip(edges[::2], edges[1::2], strict=True)
        for step in (0, closes - opens)
    )
    return Stretch(start, end, edges, list(itertools.accumulate(lengths, initial=0)))


def _open_time(edges: Edges, worked: list[int], at: int) -> int:
    passed = bisect.bisect_right(edges, at)
    if passed & 1:
        return worked[passed] + at - edges[passed - 1]
    return worked[passed]


def _put_after(known: Stretch, later: Stretch) -> Stretch:
    shift = known.worked[-1]
    seam = _is_seam(known, later)
    return Stretch(
        known.start,
        later.end,
        joined(known.edges, later.edges),
        known.worked[: len(known.worked) - seam] + [each + shift for each in later.worked[1 + seam :]],
    )


def _put_before(known: Stretch, earlier: Stretch) -> Stretch:
    shift = known.worked[0] - earlier.worked[-1]
    seam = _is_seam(earlier, known)
    earlier_worked = [each + shift for each in earlier.worked[: len(earlier.worked) - seam]]
    return Stretch(
        earlier.start,
        known.end,
        joined(earlier.edges, known.edges),
        earlier_worked + known.worked[1 + seam :],
    )


def _is_seam(left: Stretch, right: Stretch) -> bool:
    # A window that runs across the seam was cut in two there, and is made one again.
    return bool(left.edges and right.edges and left.edges[-1] == right.edges[0])
