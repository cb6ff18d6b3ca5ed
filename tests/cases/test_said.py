"""
What is said to a case is checked where it is said: what could not be read back is not recorded.
"""

from collections.abc import Callable

import pytest

from csmcore.cases import AgentParty, ChangeCase, FollowParent, MergeCase, OpenCase
from csmcore.errors import DefinitionError
from csmcore.kernel import AccountId, AccountOwner, AgentId, CaseId
from tests.cases.desk import asked

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
