"""
What has to hold for an entitlement that is for a request: standing, hours, and enough left.
"""

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Final

import attrs

from csmcore.calendars import Calendar
from csmcore.contracts._allowance import UsageAllowance
from csmcore.contracts._amounts import Amount, Unit, counted, told
from csmcore.contracts._balance import Balance
from csmcore.contracts._book import EntitlementBook
from csmcore.contracts._orders import CoverageOrder, TieBreak
from csmcore.contracts._request import CoverageRequest
from csmcore.contracts._said import Said, hear
from csmcore.contracts._shelves import Entry
from csmcore.contracts._standing import stand
from csmcore.errors import NoTransitionError, NoWorkingTimeError
from csmcore.kernel import EntitlementId, Reason, ReasonKind, local_date
from csmcore.kernel import zone as zone_of

CLOSED: Final = ReasonKind(
    "coverage.closed", "it serves only while {hours} is open, which it is again from {opens} on"
)
CLOSED_FOR_GOOD: Final = ReasonKind(
    "coverage.closed_for_good", "it serves only while {hours} is open, which it never is again"
)
USED_UP: Final = ReasonKind("coverage.used_up", "nothing of it is left{until}")
TOO_LITTLE: Final = ReasonKind("coverage.too_little", "{left} left{until}, and {wanted} wanted")


def is_or_are(amount: Amount) -> str:
    """
    An amount with its verb: ``"1 case is"``, ``"20 hours are"``.
    """
    text = told(amount)
    return f"{text} {'is' if text.startswith('1 ') else 'are'}"


@attrs.frozen(kw_only=True, eq=False)
class Asking:
    """
    One request, put to a book at an instant.
    """

    request: CoverageRequest
    book: EntitlementBook
    at: dt.datetime
    _dates: dict[str, dt.date] = attrs.field(factory=dict)
    _balances: dict[EntitlementId, Balance] = attrs.field(factory=dict)

    @functools.cached_property
    def said(self) -> Said:
        """
        What the request says, and what follows.
        """
        return hear(self.request, self.book._ground, self.date(self.book.zone))

    def date(self, zone: str) -> dt.date:
        """
        The date in a zone.
        """
        found = self._dates.get(zone)
        if found is None:
            found = self._dates[zone] = local_date(self.at, zone)
        return found

    def fits(self, entry: Entry) -> bool:
        """
        Whether an entitlement is for the request, and gives service.
        """
        return self.said.fits(entry.scope) and entry.is_active(self.date(entry.zone))

    def balance(self, entry: Entry) -> Balance | None:
        """
        What is left of an entitlement; ``None`` where nothing is counted.
        """
        if entry.terms is None:
            return None
        found = self._balances.get(entry.entitlement.id)
        if found is None:
            found = self.book.ledger.balance(entry.terms, at=self.at)
            self._balances[entry.entitlement.id] = found
        return found

    def wanted(self, unit: Unit) -> Amount:
        """
        How much the request will use.
        """
        return self.request.cases if unit is Unit.CASES else self.request.work

    def against(self, entry: Entry) -> Iterator[Reason]:
        """
        All that speaks against an entitlement, the scope before the dates; nothing if it covers.
        """
        for clause in entry.clauses:
            reason = self.said.against(clause, owned_by=entry.owned_by(clause))
            if reason is not None:
                yield reason
        on = self.date(entry.zone)
        if not entry.is_active(on):
            yield stand(entry.chain, on).reason
        yield from self._hours(entry)
        yield from self._usage(entry, on)

    def _hours(self, entry: Entry) -> Iterator[Reason]:
        calendar = entry.calendar
        if not entry.entitlement.only_in_hours or calendar is None or calendar.is_open(self.at):
            return
        hours = str(entry.hours)
        opens_at = _next_opening(calendar, self.at)
        if opens_at is None:
            yield CLOSED_FOR_GOOD(hours=hours)
        else:
            yield CLOSED(hours=hours, opens=_shown(opens_at, entry.zone), opens_at=opens_at)

    def _usage(self, entry: Entry, on: dt.date) -> Iterator[Reason]:
        allowance = entry.entitlement.allowance
        if allowance is None or allowance.overage is not None:
            return
        left, renews = self._left(entry, allowance, on)
        wanted = self.wanted(allowance.unit)
        until = "" if renews is None else f" until {renews}"
        if counted(left) <= 0:
            yield USED_UP(until=until, renews_on=renews)
        elif counted(wanted) > counted(left):
            told_left, told_wanted = is_or_are(left), is_or_are(wanted)
            yield TOO_LITTLE(left=told_left, until=until, renews_on=renews, wanted=told_wanted)

    def _left(
        self, entry: Entry, allowance: UsageAllowance, on: dt.date
    ) -> tuple[Amount, dt.date | None]:
        """
        How much is left, and until when; outside the validity, as on its day that is nearest.
        """
        terms = entry.terms
        if terms is None or (terms.valid.start_on is not None and on < terms.valid.start_on):
            return allowance.amount, None
        until = terms.valid.until
        if until is not None and dt.date.min < until <= on and terms.valid:
            last = until - dt.timedelta(days=1)
            statement = self.book.ledger.statement(terms, start_on=last, until=until)
            return statement.closing.left, None
        balance = self.balance(entry)
        return (allowance.amount, None) if balance is None else (balance.left, balance.renews_on)


def _shown(at: dt.datetime, zone: str) -> str:
    return f"{at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M} ({zone})"


def _next_opening(calendar: Calendar, at: dt.datetime) -> dt.datetime | None:
    try:
        return calendar.next_opening(at)
    except (NoTransitionError, NoWorkingTimeError):
        return None


def settle(asking: Asking, entries: list[Entry], order: CoverageOrder) -> tuple[Entry, TieBreak | None]:
    """
    The one that counts among entitlements of one rank, and what decided, if anything had to.
    """
    left = entries
    for tie in order.ties:
        if len(left) == 1:
            break
        keys = [_place(asking, entry, tie) for entry in left]
        best = min(keys)
        left = [entry for entry, key in zip(left, keys, strict=True) if key == best]
        if len(left) == 1:
            return left[0], tie
    return left[0], None


def _place(asking: Asking, entry: Entry, tie: TieBreak) -> tuple[int | str, ...]:
    """
    By what a tie break tells entitlements apart; the least comes first.
    """
    match tie:
        case TieBreak.NEAREST:
            return (asking.said.steps(entry.scope),)
        case TieBreak.LATEST_END:
            until = entry.dates.until
            return (-(dt.date.max if until is None else until).toordinal() - (until is None),)
        case TieBreak.MOST_REMAINING:
            balance = asking.balance(entry)
            if balance is None:
                return (0,)
            return 1 if balance.unit is Unit.CASES else 2, -counted(balance.left)
        case TieBreak.LOWEST_ID:
            return (entry.entitlement.id,)
