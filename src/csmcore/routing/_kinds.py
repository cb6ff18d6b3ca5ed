"""
Work of a batch by kinds: whatever is alike in whom it can go to, and for how many points.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import attrs

from csmcore.kernel import QueueId, WorkId
from csmcore.routing._demand import Demand
from csmcore.routing._fields import instant_before
from csmcore.routing._flow import Limit, Way, simplified
from csmcore.routing._making import Making
from csmcore.routing._ordering import Waiting
from csmcore.routing._placing import Asked, Placing, Rest
from csmcore.routing._proposal import Proposal
from csmcore.routing._queue import Queue
from csmcore.routing._standing import Standings
from csmcore.routing._work import WorkItem

_NOBODY: Final = frozenset[int]()


@attrs.frozen(kw_only=True)
class Step:
    """
    That the agents of a queue can be asked for work of a kind.

    Attributes:
        demand: What it asks for there.

        declined: The places of those who declined it.

        rest: Why these are not asked again yet; ``None`` where they can be.

        extra: What single agents make beside the demand's points, whom the work names.
    """

    demand: Demand
    declined: frozenset[int]
    rest: Rest | None
    extra: Mapping[int, int]

    @property
    def key(self) -> tuple[object, ...]:
        """
        What tells it from others.
        """
        return id(self.demand), self.declined, self.rest, tuple(sorted(self.extra.items()))

    def points(self, place: int) -> int:
        """
        What a piece of work makes with the agent at a place.
        """
        return self.demand.points.get(place, 0) + self.extra.get(place, 0)


@attrs.define(kw_only=True)
class Kind:
    """
    Work that is alike.

    Attributes:
        steps: The queues whose agents can be asked for it, its own first.

        turns: Its places in the backlog, in order.
    """

    steps: tuple[Step, ...]
    turns: list[int]

    def tried(self) -> list[Asked]:
        """
        That everybody was asked, and nobody could take it.
        """
        return [
            Asked(demand=each.demand, place=None, declined=each.declined, rest=each.rest)
            for each in self.steps
        ]


class Kinds:
    """
    The waiting work of a batch by kinds, with all ways to agents.

    Attributes:
        waiting: The work in the order of the backlog.

        kinds: The kinds, by the first of each.

        of: The kind of each piece of work, by number.
    """

    def __init__(self, making: Making, placing: Placing, waiting: Sequence[Waiting]) -> None:
        self.making, self.placing, self.waiting = making, placing, waiting
        self.kinds: list[Kind] = []
        self.of: dict[WorkId, int] = {}
        numbers: dict[tuple[object, ...], int] = {}
        for turn, (work, queue) in enumerate(waiting):
            steps = self._steps(work, queue)
            key = tuple(step.key for step in steps)
            number = numbers.setdefault(key, len(self.kinds))
            if number == len(self.kinds):
                self.kinds.append(Kind(steps=steps, turns=[]))
            self.kinds[number].turns.append(turn)
            self.of[work.id] = number

    def _steps(self, work: WorkItem, queue: Queue) -> tuple[Step, ...]:
        wait = self.making.state.waits_by_work.get(work.id)
        index = self.making.standings.index
        declined = _NOBODY
        if wait is not None and wait.declined:
            declined = frozenset(index[each] for each in wait.declined if each in index)
        steps: list[Step] = []
        tried: list[Asked] = []
        found: QueueId | None = queue.id
        while found is not None:
            demand = self.placing.demand(work, self.making.rules._for_queue(found))
            extra = {place: points for place, (_, points) in demand.named(work).items() if points}
            rest = self.placing.rest(work, demand.rules.queue) if declined else None
            steps.append(Step(demand=demand, declined=declined, rest=rest, extra=extra))
            tried.append(Asked(demand=demand, place=None, declined=declined, rest=rest))
            found = self.placing.overflow(work, tried)
        return tuple(steps)

    def detour(self, proposal: Proposal) -> int:
        """
        How far from being asked first, in the work's own queue, a proposal is.
        """
        number, step = self.step(proposal)
        return 2 * number + (self.making.standings.index[proposal.agent_id] in step.declined)

    def points(self, proposal: Proposal) -> int:
        """
        How many points a proposal makes.
        """
        _, step = self.step(proposal)
        return step.points(self.making.standings.index[proposal.agent_id])

    def step(self, proposal: Proposal) -> tuple[int, Step]:
        """
        The step at which a proposal gives, with its number.
        """
        steps = self.kinds[self.of[proposal.work_id]].steps
        for number, step in enumerate(steps):
            if step.demand.rules.queue.id == proposal.queue_id:
                return number, step
        return len(steps) - 1, steps[-1]  # a last resort that failed in the one plan only

    # --- ways --------------------------------------------------------------------------------

    def count_ways(self) -> int:
        """
        How many ways there are at most.
        """
        return sum(len(step.demand.points) for kind in self.kinds for step in kind.steps)

    def ways(self, known: Sequence[Proposal]) -> tuple[list[Way], list[Step]]:
        """
        All ways along which work can go, with the step of each.

        Args:
            known: What is proposed by the plan that is known.
        """
        given = self._given(known)
        ways: list[Way] = []
        steps: list[Step] = []
        for kind, made in enumerate(self.kinds):
            for number, step in enumerate(made.steps):
                size, points, declined = step.demand.shape.size, step.points, step.declined
                count = given.get((kind, step.demand.rules.queue.id), {}).get
                places = able(step)
                ways += [
                    Way(
                        kind,
                        place,
                        size,
                        2 * number + (place in declined),
                        points(place),
                        count(place, 0),
                    )
                    for place in places
                ]
                steps += [step] * len(places)
        return ways, steps

    def _given(self, known: Iterable[Proposal]) -> Mapping[tuple[int, QueueId], Mapping[int, int]]:
        index = self.making.standings.index
        given: dict[tuple[int, QueueId], Counter[int]] = {}
        for each in known:
            key = (self.of[each.work_id], each.queue_id)
            given.setdefault(key, Counter())[index[each.agent_id]] += 1
        return given

    def limits(self, ways: Sequence[Way], steps: Sequence[Step]) -> dict[int, list[Limit]]:
        """
        What limits each agent, by place.
        """
        of_agent: dict[int, list[int]] = {}
        for number, way in enumerate(ways):
            of_agent.setdefault(way.agent, []).append(number)
        standings = self.making.standings
        return {
            place: simplified(_limits(standings, place, numbers, steps))
            for place, numbers in sorted(of_agent.items())
        }


def able(step: Step) -> Collection[int]:
    """
    The places of those who can take work, with what they had before the plan.
    """
    demand = step.demand
    if demand.judged.failed:
        return ()
    left_out = _NOBODY if step.rest is None else step.declined
    return [each for each in demand.with_room() if each not in left_out]


def _limits(
    standings: Standings, place: int, numbers: Sequence[int], steps: Sequence[Step]
) -> list[Limit]:
    rooms: dict[tuple[str, str], int] = {}
    inside: dict[tuple[str, str], list[int]] = {}
    alike: dict[tuple[QueueId, str, bool], list[list[int]]] = {}  # by what rooms depend on
    for number in numbers:
        demand = steps[number].demand
        of = (demand.rules.queue.id, demand.shape.channel, demand.shape.size > 0)
        if of not in alike:
            found = dict(_rooms(standings, place, demand))
            rooms |= found
            alike[of] = [inside.setdefault(key, []) for key in found]
        for within in alike[of]:
            within.append(number)
    return [
        Limit(
            room,
            tuple(inside[key]),
            tuple(1 if key[0] == "turns" else steps[each].demand.shape.size for each in inside[key]),
        )
        for key, room in rooms.items()
    ]


def _rooms(standings: Standings, place: int, demand: Demand) -> list[tuple[tuple[str, str], int]]:
    queue, channel, room = demand.rules.queue, demand.shape.channel, demand.room
    found: list[tuple[tuple[str, str], int]] = []
    if demand.shape.size:  # work of no size needs room, and takes none
        if (cap := room.caps[place]) is not None:
            found.append((("agent", ""), cap - room.loads[place]))
        if room.channel_caps is not None and (cap := room.channel_caps[place]) is not None:
            found.append((("channel", channel), cap - room.channel_loads[place]))
        if room.queue_caps is not None and (cap := room.queue_caps[place]) is not None:
            found.append((("queue", queue.id), cap - room.queue_loads[place]))
    if queue.limit is not None:
        since = instant_before(standings.at, queue.limit.within)
        counted = sum(each > since for each in standings.recent(queue.id, place))
        found.append((("turns", queue.id), queue.limit.most - counted))
    return found
