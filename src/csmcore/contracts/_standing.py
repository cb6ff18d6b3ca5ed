"""
Where an agreement stands on a date: draft, active, suspended, expired or cancelled.
"""

import bisect
import datetime as dt
import enum
import itertools
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

import attrs

from csmcore.contracts._agreed import Agreed
from csmcore.contracts._reach import NOWHERE, Reach, merged, start_of
from csmcore.errors import DefinitionError
from csmcore.kernel import DateSpan, Reason, ReasonKind, to_date


class Standing(enum.StrEnum):
    """
    What an agreement is on a date, worked out from its dates and never stored.

    ``DRAFT``: not activated, or its start has not come. ``ACTIVE``: it gives service.
    ``SUSPENDED``: it exists and gives none for now. ``EXPIRED``: its end has passed.
    ``CANCELLED``: it was called off before its end.

    Source: ServiceNow, "Service contract form" and "Customer contracts and entitlements".
    """

    DRAFT = "draft"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


CASCADE: Final[tuple[Standing, ...]] = (
    Standing.CANCELLED,
    Standing.DRAFT,
    Standing.EXPIRED,
    Standing.SUSPENDED,
    Standing.ACTIVE,
)
"""
Which standing counts where several do: the first of these.

Of what an agreement would be by itself, and of what all above it are. So none ever stands
better than what it hangs under.
"""

SUSPENDED: Final = ReasonKind("contract.suspended", "{what} is suspended {dates}: {why}")
EXPIRED: Final = ReasonKind("contract.expired", "{what} expired on {ended_on}{moved}")
NOT_STARTED: Final = ReasonKind("contract.not_started", "{what} starts on {start_on}")
NOT_ACTIVATED: Final = ReasonKind("contract.not_activated", "{what} is a draft, {activation}")
CANCELLED: Final = ReasonKind("contract.cancelled", "{what} is cancelled from {effective_on}: {why}")
ACTIVE: Final = ReasonKind("contract.active", "{what} is active {dates}")

Run: TypeAlias = tuple[DateSpan, Standing]
"""
Dates that follow each other, and the standing on all of them.
"""


@attrs.frozen(kw_only=True)
class Stand:
    """
    Where an agreement stands on a date, why, and until when.

    Attributes:
        standing: What it is.

        reason: Which agreement decided it, its own or one above, and by which dates.

        since_on: First date of this standing, or ``None`` when it was never another.

        until_on: First later date with another standing if nothing else happens, or
            ``None`` when that never comes.
    """

    standing: Standing
    reason: Reason
    since_on: dt.date | None = None
    until_on: dt.date | None = None

    def __str__(self) -> str:
        return f"{self.standing}: {self.reason}"

    @property
    def is_active(self) -> bool:
        """
        Whether it gives service.
        """
        return self.standing is Standing.ACTIVE


class _Times(NamedTuple):
    """
    A whole chain as if it were one agreement; ``None`` for a date that never comes.
    """

    cancelled_on: dt.date | None
    begins_on: dt.date | None
    ends_on: dt.date | None
    suspended: tuple[DateSpan, ...]

    def standing(self, on: dt.date) -> Standing:
        if self.cancelled_on is not None and self.cancelled_on <= on:
            return Standing.CANCELLED
        if self.begins_on is None or on < self.begins_on:
            return Standing.DRAFT
        if self.ends_on is not None and self.ends_on <= on:
            return Standing.EXPIRED
        latest = bisect.bisect_right(self.suspended, on, key=start_of)
        if latest and on in self.suspended[latest - 1]:
            return Standing.SUSPENDED
        return Standing.ACTIVE

    def bounds(self) -> list[dt.date]:
        """
        The dates on which the standing may change, in order.
        """
        edges = (edge for span in self.suspended for edge in (span.start_on, span.until))
        dates = {self.cancelled_on, self.begins_on, self.ends_on, *edges}
        return sorted(on for on in dates if on is not None and on > dt.date.min)


def stand(chain: Sequence[Agreed], on: dt.date) -> Stand:
    """
    Where the last agreement of a chain stands on a date, with all that is above it.

    Args:
        chain: From the outermost down: the contract, its lines from the root line to the
            one in question, the entitlement. What stands alone is a chain of one.

        on: The date in question.

    Raises:
        DefinitionError: The chain is empty, or none.
    """
    on = to_date(on)
    span, standing = next(run for run in course(chain) if on in run[0] or run[0].until is None)
    return Stand(
        standing=standing,
        reason=_reason(chain, standing, span, on),
        since_on=span.start_on,
        until_on=span.until,
    )


def course(chain: Sequence[Agreed]) -> tuple[Run, ...]:
    """
    The standing on all dates, as runs of dates that follow each other without a gap.

    Args:
        chain: As :func:`stand` takes it.

    Returns:
        At least one run; the first has no start, the last no end, and neighbours differ.

    Raises:
        DefinitionError: The chain is empty, or none.
    """
    times = _times(chain)
    bounds = times.bounds()
    runs: list[Run] = []
    for start_on, until in zip([None, *bounds], [*bounds, None], strict=True):
        standing = times.standing(start_on or dt.date.min)
        if runs and runs[-1][1] is standing:
            runs[-1] = (DateSpan(runs[-1][0].start_on, until), standing)
        else:
            runs.append((DateSpan(start_on, until), standing))
    return tuple(runs)


def end_of(chain: Sequence[Agreed]) -> dt.date | None:
    """
    The end of the last agreement of a chain, moved by the suspensions that give days back.

    Days count once, whoever above is suspended too, and only those between the start, its
    own or a later one above, and the end, the moved one. Cancelling moves no end.

    Args:
        chain: As :func:`stand` takes it.

    Returns:
        First date after it, or ``None`` where no end was agreed, and while a suspension
        that gives days back has no end.

    Raises:
        DefinitionError: The chain is empty, or none.
    """
    return _ends(chain)[-1]


def _ends(chain: Sequence[Agreed]) -> list[dt.date | None]:
    """
    The end of each agreement of a chain, with what those above it give back.
    """
    if isinstance(chain, Agreed):
        message = (
            f"{chain.label} alone is no chain; give it with all above it, outermost first: a tuple"
        )
        raise DefinitionError(message)
    if not chain:
        message = "a chain of nothing has no standing; give the contract, or what stands alone"
        raise DefinitionError(message)
    reaches = itertools.accumulate(chain, Reach.below, initial=NOWHERE)
    return [reach.end for reach in reaches][1:]


def _times(chain: Sequence[Agreed]) -> _Times:
    ends = _ends(chain)
    begins = [_begins_on(each) for each in chain]
    never = any(on is None for on in begins)
    return _Times(
        min((each.cancellation.effective_on for each in chain if each.cancellation), default=None),
        None if never else max(on for on in begins if on is not None),
        min((on for on in ends if on is not None), default=None),
        merged(suspension.span for each in chain for suspension in each.suspensions),
    )


def _begins_on(agreed: Agreed) -> dt.date | None:
    """
    First date on which it is no draft any more, or ``None`` where nobody activated it.
    """
    in_force_on = agreed.in_force_on
    return None if in_force_on is None else max(in_force_on, start_of(agreed.valid))


def _reason(chain: Sequence[Agreed], standing: Standing, span: DateSpan, on: dt.date) -> Reason:
    """
    Why the chain stands so: the outermost agreement that brings it about.
    """
    if standing is not Standing.ACTIVE:
        for each, end in zip(chain, _ends(chain), strict=True):
            reason = _own_reason(each, standing, end, on)
            if reason is not None:
                return reason
    return ACTIVE(what=chain[-1].label, dates=str(span), start_on=span.start_on, until=span.until)


def _own_reason(agreed: Agreed, standing: Standing, end: dt.date | None, on: dt.date) -> Reason | None:
    """
    The reason why an agreement by itself brings a standing about, or ``None`` if it does not.
    """
    what, valid, called_off = agreed.label, agreed.valid, agreed.cancellation
    if standing is Standing.CANCELLED and called_off is not None and called_off.effective_on <= on:
        return CANCELLED(what=what, effective_on=called_off.effective_on, why=called_off.reason)
    begins_on = _begins_on(agreed)
    if standing is Standing.DRAFT and (begins_on is None or on < begins_on):
        return _draft(agreed, on)
    if standing is Standing.EXPIRED and end is not None and end <= on:
        agreed_on = valid.until or end
        days = (end - agreed_on).days
        moved = (
            f", {days} {'day' if days == 1 else 'days'} of suspension later than agreed" if days else ""
        )
        return EXPIRED(what=what, ended_on=end, agreed_on=agreed_on, moved=moved)
    holds = agreed.suspension_on(on) if standing is Standing.SUSPENDED else None
    if holds is not None:
        return SUSPENDED(
            what=what,
            dates=holds.dates,
            start_on=holds.start_on,
            until=holds.until,
            why=holds.reason,
        )
    return None


def _draft(agreed: Agreed, on: dt.date) -> Reason:
    in_force_on, start_on = agreed.in_force_on, agreed.valid.start_on
    if in_force_on is None:
        return NOT_ACTIVATED(what=agreed.label, activation="not activated", activated_on=None)
    if on < in_force_on:
        activation = f"activated from {in_force_on} on"
        return NOT_ACTIVATED(what=agreed.label, activation=activation, activated_on=in_force_on)
    return NOT_STARTED(what=agreed.label, start_on=start_on)
