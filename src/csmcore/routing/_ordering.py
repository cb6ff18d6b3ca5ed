"""
The order of the backlog: which waiting work is looked at first.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from csmcore.kernel import WorkId
from csmcore.routing._backlog import BacklogKey
from csmcore.routing._calls import whole_numbers
from csmcore.routing._making import Making
from csmcore.routing._queue import Queue
from csmcore.routing._work import WorkItem

Waiting: TypeAlias = tuple[WorkItem, Queue]
"""
A piece of work, and the queue in which it waits.
"""

_NEVER: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
_EVER: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
_NONE: Final = dt.timedelta(0)

_Column: TypeAlias = Iterable[object]

_PLAIN: Final[Mapping[BacklogKey, Callable[[Waiting], object]]] = MappingProxyType(
    {
        BacklogKey.QUEUE: lambda waiting: waiting[1].priority,
        BacklogKey.PRIORITY: lambda waiting: waiting[0].urgency,
        BacklogKey.ENTERED: lambda waiting: waiting[0].entered_at,
        BacklogKey.ACTIVE: lambda waiting: waiting[0].last_active_at,
        BacklogKey.DUE: lambda waiting: waiting[0].due_at or _NEVER,
    }
)


def in_order(making: Making, waiting: Sequence[Waiting]) -> list[Waiting]:
    """
    Waiting work in the order in which it is looked at.
    """
    if len(waiting) < 2:
        return list(waiting)
    columns: list[_Column] = [
        _aged(making, waiting) if key is BacklogKey.AGED else map(_PLAIN[key], waiting)
        for key in making.rules.setup.backlog.keys
        if key is not BacklogKey.QUEUE or not _is_alike(waiting)
    ]
    work = [each for each, _ in waiting]
    columns += [[each.entered_at for each in work], [each.id for each in work], range(len(work))]
    return [waiting[row[-1]] for row in sorted(zip(*columns, strict=True))]


def _is_alike(waiting: Sequence[Waiting]) -> bool:
    return len({queue.priority for _, queue in waiting}) == 1


def _aged(making: Making, waiting: Sequence[Waiting]) -> _Column:
    by_urgency = dict(making.rules.setup.backlog.head_starts)
    work = [each for each, _ in waiting]
    starts = [by_urgency.get(each.urgency, _NONE) for each in work]
    extra = _head_starts(making, work)
    if extra:
        starts = [_sum(start, extra[each.id]) for start, each in zip(starts, work, strict=True)]
    try:
        return [each.entered_at - start for each, start in zip(work, starts, strict=True)]
    except OverflowError:  # of one so old that it comes first
        return [_earlier(each.entered_at, start) for each, start in zip(work, starts, strict=True)]


def _earlier(instant: dt.datetime, start: dt.timedelta) -> dt.datetime:
    try:
        return instant - start
    except OverflowError:
        return _EVER if start > _NONE else _NEVER


def _sum(start: dt.timedelta, seconds: int) -> dt.timedelta:
    try:
        return start + dt.timedelta(seconds=seconds)
    except OverflowError:  # beyond all time, to one side or the other
        return dt.timedelta.max if seconds > 0 else dt.timedelta.min


def _head_starts(making: Making, work: Sequence[WorkItem]) -> Mapping[WorkId, int]:
    totals: dict[WorkId, int] = {}
    known = [each.known for each in work] if making.rules.backlog_terms else []
    for value, extension in making.rules.backlog_terms:
        question = functools.partial(value.head_starts, known, making.at)
        found = making.calls.ask(extension, question, whole_numbers(len(work)))
        for each, seconds in zip(work, found or (), strict=False):
            totals[each.id] = totals.get(each.id, 0) + seconds
    return {each.id: totals.get(each.id, 0) for each in work} if totals else {}
