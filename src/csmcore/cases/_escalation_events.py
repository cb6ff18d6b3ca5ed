"""
What can happen to an escalation, and the escalation that follows.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, TypeAlias, assert_never

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._case import KeyUsed, counts
from csmcore.cases._escalation import (
    Escalation,
    EscalationContent,
    EscalationId,
    escalation_label,
)
from csmcore.cases._escalation_actions import (
    CHANGED_BY_NAME,
    case_ids_if_given,
    watchers_if_given,
)
from csmcore.cases._escalation_template import to_agents
from csmcore.cases._pairs import Pairs, to_pairs
from csmcore.errors import DefinitionError, SequenceError
from csmcore.kernel import (
    AgentId,
    CaseId,
    GroupId,
    not_blank,
    not_blank_if_given,
    shown,
    to_utc,
)
from csmcore.lifecycles import Category


@attrs.frozen(kw_only=True, slots=False)
class EscalationEventFields:
    """
    What every event of an escalation says.

    Attributes:
        escalation_id: The escalation that it happened to.

        sequence: Its place among the events of the escalation, from 1 up.

        at: When it happened. Held in UTC.

        by: Who acted.

        key: The key of the action that it came of, if it had one.

        asked: What that action asked, as a short digest; ``None`` without a key.
    """

    escalation_id: EscalationId = attrs.field(validator=not_blank)
    sequence: int = attrs.field(validator=counts)
    at: dt.datetime = attrs.field(converter=to_utc)
    by: Actor
    key: str | None = attrs.field(default=None, validator=not_blank_if_given)
    asked: str | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen(kw_only=True, slots=False)
class EscalationRequested(EscalationEventFields, EscalationContent):
    """
    An escalation was requested; where nobody has to approve it, it is in force at once.

    Beside what it is about (:class:`EscalationContent`):

    Attributes:
        template: The name of its template.

        approvers: Who may approve or decline it.

        approval_group_id: The group whose members may.

        state: The state in which it begins.

        category: What that state means.
    """

    template: str = attrs.field(validator=not_blank)
    approvers: tuple[AgentId, ...] = attrs.field(default=(), converter=to_agents)
    approval_group_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given)
    state: str = attrs.field(validator=not_blank)
    category: str = attrs.field(validator=not_blank)


@attrs.frozen(kw_only=True, slots=False)
class EscalationMoved(EscalationEventFields):
    """
    An escalation was approved, declined or closed.

    Attributes:
        action: What was asked.

        source: The state that it left.

        target: The state that it came to.

        category: What that state means.

        justification: Why, where that was said.
    """

    action: str = attrs.field(validator=not_blank)
    source: str = attrs.field(validator=not_blank)
    target: str = attrs.field(validator=not_blank)
    category: str = attrs.field(validator=not_blank)
    justification: str | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen(kw_only=True, slots=False)
class EscalationChanged(EscalationEventFields):
    """
    What is known of an escalation was changed.

    Attributes:
        changes: What changed, with its new values, by name.

        watchers: All who are told, where they changed.

        case_ids: All linked cases, where they changed.
    """

    changes: Pairs = attrs.field(default=(), converter=to_pairs)
    watchers: tuple[AgentId, ...] | None = attrs.field(default=None, converter=watchers_if_given)
    case_ids: tuple[CaseId, ...] | None = attrs.field(default=None, converter=case_ids_if_given)


@attrs.frozen(kw_only=True, slots=False)
class EscalationNoted(EscalationEventFields):
    """
    Something was written on an escalation that only staff see.

    Attributes:
        text: What was written.
    """

    text: str = attrs.field(validator=not_blank)


EscalationEvent: TypeAlias = EscalationRequested | EscalationMoved | EscalationChanged | EscalationNoted
"""
Something that happened to an escalation; it is what its events say, in their order.
"""

_CONTENT: Final = tuple(field.name for field in attrs.fields(EscalationContent))
_BEGUN: Final = (*_CONTENT, "template", "approvers", "approval_group_id", "state", "category")


def evolve_escalation(escalation: Escalation | None, event: EscalationEvent) -> Escalation:
    """
    The escalation after one more event.

    Args:
        escalation: The escalation before it; ``None`` for the first event.

        event: The next event.

    Raises:
        SequenceError: It is not the next event.

        DefinitionError: It is no event, or of another escalation, or begins one that is there.
    """
    if not isinstance(event, EscalationEventFields):
        message = f"{shown(event)} is no event of an escalation; give an EscalationMoved or its like"
        raise DefinitionError(message)
    _check(escalation, event)
    if escalation is None:
        return _begun(event)
    done = _with_key(escalation.done, event)
    changes: dict[str, Any] = {"sequence": event.sequence, "changed_at": event.at, "done": done}
    match event:
        case EscalationMoved():
            changes.update(_moved(escalation, event))
        case EscalationChanged():
            changes.update((name, value) for name, value in event.changes if name in CHANGED_BY_NAME)
            for name in ("watchers", "case_ids"):
                if getattr(event, name) is not None:
                    changes[name] = getattr(event, name)
        case EscalationNoted() | EscalationRequested():
            pass
        case _:  # pragma: no cover
            assert_never(event)
    return attrs.evolve(escalation, **changes)


def replay_escalation(
    events: Iterable[EscalationEvent], snapshot: Escalation | None = None
) -> Escalation:
    """
    The escalation after all its events, or after those that follow a snapshot.

    Args:
        events: In order, without a gap.

        snapshot: The escalation before the first of them; ``None`` begins at the beginning.

    Raises:
        SequenceError: An event is missing, or two have one place.

        DefinitionError: There are none, and no snapshot; or one is no event.
    """
    escalation = snapshot
    for event in events:
        escalation = evolve_escalation(escalation, event)
    if escalation is None:
        message = "there are no events; an escalation begins with EscalationRequested"
        raise DefinitionError(message)
    return escalation


def _check(escalation: Escalation | None, event: EscalationEvent) -> None:
    name = escalation_label(event.escalation_id)
    if escalation is not None and escalation.id != event.escalation_id:
        other = escalation_label(escalation.id)
        message = f"an event of {name} came to {other}; fold each escalation by itself"
        raise DefinitionError(message)
    expected = 1 if escalation is None else escalation.sequence + 1
    if event.sequence != expected:
        raise SequenceError(name, expected, event.sequence)
    if isinstance(event, EscalationRequested) is not (expected == 1):
        message = (
            f"event {event.sequence} of {name} is a {type(event).__name__}; "
            "the first event, and no other, is an EscalationRequested"
        )
        raise DefinitionError(message)


def _begun(event: EscalationEvent) -> Escalation:
    said = {name: getattr(event, name) for name in _BEGUN}
    category = said["category"]
    return Escalation(
        event.escalation_id,
        **said,
        requested_at=event.at,
        requested_by=event.by,
        changed_at=event.at,
        escalated_at=None if category == Category.NEW else event.at,
        done=_with_key((), event),
    )


def _moved(escalation: Escalation, event: EscalationMoved) -> dict[str, Any]:
    moved: dict[str, Any] = {"state": event.target, "category": event.category}
    after = attrs.evolve(escalation, category=event.category)
    if after.is_over and not escalation.is_over:
        moved.update(closed_at=event.at, closing=event.justification)
    elif after.is_active and escalation.escalated_at is None:
        moved["escalated_at"] = event.at
    return moved


def _with_key(done: tuple[KeyUsed, ...], event: EscalationEvent) -> tuple[KeyUsed, ...]:
    if event.key is None:
        return done
    # Every action of an escalation tells one event, so that first and last are the same.
    return (*done, KeyUsed(event.key, event.asked, event.sequence, event.sequence))
