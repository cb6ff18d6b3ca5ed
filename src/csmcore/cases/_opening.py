"""
Opening a case.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from csmcore.cases._case import Case
from csmcore.cases._case_type import OPENING, CaseType
from csmcore.cases._changing import level_problems
from csmcore.cases._content import CONTENT, CaseContent
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._moving import lacking, with_own
from csmcore.cases._own_fields import field_problems
from csmcore.cases._pairs import Pairs, merged
from csmcore.cases._priority import Level, to_level_if_given
from csmcore.cases._reasons import NEEDS_REASON, STAFF_SETS, WHICH_OPENING
from csmcore.errors import MoveRefusedError
from csmcore.kernel import CaseId, Fact, Reason, not_blank, not_blank_if_given, to_texts
from csmcore.lifecycles import Category, Option

_SAID = ("subject", "description", "channel", "impact", "urgency")
_SET_BY_STAFF = ("group_id", "agent_id", "parent_id", "priority")


@attrs.frozen(kw_only=True, slots=False)
class OpenCase(ActionFields, CaseContent):
    """
    Asks that a case be opened.

    A customer says neither who works on it, nor its priority, nor what stands above it, unless
    the type lets customers change that.

    Beside what it is about (:class:`CaseContent`) it says:

    Attributes:
        case_id: Its identity; the host makes it.

        priority: A priority that is set by hand; ``None`` asks the matrix.

        priority_reason: Why it is, where there is a matrix.

        action: The lifecycle's opening action; needed only where there are several.
    """

    case_id: CaseId = attrs.field(validator=not_blank, kw_only=False)
    priority: Level | None = attrs.field(default=None, converter=to_level_if_given)
    priority_reason: str | None = attrs.field(default=None, validator=not_blank_if_given)
    action: str | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen(kw_only=True, slots=False)
class CaseOpened(EventFields, CaseContent):
    """
    A case was opened.

    Beside what it is about (:class:`CaseContent`) it says:

    Attributes:
        type: The name of its type.

        state: The state in which it begins.

        category: What that state means.

        action: The lifecycle's action, if it took one.

        priority: How urgent it is.

        is_overridden: Whether that was set by hand.

        priority_reason: Why it was.

        effects: What else is to be done, by name; the host does it.
    """

    type: str = attrs.field(validator=not_blank)
    state: str = attrs.field(validator=not_blank)
    category: str = attrs.field(validator=not_blank)
    action: str | None = attrs.field(default=None, validator=not_blank_if_given)
    priority: Level | None = attrs.field(default=None, converter=to_level_if_given)
    is_overridden: bool = False
    priority_reason: str | None = attrs.field(default=None, validator=not_blank_if_given)
    effects: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    _begins = True

    def _write(self, case: dict[str, Any]) -> None:
        for name in CONTENT:
            case[name] = getattr(self, name)
        case.update(
            id=self.case_id,
            type=self.type,
            state=self.state,
            category=self.category,
            opened_at=self.at,
            state_since=self.at,
            priority=self.priority,
            is_overridden=self.is_overridden,
            override_reason=self.priority_reason,
            needs_attention=self.by.is_customer,
            resolved_at=self.at if self.category == Category.RESOLVED else None,
            closed_at=self.at if self.category in (Category.CLOSED, Category.CANCELLED) else None,
        )

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("created",)


def open_case(deciding: Deciding, action: OpenCase) -> None:
    """
    Opens a case, with what its type says where nothing is given.

    Raises:
        CaseRefusedError: Something does not fit; every reason is told.

        MoveRefusedError: The lifecycle does not let this actor begin.
    """
    case_type = deciding.case_type
    content = _content(case_type, action)
    problems = _problems(deciding, action, content)
    opening = _opening(deciding, action)
    if isinstance(opening, Reason):
        raise deciding.refused(OPENING, [opening, *problems])
    state, effects = _begun(deciding, opening, content, problems)
    deciding.check(OPENING, problems)
    by_hand = action.priority is not None
    priority = action.priority
    if priority is None:
        priority = case_type.priority(content["impact"], content["urgency"])
    deciding.tell(
        CaseOpened,
        **content,
        type=case_type.name,
        state=state,
        category=case_type.lifecycle.state(state).category,
        action=opening or None,
        priority=priority,
        is_overridden=by_hand,
        priority_reason=action.priority_reason if by_hand else None,
        effects=effects,
    )


def _begun(
    deciding: Deciding, opening: str, content: Mapping[str, Any], problems: Iterable[Reason]
) -> tuple[str, tuple[str, ...]]:
    """
    The state in which a case begins, and the effects of beginning.
    """
    lifecycle = deciding.case_type.lifecycle
    if not opening:
        return str(lifecycle.initial), ()
    given = _said(content)
    facts = {**deciding.facts, **{k: v for k, v in given.items() if v not in (None, "")}}
    try:
        moved = lifecycle.move(None, opening, by=deciding.by.kind, facts=facts, given=given)
    except MoveRefusedError as error:
        reasons = (*error.reasons, *map(str, problems))
        raise MoveRefusedError(error.lifecycle, "", opening, reasons, error.allowed) from None
    return moved.target, moved.effects


def opening_options(deciding: Deciding) -> tuple[Option, ...]:
    """
    How every action stands with which a case can begin; ``opening`` where it takes none.
    """
    case_type = deciding.case_type
    lifecycle, own = case_type.lifecycle, _defaults(case_type)
    options = lifecycle.allowed(None, by=deciding.by.kind, facts=deciding.facts)
    if lifecycle.initial is not None:
        options = (Option(action=OPENING, target=lifecycle.initial), *options)
    return tuple(with_own(option, case_type, OPENING, own) for option in options)


def _defaults(case_type: CaseType) -> Pairs:
    given = ((field.name, field.default) for field in case_type.fields)
    return tuple(sorted((name, value) for name, value in given if value is not None))


def _content(case_type: CaseType, action: OpenCase) -> dict[str, Any]:
    content = {name: getattr(action, name) for name in CONTENT}
    for name, value in case_type.defaults:
        if content[name] is None:
            content[name] = value
    content["fields"] = merged(_defaults(case_type), action.fields)
    return content


def _said(content: Mapping[str, Any]) -> dict[str, Fact]:
    said: dict[str, Fact] = {name: content[name] for name in _SAID}
    return {
        **dict(content["fields"]),
        **said,
        "group": content["group_id"],
        "agent": content["agent_id"],
        "assigned_to": content["agent_id"],
        "assignee": content["agent_id"],
        "tags": frozenset(content["tags"]),
    }


def _opening(deciding: Deciding, action: OpenCase) -> str | Reason:
    """
    The lifecycle's action to begin with, a blank one where it takes none, or why not.
    """
    case_type = deciding.case_type
    if action.action is not None:
        return action.action
    if case_type.lifecycle.initial is not None:
        return ""
    openings = case_type._openings
    if len(openings) == 1:
        return openings[0]
    return WHICH_OPENING(type=case_type.name, known=" or ".join(openings))


def _problems(deciding: Deciding, action: OpenCase, content: Mapping[str, Any]) -> list[Reason]:
    case_type = deciding.case_type
    found = _not_theirs(deciding, action)
    found += level_problems(deciding, content["impact"], content["urgency"])
    found += field_problems(action.fields, case_type._own)
    found += lacking(case_type, OPENING, content["fields"], {})
    if action.priority is not None:
        problem = case_type.priority_problem(action.priority)
        if problem is not None:
            found.append(problem)
        if case_type.matrix is not None and action.priority_reason is None:
            found.append(NEEDS_REASON())
    return found


def _not_theirs(deciding: Deciding, action: OpenCase) -> list[Reason]:
    """
    What a customer asks that staff set.
    """
    by, theirs = deciding.by, deciding.case_type.customer_changes
    if not by.is_customer:
        return []
    asked = (name for name in _SET_BY_STAFF if getattr(action, name) is not None)
    return [STAFF_SETS(path=name, kind=by.kind) for name in asked if name not in theirs]
