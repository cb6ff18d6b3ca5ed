"""
One of several cases about which something is decided at once.
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple, cast

from csmcore.cases._actor import Actor
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label
from csmcore.cases._keys import digest, same_again
from csmcore.cases._together import DecidedTogether
from csmcore.errors import DefinitionError, PastError
from csmcore.kernel import Append, CaseId, Fact, case_stream, shown


class Asked(NamedTuple):
    """
    What is asked of several cases at once.

    Attributes:
        action: The action.

        by: Who asks.

        at: When.

        facts: What conditions may ask and the cases do not hold.

        about: The case that it is about first of all.
    """

    action: ActionFields
    by: Actor
    at: dt.datetime
    facts: Mapping[str, Fact]
    about: CaseId


class Touched(NamedTuple):
    """
    One of several cases while something is decided about them.

    Attributes:
        deciding: What is decided about it.

        before: The sequence of its last event before; 0 where it is opened.

        is_done: Whether its key says that it was done before.
    """

    deciding: Deciding
    before: int
    is_done: bool

    @property
    def case(self) -> Case:
        """
        The case as it is by now.
        """
        return self.deciding.known


def touch(
    case: Case | None, case_type: CaseType, asked: Asked, case_id: CaseId | None = None
) -> Touched:
    """
    A case about which something is to be decided, or that it has been.

    Args:
        case: The case; ``None`` where it is to be opened.

        case_type: Its type.

        asked: What is asked of it and of others.

        case_id: The identity of the case that is to be opened.

    Raises:
        KeyConflictError: The key was used for another action.

        PastError: It is asked at an instant before the last event of the case.

        DefinitionError: The case is of another type.
    """
    if not isinstance(asked.by, Actor):
        message = f"by={shown(asked.by)}; say who asks, such as Actor('agent', 'kim')"
        raise DefinitionError(message)
    key = asked.action.key
    told = None if key is None else digest(asked.action, asked.by, asked.about)
    known_id = case.id if case is not None else CaseId(case_id or "")
    deciding = Deciding(case, known_id, case_type, asked.facts, asked.at, asked.by, key, told)
    if case is None:
        return Touched(deciding, 0, is_done=False)
    if case.type != case_type.name:
        message = f"{label(case.id)} is a {case.type!r}, and the type given is {case_type.name!r}"
        raise DefinitionError(message)
    if key is not None and same_again(case.used(key), told) is not None:
        return Touched(deciding, case.sequence, is_done=True)
    if asked.at < case.changed_at:
        raise PastError(label(case.id), case.changed_at, asked.at)
    return Touched(deciding, case.sequence, is_done=False)


def decided(*touched: Touched) -> DecidedTogether:
    """
    What is appended to cases once it is decided, in the order given.
    """
    return DecidedTogether(
        appends=[
            Append(
                case_stream(each.deciding.case_id),
                expected_sequence=each.before,
                events=cast("tuple[CaseEvent, ...]", tuple(each.deciding.events)),  # of these
            )
            for each in touched
        ],
        cases=[each.case for each in touched],
    )
