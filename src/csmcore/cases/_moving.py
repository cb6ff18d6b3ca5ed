"""
Moving a case: any action of its lifecycle, by name.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from csmcore.cases._assigned import CaseAssigned
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._facts import Held
from csmcore.cases._following import follow, in_the_way
from csmcore.cases._own_fields import field_problems
from csmcore.cases._pairs import Pairs, merged, to_pairs
from csmcore.cases._reasons import MISSING, UNKNOWN_FIELD, WRONG_TYPE, told_names
from csmcore.errors import MoveRefusedError
from csmcore.kernel import Fact, Reason, not_blank, not_blank_if_given, shown, to_texts
from csmcore.lifecycles import CUSTOMER, Category, Option

SET_ASSIGNEE: Final = "set_assignee"
"""
The effect of a move that makes whoever asks it the case's agent.
"""

_NOTHING: Final[Mapping[str, Fact]] = MappingProxyType({})
_SETTLED: Final = frozenset((Category.RESOLVED, Category.CLOSED, Category.CANCELLED))
_ANSWERED: Final = _SETTLED | {Category.WAITING_ON_CUSTOMER}
_OVER: Final = frozenset((Category.CLOSED, Category.CANCELLED))


@attrs.frozen(slots=False)
class MoveCase(ActionFields):
    """
    Asks an action of the case's lifecycle: ``MoveCase("propose_solution", given={...})``.

    Attributes:
        action: The action's name.

        given: What is given with it, by name: ``resolution_code``, ``notes``, own fields, and
            whatever a move of the lifecycle requires. A mapping is accepted.
    """

    action: str = attrs.field(validator=not_blank)
    given: Pairs = attrs.field(default=(), converter=to_pairs)


@attrs.frozen(kw_only=True, slots=False)
class CaseMoved(EventFields):
    """
    The case came from one state to another, or to the same again.

    Attributes:
        action: What was asked.

        source: The state that it left.

        target: The state that it came to.

        category: What that state means.

        reopened: Whether it was resolved, closed or cancelled before, and is not any more.

        resolution_code: How it was resolved, where that was given.

        notes: What was written with it, where that was given.

        fields: Own fields that were given.

        given: What else the lifecycle required.

        effects: What else is to be done, by name; the host does it.
    """

    action: str = attrs.field(validator=not_blank)
    source: str = attrs.field(validator=not_blank)
    target: str = attrs.field(validator=not_blank)
    category: str = attrs.field(validator=not_blank)
    reopened: bool = False
    resolution_code: str | None = attrs.field(default=None, validator=not_blank_if_given)
    notes: str | None = attrs.field(default=None, validator=not_blank_if_given)
    fields: Pairs = attrs.field(default=(), converter=to_pairs)
    given: Pairs = attrs.field(default=(), converter=to_pairs)
    effects: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def _write(self, case: dict[str, Any]) -> None:
        category, before = self.category, case["category"]
        if self.target != case["state"]:
            case["state_since"] = self.at
        case["state"], case["category"] = self.target, category
        if self.by.kind == CUSTOMER:
            case["needs_attention"] = category not in _SETTLED
        elif category in _ANSWERED and self.by.is_staff:
            case["needs_attention"] = False
        if self.reopened:
            case.update(resolution_code=None, resolution_notes=None, resolved_at=None, closed_at=None)
            case["reopens"] += 1
        elif category in _SETTLED:
            if self.resolution_code is not None:
                case["resolution_code"] = self.resolution_code
            if self.notes is not None:
                case["resolution_notes"] = self.notes
            if category != before:
                case["closed_at" if category in _OVER else "resolved_at"] = self.at
        if self.fields:
            case["fields"] = merged(case["fields"], self.fields)

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:
        if self.reopened:
            return ("reopened",)
        if self.category in _SETTLED and (before is None or before.category != after.category):
            return (str(self.category),)
        return ()


def move_case(deciding: Deciding, action: MoveCase) -> None:
    """
    Does an action of the lifecycle.

    Raises:
        MoveRefusedError: It is not allowed, or something that was given does not fit; every
            reason is told.
    """
    name, pairs, case_type = action.action, action.given, deciding.case_type
    problems: list[Reason] = []
    if pairs:
        problems = _given_problems(case_type, action)
    if name in case_type._required:
        problems += lacking(case_type, name, deciding.known.fields, dict(pairs))
    _move(deciding, name, pairs, problems)


def react(deciding: Deciding, actions: tuple[str, ...], given: Pairs = ()) -> bool:
    """
    Does the first of some actions that is allowed with what is given; none may be.

    Returns:
        Whether one was done.
    """
    found = reaction(deciding, actions, given)
    if found is not None:
        _move(deciding, found, given, [])
    return found is not None


def reaction(deciding: Deciding, actions: tuple[str, ...], given: Pairs = ()) -> str | None:
    """
    The first of some actions that is allowed with what is given, or ``None``.
    """
    case, case_type = deciding.known, deciding.case_type
    said = dict(given) if given else _NOTHING
    for action in actions:
        option = case_type.lifecycle.can(
            case.state, action, by=deciding.by.kind, facts=deciding.held, given=said
        )
        if (
            option
            and not lacking(case_type, action, case.fields, said)
            and not (given and _given_problems(case_type, MoveCase(action, given)))
            and not _in_the_way(deciding, action, said)
        ):
            return action
    return None


def lacking(case_type: CaseType, action: str, fields: Pairs, given: Mapping[str, Fact]) -> list[Reason]:
    """
    The own fields that an action needs, and that neither the case has nor anybody gives.
    """
    required = case_type.required_on(action)
    if not required:
        return []
    have = {**dict(fields), **given}
    missing = (name for name in required if have.get(name) is None or have[name] == "")
    return [MISSING(path=f"fields.{name}", action=action) for name in missing]


def move_options(deciding: Deciding) -> tuple[Option, ...]:
    """
    How every action of the lifecycle stands that leads somewhere from the case's state.
    """
    case, case_type = deciding.known, deciding.case_type
    options = case_type.lifecycle.allowed(case.state, by=deciding.by.kind, facts=deciding.held)
    own = (with_own(option, case_type, option.action, case.fields) for option in options)
    return tuple(_unless_in_the_way(deciding, option) for option in own)


def with_own(option: Option, case_type: CaseType, action: str, fields: Pairs) -> Option:
    """
    An option of the lifecycle with what the case's type requires besides.
    """
    reasons = lacking(case_type, action, fields, _NOTHING)
    if not reasons:
        return option
    held = dict(fields)
    missing = tuple(name for name in case_type.required_on(action) if held.get(name) in (None, ""))
    return attrs.evolve(
        option,
        requires=(*option.requires, *(each for each in missing if each not in option.requires)),
        missing=(*option.missing, *(each for each in missing if each not in option.missing)),
        reasons=(*option.reasons, *reasons),
    )


def _move(deciding: Deciding, action: str, pairs: Pairs, problems: list[Reason]) -> None:
    case, by, lifecycle = deciding.case or deciding.known, deciding.by, deciding.case_type.lifecycle
    state, given = case.state, dict(pairs) if pairs else _NOTHING
    try:
        moved = lifecycle.move(state, action, by=by.kind, facts=Held(case, deciding.facts), given=given)
    except MoveRefusedError as error:
        raise _refused(deciding, error, problems) from None
    target = moved.target
    category = lifecycle.state(target).category
    if case.tasks or case.lines or case.merged_into:
        problems = [*problems, *in_the_way(case, category)]
    if problems:
        reasons = tuple(map(str, problems))
        raise MoveRefusedError(lifecycle.name, state, action, reasons, _instead(deciding, action))
    # Everything that the event says, at once: this path is hot.
    said = {
        "case_id": deciding.case_id,
        "sequence": case.sequence + 1,
        "at": deciding.at,
        "by": by,
        "key": deciding.key,
        "asked": deciding.asked,
        "action": action,
        "source": state,
        "target": target,
        "category": category,
        "reopened": category not in _SETTLED and case.category in _SETTLED,
        "resolution_code": None,
        "notes": None,
        "fields": (),
        "given": (),
        "effects": moved.effects,
    }
    if pairs:
        said |= _split(deciding.case_type, pairs)
    deciding.put(CaseMoved, said)
    if SET_ASSIGNEE in moved.effects and by.is_staff and by.id not in (None, case.agent_id):
        deciding.tell(CaseAssigned, group_id=case.group_id, agent_id=by.id)
    if case.tasks or case.lines:
        follow(deciding)


def _refused(deciding: Deciding, error: MoveRefusedError, problems: list[Reason]) -> MoveRefusedError:
    """
    A refusal of the lifecycle, with what else is in the way.
    """
    case, action = deciding.known, error.action
    reasons = (*error.reasons, *map(str, problems))
    instead = _instead(deciding, action) if case.tasks or case.lines else error.allowed
    return MoveRefusedError(error.lifecycle, case.state, action, reasons, instead)


def _instead(deciding: Deciding, action: str) -> tuple[str, ...]:
    """
    What else is allowed to whoever asked, though fields may have to be given.
    """
    options = move_options(deciding)
    return tuple(each.action for each in options if each.is_offered and each.action != action)


def _unless_in_the_way(deciding: Deciding, option: Option) -> Option:
    """
    An option of the lifecycle, which is none while something is in the way.
    """
    case = deciding.known
    if option.target is None or not (case.tasks or case.lines or case.merged_into):
        return option
    category = deciding.case_type.lifecycle.state(option.target).category
    reasons = in_the_way(case, category)
    if not reasons:
        return option
    return attrs.evolve(option, target=None, reasons=(*option.reasons, *reasons))


def _in_the_way(deciding: Deciding, action: str, given: Mapping[str, Fact]) -> bool:
    """
    Whether something is in the way of an action that the lifecycle allows.
    """
    case, lifecycle = deciding.known, deciding.case_type.lifecycle
    if not (case.tasks or case.lines or case.merged_into):
        return False
    moved = lifecycle.move(case.state, action, by=deciding.by.kind, facts=deciding.held, given=given)
    return bool(in_the_way(case, lifecycle.state(moved.target).category))


def _split(case_type: CaseType, pairs: Pairs) -> dict[str, Any]:
    named = {name: value for name, value in pairs if name in ("resolution_code", "notes")}
    own = [pair for pair in pairs if case_type.field(pair[0]) is not None]
    others = [pair for pair in pairs if pair not in own and pair[0] not in named]
    return {
        **{name: value or None for name, value in named.items()},
        "fields": tuple(own),
        "given": tuple(others),
    }


def _given_problems(case_type: CaseType, action: MoveCase) -> list[Reason]:
    known = case_type._given
    own = tuple(pair for pair in action.given if case_type.field(pair[0]) is not None)
    found = field_problems(own, case_type._own)
    for name, value in action.given:
        if name in ("notes", "resolution_code"):
            if value is not None and not isinstance(value, str):
                found.append(WRONG_TYPE(path=name, value=shown(value), needed="a text"))
            elif name == "resolution_code" and (problem := case_type.resolution_problem(value)):
                found.append(problem)
        elif name not in known and case_type.field(name) is None:
            listed = (*sorted(known), *case_type._own)
            told = told_names(name, listed)
            found.append(UNKNOWN_FIELD(path=f"given.{name}", name=name, known=told))
    return found
