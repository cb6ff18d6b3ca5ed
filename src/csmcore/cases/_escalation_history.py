"""
Histories of escalations as timelines, for clocks and policies.
"""

from collections.abc import Iterable

from csmcore.cases._case import Case
from csmcore.cases._escalation import Escalation
from csmcore.cases._escalation_book import escalation_flags
from csmcore.cases._escalation_events import (
    EscalationEvent,
    EscalationMoved,
    EscalationNoted,
    EscalationRequested,
    evolve_escalation,
)
from csmcore.cases._facts import ESCALATION_FACTS
from csmcore.kernel import Change, Fact, Facts, Timeline


def escalation_timeline(events: Iterable[EscalationEvent]) -> Timeline:
    """
    What held of an escalation, and when: what :attr:`Escalation.facts` said after each event.

    An account's escalation has service levels of its own, and this is what they measure. The
    signals are ``created``; then the state that it comes to, such as ``escalated``,
    ``declined`` or ``closed``; and ``noted``.

    Args:
        events: In order, without a gap.

    Raises:
        SequenceError: An event is missing, or two have one place.

        OrderError: An event happened before the one that it follows.
    """
    changes: list[Change] = []
    escalation, before = None, Facts()
    for event in events:
        escalation = evolve_escalation(escalation, event)
        held = escalation.facts
        changed: dict[str, Fact] = dict.fromkeys(name for name in before if name not in held)
        changed.update((name, value) for name, value in held.items() if before.get(name) != value)
        signals = _signals(event)
        if changed or signals:
            changes.append(Change(event.at, tuple(changed.items()), frozenset(signals)))
        before = held
    return Timeline(changes)


def with_escalations(
    timeline: Timeline, case: Case, histories: Iterable[Iterable[EscalationEvent]]
) -> Timeline:
    """
    A case's timeline with the times in which it, or its account, was escalated.

    So a clock may start, or a policy apply, while ``active_escalation = true``.

    Args:
        timeline: The case's.

        case: The case; its customer's account as it is now counts for all times.

        histories: The events of each escalation, those of other cases and accounts too.
    """
    told = [event for events in histories for event in events]
    told.sort(key=_instant)
    held: dict[str, Escalation] = {}
    changes: list[Change] = []
    before: dict[str, Fact] = {}
    for event in told:
        after = evolve_escalation(held.get(event.escalation_id), event)
        held[event.escalation_id] = after
        flags = escalation_flags(case.id, case.account_id, held.values())
        changed = {name: flags.get(name) for name in ESCALATION_FACTS if name in {*flags, *before}}
        changed = {name: value for name, value in changed.items() if value != before.get(name)}
        if changed:
            changes.append(Change(event.at, tuple(changed.items())))
        before = flags
    return timeline.with_changes(*changes)


def _instant(event: EscalationEvent) -> tuple[object, int]:
    return event.at, event.sequence


def _signals(event: EscalationEvent) -> tuple[str, ...]:
    match event:
        case EscalationRequested():
            return ("created",)
        case EscalationMoved():
            return (event.target,)
        case EscalationNoted():
            return ("noted",)
    return ()
