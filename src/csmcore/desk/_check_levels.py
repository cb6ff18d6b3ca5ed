"""
Whether policies can be kept, and whether what is agreed names what is there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from csmcore.calendars import CalendarBook
from csmcore.cases import CaseType
from csmcore.conditions import Vocabulary
from csmcore.contracts import Bill, Courtesy, EntitlementBook, UncoveredPolicy
from csmcore.desk._calendars import lack_of
from csmcore.desk._check_cases import twins
from csmcore.desk._finding import DeskFinding, advice, error, near_to
from csmcore.desk._words import both, united
from csmcore.kernel import Reason, ReasonKind
from csmcore.sla import RESOLUTION, Finding, FindingSeverity, SlaPolicy, SlaTarget, check

UNKNOWN_POLICY: Final = ReasonKind("desk.policy_unknown", "{who} names policy {name}; {near}")
UNKNOWN_CALENDAR: Final = ReasonKind("desk.calendar_unknown", "{who} names calendar {name}; {near}")
NO_CALENDAR: Final = ReasonKind(
    "desk.no_calendar",
    "no clock of {policies} can ever run, since the book gives no calendar to measure it in: {lack}; "
    "give one that has a default",
)

_MISFIT: Final = "sla.misfit"
_UNNAMED: Final = "sla.calendar_unnamed"
_PARTS: Final = ("start", "stop", "reset", "cancel", "resume", "when", "start_from")
_OF_CALENDARS: Final = ("sla.calendar_unknown", "sla.calendar_never_opens")


def about_policies(
    policies: Sequence[SlaPolicy],
    calendars: CalendarBook,
    case_types: Sequence[CaseType],
    more: Vocabulary,
) -> Iterator[DeskFinding]:
    """
    What :func:`csmcore.sla.check` finds in policies, where it does so for every type of cases.
    """
    keys = [(each.name, each.version) for each in policies]
    yield from twins("policies", "policy", keys, [each.label for each in policies])
    words = [both(each.vocabulary, more) for each in case_types]
    lack = lack_of(calendars)
    unmeasured: list[str] = []
    for place, policy in enumerate(policies):
        for found in _found(policy, calendars, words):
            if _is_shipped(policy, found):
                continue
            if lack is not None and found.reason.code == _UNNAMED:
                unmeasured.append(policy.label)
                continue
            path = _path(f"policies[{place}]", policy, found)
            tell = error if _is_serious(found) else advice
            yield tell(path, _said_at(path, found))
    if lack is not None and unmeasured:
        named = ", ".join(dict.fromkeys(unmeasured))
        yield error("calendars", NO_CALENDAR(policies=named, lack=lack))


def about_uncovered(uncovered: UncoveredPolicy, policies: Iterable[SlaPolicy]) -> Iterator[DeskFinding]:
    """
    Policies that are named for what nothing covers, and are not there.
    """
    known = dict.fromkeys(each.name for each in policies)
    asked = [(f"uncovered.rules[{n}].answer", each.answer) for n, each in enumerate(uncovered.rules)]
    for path, answer in (*asked, ("uncovered.otherwise", uncovered.otherwise)):
        named = answer.policy if isinstance(answer, Bill | Courtesy) else None
        if named is not None and named not in known:
            near = near_to(named, known)
            yield error(f"{path}.policy", UNKNOWN_POLICY(who="it", name=named, near=near))


def about_book(
    book: EntitlementBook, policies: Iterable[SlaPolicy], calendars: CalendarBook
) -> Iterator[DeskFinding]:
    """
    What entitlements and contracts name that the desk does not have.
    """
    known = dict.fromkeys(each.name for each in policies)
    hours = dict.fromkeys(each.name for each in calendars)
    for place, each in enumerate(book.entitlements):
        path = f"book.entitlements[{place}]"
        if each.policy is not None and each.policy not in known:
            near = near_to(each.policy, known)
            yield error(f"{path}.policy", UNKNOWN_POLICY(who=each.label, name=each.policy, near=near))
        if each.hours is not None and each.hours not in hours:
            near = near_to(each.hours, hours)
            yield error(f"{path}.hours", UNKNOWN_CALENDAR(who=each.label, name=each.hours, near=near))
    for place, contract in enumerate(book.contracts):
        name = contract.calendar
        if name is not None and name not in hours:
            near = near_to(name, hours)
            yield error(
                f"book.contracts[{place}].calendar",
                UNKNOWN_CALENDAR(who=contract.label, name=name, near=near),
            )


def _found(
    policy: SlaPolicy, calendars: CalendarBook, words: Sequence[Vocabulary]
) -> Iterator[Finding]:
    if not words:
        yield from check(policy, calendars=calendars)
        return
    asked = _told_apart(policy, words)
    first, *others = (check(policy, vocabulary=each, calendars=calendars) for each in asked)
    wrong_elsewhere = [{_key(found) for found in each} for each in others]
    shared = [found for found in first if all(_key(found) in each for each in wrong_elsewhere)]
    if len(words) == 1 or not any(found.reason.code == _MISFIT for found in shared):
        yield from shared
        return
    # A word that no type of cases knows is told beside the words of all of them.
    of_all: dict[object, list[Finding]] = {}
    for found in check(policy, vocabulary=united(words), calendars=calendars):
        of_all.setdefault(_key(found), []).append(found)
    for key in dict.fromkeys(map(_key, shared)):
        known = of_all.get(key, []) if key[1] == _MISFIT else []
        yield from known or (found for found in shared if _key(found) == key)


def _told_apart(policy: SlaPolicy, words: Sequence[Vocabulary]) -> Iterable[Vocabulary]:
    """
    Of those that say the same of all that a policy asks, the first: its findings are those of all.
    """
    facts = policy.when.facts.union(*(target.facts for target in policy.targets))
    found: dict[object, Vocabulary] = {}
    for each in words:
        said = tuple(fact for fact in each.facts if fact.name in facts)
        found.setdefault((said, frozenset(each.signals)), each)
    return found.values()


def _is_shipped(policy: SlaPolicy, found: Finding) -> bool:
    """
    Whether it is about a condition that its author did not write.

    Metrics that ship are called off in a state that not every lifecycle that ships has.
    """
    return _is_of_cancel(found) and any(
        each.name == found.target and each.cancel == RESOLUTION.cancel for each in policy.targets
    )


def _is_serious(found: Finding) -> bool:
    """
    Whether it has to be mended: a clock that is never called off still tells the truth.
    """
    return found.severity is FindingSeverity.ERROR and not _is_of_cancel(found)


def _is_of_cancel(found: Finding) -> bool:
    return dict(found.reason.fields).get("part") == "cancel"


def _key(found: Finding) -> tuple[str, str, object]:
    return found.target, found.reason.code, dict(found.reason.fields).get("part")


def _said_at(path: str, found: Finding) -> Reason:
    """
    The reason without the name of the part in which it lies, where its path says that already.
    """
    part = _facts(found).get("part")
    told = found.reason.phrase == "{part}: {problem}" and path.endswith(f".{part}")
    return attrs.evolve(found.reason, phrase="{problem}") if told else found.reason


def _facts(found: Finding) -> dict[str, str]:
    return {name: str(value) for name, value in found.reason.fields}


def _path(path: str, policy: SlaPolicy, found: Finding) -> str:
    facts = _facts(found)
    part = facts.get("part", "")
    if found.target:
        place, target = next(
            (n, each) for n, each in enumerate(policy.targets) if each.name == found.target
        )
        path = f"{path}.targets[{place}]{_member(target, facts)}"
    if part.startswith("pause "):
        return f"{path}.when"
    if part in _PARTS:
        return f"{path}.{part}"
    return f"{path}.calendar" if found.reason.code in _OF_CALENDARS else path


def _member(target: SlaTarget, facts: Mapping[str, str]) -> str:
    """
    The step to the pause, goal or threshold of a target that a reason speaks of; none if empty.
    """
    part = facts.get("part", "")
    for key, places in (
        ("pauses", [f"pause {each.name}" for each in target.pauses]),
        ("goals", [f"goal {each}" for each in target.goals]),
        ("thresholds", [f"threshold {each}" for each in target.thresholds]),
    ):
        noun = key.removesuffix("s")
        said = part if part.startswith(f"{noun} ") else f"{noun} {facts.get(noun, '')}"
        if said in places:
            return f".{key}[{places.index(said)}]"
    return ""
