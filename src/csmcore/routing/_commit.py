"""
How a plan becomes events: where the snapshot is still what the plan was made on.
"""

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Final

import attrs

from csmcore.kernel import AgentId, Facts, Reason, ReasonKind, WorkId, not_blank
from csmcore.routing._agent import Agent
from csmcore.routing._calls import Calls
from csmcore.routing._events import RoutingEvent, WorkAssigned, WorkOffered
from csmcore.routing._fold import Fold
from csmcore.routing._placement import PlacementKind
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


class Committing:
    """
    A plan that is being committed, proposal by proposal.

    Attributes:
        events: What happens, so far.

        conflicts: What does not.

        calls: How strategies are asked what they remember.
    """

    def __init__(
        self,
        work: Mapping[WorkId, WorkItem],
        agents: Mapping[AgentId, Agent],
        state: RoutingState,
        rules: RoutingRules,
        at: dt.datetime,
    ) -> None:
        self._work, self._agents = work, agents
        self._taken: dict[WorkId, AgentId] = {}
        self._before, self._fold = state, Fold(state)
        self._rules, self._at = rules, at
        self.calls = Calls(strict=rules.strict)
        self.events: list[RoutingEvent] = []
        self.conflicts: list[Conflict] = []

    def take(self, proposal: Proposal) -> None:
        """
        Makes an event of a proposal, or a conflict.
        """
        reason = self._against(proposal)
        if reason is not None:
            self.conflicts.append(Conflict(proposal.work_id, agent_id=proposal.agent_id, reason=reason))
            return
        event = self._event(proposal)
        self._fold.take(event)
        self.events.append(event)
        if proposal.outcome is PlacementKind.ASSIGN:
            self._taken[proposal.work_id] = proposal.agent_id

    def state(self) -> RoutingState:
        """
        What routing remembers after these events.
        """
        return self._fold.state()

    def _against(self, proposal: Proposal) -> Reason | None:
        item = self._work.get(proposal.work_id)
        if item is None:
            return WORK_GONE()
        has = self._taken.get(item.id, item.agent_id)
        if has is not None:
            return HAS_AGENT(agent=has)
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
        if proposal.work_id in agent._work_ids:
            return HAS_AGENT(agent=agent.id)
        known = proposal.sequence
        if known is None or self._before.sequence <= known:  # nobody has had a turn since
            return None
        last = self._last_turns.get(agent.id, 0)
        return AGENT_BUSIER(agent=agent.id, found=last, expected=known) if last > known else None

    @functools.cached_property
    def _last_turns(self) -> Mapping[AgentId, int]:
        last: dict[AgentId, int] = {}
        for turn in self._before.turns:
            last[turn.agent_id] = max(turn.last, last.get(turn.agent_id, 0))
        return last

    def _event(self, proposal: Proposal) -> WorkAssigned | WorkOffered:
        remembered = self._remembered(proposal)
        kind = WorkAssigned if proposal.outcome is PlacementKind.ASSIGN else WorkOffered
        event = kind(
            proposal.work_id,
            sequence=self._fold.sequence + 1,
            at=self._at,
            agent_id=proposal.agent_id,
            queue_id=proposal.queue_id,
            channel=proposal.channel,
            size=proposal.size,
            weight=proposal.weight,
            strategy=None if remembered is None else proposal.strategy,
            strategy_state=remembered or Facts(),
        )
        if isinstance(event, WorkOffered):
            return attrs.evolve(event, expires_at=proposal.expires_at, round=proposal.round)
        return event

    def _remembered(self, proposal: Proposal) -> Facts | None:
        if proposal.strategy is None:
            return None
        before = self._fold.remembered(proposal.queue_id, proposal.strategy)
        known = self._work[proposal.work_id].known
        return self._rules._advance(proposal.strategy, before, known, proposal.agent_id, self.calls)
