"""
Splitting: part of a case goes on as another; and following up one that is over.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, cast

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._around_reasons import (
    ITSELF,
    NO_LINES,
    NOT_OF_THIS,
    NOT_OVER,
    NOT_WRITTEN,
    NOTHING_TO_SPLIT,
    OTHER_LINES,
    UNKNOWN_LINE,
)
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._copying import continued, copy_written, written_in
from csmcore.cases._decide import Decided
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label
from csmcore.cases._keys import digest
from csmcore.cases._lines import LineAdded
from csmcore.cases._link import LinkKind
from csmcore.cases._links import CaseLinked
from csmcore.cases._members import member
from csmcore.cases._merged import CaseSplit
from csmcore.cases._opening import OpenCase, open_case
from csmcore.cases._reasons import not_for, told_names
from csmcore.cases._together import DecidedTogether
from csmcore.cases._touching import Asked, Touched, decided, touch
from csmcore.errors import CaseRefusedError, ClosedCaseError, DefinitionError
from csmcore.kernel import CaseLineId, Fact, Reason, not_blank_if_given, shown, to_utc

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


def _opening(_split: object, _attribute: object, value: OpenCase) -> None:
    if not isinstance(value, OpenCase):
        message = f"{shown(value)} opens no case; give an OpenCase"
        raise DefinitionError(message)


def _places(sequences: Iterable[int]) -> tuple[int, ...]:
    listed = tuple(sequences)
    for each in listed:
        if type(each) is not int:
            message = f"written names {shown(each)}; it names events by their sequence"
            raise DefinitionError(message)
    return tuple(sorted(frozenset(listed)))


def _ids(lines: str | Iterable[CaseLineId]) -> tuple[CaseLineId, ...]:
    return tuple(dict.fromkeys((CaseLineId(lines),) if isinstance(lines, str) else lines))


@attrs.frozen(slots=False)
class SplitCase(ActionFields):
    """
    Opens another case for part of what one asks.

    Attributes:
        opening: How the other is opened. Subject, customer, product and contract are those of
            the first unless it says otherwise; its key is not asked.

        lines: The lines that leave for the other.

        written: The sequences of the events that tell what is copied to the other: comments
            and work notes.

        reason: Why.
    """

    opening: OpenCase = attrs.field(validator=_opening)
    lines: tuple[CaseLineId, ...] = attrs.field(default=(), converter=_ids, kw_only=True)
    written: tuple[int, ...] = attrs.field(default=(), converter=_places, kw_only=True)
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)


def split_case(
    case: Case,
    action: SplitCase,
    *,
    events: Iterable[CaseEvent] = (),
    case_type: CaseType,
    new_type: CaseType | None = None,
    new: Case | None = None,
    at: dt.datetime,
    by: Actor,
    facts: Mapping[str, Fact] = _NONE,
) -> DecidedTogether:
    """
    What happens when part of a case goes on as another, or a refusal that tells every reason.

    The other is linked to the first as ``split_from``. Lines leave the first as they are;
    comments and work notes stay there, and the other gets copies that say from where.

    Args:
        case: The first case.

        action: What is asked.

        events: The events of the first case; needed where something that was written is named.

        case_type: The type of the first case.

        new_type: The type of the other; ``None`` where it is the same.

        new: The other, where it was stored before and its first case was not: opened by this
            split, under its key.

        at: When it is asked. Aware; never before the case's last event.

        by: Who asks; no customer.

        facts: What conditions may ask and the cases do not hold.

    Returns:
        The other case's events first, then those of the first. What a key says was done
        before is left out; where both were, nothing is told.

    Raises:
        CaseRefusedError: Nothing is named, or something that is not there, or what is given as
            the other was not opened by this split; every reason is told.

        ClosedCaseError: The case is over.

        MoveRefusedError: The lifecycle does not let this actor open the other.

        KeyConflictError: The key was used for another action.

        OrderError: It is asked at an instant before the case's last event.

        DefinitionError: A case is of another type, or an event of another case.
    """
    asked = Asked(action, by, to_utc(at), facts, case.id)
    new_id = action.opening.case_id
    if new is not None and new.id != new_id:
        message = f"the action opens {label(new_id)}, and {label(new.id)} was given"
        raise DefinitionError(message)
    first = touch(case, case_type, asked)
    if first.is_done and new is None:
        return decided(first)
    other = touch(new, new_type or case_type, asked, new_id)
    written = written_in(case, events)
    if not first.is_done:
        _check(first, other, action, written)
    if not other.is_done and not first.is_done:
        _begin(first, other, action, written)
    if not first.is_done:
        lines = tuple(case.line(each) for each in action.lines)
        first.deciding.tell(
            CaseSplit,
            new_id=new_id,
            lines=lines,
            written=action.written,
            reason=action.reason,
        )
    return decided(other, first)


def follow_up(
    case: Case,
    opening: OpenCase,
    *,
    case_type: CaseType,
    new_type: CaseType | None = None,
    at: dt.datetime,
    by: Actor,
    facts: Mapping[str, Fact] = _NONE,
) -> Decided:
    """
    What happens when a case that is over is followed up by a new one, which is linked to it.

    Subject, customer, product and contract are those of the first unless the opening says
    otherwise. The first is only read: nothing happens to it.

    Args:
        case: The case that is closed or cancelled.

        opening: How the new one is opened.

        case_type: The type of the case that is over.

        new_type: The type of the new one; ``None`` where it is the same.

        at: When it is asked. Aware; never before the last event of the first.

        by: Who asks.

        facts: What conditions may ask and the new case does not hold.

    Raises:
        CaseRefusedError: The case is not over, or something in the opening does not fit.

        MoveRefusedError: The lifecycle does not let this actor begin.

        OrderError: It is asked at an instant before the last event of the first.

        DefinitionError: The case is of another type.
    """
    touch(case, case_type, Asked(ActionFields(), by, to_utc(at), facts, case.id))
    reasons: list[Reason] = []
    if not case.is_over:
        reasons.append(NOT_OVER(case=label(case.id), state=case.state))
    if opening.case_id == case.id:
        reasons.append(ITSELF(path="case_id", id=case.id))
    if reasons:
        raise CaseRefusedError(label(case.id), "follow_up", tuple(map(str, reasons)), ())
    key, new_type = opening.key, new_type or case_type
    asked = None if key is None else digest(opening, by)
    deciding = Deciding(None, opening.case_id, new_type, facts, to_utc(at), by, key, asked)
    open_case(deciding, continued(case, opening))
    deciding.tell(CaseLinked, kind=LinkKind.FOLLOW_UP, other_id=case.id)
    events = cast("tuple[CaseEvent, ...]", tuple(deciding.events))  # only these are told
    return Decided(events, deciding.known)


def _check(first: Touched, other: Touched, action: SplitCase, written: Mapping[int, CaseEvent]) -> None:
    case, by, new_type = first.case, first.deciding.by, other.deciding.case_type
    if case.is_over:
        raise ClosedCaseError(label(case.id), case.state, "split_case")
    reasons: list[Reason] = []
    if by.is_customer:
        reasons.append(not_for(action="split_case", kind=by.kind))
    if action.opening.case_id == case.id:
        reasons.append(ITSELF(path="opening.case_id", id=case.id))
    elif other.before and not other.is_done:
        reasons.append(NOT_OF_THIS(path="new", case=label(other.case.id), action="split"))
    if not action.lines and not action.written:
        reasons.append(NOTHING_TO_SPLIT())
    known = [line.id for line in case.lines]
    reasons += [
        UNKNOWN_LINE(path="lines", id=each, known=told_names(each, known))
        for each in action.lines
        if member(case.lines, each) is None
    ]
    reasons += _line_problems(first, new_type) if action.lines else []
    reasons += [NOT_WRITTEN(sequence=each) for each in action.written if each not in written]
    first.deciding.check("split_case", reasons)


def _line_problems(first: Touched, new_type: CaseType) -> list[Reason]:
    old, new = first.deciding.case_type.lines, new_type.lines
    if new is None:
        return [NO_LINES(type=new_type.name)]
    if old is not None and old.lifecycle != new.lifecycle:
        return [OTHER_LINES(type=new_type.name, lifecycle=new.lifecycle.name)]
    return []


def _begin(first: Touched, other: Touched, action: SplitCase, written: Mapping[int, CaseEvent]) -> None:
    case, deciding = first.case, other.deciding
    open_case(deciding, continued(case, action.opening))
    deciding.tell(CaseLinked, kind=LinkKind.SPLIT_FROM, other_id=case.id)
    for line_id in action.lines:
        deciding.tell(LineAdded, line=attrs.evolve(case.line(line_id), from_case_id=case.id))
    copy_written(deciding, [written[each] for each in action.written])
