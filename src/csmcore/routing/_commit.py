"""
How a plan becomes events: where the snapshot is still what the plan was made on.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import attrs

from csmcore.errors import DuplicateError
from csmcore.kernel import AgentId, Facts, Reason, ReasonKind, WorkId, not_blank, to_utc
from csmcore.routing._agent import Agent, WorkAssignment
from csmcore.routing._calls import Calls
from csmcore.routing._events import RoutingEvent, WorkAssigned, WorkOffered
from csmcore.routing._fault import ExtensionFault
from csmcore.routing._fold import Fold
from csmcore.routing._placement import PlacementKind
from csmcore.routing._planned import Planned
from csmcore.routing._proposal import Proposal
from csmcore.routing._reasons import HAS_AGENT, IS_OFFERED
from csmcore.routing._rules import RoutingRules
from csmcore.routing._state import RoutingState
from csmcore.routing._work import WorkItem

WORK_GONE: Final = ReasonKind("routing.work_gone", "it waits no more")
WORK_CHANGED: Final = ReasonKind(
    "routing.work_changed", "it is at version {found}, and version {expected} was looked at"
)
OFFER_TOO_LATE: Final = ReasonKind(
    "routing.offer_too_late", "the offer would have stood until {expires_at}"
)
AGENT_GONE: Final = ReasonKind("routing.agent_gone", "agent {agent} is there no more")
AGENT_CHANGED: Final = ReasonKind(
    "routing.agent_changed",
    "agent {agent} is at version {found}, and version {expected} was looked at",
)
AGENT_BUSIER: Final = ReasonKind(
    "routing.agent_busier",
    "agent {agent} was given something at event {found}, after the plan's {expected}",
)


@attrs.frozen(kw_only=True)
class Conflict:
    """
    That a proposal was not committed, because something had changed since it was made.

    Attributes:
        work_id: The work.

        agent_id: The agent who was to have it.

        reason: What had changed.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    agent_id: AgentId = attrs.field(validator=not_blank)
    reason: Reason

    def __str__(self) -> str:
        return f"{self.work_id} to {self.agent_id}: {self.reason}"


@attrs.frozen(kw_only=True)
class Committed:
    """
    What became of a plan.

    Attributes:
        events: What happened, to be stored; all of it, or nothing of it.

        conflicts: What did not, and why; the work waits on, for the next plan.

        state: What routing remembers after these events.

        work: The work as it is after them, in the order given: what was assigned has its agent,
            and the next version.

        agents: The agents as they are after them, in the order given: who was assigned
            something has it. Their versions stay.

        faults: The strategies that failed to say what they remember; it stays as it was.
    """

    events: tuple[RoutingEvent, ...] = attrs.field(default=(), converter=tuple[RoutingEvent, ...])
    conflicts: tuple[Conflict, ...] = attrs.field(default=(), converter=tuple[Conflict, ...])
    state: RoutingState
    work: tuple[WorkItem, ...] = attrs.field(default=(), converter=tuple[WorkItem, ...])
    agents: tuple[Agent, ...] = attrs.field(default=(), converter=tuple[Agent, ...])
    faults: tuple[ExtensionFault, ...] = attrs.field(default=(), converter=tuple[ExtensionFault, ...])


def commit(
    plan: Planned,
    *,
    work: Iterable[WorkItem],
    agents: Iterable[Agent],
    state: RoutingState,
    rules: RoutingRules,
    at: dt.datetime,
) -> Committed:
    """
    Turns what a plan proposes into events, where nothing has changed since it was made.

    A proposal is a conflict when the work is gone, has somebody, is offered, or is at another
    version; when the agent is gone, is at another version, or was given something that the
    plan did not count; and when its offer would be over. Conflicts are told, not raised, and
    the rest goes ahead. The same plan committed again, on the snapshot after it, is all
    conflicts.

    It is one step of a host's transaction: what it returns counts once the events are stored
    as those that follow *state*; when somebody else has stored theirs first, read again and
    commit again.

    Args:
        plan: The plan.

        work: The work as it is now.

        agents: The agents as they are now.

        state: What routing remembers now.

        rules: The rules of the plan, whose strategies say what they remember.

        at: Now. Aware.

    Raises:
        DuplicateError: Two pieces of work, or two agents, have one id.

        ExtensionFailedError: A strategy failed, and the rules are strict.
    """
    run = _Run(work, agents, state, rules, to_utc(at))
    for proposal in plan.proposals:
        run.take(proposal)
    return run.committed()


_Thing = TypeVar("_Thing", WorkItem, Agent)


def _by_id(what: str, things: Iterable[_Thing]) -> dict[str, _Thing]:
    found: dict[str, _Thing] = {}
    for each in things:
        if each.id in found:
            raise DuplicateError(what, each.id)
        found[each.id] = each
    return found


def _last_turns(state: RoutingState) -> Mapping[AgentId, int]:
    last: dict[AgentId, int] = {}
    for turn in state.turns:
        last[turn.agent_id] = max(turn.last, last.get(turn.agent_id, 0))
    return last


class _Run:
    """
    A plan that is being committed, proposal by proposal.
    """

    def __init__(
        self,
        work: Iterable[WorkItem],
        agents: Iterable[Agent],
        state: RoutingState,
        rules: RoutingRules,
        at: dt.datetime,
    ) -> None:
        self._work = _by_id("work", work)
        self._agents = _by_id("agent", agents)
        self._given: dict[str, list[WorkAssignment]] = {}
        self._last_turns = _last_turns(state)
        self._fold = Fold(state)
        self._rules, self._at = rules, at
        self._calls = Calls(strict=rules.strict)
        self._events: list[RoutingEvent] = []
        self._conflicts: list[Conflict] = []

    def take(self, proposal: Proposal) -> None:
        reason = self._against(proposal)
        if reason is not None:
            self._conflicts.append(
                Conflict(proposal.work_id, agent_id=proposal.agent_id, reason=reason)
            )
            return
        event = self._event(proposal)
        self._fold.take(event)
        self._events.append(event)
        if proposal.outcome is PlacementKind.ASSIGN:
            self._assign(proposal)

    def committed(self) -> Committed:
        for agent_id, given in self._given.items():
            agent = self._agents[agent_id]
            self._agents[agent_id] = attrs.evolve(agent, assignments=(*agent.assignments, *given))
        return Committed(
            events=tuple(self._events),
            conflicts=tuple(self._conflicts),
            state=self._fold.state(),
            work=tuple(self._work.values()),
            agents=tuple(self._agents.values()),
            faults=tuple(self._calls.faults),
        )

    def _against(self, proposal: Proposal) -> Reason | None:
        item = self._work.get(proposal.work_id)
        if item is None:
            return WORK_GONE()
        if item.agent_id is not None:
            return HAS_AGENT(agent=item.agent_id)
        offer = self._fold.offers.get(item.id)
        if offer is not None:
            return IS_OFFERED(agent=offer.agent_id)
        if item.version != proposal.work_version:
            return WORK_CHANGED(found=item.version, expected=proposal.work_version)
        if proposal.expires_at is not None and proposal.expires_at < self._at:
            return OFFER_TOO_LATE(expires_at=proposal.expires_at)
        return self._against_agent(proposal)

    def _against_agent(self, proposal: Proposal) -> Reason | None:
        agent = self._agents.get(proposal.agent_id)
        if agent is None:
            return AGENT_GONE(agent=proposal.agent_id)
        if agent.version != proposal.agent_version:
            found, expected = agent.version, proposal.agent_version
            return AGENT_CHANGED(agent=agent.id, found=found, expected=expected)
        if any(each.work_id == proposal.work_id for each in agent.assignments):
            return HAS_AGENT(agent=agent.id)
        last = self._last_turns.get(agent.id, 0)
        if proposal.sequence is not None and last > proposal.sequence:
            return AGENT_BUSIER(agent=agent.id, found=last, expected=proposal.sequence)
        return None

    def _event(self, proposal: Proposal) -> WorkAssigned | WorkOffered:
        sequence = self._fold.sequence + 1
        remembered = self._remembered(proposal)
        strategy = None if remembered is None else proposal.strategy
        if proposal.outcome is PlacementKind.ASSIGN:
            return WorkAssigned(
                proposal.work_id,
                sequence=sequence,
                at=self._at,
                agent_id=proposal.agent_id,
                queue_id=proposal.queue_id,
                channel=proposal.channel,
                size=proposal.size,
                weight=proposal.weight,
                strategy=strategy,
                strategy_state=remembered or Facts(),
            )
        return WorkOffered(
            proposal.work_id,
            sequence=sequence,
            at=self._at,
            agent_id=proposal.agent_id,
            queue_id=proposal.queue_id,
            channel=proposal.channel,
            size=proposal.size,
            weight=proposal.weight,
            strategy=strategy,
            strategy_state=remembered or Facts(),
            expires_at=proposal.expires_at,
            round=proposal.round,
        )

    def _remembered(self, proposal: Proposal) -> Facts | None:
        if proposal.strategy is None:
            return None
        before = self._fold.remembered(proposal.queue_id, proposal.strategy)
        known = self._work[proposal.work_id].known
        return self._rules._advance(proposal.strategy, before, known, proposal.agent_id, self._calls)

    def _assign(self, proposal: Proposal) -> None:
        item = self._work[proposal.work_id]
        self._work[item.id] = attrs.evolve(item, agent_id=proposal.agent_id, version=item.version + 1)
        self._given.setdefault(proposal.agent_id, []).append(
            WorkAssignment(
                item.id,
                channel=proposal.channel,
                size=proposal.size,
                queue_id=proposal.queue_id,
                facts=item.facts,
                active_at=self._at,
            )
        )
