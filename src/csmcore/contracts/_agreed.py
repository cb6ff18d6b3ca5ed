"""
What was agreed on, by date: from when until when, with suspensions, perhaps cancelled.
"""

import datetime as dt
import itertools
from collections.abc import Iterable

import attrs

from csmcore.contracts._fields import a
from csmcore.errors import DefinitionError, OrderError, OverlapError
from csmcore.kernel import DateSpan, date_if_given, listed, not_blank, to_date


@attrs.frozen
class Suspension:
    """
    Dates on which an agreement gives no service, though it exists.

    Attributes:
        start_on: First date without service.

        until: First date with service again, or ``None`` while nobody has said when.

        reason: Why, in the words of whoever suspended it.

        extends: Whether the days without service are given back: the end of the agreement,
            and of all under it, moves by them.

    Raises:
        OrderError: It ends before it starts.

        DefinitionError: It ends on the date on which it starts, or has no reason.
    """

    start_on: dt.date = attrs.field(converter=to_date)
    until: dt.date | None = attrs.field(default=None, converter=date_if_given)
    reason: str = attrs.field(validator=not_blank, kw_only=True)
    extends: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.until is not None and self.until < self.start_on:
            raise OrderError("suspension", self.start_on, self.until)
        if self.until == self.start_on:
            message = f"a suspension from {self.start_on} until {self.until} has no day; leave it out"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return f"{self.dates}: {self.reason}"

    @property
    def span(self) -> DateSpan:
        """
        Its dates.
        """
        return DateSpan(self.start_on, self.until)

    @property
    def dates(self) -> str:
        """
        Its dates as people say them.
        """
        return f"from {self.start_on}, no end is set" if self.until is None else str(self.span)


@attrs.frozen
class Cancellation:
    """
    That an agreement was called off, from when, and why.

    Attributes:
        effective_on: First date on which it does not exist any more.

        reason: Why, in the words of whoever cancelled it.
    """

    effective_on: dt.date = attrs.field(converter=to_date)
    reason: str = attrs.field(validator=not_blank, kw_only=True)

    def __str__(self) -> str:
        return f"from {self.effective_on}: {self.reason}"


def _suspensions(value: Iterable[Suspension]) -> tuple[Suspension, ...]:
    suspensions = listed(Suspension, value, say="Suspension(start_on, until, reason=...)")
    return tuple(sorted(suspensions, key=lambda each: each.start_on))


@attrs.frozen(kw_only=True)
class Agreed:
    """
    What a contract, a line of it and an entitlement have in common: dates, and a standing.

    Attributes:
        valid: From when until when it was agreed.

        suspensions: When it gives no service; in any order, held by date.

        cancellation: That it was called off, if it was.

    Raises:
        OverlapError: Two suspensions share a date; one follows the other, or they are one.

        DefinitionError: The validity is no span of dates.
    """

    valid: DateSpan = attrs.field(
        default=DateSpan(), validator=a(DateSpan, "DateSpan(start_on, until)")
    )
    suspensions: tuple[Suspension, ...] = attrs.field(default=(), converter=_suspensions)
    cancellation: Cancellation | None = None

    def __attrs_post_init__(self) -> None:
        for first, second in itertools.pairwise(self.suspensions):
            if first.until is None or second.start_on < first.until:
                raise OverlapError(f"suspension of {self.label}", str(first.span), str(second.span))

    @property
    def label(self) -> str:
        """
        What a person would call it: ``"contract 'c1'"``.
        """
        return "agreement"

    @property
    def in_force_on(self) -> dt.date | None:
        """
        First date on which it may count: its activation, or ``None`` while nobody activated it.

        What needs no activation may count from the first date that there is.
        """
        return dt.date.min

    def suspension_on(self, on: dt.date) -> Suspension | None:
        """
        Its own suspension that holds on a date, if one does.
        """
        on = to_date(on)
        return next((each for each in self.suspensions if on in each.span), None)
