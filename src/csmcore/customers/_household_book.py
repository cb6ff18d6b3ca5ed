"""
A book of households and who belongs to them, in memory.
"""

import functools
from collections.abc import Iterable, Iterator

import attrs

from csmcore.customers._households import Household, Membership, refuse_double_memberships
from csmcore.customers._keys import by_key
from csmcore.kernel import (
    ConsumerId,
    DateSpan,
    HouseholdId,
    Markup,
    by_id,
    listed,
    look_up,
    refer,
    table,
)


def _households(households: Iterable[Household]) -> tuple[Household, ...]:
    return listed(Household, households)


def _memberships(memberships: Iterable[Membership]) -> tuple[Membership, ...]:
    return listed(Membership, memberships)


@attrs.frozen
class HouseholdBook:
    """
    Households and memberships, whole and consistent; a household directory in memory.

    The consumers whom they name are checked where both are known, in a
    :class:`~csmcore.customers.CustomerBook`.

    Attributes:
        households: In any order.

        memberships: Who belongs or belonged to them.

    Raises:
        DuplicateError: Two households have one identity.

        UnknownReferenceError: A membership names a household that does not exist.

        OverlapError: A consumer belongs to a household twice on a date.

        DefinitionError: A member is of another class.
    """

    households: tuple[Household, ...] = attrs.field(default=(), converter=_households)
    memberships: tuple[Membership, ...] = attrs.field(default=(), converter=_memberships, kw_only=True)

    def __attrs_post_init__(self) -> None:
        known = self._by_id
        for each in self.memberships:
            refer("household", each.household_id, known, f"membership of consumer {each.consumer_id!r}")
        refuse_double_memberships(self.memberships)

    def _repr_html_(self) -> Markup:
        rows = ((each.name, each.id, each.head_id, each.active) for each in self.households)
        return table("Households", ("household", "id", "head", "active"), rows)

    def __iter__(self) -> Iterator[Household]:
        return iter(self.households)

    def __len__(self) -> int:
        return len(self.households)

    def __contains__(self, household_id: object) -> bool:
        return household_id in self._by_id

    def household(self, household_id: HouseholdId, /) -> Household:
        """
        The household with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("household", self._by_id, household_id)

    def members_of(self, household_id: HouseholdId, /) -> tuple[Membership, ...]:
        """
        Who belongs or belonged to a household: the head first, then as recorded.

        Raises:
            UnknownIdError: There is no such household.
        """
        self.household(household_id)
        return self._of_household.get(household_id, ())

    def memberships_of(self, consumer_id: ConsumerId, /) -> tuple[Membership, ...]:
        """
        To which households a consumer belongs or belonged; to none when nothing is known.
        """
        return self._of_consumer.get(consumer_id, ())

    @functools.cached_property
    def _by_id(self) -> dict[HouseholdId, Household]:
        return by_id("household", self.households, lambda each: each.id)

    @functools.cached_property
    def _rows(self) -> tuple[Membership, ...]:
        always = {
            (each.household_id, each.consumer_id)
            for each in self.memberships
            if each.valid == DateSpan()
        }
        heads = [
            Membership(each.id, each.head_id)
            for each in self.households
            if each.head_id is not None and (each.id, each.head_id) not in always
        ]
        return (*heads, *self.memberships)

    @functools.cached_property
    def _of_household(self) -> dict[str, tuple[Membership, ...]]:
        heads = {each.id: each.head_id for each in self.households}
        # Of a head who has a row for always, that row comes first.
        rows = sorted(
            self._rows,
            key=lambda each: each.consumer_id != heads[each.household_id] or each.valid != DateSpan(),
        )
        return by_key(rows, lambda each: (each.household_id,))

    @functools.cached_property
    def _of_consumer(self) -> dict[str, tuple[Membership, ...]]:
        return by_key(self._rows, lambda each: (each.consumer_id,))
