"""
A book of people: who they are and in which roles they ask, in memory.
"""

import functools
from collections.abc import Iterable, Iterator
from typing import assert_never

import attrs

from csmcore.customers._keys import by_key, email_key, login_key
from csmcore.customers._people import (
    AccountConsumer,
    Consumer,
    Contact,
    ContactRelation,
    Person,
    PersonRole,
)
from csmcore.customers._validity import refuse_overlaps
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import (
    AccountId,
    ConsumerId,
    ContactId,
    Markup,
    PersonId,
    by_id,
    listed,
    look_up,
    refer,
    table,
)


def _persons(persons: Iterable[Person]) -> tuple[Person, ...]:
    return listed(Person, persons)


def _contacts(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    return listed(Contact, contacts)


def _relations(relations: Iterable[ContactRelation]) -> tuple[ContactRelation, ...]:
    return listed(ContactRelation, relations)


def _consumers(consumers: Iterable[Consumer]) -> tuple[Consumer, ...]:
    return listed(Consumer, consumers)


def _links(links: Iterable[AccountConsumer]) -> tuple[AccountConsumer, ...]:
    return listed(AccountConsumer, links)


def _told(role: PersonRole) -> str:
    match role:
        case Contact():
            return f"contact of {role.account_id}"
        case ContactRelation():
            return f"speaks for {role.account_id}"
        case Consumer():
            return f"consumer {role.id}"
        case AccountConsumer():
            return f"consumer of {role.account_id}"
        case _:
            assert_never(role)


@attrs.frozen
class PeopleBook:
    """
    People and their roles, whole and consistent; a directory of people in memory.

    The accounts that roles name are checked where both are known, in a
    :class:`~csmcore.customers.CustomerBook`.

    Attributes:
        persons: Who there is, in any order.

        contacts: Who speaks for an account.

        contact_relations: Which contacts speak for other accounts too.

        consumers: Who buys for themselves.

        account_consumers: Which consumers are served through an account.

    Raises:
        DuplicateError: Two have one identity, or a person is an active contact of one
            account twice.

        UnknownReferenceError: A role names a person, contact or consumer who does not exist.

        OverlapError: A relation or link of the same two holds twice on a date.

        DefinitionError: A contact's relation names their home account, or a member is of
            another class.
    """

    persons: tuple[Person, ...] = attrs.field(default=(), converter=_persons)
    contacts: tuple[Contact, ...] = attrs.field(default=(), converter=_contacts, kw_only=True)
    contact_relations: tuple[ContactRelation, ...] = attrs.field(
        default=(), converter=_relations, kw_only=True
    )
    consumers: tuple[Consumer, ...] = attrs.field(default=(), converter=_consumers, kw_only=True)
    account_consumers: tuple[AccountConsumer, ...] = attrs.field(
        default=(), converter=_links, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        self._person_by_id  # noqa: B018  # refuses twins
        speaking: set[tuple[PersonId, AccountId]] = set()
        for contact in self._contact_by_id.values():
            refer("person", contact.person_id, self._person_by_id, f"contact {contact.id!r}")
            key = (contact.person_id, contact.account_id)
            if contact.active and key in speaking:
                raise DuplicateError("active contact of account", key[1], f"person {key[0]!r}")
            if contact.active:
                speaking.add(key)
        for consumer in self._consumer_by_id.values():
            refer("person", consumer.person_id, self._person_by_id, f"consumer {consumer.id!r}")
        for relation in self.contact_relations:
            referrer = f"relation with account {relation.account_id!r}"
            refer("contact", relation.contact_id, self._contact_by_id, referrer)
            if self._contact_by_id[relation.contact_id].account_id == relation.account_id:
                message = (
                    f"account {relation.account_id!r} is home to contact {relation.contact_id!r}; "
                    "a relation is with another account"
                )
                raise DefinitionError(message)
        for link in self.account_consumers:
            referrer = f"link with account {link.account_id!r}"
            refer("consumer", link.consumer_id, self._consumer_by_id, referrer)
        self._refuse_overlaps()

    def _repr_html_(self) -> Markup:
        rows = (
            (each.name, each.id, tuple(map(_told, self.roles_of(each.id))), each.emails)
            for each in self.persons
        )
        return table("People", ("person", "id", "roles", "e-mail"), rows)

    def __iter__(self) -> Iterator[Person]:
        return iter(self.persons)

    def __len__(self) -> int:
        return len(self.persons)

    def __contains__(self, person_id: object) -> bool:
        return person_id in self._person_by_id

    def person(self, person_id: PersonId, /) -> Person:
        """
        The person with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("person", self._person_by_id, person_id)

    def contact(self, contact_id: ContactId, /) -> Contact:
        """
        The contact with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("contact", self._contact_by_id, contact_id)

    def consumer(self, consumer_id: ConsumerId, /) -> Consumer:
        """
        The consumer with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("consumer", self._consumer_by_id, consumer_id)

    def roles_of(self, person_id: PersonId, /) -> tuple[PersonRole, ...]:
        """
        Every role of a person, past and inactive ones included.

        Contacts come first, then their relations, consumers, and their links with accounts,
        each in the order in which they were given.

        Raises:
            UnknownIdError: There is no such person.
        """
        self.person(person_id)
        return self._roles.get(person_id, ())

    def roles_at(self, account_id: AccountId, /) -> tuple[PersonRole, ...]:
        """
        Everybody who speaks for an account or is served through it, past ones included.
        """
        return self._at_account.get(account_id, ())

    def person_of(self, role: PersonRole, /) -> Person:
        """
        Who has a role.

        Raises:
            UnknownIdError: The role is of a contact, consumer or person who is not in the book.
        """
        match role:
            case Contact() | Consumer():
                return self.person(role.person_id)
            case ContactRelation():
                return self.person(self.contact(role.contact_id).person_id)
            case AccountConsumer():
                return self.person(self.consumer(role.consumer_id).person_id)
            case _:
                assert_never(role)

    def people_by_email(self, key: str, /) -> tuple[Person, ...]:
        """
        The people with an e-mail address, their own or in a role. The key is of ``email_key``.
        """
        return self._by_email.get(key, ())

    def people_by_phone(self, key: str, /) -> tuple[Person, ...]:
        """
        The people with a telephone number, their own or in a role. The key is of ``phone_key``.
        """
        return self._by_phone.get(key, ())

    def people_by_handle(self, key: str, /) -> tuple[Person, ...]:
        """
        The people with a handle on a network. The key is of ``handle_key``.
        """
        return self._by_handle.get(key, ())

    def people_by_login(self, key: str, /) -> tuple[Person, ...]:
        """
        The people with a login. The key is of ``login_key``.
        """
        return self._by_login.get(key, ())

    def _emails_of(self, person: Person) -> Iterator[str]:
        yield from person.emails
        for role in self._roles.get(person.id, ()):
            if isinstance(role, Contact | Consumer):
                yield from role.emails

    def _phones_of(self, person: Person) -> Iterator[str]:
        yield from person.phones
        for role in self._roles.get(person.id, ()):
            if isinstance(role, Contact | Consumer):
                yield from role.phones

    def _refuse_overlaps(self) -> None:
        refuse_overlaps(
            self.contact_relations,
            lambda each: (each.contact_id, each.account_id, each.responsibility),
            lambda each: f"relation of contact {each.contact_id!r} with account {each.account_id!r}",
        )
        refuse_overlaps(
            self.account_consumers,
            lambda each: (each.consumer_id, each.account_id, each.kind),
            lambda each: f"link of consumer {each.consumer_id!r} with account {each.account_id!r}",
        )

    @functools.cached_property
    def _person_by_id(self) -> dict[PersonId, Person]:
        return by_id("person", self.persons, lambda each: each.id)

    @functools.cached_property
    def _contact_by_id(self) -> dict[ContactId, Contact]:
        return by_id("contact", self.contacts, lambda each: each.id)

    @functools.cached_property
    def _consumer_by_id(self) -> dict[ConsumerId, Consumer]:
        return by_id("consumer", self.consumers, lambda each: each.id)

    @property
    def _every_role(self) -> tuple[PersonRole, ...]:
        return (*self.contacts, *self.contact_relations, *self.consumers, *self.account_consumers)

    @functools.cached_property
    def _roles(self) -> dict[str, tuple[PersonRole, ...]]:
        return by_key(self._every_role, lambda each: (self.person_of(each).id,))

    @functools.cached_property
    def _at_account(self) -> dict[str, tuple[PersonRole, ...]]:
        return by_key(
            self._every_role, lambda each: () if isinstance(each, Consumer) else (each.account_id,)
        )

    @functools.cached_property
    def _by_email(self) -> dict[str, tuple[Person, ...]]:
        return by_key(self.persons, lambda each: map(email_key, self._emails_of(each)))

    @functools.cached_property
    def _by_phone(self) -> dict[str, tuple[Person, ...]]:
        return by_key(self.persons, self._phones_of)

    @functools.cached_property
    def _by_handle(self) -> dict[str, tuple[Person, ...]]:
        return by_key(self.persons, lambda each: [handle.key for handle in each.handles])

    @functools.cached_property
    def _by_login(self) -> dict[str, tuple[Person, ...]]:
        return by_key(self.persons, lambda each: map(login_key, each.logins))
