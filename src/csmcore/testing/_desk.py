"""
Strategies for desks: setups of all that parts can be, and desks that open with records of cases.
"""

from typing import Final

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.cases import CaseEvent
from csmcore.conditions import FactDefinition, FactType, Vocabulary
from csmcore.contracts import UsageRule
from csmcore.desk import CaseRecord, DeskSetup
from csmcore.sla import Match
from csmcore.testing._cases import case_histories, case_types
from csmcore.testing._cases_escalation import auto_moves, escalation_templates
from csmcore.testing._cases_major import sync_rules
from csmcore.testing._coverage import coverage_orders, uncovered_policies
from csmcore.testing._extra import st
from csmcore.testing._routing import routing_setups
from csmcore.testing._sla import policies

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
