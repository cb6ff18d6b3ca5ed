"""
What is left of an entitlement on a date, and how it came to that.
"""

import datetime as dt
from collections.abc import Iterable

import attrs

from csmcore.contracts._allowance import Overage
from csmcore.contracts._amounts import Amount, Unit, charged, counted, figure, told, unit_of
from csmcore.contracts._buckets import Bucket, BucketBalance, BucketKind, Draw
from csmcore.contracts._fold import Fold
from csmcore.contracts._piles import Hand, Line, LineKind, Pile
from csmcore.errors import UnitError
from csmcore.kernel import CaseId, DateSpan, EntitlementId, Money


@attrs.frozen(kw_only=True)
class Balance:
    """
    What is left of an entitlement on a date, and of what.

    Attributes:
        entitlement_id: Whose it is.

        on: The date, in the entitlement's zone.

        unit: In what it is counted.

        period: The period, or ``None`` outside the validity, when nothing is left.

        total: What there was to use: what is left, what is held, and what was used in this
            period and was not beyond it.

        left: How much can be used. Of it, *rolled_over* and *granted* are parts.

        rolled_over: What is left of earlier periods.

        granted: What is left of grants.

        reserved: What is held for cases, and so is not left.

        used: What was consumed in this period, from wherever it came, and not reversed.

        beyond: What was consumed in this period beyond all that was included.

        charge: What that costs; ``None`` when nothing was, or there is no rate.

        overage: At what rate more may be used; ``None`` when more is refused.

        buckets: Where the units come from: all that can be drawn from, in the order in which
            they are, and what was used beyond them in this period.

        renews_on: First date of the next period; ``None`` when there is none.

        lapses_on: First date on which some of what is left cannot be used any more.
    """

    entitlement_id: EntitlementId
    on: dt.date
    unit: Unit
    period: DateSpan | None
    total: Amount
    left: Amount
    rolled_over: Amount
    granted: Amount
    reserved: Amount
    used: Amount
    beyond: Amount
    charge: Money | None
    overage: Overage | None
    buckets: tuple[BucketBalance, ...]
    renews_on: dt.date | None
    lapses_on: dt.date | None

    def __str__(self) -> str:
        if self.period is None:
            return f"nothing left, {self.on} is outside the validity"
        noun, until = told(self.total).partition(" ")[2], self.period.until
        parts = [
            f"{figure(self.left)} of {figure(self.total)} {noun} left"
            + ("" if until is None else f" until {until}")
        ]
        if self.reserved:
            parts.append(f"{figure(self.reserved)} reserved")
        if self.beyond:
            charge = "" if self.charge is None else f" for {self.charge}"
            parts.append(f"{figure(self.beyond)} beyond it{charge}")
        return ", ".join(parts)

    def covers(self, amount: Amount) -> bool:
        """
        Whether so much may be used now: it is left, or more may be used at a rate.

        Raises:
            UnitError: It is counted in the other unit.
        """
        if unit_of(amount) is not self.unit:
            raise UnitError(f"amount {told(amount)}", unit_of(amount).noun, self.unit.noun)
        if self.period is None:
            return False
        return self.overage is not None or counted(amount) <= counted(self.left)


@attrs.frozen(kw_only=True)
class StatementLine:
    """
    One movement, and what was left after it.

    Attributes:
        on: On which date, in the entitlement's zone.

        kind: What it was.

        change: By how much what is left changed; below nothing when it became less. For a
            consumption of what was held, and for what is beyond, it is nothing.

        left: What was left then.

        amount: How much the entry says, where it is one and says it.

        key: The key of the entry; ``None`` for what follows from dates.

        at: When, for an entry.

        case_id: For which case, if for one.

        reason: Why, in a person's words.

        draws: From where a consumption or reservation drew, as it stands at the statement's
            end: without what was released or reversed since.
    """

    on: dt.date
    kind: LineKind
    change: Amount
    left: Amount
    amount: Amount | None = None
    key: str | None = None
    at: dt.datetime | None = None
    case_id: CaseId | None = None
    reason: str = ""
    draws: tuple[Draw, ...] = ()

    def __str__(self) -> str:
        what = self.kind.value.replace("_", " ")
        amount = "" if self.amount is None else f" {told(self.amount)}"
        sign = "+" if counted(self.change) > 0 else ""
        case = "" if self.case_id is None else f", case {self.case_id}"
        key = "" if self.key is None else f" [{self.key}]"
        why = f": {' '.join(self.reason.split())}" if self.reason else ""
        left = f"{figure(self.left)} left{case}{key}{why}"
        return f"{self.on} {what}{amount} ({sign}{figure(self.change)}), {left}"


@attrs.frozen(kw_only=True)
class Statement:
    """
    An account of some dates: what was left before, each movement, and what was left after.

    Attributes:
        opening: The balance at the end of the day before.

        lines: The movements in order. Their changes lead from what was left to what is.

        closing: The balance at the end of the last day.
    """

    opening: Balance
    lines: tuple[StatementLine, ...]
    closing: Balance

    def __str__(self) -> str:
        return "\n".join([str(self.opening), *(f"  {line}" for line in self.lines), str(self.closing)])


def balance_of(fold: Fold) -> Balance:
    """
    The balance that a fold has come to, on the date until which it was played.
    """
    terms, number = fold.terms, fold.period
    amount = terms.unit.amount
    piles = [*fold.live] if number is not None else []
    earlier = [each for each in piles if each.number is not None and each.number != number]
    granted = [each for each in piles if each.bucket.kind is BucketKind.GRANT]
    beyond = [fold.beyond[number]] if number in fold.beyond else []
    period = None if number is None else terms.period(number)
    left, used = sum(each.left for each in piles), fold.used.get(number, 0)
    spent = sum(each.used for each in beyond)
    over = amount(spent)
    until = None if period is None else period.until
    overage = terms.allowance.overage
    return Balance(
        entitlement_id=terms.entitlement_id,
        on=fold.on or dt.date.min,
        unit=terms.unit,
        period=period,
        total=amount(left + fold.held + used - spent),
        left=amount(left),
        rolled_over=amount(sum(each.left for each in earlier)),
        granted=amount(sum(each.left for each in granted)),
        reserved=amount(sum(each.total for each in fold.holds.values())),
        used=amount(used),
        beyond=over,
        charge=charged(overage.rate, over) if overage is not None and over else None,
        overage=None if number is None else overage,
        buckets=tuple(_bucket_balance(each, terms.unit) for each in (*piles, *beyond)),
        renews_on=None if until == terms.valid.until else until,
        lapses_on=fold.soonest,
    )


def _bucket_balance(pile: Pile, unit: Unit) -> BucketBalance:
    return BucketBalance(
        bucket=pile.bucket,
        given=unit.amount(pile.given),
        used=unit.amount(pile.used),
        reserved=unit.amount(pile.held),
        expired=unit.amount(pile.lapsed),
        left=unit.amount(0 if pile.is_beyond else pile.left),
    )


def draws_of(fold: Fold, key: str) -> tuple[Draw, ...]:
    """
    From where a consumption or a reservation drew what it still has.
    """
    hand = fold.draws.get(key) or fold.holds.get(key) or Hand(None)
    sums: dict[Bucket, int] = {}
    for piece in hand.pieces:
        sums[piece.pile.bucket] = sums.get(piece.pile.bucket, 0) + piece.number
    return tuple(_draw(fold, bucket, fold.terms.unit.amount(number)) for bucket, number in sums.items())


def _draw(fold: Fold, bucket: Bucket, amount: Amount) -> Draw:
    overage = fold.terms.allowance.overage
    if bucket.kind is not BucketKind.OVERAGE or overage is None:
        return Draw(bucket, amount)
    return Draw(bucket, amount, charged(overage.rate, amount))


def lines_of(fold: Fold, lines: Iterable[Line]) -> tuple[StatementLine, ...]:
    """
    Movements as a statement shows them.
    """
    return tuple(_line(fold, each) for each in lines)


def _line(fold: Fold, line: Line) -> StatementLine:
    unit, entry = fold.terms.unit, line.entry
    change, left = unit.amount(line.change), unit.amount(line.left)
    if entry is None:
        return StatementLine(on=line.on, kind=line.kind, change=change, left=left)
    return StatementLine(
        on=line.on,
        kind=line.kind,
        change=change,
        left=left,
        amount=entry.amount,
        key=entry.key,
        at=entry.at,
        case_id=entry.case_id,
        reason=entry.reason,
        draws=draws_of(fold, entry.key),
    )
