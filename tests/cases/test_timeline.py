"""
A case's history as a timeline, and the clocks that run on it.
"""

import datetime as dt

import pytest

from csmcore.calendars import BusinessCalendar, CalendarBook, WeeklyHours
from csmcore.cases import (
    Actor,
    AddComment,
    AddWorkNote,
    Case,
    CaseAction,
    CaseEvent,
    ChangeCase,
    MoveCase,
    replay,
    timeline,
)
from csmcore.errors import DefinitionError, SequenceError
from csmcore.sla import FIRST_REPLY, RESOLUTION, SlaPolicy, status
from tests.cases.desk import ANN, KIM, NINE, OPENING, SOLUTION, asked

HOUR = dt.timedelta(hours=1)
STEPS: tuple[tuple[int, CaseAction, Actor], ...] = (
    (0, OPENING, ANN),
    (1, MoveCase("accept"), KIM),
    (1, AddWorkNote("Ask for the serial."), KIM),
    (2, AddComment("What is its serial number?"), KIM),
    (2, MoveCase("request_info"), KIM),
    (5, AddComment("It is X1."), ANN),
    (6, MoveCase("propose_solution", SOLUTION), KIM),
    (7, MoveCase("reject_solution"), ANN),
)


def history() -> tuple[CaseEvent, ...]:
    """
    A repair: asked back after two hours, answered at five, solved at six, rejected at seven.
    """
    case: Case | None = None
    events: list[CaseEvent] = []
    for hours, action, by in STEPS:
        answer = asked(case, action, by, NINE + hours * HOUR)
        case = answer.case
        events += answer.events
    return tuple(events)


def test_a_timeline_tells_states_and_signals() -> None:
    """
    Each instant has what changed then, and what was signalled.
    """
    told = [
        ((each.at - NINE) // HOUR, dict(each.facts).get("state"), sorted(each.signals))
        for each in timeline(history())
    ]

    assert told == [
        (0, "new", ["created"]),
        (1, "open", []),
        (1, None, ["noted"]),
        (2, None, ["agent_replied"]),
        (2, "awaiting_info", []),
        (5, None, ["customer_replied"]),
        (5, "open", []),
        (6, "resolved", ["resolved"]),
        (7, "open", ["reopened"]),
    ]


def test_a_timeline_has_the_facts_of_the_case() -> None:
    """
    The customer, what it is about, the group, the agent under the names that others use.
    """
    facts = timeline(history()).facts_at(NINE)

    assert {name: facts[name] for name in ("account", "contact", "customer_kind", "type")} == {
        "account": "acme",
        "contact": "ann",
        "customer_kind": "account",
        "type": "repair",
    }
    assert [facts[name] for name in ("agent", "assigned_to", "assignee", "group")] == [
        *["kim"] * 3,
        "support",
    ]
    assert (facts["priority"], facts["tags"], facts["opened_at"]) == (3, frozenset({"vip"}), NINE)
    assert "serial" not in facts
    assert timeline(history()).facts_at(NINE + 6 * HOUR)["serial"] == "X1"


def test_clocks_run_on_a_case() -> None:
    """
    By hand: first reply 2 h of 4; resolution 2 h open, 3 h waiting, 1 h open, so 3 h of 8.

    The rejection starts a second cycle at 16:00, which is due 8 h of a day of 9 to 17 later: at
    16:00 on Tuesday, since one hour is left on Monday.
    """
    policy = SlaPolicy(
        "gold",
        targets=(FIRST_REPLY.within(4 * HOUR), RESOLUTION.within(8 * HOUR)),
        when="priority <= 3 and type = repair",
        calendar="office",
    )
    office = BusinessCalendar("office", "UTC", WeeklyHours.parse("mon-fri 09:00-17:00"))
    reply, resolution = status(
        [policy], timeline(history()), calendars=CalendarBook([office]), at=NINE + 7 * HOUR
    ).clocks

    assert (reply.elapsed, reply.breached_at) == (2 * HOUR, None)
    assert [cycle.elapsed for cycle in resolution.cycles] == [3 * HOUR, 0 * HOUR]
    assert resolution.due_at == NINE + dt.timedelta(days=1, hours=7)


def test_a_timeline_goes_on_from_a_snapshot() -> None:
    """
    The later part is what the whole tells from there.
    """
    events = history()
    later = timeline(events[6:], replay(events[:6]))

    assert list(later) == list(timeline(events))[6:]
    assert len(timeline(())) == 0


def test_a_gap_is_found() -> None:
    """
    Neither a case nor a timeline is made of a history with a hole, or of nothing.
    """
    events = history()
    with pytest.raises(
        SequenceError, match=r"entry 3 of case 'c1' was expected, and entry 4 .* are stored"
    ):
        timeline((*events[:2], *events[3:]))
    with pytest.raises(SequenceError, match="entry 3"):
        replay((*events[:2], *events[3:]))
    with pytest.raises(DefinitionError, match="there are no events"):
        replay(())


def test_what_is_taken_away_is_unset() -> None:
    """
    A fact that the case has no more is None from then on.
    """
    first = asked(None, OPENING, ANN)
    second = asked(first.case, ChangeCase({"urgency": None}), KIM, NINE + HOUR)
    facts = timeline((*first.events, *second.events)).facts_at(NINE + HOUR)

    assert ("urgency" in facts, "priority" in facts) == (False, False)
    assert facts == second.case.facts
