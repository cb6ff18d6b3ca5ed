"""
Strategies for desks: setups of all that parts can be, records of cases, and what comes of asking.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, TypeVar

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.cases import CaseEvent, HeldBack
from csmcore.conditions import FactDefinition, FactType, Vocabulary
from csmcore.contracts import UsageRule
from csmcore.desk import CaseRecord, DeskFinding, DeskSetup, Outcome, StoredEvent
from csmcore.kernel import ROUTING_STREAM, Append, Decision, Rejected
from csmcore.sla import FindingSeverity, Match
from csmcore.testing._cases import case_actions, case_histories, case_types
from csmcore.testing._cases_escalation import auto_moves, escalation_templates
from csmcore.testing._cases_major import sync_rules
from csmcore.testing._coverage import (
    coverage_orders,
    entitlements,
    uncovered_answers,
    uncovered_policies,
)
from csmcore.testing._extra import st
from csmcore.testing._kernel import instants, reasons
from csmcore.testing._routing import routing_setups
from csmcore.testing._routing_events import conflicts
from csmcore.testing._routing_worlds import routing_states
from csmcore.testing._sla import policies, sla_notices
from csmcore.testing._usage import ledgers

_Candidate = TypeVar("_Candidate")

_BOOKS: Final = (
    CalendarBook(),
    CalendarBook([BusinessCalendar("office", "Europe/Lisbon", "mon-fri 09:00-17:00")]),
    CalendarBook([BusinessCalendar("office", "UTC", "mon-sun 00:00-24:00")], default="office"),
)
_WORDS: Final = (Vocabulary(), Vocabulary([FactDefinition("region", FactType.TEXT)], ["rang"]))


def desk_setups() -> st.SearchStrategy[DeskSetup]:
    """
    Setups, sound or not: twins, words that no case knows, moves of types that are not there.
    """
    return st.builds(
        DeskSetup,
        st.sampled_from(["desk", "b\u00fcro"]),
        zone=st.sampled_from(["UTC", "Europe/Lisbon"]),
        case_types=st.lists(case_types(), max_size=2),
        calendars=st.sampled_from(_BOOKS),
        policies=st.lists(policies(), max_size=2),
        match=st.sampled_from(Match),
        order=coverage_orders(),
        uncovered=uncovered_policies(),
        usage=st.sampled_from([UsageRule("open"), UsageRule("resolve", reverse_on=["reopened"])]),
        auto_moves=st.dictionaries(
            st.sampled_from(["case", "complaint"]), st.lists(auto_moves(), max_size=2), max_size=2
        ),
        escalations=st.lists(escalation_templates(), max_size=1),
        sync=sync_rules(),
        routing=st.none() | routing_setups(),
        levels=st.sampled_from([(), ("high", "low"), (1, 2, 3)]),
        vocabulary=st.sampled_from(_WORDS),
    )


def case_records() -> st.SearchStrategy[CaseRecord]:
    """
    Cases as a host keeps them: all events, or a snapshot somewhere among them.
    """
    return st.builds(_record, case_histories(), st.integers(0, 8))


def _record(events: tuple[CaseEvent, ...], cut: int) -> CaseRecord:
    cut = min(cut, len(events))
    return CaseRecord(events[:cut]).shortened().followed_by(events[cut:]) if cut else CaseRecord(events)


def desk_findings() -> st.SearchStrategy[DeskFinding]:
    """
    What a check of a desk may tell.
    """
    paths = st.sampled_from(["case_types", "policies[0].targets[1].calendar", "auto_moves.case[0]"])
    return st.builds(DeskFinding, paths, st.sampled_from(FindingSeverity), reasons())


def outcomes() -> st.SearchStrategy[Outcome]:
    """
    What a desk may answer: events to store, decisions, notices, when to look again.

    What is appended to a case's stream ends where its record does; the other parts need not
    agree with it.
    """
    held = st.builds(
        HeldBack,
        rule=st.just("auto_close"),
        action=case_actions(),
        since=instants(),
        reasons=st.lists(reasons(), min_size=1, max_size=2),
    )
    return st.builds(
        _outcome,
        case_records(),
        st.integers(0, 8),
        st.lists(st.none() | instants(), max_size=2),
        state=st.none() | routing_states(),
        ledger=st.none() | ledgers(),
        coverage=st.none() | _decisions(entitlements()),
        uncovered=st.none() | uncovered_answers(),
        policies=st.lists(_decisions(policies()), max_size=1),
        notices=st.lists(sla_notices(), max_size=1),
        held=st.lists(held, max_size=1),
        conflicts=st.lists(conflicts(), max_size=1),
        already_done=st.booleans(),
    )


def _outcome(
    record: CaseRecord, cut: int, wakes: Iterable[dt.datetime | None], **parts: Any
) -> Outcome:
    appends: list[Append[StoredEvent]] = []
    if events := record.events[cut:]:
        appends.append(Append(record.stream, expected_sequence=events[0].sequence - 1, events=events))
    told = zip((record.stream, ROUTING_STREAM), wakes, strict=False)
    return Outcome(appends=appends, records=[record], wakes=told, **parts)


def _decisions(
    candidates: st.SearchStrategy[_Candidate],
) -> st.SearchStrategy[Decision[_Candidate]]:
    rejected = st.builds(
        Rejected, st.just("bronze"), st.lists(reasons(), min_size=1, max_size=2), candidates
    )
    return st.builds(
        lambda chosen, others: Decision(
            question="what counts", chosen=chosen, label="gold", rejected=tuple(others)
        ),
        st.none() | candidates,
        st.lists(rejected, max_size=1),
    )
