"""
Work that asks for the same: who can take it, and who of them is next.

All work that is alike shares one demand, so that agents are looked at once for all of it. Who
is next is the top of a heap. Agents only fill up while a plan is made, so an entry of the heap
can only have become too good: the top is looked at anew before it is taken, and no other.
"""

import datetime as dt
import functools
import heapq
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from csmcore.kernel import Facts, WorkId
from csmcore.routing._calls import whole_numbers
from csmcore.routing._eligible import ALWAYS_OPEN, Opening
from csmcore.routing._extensions import Candidates, Extension, RoutingContext, Strategy
from csmcore.routing._judging import Judged, Judging
from csmcore.routing._making import Making, columns
from csmcore.routing._queue import Use
from csmcore.routing._rules import QueueRules
from csmcore.routing._skills import Requirement
from csmcore.routing._standing import Room
from csmcore.routing._strategies import AFFINITY, DEAREST, STRATEGIES, Asked, Rank
from csmcore.routing._work import Affinity, WorkItem

Key: TypeAlias = tuple[int, ...]
"""
By what one agent comes before another: points, ranks, spare, last turn, chance, place.
"""

Named: TypeAlias = Mapping[int, tuple[int, int]]
"""
Whom work would rather have, by place: where among them, and for how many points.
"""

_NOBODY: Final[Named] = MappingProxyType({})

_UNNAMED: Final = (1 << 30, 0)

_NO_OPTIONS: Final = Facts()


@attrs.frozen(kw_only=True)
class Shape:
    """
    What work of one kind has in common.

    Attributes:
        required: What is asked of whoever takes it.

        channel: By which way it came.

        size: How many units it takes.

        waited: How long the first of it has waited.

        stage: How many of the waits after which pools join have passed.

        read: What extensions read of it.

        work_id: The first of it.
    """

    required: tuple[Requirement, ...]
    channel: str
    size: int
    waited: dt.timedelta
    stage: int
    read: Facts
    work_id: WorkId


class Demand:
    """
    Work that asks for the same, and who can take it.

    Attributes:
        shape: What the work has in common.

        rules: What its queue uses.

        room: How many more units each agent can take.

        judged: What filters and scorers said.
    """

    def __init__(self, making: Making, rules: QueueRules, shape: Shape) -> None:
        self.making, self.rules, self.shape = making, rules, shape
        queue, standings = rules.queue, making.standings
        self.room = Room(standings, shape.channel, queue)
        self._asked = Asked(
            standings=standings,
            eligibility=making.eligibility,
            queue=queue,
            room=self.room,
            required=shape.required,
            options=_NO_OPTIONS,
            read=shape.read,
        )
        judging = Judging(making, rules, self._asked, shape.channel)
        self.judged: Judged = judging.judge(self._able_at_all(), shape.work_id)
        self.points = dict(zip(self.judged.places, self.judged.points, strict=True))
        self._lasts = standings.lasts(queue.id)
        self._ranks = [self._rank(use, value) for use, value, _ in rules.strategies]
        self._key = self._fast_key() or (lambda place, _spare: self.key(place))
        self._heap: list[Key] | None = None

    def _able_at_all(self) -> list[int]:
        if not self.opening.is_open:
            return []
        eligibility, queue, shape = self.making.eligibility, self.rules.queue, self.shape
        there = eligibility.there(queue, shape.channel, shape.waited, shape.stage)
        return eligibility.able(there, shape.required)

    def _rank(self, use: Use, value: Strategy | None) -> Rank | None:
        if value is not None or use.name == AFFINITY:
            return None
        asked = attrs.evolve(self._asked, options=use.options) if use.options else self._asked
        return STRATEGIES[use.name](asked)

    # --- who is next -------------------------------------------------------------------------

    def pick(self, work: WorkItem, declined: Collection[int]) -> int | None:
        """
        The place of the agent who is next for a piece of work, or ``None`` where nobody is.

        Args:
            work: The work.

            declined: The places of those who declined it.
        """
        if self.judged.failed is not None:
            return None
        if self.rules.is_linear:
            keys = self.keys(work, [place for place in self.points if place not in declined])
            return min(keys)[-1] if keys else None
        if not self.rules.has_affinity:
            best = self._top(declined, _NOBODY)
            return None if best is None else best[-1]
        named = self.named(work)
        best = self._top(declined, named)
        for place in named:
            if place in self.points and place not in declined and self.has_room(place):
                key = self.key(place, named)
                best = key if best is None or key < best else best
        return None if best is None else best[-1]

    def _top(self, declined: Collection[int], named: Collection[int]) -> Key | None:
        heap = self._heap
        if heap is None:
            of = self.room.of
            heap = self._heap = [
                self._key(place, of(place)) for place in self.points if self.has_room(place)
            ]
            heapq.heapify(heap)
        aside: list[Key] = []
        best: Key | None = None
        fresh: Key | None = None
        key_of, room_of, size = self._key, self.room.of, self.shape.size
        is_limited = self.rules.queue.limit is not None
        while heap:
            key = heap[0]
            place = key[-1]
            spare = room_of(place)
            if spare < size or (is_limited and self._is_limited(place)):
                heapq.heappop(heap)
            elif key is not fresh and (now := key_of(place, spare)) != key:
                heapq.heapreplace(heap, now)
                fresh = now
            elif place in declined or place in named:
                aside.append(heapq.heappop(heap))
            else:
                best = key
                break
        for key in aside:
            heapq.heappush(heap, key)
        return best

    def has_room(self, place: int) -> bool:
        """
        Whether an agent has room for a piece of this work, and was not given enough lately.
        """
        return self.room.of(place) >= self.shape.size and not self._is_limited(place)

    def with_room(self) -> list[int]:
        """
        The places of all who have room for a piece of this work, and were not given enough lately.
        """
        of, size = self.room.of, self.shape.size
        places = [place for place in self.points if of(place) >= size]
        if self.rules.queue.limit is None:
            return places
        return [place for place in places if not self._is_limited(place)]

    def _is_limited(self, place: int) -> bool:
        queue = self.rules.queue
        if queue.limit is None:
            return False
        return self.making.standings.limited_until(queue, place) is not None

    def untils(self, declined: Collection[int]) -> list[dt.datetime | None]:
        """
        Until when those are left out who could take it but for shift, filters, a limit or room.
        """
        return [*self._steady_untils, *self._limit_untils(declined), *self._room_untils(declined)]

    @property
    def opening(self) -> Opening:
        """
        Whether the queue gives out work now; one to which work overflows may be closed.
        """
        hours = self.rules.queue.hours
        return ALWAYS_OPEN if hours is None else self.making.eligibility.opening(hours)

    @functools.cached_property
    def _steady_untils(self) -> tuple[dt.datetime | None, ...]:
        eligibility = self.making.eligibility
        if not self.opening.is_open:
            return (self.opening.until,)
        filters = [each.until for _, each in self.judged.left_out.values()]
        return (*eligibility.shifts_begin(self.shape.channel), *filters)

    def _limit_untils(self, declined: Collection[int]) -> list[dt.datetime | None]:
        queue = self.rules.queue
        if queue.limit is None:
            return []
        limited = self.making.standings.limited_until
        return [limited(queue, place) for place in self.points if place not in declined]

    def _room_untils(self, declined: Collection[int]) -> list[dt.datetime | None]:
        limited, queue, size = self.making.standings.limited_until, self.rules.queue, self.shape.size
        return [
            self.room.again(place, size)
            for place in self.room.quieting
            if place in self.points and place not in declined
            if self.room.of(place) < size and limited(queue, place) is None
        ]

    def _fast_key(self) -> Callable[[int, int], Key] | None:
        if len(self._ranks) != 1 or self.making.chances is not None:
            return None
        rank, lasts, points = self._ranks[0], self._lasts, self.points
        if rank is None:
            return None
        return lambda place, spare: (-points[place], rank(place), -spare, lasts[place], place)

    def key(self, place: int, named: Named | None = None) -> Key:
        """
        By what an agent comes before others, where no plugin's strategy ranks.

        Args:
            place: The agent.

            named: Whom the work names, with their place among them.
        """
        named = _NOBODY if named is None else named
        order, extra = named.get(place, _UNNAMED)
        ranks = [order if rank is None else rank(place) for rank in self._ranks]
        return self._joined(place, self.points[place] + extra, ranks)

    def _joined(self, place: int, points: int, ranks: Sequence[int]) -> Key:
        chances = self.making.chances
        drawn = 0 if chances is None else chances[place]
        return (-points, *ranks, -self.room.of(place), self._lasts[place], drawn, place)

    # --- whom work would rather have ---------------------------------------------------------

    def named(self, work: WorkItem) -> Named:
        """
        Whom a piece of work would rather have, by place: where among them, and for how many points.
        """
        if not work.affinities or not self.rules.has_affinity:
            return _NOBODY
        index = self.making.standings.index
        found: dict[int, tuple[int, int]] = {}
        for order, each in enumerate(work.affinities):
            place = index.get(each.agent_id)
            if place is not None and place not in found:
                found[place] = (order, sum(points for _, points in self.named_lines(each, order)))
        return found

    def named_lines(self, affinity: Affinity, order: int) -> list[tuple[Use, int]]:
        """
        What each use of the affinity scorer adds for whom work would rather have, weighed.
        """
        return [
            (use, use.weight * affinity_points(use, affinity, order))
            for use, value, _ in self.rules.scorers
            if value is None and use.name == AFFINITY
        ]

    # --- all of them at once -----------------------------------------------------------------

    def keys(self, work: WorkItem, places: Sequence[int]) -> list[Key]:
        """
        By what each of those who have room comes before others, plugins' strategies asked.
        """
        able = [place for place in places if self.has_room(place)]
        if not able:
            return []
        named = self.named(work)
        points = [self.points[place] + named.get(place, _UNNAMED)[1] for place in able]
        by_strategy = self.ranks(work, able, points)
        return [
            self._joined(place, points[order], [ranks[order] for _, ranks in by_strategy])
            for order, place in enumerate(able)
        ]

    def ranks(
        self, work: WorkItem, able: Sequence[int], points: Sequence[int]
    ) -> list[tuple[str, Sequence[int]]]:
        """
        What each strategy of the queue makes of some agents, by its name.
        """
        named = self.named(work)
        found: list[tuple[str, Sequence[int]]] = []
        for (use, value, extension), rank in zip(self.rules.strategies, self._ranks, strict=True):
            if value is not None and extension is not None:
                question = functools.partial(
                    value.rank, work.known, self._seen(able, points), self._context(use)
                )
                ranks = self._asked_of_plugin(extension, question, work, able)
                found.append((use.name, ranks))
            elif rank is None:
                found.append((use.name, [named.get(place, _UNNAMED)[0] for place in able]))
            else:
                found.append((use.name, [rank(place) for place in able]))
        return found

    def _seen(self, able: Sequence[int], points: Sequence[int]) -> Candidates:
        return columns(self.making.standings, self.room, self.rules.queue, able, points)

    def _context(self, use: Use) -> RoutingContext:
        return self.making.context(self.rules.queue, use)

    def _asked_of_plugin(
        self,
        extension: Extension,
        question: Callable[[], Sequence[int]],
        work: WorkItem,
        able: Sequence[int],
    ) -> Sequence[int]:
        check = whole_numbers(len(able))
        answer = self.making.calls.ask(extension, question, check, work.id)
        loads = self.making.standings.loads
        return [loads[place] for place in able] if answer is None else answer


def affinity_points(use: Use, affinity: Affinity, order: int) -> int:
    """
    How many points the affinity scorer makes: by why, where its options say so, or by the order.
    """
    if not use.options:
        return DEAREST - order
    points = use.options.get(affinity.kind)
    return points if type(points) is int else 0
