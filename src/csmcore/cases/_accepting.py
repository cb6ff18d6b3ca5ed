"""
Accepting a candidate: a major case is opened above it, or it becomes one itself.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from csmcore.cases._actor import Actor
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._decide import AlreadyDone, Decided, decide
from csmcore.cases._deciding import Deciding
from csmcore.cases._fold import label
from csmcore.cases._major_state import MajorState
from csmcore.cases._majors import NOT_PROPOSED, AcceptMajor, JoinMajor, not_theirs
from csmcore.cases._opening import OpenCase
from csmcore.cases._together import Append, DecidedTogether
from csmcore.errors import CaseRefusedError
from csmcore.kernel import CaseId, Fact

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


def accept_major(
    candidate: Case,
    major: CaseId | OpenCase,
    *,
    case_type: CaseType,
    at: dt.datetime,
    by: Actor,
    major_type: CaseType | None = None,
    facts: Mapping[str, Fact] = _NONE,
    key: str | None = None,
) -> DecidedTogether | AlreadyDone:
    """
    Opens a major case above a candidate, which becomes the first below it.

    Its subject, model, impact, urgency and priority go up, and its own fields where the type
    is the same; not the customer, their words, or what is theirs alone. A candidate without
    a customer may become the major case itself, by :class:`AcceptMajor`.

    Args:
        candidate: The case that was proposed.

        major: The identity of the major case, which the host makes; or how it is opened.

        case_type: The candidate's type.

        at: When it is accepted.

        by: Who accepts it; neither an agent nor a customer.

        major_type: The major case's type; ``None`` for the candidate's.

        facts: As for :func:`decide`.

        key: What the host calls this; asked again, nothing happens.

    Returns:
        What is appended to the major case, and then to the candidate.

    Raises:
        CaseRefusedError: The case is not proposed, or it is not for this actor.

        ClosedCaseError: The candidate is closed or cancelled.
    """
    major_type = case_type if major_type is None else major_type
    opening = major
    if not isinstance(opening, OpenCase):
        opening = _opening(candidate, opening, same_type=major_type == case_type)
    joining = JoinMajor(opening.case_id, key=key)
    joined = decide(candidate, joining, case_type=case_type, at=at, by=by, facts=facts)
    if isinstance(joined, AlreadyDone):
        return joined
    reasons = not_theirs("accept_major", Deciding(candidate, candidate.id, case_type, facts, at, by))
    if candidate.major is not MajorState.PROPOSED:
        reasons.append(NOT_PROPOSED())
    if reasons:
        told = tuple(map(str, reasons))
        raise CaseRefusedError(label(candidate.id), "accept_major", told, ())
    opened = decide(None, opening, case_type=major_type, at=at, by=by, facts=facts)
    accepting = AcceptMajor(candidate.id, key=key)
    accepted = decide(opened.case, accepting, case_type=major_type, at=at, by=by, facts=facts)
    return DecidedTogether(
        (
            _append(None, [opened, accepted]),
            _append(candidate, [joined]),
        )
    )


def _append(before: Case | None, answers: Sequence[Decided | AlreadyDone]) -> Append:
    case = answers[-1].case
    return Append(
        case.id,
        expected_sequence=0 if before is None else before.sequence,
        events=[event for each in answers if isinstance(each, Decided) for event in each.events],
        case=case,
    )


def _opening(candidate: Case, case_id: CaseId, *, same_type: bool) -> OpenCase:
    by_hand = candidate.is_overridden and same_type
    return OpenCase(
        case_id,
        subject=candidate.subject,
        model_id=candidate.model_id,
        impact=candidate.impact if same_type else None,
        urgency=candidate.urgency if same_type else None,
        priority=candidate.priority if by_hand else None,
        priority_reason=candidate.override_reason if by_hand else None,
        fields=candidate.fields if same_type else (),
    )
