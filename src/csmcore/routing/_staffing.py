"""
Who belongs to which pool, and what staff and queues name that is not there.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

import attrs

from csmcore.errors import ConditionError
from csmcore.kernel import GroupId, Reason, ReasonKind, not_blank
from csmcore.routing._agent import Agent
from csmcore.routing._queue import Pool, Queue
from csmcore.routing._skills import Requirement

NO_PRESENCE: Final = ReasonKind(
    "routing.agent_presence", "agent {agent} says {name}, and no presence is named so; {near}"
)
NO_CHANNEL: Final = ReasonKind(
    "routing.agent_channel", "agent {agent} can have so much of {name}, which is no channel; {near}"
)
NO_QUEUE: Final = ReasonKind(
    "routing.agent_queue", "agent {agent} can have so much of {name}, which is no queue; {near}"
)
NO_GROUP: Final = ReasonKind("routing.pool_group", "no group is named {name}; {near}")
NO_AGENT: Final = ReasonKind("routing.pool_agent", "no agent is named {name}; {near}")
NOBODY: Final = ReasonKind("routing.queue_nobody", "none of {count} agents is in any of its pools")
UNSKILLED: Final = ReasonKind(
    "routing.queue_unskilled",
    "none of the {count} agents in its pools has {skill}, which never gives way",
)
NOT_TOGETHER: Final = ReasonKind(
    "routing.queue_unskilled_together",
    "none of the {count} agents in its pools has all of {skills}, which never give way",
)
GIVES_WAY: Final = ReasonKind(
    "routing.queue_waits_in_vain",
    "none of the {count} agents in its pools has {skill}, so work only waits for it to give way",
)


@attrs.frozen
class StaffFinding:
    """
    Something in which a routing and its staff do not fit together.

    Attributes:
        path: Where it stands: ``queues[1].requires[0]``, ``agents[3].channels``.

        reason: What was found, with a stable code.

        is_advice: Whether it may be meant so.
    """

    path: str = attrs.field(validator=not_blank)
    reason: Reason
    is_advice: bool = attrs.field(default=False, kw_only=True)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def belongs(agent: Agent, pool: Pool) -> bool:
    """
    Whether an agent belongs to a pool.
    """
    everybody = not pool.groups and not pool.agents
    if not everybody and agent.id not in pool.agents and pool.groups.isdisjoint(agent.groups):
        return False
    try:
        return pool.is_unconditional or pool.when.holds_for(agent.known)
    except ConditionError:
        return False


def about_queues(
    queues: Iterable[Queue], agents: Sequence[Agent] | None, groups: Iterable[GroupId] | None
) -> Iterator[StaffFinding]:
    """
    Whom pools name that is not there, and which queues nobody can serve; as far as it is given.
    """
    known = {*(groups or ()), *(group for agent in agents or () for group in agent.groups)}
    staff = {agent.id for agent in agents or ()}
    for place, queue in enumerate(queues):
        path = f"queues[{place}]"
        for number, pool in enumerate(queue.pools):
            named = f"{path}.pools[{number}]"
            if agents is not None or groups is not None:
                yield from _strangers(f"{named}.groups", NO_GROUP, pool.groups, known)
            if agents is not None:
                yield from _strangers(f"{named}.agents", NO_AGENT, pool.agents, staff)
        if agents is not None and queue.pools:
            yield from _unserved(path, queue, agents)


def about_agents(
    agents: Iterable[Agent],
    *,
    presences: Collection[str],
    channels: Collection[str],
    queues: Collection[str],
) -> Iterator[StaffFinding]:
    """
    What agents name that is not there.

    Args:
        agents: The agents.

        presences: The names of all presences.

        channels: The names of all channels; none where every channel is taken.

        queues: The ids of all queues.
    """
    for place, agent in enumerate(agents):
        path = f"agents[{place}]"
        said: list[tuple[str, ReasonKind, Iterable[str], Collection[str]]] = [
            ("presence", NO_PRESENCE, (agent.presence,), presences),
            ("channels", NO_CHANNEL, (name for name, _ in agent.channels if channels), channels),
            ("queues", NO_QUEUE, (name for name, _ in agent.queues), queues),
        ]
        for key, kind, named, known in said:
            for name in named:
                if name not in known:
                    reason = kind(agent=agent.id, name=name, near=_near(name, known))
                    yield StaffFinding(f"{path}.{key}", reason)


def _strangers(
    path: str, kind: ReasonKind, named: Iterable[str], known: Collection[str]
) -> Iterator[StaffFinding]:
    for name in sorted(named):
        if name not in known:
            yield StaffFinding(path, kind(name=name, near=_near(name, known)))


def _near(name: str, known: Iterable[str]) -> str:
    listed = sorted(known)
    found = difflib.get_close_matches(name, listed, n=1)
    return f"{found[0]} is near" if found else f"there are {', '.join(listed) or 'none'}"


def _unserved(path: str, queue: Queue, agents: Sequence[Agent]) -> Iterator[StaffFinding]:
    able = [agent for agent in agents if any(belongs(agent, pool) for pool in queue.pools)]
    if not able:
        yield StaffFinding(path, NOBODY(count=len(agents)))
        return
    lacking = False
    for place, each in enumerate(queue.requires):
        if not each.is_mandatory or any(_has(agent, each) for agent in able):
            continue
        stays = _stays(queue, each)
        lacking = lacking or stays
        kind = UNSKILLED if stays else GIVES_WAY
        reason = kind(count=len(able), skill=str(each))
        yield StaffFinding(f"{path}.requires[{place}]", reason, is_advice=not stays)
    must = [each for each in queue.requires if each.is_mandatory and _stays(queue, each)]
    if not lacking and not any(all(_has(agent, each) for each in must) for agent in able):
        skills = ", ".join(map(str, must))
        yield StaffFinding(f"{path}.requires", NOT_TOGETHER(count=len(able), skills=skills))


def _stays(queue: Queue, requirement: Requirement) -> bool:
    return requirement.drop is None or queue.relaxation is None


def _has(agent: Agent, requirement: Requirement) -> bool:
    return agent.levels.get(requirement.skill, -1) >= requirement.level
