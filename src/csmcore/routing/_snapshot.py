"""
What a host reads before it plans, as one value that its events move on.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from typing import assert_never

import attrs

from csmcore.errors import DefinitionError, UnknownIdError
from csmcore.kernel import AgentId, Facts, WorkId, counted, listed, to_utc
from csmcore.routing._agent import Agent, WorkAssignment
from csmcore.routing._commit import Committing, Conflict
from csmcore.routing._events import (
    OfferAccepted,
    OfferDeclined,
    OfferTimedOut,
    RoutingEvent,
    WorkAssigned,
    WorkLeft,
    WorkOffered,
    WorkRequeued,
    to_events,
)
from csmcore.routing._fault import ExtensionFault
from csmcore.routing._fields import is_a, must_be, once
from csmcore.routing._fold import replay_routing
from csmcore.routing._known import known
from csmcore.routing._plan import RoutingPlan, plan_of
from csmcore.routing._planned import Planned
from csmcore.routing._rules import RoutingRules
from csmcore.routing._state import RoutingState
from csmcore.routing._work import WorkItem


def _work(values: Iterable[WorkItem]) -> tuple[WorkItem, ...]:
    return listed(WorkItem, values)


def _agents(values: Iterable[Agent]) -> tuple[Agent, ...]:
    return listed(Agent, values)


@attrs.frozen
class RoutingSnapshot:
    """
    Work, agents, and what routing remembers of them, at one moment.

    It changes by no call: each method that moves it on returns another one.

    Attributes:
        work: What waits, and what somebody has, in any order.

        agents: Who there is, in any order.

        state: What routing remembers.

    Raises:
        DefinitionError: One of them is something else.

        DuplicateError: Two pieces of work, or two agents, have one id.
    """

    work: tuple[WorkItem, ...] = attrs.field(default=(), converter=_work)
    agents: tuple[Agent, ...] = attrs.field(default=(), converter=_agents)
    state: RoutingState = attrs.field(factory=RoutingState, validator=is_a(RoutingState))

    def __attrs_post_init__(self) -> None:
        if len(self.work_by_id) < len(self.work):
            once("work", [each.id for each in self.work])
        if len(self.agents_by_id) < len(self.agents):
            once("agent", [each.id for each in self.agents])

    @functools.cached_property
    def work_by_id(self) -> Mapping[WorkId, WorkItem]:
        """
        The work, to look up.
        """
        return {each.id: each for each in self.work}

    @functools.cached_property
    def agents_by_id(self) -> Mapping[AgentId, Agent]:
        """
        The agents, to look up.
        """
        return {each.id: each for each in self.agents}

    def plan(self, *, rules: RoutingRules, at: dt.datetime, seed: int = 0) -> RoutingPlan:
        """
        Who gets which work (:func:`csmcore.routing.plan`).

        Args:
            rules: The rules.

            at: The instant. Aware.

            seed: From which chance is drawn where agents tie; with 0 nothing is.

        Raises:
            ExtensionFailedError: An extension failed, and the rules are strict.
        """
        return plan_of(self.work, self.agents, rules=rules, state=self.state, at=at, seed=seed)

    def commit(
        self, planned: Planned, *, at: dt.datetime, rules: RoutingRules | None = None
    ) -> "Committed":
        """
        Turns what a plan proposes into events, where this snapshot is what it was made on.

        A proposal is a conflict when the work is gone, has somebody, is offered, or is at
        another version; when the agent is gone, is at another version, or was given something
        that the plan did not count; and when its offer would be over. Conflicts are told, not
        raised, and the rest goes ahead. The same plan committed again, on the snapshot after
        it, is all conflicts.

        It is one step of a host's transaction: what it returns counts once the events are
        stored as those that follow ``state``; when somebody else has stored theirs first, read
        again and commit again.

        Args:
            planned: The plan.

            at: Now. Aware, and not before the plan's instant.

            rules: Whose strategies say what they remember; those of the plan if not given.

        Raises:
            DefinitionError: What is given is something else than what is said here.

            ExtensionFailedError: A strategy failed, and the rules are strict.
        """
        must_be(Planned, planned)
        rules = planned.rules if rules is None else rules
        must_be(RoutingRules, rules)
        at = to_utc(at)
        if at < planned.at:
            told = f"at is {at.isoformat()}, and the plan is of {planned.at.isoformat()}"
            message = f"{told}; a plan is committed at its instant, or later"
            raise DefinitionError(message)
        run = Committing(self.work_by_id, self.agents_by_id, self.state, rules, at)
        for proposal in planned.proposals:
            run.take(proposal)
        return Committed(
            events=run.events,
            conflicts=run.conflicts,
            snapshot=self._moved(run.events, run.state()) if run.events else self,
            faults=run.calls.faults,
        )

    def after(self, events: Iterable[RoutingEvent]) -> "RoutingSnapshot":
        """
        How it stands once some more has happened.

        Work that was assigned, or whose offer was accepted, has its agent and the next version,
        and the agent has the work; work that came back is taken from them again, and work that
        left is gone. Who let an offer pass is as present as the event says. Versions of agents
        stay. What is not in the snapshot is passed over.

        Args:
            events: What has happened since, in order, without a gap.

        Raises:
            SequenceError: An event is missing, or two have one place.

            DefinitionError: One is no event of routing.
        """
        told = tuple(to_events(events))
        if not told:
            return self
        return self._moved(told, replay_routing(told, self.state))

    def put(self, *things: WorkItem | Agent) -> "RoutingSnapshot":
        """
        How it stands with work and agents as they are now: known ones replaced, others added.

        Raises:
            DefinitionError: One is neither.
        """
        work, agents = dict(self.work_by_id), dict(self.agents_by_id)
        for each in things:
            if isinstance(each, WorkItem):
                work[each.id] = each
            else:
                must_be(Agent, each)
                agents[each.id] = each
        return RoutingSnapshot(work.values(), agents.values(), self.state)

    def off_duty(
        self, agent_id: AgentId, *, at: dt.datetime, reason: str | None = None
    ) -> tuple[WorkRequeued, ...]:
        """
        That all comes back which an agent has, or is offered, in this order.

        Each piece waits again, as old as it was. What the agent is said to be from then on is
        the host's to set.

        Args:
            agent_id: The agent.

            at: When. Aware.

            reason: Why, in a host's own word, such as ``off duty``.

        Raises:
            UnknownIdError: They are not there.
        """
        agent = self.agents_by_id.get(agent_id)
        if agent is None:
            raise UnknownIdError("agent", agent_id)
        ids = [each.work_id for each in agent.assignments]
        ids += [each.work_id for each in self.state.offers if each.agent_id == agent_id]
        return tuple(
            WorkRequeued(work_id, sequence=sequence, at=at, agent_id=agent_id, reason=reason)
            for sequence, work_id in enumerate(dict.fromkeys(ids), self.state.sequence + 1)
        )

    def _moved(self, events: Iterable[RoutingEvent], state: RoutingState) -> "RoutingSnapshot":
        moving = _Moving(self)
        for event in events:
            moving.take(event)
        return moving.snapshot(state)


@attrs.frozen(kw_only=True)
class Committed:
    """
    What became of a plan.

    Attributes:
        events: What happened, to be stored; all of it, or nothing of it.

        conflicts: What did not, and why; the work waits on, for the next plan.

        snapshot: How things stand after these events, in the order in which they were given.

        faults: The strategies that failed to say what they remember; it stays as it was.
    """

    events: tuple[RoutingEvent, ...] = attrs.field(default=(), converter=tuple[RoutingEvent, ...])
    conflicts: tuple[Conflict, ...] = attrs.field(default=(), converter=tuple[Conflict, ...])
    snapshot: RoutingSnapshot = attrs.field(validator=is_a(RoutingSnapshot))
    faults: tuple[ExtensionFault, ...] = attrs.field(default=(), converter=tuple[ExtensionFault, ...])

    def __str__(self) -> str:
        told = [counted(len(self.events), "event"), counted(len(self.conflicts), "conflict")]
        told += [counted(len(self.faults), "fault")] if self.faults else []
        return f"committed: {', '.join(told)}"

    @property
    def state(self) -> RoutingState:
        """
        What routing remembers after these events.
        """
        return self.snapshot.state

    @property
    def work(self) -> tuple[WorkItem, ...]:
        """
        The work as it is after them.
        """
        return self.snapshot.work

    @property
    def agents(self) -> tuple[Agent, ...]:
        """
        The agents as they are after them.
        """
        return self.snapshot.agents


def commit(
    plan: Planned,
    *,
    work: Iterable[WorkItem],
    agents: Iterable[Agent],
    state: RoutingState,
    at: dt.datetime,
    rules: RoutingRules | None = None,
) -> Committed:
    """
    Turns what a plan proposes into events: :meth:`RoutingSnapshot.commit` of its parts.

    Args:
        plan: The plan.

        work: The work as it is now.

        agents: The agents as they are now.

        state: What routing remembers now.

        at: Now. Aware.

        rules: Whose strategies say what they remember; those of the plan if not given.

    Raises:
        DefinitionError: What is given is something else than what is said here.

        DuplicateError: Two pieces of work, or two agents, have one id.

        ExtensionFailedError: A strategy failed, and the rules are strict.
    """
    must_be(RoutingState, state)
    return RoutingSnapshot(work, agents, state).commit(plan, at=at, rules=rules)


class _Moving:
    """
    Work and agents that are being moved on, event by event.
    """

    def __init__(self, snapshot: RoutingSnapshot) -> None:
        self._work = dict(snapshot.work_by_id)
        self._agents = dict(snapshot.agents_by_id)
        self._held: dict[AgentId, dict[WorkId, WorkAssignment]] = {}

    def take(self, event: RoutingEvent) -> None:
        match event:
            case WorkAssigned() | OfferAccepted():
                self._give(event)
            case WorkRequeued():
                self._give_back(event)
            case WorkLeft():
                self._leave(event.work_id)
            case OfferTimedOut():
                agent = self._agents.get(event.agent_id)
                if agent is not None and event.presence is not None:
                    self._agents[agent.id] = attrs.evolve(agent, presence=event.presence)
            case WorkOffered() | OfferDeclined():
                pass
            case _:  # pragma: no cover
                assert_never(event)

    def snapshot(self, state: RoutingState) -> RoutingSnapshot:
        """
        How all stands now: what was there once is there once, and is not looked through again.
        """
        for agent_id, held in self._held.items():
            self._agents[agent_id] = self._agents[agent_id].with_assignments(held.values())
        return known(
            RoutingSnapshot,
            work=tuple(self._work.values()),
            agents=tuple(self._agents.values()),
            state=state,
            work_by_id=self._work,
            agents_by_id=self._agents,
        )

    def _give(self, event: WorkAssigned | OfferAccepted) -> None:
        item = self._work.get(event.work_id)
        if item is not None:
            self._work[item.id] = item._with_agent(event.agent_id)
        held = self._has(event.agent_id)
        if held is not None:
            held[event.work_id] = WorkAssignment(
                event.work_id,
                channel=event.channel,
                size=event.size,
                queue_id=event.queue_id,
                facts=Facts() if item is None else item.facts,
                active_at=event.at,
            )

    def _give_back(self, event: WorkRequeued) -> None:
        item = self._work.get(event.work_id)
        if item is not None and item.agent_id == event.agent_id:
            self._work[item.id] = item._with_agent(None)
        held = self._has(event.agent_id)
        if held is not None:
            held.pop(event.work_id, None)

    def _leave(self, work_id: WorkId) -> None:
        item = self._work.pop(work_id, None)
        holders = self._agents if item is None or item.agent_id is None else (item.agent_id,)
        for agent_id in holders:
            held = self._has(agent_id)
            if held is not None:
                held.pop(work_id, None)

    def _has(self, agent_id: AgentId) -> dict[WorkId, WorkAssignment] | None:
        agent = self._agents.get(agent_id)
        if agent is not None and agent_id not in self._held:
            self._held[agent_id] = {each.work_id: each for each in agent.assignments}
        return self._held.get(agent_id)
