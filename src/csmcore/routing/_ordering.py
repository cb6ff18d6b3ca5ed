"""
The order of the backlog: which waiting work is looked at first.
"""

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
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
_NONE: Final = dt.timedelta(0)

_Key: TypeAlias = Callable[[Waiting], object]

_PLAIN: Final[Mapping[BacklogKey, _Key]] = MappingProxyType(
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
    keys = [
        _aged(making, waiting) if key is BacklogKey.AGED else _PLAIN[key]
        for key in making.rules.setup.backlog.keys
    ]
    if BacklogKey.QUEUE in making.rules.setup.backlog.keys and _is_alike(waiting):
        keys = [key for key in keys if key is not _PLAIN[BacklogKey.QUEUE]]
    return sorted(
        waiting, key=lambda each: (*[key(each) for key in keys], each[0].entered_at, each[0].id)
    )


def _is_alike(waiting: Sequence[Waiting]) -> bool:
    return len({queue.priority for _, queue in waiting}) == 1


def _aged(making: Making, waiting: Sequence[Waiting]) -> _Key:
    starts = dict(making.rules.setup.backlog.head_starts)
    extra = _head_starts(making, [work for work, _ in waiting])

    def key(each: Waiting) -> object:
        work = each[0]
        start = starts.get(work.urgency, _NONE)
        if extra:
            start += dt.timedelta(seconds=extra[work.id])
        try:
            return work.entered_at - start
        except OverflowError:
            return dt.datetime.min.replace(tzinfo=dt.UTC)

    return key


def _head_starts(making: Making, work: Sequence[WorkItem]) -> Mapping[WorkId, int]:
    totals: dict[WorkId, int] = {}
    known = [each.known for each in work] if making.rules.backlog_terms else []
    for value, extension in making.rules.backlog_terms:
        question = functools.partial(value.head_starts, known, making.at)
        found = making.calls.ask(extension, question, whole_numbers(len(work)))
        for each, seconds in zip(work, found or (), strict=False):
            totals[each.id] = totals.get(each.id, 0) + seconds
    return {each.id: totals.get(each.id, 0) for each in work} if totals else {}
