"""
Agents: who they are, what they can, what they have.
"""

import datetime as dt
from typing import Any

import pytest

from csmcore.conditions import parse
from csmcore.errors import DefinitionError, DuplicateError, NaiveInstantError
from csmcore.kernel import AgentId, Facts, GroupId, WorkId
from csmcore.routing import Agent, Presence, WorkAssignment

KIM = AgentId("kim")
A, B = map(GroupId, "ab")
AMSTERDAM = dt.timezone(dt.timedelta(hours=2))


def test_an_agent_is_there_for_everything() -> None:
    """
    Nothing but an id is needed: they are available, always, without skills or limits.
    """
    agent = Agent(KIM)

    assert (agent.presence, agent.shift, agent.capacity, agent.weight) == ("available", None, None, 1)
    assert (agent.skills, agent.channels, agent.queues, agent.assignments) == ((), (), (), ())


def test_what_is_named_is_sorted() -> None:
    """
    Two agents who are the same are equal, in whatever order it was said.
    """
    one = Agent(KIM, skills={"french": 3, "billing": 0}, groups=[B, A], channels={"chat": 2})
    other = Agent(KIM, skills=[("billing", 0), ("french", 3)], groups={A, B}, channels=[("chat", 2)])

    assert one == other
    assert hash(one) == hash(other)
    assert one.skills == (("billing", 0), ("french", 3))


def test_one_group_is_one_name() -> None:
    """
    A text is a group, not its letters.
    """
    assert Agent(KIM, groups=A).groups == {"a"}


def test_levels_are_looked_up() -> None:
    """
    A skill that an agent has not is not there; one at level 0 is.
    """
    agent = Agent(KIM, skills={"french": 3, "billing": 0})

    assert agent.levels == {"french": 3, "billing": 0}
    assert agent.levels.get("german") is None


def test_conditions_ask_what_holds_of_an_agent() -> None:
    """
    Own facts, presence, groups and skills; who is in no group has none set.
    """
    agent = Agent(KIM, skills={"french": 2}, groups=A, facts={"region": "emea"})

    assert parse(
        "region = emea and skill.french >= 2 and groups contains a "
        "and presence = available and agent = kim"
    ).holds_for(agent.known)
    assert parse("groups is not set and skill.french is not set").holds_for(Agent(KIM).known)


def test_facts_do_not_make_up_an_agent() -> None:
    """
    What the agent is comes before what is said of them beside it.
    """
    assert Agent(KIM, facts={"presence": "away"}).known["presence"] == "available"


def test_presence_says_which_work_is_taken() -> None:
    """
    All channels unless some are named; none where the set is empty.
    """
    assert Presence("available").takes("chat")
    assert Presence("busy", channels=["case"]).takes("case")
    assert not Presence("busy", channels="case").takes("chat")
    assert not Presence("away", channels=[]).takes("case")


def test_instants_are_held_in_utc() -> None:
    """
    Whatever zone they came in.
    """
    at = dt.datetime(2026, 4, 27, 11, tzinfo=AMSTERDAM)
    held = WorkAssignment(WorkId("w1"), active_at=at)

    assert Agent(KIM, idle_since=at).idle_since == dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
    assert held.active_at is not None
    assert held.active_at.tzinfo is dt.UTC


def test_facts_of_an_assignment_are_facts() -> None:
    """
    A mapping is accepted, and facts are kept as they are.
    """
    facts = Facts({"state": "open"})

    assert WorkAssignment(WorkId("w1"), facts={"state": "open"}).facts == facts
    assert WorkAssignment(WorkId("w1"), facts=facts).facts is facts


def test_nobody_has_a_piece_of_work_twice() -> None:
    """
    It would count twice.
    """
    twice = [WorkAssignment(WorkId("w1")), WorkAssignment(WorkId("w1"), channel="chat")]

    with pytest.raises(DuplicateError, match="w1"):
        Agent(KIM, assignments=twice)


def test_an_agent_has_other_work_and_is_who_they_were() -> None:
    """
    With other assignments an agent is what they would be if they had been made with these.
    """
    said: dict[str, Any] = {"groups": [A], "skills": {"french": 2}, "capacity": 3, "version": 4}
    before = Agent(KIM, assignments=[WorkAssignment(WorkId("w1"))], **said)
    others = [WorkAssignment(WorkId("w2"), size=2), WorkAssignment(WorkId("w3"))]

    after = before.with_assignments(iter(others))

    assert after == Agent(KIM, assignments=others, **said)
    assert [each.work_id for each in before.assignments] == ["w1"]
    assert after.with_assignments(()) == Agent(KIM, **said)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ([WorkAssignment(WorkId("w1"))] * 2, DuplicateError, "to be assignment 'w1'"),
        (["w1"], DefinitionError, "'w1' is no WorkAssignment"),
        (None, DefinitionError, "None is no list"),
    ],
)
def test_other_work_is_checked_as_the_first_was(
    given: Any, error: type[Exception], message: str
) -> None:
    """
    An agent cannot come to have one piece of work twice, nor what is no assignment.
    """
    with pytest.raises(error, match=message):
        Agent(KIM).with_assignments(given)


def test_a_skill_has_one_level() -> None:
    """
    Pairs may name it twice, and then nobody knows which counts.
    """
    with pytest.raises(DuplicateError, match="french"):
        Agent(KIM, skills=[("french", 1), ("french", 2)])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"id": ""}, r"id is ''"),
        ({"presence": ""}, r"presence is ''"),
        ({"shift": "day"}, r"shift is 'day'; it is a Calendar or None"),
        ({"groups": 7}, r"7 is no set of names"),
        ({"groups": [""]}, r"'' is no name; it is a text that is not blank"),
        ({"skills": "french"}, r"'french' is no numbers by name; give a mapping such as"),
        ({"skills": ["french"]}, r"\['french'\] is no numbers by name"),
        ({"skills": {"french": 2.5}}, r"french is 2\.5; it is a whole number, 0 or more"),
        ({"skills": {"french": True}}, r"french is True"),
        ({"skills": {"": 1}}, r"'' is no name"),
        ({"channels": {"chat": -1}}, r"chat is -1"),
        ({"queues": {"q1": None}}, r"q1 is None"),
        ({"capacity": 1.0}, r"capacity is 1\.0"),
        ({"weight": 0}, r"weight is 0; it is a whole number, and one of 2 gets twice"),
        ({"assignments": WorkAssignment(WorkId("w1"))}, r"is no list; give several of WorkAssignment"),
        ({"assignments": ["w1"]}, r"'w1' is no WorkAssignment"),
        ({"assignments": 3}, r"3 is no list"),
        ({"facts": "vip"}, r"'vip' is no facts; give a mapping such as"),
        ({"facts": {"region": ["emea"]}}, r"region is \['emea'\]; a fact is a scalar"),
        ({"version": "7"}, r"version is '7'"),
    ],
)
def test_an_agent_that_is_none_is_refused(given: dict[str, Any], message: str) -> None:
    """
    The message says what was wrong with the value, and what would be right.
    """
    with pytest.raises(DefinitionError, match=message):
        Agent(**{"id": "kim", **given})


def test_an_instant_without_a_zone_is_refused() -> None:
    """
    It would mean another instant on every machine.
    """
    with pytest.raises(NaiveInstantError):
        Agent(KIM, idle_since=dt.datetime(2026, 4, 27, 9))


@pytest.mark.parametrize("channels", [7, ["chat", ""], [3]])
def test_a_presence_names_channels(channels: Any) -> None:
    """
    Channels are names.
    """
    with pytest.raises(DefinitionError, match="name"):
        Presence("busy", channels=channels)
