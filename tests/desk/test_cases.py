"""
Cases at the desk: opened, acted on, looked at, and what comes due.
"""

import attrs
import pytest

from csmcore.cases import (
    AddComment,
    CaseMoved,
    ChangeCase,
    MoveCase,
    OverridePriority,
)
from csmcore.contracts import (
    COURTESY,
    EntitlementBook,
    UnitsConsumed,
    UnitsReleased,
    UnitsReserved,
    UsageRule,
)
from csmcore.desk import CaseRecord, Outcome, ServiceDesk
from csmcore.errors import (
    CaseRefusedError,
    DefinitionError,
    KeyConflictError,
    MoveRefusedError,
    PastError,
    SequenceError,
    UnknownNameError,
)
from csmcore.kernel import CaseId
from csmcore.sla import NoticeKind
from tests.desk.office import (
    CASE,
    DAY,
    DESK,
    HOUR,
    KIM,
    NINE,
    NORA,
    OPENING,
    PACK,
    SETUP,
    SOLVED,
    book,
)


def kinds(outcome: Outcome) -> list[str]:
    """
    What is appended, by the names of its kinds.
    """
    return [type(event).__name__ for event in outcome.events]


def opened() -> CaseRecord:
    """
    The case of Monday at nine.
    """
    return DESK.open(OPENING, at=NINE, by=NORA).record


def solved() -> CaseRecord:
    """
    The same, accepted at nine and solved at ten.
    """
    taken = DESK.act(opened(), MoveCase("assign_to_me"), at=NINE, by=KIM).record
    return DESK.act(taken, MoveCase("propose_solution", SOLVED), at=NINE + HOUR, by=KIM).record


# --- opening --------------------------------------------------------------------------------------


def test_a_case_is_opened_with_all_that_follows() -> None:
    """
    Its coverage, what it is measured under, and a case of the two that were prepaid.
    """
    outcome = DESK.open(OPENING, at=NINE, by=NORA, book=book())

    assert kinds(outcome) == ["CaseOpened", "CaseChanged", "SlaApplied", "UnitsConsumed"]
    assert [(each.stream, each.expected_sequence) for each in outcome.appends] == [
        ("case/c1", 0),
        ("ledger/pack", 0),
    ]
    assert outcome.case.entitlement_id == PACK
    assert outcome.coverage is not None
    assert outcome.coverage.label == "Pack (pack)"
    assert [each.label for each in outcome.policies] == ["plain"]
    assert outcome.decisions == (outcome.coverage, *outcome.policies)
    assert outcome.next_instant == NINE + 4 * HOUR  # the first reply
    assert outcome.ledger is not None
    terms = book().terms(PACK)
    assert terms is not None
    assert outcome.ledger.balance(terms, at=NINE).left == 1


def test_without_a_book_nothing_is_covered_or_used() -> None:
    """
    A host that sells no contracts has cases all the same.
    """
    outcome = DESK.open(OPENING, at=NINE, by=NORA)

    assert kinds(outcome) == ["CaseOpened", "SlaApplied"]
    assert (outcome.coverage, outcome.ledger) == (None, None)


def test_what_nothing_covers_is_refused_or_done_all_the_same() -> None:
    """
    As the setup says; the reasons are those of the coverage.
    """
    empty = EntitlementBook()
    with pytest.raises(CaseRefusedError, match="there is no entitlement for this customer"):
        DESK.open(OPENING, at=NINE, by=NORA, book=empty)
    kind = ServiceDesk.of(attrs.evolve(SETUP, uncovered=COURTESY))
    outcome = kind.open(OPENING, at=NINE, by=NORA, book=empty)
    assert outcome.uncovered == COURTESY
    assert kinds(outcome) == ["CaseOpened", "SlaApplied"]


def test_the_last_prepaid_unit_is_used_once() -> None:
    """
    The second case of a pack of one is not covered any more.
    """
    first = DESK.open(OPENING, at=NINE, by=NORA, book=book(units=1))
    assert first.ledger is not None
    rest = book(units=1).with_ledger(first.ledger)
    with pytest.raises(CaseRefusedError, match="nothing of it is left"):
        DESK.open(attrs.evolve(OPENING, case_id=CaseId("c2")), at=NINE, by=NORA, book=rest)


def test_an_agreed_policy_counts_before_conditions() -> None:
    """
    The entitlement names the urgent one, for which a case without a priority does not qualify.
    """
    outcome = DESK.open(OPENING, at=NINE, by=NORA, book=book(policy="urgent", hours="night"))
    level = outcome.case.sla

    assert level is not None
    assert (level.policy, level.is_agreed, level.calendar) == ("urgent", True, "night")
    assert "entitlement 'pack' names it" in str(outcome.policies[0])
    (clock,) = DESK.status(outcome.record, at=NINE).clocks
    assert clock.due_at == NINE + 2 * HOUR
    with pytest.raises(UnknownNameError, match="no SLA policy is named 'platinum'"):
        DESK.open(OPENING, at=NINE, by=NORA, book=book(policy="platinum"))


def test_the_same_opening_twice_opens_once() -> None:
    """
    With what its stream holds, the desk says that it was done; under its key nothing else is.
    """
    record = opened()
    again = DESK.open(OPENING, at=NINE + HOUR, by=NORA, record=record)

    assert (again.already_done, again.appends, again.record) == (True, (), record)
    other = attrs.evolve(OPENING, subject="No sound")
    with pytest.raises(KeyConflictError, match="key 'mail-1'"):
        DESK.open(other, at=NINE, by=NORA, record=record)


def test_a_type_is_named_where_there_are_several() -> None:
    """
    One that is not there is refused, and so is none at all.
    """
    (one,) = SETUP.case_types
    desk = ServiceDesk.of(attrs.evolve(SETUP, case_types=[one, attrs.evolve(one, name="complaint")]))

    assert desk.open(OPENING, at=NINE, by=NORA, case_type="complaint").case.type == "complaint"
    with pytest.raises(DefinitionError, match="case_type: say which of case, complaint it is"):
        desk.open(OPENING, at=NINE, by=NORA)
    with pytest.raises(UnknownNameError, match="no case type is named 'praise'"):
        desk.open(OPENING, at=NINE, by=NORA, case_type="praise")


# --- acting ---------------------------------------------------------------------------------------


def test_an_action_is_decided_and_nothing_else() -> None:
    """
    What happened is appended after what was there; the record given stays what it was.
    """
    record = opened()
    outcome = DESK.act(record, AddComment("Any news?"), at=NINE + HOUR, by=NORA)

    (append,) = outcome.appends
    assert (append.stream, append.expected_sequence) == ("case/c1", 2)
    assert kinds(outcome) == ["CommentAdded"]
    assert (record.sequence, outcome.record.sequence) == (2, 3)
    assert outcome.record.events == (*record.events, *append.events)


def test_what_was_done_under_its_key_is_not_done_again() -> None:
    """
    No appends, and it says so.
    """
    said = AddComment("Any news?", key="mail-2")
    record = DESK.act(opened(), said, at=NINE, by=NORA).record
    again = DESK.act(record, said, at=NINE + HOUR, by=NORA)

    assert (again.already_done, again.appends, again.record) == (True, (), record)


def test_a_refusal_is_that_of_the_case() -> None:
    """
    With what is allowed instead.
    """
    with pytest.raises(MoveRefusedError, match="allowed instead"):
        DESK.act(opened(), MoveCase("reopen"), at=NINE, by=KIM)


def test_of_two_who_race_one_is_told() -> None:
    """
    Both expect what they have seen; whoever comes second sees that somebody was faster.
    """
    seen = opened()
    first = DESK.act(seen, AddComment("One."), at=NINE, by=KIM, expected_sequence=2)
    second = DESK.act(seen, AddComment("Two."), at=NINE, by=NORA, expected_sequence=2)

    assert [each.appends[0].expected_sequence for each in (first, second)] == [2, 2]
    with pytest.raises(SequenceError):
        DESK.act(first.record, AddComment("Two."), at=NINE, by=NORA, expected_sequence=2)


def test_a_case_that_comes_to_fit_another_policy_is_measured_under_it() -> None:
    """
    By hand: the priority becomes 1 at ten, so two hours from nine, due at eleven.
    """
    outcome = DESK.act(opened(), OverridePriority(1, reason="a hospital"), at=NINE + HOUR, by=KIM)

    assert kinds(outcome) == ["PriorityChanged", "SlaApplied"]
    assert outcome.case.sla is not None
    assert outcome.case.sla.policy == "urgent"
    clock = DESK.status(outcome.record, at=NINE + HOUR).clock("resolution")
    assert (clock.policy, clock.due_at) == ("urgent", NINE + 2 * HOUR)


def test_an_agreed_policy_stays_whatever_the_case_comes_to_fit() -> None:
    """
    What was agreed is not changed by a priority.
    """
    record = DESK.open(OPENING, at=NINE, by=NORA, book=book(policy="plain")).record
    outcome = DESK.act(record, OverridePriority(1, reason="a hospital"), at=NINE, by=KIM)

    assert kinds(outcome) == ["PriorityChanged"]


def test_a_policy_that_is_published_later_changes_no_case() -> None:
    """
    A case keeps the version it was opened under, also when something else happens to it.
    """
    newer = attrs.evolve(SETUP.policies[1].targets[1].within(HOUR), name="resolution")
    later = attrs.evolve(SETUP.policies[1], version=2, targets=[newer])
    desk = ServiceDesk.of(attrs.evolve(SETUP, policies=[later, *SETUP.policies]))
    outcome = desk.act(opened(), AddComment("Hello?"), at=NINE, by=NORA)

    assert kinds(outcome) == ["CommentAdded"]
    clock = desk.status(outcome.record, at=NINE).clock("resolution")
    assert (clock.version, clock.due_at) == (1, NINE + 8 * HOUR)


def test_units_are_held_until_the_case_is_resolved() -> None:
    """
    Held on opening, used on resolving; given back where the case is cancelled or closed unused.
    """
    desk = ServiceDesk.of(attrs.evolve(SETUP, usage=UsageRule("resolve")))
    first = desk.open(OPENING, at=NINE, by=NORA, book=book())
    assert isinstance(first.events[-1], UnitsReserved)
    assert first.ledger is not None
    known = book().with_ledger(first.ledger)
    taken = desk.act(first.record, MoveCase("assign_to_me"), at=NINE, by=KIM, book=known)
    assert kinds(taken) == ["CaseMoved", "CaseAssigned"] or kinds(taken) == [
        "CaseAssigned",
        "CaseMoved",
    ]
    done = desk.act(
        taken.record, MoveCase("propose_solution", SOLVED), at=NINE + HOUR, by=KIM, book=known
    )
    consumed = done.events[-1]
    assert isinstance(consumed, UnitsConsumed)
    assert [(each.stream, each.expected_sequence) for each in done.appends] == [
        ("case/c1", taken.record.sequence),
        ("ledger/pack", 1),
    ]
    closed = desk.act(
        first.record, MoveCase("close", {"notes": "Never mind."}), at=NINE, by=KIM, book=known
    )
    assert isinstance(closed.events[-1], UnitsReleased)


# --- what comes due -------------------------------------------------------------------------------


def test_notices_are_told_in_their_window() -> None:
    """
    By hand: due at 17:00, warned at 15:00; the first reply is due at 13:00. Windows join.
    """
    record = opened()
    noon = DESK.due(record, at=NINE + 3 * HOUR)
    evening = DESK.due(record, at=NINE + 8 * HOUR, told_until=NINE + 3 * HOUR)

    assert (noon.notices, noon.next_instant) == ((), NINE + 4 * HOUR)
    assert [(each.target, each.kind, each.crossed_at) for each in evening.notices] == [
        ("first reply", NoticeKind.BREACH, NINE + 4 * HOUR),
        ("resolution", NoticeKind.WARNING, NINE + 6 * HOUR),
        ("resolution", NoticeKind.BREACH, NINE + 8 * HOUR),
    ]
    assert evening.appends == ()


def test_a_resolved_case_reminds_and_closes_by_itself() -> None:
    """
    By hand: solved on Monday at ten; reminded after five business days, closed after ten.
    """
    record = solved()
    reminder = DESK.due(record, at=NINE + 7 * DAY + HOUR, told_until=NINE + HOUR)
    assert kinds(reminder) == ["CommentAdded"]
    again = DESK.due(reminder.record, at=NINE + 7 * DAY + 2 * HOUR)
    assert again.appends == ()
    assert again.next_instant == NINE + 14 * DAY + HOUR

    closed = DESK.due(reminder.record, at=NINE + 14 * DAY + HOUR)
    assert isinstance(closed.events[0], CaseMoved)
    assert (closed.case.category, closed.next_instant) == ("closed", None)


def test_what_is_held_back_is_told() -> None:
    """
    An escalated case is not closed; the reason is there.
    """
    facts = {"active_escalation": True}
    outcome = DESK.due(solved(), at=NINE + 30 * DAY, facts=facts)

    assert outcome.appends == ()
    assert [str(each.reasons[0]) for each in outcome.held] == ["active_escalation = true holds"]


# --- records --------------------------------------------------------------------------------------


def test_a_record_goes_on_from_a_snapshot() -> None:
    """
    With the history until then its clocks are the same, and so is what is appended.
    """
    record = opened()
    short = record.shortened()
    said = AddComment("Any news?")
    one = DESK.act(record, said, at=NINE + HOUR, by=NORA)
    other = DESK.act(short, said, at=NINE + HOUR, by=NORA)

    assert one.appends == other.appends
    assert one.next_instant == other.next_instant
    assert one.case == other.case
    late = NINE + 8 * HOUR
    assert DESK.due(other.record, at=late).notices == DESK.due(one.record, at=late).notices


def test_a_record_with_more_events_is_the_one_built_of_all_of_them() -> None:
    """
    Its case and timeline too, event by event, from the beginning and from a snapshot.
    """
    record = opened()
    record = DESK.act(record, ChangeCase({"urgency": "high"}), at=NINE + HOUR, by=KIM).record
    record = DESK.act(record, AddComment("Any news?"), at=NINE + 2 * HOUR, by=NORA).record
    for place in range(1, len(record.events)):
        before, more = record.events[:place], record.events[place:]
        after = CaseRecord(before).followed_by(more)
        assert (after, after.case, after.timeline) == (record, record.case, record.timeline)
        short = CaseRecord(before).shortened().followed_by(more)
        assert (short.case, short.timeline) == (record.case, record.timeline)

    whole = CaseRecord(record.events)
    assert (whole.case, whole.timeline) == (record.case, record.timeline)
    with pytest.raises(SequenceError):
        whole.followed_by(record.events[-1:])


def test_a_record_of_nothing_is_refused() -> None:
    """
    And so is a snapshot whose clocks nobody could tell.
    """
    with pytest.raises(DefinitionError, match="a record has no events"):
        CaseRecord()
    with pytest.raises(DefinitionError, match="belong together"):
        CaseRecord(snapshot=opened().case)


def test_an_outcome_about_several_cases_has_no_single_one() -> None:
    """
    Whoever asks for it is told how many there are.
    """
    with pytest.raises(DefinitionError, match="it is about 0 cases, not one"):
        _ = Outcome().case


def test_an_action_that_changes_nothing_appends_nothing() -> None:
    """
    Nor had it been done before.
    """
    outcome = DESK.act(opened(), ChangeCase({}), at=NINE, by=KIM)

    assert (outcome.appends, outcome.already_done, outcome.case.id) == ((), False, CASE)


def test_what_is_asked_too_early_or_too_late_is_refused_in_the_asker_s_numbers() -> None:
    """
    The last event's instant is named, and the sequences are those that a record has.
    """
    record = DESK.open(OPENING, at=NINE, by=NORA).record
    assert record.sequence == 2
    with pytest.raises(
        SequenceError, match=r"^entry 1 of case 'c1' was expected, and entry 2 is there"
    ):
        DESK.act(record, AddComment("One."), at=NINE, by=KIM, expected_sequence=1)
    with pytest.raises(
        PastError, match=r"^case 'c1': .*T08:00.* asked for, .* last event is at .*T09:00"
    ):
        DESK.act(record, AddComment("One."), at=NINE - HOUR, by=KIM)
