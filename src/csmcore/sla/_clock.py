"""
A clock as it stands at an instant, and how it came there.
"""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import attrs

from csmcore.calendars import Calendar
from csmcore.kernel import Markup, instant_text, to_utc
from csmcore.sla._cycles import Cycle, cycle_text, phase_text
from csmcore.sla._policy import SlaTarget
from csmcore.sla._stages import Stage

_ZERO: Final = dt.timedelta(0)


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
                lines.append(f"  cycle {cycle.number}: {cycle_text(cycle)}")
            lines += [f"  {phase_text(phase)}" for phase in cycle.phases]
            if cycle.ended_at is not None:
                why = "" if cycle.because is None else f" because {cycle.because}"
                lines.append(f"  {instant_text(cycle.ended_at)}  {cycle.stage.replace('_', ' ')}{why}")
        return "\n".join(lines)

    def _repr_html_(self) -> Markup:
        from csmcore.sla._figure import figure_of  # noqa: PLC0415  # few processes ever draw one

        return figure_of(self)

    def _headline(self) -> str:
        cycle = self.cycle
        return f"{self.name}: " + ("not started" if cycle is None else cycle_text(cycle))
