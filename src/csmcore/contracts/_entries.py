"""
What a ledger holds: what was reserved, consumed, given back, granted and written off.
"""

import datetime as dt
from typing import TypeAlias, TypeVar

import attrs

from csmcore.contracts._amounts import Amount, some, to_amount, to_amount_if_given
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    CaseId,
    EntitlementId,
    date_if_given,
    not_blank,
    not_blank_if_given,
    to_utc,
)

_AnyEntry = TypeVar("_AnyEntry", bound="EntryFields")


def _some_if_given(owner: object, attribute: object, value: Amount | None) -> None:
    if value is not None:
        some(owner, attribute, value)


def _counts(_owner: object, _attribute: object, value: int | None) -> None:
    if value is not None and (type(value) is not int or value < 1):
        message = (
            f"sequence={value!r}; entries are counted from 1 up, and None before they are recorded"
        )
        raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class EntryFields:
    """
    What every entry of a ledger says.

    Attributes:
        entitlement_id: Whose usage it is.

        key: What the host calls it. Told twice, it counts once.

        at: When it happened, however late it was told. Held in UTC.

        sequence: Its place among the entries of its entitlement, from 1 up; ``None`` before
            it is recorded.

        case_id: For which case, if for one.

        by: Who caused it, in the host's terms.

        reason: Why, in a person's words.
    """

    entitlement_id: EntitlementId = attrs.field(validator=not_blank, kw_only=False)
    key: str = attrs.field(validator=not_blank, kw_only=False)
    at: dt.datetime = attrs.field(converter=to_utc)
    sequence: int | None = attrs.field(default=None, validator=_counts)
    case_id: CaseId | None = attrs.field(default=None, validator=not_blank_if_given)
    by: str | None = attrs.field(default=None, validator=not_blank_if_given)
    reason: str = ""


@attrs.frozen(kw_only=True)
class UnitsReserved(EntryFields):
    """
    Units are held for a case, so that nobody else draws them.

    Attributes:
        amount: How much is held.
    """

    amount: Amount = attrs.field(converter=to_amount, validator=some)


@attrs.frozen(kw_only=True)
class UnitsConsumed(EntryFields):
    """
    Units were used.

    Attributes:
        amount: How much.

        reservation: The key of the reservation from which it comes first; what that does not
            hold is drawn like anything else. ``None`` draws directly.
    """

    amount: Amount = attrs.field(converter=to_amount, validator=some)
    reservation: str | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen(kw_only=True)
class UnitsReleased(EntryFields):
    """
    Units that were held are free again, unless what they are of has lapsed since.

    What was released in full is not released again, under whatever other key.

    Attributes:
        reservation: The key of the reservation.

        amount: How much of it; ``None`` for all that it still holds.
    """

    reservation: str = attrs.field(validator=not_blank)
    amount: Amount | None = attrs.field(
        default=None, converter=to_amount_if_given, validator=_some_if_given
    )


@attrs.frozen(kw_only=True)
class UnitsReversed(EntryFields):
    """
    Units count as never used; they go back to where they were drawn from.

    What was reversed in full is not reversed again, under whatever other key.

    Attributes:
        consumption: The key of the consumption.

        amount: How much of it, what was drawn last goes back first; ``None`` for all of it.
    """

    consumption: str = attrs.field(validator=not_blank)
    amount: Amount | None = attrs.field(
        default=None, converter=to_amount_if_given, validator=_some_if_given
    )


@attrs.frozen(kw_only=True)
class UnitsGranted(EntryFields):
    """
    Units were given on top: bought, or for goodwill; on a date of the validity.

    Attributes:
        amount: How much.

        expires_on: First date on which they cannot be used any more; ``None`` for as long as
            the entitlement is valid.
    """

    amount: Amount = attrs.field(converter=to_amount, validator=some)
    expires_on: dt.date | None = attrs.field(default=None, converter=date_if_given)


@attrs.frozen(kw_only=True)
class UnitsExpired(EntryFields):
    """
    Units were written off. What lapses by date needs no entry.

    Attributes:
        amount: How much.
    """

    amount: Amount = attrs.field(converter=to_amount, validator=some)


UsageEntry: TypeAlias = (
    UnitsReserved | UnitsConsumed | UnitsReleased | UnitsReversed | UnitsGranted | UnitsExpired
)
"""
One line of a ledger, told apart by its class.
"""


def placed(entry: _AnyEntry, sequence: int | None) -> _AnyEntry:
    """
    The same entry at a place in the ledger, or at none.
    """
    return attrs.evolve(entry, sequence=sequence)


def named_by(entry: UsageEntry) -> tuple[str, str] | None:
    """
    Which earlier entry an entry needs, as a noun and its key.
    """
    match entry:
        case UnitsConsumed(reservation=str() as key) | UnitsReleased(reservation=key):
            return "reservation", key
        case UnitsReversed():
            return "consumption", entry.consumption
        case _:
            return None
