"""
Directories: what is asked about customers, whoever answers it.

A host implements these over its own database; the books of this package are implementations
that hold everything in memory.
"""

from typing import Protocol, runtime_checkable

from csmcore.customers._accounts import Account
from csmcore.customers._households import Household, Membership
from csmcore.customers._organizations import Group, Location, ServiceOrganization
from csmcore.customers._people import Consumer, Contact, Person, PersonRole
from csmcore.customers._relations import RelationView
from csmcore.kernel import (
    AccountId,
    AgentId,
    ConsumerId,
    ContactId,
    GroupId,
    HouseholdId,
    LocationId,
    OrganizationId,
    PersonId,
)


@runtime_checkable
class AccountDirectory(Protocol):
    """
    What is asked about accounts.

    A method that takes an account's identity raises
    :class:`~csmcore.errors.UnknownIdError` when there is none. One that takes a key finds any
    number, none included; the key is what the function named with it makes, so that a host
    indexes a column of keys.
    """

    def account(self, account_id: AccountId, /) -> Account:
        """
        The account with an identity.
        """
        ...

    def parents(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        All accounts above, from the nearest to the root; none for a root.
        """
        ...

    def children(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        The accounts right below, sorted.
        """
        ...

    def tree(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        The account and all below it, each right before what is below it, siblings sorted.
        """
        ...

    def relations_of(self, account_id: AccountId, /) -> tuple[RelationView, ...]:
        """
        Its relations with other accounts as it sees them, those of the past included.
        """
        ...

    def accounts_by_registration_code(self, key: str, /) -> tuple[Account, ...]:
        """
        The accounts with a registration code. The key is of ``registration_key``.
        """
        ...

    def accounts_by_domain(self, key: str, /) -> tuple[Account, ...]:
        """
        The accounts that an e-mail domain belongs to. The key is of ``domain_key``.
        """
        ...


class PeopleDirectory(Protocol):
    """
    What is asked about people and their roles.

    A method that takes an identity raises :class:`~csmcore.errors.UnknownIdError` when there
    is none. One that takes a key finds the people who have the address themselves or in one
    of their roles, each once; to find too many does no harm, since ``identify`` looks again.
    """

    def person(self, person_id: PersonId, /) -> Person:
        """
        The person with an identity.
        """
        ...

    def contact(self, contact_id: ContactId, /) -> Contact:
        """
        The contact with an identity.
        """
        ...

    def consumer(self, consumer_id: ConsumerId, /) -> Consumer:
        """
        The consumer with an identity.
        """
        ...

    def roles_of(self, person_id: PersonId, /) -> tuple[PersonRole, ...]:
        """
        Every role of a person, past and inactive ones included.
        """
        ...

    def people_by_email(self, key: str, /) -> tuple[Person, ...]:
        """
        The people with an e-mail address. The key is of ``email_key``.
        """
        ...

    def people_by_phone(self, key: str, /) -> tuple[Person, ...]:
        """
        The people with a telephone number. The key is of ``phone_key``.
        """
        ...

    def people_by_handle(self, key: str, /) -> tuple[Person, ...]:
        """
        The people with a handle on a network. The key is of ``handle_key``.
        """
        ...

    def people_by_login(self, key: str, /) -> tuple[Person, ...]:
        """
        The people with a login. The key is of ``login_key``.
        """
        ...


@runtime_checkable
class HouseholdDirectory(Protocol):
    """
    What is asked about households.

    The head of a household is a member by being that: unless a row says so already, both
    lists have a membership for the head that holds always.
    """

    def household(self, household_id: HouseholdId, /) -> Household:
        """
        The household with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        ...

    def members_of(self, household_id: HouseholdId, /) -> tuple[Membership, ...]:
        """
        Who belongs or belonged to a household: the head first, then as recorded.

        Raises:
            UnknownIdError: There is no such household.
        """
        ...

    def memberships_of(self, consumer_id: ConsumerId, /) -> tuple[Membership, ...]:
        """
        To which households a consumer belongs or belonged; to none when nothing is known.
        """
        ...


class OrganizationDirectory(Protocol):
    """
    What is asked about groups, service organisations and locations.

    A method that takes an identity raises :class:`~csmcore.errors.UnknownIdError` when there
    is none; an agent need not be known.
    """

    def group(self, group_id: GroupId, /) -> Group:
        """
        The group with an identity.
        """
        ...

    def groups_of(self, agent_id: AgentId, /) -> tuple[Group, ...]:
        """
        The groups in which an agent is a member.
        """
        ...

    def organization(self, organization_id: OrganizationId, /) -> ServiceOrganization:
        """
        The service organisation with an identity.
        """
        ...

    def location(self, location_id: LocationId, /) -> Location:
        """
        The location with an identity.
        """
        ...

    def serving(self, location_id: LocationId, /) -> tuple[ServiceOrganization, ...]:
        """
        Who serves a location: those that name it first, then those that name one around it.
        """
        ...


class CustomerDirectory(Protocol):
    """
    The three directories that tell who a customer is; each may live elsewhere.
    """

    @property
    def accounts(self) -> AccountDirectory:
        """
        Who answers for accounts.
        """
        ...

    @property
    def people(self) -> PeopleDirectory:
        """
        Who answers for people.
        """
        ...

    @property
    def households(self) -> HouseholdDirectory:
        """
        Who answers for households.
        """
        ...
