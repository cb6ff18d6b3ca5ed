"""
Types of cases: own fields, matrices, and what does not hold together.
"""

import datetime as dt
from decimal import Decimal

import pytest

from csmcore.cases import (
    ITIL_MATRIX,
    SERVICENOW_MATRIX,
    Actor,
    CaseField,
    CaseType,
    FieldType,
    Level,
    PriorityMatrix,
)
from csmcore.errors import CaseTypeError, DefinitionError, DuplicateError, TextError
from csmcore.kernel import Scalar
from csmcore.lifecycles import AGENT, CUSTOMER, SYSTEM

NOON = dt.datetime(2026, 4, 27, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        ("high", "high", 1),
        ("high", "medium", 2),
        ("high", "low", 3),
        ("medium", "high", 2),
        ("medium", "medium", 3),
        ("medium", "low", 4),
        ("low", "high", 3),
        ("low", "medium", 4),
        ("low", "low", 5),
    ],
)
def test_itils_matrix(impact: str, urgency: str, priority: int) -> None:
    """
    ITIL Service Operation's table; ServiceNow's lookup says the same in numbers.
    """
    numbers = {"high": 1, "medium": 2, "low": 3}

    assert ITIL_MATRIX.priority(impact, urgency) == priority
    assert SERVICENOW_MATRIX.priority(numbers[impact], numbers[urgency]) == priority


def test_a_matrix_says_what_counts_while_something_is_unknown() -> None:
    """
    The shipped ones leave it open; a host's may not.
    """
    own = PriorityMatrix("own", impacts=[1], urgencies=["now"], priorities=[["P1"]], unset="P4")

    assert ITIL_MATRIX.priority("high", None) is None
    assert (own.priority(None, "now"), own.priority(1, "now")) == ("P4", "P1")
    assert own.levels == ("P1", "P4")


def test_a_matrix_refuses_levels_that_it_does_not_know() -> None:
    """
    Both are told at once.
    """
    with pytest.raises(DefinitionError, match="impact: 'hgh' is not one of these; high is near; urg"):
        ITIL_MATRIX.priority("hgh", 1)


def test_a_matrix_that_does_not_fit_is_refused() -> None:
    """
    Rows that are too many or too short, levels that are there twice, and what is no level.
    """
    with pytest.raises(DefinitionError, match="'m' needs 1 rows of 2 priorities, and has rows of"):
        PriorityMatrix("m", impacts=[1], urgencies=[1, 2], priorities=[[1]])
    with pytest.raises(DuplicateError, match="urgency"):
        PriorityMatrix("m", impacts=[1], urgencies=[1, 1], priorities=[[1, 1]])
    wrong: list[Level] = [True]
    with pytest.raises(DefinitionError, match="True is no level"):
        PriorityMatrix("m", impacts=wrong, urgencies=[1], priorities=[[1]])


@pytest.mark.parametrize(
    ("kind", "good", "bad", "told"),
    [
        ("text", "x", 1, "1 is not a text"),
        ("whole_number", 7, Decimal("7.5"), r"Decimal\('7.5'\) is not a whole number"),
        ("whole_number", 7, True, "True is not a whole number"),
        ("decimal", Decimal("7.5"), "7.5", "'7.5' is not a Decimal or a whole number"),
        ("decimal", 7, False, "False is not a Decimal"),
        ("boolean", False, 0, "0 is not true or false"),
        ("date", NOON.date(), NOON, r"datetime.datetime\(.* is not a date"),
        ("instant", NOON, NOON.date(), "is not an aware datetime"),
        ("duration", dt.timedelta(1), 1, "1 is not a timedelta"),
    ],
)
def test_own_fields_have_types(kind: str, good: Scalar, bad: Scalar, told: str) -> None:
    """
    A value of another type is refused, with its path; no value always fits.
    """
    field = CaseField("own", FieldType(kind))

    assert (field.problem(good), field.problem(None)) == (None, None)
    with pytest.raises(DefinitionError, match=rf"fields\.own: .*{told}"):
        CaseField("own", FieldType(kind), default=bad)


def test_numbers_have_bounds() -> None:
    """
    Both bounds are inside.
    """
    field = CaseField("n", FieldType.DECIMAL, least=1, most=Decimal("2.5"))

    assert [field.problem(each) is None for each in (1, Decimal("2.5"), Decimal("0.9"), 3)] == [
        True,
        True,
        False,
        False,
    ]
    assert str(field.problem(3)) == "fields.n: 3 is not at least 1 and at most 2.5"


def test_a_field_that_contradicts_itself_is_refused() -> None:
    """
    Choices belong to a choice, bounds to numbers, and the least is not above the most.
    """
    with pytest.raises(DefinitionError, match="field 'f' is a choice; a choice has choices"):
        CaseField("f", FieldType.CHOICE)
    with pytest.raises(DefinitionError, match="field 'f' is a text; a choice has choices"):
        CaseField("f", choices=("a",))
    with pytest.raises(DefinitionError, match="field 'f' is a date, which has neither least nor most"):
        CaseField("f", FieldType.DATE, least=1)
    with pytest.raises(DefinitionError, match="at least 3 and at most 2"):
        CaseField("f", FieldType.DECIMAL, least=3, most=2)


def test_a_type_tells_all_its_problems_at_once() -> None:
    """
    Names that are taken or doubled, actions and fields that are not there, defaults that do not fit.
    """
    defaults: dict[str, Scalar] = {"impact": "hgh", "urgency": True, "group": "g", "channel": ""}
    with pytest.raises(CaseTypeError) as told:
        CaseType(
            "t",
            fields=[
                CaseField("state"),
                CaseField("a", required_on="propose_soluton"),
                CaseField("a"),
            ],
            customer_changes="subjct",
            defaults=defaults,
        )

    assert told.value.problems == (
        "its field 'state' has the name of something that every case has",
        "two of its fields are named 'a'",
        "field 'a' is required on 'propose_soluton', which is no action; propose_solution is near",
        "customers may change 'subjct', which is no field; subject is near",
        "defaults.channel is ''; it is a text that is not blank",
        "defaults.group cannot be set here; group_id is near, and an own field has its default",
        "defaults.impact: 'hgh' is not one of these; high is near",
        "defaults.urgency is True; it is a level",
    )


def test_a_types_vocabulary_finds_slips_in_policies() -> None:
    """
    States, priorities and own fields are known, with the values that they can have.
    """
    known = CaseType("t", fields=[CaseField("colour", "choice", choices=("red",))]).vocabulary

    known.parse("state = open and colour = red and tags contains vip and signal created")
    for slip in ("state = opn", "colour = blue", "priority = 6", "signal opened", "colur = red"):
        with pytest.raises(TextError):
            known.parse(slip)


def test_actors() -> None:
    """
    A host's own kind of actor is staff; a rule is neither staff nor customer.
    """
    kinds = [AGENT, CUSTOMER, SYSTEM, "partner"]

    assert [Actor(each).is_staff for each in kinds] == [True, False, False, True]
    assert [Actor(each).is_customer for each in kinds] == [False, True, False, False]
    assert (str(Actor(AGENT, "kim")), str(Actor(SYSTEM))) == ("agent kim", "system")
    assert (Actor("kim").kind, Actor("kim").id) == ("kim", None)
    with pytest.raises(DefinitionError, match="kind is ''"):
        Actor("")
