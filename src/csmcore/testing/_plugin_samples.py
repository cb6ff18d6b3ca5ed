"""
Agents, work and queues about which extensions are asked.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import attrs
from hypothesis import HealthCheck, Phase, given, settings

from csmcore.kernel import AgentId, Facts, GroupId, QueueId, WorkId
from csmcore.routing import Agent, Candidates, Queue, Requirement, Turn, WorkAssignment, WorkItem
from csmcore.testing._routing_worlds import RoutingWorld, routing_worlds

MONDAY: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)

_WORLDS: Final = 12
_WORDS: Final = ("dutch", "french", "billing")


class Sample(NamedTuple):
    """
    A situation: what waits, who could take it, and where.

    Attributes:
        work: What waits; the first is the one that is asked about.

        candidates: Who could take it.

        queues: The queues; the first is the one in which it stands.

        at: When.
    """

    work: tuple[WorkItem, ...]
    candidates: Candidates
    queues: tuple[Queue, ...]
    at: dt.datetime


def samples(work: Sequence[WorkItem], agents: Sequence[Agent]) -> tuple[Sample, ...]:
    """
    Situations of all sizes, with nobody in some of them, and those that an author adds.
    """
    own = [_plain(count) for count in (0, 1, 2, 7)]
    own += [_of_world(world) for world in _worlds() if world.work and world.setup.queues]
    if not (work or agents):
        return tuple(own)
    asked, asking = tuple(work) or _work(7), tuple(agents) or _agents(7)
    at = max([MONDAY, *(each.last_active_at for each in asked)])
    for place, each in enumerate(asked):
        turned = (each, *asked[:place], *asked[place + 1 :])
        own.append(Sample(turned, columns(asking, ()), _queues(), at))
    return tuple(own)


def _plain(count: int) -> Sample:
    return Sample(_work(count + 1), columns(_agents(count), ()), _queues(), MONDAY)


def _work(count: int) -> tuple[WorkItem, ...]:
    return tuple(
        WorkItem(
            WorkId(f"w-{place}"),
            entered_at=MONDAY - dt.timedelta(minutes=7 * place + 1),
            priority=None if place % 4 == 0 else place % 4,
            skills=[Requirement(_WORDS[place % 3], place % 2, drop=place % 3 or None)],
            due_at=MONDAY + dt.timedelta(hours=place),
            facts={}
            if place % 2
            else {"language": _WORDS[place % 2], "region": "emea", "amount": place},
        )
        for place in range(count)
    )


def _agents(count: int) -> tuple[Agent, ...]:
    return tuple(
        Agent(
            AgentId(f"agent-{place:04}"),
            groups=[GroupId(f"group-{place % 2}")],
            skills=dict.fromkeys(_WORDS[: place % 4], place % 4),
            capacity=None if place % 5 == 0 else 3 + place % 3,
            assignments=[WorkAssignment(WorkId(f"had-{place}-{each}")) for each in range(place % 3)],
            idle_since=None if place % 2 else MONDAY - dt.timedelta(minutes=place),
            weight=1 + place % 3,
            facts={"region": "emea"} if place % 2 else {},
        )
        for place in range(count)
    )


def _queues() -> tuple[Queue, ...]:
    return (Queue(QueueId("first")), Queue(QueueId("second"), priority=2))


def columns(agents: Iterable[Agent], turns: Iterable[Turn], points: int = 0) -> Candidates:
    """
    Agents as columns, sorted by id, with what they have and when their last turns were.
    """
    listed = tuple(sorted(agents, key=lambda agent: agent.id))
    loads = tuple(sum(each.size for each in agent.assignments) for agent in listed)
    spares = tuple(
        None if agent.capacity is None else agent.capacity - load
        for agent, load in zip(listed, loads, strict=True)
    )
    lasts = {turn.agent_id: turn.last for turn in turns}
    return Candidates(
        agents=listed,
        loads=loads,
        counts=tuple(len(agent.assignments) for agent in listed),
        spares=spares,
        lasts=tuple(lasts.get(agent.id, 0) for agent in listed),
        points=(points,) * len(listed),
    )


def turned(candidates: Candidates) -> Iterator[Candidates]:
    """
    The same candidates in other orders: backwards, and begun in the middle.
    """
    count = len(candidates)
    for places in (range(count - 1, -1, -1), [*range(count // 2, count), *range(count // 2)]):
        names = ("agents", "loads", "counts", "spares", "lasts", "points")
        moved = {name: tuple(getattr(candidates, name)[place] for place in places) for name in names}
        yield attrs.evolve(candidates, **moved)


def thousand() -> Sample:
    """
    A thousand candidates, to see how long they take.
    """
    return _plain(1000)


def shown(work: WorkItem, reads: frozenset[str] | None) -> Facts:
    """
    What an extension is shown of work that reads some facts; all of it for ``None``.
    """
    if reads is None:
        return work.known
    return Facts({name: fact for name, fact in work.known.items() if name in reads})


@functools.cache
def _worlds() -> tuple[RoutingWorld, ...]:
    """
    Snapshots by chance, the same ones each time.
    """
    found: list[RoutingWorld] = []

    @settings(
        max_examples=_WORLDS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(routing_worlds())
    def collect(world: RoutingWorld) -> None:
        found.append(world)

    collect()
    return tuple(found)


def _of_world(world: RoutingWorld) -> Sample:
    queues = world.setup.queues
    turns = [turn for turn in world.state.turns if turn.queue_id == queues[0].id]
    work = tuple(attrs.evolve(each) for each in world.work)  # new ones, which nobody has spoilt
    agents = (attrs.evolve(each) for each in world.agents)
    return Sample(work, columns(agents, turns), queues, world.at)
