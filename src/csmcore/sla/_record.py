"""
What a clock's machine keeps of the past, in whole microseconds.
"""

from typing import NamedTuple

from csmcore.conditions import Condition
from csmcore.sla._stages import Cause, Stage


class Stretch(NamedTuple):
    """
    A stretch that has ended.
    """

    start: int
    end: int
    stage: Stage
    pause: int
    worked: int
    calendar: int
    cause: Cause
    because: Condition | None


class Ended(NamedTuple):
    """
    A cycle that has ended, as the machine left it; or one that goes on, as it stands.
    """

    number: int
    stage: Stage
    started: int
    ended: int
    worked: int
    paused: tuple[int, ...]
    goal: int
    goal_since: int
    allowed: int | None
    due: int | None
    margin: int | None
    stretches: tuple[Stretch, ...]
    cause: Cause
    because: Condition | None


class Crossing(NamedTuple):
    """
    A threshold that was crossed, or the breach.
    """

    number: int
    threshold: int
    promise: str
    at: int
    due: int
