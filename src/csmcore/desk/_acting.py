"""
Acting on a case, and doing what is due by itself.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from csmcore.cases import (
    AUTOMATIC,
    Actor,
    AlreadyDone,
    ApplySla,
    CaseAction,
    Due,
    HeldBack,
    decide,
    due,
)
from csmcore.contracts import EntitlementBook
from csmcore.desk._levels import changed_level
from csmcore.desk._outcome import Outcome
from csmcore.desk._parts import Parts, appended, done_before
from csmcore.desk._record import CaseRecord
from csmcore.desk._usage import used
from csmcore.kernel import Fact, Timeline, to_utc
from csmcore.sla import Notice, notices


def acted(
    parts: Parts,
    record: CaseRecord,
    action: CaseAction,
    *,
    book: EntitlementBook | None,
    at: dt.datetime,
    by: Actor,
    facts: Mapping[str, Fact],
    expected_sequence: int | None,
) -> Outcome:
    """
    What :meth:`ServiceDesk.act` answers.
    """
    answer = decide(
        record.case,
        action,
        case_type=parts.case_type(record.case.type),
        at=at,
        by=by,
        facts=facts,
        expected_sequence=expected_sequence,
    )
    if isinstance(answer, AlreadyDone):
        now = max(to_utc(at), record.case.changed_at)
        return done_before(record, parts.next_instant(record, now, facts))
    after = record.followed_by(answer.events)
    return followed(parts, record, after, book=book, at=at, by=by, facts=facts)


def followed(
    parts: Parts,
    record: CaseRecord,
    after: CaseRecord,
    *,
    book: EntitlementBook | None,
    at: dt.datetime,
    by: Actor,
    facts: Mapping[str, Fact],
    told: Iterable[Notice] = (),
    held: Iterable[HeldBack] = (),
) -> Outcome:
    """
    What follows from what happened to a case: its service level, what it uses, when to look again.
    """
    level, policies = changed_level(parts, record, after, at)
    if level is not None:
        more, _ = parts.asked(after.case, ApplySla(level), at, facts)
        after = after.followed_by(more)
    spent = used(record.case, after, book, parts.usage, at=at, by=by)
    return Outcome(
        appends=(*appended(record, after.events[len(record.events) :]), *spent.appends),
        records=[after],
        ledger=spent.ledger,
        policies=policies,
        notices=tuple(told),
        held=tuple(held),
        wakes=[(after.stream, parts.next_instant(after, at, facts))],
    )


def came_due(
    parts: Parts,
    record: CaseRecord,
    *,
    book: EntitlementBook | None,
    at: dt.datetime,
    told_until: dt.datetime | None,
    facts: Mapping[str, Fact],
) -> Outcome:
    """
    What :meth:`ServiceDesk.due` answers.
    """
    at = to_utc(at)
    after, answer = record, _due(parts, record, at, facts)
    while answer.actions:
        # Each has a key of the instant at which the case came to its state, so none is done twice.
        more, _ = parts.asked(after.case, answer.actions[0].action, at, facts)
        if not more:
            break
        after = after.followed_by(more)
        answer = _due(parts, after, at, facts)
    told = _notices(parts, after.timeline, told_until, at)
    return followed(
        parts,
        record,
        after,
        book=book,
        at=at,
        by=AUTOMATIC,
        facts=facts,
        told=told,
        held=answer.held,
    )


def _due(parts: Parts, record: CaseRecord, at: dt.datetime, facts: Mapping[str, Fact]) -> Due:
    case = record.case
    moves = parts.auto_moves.get(case.type, ())
    if not any(move.state == case.state for move in moves):
        return Due()
    calendar = parts.calendars.of(record, at)
    return due(case, moves, case_type=parts.case_type(case.type), calendar=calendar, at=at, facts=facts)


def _notices(
    parts: Parts, timeline: Timeline, told_until: dt.datetime | None, at: dt.datetime
) -> tuple[Notice, ...]:
    after = timeline.starts_at - dt.timedelta(microseconds=1) if told_until is None else told_until
    return notices(
        parts.policies,
        timeline,
        calendars=parts.calendars.book,
        after=after,
        until=at,
        match=parts.match,
    )
