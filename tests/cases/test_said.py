"""
What is said to a case is checked where it is said: what could not be read back is not recorded.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from csmcore.cases import (
    AddComment,
    AgentParty,
    CaseField,
    CaseOpened,
    ChangeCase,
    Decided,
    FollowParent,
    MergeCase,
    MoveCase,
    OpenCase,
    SplitCase,
    allowed,
    decide,
    evolve,
    follow_up,
    replay,
)
from csmcore.errors import CaseRefusedError, DefinitionError, MoveRefusedError, OrderError
from csmcore.kernel import AccountId, AccountOwner, AgentId, CaseId, GroupId
from csmcore.lifecycles import Category, Lifecycle, Move, State
from tests.cases.desk import ANN, KIM, NINE, TYPE, asked

C1 = CaseId("c1")


@pytest.mark.parametrize(
    "customer",
    ["acme", {"account_id": "acme"}, AgentParty(AgentId("kim")), AccountOwner(AccountId("acme"))],
)
@pytest.mark.parametrize(
    "said", [lambda who: OpenCase(C1, customer=who), lambda who: ChangeCase(customer=who)]
)
def test_a_case_is_for_a_customer(said: Callable[[object], object], customer: object) -> None:
    """
    Neither a name, a document, an agent nor an owner is one.
    """
    with pytest.raises(
        DefinitionError, match=r"^customer is .*; it must be an AccountCustomer, .* or None$"
    ):
        said(customer)


def test_an_effect_is_a_name() -> None:
    """
    One text is one effect, and not its letters; each is there once.
    """
    done = decide(None, OpenCase(C1), case_type=TYPE, at=NINE, by=ANN)
    assert isinstance(done, Decided)
    (event,) = done.events
    assert isinstance(event, CaseOpened)

    assert attrs.evolve(event, effects="notify").effects == ("notify",)
    assert attrs.evolve(event, effects=["notify", "page", "notify"]).effects == ("notify", "page")
    with pytest.raises(DefinitionError, match=r"^3 is no name"):
        attrs.evolve(event, effects=[3])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (lambda: OpenCase(C1, subject=None), "^subject is None; it must be a text$"),  # type: ignore[arg-type]
        (lambda: OpenCase(C1, subject=5), "^subject is 5; it must be a text$"),  # type: ignore[arg-type]
        (lambda: OpenCase(C1, description=5), "^description is 5; it must be a text$"),  # type: ignore[arg-type]
        (lambda: FollowParent(follows="no"), "^follows is 'no'; it must be true or false$"),  # type: ignore[arg-type]
        (lambda: MergeCase(C1, across_customers="no"), "^across_customers is 'no'; it must be true or"),  # type: ignore[arg-type]
        (
            lambda: OpenCase(C1, fields={"ports": 2**63}),
            "^a whole number has more than 64 bits; it must",
        ),
        (lambda: ChangeCase({"ports": -(2**63) - 1}), "^a whole number has more than 64 bits; it must"),
        (lambda: OpenCase(C1, impact=2**63), "^a whole number has more than 64 bits; it must"),
    ],
)
def test_what_is_said_is_of_the_kind_that_is_asked(said: Callable[[], object], message: str) -> None:
    """
    The error is one line, and says what is needed.
    """
    with pytest.raises(DefinitionError, match=message):
        said()


def test_the_longest_number_that_can_be_stored_is_accepted() -> None:
    """
    64 bits hold numbers from -(2 ** 63) to 2 ** 63 - 1.
    """
    assert OpenCase(C1, fields={"ports": 2**63 - 1, "slots": -(2**63)}).fields == (
        ("ports", 9223372036854775807),
        ("slots", -9223372036854775808),
    )
    assert asked(None, OpenCase(C1)).case.subject == ""


def test_a_customer_opens_a_case_and_leaves_to_staff_what_is_theirs() -> None:
    """
    Every reason is told at once; staff may say all of it, and so may customers where the type says so.
    """
    opening = OpenCase(
        C1,
        group_id=GroupId("support"),
        agent_id=AgentId("kim"),
        parent_id=CaseId("major"),
        priority=1,
        priority_reason="It hurts.",
        fields={"ports": 99},
    )
    with pytest.raises(CaseRefusedError) as refused:
        asked(None, opening, ANN)
    assert refused.value.reasons == (
        "group_id: is for staff to set, and not for a customer",
        "agent_id: is for staff to set, and not for a customer",
        "parent_id: is for staff to set, and not for a customer",
        "priority: is for staff to set, and not for a customer",
        "fields.ports: 99 is not at least 0 and at most 48",
    )
    assert asked(None, attrs.evolve(opening, fields=()), KIM).case.agent_id == "kim"
    lenient = attrs.evolve(TYPE, customer_changes=("parent_id",))
    below = decide(None, OpenCase(C1, parent_id=CaseId("m")), case_type=lenient, at=NINE, by=ANN)
    assert below.case.parent_id == "m"
    assert [bool(each) for each in allowed(None, case_type=TYPE, by=ANN)] == [True]


def test_time_does_not_run_backwards() -> None:
    """
    Not where events are replayed, nor where they are folded one by one.
    """
    first = asked(None, OpenCase(C1), KIM)
    second = asked(first.case, AddComment("Hello."), KIM)
    (early,) = (attrs.evolve(each, at=NINE - dt.timedelta(minutes=1)) for each in second.events)
    with pytest.raises(OrderError):
        replay((*first.events, early))
    with pytest.raises(OrderError):
        evolve(first.case, early)


def test_own_fields_are_the_cases_set_or_not() -> None:
    """
    A host's fact of the same name does not count; one of another name does.
    """
    moves = (
        Move("new", "go", "done", when="serial = 'X1'"),
        Move("new", "leave", "done", when="site = 'X1'"),
    )
    lifecycle = Lifecycle(
        "small",
        states=(State("new", category=Category.NEW), State("done", category=Category.CLOSED)),
        initial="new",
        moves=moves,
    )
    kind = attrs.evolve(TYPE, lifecycle=lifecycle, fields=(CaseField("serial"),), customer_changes=())
    case = decide(None, OpenCase(C1), case_type=kind, at=NINE, by=KIM).case
    facts = {"serial": "X1", "site": "X1"}
    with pytest.raises(MoveRefusedError):
        decide(case, MoveCase("go"), case_type=kind, at=NINE, by=KIM, facts=facts)
    assert decide(case, MoveCase("leave"), case_type=kind, at=NINE, by=KIM, facts=facts).case.is_over


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"expected_sequence": "1"}, "^expected_sequence='1'; give a whole number, or None$"),
        ({"case_type": "repair"}, "^case_type='repair'; give the CaseType of the case$"),
        ({"facts": None}, "^facts=None; give a mapping of facts by name, or leave it out$"),
    ],
)
def test_how_it_is_asked_is_checked(said: dict[str, Any], message: str) -> None:
    """
    In one line that says what is needed.
    """
    asked_so: dict[str, Any] = {"case_type": TYPE, "at": NINE, "by": KIM, **said}
    with pytest.raises(DefinitionError, match=message):
        decide(None, OpenCase(C1), **asked_so)


def test_several_cases_are_asked_by_somebody() -> None:
    """
    A name is nobody; a list of names is no values; one line is one line.
    """
    case, by = asked(None, OpenCase(C1), KIM).case, "kim"
    somebody: Any = by
    with pytest.raises(DefinitionError, match=r"^by='kim'; say who asks"):
        follow_up(case, OpenCase(CaseId("c2")), case_type=TYPE, at=NINE, by=somebody)
    wrong: Any = ["a"]
    with pytest.raises(DefinitionError, match=r"^'a' is no name with a value; give a mapping"):
        MoveCase("x", wrong)
    one: Any = "l1"
    assert SplitCase(OpenCase(C1), lines=one).lines == ("l1",)
