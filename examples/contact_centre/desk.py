"""
What a host does around routing: it keeps the events, and plans again whenever something happens.
"""

import datetime as dt
from collections.abc import Iterable

import attrs

from csmcore.kernel import AgentId, WorkId
from csmcore.routing import (
    Agent,
    OfferAccepted,
    RoutingEvent,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    RoutingState,
    WorkAssigned,
    WorkAssignment,
    WorkItem,
    accept_offer,
    commit,
    decline_offer,
    evolve_routing,
    expired_offers,
    next_expiry,
    plan,
    requeue,
)
from examples.contact_centre.day import Answers, Arrives, Happening, Says


@attrs.frozen
class Done:
    """
    A piece of work that is finished: by whom, and how long its customer waited for them.
    """

    work: WorkItem
    agent_id: AgentId
    waited: dt.timedelta


class Desk:
    """
    A team at work, from one moment to the next.

    Whatever happens at a moment, the same plan is made after it: work that arrives and an agent
    who is free again ask the same question.
    """

    def __init__(self, team: Iterable[Agent], setup: RoutingSetup, day: Iterable[Happening]) -> None:
        self.rules = RoutingRules.of(setup)
        self.agents = {agent.id: agent for agent in team}
        self.work: dict[WorkId, WorkItem] = {}
        self.state = RoutingState()
        self.events: list[RoutingEvent] = []
        self.plans: dict[dt.datetime, RoutingPlan] = {}
        self.done: list[Done] = []
        self._coming = sorted(day, key=lambda each: each.at)
        self._takes: dict[WorkId, dt.timedelta] = {}
        self._taken: dict[WorkId, dt.datetime] = {}

    # --- time ---------------------------------------------------------------------------------

    def open(self, at: dt.datetime) -> None:
        """
        The first plan of the day, of what has come in until then.
        """
        self._happen(at)

    def go_on(self) -> None:
        """
        From moment to moment until nothing is left to happen.
        """
        at: dt.datetime | None = max(self.plans)
        while at is not None:
            at = self._next(at)
            if at is not None:
                self._happen(at)

    def _next(self, now: dt.datetime) -> dt.datetime | None:
        moments = [self._end(work_id) for work_id in self._taken]
        moments += [self._coming[0].at] if self._coming else []
        for timer in (next_expiry(self.state), self.plans[now].next_instant):
            if timer is not None and timer > now:
                moments.append(timer)
        return min(moments, default=None)

    def _happen(self, at: dt.datetime) -> None:
        for work_id in [each for each in self._taken if self._end(each) <= at]:
            self._finish(work_id)
        for late in expired_offers(self.state, at, setup=self.rules.setup):
            self._keep(late)
            if late.presence is not None:
                self._be(late.agent_id, late.presence)
        while self._coming and self._coming[0].at <= at:
            self._take(self._coming.pop(0))
        self._route(at)

    # --- what happens -------------------------------------------------------------------------

    def _route(self, at: dt.datetime) -> None:
        work, agents = [*self.work.values()], [*self.agents.values()]
        made = plan(work, agents, rules=self.rules, state=self.state, at=at)
        done = commit(made, work=work, agents=agents, state=self.state, rules=self.rules, at=at)
        self.plans[at] = made
        self.work = {item.id: item for item in done.work}
        self.agents = {agent.id: agent for agent in done.agents}
        for event in done.events:
            self._keep(event)

    def _keep(self, event: RoutingEvent) -> None:
        self.events.append(event)
        self.state = evolve_routing(self.state, event)
        if isinstance(event, WorkAssigned | OfferAccepted):
            self._taken[event.work_id] = event.at

    def _take(self, happening: Happening) -> None:
        match happening:
            case Arrives(work=work, takes=takes):
                self.work[work.id] = work
                self._takes[work.id] = takes
            case Answers(agent_id=agent_id, at=at, accepts=accepts):
                self._answer(agent_id, at, accepts=accepts)
            case Says(agent_id=agent_id, at=at, presence=presence):
                self._be(agent_id, presence)
                if presence == "offline":
                    self._give_back(agent_id, at)

    def _answer(self, agent_id: AgentId, at: dt.datetime, *, accepts: bool) -> None:
        (work_id,) = (each.work_id for each in self.state.offers if each.agent_id == agent_id)
        if not accepts:
            reason = self.agents[agent_id].presence
            self._keep(decline_offer(self.state, work_id, agent_id=agent_id, at=at, reason=reason))
            return
        offer = self.state.offers_by_work[work_id]
        self._keep(accept_offer(self.state, work_id, agent_id=agent_id, at=at))
        held = WorkAssignment(work_id, channel=offer.channel, size=offer.size, queue_id=offer.queue_id)
        agent, item = self.agents[agent_id], self.work[work_id]
        self.agents[agent_id] = attrs.evolve(agent, assignments=(*agent.assignments, held))
        self.work[work_id] = attrs.evolve(item, agent_id=agent_id, version=item.version + 1)

    def _give_back(self, agent_id: AgentId, at: dt.datetime) -> None:
        agent = self.agents[agent_id]
        for held in agent.assignments:
            self._keep(requeue(self.state, held.work_id, agent_id=agent_id, at=at, reason="off duty"))
            item = self.work[held.work_id]
            self.work[item.id] = attrs.evolve(item, agent_id=None, version=item.version + 1)
            del self._taken[item.id]
        self.agents[agent_id] = attrs.evolve(agent, assignments=())

    def _be(self, agent_id: AgentId, presence: str) -> None:
        self.agents[agent_id] = attrs.evolve(self.agents[agent_id], presence=presence)

    # --- finishing ----------------------------------------------------------------------------

    def _end(self, work_id: WorkId) -> dt.datetime:
        return self._taken[work_id] + self._takes[work_id]

    def _finish(self, work_id: WorkId) -> None:
        item = self.work.pop(work_id)
        if item.agent_id is None:
            return
        agent = self.agents[item.agent_id]
        left = [each for each in agent.assignments if each.work_id != work_id]
        self.agents[agent.id] = attrs.evolve(agent, assignments=left)
        waited = self._taken.pop(work_id) - item.entered_at
        self.done.append(Done(item, agent.id, waited))
