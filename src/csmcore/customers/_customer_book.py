"""
A book of all customers: accounts, people, households and who is responsible, held together.
"""

import functools
import itertools
from collections.abc import Iterable, Iterator
from typing import TypeAlias, assert_never

import attrs

from csmcore.customers._account_book import AccountBook
from csmcore.customers._accounts import Account
from csmcore.customers._household_book import HouseholdBook
from csmcore.customers._households import Household
from csmcore.customers._organization_book import OrganizationBook
from csmcore.customers._organizations import ServiceOrganization
from csmcore.customers._people import Consumer, Contact, Person
from csmcore.customers._people_book import PeopleBook
from csmcore.customers._responsibilities import (
    AgentHolder,
    Assignment,
    ConsumerHolder,
    ContactHolder,
    HolderKind,
    refuse_second_holders,
)
from csmcore.customers._responsibility_book import ResponsibilityBook
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AccountConsumerOwner,
    AccountOwner,
    ConsumerId,
    ConsumerOwner,
    ContactId,
    ExternalId,
    HouseholdOwner,
    Markup,
    counted,
    element,
    refer,
)

CustomerRecord: TypeAlias = Account | Person | Contact | Consumer | Household | ServiceOrganization
"""
A record that another system may know under an identity of its own.
"""


@attrs.frozen(kw_only=True)
class CustomerBook:
    """
    All customers, whole and consistent; a customer directory in memory.

    Each part checks what it has; what one part names and another has is checked here.

    Attributes:
        accounts: Businesses, their trees and relations.

        people: People and their roles.

        households: Households and memberships.

        organizations: Our groups, and who serves where.

        responsibilities: Who is responsible for whom. A contact's relation with an account
            that names a responsibility counts as holding it.

    Raises:
        UnknownReferenceError: Something names an account, contact, consumer, household or
            responsibility that does not exist; the error says who names it.

        DefinitionError: A contact's relation names a responsibility that no contact may hold.

        OverlapError: Two hold a unique responsibility for one customer on a date.
    """

    accounts: AccountBook = attrs.field(factory=AccountBook)
    people: PeopleBook = attrs.field(factory=PeopleBook)
    households: HouseholdBook = attrs.field(factory=HouseholdBook)
    organizations: OrganizationBook = attrs.field(factory=OrganizationBook)
    responsibilities: ResponsibilityBook = attrs.field(factory=ResponsibilityBook)

    def __attrs_post_init__(self) -> None:
        contacts, consumers = self._contact_ids, self._consumer_ids
        for account in self.accounts:
            refer("contact", account.primary_contact_id, contacts, f"account {account.id!r}")
        for contact in self.people.contacts:
            refer("account", contact.account_id, self.accounts, f"contact {contact.id!r}")
        for relation in self.people.contact_relations:
            referrer = f"relation of contact {relation.contact_id!r}"
            refer("account", relation.account_id, self.accounts, referrer)
        for link in self.people.account_consumers:
            referrer = f"link of consumer {link.consumer_id!r}"
            refer("account", link.account_id, self.accounts, referrer)
        for household in self.households:
            refer("consumer", household.head_id, consumers, f"household {household.id!r}")
        for membership in self.households.memberships:
            referrer = f"membership in household {membership.household_id!r}"
            refer("consumer", membership.consumer_id, consumers, referrer)
        for assignment in self.responsibilities.assignments:
            self._check_holder(assignment)
            self._check_subject(assignment)
        held = (*self.responsibilities.assignments, *self._held_by_relation())
        refuse_second_holders(self.responsibilities.responsibilities, held)

    def _repr_html_(self) -> Markup:
        told = (
            counted(len(self.accounts), "account"),
            counted(len(self.people), "person", "people"),
            counted(len(self.households), "household"),
        )
        parts = [each for each in (self.accounts, self.people, self.households) if len(each)]
        drawn = [each._repr_html_() for each in parts]
        drawn.append(self.organizations._repr_html_())
        if self.responsibilities.assignments:
            drawn.append(self.responsibilities._repr_html_())
        return element("section", element("p", ", ".join(told)), *drawn)

    def known_as(self, external_id: ExternalId) -> tuple[CustomerRecord, ...]:
        """
        What another system calls by an identity of its own: businesses first, then people.

        Several, when that system has one where there are two here; none when it is unknown.
        """
        return self._by_external_id.get(external_id, ())

    @functools.cached_property
    def _by_external_id(self) -> dict[ExternalId, tuple[CustomerRecord, ...]]:
        people = self.people
        records: tuple[Iterable[CustomerRecord], ...] = (
            self.accounts,
            people,
            people.contacts,
            people.consumers,
            self.households,
            self.organizations.organizations,
        )
        found: dict[ExternalId, list[CustomerRecord]] = {}
        for record in itertools.chain.from_iterable(records):
            for external_id in dict.fromkeys(record.external_ids):
                found.setdefault(external_id, []).append(record)
        return {external_id: tuple(listed) for external_id, listed in found.items()}

    @functools.cached_property
    def _contact_ids(self) -> frozenset[ContactId]:
        return frozenset(each.id for each in self.people.contacts)

    @functools.cached_property
    def _consumer_ids(self) -> frozenset[ConsumerId]:
        return frozenset(each.id for each in self.people.consumers)

    def _held_by_relation(self) -> Iterator[Assignment]:
        definitions = {each.name: each for each in self.responsibilities.responsibilities}
        for each in self.people.contact_relations:
            if each.responsibility is None:
                continue
            referrer = f"relation of contact {each.contact_id!r} with account {each.account_id!r}"
            refer("responsibility", each.responsibility, definitions, referrer)
            if HolderKind.CONTACT not in definitions[each.responsibility].holders:
                message = f"{referrer}: no contact can be {each.responsibility}"
                raise DefinitionError(message)
            holder, subject = ContactHolder(each.contact_id), AccountOwner(each.account_id)
            yield Assignment(each.responsibility, holder, subject, valid=each.valid)

    def _check_holder(self, assignment: Assignment) -> None:
        referrer = f"{assignment.responsibility} for {assignment.subject}"
        match assignment.holder:
            case ContactHolder(contact_id):
                refer("contact", contact_id, self._contact_ids, referrer)
            case ConsumerHolder(consumer_id):
                refer("consumer", consumer_id, self._consumer_ids, referrer)
            case AgentHolder():
                pass  # agents are known elsewhere
            case _:
                assert_never(assignment.holder)

    def _check_subject(self, assignment: Assignment) -> None:
        referrer = f"{assignment.holder} as {assignment.responsibility}"
        match assignment.subject:
            case AccountOwner(account_id):
                refer("account", account_id, self.accounts, referrer)
            case ConsumerOwner(consumer_id):
                refer("consumer", consumer_id, self._consumer_ids, referrer)
            case HouseholdOwner(household_id):
                refer("household", household_id, self.households, referrer)
            case AccountConsumerOwner(account_id, consumer_id):
                refer("account", account_id, self.accounts, referrer)
                refer("consumer", consumer_id, self._consumer_ids, referrer)
            case _:
                assert_never(assignment.subject)
