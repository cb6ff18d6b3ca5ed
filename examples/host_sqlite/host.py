"""
What the host does: read, ask the desk, store what it says; and again, where others were faster.
"""

import datetime as dt
import os
import uuid
from collections.abc import Callable
from typing import Final, TypeAlias

import attrs

from csmcore.cases import Actor, CaseAction, CaseEvent, OpenCase
from csmcore.desk import CaseRecord, Outcome, PlanOutcome, ServiceDesk
from csmcore.errors import UnknownIdError
from csmcore.kernel import ROUTING_STREAM, AgentId, CaseId, WorkId, case_stream, to_utc
from csmcore.routing import (
    Agent,
    RoutingEvent,
    RoutingPlan,
    RoutingState,
    WorkAssignment,
    replay_routing,
)
from csmcore.sla import SlaStatus
from examples.host_sqlite.office import SETUP, TEAM
from examples.host_sqlite.store import Conflict, Notice, Store, Wake

Clock: TypeAlias = Callable[[], dt.datetime]

ATTEMPTS: Final = 50  # each that fails is one with which somebody else got on
CASES: Final = case_stream(CaseId(""))
DESK: Final = ServiceDesk.of(SETUP)
NAMESPACE: Final = uuid.UUID("0b0e8a52-6a0c-5b1e-9b0e-6d3f2d0f7c11")


def now() -> dt.datetime:
    """The time by this machine; the only place at which anybody asks."""
    return dt.datetime.now(dt.UTC)


def starting_at(instant: dt.datetime) -> Clock:
    """A clock that shows an instant now, and goes on from there."""
    ahead = instant - now()
    return lambda: now() + ahead


def new_case_id(by: Actor, key: str | None) -> CaseId:
    """An identity for a case: the same for a request that comes again."""
    made = uuid.uuid4() if key is None else uuid.uuid5(NAMESPACE, f"{by}/{key}")
    return CaseId(made.hex)


class Host:
    """A desk with a memory and a watch."""

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._store, self._clock = store, clock

    @classmethod
    def from_environment(cls) -> "Host":
        """The host on the database ``HOST_DATABASE``, whose clock starts at ``HOST_CLOCK``."""
        store = Store(os.environ.get("HOST_DATABASE", "sqlite:///host.db"))
        told = os.environ.get("HOST_CLOCK")
        return cls(store, starting_at(dt.datetime.fromisoformat(told)) if told else now)

    # --- questions ----------------------------------------------------------------------------

    def record(self, case_id: CaseId, as_of: dt.datetime | None = None) -> CaseRecord:
        """
        A case as it is, or as it was.

        Raises:
            UnknownIdError: There is none, or there was none then.
        """
        events = self._store.events(case_stream(case_id), CaseEvent)
        if as_of is not None:
            until = to_utc(as_of)
            events = tuple(each for each in events if each.at <= until)
        if not events:
            raise UnknownIdError("case", case_id)
        return CaseRecord(events)

    def status(self, case_id: CaseId, at: dt.datetime | None) -> SlaStatus:
        """How the clocks of a case stand, stood, or will stand if nothing happens."""
        return DESK.status(self.record(case_id), at=at or self._clock())

    def planned(self) -> PlanOutcome:
        """What would be given out now; nothing comes of it."""
        state, names = self._routing(), self._store.streams(CASES)
        records = [self.record(CaseId(each.removeprefix(CASES))) for each in names]
        return DESK.plan(records, _team(records), state=state, at=self._at(*records))

    # --- requests -----------------------------------------------------------------------------

    def open(self, action: OpenCase, by: Actor) -> Outcome:
        """Opens a case; one that was opened under the same key is there already."""

        def opened() -> Outcome:
            events = self._store.events(case_stream(action.case_id), CaseEvent)
            record = CaseRecord(events) if events else None
            return DESK.open(action, at=self._clock(), by=by, record=record)

        return self._until_stored(opened)

    def act(self, case_id: CaseId, action: CaseAction, by: Actor, expected: int | None) -> Outcome:
        """Does something to a case as it is by then; or only to the case that the client has seen."""

        def acted() -> Outcome:
            record = self.record(case_id)
            return DESK.act(record, action, at=self._at(record), by=by, expected_sequence=expected)

        return self._until_stored(acted)

    def answer(self, case_id: CaseId, agent_id: AgentId, *, accepts: bool) -> Outcome:
        """An agent accepts or declines the case that they are offered."""

        def answered() -> Outcome:
            state, record = self._routing(), self.record(case_id)
            at = self._at(record)
            return DESK.answer(record, agent_id, accepts=accepts, state=state, at=at)

        return self._until_stored(answered)

    def plan(self) -> RoutingPlan:
        """Gives out what waits."""
        for _ in range(ATTEMPTS):
            seen, made = self._store.wake(ROUTING_STREAM), self.planned()
            if self._is_stored(made, seen, made.plan.at):
                return made.plan
        raise Conflict

    # --- what happens by itself ---------------------------------------------------------------

    def look(self) -> int:
        """Looks at what is due, and tells at how many streams it looked."""
        due = self._store.due(self._clock())
        for stream in due:
            if stream == ROUTING_STREAM:
                self.plan()
            else:
                self._look_at(CaseId(stream.removeprefix(CASES)))
        return len(due)

    def send(self, send: Callable[[Notice], None]) -> None:
        """Sends what was not sent; whoever is stopped in between sends it again, by the same id."""
        for notice in self._store.unsent():
            send(notice)
            self._store.sent(notice, self._clock())

    def _look_at(self, case_id: CaseId) -> None:
        for _ in range(ATTEMPTS):
            seen, record = self._store.wake(case_stream(case_id)), self.record(case_id)
            at = max(self._at(record), seen.told_until)
            outcome = DESK.due(record, at=at, told_until=seen.told_until)
            if self._is_stored(outcome, seen, at):
                return
        raise Conflict

    # --- reading and storing ------------------------------------------------------------------

    def _until_stored(self, decide: Callable[[], Outcome]) -> Outcome:
        for _ in range(ATTEMPTS):
            outcome = decide()
            if self._is_stored(outcome):
                return outcome
        raise Conflict

    def _is_stored(
        self, outcome: Outcome, seen: Wake | None = None, at: dt.datetime | None = None
    ) -> bool:
        looked = None
        if seen is not None and at is not None:
            again = dict(outcome.wakes)[seen.stream]
            looked = seen._replace(told_until=at, next_instant=again)
        wakes = [ROUTING_STREAM] if outcome.events else []
        try:
            self._store.save(outcome, at=self._clock(), wakes=wakes, looked=looked)
        except Conflict:
            return False
        return True

    def _at(self, *records: CaseRecord) -> dt.datetime:
        # Another machine's clock may be ahead of this one's, and nothing happens before its cause.
        return max([self._clock(), *(record.case.changed_at for record in records)])

    def _routing(self) -> RoutingState:
        return replay_routing(self._store.events(ROUTING_STREAM, RoutingEvent))


def _team(records: list[CaseRecord]) -> list[Agent]:
    held: dict[AgentId | None, list[WorkAssignment]] = {agent.id: [] for agent in TEAM}
    for case in (record.case for record in records):
        if case.agent_id in held and not case.is_over:
            held[case.agent_id].append(WorkAssignment(WorkId(case.id), facts={"state": case.state}))
    return [attrs.evolve(agent, assignments=held[agent.id]) for agent in TEAM]
