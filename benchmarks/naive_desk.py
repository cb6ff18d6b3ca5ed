"""
The same journey as it is often written: dictionaries, ``transitions`` and pandas' business hours.

It knows the invented world of ``examples/journey`` by heart and this order of things only. It gives no
reasons, refuses nothing but moves, warns of nothing, and forgets what was promised before: the due
instant is worked out when an incident is resolved, by the priority that it has then. Waits count in
whole hours, since pandas knows no others.
"""

import datetime as dt
import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import pandas as pd
import transitions

from csmcore.kernel import zone
from csmcore.routing import Agent
from examples.journey.incidents import Incident, Told
from examples.journey.invented import LIFECYCLE, MATRIX, ZONE, account_of, kind_of, team_of
from examples.real_log.reading import WAITING

WALL: Final = zone(ZONE)
OFFICE: Final = {"start": "08:00", "end": "18:00"}
AN_HOUR: Final = pd.offsets.CustomBusinessHour(n=1, **OFFICE)
PROMISES: Final = {
    "gold": (1, (4, 8, 20, 40)),
    "silver": (4, (8, 16, 30, 50)),
    "standard": (8, (12, 24, 60, 100)),
}
PACK: Final = 15
LAST_DAY: Final = dt.date(2016, 3, 31)
SLOT: Final = dt.timedelta(minutes=30)
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
SHIFTS: Final = {"early": (7.0, 16.0), "late": (9.5, 18.5)}

Timed = Callable[[str, Callable[..., Any]], Any]
"""
Calls something, and counts its time to a stage.
"""


class Model:
    """
    What ``transitions`` moves.
    """

    state: str


def machine() -> Any:
    """
    The lifecycle for ``transitions``: a trigger for each state to which something leads.
    """
    moves = [
        {"trigger": f"to {move.target}", "source": source, "dest": move.target}
        for move in LIFECYCLE.moves
        for source in move.sources
    ]
    return transitions.Machine(
        model=None,
        states=[state.name for state in LIFECYCLE.states],
        transitions=moves,
        initial="New",
        auto_transitions=False,
    )


def wall(at: dt.datetime) -> pd.Timestamp:
    """
    What the clocks of the office show.
    """
    return pd.Timestamp(at.astimezone(WALL).replace(tzinfo=None))


def due(since: dt.datetime, hours: int) -> pd.Timestamp:
    """
    When so many hours of the office have passed.
    """
    return wall(since) + pd.offsets.CustomBusinessHour(n=hours, **OFFICE)


def hours_between(start: dt.datetime, end: dt.datetime) -> int:
    """
    How many whole hours of the office: the usual answer, counting a range.
    """
    return len(pd.date_range(wall(start), wall(end), freq=AN_HOUR, inclusive="left"))


class NaiveDesk:
    """
    The host and the desk in one.
    """

    def __init__(self, agents: Iterable[Agent], timed: Timed) -> None:
        self.timed = timed
        self.agents: list[dict[str, Any]] = [
            {
                "id": each.id,
                "teams": set(each.groups),
                "rests": each.shift is not None,
                "from": SHIFTS[each.shift.name][0] if each.shift is not None else 0.0,
                "until": SHIFTS[each.shift.name][1] if each.shift is not None else 24.0,
                "room": each.capacity,
                "load": 0,
            }
            for each in agents
        ]
        self.by_id = {each["id"]: each for each in self.agents}
        self.machine = machine()
        self.cases: dict[str, dict[str, Any]] = {}
        self.waiting: dict[str, None] = {}
        self.packs: Counter[tuple[str, int, int]] = Counter()
        self.events: list[dict[str, Any]] = []
        self.kept: Counter[tuple[str, str, bool]] = Counter()
        self.covered: Counter[str] = Counter()
        self.coming: list[tuple[dt.datetime, int, Callable[[dt.datetime], None]]] = []
        self.count = itertools.count()
        self.plans_at: dt.datetime | None = None

    def run(self, incidents: Iterator[Incident]) -> None:
        """
        All of them, in the order of time.
        """
        for incident in incidents:
            self._work(incident.opened_at)
            self._open(incident)
        self._work(dt.datetime.max.replace(tzinfo=dt.UTC))

    def _work(self, until: dt.datetime) -> None:
        while self.coming and self.coming[0][0] <= until:
            at, _, do = heapq.heappop(self.coming)
            do(at)

    def _later(self, at: dt.datetime, do: Callable[[dt.datetime], None]) -> None:
        heapq.heappush(self.coming, (at, next(self.count), do))

    def _open(self, incident: Incident) -> None:
        at, first = incident.opened_at, incident.rows[0]
        policy = self.timed("cover", lambda: self._policy(incident, at))
        model = Model()
        self.machine.add_model(model)
        case = {
            "id": incident.number,
            "opened_at": at,
            "model": model,
            "team": team_of(first.group),
            "priority": MATRIX.priority(first.impact, first.urgency),
            "policy": policy,
            "agent": None,
            "waits_since": None,
            "waited": 0,
            "rows": iter(incident.rows),
        }
        self.cases[incident.number] = case
        self._tell(case, at, "opened")
        self.waiting[incident.number] = None
        self._plan_from(at)
        self._goes_on(case)

    def _policy(self, incident: Incident, at: dt.datetime) -> str:
        kind = "none" if incident.caller is None else kind_of(account_of(incident.caller))
        on = at.astimezone(WALL).date()
        if kind == "lapsing" and on <= LAST_DAY:
            return "gold"
        if kind == "pack" and incident.caller is not None:
            key = (account_of(incident.caller), on.year, (on.month - 1) // 3)
            self.packs[key] += self.packs[key] < PACK
        return kind if kind in ("gold", "silver") else "standard"

    def _tell(self, case: dict[str, Any], at: dt.datetime, what: str) -> None:
        self.events.append({"case": case["id"], "at": at, "what": what})

    def _goes_on(self, case: dict[str, Any]) -> None:
        row = next(case["rows"], None)
        if row is None:
            del self.cases[case["id"]]
            self.waiting.pop(case["id"], None)
            self.machine.remove_model(case["model"])
        else:
            self._later(row.at, lambda at: self._row(case, row, at))

    def _row(self, case: dict[str, Any], row: Told, at: dt.datetime) -> None:
        self.timed("events", lambda: self._changed(case, row, at))
        if row.state is not None and row.state != case["model"].state:
            self._move(case, row.state, at)
        self._goes_on(case)

    def _changed(self, case: dict[str, Any], row: Told, at: dt.datetime) -> None:
        priority, team = MATRIX.priority(row.impact, row.urgency), team_of(row.group)
        if case["model"].state == "Closed":
            return
        if priority != case["priority"]:
            case["priority"] = priority
            self._tell(case, at, "priority")
        if team != case["team"]:
            self._give(case, None)
            case["team"] = team
            self._tell(case, at, "team")
            if case["model"].state != "Resolved":
                self.waiting[case["id"]] = None
                self._plan_from(at)

    def _move(self, case: dict[str, Any], state: str, at: dt.datetime) -> None:
        was = case["model"].state
        try:
            self.timed("events", lambda: case["model"].trigger(f"to {state}"))
        except (transitions.MachineError, AttributeError):
            return
        self._tell(case, at, state)
        self.timed("clocks", lambda: self._clock(case, was, state, at))
        if state in ("Resolved", "Closed"):
            self._give(case, None)
            self.waiting.pop(case["id"], None)

    def _clock(self, case: dict[str, Any], was: str, state: str, at: dt.datetime) -> None:
        response, resolution = PROMISES[case["policy"]]
        opened_at = case["opened_at"]
        if was == "New":
            late = wall(at) > due(opened_at, response)
            self.kept[case["policy"], "response", not late] += 1
        if case["waits_since"] is not None:
            case["waited"] += hours_between(case["waits_since"], at)
            case["waits_since"] = None
        if state in WAITING:
            case["waits_since"] = at
        if state == "Resolved":
            hours = resolution[case["priority"] - 1]
            if case["priority"] == 1:
                late = at > opened_at + dt.timedelta(hours=hours)
            else:
                late = wall(at) > due(opened_at, hours + case["waited"])
            self.kept[case["policy"], "resolution", not late] += 1

    def _give(self, case: dict[str, Any], agent: dict[str, Any] | None) -> None:
        if case["agent"] is not None:
            self.by_id[case["agent"]]["load"] -= 1
        case["agent"] = None if agent is None else agent["id"]
        if agent is not None:
            agent["load"] += 1

    def _plan_from(self, at: dt.datetime) -> None:
        slot = at + (EPOCH - at) % SLOT
        if self.plans_at is None or slot < self.plans_at:
            self.plans_at = slot
            self._later(slot, self._plan)

    def _plan(self, at: dt.datetime) -> None:
        if self.plans_at == at:
            self.plans_at = None
            self.timed("route", lambda: self._route(at))
            if self.waiting:
                self._plan_from(at + SLOT)

    def _route(self, at: dt.datetime) -> None:
        now = at.astimezone(WALL)
        hour = now.hour + now.minute / 60
        is_weekday = now.weekday() < 5
        for case_id in sorted(self.waiting, key=lambda each: self.cases[each]["priority"]):
            case = self.cases[case_id]
            team = "on call" if case["priority"] <= 2 else case["team"]
            able = [
                each
                for each in self.agents
                if team in each["teams"]
                and each["load"] < each["room"]
                and (not each["rests"] or (is_weekday and each["from"] <= hour < each["until"]))
            ]
            if able:
                self._give(case, min(able, key=lambda each: (each["load"], each["id"])))
                del self.waiting[case_id]
                self._tell(case, at, "assigned")
