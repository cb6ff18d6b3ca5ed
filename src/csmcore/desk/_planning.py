"""
Planning who works on what, and taking the answers to offers.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import attrs

from csmcore.cases import AUTOMATIC, Actor, AssignCase, CaseEvent, decide
from csmcore.desk._outcome import Outcome, PlanOutcome, StoredEvent
from csmcore.desk._parts import Parts, appended
from csmcore.desk._record import CaseRecord
from csmcore.errors import DefinitionError, RefusedError
from csmcore.kernel import ROUTING_STREAM, AgentId, Append, Fact, Reason, ReasonKind, WorkId, to_utc
from csmcore.lifecycles import AGENT
from csmcore.routing import (
    Agent,
    OfferTimedOut,
    PlacementKind,
    Proposal,
    RoutingEvent,
    RoutingRules,
    RoutingState,
    WorkAssigned,
    WorkItem,
    accept_offer,
    commit,
    decline_offer,
    evolve_routing,
    expired_offers,
    former_agents,
    leave_routing,
    next_expiry,
    plan,
    work_of_case,
)

NOT_ASSIGNED: Final = ReasonKind("desk.not_assigned", "the case refuses it: {why}")


class Given(NamedTuple):
    """
    The work of a plan, and the cases that some of it is made from.
    """

    work: tuple[WorkItem, ...]
    records: Mapping[WorkId, CaseRecord]


def planned(
    parts: Parts,
    waiting: Iterable[CaseRecord | WorkItem],
    agents: Iterable[Agent],
    *,
    state: RoutingState | None,
    at: dt.datetime,
    seed: int,
    facts: Mapping[str, Fact],
) -> PlanOutcome:
    """
    What :meth:`ServiceDesk.plan` answers.
    """
    rules, at, before = rules_of(parts), to_utc(at), state or RoutingState()
    given, team = _given(parts, waiting, at, facts), tuple(agents)
    events = _overdue(rules, given, before, at)
    state = evolved(before, events)
    team = _with_presence(team, events)
    made = plan(given.work, team, rules=rules, state=state, at=at, seed=seed)
    assigned, refused = _assigned(parts, given, made.proposals, at, facts)
    left = tuple(each for each in given.work if each.id not in refused)
    answer = commit(made, work=left, agents=team, state=state, rules=rules, at=at)
    events = (*events, *answer.events)
    ids = [each.work_id for each in answer.events if isinstance(each, WorkAssigned)]
    taken = [(given.records[each], assigned[each]) for each in ids if each in assigned]
    outcome = Outcome(
        appends=(*routed(before, events), *(appended(*each)[0] for each in taken if each[1])),
        records=[record.followed_by(told) for record, told in taken],
        state=answer.state,
        conflicts=[
            attrs.evolve(each, reason=refused.get(each.work_id, each.reason))
            for each in answer.conflicts
        ],
        next_instant=_first(made.next_instant, next_expiry(answer.state)),
    )
    return PlanOutcome.of(outcome, made)


def answered(
    parts: Parts,
    offered: CaseRecord | WorkId,
    agent_id: AgentId,
    *,
    accepts: bool,
    state: RoutingState,
    at: dt.datetime,
    reason: str | None,
    may_return: bool,
    facts: Mapping[str, Fact],
) -> Outcome:
    """
    What :meth:`ServiceDesk.answer` answers.
    """
    record = offered if isinstance(offered, CaseRecord) else None
    work_id = WorkId(offered.id) if isinstance(offered, CaseRecord) else offered
    told: tuple[CaseEvent, ...] = ()
    event: RoutingEvent
    if accepts:
        event = accept_offer(state, work_id, agent_id=agent_id, at=at)
        if record is not None:
            told = _taken(parts, record, agent_id, at, facts, by=Actor(AGENT, agent_id))
    else:
        event = decline_offer(
            state, work_id, agent_id=agent_id, at=at, reason=reason, may_return=may_return
        )
    after = evolve_routing(state, event)
    kept = () if record is None else (record.followed_by(told) if told else record,)
    cases = () if record is None else appended(record, told)
    return Outcome(
        appends=(*routed(state, (event,)), *cases),
        records=kept,
        state=after,
        # Declined work is given out at once.
        next_instant=next_expiry(after) if accepts else to_utc(at),
    )


def rules_of(parts: Parts) -> RoutingRules:
    """
    The rules of the desk's routing.

    Raises:
        DefinitionError: It has none.
    """
    if parts.rules is None:
        message = "the desk has no routing; give its setup a RoutingSetup"
        raise DefinitionError(message)
    return parts.rules


def routed(state: RoutingState, events: tuple[RoutingEvent, ...]) -> tuple[Append[StoredEvent], ...]:
    """
    What is appended to the stream of routing; nothing for no events.
    """
    if not events:
        return ()
    return (Append(ROUTING_STREAM, expected_sequence=state.sequence, events=events),)


def evolved(state: RoutingState, events: Iterable[RoutingEvent]) -> RoutingState:
    """
    What routing remembers after some events.
    """
    for event in events:
        state = evolve_routing(state, event)
    return state


def _given(
    parts: Parts,
    waiting: Iterable[CaseRecord | WorkItem],
    at: dt.datetime,
    facts: Mapping[str, Fact],
) -> Given:
    work: list[WorkItem] = []
    records: dict[WorkId, CaseRecord] = {}
    for each in waiting:
        if isinstance(each, WorkItem):
            work.append(each)
            continue
        records[WorkId(each.id)] = each
        if not each.case.is_over:
            work.append(_work(parts, each, at, facts))
    return Given(tuple(work), records)


def _work(parts: Parts, record: CaseRecord, at: dt.datetime, facts: Mapping[str, Fact]) -> WorkItem:
    clocks = parts.status(record, max(at, record.case.changed_at)).clocks
    due_at = (each.due_at for each in clocks if each.stage.is_open and each.due_at is not None)
    return work_of_case(
        record.case,
        levels=parts.levels,
        due_at=min(due_at, default=None),
        former=former_agents(record.events),
        facts=facts,
    )


def _overdue(
    rules: RoutingRules, given: Given, state: RoutingState, at: dt.datetime
) -> tuple[RoutingEvent, ...]:
    """
    What has to be told before anything is planned: offers that passed, and of what is settled.
    """
    events: list[RoutingEvent] = [*expired_offers(state, at, setup=rules.setup)]
    state = evolved(state, events)
    for offer in state.offers:
        record = given.records.get(offer.work_id)
        if record is not None and (record.case.is_over or record.case.agent_id is not None):
            left = leave_routing(state, offer.work_id, at=at, reason="settled otherwise")
            events.append(left)
            state = evolve_routing(state, left)
    return tuple(events)


def _with_presence(agents: tuple[Agent, ...], events: Iterable[RoutingEvent]) -> tuple[Agent, ...]:
    """
    The agents as those are said to be who let an offer pass.
    """
    said = {
        each.agent_id: each.presence
        for each in events
        if isinstance(each, OfferTimedOut) and each.presence is not None
    }
    return tuple(
        attrs.evolve(agent, presence=said[agent.id]) if agent.id in said else agent for agent in agents
    )


def _assigned(
    parts: Parts,
    given: Given,
    proposals: Sequence[Proposal],
    at: dt.datetime,
    facts: Mapping[str, Fact],
) -> tuple[dict[WorkId, tuple[CaseEvent, ...]], dict[WorkId, Reason]]:
    """
    What happens to each case that is to be assigned, and why some refuse it.
    """
    assigned: dict[WorkId, tuple[CaseEvent, ...]] = {}
    refused: dict[WorkId, Reason] = {}
    for proposal in proposals:
        work_id, agent_id = proposal.work_id, proposal.agent_id
        record = given.records.get(work_id)
        if record is None or proposal.outcome is not PlacementKind.ASSIGN:
            continue
        try:
            assigned[work_id] = _taken(parts, record, agent_id, at, facts, by=AUTOMATIC)
        except RefusedError as error:
            refused[work_id] = NOT_ASSIGNED(why=str(error))
    return assigned, refused


def _taken(
    parts: Parts,
    record: CaseRecord,
    agent_id: AgentId,
    at: dt.datetime,
    facts: Mapping[str, Fact],
    *,
    by: Actor,
) -> tuple[CaseEvent, ...]:
    case_type = parts.case_type(record.case.type)
    action = AssignCase(agent_id=agent_id)
    answer = decide(record.case, action, case_type=case_type, at=at, by=by, facts=facts)
    return getattr(answer, "events", ())


def _first(*instants: dt.datetime | None) -> dt.datetime | None:
    return min((each for each in instants if each is not None), default=None)
