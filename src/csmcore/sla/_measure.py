"""
How a clock is measured: a target's machine is moved over a timeline.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import attrs

from csmcore.calendars import Calendar, CalendarBook, FloatingCalendar
from csmcore.errors import DefinitionError, UndecidedError
from csmcore.kernel import (
    Decision,
    Fact,
    ReasonKind,
    Timeline,
    from_micros,
    to_micros,
    to_utc,
    zone_name,
)
from csmcore.sla._clock import SlaClock
from csmcore.sla._cycles import Cycle, Phase
from csmcore.sla._goals import MICROSECOND, Goal
from csmcore.sla._machine import CalendarSource, Machine
from csmcore.sla._plan import plan_of
from csmcore.sla._policy import SlaPolicy, SlaTarget
from csmcore.sla._record import Ended, Stretch
from csmcore.sla._select import CALENDAR_FACT, REVISION_FACT, to_timeline
from csmcore.sla._stages import Stage

PINNED: Final = ReasonKind("sla.calendar_kept", "the record says that it is measured in it")
PINNED_FLOATS: Final = ReasonKind(
    "sla.calendar_floats",
    "the record says that it is measured in {calendar}, which floats, and names no zone to bind it to",
)


def names_of(
    facts: Mapping[str, Fact],
    order: Iterable[str],
    target: SlaTarget,
    goal: Goal | None,
    policy: SlaPolicy | None,
) -> dict[str, str | None]:
    """
    Who names which calendar: the goal or target, the policy, and the record's facts.

    The calendar that the account names is the fact ``account_calendar``, and so on for
    each source in the book's order.
    """
    names: dict[str, str | None] = {}
    for source in order:
        if source == "target":
            names[source] = (goal.calendar if goal else None) or target.calendar
        elif source == "policy":
            names[source] = policy.calendar if policy else None
        else:
            named = facts.get(f"{source}_calendar")
            names[source] = named if isinstance(named, str) else None
    return names


Pin: TypeAlias = tuple[str, int | None]
"""
The calendar that a record says it is measured in, and the revision.
"""


def pin_of(facts: Mapping[str, Fact]) -> Pin | None:
    """
    The calendar that a record says it is measured in, if it says so.
    """
    name, revision = facts.get(CALENDAR_FACT), facts.get(REVISION_FACT)
    if not isinstance(name, str):
        return None
    return name, revision if isinstance(revision, int) else None


def source_of(
    calendar: Calendar | CalendarBook,
    target: SlaTarget,
    at: dt.datetime,
    policy: SlaPolicy | None = None,
    *,
    pin: Pin | None = None,
) -> CalendarSource:
    """
    Which calendar counts, given one, or a book in which the record's facts name it.

    Raises:
        DefinitionError: What was given is neither.
    """
    if isinstance(calendar, Calendar):
        return lambda _, __: calendar
    if not isinstance(calendar, CalendarBook):
        message = f"{calendar!r} is no calendar for target {target.name!r}; give one, or a CalendarBook"
        raise DefinitionError(message)
    book = calendar

    def source(facts: Mapping[str, Fact], goal: Goal | None) -> Calendar:
        if pin is None:
            names = names_of(facts, book.order, target, goal, policy)
            chosen = _usual(book, facts, at, names)
            if chosen is not None:
                return chosen
        decision = decide(book, facts, at, target=target, goal=goal, policy=policy, pin=pin)
        if decision.chosen is None:
            told = (*decision.reasons, *decision.rejected)
            raise UndecidedError(decision.question, tuple(map(str, told)))
        return decision.chosen

    return source


def _usual(
    book: CalendarBook, facts: Mapping[str, Fact], at: dt.datetime, names: dict[str, str | None]
) -> Calendar | None:
    # A clock asks at every moment, and reasons would be thrown away.
    said = facts.get("zone")
    zone = zone_name(said) if isinstance(said, str) else None
    if "default" in names and names["default"] is None:
        names["default"] = book.default
    return book._calendar(names.values(), zone=zone, at=at)


def decide(
    book: CalendarBook,
    facts: Mapping[str, Fact],
    at: dt.datetime,
    *,
    target: SlaTarget,
    goal: Goal | None,
    policy: SlaPolicy | None,
    pin: Pin | None,
) -> Decision[Calendar]:
    """
    Which calendar of a book counts for a target, by what holds of the record.
    """
    question = f"calendar of target {target.name!r}"
    said = facts.get("zone")
    zone = said if isinstance(said, str) else None
    if pin is not None:
        known = book.named(pin[0], revision=pin[1])
        kept = known.bind(zone) if isinstance(known, FloatingCalendar) and zone else known
        chosen = kept if isinstance(kept, Calendar) else None
        why = PINNED_FLOATS if chosen is None else PINNED
        reasons = (why(calendar=pin[0], revision=pin[1]),)
        return Decision(question=question, chosen=chosen, label=pin[0], reasons=reasons)
    names = names_of(facts, book.order, target, goal, policy)
    return attrs.evolve(book.resolve(names, zone=zone, at=at), question=question)


def calendar_of(
    target: SlaTarget,
    timeline: Timeline,
    *,
    calendars: CalendarBook,
    at: dt.datetime,
    policy: SlaPolicy | None = None,
) -> Decision[Calendar]:
    """
    In which calendar a clock that starts at an instant counts, and why.

    The first in the book's order that names one decides: the goal or target, the policy,
    the record's facts (``entitlement_calendar``, ``contract_calendar``,
    ``account_calendar``...), the book's default. A record that says in which it is
    measured (:func:`applied`) keeps that one.

    Args:
        target: The target.

        timeline: The record's history.

        calendars: The book.

        at: The instant. Aware.

        policy: The policy that the target is part of.

    Raises:
        UnknownNameError: The record keeps a calendar that the book does not have.
    """
    at, timeline = to_utc(at), to_timeline(timeline)
    facts = timeline.facts_at(at)
    fits = (goal for goal in target.goals if goal.when.holds_for(facts))
    return decide(
        calendars, facts, at, target=target, goal=next(fits, None), policy=policy, pin=pin_of(facts)
    )


def run(
    target: SlaTarget,
    timeline: Timeline,
    source: CalendarSource,
    at: dt.datetime,
    *,
    telling: bool = False,
) -> Machine:
    """
    The machine of a target once a timeline's moments until an instant have passed.
    """
    machine = Machine(plan_of(target), source, recording=True, telling=telling)
    step = machine.step
    for moment in timeline.moments:
        if moment.at > at:
            break
        step(moment)
    machine.look(to_micros(at))
    return machine


def clock_of(machine: Machine, at: dt.datetime, policy: SlaPolicy | None = None) -> SlaClock:
    """
    What a machine that has been looked at shows.
    """
    target = machine.plan.target
    ended = [*machine.cycles, machine.as_ended(to_micros(at))] if machine.is_open else machine.cycles
    cycles = tuple(_cycle(each, target) for each in ended)
    return SlaClock(
        target=target,
        at=at,
        cycles=cycles,
        calendars=tuple(machine.calendars),
        policy="" if policy is None else policy.name,
        version=1 if policy is None else policy.version,
    )


def measure(
    target: SlaTarget, timeline: Timeline, *, calendar: Calendar | CalendarBook, at: dt.datetime
) -> SlaClock:
    """
    A target's clock on a record, at any instant, past or future.

    Changes after the instant do not count; at a future one it is what will be if nothing
    else happens.

    Args:
        target: What is promised.

        timeline: The record's history.

        calendar: The calendar that counts, or a book: then the target names it, or the
            record's facts do (``account_calendar``, ``contract_calendar``..., and ``zone``
            for one that floats).

        at: The instant asked about. Aware.

    Raises:
        UndecidedError: A book, and nobody names a calendar that it has.

        NoWorkingTimeError: The calendar does not open for long enough within its horizon.

        HorizonError: The record names a deadline beyond the calendar's horizon.

        ConditionError: A fact cannot be compared with what a condition says.

        DefinitionError: A fact that is a deadline, or from which the clock starts, is no
            instant.
    """
    at, timeline = to_utc(at), to_timeline(timeline)
    source = source_of(calendar, target, at, pin=pin_of(timeline.facts_at(at)))
    return clock_of(run(target, timeline, source, at), at)


def _cycle(ended: Ended, target: SlaTarget) -> Cycle:
    is_open = ended.stage.is_open
    due = ended.due
    late = due is not None and (due <= ended.ended if is_open else due < ended.ended)
    breached = max(due, ended.goal_since) if late and due is not None else None
    started = from_micros(ended.started)
    begins_later = is_open and ended.started > ended.ended
    names = [pause.name for pause in target.pauses]
    return Cycle(
        number=ended.number,
        stage=Stage.NOT_STARTED if begins_later else ended.stage,
        started_at=started,
        ended_at=None if is_open else from_micros(ended.ended),
        elapsed=ended.worked * MICROSECOND,
        paused=tuple(
            (name, each * MICROSECOND) for name, each in zip(names, ended.paused, strict=True)
        ),
        goal=target.goals[ended.goal] if ended.goal >= 0 else None,
        allowed=_length(ended.allowed),
        margin=_length(ended.margin),
        due_at=None if due is None else from_micros(due),
        breached_at=None if breached is None else from_micros(breached),
        ended_by=None if is_open else ended.cause,
        because=None if is_open else ended.because,
        phases=tuple(_phase(each, names) for each in ended.stretches),
    )


def _length(micros: int | None) -> dt.timedelta | None:
    return None if micros is None else micros * MICROSECOND


def _phase(stretch: Stretch, names: list[str]) -> Phase:
    return Phase(
        start=from_micros(stretch.start),
        end=from_micros(stretch.end),
        stage=stretch.stage,
        pause=names[stretch.pause] if stretch.pause >= 0 else "",
        worked=stretch.worked * MICROSECOND,
        cause=stretch.cause,
        because=stretch.because,
        calendar=stretch.calendar,
    )
