"""
One run of a clock, and the stretches that it is made of.
"""

import datetime as dt
from fractions import Fraction
from typing import Final

import attrs

from csmcore.conditions import Condition
from csmcore.kernel import hours_text, instant_text
from csmcore.sla._goals import MICROSECOND, Goal
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


def cycle_text(cycle: Cycle) -> str:
    """
    A cycle in one line: how it stands, how much of what, and by when.
    """
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


def phase_text(phase: Phase) -> str:
    """
    A phase in one line: since when, what, for how long, and why.
    """
    what = f"{phase.stage} ({phase.pause})" if phase.pause else phase.stage.replace("_", " ")
    why = "" if phase.because is None else f" because {phase.because}"
    length = hours_text(phase.worked)
    return f"{instant_text(phase.start)}  {what}, {length}: {phase.cause}{why}"
