"""
Whether types of cases, what they do by themselves, and their names hold together.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from csmcore.calendars import CalendarBook
from csmcore.cases import AutoMove, CaseType, EscalationTemplate, SyncRule, auto_move_problems
from csmcore.conditions import AllOf, AnyOf, Condition, Not, Vocabulary
from csmcore.desk._calendars import lack_of
from csmcore.desk._finding import DeskFinding, advice, all_near, error, near_to
from csmcore.desk._words import both, misfits
from csmcore.kernel import ReasonKind
from csmcore.lifecycles import SYSTEM, Category, Lifecycle, LifecycleSeverity, check_lifecycle
from csmcore.sla import SlaPolicy

TWICE: Final = ReasonKind("desk.twice", "two are {what}; rename one, or take it away")
NO_TYPE: Final = ReasonKind("desk.no_case_type", "there is no type of cases; give at least one")
UNKNOWN_TYPE: Final = ReasonKind("desk.case_type_unknown", "no type of cases is named {name}; {near}")
AUTO_MOVE: Final = ReasonKind("desk.auto_move", "{problem}")
IN_NO_TYPE: Final = ReasonKind(
    "desk.auto_move_in_no_type", "no type of cases has the {what} {name}; {near}"
)
AUTO_MOVE_REFUSED: Final = ReasonKind(
    "desk.auto_move_refused",
    "{name} would be held back for ever: {why}; by itself a case {leaves}",
)
NO_CALENDAR: Final = ReasonKind(
    "desk.no_default_calendar",
    "cases move by themselves, and the book has no default calendar to count that in; each record "
    "has to name one",
)
UNCOUNTED: Final = ReasonKind(
    "desk.auto_moves_uncounted",
    "cases move by themselves, and the book gives no calendar to count that in: {lack}; "
    "give one that has a default",
)
NEVER_PAUSED: Final = ReasonKind(
    "desk.never_paused", "a case waits for others in {state}, and no target of any policy pauses there"
)
UNKNOWN_FIELD: Final = ReasonKind(
    "desk.field_unknown", "no type of cases has the own field {name}; {near}"
)
_WAITING: Final = (Category.WAITING_ON_CUSTOMER, Category.WAITING_ON_THIRD_PARTY)


def twins(path: str, what: str, keys: Iterable[Hashable], said: Iterable[str]) -> Iterator[DeskFinding]:
    """
    What has the name of one before it.
    """
    seen: set[Hashable] = set()
    for place, (key, name) in enumerate(zip(keys, said, strict=True)):
        if key in seen:
            yield error(f"{path}[{place}]", TWICE(what=f"{what} {name}"))
        seen.add(key)


def about_types(
    case_types: Sequence[CaseType], policies: Sequence[SlaPolicy], more: Vocabulary
) -> Iterator[DeskFinding]:
    """
    What is wrong with types of cases: their lifecycles, and what waits without a pause.
    """
    if not case_types:
        yield error("case_types", NO_TYPE())
    names = [each.name for each in case_types]
    yield from twins("case_types", "named", names, names)
    for place, case_type in enumerate(case_types):
        path = f"case_types[{place}].lifecycle"
        known = both(case_type.vocabulary, more)
        for found in check_lifecycle(case_type.lifecycle, vocabulary=known):
            at = path
            if found.move is not None:
                at = f"{path}.moves[{case_type.lifecycle.moves.index(found.move)}]"
            tell = error if found.severity is LifecycleSeverity.ERROR else advice
            yield tell(at, found.reason)
        for number, state in enumerate(case_type.lifecycle.states):
            facts = {"state": state.name, "category": state.category, "type": case_type.name}
            if policies and state.category in _WAITING and not _is_paused(facts, policies):
                yield advice(f"{path}.states[{number}]", NEVER_PAUSED(state=state.name))


def about_auto_moves(
    auto_moves: Mapping[str, Sequence[AutoMove]],
    case_types: Mapping[str, CaseType],
    calendars: CalendarBook,
    more: Vocabulary,
) -> Iterator[DeskFinding]:
    """
    What is wrong with what cases do by themselves.
    """
    for name, moves in auto_moves.items():
        path = f"auto_moves.{name}"
        meant = [name] if name in case_types else all_near(name, case_types)
        if name not in case_types:
            yield error(path, UNKNOWN_TYPE(name=name, near=near_to(name, case_types)))
        named = [each.name for each in moves]
        yield from twins(path, "named", named, named)
        for place, move in enumerate(moves):
            kinds = [case_types[each] for each in meant or case_types]
            yield from _about_move(f"{path}[{place}]", move, kinds, more)
    if any(auto_moves.values()) and calendars.default is None:
        lack = lack_of(calendars)
        if lack is None:
            yield advice("calendars.default", NO_CALENDAR())
        else:
            yield error("calendars.default", UNCOUNTED(lack=lack))


def _about_move(
    path: str, move: AutoMove, kinds: Sequence[CaseType], more: Vocabulary
) -> Iterator[DeskFinding]:
    """
    What is wrong with an automatic move, whichever of some types of cases is meant.
    """
    if len(kinds) == 1:
        problems = auto_move_problems([move], kinds[0])
        yield from (error(path, AUTO_MOVE(problem=each)) for each in problems)
        if not problems:
            yield from _about_way(path, move, kinds[0].lifecycle)
    elif kinds:
        states = dict.fromkeys(state.name for each in kinds for state in each.lifecycle.states)
        actions = dict.fromkeys(action for each in kinds for action in each.lifecycle.actions)
        for what, name, known in (("state", move.state, states), ("action", move.action, actions)):
            if name not in known:
                yield error(path, IN_NO_TYPE(what=what, name=name, near=near_to(name, known)))
    words = [both(each.vocabulary, more) for each in kinds]
    yield from misfits(f"{path}.unless", move.unless, words)


def _about_way(path: str, move: AutoMove, lifecycle: Lifecycle) -> Iterator[DeskFinding]:
    """
    Whether an automatic move leads on from its state, and is for a case by itself.
    """
    is_final = move.state in lifecycle.final
    ways = dict.fromkeys(
        each.action
        for each in lifecycle.moves
        if each.is_for(SYSTEM) and (move.state in each.sources or (each.is_from_any and not is_final))
    )
    if move.action not in ways:
        why, *_ = lifecycle.option(move.state, move.action, by=SYSTEM).reasons
        leaves = f"leaves {move.state} by {', '.join(ways)}" if ways else f"never leaves {move.state}"
        yield error(path, AUTO_MOVE_REFUSED(name=move.name, why=str(why), leaves=leaves))


def about_others(
    escalations: Sequence[EscalationTemplate], sync: SyncRule, case_types: Sequence[CaseType]
) -> Iterator[DeskFinding]:
    """
    What is wrong with templates of escalations, and with what cases below a major one take over.
    """
    names = [each.name for each in escalations]
    yield from twins("escalations", "named", names, names)
    for place, template in enumerate(escalations):
        for found in check_lifecycle(template.lifecycle):
            tell = error if found.severity is LifecycleSeverity.ERROR else advice
            yield tell(f"escalations[{place}].lifecycle", found.reason)
    fields = dict.fromkeys(field.name for each in case_types for field in each.fields)
    for place, name in enumerate(sync.own_fields):
        if name not in fields:
            yield error(
                f"sync.own_fields[{place}]", UNKNOWN_FIELD(name=name, near=near_to(name, fields))
            )


def _is_paused(facts: Mapping[str, str], policies: Iterable[SlaPolicy]) -> bool:
    pauses = (p for policy in policies for target in policy.targets for p in target.pauses)
    return any(_may_hold(pause.when, facts) for pause in pauses)


def _may_hold(condition: Condition, facts: Mapping[str, str]) -> bool:
    """
    Whether any part of it that asks for the state holds there; other facts may go with it.
    """
    parts, asked = [condition], False
    while parts:
        part = parts.pop()
        if isinstance(part, AllOf | AnyOf | Not):
            parts += part.parts
        elif part.facts and part.facts <= facts.keys():
            asked = asked or part.holds_for(facts)
    return asked or condition.holds_for(facts)
