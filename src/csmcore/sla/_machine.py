"""
A clock as a machine that is moved from moment to moment.

Measuring a history, and taking its changes as they come, are both this machine; so they
agree by construction.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from csmcore.calendars import Calendar
from csmcore.conditions import Condition
from csmcore.errors import DefinitionError
from csmcore.kernel import Fact, Moment, from_micros, to_micros
from csmcore.sla._goals import Goal
from csmcore.sla._meter import BREACH, Meter
from csmcore.sla._plan import Plan
from csmcore.sla._policy import Again
from csmcore.sla._record import Crossing, Ended, Stretch
from csmcore.sla._stages import Cause, Stage

CalendarSource: TypeAlias = Callable[[Mapping[str, Fact], Goal | None], Calendar]
"""
Which calendar counts for a record of these facts, under a goal.
"""

_TURNING: Final = (
    "because",
    "cause",
    "ended",
    "number",
    "previous_due",
    "spent",
    "stage",
    "waiting",
)
_COLLECTED: Final = ("calendars", "crossings", "cycles", "stretches", "waits")


class Machine:
    """
    One clock.

    Args:
        plan: Its target, made ready.

        source: Which calendar counts.

        recording: Whether to keep every cycle and stretch, or the last cycle's totals only.

        telling: Whether to find each crossing of a threshold as well.
    """

    __slots__ = (
        "because",
        "calendars",
        "cause",
        "crossings",
        "cycles",
        "ended",
        "meter",
        "number",
        "plan",
        "previous_due",
        "recording",
        "source",
        "spent",
        "stage",
        "stretches",
        "telling",
        "waiting",
        "waits",
    )

    meter: Meter  # once a cycle has begun

    def __init__(
        self, plan: Plan, source: CalendarSource, *, recording: bool = False, telling: bool = False
    ) -> None:
        self.plan: Final = plan
        self.source: Final = source
        self.recording: Final = recording
        self.telling: Final = telling
        self.stage = Stage.NOT_STARTED
        self.number = 0  # of the cycle; 0 before the first
        self.ended = 0
        self.spent = False  # whether a cycle has finished
        self.previous_due: int | None = None
        self.cause = Cause.START
        self.because: Condition | None = None
        self.waiting: tuple[int, int] | None = None  # the pause that goes on unstarted: since, which
        self.waits: list[tuple[int, int, int]] = []
        self.calendars: list[Calendar] = []
        self.stretches: list[Stretch] = []
        self.cycles: list[Ended] = []
        self.crossings: dict[tuple[int, int, str], Crossing] = {}

    def copied(self, source: CalendarSource) -> "Machine":
        """
        The same clock, moved on its own from here.
        """
        other = Machine(self.plan, source, recording=self.recording, telling=self.telling)
        for name in _TURNING:
            setattr(other, name, getattr(self, name))
        for name in _COLLECTED:
            setattr(other, name, getattr(self, name).copy())
        if self.number:
            other.meter = self.meter.copied()
        return other

    # -- moments ---------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """
        Whether a cycle runs or is paused.
        """
        return self.stage is Stage.RUNNING or self.stage is Stage.PAUSED

    def step(self, moment: Moment) -> None:
        """
        Moves the clock over one moment.
        """
        at = to_micros(moment.at)
        if self.plan.target.retroactive_pause:
            self._remember(moment, at)
        stopped_here = False
        if self.is_open:
            self._step_open(moment, at)
            stopped_here = self.stage is Stage.FINISHED and self.plan.stop_then_start
            if not stopped_here:
                return
        if self._starts(moment, anyway=stopped_here):
            self._start(moment, at)

    def _step_open(self, moment: Moment, at: int) -> None:
        plan, target = self.plan, self.plan.target
        facts = (moment.before, moment.after, moment.signals)
        if plan.stop(*facts):
            self._end(at, Stage.FINISHED, Cause.STOP, target.stop)
        elif (
            plan.reset is not None
            and plan.reset(*facts)
            and (plan.starts_at_an_instant or plan.start(*facts))
        ):
            self._end(at, Stage.FINISHED, Cause.RESET, target.reset)
            self._begin(moment, at, Cause.RESET, target.reset)
        elif plan.cancel is not None and plan.cancel(*facts):
            self._end(at, Stage.CANCELLED, Cause.CANCEL, target.cancel)
        else:
            self._go_on(moment, at)

    def _starts(self, moment: Moment, *, anyway: bool) -> bool:
        plan = self.plan
        if self.spent and plan.target.again is Again.NEVER:
            return False
        if not plan.starts(moment.before, moment.after, moment.signals):
            return False
        # It has to come true; by itself, what held before would start it again and again.
        return anyway or not self.number or not plan.starts(moment.before, moment.before, frozenset())

    def _go_on(self, moment: Moment, at: int) -> None:
        if self.plan.needs_goal:
            self._retarget(moment, at)
        if self.plan.follows:
            self._follow(moment, at)
        pause = self.plan.pause_at(moment, self.meter.pause)
        if pause != self.meter.pause:
            self._turn(at, pause)

    def _remember(self, moment: Moment, at: int) -> None:
        # A clock that starts in the past must know what would have paused it.
        since, pause = self.waiting or (at, -1)
        now = self.plan.pause_at(moment, pause)
        if now != pause:
            if pause >= 0:
                self.waits.append((since, at, pause))
            self.waiting = (at, now) if now >= 0 else None

    # -- beginning -----------------------------------------------------------------------------

    def _start(self, moment: Moment, at: int) -> None:
        again = self.plan.target.again
        if self.stage is Stage.FINISHED and again is Again.CONTINUE:
            self._reopen(moment, at)
            return
        if self.stage is Stage.FINISHED and again is Again.RESTART and self.cycles:
            del self.cycles[-1]
        self._begin(moment, at, Cause.START, self.plan.target.start)

    def _begin(self, moment: Moment, at: int, cause: Cause, because: Condition) -> None:
        plan, begins = self.plan, self._beginning(moment, at, cause)
        goal = plan.goal_at(moment)
        calendar = self.source(moment.after, plan.target.goals[goal] if goal >= 0 else None)
        self._enter(calendar)
        self.number += 1
        self.stage, self.cause, self.because = Stage.RUNNING, cause, because
        self.stretches = []
        self.meter = Meter(plan, calendar, begins)
        self.meter.aim(goal, at, moment.after)
        if begins < at:
            self._relive(begins, at)
        pause = plan.pause_at(moment, self.meter.pause)
        if pause != self.meter.pause:
            self._turn(at, pause)
        else:
            self._cross_here(at)

    def _beginning(self, moment: Moment, at: int, cause: Cause) -> int:
        if cause is Cause.RESET:
            return at  # what was counted is forgotten, the past included
        sequential = self.plan.target.again is Again.SEQUENTIAL and self.stage is Stage.FINISHED
        if sequential and self.previous_due is not None and self.previous_due > at:
            return self.previous_due
        fact = self.plan.target.start_from
        said = None if fact is None else moment.after.get(fact)
        if said is None:
            return at
        if not isinstance(said, dt.datetime):
            message = f"{fact} is {said!r}; a clock starts from an instant, an aware datetime"
            raise DefinitionError(message)
        return min(at, to_micros(said))

    def _relive(self, begins: int, at: int) -> None:
        waits = [*self.waits, (self.waiting[0], at, self.waiting[1])] if self.waiting else self.waits
        for since, until, pause in waits:
            if max(since, begins) < min(until, at):
                self._turn(max(since, begins), pause)
                if until < at:
                    self._turn(until, -1)

    def _reopen(self, moment: Moment, at: int) -> None:
        if self.cycles:
            self.stretches = list(self.cycles.pop().stretches)
            if self.ended < at:
                closed = (Stage.FINISHED, -1, 0, len(self.calendars) - 1, self.cause, self.because)
                self.stretches.append(Stretch(self.ended, at, *closed))
        self.stage, self.meter.pause, self.meter.since = Stage.RUNNING, -1, at
        self.cause, self.because = Cause.REOPEN, self.plan.target.start
        self._go_on(moment, at)
        self._cross_here(at)

    def _enter(self, calendar: Calendar) -> None:
        if not self.calendars or self.calendars[-1] != calendar:
            self.calendars.append(calendar)

    # -- going on, and ending --------------------------------------------------------------------

    def _turn(self, at: int, pause: int) -> None:
        self._count(at)
        self.meter.pause = pause
        if pause >= 0:
            self.stage, self.cause = Stage.PAUSED, Cause.PAUSE
            self.because = self.plan.target.pauses[pause].when
        else:
            self.stage, self.cause = Stage.RUNNING, Cause.RESUME
            self.because = self.plan.target.resume
        self._cross_here(at)

    def _retarget(self, moment: Moment, at: int) -> None:
        meter, goal = self.meter, self.plan.goal_at(moment)
        if goal == meter.goal and meter.deadline_by(goal, moment.after) == meter.deadline:
            return
        if meter.is_same_promise(goal):
            meter.goal = goal
            return
        self._count(at)
        self.cause = Cause.RETARGET
        self.because = self.plan.target.goals[goal].when if goal >= 0 else None
        meter.aim(goal, at, moment.after)
        self._cross_here(at)

    def _follow(self, moment: Moment, at: int) -> None:
        meter = self.meter
        goal = self.plan.target.goals[meter.goal] if meter.goal >= 0 else None
        calendar = self.source(moment.after, goal)
        if calendar is not meter.calendar and calendar != meter.calendar:
            self._count(at)
            self._enter(calendar)
            meter.calendar, self.cause, self.because = calendar, Cause.CALENDAR, None
            self._cross_here(at)

    def _end(self, at: int, stage: Stage, cause: Cause, because: Condition | None) -> None:
        self._count(at)
        meter = self.meter
        self.previous_due = meter.due
        meter.started = min(meter.started, at)
        self.stage, self.ended, self.cause, self.because = stage, at, cause, because
        self.spent = self.spent or stage is Stage.FINISHED
        if self.recording:
            self.cycles.append(self.as_ended(at))

    def _count(self, at: int) -> None:
        meter = self.meter
        since = meter.since
        if at <= since:
            return
        if self.telling:
            self._cross(at)
        gain = meter.count(at)
        if self.recording:
            place = len(self.calendars) - 1
            kind = (self.stage, meter.pause, gain, place, self.cause, self.because)
            self.stretches.append(Stretch(since, at, *kind))

    # -- thresholds --------------------------------------------------------------------------------

    def _cross(self, at: int) -> None:
        # What is crossed within a stretch; at its end, it depends on what comes then.
        for place, crossed in self._crossings():
            if crossed < at:
                self._tell(place, crossed)

    def _cross_here(self, at: int) -> None:
        if self.telling and at >= self.meter.started:
            for place, crossed in self._crossings():
                if crossed <= at:
                    self._tell(place, crossed)

    def _crossings(self) -> Iterator[tuple[int, int]]:
        meter, promise = self.meter, self.meter.promise
        if promise:
            for place in range(BREACH, len(self.plan.target.thresholds)):
                if (self.number, place, promise) not in self.crossings:
                    crossed = meter.crossing(place)
                    if crossed is not None:
                        yield place, crossed

    def _tell(self, place: int, crossed: int) -> None:
        meter, due = self.meter, self.meter.due
        at = max(crossed, meter.goal_since)
        key = (self.number, place, meter.promise)
        self.crossings[key] = Crossing(*key, at, at if due is None else due)

    # -- asking --------------------------------------------------------------------------------------

    def look(self, at: int) -> None:
        """
        Counts, and tells what is crossed, until an instant at which nothing happens.
        """
        if self.is_open:
            self._count(at)
            self._cross_here(at)

    def call_off(self, at: int, cause: Cause) -> None:
        """
        Cancels an open cycle, for a cause outside the target.
        """
        self._end(at, Stage.CANCELLED, cause, None)

    def next_crossing(self, at: int) -> int | None:
        """
        When something is next crossed, or begins, after an instant until which all is counted.
        """
        if not self.is_open:
            return None
        coming = [self.meter.started, *(crossed for _, crossed in self._crossings())]
        return min((each for each in coming if each > at), default=None)

    @property
    def first_started(self) -> dt.datetime | None:
        """
        From when the first cycle counts that is kept.
        """
        if self.cycles:
            return from_micros(self.cycles[0].started)
        return from_micros(self.meter.started) if self.number else None

    def as_ended(self, at: int) -> Ended:
        """
        The cycle as it stands once all is counted until an instant.
        """
        meter = self.meter
        hidden = self.stage is Stage.PAUSED and meter.is_hidden
        return Ended(
            self.number,
            self.stage,
            meter.started,
            at,
            meter.worked,
            tuple(meter.paused),
            meter.goal,
            meter.goal_since,
            meter.allowed,
            None if hidden else meter.due,
            meter.margin(at),
            tuple(self.stretches),
            self.cause,
            self.because,
        )
