"""
When a case uses units: which entries an event of it asks for.
"""

import datetime as dt
import enum
from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.contracts._amounts import Amount, Unit, counted, to_amount_if_given, unit_of
from csmcore.contracts._entries import (
    UnitsConsumed,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageEntry,
)
from csmcore.contracts._ledger import Ledger
from csmcore.errors import DefinitionError
from csmcore.kernel import CaseId, EntitlementId, not_blank, to_choice, to_utc


class ConsumeOn(enum.StrEnum):
    """
    On which event of a case its units are used.

    ``OPEN``: when it is opened. ``RESOLVE``, ``CLOSE``: when it is resolved, or closed; until
    then they are held. ``TIME_ENTRY``: with each time entry, by its length.
    """

    OPEN = "open"
    RESOLVE = "resolve"
    CLOSE = "close"
    TIME_ENTRY = "time_entry"


class UsageEvent(enum.StrEnum):
    """
    What happened to a case, as far as its units are concerned.
    """

    OPENED = "opened"
    RESOLVED = "resolved"
    CLOSED = "closed"
    TIME_ENTERED = "time_entered"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    MERGED = "merged"


_VOID: Final = (UsageEvent.CANCELLED, UsageEvent.DUPLICATE, UsageEvent.MERGED)
_CONSUMING: Final = (
    (UsageEvent.OPENED, ConsumeOn.OPEN),
    (UsageEvent.RESOLVED, ConsumeOn.RESOLVE),
    (UsageEvent.CLOSED, ConsumeOn.CLOSE),
    (UsageEvent.TIME_ENTERED, ConsumeOn.TIME_ENTRY),
)
_HOLDING: Final = (ConsumeOn.RESOLVE, ConsumeOn.CLOSE)
_REVERSING: Final = (UsageEvent.REOPENED, *_VOID)


def _consume_on(value: ConsumeOn | str) -> ConsumeOn:
    return to_choice(ConsumeOn, value)


def _events(value: Iterable[UsageEvent | str]) -> frozenset[UsageEvent]:
    given = (value,) if isinstance(value, str) else value
    return frozenset(to_choice(UsageEvent, each) for each in given)


@attrs.frozen
class UsageRule:
    """
    When the units of a case are held, used and given back.

    They are held from its opening until they are used. When the case is cancelled, merged,
    or turns out to be a duplicate, and when it is closed, what is still held is released; it
    uses nothing then, unless it is opened again.

    Attributes:
        consume_on: The event on which they are used.

        reverse_on: The events on which what was used is given back: of ``REOPENED``,
            ``CANCELLED``, ``DUPLICATE`` and ``MERGED``. None of them when not given.

    Raises:
        DefinitionError: Nothing can be given back on that event.
    """

    consume_on: ConsumeOn = attrs.field(converter=_consume_on)
    reverse_on: frozenset[UsageEvent] = attrs.field(
        default=frozenset(), converter=_events, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        odd = sorted(self.reverse_on - set(_REVERSING))
        if odd:
            listed = ", ".join(_REVERSING)
            message = f"reverse_on names {', '.join(odd)}; units are given back on {listed}"
            raise DefinitionError(message)
        if self.consume_on is ConsumeOn.OPEN and UsageEvent.REOPENED in self.reverse_on:
            message = "units used on opening would never be used again after a reopening"
            raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class UsageOccasion:
    """
    One event of a case, as the ledger needs it.

    Attributes:
        event: What happened.

        entitlement_id: By which entitlement the case is covered.

        case_id: The case.

        key: What the host calls the event. The keys of the entries begin with it, so that an
            event that is told twice asks for the same entries again.

        at: When it happened.

        amount: How much it uses, or may use. Where it is not given, that is what is held, else
            one case; a time entry must say it.

        by: Who caused it.

    Raises:
        DefinitionError: A time entry does not say how long it was.
    """

    event: UsageEvent = attrs.field(kw_only=False)
    entitlement_id: EntitlementId = attrs.field(validator=not_blank)
    case_id: CaseId = attrs.field(validator=not_blank)
    key: str = attrs.field(validator=not_blank)
    at: dt.datetime = attrs.field(converter=to_utc)
    amount: Amount | None = attrs.field(default=None, converter=to_amount_if_given)
    by: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.event is UsageEvent.TIME_ENTERED and self.amount is None:
            message = f"time entry {self.key!r} does not say how long it was; give its amount"
            raise DefinitionError(message)


@attrs.define(eq=False)
class _Standing:
    """
    What a case holds and has used, by the keys of its entries, counted in a unit.

    It is void once something was given back, until something is held again.
    """

    held: dict[str, int] = attrs.field(factory=dict)
    used: dict[str, int] = attrs.field(factory=dict)
    unit: Unit = Unit.CASES
    asked: int = 1
    is_void: bool = False

    def take(self, entry: UsageEntry) -> None:
        """
        Takes one more entry of the case in.
        """
        match entry:
            case UnitsReserved():
                self.unit, self.asked = unit_of(entry.amount), counted(entry.amount)
                self.held[entry.key] = self.asked
                self.is_void = False
            case UnitsConsumed():
                self.unit = unit_of(entry.amount)
                self.used[entry.key] = counted(entry.amount)
                self._less(self.held, entry.reservation, entry.amount)
            case UnitsReleased():
                self.is_void = True
                self._less(self.held, entry.reservation, entry.amount)
            case UnitsReversed():
                self.is_void = True
                self._less(self.used, entry.consumption, entry.amount)
            case _:
                return

    def _less(self, of: dict[str, int], key: str | None, amount: Amount | None) -> None:
        if key is None or key not in of:
            return
        of[key] -= of[key] if amount is None else counted(amount)
        if of[key] <= 0:
            del of[key]


def asked_by(occasion: UsageOccasion, ledger: Ledger, *, rule: UsageRule) -> tuple[UsageEntry, ...]:
    """
    The entries that an event of a case asks for, to be recorded in this order.

    Asked again after they were recorded, it tells the same entries again. A case uses its
    units once, unless they were given back in between; time entries use them each time.

    Args:
        occasion: What happened.

        ledger: What was recorded so far.

        rule: When units are held, used and given back.
    """
    event, case = occasion.event, _standing(occasion, ledger)
    entries: list[UsageEntry] = []
    if (event, rule.consume_on) in _CONSUMING:
        if event is UsageEvent.TIME_ENTERED or not (case.used or case.is_void):
            entries += _consumptions(occasion, case)
    elif event is UsageEvent.OPENED and not (case.held or case.used or case.is_void):
        entries += _reservation(occasion, case, rule)
    if event in rule.reverse_on:
        entries += _reversals(occasion, case)
    if event is UsageEvent.REOPENED and rule.consume_on in _HOLDING:
        entries += _held_again(occasion, case, entries)
    for entry in entries:
        case.take(entry)
    done = event is UsageEvent.RESOLVED and rule.consume_on is ConsumeOn.RESOLVE
    if done or event is UsageEvent.CLOSED or event in _VOID:
        entries += [
            UnitsReleased(
                occasion.entitlement_id,
                f"{occasion.key}:release:{key}",
                at=occasion.at,
                case_id=occasion.case_id,
                by=occasion.by,
                reason=event.value,
                reservation=key,
            )
            for key in case.held
        ]
    return tuple(entries)


def _standing(occasion: UsageOccasion, ledger: Ledger) -> _Standing:
    """
    How the case stood before the event; what the event itself asked for is left out.
    """
    case = _Standing()
    for entry in ledger.entries_of(occasion.entitlement_id):
        if _asked_for(entry) == occasion.key:
            break
        if entry.case_id == occasion.case_id:
            case.take(entry)
    return case


def _asked_for(entry: UsageEntry) -> str | None:
    """
    The key of the occasion that asked for an entry; ``None`` where none did.

    An occasion's key may hold colons, and may begin with the key of another.
    """
    match entry:
        case UnitsReserved():
            ending = ":reserve"
        case UnitsReleased():
            ending = f":release:{entry.reservation}"
        case UnitsReversed():
            ending = f":reverse:{entry.consumption}"
        case UnitsConsumed():
            first, _, place = entry.key.rpartition(":")
            key = first if place.isdecimal() and first.endswith(":consume") else entry.key
            return key.removesuffix(":consume") if key.endswith(":consume") else None
        case _:
            return None
    return entry.key.removesuffix(ending) if entry.key.endswith(ending) else None


def _consumptions(occasion: UsageOccasion, case: _Standing) -> list[UsageEntry]:
    unit = case.unit if occasion.amount is None else unit_of(occasion.amount)
    held = dict(case.held)
    given = occasion.amount
    rest = (sum(held.values()) or 1) if given is None else counted(given)
    parts: list[tuple[str | None, int]] = []
    for reservation, number in held.items():
        if rest:
            parts.append((reservation, min(rest, number)))
            rest -= parts[-1][1]
    if rest:
        last, number = parts.pop() if parts else (None, 0)
        parts.append((last, number + rest))
    return [
        UnitsConsumed(
            occasion.entitlement_id,
            f"{occasion.key}:consume" + (f":{place}" if place else ""),
            at=occasion.at,
            case_id=occasion.case_id,
            by=occasion.by,
            reason=occasion.event.value,
            amount=unit.amount(number),
            reservation=key,
        )
        for place, (key, number) in enumerate(parts)
    ]


def _reservation(occasion: UsageOccasion, case: _Standing, rule: UsageRule) -> list[UsageEntry]:
    if occasion.amount is None and rule.consume_on is ConsumeOn.TIME_ENTRY:
        return []
    amount = case.unit.amount(1) if occasion.amount is None else occasion.amount
    return [_held(occasion, amount)] if amount else []


def _reversals(occasion: UsageOccasion, case: _Standing) -> list[UsageEntry]:
    return [
        UnitsReversed(
            occasion.entitlement_id,
            f"{occasion.key}:reverse:{key}",
            at=occasion.at,
            case_id=occasion.case_id,
            by=occasion.by,
            reason=occasion.event.value,
            consumption=key,
        )
        for key in case.used
    ]


def _held_again(
    occasion: UsageOccasion, case: _Standing, reversals: list[UsageEntry]
) -> list[UsageEntry]:
    """
    A case that goes on holds again what was given back, now or when it was thought to be over.
    """
    again = sum(case.used.values()) if reversals else case.asked
    stands = case.held or (case.used and not reversals)
    gave_back = bool(reversals) or case.is_void
    return [_held(occasion, case.unit.amount(again))] if gave_back and not stands else []


def _held(occasion: UsageOccasion, amount: Amount) -> UnitsReserved:
    return UnitsReserved(
        occasion.entitlement_id,
        f"{occasion.key}:reserve",
        at=occasion.at,
        case_id=occasion.case_id,
        by=occasion.by,
        reason=occasion.event.value,
        amount=amount,
    )
