"""
Special handling notes: what whoever works on a case has to know before anything else.
"""

import datetime as dt
import enum
from collections.abc import Iterable
from typing import Final, NewType

import attrs

from csmcore.conditions import Condition, condition_if_given
from csmcore.errors import CaseRefusedError, DefinitionError
from csmcore.kernel import DateSpan, ReasonKind, listed, not_blank, to_choice, to_date

NoteId = NewType("NoteId", str)

EXPIRED: Final = ReasonKind(
    "note.expired", "it expired on {until}; write another where it still counts"
)


class RecordKind(enum.StrEnum):
    """
    What a note can be about; each is the name of the fact of a case that holds it.
    """

    ACCOUNT = "account"
    CASE = "case"
    CONSUMER = "consumer"
    CONTACT = "contact"
    CONTRACT = "contract"
    HOUSEHOLD = "household"
    ITEM = "item"
    MODEL = "model"
    SOLD_PRODUCT = "sold_product"


class NoteStatus(enum.StrEnum):
    """
    Whether a note is shown: it is, has been switched off, begins later, or is over.
    """

    ACTIVE = "active"
    INACTIVE = "inactive"
    PLANNED = "planned"
    EXPIRED = "expired"


def _kind(kind: RecordKind | str) -> RecordKind:
    return to_choice(RecordKind, kind)


@attrs.frozen
class RecordRef:
    """
    A record that a note is about: ``RecordRef("account", "acme")``.

    Attributes:
        kind: What it is.

        id: Which.
    """

    kind: RecordKind = attrs.field(converter=_kind)
    id: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


def _records(records: RecordRef | Iterable[RecordRef]) -> tuple[RecordRef, ...]:
    several = (records,) if isinstance(records, RecordRef) else records
    return tuple(dict.fromkeys(listed(RecordRef, several, say="RecordRef('account', id) or its like")))


def _whole(_note: object, _attribute: object, value: int) -> None:
    if type(value) is not int:
        message = f"priority={value!r}; it is a whole number, and 1 counts before 2"
        raise DefinitionError(message)


@attrs.frozen
class HandlingNote:
    """
    What whoever works on a case has to know: "speak to nobody but the owner".

    Attributes:
        id: Its identity.

        message: What it says.

        about: The records that it is about; one of them is enough. One alone is accepted.

        when: What has to hold of a case besides, or alone where it is about no record. A text
            is accepted.

        priority: 1 counts before 2.

        valid: The dates on which it is shown; it expires on ``until``.

        is_on: Whether it is switched on.

    Raises:
        DefinitionError: It is about nothing.
    """

    id: NoteId = attrs.field(validator=not_blank)
    message: str = attrs.field(validator=not_blank)
    about: tuple[RecordRef, ...] = attrs.field(default=(), converter=_records, kw_only=True)
    when: Condition | None = attrs.field(default=None, converter=condition_if_given, kw_only=True)
    priority: int = attrs.field(default=3, validator=_whole, kw_only=True)
    valid: DateSpan = attrs.field(default=DateSpan(), kw_only=True)
    is_on: bool = attrs.field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.about and self.when is None:
            message = f"note {self.id!r} is about nothing; give it a record or a condition"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return self.message

    def status(self, on: dt.date) -> NoteStatus:
        """
        Whether it is shown on a date. What has expired stays expired, switched on or off.

        Args:
            on: The date, by the clocks of whoever works on the case.
        """
        on = to_date(on)
        if self.valid.until is not None and on >= self.valid.until:
            return NoteStatus.EXPIRED
        if not self.is_on:
            return NoteStatus.INACTIVE
        return NoteStatus.ACTIVE if on in self.valid else NoteStatus.PLANNED

    def revised(
        self,
        *,
        on: dt.date,
        message: str | None = None,
        priority: int | None = None,
        valid: DateSpan | None = None,
        is_on: bool | None = None,
    ) -> "HandlingNote":
        """
        The note with some of it said anew; what is not given stays.

        Args:
            on: The date on which it is.

            message: What it says.

            priority: How it counts.

            valid: When it is shown.

            is_on: Whether it is switched on.

        Raises:
            CaseRefusedError: It has expired, and is only read.
        """
        if self.status(on) is NoteStatus.EXPIRED:
            reason = EXPIRED(until=self.valid.until)
            raise CaseRefusedError(f"note {self.id!r}", "revise", (str(reason),), ())
        return attrs.evolve(
            self,
            message=self.message if message is None else message,
            priority=self.priority if priority is None else priority,
            valid=self.valid if valid is None else valid,
            is_on=self.is_on if is_on is None else is_on,
        )
