"""
A book of groups, service organisations and locations, in memory.
"""

import functools
from collections.abc import Iterable

import attrs

from csmcore.customers._keys import by_key
from csmcore.customers._organizations import Group, Location, ServiceOrganization
from csmcore.kernel import (
    AgentId,
    GroupId,
    Hierarchy,
    LocationId,
    Markup,
    OrganizationId,
    by_id,
    element,
    listed,
    look_up,
    refer,
    table,
)


def _groups(groups: Iterable[Group]) -> tuple[Group, ...]:
    return listed(Group, groups)


def _organizations(organizations: Iterable[ServiceOrganization]) -> tuple[ServiceOrganization, ...]:
    return listed(ServiceOrganization, organizations)


def _locations(locations: Iterable[Location]) -> tuple[Location, ...]:
    return listed(Location, locations)


@attrs.frozen(kw_only=True)
class OrganizationBook:
    """
    Groups, service organisations and locations; an organisation directory in memory.

    Attributes:
        groups: Our teams, in any order.

        organizations: Who serves customers.

        locations: Where.

    Raises:
        DuplicateError: Two of a kind have one identity.

        UnknownReferenceError: A parent or a location does not exist.

        CycleError: Something is above itself.

        DefinitionError: A member is of another class.
    """

    groups: tuple[Group, ...] = attrs.field(default=(), converter=_groups)
    organizations: tuple[ServiceOrganization, ...] = attrs.field(default=(), converter=_organizations)
    locations: tuple[Location, ...] = attrs.field(default=(), converter=_locations)

    def __attrs_post_init__(self) -> None:
        # Each refuses twins, orphans and circles.
        self.group_hierarchy, self.organization_hierarchy, self.location_hierarchy  # noqa: B018
        for each in self.organizations:
            for location_id in each.location_ids:
                refer("location", location_id, self._location_by_id, f"organization {each.id!r}")

    def _repr_html_(self) -> Markup:
        groups = [(each.name, each.id, each.parent_id, each.member_ids) for each in self.groups]
        serving = [(each.name, each.id, each.parent_id, each.kind) for each in self.organizations]
        places = [(each.name, each.id, each.parent_id, each.zone) for each in self.locations]
        parts = (
            table("Groups", ("group", "id", "under", "members"), groups),
            table("Organisations", ("organisation", "id", "under", "kind"), serving),
            table("Locations", ("location", "id", "in", "zone"), places),
        )
        held = (self.groups, self.organizations, self.locations)
        return element("section", *(part for part, has in zip(parts, held, strict=True) if has))

    def group(self, group_id: GroupId, /) -> Group:
        """
        The group with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("group", self._group_by_id, group_id)

    def groups_of(self, agent_id: AgentId, /) -> tuple[Group, ...]:
        """
        The groups in which an agent is a member.
        """
        return self._of_agent.get(agent_id, ())

    def organization(self, organization_id: OrganizationId, /) -> ServiceOrganization:
        """
        The service organisation with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("organization", self._organization_by_id, organization_id)

    def location(self, location_id: LocationId, /) -> Location:
        """
        The location with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("location", self._location_by_id, location_id)

    def serving(self, location_id: LocationId, /) -> tuple[ServiceOrganization, ...]:
        """
        Who serves a location: those that name it first, then those that name one around it.

        Raises:
            UnknownIdError: There is no such location.
        """
        around = (location_id, *self.location_hierarchy.parents(location_id))
        found = [each for place in around for each in self._at_location.get(place, ())]
        return tuple({each.id: each for each in found}.values())

    @functools.cached_property
    def group_hierarchy(self) -> Hierarchy[GroupId]:
        """
        Which group is below which.
        """
        return Hierarchy("group", [(each.id, each.parent_id) for each in self.groups])

    @functools.cached_property
    def organization_hierarchy(self) -> Hierarchy[OrganizationId]:
        """
        Which service organisation is below which.
        """
        return Hierarchy("organization", [(each.id, each.parent_id) for each in self.organizations])

    @functools.cached_property
    def location_hierarchy(self) -> Hierarchy[LocationId]:
        """
        Which location lies in which.
        """
        return Hierarchy("location", [(each.id, each.parent_id) for each in self.locations])

    @functools.cached_property
    def _group_by_id(self) -> dict[GroupId, Group]:
        return by_id("group", self.groups, lambda each: each.id)

    @functools.cached_property
    def _organization_by_id(self) -> dict[OrganizationId, ServiceOrganization]:
        return by_id("organization", self.organizations, lambda each: each.id)

    @functools.cached_property
    def _location_by_id(self) -> dict[LocationId, Location]:
        return by_id("location", self.locations, lambda each: each.id)

    @functools.cached_property
    def _of_agent(self) -> dict[str, tuple[Group, ...]]:
        return by_key(self.groups, lambda each: each.member_ids)

    @functools.cached_property
    def _at_location(self) -> dict[str, tuple[ServiceOrganization, ...]]:
        return by_key(self.organizations, lambda each: each.location_ids)
