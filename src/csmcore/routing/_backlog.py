"""
In which order waiting work is looked at.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping

import attrs

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import shown, to_choice, to_duration
from csmcore.routing._fields import pairs


class BacklogKey(enum.StrEnum):
    """
    By what waiting work is put in order.

    ``QUEUE``: the priority of its queue, strictly. ``PRIORITY``: its own, strictly; the last
    may starve. ``AGED``: how long it has waited, with a head start for what is urgent, so
    that each overtakes only what came within the difference. ``ENTERED``: how long it has
    waited. ``ACTIVE``: how long nothing has happened with it. ``DUE``: by when it is due,
    what is due never last.

    Source: Amazon Connect, "Routing profile priority and delay"; Genesys Cloud, "Conversation
    score" (minutes waited and priority); Chatwoot, conversation priority.
    """

    QUEUE = "queue"
    PRIORITY = "priority"
    AGED = "aged"
    ENTERED = "entered"
    ACTIVE = "active"
    DUE = "due"


def _keys(values: Iterable[BacklogKey | str]) -> tuple[BacklogKey, ...]:
    listed = [values] if isinstance(values, str) else values
    if not isinstance(listed, Iterable):
        message = f"{shown(values)} is no list of backlog keys; give some, as in ['queue', 'entered']"
        raise DefinitionError(message)
    keys = tuple(to_choice(BacklogKey, each) for each in listed)
    if len(set(keys)) < len(keys):
        raise DuplicateError("backlog key", next(key for key in keys if keys.count(key) > 1))
    return keys


_HeadStarts = Mapping[int, dt.timedelta] | Iterable[tuple[int, dt.timedelta]]


def _head_starts(values: _HeadStarts) -> tuple[tuple[int, dt.timedelta], ...]:
    found: dict[int, dt.timedelta] = {}
    for priority, start in pairs(values, "head starts", "{1: timedelta(hours=8)}"):
        if type(priority) is not int or priority < 0:
            message = f"{shown(priority)} is no priority; it is a whole number, 0 or more"
            raise DefinitionError(message)
        if priority in found:
            raise DuplicateError("head start", str(priority))
        found[priority] = to_duration(start)
        if found[priority] < dt.timedelta(0):
            message = f"the head start of priority {priority} is {start}; it is not below zero"
            raise DefinitionError(message)
    return tuple(sorted(found.items()))


@attrs.frozen(kw_only=True)
class Backlog:
    """
    In which order waiting work is looked at: by its keys, then by entry, then by id.

    Attributes:
        keys: By what, the first deciding before the second.

        head_starts: How much longer work of a priority counts as waiting, for
            ``AGED``; what is not named has none. A mapping is accepted.

    Raises:
        DefinitionError: A key is none, or a head start is below zero or for no priority.

        DuplicateError: A key is named twice, or a priority.
    """

    keys: tuple[BacklogKey, ...] = attrs.field(
        default=(BacklogKey.QUEUE, BacklogKey.AGED), converter=_keys
    )
    head_starts: tuple[tuple[int, dt.timedelta], ...] = attrs.field(
        default=(
            (1, dt.timedelta(hours=8)),
            (2, dt.timedelta(hours=4)),
            (3, dt.timedelta(hours=1)),
        ),
        converter=_head_starts,
    )
