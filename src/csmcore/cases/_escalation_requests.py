"""
What is to be asked of a case because of what happened to its escalation.
"""

from collections.abc import Iterable
from typing import assert_never

import attrs

from csmcore.cases._actions import CaseAction
from csmcore.cases._actor import AUTOMATIC, Actor
from csmcore.cases._escalation import Escalation
from csmcore.cases._escalation_events import (
    EscalationChanged,
    EscalationEvent,
    EscalationMoved,
    EscalationNoted,
    EscalationRequested,
)
from csmcore.cases._talking import AddWorkNote
from csmcore.kernel import CaseId, not_blank


@attrs.frozen
class CaseRequest:
    """
    Something that is to be asked of a case because of what happened elsewhere.

    Its action has a key, so that it is done once, however often it is asked.

    Attributes:
        case_id: The case.

        action: What is asked.

        by: Who asks.
    """

    case_id: CaseId = attrs.field(validator=not_blank)
    action: CaseAction
    by: Actor = AUTOMATIC


def case_requests(escalation: Escalation, events: Iterable[EscalationEvent]) -> tuple[CaseRequest, ...]:
    """
    What is to be asked of a case because of its escalation's events: a work note for each.

    :func:`decide_escalation` says it already; a host that was interrupted asks again, of the
    events that it has stored. Keys see to it that nothing is written twice.

    Args:
        escalation: The escalation.

        events: Some of its events, in order.

    Returns:
        Nothing for an account's escalation, whose cases keep their own notes.
    """
    case_id = escalation.case_id
    if case_id is None:
        return ()
    return tuple(CaseRequest(case_id, _note(event)) for event in events)


def _note(event: EscalationEvent) -> AddWorkNote:
    text = f"Escalation {event.escalation_id}: {_told(event)} ({event.by})"
    return AddWorkNote(text, key=f"escalation/{event.escalation_id}/{event.sequence}")


def _told(event: EscalationEvent) -> str:
    match event:
        case EscalationRequested():
            severity = "" if event.severity is None else f", {event.severity}"
            why = f"{event.reason}{severity}; {event.justification}"
            return f"{event.state}, asked by {event.source}: {why}"
        case EscalationMoved():
            why = "" if event.justification is None else f": {event.justification}"
            return f"{event.target}{why}"
        case EscalationChanged():
            told = [f"{name} is {value or 'not set'}" for name, value in event.changes]
            if event.watchers is not None:
                told.append(f"watched by {', '.join(event.watchers) or 'nobody'}")
            return ", ".join(told)
        case EscalationNoted():
            return event.text
        case _:  # pragma: no cover
            assert_never(event)
