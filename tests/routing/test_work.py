"""
Work items: how old, how urgent, and what holds of them.
"""

import datetime as dt
from typing import Any

import pytest

from csmcore.conditions import parse
from csmcore.errors import DefinitionError, NaiveInstantError
from csmcore.kernel import AgentId, WorkId
from csmcore.routing import Affinity, WorkItem

W1 = WorkId("w1")
NINE = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_work_is_an_id_and_an_age() -> None:
    """
    The rest has a default: a case, of no urgency, that asks for nothing.
    """
    work = WorkItem(W1, entered_at=NINE)

    assert (work.kind, work.channel, work.size, work.priority) == ("case", "case", None, None)
    assert (work.skills, work.affinities, work.agent_id, work.version) == ((), (), None, 0)


def test_work_without_a_priority_counts_last() -> None:
    """
    However low the priority of other work is.
    """
    some = [WorkItem(W1, entered_at=NINE, priority=number) for number in (None, 500, 2, 0)]

    assert [work.priority for work in sorted(some, key=lambda work: work.urgency)] == [0, 2, 500, None]


def test_work_was_last_active_when_it_entered() -> None:
    """
    Unless something happened since.
    """
    assert WorkItem(W1, entered_at=NINE).last_active_at == NINE
    assert WorkItem(W1, entered_at=NINE, active_at=NINE + HOUR).last_active_at == NINE + HOUR


def test_conditions_ask_what_holds_of_work() -> None:
    """
    Its facts, and what it is: kind, channel, size, priority, and when it entered and is due.
    """
    work = WorkItem(
        W1, entered_at=NINE, kind="task", channel="chat", priority=2, facts={"region": "emea"}
    )

    assert parse(
        "id = w1 and kind = task and channel = chat and priority <= 2 and region = emea "
        "and size is not set and due_at is not set and entered_at is set"
    ).holds_for(work.known)


def test_facts_say_more_than_the_item() -> None:
    """
    A fact of the same name counts: the priority may be a word, the channel how somebody wrote.
    """
    work = WorkItem(W1, entered_at=NINE, priority=1, facts={"priority": "high", "channel": "email"})

    assert (work.known["priority"], work.known["channel"]) == ("high", "email")
    assert (work.priority, work.channel) == (1, "case")


def test_instants_are_held_in_utc() -> None:
    """
    Whatever zone they came in.
    """
    at = dt.datetime(2026, 4, 27, 11, tzinfo=dt.timezone(2 * HOUR))
    work = WorkItem(W1, entered_at=at, due_at=at, active_at=at)

    assert work == WorkItem(W1, entered_at=NINE, due_at=NINE, active_at=NINE)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"id": " "}, r"id is ' '"),
        ({"entered_at": "2026-04-27"}, r"'2026-04-27' is no instant"),
        ({"kind": ""}, r"kind is ''"),
        ({"channel": None}, r"channel is None"),
        ({"size": 0.5}, r"size is 0\.5; it is a whole number, 0 or more"),
        ({"priority": "high"}, r"priority is 'high'; it is a whole number, 1 first"),
        ({"priority": -1}, r"priority is -1"),
        ({"priority": 1_000_000}, r"priority is 1000000"),
        ({"priority": True}, r"priority is True"),
        ({"queue_id": ""}, r"queue_id is ''"),
        ({"agent_id": ""}, r"agent_id is ''"),
        ({"affinities": Affinity(AgentId("kim"))}, r"is no list; give several of Affinity"),
        ({"affinities": ["kim"]}, r"'kim' is no Affinity"),
        ({"facts": "vip"}, r"'vip' is no facts; give a mapping such as"),
        ({"facts": 7}, r"7 is no facts"),
        ({"facts": {"": 1}}, r"'' is no name of a fact"),
        ({"version": -1}, r"version is -1"),
    ],
)
def test_work_that_is_none_is_refused(given: dict[str, Any], message: str) -> None:
    """
    The message says what was wrong with the value, and what would be right.
    """
    with pytest.raises(DefinitionError, match=message):
        WorkItem(**{"id": "w1", "entered_at": NINE, **given})


def test_an_instant_without_a_zone_is_refused() -> None:
    """
    It would mean another instant on every machine.
    """
    with pytest.raises(NaiveInstantError):
        WorkItem(W1, entered_at=dt.datetime(2026, 4, 27, 9))


@pytest.mark.parametrize("given", [{"agent_id": ""}, {"agent_id": "kim", "kind": ""}])
def test_an_affinity_is_to_somebody_for_a_reason(given: dict[str, Any]) -> None:
    """
    Neither is blank.
    """
    with pytest.raises(DefinitionError, match="must be a text that is not blank"):
        Affinity(**given)
