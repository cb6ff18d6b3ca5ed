"""
A second, slow engine for clocks: it walks from tick to tick, and counts on its fingers.

It shares no code with the library's machine. It asks calendars only whether they are open at
an instant, and conditions only whether they hold; both have judges of their own.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

import attrs

from csmcore.calendars import Calendar
from csmcore.kernel import Facts, Moment, Timeline
from csmcore.sla import Again, BusinessDays, Deadline, Order, SlaTarget, Stage, WorkingTime

FURTHEST: Final = 60 * 24 * 60  # minutes that are walked ahead to find what is due


@attrs.define
class Slow:
    """
    A cycle: the ticks that it ran and waited, and when each goal's time had run.
    """

    number: int
    begins: dt.datetime  # as it was meant; it may end before
    started: dt.datetime
    allowed: list[int | None]
    ran: int = 0
    waited: dict[str, int] = attrs.Factory(dict)
    reached: dict[int, dt.datetime] = attrs.Factory(dict)
    pause: str = ""
    goal: int = -1
    goal_since: dt.datetime | None = None
    deadline: dt.datetime | None = None
    stage: Stage = Stage.RUNNING
    ended: dt.datetime | None = None


class SlowClock:
    """
    A target's clock, walked over a timeline.
    """

    def __init__(self, target: SlaTarget, calendar: Calendar, tick: dt.timedelta) -> None:
        self.target, self.calendar, self.tick = target, calendar, tick
        self.is_open: Callable[[dt.datetime], bool] = calendar.is_open
        self.cycles: list[Slow] = []
        self.count = 0
        self.finished_once = False
        self.previous_due: dt.datetime | None = None

    def walk(self, timeline: Timeline, at: dt.datetime) -> "SlowClock":
        """
        Walks from the first moment until an instant.
        """
        moments = {moment.at: moment for moment in timeline.moments if moment.at <= at}
        if not moments:
            return self
        now = min(moments)
        while True:
            self._note_reached(now)
            if now in moments:
                self._meet(moments[now], now)
                self._note_reached(now)
            if now >= at:
                return self
            self._spend(now)
            now += self.tick

    # -- a tick ----------------------------------------------------------------------------

    @property
    def last(self) -> Slow | None:
        """
        The last cycle.
        """
        return self.cycles[-1] if self.cycles else None

    def _spend(self, now: dt.datetime) -> None:
        last = self.last
        if last is None or not last.stage.is_open or now < last.started or not self.is_open(now):
            return
        if last.pause:
            last.waited[last.pause] = last.waited.get(last.pause, 0) + 1
        else:
            last.ran += 1

    def _note_reached(self, now: dt.datetime) -> None:
        # Asked before and after what happens at an instant: a pause that begins just then
        # hides nothing that was reached just then.
        last = self.last
        if last is None or last.stage is not Stage.RUNNING or now < last.started:
            return
        if self.target.boundary == "next_open" and not self.is_open(now):
            return
        for goal, allowed in enumerate(last.allowed):
            if allowed is not None and last.ran >= allowed:
                last.reached.setdefault(goal, now)

    # -- a moment --------------------------------------------------------------------------

    def _meet(self, moment: Moment, now: dt.datetime) -> None:
        target, last = self.target, self.last
        just_finished = False
        if last is not None and last.stage.is_open:
            if target.stop.holds(moment):
                self._finish(Stage.FINISHED, now)
                just_finished = True
            elif target.reset.holds(moment) and (
                any(word in str(target.start) for word in ("signal ", " changed"))
                or target.start.holds(moment)
            ):
                self._finish(Stage.FINISHED, now)
                self._open(moment, now, now)
                return
            elif target.cancel.holds(moment):
                self._finish(Stage.CANCELLED, now)
                return
            else:
                self._go_on(last, moment, now)
                return
        if just_finished and target.order is Order.SERVICENOW:
            return
        self._perhaps_start(moment, now, just_finished=just_finished)

    def _may_start(self, moment: Moment) -> bool:
        target = self.target
        if target.cancel.holds(moment) or not target.start.holds(moment):
            return False
        return target.order is Order.JIRA or not target.stop.holds(moment)

    def _perhaps_start(self, moment: Moment, now: dt.datetime, *, just_finished: bool) -> None:
        target, last = self.target, self.last
        if (self.finished_once and target.again is Again.NEVER) or not self._may_start(moment):
            return
        quiet = Moment(now, moment.before, moment.before, frozenset(), now)
        if self.count and not just_finished and self._may_start(quiet):
            return
        if last is not None and last.stage is Stage.FINISHED:
            if target.again is Again.CONTINUE:
                last.stage, last.ended, last.pause = Stage.RUNNING, None, ""
                self._go_on(last, moment, now)
                return
            if target.again is Again.RESTART:
                self.cycles.pop()
            if target.again is Again.SEQUENTIAL and self.previous_due is not None:
                self._open(moment, now, max(now, self.previous_due))
                return
        self._open(moment, now, now)

    def _open(self, moment: Moment, now: dt.datetime, begins: dt.datetime) -> None:
        self.count += 1
        allowed = [self._ticks(place, begins) for place in range(len(self.target.goals))]
        new = Slow(self.count, begins, begins, allowed)
        self.cycles.append(new)
        self._go_on(new, moment, now, new=True)

    def _go_on(self, cycle: Slow, moment: Moment, now: dt.datetime, *, new: bool = False) -> None:
        fits = (place for place, goal in enumerate(self.target.goals) if goal.when.holds(moment))
        goal = next(fits, -1)
        deadline = self._deadline(goal, moment.after)
        same = (
            goal >= 0
            and cycle.goal >= 0
            and cycle.allowed[goal] is not None
            and cycle.allowed[goal] == cycle.allowed[cycle.goal]
        )
        if new or not (same or (goal == cycle.goal and deadline == cycle.deadline)):
            cycle.goal_since = now
        cycle.goal, cycle.deadline = goal, deadline
        holding = [pause.name for pause in self.target.pauses if pause.when.holds(moment)]
        resumes = self.target.resume is None or self.target.resume.holds(moment)
        if holding:
            cycle.pause = holding[0]
        elif resumes:
            cycle.pause = ""
        cycle.stage = Stage.PAUSED if cycle.pause else Stage.RUNNING

    def _finish(self, stage: Stage, now: dt.datetime) -> None:
        last = self.cycles[-1]
        self.previous_due = self.due(last, now)
        last.started = min(last.started, now)
        last.stage, last.ended = stage, now
        self.finished_once |= stage is Stage.FINISHED

    # -- what is due -------------------------------------------------------------------------

    def _ticks(self, place: int, start: dt.datetime) -> int | None:
        allowed = self.target.goals[place].allowed
        if isinstance(allowed, WorkingTime):
            return allowed.length // self.tick
        if isinstance(allowed, BusinessDays):
            opens = start
            while not self.is_open(opens):
                opens += self.tick
            return self.open_ticks(start, self.calendar.add_days(opens, allowed.days))
        return None

    def _deadline(self, goal: int, facts: Facts) -> dt.datetime | None:
        allowed = self.target.goals[goal].allowed if goal >= 0 else None
        if not isinstance(allowed, Deadline):
            return None
        said = facts.get(allowed.fact)
        return said if isinstance(said, dt.datetime) else None

    def open_ticks(self, start: dt.datetime, end: dt.datetime) -> int:
        """
        How many ticks are open from one instant to another; negative when reversed.
        """
        if end < start:
            return -self.open_ticks(end, start)
        count = 0
        while start < end:
            count += self.is_open(start)
            start += self.tick
        return count

    def is_deadline(self, cycle: Slow) -> bool:
        """
        Whether what counts is a date that the record names.
        """
        return cycle.goal >= 0 and isinstance(self.target.goals[cycle.goal].allowed, Deadline)

    def due(self, cycle: Slow, now: dt.datetime) -> dt.datetime | None:
        """
        When it is due if it runs on from now.
        """
        if cycle.goal < 0:
            return None
        if self.is_deadline(cycle):
            return cycle.deadline
        if cycle.goal in cycle.reached:
            return cycle.reached[cycle.goal]
        allowed = cycle.allowed[cycle.goal]
        assert allowed is not None
        ran, then = cycle.ran, max(now, cycle.begins)
        for _ in range(FURTHEST):
            if ran >= allowed and (self.target.boundary == "close" or self.is_open(then)):
                return then
            ran += self.is_open(then)
            then += self.tick
        raise AssertionError("nothing is due within two months")
