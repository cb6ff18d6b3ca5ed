"""
A desk that hands out work step by step: plans are committed, offers answered, work finished.

Setups, agents and work are read from rows of plain data, with durations in seconds (``_s``) and
instants in seconds from Monday noon. A key that is not known here is an error, so that nothing in
a file is silently passed over.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

import attrs

from csmcore.calendars import BusinessCalendar
from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Affinity,
    Agent,
    AssignmentLimit,
    Backlog,
    Channel,
    Committed,
    ExtensionValue,
    Offering,
    Overflow,
    PlacementKind,
    Pool,
    Presence,
    Queue,
    Relaxation,
    Requirement,
    RoutingEvent,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    RoutingSnapshot,
    RoutingState,
    Use,
    WorkAssignment,
    WorkItem,
    accept_offer,
    decline_offer,
    expired_offers,
    leave_routing,
    plan,
    requeue,
)

Row = dict[str, Any]

NOON: Final = dt.datetime(2025, 1, 6, 12, tzinfo=dt.UTC)
"""
A Monday, from which instants are counted.
"""

INSTANTS: Final = {
    "entered_s": "entered_at",
    "active_s": "active_at",
    "due_s": "due_at",
    "idle_since_s": "idle_since",
}


def instant(seconds: float) -> dt.datetime:
    """
    An instant so many seconds after Monday noon.
    """
    return NOON + dt.timedelta(seconds=seconds)


def _duration(value: Any) -> Any:
    if isinstance(value, list):
        return [dt.timedelta(seconds=each) for each in value]
    return None if value is None else dt.timedelta(seconds=value)


def _fields(row: Row) -> Row:
    """
    Seconds as what they stand for; everything else as it is.
    """
    found: Row = {}
    for name, value in row.items():
        if name in INSTANTS:
            found[INSTANTS[name]] = None if value is None else instant(value)
        elif name.endswith("_s"):
            found[name.removesuffix("_s")] = _duration(value)
        else:
            found[name] = value
    return found


def _facts(row: Row) -> Row:
    return {
        name: (frozenset(fact) or None) if isinstance(fact, list) else fact
        for name, fact in row.items()
    }


def _requirement(row: str | Row) -> Requirement:
    return Requirement(row) if isinstance(row, str) else Requirement(**row)


def _use(row: str | list[Any]) -> Use:
    if isinstance(row, str):
        return Use(row)
    name, options, *weight = row
    return Use(name, options, weight=weight[0] if weight else 1)


def _hours(text: str | None) -> BusinessCalendar | None:
    return None if text is None else BusinessCalendar(text, "UTC", text)


def queue_of(row: Row) -> Queue:
    """
    A queue from a row.
    """
    found = _fields(row)
    found["id"] = QueueId(row.get("id", "queue"))
    if "pools" in row:
        found["pools"] = [Pool(**_fields(each)) for each in row["pools"]]
    for name in ("strategy", "scorers"):
        if name in row:
            found[name] = [_use(each) for each in row[name]]
    if "requires" in row:
        found["requires"] = [_requirement(each) for each in row["requires"]]
    if "relaxation" in row:
        found["relaxation"] = Relaxation(**_fields(row["relaxation"]))
    if "limit" in row:
        most, within = row["limit"]
        found["limit"] = AssignmentLimit(most, _duration(within))
    if "offering" in row:
        found["offering"] = Offering(**_fields(row["offering"]))
    if "overflow" in row:
        queue_id, after = row["overflow"]
        found["overflow"] = Overflow(queue_id, _duration(after))
    if "hours" in row:
        found["hours"] = _hours(row["hours"])
    return Queue(**found)


def setup_of(row: Row) -> RoutingSetup:
    """
    A setup from a row; a queue is all that has to be said.
    """
    found = dict(row)
    found["queues"] = [queue_of(each) for each in row.get("queues", [{}])]
    if "channels" in row:
        found["channels"] = [Channel(**_fields(each)) for each in row["channels"]]
    if "presences" in row:
        found["presences"] = [Presence(name, takes) for name, takes in row["presences"].items()]
    backlog = dict(row.get("backlog", {"keys": ["queue", "entered"]}))
    if "head_starts_s" in backlog:
        starts = backlog.pop("head_starts_s")
        backlog["head_starts"] = {int(each): _duration(start) for each, start in starts.items()}
    found["backlog"] = Backlog(**backlog)
    return RoutingSetup(**found)


def agent_of(row: Row) -> Agent:
    """
    An agent from a row; ``has`` is what they have, a row each or only an id.
    """
    found = _fields(row)
    rows = [{"work_id": each} if isinstance(each, str) else each for each in found.pop("has", [])]
    found["assignments"] = [WorkAssignment(**_fields(each)) for each in rows]
    found["facts"] = _facts(row.get("facts", {}))
    if "shift" in row:
        found["shift"] = _hours(row["shift"])
    return Agent(**found)


def work_of(row: Row) -> WorkItem:
    """
    Work from a row; it entered at noon if nothing else is said.
    """
    found: Row = {"entered_at": NOON, **_fields(row)}
    found["skills"] = [_requirement(each) for each in row.get("skills", [])]
    found["affinities"] = [Affinity(*each) for each in row.get("affinities", [])]
    found["facts"] = _facts(row.get("facts", {}))
    return WorkItem(**found)


class Desk:
    """
    What a host keeps: work, agents, and what routing remembers.
    """

    def __init__(
        self,
        setup: RoutingSetup,
        agents: Iterable[Agent],
        work: Iterable[WorkItem] = (),
        *,
        state: RoutingState | None = None,
        extensions: Iterable[ExtensionValue] = (),
    ) -> None:
        self.setup = setup
        self.rules = RoutingRules.of(setup, extensions=extensions, strict=True)
        self.agents = {agent.id: agent for agent in agents}
        self.work = {item.id: item for item in work}
        self.state = RoutingState() if state is None else state
        self.events: list[RoutingEvent] = []

    def plan(self, at: float = 0, *, only: Iterable[str] | None = None) -> RoutingPlan:
        """
        What would be done, for all work or some of it.
        """
        ids = self.work if only is None else [WorkId(each) for each in only]
        work = [self.work[each] for each in ids]
        return plan(work, self.agents.values(), rules=self.rules, state=self.state, at=instant(at))

    def commit(self, planned: RoutingPlan, at: float = 0) -> Committed:
        """
        Does what was planned, as far as things are still so.
        """
        done = self._now().commit(planned, at=instant(at))
        self._keep(done.snapshot, done.events)
        return done

    def route(self, at: float = 0, *, most: int | None = None) -> dict[str, str | None]:
        """
        Plans and commits; who gets or is offered each piece of work that waits, ``None`` for nobody.

        ``most`` is how many pieces of work a run of the host takes, the first of the backlog.
        """
        planned = self.plan(at)
        waiting = [each for each in planned.placements if each.outcome is not PlacementKind.KEEP]
        if most is not None and len(waiting) > most:
            first = self.plan(at, only=[each.work_id for each in waiting[:most]])
            given = {each.work_id: each.agent_id for each in first.placements}
            planned = first
        else:
            given = {each.work_id: each.agent_id for each in waiting}
        done = self.commit(planned, at)
        assert not done.conflicts, done.conflicts
        return {each.work_id: given.get(each.work_id) for each in waiting}

    def happened(self, *events: RoutingEvent) -> None:
        """
        Something happened: everything moves on by it.
        """
        self._keep(self._now().after(events), events)

    def _now(self) -> RoutingSnapshot:
        return RoutingSnapshot(self.work.values(), self.agents.values(), self.state)

    def _keep(self, now: RoutingSnapshot, events: Iterable[RoutingEvent]) -> None:
        self.events += events
        self.state = now.state
        self.work, self.agents = dict(now.work_by_id), dict(now.agents_by_id)

    def arrives(self, *work: WorkItem) -> None:
        """
        Work comes in.
        """
        self.work |= {item.id: item for item in work}

    def set(self, agent_id: str, **changes: Any) -> None:
        """
        An agent's record changes.
        """
        known = self.agents[AgentId(agent_id)]
        changes.setdefault("version", known.version + 1)
        self.agents[known.id] = attrs.evolve(known, **changes)

    def accept(self, work_id: str, agent_id: str, at: float = 0) -> None:
        """
        An offer is accepted: the work is theirs.
        """
        self.happened(
            accept_offer(self.state, WorkId(work_id), agent_id=AgentId(agent_id), at=instant(at))
        )

    def decline(self, work_id: str, agent_id: str, at: float = 0, *, may_return: bool = False) -> None:
        """
        An offer is declined.
        """
        self.happened(
            decline_offer(
                self.state,
                WorkId(work_id),
                agent_id=AgentId(agent_id),
                at=instant(at),
                may_return=may_return,
            )
        )

    def expire(self, at: float = 0) -> list[str]:
        """
        Offers that ran out go back; who let them pass, whose presence is set as the queue says.
        """
        events = expired_offers(self.state, instant(at), setup=self.setup)
        self.happened(*events)
        return [event.agent_id for event in events]

    def finish(self, work_id: str, at: float = 0, *, reason: str | None = None) -> None:
        """
        Work leaves: nobody has it any more.
        """
        self.happened(leave_routing(self.state, WorkId(work_id), at=instant(at), reason=reason))

    def give_back(self, work_id: str, at: float = 0, *, reason: str | None = None) -> None:
        """
        Work comes back from who has it, and waits again.
        """
        work = self.work[WorkId(work_id)]
        assert work.agent_id is not None
        self.happened(
            requeue(self.state, work.id, agent_id=work.agent_id, at=instant(at), reason=reason)
        )
