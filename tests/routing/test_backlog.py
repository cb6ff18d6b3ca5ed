"""
The order in which waiting work is looked at, as data.
"""

import datetime as dt
from typing import Any

import pytest

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.routing import Backlog, BacklogKey

HOUR = dt.timedelta(hours=1)


def test_work_is_looked_at_by_queue_and_then_by_age() -> None:
    """
    Unless another order is said, what is urgent has a head start and no more.
    """
    backlog = Backlog()

    assert backlog.keys == (BacklogKey.QUEUE, BacklogKey.AGED)
    assert backlog.head_starts == ((1, 8 * HOUR), (2, 4 * HOUR), (3, HOUR))


def test_keys_may_be_texts() -> None:
    """
    One text is one key.
    """
    assert Backlog(keys="entered").keys == (BacklogKey.ENTERED,)
    assert Backlog(keys=["due", BacklogKey.PRIORITY]).keys == (BacklogKey.DUE, BacklogKey.PRIORITY)
    assert Backlog(keys=()).keys == ()


def test_head_starts_are_sorted_by_priority() -> None:
    """
    A mapping is accepted, in any order.
    """
    assert Backlog(head_starts={2: HOUR, 1: 2 * HOUR}).head_starts == ((1, 2 * HOUR), (2, HOUR))


def test_a_key_stands_once() -> None:
    """
    The second time it could not decide anything.
    """
    with pytest.raises(DuplicateError, match="due"):
        Backlog(keys=["due", "due"])
    with pytest.raises(DuplicateError, match="head start"):
        Backlog(head_starts=[(1, HOUR), (1, 2 * HOUR)])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"keys": ["oldest"]}, r"'oldest' is no backlog key; it is one of queue, priority, aged"),
        ({"keys": 3}, r"3 is no list of backlog keys"),
        ({"head_starts": {"high": HOUR}}, r"'high' is no priority; it is a whole number, 0 or more"),
        ({"head_starts": {1: 60}}, r"60 is no duration"),
        ({"head_starts": {1: -HOUR}}, r"the head start of priority 1 is .*; it is not below zero"),
        ({"head_starts": 3}, r"3 is no head starts; give a mapping such as"),
    ],
)
def test_a_backlog_that_is_none_is_refused(given: dict[str, Any], message: str) -> None:
    """
    The message says what was wrong with the value, and what would be right.
    """
    with pytest.raises(DefinitionError, match=message):
        Backlog(**given)
