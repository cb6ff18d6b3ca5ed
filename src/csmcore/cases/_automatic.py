"""
Which automatic moves and reminders are due, which are held back, and when to ask again.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from csmcore.calendars import Calendar
from csmcore.cases._actions import CaseAction
from csmcore.cases._actor import AUTOMATIC
from csmcore.cases._audit import ERASED
from csmcore.cases._auto_move import AutoMove
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._decide import Decided, decide
from csmcore.cases._facts import Held
from csmcore.cases._keys import digest
from csmcore.cases._moving import MoveCase
from csmcore.cases._talking import AddComment, AddWorkNote
from csmcore.conditions import NOTHING, Condition, explain, parse
from csmcore.errors import (
    CaseRefusedError,
    CaseTypeError,
    MoveRefusedError,
    PastError,
    RefusedError,
)
from csmcore.kernel import (
    Change,
    Fact,
    Facts,
    Moment,
    Reason,
    ReasonKind,
    Timeline,
    instant_text,
    listed,
    not_blank,
    refuse_twins,
    to_utc,
    utc_if_given,
)
from csmcore.sla import Allowance, Deadline, SlaTarget, measure

HELD_BACK: Final = ReasonKind("auto.held_back", "{condition} holds")
REFUSED: Final = ReasonKind("auto.refused", "{why}")

_WAITING: Final = parse("waiting = true")
_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


@attrs.frozen
class DueAction:
    """
    Something that is due by itself: ``decide(case, due.action, by=AUTOMATIC, ...)``.

    Attributes:
        rule: The name of the :class:`AutoMove`.

        action: What is to be asked; its key sees to it that it is done once.

        since: When it became due. Held in UTC.
    """

    rule: str = attrs.field(validator=not_blank)
    action: CaseAction
    since: dt.datetime = attrs.field(converter=to_utc)


def _reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(reasons)


@attrs.frozen
class HeldBack:
    """
    Something that would be due, and what is in the way.

    Attributes:
        rule: The name of the :class:`AutoMove`.

        action: What would be asked.

        since: When it became due. Held in UTC.

        reasons: Every reason why it has to wait.
    """

    rule: str = attrs.field(validator=not_blank)
    action: CaseAction
    since: dt.datetime = attrs.field(converter=to_utc)
    reasons: tuple[Reason, ...] = attrs.field(converter=_reasons)


def _actions(actions: Iterable[DueAction]) -> tuple[DueAction, ...]:
    return tuple(actions)


def _held(held: Iterable[HeldBack]) -> tuple[HeldBack, ...]:
    return tuple(held)


@attrs.frozen
class Due:
    """
    What automatic moves ask of a case at an instant.

    Attributes:
        actions: What is due, in the order in which it can be done.

        held: What would be, and is held back.

        next_instant: When something comes to be due next, or to be held back, if nothing
            happens to the case; ``None`` when nothing will.
    """

    actions: tuple[DueAction, ...] = attrs.field(default=(), converter=_actions)
    held: tuple[HeldBack, ...] = attrs.field(default=(), converter=_held)
    next_instant: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)

    def __bool__(self) -> bool:
        return bool(self.actions)


class _Step(NamedTuple):
    """
    A reminder or the move itself, and when it is due.
    """

    at: dt.datetime
    action: MoveCase | AddComment | AddWorkNote


def due(
    case: Case,
    rules: AutoMove | Iterable[AutoMove],
    *,
    case_type: CaseType,
    calendar: Calendar,
    at: dt.datetime,
    facts: Mapping[str, Fact] = _NONE,
) -> Due:
    """
    What is due by itself: reminders to be written, and moves to be made.

    Nothing is done by asking. A host decides each action ``by=AUTOMATIC`` and stores the
    events; it asks again at ``Due.next_instant``, and whenever the case or the facts
    changed. Of several reminders whose time has come the last is written, and none once the
    move itself is due.

    Args:
        case: The case as it is.

        rules: The automatic moves.

        case_type: The type of the case.

        calendar: In whose time they are counted.

        at: When it is asked. Aware; never before the case's last event.

        facts: As for :func:`decide`, such as ``EscalationBook.facts(case)``.

    Raises:
        PastError: It is asked at an instant before the case's last event.

        DuplicateError: Two rules have one name, and would have one key.

        CaseTypeError: A rule is about a state or an action that the lifecycle has not.

        DefinitionError: A rule is no AutoMove; the case is of another type; or a deadline is no
            instant or date.

        NoWorkingTimeError: The calendar does not open for so long.

        ConditionError: A fact cannot be compared with what a condition says.
    """
    at = to_utc(at)
    if at < case.changed_at:
        raise PastError(f"case {case.id!r}", case.changed_at, at)
    several = _rules(rules)
    _check(several, case_type)
    held_facts = Held(case, facts)
    actions: list[DueAction] = []
    held: list[HeldBack] = []
    coming: list[dt.datetime] = []
    current = case
    for rule in several:
        if rule.state != case.state:
            continue
        steps = tuple(_steps(rule, case, calendar, held_facts))
        coming += [step.at for step in steps if step.at > at and not _is_done(case, step)]
        step = _reached(steps, at)
        if step is None or _is_done(case, step):
            continue
        reasons = _held_back(rule.unless, held_facts, at)
        tried = _tried(current, step, case_type, at, facts)
        if not isinstance(tried, Case):
            reasons += tried
        elif not reasons:
            current = tried
            actions.append(DueAction(rule.name, step.action, step.at))
        if reasons:
            held.append(HeldBack(rule.name, step.action, step.at, reasons))
    return Due(actions, held, min(coming, default=None))


def _rules(rules: AutoMove | Iterable[AutoMove]) -> tuple[AutoMove, ...]:
    several = (rules,) if isinstance(rules, AutoMove) else rules
    return listed(AutoMove, several, say="AUTO_CLOSE or AutoMove(...)")


def _check(rules: tuple[AutoMove, ...], case_type: CaseType) -> None:
    refuse_twins("automatic move", (rule.name for rule in rules))
    problems = auto_move_problems(rules, case_type)
    if problems:
        raise CaseTypeError(case_type.name, problems)


def auto_move_problems(rules: AutoMove | Iterable[AutoMove], case_type: CaseType) -> tuple[str, ...]:
    """
    Which automatic moves are about states or actions that a type of cases does not have.

    Args:
        rules: The automatic moves.

        case_type: The type.

    Raises:
        DefinitionError: A rule is no AutoMove.
    """
    lifecycle, several = case_type.lifecycle, _rules(rules)
    states = [state.name for state in lifecycle.states]
    problems = [
        f"{rule.name!r} is about state {rule.state!r}, {_near(rule.state, states)}"
        for rule in several
        if rule.state not in states
    ]
    problems += [
        f"{rule.name!r} asks {rule.action!r}, {_near(rule.action, lifecycle.actions)}"
        for rule in several
        if rule.action not in lifecycle.actions
    ]
    return tuple(problems)


def _near(name: str, known: Sequence[str]) -> str:
    import difflib  # noqa: PLC0415  # not before a name is wrong

    near = difflib.get_close_matches(name, known, n=1)
    return f"and there are {', '.join(known)}" + (f"; did you mean {near[0]!r}?" if near else "")


def _steps(
    rule: AutoMove, case: Case, calendar: Calendar, facts: Mapping[str, Fact]
) -> Iterator[_Step]:
    """
    The reminders that come before the move, in the order of their instants, and the move.
    """
    start = f"{rule.name}/{instant_text(case.state_since)}"
    moves_at = _instant(rule.after, case.state_since, calendar, facts)
    steps: list[_Step] = []
    for reminder in rule.reminders:
        reminds_at = _instant(reminder.after, case.state_since, calendar, facts)
        if reminds_at is not None and (moves_at is None or reminds_at < moves_at):
            kind = AddWorkNote if reminder.is_for_staff else AddComment
            action = kind(reminder.text, key=f"{start}/reminder after {reminder.after}")
            steps.append(_Step(reminds_at, action))
    yield from sorted(steps, key=lambda step: step.at)
    if moves_at is not None:
        yield _Step(moves_at, MoveCase(rule.action, given=rule.given, key=f"{start}/{rule.action}"))


def _instant(
    after: Allowance, since: dt.datetime, calendar: Calendar, facts: Mapping[str, Fact]
) -> dt.datetime | None:
    """
    When so much time has gone since an instant, as a clock of a service level counts it.
    """
    named = {after.fact: facts.get(after.fact)} if isinstance(after, Deadline) else {}
    waits = Timeline([Change(since, {**named, "waiting": True})])
    return measure(_target(after), waits, calendar=calendar, at=since).due_at


@functools.lru_cache(maxsize=256)
def _target(after: Allowance) -> SlaTarget:
    return SlaTarget("after", after, start=_WAITING, stop=NOTHING)


def _reached(steps: tuple[_Step, ...], at: dt.datetime) -> _Step | None:
    return next((step for step in reversed(steps) if step.at <= at), None)


def _is_done(case: Case, step: _Step) -> bool:
    """
    Whether a step was done; its key may have been used for something else.
    """
    used = None if step.action.key is None else case.used(step.action.key)
    return used is not None and used.asked in (digest(step.action, AUTOMATIC), ERASED)


def _held_back(unless: Condition, facts: Mapping[str, Fact], at: dt.datetime) -> tuple[Reason, ...]:
    if not unless.holds_for(facts):
        return ()
    held = Facts(dict(facts))
    explained = explain(unless, Moment(at, held, held, frozenset(), at))
    return tuple(HELD_BACK(condition=str(each.condition)) for each in explained.because)


def _tried(
    case: Case, step: _Step, case_type: CaseType, at: dt.datetime, facts: Mapping[str, Fact]
) -> Case | tuple[Reason, ...]:
    """
    The case once it is done, or why it would be refused.
    """
    try:
        answer = decide(case, step.action, case_type=case_type, at=at, by=AUTOMATIC, facts=facts)
    except (MoveRefusedError, CaseRefusedError) as error:
        return tuple(REFUSED(why=why) for why in error.reasons)
    except RefusedError as error:
        return (REFUSED(why=str(error)),)
    return answer.case if isinstance(answer, Decided) else case
