"""
Strategies for what happened in routing, and for what was decided.
"""

from typing import Final

from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Conflict,
    Excluded,
    ExtensionFault,
    OfferAccepted,
    OfferDeclined,
    OfferTimedOut,
    Origin,
    Placement,
    PlacementKind,
    Proposal,
    Ranked,
    Relaxed,
    RoutingDecision,
    RoutingEvent,
    ScoreLine,
    WorkAssigned,
    WorkLeft,
    WorkOffered,
    WorkRequeued,
)
from csmcore.testing._extra import st
from csmcore.testing._kernel import reasons
from csmcore.testing._routing import AGENTS, CHANNELS, QUEUES, WORK, moments, requirements

_WORK: Final[st.SearchStrategy[WorkId]] = st.sampled_from(WORK)
_AGENTS: Final[st.SearchStrategy[AgentId]] = st.sampled_from(AGENTS)
_QUEUES: Final[st.SearchStrategy[QueueId]] = st.sampled_from(QUEUES)
_WORDS: Final = st.none() | st.sampled_from(["agent offline", "too busy"])


def routing_events() -> st.SearchStrategy[RoutingEvent]:
    """
    Events of every kind, each by itself; they make no history together.
    """
    happened = {"sequence": st.integers(1, 9), "at": moments()}
    told = {**happened, "agent_id": _AGENTS}
    given = {
        **told,
        "queue_id": _QUEUES,
        "channel": st.sampled_from(CHANNELS),
        "size": st.integers(1, 3),
        "weight": st.integers(1, 3),
    }
    remembered = {
        "strategy": st.just("wheel"),
        "strategy_state": st.sampled_from([{}, {"next": "a"}, {"next": "b", "turns": 3}]),
    }
    answered = {**told, "queue_id": _QUEUES}
    taken = {"channel": st.sampled_from(CHANNELS), "size": st.integers(1, 3)}
    offered = {"expires_at": st.none() | moments(), "round": st.integers(1, 2)}
    return st.one_of(
        st.builds(WorkAssigned, _WORK, **given),
        st.builds(WorkAssigned, _WORK, **given, **remembered),
        st.builds(WorkOffered, _WORK, **given, **offered, **remembered),
        st.builds(OfferAccepted, _WORK, **answered, **taken),
        st.builds(OfferDeclined, _WORK, **answered, reason=_WORDS, may_return=st.booleans()),
        st.builds(OfferTimedOut, _WORK, **answered, presence=st.sampled_from([None, "away"])),
        st.builds(WorkRequeued, _WORK, **told, reason=_WORDS, may_return=st.booleans()),
        st.builds(WorkLeft, _WORK, **happened, reason=_WORDS),
    )


def placements() -> st.SearchStrategy[Placement]:
    """
    What plans do with work, in short.
    """
    return st.builds(
        Placement,
        _WORK,
        outcome=st.sampled_from(PlacementKind),
        queue_id=st.none() | _QUEUES,
        agent_id=st.none() | _AGENTS,
        until=st.none() | moments(),
    )


def proposals() -> st.SearchStrategy[Proposal]:
    """
    What plans propose, to be committed.
    """
    return st.builds(
        Proposal,
        _WORK,
        agent_id=_AGENTS,
        outcome=st.sampled_from([PlacementKind.ASSIGN, PlacementKind.OFFER]),
        queue_id=_QUEUES,
        size=st.integers(0, 3),
        weight=st.integers(1, 3),
        expires_at=st.none() | moments(),
        round=st.integers(1, 3),
        sequence=st.none() | st.integers(0, 9),
    )


def conflicts() -> st.SearchStrategy[Conflict]:
    """
    What could not be committed, and what had changed.
    """
    return st.builds(Conflict, _WORK, agent_id=_AGENTS, reason=reasons())


def routing_decisions() -> st.SearchStrategy[RoutingDecision]:
    """
    Decisions with all that they can tell; the parts need not agree with each other.
    """
    return st.builds(
        RoutingDecision,
        _WORK,
        outcome=st.sampled_from(PlacementKind),
        agent_id=st.none() | _AGENTS,
        queue_id=st.none() | _QUEUES,
        until=st.none() | moments(),
        expires_at=st.none() | moments(),
        work_version=st.integers(0, 3),
        agent_version=st.none() | st.integers(0, 3),
        reasons=_some(reasons()),
        strategy=_some(st.sampled_from(["round_robin", "least_loaded"])),
        requires=_some(requirements()),
        relaxed=_some(st.builds(Relaxed, at=moments(), dropped=_some(requirements()), by=_WORDS)),
        considered=st.integers(0, 5),
        able=st.integers(0, 5),
        ranked=_some(_ranked()),
        excluded=_some(
            st.builds(Excluded, _AGENTS, reason=reasons(), until=st.none() | moments(), filter=_WORDS)
        ),
        counts=st.sampled_from([(), (("routing.declined", 1), ("routing.skill", 2))]),
        decided_by=st.sampled_from([None, "points", "round_robin", "last_turn"]),
        faults=_some(_faults()),
    )


def _some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


def _ranked() -> st.SearchStrategy[Ranked]:
    number = st.integers(-3, 3)
    return st.builds(
        Ranked,
        _AGENTS,
        points=number,
        lines=_some(
            st.builds(ScoreLine, st.sampled_from(["affinity"]), raw=number, weight=st.integers(0, 2))
        ),
        ranks=st.sampled_from([(), (("weighted", 3), ("affinity", 0))]),
        load=st.integers(0, 4),
        spare=st.none() | st.integers(0, 4),
        last=st.integers(0, 4),
    )


def _faults() -> st.SearchStrategy[ExtensionFault]:
    origins = st.builds(
        Origin,
        st.sampled_from(["here", "rota"]),
        distribution=st.none() | st.just("csmcore-rota"),
        version=st.none() | st.just("1.2"),
    )
    problems = st.just("ValueError: no such rota")
    return st.builds(
        ExtensionFault, st.just("rota"), origin=origins, problem=problems, work_id=st.none() | _WORK
    )
