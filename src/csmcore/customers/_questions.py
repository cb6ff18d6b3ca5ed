"""
Questions that any directory answers.
"""

import datetime as dt

from csmcore.customers._directories import AccountDirectory, HouseholdDirectory
from csmcore.kernel import AccountId, ConsumerId, HouseholdId, to_date


def root(directory: AccountDirectory, account_id: AccountId) -> AccountId:
    """
    The account at the top of a tree; a root is its own.

    Raises:
        UnknownIdError: There is no such account.
    """
    above = directory.parents(account_id)
    return above[-1] if above else account_id


def is_inside(directory: AccountDirectory, account_id: AccountId, *, of: AccountId) -> bool:
    """
    Whether an account is another one, or anywhere below it.

    Args:
        directory: Who answers for accounts.

        account_id: The one that may be inside.

        of: The one that it may be inside of.

    Raises:
        UnknownIdError: There is no such account.
    """
    directory.account(of)
    return of in (account_id, *directory.parents(account_id))


def members_on(
    directory: HouseholdDirectory, household_id: HouseholdId, on: dt.date
) -> tuple[ConsumerId, ...]:
    """
    Who belongs to a household on a date, the head first.

    Raises:
        UnknownIdError: There is no such household.
    """
    on = to_date(on)
    current = [each.consumer_id for each in directory.members_of(household_id) if on in each.valid]
    return tuple(dict.fromkeys(current))


def households_on(
    directory: HouseholdDirectory, consumer_id: ConsumerId, on: dt.date
) -> tuple[HouseholdId, ...]:
    """
    To which households a consumer belongs on a date.
    """
    on = to_date(on)
    current = [each.household_id for each in directory.memberships_of(consumer_id) if on in each.valid]
    return tuple(dict.fromkeys(current))
