"""
A clock as it stands at an instant, and how it came there.
"""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import attrs

from csmcore.calendars import Calendar
from csmcore.conditions import Condition
from csmcore.kernel import instant_text, to_utc
from csmcore.sla._goals import MICROSECOND, Goal, hours_text
from csmcore.sla._policy import SlaTarget
from csmcore.sla._stages import Cause, Stage

_ZERO: Final = dt.timedelta(0)


@attrs.frozen(kw_only=True)
class Phase:
    """
    A stretch of a clock's time in which nothing changed about it, ``[start, end)``.

    Attributes:
        start: Its first instant. Held in UTC.

        end: The first instant after; of the phase that goes on, the instant asked about.

        stage: What the clock was doing.

        pause: Who was waited for, while paused; else empty.

        worked: The working time in it.

        cause: What began it.

        because: The condition that did, where one did.

        calendar: Which of the clock's calendars counted it.
    """

    start: dt.datetime
    end: dt.datetime
    stage: Stage
    pause: str = ""
    worked: dt.timedelta
    cause: Cause
    because: Condition | None = None
    calendar: int = 0


@attrs.frozen(kw_only=True)
class Cycle:
    """
    One run of a clock, from its start to its end.

    Attributes:
        number: Counts from 1.

        stage: Running or paused, or how it ended.

        started_at: From when it counts. A sequential one may start later than asked.

        ended_at: When it finished or was cancelled; ``None`` while it is open.

        elapsed: The working time that has run.

        paused: The working time that was waited, by who was waited for; each of the
            target's pauses is there.

        goal: The goal that counts, or ``None`` when none fits.

        allowed: The working time that the goal allows.

        margin: The working time that is left, negative when it is overdrawn; ``None``
            when nothing is due.

        due_at: The last instant that still meets the goal, if nothing else happens; of a
            finished one, as it stood then. ``None`` while a pause hides it, and when no
            goal fits.

        breached_at: From when it was not met any more; ``None`` while it may yet be, or
            was.

        ended_by: What ended it.

        because: The condition that did.

        phases: How it went, in order, without a gap.
    """

    number: int
    stage: Stage
    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    elapsed: dt.timedelta = _ZERO
    paused: tuple[tuple[str, dt.timedelta], ...] = ()
    goal: Goal | None = None
    allowed: dt.timedelta | None = None
    margin: dt.timedelta | None = None
    due_at: dt.datetime | None = None
    breached_at: dt.datetime | None = None
    ended_by: Cause | None = None
    because: Condition | None = None
    phases: tuple[Phase, ...] = ()

    @property
    def breached(self) -> bool:
        """
        Whether it was not met: not done by the instant at which it was due.

        Done on that very instant is met; an open one breaches at that instant.
        """
        return self.breached_at is not None

    @property
    def remaining(self) -> dt.timedelta | None:
        """
        The working time that is left, never negative; ``None`` when nothing is due.
        """
        return None if self.margin is None else max(self.margin, _ZERO)

    @property
    def percent(self) -> Fraction | None:
        """
        How much of the allowed time is used, exactly; 100 when all of it is.

        ``None`` when nothing is due, or a deadline left no time from the start.
        """
        if self.margin is None or not self.allowed:
            return None
        used = (self.allowed - self.margin) // MICROSECOND
        return Fraction(100 * used, self.allowed // MICROSECOND)


@attrs.frozen(kw_only=True)
class SlaClock:
    """
    One target measured on one record, at an instant.

    Whether it runs and whether it was met are told apart: a paused clock may have been
    breached, and a finished one met.

    Attributes:
        target: What is measured.

        at: The instant asked about. Held in UTC.

        cycles: In order; only the last may be open.

        calendars: The calendars that counted, in order; the last one counts now.

        policy: The name of the policy whose target it is; empty when asked without one.

        version: The policy's version.
    """

    target: SlaTarget
    at: dt.datetime = attrs.field(converter=to_utc)
    cycles: tuple[Cycle, ...] = ()
    calendars: tuple[Calendar, ...] = attrs.field(default=(), repr=False)
    policy: str = ""
    version: int = 1

    @property
    def name(self) -> str:
        """
        The target's name.
        """
        return self.target.name

    @property
    def cycle(self) -> Cycle | None:
        """
        The last cycle; ``None`` when the clock has not started.
        """
        return self.cycles[-1] if self.cycles else None

    @property
    def stage(self) -> Stage:
        """
        What the clock is doing.
        """
        return self.cycles[-1].stage if self.cycles else Stage.NOT_STARTED

    @property
    def started_at(self) -> dt.datetime | None:
        """
        From when the last cycle counts.
        """
        return self.cycles[-1].started_at if self.cycles else None

    @property
    def ended_at(self) -> dt.datetime | None:
        """
        When the last cycle ended; ``None`` while it is open.
        """
        return self.cycles[-1].ended_at if self.cycles else None

    @property
    def elapsed(self) -> dt.timedelta:
        """
        The working time that has run in the last cycle.
        """
        return self.cycles[-1].elapsed if self.cycles else _ZERO

    @property
    def paused(self) -> Mapping[str, dt.timedelta]:
        """
        The working time that was waited in the last cycle, by who was waited for.
        """
        return dict(self.cycles[-1].paused) if self.cycles else {}

    @property
    def allowed(self) -> dt.timedelta | None:
        """
        The working time that the goal allows; ``None`` when none fits.
        """
        return self.cycles[-1].allowed if self.cycles else None

    @property
    def margin(self) -> dt.timedelta | None:
        """
        The working time that is left, negative when it is overdrawn.
        """
        return self.cycles[-1].margin if self.cycles else None

    @property
    def remaining(self) -> dt.timedelta | None:
        """
        The working time that is left, never negative.
        """
        return self.cycles[-1].remaining if self.cycles else None

    @property
    def percent(self) -> Fraction | None:
        """
        How much of the allowed time the last cycle has used, exactly.
        """
        return self.cycles[-1].percent if self.cycles else None

    @property
    def due_at(self) -> dt.datetime | None:
        """
        The last instant that still meets the goal, if nothing else happens.

        ``None`` before the start, while a pause hides it, and when no goal fits; of a
        finished clock, as it stood when it finished.
        """
        return self.cycles[-1].due_at if self.cycles else None

    @property
    def breached_at(self) -> dt.datetime | None:
        """
        From when the last cycle was not met any more; ``None`` when it may yet be, or was.
        """
        return self.cycles[-1].breached_at if self.cycles else None

    @property
    def breached(self) -> bool:
        """
        Whether the last cycle was not met.
        """
        return bool(self.cycles) and self.cycles[-1].breached

    def __str__(self) -> str:
        lines = [self._headline()]
        for cycle in self.cycles:
            if len(self.cycles) > 1:
                lines.append(f"  cycle {cycle.number}: {_cycle_text(cycle)}")
            lines += [f"  {_phase_text(phase)}" for phase in cycle.phases]
            if cycle.ended_at is not None:
                why = "" if cycle.because is None else f" because {cycle.because}"
                lines.append(f"  {instant_text(cycle.ended_at)}  {cycle.stage.replace('_', ' ')}{why}")
        return "\n".join(lines)

    def _headline(self) -> str:
        cycle = self.cycle
        return f"{self.name}: " + ("not started" if cycle is None else _cycle_text(cycle))


def _cycle_text(cycle: Cycle) -> str:
    told = [cycle.stage.replace("_", " ")]
    if cycle.allowed is None:
        told.append(f"{hours_text(cycle.elapsed)} elapsed")
    else:
        told.append(f"{hours_text(cycle.elapsed)} of {hours_text(cycle.allowed)}")
    if cycle.breached_at is not None:
        told.append(f"breached {instant_text(cycle.breached_at)}")
    elif cycle.due_at is not None and cycle.ended_at is None:
        told.append(f"due {instant_text(cycle.due_at)}")
    elif cycle.ended_at is not None and cycle.allowed is not None:
        told.append("in time")
    return ", ".join(told)


def _phase_text(phase: Phase) -> str:
    what = f"{phase.stage} ({phase.pause})" if phase.pause else phase.stage.replace("_", " ")
    why = "" if phase.because is None else f" because {phase.because}"
    length = hours_text(phase.worked)
    return f"{instant_text(phase.start)}  {what}, {length}: {phase.cause}{why}"
