"""
What a case uses of what was prepaid, as things happen to it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from csmcore.cases import Actor, Case
from csmcore.contracts import (
    Amount,
    EntitlementBook,
    Ledger,
    Unit,
    UsageEntry,
    UsageEvent,
    UsageOccasion,
    UsageRule,
    asked_by,
    record,
)
from csmcore.desk._outcome import StoredEvent
from csmcore.desk._record import CaseRecord
from csmcore.kernel import Append, case_stream, ledger_stream
from csmcore.lifecycles import Category


class Used(NamedTuple):
    """
    What is appended to a ledger, and the ledger after it.
    """

    appends: tuple[Append[StoredEvent], ...] = ()
    ledger: Ledger | None = None


def used(
    before: Case | None,
    after: CaseRecord,
    book: EntitlementBook | None,
    rule: UsageRule,
    *,
    at: dt.datetime,
    by: Actor,
    units: Amount | None = None,
) -> Used:
    """
    What a case holds, uses and gives back between two of its states.

    Args:
        before: The case before; ``None`` where it is opened.

        after: The case after it.

        book: The entitlements, with the ledger; ``None`` where none are known.

        rule: When units are held, used and given back.

        at: When.

        by: Who caused it.

        units: How much it uses, where that is known.

    Raises:
        BalanceError: There is too little left.
    """
    case = after.case
    entitlement_id = case.entitlement_id
    if book is None or entitlement_id is None:
        return Used(ledger=None if book is None else book.ledger)
    terms, ledger = book.terms(entitlement_id), book.ledger
    if terms is None:
        return Used(ledger=ledger)
    expected, entries = ledger.sequence(entitlement_id), list[UsageEntry]()
    for event in _happened(before, case):
        known = any(each.case_id == case.id for each in ledger.entries_of(entitlement_id))
        if units is None and terms.unit is not Unit.CASES and not known:
            continue  # nobody has said how long it takes
        occasion = UsageOccasion(
            event,
            entitlement_id=entitlement_id,
            case_id=case.id,
            key=f"{case_stream(case.id)}/{case.sequence}/{event}",
            at=at,
            amount=units,
            by=by.id,
        )
        for entry in asked_by(occasion, ledger, rule=rule):
            answer = record(ledger, entry, terms=terms)
            ledger, told = answer.ledger, answer.entry
            if answer.sequence > expected:
                entries.append(told)
    if not entries:
        return Used(ledger=ledger)
    stream = ledger_stream(entitlement_id)
    return Used((Append(stream, expected_sequence=expected, events=tuple(entries)),), ledger)


def _happened(before: Case | None, after: Case) -> Iterator[UsageEvent]:
    if before is None:
        yield UsageEvent.OPENED
    was = None if before is None else before.category
    if was == after.category:
        return
    match after.category:
        case Category.RESOLVED:
            yield UsageEvent.RESOLVED
        case Category.CLOSED:
            yield UsageEvent.CLOSED if after.merged_into is None else UsageEvent.MERGED
        case Category.CANCELLED:
            yield UsageEvent.CANCELLED
        case _ if was in (Category.RESOLVED, Category.CLOSED, Category.CANCELLED):
            yield UsageEvent.REOPENED
