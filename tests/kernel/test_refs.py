"""
Who and what is meant.
"""

import itertools

import pytest

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    CustomerRef,
    ExternalId,
    HouseholdId,
)

ONE = "1"
CUSTOMERS: tuple[CustomerRef, ...] = (
    AccountCustomer(AccountId(ONE)),
    AccountCustomer(AccountId(ONE), ContactId(ONE)),
    ConsumerCustomer(ConsumerId(ONE)),
    ConsumerCustomer(ConsumerId(ONE), HouseholdId(ONE)),
    AccountConsumerCustomer(AccountId(ONE), ConsumerId(ONE)),
)


def test_customers_of_different_kinds_are_different() -> None:
    """
    An account and a consumer that share a number are not the same customer.
    """
    assert len(set(CUSTOMERS)) == len(CUSTOMERS)
    for one, other in itertools.combinations(CUSTOMERS, 2):
        assert one != other


def test_the_same_customer_is_equal() -> None:
    """
    Two references to one customer are equal and hash alike.
    """
    one, other = (AccountCustomer(AccountId("A1"), ContactId("C1")) for _ in range(2))

    assert (one, hash(one)) == (other, hash(other))


def test_nobody_speaks_for_an_account_yet() -> None:
    """
    A contact and a household may be unknown.
    """
    assert AccountCustomer(AccountId("A1")).contact_id is None
    assert ConsumerCustomer(ConsumerId("P1")).household_id is None


@pytest.mark.parametrize("blank", ["", " ", None, 7])
def test_an_identity_is_not_blank(blank: AccountId) -> None:
    """
    An identity that says nothing is refused, whichever kind it is.
    """
    with pytest.raises(DefinitionError, match="account_id is"):
        AccountCustomer(blank)
    with pytest.raises(DefinitionError, match="account_id is"):
        AccountConsumerCustomer(blank, ConsumerId("P1"))


@pytest.mark.parametrize("blank", ["", " ", 7])
def test_an_identity_that_is_given_is_not_blank(blank: ContactId) -> None:
    """
    Nobody is ``None``, not an empty text.
    """
    with pytest.raises(DefinitionError, match="contact_id is"):
        AccountCustomer(AccountId("A1"), blank)


@pytest.mark.parametrize("missing", ["system", "type", "id"])
def test_an_external_identity_is_complete(missing: str) -> None:
    """
    Another system's name for a thing says which system, which kind of record, and which.
    """
    facts = {"system": "servicenow", "type": "customer_account", "id": "46d44a5d"}

    assert ExternalId(**facts).id == "46d44a5d"
    with pytest.raises(DefinitionError, match=f"{missing} is ' '"):
        ExternalId(**{**facts, missing: " "})
