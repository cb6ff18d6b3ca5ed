"""
What of one case goes to another: what was written, and what a case that follows takes over.
"""

from collections.abc import Iterable
from typing import Any, Final

from csmcore.cases._case import Case
from csmcore.cases._deciding import Deciding
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label
from csmcore.cases._merged import CommentCopied, WorkNoteCopied
from csmcore.cases._opening import OpenCase
from csmcore.cases._talking import CommentAdded, WorkNoteAdded
from csmcore.errors import DefinitionError

TAKEN_OVER: Final = (
    "subject",
    "customer",
    "model_id",
    "sold_product_id",
    "item_id",
    "contract_id",
    "line_id",
    "entitlement_id",
)
"""
What a case has from the one that it follows, unless its opening says otherwise.
"""


def continued(case: Case, opening: OpenCase) -> OpenCase:
    """
    An opening with what it leaves open taken from another case.
    """
    said: dict[str, Any] = dict(vars(opening))
    for name in TAKEN_OVER:
        if said[name] in (None, ""):
            said[name] = getattr(case, name)
    return OpenCase(**said)


def written_in(case: Case, events: Iterable[CaseEvent]) -> dict[int, CaseEvent]:
    """
    The events of a case by which something was written, by their sequence.

    Raises:
        DefinitionError: One is of another case, or happened after what is known of the case.
    """
    found: dict[int, CaseEvent] = {}
    for event in events:
        if event.case_id != case.id:
            message = f"an event of {label(event.case_id)} came with {label(case.id)}; give its own"
            raise DefinitionError(message)
        if event.sequence > case.sequence:
            message = f"{label(case.id)} is at {case.sequence}, and came with event {event.sequence}"
            raise DefinitionError(message)
        if isinstance(event, CommentAdded | WorkNoteAdded | CommentCopied | WorkNoteCopied):
            found[event.sequence] = event
    return dict(sorted(found.items()))


def copy_written(deciding: Deciding, written: Iterable[CaseEvent]) -> None:
    """
    Tells on a case what was written on another, each where it was written first.
    """
    for event in written:
        match event:
            case CommentAdded() | WorkNoteAdded():
                origin = (event.case_id, event.sequence, event.at, event.by)
            case CommentCopied() | WorkNoteCopied():
                origin = (
                    event.from_case_id,
                    event.from_sequence,
                    event.written_at,
                    event.written_by,
                )
            case _:
                continue
        case_id, sequence, at, by = origin
        seen = isinstance(event, CommentAdded | CommentCopied)
        deciding.tell(
            CommentCopied if seen else WorkNoteCopied,
            text=event.text,
            from_case_id=case_id,
            from_sequence=sequence,
            written_at=at,
            written_by=by,
        )
