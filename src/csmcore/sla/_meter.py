"""
What one cycle of a clock has counted, in whole microseconds.
"""

from collections.abc import Mapping
from typing import Final

from csmcore.calendars import Calendar
from csmcore.errors import HorizonError, NoWorkingTimeError
from csmcore.kernel import Fact, duration_text, from_micros, instant_text, to_micros
from csmcore.sla._goals import MICROSECOND, Deadline, Threshold, deadline_of, working_time
from csmcore.sla._plan import Plan

BREACH: Final = -1
"""
Stands for the breach where thresholds are told by their place.
"""

_COLLECTED: Final = ("paused", "reached", "works")


class Meter:
    """
    One cycle's running and waiting time, and what it says about the goals.

    A stretch is the time in which nothing changes about the clock: it runs, or waits for
    one party, under one goal and in one calendar. It is counted when it ends, in one step,
    however many moments lie within. For each goal it is noted when its working time had
    run, also while another goal counts; so a change of goal needs no look back.
    """

    __slots__ = (
        "calendar",
        "deadline",
        "goal",
        "goal_since",
        "pause",
        "paused",
        "plan",
        "promised",
        "reached",
        "since",
        "started",
        "worked",
        "works",
    )

    def __init__(self, plan: Plan, calendar: Calendar, started: int) -> None:
        self.plan: Final = plan
        self.calendar = calendar
        self.started = started
        self.since = started  # when the stretch began that goes on
        self.worked = 0  # until then
        self.paused = [0] * len(plan.pauses)
        self.pause = -1  # which pause goes on; -1 for none
        self.goal = -1  # which goal counts; -1 for none
        self.goal_since = started
        self.deadline: int | None = None  # of a goal that is one
        self.promised: str | None = None  # by the goal, once that was asked
        self.works = [self._allowed_by(goal) for goal in range(len(plan.goals))]
        self.reached: list[int | None] = [None] * len(plan.goals)

    def copied(self) -> "Meter":
        """
        The same cycle, counted on its own from here.
        """
        other = object.__new__(Meter)
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        for name in _COLLECTED:
            setattr(other, name, getattr(self, name).copy())
        return other

    # -- counting ----------------------------------------------------------------------------

    def count(self, at: int) -> int:
        """
        Counts the stretch that goes on until an instant, which must be later than its start.

        Returns:
            The working time in it.
        """
        since = self.since
        gain = self.calendar._compiled.between(since, at)
        if self.pause >= 0:
            self.paused[self.pause] += gain
        else:
            total = self.worked + gain
            for goal, works in enumerate(self.works):
                if works is not None and total >= works and self.reached[goal] is None:
                    reached = self._done(since, works)
                    self.reached[goal] = reached if reached <= at else None
            self.worked = total
        self.since = at
        return gain

    def _done(self, since: int, works: int) -> int:
        # When so much working time has run, if the clock runs on from the stretch's start.
        done = self.calendar._compiled.add(since, max(0, works - self.worked))
        return self._bounded(done)

    def _bounded(self, due: int) -> int:
        if self.plan.target.boundary == "close":
            return due
        return self.calendar._compiled.open_from(due)

    # -- the goal ----------------------------------------------------------------------------

    @property
    def is_deadline(self) -> bool:
        """
        Whether the goal is an instant that the record names, and no working time.
        """
        return self.goal >= 0 and self.plan.is_deadline[self.goal]

    def _allowed_by(self, goal: int) -> int | None:
        allowance = self.plan.target.goals[goal].allowed
        if isinstance(allowance, Deadline):
            return None
        try:
            return working_time(allowance, self.calendar, self.started)
        except NoWorkingTimeError:
            return None  # which is told once the goal counts

    def deadline_by(self, goal: int, facts: Mapping[str, Fact]) -> int | None:
        """
        The instant that a goal takes from the record's facts, if it is such a goal.
        """
        allowance = self.plan.target.goals[goal].allowed if goal >= 0 else None
        if not isinstance(allowance, Deadline):
            return None
        return deadline_of(facts.get(allowance.fact), allowance.fact, self.calendar)

    def is_same_promise(self, goal: int) -> bool:
        """
        Whether another goal allows the working time that this one does.
        """
        if goal < 0 or self.goal < 0:
            return goal == self.goal
        return self.works[goal] is not None and self.works[goal] == self.works[self.goal]

    def aim(self, goal: int, at: int, facts: Mapping[str, Fact]) -> None:
        """
        Has another goal count from an instant on.

        Raises:
            NoWorkingTimeError: Its business days hold no working time.
        """
        self.goal, self.goal_since, self.promised = goal, at, None
        self.deadline = self.deadline_by(goal, facts)
        if goal >= 0 and self.works[goal] is None:
            allowance = self.plan.target.goals[goal].allowed
            if not isinstance(allowance, Deadline):
                self.works[goal] = working_time(allowance, self.calendar, self.started)

    @property
    def allowed(self) -> int | None:
        """
        The working time that the goal allows; of a deadline, that from the start until then.
        """
        if self.goal < 0:
            return None
        if not self.is_deadline:
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
        if self.is_deadline:
            return self.deadline
        reached, works = self.reached[self.goal], self.works[self.goal]
        if reached is not None or works is None:
            return reached
        return self._done(self.since, works)

    @property
    def is_hidden(self) -> bool:
        """
        Whether a pause hides when it is due: that was not reached yet.
        """
        counts = self.pause >= 0 and self.goal >= 0 and not self.is_deadline
        return counts and self.reached[self.goal] is None

    def margin(self, at: int) -> int | None:
        """
        The working time left at an instant until which all is counted; negative when overdrawn.
        """
        if self.is_deadline:
            until, since = self.deadline, max(at, self.started)
            return None if until is None else self.calendar._compiled.between(since, until)
        allowed = self.allowed
        return None if allowed is None else allowed - self.worked

    @property
    def promise(self) -> str:
        """
        What the goal promises, as told in a notice's id; empty when nothing.
        """
        if self.promised is None:
            self.promised = self._promise()
        return self.promised

    def _promise(self) -> str:
        if self.is_deadline:
            return "" if self.deadline is None else instant_text(from_micros(self.deadline))
        works = self.works[self.goal] if self.goal >= 0 else None
        return "" if works is None else duration_text(works * MICROSECOND)

    # -- thresholds ----------------------------------------------------------------------------

    def crossing(self, place: int) -> int | None:
        """
        When a threshold is crossed if the stretch that goes on never ends.

        Args:
            place: Which of the target's thresholds; ``BREACH`` for the breach.

        Returns:
            Never before the stretch's start; ``None`` when it is not crossed, or only after all
            that the calendar can answer for.
        """
        threshold = None if place == BREACH else self.plan.target.thresholds[place]
        crossed = self._by_deadline if self.is_deadline else self._by_running
        try:
            at = crossed(threshold)
        except (HorizonError, NoWorkingTimeError, OverflowError):
            if threshold is None:
                raise
            return None
        return None if at is None else max(at, self.since)

    def _by_deadline(self, threshold: Threshold | None) -> int | None:
        due, compiled = self.due, self.calendar._compiled
        if due is None or threshold is None:
            return due
        if threshold.days is not None:
            return self._days_after(due, threshold.days)
        if threshold.offset is not None and threshold.offset // MICROSECOND > 0:
            return compiled.add(due, threshold.offset // MICROSECOND)
        return compiled.add(self.started, threshold.running_time(self.allowed or 0) or 0)

    def _by_running(self, threshold: Threshold | None) -> int | None:
        works, waits = self.allowed, self.pause >= 0
        if works is None:
            return None
        wanted = None if threshold is None else threshold.running_time(works)
        if wanted is not None:
            if wanted <= self.worked:
                return self.since
            return None if waits else self.calendar._compiled.add(self.since, wanted - self.worked)
        due = None if self.is_hidden else self.due
        if due is None or threshold is None:
            return due
        return None if waits else self._days_after(due, threshold.days or 0)

    def _days_after(self, due: int, days: int) -> int:
        zone = self.calendar.zones[0]
        return to_micros(self.calendar.add_days(from_micros(due), days, zone=zone))
