"""
The ledger: entries in order, each recorded once, and every balance worked out from them.
"""

import bisect
import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from csmcore.contracts._allowance import UsageTerms
from csmcore.contracts._balance import Balance, Statement, balance_of, draws_of, lines_of
from csmcore.contracts._buckets import Draw
from csmcore.contracts._draw_ledger import draw_ledger
from csmcore.contracts._entries import (
    EntryFields,
    UnitsConsumed,
    UnitsReserved,
    UsageEntry,
    placed,
)
from csmcore.contracts._fields import shortly
from csmcore.contracts._fold import Fold, in_order, replay
from csmcore.contracts._streams import Stream, label
from csmcore.errors import (
    BalanceError,
    DefinitionError,
    KeyConflictError,
    OrderError,
    SequenceError,
)
from csmcore.kernel import EntitlementId, Markup, counted, to_date, to_utc


def _entries(entries: Iterable[UsageEntry]) -> tuple[UsageEntry, ...]:
    made = tuple(entries)
    for each in made:
        if not isinstance(each, EntryFields):
            message = f"{each!r} is no entry; a ledger holds UnitsConsumed and its like"
            raise DefinitionError(message)
        if each.sequence is None:
            message = f"entry {each.key!r} has no sequence; record it first, or give it its place"
            raise DefinitionError(message)
    return tuple(sorted(made, key=lambda each: (each.entitlement_id, each.sequence or 0)))


def _owner(entry: UsageEntry) -> EntitlementId:
    return entry.entitlement_id


_NONE: Final = Stream()


@attrs.frozen
class Ledger:
    """
    Who used what, entry by entry, for any number of entitlements.

    Nothing is stored but entries; what is left at any instant is worked out from them.

    Attributes:
        entries: In any order; held by entitlement and sequence.

    Raises:
        SequenceError: An entry is missing, or two have one place.

        DuplicateError: Two entries of an entitlement have one key.

        UnknownReferenceError: An entry names a reservation or consumption that was not
            recorded before it.

        OrderError: An entry happened before the reservation or consumption that it names.

        DefinitionError: An entry has no sequence.
    """

    entries: tuple[UsageEntry, ...] = attrs.field(default=(), converter=_entries)

    def __attrs_post_init__(self) -> None:
        for stream in self._streams.values():
            stream.check()

    def __iter__(self) -> Iterator[UsageEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __str__(self) -> str:
        """
        How much there is of what: ``"12 entries of 3 entitlements"``.
        """
        entries, owners = len(self.entries), len(self._streams)
        return f"{counted(entries, 'entry', 'entries')} of {counted(owners, 'entitlement')}"

    def _repr_html_(self) -> Markup:
        return draw_ledger(self, self.entries)

    @classmethod
    def of(cls, entries: Iterable[UsageEntry]) -> "Ledger":
        """
        The ledger of some entries, in whatever order they were read.

        Raises:
            SequenceError: An entry is missing, or two have one place.
        """
        return cls(tuple(entries))

    def entries_of(self, entitlement_id: EntitlementId) -> tuple[UsageEntry, ...]:
        """
        The entries of one entitlement in their order.
        """
        return self._streams.get(entitlement_id, _NONE).entries

    def sequence(self, entitlement_id: EntitlementId) -> int:
        """
        How many entries an entitlement has: what a host expects when it records the next.
        """
        return len(self.entries_of(entitlement_id))

    def entry(self, entitlement_id: EntitlementId, key: str) -> UsageEntry | None:
        """
        The entry of a key, or ``None``.
        """
        return self._streams.get(entitlement_id, _NONE).by_key.get(key)

    def balance(self, terms: UsageTerms, *, at: dt.datetime) -> Balance:
        """
        What is left of an entitlement at an instant, by all that is known now.

        An entry of that very instant counts.

        Raises:
            UnitError: An entry counts in another unit than the terms.

            DefinitionError: The terms are none, such as an id alone.
        """
        _check_terms(terms)
        at = to_utc(at)
        fold = replay(terms, self.entries_of(terms.entitlement_id), until=at)
        fold.advance(terms.date_of(at))
        return balance_of(fold)

    def draws(self, terms: UsageTerms, key: str) -> tuple[Draw, ...]:
        """
        From where a consumption or a reservation drew what it still has, by all entries.
        """
        _check_terms(terms)
        return draws_of(replay(terms, self.entries_of(terms.entitlement_id)), key)

    def statement(self, terms: UsageTerms, *, start_on: dt.date, until: dt.date) -> Statement:
        """
        What moved on some dates, with what was left after each movement.

        Args:
            terms: Of the entitlement.

            start_on: First date inside, in the entitlement's zone.

            until: First date after.

        Raises:
            OrderError: It ends before it starts.
        """
        _check_terms(terms)
        start_on, until = to_date(start_on), to_date(until)
        if until < start_on:
            raise OrderError("statement", start_on, until)
        fold = Fold(terms)
        entries = in_order(self.entries_of(terms.entitlement_id))
        # A date that a clock change shows again is over.
        dates = itertools.accumulate((terms.date_of(each.at) for each in entries), max)
        dated = tuple(zip(dates, entries, strict=True))
        for on, entry in dated:
            if on < start_on:
                fold.play(entry)
        fold.advance(_day_before(start_on))
        opening, before = balance_of(fold), len(fold.lines)
        for on, entry in dated:
            if start_on <= on < until:
                fold.play(entry)
        fold.advance(_day_before(until))
        closing = balance_of(fold)
        return Statement(opening=opening, lines=lines_of(fold, fold.lines[before:]), closing=closing)

    @functools.cached_property
    def _streams(self) -> MappingProxyType[EntitlementId, Stream]:
        streams: dict[EntitlementId, list[UsageEntry]] = {}
        for entry in self.entries:
            streams.setdefault(entry.entitlement_id, []).append(entry)
        return MappingProxyType({key: Stream(tuple(entries)) for key, entries in streams.items()})

    def _followed_by(self, entry: UsageEntry) -> "Ledger":
        """
        With one entry more; of the others only those of its own entitlement are looked at.
        """
        owner, entries = entry.entitlement_id, self.entries
        stream = self._streams.get(owner, _NONE).followed_by(entry)
        place = bisect.bisect_right(entries, owner, key=_owner)
        after = object.__new__(Ledger)  # of what has been checked, and is in order
        object.__setattr__(after, "entries", (*entries[:place], entry, *entries[place:]))
        object.__setattr__(after, "_streams", MappingProxyType(self._streams | {owner: stream}))
        return after


@attrs.frozen(kw_only=True)
class Recorded:
    """
    An entry was taken in.

    Attributes:
        ledger: With the entry in it.

        entry: As it stands in the ledger, with its sequence: what the host stores.

        draws: From where it drew, for a consumption or a reservation.

        balance: What is left at its instant.
    """

    ledger: Ledger
    entry: UsageEntry
    draws: tuple[Draw, ...]
    balance: Balance

    @property
    def sequence(self) -> int:
        """
        Its place among the entries of its entitlement.
        """
        return self.entry.sequence or 0


@attrs.frozen(kw_only=True)
class AlreadyRecorded:
    """
    The same entry had been recorded before; nothing changes.

    Attributes:
        ledger: As it was.

        entry: As it was recorded the first time.

        draws: From where it drew what it still has.

        balance: What is left at its instant, by all that is known now.
    """

    ledger: Ledger
    entry: UsageEntry
    draws: tuple[Draw, ...]
    balance: Balance

    @property
    def sequence(self) -> int:
        """
        The place that it was given the first time.
        """
        return self.entry.sequence or 0


RecordAnswer: TypeAlias = Recorded | AlreadyRecorded
"""
What comes of recording an entry: it was taken in now, or had been before.
"""


def record(
    ledger: Ledger,
    entry: UsageEntry,
    *,
    terms: UsageTerms,
    expected_sequence: int | None = None,
) -> RecordAnswer:
    """
    Takes one entry into a ledger, or says why not.

    The same entry under the same key changes nothing, whenever it comes. An entry that
    happened earlier than the last takes its place in the past, and everything after it is
    worked out anew.

    Args:
        ledger: What is known.

        entry: What is to be recorded, without a sequence.

        terms: Of the entry's entitlement.

        expected_sequence: How many entries of the entitlement the host has seen. If there
            are more by now, it decided on old figures.

    Raises:
        KeyConflictError: The key was used for something else.

        SequenceError: There are more, or fewer, entries than expected.

        BalanceError: It, or an entry that happened after it, would have too little; it draws
            or grants outside the validity; or what it gives back was given back before, under
            another key.

        UnknownReferenceError: It names a reservation or consumption that there is none of.

        OrderError: It happened before the reservation or consumption that it names.

        UnitError: It counts in another unit than the terms.

        DefinitionError: It has a sequence, or the terms are of another entitlement.
    """
    _check_terms(terms)
    if entry.entitlement_id != terms.entitlement_id:
        message = (
            f"entry {entry.key!r} is of entitlement {entry.entitlement_id!r}, and the terms of "
            f"{terms.entitlement_id!r}; give its own"
        )
        raise DefinitionError(message)
    if (known := ledger.entry(entry.entitlement_id, entry.key)) is not None:
        if placed(known, None) != placed(entry, None):
            raise KeyConflictError(entry.key, known.sequence or 0)
        draws, balance = ledger.draws(terms, known.key), ledger.balance(terms, at=known.at)
        return AlreadyRecorded(ledger=ledger, entry=known, draws=draws, balance=balance)
    last = ledger.sequence(entry.entitlement_id)
    if expected_sequence is not None and expected_sequence != last:
        raise SequenceError(label(entry), expected_sequence, last)
    if entry.sequence is not None:
        message = f"entry {entry.key!r} has sequence {entry.sequence}; recording it gives it one"
        raise DefinitionError(message)
    made = placed(entry, last + 1)
    after = ledger._followed_by(made)
    entries = after.entries_of(made.entitlement_id)
    fold = replay(terms, entries)
    if fold.short:
        _refuse_what_is_short(replay(terms, entries[:-1]), fold, entries, made)
    holding = isinstance(made, UnitsConsumed | UnitsReserved)
    return Recorded(
        ledger=after,
        entry=made,
        draws=draws_of(fold, made.key) if holding else (),
        balance=after.balance(terms, at=made.at),
    )


def _refuse_what_is_short(
    was: Fold, fold: Fold, entries: Iterable[UsageEntry], new: UsageEntry
) -> None:
    """
    Refuses the first entry that lacks more than it did without the new one.
    """
    for entry in in_order(entries):
        short, before = fold.short.get(entry.key), was.short.get(entry.key)
        if short is not None and (before is None or short.lacking > before.lacking):
            amount = fold.terms.unit.amount
            # Told late, the new one may come first, and then leaves nothing to the one before it.
            by = entry.key if short.by == new.key else short.by
            raise BalanceError(
                short.what,
                amount(short.wanted),
                amount(short.left),
                entry.at,
                short.until,
                outside=str(fold.terms.valid) if short.is_outside else "",
                by=by,
            )


def _day_before(on: dt.date) -> dt.date:
    """
    The day before, or the first that there is.
    """
    return on if on == dt.date.min else on - dt.timedelta(days=1)


def _check_terms(terms: UsageTerms) -> None:
    if not isinstance(terms, UsageTerms):
        message = (
            f"terms={shortly(terms)}; UsageTerms is needed, such as book.terms(entitlement_id) or "
            "UsageTerms(entitlement_id, UsageAllowance(20))"
        )
        raise DefinitionError(message)
