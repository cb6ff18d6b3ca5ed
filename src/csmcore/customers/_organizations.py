"""
Ourselves and those who serve with us: groups, service organisations, and the places they serve.
"""

from collections.abc import Iterable

import attrs

from csmcore.customers._addresses import Address
from csmcore.customers._fields import texts
from csmcore.errors import CycleError
from csmcore.kernel import (
    AgentId,
    Attributes,
    ExternalId,
    GroupId,
    LocationId,
    OrganizationId,
    not_blank,
    not_blank_if_given,
    refuse_twins,
    to_attributes,
    to_external_ids,
    zone_if_given,
)


def _agents(values: Iterable[AgentId]) -> tuple[AgentId, ...]:
    return tuple(AgentId(each) for each in _once("member", texts(values)))


def _locations(values: Iterable[LocationId]) -> tuple[LocationId, ...]:
    return tuple(LocationId(each) for each in _once("location", texts(values)))


def _once(what: str, values: tuple[str, ...]) -> tuple[str, ...]:
    refuse_twins(what, values)
    return values


def _not_below_itself(what: str, id_: str, parent_id: str | None) -> None:
    if parent_id == id_:
        raise CycleError(what, (id_, id_))


@attrs.frozen
class Group:
    """
    A team of ours: agents who share work.

    Attributes:
        id: Its identity.

        name: What people call it.

        manager_id: Who leads it.

        member_ids: The agents in it; the manager need not be one.

        calendar: The name of the calendar of its hours.

        zone: The IANA name of its zone.

        parent_id: The group right above it, if any.

        active: Whether it takes work.

    Raises:
        DefinitionError: A text is blank.

        DuplicateError: A member is there twice.

        CycleError: It is its own parent.

        UnknownZoneError: The zone database does not know the zone.
    """

    id: GroupId = attrs.field(validator=not_blank)
    name: str = attrs.field(validator=not_blank)
    manager_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    member_ids: tuple[AgentId, ...] = attrs.field(default=(), converter=_agents, kw_only=True)
    calendar: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    zone: str | None = attrs.field(default=None, converter=zone_if_given, kw_only=True)
    parent_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    active: bool = attrs.field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _not_below_itself("group", self.id, self.parent_id)


@attrs.frozen
class Location:
    """
    A place that is served, or from which somebody serves; it may lie within another.

    Attributes:
        id: Its identity.

        name: What people call it.

        address: Where it is.

        zone: The IANA name of its zone.

        calendar: The name of the calendar of its hours.

        parent_id: The location in which it lies, if any.

    Raises:
        DefinitionError: A text is blank.

        CycleError: It lies in itself.

        UnknownZoneError: The zone database does not know the zone.
    """

    id: LocationId = attrs.field(validator=not_blank)
    name: str = attrs.field(validator=not_blank)
    address: Address | None = attrs.field(default=None, kw_only=True)
    zone: str | None = attrs.field(default=None, converter=zone_if_given, kw_only=True)
    calendar: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    parent_id: LocationId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _not_below_itself("location", self.id, self.parent_id)


@attrs.frozen
class ServiceOrganization:
    """
    A unit that serves customers: a branch or store of ours, or a partner's.

    Attributes:
        id: Its identity.

        name: What people call it.

        internal: Whether it is ours.

        kind: What it is, in the host's words, for example ``"branch"``.

        parent_id: The organisation right above it, if any.

        location_ids: The locations that it serves, with all that lies in them.

        active: Whether it serves.

        external_ids: What other systems call it.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A text is blank, or an attribute no scalar.

        DuplicateError: A location or an attribute is there twice.

        CycleError: It is its own parent.
    """

    id: OrganizationId = attrs.field(validator=not_blank)
    name: str = attrs.field(validator=not_blank)
    internal: bool = attrs.field(default=True, kw_only=True)
    kind: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    parent_id: OrganizationId | None = attrs.field(
        default=None, validator=not_blank_if_given, kw_only=True
    )
    location_ids: tuple[LocationId, ...] = attrs.field(default=(), converter=_locations, kw_only=True)
    active: bool = attrs.field(default=True, kw_only=True)
    external_ids: tuple[ExternalId, ...] = attrs.field(
        default=(), converter=to_external_ids, kw_only=True
    )
    attributes: Attributes = attrs.field(default=(), converter=to_attributes, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _not_below_itself("organization", self.id, self.parent_id)
