"""
Major cases: one case above those of all customers whom a failure reaches.
"""

from typing import Any, Final

import attrs

from csmcore.cases._case import Case
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._major_state import MajorState, unfit_for_major
from csmcore.cases._reasons import not_for
from csmcore.cases._synced import rejoined
from csmcore.cases._talking import WorkNoteAdded
from csmcore.kernel import CaseId, Reason, ReasonKind, not_blank, not_blank_if_given
from csmcore.lifecycles import AGENT, CUSTOMER

IS_MAJOR: Final = ReasonKind("case.is_major", "the case is a major case already")
IS_PROPOSED: Final = ReasonKind("case.is_proposed", "the case is proposed already")
NOT_PROPOSED: Final = ReasonKind("case.not_proposed", "the case is not proposed as a major case")
MAJOR_BELOW: Final = ReasonKind("case.major_below", "a major case stands below none")
OWN_PARENT: Final = ReasonKind("case.own_parent", "parent_id: a case does not stand below itself")

_NOT_THEIRS: Final = frozenset((AGENT, CUSTOMER))


@attrs.frozen(slots=False)
class ProposeMajor(ActionFields):
    """
    Proposes that a case be a major one, or that there be a major case above it.

    Attributes:
        reason: Why.
    """

    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen(slots=False)
class AcceptMajor(ActionFields):
    """
    Makes a case without a customer a major case, proposed or not.

    What is for a customer is not made one itself: :func:`accept_major` opens one above it.

    Attributes:
        candidate_id: The case that gave rise to it, if that is another one.
    """

    candidate_id: CaseId | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen(slots=False)
class RejectMajor(ActionFields):
    """
    Leaves a case that was proposed a regular one.

    Attributes:
        reason: Why; it goes to the work notes.
    """

    reason: str = attrs.field(validator=not_blank)


@attrs.frozen(slots=False)
class JoinMajor(ActionFields):
    """
    Puts a case below a major one, that it may be synchronised with it.

    Attributes:
        parent_id: The major case.
    """

    parent_id: CaseId = attrs.field(validator=not_blank)


@attrs.frozen(kw_only=True, slots=False)
class MajorProposed(EventFields):
    """
    The case was proposed as a major one.

    Attributes:
        reason: Why, where that was said.
    """

    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        case["major"] = MajorState.PROPOSED

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("major_proposed",)


@attrs.frozen(kw_only=True, slots=False)
class MajorAccepted(EventFields):
    """
    The case is a major one.

    Attributes:
        candidate_id: The case that gave rise to it, if that is another one.
    """

    candidate_id: CaseId | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        case["major"] = MajorState.ACCEPTED

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("major_accepted",)


@attrs.frozen(kw_only=True, slots=False)
class MajorRejected(EventFields):
    """
    The case stays a regular one.

    Attributes:
        reason: Why.
    """

    reason: str = attrs.field(validator=not_blank)

    def _write(self, case: dict[str, Any]) -> None:
        case["major"] = MajorState.REJECTED

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("major_rejected",)


@attrs.frozen(kw_only=True, slots=False)
class MajorJoined(EventFields):
    """
    The case stands below a major one, and is synchronised with it.

    Attributes:
        parent_id: The major case.
    """

    parent_id: CaseId = attrs.field(validator=not_blank)

    def _write(self, case: dict[str, Any]) -> None:
        synced = rejoined(case["synced"], self.parent_id, self.at)
        case.update(parent_id=self.parent_id, major=None, follows_parent=True, synced=synced)

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("joined_major",)


def propose_major(deciding: Deciding, action: ProposeMajor) -> None:
    """
    Proposes a case as a major one.

    Raises:
        CaseRefusedError: It is one, is proposed, or stands below another.
    """
    deciding.check("propose_major", proposing_problems(deciding))
    deciding.tell(MajorProposed, reason=action.reason)


def accept_as_major(deciding: Deciding, action: AcceptMajor) -> None:
    """
    Makes a case a major one.

    Raises:
        CaseRefusedError: It is one, was rejected, is for a customer, stands below another, or
            it is not for this actor; every reason is told.
    """
    deciding.check("accept_major", accepting_problems(deciding))
    deciding.tell(MajorAccepted, candidate_id=action.candidate_id)


def reject_major(deciding: Deciding, action: RejectMajor) -> None:
    """
    Leaves a case a regular one, and notes why.

    Raises:
        CaseRefusedError: It is not proposed, or it is not for this actor.
    """
    deciding.check("reject_major", rejecting_problems(deciding))
    deciding.tell(MajorRejected, reason=action.reason)
    deciding.tell(WorkNoteAdded, text=action.reason)


def join_major(deciding: Deciding, action: JoinMajor) -> None:
    """
    Puts a case below a major one.

    Raises:
        CaseRefusedError: It is a major case itself.
    """
    case, reasons = deciding.known, joining_problems(deciding)
    if action.parent_id == case.id:
        reasons.append(OWN_PARENT())
    deciding.check("join_major", reasons)
    if action.parent_id != case.parent_id or case.major is not None:
        deciding.tell(MajorJoined, parent_id=action.parent_id)


def proposing_problems(deciding: Deciding) -> list[Reason]:
    """
    Why a case is not proposed as a major one now.
    """
    case, found = deciding.known, []
    if case.major is MajorState.ACCEPTED:
        found.append(IS_MAJOR())
    elif case.major is MajorState.PROPOSED:
        found.append(IS_PROPOSED())
    return [*found, *unfit_for_major(None, case.parent_id)]


def accepting_problems(deciding: Deciding) -> list[Reason]:
    """
    Why a case does not become a major one now.
    """
    case, found = deciding.known, not_theirs("accept_major", deciding)
    if case.major is MajorState.ACCEPTED:
        found.append(IS_MAJOR())
    elif case.major is MajorState.REJECTED:
        found.append(NOT_PROPOSED())
    return [*found, *unfit_for_major(case.customer, case.parent_id)]


def rejecting_problems(deciding: Deciding) -> list[Reason]:
    """
    Why a case is not rejected as a major one now.
    """
    found = not_theirs("reject_major", deciding)
    return found if deciding.known.major is MajorState.PROPOSED else [*found, NOT_PROPOSED()]


def joining_problems(deciding: Deciding) -> list[Reason]:
    """
    Why a case is not put below a major one now.
    """
    return [MAJOR_BELOW()] if deciding.known.major is MajorState.ACCEPTED else []


def not_theirs(action: str, deciding: Deciding) -> list[Reason]:
    """
    Why somebody does not decide on major cases: neither agents nor customers do.
    """
    kind = deciding.by.kind
    return [not_for(action=action, kind=kind)] if kind in _NOT_THEIRS else []
