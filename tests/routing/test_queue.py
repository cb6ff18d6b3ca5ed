"""
Queues, and what they are made of.
"""

import datetime as dt
from typing import Any

import pytest

from csmcore.conditions import ANYTHING, NOTHING, parse
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import AgentId, GroupId, QueueId
from csmcore.routing import AssignmentLimit, Offering, Overflow, Pool, Queue, Use

KIM, Q1, SUPPORT = AgentId("kim"), QueueId("q1"), GroupId("support")
MINUTE = dt.timedelta(minutes=1)


def test_a_queue_takes_everything_for_everybody() -> None:
    """
    Unless more is said: all work, at once, to all agents, to the least loaded, outright.
    """
    queue = Queue(Q1)

    assert (queue.when, queue.unless) == (ANYTHING, NOTHING)
    assert (queue.pools, queue.delay, queue.hours) == ((Pool(),), dt.timedelta(0), None)
    assert queue.strategy == (Use("least_loaded"),)
    assert (queue.limit, queue.offering, queue.overflow, queue.capacity) == (None, None, None, None)


def test_conditions_may_be_texts() -> None:
    """
    They are parsed, in a queue and in a pool.
    """
    queue = Queue(Q1, when="priority <= 2", unless="bot is set", pools=[Pool(when="region = emea")])

    assert (queue.when, queue.unless) == (parse("priority <= 2"), parse("bot is set"))
    assert queue.pools[0].when == parse("region = emea")


def test_strategies_are_named_one_way_or_another() -> None:
    """
    A name, a use with options, or several of either, in order.
    """
    field = Use("by_field", {"field": "account_manager"})

    assert Queue(Q1, strategy="round_robin").strategy == (Use("round_robin"),)
    assert Queue(Q1, strategy=field).strategy == (field,)
    assert Queue(Q1, strategy=[field, "round_robin"]).strategy == (field, Use("round_robin"))
    assert Queue(Q1, strategy=()).strategy == ()


def test_a_use_reads_as_it_is_told() -> None:
    """
    Its name, and its options where it has some.
    """
    assert str(Use("round_robin")) == "round_robin"
    assert (
        str(Use("by_field", [("field", "owner"), ("deep", True)])) == "by_field(deep=True, field=owner)"
    )


def test_one_strategy_may_be_used_with_other_options() -> None:
    """
    By one field, and then by another; the same twice is a slip.
    """
    owner, manager = (Use("by_field", {"field": name}) for name in ("owner", "manager"))

    assert Queue(Q1, strategy=[owner, manager]).strategy == (owner, manager)
    with pytest.raises(DuplicateError, match=r"by_field\(field=owner\)"):
        Queue(Q1, strategy=[owner, manager, owner])


def test_members_of_a_pool_are_named() -> None:
    """
    One text is one group, or one agent.
    """
    assert Pool(groups=SUPPORT, agents=KIM) == Pool(groups=[SUPPORT], agents={KIM})
    assert Pool().is_unconditional
    assert not Pool(when="region = emea").is_unconditional


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"id": ""}, r"id is ''"),
        ({"when": 7}, r"7"),
        ({"when": "priority <"}, r"priority <"),
        ({"priority": 1.5}, r"priority is 1\.5"),
        ({"delay": 5}, r"5 is no duration"),
        ({"delay": -MINUTE}, r"delay is .*; it is not below zero"),
        ({"hours": "mon-fri 09:00-17:00"}, r"hours is 'mon-fri 09:00-17:00'; it is a Calendar or None"),
        ({"pools": Pool()}, r"is no list; give several of Pool"),
        ({"pools": ["support"]}, r"'support' is no Pool"),
        ({"relaxation": MINUTE}, r"relaxation is .*; it is a Relaxation or None"),
        ({"filters": [3]}, r"3 is no Use"),
        ({"strategy": 3}, r"3 is no list"),
        ({"strategy": ""}, r"name is ''"),
        ({"limit": 3}, r"limit is 3; it is an AssignmentLimit or None"),
        ({"capacity": -1}, r"capacity is -1"),
        ({"idle_at_most": dt.timedelta(0)}, r"idle_at_most is .*; it must be above zero"),
        ({"offering": True}, r"offering is True; it is an Offering or None"),
        ({"overflow": "q2"}, r"overflow is 'q2'; it is an Overflow or None"),
    ],
)
def test_a_queue_that_is_none_is_refused(given: dict[str, Any], message: str) -> None:
    """
    The message says what was wrong with the value, and what would be right.
    """
    with pytest.raises(DefinitionError, match=message):
        Queue(**{"id": "q1", **given})


@pytest.mark.parametrize(
    ("part", "given", "message"),
    [
        (Pool, {"groups": [""]}, r"'' is no name"),
        (Pool, {"agents": 7}, r"7 is no set of names"),
        (Pool, {"after": -MINUTE}, r"after is .*; it is not below zero"),
        (AssignmentLimit, {"most": 0}, r"most is 0; it is a whole number from 1 to 256"),
        (AssignmentLimit, {"most": 257}, r"most is 257"),
        (
            AssignmentLimit,
            {"most": 3, "within": dt.timedelta(0)},
            r"within is .*; it must be above zero",
        ),
        (AssignmentLimit, {"most": 3, "within": 300}, r"300 is no duration"),
        (Offering, {"timeout": dt.timedelta(0)}, r"timeout is .*; it must be above zero"),
        (Offering, {"presence_after_timeout": ""}, r"presence_after_timeout is ''"),
        (Overflow, {"queue_id": ""}, r"queue_id is ''"),
        (Overflow, {"queue_id": "q2", "after": -MINUTE}, r"after is .*; it is not below zero"),
        (Use, {"name": ""}, r"name is ''"),
        (Use, {"name": "by_field", "options": "owner"}, r"'owner' is no facts"),
        (Use, {"name": "affinity", "weight": 0.5}, r"weight is 0\.5; it is a whole number"),
    ],
)
def test_a_part_that_is_none_is_refused(part: type, given: dict[str, Any], message: str) -> None:
    """
    Pools, limits, offers and overflow say what is wrong with them.
    """
    with pytest.raises(DefinitionError, match=message):
        part(**given)
