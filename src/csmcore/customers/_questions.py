"""
Questions that any directory answers.
"""

import datetime as dt

from csmcore.customers._directories import (
    AccountDirectory,
    CustomerDirectory,
    HouseholdDirectory,
)
from csmcore.kernel import AccountId, ConsumerId, HouseholdId, to_date


def root(directory: AccountDirectory | CustomerDirectory, account_id: AccountId) -> AccountId:
    """
    The account at the top of a tree; a root is its own.

    Raises:
        UnknownIdError: There is no such account.
    """
    above = _accounts(directory).parents(account_id)
    return above[-1] if above else account_id


def is_inside(
    directory: AccountDirectory | CustomerDirectory, account_id: AccountId, *, of: AccountId
) -> bool:
    """
    Whether an account is another one, or anywhere below it.

    Args:
        directory: Who answers for accounts.

        account_id: The one that may be inside.

        of: The one that it may be inside of.

    Raises:
        UnknownIdError: There is no such account.
    """
    accounts = _accounts(directory)
    accounts.account(of)
    return of in (account_id, *accounts.parents(account_id))


def members_on(
    directory: HouseholdDirectory | CustomerDirectory, household_id: HouseholdId, on: dt.date
) -> tuple[ConsumerId, ...]:
    """
    Who belongs to a household on a date, the head first.

    The head belongs to it on every date, also where no membership says so.

    Raises:
        UnknownIdError: There is no such household.
    """
    on = to_date(on)
    members = _households(directory).members_of(household_id)
    current = [each.consumer_id for each in members if on in each.valid]
    return tuple(dict.fromkeys(current))


def households_on(
    directory: HouseholdDirectory | CustomerDirectory, consumer_id: ConsumerId, on: dt.date
) -> tuple[HouseholdId, ...]:
    """
    To which households a consumer belongs on a date.

    Who is at the head of one belongs to it. A directory of households alone does not know who
    is a consumer, and finds none for a stranger; one of customers does, and refuses them.

    Raises:
        UnknownIdError: A directory of customers has no such consumer.
    """
    on = to_date(on)
    if not isinstance(directory, HouseholdDirectory):
        directory.people.consumer(consumer_id)
    memberships = _households(directory).memberships_of(consumer_id)
    current = [each.household_id for each in memberships if on in each.valid]
    return tuple(dict.fromkeys(current))


def _accounts(directory: AccountDirectory | CustomerDirectory) -> AccountDirectory:
    return directory if isinstance(directory, AccountDirectory) else directory.accounts


def _households(directory: HouseholdDirectory | CustomerDirectory) -> HouseholdDirectory:
    return directory if isinstance(directory, HouseholdDirectory) else directory.households
