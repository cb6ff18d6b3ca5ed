"""
To whom a thing or an agreement belongs: exactly one kind of owner.
"""

from typing import TypeAlias, assert_never

import attrs

from csmcore.errors import OwnerError
from csmcore.kernel._checks import not_blank
from csmcore.kernel._refs import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    ConsumerCustomer,
    ConsumerId,
    CustomerRef,
    HouseholdId,
)


@attrs.frozen
class AccountOwner:
    """
    A business owns it.

    Attributes:
        account_id: The account.
    """

    account_id: AccountId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"account {self.account_id}"


@attrs.frozen
class ConsumerOwner:
    """
    A private person owns it.

    Attributes:
        consumer_id: The consumer.
    """

    consumer_id: ConsumerId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"consumer {self.consumer_id}"


@attrs.frozen
class HouseholdOwner:
    """
    Those who share a home own it together.

    Attributes:
        household_id: The household.
    """

    household_id: HouseholdId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"household {self.household_id}"


@attrs.frozen
class AccountConsumerOwner:
    """
    A consumer has it through an account, as with a reseller or an employer (B2B2C, B2B2E).

    Attributes:
        account_id: The account in between.

        consumer_id: The consumer.
    """

    account_id: AccountId = attrs.field(validator=not_blank)
    consumer_id: ConsumerId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"consumer {self.consumer_id} through account {self.account_id}"


OwnerRef: TypeAlias = AccountOwner | ConsumerOwner | HouseholdOwner | AccountConsumerOwner
"""
To whom something belongs: a business, a private person, a household, or a person through a business.
"""


def owner_of(
    *,
    account_id: AccountId | None = None,
    consumer_id: ConsumerId | None = None,
    household_id: HouseholdId | None = None,
) -> OwnerRef:
    """
    The owner that the columns of a row name.

    Account and consumer together are one kind of owner, a consumer through an account; no
    other two go together. Changing an owner is writing a new one, so that nothing of the
    old one can stay behind.

    Args:
        account_id: The account, if the row names one.

        consumer_id: The consumer, if the row names one.

        household_id: The household, if the row names one.

    Raises:
        OwnerError: Nobody is named, or a household beside somebody else.
    """
    named = {"account": account_id, "consumer": consumer_id, "household": household_id}
    match account_id, consumer_id, household_id:
        case str(), None, None:
            return AccountOwner(account_id)
        case None, str(), None:
            return ConsumerOwner(consumer_id)
        case None, None, str():
            return HouseholdOwner(household_id)
        case str(), str(), None:
            return AccountConsumerOwner(account_id, consumer_id)
        case _:
            raise OwnerError(tuple(f"{kind} {id_!r}" for kind, id_ in named.items() if id_ is not None))


def owners_for(customer: CustomerRef) -> tuple[OwnerRef, ...]:
    """
    As whose owner a customer can speak, the most particular first.

    A contact speaks for the account. A consumer speaks for themselves, and for the
    household on whose behalf they ask. Who is served through an account speaks for what
    they have through it, and for what is their own.

    Args:
        customer: The customer of a record.
    """
    match customer:
        case AccountCustomer():
            return (AccountOwner(customer.account_id),)
        case ConsumerCustomer():
            own = ConsumerOwner(customer.consumer_id)
            return (own, HouseholdOwner(customer.household_id)) if customer.household_id else (own,)
        case AccountConsumerCustomer():
            through = AccountConsumerOwner(customer.account_id, customer.consumer_id)
            return (through, ConsumerOwner(customer.consumer_id))
        case _:
            assert_never(customer)
