"""
A clock taken along: what a host keeps so as not to fold a long history again.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from csmcore.calendars import Calendar
from csmcore.conditions import Condition
from csmcore.errors import DefinitionError, LateChangeError, OrderError
from csmcore.kernel import Change, Fact, Facts, Moment, from_micros, to_micros, to_utc, utc_if_given
from csmcore.sla._clock import SlaClock
from csmcore.sla._machine import Machine
from csmcore.sla._measure import clock_of, source_of
from csmcore.sla._meter import Meter
from csmcore.sla._plan import Plan, plan_of
from csmcore.sla._policy import SlaTarget
from csmcore.sla._stages import Cause, Stage


def _pairs(
    facts: Mapping[str, Fact] | tuple[tuple[str, Fact], ...],
) -> tuple[tuple[str, Fact], ...]:
    return Facts(facts).pairs


@attrs.frozen(kw_only=True)
class ClockState:
    """
    A clock as far as it has been counted: a cache of the fold, never a truth of its own.

    It holds the last cycle and the facts that the target speaks of, and stays small
    however long the history grows; only a target with *retroactive_pause* has it remember
    every pause. Instants are microseconds since 1970 in UTC, lengths microseconds.

    Attributes:
        target: The target's name.

        frontier: The instant until which all changes are in; ``None`` before the first.

        facts: What held then, of the facts that the target speaks of. A mapping is accepted.

        stage: What the clock was doing.

        number: Of the cycle; 0 before the first.

        started: From when the cycle counts.

        ended: When it ended.

        since: Until when it is counted.

        worked: The working time that has run until then.

        paused: The working time that was waited, for each of the target's pauses.

        pause: Which pause goes on; -1 for none.

        goal: Which goal counts; -1 for none.

        goal_since: Since when.

        deadline: The instant that a goal names as its deadline.

        works: The working time that each goal allows.

        reached: When so much had run.

        spent: Whether a cycle has finished.

        previous_due: When the cycle before was due.

        cause: What turned the clock last.

        waiting: With *retroactive_pause*: the pause that goes on, since when and which.

        waits: And those that are over: since when, until when, which.
    """

    target: str
    frontier: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    facts: tuple[tuple[str, Fact], ...] = attrs.field(default=(), converter=_pairs)
    stage: Stage = Stage.NOT_STARTED
    number: int = 0
    started: int = 0
    ended: int = 0
    since: int = 0
    worked: int = 0
    paused: tuple[int, ...] = ()
    pause: int = -1
    goal: int = -1
    goal_since: int = 0
    deadline: int | None = None
    works: tuple[int | None, ...] = ()
    reached: tuple[int | None, ...] = ()
    spent: bool = False
    previous_due: int | None = None
    cause: Cause = Cause.START
    waiting: tuple[int, int] | None = None
    waits: tuple[tuple[int, int, int], ...] = ()

    def clock(self, target: SlaTarget, *, calendar: Calendar, at: dt.datetime) -> SlaClock:
        """
        The clock at an instant, if nothing else happens: its last cycle, without phases.

        Args:
            target: The target.

            calendar: The calendar.

            at: Not before the frontier. Aware.

        Raises:
            OrderError: The instant lies before the frontier; fold the timeline instead.
        """
        at = to_utc(at)
        if self.frontier is not None and at < self.frontier:
            raise OrderError("clock state", self.frontier, at)
        machine = _machine(self, target, calendar)
        machine.look(to_micros(at))
        if not machine.is_open and machine.number:
            machine.cycles.append(machine.as_ended(machine.ended))
        return clock_of(machine, at)


_OF_MACHINE: Final = ("stage", "number", "ended", "spent", "previous_due", "cause", "waiting")
_OF_METER: Final = ("started", "since", "worked", "pause", "goal", "goal_since", "deadline")
_LISTED: Final = ("paused", "works", "reached")


def advance(
    state: ClockState | None, changes: Iterable[Change], *, target: SlaTarget, calendar: Calendar
) -> ClockState:
    """
    A clock taken over further changes; each costs the same, however long the history.

    The answer is that of folding the whole timeline, for every way of splitting it, as
    long as all changes of one instant come together and in order.

    Args:
        state: Where the clock stood; ``None`` at the beginning.

        changes: In order of their instants, each after the state's frontier.

        target: The target, always the same.

        calendar: The calendar, always the same.

    Raises:
        LateChangeError: A change is not after the frontier. The state cannot take it in;
            advance from ``None`` over the whole timeline.

        OrderError: The changes are not in order.

        DefinitionError: The state is of another target.
    """
    state = ClockState(target=target.name) if state is None else state
    plan = plan_of(target)
    machine = _machine(state, target, calendar)
    frontier, facts = state.frontier, Facts(state.facts)
    for at, together in itertools.groupby(changes, key=lambda change: change.at):
        if frontier is not None and at <= frontier:
            if frontier == state.frontier:
                raise LateChangeError(target.name, at, frontier)
            raise OrderError("timeline", frontier, at)
        moment = _moment(at, tuple(together), facts, plan)
        machine.step(moment)
        frontier, facts = at, moment.after
    kept: dict[str, Any] = {name: getattr(machine, name) for name in _OF_MACHINE}
    kept["waits"] = tuple(machine.waits)
    if machine.number:
        kept |= {name: getattr(machine.meter, name) for name in _OF_METER}
        kept |= {name: tuple(getattr(machine.meter, name)) for name in _LISTED}
    return ClockState(target=target.name, frontier=frontier, facts=facts.pairs, **kept)


def _moment(at: dt.datetime, together: tuple[Change, ...], before: Facts, plan: Plan) -> Moment:
    wanted = plan.facts
    pairs = [pair for change in together for pair in change.facts if pair[0] in wanted]
    after = before.changed(pairs) if pairs else before
    signals = frozenset().union(*(change.signals for change in together))
    return Moment(at, before, after, signals, at)


def _machine(state: ClockState, target: SlaTarget, calendar: Calendar) -> Machine:
    if state.target != target.name:
        message = f"the state is of clock {state.target!r}, and the target is {target.name!r}"
        raise DefinitionError(message)
    _check_fit(state, target)
    machine = Machine(plan_of(target), source_of(calendar, target, from_micros(0)))
    for name in _OF_MACHINE:
        setattr(machine, name, getattr(state, name))
    machine.waits = list(state.waits)
    if state.number:
        machine.calendars.append(calendar)
        machine.because = _because(target, state.cause)
        machine.meter = meter = Meter(machine.plan, calendar, state.started)
        for name in _OF_METER:
            setattr(meter, name, getattr(state, name))
        for name in _LISTED:
            setattr(meter, name, list(getattr(state, name)))
    return machine


def _check_fit(state: ClockState, target: SlaTarget) -> None:
    goals, pauses = len(target.goals), len(target.pauses)
    fits = (
        -1 <= state.goal < goals
        and -1 <= state.pause < pauses
        and state.worked >= 0
        and (not state.number or (len(state.works), len(state.reached)) == (goals, goals))
        and (not state.number or len(state.paused) == pauses)
    )
    if not fits:
        message = f"the state of clock {state.target!r} is of another target; fold the timeline again"
        raise DefinitionError(message)


def _because(target: SlaTarget, cause: Cause) -> Condition | None:
    told = {Cause.STOP: target.stop, Cause.RESET: target.reset, Cause.CANCEL: target.cancel}
    return told.get(cause)
