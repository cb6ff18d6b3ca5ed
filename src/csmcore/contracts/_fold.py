"""
A ledger played from its first entry: the piles of units, and how each entry moves them.

Amounts are whole numbers here, of cases or of microseconds. Nothing is refused: what is short
is noted, so that a ledger can always be read, and whoever records can refuse.
"""

import datetime as dt
from collections.abc import Iterable
from typing import assert_never

import attrs

from csmcore.contracts._allowance import UsageTerms
from csmcore.contracts._amounts import Amount, counted, unit_of
from csmcore.contracts._buckets import Bucket, BucketKind
from csmcore.contracts._entries import (
    UnitsConsumed,
    UnitsExpired,
    UnitsGranted,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageEntry,
)
from csmcore.contracts._piles import Hand, Line, LineKind, Piece, Pile, Short
from csmcore.errors import UnitError
from csmcore.kernel import DateSpan


@attrs.define(eq=False)
class Fold:
    """
    The ledger of one entitlement, played until a date.
    """

    terms: UsageTerms
    on: dt.date | None = None
    number: int | None = None
    live: list[Pile] = attrs.field(factory=list)
    beyond: dict[int | None, Pile] = attrs.field(factory=dict)
    holds: dict[str, Hand] = attrs.field(factory=dict)
    draws: dict[str, Hand] = attrs.field(factory=dict)
    used: dict[int | None, int] = attrs.field(factory=dict)
    lines: list[Line] = attrs.field(factory=list)
    short: dict[str, Short] = attrs.field(factory=dict)

    @property
    def left(self) -> int:
        """
        What can be used; nothing before the validity starts, and nothing after it.
        """
        return 0 if self.number is None else sum(pile.left for pile in self.live)

    @property
    def held(self) -> int:
        """
        What is held of units that there are.
        """
        pieces = (piece for hold in self.holds.values() for piece in hold.pieces)
        return sum(piece.number for piece in pieces if not piece.pile.is_beyond)

    @property
    def period(self) -> int | None:
        """
        The number of the period, or ``None`` outside the validity.
        """
        return self.number if self.on is not None and self.on in self.terms.valid else None

    @property
    def soonest(self) -> dt.date | None:
        """
        When the first of what is left lapses.
        """
        if self.number is None:
            return None
        return next((pile.bucket.until for pile in self.live if pile.left > 0), None)

    # --- dates ---------------------------------------------------------------------------------

    def advance(self, on: dt.date) -> None:
        """
        Lets dates pass: periods begin, and what is left of old ones lapses or is carried over.

        A date that is over does not come back, though a clock change may show it again.
        """
        if self.on is not None and on <= self.on:
            return
        first = self.on is None
        while (day := self._next_day(on, first=first)) is not None and day <= on:
            first = False
            self.on = day
            self._begin(day)
        self.on = on

    def _next_day(self, on: dt.date, *, first: bool) -> dt.date | None:
        """
        The next date on which something begins or lapses.
        """
        starts = self._next_start(on, first=first)
        lapses = self.live[0].bucket.until if self.live else None
        return min((day for day in (starts, lapses) if day is not None), default=None)

    def _next_start(self, on: dt.date, *, first: bool) -> dt.date | None:
        valid = self.terms.valid
        if self.number is not None:
            until = self.terms.period(self.number).until
            return None if until == valid.until else until
        if not valid or (valid.start_on is not None and on < valid.start_on):
            return None
        if valid.start_on is None and on not in valid:
            return None
        # Where nothing is carried over, what was before the first entry makes no difference.
        near = first and self.terms.allowance.rollover is None and on in valid
        if near or valid.start_on is None:
            start_on = self.terms.period(self.terms.period_number(on)).start_on
            return on if start_on is None else start_on
        return valid.start_on

    def _begin(self, day: dt.date) -> None:
        before = self.left
        while self.live and (until := self.live[0].bucket.until) is not None and until <= day:
            pile = self.live.pop(0)
            pile.lapsed += pile.left
        self._tell(LineKind.LAPSED, day, before)
        started = self.number is not None
        if day not in self.terms.valid:
            return
        number = self.terms.period_number(day)
        if started and number == self.number:
            return
        self._limit(day, number)
        before = self.left
        self.number = number
        bucket = Bucket(
            BucketKind.PERIOD, self.terms.period(number), until=self.terms.lapses_on(number)
        )
        self._add(Pile(bucket, number, given=counted(self.terms.allowance.amount)))
        self._tell(LineKind.RENEWED, day, before)

    def _limit(self, day: dt.date, number: int | None) -> None:
        """
        Lets go of what is above the cap of what may be carried over, the oldest first.
        """
        rollover = self.terms.allowance.rollover
        if number is None or rollover is None or rollover.cap is None:
            return
        before = self.left
        carried = [
            pile
            for pile in self.live
            if pile.bucket.kind is BucketKind.PERIOD and (pile.number or 0) < number
        ]
        above = sum(pile.left for pile in carried) - counted(rollover.cap)
        for pile in carried:
            lapsing = min(pile.left, max(0, above))
            pile.lapsed += lapsing
            above -= lapsing
        self._tell(LineKind.LAPSED, day, before)

    def _add(self, pile: Pile) -> None:
        self.live.append(pile)
        self.live.sort(key=lambda each: each.rank)

    def _tell(self, kind: LineKind, day: dt.date, before: int, entry: UsageEntry | None = None) -> None:
        left = self.left
        if entry is not None or left != before:
            self.lines.append(Line(kind, day, left - before, left, entry))

    # --- entries -------------------------------------------------------------------------------

    def play(self, entry: UsageEntry) -> None:
        """
        Moves units as an entry says.

        Raises:
            UnitError: It counts in another unit than the entitlement.
        """
        self.advance(self.terms.date_of(entry.at))
        day = self.on or dt.date.min
        before = self.left
        match entry:
            case UnitsReserved():
                kind = self._reserve(entry)
            case UnitsConsumed():
                kind = self._consume(entry)
            case UnitsReleased():
                kind = self._release(entry)
            case UnitsReversed():
                kind = self._reverse(entry)
            case UnitsGranted():
                kind = self._grant(entry, day)
            case UnitsExpired():
                kind = self._write_off(entry)
            case _:
                assert_never(entry)
        self._tell(kind, day, before, entry)
        if kind in (LineKind.RELEASED, LineKind.REVERSED):
            self._limit(day, self.number)

    def _reserve(self, entry: UnitsReserved) -> LineKind:
        hand = Hand(self.period)
        rest = self._draw(self._count(entry, entry.amount), hand)
        for piece in hand.pieces:
            piece.pile.held += piece.number
        if rest and self._may_go_beyond:
            self._hold_beyond(hand, rest)
        elif rest:
            self._note(entry, rest, hand)
        self.holds[entry.key] = hand
        return LineKind.RESERVED

    def _consume(self, entry: UnitsConsumed) -> LineKind:
        hand = Hand(self.period)
        rest = self._count(entry, entry.amount)
        if entry.reservation is not None and entry.reservation in self.holds:
            rest = self._draw_held(rest, self.holds[entry.reservation], hand)
        fresh = len(hand.pieces)
        rest = self._draw(rest, hand)
        for piece in hand.pieces[fresh:]:
            piece.pile.used += piece.number
        if rest:
            if not self._may_go_beyond:
                self._note(entry, rest, hand)
            pile = self._beyond()
            pile.used += rest
            hand.pieces.append(Piece(pile, rest))
        self.used[hand.period] = self.used.get(hand.period, 0) + hand.total
        self.draws[entry.key] = hand
        return LineKind.CONSUMED

    def _release(self, entry: UnitsReleased) -> LineKind:
        for piece in self._give_back(entry, self.holds.get(entry.reservation, Hand(None))):
            piece.pile.held -= piece.number
        return LineKind.RELEASED

    def _reverse(self, entry: UnitsReversed) -> LineKind:
        drawn = self.draws.get(entry.consumption, Hand(None))
        for piece in self._give_back(entry, drawn):
            piece.pile.used -= piece.number
            self.used[drawn.period] -= piece.number
        return LineKind.REVERSED

    def _grant(self, entry: UnitsGranted, day: dt.date) -> LineKind:
        ends = [each for each in (entry.expires_on, self.terms.valid.until) if each is not None]
        until = min(ends, default=None)
        period = DateSpan(day, None if until is None else max(day, until))
        bucket = Bucket(BucketKind.GRANT, period, until=until, key=entry.key)
        pile = Pile(bucket, None, given=self._count(entry, entry.amount))
        if until is None or day < until:
            self._add(pile)
        if day not in self.terms.valid:
            self._note(entry, pile.given, Hand(None))
        return LineKind.GRANTED

    def _write_off(self, entry: UnitsExpired) -> LineKind:
        hand = Hand(self.period)
        rest = self._draw(self._count(entry, entry.amount), hand)
        for piece in hand.pieces:
            piece.pile.lapsed += piece.number
        if rest:
            self._note(entry, rest, hand)
        return LineKind.WRITTEN_OFF

    # --- drawing -------------------------------------------------------------------------------

    def _draw(self, wanted: int, hand: Hand) -> int:
        """
        Takes from what is left, each pile in its turn, and tells how much it lacks.
        """
        if self.period is None:
            return wanted
        for pile in self.live:
            part = min(wanted, pile.left)
            if part > 0:
                hand.pieces.append(Piece(pile, part))
                wanted -= part
        return wanted

    def _draw_held(self, wanted: int, hold: Hand, hand: Hand) -> int:
        """
        Takes from what is held. What is held beyond is drawn anew: units may have come since.
        """
        open_ = min(wanted, hold.total)
        kept = []
        for piece in hold.pieces:
            part = min(open_, piece.number)
            open_ -= part
            piece.pile.held -= part
            if part < piece.number:
                kept.append(Piece(piece.pile, piece.number - part))
            if part and not (piece.pile.is_beyond and self.period is not None):
                piece.pile.used += part
                hand.pieces.append(Piece(piece.pile, part))
                wanted -= part
        hold.pieces = kept
        return wanted

    def _hold_beyond(self, hand: Hand, number: int) -> None:
        pile = self._beyond()
        pile.held += number
        hand.pieces.append(Piece(pile, number))

    def _beyond(self) -> Pile:
        number = self.period
        if number not in self.beyond:
            span = self.terms.valid if number is None else self.terms.period(number)
            self.beyond[number] = Pile(Bucket(BucketKind.OVERAGE, span), number)
        return self.beyond[number]

    @property
    def _may_go_beyond(self) -> bool:
        return self.terms.allowance.overage is not None and self.period is not None

    # --- amounts -------------------------------------------------------------------------------

    def _count(self, entry: UsageEntry, amount: Amount) -> int:
        if unit_of(amount) is not self.terms.unit:
            raise UnitError(f"entry {entry.key!r}", unit_of(amount).noun, self.terms.unit.noun)
        return counted(amount)

    def _give_back(self, entry: UnitsReleased | UnitsReversed, of: Hand) -> list[Piece]:
        """
        Takes from a hand what an entry gives back, and remembers which one emptied it.
        """
        total = of.total
        wanted = total if entry.amount is None else self._count(entry, entry.amount)
        if wanted > total or of.given_back_by:
            named = (
                f"reservation {entry.reservation!r}"
                if isinstance(entry, UnitsReleased)
                else f"consumption {entry.consumption!r}"
            )
            self.short[entry.key] = Short(named, wanted, total, by=of.given_back_by)
        taken = of.take_last(min(wanted, total))
        if taken and not of.pieces:
            of.given_back_by = entry.key
        return taken

    def _note(
        self,
        entry: UnitsReserved | UnitsConsumed | UnitsExpired | UnitsGranted,
        lacking: int,
        hand: Hand,
    ) -> None:
        wanted = self._count(entry, entry.amount)
        what = f"entitlement {entry.entitlement_id!r}"
        ends = [piece.pile.bucket.until for piece in hand.pieces]
        self.short[entry.key] = Short(
            what,
            wanted,
            wanted - lacking,
            until=None if None in ends else max((end for end in ends if end is not None), default=None),
            is_outside=self.period is None,
        )


def in_order(entries: Iterable[UsageEntry]) -> tuple[UsageEntry, ...]:
    """
    Entries in the order in which they happened; those of one instant as they were recorded.
    """
    return tuple(sorted(entries, key=lambda each: (each.at, each.sequence or 0)))


def replay(
    terms: UsageTerms, entries: Iterable[UsageEntry], *, until: dt.datetime | None = None
) -> Fold:
    """
    The entries of one entitlement, played; those after an instant are left out.
    """
    fold = Fold(terms)
    for entry in in_order(entries):
        if until is None or entry.at <= until:
            fold.play(entry)
    return fold
