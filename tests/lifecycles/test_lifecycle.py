"""
How a lifecycle is built, what it refuses to be, and what it knows of its states.
"""

import itertools
import pickle
from typing import Any

import pytest

from csmcore.conditions import NOTHING, parse
from csmcore.errors import DefinitionError, LifecycleError, TextError, UnknownNameError
from csmcore.lifecycles import AGENT, ANY_STATE, SYSTEM, Category, Lifecycle, Move, State
from tests.lifecycles.cases import CASE


def made(**said: Any) -> Lifecycle:
    """
    Two states and a move, but for what is said otherwise.
    """
    usual: dict[str, Any] = {
        "states": {"open": Category.ACTIVE, "closed": Category.CLOSED},
        "moves": ["open -> close -> closed"],
        "initial": "open",
        "final": "closed",
    }
    return Lifecycle("case", **{**usual, **said})


def test_a_table_may_be_written_in_short() -> None:
    """
    States from a mapping and moves from texts are what states and moves are.
    """
    assert made() == Lifecycle(
        "case",
        states=(State("open", category="active"), State("closed", category="closed")),
        moves=(Move("open", "close", "closed"),),
        initial="open",
        final=("closed",),
    )


def test_a_category_is_held_as_a_plain_text() -> None:
    """
    A member of the enum and its text are one thing, and other words are welcome.
    """
    state = State("open", category=Category.ACTIVE)

    assert type(state.category) is str
    assert str(state) == "open"
    assert state.category == Category.ACTIVE
    assert State("planned", category="planned").category == "planned"


def test_the_order_of_final_states_is_that_of_the_states() -> None:
    """
    In whatever order they are named, and however often.
    """
    assert made(final=("closed", "open", "closed")).final == ("open", "closed")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"states": ()}, "it has no state; give at least one"),
        ({"initial": "opne"}, "initial names the state opne, which is not there; open is near"),
        ({"initial": None}, "no record can begin"),
        ({"final": "gone"}, "final names the state gone, which is not there"),
        ({"moves": ["open -> go -> far"]}, "open -> go -> far names the state far"),
        ({"moves": ["far -> go -> open"]}, "far -> go -> open names the state far"),
        ({"moves": ["open -> go -> closed"] * 2}, "the move open -> go -> closed stands there twice"),
        (
            {"states": [State("open", category="a"), State("open", category="b")]},
            "two states are named 'open'",
        ),
        (
            {"states": [State(name, category="a", code="1") for name in ("open", "closed")]},
            "two states have the code '1'",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(said: dict[str, Any], problem: str) -> None:
    """
    Each mistake that makes a lifecycle unusable is named.
    """
    with pytest.raises(LifecycleError) as caught:
        made(**said)

    assert any(each.startswith(problem) for each in caught.value.problems)
    assert "lifecycle 'case' does not hold together" in str(caught.value)


def test_all_problems_are_told_at_once() -> None:
    """
    Who mends a table does not mend it one error at a time.
    """
    with pytest.raises(LifecycleError) as caught:
        made(initial="a", final="b", moves=["open -> go -> c", "d -> go -> open"])

    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: made(states=["open"]), "'open' is no State; say State"),
        (lambda: made(moves=[("open", "close")]), "is no Move; say Move"),
        (lambda: State("*", category="any"), "stands for any state"),
        (lambda: State(" ", category="any"), "not blank"),
        (lambda: State("open", category=""), "not blank"),
        (lambda: State("open", category=7), "not blank"),  # type: ignore[arg-type]
        (lambda: Move("a", "", "b"), "not blank"),
        (lambda: Move(["a", ""], "go", "b"), "is no name"),
        (lambda: Move(["a", ANY_STATE], "go", "b"), "stands alone"),
        (lambda: Move("a", "go", "b", when=7), "is no condition"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_part_of_a_lifecycle_is_refused(build: Any, message: str) -> None:
    """
    Blank names, and values of the wrong kind, are refused where they are given.
    """
    with pytest.raises(DefinitionError, match=message.replace("*", r"\*")):
        build()


def test_names_are_held_once_and_in_order() -> None:
    """
    A field that is named twice is required once.
    """
    move = Move(("a", "b", "a"), "go", "c", requires=("x", "y", "x"))

    assert (move.sources, move.requires) == (("a", "b"), ("x", "y"))


def test_states_are_found_by_name_code_and_category() -> None:
    """
    What another system calls a state leads to it.
    """
    assert CASE.state("open").category == "active"
    assert CASE.coded("3").name == "closed"
    assert CASE.in_category(Category.NEW, "active") == ("new", "open")
    assert CASE.is_final("closed")
    assert not CASE.is_final("open")
    with pytest.raises(UnknownNameError, match="'open' is near"):
        CASE.state("opne")
    with pytest.raises(UnknownNameError, match="there are 1, 3"):
        CASE.coded("7")


def test_a_category_becomes_a_condition() -> None:
    """
    An SLA pauses while the state is one that waits for the customer, whatever it is called.
    """
    assert CASE.while_in(Category.WAITING_ON_CUSTOMER) == parse("state in (waiting)")
    assert CASE.while_in("new", "closed", fact="case_state") == parse("case_state in (new, closed)")
    assert CASE.while_in(Category.CANCELLED) == NOTHING


def test_a_record_begins_where_it_is_said_to_or_by_an_opening_move() -> None:
    """
    Both may be there.
    """
    opening = "-> import -> closed"

    assert CASE.begins == ("new",)
    assert made().begins == ("open",)
    assert made(moves=[opening]).begins == ("open", "closed")


def test_what_can_be_reached() -> None:
    """
    From the beginning, or from a state, which counts as reached.
    """
    assert CASE.reachable() == ("new", "open", "waiting", "resolved", "closed")
    assert CASE.reachable("resolved") == ("resolved", "closed")
    with pytest.raises(UnknownNameError):
        CASE.reachable("gone")


def test_ten_thousand_states_in_a_row() -> None:
    """
    A long chain is no reason to end in a RecursionError.
    """
    names = [f"s{number}" for number in range(10_000)]
    chain = [Move(one, "go", other) for one, other in itertools.pairwise(names)]
    lifecycle = Lifecycle("long", states=dict.fromkeys(names, "x"), moves=chain, initial="s0")

    assert lifecycle.reachable("s5000") == tuple(names[5000:])


def test_actions_and_actors_are_listed() -> None:
    """
    Each once: actions in the order of the moves, kinds of actor by the alphabet.
    """
    assert CASE.actions == ("create", "accept", "resolve", "reply", "cancel")
    assert CASE.actors == ("agent", "customer", "manager")


TEXT = """\
lifecycle case
state new: new, code 1
state open: active
state waiting: waiting_on_customer
state resolved: resolved
state closed: closed, code 3, final
-> create -> new
new -> accept -> open by agent when priority <= 2 then assign
new -> accept -> waiting by agent, manager
open, waiting -> resolve -> resolved by agent requires code, notes
waiting -> reply -> open by customer when tags contains vip
resolved -> accept -> closed by customer
any -> cancel -> closed by manager when group is set requires notes
"""


def test_the_text_of_a_lifecycle() -> None:
    """
    It reads like what one would write; what was written with blanks and comments is the same.
    """
    spaced = TEXT.replace("\n", "\r\n\r\n   # a comment: don't -> read\n  ").replace(",", " ,  ")

    assert f"{CASE}\n" == TEXT
    assert Lifecycle.parse(TEXT) == CASE
    assert Lifecycle.parse(spaced) == CASE
    assert Lifecycle.parse(str(made())) == made()


def test_a_lifecycle_pickles_and_can_be_a_key() -> None:
    """
    Also once it has been asked something.
    """
    CASE.move(None, "create", by=SYSTEM)

    assert pickle.loads(pickle.dumps(CASE)) == CASE
    assert len({CASE, Lifecycle.parse(TEXT)}) == 1


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("state a: b", 1, "a lifecycle has a name"),
        ("lifecycle", 10, "in line 1, the lifecycle's name is expected"),
        ("lifecycle a b", 13, "in line 1, the end is expected"),
        ("lifecycle a\n\nlifecycle b", 1, "in line 3, it is said twice; a was the first"),
        ("lifecycle a\ninitial a\ninitial b", 1, "in line 3, it is said twice; a was the first"),
        ("lifecycle a\nstate a active", 9, "in line 2, ':' is expected"),
        ("lifecycle a\nstate a:", 9, "in line 2, a category is expected"),
        ("lifecycle a\nstate a: b, last", 13, "in line 2, 'code' is expected, or 'final'"),
        ("lifecycle a\nstate a: b c", 12, "in line 2, a comma or the end is expected"),
        ("lifecycle a\nstate '*': b", 1, "in line 2, a state is named '*'"),
        ("lifecycle a\n  a -> b", 9, "in line 2, '->' is expected"),
        ("lifecycle 'a\nb'\na -> b c", 8, "in line 3, '->' is expected"),
        ("lifecycle 'a", 11, "in line 1, the quote that begins here is not closed"),
        ("lifecycle ''", 11, "in line 1, the lifecycle's name is expected, and this is blank"),
        ("lifecycle when", 11, "'when' means something here, so quote it"),
    ],
)
def test_what_does_not_parse_is_shown_with_line_and_column(
    text: str, column: int, problem: str
) -> None:
    """
    The line's number is in the sentence, and the column is the line's own.
    """
    with pytest.raises(TextError) as caught:
        Lifecycle.parse(text)

    assert problem in caught.value.problem
    assert caught.value.column == column


def test_texts_are_bounded() -> None:
    """
    What is no text, or far too long, is not read.
    """
    with pytest.raises(TextError, match="at most 200,000 characters"):
        Lifecycle.parse("#" * 200_001)
    with pytest.raises(TextError, match="is a text of lines"):
        Lifecycle.parse(7)  # type: ignore[arg-type]
    with pytest.raises(TextError):
        Lifecycle.parse('"\\' * 100_000)


def test_a_move_says_of_itself_what_it_is() -> None:
    """
    Whether it opens a record, sets out from anywhere, and for whom it is.
    """
    create, cancel = CASE.moves[0], CASE.moves[-1]

    assert (create.is_opening, create.is_from_any) == (True, False)
    assert (cancel.is_opening, cancel.is_from_any) == (False, True)
    assert create.is_for(AGENT)
    assert cancel.is_for("manager")
    assert not cancel.is_for(AGENT)
    assert cancel.route == "any -> cancel -> closed"
