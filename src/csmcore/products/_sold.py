"""
What a customer bought, and whose it was when.
"""

import datetime as dt
import enum
import itertools
from collections.abc import Iterable
from decimal import Decimal

import attrs

from csmcore.errors import DefinitionError, OrderError, TransferError
from csmcore.kernel import (
    AccountId,
    Attributes,
    DateSpan,
    ExternalId,
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
    to_date,
    to_external_ids,
)
from csmcore.products._quantities import to_count


class SoldProductState(enum.StrEnum):
    """
    How far a sold product has come.

    Which state may follow which is :data:`csmcore.lifecycles.PRODUCT`.

    Source: TM Forum, TMF637 Product Inventory, the enumeration ``ProductStatusType``.
    """

    CREATED = "created"
    PENDING_ACTIVE = "pendingActive"
    CANCELLED = "cancelled"
    ACTIVE = "active"
    PENDING_TERMINATE = "pendingTerminate"
    TERMINATED = "terminated"
    SUSPENDED = "suspended"
    ABORTED = "aborted"

    @property
    def is_final(self) -> bool:
        """
        Whether nothing comes after it: cancelled, terminated or aborted.
        """
        return self in {
            SoldProductState.CANCELLED,
            SoldProductState.TERMINATED,
            SoldProductState.ABORTED,
        }


def _state(value: SoldProductState | str) -> SoldProductState:
    return to_choice(SoldProductState, value)


def to_owner(value: OwnerRef) -> OwnerRef:
    """
    An owner, of one kind.

    Raises:
        DefinitionError: It is none.
    """
    if not isinstance(value, OwnerRef):
        message = (
            f"{value!r} is no owner; say an AccountOwner, ConsumerOwner, HouseholdOwner "
            "or AccountConsumerOwner, with the ids that it takes"
        )
        raise DefinitionError(message)
    return value


@attrs.frozen
class FormerOwner:
    """
    Who owned something before, and until when.

    Attributes:
        owner: The one who had it.

        until: The first date on which it was the next owner's.
    """

    owner: OwnerRef = attrs.field(converter=to_owner)
    until: dt.date = attrs.field(converter=to_date)


@attrs.frozen
class Ownership:
    """
    Whose something was, and on which dates.

    Attributes:
        owner: The owner.

        valid: The dates.
    """

    owner: OwnerRef
    valid: DateSpan


def _former(value: Iterable[FormerOwner]) -> tuple[FormerOwner, ...]:
    return listed(FormerOwner, value)


@attrs.frozen(kw_only=True)
class SoldProduct:
    """
    What a customer bought, once: a model, how much of it, and whose it is.

    Attributes:
        id: Its identity.

        model_id: What it is one of.

        owner: Whose it is now; exactly one kind of owner.

        former_owners: Whose it was before, the first owner first.

        quantity: How much of it; above zero.

        unit: What the quantity counts; pieces when not given.

        parent_id: The sold product it came with, as a line under a bundle.

        location_id: Where it is.

        state: How far it has come.

        sold_on: When it was sold.

        shipped_on: When it was sent.

        installed_on: When it was put into service. For the warranty of the sold product this
            counts, and not the dates of its items; they count where it is not given.

        valid: The dates on which the customer has it, from the start until it ends.

        billing_account_id: Who pays for it, where that is not the owner.

        serial_number: Its number, where each piece has one.

        external_ids: What other systems call it.

        attributes: The host's own.

    Raises:
        DefinitionError: The quantity is not above zero, it is its own parent, or an owner
            is none.

        OrderError: The former owners are not in the order of their dates, or an ownership
            lies outside the dates on which it was had.
    """

    id: SoldProductId = attrs.field(validator=not_blank, kw_only=False)
    model_id: ProductModelId = attrs.field(validator=not_blank, kw_only=False)
    owner: OwnerRef = attrs.field(converter=to_owner, kw_only=False)
    former_owners: tuple[FormerOwner, ...] = attrs.field(default=(), converter=_former)
    quantity: Decimal = attrs.field(default=Decimal(1), converter=to_count)
    unit: str | None = attrs.field(default=None, validator=not_blank_if_given)
    parent_id: SoldProductId | None = attrs.field(default=None, validator=not_blank_if_given)
    location_id: LocationId | None = attrs.field(default=None, validator=not_blank_if_given)
    state: SoldProductState = attrs.field(default=SoldProductState.ACTIVE, converter=_state)
    sold_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    shipped_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    installed_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    valid: DateSpan = attrs.field(factory=DateSpan)
    billing_account_id: AccountId | None = attrs.field(default=None, validator=not_blank_if_given)
    serial_number: str | None = attrs.field(default=None, validator=not_blank_if_given)
    external_ids: tuple[ExternalId, ...] = attrs.field(default=(), converter=to_external_ids)
    attributes: Attributes = attrs.field(default=(), converter=to_attributes)

    def __attrs_post_init__(self) -> None:
        if self.parent_id == self.id:
            message = f"sold product {self.id!r} is its own parent; name another, or none"
            raise DefinitionError(message)
        first = [self.valid.start_on] if self.valid.start_on is not None else []
        last = [self.valid.until] if self.valid.until is not None else []
        dates = [*first, *(each.until for each in self.former_owners)]
        for earlier, later in itertools.pairwise(dates):
            if later <= earlier:
                raise OrderError(f"ownership of sold product {self.id!r}", earlier, later)
        for earlier, later in itertools.product(dates[-1:], last):
            if self.former_owners and later <= earlier:
                raise OrderError(f"ownership of sold product {self.id!r}", earlier, later)

    def _repr_html_(self) -> Markup:
        return card(f"Sold product {self.id}", self)

    @property
    def ownerships(self) -> tuple[Ownership, ...]:
        """
        Each owner with the dates on which it was theirs, the first owner first.
        """
        made = []
        start_on = self.valid.start_on
        for each in self.former_owners:
            made.append(Ownership(each.owner, DateSpan(start_on, each.until)))
            start_on = each.until
        return (*made, Ownership(self.owner, DateSpan(start_on, self.valid.until)))

    def owner_on(self, on: dt.date) -> OwnerRef | None:
        """
        Who owned it on a date, or ``None`` where nobody had it yet, or any more.
        """
        if on not in self.valid:
            return None
        if not self.former_owners:
            return self.owner
        return next((each.owner for each in self.former_owners if on < each.until), self.owner)

    def is_live_on(self, on: dt.date) -> bool:
        """
        Whether the customer has it on a date, and its state says nothing else.

        A state is that of now: one that is terminated is live on no date.
        """
        return not self.state.is_final and on in self.valid


def transfer(sold: SoldProduct, owner: OwnerRef, on: dt.date) -> SoldProduct:
    """
    The same product, owned by somebody else from a date on; who had it before is kept.

    Args:
        sold: What changes hands.

        owner: The new owner.

        on: The first date on which it is theirs.

    Raises:
        TransferError: It is theirs already, it has been terminated or the like, or on that
            date nobody has it or somebody else has got it since.
    """
    owner, on = to_owner(owner), to_date(on)
    problem = _refusal(sold, owner, on)
    if problem:
        raise TransferError(sold.id, str(owner), problem)
    former = (*sold.former_owners, FormerOwner(sold.owner, on))
    return attrs.evolve(sold, owner=owner, former_owners=former)


def _refusal(sold: SoldProduct, owner: OwnerRef, on: dt.date) -> str:
    if sold.state.is_final:
        return f"it is {sold.state}, and nobody has it any more"
    if owner == sold.owner:
        return "it is theirs already"
    *_, now = sold.ownerships
    if on not in now.valid or on == now.valid.start_on:
        return f"on {on}, and {sold.owner} has it {now.valid}; give a date after its first"
    return ""
