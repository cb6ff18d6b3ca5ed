"""
Vocabularies: a slip in a condition is found where it stands.
"""

import datetime as dt

import pytest

from csmcore.conditions import Equals, FactDefinition, FactType, IsSet, Signalled, Vocabulary, parse
from csmcore.errors import ConditionError, DefinitionError, DuplicateError, TextError

CASE = Vocabulary(
    [
        FactDefinition("state", FactType.TEXT, ("new", "open", "resolved")),
        FactDefinition("priority", FactType.NUMBER, (1, 2, 3, 4)),
        FactDefinition("cost", FactType.NUMBER),
        FactDefinition("subject", FactType.TEXT),
        FactDefinition("escalated", FactType.FLAG),
        FactDefinition("bought_on", FactType.DATE),
        FactDefinition("promised_at", FactType.INSTANT),
        FactDefinition("waited", FactType.DURATION),
        FactDefinition("tags", FactType.SET, ("vip", "outage")),
    ],
    ["customer_replied"],
)


@pytest.mark.parametrize(
    "text",
    [
        "state = new and priority <= 2",
        "cost > 12.50 and cost < 100",
        "subject contains broken or subject = broken",
        "escalated = true",
        "bought_on < 2026-04-27",
        "promised_at >= 2026-04-27T09:30:00Z",
        "waited > PT4H",
        "tags contains vip",
        "state changed from new to open",
        "signal customer_replied and tags is set",
        "priority < 5",
    ],
)
def test_a_condition_that_fits_is_what_its_text_says(text: str) -> None:
    """
    A vocabulary changes nothing about a condition that fits it.
    """
    assert CASE.parse(text) == parse(text)
    assert CASE.problems(parse(text)) == ()


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("stat = new", 1, "no fact is named 'stat'; 'state' is near"),
        ("priority = 1 and colour = red", 18, "no fact is named 'colour'"),
        ("state = opne", 1, "state is never opne; 'open' is near; it is one of new, open, resolved"),
        ("state in (new, gone)", 1, "state is never gone; it is one of"),
        ("priority = high", 1, "priority is a number, and high is none"),
        ("priority = true", 1, "priority is a number, and true is none"),
        ("priority <= PT4H", 1, "priority is a number, and PT4H is none"),
        ("bought_on < 2026-04-27T09:30:00Z", 1, "bought_on is a date"),
        ("promised_at < 2026-04-27", 1, "promised_at is an instant"),
        ("escalated > false", 1, "true or false, never more or less"),
        ("tags = vip", 1, "tags is a set; say 'tags contains ...'"),
        ("tags contains vpi", 1, "tags is never vpi; 'vip' is near"),
        ("cost contains 3", 1, "cost is a number, which contains nothing"),
        ("subject contains 3", 1, "contains only texts"),
        ("state changed to gone", 1, "state is never gone"),
        (
            "signal customer_replid",
            1,
            "no signal is named 'customer_replid'; 'customer_replied' is near",
        ),
    ],
)
def test_a_slip_is_told_with_its_column(text: str, column: int, problem: str) -> None:
    """
    Unknown names, values that a fact never has, and comparisons that say nothing.
    """
    with pytest.raises(TextError) as told:
        CASE.parse(text)

    assert told.value.column == column
    assert problem in told.value.problem


def test_a_condition_that_was_built_is_checked_whole() -> None:
    """
    All its problems are told at once.
    """
    condition = Equals("stat", "new") | (~IsSet("colour") & Signalled("closed"))

    with pytest.raises(ConditionError) as told:
        CASE.check(condition)
    assert told.value.problem == (
        "no fact is named 'stat'; 'state' is near; no fact is named 'colour'; "
        "no signal is named 'closed'"
    )
    CASE.check(parse("state = new"))


def test_a_fact_is_defined_once_and_its_choices_are_of_its_type() -> None:
    """
    Two definitions of one fact, or a choice that it cannot have, are refused.
    """
    with pytest.raises(DuplicateError, match="fact 'state'"):
        Vocabulary([FactDefinition("state", "text"), FactDefinition("state", "number")])
    with pytest.raises(DefinitionError, match="state is a text, and its choice 3 is not"):
        FactDefinition("state", FactType.TEXT, ("new", 3))
    with pytest.raises(DefinitionError, match="due is a date"):
        FactDefinition("due", FactType.DATE, (dt.datetime(2026, 1, 1, tzinfo=dt.UTC),))


def test_a_vocabulary_holds_definitions_and_names() -> None:
    """
    A fact's name alone does not define it; one text is one signal.
    """
    assert Vocabulary(signals="escalated").signals == ("escalated",)
    with pytest.raises(DefinitionError, match="'priority' is no FactDefinition; say FactDefinition"):
        Vocabulary(["priority"])  # type: ignore[list-item]
