"""
Accepting a candidate: a major case is opened above it, or it becomes one itself.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._around_reasons import NOT_OF_THIS
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._decide import AlreadyDone
from csmcore.cases._event_fields import ActionFields
from csmcore.cases._fold import label
from csmcore.cases._major_state import MajorState
from csmcore.cases._majors import (
    NOT_PROPOSED,
    OWN_PARENT,
    AcceptMajor,
    JoinMajor,
    accept_as_major,
    join_major,
    not_theirs,
)
from csmcore.cases._opening import OpenCase, open_case
from csmcore.cases._together import DecidedTogether
from csmcore.cases._touching import Asked, Touched, decided, touch
from csmcore.errors import ClosedCaseError, DefinitionError
from csmcore.kernel import CaseId, Fact, to_utc

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


@attrs.frozen(slots=False)
class _Accepting(ActionFields):
    """
    What is asked under the key: the identity or the opening, as the host gave it.
    """

    major: CaseId | OpenCase


def accept_major(
    candidate: Case,
    major: CaseId | OpenCase,
    *,
    case_type: CaseType,
    at: dt.datetime,
    by: Actor,
    major_type: CaseType | None = None,
    new: Case | None = None,
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

        new: The major case, where it was stored before and the candidate was not: opened by
            this, under its key.

        facts: As for :func:`decide`.

        key: What the host calls this; asked again, nothing happens. That of an opening is not
            asked.

    Returns:
        What is decided to the major case, and then to the candidate. What the key says was
        done before is left out.

    Raises:
        CaseRefusedError: The case is not proposed, it is not for this actor, or what is given
            as the major case was not opened by this; every reason is told.

        ClosedCaseError: The candidate is closed or cancelled.

        MoveRefusedError: The lifecycle does not let this actor open the major case.

        KeyConflictError: The key was used for another action, or for another major case.

        OrderError: It is asked at an instant before the candidate's last event.

        DefinitionError: A case is of another type, or another case is given as the major one.
    """
    asked = Asked(_Accepting(major, key=key), by, to_utc(at), facts, candidate.id)
    below = touch(candidate, case_type, asked)
    if key is not None and below.is_done and (used := candidate.used(key)) is not None:
        return AlreadyDone(used.first, used.last, candidate)
    major_type = case_type if major_type is None else major_type
    opening = major
    if not isinstance(opening, OpenCase):
        opening = _opening(candidate, opening, same_type=major_type == case_type)
    if new is not None and new.id != opening.case_id:
        message = f"the major case is {label(opening.case_id)}, and {label(new.id)} was given"
        raise DefinitionError(message)
    above = touch(new, major_type, asked, opening.case_id)
    _check(below, above, opening.case_id)
    if not above.is_done:
        open_case(above.deciding, opening)
        accept_as_major(above.deciding, AcceptMajor(candidate.id))
    join_major(below.deciding, JoinMajor(opening.case_id))
    return decided(above, below)


def _check(below: Touched, above: Touched, major_id: CaseId) -> None:
    candidate = below.case
    if candidate.is_over:
        raise ClosedCaseError(label(candidate.id), candidate.state, "accept_major")
    reasons = not_theirs("accept_major", below.deciding)
    if candidate.major is not MajorState.PROPOSED:
        reasons.append(NOT_PROPOSED())
    if major_id == candidate.id:
        reasons.append(OWN_PARENT())
    elif above.before and not above.is_done:
        reasons.append(NOT_OF_THIS(path="new", case=label(major_id), action="acceptance"))
    below.deciding.check("accept_major", reasons)


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
