"""
Warranty terms: what is covered, from when, for how long, and for whom.
"""

import datetime as dt
import enum
from collections.abc import Iterable

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    SoldProductId,
    Term,
    date_if_given,
    from_one_if_given,
    listed,
    not_blank,
    refuse_twins,
    to_choice,
)


class Covered(enum.StrEnum):
    """
    What a warranty pays for.
    """

    PARTS = "parts"
    LABOUR = "labour"
    TRAVEL = "travel"
    SHIPPING = "shipping"


class StartsOn(enum.StrEnum):
    """
    The date with which a warranty starts.
    """

    SALE = "sale"
    SHIPMENT = "shipment"
    INSTALLATION = "installation"


def _event(value: StartsOn | str) -> StartsOn:
    return to_choice(StartsOn, value)


def _event_if_given(value: StartsOn | str | None) -> StartsOn | None:
    return None if value is None else to_choice(StartsOn, value)


@attrs.frozen
class WarrantyStart:
    """
    With which date a warranty starts, and by when at the latest.

    ``WarrantyStart("installation", at_most_days=90, after="sale")`` starts with the
    installation, and 90 days after the sale whether or not anything was installed.

    Attributes:
        event: The date that counts.

        at_most_days: It starts at the latest so many days after another date.

        after: That other date.

    Raises:
        DefinitionError: A number of days is given without the date from which they count,
            or the other way round, or both dates are the same.
    """

    event: StartsOn = attrs.field(converter=_event)
    at_most_days: int | None = attrs.field(default=None, validator=from_one_if_given, kw_only=True)
    after: StartsOn | None = attrs.field(default=None, converter=_event_if_given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if (self.at_most_days is None) != (self.after is None):
            message = "at_most_days and after go together: at most so many days after which date"
            raise DefinitionError(message)
        if self.after is self.event:
            message = f"a start with the {self.event} cannot be bounded by the {self.event} itself"
            raise DefinitionError(message)


def _starts(
    value: WarrantyStart | StartsOn | str | Iterable[WarrantyStart | StartsOn | str],
) -> tuple[WarrantyStart, ...]:
    several = (value,) if isinstance(value, WarrantyStart | str) else value
    return tuple(each if isinstance(each, WarrantyStart) else WarrantyStart(each) for each in several)


@attrs.frozen(kw_only=True)
class TransferRule:
    """
    What becomes of a warranty when what it is for changes hands.

    Attributes:
        goes_on: Whether it goes on for the new owner; else it ends on the transfer.

        within: It goes on only if the transfer comes so soon after its start.

        then_at_most: After a transfer it runs at most so long.

    Raises:
        DefinitionError: It ends on the transfer, and yet is said to go on for some time.
    """

    goes_on: bool = True
    within: Term | None = None
    then_at_most: Term | None = None

    def __attrs_post_init__(self) -> None:
        if not self.goes_on and (self.within or self.then_at_most):
            message = "a warranty that ends on the transfer has neither within nor then_at_most"
            raise DefinitionError(message)


def to_covered(value: Covered | str) -> Covered:
    """
    One kind of cover, by itself or by its text.

    Raises:
        DefinitionError: It is none.
    """
    try:
        return Covered(value)
    except ValueError:
        message = f"{value!r} is nothing that a warranty covers; it is one of {', '.join(Covered)}"
        raise DefinitionError(message) from None


def to_covers(value: Covered | str | Iterable[Covered | str]) -> frozenset[Covered]:
    """
    What is covered, each by itself or by its text.

    Raises:
        DefinitionError: One is no such thing, or there is none.
    """
    several = (value,) if isinstance(value, str) else value
    made = frozenset(map(to_covered, several))
    if not made:
        message = f"nothing is covered; say what is: {', '.join(Covered)}"
        raise DefinitionError(message)
    return made


def _term(_owner: object, attribute: "attrs.Attribute[Term]", value: object) -> None:
    if not isinstance(value, Term):
        months = value if type(value) is int and value > 0 else 24
        message = f"{attribute.name} is {value!r}; say for how long by a Term(months={months})"
        raise DefinitionError(message)


def _term_if_given(owner: object, attribute: "attrs.Attribute[Term]", value: object) -> None:
    if value is not None:
        _term(owner, attribute, value)


@attrs.frozen(kw_only=True)
class WarrantyTerm:
    """
    One warranty that a model comes with.

    Attributes:
        name: What it is called: ``"two years on parts"``.

        covers: What it pays for.

        runs: For how long, from its start.

        starts: With which date it starts; where that date is not known, the next counts.

        transfer: What becomes of it when the owner changes.

    Raises:
        DefinitionError: It covers nothing, never starts, or runs for no Term.

        DuplicateError: Two starts are with the same date.
    """

    name: str = attrs.field(validator=not_blank, kw_only=False)
    covers: frozenset[Covered] = attrs.field(converter=to_covers)
    runs: Term = attrs.field(validator=_term)
    starts: tuple[WarrantyStart, ...] = attrs.field(
        default=(WarrantyStart(StartsOn.SALE),), converter=_starts
    )
    transfer: TransferRule = attrs.field(factory=TransferRule)

    def __attrs_post_init__(self) -> None:
        if not self.starts:
            message = f"warranty {self.name!r} has no start; say with which date it starts"
            raise DefinitionError(message)
        refuse_twins("start", (start.event.value for start in self.starts))


def to_warranty_terms(value: Iterable[WarrantyTerm]) -> tuple[WarrantyTerm, ...]:
    """
    Warranty terms in order.

    Raises:
        DefinitionError: A member is none.

        DuplicateError: Two have one name.
    """
    made = listed(WarrantyTerm, value)
    refuse_twins("warranty term", (each.name for each in made))
    return made


@attrs.frozen(kw_only=True)
class WarrantyExtension:
    """
    More warranty, bought for one sold product.

    Without *start_on* it prolongs: for each kind that it covers it begins where what is
    there ends, or on the day it was bought if that is later. With *start_on* it stands on
    its own.

    Attributes:
        sold_product_id: What it was bought for.

        name: What it is called.

        covers: What it pays for.

        runs: For how long; or

        until: the first date on which it does not hold any more.

        start_on: Its first date, where it does not prolong.

        bought_on: When it was bought; who owned the product before then does not matter.

        transfer: What becomes of it when the owner changes after that.

    Raises:
        DefinitionError: Both *runs* and *until* are given or neither is, it runs for no Term,
            or it ends before it starts.
    """

    sold_product_id: SoldProductId = attrs.field(validator=not_blank, kw_only=False)
    name: str = attrs.field(validator=not_blank, kw_only=False)
    covers: frozenset[Covered] = attrs.field(converter=to_covers)
    runs: Term | None = attrs.field(default=None, validator=_term_if_given)
    until: dt.date | None = attrs.field(default=None, converter=date_if_given)
    start_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    bought_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    transfer: TransferRule = attrs.field(factory=TransferRule)

    def __attrs_post_init__(self) -> None:
        if (self.runs is None) == (self.until is None):
            message = f"extension {self.name!r} needs runs or until, and not both"
            raise DefinitionError(message)
        if self.start_on is not None and self.until is not None and self.until <= self.start_on:
            message = f"extension {self.name!r} ends on {self.until}; it starts on {self.start_on}"
            raise DefinitionError(message)
