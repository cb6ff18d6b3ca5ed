"""
What is found wrong with a lifecycle before any record has it.
"""

import pickle

import pytest

from csmcore import lifecycles
from csmcore.conditions import FactDefinition, FactType, Vocabulary
from csmcore.errors import LifecycleError
from csmcore.lifecycles import (
    Category,
    Lifecycle,
    LifecycleFinding,
    LifecycleSeverity,
    Move,
    check_lifecycle,
    sound_lifecycle,
)
from tests.lifecycles.cases import CASE

SHIPPED = [each for each in vars(lifecycles).values() if isinstance(each, Lifecycle)]


def with_moves(*moves: str, final: tuple[str, ...] = ("d",)) -> Lifecycle:
    """
    Four states, of which the first is initial, and the given moves.
    """
    states = dict.fromkeys("abcd", Category.ACTIVE)
    return Lifecycle("x", states=states, moves=moves, initial="a", final=final)


ROUND = ("a -> b -> b", "b -> c -> c", "c -> d -> d")


def found(
    *moves: str, vocabulary: Vocabulary | None = None, final: tuple[str, ...] = ("d",)
) -> list[tuple[str, str, str]]:
    """
    For each finding the code without its prefix, the move that causes it, and the sentence.
    """
    return [
        (
            each.reason.code.removeprefix("lifecycle."),
            "" if each.move is None else str(each.move),
            str(each.reason),
        )
        for each in check_lifecycle(with_moves(*moves, final=final), vocabulary=vocabulary)
    ]


def codes(*moves: str, final: tuple[str, ...] = ("d",)) -> list[tuple[str, str]]:
    """
    For each finding its code and the move that causes it.
    """
    return [each[:2] for each in found(*moves, final=final)]


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    """
    A round trip through all states, and the lifecycle of the other tests.
    """
    assert found(*ROUND) == []
    assert check_lifecycle(CASE) == ()


@pytest.mark.parametrize("lifecycle", SHIPPED, ids=lambda each: each.name)
def test_what_ships_is_sound(lifecycle: Lifecycle) -> None:
    """
    Nothing at all is found in the lifecycles that ship, not even advice.
    """
    assert check_lifecycle(lifecycle) == ()
    assert sound_lifecycle(lifecycle) is lifecycle


def test_a_state_that_nothing_leads_to() -> None:
    """
    With the move that would lead there if it could ever be taken.
    """
    assert found("a -> d -> d", "c -> b -> b", "b -> c -> c") == [
        ("unreachable", "", "no record can ever come to b"),
        ("unreachable", "", "no record can ever come to c"),
    ]
    assert codes(*ROUND[1:], "a -> b -> b when never", "a -> c -> c")[:1] == [
        ("unreachable", "a -> b -> b when never")
    ]


def test_a_dead_end_names_the_move_that_leads_into_it() -> None:
    """
    Two states that lead to each other only are one trap, entered by one move.
    """
    assert found("a -> d -> d", "a -> b -> b", "b -> c -> c", "c -> b -> b") == [
        ("dead_end", "a -> b -> b", "b is not final, and nothing leads from it to a final state"),
        ("dead_end", "b -> c -> c", "c is not final, and nothing leads from it to a final state"),
    ]


def test_a_dead_end_without_any_move_into_it() -> None:
    """
    The initial state may be one.
    """
    assert ("dead_end", "") in codes("b -> d -> d", "b -> c -> c")


def test_a_lifecycle_without_an_end_is_advice() -> None:
    """
    Some records are never over; then there are no dead ends.
    """
    (finding,) = check_lifecycle(with_moves(*ROUND, "d -> a -> a", final=()))

    assert (finding.reason.code, finding.severity) == ("lifecycle.no_final", "advice")


def test_a_move_that_leaves_a_final_state() -> None:
    """
    What is final is over.
    """
    assert found(*ROUND, "d -> reopen -> a") == [
        ("leaves_final", "d -> reopen -> a", "it leaves d, which is final")
    ]


@pytest.mark.parametrize(
    "condition",
    [
        "never",
        "x = 1 and x = 2",
        "x = a and x < 1",
        "x < 1 and x > 1",
        "x is set and x is not set",
        "x = yes and not (x in (yes, no))",
        "flag != true and flag != false and flag is set and not (flag in (true, false))",
        "t contains a and not (t contains a)",
        "on < 2026-01-02 and on > 2026-01-02",
    ],
)
def test_a_condition_that_contradicts_itself(condition: str) -> None:
    """
    It holds for no record whatever, so the move is never taken.
    """
    move = str(Move.parse(f"a -> x -> c when {condition}"))

    assert codes(*ROUND, move) == [("never_holds", move)]


@pytest.mark.parametrize(
    "condition",
    [
        "x > 1 and x < 2",
        "x = 1 or x = 2",
        "x != 1",
        "x >= a and x < b",
        "x contains a and not (x contains b)",
        "x < PT1H and x > PT30M",
        "at < 2026-01-02T00:00:00Z and at is set",
        "not (flag = true) and flag is set",
        "x > '' and x < a",
        "x = 'a b' and x contains b",
        "a = 1 and b = 1 and c is set",
    ],
)
def test_a_condition_that_may_hold_is_not_found(condition: str) -> None:
    """
    Some value of the fact meets it, also one that the condition does not name.
    """
    assert codes(*ROUND, f"a -> x -> c when {condition}") == []


@pytest.mark.parametrize("asked", ["x changed", "signal replied", "y = 1 and not (x changed to 2)"])
def test_a_condition_about_what_changed_is_misplaced(asked: str) -> None:
    """
    A move is asked what holds; nothing has changed yet.
    """
    move = str(Move.parse(f"a -> x -> c when {asked}"))

    assert codes(*ROUND, move) == [("asks_change", move)]


def test_a_move_behind_one_that_is_always_taken() -> None:
    """
    The later one is never reached, and the earlier is named.
    """
    assert found(*ROUND, "a -> go -> b", "a -> go -> c when x = 1") == [
        (
            "shadowed",
            "a -> go -> c when x = 1",
            "wherever it could be taken, (a -> go -> b) could be too and stands before it",
        )
    ]


def test_a_shadow_is_cast_by_several_together() -> None:
    """
    None of them alone hides the last one, and together they leave it nothing.
    """
    parts = ("a -> go -> b when x < 5", "a -> go -> b when x >= 5", "a -> go -> b when x is not set")

    assert found(*ROUND, *parts, "a -> go -> c") == [
        (
            "shadowed",
            "a -> go -> c",
            (
                "wherever it could be taken, (a -> go -> b when x < 5) or (a -> go -> b when x >= 5) "
                "or (a -> go -> b when x is not set) could be too and stands before it"
            ),
        )
    ]
    assert codes(*ROUND, *parts[:2], "a -> go -> c") == []


def test_an_earlier_move_for_others_casts_no_shadow() -> None:
    """
    Nor does one from another state; each actor and each source is looked at.
    """
    assert codes(*ROUND, "a -> go -> b by agent", "a -> go -> c by customer") == []
    assert codes(*ROUND, "a -> go -> b by agent", "a -> go -> c") == []
    assert codes(*ROUND, "a -> go -> b by agent", "a, b -> go -> c by agent") == []
    assert codes(*ROUND, "a -> go -> b", "a -> go -> c by agent") == [
        ("shadowed", "a -> go -> c by agent")
    ]
    assert codes(*ROUND, "a -> go -> b by agent, system", "a -> go -> c by agent") == [
        ("shadowed", "a -> go -> c by agent")
    ]


def test_two_moves_that_fit_at_once_and_lead_apart() -> None:
    """
    That the first counts may be meant; the case in which both fit is told.
    """
    moves = ("a -> go -> b when x = 1", "a -> go -> c when y = 1")

    assert found(*ROUND, *moves) == [
        (
            "overlaps",
            moves[1],
            "from a, both it and (a -> go -> b when x = 1) fit where x = 1 and y = 1; the other counts",
        )
    ]
    assert codes(*ROUND, moves[0], moves[1].replace("-> c", "-> b")) == []
    assert codes(*ROUND, moves[0], "a -> go -> c when x = 2") == []


@pytest.mark.parametrize(
    ("one", "other", "example"),
    [
        ("x is not set", "y = 1", "x is not set and y = 1"),
        ("x contains a", "y = 1", "x contains a and y = 1"),
        ("not (x contains a)", "x contains b", "x contains b"),
        ("x is set", "y is set", "x = something and y = something"),
        ("x < 3", "x > 1", "x = 2.0"),
        ("x <= PT1H", "x >= PT1H", "x = PT1H"),
    ],
)
def test_the_case_in_which_both_fit_is_told_as_a_condition(one: str, other: str, example: str) -> None:
    """
    It can be read, and asked: it is one that both conditions hold in.
    """
    *_, (code, _, told) = found(*ROUND, f"a -> go -> b when {one}", f"a -> go -> c when {other}")

    assert code == "overlaps"
    assert f" fit where {example}; " in told


@pytest.mark.parametrize(
    "condition",
    [
        "on <= 0001-01-01",
        "on >= 9999-12-31",
        "at >= 9999-12-31T23:59:59.999999Z",
        f"x > 1{'0' * 98}",
        f"x > {'9' * 100}",
        "x < ''",
    ],
)
def test_the_edges_of_what_there_is_are_looked_at(condition: str) -> None:
    """
    The first and the last date are dates, and no text comes before the empty one.
    """
    expected = ["never_holds"] if condition == "x < ''" else []

    assert [code for code, _ in codes(*ROUND, f"a -> x -> c when {condition}")] == expected


def test_the_particular_before_the_general_is_how_it_is_written() -> None:
    """
    What is left over for a general move is no contradiction.
    """
    assert codes(*ROUND, "a -> go -> b when x = 1", "a -> go -> c") == []
    assert codes(*ROUND, "a -> go -> b when x = 1", "a -> go -> c when x is set") == []


def test_a_way_around_a_required_field() -> None:
    """
    Another move by the same actor comes to the same state without it.
    """
    asking = "c -> end -> d by agent requires notes, code"

    assert found(*ROUND[:2], asking, "b -> drop -> d by agent requires code") == [
        (
            "way_around",
            "b -> drop -> d by agent requires code",
            "it comes to d without notes, which (c -> end -> d by agent requires notes, code) asks for",
        )
    ]
    assert codes(*ROUND[:2], asking, "b -> drop -> d by customer") == []
    assert [code for code, _ in codes(*ROUND[:2], asking, "b -> drop -> d")] == ["way_around"] * 2


def test_what_was_asked_on_the_way_is_no_way_around() -> None:
    """
    An escalation that was requested with a reason is approved without telling it again.
    """
    assert codes("a -> ask -> b requires why", "a -> jump -> c requires why", *ROUND[1:]) == []


def test_a_reopen_after_which_a_field_is_not_required_again() -> None:
    """
    The first solution tells its notes and the second need not: the reopening is named.
    """
    moves = (
        "a -> solve -> b requires notes",
        "b -> reopen -> c",
        "c -> solve_again -> b",
        "b -> close -> d",
    )

    assert found(*moves) == [
        (
            "reopen_skips",
            "b -> reopen -> c",
            (
                "after it, (c -> solve_again -> b) comes to b again without notes, "
                "which (a -> solve -> b requires notes) asks for"
            ),
        )
    ]
    assert codes(*moves[:2], f"{moves[2]} requires notes", moves[3]) == []


def test_a_vocabulary_finds_slips_and_narrows_what_may_be() -> None:
    """
    Facts that are not there, and conditions that hold for no value that there is.
    """
    vocabulary = Vocabulary(
        [
            FactDefinition("tier", FactType.TEXT, ("gold", "silver")),
            FactDefinition("tags", FactType.SET),
        ]
    )
    narrow = "a -> x -> c when tier is set and not (tier in (gold, silver))"

    assert found(*ROUND, "a -> x -> c when teir = gold", vocabulary=vocabulary)[0][2] == (
        "no fact is named 'teir'; 'tier' is near"
    )
    assert [code for code, *_ in found(*ROUND, narrow, vocabulary=vocabulary)] == ["never_holds"]
    assert found(*ROUND, narrow) == []
    assert found(*ROUND, "a -> x -> c when tags contains a", vocabulary=vocabulary) == []


def test_too_many_cases_are_not_looked_at() -> None:
    """
    What was not looked at is said, and is no error.
    """
    many = " and ".join(f"f{number} in (1, 2, 3, 4)" for number in range(9))
    findings = check_lifecycle(with_moves(*ROUND, f"a -> x -> c when {many}"))

    assert [each.reason.code for each in findings] == ["lifecycle.too_many_to_check"]
    assert findings[0].severity is LifecycleSeverity.ADVICE


def test_a_finding_is_a_value_and_reads_as_a_line() -> None:
    """
    The severity, the move, and the sentence.
    """
    (finding,) = check_lifecycle(with_moves(*ROUND, "d -> reopen -> a"))

    assert str(finding) == "error: d -> reopen -> a: it leaves d, which is final"
    assert pickle.loads(pickle.dumps(finding)) == finding
    assert isinstance(finding, LifecycleFinding)
    assert str(check_lifecycle(with_moves("a -> d -> d"))[0]).startswith("error: no record")


def test_errors_are_refused_and_advice_is_let_pass() -> None:
    """
    All errors are told in one.
    """
    with pytest.raises(LifecycleError) as caught:
        sound_lifecycle(with_moves("a -> d -> d", "d -> reopen -> a"))

    assert caught.value.problems == (
        "no record can ever come to b",
        "no record can ever come to c",
        "d -> reopen -> a: it leaves d, which is final",
    )
    around = with_moves(*ROUND, "b -> drop -> d requires notes")
    assert check_lifecycle(around)
    assert sound_lifecycle(around) is around
