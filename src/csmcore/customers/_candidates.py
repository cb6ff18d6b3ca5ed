"""
Candidates: as which customers a person, or an account alone, can ask, and what speaks against it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple, assert_never

from csmcore.customers._accounts import Account
from csmcore.customers._directories import CustomerDirectory
from csmcore.customers._households import Household
from csmcore.customers._people import (
    AccountConsumer,
    Consumer,
    Contact,
    ContactRelation,
    Person,
    PersonRole,
)
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    ConsumerCustomer,
    ConsumerId,
    CustomerRef,
    DateSpan,
    HouseholdId,
    PersonId,
    Reason,
    ReasonKind,
)

INACTIVE: Final = ReasonKind("customer.inactive", "{what} is inactive")
ENDED: Final = ReasonKind("customer.ended", "{what} holds {valid}, and {on} is outside")


class Candidate(NamedTuple):
    """
    A customer as whom somebody can ask.
    """

    customer: CustomerRef
    """
    The customer.
    """

    label: str
    """
    What a person would call them.
    """

    problems: tuple[Reason, ...]
    """
    What speaks against it; nothing when they can ask so.
    """

    person_id: PersonId | None = None
    """
    Who it is, unless only the account is told.
    """

    account_id: AccountId | None = None
    """
    The account for which, or through which, they ask.
    """

    above: tuple[AccountId, ...] = ()
    """
    The accounts above that one, the nearest first.
    """

    role: Contact | Consumer | None = None
    """
    The role in which they ask.
    """

    at_home: bool = True
    """
    Whether the account, if any, is the role's own.
    """


def candidates_of(person: Person, directory: CustomerDirectory, on: dt.date) -> Iterator[Candidate]:
    """
    As which customers a person can ask on a date: one for each role.
    """
    for role in directory.people.roles_of(person.id):
        yield from _candidates(person, role, directory, on)


def account_alone(account: Account) -> Candidate:
    """
    An account of which nobody knows who asks for it.
    """
    return Candidate(
        AccountCustomer(account.id), account.name, _of_account(account), account_id=account.id
    )


def _candidates(
    person: Person, role: PersonRole, directory: CustomerDirectory, on: dt.date
) -> Iterator[Candidate]:
    match role:
        case Contact():
            yield _contact(person, role, role.account_id, directory)
        case ContactRelation():
            contact = directory.people.contact(role.contact_id)
            found = _contact(person, contact, role.account_id, directory)
            what = f"the relation with account {role.account_id}"
            ended = _ended(what, role.valid, on)
            yield found._replace(problems=(*found.problems, *ended), at_home=False)
        case Consumer():
            yield from _consumer(person, role, directory, on)
        case AccountConsumer():
            consumer = directory.people.consumer(role.consumer_id)
            account = directory.accounts.account(role.account_id)
            ended = _ended(f"the link with account {account.id}", role.valid, on)
            yield Candidate(
                AccountConsumerCustomer(account.id, consumer.id),
                f"{person.name}, {role.kind.value} of {account.name}",
                (*_of_role(consumer), *_of_account(account), *ended),
                person.id,
                account.id,
                directory.accounts.parents(account.id),
                consumer,
            )
        case _:
            assert_never(role)


def _contact(
    person: Person, contact: Contact, account_id: AccountId, directory: CustomerDirectory
) -> Candidate:
    account = directory.accounts.account(account_id)
    return Candidate(
        AccountCustomer(account.id, contact.id),
        f"{person.name}, contact of {account.name}",
        (*_of_role(contact), *_of_account(account)),
        person.id,
        account.id,
        directory.accounts.parents(account.id),
        contact,
    )


def _consumer(
    person: Person, consumer: Consumer, directory: CustomerDirectory, on: dt.date
) -> Iterator[Candidate]:
    """
    A consumer asks for the household to which they belong, and for themselves if to none.
    """
    inactive, label = _of_role(consumer), f"{person.name}, consumer"
    belongs = False
    for household, problems in _households(consumer.id, directory, on):
        belongs = belongs or not problems
        yield Candidate(
            ConsumerCustomer(consumer.id, household.id),
            f"{label}, for household {household.name}",
            (*inactive, *problems),
            person.id,
            role=consumer,
        )
    if not belongs:
        yield Candidate(ConsumerCustomer(consumer.id), label, inactive, person.id, role=consumer)


def _households(
    consumer_id: ConsumerId, directory: CustomerDirectory, on: dt.date
) -> Iterator[tuple[Household, tuple[Reason, ...]]]:
    """
    Each household to which a consumer belongs or belonged, once, with what is against it now.
    """
    spans: dict[HouseholdId, list[DateSpan]] = {}
    for each in directory.households.memberships_of(consumer_id):
        spans.setdefault(each.household_id, []).append(each.valid)
    for household_id, held in spans.items():
        household = directory.households.household(household_id)
        what = f"membership in household {household_id}"
        ended = [reason for valid in held for reason in _ended(what, valid, on)]
        problems = ended if len(ended) == len(held) else []
        if not household.active:
            problems = [INACTIVE(what=f"household {household_id}"), *problems]
        yield household, tuple(problems)


def _of_role(role: Contact | Consumer) -> tuple[Reason, ...]:
    noun = type(role).__name__.lower()
    return () if role.active else (INACTIVE(what=f"{noun} {role.id}"),)


def _of_account(account: Account) -> tuple[Reason, ...]:
    return () if account.active else (INACTIVE(what=f"account {account.id}"),)


def _ended(what: str, valid: DateSpan, on: dt.date) -> tuple[Reason, ...]:
    return () if on in valid else (ENDED(what=what, valid=str(valid), on=on),)
