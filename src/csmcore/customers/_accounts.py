"""
Accounts: the businesses that are customers, partners, or both.
"""

import enum
from collections.abc import Iterable

import attrs

from csmcore.customers._addresses import Address, addresses
from csmcore.customers._fields import domains
from csmcore.errors import CycleError, DefinitionError
from csmcore.kernel import (
    AccountId,
    Attributes,
    ContactId,
    ExternalId,
    Markup,
    card,
    not_blank,
    not_blank_if_given,
    to_attributes,
    to_choice,
    to_external_ids,
    zone_if_given,
)


class Tier(enum.Enum):
    """
    How much an account matters. Source: ServiceNow, ``rank_tier`` of an account.
    """

    STRATEGIC = "strategic"
    TACTICAL = "tactical"
    VALUED = "valued"
    OTHER = "other"
    BLACKLIST = "blacklist"


class AccountRole(enum.Enum):
    """
    What a business is to us; it may be both.
    """

    CUSTOMER = "customer"
    PARTNER = "partner"


def _tier(value: Tier | str | None) -> Tier | None:
    return None if value is None else to_choice(Tier, value)


def _roles(values: Iterable[AccountRole | str] | AccountRole) -> frozenset[AccountRole]:
    listed = (values,) if isinstance(values, str | AccountRole) else tuple(values)
    return frozenset(to_choice(AccountRole, each) for each in listed)


@attrs.frozen
class Account:
    """
    A business customer, a partner, or both.

    Attributes:
        id: Its identity.

        name: What people call it.

        roles: Customer, partner or both; a text is accepted, and one role alone.

        parent_id: The account right above it, if any.

        tier: How much it matters, where that was judged.

        registration_code: What its people prove with, at sign-up, that they belong to it.

        code: Its short code, which no other account of a book has.

        addresses: Where it is.

        domains: The e-mail domains that only its people use, in lower case.

        calendar: The name of the calendar of its hours, for the book of calendars.

        zone: The IANA name of its zone.

        primary_contact_id: Whom to ask first.

        active: Whether business is done with it.

        external_ids: What other systems call it.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: It has no role, or a text is blank.

        CycleError: It is its own parent.

        DuplicateError: A domain or an attribute is there twice.

        UnknownZoneError: The zone database does not know the zone.
    """

    id: AccountId = attrs.field(validator=not_blank)
    name: str = attrs.field(validator=not_blank)
    roles: frozenset[AccountRole] = attrs.field(
        default=frozenset({AccountRole.CUSTOMER}), converter=_roles, kw_only=True
    )
    parent_id: AccountId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    tier: Tier | None = attrs.field(default=None, converter=_tier, kw_only=True)
    registration_code: str | None = attrs.field(
        default=None, validator=not_blank_if_given, kw_only=True
    )
    code: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    addresses: tuple[Address, ...] = attrs.field(default=(), converter=addresses, kw_only=True)
    domains: tuple[str, ...] = attrs.field(default=(), converter=domains, kw_only=True)
    calendar: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    zone: str | None = attrs.field(default=None, converter=zone_if_given, kw_only=True)
    primary_contact_id: ContactId | None = attrs.field(
        default=None, validator=not_blank_if_given, kw_only=True
    )
    active: bool = attrs.field(default=True, kw_only=True)
    external_ids: tuple[ExternalId, ...] = attrs.field(
        default=(), converter=to_external_ids, kw_only=True
    )
    attributes: Attributes = attrs.field(default=(), converter=to_attributes, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.roles:
            message = f"account {self.id!r} has no role; it is a customer, a partner, or both"
            raise DefinitionError(message)
        if self.parent_id == self.id:
            raise CycleError("account", (self.id, self.id))

    def _repr_html_(self) -> Markup:
        return card(f"Account {self.id}", self)

    @property
    def is_customer(self) -> bool:
        """
        Whether it buys from us.
        """
        return AccountRole.CUSTOMER in self.roles

    @property
    def is_partner(self) -> bool:
        """
        Whether it sells or serves with us.
        """
        return AccountRole.PARTNER in self.roles
