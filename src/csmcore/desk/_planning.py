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
from csmcore.desk._record import CaseRecord, to_record
from csmcore.errors import DefinitionError, DuplicateError, RefusedError
from csmcore.kernel import ROUTING_STREAM, AgentId, Append, Fact, Reason, ReasonKind, WorkId, to_utc
from csmcore.lifecycles import AGENT
from csmcore.routing import (
    Agent,
    PlacementKind,
    Proposal,
    RoutingEvent,
    RoutingRules,
    RoutingSnapshot,
    RoutingState,
    WorkAssigned,
    WorkItem,
    WorkLeft,
    accept_offer,
    decline_offer,
    evolve_routing,
    expired_offers,
    former_agents,
    leave_routing,
    next_expiry,
    replay_routing,
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
    given = _given(parts, waiting, at, facts)
    late = expired_offers(before, at, setup=rules.setup)
    now = RoutingSnapshot(given.work, agents, before).after(late)
    settled = _settled(given, now.state, at)
    if settled:
        now = attrs.evolve(now, state=replay_routing(settled, now.state))
    made = now.plan(rules=rules, at=at, seed=seed)
    assigned, refused = _assigned(parts, given, made.proposals, at, facts)
    if refused:
        left = [each for each in given.work if each.id not in refused]
        now = attrs.evolve(now, work=left)
    answer = now.commit(made, at=at)
    events = (*late, *settled, *answer.events)
    ids = [each.work_id for each in answer.events if isinstance(each, WorkAssigned)]
    taken = [(given.records[each], assigned[each]) for each in ids if each in assigned]
    after = [record.followed_by(told) for record, told in taken]
    again = _first(made.next_instant, next_expiry(answer.state))
    outcome = Outcome(
        appends=(*routed(before, events), *(appended(*each)[0] for each in taken if each[1])),
        records=after,
        state=answer.state,
        conflicts=[
            attrs.evolve(each, reason=refused.get(each.work_id, each.reason))
            for each in answer.conflicts
        ],
        wakes=((ROUTING_STREAM, again), *_wakes(parts, after, at, facts)),
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
    record = None if isinstance(offered, str) else to_record(offered)
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
        # Declined work is given out at once; after what is accepted, the last plan's instant stands.
        wakes=(*(() if accepts else ((ROUTING_STREAM, at),)), *_wakes(parts, kept, at, facts)),
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


def _given(
    parts: Parts,
    waiting: Iterable[CaseRecord | WorkItem],
    at: dt.datetime,
    facts: Mapping[str, Fact],
) -> Given:
    work: list[WorkItem] = []
    records: dict[WorkId, CaseRecord] = {}
    seen: set[WorkId] = set()
    if not isinstance(waiting, Iterable):
        message = (
            f"waiting={type(waiting).__name__}; give the records of the cases that wait, as a list"
        )
        raise DefinitionError(message)
    for each in waiting:
        given = each if isinstance(each, WorkItem) else to_record(each)
        work_id = WorkId(given.id)
        if work_id in seen:  # also where one is closed: of two, only one is how the case is now
            raise DuplicateError("work", work_id)
        seen.add(work_id)
        if isinstance(given, WorkItem):
            work.append(given)
            continue
        record = records[work_id] = given
        if not record.case.is_over:
            work.append(_work(parts, record, at, facts))
    return Given(tuple(work), records)


def _work(parts: Parts, record: CaseRecord, at: dt.datetime, facts: Mapping[str, Fact]) -> WorkItem:
    return work_of_case(
        record.case,
        levels=parts.levels,
        due_at=_due_at(parts, record, at) if parts.reads_due else None,
        former=former_agents(record.events),
        facts=facts,
    )


def _due_at(parts: Parts, record: CaseRecord, at: dt.datetime) -> dt.datetime | None:
    clocks = parts.status(record, max(at, record.case.changed_at)).clocks
    due_at = (each.due_at for each in clocks if each.stage.is_open and each.due_at is not None)
    return min(due_at, default=None)


def _settled(given: Given, state: RoutingState, at: dt.datetime) -> tuple[WorkLeft, ...]:
    """
    What is offered and was settled otherwise: it leaves before anything is planned.
    """
    left: list[WorkLeft] = []
    for offer in state.offers:
        record = given.records.get(offer.work_id)
        if record is not None and (record.case.is_over or record.case.agent_id is not None):
            left.append(leave_routing(state, offer.work_id, at=at, reason="settled otherwise"))
            state = evolve_routing(state, left[-1])
    return tuple(left)


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


def _wakes(
    parts: Parts, records: Iterable[CaseRecord], at: dt.datetime, facts: Mapping[str, Fact]
) -> tuple[tuple[str, dt.datetime | None], ...]:
    """
    When to look at each case again: who has it changes nothing of when something is due.
    """
    return tuple(
        (each.stream, parts.next_instant(each, max(at, each.case.changed_at), facts))
        for each in records
    )


def _first(*instants: dt.datetime | None) -> dt.datetime | None:
    return min((each for each in instants if each is not None), default=None)
