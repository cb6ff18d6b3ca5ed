"""
Where a clock's time went.
"""

import bisect
import datetime as dt
import operator

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import Fact, Timeline, to_micros, told_apart
from csmcore.sla._clock import SlaClock
from csmcore.sla._goals import MICROSECOND
from csmcore.sla._select import to_timeline
from csmcore.sla._stages import Stage


@attrs.frozen
class Portion:
    """
    The part of a clock's time in which a fact had one value.

    Attributes:
        value: The value; ``None`` while the fact was not set.

        elapsed: The working time that ran.

        paused: The working time that was waited.
    """

    value: Fact
    elapsed: dt.timedelta
    paused: dt.timedelta


def breakdown(clock: SlaClock, timeline: Timeline, *, by: str) -> tuple[Portion, ...]:
    """
    A clock's time by the values of a fact: by state, by group, by agent.

    Exact: the portions' elapsed time adds up to that of the clock's cycles, and so does
    the time that was paused.

    Args:
        clock: The clock, of this record.

        timeline: The record's history.

        by: The fact's name.

    Returns:
        A portion for each value, in the order in which the record first had them.
    """
    if not isinstance(by, str):
        message = f"by={by!r}; the name of one fact is needed, such as 'group'"
        raise DefinitionError(message)
    turns = [(to_micros(each.start), each.facts.get(by)) for each in to_timeline(timeline).segments]
    elapsed: dict[tuple[bool, Fact], int] = {}
    paused: dict[tuple[bool, Fact], int] = {}
    for cycle in clock.cycles:
        for phase in cycle.phases:
            if not phase.stage.is_open:
                continue
            spent = elapsed if phase.stage is Stage.RUNNING else paused
            compiled = clock.calendars[phase.calendar]._compiled
            start, end = to_micros(phase.start), to_micros(phase.end)
            place = bisect.bisect_right(turns, start, key=operator.itemgetter(0))
            while start < end:
                until = min(end, turns[place][0]) if place < len(turns) else end
                key = told_apart(turns[place - 1][1] if place else None)
                spent[key] = spent.get(key, 0) + compiled.between(start, until)
                start, place = until, place + 1
    keys = dict.fromkeys(told_apart(value) for _, value in ((0, None), *turns))
    return tuple(
        Portion(key[1], elapsed.get(key, 0) * MICROSECOND, paused.get(key, 0) * MICROSECOND)
        for key in keys
        if key in elapsed or key in paused
    )
