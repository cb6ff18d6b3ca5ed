"""
The text of moves.
"""

import pytest

from csmcore.conditions import ANYTHING, parse
from csmcore.errors import DefinitionError, TextError
from csmcore.lifecycles import ANY_STATE, Move


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("new -> accept -> open", Move("new", "accept", "open")),
        ("-> create -> new", Move(None, "create", "new")),
        ("any -> cancel -> closed", Move(ANY_STATE, "cancel", "closed")),
        ("a, b -> go -> c by agent, system", Move(("a", "b"), "go", "c", by=("agent", "system"))),
        (
            "a -> go -> b by agent when priority <= 2 and (x = 1 or y is set) requires n, m then e, f",
            Move(
                "a",
                "go",
                "b",
                by="agent",
                when="priority <= 2 and (x = 1 or y is set)",
                requires=("n", "m"),
                effects=("e", "f"),
            ),
        ),
        ('"in progress" -> go -> "any"', Move("in progress", "go", "any")),
        ("a -> go -> b when (then = 1)", Move("a", "go", "b", when="then = 1")),
        ("a-b -> x.y -> c-", Move("a-b", "x.y", "c-")),
        ("10 -> go -> 18", Move("10", "go", "18")),
        (r'"a \"b\" \\" -> go -> c', Move('a "b" \\', "go", "c")),
        ('"\u00e9tat" -> go -> c', Move("\u00e9tat", "go", "c")),
    ],
)
def test_a_move_is_written_as_it_reads(text: str, move: Move) -> None:
    """
    The text gives the move, and the move gives the text.
    """
    assert Move.parse(text) == move
    assert str(move) == text


@pytest.mark.parametrize(
    "text", ["new->accept->open", " new  ->  accept -> open ", "'new' -> accept -> open"]
)
def test_blanks_and_quotes_are_free(text: str) -> None:
    """
    What stands between the words does not matter, nor which quotes are used.
    """
    assert Move.parse(text) == Move("new", "accept", "open")


@pytest.mark.parametrize("word", ["requires", "then"])
@pytest.mark.parametrize("form", ["x = '{}'", "(x = {})", "x in (a, {})", "not ({} is set)"])
def test_a_condition_ends_at_the_next_clause_only(word: str, form: str) -> None:
    """
    In quotes or in parentheses, a word of the text's own belongs to the condition.
    """
    said = form.format(word)
    move = Move.parse(f"a -> go -> b when {said} requires n")

    assert move.when == parse(said)
    assert move.requires == ("n",)
    assert Move.parse(str(move)) == move


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("", 1, "a state, 'any' or '->' is expected"),
        ("a", 2, "'->' is expected, and an action after it"),
        ("a -> -> b", 6, "an action is expected"),
        ("a -> go", 8, "and the state to which the action leads"),
        ("a -> go -> b by", 16, "a kind of actor is expected"),
        ("a -> go -> b if x", 14, "'by', 'when', 'requires', 'then' (in this order) or the end"),
        ("a -> go -> b then x by y", 21, "'by', 'when', 'requires', 'then' (in this order)"),
        ("a -> go -> b when", 18, "is expected"),
        ("a -> go -> b when priority <", 29, "a value is expected"),
        ("a -> go -> b when x ~ 1", 21, "begins nothing that a condition can have"),
        ("a -> go -> b when x = 1)", 24, "'and', 'or' or the end is expected"),
        ("a, '*' -> go -> b", 1, "stands for any state"),
        ("a -> when -> b", 6, "'when' means something here, so quote it"),
    ],
)
def test_a_slip_is_shown_where_it_stands(text: str, column: int, problem: str) -> None:
    """
    The column is that of the whole line, also within its condition.
    """
    with pytest.raises(TextError) as caught:
        Move.parse(text)

    assert problem in caught.value.problem
    assert caught.value.column == column


def test_no_condition_is_one_that_always_holds() -> None:
    """
    ``None``, its text and the condition are one.
    """
    moves = {Move("a", "go", "b", when=when) for when in (None, "always", ANYTHING)}

    assert moves == {Move("a", "go", "b")}


def test_only_a_text_is_parsed() -> None:
    """
    Anything else is refused by name.
    """
    with pytest.raises(DefinitionError, match="7 is no text of a move"):
        Move.parse(7)  # type: ignore[arg-type]
