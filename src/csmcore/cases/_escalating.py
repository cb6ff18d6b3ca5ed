"""
Actions on an escalation in, events out.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, assert_never

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._escalation import Escalation, EscalationContent, escalation_label
from csmcore.cases._escalation_actions import (
    ChangeEscalation,
    EscalationAction,
    MoveEscalation,
    NoteEscalation,
    RequestEscalation,
)
from csmcore.cases._escalation_book import EscalationBook
from csmcore.cases._escalation_events import (
    EscalationChanged,
    EscalationEvent,
    EscalationMoved,
    EscalationNoted,
    EscalationRequested,
    evolve_escalation,
)
from csmcore.cases._escalation_requests import CaseRequest, case_requests
from csmcore.cases._escalation_rules import (
    WORDS,
    Asked,
    approver_problems,
    change_problems,
    in_the_way,
    word_problems,
)
from csmcore.cases._escalation_template import REQUEST, EscalationTemplate
from csmcore.cases._keys import digest, same_again
from csmcore.cases._reasons import not_for
from csmcore.errors import (
    CaseRefusedError,
    ClosedCaseError,
    DefinitionError,
    MoveRefusedError,
    PastError,
    SequenceError,
)
from csmcore.kernel import (
    Fact,
    GroupId,
    Reason,
    ReasonKind,
    shown,
    to_utc,
)

NOT_REQUESTED: Final = ReasonKind(
    "escalation.not_requested", "there is no escalation yet; it begins with RequestEscalation"
)
ALREADY_THERE: Final = ReasonKind("escalation.already_there", "it was requested at {at}")

_CONTENT: Final = tuple(field.name for field in attrs.fields(EscalationContent))


@attrs.frozen
class EscalationDecided:
    """
    An action on an escalation is done: what happened, and the escalation as it is now.

    Attributes:
        events: In order; none at all where the action changes nothing.

        escalation: The escalation after them.

        asks: What is to be asked of cases now: the work note that copies the event to the
            case that is escalated. A case that is closed by then refuses it.
    """

    events: tuple[EscalationEvent, ...]
    escalation: Escalation
    asks: tuple[CaseRequest, ...] = ()


@attrs.frozen
class EscalationAlreadyDone:
    """
    The action had been done before, under the same key; nothing happens.

    Attributes:
        first: The sequence of the first event that came of it.

        last: The sequence of the last.

        escalation: The escalation as it was given.
    """

    first: int
    last: int
    escalation: Escalation


def decide_escalation(
    escalation: Escalation | None,
    action: EscalationAction,
    *,
    template: EscalationTemplate,
    at: dt.datetime,
    by: Actor,
    others: EscalationBook | None = None,
    groups: Iterable[GroupId] = (),
    expected_sequence: int | None = None,
) -> EscalationDecided | EscalationAlreadyDone:
    """
    What happens when somebody asks something of an escalation, or a refusal with every reason.

    Args:
        escalation: The escalation as it is; ``None`` for :class:`RequestEscalation`.

        action: What is asked.

        template: The escalation's template.

        at: When it is asked. Aware; never before the escalation's last event.

        by: Who asks.

        others: The escalations that there are; a case or an account has one at a time.

        groups: The groups that whoever asks is in, for a template whose approvers are one.

        expected_sequence: The sequence of the last event that the host has seen, 0 before the
            first; ``None`` does not ask.

    Raises:
        MoveRefusedError: The lifecycle does not allow it now, or what it needs is missing.

        CaseRefusedError: Something else is in the way.

        ClosedCaseError: The escalation was declined or closed, and is only read.

        KeyConflictError: The key was used for another action.

        SequenceError: There are more, or fewer, events than expected.

        PastError: It is asked at an instant before the escalation's last event.

        DefinitionError: The escalation is of another template, or it is no action.
    """
    if not isinstance(action, RequestEscalation | MoveEscalation | ChangeEscalation | NoteEscalation):
        message = f"{shown(action)} is no action; give a MoveEscalation or its like"
        raise DefinitionError(message)
    if not isinstance(by, Actor):
        message = f"by={shown(by)}; say who asks, such as Actor('manager', 'mo')"
        raise DefinitionError(message)
    asked = None if action.key is None else digest(action, by)
    if escalation is not None and action.key is not None:
        used = same_again(escalation.used(action.key), asked)
        if used is not None:
            return EscalationAlreadyDone(used.first, used.last, escalation)
    book = EscalationBook() if others is None else others
    ask = Asked(template, to_utc(at), by, book, frozenset(groups), asked)
    _check_sequence(escalation, action, expected_sequence)
    event = _event(escalation, action, ask)
    if event is None:
        # Only an escalation that is there has nothing to change.
        return EscalationDecided((), escalation)  # type: ignore[arg-type]
    after = evolve_escalation(escalation, event)
    return EscalationDecided((event,), after, case_requests(after, (event,)))


def _check_sequence(
    escalation: Escalation | None, action: EscalationAction, expected: int | None
) -> None:
    sequence = 0 if escalation is None else escalation.sequence
    if expected is None or expected == sequence:
        return
    if escalation is not None:
        name = escalation_label(escalation.id)
    else:
        name = (
            escalation_label(action.escalation_id)
            if isinstance(action, RequestEscalation)
            else "no escalation"
        )
    raise SequenceError(name, expected, sequence)


def _event(
    escalation: Escalation | None, action: EscalationAction, ask: Asked
) -> EscalationEvent | None:
    if isinstance(action, RequestEscalation):
        if escalation is not None:
            reason = ALREADY_THERE(at=escalation.requested_at)
            raise _refused(escalation.id, REQUEST, [reason])
        return _requested(action, ask)
    if escalation is None:
        raise CaseRefusedError("no escalation", _name(action), (str(NOT_REQUESTED()),), (REQUEST,))
    _check(escalation, action, ask)
    match action:
        case MoveEscalation():
            return _moved(escalation, action, ask)
        case ChangeEscalation():
            return _changed(escalation, action, ask)
        case NoteEscalation():
            return EscalationNoted(**_next(escalation, action, ask), text=action.text)
        case _:  # pragma: no cover
            assert_never(action)


def _check(escalation: Escalation, action: EscalationAction, ask: Asked) -> None:
    name = escalation_label(escalation.id)
    if escalation.template != ask.template.name:
        message = (
            f"{name} is a {escalation.template!r}, and the template given is {ask.template.name!r}"
        )
        raise DefinitionError(message)
    if ask.at < escalation.changed_at:
        raise PastError(name, escalation.changed_at, ask.at)
    if not isinstance(action, MoveEscalation):
        if ask.by.is_customer:
            reason = not_for(action=_name(action), kind=ask.by.kind)
            raise _refused(escalation.id, _name(action), [reason])
        if escalation.is_over:
            raise ClosedCaseError(name, escalation.state, _name(action))


def _name(action: EscalationAction) -> str:
    match action:
        case MoveEscalation(action=name):
            return name
        case ChangeEscalation():
            return "change_escalation"
        case NoteEscalation():
            return "note_escalation"
        case RequestEscalation():
            return REQUEST
        case _:  # pragma: no cover
            assert_never(action)


def _refused(escalation_id: str, action: str, reasons: Iterable[Reason]) -> CaseRefusedError:
    return CaseRefusedError(escalation_label(escalation_id), action, tuple(map(str, reasons)), ())


def _next(escalation: Escalation, action: EscalationAction, ask: Asked) -> dict[str, Any]:
    return {
        "escalation_id": escalation.id,
        "sequence": escalation.sequence + 1,
        "at": ask.at,
        "by": ask.by,
        "key": action.key,
        "asked": ask.asked,
    }


# --- requesting one ------------------------------------------------------------------------------


def _requested(action: RequestEscalation, ask: Asked) -> EscalationRequested:
    template = ask.template
    problems = [*in_the_way(action, ask), *word_problems(action, template)]
    given: dict[str, Fact] = {"reason": action.reason, "justification": action.justification}
    facts: Mapping[str, Fact] = {
        "needs_approval": template.needs_approval,
        "kind": str(action.kind),
        **{name: getattr(action, name) for name in WORDS if getattr(action, name)},
    }
    try:
        moved = template.lifecycle.move(None, REQUEST, by=ask.by.kind, facts=facts, given=given)
    except MoveRefusedError as error:
        reasons = (*error.reasons, *map(str, problems))
        raise MoveRefusedError(error.lifecycle, "", REQUEST, reasons, error.allowed) from None
    if problems:
        raise _refused(action.escalation_id, REQUEST, problems)
    content = {name: getattr(action, name) for name in _CONTENT}
    content["watchers"] = dict.fromkeys((*action.watchers, *template.watchers))
    return EscalationRequested(
        escalation_id=action.escalation_id,
        sequence=1,
        at=ask.at,
        by=ask.by,
        key=action.key,
        asked=ask.asked,
        **content,
        template=template.name,
        approvers=template.approvers,
        approval_group_id=template.approval_group_id,
        state=moved.target,
        category=template.lifecycle.state(moved.target).category,
    )


# --- what happens to one -------------------------------------------------------------------------


def _moved(escalation: Escalation, action: MoveEscalation, ask: Asked) -> EscalationMoved:
    lifecycle = ask.template.lifecycle
    problems = approver_problems(escalation, ask.by, ask.groups)
    given: dict[str, Fact] = {"justification": action.justification}
    try:
        moved = lifecycle.move(
            escalation.state, action.action, by=ask.by.kind, facts=escalation.facts, given=given
        )
    except MoveRefusedError as error:
        reasons = (*error.reasons, *map(str, problems))
        raise MoveRefusedError(
            error.lifecycle, escalation.state, action.action, reasons, error.allowed
        ) from None
    if problems:
        raise _refused(escalation.id, action.action, problems)
    return EscalationMoved(
        **_next(escalation, action, ask),
        action=action.action,
        source=escalation.state,
        target=moved.target,
        category=lifecycle.state(moved.target).category,
        justification=action.justification if action.justification.strip() else None,
    )


def _changed(escalation: Escalation, action: ChangeEscalation, ask: Asked) -> EscalationChanged | None:
    problems = change_problems(escalation, action, ask.template)
    if problems:
        raise _refused(escalation.id, _name(action), problems)
    changed: dict[str, Any] = {
        "changes": tuple(pair for pair in action.changes if getattr(escalation, pair[0]) != pair[1])
    }
    lists = (
        ("watchers", action.add_watchers, action.remove_watchers),
        ("case_ids", action.add_cases, action.remove_cases),
    )
    for name, add, remove in lists:
        held = getattr(escalation, name)
        after = tuple(each for each in dict.fromkeys((*held, *add)) if each not in remove)
        if after != held:
            changed[name] = after
    if not changed["changes"] and len(changed) == 1:
        return None
    return EscalationChanged(**_next(escalation, action, ask), **changed)
