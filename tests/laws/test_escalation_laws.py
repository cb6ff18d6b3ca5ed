"""
Laws of escalations, notes and automatic moves: history is the truth, and nothing is done twice.
"""

import datetime as dt
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from csmcore import testing
from csmcore.calendars import BusinessCalendar
from csmcore.cases import (
    AUTOMATIC,
    Actor,
    AddComment,
    AutoMove,
    Case,
    CaseAction,
    CaseType,
    Decided,
    Due,
    Escalation,
    EscalationAction,
    EscalationBook,
    EscalationDecided,
    EscalationEvent,
    EscalationId,
    EscalationTemplate,
    HandlingNote,
    MoveCase,
    MoveEscalation,
    NoteBook,
    NoteStatus,
    OpenCase,
    RequestEscalation,
    decide,
    decide_escalation,
    due,
    escalation_options,
    evolve_escalation,
    notes_for,
    replay_escalation,
    with_escalations,
)
from csmcore.errors import RefusedError
from csmcore.kernel import CaseId, Fact, GroupId, Timeline
from csmcore.lifecycles import AGENT, CUSTOMER, MANAGER

NINE: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
TYPE: Final = CaseType("case")
KIM: Final = Actor(AGENT, "kim")
ANN: Final = Actor(CUSTOMER, "ann")
OFFICE: Final = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-17:00")
FACTS: Final[tuple[dict[str, Fact], ...]] = (
    {},
    {},
    {"active_escalation": True},
    {"promised_on": dt.date(2026, 5, 6)},
    {"promised_on": dt.date(2026, 5, 6), "active_account_escalation": True},
)


# --- escalations ---------------------------------------------------------------------------------


@given(testing.escalation_decisions())
def test_an_escalation_is_what_its_events_say(decided: tuple[EscalationDecided, ...]) -> None:
    """
    One by one, all at once, or from any snapshot on, events make what was decided.
    """
    events = [event for each in decided for event in each.events]
    steps: list[Escalation | None] = [None]
    for event in events:
        steps.append(evolve_escalation(steps[-1], event))

    assert steps[-1] == replay_escalation(events) == decided[-1].escalation
    assert all(replay_escalation(events[place:], step) == steps[-1] for place, step in enumerate(steps))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))


@given(testing.escalations(), testing.escalation_actions(), testing.escalation_templates())
def test_every_action_on_an_escalation_is_decided(
    escalation: Escalation, action: EscalationAction, template: EscalationTemplate
) -> None:
    """
    It happens, or is refused by an error of the domain; what is over never changes.
    """
    template = attrs.evolve(template, name=escalation.template)
    at = escalation.changed_at
    for by in (KIM, ANN, Actor(MANAGER, "mo")):
        try:
            answer = decide_escalation(escalation, action, template=template, at=at, by=by)
        except RefusedError:
            continue
        assert not isinstance(action, RequestEscalation)
        assert not escalation.is_over or not isinstance(answer, EscalationDecided)


@given(testing.escalations(), testing.escalation_templates(), st.booleans())
def test_an_option_of_an_escalation_is_what_would_be_decided(
    escalation: Escalation, template: EscalationTemplate, is_director: bool
) -> None:
    """
    True exactly where the action is done with nothing given.
    """
    template = attrs.evolve(template, name=escalation.template)
    groups = [GroupId("managers")] if is_director else []
    for by in (KIM, ANN, Actor(MANAGER, "mo"), Actor(MANAGER, "eve")):
        options = escalation_options(escalation, template=template, by=by, groups=groups)
        offered = {option.action for option in options if option}
        for action in template.lifecycle.actions:
            try:
                decide_escalation(
                    escalation,
                    MoveEscalation(action),
                    template=template,
                    at=escalation.changed_at,
                    by=by,
                    groups=groups,
                )
            except RefusedError:
                assert action not in offered
            else:
                assert action in offered


@given(st.lists(testing.escalation_histories(), max_size=2), testing.cases())
def test_a_timeline_ends_with_what_the_book_says(
    histories: list[tuple[EscalationEvent, ...]], case: Case
) -> None:
    """
    After the last event the flags on the timeline are those of the book of escalations.
    """
    renamed = [
        [attrs.evolve(event, escalation_id=EscalationId(f"e{place}")) for event in events]
        for place, events in enumerate(histories)
    ]
    told = with_escalations(Timeline(), case, renamed)
    book = EscalationBook(replay_escalation(events) for events in renamed)
    last = NINE + dt.timedelta(days=1000)

    assert told.facts_at(last) == book.facts(case)


# --- notes ---------------------------------------------------------------------------------------


@given(testing.note_books(), testing.cases(), testing.dates())
def test_the_book_finds_what_a_slow_look_at_every_note_finds(
    book: NoteBook, case: Case, on: dt.date
) -> None:
    """
    Held against every note one by one, by plain words.
    """
    held = {**case.facts, "case": case.id}

    def is_shown(note: HandlingNote) -> bool:
        records = [str(each.kind) in held and held[str(each.kind)] == each.id for each in note.about]
        condition = note.when is None or note.when.holds_for(held)
        return note.status(on) is NoteStatus.ACTIVE and condition and (any(records) or not records)

    expected = sorted(filter(is_shown, book.notes), key=lambda note: note.priority)
    assert [each.note for each in notes_for(case, book, on=on)] == expected
    assert all(each.reasons for each in notes_for(case, book, on=on))


# --- automatic moves -----------------------------------------------------------------------------


@st.composite
def waiting(draw: st.DrawFn) -> Case:
    """
    A case that was resolved some time on Monday, and perhaps written on by its customer since.
    """
    at = NINE + dt.timedelta(hours=draw(st.integers(0, 30)))
    case: Case | None = None
    solution = MoveCase("propose_solution", {"resolution_code": "solved", "notes": "Done."})
    steps: list[tuple[CaseAction, Actor]] = [
        (OpenCase(CaseId("c1")), KIM),
        (MoveCase("assign_to_me"), KIM),
        (solution, KIM),
    ]
    if draw(st.booleans()):
        steps.append((AddComment("And another thing."), ANN))
    for action, by in steps:
        answer = decide(case, action, case_type=TYPE, at=at, by=by)
        assert isinstance(answer, Decided)
        case = answer.case
    assert case is not None
    return case


def asked(case: Case, rules: list[AutoMove], at: dt.datetime, facts: dict[str, Fact]) -> Due:
    """
    What is due, in the office's time.
    """
    return due(case, rules, case_type=TYPE, calendar=OFFICE, at=at, facts=facts)


RULES: Final = st.lists(testing.auto_moves(), min_size=1, max_size=2, unique_by=lambda rule: rule.name)
LATER: Final = st.integers(0, 60 * 24 * 40).map(lambda minutes: dt.timedelta(minutes=minutes))


@given(waiting(), RULES, LATER, st.sampled_from(FACTS), st.integers(0, 99))
def test_between_an_instant_and_the_next_nothing_becomes_due(
    case: Case, rules: list[AutoMove], later: dt.timedelta, facts: dict[str, Fact], share: int
) -> None:
    """
    Whoever looks in between sees the same; at the next instant something is different.
    """
    at = case.changed_at + later
    found = asked(case, rules, at, facts)
    until = found.next_instant or at + dt.timedelta(days=365)

    assert until > at
    assert asked(case, rules, at + (until - at) // 100 * share, facts) == found
    if found.next_instant is not None:
        assert asked(case, rules, found.next_instant, facts) != found


@given(waiting(), RULES, LATER, st.sampled_from(FACTS))
def test_what_is_due_is_done_and_then_it_is_not_due_any_more(
    case: Case, rules: list[AutoMove], later: dt.timedelta, facts: dict[str, Fact]
) -> None:
    """
    Nothing that is told as due is refused, and nothing is told twice.
    """
    at = case.changed_at + later
    for each in asked(case, rules, at, facts).actions:
        answer = decide(case, each.action, case_type=TYPE, at=at, by=AUTOMATIC, facts=facts)
        assert isinstance(answer, Decided)
        assert each.since <= at
        case = answer.case

    assert asked(case, rules, at, facts).actions == ()


@given(waiting(), RULES, st.sampled_from(FACTS), st.lists(LATER, max_size=6))
def test_how_often_somebody_looks_changes_nothing_in_the_end(
    case: Case, rules: list[AutoMove], facts: dict[str, Fact], looks: list[dt.timedelta]
) -> None:
    """
    A scheduler that looks at next instants only closes when one that also looks in between does.
    """

    def closed_at(extra: list[dt.timedelta]) -> dt.datetime | None:
        now, seen = case.changed_at, case
        pending = sorted(case.changed_at + each for each in extra)
        for _ in range(50):
            found = asked(seen, rules, now, facts)
            for each in found.actions:
                answer = decide(seen, each.action, case_type=TYPE, at=now, by=AUTOMATIC, facts=facts)
                assert isinstance(answer, Decided)
                seen = answer.case
            coming = [each for each in (asked(seen, rules, now, facts).next_instant,) if each]
            coming += [each for each in pending if each > now]
            if not coming:
                break
            now = min(coming)
        return seen.closed_at

    assert closed_at(looks) == closed_at([])
