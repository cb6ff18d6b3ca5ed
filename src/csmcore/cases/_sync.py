"""
Synchronising cases with the one above them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._decide import AlreadyDone, decide
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label
from csmcore.cases._sync_rule import SERVICENOW_SYNC, SyncRule
from csmcore.cases._syncing import (
    NOTHING_NEW,
    SyncCase,
    concerns,
    new_events,
    to_events,
    unsynced_reasons,
)
from csmcore.cases._together import DecidedTogether
from csmcore.errors import UnknownIdError
from csmcore.kernel import Append, CaseId, Decision, Fact, Rejected, case_stream

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


def _rejected(rejected: Iterable[Rejected[CaseId]]) -> tuple[Rejected[CaseId], ...]:
    return tuple(rejected)


@attrs.frozen
class SyncedTogether(DecidedTogether):
    """
    Several cases took over what happened to the one above them.

    Attributes:
        skipped: Those to which nothing happened, and why not.
    """

    skipped: tuple[Rejected[CaseId], ...] = attrs.field(default=(), converter=_rejected, kw_only=True)


def sync(
    parent_events: Iterable[CaseEvent], child: Case, *, rule: SyncRule = SERVICENOW_SYNC
) -> Decision[SyncCase]:
    """
    What a case is asked so that it takes over what happened to the one above it.

    A case knows how far it has followed, so it is asked nothing twice, and one that joins late
    is brought up to date at once: what was said comes to it in order, and of the rest what
    counts by now. Cases that are resolved, closed or cancelled, and those that do not follow,
    are skipped.

    Args:
        parent_events: Events of the case above, in order without a gap: all of them, or those
            after :attr:`Case.synced_to`.

        child: The case below.

        rule: What is taken over.

    Returns:
        An action for :func:`decide`, with a key that names the last event; or why none.

    Raises:
        SequenceError: Events are missing.

        DefinitionError: What is given is no event of a case.
    """
    events = to_events(parent_events)
    reasons = unsynced_reasons(child, events)
    if reasons:
        return Decision(question="synchronisation", reasons=reasons)
    new = new_events(events, child)
    if not any(concerns(event, rule) for event in new):
        reason = NOTHING_NEW(through=child.synced_to, parent=label(str(child.parent_id)))
        return Decision(question="synchronisation", reasons=(reason,))
    key = f"sync {child.parent_id} {new[-1].sequence}"
    action = SyncCase(new, rule=rule, key=key)
    return Decision(question="synchronisation", chosen=action, label=key)


def sync_all(
    parent_events: Iterable[CaseEvent],
    children: Iterable[Case],
    *,
    case_types: Iterable[CaseType],
    at: dt.datetime,
    by: Actor,
    rule: SyncRule = SERVICENOW_SYNC,
    facts: Mapping[str, Fact] = _NONE,
) -> SyncedTogether:
    """
    What happens when all cases below one take over what happened to it.

    Nothing of one case depends on another, and so neither does the order matter, nor whether
    they are stored together: what was interrupted is asked again.

    Args:
        parent_events: As for :func:`sync`; far enough back for the case that lags most.

        children: The cases below.

        case_types: Their types.

        at: When it happens.

        by: Who asks; what is taken over is in the name of whoever did it above.

        rule: What is taken over.

        facts: As for :func:`decide`.

    Raises:
        UnknownIdError: The type of a case is not among those given.

        SequenceError: Events are missing.

        OrderError: It happens before the last event of a case, or of the one above.

        DefinitionError: What is given is no event of a case.

        DuplicateError: A case stands there twice.
    """
    events = to_events(parent_events)
    types = {each.name: each for each in case_types}
    appends: list[Append[CaseEvent]] = []
    cases: list[Case] = []
    skipped: list[Rejected[CaseId]] = []
    for child in children:
        asked = sync(events, child, rule=rule)
        if asked.chosen is None:
            skipped.append(Rejected(label(child.id), asked.reasons, child.id))
            continue
        if child.type not in types:
            raise UnknownIdError("case type", child.type)
        case_type = types[child.type]
        answer = decide(child, asked.chosen, case_type=case_type, at=at, by=by, facts=facts)
        if not isinstance(answer, AlreadyDone):
            appends.append(
                Append(
                    case_stream(child.id),
                    expected_sequence=child.sequence,
                    events=answer.events,
                )
            )
            cases.append(answer.case)
    return SyncedTogether(appends, cases, skipped=skipped)
