"""
People, who are one identity each, and the roles in which they ask.
"""

import enum
from collections.abc import Iterable
from typing import TypeAlias

import attrs

from csmcore.customers._fields import emails, logins, phones
from csmcore.customers._keys import handle_key
from csmcore.kernel import (
    AccountId,
    Attributes,
    ConsumerId,
    ContactId,
    DateSpan,
    ExternalId,
    Markup,
    PersonId,
    card,
    listed,
    not_blank,
    not_blank_if_given,
    refuse_twins,
    to_attributes,
    to_choice,
    to_external_ids,
    zone_if_given,
)


@attrs.frozen
class SocialHandle:
    """
    What somebody is called on a network.

    Attributes:
        network: The network, for example ``"mastodon"``.

        handle: The name there, with or without an ``@`` in front.

    Raises:
        DefinitionError: One of them is blank.
    """

    network: str = attrs.field(validator=not_blank)
    handle: str = attrs.field(validator=not_blank)

    def __attrs_post_init__(self) -> None:
        handle_key(self.network, self.handle)

    @property
    def key(self) -> str:
        """
        The one spelling under which it is looked up.
        """
        return handle_key(self.network, self.handle)


def _handles(values: Iterable[SocialHandle]) -> tuple[SocialHandle, ...]:
    made = listed(SocialHandle, values)
    refuse_twins("handle", (each.key for each in made))
    return made


@attrs.frozen
class Person:
    """
    A human being, whatever their roles: the same one is a contact here and a consumer there.

    Addresses that belong to one role, such as an e-mail address at work, stand with the role.

    Attributes:
        id: Their identity.

        name: What they are called.

        emails: E-mail addresses that are theirs in every role.

        phones: Telephone numbers in E.164.

        handles: What they are called on networks.

        logins: Under which they log in.

        language: The language they prefer, as in BCP 47, for example ``"nl"``.

        zone: The IANA name of their zone.

        external_ids: What other systems call them.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A text is blank, or no address or number.

        DuplicateError: An address, number, handle, login or attribute is there twice.

        UnknownZoneError: The zone database does not know the zone.
    """

    id: PersonId = attrs.field(validator=not_blank)
    name: str = attrs.field(validator=not_blank)
    emails: tuple[str, ...] = attrs.field(default=(), converter=emails, kw_only=True)
    phones: tuple[str, ...] = attrs.field(default=(), converter=phones, kw_only=True)
    handles: tuple[SocialHandle, ...] = attrs.field(default=(), converter=_handles, kw_only=True)
    logins: tuple[str, ...] = attrs.field(default=(), converter=logins, kw_only=True)
    language: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    zone: str | None = attrs.field(default=None, converter=zone_if_given, kw_only=True)
    external_ids: tuple[ExternalId, ...] = attrs.field(
        default=(), converter=to_external_ids, kw_only=True
    )
    attributes: Attributes = attrs.field(default=(), converter=to_attributes, kw_only=True)

    def _repr_html_(self) -> Markup:
        return card(f"Person {self.id}", self)


@attrs.frozen
class Contact:
    """
    A person in the role of one who speaks for an account: exactly one, their home.

    For other accounts they speak through a :class:`ContactRelation`. Who works for two
    businesses is two contacts of one person.

    Attributes:
        id: The role's identity.

        person_id: Who it is.

        account_id: The home account.

        emails: E-mail addresses in this role, at work.

        phones: Telephone numbers in this role, in E.164.

        title: What they do there, for example ``"head of purchasing"``.

        active: Whether they still do.

        external_ids: What other systems call the contact.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A text is blank, or no address or number.

        DuplicateError: An address, number or attribute is there twice.
    """

    id: ContactId = attrs.field(validator=not_blank)
    person_id: PersonId = attrs.field(validator=not_blank)
    account_id: AccountId = attrs.field(validator=not_blank)
    emails: tuple[str, ...] = attrs.field(default=(), converter=emails, kw_only=True)
    phones: tuple[str, ...] = attrs.field(default=(), converter=phones, kw_only=True)
    title: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    active: bool = attrs.field(default=True, kw_only=True)
    external_ids: tuple[ExternalId, ...] = attrs.field(
        default=(), converter=to_external_ids, kw_only=True
    )
    attributes: Attributes = attrs.field(default=(), converter=to_attributes, kw_only=True)

    def _repr_html_(self) -> Markup:
        return card(f"Contact {self.id}", self)


@attrs.frozen
class ContactRelation:
    """
    A contact who also speaks for an account that is not their home.

    Attributes:
        contact_id: The contact.

        account_id: The other account.

        responsibility: The name of what they are responsible for there, if anything.

        valid: When.
    """

    contact_id: ContactId = attrs.field(validator=not_blank)
    account_id: AccountId = attrs.field(validator=not_blank)
    responsibility: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    valid: DateSpan = attrs.field(default=DateSpan(), kw_only=True)


@attrs.frozen
class Consumer:
    """
    A person in the role of a private customer.

    Attributes:
        id: The role's identity.

        person_id: Who it is.

        emails: E-mail addresses in this role.

        phones: Telephone numbers in this role, in E.164.

        active: Whether they still are a customer.

        external_ids: What other systems call the consumer.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A text is blank, or no address or number.

        DuplicateError: An address, number or attribute is there twice.
    """

    id: ConsumerId = attrs.field(validator=not_blank)
    person_id: PersonId = attrs.field(validator=not_blank)
    emails: tuple[str, ...] = attrs.field(default=(), converter=emails, kw_only=True)
    phones: tuple[str, ...] = attrs.field(default=(), converter=phones, kw_only=True)
    active: bool = attrs.field(default=True, kw_only=True)
    external_ids: tuple[ExternalId, ...] = attrs.field(
        default=(), converter=to_external_ids, kw_only=True
    )
    attributes: Attributes = attrs.field(default=(), converter=to_attributes, kw_only=True)

    def _repr_html_(self) -> Markup:
        return card(f"Consumer {self.id}", self)


class AccountConsumerKind(enum.Enum):
    """
    What a consumer is to the account through which they are served.
    """

    CUSTOMER = "customer"
    EMPLOYEE = "employee"


def _kind(value: AccountConsumerKind | str) -> AccountConsumerKind:
    return to_choice(AccountConsumerKind, value)


@attrs.frozen
class AccountConsumer:
    """
    A consumer who is served through an account: its customer (B2B2C) or its employee (B2B2E).

    Many to many: an account has many, and a consumer may have several accounts.

    Attributes:
        account_id: The account in between.

        consumer_id: The consumer.

        kind: What the consumer is to the account.

        valid: When.
    """

    account_id: AccountId = attrs.field(validator=not_blank)
    consumer_id: ConsumerId = attrs.field(validator=not_blank)
    kind: AccountConsumerKind = attrs.field(
        default=AccountConsumerKind.CUSTOMER, converter=_kind, kw_only=True
    )
    valid: DateSpan = attrs.field(default=DateSpan(), kw_only=True)


PersonRole: TypeAlias = Contact | ContactRelation | Consumer | AccountConsumer
"""
A role in which a person asks: for their account, for another one, for themselves, or through one.
"""
