"""
A clock that goes on where the last question about its record left it.

A record is asked about after each of its events, and all but the last have been counted
then. What was counted stays with the timeline, and one with further changes takes it along.
"""

import bisect
import datetime as dt
from typing import Final, NamedTuple

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


LAST: Final = "last"
"""
That a machine was left after the last moment. A text is looked up faster than a member of an enum.
"""

BEFORE: Final = "before"
"""
That it was left before the last, which a change of the same instant joins.
"""


def resumed(target: SlaTarget, timeline: Timeline, measure: Measure, at: dt.datetime) -> Machine:
    """
    The machine that :func:`run` moves from the beginning, moved from where it was left.
    """
    moments, folds = timeline.moments, timeline._folds
    of = (measure.policy.name, measure.policy.version, target.name)
    source = source_of(measure.calendars, target, at, measure.policy, pin=measure.pin)
    until = bisect.bisect_right(moments, at, key=lambda moment: moment.at)
    done, left = _left(timeline, of, measure, at, until)
    if left is None:
        machine = Machine(plan_of(target), source, recording=True, telling=True)
    else:
        machine = left.machine.copied(source)
    for moment in moments[done : max(done, until - 1)]:
        machine.step(moment)
        left = None
    if done < until:
        left = left or Left(measure, machine.copied(source))
        machine.step(moments[until - 1])
        if until == len(moments):
            folds[of, BEFORE] = (until - 1, left)
            folds[of, LAST] = (until, Left(measure, machine.copied(source)))
    machine.look(to_micros(at))
    return machine


def _left(
    timeline: Timeline, of: tuple[str, int, str], measure: Measure, at: dt.datetime, until: int
) -> tuple[int, Left | None]:
    """
    A machine that was left, and after how many moments; none of those is later than asked about.
    """
    for place in (LAST, BEFORE):
        done, left = timeline._folds.get((of, place), (0, None))
        if isinstance(left, Left) and done <= until and left.goes_on(measure, at):
            return done, left
    return 0, None


def _answers(calendar: Calendar, at: dt.datetime) -> bool:
    first, until = calendar.horizon
    return first <= at.year < until
