"""
How a case takes over what happened to the one above it.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from csmcore.cases._case import Case
from csmcore.cases._changing import (
    CaseChanged,
    ChangeCase,
    PriorityChanged,
    change_case,
    level_problems,
)
from csmcore.cases._content import LEVELS
from csmcore.cases._copying import copy_written
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label
from csmcore.cases._follow_parent import NO_PARENT, CaseSynchronised
from csmcore.cases._following import follow, in_the_way
from csmcore.cases._majors import MajorJoined
from csmcore.cases._moving import CaseMoved
from csmcore.cases._opening import CaseOpened
from csmcore.cases._pairs import Pairs
from csmcore.cases._priority import Level
from csmcore.cases._sync_rule import (
    COMMENTS,
    CONTENT_FIELDS,
    PRIORITY,
    RESOLUTION,
    SERVICENOW_SYNC,
    STATE,
    WORK_NOTES,
    SyncRule,
)
from csmcore.cases._talking import CommentAdded, WorkNoteAdded
from csmcore.errors import DefinitionError, PastError, SequenceError
from csmcore.kernel import Reason, ReasonKind, Scalar, shown
from csmcore.lifecycles import Category, Lifecycle

SYNCHRONISE: Final = "synchronise"
"""
The action of a move that a case makes because the one above it did.
"""

OPTED_OUT: Final = ReasonKind("case.opted_out", "the case does not follow the one above it")
NOT_BELOW: Final = ReasonKind("case.not_below", "the case stands below {parent}, not {other}")
FINISHED: Final = ReasonKind("case.finished", "the case is {state}, and finished cases are skipped")
CIRCLE: Final = ReasonKind("case.circle", "{parent} stands below this case itself: a circle")
NOTHING_NEW: Final = ReasonKind(
    "case.in_step", "nothing that it takes over happened after event {through} of {parent}"
)

_OVER: Final = frozenset((Category.CLOSED, Category.CANCELLED))
_FINISHED: Final = _OVER | {Category.RESOLVED}


def _events(events: Iterable[CaseEvent]) -> tuple[CaseEvent, ...]:
    return to_events(events)


def to_events(events: Iterable[CaseEvent]) -> tuple[CaseEvent, ...]:
    """
    A converter: events of a case, in the order that was given.

    Raises:
        DefinitionError: One is no event.
    """
    if isinstance(events, Iterable) and not isinstance(events, str):
        listed = tuple(events)
        strange: list[object] = [each for each in listed if not isinstance(each, EventFields)]
        if not strange:
            return listed
    else:
        strange = [events]
    message = f"{shown(strange[0])} is no event of a case; give those of the case above, in order"
    raise DefinitionError(message)


@attrs.frozen(slots=False)
class SyncCase(ActionFields):
    """
    Has a case take over what happened to the one above it; :func:`sync` makes it.

    Attributes:
        events: Events of the case above it, in order. Those that it took over already are
            passed by.

        rule: What it takes over.
    """

    events: tuple[CaseEvent, ...] = attrs.field(converter=_events)
    rule: SyncRule = attrs.field(default=SERVICENOW_SYNC, kw_only=True)


def sync_case(deciding: Deciding, action: SyncCase) -> None:
    """
    Takes over what is new, each thing once, in the name of whoever did it to the case above.

    Raises:
        CaseRefusedError: The case stands below none or another, does not follow, or is resolved.

        SequenceError: Events are missing since the last time.

        PastError: Something above happened after the instant at which it is asked.
    """
    deciding.check("sync_case", unsynced_reasons(deciding.known, action.events))
    case, lifecycle = deciding.known, deciding.case_type.lifecycle
    events = _until_finished(new_events(action.events, case), case, action.rule, lifecycle)
    if not any(concerns(event, action.rule) for event in events):
        return
    if events[-1].at > deciding.at:
        raise PastError(label(events[-1].case_id), events[-1].at, deciding.at)
    asker, taking = deciding.by, _Taking(deciding, action.rule, events, action.events)
    for event in events:
        deciding.by = asker if event.by.is_customer else event.by
        taking.take(event)
    deciding.by = asker
    deciding.tell(
        CaseSynchronised,
        parent_id=deciding.known.parent_id,
        through=events[-1].sequence,
        moved=taking.moved,
        left_out=tuple(dict.fromkeys(taking.left_out)),
    )


def unsynced_reasons(case: Case, events: Sequence[CaseEvent]) -> list[Reason]:
    """
    Why a case is not synchronised, whatever is new above it.
    """
    found: list[Reason] = []
    if case.parent_id is None:
        return [NO_PARENT()]
    others = (event.case_id for event in events if event.case_id != case.parent_id)
    parent = label(case.parent_id)
    found += (NOT_BELOW(other=label(other), parent=parent) for other in dict.fromkeys(others))
    if _parent_of(events) == case.id:
        found.append(CIRCLE(parent=parent))
    if not case.follows_parent:
        found.append(OPTED_OUT())
    if case.category in _FINISHED:
        found.append(FINISHED(state=case.state))
    return found


def _parent_of(events: Sequence[CaseEvent]) -> str | None:
    """
    The case below which the case of some events came to stand, as far as they tell.
    """
    for event in reversed(events):
        if isinstance(event, CaseOpened | MajorJoined):
            return event.parent_id
    return None


def new_events(events: Sequence[CaseEvent], case: Case) -> tuple[CaseEvent, ...]:
    """
    What happened above a case since it last took something over.

    Raises:
        SequenceError: Events are missing.
    """
    expected = case.synced_to + 1
    for place, event in enumerate(events):
        if event.sequence > expected or (place and event.sequence != events[place - 1].sequence + 1):
            raise SequenceError(label(event.case_id), expected, event.sequence)
        expected = max(expected, event.sequence + 1)
    return tuple(event for event in events if event.sequence > case.synced_to)


def _until_finished(
    events: Sequence[CaseEvent], case: Case, rule: SyncRule, lifecycle: Lifecycle
) -> Sequence[CaseEvent]:
    """
    Events up to the one that finishes a case; what was reopened above since does not.
    """
    end = None
    for place, event in enumerate(events):
        if isinstance(event, CaseMoved):
            if event.category not in _FINISHED:
                end = None
            elif end is None and moves(event, rule) and not _is_outdated(event, case):
                target = _state_below(lifecycle, event)
                category = None if target is None else lifecycle.state(target).category
                if category in _FINISHED and not in_the_way(case, category):
                    end = place + 1
    return events[:end]


def _is_outdated(event: CaseMoved, case: Case) -> bool:
    """
    Whether the case moved itself after what happened above: the later word counts.
    """
    since = case.opened_at if case.synced is None else case.synced.since
    return event.at < case.state_since and since < case.state_since


def concerns(event: EventFields, rule: SyncRule) -> bool:
    """
    Whether an event may change something below, by a rule.
    """
    match event:
        case CommentAdded():
            return COMMENTS in rule.fields and not event.by.is_customer
        case WorkNoteAdded():
            return WORK_NOTES in rule.fields
        case CaseOpened() | PriorityChanged():
            return PRIORITY in rule.fields and event.priority is not None
        case CaseMoved():
            return moves(event, rule)
        case CaseChanged():
            return bool(_shared(event, rule))
    return False


def moves(event: CaseMoved, rule: SyncRule) -> bool:
    """
    Whether a move above moves what is below, by a rule.
    """
    if event.source == event.target:
        return False
    return STATE in rule.fields or (rule.closes and event.category in _OVER)


def _shared(event: CaseChanged, rule: SyncRule) -> Pairs:
    changes = [pair for pair in event.changes if pair[0] in rule.fields]
    return (*changes, *(pair for pair in event.fields if pair[0] in rule.own_fields))


def _state_below(lifecycle: Lifecycle, event: CaseMoved) -> str | None:
    """
    The state of that name, or the first that means the same; ``None`` where there is none.
    """
    if any(state.name == event.target for state in lifecycle.states):
        return event.target
    return next(iter(lifecycle.in_category(event.category)), None)


class _Taking:
    """
    Taking over some events: what was said in order, and of the rest what came last.
    """

    __slots__ = ("above", "deciding", "last", "left_out", "moved", "rule")

    def __init__(
        self,
        deciding: Deciding,
        rule: SyncRule,
        events: Sequence[CaseEvent],
        above: Sequence[CaseEvent],
    ) -> None:
        self.deciding, self.rule, self.above = deciding, rule, above
        self.left_out: list[str] = []
        self.moved = False
        counted = [each for each in events if concerns(each, rule)]
        self.last = {_kind(each): each.sequence for each in counted}

    def take(self, event: CaseEvent) -> None:
        """
        Takes one event over.
        """
        if not concerns(event, self.rule):
            return
        if isinstance(event, CommentAdded) and self._is_overtaken(event):
            copy_written(self.deciding, [event])
        elif isinstance(event, CommentAdded | WorkNoteAdded):
            self.deciding.tell(type(event), text=event.text)
        elif isinstance(event, CaseChanged):
            self._change(event)
        elif self.last[_kind(event)] != event.sequence:
            return
        elif isinstance(event, CaseMoved):
            self._move(event)
        elif isinstance(event, CaseOpened | PriorityChanged) and event.priority is not None:
            self._prioritise(event.priority)

    def _is_overtaken(self, event: CommentAdded) -> bool:
        """
        Whether the customer below spoke after it was written, so that it is no answer to them.
        """
        spoke_at = self.deciding.known.customer_spoke_at
        return spoke_at is not None and event.at < spoke_at

    def _prioritise(self, priority: Level) -> None:
        case = self.deciding.known
        if self.deciding.case_type.priority_problem(priority) is not None:
            self.left_out.append(PRIORITY)
        elif (priority, True) != (case.priority, case.is_overridden):
            self.deciding.tell(
                PriorityChanged,
                priority=priority,
                was=case.priority,
                is_overridden=True,
                reason=f"as {label(str(case.parent_id))}",
            )

    def _move(self, event: CaseMoved) -> None:
        case, case_type = self.deciding.known, self.deciding.case_type
        if _is_outdated(event, case):
            return
        target = _state_below(case_type.lifecycle, event)
        if target == case.state:
            return
        category = None if target is None else case_type.lifecycle.state(target).category
        if target is None or category is None or in_the_way(case, category):
            self.left_out.append(STATE)
            return
        code, notes = _resolution(self.above, event)
        if RESOLUTION not in self.rule.fields:
            code = notes = None
        elif case_type.resolution_problem(code) is not None:
            self.left_out.append("resolution_code")
            code = None
        self.deciding.tell(
            CaseMoved,
            action=SYNCHRONISE,
            source=case.state,
            target=target,
            category=category,
            resolution_code=code,
            notes=notes,
        )
        self.moved = True
        follow(self.deciding)

    def _change(self, event: CaseChanged) -> None:
        fit: list[tuple[str, Scalar]] = []
        for name, value in _shared(event, self.rule):
            if self._fits(name, value):
                fit.append((name, value))
            else:
                self.left_out.append(name)
        if fit:
            change_case(self.deciding, ChangeCase(fit))

    def _fits(self, name: str, value: Scalar) -> bool:
        if name in LEVELS:
            impact, urgency = (value, None) if name == "impact" else (None, value)
            return not level_problems(self.deciding, impact, urgency)
        field = self.deciding.case_type.field(name)
        return name in CONTENT_FIELDS or (field is not None and field.problem(value) is None)


def _resolution(above: Sequence[CaseEvent], event: CaseMoved) -> tuple[str | None, str | None]:
    """
    The resolution that comes down with a move: at a closing, what counts above by then.
    """
    code, notes = event.resolution_code, event.notes
    if event.category not in _FINISHED:
        return code, notes
    for each in reversed(above):
        if not isinstance(each, CaseMoved) or each.sequence >= event.sequence:
            continue
        if each.reopened:
            break
        if each.category in _FINISHED:
            code = each.resolution_code if code is None else code
            notes = each.notes if notes is None else notes
    return code, notes


def _kind(event: EventFields) -> str:
    return PRIORITY if isinstance(event, CaseOpened | PriorityChanged) else type(event).__name__
