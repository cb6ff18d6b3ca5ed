"""
Whole snapshots of routing by chance: a setup, agents, what waits, and what is remembered.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeVar

import attrs

from csmcore.kernel import AgentId
from csmcore.routing import (
    Agent,
    Offer,
    RoutingSetup,
    RoutingSnapshot,
    RoutingState,
    Turn,
    Wait,
    WorkAssignment,
    WorkItem,
)
from csmcore.testing._extra import st
from csmcore.testing._routing import (
    AGENTS,
    QUEUES,
    WORK,
    agents,
    moments,
    routing_setups,
    work_items,
)

_Id = TypeVar("_Id", bound=str)

_GONE: Final = AgentId("z")
_HALF: Final = 232_792_560


@attrs.frozen(kw_only=True)
class RoutingWorld:
    """
    Queues, agents and work that fit together, at one instant.

    Attributes:
        setup: The queues, channels and presences.

        work: What waits, in any order.

        agents: Who there is, in any order.

        state: What routing remembers; it may remember who has left since.

        at: The instant. Nothing entered later, and nothing happened later. Held in UTC.
    """

    setup: RoutingSetup
    work: tuple[WorkItem, ...]
    agents: tuple[Agent, ...]
    state: RoutingState
    at: dt.datetime


def routing_worlds() -> st.SearchStrategy[RoutingWorld]:
    """
    Small snapshots in which much is alike: ties, full agents, declined work, expired offers.
    """
    return _worlds(
        _Parts(
            setups=routing_setups(),
            work=work_items(),
            agents=agents(),
            turns=_turns(),
            offers=_offers(),
            waits=_waits(),
            ats=moments(0, 6),
        )
    )


def routing_states() -> st.SearchStrategy[RoutingState]:
    """
    What routing remembers: turns, offers that stand or ran out, who declined what.
    """
    return routing_worlds().map(lambda world: world.state)


def routing_snapshots() -> st.SearchStrategy[RoutingSnapshot]:
    """
    What hosts read before they plan: work, agents, and what routing remembers of them.
    """
    return routing_worlds().map(lambda world: RoutingSnapshot(world.work, world.agents, world.state))


class _Parts(NamedTuple):
    """
    What worlds are made of; built once, since building strategies takes longer than drawing.
    """

    setups: st.SearchStrategy[RoutingSetup]
    work: st.SearchStrategy[WorkItem]
    agents: st.SearchStrategy[Agent]
    turns: st.SearchStrategy[Turn]
    offers: st.SearchStrategy[Offer]
    waits: st.SearchStrategy[Wait]
    ats: st.SearchStrategy[dt.datetime]


@st.composite
def _worlds(draw: st.DrawFn, parts: _Parts) -> RoutingWorld:
    setup = draw(parts.setups)
    work = [attrs.evolve(draw(parts.work), id=each) for each in draw(_some(WORK))]
    present = [attrs.evolve(draw(parts.agents), id=each) for each in draw(_some(AGENTS))]
    return RoutingWorld(
        setup=setup,
        work=tuple(work),
        agents=tuple(_with_work(draw, agent, work) for agent in present),
        state=_state(draw, parts, setup, work),
        at=draw(parts.ats),
    )


def _some(ids: Sequence[_Id]) -> st.SearchStrategy[list[_Id]]:
    sizes = st.sampled_from([0, 1, 2, 3, 3, 4, 4, 5, len(ids)])
    return st.builds(lambda order, size: order[:size], st.permutations(ids), sizes)


def _with_work(draw: st.DrawFn, agent: Agent, work: Sequence[WorkItem]) -> Agent:
    held = [
        WorkAssignment(each.id, channel=each.channel, size=each.size or 1, queue_id=each.queue_id)
        for each in work
        if each.agent_id == agent.id and draw(st.booleans())
    ]
    return attrs.evolve(agent, assignments=[*agent.assignments, *held])


def _state(
    draw: st.DrawFn, parts: _Parts, setup: RoutingSetup, work: Sequence[WorkItem]
) -> RoutingState:
    pairs = [(queue.id, agent_id) for queue in setup.queues for agent_id in AGENTS]
    had = draw(st.permutations(pairs))[: draw(st.integers(0, len(pairs)))]
    turns = [
        attrs.evolve(draw(parts.turns), queue_id=queue_id, agent_id=agent_id, last=last)
        for last, (queue_id, agent_id) in enumerate(had, 1)
    ]
    free = [each for each in work if each.agent_id is None]
    offers = [
        attrs.evolve(
            draw(parts.offers),
            work_id=each.id,
            queue_id=draw(st.sampled_from(setup.queues)).id,
            channel=each.channel,
            offered_at=each.entered_at,
        )
        for each in free
        if draw(_seldom())
    ]
    waits = [attrs.evolve(draw(parts.waits), work_id=each.id) for each in free if draw(_seldom())]
    return RoutingState(
        sequence=len(had) + draw(st.integers(0, 3)),
        turns=sorted(turns, key=lambda turn: (turn.queue_id, turn.agent_id)),
        offers=sorted(offers, key=lambda offer: offer.work_id),
        waits=sorted(waits, key=lambda wait: wait.work_id),
    )


def _seldom() -> st.SearchStrategy[bool]:
    return st.sampled_from([*[False] * 7, True])


def _turns() -> st.SearchStrategy[Turn]:
    return st.builds(
        lambda recent, more, passed: Turn(
            queue_id=QUEUES[0],
            agent_id=AGENTS[0],
            last=1,
            count=len(recent) + more,
            passed=passed * _HALF,
            place=(passed - 1) * _HALF,
            recent=tuple(sorted(recent)),
        ),
        st.lists(moments(last=0), min_size=1, max_size=3),
        st.integers(0, 2),
        st.integers(1, 6),
    )


def _offers() -> st.SearchStrategy[Offer]:
    return st.builds(
        Offer,
        st.just(WORK[0]),
        agent_id=st.sampled_from((*AGENTS, _GONE)),
        queue_id=st.just(QUEUES[0]),
        size=st.integers(1, 3),
        offered_at=moments(last=0),
        expires_at=st.none() | moments(0, 12),
    )


def _waits() -> st.SearchStrategy[Wait]:
    return st.builds(
        Wait,
        st.just(WORK[0]),
        declined=st.lists(st.sampled_from((*AGENTS, _GONE)), max_size=4, unique=True),
        round=st.integers(1, 2),
        again_from=st.none() | moments(last=0),
    )
