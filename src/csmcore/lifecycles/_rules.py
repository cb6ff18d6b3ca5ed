"""
Moves as they are tried: compiled once, and asked why they are not taken.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from csmcore.conditions import ANYTHING, Condition, explain
from csmcore.kernel import Fact, Facts, Moment, Reason, from_micros
from csmcore.lifecycles._answers import (
    FINAL,
    GUARDED,
    NEEDS_FIELDS,
    NO_ACTION,
    NOT_FROM_HERE,
    WRONG_ACTOR,
    Moved,
    Option,
)
from csmcore.lifecycles._graph import Way
from csmcore.lifecycles._moves import Move


class Rule(NamedTuple):
    """
    A move from one state: for whom, under which condition, with what, and what it does.

    Attributes:
        by: The kinds of actor; anybody when empty.

        when: The condition, or ``None`` where there is none.

        requires: The fields that have to be given.

        moved: What is told when it is taken.

        move: The move.
    """

    by: frozenset[str]
    when: Condition | None
    requires: tuple[str, ...]
    moved: Moved
    move: Move


Rules: TypeAlias = Mapping[str | None, Mapping[str, tuple[Rule, ...]]]
"""
By the state and then by the action: what is tried, in order.
"""


def rules_of(lifecycle: str, ways: Iterable[Way]) -> Rules:
    """
    The rules of a lifecycle's moves from each of their sources.
    """
    found: dict[str | None, dict[str, tuple[Rule, ...]]] = {}
    for source, move in ways:
        moved = Moved(
            lifecycle=lifecycle,
            source=source,
            action=move.action,
            target=move.target,
            effects=move.effects,
        )
        when = None if move.when == ANYTHING else move.when
        rules = found.setdefault(source, {})
        rules[move.action] = (
            *rules.get(move.action, ()),
            Rule(move.by, when, move.requires, moved, move),
        )
    return found


def chosen(rules: Iterable[Rule], by: str, facts: Mapping[str, Fact]) -> Rule | None:
    """
    The first rule that is for an actor, and whose condition holds.

    Raises:
        ConditionError: A fact cannot be compared with what a condition says.
    """
    for rule in rules:
        kinds, when = rule[0], rule[1]
        if (not kinds or by in kinds) and (when is None or when.holds_for(facts)):
            return rule
    return None


def missing_of(requires: tuple[str, ...], given: Mapping[str, Fact]) -> tuple[str, ...]:
    """
    The fields that were not given: not there, ``None``, blank or empty.
    """
    return tuple(field for field in requires if _is_nothing(given.get(field)))


def _is_nothing(value: Fact) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == frozenset()


def option_of(
    action: str,
    rules: tuple[Rule, ...],
    *,
    by: str,
    facts: Mapping[str, Fact],
    given: Mapping[str, Fact],
) -> Option:
    """
    How an action stands that leads somewhere from a state.
    """
    rule = chosen(rules, by, facts)
    if rule is None:
        reasons = tuple(reason for each in rules for reason in _why_not(each, by, facts, given))
        return Option(action=action, reasons=reasons)
    missing = missing_of(rule.requires, given)
    reasons = (_needs(rule.move, missing),) if missing else ()
    return Option(
        action=action,
        target=rule.moved.target,
        requires=rule.requires,
        missing=missing,
        reasons=reasons,
    )


def _why_not(
    rule: Rule, by: str, facts: Mapping[str, Fact], given: Mapping[str, Fact]
) -> Iterator[Reason]:
    move = rule.move
    if not move.is_for(by):
        yield WRONG_ACTOR(move=move.route, kinds=" or ".join(sorted(move.by)), by=by)
    if rule.when is not None and not rule.when.holds_for(facts):
        yield GUARDED(move=move.route, condition=str(rule.when), found=_found(rule.when, facts))
    if missing := missing_of(rule.requires, given):
        yield _needs(move, missing)


def _needs(move: Move, missing: tuple[str, ...]) -> Reason:
    return NEEDS_FIELDS(move=move.route, fields=" and ".join(missing))


def _found(condition: Condition, facts: Mapping[str, Fact]) -> str:
    held = facts if isinstance(facts, Facts) else Facts(tuple(facts.items()))
    at = from_micros(0)  # nothing is asked about when
    told = explain(condition, Moment(at, held, held, frozenset(), at))
    return ", ".join(each.found for each in told.because if each.found) or "that never holds"


def nowhere(ways: Iterable[Way], state: str | None, action: str, *, final: Container[str]) -> Reason:
    """
    Why an action leads nowhere from a state.
    """
    listed = tuple(ways)
    sources = [source for source, move in listed if move.action == action]
    if not sources:
        actions = dict.fromkeys(move.action for _, move in listed)
        return NO_ACTION(action=action, known=_known(action, tuple(actions)))
    if state is not None and state in final:
        return FINAL(state=state, action=action)
    told = dict.fromkeys(map(_place, sources))
    return NOT_FROM_HERE(action=action, state=_place(state), sources=", ".join(told))


def _place(state: str | None) -> str:
    return "the beginning" if state is None else state


def _known(action: str, actions: tuple[str, ...]) -> str:
    import difflib  # noqa: PLC0415  # not before a name is wrong

    near = difflib.get_close_matches(action, actions, n=1)
    return f"{near[0]} is near" if near else f"there are {', '.join(actions) or 'none'}"
