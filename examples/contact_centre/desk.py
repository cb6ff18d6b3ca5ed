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
    RoutingSnapshot,
    WorkAssigned,
    WorkItem,
    WorkRequeued,
    accept_offer,
    decline_offer,
    expired_offers,
    leave_routing,
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
        self.now = RoutingSnapshot(agents=team)
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
        timer = self.plans[now].next_instant
        moments += [] if timer is None else [timer]
        return min(moments, default=None)

    def _happen(self, at: dt.datetime) -> None:
        for work_id in [each for each in self._taken if self._end(each) <= at]:
            self._finish(work_id, at)
        self._keep(*expired_offers(self.now.state, at, setup=self.rules.setup))
        while self._coming and self._coming[0].at <= at:
            self._take(self._coming.pop(0))
        made = self.plans[at] = self.now.plan(rules=self.rules, at=at)
        self._keep(*self.now.commit(made, at=at).events)

    # --- what happens -------------------------------------------------------------------------

    def _keep(self, *events: RoutingEvent) -> None:
        self.events += events
        self.now = self.now.after(events)
        for event in events:
            match event:
                case WorkAssigned() | OfferAccepted():
                    self._taken[event.work_id] = event.at
                case WorkRequeued():
                    self._taken.pop(event.work_id, None)

    def _take(self, happening: Happening) -> None:
        match happening:
            case Arrives(work=work, takes=takes):
                self.now = self.now.put(work)
                self._takes[work.id] = takes
            case Answers(agent_id=agent_id, at=at, accepts=accepts):
                self._answer(agent_id, at, accepts=accepts)
            case Says(agent_id=agent_id, at=at, presence=presence):
                self.now = self.now.put(
                    attrs.evolve(self.now.agents_by_id[agent_id], presence=presence)
                )
                if presence == "offline":
                    self._keep(*self.now.off_duty(agent_id, at=at, reason="off duty"))

    def _answer(self, agent_id: AgentId, at: dt.datetime, *, accepts: bool) -> None:
        state, presence = self.now.state, self.now.agents_by_id[agent_id].presence
        (work_id,) = (each.work_id for each in state.offers if each.agent_id == agent_id)
        if accepts:
            self._keep(accept_offer(state, work_id, agent_id=agent_id, at=at))
        else:
            self._keep(decline_offer(state, work_id, agent_id=agent_id, at=at, reason=presence))

    # --- finishing ----------------------------------------------------------------------------

    def _end(self, work_id: WorkId) -> dt.datetime:
        return self._taken[work_id] + self._takes[work_id]

    def _finish(self, work_id: WorkId, at: dt.datetime) -> None:
        item = self.now.work_by_id[work_id]
        if item.agent_id is not None:
            waited = self._taken.pop(work_id) - item.entered_at
            self.done.append(Done(item, item.agent_id, waited))
            self._keep(leave_routing(self.now.state, work_id, at=at, reason="finished"))
