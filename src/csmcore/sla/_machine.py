"""
A clock as a machine that is moved from moment to moment, in whole microseconds.

Measuring a history, and taking its changes as they come, are both this machine; so they
agree by construction. A stretch is the time in which nothing changes about the clock: it
runs, or waits for one party, under one goal and in one calendar. It is counted when it
ends, in one step, however many moments lie within.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

from csmcore.calendars import Calendar
from csmcore.conditions import Condition
from csmcore.errors import DefinitionError, NoWorkingTimeError
from csmcore.kernel import Fact, Moment, duration_text, from_micros, instant_text, to_micros
from csmcore.sla._goals import MICROSECOND, Deadline, Goal, Threshold, deadline_of, working_time
from csmcore.sla._plan import Plan
from csmcore.sla._policy import Again
from csmcore.sla._stages import Cause, Stage

CalendarSource: TypeAlias = Callable[[Mapping[str, Fact], Goal | None], Calendar]
"""
Which calendar counts for a record of these facts, under a goal.
"""

BREACH: Final = -1
"""
Stands for the breach where thresholds are told by their place.
"""


class Stretch(NamedTuple):
    """
    A stretch that has ended.
    """

    start: int
    end: int
    stage: Stage
    pause: int
    worked: int
    calendar: int
    cause: Cause
    because: Condition | None


class Ended(NamedTuple):
    """
    A cycle that has ended, as the machine left it.
    """

    number: int
    stage: Stage
    started: int
    ended: int
    worked: int
    paused: tuple[int, ...]
    goal: int
    goal_since: int
    allowed: int | None
    due: int | None
    margin: int | None
    stretches: tuple[Stretch, ...]
    cause: Cause
    because: Condition | None


class Crossing(NamedTuple):
    """
    A threshold that was crossed, or the breach.
    """

    number: int
    threshold: int
    promise: str
    at: int
    due: int


class Machine:
    """
    One clock.

    Args:
        plan: Its target, made ready.

        source: Which calendar counts.

        recording: Whether to keep every cycle and stretch, or the totals only.

        telling: Whether to find each crossing of a threshold as well.
    """

    __slots__ = (
        "because",
        "calendar",
        "calendars",
        "cause",
        "crossings",
        "cycles",
        "deadline",
        "ended",
        "goal",
        "goal_since",
        "number",
        "pause",
        "paused",
        "plan",
        "previous_due",
        "reached",
        "recording",
        "since",
        "source",
        "spent",
        "stage",
        "started",
        "stretches",
        "telling",
        "waiting",
        "waits",
        "worked",
        "works",
    )

    calendar: Calendar

    def __init__(
        self, plan: Plan, source: CalendarSource, *, recording: bool = False, telling: bool = False
    ) -> None:
        self.plan: Final = plan
        self.source: Final = source
        self.recording: Final = recording
        self.telling: Final = telling
        self.stage = Stage.NOT_STARTED
        self.number = 0  # of the cycle; 0 before the first
        self.started = 0
        self.ended = 0
        self.worked = 0  # until the stretch that goes on
        self.paused = [0] * len(plan.pauses)
        self.pause = -1  # which pause goes on; -1 for none
        self.since = 0  # when the stretch began that goes on
        self.goal = -1  # which goal counts; -1 for none
        self.goal_since = 0
        self.deadline: int | None = None  # of a goal that is one
        self.works: list[int | None] = []  # the working time that each goal allows
        self.reached: list[int | None] = []  # when so much had run
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
        if self.is_open:
            self._step_open(moment, at)
            stopped_here = self.stage is Stage.FINISHED and self.plan.stop_then_start
            if not stopped_here:
                return
        else:
            stopped_here = False
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
        plan = self.plan
        if plan.needs_goal:
            self._retarget(moment, at)
        if plan.follows:
            self._follow(moment, at)
        pause = plan.pause_at(moment, self.pause)
        if pause != self.pause:
            self._turn(at, pause)

    def _remember(self, moment: Moment, at: int) -> None:
        # A clock that starts in the past must know what would have paused it.
        since, pause = self.waiting or (at, -1)
        now = self.plan.pause_at(moment, pause)
        if now != pause:
            if pause >= 0:
                self.waits.append((since, at, pause))
            self.waiting = (at, now) if now >= 0 else None

    # -- beginning and ending ----------------------------------------------------------------

    def _start(self, moment: Moment, at: int) -> None:
        again = self.plan.target.again
        if self.stage is Stage.FINISHED and again is Again.CONTINUE:
            self._reopen(moment, at)
            return
        if self.stage is Stage.FINISHED and again is Again.RESTART and self.cycles:
            del self.cycles[-1]
        self._begin(moment, at, Cause.START, self.plan.target.start)

    def _begin(self, moment: Moment, at: int, cause: Cause, because: Condition) -> None:
        plan = self.plan
        begins = self._beginning(moment, at)
        goal = plan.goal_at(moment)
        self._enter(self.source(moment.after, plan.target.goals[goal] if goal >= 0 else None))
        self.number += 1
        self.stage, self.pause, self.cause, self.because = Stage.RUNNING, -1, cause, because
        self.started = self.since = begins
        self.worked, self.paused, self.stretches = 0, [0] * len(plan.pauses), []
        self.works = [self._allowed(index) for index in range(len(plan.goals))]
        self.reached = [None] * len(plan.goals)
        self._aim(goal, at, moment)
        if begins < at:
            self._relive(begins, at)
        self._settle(moment, at)

    def _beginning(self, moment: Moment, at: int) -> int:
        fact = self.plan.target.start_from
        if fact is not None:
            said = moment.after.get(fact)
            if said is None:
                return at
            if not isinstance(said, dt.datetime):
                message = f"{fact} is {said!r}; a clock starts from an instant, an aware datetime"
                raise DefinitionError(message)
            return min(at, to_micros(said))
        sequential = self.plan.target.again is Again.SEQUENTIAL and self.stage is Stage.FINISHED
        return max(at, self.previous_due) if sequential and self.previous_due is not None else at

    def _relive(self, begins: int, at: int) -> None:
        waits = [*self.waits, (self.waiting[0], at, self.waiting[1])] if self.waiting else self.waits
        for since, until, pause in waits:
            if max(since, begins) < min(until, at) or (until == at and since < at):
                self._turn(max(since, begins), pause)
                if until < at:
                    self._turn(until, -1)

    def _settle(self, moment: Moment, at: int) -> None:
        pause = self.plan.pause_at(moment, self.pause)
        if pause != self.pause:
            self._turn(at, pause)
        else:
            self._cross_here(at)

    def _reopen(self, moment: Moment, at: int) -> None:
        if self.cycles:
            self.stretches = list(self.cycles.pop().stretches)
            if self.ended < at:
                closed = (Stage.FINISHED, -1, 0, len(self.calendars) - 1, self.cause, self.because)
                self.stretches.append(Stretch(self.ended, at, *closed))
        self.stage, self.pause, self.since = Stage.RUNNING, -1, at
        self.cause, self.because = Cause.REOPEN, self.plan.target.start
        self._go_on(moment, at)
        self._cross_here(at)

    def _end(self, at: int, stage: Stage, cause: Cause, because: Condition | None) -> None:
        self.count(at)
        due = self.due
        self.started = min(self.started, at)
        self.stage, self.ended, self.previous_due = stage, at, due
        self.cause, self.because = cause, because
        self.spent = self.spent or stage is Stage.FINISHED
        if self.recording:
            self.cycles.append(self.as_ended(at))

    def call_off(self, at: int, cause: Cause) -> None:
        """
        Cancels an open cycle, for a cause outside the target.
        """
        self._end(at, Stage.CANCELLED, cause, None)

    @property
    def first_started(self) -> dt.datetime | None:
        """
        From when the first cycle counts that is kept.
        """
        if self.cycles:
            return from_micros(self.cycles[0].started)
        return from_micros(self.started) if self.number else None

    def next_crossing(self, at: int) -> int | None:
        """
        When something is next crossed, or begins, after an instant until which all is counted.
        """
        if not self.is_open:
            return None
        coming = [self.started] if self.started > at else []
        for index in self._uncrossed():
            crossed = self.crossing(index, at)
            if crossed is not None and crossed > at:
                coming.append(crossed)
        return min(coming, default=None)

    def look(self, at: int) -> None:
        """
        Counts, and tells what is crossed, until an instant at which nothing happens.
        """
        if self.is_open:
            self.count(at)
            self._cross_here(at)

    def as_ended(self, at: int) -> Ended:
        """
        The cycle as it stands once all is counted until an instant.
        """
        due = self.due
        waits = self.stage is Stage.PAUSED and self.goal >= 0 and not self._is_deadline
        hidden = waits and self.reached[self.goal] is None
        return Ended(
            self.number,
            self.stage,
            self.started,
            at,
            self.worked,
            tuple(self.paused),
            self.goal,
            self.goal_since,
            self.allowed,
            None if hidden else due,
            self.margin,
            tuple(self.stretches),
            self.cause,
            self.because,
        )

    # -- stretches -----------------------------------------------------------------------------

    def _turn(self, at: int, pause: int) -> None:
        self.count(at)
        target = self.plan.target
        self.pause = pause
        if pause >= 0:
            self.stage, self.cause, self.because = Stage.PAUSED, Cause.PAUSE, target.pauses[pause].when
        else:
            self.stage, self.cause, self.because = Stage.RUNNING, Cause.RESUME, target.resume
        self._cross_here(at)

    def count(self, at: int) -> None:
        """
        Counts the stretch that goes on, until an instant.
        """
        since = self.since
        if at <= since or not self.is_open:
            return
        gain = self.calendar._compiled.between(since, at)
        if self.pause < 0:
            total = self.worked + gain
            for index, works in enumerate(self.works):
                if works is not None and total >= works and self.reached[index] is None:
                    reached = self._done(since, works)
                    self.reached[index] = reached if reached <= at else None
        if self.telling:
            self._cross(since, at)
        if self.pause < 0:
            self.worked += gain
        else:
            self.paused[self.pause] += gain
        if self.recording:
            place = len(self.calendars) - 1
            kind = (self.stage, self.pause, gain, place, self.cause, self.because)
            self.stretches.append(Stretch(since, at, *kind))
        self.since = at

    def _done(self, since: int, works: int) -> int:
        # When so much working time has run, if the clock runs on from the stretch's start.
        done = self.calendar._compiled.add(since, max(0, works - self.worked))
        return self._bounded(done)

    def _bounded(self, due: int) -> int:
        if self.plan.target.boundary == "close":
            return due
        return self.calendar._compiled.open_from(due)

    def _enter(self, calendar: Calendar) -> None:
        self.calendar = calendar
        if not self.calendars or self.calendars[-1] != calendar:
            self.calendars.append(calendar)

    def _follow(self, moment: Moment, at: int) -> None:
        goal = self.plan.target.goals[self.goal] if self.goal >= 0 else None
        calendar = self.source(moment.after, goal)
        if calendar is not self.calendar and calendar != self.calendar:
            self.count(at)
            self._enter(calendar)
            self.cause, self.because = Cause.CALENDAR, None
            self._cross_here(at)

    # -- goals -----------------------------------------------------------------------------------

    @property
    def _is_deadline(self) -> bool:
        return self.goal >= 0 and self.plan.is_deadline[self.goal]

    def _allowed(self, goal: int) -> int | None:
        allowance = self.plan.target.goals[goal].allowed
        if isinstance(allowance, Deadline):
            return None
        try:
            return working_time(allowance, self.calendar, self.started)
        except NoWorkingTimeError:
            return None  # told once the goal counts

    def _deadline(self, goal: int, moment: Moment) -> int | None:
        if goal < 0:
            return None
        allowance = self.plan.target.goals[goal].allowed
        if not isinstance(allowance, Deadline):
            return None
        return deadline_of(moment.after.get(allowance.fact), allowance.fact, self.calendar)

    def _retarget(self, moment: Moment, at: int) -> None:
        goal = self.plan.goal_at(moment)
        deadline = self._deadline(goal, moment)
        if goal == self.goal and deadline == self.deadline:
            return
        works = self.works[goal] if goal >= 0 else None
        if works is not None and self.goal >= 0 and works == self.works[self.goal]:
            self.goal = goal  # the same promise in other words
            return
        self.count(at)
        self.cause = Cause.RETARGET
        self.because = self.plan.target.goals[goal].when if goal >= 0 else None
        self._aim(goal, at, moment)
        self._cross_here(at)

    def _aim(self, goal: int, at: int, moment: Moment) -> None:
        self.goal, self.goal_since, self.deadline = goal, at, self._deadline(goal, moment)
        if goal >= 0 and self.works[goal] is None and not self.plan.is_deadline[goal]:
            allowance = self.plan.target.goals[goal].allowed
            assert not isinstance(allowance, Deadline)
            self.works[goal] = working_time(allowance, self.calendar, self.started)

    @property
    def allowed(self) -> int | None:
        """
        The working time that the goal allows; of a deadline, that from the start until then.
        """
        if self.goal < 0:
            return None
        if not self._is_deadline:
            return self.works[self.goal]
        if self.deadline is None:
            return None
        return max(0, self.calendar._compiled.between(self.started, self.deadline))

    @property
    def due(self) -> int | None:
        """
        When it is due if it runs on from where it was last counted.
        """
        if self.goal < 0:
            return None
        if self._is_deadline:
            return None if self.deadline is None else self._bounded(self.deadline)
        reached, works = self.reached[self.goal], self.works[self.goal]
        if reached is not None or works is None:
            return reached
        return self._done(self.since, works)

    @property
    def margin(self) -> int | None:
        """
        The working time that was left when it was last counted; negative when overdrawn.
        """
        if self._is_deadline:
            until = self.deadline
            if until is None:
                return None
            return self.calendar._compiled.between(self.since, until)
        allowed = self.allowed
        return None if allowed is None else allowed - self.worked

    # -- thresholds --------------------------------------------------------------------------------

    @property
    def promise(self) -> str:
        """
        What the goal promises, as told in the name of a notice.
        """
        if self._is_deadline:
            return "" if self.deadline is None else instant_text(from_micros(self.deadline))
        works = self.works[self.goal] if self.goal >= 0 else None
        return "" if works is None else duration_text(works * MICROSECOND)

    def _cross(self, since: int, at: int) -> None:
        for index in self._uncrossed():
            crossed = self.crossing(index, since)
            if crossed is not None and crossed < at:
                self._tell(index, max(crossed, self.goal_since))

    def _cross_here(self, at: int) -> None:
        if self.telling and at >= self.started:
            for index in self._uncrossed():
                crossed = self.crossing(index, at)
                if crossed is not None and crossed <= at:
                    self._tell(index, max(crossed, self.goal_since))

    def _uncrossed(self) -> list[int]:
        promise = self.promise
        if not promise:
            return []
        places = range(BREACH, len(self.plan.target.thresholds))
        return [each for each in places if (self.number, each, promise) not in self.crossings]

    def _tell(self, index: int, at: int) -> None:
        due = self.due
        assert due is not None
        crossing = Crossing(self.number, index, self.promise, at, due)
        self.crossings[self.number, index, self.promise] = crossing

    def crossing(self, index: int, since: int) -> int | None:
        """
        When a threshold is crossed if the stretch that began at an instant goes on for ever.

        Args:
            index: Which threshold; ``BREACH`` for the breach.

            since: Until when all is counted.

        Returns:
            ``None`` when it is not; never before *since*.
        """
        threshold = None if index == BREACH else self.plan.target.thresholds[index]
        if self._is_deadline:
            at = self._deadline_crossing(threshold)
            return None if at is None else max(at, since)
        allowed = self.works[self.goal]
        assert allowed is not None
        reached = self.reached[self.goal]
        if threshold is None:
            if reached is not None:
                return max(reached, since)
            return None if self.pause >= 0 else self._done(max(since, self.started), allowed)
        wanted = threshold.running_time(allowed)
        if wanted is None:
            return self._days_after(threshold, since, reached, allowed)
        if wanted <= self.worked:
            return since
        if self.pause >= 0:
            return None
        begins = max(since, self.started)
        return self.calendar._compiled.add(begins, wanted - self.worked)

    def _days_after(
        self, threshold: Threshold, since: int, reached: int | None, allowed: int
    ) -> int | None:
        if self.pause >= 0:
            return None
        due = self._done(max(since, self.started), allowed) if reached is None else reached
        return max(since, self._add_days(due, threshold))

    def _add_days(self, due: int, threshold: Threshold) -> int:
        days = threshold.days or 0
        zone = self.calendar.zones[0]
        return to_micros(self.calendar.add_days(from_micros(due), days, zone=zone))

    def _deadline_crossing(self, threshold: Threshold | None) -> int | None:
        due = self.due
        if due is None or threshold is None:
            return due
        compiled = self.calendar._compiled
        if threshold.days is not None:
            return self._add_days(due, threshold)
        if threshold.offset is not None:
            offset = threshold.offset // MICROSECOND
            return compiled.add(due, offset) if offset > 0 else compiled.subtract(due, -offset)
        wanted = threshold.running_time(self.allowed or 0)
        return compiled.add(self.started, wanted or 0)
