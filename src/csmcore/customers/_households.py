"""
Households: consumers who share a home, and when they did.
"""

import datetime as dt
from collections.abc import Iterable

import attrs

from csmcore.customers._addresses import Address
from csmcore.customers._validity import refuse_overlaps
from csmcore.errors import NotMemberError
from csmcore.kernel import (
    Attributes,
    ConsumerId,
    DateSpan,
    ExternalId,
    HouseholdId,
    Markup,
    card,
    not_blank,
    not_blank_if_given,
    to_attributes,
    to_date,
    to_external_ids,
)


@attrs.frozen
class Household:
    """
    Consumers who share a home, and may ask on each other's behalf.

    Attributes:
        id: Its identity.

        name: What people call it.

        head_id: The consumer at its head, who is a member by being that.

        address: The home.

        active: Whether it is still served.

        external_ids: What other systems call it.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A text is blank, or an attribute no scalar.

        DuplicateError: Two attributes have one name.
    """

    id: HouseholdId = attrs.field(validator=not_blank)
    name: str = attrs.field(validator=not_blank)
    head_id: ConsumerId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    address: Address | None = attrs.field(default=None, kw_only=True)
    active: bool = attrs.field(default=True, kw_only=True)
    external_ids: tuple[ExternalId, ...] = attrs.field(
        default=(), converter=to_external_ids, kw_only=True
    )
    attributes: Attributes = attrs.field(default=(), converter=to_attributes, kw_only=True)

    def _repr_html_(self) -> Markup:
        return card(f"Household {self.id}", self)


@attrs.frozen
class Membership:
    """
    That a consumer belongs to a household, for some dates.

    Attributes:
        household_id: The household.

        consumer_id: The consumer.

        valid: When; without a start always, without an end still.
    """

    household_id: HouseholdId = attrs.field(validator=not_blank)
    consumer_id: ConsumerId = attrs.field(validator=not_blank)
    valid: DateSpan = attrs.field(default=DateSpan(), kw_only=True)

    def is_current(self, on: dt.date) -> bool:
        """
        Whether it holds on a date.
        """
        return on in self.valid


def join(
    memberships: Iterable[Membership], household_id: HouseholdId, consumer_id: ConsumerId, on: dt.date
) -> tuple[Membership, ...]:
    """
    The memberships after a consumer has joined a household; what was stays as it was.

    Args:
        memberships: All there are.

        household_id: The household.

        consumer_id: Who joins.

        on: The first date on which they belong to it.

    Raises:
        OverlapError: They belong to it on that date, or will later.
    """
    made = (*memberships, Membership(household_id, consumer_id, valid=DateSpan(to_date(on))))
    refuse_double_memberships(made)
    return made


def leave(
    memberships: Iterable[Membership], household_id: HouseholdId, consumer_id: ConsumerId, on: dt.date
) -> tuple[Membership, ...]:
    """
    The memberships after a consumer has left a household; the one that ends keeps its start.

    Where they are known to have come back later, that stays as it was.

    Args:
        memberships: All there are.

        household_id: The household.

        consumer_id: Who leaves.

        on: The first date on which they no longer belong to it.

    Raises:
        NotMemberError: They do not belong to it on that date.
    """
    on = to_date(on)
    made, ended = [], False
    for each in memberships:
        ends = (each.household_id, each.consumer_id) == (household_id, consumer_id) and on in each.valid
        made.append(attrs.evolve(each, valid=DateSpan(each.valid.start_on, on)) if ends else each)
        ended = ended or ends
    if not ended:
        raise NotMemberError(consumer_id, household_id, on)
    return tuple(made)


def refuse_double_memberships(memberships: Iterable[Membership]) -> None:
    """
    Holds a consumer's memberships of one household apart.

    Raises:
        OverlapError: Two share a date.
    """
    refuse_overlaps(
        memberships,
        lambda each: (each.household_id, each.consumer_id),
        lambda each: f"membership of consumer {each.consumer_id!r} in household {each.household_id!r}",
    )
