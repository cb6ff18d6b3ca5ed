"""
Changing what a case is about, and how urgent it is.
"""

from collections.abc import Iterable
from typing import Any

import attrs

from csmcore.cases._content import CHANGEABLE, LEVELS, TEXTS
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._major_state import MajorState, unfit_for_major
from csmcore.cases._own_fields import field_problems
from csmcore.cases._pairs import Pairs, merged, to_pairs, to_tags
from csmcore.cases._priority import Level, to_level_if_given
from csmcore.cases._reasons import NOT_THEIRS, UNKNOWN_FIELD, WRONG_TYPE, told_names
from csmcore.cases._said import is_customer_if_given
from csmcore.cases._synced import rejoined
from csmcore.kernel import (
    CaseId,
    CustomerRef,
    ExternalId,
    Reason,
    Scalar,
    not_blank,
    not_blank_if_given,
    shown,
    to_external_ids,
)


def _tags_if_given(tags: str | Iterable[str] | None) -> tuple[str, ...] | None:
    return None if tags is None else to_tags(tags)


def _ids_if_given(ids: Iterable[ExternalId] | None) -> tuple[ExternalId, ...] | None:
    return None if ids is None else to_external_ids(ids)


@attrs.frozen(slots=False)
class ChangeCase(ActionFields):
    """
    Changes what a case is about: ``ChangeCase({"urgency": "high", "serial": "X1"})``.

    Attributes:
        changes: New values by name, own fields' too; ``None`` takes one away. A mapping is
            accepted.

        add_tags: Tags that it gets.

        remove_tags: Tags that it loses.

        customer: For whom it is from now on; ``None`` leaves it.

        external_ids: What other systems call it, all of them; ``None`` leaves them.
    """

    changes: Pairs = attrs.field(default=(), converter=to_pairs)
    add_tags: tuple[str, ...] = attrs.field(default=(), converter=to_tags, kw_only=True)
    remove_tags: tuple[str, ...] = attrs.field(default=(), converter=to_tags, kw_only=True)
    customer: CustomerRef | None = attrs.field(
        default=None, validator=is_customer_if_given, kw_only=True
    )
    external_ids: tuple[ExternalId, ...] | None = attrs.field(
        default=None, converter=_ids_if_given, kw_only=True
    )


@attrs.frozen(kw_only=True, slots=False)
class CaseChanged(EventFields):
    """
    What the case is about was changed.

    Attributes:
        changes: The fields of every case that changed, with their new values, by name.

        fields: The own fields that changed, with theirs.

        tags: All its tags, where they changed.

        customer: For whom it is, where that changed.

        external_ids: What other systems call it, where that changed.
    """

    changes: Pairs = attrs.field(default=(), converter=to_pairs)
    fields: Pairs = attrs.field(default=(), converter=to_pairs)
    tags: tuple[str, ...] | None = attrs.field(default=None, converter=_tags_if_given)
    customer: CustomerRef | None = attrs.field(default=None, validator=is_customer_if_given)
    external_ids: tuple[ExternalId, ...] | None = attrs.field(default=None, converter=_ids_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        for name, value in self.changes:
            if name == "parent_id":
                parent_id = None if value is None else CaseId(str(value))
                case["synced"] = rejoined(case["synced"], parent_id, self.at)
            if name in CHANGEABLE:
                case[name] = "" if value is None and name in TEXTS else value
        if self.fields:
            case["fields"] = merged(case["fields"], self.fields)
        for name in ("tags", "customer", "external_ids"):
            value = getattr(self, name)
            if value is not None:
                case[name] = value


@attrs.frozen(kw_only=True, slots=False)
class OverridePriority(ActionFields):
    """
    Sets the priority by hand, whatever the matrix says; or asks the matrix again.

    Attributes:
        priority: The priority; ``None`` asks the matrix again.

        reason: Why.
    """

    priority: Level | None = attrs.field(converter=to_level_if_given, kw_only=False)
    reason: str = attrs.field(validator=not_blank)


@attrs.frozen(kw_only=True, slots=False)
class PriorityChanged(EventFields):
    """
    The case has another priority, or it is somebody else who says so.

    Attributes:
        priority: The priority from now on.

        was: The priority until now.

        is_overridden: Whether it was set by hand.

        reason: Why, where it was.
    """

    priority: Level | None = attrs.field(default=None, converter=to_level_if_given)
    was: Level | None = attrs.field(default=None, converter=to_level_if_given)
    is_overridden: bool = False
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        case["priority"], case["is_overridden"] = self.priority, self.is_overridden
        case["override_reason"] = self.reason if self.is_overridden else None


def change_case(deciding: Deciding, action: ChangeCase) -> None:
    """
    Changes what a case is about, and its priority where impact or urgency say so.

    Raises:
        CaseRefusedError: A field is not there, does not fit, or is not for this actor; every
            reason is told.
    """
    case = deciding.known
    deciding.check("change_case", _problems(deciding, action))
    changes = tuple(
        (name, value)
        for name, value in action.changes
        if name in CHANGEABLE and (getattr(case, name) or None) != (value or None)
    )
    held = dict(case.fields)
    fields = tuple(
        (name, value)
        for name, value in action.changes
        if name not in CHANGEABLE and told(held.get(name)) != told(value)
    )
    tags = tuple(sorted({*case.tags, *action.add_tags} - {*action.remove_tags}))
    changed: dict[str, Any] = {"changes": changes, "fields": fields}
    if tags != case.tags:
        changed["tags"] = tags
    for name in ("customer", "external_ids"):
        value = getattr(action, name)
        if value is not None and value != getattr(case, name):
            changed[name] = value
    if changes or fields or len(changed) > 2:
        deciding.tell(CaseChanged, **changed)
        _reconsider(deciding)


def override_priority(deciding: Deciding, action: OverridePriority) -> None:
    """
    Sets the priority by hand, or asks the matrix again.

    Raises:
        CaseRefusedError: There is no such priority.
    """
    case, case_type = deciding.known, deciding.case_type
    by_hand = action.priority is not None
    problem = None if action.priority is None else case_type.priority_problem(action.priority)
    deciding.check("override_priority", [] if problem is None else [problem])
    priority = action.priority if by_hand else case_type.priority(case.impact, case.urgency)
    reason = action.reason if by_hand else None
    if (priority, by_hand, reason) == (case.priority, case.is_overridden, case.override_reason):
        return
    deciding.tell(
        PriorityChanged,
        priority=priority,
        was=case.priority,
        is_overridden=by_hand,
        reason=action.reason,
    )


def told(value: Scalar) -> tuple[type, Scalar]:
    """
    A value as it is compared: ``True`` is not 1 here.
    """
    return type(value), value


def level_problems(deciding: Deciding, impact: Scalar, urgency: Scalar) -> list[Reason]:
    """
    Why an impact or urgency cannot be, if they cannot.
    """
    found: list[Reason] = []
    levels: list[Level | None] = []
    for name, value in (("impact", impact), ("urgency", urgency)):
        if value is None or (isinstance(value, int | str) and type(value) is not bool and value != ""):
            levels.append(value)
        else:
            found.append(WRONG_TYPE(path=name, value=shown(value), needed="a level"))
            levels.append(None)
    matrix = deciding.case_type.matrix
    return found if matrix is None else [*found, *matrix.problems(levels[0], levels[1])]


def _problems(deciding: Deciding, action: ChangeCase) -> list[Reason]:
    case_type, by = deciding.case_type, deciding.by
    asked = dict(action.changes)
    own = tuple((name, value) for name, value in action.changes if case_type.field(name))
    found = level_problems(deciding, asked.get("impact"), asked.get("urgency"))
    for name, value in action.changes:
        if name in CHANGEABLE:
            if name not in LEVELS and value is not None and not _is_text(name, value):
                needed = "a text" if name in TEXTS else "a text that is not blank"
                found.append(WRONG_TYPE(path=name, value=shown(value), needed=needed))
        elif case_type.field(name) is None:
            known = told_names(name, case_type.changeable)
            found.append(UNKNOWN_FIELD(path=name, name=name, known=known))
    found += field_problems(own, case_type._own)
    if deciding.known.major is MajorState.ACCEPTED:
        parent_id = asked.get("parent_id")
        found += unfit_for_major(action.customer, None if parent_id is None else str(parent_id))
    if by.is_customer:
        found += _not_theirs(deciding, action)
    return found


def _is_text(name: str, value: Scalar) -> bool:
    return isinstance(value, str) and (name in TEXTS or bool(value.strip()))


def _not_theirs(deciding: Deciding, action: ChangeCase) -> list[Reason]:
    theirs = deciding.case_type.customer_changes
    names = [name for name, _ in action.changes]
    names += ["tags"] if action.add_tags or action.remove_tags else []
    names += [each for each in ("customer", "external_ids") if getattr(action, each) is not None]
    known = " and ".join(theirs) or "nothing"
    kind = deciding.by.kind
    return [NOT_THEIRS(path=name, kind=kind, known=known) for name in names if name not in theirs]


def _reconsider(deciding: Deciding) -> None:
    case = deciding.known
    if case.is_overridden or deciding.case_type.matrix is None:
        return
    priority = deciding.case_type.priority(case.impact, case.urgency)
    if priority != case.priority:
        deciding.tell(PriorityChanged, priority=priority, was=case.priority)
