"""
What is deployed and can fail: items in trees, as what they were sold, and what they need.
"""

import datetime as dt
import enum
from collections.abc import Iterable

import attrs

from csmcore.errors import DefinitionError, OrderError
from csmcore.kernel import (
    Attributes,
    CustomerRef,
    DateSpan,
    ExternalId,
    InstallBaseItemId,
    LocationId,
    Markup,
    OwnerRef,
    ProductModelId,
    SoldProductId,
    card,
    date_if_given,
    listed,
    not_blank,
    not_blank_if_given,
    to_attributes,
    to_choice,
    to_external_ids,
)
from csmcore.products._characteristics import Characteristics, to_characteristics
from csmcore.products._sold import to_owner


class ItemState(enum.StrEnum):
    """
    Whether an item works for somebody; only one in use is active.
    """

    PLANNED = "planned"
    IN_USE = "in_use"
    INACTIVE = "inactive"
    RETIRED = "retired"


class LifeCycleStage(enum.StrEnum):
    """
    Where an item stands between being bought and being thrown away.

    Source: ServiceNow, Common Service Data Model, "Life cycle stages".
    """

    PURCHASE = "purchase"
    INVENTORY = "inventory"
    DEPLOY = "deploy"
    OPERATIONAL = "operational"
    MISSING = "missing"
    END_OF_LIFE = "end_of_life"


class ItemKind(enum.StrEnum):
    """
    Whether an item was there from the start, or came for one that failed.
    """

    ORIGINAL = "original"
    REPLACEMENT = "replacement"


def _state(value: ItemState | str) -> ItemState:
    return to_choice(ItemState, value)


def _stage(value: LifeCycleStage | str | None) -> LifeCycleStage | None:
    return None if value is None else to_choice(LifeCycleStage, value)


def _kind(value: ItemKind | str) -> ItemKind:
    return to_choice(ItemKind, value)


@attrs.frozen
class RelatedParty:
    """
    Somebody who has to do with an item beside its owner.

    Attributes:
        role: As what, such as ``"maintenance partner"`` or ``"authorized user"``.

        party: Who.
    """

    role: str = attrs.field(validator=not_blank)
    party: CustomerRef

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.party, CustomerRef):
            message = f"{self.party!r} is no party; say AccountCustomer(account_id) or its like"
            raise DefinitionError(message)


def _owner_if_given(value: OwnerRef | None) -> OwnerRef | None:
    return None if value is None else to_owner(value)


def _parties(value: Iterable[RelatedParty]) -> tuple[RelatedParty, ...]:
    return listed(RelatedParty, value)


@attrs.frozen(kw_only=True)
class InstallBaseItem:
    """
    What is deployed somewhere and can fail: a device, a part of one, a service that runs.

    Attributes:
        id: Its identity.

        model_id: What it is one of.

        owner: Whose it is; an item inside another may leave it to the one above. What has
            no owner at the top, such as a node of the network, is the provider's own.

        name: What people call it.

        serial_number: The number on it.

        parent_id: The item it is inside.

        root_id: The item at the top of its tree, where the host keeps it; a book checks it.

        state: Whether it works for somebody.

        stage: Where it stands in its life.

        stage_status: A finer word for that, as the host has it.

        kind: Whether it was there from the start.

        replaces_id: For a replacement, the item that it came for.

        characteristics: What is told of it, as its model says it can be.

        parties: Who else has to do with it and all inside it; on the root only.

        location_id: Where it is; an item inside another is where that one is.

        installed_on: When it was put there. For the warranty of the item this counts, and not
            the date of what it was sold as; that one counts where it is not given.

        uninstalled_on: When it was taken away; an item in use has no such date.

        external_ids: What other systems call it.

        attributes: The host's own.

    Raises:
        OrderError: It was taken away before it was put there.

        DefinitionError: It is its own parent or replacement, has parties without being a
            root, is in use and taken away, or is a replacement of nothing.
    """

    id: InstallBaseItemId = attrs.field(validator=not_blank, kw_only=False)
    model_id: ProductModelId = attrs.field(validator=not_blank, kw_only=False)
    owner: OwnerRef | None = attrs.field(default=None, converter=_owner_if_given, kw_only=False)
    name: str | None = attrs.field(default=None, validator=not_blank_if_given)
    serial_number: str | None = attrs.field(default=None, validator=not_blank_if_given)
    parent_id: InstallBaseItemId | None = attrs.field(default=None, validator=not_blank_if_given)
    root_id: InstallBaseItemId | None = attrs.field(default=None, validator=not_blank_if_given)
    state: ItemState = attrs.field(default=ItemState.IN_USE, converter=_state)
    stage: LifeCycleStage | None = attrs.field(default=None, converter=_stage)
    stage_status: str | None = attrs.field(default=None, validator=not_blank_if_given)
    kind: ItemKind = attrs.field(default=ItemKind.ORIGINAL, converter=_kind)
    replaces_id: InstallBaseItemId | None = attrs.field(default=None, validator=not_blank_if_given)
    characteristics: Characteristics = attrs.field(default=(), converter=to_characteristics)
    parties: tuple[RelatedParty, ...] = attrs.field(default=(), converter=_parties)
    location_id: LocationId | None = attrs.field(default=None, validator=not_blank_if_given)
    installed_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    uninstalled_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    external_ids: tuple[ExternalId, ...] = attrs.field(default=(), converter=to_external_ids)
    attributes: Attributes = attrs.field(default=(), converter=to_attributes)

    def __attrs_post_init__(self) -> None:
        installed_on, uninstalled_on = self.installed_on, self.uninstalled_on
        if installed_on is not None and uninstalled_on is not None and uninstalled_on < installed_on:
            raise OrderError(f"installation of item {self.id!r}", installed_on, uninstalled_on)
        problem = self._problem()
        if problem:
            message = f"item {self.id!r} {problem}"
            raise DefinitionError(message)

    def _repr_html_(self) -> Markup:
        return card(f"Item {self.id}", self)

    @property
    def is_active(self) -> bool:
        """
        Whether it works for somebody, so that a case can be about it: it is in use.
        """
        return self.state is ItemState.IN_USE

    @property
    def label(self) -> str:
        """
        Its name, or its id where it has none.
        """
        return self.name or self.id

    def is_there_on(self, on: dt.date) -> bool:
        """
        Whether it had been put there, and not been taken away, on a date.
        """
        started = self.installed_on is None or self.installed_on <= on
        return started and (self.uninstalled_on is None or on < self.uninstalled_on)

    def _problem(self) -> str:
        if self.id in {self.parent_id, self.replaces_id}:
            return "is its own parent or replacement; name another item, or none"
        if self.parties and self.parent_id is not None:
            return "has parties and lies inside another; parties stand on the root of a tree only"
        if self.is_active and self.uninstalled_on is not None:
            return f"is in use and was taken away on {self.uninstalled_on}; say which of the two"
        if (self.kind is ItemKind.REPLACEMENT) != (self.replaces_id is not None):
            return "must be a replacement and name what it replaces, or neither"
        return ""


def uninstall(
    item: InstallBaseItem, on: dt.date, *, state: ItemState = ItemState.INACTIVE
) -> InstallBaseItem:
    """
    The same item, taken away on a date.

    Args:
        item: What is taken away.

        on: When.

        state: In which state it is then; any but in use.

    Raises:
        OrderError: It was put there after that date.

        DefinitionError: The state is that of an item in use.
    """
    return attrs.evolve(item, state=state, uninstalled_on=on)


@attrs.frozen(kw_only=True)
class InstalledProduct:
    """
    The link between what was sold and what is deployed of it; each may have many of the other.

    Attributes:
        sold_product_id: What was sold.

        item_id: What is deployed of it.

        valid: The dates on which that is so.
    """

    sold_product_id: SoldProductId = attrs.field(validator=not_blank, kw_only=False)
    item_id: InstallBaseItemId = attrs.field(validator=not_blank, kw_only=False)
    valid: DateSpan = attrs.field(factory=DateSpan)


@attrs.frozen(kw_only=True)
class Dependency:
    """
    An item needs another to work, though it is not inside it: a phone needs its exchange.

    Attributes:
        item_id: The item that does not work without the other.

        on_id: The one that it needs; a service that runs is an item, too.

        reason: How it needs it, in a word: ``"power"``, ``"runs on"``.

        valid: The dates on which that is so.

    Raises:
        DefinitionError: It depends on itself.
    """

    item_id: InstallBaseItemId = attrs.field(validator=not_blank, kw_only=False)
    on_id: InstallBaseItemId = attrs.field(validator=not_blank, kw_only=False)
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)
    valid: DateSpan = attrs.field(factory=DateSpan)

    def __attrs_post_init__(self) -> None:
        if self.item_id == self.on_id:
            message = f"item {self.item_id!r} depends on itself; name the other item, or leave it out"
            raise DefinitionError(message)
