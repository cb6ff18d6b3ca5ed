"""
Whose it is: one kind of owner, and as whose owner a customer speaks.
"""

import pytest

from csmcore.errors import OwnerError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountConsumerOwner,
    AccountCustomer,
    AccountId,
    AccountOwner,
    ConsumerCustomer,
    ConsumerId,
    ConsumerOwner,
    ContactId,
    HouseholdId,
    HouseholdOwner,
    owner_of,
    owners_for,
)

ACME, ANN, HOME = AccountId("acme"), ConsumerId("ann"), HouseholdId("home")


def test_columns_name_one_owner() -> None:
    """
    Each of the four kinds, from the columns of a row.
    """
    assert owner_of(account_id=ACME) == AccountOwner(ACME)
    assert owner_of(consumer_id=ANN) == ConsumerOwner(ANN)
    assert owner_of(household_id=HOME) == HouseholdOwner(HOME)
    assert owner_of(account_id=ACME, consumer_id=ANN) == AccountConsumerOwner(ACME, ANN)


def test_two_kinds_of_owner_are_refused() -> None:
    """
    A household beside somebody else, and nobody at all; the error says who was named.
    """
    with pytest.raises(OwnerError, match="account 'acme' and household 'home'"):
        owner_of(account_id=ACME, household_id=HOME)
    with pytest.raises(OwnerError, match="consumer 'ann' and household 'home'"):
        owner_of(consumer_id=ANN, household_id=HOME)
    with pytest.raises(OwnerError, match="account 'acme' and consumer 'ann' and household 'home'"):
        owner_of(account_id=ACME, consumer_id=ANN, household_id=HOME)
    with pytest.raises(OwnerError, match="the owner is nobody"):
        owner_of()


def test_a_customer_speaks_for_its_owners() -> None:
    """
    The most particular owner first.
    """
    assert owners_for(AccountCustomer(ACME, ContactId("c"))) == (AccountOwner(ACME),)
    assert owners_for(ConsumerCustomer(ANN)) == (ConsumerOwner(ANN),)
    assert owners_for(ConsumerCustomer(ANN, HOME)) == (ConsumerOwner(ANN), HouseholdOwner(HOME))
    assert owners_for(AccountConsumerCustomer(ACME, ANN)) == (
        AccountConsumerOwner(ACME, ANN),
        ConsumerOwner(ANN),
    )


def test_owners_read_as_words() -> None:
    """
    Each kind says what it is.
    """
    assert str(AccountOwner(ACME)) == "account acme"
    assert str(ConsumerOwner(ANN)) == "consumer ann"
    assert str(HouseholdOwner(HOME)) == "household home"
    assert str(AccountConsumerOwner(ACME, ANN)) == "consumer ann through account acme"
