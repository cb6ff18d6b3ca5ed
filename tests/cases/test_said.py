"""
What is said to a case is checked where it is said: what could not be read back is not recorded.
"""

from collections.abc import Callable

import attrs
import pytest

from csmcore.cases import AgentParty, ChangeCase, FollowParent, MergeCase, OpenCase, allowed, decide
from csmcore.errors import CaseRefusedError, DefinitionError
from csmcore.kernel import AccountId, AccountOwner, AgentId, CaseId, GroupId
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
