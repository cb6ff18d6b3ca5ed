"""
Reads the scenarios of other engines' service levels, and asks csmcore what they ask.

A scenario becomes a calendar, targets and a timeline, all of them data; what engines do
differently is data too, in ``engines.py``. A kind of event or an expected key that is not
known here is an error, so that nothing is silently left out.
"""

import datetime as dt
import functools
import json
import pathlib
import re
from typing import Any, Final, Literal, NamedTuple, TypeAlias, cast

import attrs

from csmcore.calendars import Calendar
from csmcore.kernel import Change, Fact, Timeline
from csmcore.sla import (
    BusinessDays,
    Cycle,
    Goal,
    NoticeKind,
    SlaClock,
    SlaPolicy,
    SlaTarget,
    Stage,
    Threshold,
    WorkingTime,
    measure,
    notices,
)
from tests.calendars.translate import calendar
from tests.golden.engines import DETAILS, ENGINES, EVENTS, PAUSES, UnknownError, engine_of

FILE: Final = pathlib.Path(__file__).parent / "sla_scenarios.json"

Answer: TypeAlias = dt.datetime | dt.timedelta | bool | str | None

NOTES: Final = frozenset({"at", "kind", "note"})
SAID: Final = frozenset(
    {"id", "source", "note", "calendar", "targets_s", "created", "add_exact_fill", "pause_applies_to"}
    | {"events", "expected", "escalation_offset", "metric", "target_days", "quirk", "correct"}
)
NOT_ASKED: Final = frozenset(
    {"as_of", "active_between", "oracle", "oracle_disagrees", "explanation", "note"}
)
ASKED: Final = frozenset({"status", "next_due", "paused_s", "escalation_at", "active_s"})
ASKED_OF_A_CLOCK: Final = re.compile(
    "(first_response|next_response|resolution)_(due|elapsed_s|margin_s|remaining_s|late_s|breached)"
)


class Question(NamedTuple):
    """
    One key of one checkpoint of one scenario, and the answer that csmcore owes.
    """

    scenario: dict[str, Any]
    checkpoint: dict[str, Any]
    key: str
    expected: Answer
    why: Literal["as the source says", "corrected"]

    @property
    def engine(self) -> str:
        """
        Whose test it is from.
        """
        return engine_of(self.scenario)


@functools.cache
def read() -> dict[str, Any]:
    """
    The file of scenarios.
    """
    return cast("dict[str, Any]", json.loads(FILE.read_text(encoding="utf-8")))


def questions(scenario: dict[str, Any]) -> list[Question]:
    """
    Everything that a scenario's checkpoints ask; where the engine is wrong, with what is right.
    """
    if unknown := set(scenario) - SAID:
        raise UnknownError(scenario["id"], unknown)
    found = []
    right_of = _right_of(scenario)
    for checkpoint, right in zip(scenario["expected"], right_of, strict=True):
        asked = {key: told for key, told in checkpoint.items() if key not in NOT_ASKED}
        if checkpoint.get("oracle_disagrees") and not right:
            raise UnknownError(scenario["id"], "the engine is wrong, and what is right is not said")
        for key, told in (asked | right).items():
            if key not in ASKED and not ASKED_OF_A_CLOCK.fullmatch(key):
                raise UnknownError(scenario["id"], key)
            why: Literal["as the source says", "corrected"]
            why = "as the source says" if told == asked.get(key, ...) else "corrected"
            found.append(Question(scenario, checkpoint, key, _answer(key, told), why))
    return found


def _right_of(scenario: dict[str, Any]) -> list[dict[str, Any]]:
    """
    What is right where the engine is not, for each checkpoint; said of the whole, it is of the last.
    """
    checkpoints = scenario["expected"]
    right = [dict(each.get("oracle", {})) for each in checkpoints]
    for key, told in scenario.get("correct", {}).items():
        asked = [place for place, each in enumerate(checkpoints) if key in each]
        right[asked[-1] if asked else -1].setdefault(key, told)
    return right


def _answer(key: str, told: str | float | bool | None) -> Answer:
    if told is None or isinstance(told, bool) or key == "status":
        return cast("Answer", told)
    return dt.timedelta(seconds=float(told)) if key.endswith("_s") else _instant(str(told))


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def ask(question: Question) -> Answer:
    """
    The question, put to csmcore.
    """
    reading = Reading(question.scenario, _instant(question.checkpoint["as_of"]))
    clock = ASKED_OF_A_CLOCK.fullmatch(question.key)
    if clock:
        return reading.told(clock[1], clock[2])
    match question.key:
        case "status":
            return reading.status
        case "next_due":
            return reading.next_due
        case "paused_s":
            return reading.paused
        case "escalation_at":
            return reading.escalation_at
        case "active_s":
            start, end = map(_instant, question.checkpoint["active_between"])
            return reading.active(start, end)
        case _:
            raise UnknownError(question.scenario["id"], question.key)


class Reading:
    """
    A scenario as csmcore sees it at an instant.
    """

    def __init__(self, scenario: dict[str, Any], at: dt.datetime) -> None:
        self.scenario = scenario
        self.at = at
        self.engine = ENGINES[engine_of(scenario)]
        changes = [change for change in self._changes() if change.at <= at]
        self.timeline = Timeline.of(changes)
        self.calendar = self._calendar()
        self.targets = {each.name: self._target(each) for each in self.engine.targets}
        self.clocks = {
            name: measure(target, self.timeline, calendar=self.calendar, at=at)
            for name, target in self.targets.items()
        }

    # -- from the scenario ----------------------------------------------------------------------

    def _changes(self) -> list[Change]:
        opened: dict[str, Fact] = {"state": "open", "promise": 0}
        changes = [Change(_instant(self.scenario["created"]), opened, "created")]
        promise = 0
        for event in self.scenario["events"]:
            kind = event["kind"]
            if kind not in EVENTS or (set(event) - NOTES - DETAILS.get(kind, frozenset())):
                raise UnknownError(self.scenario["id"], event)
            facts, signal = EVENTS[kind]
            if kind == "retarget":
                promise += 1
                facts = {"promise": promise}
            if facts or signal:
                changes.append(Change(_instant(event["at"]), facts, (signal,) if signal else ()))
        return changes

    def _calendar(self) -> Calendar:
        # The engines measure anew, from the start, by the calendar as it is now.
        name = self.scenario["calendar"]
        for event in self.scenario["events"]:
            if event["kind"] == "calendar_changed" and _instant(event["at"]) <= self.at:
                name = event["calendar"]
        return calendar(read()["calendars"][name], name)

    def _target(self, target: SlaTarget) -> SlaTarget:
        paused = target.name in self.scenario["pause_applies_to"]
        return attrs.evolve(
            target,
            goals=self._goals(target.name),
            pauses=PAUSES[target.name] if paused else (),
            boundary=self.scenario["add_exact_fill"],
            thresholds=self._thresholds(),
        )

    def _goals(self, metric: str) -> tuple[Goal, ...]:
        retargets = [each for each in self.scenario["events"] if each["kind"] == "retarget"]
        promised: WorkingTime | BusinessDays | None = None
        goals = []
        for place, said in enumerate([self.scenario, *retargets]):
            if metric in said.get("targets_s", {}):
                seconds = said["targets_s"][metric]
                promised = WorkingTime(dt.timedelta(seconds=seconds)) if seconds else None
            elif "target_days" in said and metric == (said.get("metric") or self.scenario["metric"]):
                promised = BusinessDays(said["target_days"])
            if promised is not None:
                goals.append(Goal(promised, f"promise = {place}"))
        return tuple(goals)

    def _thresholds(self) -> tuple[Threshold, ...]:
        match self.scenario.get("escalation_offset", {}):
            case {"seconds": seconds} if seconds < 0:
                return (Threshold.before(dt.timedelta(seconds=-seconds)),)
            case {"seconds": seconds}:
                return (Threshold.after(dt.timedelta(seconds=seconds)),)
            case {"days": days} if days > 0:
                return (Threshold.days_after(days),)
            case _:
                return ()

    # -- what it says -----------------------------------------------------------------------------

    @property
    def state(self) -> Fact:
        """
        The record's state.
        """
        return self.timeline.facts_at(self.at).get("state")

    @property
    def promised(self) -> list[SlaClock]:
        """
        The clocks that the scenario promises anything about.
        """
        return [self.clocks[name] for name, target in self.targets.items() if target.goals]

    @property
    def metric(self) -> str:
        """
        The clock that a scenario is about.
        """
        names = [clock.name for clock in self.promised]
        named = "resolution" if "resolution" in names or not names else names[0]
        return str(self.scenario.get("metric", named))

    @property
    def status(self) -> str:
        """
        The engine's own label.
        """
        if self.engine.labels is None:
            raise UnknownError(self.scenario["id"], "status")
        return self.engine.labels(self.promised, self.state)

    def due(self, metric: str) -> dt.datetime | None:
        """
        When a clock is due; ``None`` when it is not running.
        """
        clock = self.clocks[metric]
        return clock.due_at if clock.stage is Stage.RUNNING else None

    @property
    def next_due(self) -> dt.datetime | None:
        """
        The earliest due instant of all clocks.
        """
        return min(filter(None, map(self.due, self.clocks)), default=None)

    def told(self, metric: str, what: str) -> Answer:
        """
        One figure of a clock: of its longest cycle, where it has several.
        """
        if what == "due":
            return self.due(metric)
        clock = self.clocks[metric]
        if what == "breached":
            return any(cycle.breached for cycle in clock.cycles)
        cycle = self._longest(clock)
        if cycle is None:
            return None
        if what == "late_s":
            return None if cycle.margin is None else max(-cycle.margin, dt.timedelta(0))
        return cast("dt.timedelta | None", getattr(cycle, what.removesuffix("_s")))

    def _longest(self, clock: SlaClock) -> Cycle | None:
        if (
            self.engine.reports == "finished"
            and self.timeline.facts_at(self.at).get("sla") == "removed"
        ):
            return None  # Zammad forgets what it reported, too
        counted = [
            cycle
            for cycle in clock.cycles
            if cycle.stage is Stage.FINISHED or self.engine.reports == "so far"
        ]
        return max(counted, key=lambda cycle: cycle.elapsed, default=None)

    @property
    def paused(self) -> dt.timedelta:
        """
        The working time for which the clock that the scenario is about has waited.
        """
        return self.clocks[self.metric].paused.get("waiting", dt.timedelta(0))

    @property
    def escalation_at(self) -> dt.datetime | None:
        """
        When the threshold is crossed, if nothing else happens.
        """
        offset = self.scenario["escalation_offset"]
        if offset.get("days", 1) <= 0:
            due = self.due(self.metric)
            return None if due is None else self.calendar.add_days(due, offset["days"])
        told = notices(
            (SlaPolicy("promised", self.targets[self.metric]),),
            self.timeline,
            calendars=self.calendar,
            after=self.timeline.starts_at,
            until=self.at + dt.timedelta(days=3650),
        )
        return next((n.crossed_at for n in reversed(told) if n.kind is NoticeKind.WARNING), None)

    def active(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """
        The working time between two instants in which the record was worked on.
        """
        running = dt.timedelta(0)
        for cycle in self.clocks["resolution"].cycles:
            for phase in cycle.phases:
                if phase.stage is Stage.RUNNING:
                    since, until = max(phase.start, start), min(phase.end, end)
                    running += self.calendar.between(since, max(since, until))
        return running
