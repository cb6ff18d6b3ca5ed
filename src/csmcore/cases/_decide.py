"""
Actions in, events out.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from csmcore.cases._actions import ROWS, CaseAction, Row
from csmcore.cases._actor import Actor
from csmcore.cases._case import Case
from csmcore.cases._case_type import OPENING, CaseType
from csmcore.cases._deciding import Deciding
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label, made_of
from csmcore.cases._keys import digest, same_again
from csmcore.cases._moving import move_options
from csmcore.cases._opening import OpenCase, opening_options
from csmcore.cases._reasons import ALREADY_OPEN, NOT_OPEN, READ_ONLY, not_for
from csmcore.errors import (
    CaseRefusedError,
    ClosedCaseError,
    DefinitionError,
    PastError,
    SequenceError,
)
from csmcore.kernel import CaseId, Fact, Reason, shown, to_utc
from csmcore.lifecycles import Option

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})
_NOBODY: Final = CaseId("")


@attrs.frozen(slots=False)
class Decided:
    """
    An action is done: what happened, for the host to store, and the case as it is now.

    Attributes:
        events: In order; none at all where the action changes nothing.

        case: The case after them.
    """

    events: tuple[CaseEvent, ...]
    case: Case


@attrs.frozen
class AlreadyDone:
    """
    The action had been done before, under the same key; nothing happens.

    Attributes:
        first: The sequence of the first event that came of it.

        last: The sequence of the last.

        case: The case as it was given.
    """

    first: int
    last: int
    case: Case


Decision: TypeAlias = Decided | AlreadyDone
"""
What comes of an action: it is done now, or had been before.
"""


def decide(
    case: Case | None,
    action: CaseAction,
    *,
    case_type: CaseType,
    at: dt.datetime,
    by: Actor,
    facts: Mapping[str, Fact] = _NONE,
    expected_sequence: int | None = None,
) -> Decided | AlreadyDone:
    """
    What happens when somebody asks something of a case, or a refusal that tells every reason.

    Args:
        case: The case as it is; ``None`` for :class:`OpenCase`.

        action: What is asked.

        case_type: The type of the case.

        at: When it is asked. Aware; never before the case's last event.

        by: Who asks.

        facts: What conditions may ask and the case does not hold, such as whether its account
            is escalated. What the case holds itself counts.

        expected_sequence: The sequence of the last event that the host has seen, 0 before the
            first; ``None`` does not ask.

    Raises:
        MoveRefusedError: The lifecycle does not allow it now, or what it needs is missing.

        CaseRefusedError: Something else is in the way.

        ClosedCaseError: The case is closed or cancelled, and only read.

        KeyConflictError: The key was used for another action.

        SequenceError: There are more, or fewer, events than expected.

        PastError: It is asked at an instant before the case's last event.

        DefinitionError: The case is of another type, or it is no action.
    """
    row = _row(action, case_type, by, expected_sequence)
    asked = None
    if action.key is not None:
        asked = digest(action, by)
        if case is not None and (used := same_again(case.used(action.key), asked)) is not None:
            return AlreadyDone(used.first, used.last, case)
    at = to_utc(at)
    if case is None or isinstance(action, OpenCase):
        case_id = _to_open(case, action, row, expected_sequence)
    else:
        case_id = case.id
        _check(case, row, case_type, at, by, expected_sequence)
    deciding = Deciding(case, case_id, case_type, facts, at, by, action.key, asked)
    row.decide(deciding, action)
    told: Any = tuple(deciding.events)  # the rows tell events of the union CaseEvent only
    return made_of(Decided, {"events": told, "case": deciding.known})


def allowed(
    case: Case | None,
    *,
    case_type: CaseType,
    by: Actor,
    facts: Mapping[str, Fact] = _NONE,
) -> tuple[Option, ...]:
    """
    What somebody may ask of a case: true where :func:`decide` would do it with nothing given.

    Args:
        case: The case as it is; ``None`` before it is opened.

        case_type: The type of the case.

        by: Who would ask.

        facts: As for :func:`decide`.

    Returns:
        The lifecycle's actions that lead somewhere from the case's state, in its order; then
        ``assign_case``, ``change_case`` and the other kinds. Each tells why not.
    """
    at = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) if case is None else case.changed_at
    case_id = _NOBODY if case is None else case.id
    deciding = Deciding(case, case_id, case_type, facts, at, by)
    if case is None:
        return opening_options(deciding)
    if case.type != case_type.name:
        raise _other_type(case, case_type)
    listed = (row for row in ROWS.values() if row.is_listed)
    return (*move_options(deciding), *(_option(deciding, row) for row in listed))


def _row(action: CaseAction, case_type: CaseType, by: Actor, expected: int | None) -> Row:
    """
    The row of an action, once what is given beside it is sure to be what it says.
    """
    row = ROWS.get(type(action))
    if row is None:
        message = f"{shown(action)} is no action; give a MoveCase or its like"
        raise DefinitionError(message)
    if not isinstance(by, Actor):
        message = f"by={shown(by)}; say who asks, such as Actor('agent', 'kim')"
        raise DefinitionError(message)
    if not isinstance(case_type, CaseType):
        message = f"case_type={shown(case_type)}; give the CaseType of the case"
        raise DefinitionError(message)
    if expected is not None and type(expected) is not int:
        message = f"expected_sequence={shown(expected)}; give a whole number, or None"
        raise DefinitionError(message)
    return row


def _to_open(case: Case | None, action: CaseAction, row: Row, expected: int | None) -> CaseId:
    """
    The id of the case that an action opens, once it is sure that it can.
    """
    sequence = 0 if case is None else case.sequence
    case_id = _NOBODY if case is None else case.id
    if case is None and isinstance(action, OpenCase):
        case_id = action.case_id
    if expected is not None and expected != sequence:
        raise SequenceError(label(case_id), expected, sequence)
    if case is not None:
        reason = ALREADY_OPEN(at=case.opened_at)
        raise CaseRefusedError(label(case_id), row.name, (str(reason),), ())
    if not isinstance(action, OpenCase):
        raise CaseRefusedError("no case", row.name, (str(NOT_OPEN()),), (OPENING,))
    return case_id


def _check(
    case: Case, row: Row, case_type: CaseType, at: dt.datetime, by: Actor, expected: int | None
) -> None:
    if expected is not None and expected != case.sequence:
        raise SequenceError(label(case.id), expected, case.sequence)
    if case.type != case_type.name:
        raise _other_type(case, case_type)
    if at < case.changed_at:
        raise PastError(label(case.id), case.changed_at, at)
    if not row.for_customers and by.is_customer:
        reason = not_for(action=row.name, kind=by.kind)
        raise CaseRefusedError(label(case.id), row.name, (str(reason),), ())
    if not row.when_over and case.is_over:
        raise ClosedCaseError(label(case.id), case.state, row.name)


def _other_type(case: Case, case_type: CaseType) -> DefinitionError:
    message = f"{label(case.id)} is a {case.type!r}, and the type given is {case_type.name!r}"
    return DefinitionError(message)


def _option(deciding: Deciding, row: Row) -> Option:
    case, by = deciding.known, deciding.by
    reasons: list[Reason] = []
    if by.is_customer and not row.for_customers:
        reasons.append(not_for(action=row.name, kind=by.kind))
    if case.is_over and not row.when_over:
        reasons.append(READ_ONLY(state=case.state))
    if row.problems is not None:
        reasons += row.problems(deciding)
    if reasons:
        return Option(action=row.name, reasons=tuple(reasons))
    return Option(action=row.name, target=case.state)
