"""
The few values that stand for all that a fact may have.
"""

import datetime as dt
from decimal import Decimal

import pytest

from csmcore.conditions import (
    Equals,
    FactDefinition,
    FactType,
    Vocabulary,
    kind_of,
    leaves,
    named_by,
    parse,
    samples,
)
from csmcore.kernel import Fact, Scalar


def of(*texts: str, vocabulary: Vocabulary | None = None) -> dict[str, tuple[Fact, ...]]:
    """
    The values of each fact, by the texts of conditions.
    """
    return dict(samples([parse(text) for text in texts], vocabulary))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x = 2", {2, 3, None}),
        ("x < 3 and x > 1", {1, 3, 0, 4, Decimal(2), None}),
        ("x = new", {"new", "something else", None}),
        ("x in (new, open)", {"new", "open", "something else", None}),
        ("x is set", {"something", None}),
        ("x = true", {True, False, None}),
        ("x changed to 2", {2, 3, None}),
        (
            "x > 2026-06-01",
            {dt.date(2026, 5, 31), dt.date(2026, 6, 1), dt.date(2026, 6, 2), None},
        ),
        ("x contains a", {frozenset[str](), frozenset({"a"}), None}),
    ],
)
def test_a_few_values_stand_for_all(text: str, values: set[Fact]) -> None:
    """
    What is named, another, one on either side of what is compared, and none.
    """
    found = of(text)["x"]

    assert set(found) == values
    assert len(found) == len(values)
    assert found[-1] is None


def test_what_lies_beyond_the_longest_number_can_be_said() -> None:
    """
    A value beside the largest number that a condition may name is one that it may name too.
    """
    beyond = [value for value in of(f"x > {'9' * 100}")["x"] if isinstance(value, int | Decimal)]
    assert max(beyond) == 10**100
    assert [Equals("x", value).value for value in beyond] == beyond


def test_conditions_are_looked_at_together() -> None:
    """
    Facts stand in the order of their names, and what one condition names the others are asked too.
    """
    found = samples([parse("y = 1 or x = a"), parse("x = b")])

    assert [fact for fact, _ in found] == ["x", "y"]
    assert set(dict(found)["x"]) == {"a", "b", "something else", None}
    assert samples([parse("always"), parse("signal replied")]) == ()


def test_a_vocabulary_bounds_the_values() -> None:
    """
    A fact has its choices only, of which one stands for all that are not named; a set has subsets.
    """
    vocabulary = Vocabulary(
        [
            FactDefinition("state", FactType.TEXT, choices=["new", "open", "done"]),
            FactDefinition("tags", FactType.SET),
        ]
    )

    assert of("state = open", vocabulary=vocabulary)["state"] == ("open", "new", None)
    assert of("tags is set", vocabulary=vocabulary)["tags"] == (frozenset(), None)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, FactType.FLAG),
        (1, FactType.NUMBER),
        (Decimal("0.5"), FactType.NUMBER),
        (dt.datetime(2026, 6, 1, tzinfo=dt.UTC), FactType.INSTANT),
        (dt.date(2026, 6, 1), FactType.DATE),
        (dt.timedelta(hours=1), FactType.DURATION),
        ("1", FactType.TEXT),
    ],
)
def test_a_value_is_of_one_kind(value: Scalar, kind: FactType) -> None:
    """
    A boolean is no number, and an instant no date.
    """
    assert kind_of(value) is kind


def test_a_condition_is_taken_apart() -> None:
    """
    Its leaves are in the order of its text, and each names what it asks for.
    """
    parts = [*leaves(parse("a = 1 and (not (b in (x, y)) or c changed from 1 to 3) and d is set"))]

    assert [fact for part in parts for fact in part.facts] == ["a", "b", "c", "d"]
    assert [named_by(part) for part in parts] == [(1,), ("x", "y"), (1, 3), ()]
