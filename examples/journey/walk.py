"""
The way of every incident through the desk: asked in the order of time, one thing after another.

The desk performs nothing, so this is its host: it keeps what the desk answers, wakes it when it said
so, and lets go of a case of which the log says no more. What it holds at any time are the open cases.
"""

import datetime as dt
import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import attrs

from csmcore.cases import (
    Actor,
    AssignCase,
    CaseAction,
    ChangeCase,
    MoveCase,
    OpenCase,
)
from csmcore.contracts import EntitlementBook
from csmcore.customers import EmailClue, identify
from csmcore.desk import CaseRecord, Outcome, ServiceDesk
from csmcore.errors import RefusedError
from csmcore.kernel import ROUTING_STREAM, AgentId, CaseId, WorkId, local_date
from csmcore.lifecycles import AGENT
from csmcore.routing import Agent, RoutingState, WorkAssignment
from examples.journey.figures import Figures
from examples.journey.incidents import Incident, Told
from examples.journey.invented import ZONE, World, address_of, team_of
from examples.real_log.reading import DONE

SLOT: Final = dt.timedelta(minutes=30)
"""
How often work is given out: what waits is looked at together.
"""

EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LATER: Final = dt.datetime.max.replace(tzinfo=dt.UTC)


@attrs.define
class Case:
    """A case at hand: what it is, what the log goes on to say, and when the desk looks at it again."""

    record: CaseRecord
    rows: Iterator[Told]
    solution: str
    told_until: dt.datetime
    wakes_at: dt.datetime | None = None
    was_held: bool = False


@attrs.define
class Journey:
    """A desk at work; *keep* is given all that it answers, in order."""

    desk: ServiceDesk
    world: World
    keep: Callable[[Outcome], None]
    figures: Figures = attrs.field(factory=Figures)
    cases: dict[CaseId, Case] = attrs.field(factory=dict)
    waiting: dict[CaseId, None] = attrs.field(factory=dict)
    state: RoutingState = attrs.field(factory=RoutingState)
    plans_at: dt.datetime | None = None
    _book: EntitlementBook = attrs.field(init=False)
    _agents: dict[AgentId, Agent] = attrs.field(init=False)
    _held: dict[AgentId, dict[WorkId, WorkAssignment]] = attrs.field(init=False)
    _moved: set[AgentId] = attrs.field(init=False, factory=set)
    _coming: list[tuple[dt.datetime, int, Callable[[dt.datetime], None]]] = attrs.field(
        init=False, factory=list
    )
    _count: Iterator[int] = attrs.field(init=False, factory=itertools.count)

    def __attrs_post_init__(self) -> None:
        self._book = self.world.book
        self._agents = {each.id: each for each in self.world.agents}
        self._held = {each: {} for each in self._agents}

    def days(self, incidents: Iterable[Incident]) -> Iterator[int]:
        """Day by day, and how many were opened on each; nothing is kept of a day that is over."""
        for _, opened in itertools.groupby(incidents, lambda each: each.opened_at.date()):
            count = 0
            for incident in opened:
                self._work(until=incident.opened_at)
                self._open(incident)
                count += 1
            yield count
        self._work(until=LATER)

    # --- what comes next --------------------------------------------------------------------------

    def _work(self, *, until: dt.datetime) -> None:
        while self._coming and self._coming[0][0] <= until:
            at, _, do = heapq.heappop(self._coming)
            do(at)

    def _later(self, at: dt.datetime, do: Callable[[dt.datetime], None]) -> None:
        heapq.heappush(self._coming, (at, next(self._count), do))

    def _goes_on(self, case_id: CaseId) -> None:
        """The next row of the log, or the end."""
        case = self.cases[case_id]
        row = next(case.rows, None)
        if row is None:
            self._end(case_id)
        else:
            self._later(row.at, lambda at: self._row(case_id, row, at))

    # --- opening ----------------------------------------------------------------------------------

    def _open(self, incident: Incident) -> None:
        at, first = incident.opened_at, incident.rows[0]
        case_id = CaseId(incident.number)
        customer = None
        if incident.caller is not None:
            clue = EmailClue(address_of(incident.caller))
            found = identify([clue], self.world.directory, on=local_date(at, ZONE)).only
            customer = None if found is None else found.customer
        action = OpenCase(
            case_id,
            customer=customer,
            channel="phone",
            subject=incident.subject,
            impact=first.impact,
            urgency=first.urgency,
            group_id=team_of(first.group),
        )
        by = Actor(AGENT, "service desk")
        answer = self.desk.open(action, at=at, by=by, book=self._book)
        self.figures.opened(answer)
        self.cases[case_id] = Case(
            answer.record, iter(incident.rows), incident.solution, at - dt.timedelta(microseconds=1)
        )
        self._took(case_id, answer, at)
        self._goes_on(case_id)

    # --- what the log says of it ------------------------------------------------------------------

    def _row(self, case_id: CaseId, row: Told, at: dt.datetime) -> None:
        case = self.cases[case_id]
        for action in asked(row, case):
            agent_id = case.record.case.agent_id
            by = Actor(AGENT, agent_id or "service desk")
            try:
                answer = self.desk.act(case.record, action, at=at, by=by, book=self._book)
            except RefusedError:
                self.figures.refused(case.record.case, action)
                continue
            self._took(case_id, answer, at)
        self._goes_on(case_id)

    def _took(self, case_id: CaseId, answer: Outcome, at: dt.datetime) -> None:
        """Keeps what the desk answered."""
        case = self.cases[case_id]
        had = case.record.case.agent_id
        self.keep(answer)
        case.record = answer.record
        if answer.ledger is not None and answer.ledger is not self._book.ledger:
            self._book = self._book.with_ledger(answer.ledger)
        self._load(case_id, had)
        if had is not None and self.waiting:
            self._plan_from(at)  # somebody may have room now
        if case_id in self.waiting:
            self._plan_from(at)
        if case.wakes_at != answer.next_instant:
            case.wakes_at = answer.next_instant
            if case.wakes_at is not None:
                self._later(case.wakes_at, lambda now: self._wake(case_id, now))

    def _wake(self, case_id: CaseId, at: dt.datetime) -> None:
        """A clock warns or breaches, if nothing happened meanwhile."""
        case = self.cases.get(case_id)
        if case is None or case.wakes_at != at:
            return
        answer = self.desk.due(case.record, at=at, told_until=case.told_until, book=self._book)
        case.told_until = at
        self.figures.told(answer)
        self._took(case_id, answer, at)

    def _end(self, case_id: CaseId) -> None:
        """The log says no more: how its clocks stood, and it is let go."""
        case = self.cases.pop(case_id)
        self.waiting.pop(case_id, None)
        ended = self.desk.status(case.record, at=case.record.case.changed_at)
        self.figures.ended(case.record.case, ended)

    # --- who works on it --------------------------------------------------------------------------

    def _load(self, case_id: CaseId, had: AgentId | None) -> None:
        """Agents have what is theirs and not done; what is nobody's waits."""
        case = self.cases[case_id].record.case
        is_done = case.state in DONE
        has = None if is_done else case.agent_id
        for agent_id in (had, case.agent_id):
            if agent_id is not None and agent_id != has:
                self._give(agent_id, case_id, gives=False)
        if has is not None:
            self._give(has, case_id, gives=True)
        if is_done or case.agent_id is not None:
            self.waiting.pop(case_id, None)
        else:
            self.waiting[case_id] = None

    def _give(self, agent_id: AgentId, case_id: CaseId, *, gives: bool) -> None:
        work_id, held = WorkId(case_id), self._held[agent_id]
        if gives and work_id not in held:
            held[work_id] = WorkAssignment(work_id)
            self._moved.add(agent_id)
        elif not gives and held.pop(work_id, None) is not None:
            self._moved.add(agent_id)

    def _staff(self) -> Iterable[Agent]:
        """The agents, with what they have now."""
        for each in self._moved:
            self._agents[each] = self._agents[each].with_assignments(self._held[each].values())
        self._moved.clear()
        return self._agents.values()

    def _plan_from(self, at: dt.datetime) -> None:
        """A plan when the next slot begins, if none is made by then."""
        slot = at + (EPOCH - at) % SLOT
        if self.plans_at is None or slot < self.plans_at:
            self.plans_at = slot
            self._later(slot, self._plan)

    def _plan(self, at: dt.datetime) -> None:
        if self.plans_at != at:
            return
        self.plans_at = None
        records = [self.cases[each].record for each in self.waiting]
        if not records:
            return
        answer = self.desk.plan(records, self._staff(), at=at, state=self.state)
        self.keep(answer)
        self.state = answer.state or self.state
        for record in answer.records:
            self.cases[record.id].record = record
            self._load(record.id, None)
        self.figures.planned(answer)
        for case_id in self.waiting:
            case = self.cases[case_id]
            if not case.was_held:
                case.was_held = True
                self.figures.held(answer.plan.decision(WorkId(case_id)))
        again = dict(answer.wakes)[ROUTING_STREAM]
        if self.waiting and again is not None:
            self._plan_from(again)


def asked(row: Told, case: Case) -> Iterator[CaseAction]:
    """What a row asks of its case, as it stands at each: what it says anew, and nothing else."""
    levels = {"impact": row.impact, "urgency": row.urgency}
    now = case.record.case
    if changes := {name: level for name, level in levels.items() if getattr(now, name) != level}:
        yield ChangeCase(changes)
    team = team_of(row.group)
    if team != case.record.case.group_id:
        yield AssignCase(group_id=team)
    state = case.record.case.state
    match row.state:
        case None:
            pass
        case same if same == state:
            pass
        case "Active":
            yield MoveCase("reopen" if state == "Resolved" else "take up")
        case "Resolved":
            yield MoveCase("resolve", given={"resolution_code": case.solution})
        case "Closed":
            yield MoveCase("close")
        case other:
            yield MoveCase(f"wait: {other}")
