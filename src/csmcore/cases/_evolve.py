"""
A case is what its events say: one by one, or all at once.
"""

from collections.abc import Iterable

from csmcore.cases._case import Case
from csmcore.cases._event_fields import EventFields
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import fields_of, folded, made_of, written
from csmcore.errors import DefinitionError
from csmcore.kernel import shown


def evolve(case: Case | None, event: CaseEvent) -> Case:
    """
    The case after one more event.

    Args:
        case: The case before it; ``None`` for the first event.

        event: The next event.

    Raises:
        SequenceError: It is not the next event.

        OrderError: It happened before the one that it follows.

        DefinitionError: It is no event, of another case, or opens one that is open.
    """
    if not isinstance(event, EventFields):
        message = f"{shown(event)} is no event of a case; give a CaseMoved or its like"
        raise DefinitionError(message)
    return folded(case, event)


def replay(events: Iterable[CaseEvent], snapshot: Case | None = None) -> Case:
    """
    The case after all its events, or after those that follow a snapshot.

    Args:
        events: In order, without a gap.

        snapshot: The case before the first of them; ``None`` begins at the beginning.

    Raises:
        SequenceError: An event is missing, or two have one place.

        OrderError: An event happened before the one that it follows.

        DefinitionError: There are none, and no snapshot; or one is no event.
    """
    held = fields_of(snapshot)
    for event in events:
        if not isinstance(event, EventFields):
            message = f"{shown(event)} is no event of a case; give a CaseMoved or its like"
            raise DefinitionError(message)
        written(held, event)
    if not held["sequence"]:
        message = "there are no events; a case begins with CaseOpened"
        raise DefinitionError(message)
    return made_of(Case, held)
