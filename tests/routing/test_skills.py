"""
Requirements, and how they give way.
"""

import datetime as dt
from typing import Any

import pytest

from csmcore.errors import DefinitionError
from csmcore.kernel import QueueId, WorkId
from csmcore.routing import Queue, Relaxation, Requirement, WorkItem

Q1 = QueueId("q1")
MINUTE = dt.timedelta(minutes=1)
NINE = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)


def test_a_requirement_asks_for_any_level_and_for_good() -> None:
    """
    Unless a level is said, or when it gives way, or that it need not be met.
    """
    plain = Requirement("french")

    assert (plain.level, plain.drop, plain.is_mandatory) == (0, None, True)
    assert [str(plain), str(Requirement("french", 2))] == ["french", "french at 2 or more"]


def test_texts_are_skills() -> None:
    """
    A text is a skill at any level; what is named twice counts once, in its first place.
    """
    skills: list[Requirement | str] = ["french", Requirement("billing", 2), "french"]
    wanted = (Requirement("french"), Requirement("billing", 2))

    assert WorkItem(WorkId("w1"), entered_at=NINE, skills=skills).skills == wanted
    assert WorkItem(WorkId("w1"), entered_at=NINE, skills="french").skills == wanted[:1]
    assert Queue(Q1, requires=Requirement("billing", 2)).requires == wanted[1:]


def test_one_skill_may_be_asked_for_at_two_levels() -> None:
    """
    The high one may give way, and the low one stay.
    """
    both = [Requirement("french", 3, drop=1), Requirement("french", 1)]

    assert Queue(Q1, requires=both).requires == tuple(both)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"skill": ""}, r"skill is ''"),
        ({"level": -1}, r"level is -1"),
        ({"level": 2.0}, r"level is 2\.0; it is a whole number"),
        ({"drop": -1}, r"drop is -1; a whole number, the highest dropped first, or None for never"),
        ({"drop": True}, r"drop is True"),
        ({"is_mandatory": "no"}, r"is_mandatory is 'no'; it must be true or false"),
    ],
)
def test_a_requirement_that_is_none_is_refused(given: dict[str, Any], message: str) -> None:
    """
    Levels and numbers are whole, and a flag is one.
    """
    with pytest.raises(DefinitionError, match=message):
        Requirement(**{"skill": "french", **given})


@pytest.mark.parametrize("skills", [3, [3], [None]])
def test_what_is_no_requirement_is_refused(skills: Any) -> None:
    """
    A list holds requirements and names of skills.
    """
    with pytest.raises(DefinitionError, match="Requirement"):
        Queue(Q1, requires=skills)


def test_a_relaxation_has_steps_of_one_length_or_of_its_own() -> None:
    """
    Either comes with every such wait, or at the waits that are said.
    """
    assert Relaxation(every=MINUTE).every == MINUTE
    assert Relaxation(steps=[MINUTE, 3 * MINUTE]).steps == (MINUTE, 3 * MINUTE)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, r"a relaxation says either every or steps, one of them"),
        ({"every": MINUTE, "steps": [MINUTE]}, r"a relaxation says either every or steps"),
        ({"every": 5}, r"5 is no duration"),
        ({"every": 0 * MINUTE}, r"every is .*; it must be above zero"),
        ({"steps": [0 * MINUTE]}, r"a step is after 0:00:00; it is above zero"),
        ({"steps": [2 * MINUTE, MINUTE]}, r"stand in order, each later than the one before"),
        ({"steps": [MINUTE, MINUTE]}, r"stand in order, each later than the one before"),
        ({"steps": MINUTE}, r"steps are .*; give the waits in order"),
        ({"steps": [60]}, r"60 is no duration"),
        ({"every": MINUTE, "starts_again": 1}, r"starts_again is 1; it must be true or false"),
    ],
)
def test_a_relaxation_that_is_none_is_refused(given: dict[str, Any], message: str) -> None:
    """
    One way to say it, and waits that are waits.
    """
    with pytest.raises(DefinitionError, match=message):
        Relaxation(**given)
