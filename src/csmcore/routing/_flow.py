"""
How much work of each kind goes to whom for the best of a whole batch, in whole numbers.

Work of one kind flows along ways to agents, whose room limits it. Which work is placed is found
first, then how for the fewest detours, then for the most points, then with the fewest changes
against a plan that is known. Where all limits lie within one another and sizes are alike, a
linear program has a whole solution; elsewhere one in whole numbers is solved, as long as it is
small. Where it is not, one size after another is put best, the others staying where they are.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Final, NamedTuple

MOST_MIXED: Final = 1_000
"""
How many ways are looked at at once where sizes differ; with more, one size after another is.
"""

MOST_NODES: Final = 500
"""
How many branches the solver looks at before it takes the best that it has.
"""

_LARGE: Final = 1 << 40
_NEAR: Final = 1e-6


class Way(NamedTuple):
    """
    That work of a kind can go to an agent.

    Attributes:
        kind: The kind, by number.

        agent: The agent, by place.

        size: How many units a piece of work takes.

        detour: How many steps away that is from being asked first, in the work's own queue.

        points: What one piece of work makes there.

        known: How much goes there in the plan that is known.
    """

    kind: int
    agent: int
    size: int
    detour: int
    points: int
    known: int


class Limit(NamedTuple):
    """
    That only so much can go along some ways.

    Attributes:
        room: How many units.

        ways: The ways, by number.

        sizes: How many units a piece of work takes along each.
    """

    room: int
    ways: tuple[int, ...]
    sizes: tuple[int, ...]


class Flow(NamedTuple):
    """
    How much goes along each way, and whether nothing is better for certain.
    """

    along: tuple[int, ...]
    is_proven: bool


class _Row(NamedTuple):
    least: int
    most: int
    columns: Sequence[int]
    factors: Sequence[int]


def simplified(limits: Iterable[Limit]) -> list[Limit]:
    """
    The limits of one agent without those that another holds already, in units as large as can be.
    """
    rooms: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for room, ways, sizes in limits:
        unit = math.gcd(*sizes)
        if unit == 0:  # work without a size, which always has room
            continue
        key = (ways, tuple(size // unit for size in sizes))
        rooms[key] = min(room // unit, rooms.get(key, room // unit))
    return [Limit(room, ways, sizes) for (ways, sizes), room in rooms.items()]


def are_nested(limits: Sequence[Limit]) -> bool:
    """
    Whether of any two limits of an agent one lies within the other, or they have nothing in common.
    """
    if any(size != 1 for limit in limits for size in limit.sizes):
        return False
    within: dict[int, int] = {}
    for number, limit in enumerate(sorted(limits, key=lambda each: -len(each.ways))):
        if len({within.get(way) for way in limit.ways}) > 1:
            return False
        within.update(dict.fromkeys(limit.ways, number))
    return True


class Network:
    """
    Kinds of work, the ways to agents, and their limits.
    """

    def __init__(
        self,
        places: Sequence[Sequence[int]],
        ways: Sequence[Way],
        limits: Mapping[int, Sequence[Limit]],
        *,
        optimize: ModuleType,
        sparse: ModuleType,
    ) -> None:
        """
        Makes ready to solve.

        Args:
            places: By kind, the places of its work in the backlog, in order.

            ways: The ways.

            limits: What limits each agent, by place.

            optimize: Where the solver is.

            sparse: Where its matrices are.
        """
        self._places, self._ways, self._of_agent = places, ways, limits
        self._optimize, self._sparse = optimize, sparse
        self._limits = [limit for each in limits.values() for limit in each]
        self._is_nested = all(map(are_nested, limits.values()))
        self._of_kind: list[list[int]] = [[] for _ in places]
        for number, way in enumerate(ways):
            self._of_kind[way.kind].append(number)
        self._is_proven = True

    def best(self) -> Flow | None:
        """
        The best flow that could be found; ``None`` where none was.
        """
        sizes = sorted({way.size for way in self._ways}, reverse=True)
        if self._is_nested or len(sizes) == 1 or len(self._ways) <= MOST_MIXED:
            return self._whole()
        along = [way.known for way in self._ways]
        for size in sizes:
            numbers = [number for number, way in enumerate(self._ways) if way.size == size]
            flow = self._part(numbers, along)._whole()
            if flow is not None:
                for number, count in zip(numbers, flow.along, strict=True):
                    along[number] = count
        return Flow(tuple(along), is_proven=False)

    def _part(self, numbers: Sequence[int], along: Sequence[int]) -> "Network":
        """
        Some of the ways, with the room that what goes along the others leaves.
        """
        among = {number: at for at, number in enumerate(numbers)}
        limits = {
            agent: simplified(_left(limit, among, along) for limit in each)
            for agent, each in self._of_agent.items()
        }
        ways = [self._ways[number] for number in numbers]
        there = {way.kind for way in ways}
        places = [each if kind in there else () for kind, each in enumerate(self._places)]
        return Network(places, ways, limits, optimize=self._optimize, sparse=self._sparse)

    def _whole(self) -> Flow | None:
        counts = self._counts()
        rows = [*self._sent(counts), *self._rows()]
        most = [counts[way.kind] for way in self._ways]
        if any(way.detour for way in self._ways):
            detours = [way.detour for way in self._ways]
            found = self._solve(detours, rows, most)
            if found is None:
                return None
            fewest = sum(each * steps for each, steps in zip(found, detours, strict=True))
            rows.append(_Row(0, fewest, range(len(detours)), detours))
        along = self._dearest(counts, rows, most)
        return None if along is None else Flow(tuple(along), self._is_proven)

    # --- which work is placed ----------------------------------------------------------------

    def _counts(self) -> list[int]:
        known = [0] * len(self._places)
        for way in self._ways:
            known[way.kind] += way.known
        there = [
            len(each) if ways else 0 for each, ways in zip(self._places, self._of_kind, strict=True)
        ]
        if known == there:
            return there
        return self._counts_at_once(there) if self._is_nested else self._counts_in_turn(there)

    def _counts_at_once(self, there: Sequence[int]) -> list[int]:
        """
        By a program in which each piece of work is worth more than any that comes later.

        Where limits are nested, what can be placed together is a matroid, so that the most
        worth is the set that is found by asking each in turn.
        """
        turns = self._turns(there)
        first = len(self._ways)
        costs = [0] * first + [turn - len(turns) for turn in range(len(turns))]
        members: list[list[int]] = [[] for _ in there]
        for turn, kind in enumerate(turns):
            members[kind].append(first + turn)
        rows = [
            _Row(0, 0, [*ways, *items], [1] * len(ways) + [-1] * len(items))
            for ways, items in zip(self._of_kind, members, strict=True)
            if ways
        ]
        most = [there[way.kind] for way in self._ways] + [1] * len(turns)
        found = self._solve(costs, [*rows, *self._rows()], most)
        if found is None:
            return self._counts_in_turn(there)
        return [sum(found[item] for item in items) for items in members]

    def _counts_in_turn(self, there: Sequence[int]) -> list[int]:
        """
        By the longest run of work that can be placed together, again and again.

        What stopped a run never has room again, nor has any work of its kind.
        """
        counts = [0] * len(there)
        turns = self._turns(there)
        while turns:
            length = self._longest(counts, turns)
            for kind in turns[:length]:
                counts[kind] += 1
            if length == len(turns):
                break
            stopped = turns[length]
            turns = [kind for kind in turns[length + 1 :] if kind != stopped]
            turns = turns if turns and self._has_more(counts, turns) else []
        return counts

    def _turns(self, there: Sequence[int]) -> list[int]:
        placed = (
            [(place, kind) for place in self._places[kind]] for kind, count in enumerate(there) if count
        )
        return [kind for _, kind in sorted(itertools.chain.from_iterable(placed))]

    def _longest(self, counts: Sequence[int], turns: Sequence[int]) -> int:
        if self._fits(counts, turns):
            return len(turns)
        low, step = 0, 1
        while low + step < len(turns) and self._fits(counts, turns[: low + step]):
            low, step = low + step, step * 2
        high = min(low + step, len(turns))
        while high - low > 1:
            middle = (low + high) // 2
            if self._fits(counts, turns[:middle]):
                low = middle
            else:
                high = middle
        return low

    def _fits(self, counts: Sequence[int], turns: Sequence[int]) -> bool:
        wanted = list(counts)
        for kind in turns:
            wanted[kind] += 1
        rows = [*self._sent(wanted), *self._rows()]
        most = [wanted[way.kind] for way in self._ways]
        return self._solve([0] * len(most), rows, most) is not None

    def _has_more(self, counts: Sequence[int], turns: Sequence[int]) -> bool:
        open_ = frozenset(turns)
        most = [counts[way.kind] + (way.kind in open_) for way in self._ways]
        rows = [
            _Row(count, count + (kind in open_), ways, [1] * len(ways))
            for kind, (count, ways) in enumerate(zip(counts, self._of_kind, strict=True))
            if ways
        ]
        found = self._solve([-1] * len(most), [*rows, *self._rows()], most)
        return found is None or sum(found) > sum(counts)

    # --- how it is placed --------------------------------------------------------------------

    def _dearest(
        self, counts: Sequence[int], rows: Sequence[_Row], most: Sequence[int]
    ) -> list[int] | None:
        """
        The flow of most points, and of those the one that differs least from what is known.

        What is known is a way of its own beside each that has it, and costs a little less.
        """
        dearest = [max((self._ways[way].points for way in ways), default=0) for ways in self._of_kind]
        short = [dearest[way.kind] - way.points for way in self._ways]
        unit = sum(counts) + 1
        if max(short, default=0) * unit > _LARGE:
            return self._solve(short, rows, most)
        twins = {way: at for at, way in enumerate(self._known(), len(self._ways))}
        costs = [each * unit + 1 for each in short] + [short[way] * unit for way in twins]
        most = [*most, *(self._ways[way].known for way in twins)]
        doubled = [_doubled(row, twins) for row in rows]
        found = self._solve(costs, doubled, most)
        if found is None:
            return None
        return [
            found[way] + (found[twins[way]] if way in twins else 0) for way in range(len(self._ways))
        ]

    def _known(self) -> list[int]:
        return [number for number, way in enumerate(self._ways) if way.known]

    # --- solving -----------------------------------------------------------------------------

    def _rows(self) -> list[_Row]:
        return [_Row(0, room, ways, sizes) for room, ways, sizes in self._limits]

    def _sent(self, counts: Sequence[int]) -> list[_Row]:
        return [
            _Row(count, count, ways, [1] * len(ways))
            for count, ways in zip(counts, self._of_kind, strict=True)
            if ways
        ]

    def _solve(
        self, costs: Sequence[int], rows: Sequence[_Row], most: Sequence[int]
    ) -> list[int] | None:
        matrix = self._matrix(rows, len(costs))
        limits = self._optimize.LinearConstraint(
            matrix, [row.least for row in rows], [row.most for row in rows]
        )
        for whole in (0, 1):
            result = self._optimize.milp(
                costs,
                constraints=limits,
                bounds=self._optimize.Bounds(0, most),
                integrality=[whole] * len(costs),
                options={"mip_rel_gap": 0, "node_limit": MOST_NODES},
            )
            self._is_proven = self._is_proven and result.status in (0, 2)
            if result.x is None:
                return None
            found = [round(each) for each in result.x.tolist()]
            if _are_near(found, result.x.tolist()) and _hold(rows, found):
                return found
        self._is_proven = False
        return None

    def _matrix(self, rows: Sequence[_Row], width: int) -> object:
        starts = [0, *itertools.accumulate(len(row.columns) for row in rows)]
        columns = [column for row in rows for column in row.columns]
        factors = [float(factor) for row in rows for factor in row.factors]
        return self._sparse.csr_array((factors, columns, starts), shape=(len(rows), width))


def _left(limit: Limit, among: Mapping[int, int], along: Sequence[int]) -> Limit:
    pairs = list(zip(limit.ways, limit.sizes, strict=True))
    taken = sum(along[way] * size for way, size in pairs if way not in among)
    kept = [(among[way], size) for way, size in pairs if way in among]
    return Limit(limit.room - taken, tuple(way for way, _ in kept), tuple(size for _, size in kept))


def _are_near(found: Sequence[int], solved: Sequence[float]) -> bool:
    return all(abs(one - other) < _NEAR for one, other in zip(found, solved, strict=True))


def _hold(rows: Sequence[_Row], found: Sequence[int]) -> bool:
    return all(
        row.least
        <= sum(found[c] * f for c, f in zip(row.columns, row.factors, strict=True))
        <= row.most
        for row in rows
    )


def _doubled(row: _Row, twins: Mapping[int, int]) -> _Row:
    added = [(twins[c], f) for c, f in zip(row.columns, row.factors, strict=True) if c in twins]
    return _Row(
        row.least,
        row.most,
        [*row.columns, *(c for c, _ in added)],
        [*row.factors, *(f for _, f in added)],
    )
