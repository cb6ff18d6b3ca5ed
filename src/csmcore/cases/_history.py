"""
A case's history as a timeline of facts, for clocks, policies and reports.
"""

from collections.abc import Iterable, Mapping

from csmcore.cases._case import Case
from csmcore.cases._events import CaseEvent
from csmcore.cases._evolve import evolve
from csmcore.kernel import Change, Fact, Timeline, told_apart


def timeline(events: Iterable[CaseEvent], snapshot: Case | None = None) -> Timeline:
    """
    What held of a case, and when: what :attr:`Case.facts` said after each of its events.

    Signals tell what is over at once: ``created``, ``customer_replied`` and ``agent_replied``
    (what an agent or manager writes that the customer sees), ``assigned``, ``resolved``,
    ``closed``, ``cancelled``, ``reopened``, ``noted``.

    Args:
        events: In order, without a gap.

        snapshot: The case before the first of them; ``None`` begins at the beginning. What
            held then is not told again.

    Returns:
        A timeline; nothing at all for no events.

    Raises:
        SequenceError: An event is missing, or two have one place.

        OrderError: An event happened before the one that it follows.
    """
    changes: list[Change] = []
    case, before = snapshot, {} if snapshot is None else snapshot._told()
    for event in events:
        after = evolve(case, event)
        held = after._told()
        signals = frozenset(event._signals(case, after))
        changed = _changed(before, held)
        if changed or signals:
            changes.append(Change(event.at, tuple(changed.items()), signals))
        case, before = after, held
    return Timeline(changes)


def _changed(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> dict[str, Fact]:
    changed: dict[str, Fact] = {name: None for name in before if name not in after}
    for name, value in after.items():
        was = before.get(name)
        if was is not value and told_apart(was) != told_apart(value):
            changed[name] = value
    return changed
