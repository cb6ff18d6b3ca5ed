"""
Laws of lifecycles: every question is decided, and all that answer agree.
"""

import random as chance
import re
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore.errors import MoveRefusedError
from csmcore.kernel import Fact
from csmcore.lifecycles import (
    ANY_STATE,
    Lifecycle,
    LifecycleSeverity,
    Move,
    Moved,
    check_lifecycle,
)
from csmcore.testing import lifecycles, moves

ACTORS: Final = ("agent", "manager", "customer", "system", "stranger")
FACTS: Final[st.SearchStrategy[dict[str, Fact]]] = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["new", "active", "waiting", "resolved"]),
        "priority": st.integers(1, 4),
        "tags": st.frozensets(st.sampled_from(["vip", "outage"])),
        "group": st.just("first line"),
    },
)
GIVEN: Final[st.SearchStrategy[dict[str, Fact]]] = st.dictionaries(
    st.sampled_from(["notes", "resolution_code"]), st.sampled_from(["told", "", None]), max_size=2
)


def sources(lifecycle: Lifecycle, move: Move) -> list[str | None]:
    """
    From where a move leads, by the words of its definition.
    """
    if move.sources == ():
        return [None]
    if move.sources != (ANY_STATE,):
        return [*move.sources]
    names = [state.name for state in lifecycle.states]
    return [name for name in names if name not in lifecycle.final and name != move.target]


def naive(
    lifecycle: Lifecycle,
    state: str | None,
    action: str,
    *,
    by: str,
    facts: dict[str, Fact],
    given: dict[str, Fact],
) -> Move | None:
    """
    The move that is taken, found by reading the table from the top.
    """
    for move in lifecycle.moves:
        if action != move.action or state not in sources(lifecycle, move):
            continue
        if (move.by == frozenset() or by in move.by) and move.when.holds_for(facts):
            return move if all(given.get(field) for field in move.requires) else None
    return None


@given(lifecycles(), FACTS, GIVEN)
def test_every_state_action_and_actor_is_decided(
    lifecycle: Lifecycle, facts: dict[str, Fact], given: dict[str, Fact]
) -> None:
    """
    There is a move or a refusal, the one that the table says, and all who answer agree.

    A refusal names the other actions that are offered; those are taken once all fields are given.
    """
    told: dict[str, Fact] = {"notes": "told", "resolution_code": "told"}
    for state in (None, *(each.name for each in lifecycle.states)):
        for by in ACTORS:
            options = {
                each.action: each for each in lifecycle.allowed(state, by=by, facts=facts, given=given)
            }
            offered = {
                action
                for action in lifecycle.actions
                if naive(lifecycle, state, action, by=by, facts=facts, given=told) is not None
            }
            assert {each.action for each in options.values() if each.is_offered} == offered
            for action in (*lifecycle.actions, "no such action"):
                expected = naive(lifecycle, state, action, by=by, facts=facts, given=given)
                option = lifecycle.option(state, action, by=by, facts=facts, given=given)
                assert options.get(action, option) == option
                assert bool(option) is (expected is not None)
                assert lifecycle.can(state, action, by=by, facts=facts, given=given) is bool(option)
                if expected is None:
                    with pytest.raises(MoveRefusedError) as caught:
                        lifecycle.move(state, action, by=by, facts=facts, given=given)
                    assert caught.value.reasons == tuple(map(str, option.reasons))
                    assert caught.value.reasons
                    assert set(caught.value.allowed) == offered - {action}
                    continue
                assert option.target == expected.target
                assert lifecycle.move(state, action, by=by, facts=facts, given=given) == Moved(
                    lifecycle=lifecycle.name,
                    source=state,
                    action=action,
                    target=expected.target,
                    effects=expected.effects,
                )


@given(lifecycles())
def test_the_text_of_a_lifecycle_parses_back(lifecycle: Lifecycle) -> None:
    """
    Whatever its names are, and whatever its conditions say.
    """
    assert Lifecycle.parse(str(lifecycle)) == lifecycle


@given(moves())
def test_the_text_of_a_move_parses_back(move: Move) -> None:
    """
    A move alone is one line, unless a name has a line break in its quotes.
    """
    assert Move.parse(str(move)) == move


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "lifecycle",
                "state",
                "a",
                "b",
                "->",
                ":",
                ",",
                "final",
                "initial",
                "any",
                "when",
                "x = 1",
                "by",
                "\n",
                "'",
                "(",
            ]
        ),
        max_size=20,
    ).map(" ".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """
    There is no third way, and the column lies within the text or right behind it.
    """
    for kind in (Lifecycle, Move):
        try:
            value = kind.parse(text)
        except ValueError as error:
            column = getattr(error, "column", 1)
            assert 1 <= column <= len(text) + 1
        else:
            assert kind.parse(str(value)) == value


@given(lifecycles())
def test_what_can_be_reached_is_what_a_walk_reaches(lifecycle: Lifecycle) -> None:
    """
    One step after the other until nothing is new.
    """
    steps = {(source, move.target) for move in lifecycle.moves for source in sources(lifecycle, move)}
    for start in (None, *(state.name for state in lifecycle.states)):
        found = {start} if start is not None else {*lifecycle.begins}
        while new := {target for source, target in steps if source in found} - found:
            found |= new
        assert set(lifecycle.reachable(start)) == found


@given(lifecycles(), st.randoms(use_true_random=False), FACTS)
def test_the_order_of_states_does_not_matter(
    lifecycle: Lifecycle, random: chance.Random, facts: dict[str, Fact]
) -> None:
    """
    Listed otherwise, a lifecycle answers the same; only what lists states follows their order.
    """
    states = list(lifecycle.states)
    random.shuffle(states)
    other = attrs.evolve(lifecycle, states=states)

    assert set(other.reachable()) == set(lifecycle.reachable())
    assert set(map(str, check_lifecycle(other))) == set(map(str, check_lifecycle(lifecycle)))
    for state in (None, *(each.name for each in states)):
        options = lifecycle.allowed(state, by="agent", facts=facts)
        assert other.allowed(state, by="agent", facts=facts) == options


@given(lifecycles(), st.lists(FACTS, min_size=1, max_size=4))
def test_what_is_found_to_be_never_taken_is_never_taken(
    lifecycle: Lifecycle, records: list[dict[str, Fact]]
) -> None:
    """
    No record and no actor ever takes a move of which that is said.
    """
    never = {"lifecycle.never_holds", "lifecycle.shadowed"}
    dead = {each.move for each in check_lifecycle(lifecycle) if each.reason.code in never}
    told: dict[str, Fact] = {"notes": "told", "resolution_code": "told"}

    for facts in records:
        for state in (None, *(each.name for each in lifecycle.states)):
            for action in lifecycle.actions:
                for by in ACTORS:
                    move = naive(lifecycle, state, action, by=by, facts=facts, given=told)
                    assert move is None or move not in dead


@given(lifecycles())
def test_what_is_found_is_about_its_own_moves(lifecycle: Lifecycle) -> None:
    """
    Findings are the same each time, name moves that are there, and say whether to mend them.
    """
    findings = check_lifecycle(lifecycle)

    assert findings == check_lifecycle(lifecycle)
    assert all(each.move is None or each.move in lifecycle.moves for each in findings)
    assert {each.severity for each in findings} <= set(LifecycleSeverity)


@given(lifecycles())
def test_a_drawing_has_every_state_and_no_name_becomes_syntax(lifecycle: Lifecycle) -> None:
    """
    Whatever the names are, each line of a diagram has the form that it must have.
    """
    state = r'    state "[^"\n]*" as s\d+'
    arrow = r"    (\[\*\]|s\d+) --> (\[\*\]|s\d+)( : [^\n:;%<>\"]*(#\d+;[^\n:;%<>\"]*)*)?"
    lines = lifecycle.mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert sum(line.startswith("    state ") for line in lines) == len(lifecycle.states)
    for line in lines[1:]:
        assert re.fullmatch(f"{state}|{arrow}", line), line

    text = r'"(?:[^"\\\n]|\\\\|\\")*"'
    for line in lifecycle.dot().splitlines()[4:-1]:
        form = rf"    (s\d+|begin)( -> s\d+)?( \[(label={text}|shape=point|peripheries=2|, )*\])?;"
        assert re.fullmatch(form, line), line
