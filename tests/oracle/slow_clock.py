"""
A second implementation of service level clocks: it walks minute by minute, and counts.

For each minute: turn the clock by the moment of that minute, show it where it is asked about,
then count the minute. All instants are whole minutes, in UTC, counted from 1970. Of the library
it takes the values in which a promise is said, whether a condition holds, and whether, and on
which dates, a calendar is open; of clocks, nothing.
"""

import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import Final

from csmcore.calendars import Calendar
from csmcore.conditions import Changed, Condition, Signalled
from csmcore.kernel import Fact, Facts, Moment, Timeline
from csmcore.sla import Again, BusinessDays, Deadline, Goal, Order, SlaTarget, WorkingTime

MINUTE: Final = dt.timedelta(minutes=1)
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
RUNNING: Final = ""
"""
The name of the bucket into which minutes go while no pause holds.
"""


class NothingAllowedError(Exception):
    """
    A number of business days leaves no working time.
    """


def minute_of(at: dt.datetime) -> int:
    """
    The number of a whole minute.
    """
    minutes, rest = divmod(at - EPOCH, MINUTE)
    assert not rest, at
    return minutes


def instant_of(minute: int) -> dt.datetime:
    """
    When a minute begins.
    """
    return EPOCH + minute * MINUTE


class Minutes:
    """
    A calendar, asked about every single minute.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._open: dict[int, bool] = {}

    def is_open(self, minute: int) -> bool:
        """
        Whether a minute is worked; remembered, since it is asked again and again.
        """
        if minute not in self._open:
            self._open[minute] = self.calendar.is_open(instant_of(minute))
        return self._open[minute]

    def next_open(self, minute: int) -> int:
        """
        The first worked minute from this one on.
        """
        while not self.is_open(minute):
            minute += 1
        return minute

    def between(self, start: int, end: int) -> int:
        """
        How many minutes are worked, negative when the end comes first.
        """
        if end < start:
            return -self.between(end, start)
        return sum(self.is_open(minute) for minute in range(start, end))

    def after(self, start: int, worked: int) -> int:
        """
        The earliest instant from *start* on at which so many minutes have been worked.
        """
        minute = start
        while worked > 0:
            worked -= self.is_open(minute)
            minute += 1
        return minute

    def end_of_days(self, allowance: BusinessDays, start: int) -> int:
        """
        When so many business days from a start are over.
        """
        zone, days = allowance.zone, allowance.days
        if allowance.end_of_day:
            return minute_of(
                self.calendar.add_days(instant_of(start), days, end_of_day=True, zone=zone)
            )
        if allowance.by is None:
            opens_at = instant_of(self.next_open(start))
            return minute_of(self.calendar.add_days(opens_at, days, zone=zone))
        clocks = zoneinfo.ZoneInfo(zone or self.calendar.zones[0])
        today = instant_of(start).astimezone(clocks).date()
        noon = dt.datetime.combine(today, dt.time(12), clocks)
        last = self.calendar.add_days(noon, days, zone=zone).astimezone(clocks).date()
        return minute_of(dt.datetime.combine(last, allowance.by, clocks).astimezone(dt.UTC))


@dataclasses.dataclass(frozen=True)
class Shown:
    """
    What a cycle shows at an instant; the same names as the library's, lengths in durations.
    """

    number: int
    stage: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    elapsed: dt.timedelta
    paused: tuple[tuple[str, dt.timedelta], ...]
    allowed: dt.timedelta | None
    margin: dt.timedelta | None
    due_at: dt.datetime | None
    breached_at: dt.datetime | None


@dataclasses.dataclass
class Run:
    """
    One cycle as it goes: the worked minutes in each bucket, in order.

    *arrived* tells, for so many minutes that have run, the first worked minute that it came to
    while running: there it would run further.
    """

    number: int
    starts: int
    bucket: str
    counted: dict[str, list[int]]
    arrived: dict[int, int] = dataclasses.field(default_factory=dict)
    ended: int | None = None
    how: str = ""
    goal: Goal | None = None
    allowed: int | None = None
    deadline: int | None = None
    goal_since: int = 0

    @property
    def ran(self) -> list[int]:
        """
        The worked minutes that count.
        """
        return self.counted[RUNNING]

    @property
    def started(self) -> int:
        """
        From when it counts; one that ends before it counts starts where it ends.
        """
        return self.starts if self.ended is None else min(self.starts, self.ended)

    def stage(self, at: int) -> str:
        """
        What it is doing.
        """
        if self.ended is not None:
            return self.how
        if at < self.starts:
            return "not_started"
        return "paused" if self.bucket else "running"


class SlowClock:
    """
    A target's clock on one record.
    """

    def __init__(self, target: SlaTarget, calendar: Minutes) -> None:
        self.target = target
        self.calendar = calendar
        self.runs: list[Run] = []
        self.ever_finished = False
        self.would_wait = RUNNING
        self.would_wait_since: list[tuple[int, str]] = []

    # --- the loop ------------------------------------------------------------------------------

    def walk(self, timeline: Timeline, asked: Iterable[dt.datetime]) -> dict[dt.datetime, list[Shown]]:
        """
        What all cycles show at each instant asked about.
        """
        moments = {minute_of(moment.at): moment for moment in timeline.moments}
        wanted = {minute_of(at) for at in asked}
        shown: dict[dt.datetime, list[Shown]] = {}
        for minute in range(min([*moments, *wanted]), max(wanted) + 1):
            if self.is_open:
                self.arrive(self.runs[-1], minute)
            if minute in moments:
                self.turn(moments[minute], minute)
            if minute in wanted:
                shown[instant_of(minute)] = [self.show(run, minute) for run in self.runs]
            if self.is_open:
                self.count(self.runs[-1], minute)
        return shown

    def arrive(self, run: Run, minute: int) -> None:
        """
        Notes that a running clock came to a worked minute, whatever happens in it.
        """
        if minute >= run.starts and not run.bucket and self.calendar.is_open(minute):
            run.arrived.setdefault(len(run.ran), minute)

    def count(self, run: Run, minute: int) -> None:
        """
        Puts a worked minute into the bucket of a clock.
        """
        self.arrive(run, minute)
        if minute >= run.starts and self.calendar.is_open(minute):
            run.counted[run.bucket].append(minute)

    @property
    def is_open(self) -> bool:
        """
        Whether there is a cycle that has not ended.
        """
        return bool(self.runs) and self.runs[-1].ended is None

    # --- the moments ---------------------------------------------------------------------------

    def turn(self, moment: Moment, now: int) -> None:
        """
        Does what a moment asks for, in the order in which conditions count.
        """
        self.would_wait = self.waits_for(moment, self.would_wait)
        self.would_wait_since.append((now, self.would_wait))
        target, just_stopped = self.target, False
        if self.is_open:
            run = self.runs[-1]
            if target.stop.holds(moment):
                self.end(run, now, "finished")
                just_stopped = True
            elif target.reset.holds(moment) and (
                target.start.holds(moment) or speaks_of_an_instant(target.start)
            ):
                self.end(run, now, "finished")
                self.begin(moment, now, starts=now)
            elif target.cancel.holds(moment):
                self.end(run, now, "cancelled")
            else:
                run.bucket = self.waits_for(moment, run.bucket)
                self.ask_goals(run, moment, now)
            if not (just_stopped and target.order is Order.JIRA):
                return
        if self.may_start(moment, just_stopped):
            self.start(moment, now)

    def waits_for(self, moment: Moment, before: str) -> str:
        """
        The bucket after a moment: the first pause that holds, or the one that goes on, or none.
        """
        for pause in self.target.pauses:
            if pause.when.holds(moment):
                return pause.name
        resume = self.target.resume
        return before if resume is not None and not resume.holds(moment) else RUNNING

    def end(self, run: Run, now: int, how: str) -> None:
        """
        Ends a cycle.
        """
        run.ended, run.how = now, how
        self.ever_finished = self.ever_finished or how == "finished"

    def may_start(self, moment: Moment, just_stopped: bool) -> bool:
        """
        Whether the start condition comes true, and the target lets a clock start again.
        """
        target = self.target
        holds = target.start.holds(moment) and not target.cancel.holds(moment)
        held = target.start.holds_for(moment.before) and not target.cancel.holds_for(moment.before)
        if target.order is Order.SERVICENOW:
            holds = holds and not target.stop.holds(moment)
            held = held and not target.stop.holds_for(moment.before)
        if not holds or (target.again is Again.NEVER and self.ever_finished):
            return False
        return not self.runs or just_stopped or not held

    def start(self, moment: Moment, now: int) -> None:
        """
        Starts a cycle, or takes the last one up again.
        """
        last = self.runs[-1] if self.runs else None
        again = self.target.again
        if last is None or last.how == "cancelled" or again in {Again.NEW_CYCLE, Again.NEVER}:
            self.begin(moment, now, starts=now, looks_back=True)
        elif again is Again.CONTINUE:
            last.ended, last.how = None, ""
            last.bucket = self.waits_for(moment, RUNNING)
            self.ask_goals(last, moment, now)
        elif again is Again.RESTART:
            self.begin(moment, now, starts=now, looks_back=True)
            self.runs.remove(last)
        else:
            due = self.due(last, now)
            later = due is not None and due > now
            self.begin(moment, now, starts=due if due is not None and later else now, looks_back=True)

    def begin(self, moment: Moment, now: int, *, starts: int, looks_back: bool = False) -> None:
        """
        A new cycle, which may count from an earlier instant that the record names.
        """
        counted: dict[str, list[int]] = {RUNNING: [], **{each.name: [] for each in self.target.pauses}}
        number = self.runs[-1].number + 1 if self.runs else 1
        run = Run(number, starts, self.waits_for(moment, RUNNING), counted)
        origin = self.origin(moment.after)
        if looks_back and origin is not None and origin < now and starts == now:
            self.catch_up(run, origin, now)
        self.runs.append(run)
        self.ask_goals(run, moment, now)

    def catch_up(self, run: Run, origin: int, now: int) -> None:
        """
        Counts the minutes from an instant in the past, as if the clock had been open.
        """
        run.starts, bucket = origin, run.bucket
        for minute in range(origin, now):
            self.arrive(run, minute)
            run.bucket = self.would_have_waited(minute)
            self.count(run, minute)
        self.arrive(run, now)
        run.bucket = self.would_wait if self.target.retroactive_pause else bucket

    def origin(self, facts: Facts) -> int | None:
        """
        From when the record says that its clock counts.
        """
        name = self.target.start_from
        value = None if name is None else facts.get(name)
        return minute_of(value) if isinstance(value, dt.datetime) else None

    def would_have_waited(self, minute: int) -> str:
        """
        The bucket of a minute before the clock was started.
        """
        if not self.target.retroactive_pause:
            return RUNNING
        buckets = [bucket for since, bucket in self.would_wait_since if since <= minute]
        return buckets[-1] if buckets else RUNNING

    # --- the goals -----------------------------------------------------------------------------

    def ask_goals(self, run: Run, moment: Moment, now: int) -> None:
        """
        Takes the first goal that fits, and notes since when its length counts.
        """
        goal = next((each for each in self.target.goals if each.when.holds(moment)), None)
        allowed, deadline = self.lengths(run, goal, moment.after)
        if (allowed, deadline) != (run.allowed, run.deadline):
            run.goal_since = now
        run.goal, run.allowed, run.deadline = goal, allowed, deadline

    def lengths(self, run: Run, goal: Goal | None, facts: Facts) -> tuple[int | None, int | None]:
        """
        The minutes that a goal allows from the start of the cycle, and the deadline it names.
        """
        match goal.allowed if goal else None:
            case WorkingTime(length):
                return length // MINUTE, None
            case BusinessDays() as days:
                allowed = self.calendar.between(run.starts, self.calendar.end_of_days(days, run.starts))
                if allowed <= 0:
                    raise NothingAllowedError
                return allowed, None
            case Deadline(fact):
                return None, self.deadline(facts.get(fact))
        return None, None

    def deadline(self, value: Fact) -> int | None:
        """
        An instant, or the midnight that ends a date.
        """
        if isinstance(value, dt.datetime):
            return minute_of(value)
        if isinstance(value, dt.date):
            zone = zoneinfo.ZoneInfo(self.calendar.calendar.zones[0])
            midnight = dt.datetime.combine(value + dt.timedelta(days=1), dt.time(), zone)
            return minute_of(midnight.astimezone(dt.UTC))
        return None

    # --- what it shows -------------------------------------------------------------------------

    def due(self, run: Run, at: int) -> int | None:
        """
        The earliest instant at which the running time is the time allowed.

        With the boundary ``next_open``, the first worked minute at which it would run further.
        """
        if run.deadline is not None or run.allowed is None:
            return run.deadline
        left = run.allowed - len(run.ran)
        further = self.target.boundary == "next_open"
        if further and run.allowed in run.arrived:
            return run.arrived[run.allowed]
        if left <= 0 and not further:
            return run.ran[run.allowed - 1] + 1
        if run.ended is None and run.bucket:
            return None
        due = self.calendar.after(max(run.starts, at if run.ended is None else run.ended), left)
        return self.calendar.next_open(due) if further else due

    def allowed(self, run: Run) -> int | None:
        """
        The minutes that the goal allows: those until the deadline, or so many.
        """
        if run.deadline is not None:
            return max(0, self.calendar.between(run.started, run.deadline))
        return run.allowed

    def margin(self, run: Run, at: int) -> int | None:
        """
        The minutes that are left, negative when overdrawn.
        """
        if run.deadline is not None:
            now = at if run.ended is None else run.ended
            return self.calendar.between(max(now, run.started), run.deadline)
        return None if run.allowed is None else run.allowed - len(run.ran)

    def breached(self, run: Run, due: int | None, at: int) -> int | None:
        """
        Since when it is not met: open, from the due instant on; ended, only when after it.
        """
        if due is None or (at < due if run.ended is None else run.ended <= due):
            return None
        return max(due, run.goal_since)

    def show(self, run: Run, at: int) -> Shown:
        """
        A cycle in instants and durations.
        """
        due, allowed, margin = self.due(run, at), self.allowed(run), self.margin(run, at)
        breached = self.breached(run, due, at)
        return Shown(
            number=run.number,
            stage=run.stage(at),
            started_at=instant_of(run.started),
            ended_at=None if run.ended is None else instant_of(run.ended),
            elapsed=len(run.ran) * MINUTE,
            paused=tuple(
                (each.name, len(run.counted[each.name]) * MINUTE) for each in self.target.pauses
            ),
            allowed=None if allowed is None else allowed * MINUTE,
            margin=None if margin is None else margin * MINUTE,
            due_at=None if due is None else instant_of(due),
            breached_at=None if breached is None else instant_of(breached),
        )


def speaks_of_an_instant(condition: Condition) -> bool:
    """
    Whether it asks for a change or a signal anywhere.
    """
    if isinstance(condition, Changed | Signalled):
        return True
    return any(speaks_of_an_instant(part) for part in getattr(condition, "parts", ()))
