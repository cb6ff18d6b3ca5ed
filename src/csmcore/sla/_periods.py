"""
Which policy a record was under, and when; and the clocks that follow from it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from csmcore.calendars import Calendar, CalendarBook
from csmcore.kernel import Timeline, to_micros
from csmcore.sla._machine import Machine
from csmcore.sla._measure import Pin, pin_of, run, source_of
from csmcore.sla._policy import SlaPolicy, SlaTarget
from csmcore.sla._record import Crossing
from csmcore.sla._resume import Measure, resumed
from csmcore.sla._select import POLICY_FACT, fitting, pinned_by
from csmcore.sla._stages import Cause, Stage


class World(NamedTuple):
    """
    Everything that clocks are measured by.
    """

    policies: tuple[SlaPolicy, ...]
    timeline: Timeline
    calendars: Calendar | CalendarBook
    at: dt.datetime
    pins: bool


class Period(NamedTuple):
    """
    A time in which a record was under one policy, ``[start, end)``; the last one goes on.

    A record that comes to say in which calendar it is measured begins another period.
    """

    start: dt.datetime
    end: dt.datetime | None
    policy: SlaPolicy | None
    pin: Pin | None


class Run(NamedTuple):
    """
    A target's machine, moved to the instant asked about or to its policy's end.

    What was crossed under earlier policies, and still stands, is in the earlier runs.
    """

    policy: SlaPolicy
    machine: Machine
    crossings: tuple[Crossing, ...]
    goes_on: bool
    earlier: tuple["Run", ...] = ()


def periods(world: World) -> list[Period]:
    """
    The policies that a record was under, one after the other.

    It keeps its policy, also past that one's validity, as long as the policy's condition
    holds and none of another name fits that comes before it.
    """
    found: list[Period] = []
    policy: SlaPolicy | None = None
    rank = {each.name: place for place, each in reversed(list(enumerate(world.policies)))}
    for moment in world.timeline.moments:
        if moment.at > world.at:
            break
        if found and moment.after is moment.before:
            continue
        told = fitting(world.policies, moment.after, moment.at, pins=world.pins)
        pinned = world.pins and pinned_by(moment.after) is not None
        if policy is not None and not pinned and policy.when.holds_for(moment.after):
            outranks = told is not None and rank[told.name] < rank[policy.name]
            told = told if outranks else policy
        pin = pin_of(moment.after) if world.pins else None
        if not found or told is not policy or pin != found[-1].pin:
            if found:
                found[-1] = found[-1]._replace(end=moment.at)
            found.append(Period(moment.at, None, told, pin))
            policy = told
    return found


def runs(world: World, *, telling: bool) -> list[Run]:
    """
    The clock of each target that the record has, or had, a promise of.

    A clock that goes on is measured under the policy that counts now, over its whole
    history: start, elapsed time and pauses stay. One that had finished before that policy
    came keeps the verdict of its own time. One that the new policy does not promise was
    cancelled when the old one ended.
    """
    history = periods(world)
    found: dict[str, Run] = {}
    for place in reversed(range(len(history))):
        period = history[place]
        if period.policy is None:
            continue
        for target in period.policy.targets:
            later = found.get(target.name)
            counts = later is not None and not _is_older(later, history[place + 1 :])
            if counts and not telling:
                continue
            made = _run_in(world, period, period.policy, target, telling=telling)
            if made is not None:
                ended = period.end if counts else None
                found[target.name] = _joined(made, later, to_micros(ended)) if later and ended else made
    return sorted(found.values(), key=lambda each: _place(each, history))


def machines(world: World) -> Iterator[Machine]:
    """
    The machine of each target of the policy that counts at the instant asked about.

    Those of earlier policies have ended by then, so that none of them crosses anything more.
    """
    now = periods(world)[-1:]
    for period in now:
        if period.policy is not None:
            for target in period.policy.targets:
                yield _moved(world, period, period.policy, target, world.at, telling=True)[1]


def _joined(made: Run, later: Run, end: int) -> Run:
    """
    The later run of a clock, with what was crossed earlier in cycles that it does not judge anew.

    Those are the cycles that ended before the earlier run did, and the one that was called off
    then, unless the later run has one that goes on there.
    """
    machine = later.machine
    spans = [(each.started, each.ended) for each in machine.cycles]
    spans += [(machine.meter.started, end)] if machine.is_open else []
    anew = any(started < end <= ended for started, ended in spans)
    kept = {each.number for each in made.machine.cycles if each.ended < end or not anew}
    crossings = tuple(each for each in made.crossings if each.number in kept)
    return later._replace(earlier=(made._replace(crossings=crossings), *later.earlier))


def _place(made: Run, history: list[Period]) -> tuple[int, int]:
    latest = next((each.policy for each in reversed(history) if each.policy is not None), made.policy)
    return (
        0 if made.policy.name == latest.name else 1,
        made.policy.targets.index(made.machine.plan.target),
    )


def _is_older(made: Run, later: list[Period]) -> bool:
    # Whether a clock had ended before the policy came under which it was measured.
    start = next((each.start for each in later if each.policy is not None), None)
    machine = made.machine
    if start is None or machine.is_open or machine.stage is Stage.NOT_STARTED:
        return False
    return machine.ended < to_micros(start)


def _run_in(
    world: World, period: Period, policy: SlaPolicy, target: SlaTarget, *, telling: bool
) -> Run | None:
    until = world.at if period.end is None else period.end - dt.timedelta(microseconds=1)
    policy, machine = _moved(world, period, policy, target, until, telling=telling)
    if period.end is not None:
        if machine.stage is Stage.NOT_STARTED:
            return None
        if machine.is_open:
            machine.call_off(to_micros(period.end), Cause.POLICY)
    return Run(policy, machine, tuple(_in_period(machine, period)), period.end is None)


def _moved(
    world: World,
    period: Period,
    policy: SlaPolicy,
    target: SlaTarget,
    until: dt.datetime,
    *,
    telling: bool,
) -> tuple[SlaPolicy, Machine]:
    """
    A target's machine at an instant, and the version of the policy that it is measured under.
    """
    machine = _machine(world, period, policy, target, until, telling=telling)
    other = _version_at_start(world, policy, machine)
    if other is not policy and (new := other.target(target.name)) is not None:
        return other, _machine(world, period, other, new, until, telling=telling)
    return policy, machine


def _machine(
    world: World,
    period: Period,
    policy: SlaPolicy,
    target: SlaTarget,
    until: dt.datetime,
    *,
    telling: bool,
) -> Machine:
    if telling and period.end is None:
        measure = Measure(world.calendars, policy, period.pin)
        return resumed(target, world.timeline, measure, until)
    source = source_of(world.calendars, target, until, policy, pin=period.pin)
    return run(target, world.timeline, source, until, telling=telling)


def _version_at_start(world: World, policy: SlaPolicy, machine: Machine) -> SlaPolicy:
    started = machine.first_started
    if started is None or policy.is_valid_at(started):
        return policy
    if world.pins and world.timeline.facts_at(world.at).get(POLICY_FACT) == policy.name:
        return policy
    versions = (each for each in world.policies if each.name == policy.name)
    return next((each for each in versions if each.is_valid_at(started)), policy)


def _in_period(machine: Machine, period: Period) -> Iterator[Crossing]:
    start = to_micros(period.start)
    end = None if period.end is None else to_micros(period.end)
    ended = {each.number: each.ended for each in machine.cycles}
    for each in machine.crossings.values():
        if each.number in ended and ended[each.number] < start:
            continue
        at = max(each.at, start)
        if end is None or at < end:
            yield each._replace(at=at)
