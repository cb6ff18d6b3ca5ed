"""
Opening a case: what it is owed, the opening itself, what it is measured under, what it uses.
"""

import datetime as dt
from collections.abc import Mapping

from csmcore.cases import OPENING, Actor, ApplySla, Case, ChangeCase, OpenCase, decide
from csmcore.contracts import Amount, Coverage, CoverageRequest, EntitlementBook, Refuse, cover
from csmcore.desk._levels import agreed_by, level_of
from csmcore.desk._outcome import Outcome
from csmcore.desk._parts import Parts, appended, done_before
from csmcore.desk._record import CaseRecord
from csmcore.desk._usage import used
from csmcore.errors import CaseRefusedError
from csmcore.kernel import Fact, Scalar


def opened(
    parts: Parts,
    action: OpenCase,
    *,
    case_type: str | None,
    record: CaseRecord | None,
    book: EntitlementBook | None,
    units: Amount | None,
    at: dt.datetime,
    by: Actor,
    facts: Mapping[str, Fact],
) -> Outcome:
    """
    What :meth:`ServiceDesk.open` answers.
    """
    if record is not None:
        return _opened_before(parts, record, action, at=at, by=by, facts=facts)
    kind = parts.case_type(case_type)
    answer = decide(None, action, case_type=kind, at=at, by=by, facts=facts)
    events, case = getattr(answer, "events", ()), answer.case
    coverage = None if book is None else _covered(parts, action, kind.name, book, at=at, units=units)
    changes = _found(case, coverage)
    if changes:
        told, case = parts.asked(case, ChangeCase(changes), at, facts)
        events = (*events, *told)
    agreed = agreed_by(case.entitlement_id, coverage, book)
    made = CaseRecord(events)
    level, policies = level_of(parts, made, agreed, facts, at)
    told, _ = parts.asked(case, ApplySla(level), at, facts)
    made = made.followed_by(told)
    spent = used(None, made, book, parts.usage, at=at, by=by, units=units)
    return Outcome(
        appends=(*appended(made, made.events), *spent.appends),
        records=[made],
        ledger=spent.ledger,
        coverage=None if coverage is None else coverage.decision,
        uncovered=None if coverage is None else coverage.uncovered,
        policies=policies,
        wakes=[(made.stream, parts.next_instant(made, at, facts))],
    )


def _opened_before(
    parts: Parts,
    record: CaseRecord,
    action: OpenCase,
    *,
    at: dt.datetime,
    by: Actor,
    facts: Mapping[str, Fact],
) -> Outcome:
    """
    That a case which is there was opened by this very action; anything else is refused.
    """
    case_type = parts.case_type(record.case.type)
    decide(record.case, action, case_type=case_type, at=at, by=by, facts=facts)
    now = max(at, record.case.changed_at)
    return done_before(record, parts.next_instant(record, now, facts))


def _covered(
    parts: Parts,
    action: OpenCase,
    case_type: str,
    book: EntitlementBook,
    *,
    units: Amount | None,
    at: dt.datetime,
) -> Coverage | None:
    """
    What covers a case, where there is somebody to be covered and nobody said by what.

    Raises:
        CaseRefusedError: Nothing does, and then service is refused.
    """
    if action.customer is None or action.entitlement_id is not None:
        return None
    asked = {"cases": units} if isinstance(units, int) else {"work": units} if units else {}
    request = CoverageRequest(
        action.customer,
        model_id=action.model_id,
        sold_product_id=action.sold_product_id,
        item_id=action.item_id,
        contract_id=action.contract_id,
        line_id=action.line_id,
        channel=action.channel,
        case_type=case_type,
        **asked,
    )
    coverage = cover(request, book, at=at, order=parts.order, uncovered=parts.uncovered)
    if isinstance(coverage.uncovered, Refuse):
        why = tuple(map(str, (*coverage.decision.reasons, *coverage.decision.rejected)))
        raise CaseRefusedError(f"case {action.case_id!r}", OPENING, why, ())
    return coverage


def _found(case: Case, coverage: Coverage | None) -> dict[str, Scalar]:
    """
    What the coverage tells of a case, where the case does not say it already.
    """
    if coverage is None or coverage.chosen is None:
        return {}
    contract_id, line_id = coverage.chosen.agreed_under
    told = {"entitlement_id": coverage.chosen.id, "contract_id": contract_id, "line_id": line_id}
    return {
        name: value for name, value in told.items() if value is not None and getattr(case, name) is None
    }
