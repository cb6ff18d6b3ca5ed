"""
What changes while work waits: requirements give way, pools join.
"""

import bisect
import datetime as dt
from collections.abc import Sequence

from csmcore.routing._queue import Queue
from csmcore.routing._skills import Relaxation, Requirement


def droppable(required: Sequence[Requirement]) -> list[int]:
    """
    The numbers under which requirements can be dropped, the first to go first.
    """
    return sorted({each.drop for each in required if each.drop is not None}, reverse=True)


def left_after(required: Sequence[Requirement], steps: int) -> tuple[Requirement, ...]:
    """
    What still counts after some steps, each of which drops all of the highest number left.
    """
    gone = set(droppable(required)[:steps])
    return tuple(each for each in required if each.drop is None or each.drop not in gone)


def steps_passed(relaxation: Relaxation | None, waited: dt.timedelta) -> int:
    """
    How many steps have come; one at exactly its wait has.
    """
    if relaxation is None or waited < dt.timedelta(0):
        return 0
    if relaxation.every is not None:
        return waited // relaxation.every
    return bisect.bisect_right(relaxation.steps, waited)


def wait_of_step(relaxation: Relaxation, step: int) -> dt.timedelta | None:
    """
    After which wait a step comes, the first being 1; ``None`` where there is no such step.
    """
    if relaxation.every is not None:
        return relaxation.every * step
    return relaxation.steps[step - 1] if step <= len(relaxation.steps) else None


def stage(queue: Queue, waited: dt.timedelta) -> int:
    """
    How many of the waits after which pools join have passed.
    """
    if len(queue.pools) == 1:
        return 1 if queue.pools[0].after <= waited else 0
    return bisect.bisect_right(sorted(pool.after for pool in queue.pools), waited)


def next_pool(queue: Queue, waited: dt.timedelta) -> dt.timedelta | None:
    """
    After which wait the next pool joins, if there is one.
    """
    return min((pool.after for pool in queue.pools if pool.after > waited), default=None)
