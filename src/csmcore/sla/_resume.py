"""
A clock that goes on where the last question about its record left it.

A record is asked about after each of its events, and all but the last have been counted
then. What was counted stays with the timeline, and one with further changes takes it along.
"""

import bisect
import datetime as dt
from typing import NamedTuple

from csmcore.calendars import Calendar, CalendarBook
from csmcore.kernel import Timeline, to_micros
from csmcore.sla._machine import Machine
from csmcore.sla._measure import Pin, source_of
from csmcore.sla._plan import plan_of
from csmcore.sla._policy import SlaPolicy, SlaTarget


class Measure(NamedTuple):
    """
    What a target is measured by.
    """

    calendars: Calendar | CalendarBook
    policy: SlaPolicy
    pin: Pin | None


class Left(NamedTuple):
    """
    A machine as it was left, and what it was measured by.
    """

    measure: Measure
    machine: Machine

    def goes_on(self, measure: Measure, at: dt.datetime) -> bool:
        """
        Whether it would have come to the same, asked about an instant.
        """
        return (
            self.measure.calendars is measure.calendars
            and self.measure.policy is measure.policy
            and self.measure.pin == measure.pin
            and all(_answers(each, at) for each in self.machine.calendars)
        )


def resumed(target: SlaTarget, timeline: Timeline, measure: Measure, at: dt.datetime) -> Machine:
    """
    The machine that :func:`run` moves from the beginning, moved from where it was left.

    It is left before the last moment, since a change of the same instant may join that one.
    """
    plan, moments, folds = plan_of(target), timeline.moments, timeline._folds
    source = source_of(measure.calendars, target, at, measure.policy, pin=measure.pin)
    until = bisect.bisect_right(moments, at, key=lambda moment: moment.at)
    done, left = folds.get(plan, (0, None))
    if isinstance(left, Left) and done <= until and left.goes_on(measure, at):
        machine = left.machine.copied(source)
    else:
        done, machine = 0, Machine(plan, source, recording=True, telling=True)
    for place in range(done, until):
        if place == until - 1 > done:
            folds[plan] = (place, Left(measure, machine.copied(source)))
        machine.step(moments[place])
    machine.look(to_micros(at))
    return machine


def _answers(calendar: Calendar, at: dt.datetime) -> bool:
    first, until = calendar.horizon
    return first <= at.year < until
