"""
Automatic moves: what is due by itself, what is held back, and when to ask again.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Final

import attrs
import pytest

from csmcore.calendars import BusinessCalendar, Holiday
from csmcore.cases import (
    AUTO_CLOSE,
    AUTOMATIC,
    STANDARD_ESCALATION,
    AddComment,
    AddWorkNote,
    AlreadyDone,
    AutoMove,
    Case,
    CaseType,
    Decided,
    Due,
    EscalationBook,
    EscalationDecided,
    EscalationId,
    MoveCase,
    Reminder,
    RequestEscalation,
    decide,
    decide_escalation,
    due,
)
from csmcore.errors import CaseTypeError, DefinitionError, DuplicateError, OrderError
from csmcore.kernel import CaseId, Fact
from csmcore.lifecycles import ZENDESK_TICKET
from csmcore.serde import from_document, to_document
from csmcore.sla import BusinessDays, Deadline, WorkingTime
from tests.cases.desk import ANN, KIM, NINE, SOLUTION, TYPE, asked, opened

OFFICE: Final = BusinessCalendar(
    "office", "UTC", "mon-fri 09:00-17:00", holidays=[Holiday(dt.date(2026, 5, 1))]
)


def at(day: int, hour: int = 12) -> dt.datetime:
    """
    An instant of the days after Monday 27 April 2026, on which the case is resolved at noon.
    """
    return dt.datetime(2026, 4, 27, hour, tzinfo=dt.UTC) + dt.timedelta(days=day)


def resolved() -> Case:
    """
    A case that waits for its customer to say whether it is solved.
    """
    case = opened((MoveCase("accept"), KIM))
    return asked(case, MoveCase("propose_solution", SOLUTION), KIM, at(0)).case


def told(
    case: Case, when: dt.datetime, rule: AutoMove = AUTO_CLOSE, facts: Mapping[str, Fact] | None = None
) -> Due:
    """
    What is due for a case of the shared type, in the office's time.
    """
    return due(case, rule, case_type=TYPE, calendar=OFFICE, at=when, facts=facts or {})


def done(case: Case, when: dt.datetime) -> Case:
    """
    The case once everything is done that is due.
    """
    for each in told(case, when).actions:
        answer = decide(case, each.action, case_type=TYPE, at=when, by=AUTOMATIC)
        assert isinstance(answer, Decided)
        case = answer.case
    return case


def test_a_resolved_case_is_reminded_of_and_closed_in_business_days() -> None:
    """
    A scheduler looks at these instants only, and at none in between.

    Resolved on Monday 27 April at noon, with 1 May a holiday: five business days end on
    Tuesday 5 May at noon, ten on Tuesday 12 May.
    """
    case, when, looked = resolved(), at(0), []
    now: dt.datetime | None = when
    while now is not None:
        looked.append(now)
        case = done(case, now)
        now = told(case, now).next_instant

    assert looked == [at(0), at(8), at(15)]
    assert (case.state, case.closed_at) == ("closed", at(15))


def test_the_reminder_is_a_comment_and_the_closing_a_move() -> None:
    """
    Both say since when they are due, under keys that name the rule and the waiting.
    """
    (reminder,) = told(resolved(), at(9)).actions
    (closing,) = told(resolved(), at(20)).actions

    assert (reminder.rule, reminder.since, closing.since) == ("auto_close", at(8), at(15))
    assert isinstance(reminder.action, AddComment)
    assert reminder.action.key == "auto_close/2026-04-27T12:00:00Z/reminder after 5 business days"
    assert closing.action == MoveCase("auto_close", key="auto_close/2026-04-27T12:00:00Z/auto_close")


def test_two_schedulers_do_it_once() -> None:
    """
    Both ask before either has stored; the second finds that it was done.
    """
    case = resolved()
    for when in (at(8), at(15)):
        (one,), (other,) = told(case, when).actions, told(case, when).actions
        first = decide(case, one.action, case_type=TYPE, at=when, by=AUTOMATIC)
        assert isinstance(first, Decided)
        case = first.case
        assert isinstance(
            decide(case, other.action, case_type=TYPE, at=when, by=AUTOMATIC), AlreadyDone
        )
        assert told(case, when).actions == ()


def test_a_case_that_is_resolved_again_waits_anew() -> None:
    """
    The customer rejects the solution; the next one starts at the beginning, with its own keys.
    """
    case = done(resolved(), at(8))
    case = asked(case, MoveCase("reject_solution"), ANN, at(9)).case
    assert told(case, at(30)) == Due()
    case = asked(case, MoveCase("propose_solution", SOLUTION), KIM, at(10)).case  # Thursday 7 May

    assert told(case, at(16)).actions == ()
    assert told(case, at(16)).next_instant == at(17)  # five business days on: Thursday 14 May
    assert len(told(case, at(17)).actions) == 1


@pytest.mark.parametrize(
    "fact", ["active_escalation", "active_account_escalation", "escalation_requested"]
)
def test_an_escalation_holds_it_back(fact: str) -> None:
    """
    Neither is anybody reminded, nor is anything closed; and it is said why.
    """
    for when in (at(8), at(15)):
        held = told(resolved(), when, facts={fact: True})

        assert (held.actions, len(held.held)) == ((), 1)
        assert str(held.held[0].reasons[0]) == f"{fact} = true holds"


def test_the_flags_come_from_the_book_of_escalations() -> None:
    """
    What is escalated is not closed; time goes on meanwhile, so it is due once that is over.
    """
    request = RequestEscalation(
        EscalationId("e1"), case_id=CaseId("c1"), reason="inactivity", justification="No answer."
    )
    decided = decide_escalation(None, request, template=STANDARD_ESCALATION, at=NINE, by=KIM)
    assert isinstance(decided, EscalationDecided)
    case, book = resolved(), EscalationBook([decided.escalation])

    assert told(case, at(16), facts=book.facts(case)).held
    assert told(case, at(16), facts=EscalationBook().facts(case)).actions


def test_a_case_that_somebody_has_to_look_at_is_held_back() -> None:
    """
    The customer wrote once more; the answer of staff lets it go on.
    """
    case = asked(resolved(), AddComment("One more thing."), ANN, at(1)).case
    answered = asked(case, AddComment("That is normal."), KIM, at(2)).case

    assert told(case, at(16)).held[0].reasons[0].code == "auto.held_back"
    assert told(answered, at(16)).actions


def test_what_the_lifecycle_refuses_is_held_back_with_its_reasons() -> None:
    """
    A rule that asks what needs a solution without giving one is never told as due.
    """
    rule = AutoMove("give up", state="open", action="propose_solution", after=BusinessDays(2))
    case = opened((MoveCase("accept"), KIM))
    (held,) = told(case, at(10), rule).held

    move = "open, awaiting_info -> propose_solution -> resolved"
    assert [str(each) for each in held.reasons] == [
        f"{move} is for agent, not for system",
        f"{move} needs resolution_code and notes to be given",
        "fields.serial: is missing, and propose_solution needs it",
    ]


def test_of_several_reminders_the_last_is_written_and_none_once_the_move_is_due() -> None:
    """
    A scheduler that slept does not send two at once. What is for staff is a work note.
    """
    rule = attrs.evolve(
        AUTO_CLOSE,
        reminders=[
            Reminder(BusinessDays(2), "First."),
            Reminder(WorkingTime(dt.timedelta(hours=8 * 3)), "Second.", is_for_staff=True),
            Reminder(BusinessDays(10), "With the closing, so never."),
        ],
    )
    case = resolved()

    assert [each.action for each in told(case, at(2), rule).actions] == [
        AddComment("First.", key="auto_close/2026-04-27T12:00:00Z/reminder after 2 business days")
    ]
    assert [each.action for each in told(case, at(4), rule).actions] == [
        AddWorkNote("Second.", key="auto_close/2026-04-27T12:00:00Z/reminder after 24h")
    ]
    assert [type(each.action) for each in told(case, at(15), rule).actions] == [MoveCase]


def test_a_move_waits_for_what_the_case_itself_names() -> None:
    """
    A date in an own field means its end; while it is not set, nothing is due.
    """
    rule = AutoMove("promised", state="resolved", action="auto_close", after=Deadline("promised_on"))
    promise = {"promised_on": dt.date(2026, 4, 29)}

    assert told(resolved(), at(30), rule) == Due()
    assert told(resolved(), at(1), rule, promise).next_instant == at(3, 0)
    assert told(resolved(), at(3, 0), rule, promise).actions


def test_rules_of_other_states_say_nothing() -> None:
    """
    An open case waits for nobody to close it.
    """
    assert told(opened(), at(30)) == Due()


def test_another_lifecycle_closes_with_another_rule() -> None:
    """
    Zendesk closes a solved ticket after 28 days, counted around the clock.
    """
    always = BusinessCalendar("always", "UTC", "mon-sun 00:00-24:00")
    ticket = CaseType("ticket", lifecycle=ZENDESK_TICKET, matrix=None)
    case = Case(CaseId("t1"), type="ticket", state="solved", category="resolved", opened_at=NINE)
    rule = AutoMove("close", state="solved", action="close", after=dt.timedelta(days=28))

    waiting = due(case, rule, case_type=ticket, calendar=always, at=NINE)
    assert (waiting.actions, waiting.next_instant) == ((), NINE + dt.timedelta(days=28))
    closing = due(case, [rule], case_type=ticket, calendar=always, at=NINE + dt.timedelta(days=28))
    assert closing.actions


def test_of_two_rules_that_are_due_the_first_is_done() -> None:
    """
    The second would find the case closed, and says so.
    """
    second = attrs.evolve(AUTO_CLOSE, name="again", reminders=())
    both = due(resolved(), [AUTO_CLOSE, second], case_type=TYPE, calendar=OFFICE, at=at(15))

    assert [each.rule for each in both.actions] == ["auto_close"]
    assert [each.rule for each in both.held] == ["again"]


def test_a_rule_about_what_is_not_there_is_refused() -> None:
    """
    All slips at once, with what there is.
    """
    rules = [
        attrs.evolve(AUTO_CLOSE, state="solved"),
        attrs.evolve(AUTO_CLOSE, name="other", action="autoclose"),
    ]

    with pytest.raises(CaseTypeError) as refused:
        due(opened(), rules, case_type=TYPE, calendar=OFFICE, at=at(1))
    assert len(refused.value.problems) == 2


def test_two_rules_of_one_name_are_refused() -> None:
    """
    What one has done would count as done by the other.
    """
    with pytest.raises(DuplicateError):
        due(opened(), [AUTO_CLOSE, AUTO_CLOSE], case_type=TYPE, calendar=OFFICE, at=at(1))


def test_it_is_asked_of_the_present() -> None:
    """
    Before the case's last event there is nothing to say.
    """
    with pytest.raises(OrderError):
        told(resolved(), at(0, 11))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: attrs.evolve(AUTO_CLOSE, after="10 days"), "says no length"),  # type: ignore[arg-type]
        (lambda: attrs.evolve(AUTO_CLOSE, unless=True), "is no condition"),  # type: ignore[arg-type]
        (lambda: attrs.evolve(AUTO_CLOSE, reminders=["soon"]), "is no Reminder"),  # type: ignore[list-item]
        (lambda: Reminder(5, "Soon."), "says no length"),  # type: ignore[arg-type]
    ],
)
def test_a_rule_is_well_said(make: Callable[[], object], message: str) -> None:
    """
    Lengths, conditions and reminders, each of its kind.
    """
    with pytest.raises(DefinitionError, match=re.escape(message)):
        make()


def test_two_reminders_do_not_come_at_one_time() -> None:
    """
    They could not be told apart.
    """
    twice = [Reminder(BusinessDays(5), "One."), Reminder(BusinessDays(5), "Other.")]

    with pytest.raises(DuplicateError):
        attrs.evolve(AUTO_CLOSE, reminders=twice)


def test_what_is_due_has_a_document() -> None:
    """
    What is asked, what is held back and when to ask again come back.
    """
    for facts in ({}, {"active_escalation": True}):
        found = told(resolved(), at(8), facts=facts)

        assert from_document(Due, to_document(found)) == found


def test_a_key_that_was_used_for_something_else_is_told() -> None:
    """
    Somebody wrote under the key of the closing: it is held back, and not as if it were done.
    """
    key = "auto_close/2026-04-27T12:00:00Z/auto_close"
    case = asked(resolved(), AddWorkNote("Mine.", key=key), KIM, at(1)).case
    found = told(case, at(15))

    assert found.actions == ()
    (held,) = found.held
    assert held.action == MoveCase("auto_close", key=key)
    assert [reason.code for reason in held.reasons] == ["auto.refused"]
    assert key in str(held.reasons[0])
    assert told(case, at(14)).next_instant == at(15)
