"""
Conditions: what holds, how it is written, and why.
"""

import datetime as dt
import pickle
from decimal import Decimal

import pytest

from csmcore.conditions import (
    ANYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Changed,
    Compares,
    Comparison,
    Condition,
    Contains,
    Equals,
    IsSet,
    Not,
    OneOf,
    Signalled,
    explain,
    parse,
)
from csmcore.errors import ConditionError, DefinitionError, TextError
from csmcore.kernel import Change, Fact, Moment, Timeline

HISTORY = Timeline(
    [
        Change(dt.datetime(2026, 3, 30, 8, tzinfo=dt.UTC), {"state": "new", "priority": 3}),
        Change(
            dt.datetime(2026, 3, 30, 9, tzinfo=dt.UTC),
            {"state": "active", "tags": frozenset({"vip"})},
            ["agent_replied"],
        ),
    ]
)
FIRST, SECOND = HISTORY.moments


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("state = new", True, False),
        ("state != new", False, True),
        ("state in (new, open)", True, False),
        ("state not in (new, open)", False, True),
        ("priority <= 2", False, False),
        ("priority < 3", False, False),
        ("priority <= 3", True, True),
        ("priority > 2.5", True, True),
        ("priority >= 4", False, False),
        ("tags contains vip", False, True),
        ("state contains tiv", False, True),
        ("tags is set", False, True),
        ("group is not set", True, True),
        ("state changed", True, True),
        ("state changed from new", False, True),
        ("state changed to new", True, False),
        ("state changed from new to active", False, True),
        ("priority changed", True, False),
        ("signal agent_replied", False, True),
        ("always", True, True),
        ("never", False, False),
        ("state = new and priority = 3 or never", True, False),
        ("not (state = new or priority = 4)", False, True),
    ],
)
def test_a_condition_holds_or_does_not(text: str, first: bool, second: bool) -> None:
    """
    Worked by hand: a record is new with priority 3, then becomes active, a vip's, and is answered.
    """
    condition = parse(text)

    assert (first, second) == (condition.holds(FIRST), condition.holds(SECOND))


def test_a_fact_that_is_not_set_compares_false_and_so_its_negation_is_true() -> None:
    """
    Nothing is known of the group's size: it is not above 3, nor is it 3 or less.
    """
    assert not parse("size > 3").holds(FIRST)
    assert not parse("size <= 3").holds(FIRST)
    assert parse("not size > 3").holds(FIRST)
    assert parse("size != 3").holds(FIRST)
    assert not parse("size is set and not size > 3").holds(FIRST)


def test_facts_alone_have_neither_changed_nor_been_signalled() -> None:
    """
    Asked of facts without a moment, only what holds counts.
    """
    facts: dict[str, Fact] = {"state": "new"}

    assert parse("state = new").holds_for(facts)
    assert not parse("state changed or signal agent_replied").holds_for(facts)


def test_conditions_are_put_together_with_operators() -> None:
    """
    ``&``, ``|`` and ``~`` build what the text says.
    """
    built = (Equals("a", 1) & ~IsSet("b")) | Signalled("c")

    assert parse("a = 1 and b is not set or signal c") == built
    assert built.facts == {"a", "b"}
    assert built.signals == {"c"}
    with pytest.raises(TypeError):
        Equals("a", 1) & "b = 2"  # type: ignore[operator]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Equals("state", "new"), "state = new"),
        (Equals("state", "in progress"), 'state = "in progress"'),
        (Equals("state", "not"), 'state = "not"'),
        (Equals("state", "3"), 'state = "3"'),
        (Equals("state", "2026-04-27"), 'state = "2026-04-27"'),
        (Equals("state", 'say "hi" \\ bye'), r'state = "say \"hi\" \\ bye"'),
        (Equals("in", True), '"in" = true'),
        (OneOf("priority", [2, 1, 2]), "priority in (1, 2)"),
        (Compares("cost", ">", Decimal("12.50")), "cost > 12.50"),
        (Compares("on", ">=", dt.date(2026, 4, 27)), "on >= 2026-04-27"),
        (
            Compares("at", Comparison.LESS, dt.datetime(2026, 4, 27, 9, 30, tzinfo=dt.UTC)),
            "at < 2026-04-27T09:30:00Z",
        ),
        (Compares("left", "<", dt.timedelta(minutes=90)), "left < PT1H30M"),
        (Contains("tags", "vip"), "tags contains vip"),
        (Changed("state", was="new", now="open"), "state changed from new to open"),
        (Equals("f", "P1-high"), "f = P1-high"),
        (IsSet("P1"), "P1 is set"),
        (IsSet("PT8H"), '"PT8H" is set'),
        (Equals("f", "PT8H"), 'f = "PT8H"'),
        (OneOf("f", [True, 1]), "f in (true, 1)"),
        (OneOf("f", [9, Decimal("2.5")]), "f in (2.5, 9)"),
        (Not(Compares("a", "<", 1)), "not a < 1"),
        (Not(Not(IsSet("a"))), "not a is not set"),
        (
            AllOf((Equals("a", 1), AnyOf((Equals("b", 2), Equals("c", 3))))),
            "a = 1 and (b = 2 or c = 3)",
        ),
        (AnyOf((AllOf((Equals("a", 1), Equals("b", 2))), Equals("c", 3))), "a = 1 and b = 2 or c = 3"),
        (AllOf((Equals("a", 1),)), "all (a = 1)"),
        (AnyOf((Equals("a", 1),)), "any (a = 1)"),
        (ANYTHING, "always"),
        (NOTHING, "never"),
    ],
)
def test_a_condition_prints_as_the_text_that_says_it(condition: Condition, text: str) -> None:
    """
    Each reads as a person would write it, and the text parses back to an equal value.
    """
    assert str(condition) == text
    assert parse(text) == condition


def test_words_that_mean_something_are_read_in_any_case_and_values_as_they_stand() -> None:
    """
    ``AND`` joins like ``and``; ``New`` is not ``new``.
    """
    assert parse("a = New AND b IS SET") == Equals("a", "New") & IsSet("b")


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("", 1, "a fact, 'signal', 'not' or '(' is expected"),
        ("priority <= ", 13, "a value is expected"),
        ("a = 1 b", 7, "'and', 'or' or the end is expected"),
        ("(a = 1", 7, "')' is expected"),
        ("a ? 2", 3, "'?' begins nothing"),
        ("a = 'x", 5, '"\'" begins nothing'),
        ("a in ()", 7, "a value is expected"),
        ("a = set", 5, "put in quotes"),
        ("a is 3", 6, "'set' is expected"),
        ("a 3", 3, "what about a?"),
        ("a = " + "9" * 5000, 5, "at most 100 digits"),
        ("a = 1e5", 5, "'1' begins nothing"),
        ("a =\u00a01", 4, "begins nothing"),
        ("a = 2026-02-30", 5, "'2026-02-30' is no date"),
        ("signal 3", 8, "a signal is expected"),
        ("a = __import__('os')", 15, "'and', 'or' or the end is expected"),
        ("not " * 60 + "a = 1", 205, "at most 50 levels deep"),
        ("(" * 60, 52, "at most 50 levels deep"),
        ("a = 1 and (b = 1 or (" * 25 + "c = 1 and d = 1" + "))" * 25, 1, "at most 50 levels deep"),
    ],
)
def test_what_does_not_parse_is_told_with_its_column(text: str, column: int, problem: str) -> None:
    """
    The place is where reading stopped, and the message says what would be right there.
    """
    with pytest.raises(TextError) as told:
        parse(text)

    assert told.value.column == column
    assert problem in told.value.problem


def test_a_text_that_is_too_long_is_not_read() -> None:
    """
    A stranger's text costs no more than ten thousand characters.
    """
    with pytest.raises(TextError, match="at most 10,000 characters"):
        parse("a = 1 and " * 2000 + "a = 1")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("state < 3", "state is 'new', which cannot be compared with 3"),
        ("priority contains 3", "priority is 3, which contains nothing"),
    ],
)
def test_what_cannot_be_compared_is_refused(text: str, problem: str) -> None:
    """
    A text is neither less nor more than a number, and saying so beats a quiet no.
    """
    with pytest.raises(ConditionError, match=problem):
        parse(text).holds(FIRST)


@pytest.mark.parametrize(
    ("build", "problem"),
    [
        (lambda: OneOf("a", ()), "name at least one value"),
        (lambda: Equals("a", None), "asked with 'is set'"),
        (lambda: Equals("a", Decimal("NaN")), "no number that could be compared"),
        (lambda: Equals("a", 10**5000), "at most 100 digits"),
        (lambda: Changed("a", now=[1]), "is a list"),  # type: ignore[arg-type]
        (lambda: Compares("a", "=", 1), "'=' is no comparison; it is one of <, <=, >, >="),
        (lambda: OneOf("a", "new"), r"give a list of values, such as \['new'\]"),
        (lambda: bool(Equals("a", 1)), "a question, not an answer"),
        (lambda: Equals(" ", 1), "not blank"),
        (lambda: AllOf(("a = 1",)), "'a = 1' is no Condition; say parse"),  # type: ignore[arg-type]
        (lambda: AllOf(Equals("a", 1)), "is no list; give several of Condition"),  # type: ignore[arg-type]
        (lambda: Not("a = 1"), "is no Condition"),  # type: ignore[arg-type]
    ],
)
def test_a_condition_is_right_from_birth(build: object, problem: str) -> None:
    """
    What could never be meant is refused when it is built.
    """
    assert callable(build)

    with pytest.raises(DefinitionError, match=problem):
        build()


def test_a_condition_is_a_value() -> None:
    """
    It hashes, compares and pickles, also once it has been asked.
    """
    condition = parse("a = 1 and (tags contains vip or not b changed)")
    condition.holds(FIRST)
    again = pickle.loads(pickle.dumps(condition))

    assert again == condition
    assert hash(again) == hash(condition)
    assert again.holds(FIRST) == condition.holds(FIRST)


@pytest.mark.parametrize(
    ("text", "moment", "told"),
    [
        (
            "priority <= 2 and state in (new, open)",
            FIRST,
            "no: priority <= 2 and state in (new, open)\n  priority <= 2 does not hold: priority is 3",
        ),
        (
            "priority <= 2 or state changed from new",
            SECOND,
            (
                "yes: priority <= 2 or state changed from new\n"
                "  state changed from new holds: state is active, was new"
            ),
        ),
        (
            "not (tags contains vip and signal agent_replied)",
            SECOND,
            (
                "no: not (tags contains vip and signal agent_replied)\n"
                "  tags contains vip holds: tags is {vip}\n"
                "  signal agent_replied holds: signalled: agent_replied"
            ),
        ),
        ("group is set", FIRST, "no: group is set\n  group is not set"),
        ("priority changed", SECOND, "no: priority changed\n  priority is 3 as before"),
        ("signal closed", FIRST, "no: signal closed\n  signalled: nothing"),
        ("always", FIRST, "yes: always"),
    ],
)
def test_a_condition_says_what_decided_it(text: str, moment: Moment, told: str) -> None:
    """
    Of what had to hold, what failed is named; of what could, what did; with what was found.
    """
    assert str(explain(parse(text), moment)) == told


def test_true_is_not_one() -> None:
    """
    To Python ``True`` equals 1; a flag and a number are still two things.
    """
    one, true = Equals("a", 1), Equals("a", True)

    assert one != true
    assert not one.holds_for({"a": True})
    assert not true.holds_for({"a": 1})
    assert not OneOf("a", [0, 1]).holds_for({"a": True})


def test_what_is_no_scalar_is_refused_when_asked() -> None:
    """
    A list from a JSON document is no fact, and is not compared with a quiet no.
    """
    facts: dict[str, Fact] = {"a": [1], "b": Decimal("sNaN")}  # type: ignore[dict-item]

    with pytest.raises(ConditionError, match=r"a is \[1\], which is no scalar"):
        parse("a in (1, 2)").holds_for(facts)
    with pytest.raises(ConditionError, match="cannot be compared with 2"):
        parse("b <= 2").holds_for(facts)


def test_a_condition_is_bounded_also_when_it_is_built() -> None:
    """
    Fifty levels can be asked, hashed and printed; one more is refused where it is made.
    """
    deep: Condition = Equals("a", 1)
    for level in range(50):
        deep = (deep | IsSet("b")) if level % 2 else (deep & IsSet("c"))

    assert parse(str(deep)) == deep
    assert hash(deep) == hash(parse(str(deep)))
    with pytest.raises(DefinitionError, match="at most 50 levels deep"):
        _ = ~deep
