"""
Who gets which work where nobody can have more than one piece: the best matching of the two.

It is what flows find (``_flow``), by the same worth, found at once: a matrix with a row for each
piece of work and a column for each agent. For as many agents as work, with a way from nearly each
to nearly each, that takes a hundredth of the time.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Final

from csmcore.routing._flow import Flow, Limit, Way

MOST_CELLS: Final = 4
"""
How many cells of the matrix there are for each way at most; with more, flows are faster.
"""

_EXACT: Final = 1 << 53
_NEVER: Final = float("inf")


def are_single(ways: Iterable[Way], limits: Mapping[int, Sequence[Limit]]) -> bool:
    """
    Whether every agent has room for any one piece of work, and for no second.

    Args:
        ways: The ways.

        limits: What limits each agent, by place.
    """
    counts: dict[int, int] = {}
    for way in ways:
        counts[way.agent] = counts.get(way.agent, 0) + 1
    return all(_is_single(limits.get(agent, ()), count) for agent, count in counts.items())


def _is_single(limits: Sequence[Limit], count: int) -> bool:
    fits = all(max(limit.sizes) <= limit.room for limit in limits)
    return fits and any(
        len(limit.ways) == count and 2 * min(limit.sizes) > limit.room for limit in limits
    )


class Matching:
    """
    Work and agents of which each goes to one at most.
    """

    def __init__(
        self, places: Sequence[Sequence[int]], ways: Sequence[Way], *, optimize: ModuleType
    ) -> None:
        """
        Makes ready to solve.

        Args:
            places: By kind, the places of its work in the backlog, in order.

            ways: The ways.

            optimize: Where the solver is.
        """
        self._places, self._ways, self._optimize = places, ways, optimize
        agents = sorted({way.agent for way in ways})
        self._columns = {agent: column for column, agent in enumerate(agents)}
        self._of_kind: list[list[int]] = [[] for _ in places]
        for number, way in enumerate(ways):
            self._of_kind[way.kind].append(number)

    @property
    def is_full(self) -> bool:
        """
        Whether there is a way from nearly each piece of work to nearly each agent.
        """
        return sum(self._there) * len(self._columns) <= MOST_CELLS * len(self._ways)

    def best(self) -> Flow | None:
        """
        The best flow; ``None`` where numbers are too large to be added up exactly.
        """
        counts = self._counts()
        costs = self._costs(sum(counts))
        if max(costs) * sum(counts) >= _EXACT:
            return None
        rows: list[list[float]] = []
        chosen: list[dict[int, int]] = []  # by row, the way to the agent of each column
        for ways, count in zip(self._of_kind, counts, strict=True):
            if count:
                cheapest = self._cheapest(ways, costs)
                row = [_NEVER] * len(self._columns)
                for column, number in cheapest.items():
                    row[column] = costs[number]
                rows += [row] * count
                chosen += [cheapest] * count
        along = [0] * len(self._ways)
        for row_number, column in self._solved(rows):
            along[chosen[row_number][column]] += 1
        return Flow(tuple(along), is_proven=True)

    @property
    def _there(self) -> list[int]:
        return [
            len(each) if ways else 0 for each, ways in zip(self._places, self._of_kind, strict=True)
        ]

    def _counts(self) -> list[int]:
        """
        How much of each kind is placed: all of it, where the plan that is known does.

        Else each piece is worth more than any that comes later. What can be placed together is a
        matroid, so that the most worth is the set that is found by asking each in turn.
        """
        known = [sum(self._ways[number].known for number in ways) for ways in self._of_kind]
        if known == self._there:
            return known
        turns = sorted(
            (place, kind)
            for kind, count in enumerate(self._there)
            for place in self._places[kind][:count]
        )
        rows = [self._worth(kind, len(turns) - turn) for turn, (_, kind) in enumerate(turns)]
        counts = [0] * len(self._places)
        for turn, column in self._solved(rows):
            counts[turns[turn][1]] += rows[turn][column] < 0
        return counts

    def _worth(self, kind: int, worth: int) -> list[float]:
        row = [0.0] * len(self._columns)
        for number in self._of_kind[kind]:
            row[self._columns[self._ways[number].agent]] = -worth
        return row

    def _costs(self, count: int) -> list[int]:
        """
        What each way costs: first its detour, then the points that it lacks, then any change.
        """
        dearest = [max((self._ways[way].points for way in ways), default=0) for ways in self._of_kind]
        short = [dearest[way.kind] - way.points for way in self._ways]
        point = count + 1
        step = (max(short) * point + 1) * count + 1
        return [
            way.detour * step + lacking * point + (not way.known)
            for way, lacking in zip(self._ways, short, strict=True)
        ]

    def _cheapest(self, ways: Iterable[int], costs: Sequence[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for number in ways:
            column = self._columns[self._ways[number].agent]
            if column not in found or costs[number] < costs[found[column]]:
                found[column] = number
        return found

    def _solved(self, rows: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
        if not rows:
            return []
        numbers, columns = self._optimize.linear_sum_assignment(rows)
        return list(zip(numbers.tolist(), columns.tolist(), strict=True))
