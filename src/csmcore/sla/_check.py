"""
Whether a policy can do what it says, found before any record comes under it.
"""

import datetime as dt
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import attrs

from csmcore.calendars import Calendar, CalendarBook
from csmcore.conditions import (
    ANYTHING,
    Compares,
    Condition,
    Contains,
    FactDefinition,
    FactType,
    IsSet,
    Vocabulary,
    kind_of,
    leaves,
    named_by,
)
from csmcore.errors import ConditionError, NoTransitionError, NoWorkingTimeError, PolicyError
from csmcore.kernel import Reason, ReasonKind
from csmcore.sla._goals import Deadline, Threshold
from csmcore.sla._policy import SlaPolicy, SlaTarget
from csmcore.sla._traps import (
    ADDS_UP,
    RESETS_FOR_EVER,
    RESUME_UNUSED,
    STARTS_PAUSED,
    STOP_BEFORE_RESET,
    asked_of,
    hidden_by,
    seen,
    traps,
)
from csmcore.sla._worlds import MOST, World, Worlds

NEVER_FITS: Final = ReasonKind(
    "sla.never_fits", "when ({condition}) never holds, so it is for no record"
)
LEFT_BEFORE_STOP: Final = ReasonKind(
    "sla.left_before_stop",
    "wherever stop holds, when ({condition}) does not: the record leaves the policy, which cancels it",
)
NO_GOALS: Final = ReasonKind("sla.no_goals", "it has no goal, so nothing is ever due")
GOAL_NEVER_FITS: Final = ReasonKind("sla.goal_never_fits", "goal {goal} fits no record")
GOAL_HIDDEN: Final = ReasonKind(
    "sla.goal_hidden", "wherever goal {goal} fits, {by} fits too and stands before it"
)
SHARE_SMALL: Final = ReasonKind(
    "sla.share_small",
    "threshold {threshold} is less than a hundredth of the time; a share is in percent, so give "
    "{meant} if {part} of the time is meant",
)
SHARE_LARGE: Final = ReasonKind(
    "sla.share_large",
    "threshold {threshold} is more than ten times the time; a share is in percent, so give {meant} "
    "if that many percent are meant",
)
NO_CATCH_ALL: Final = ReasonKind("sla.no_catch_all", "no goal fits where {example}, so nothing is due")
TOO_MANY: Final = ReasonKind(
    "sla.too_many_to_check",
    "{what}: {count} combinations of facts and signals are more than {most}, so none was looked at",
)
MIXED: Final = ReasonKind(
    "sla.mixed_types", "{fact} is compared as {kinds}, and a fact is only one of them"
)
MISFIT: Final = ReasonKind("sla.misfit", "{part}: {problem}")
CALENDAR_UNKNOWN: Final = ReasonKind(
    "sla.calendar_unknown", "{part} names calendar {calendar}, and the book has only {known}"
)
CALENDAR_NEVER_OPENS: Final = ReasonKind(
    "sla.calendar_never_opens", "{part} names calendar {calendar}, which never opens"
)
CALENDAR_UNNAMED: Final = ReasonKind(
    "sla.calendar_unnamed",
    "neither it, its policy nor the book names a calendar, so each record has to name one",
)

_LARGE: Final = 1000
"""
The share in percent above which another is likely to be meant: ten times the length.
"""


class FindingSeverity(enum.StrEnum):
    """
    ``ERROR``: it cannot do what it says. ``ADVICE``: it can, and something else may be meant.
    """

    ERROR = "error"
    ADVICE = "advice"


_ADVICE: Final = frozenset(
    kind.code
    for kind in (
        ADDS_UP,
        CALENDAR_UNNAMED,
        NO_CATCH_ALL,
        RESETS_FOR_EVER,
        RESUME_UNUSED,
        SHARE_LARGE,
        SHARE_SMALL,
        STARTS_PAUSED,
        STOP_BEFORE_RESET,
        TOO_MANY,
    )
)


@attrs.frozen(str=False)
class Finding:
    """
    Something about a policy that its author would want to know.

    Attributes:
        target: The target's name; empty when it is about the policy as a whole.

        severity: Whether it has to be mended.

        reason: What was found, with a stable code.
    """

    target: str
    severity: FindingSeverity
    reason: Reason

    def __str__(self) -> str:
        about = f"{self.target}: " if self.target else ""
        return f"{self.severity}: {about}{self.reason}"


def check(
    policy: SlaPolicy,
    *,
    vocabulary: Vocabulary | None = None,
    calendars: CalendarBook | None = None,
) -> tuple[Finding, ...]:
    """
    What is wrong with a policy, or may be: promises that no clock could keep, or would ever make.

    Looks at every combination of facts and signals that the conditions can tell apart, so
    it knows and does not guess: what it says never happens, never does. It looks at one
    instant at a time, and not at which may follow which; so it does not find everything.

    Args:
        policy: The policy.

        vocabulary: The facts and signals that there are; conditions that speak of others
            are found, and no fact is taken to have a value that is not among its choices.

        calendars: The book in which its calendars are named.

    Returns:
        The policy's own findings first, and then its targets', in order.

    Source: ServiceNow, "SLA conditions", for what it warns of.
    """
    found = [("", reason) for reason in _about_policy(policy, vocabulary, calendars)]
    for target in policy.targets:
        about = _about_target(policy, target, vocabulary, calendars)
        found += [(target.name, reason) for reason in about]
    return tuple(
        Finding(
            name,
            FindingSeverity.ADVICE if reason.code in _ADVICE else FindingSeverity.ERROR,
            reason,
        )
        for name, reason in found
    )


def sound(
    policy: SlaPolicy,
    *,
    vocabulary: Vocabulary | None = None,
    calendars: CalendarBook | None = None,
) -> SlaPolicy:
    """
    The policy itself, when :func:`check` finds no error in it; advice is let pass.

    Args:
        policy: The policy.

        vocabulary: The facts and signals that there are.

        calendars: The book in which its calendars are named.

    Raises:
        PolicyError: There are errors; all of them are named.
    """
    found = check(policy, vocabulary=vocabulary, calendars=calendars)
    serious = [each for each in found if each.severity is FindingSeverity.ERROR]
    if serious:
        told = (
            f"{each.target}: {each.reason}" if each.target else str(each.reason) for each in serious
        )
        raise PolicyError(policy.label, tuple(told))
    return policy


def _about_policy(
    policy: SlaPolicy, vocabulary: Vocabulary | None, calendars: CalendarBook | None
) -> Iterator[Reason]:
    if calendars is not None and policy.calendar is not None:
        yield from _about_calendar("the policy", policy.calendar, calendars)
    problems = vocabulary.problems(policy.when) if vocabulary else ()
    if problems:
        yield from (MISFIT(part="when", problem=problem) for problem in problems)
        return
    worlds = Worlds([policy.when], vocabulary)
    if worlds.count > MOST:
        yield TOO_MANY(what="when", count=worlds.count, most=MOST)
    elif (True, True) not in seen([policy.when], worlds):
        yield NEVER_FITS(condition=str(policy.when))


def _about_target(
    policy: SlaPolicy,
    target: SlaTarget,
    vocabulary: Vocabulary | None,
    calendars: CalendarBook | None,
) -> Iterator[Reason]:
    if calendars is not None:
        yield from _about_calendars(policy, target, calendars)
    slips = [*_slips(target, vocabulary), *_mixed(policy, target)]
    yield from slips
    if not target.goals:
        yield NO_GOALS()
    yield from _about_thresholds(target)
    if slips:
        return  # what follows from a slip would only hide it
    worlds = Worlds(asked_of(target), vocabulary)
    if worlds.count > MOST:
        yield TOO_MANY(what="start, stop and pauses", count=worlds.count, most=MOST)
    else:
        yield from traps(target, worlds)
    if vocabulary is None or not vocabulary.problems(policy.when):
        yield from _about_leaving(policy, target, vocabulary)
        yield from _about_goals(policy, target, vocabulary)


# --- the policy's own condition, and goals ----------------------------------------------------------


def _about_leaving(
    policy: SlaPolicy, target: SlaTarget, vocabulary: Vocabulary | None
) -> Iterator[Reason]:
    if policy.when == ANYTHING:
        return
    worlds = Worlds([policy.when, target.stop], vocabulary)
    if worlds.count > MOST:
        yield TOO_MANY(what="when and stop", count=worlds.count, most=MOST)
        return
    stopping = [world for world in worlds if _holds(target.stop, world)]
    # Whether a record is under the policy is asked of what holds, with nothing signalled.
    fitting = [world for world in worlds if _holds(policy.when, world.at_rest)]
    if stopping and fitting and not any(_holds(policy.when, world.at_rest) for world in stopping):
        yield LEFT_BEFORE_STOP(condition=str(policy.when))


def _holds(condition: Condition, world: World) -> bool:
    before, after, signals, _ = world
    try:
        return condition._test(before, after, signals)
    except ConditionError:
        return False  # a fact of a type that it cannot be asked about


def _about_goals(
    policy: SlaPolicy, target: SlaTarget, vocabulary: Vocabulary | None
) -> Iterator[Reason]:
    goals = target.goals
    conditions = [goal.when for goal in goals]
    worlds = Worlds(conditions, vocabulary)
    if worlds.count > MOST:
        yield TOO_MANY(what="goals", count=worlds.count, most=MOST)
        return
    fits = [row[1:] for row in seen(conditions, worlds)]
    for place, goal in enumerate(goals):
        if not any(row[place] for row in fits):
            yield GOAL_NEVER_FITS(goal=str(goal))
        elif earlier := hidden_by(fits, place):
            by = " or ".join(f"goal {goals[each]}" for each in earlier)
            yield GOAL_HIDDEN(goal=str(goal), by=by)
    if not goals or all(map(any, fits)):
        return
    worlds = Worlds([policy.when, *conditions], vocabulary)
    if worlds.count > MOST:
        yield TOO_MANY(what="when and goals", count=worlds.count, most=MOST)
        return
    for (lasts, under, *each), world in seen([policy.when, *conditions], worlds).items():
        if lasts and under and not any(each):
            yield NO_CATCH_ALL(example=str(world.told))
            return


def _about_thresholds(target: SlaTarget) -> Iterator[Reason]:
    # A share that was written as a fraction, or as a percentage times a hundred, still reads.
    for threshold in target.thresholds:
        share = threshold.share
        if share is not None and share < 1:
            meant = _number(share.scaleb(2))
            yield SHARE_SMALL(threshold=str(threshold), meant=meant, part=_number(share))
        elif share is not None and share > _LARGE:
            yield SHARE_LARGE(threshold=str(threshold), meant=_number(share.scaleb(-2)))


def _number(share: Decimal) -> str:
    return str(Threshold(share=share)).removesuffix(" %")


# --- facts and signals -------------------------------------------------------------------------------


def _parts(target: SlaTarget) -> Iterator[tuple[str, Condition]]:
    yield from (("start", target.start), ("stop", target.stop))
    yield from (("reset", target.reset), ("cancel", target.cancel))
    if target.resume is not None:
        yield "resume", target.resume
    yield from ((f"pause {pause.name}", pause.when) for pause in target.pauses)
    yield from ((f"goal {goal}", goal.when) for goal in target.goals)


def _slips(target: SlaTarget, vocabulary: Vocabulary | None) -> Iterator[Reason]:
    if vocabulary is None:
        return
    for part, condition in _parts(target):
        for problem in vocabulary.problems(condition):
            yield MISFIT(part=part, problem=problem)
    known = {each.name: each for each in vocabulary.facts}
    until = {goal.allowed.fact for goal in target.goals if isinstance(goal.allowed, Deadline)}
    asked: list[tuple[str, str, tuple[FactType, ...]]] = [
        ("a deadline", fact, (FactType.INSTANT, FactType.DATE)) for fact in sorted(until)
    ]
    if target.start_from is not None:
        asked.append(("start_from", target.start_from, (FactType.INSTANT,)))
    for part, fact, kinds in asked:
        for problem in vocabulary.problems(IsSet(fact)) or _misfits(known[fact], kinds):
            yield MISFIT(part=part, problem=problem)


def _misfits(fact: FactDefinition, kinds: tuple[FactType, ...]) -> tuple[str, ...]:
    if fact.type in kinds:
        return ()
    return (f"{fact.name} is of type {fact.type}; {' or '.join(kinds)} is needed",)


def _mixed(policy: SlaPolicy, target: SlaTarget) -> Iterator[Reason]:
    kinds: dict[str, set[FactType]] = {}
    compared: set[str] = set()
    for condition in (policy.when, *(each for _, each in _parts(target))):
        for leaf in leaves(condition):
            for fact in leaf.facts:
                kinds.setdefault(fact, set()).update(map(kind_of, named_by(leaf)))
                if isinstance(leaf, Compares | Contains):
                    compared.add(fact)
                if isinstance(leaf, Contains):
                    kinds[fact].add(FactType.TEXT)
    for fact, named in sorted(kinds.items()):
        # To ask whether a text is a number is only idle; to ask whether it is more is refused.
        if fact in compared and len(named) > 1:
            yield MIXED(fact=fact, kinds=" and ".join(sorted(named)))


# --- calendars --------------------------------------------------------------------------------------


def _about_calendars(policy: SlaPolicy, target: SlaTarget, book: CalendarBook) -> Iterator[Reason]:
    if target.calendar is not None:
        yield from _about_calendar("it", target.calendar, book)
    for goal in target.goals:
        if goal.calendar is not None:
            yield from _about_calendar(f"goal {goal}", goal.calendar, book)
    named = {"target": target.calendar, "policy": policy.calendar, "default": book.default}
    if any(named.get(who) is not None for who in book.order):
        return
    if not target.goals or "target" not in book.order or None in (g.calendar for g in target.goals):
        yield CALENDAR_UNNAMED()


def _about_calendar(part: str, name: str, book: CalendarBook) -> Iterator[Reason]:
    if name not in book:
        known = ", ".join(sorted({each.name for each in book})) or "none"
        yield CALENDAR_UNKNOWN(part=part, calendar=name, known=known)
        return
    found = book.named(name)
    calendar = found if isinstance(found, Calendar) else found.bind("UTC")
    try:
        calendar.next_open(dt.datetime(calendar.horizon[0], 1, 1, tzinfo=dt.UTC))
    except (NoTransitionError, NoWorkingTimeError):
        yield CALENDAR_NEVER_OPENS(part=part, calendar=name)
