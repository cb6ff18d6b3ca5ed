"""
Escalations: requested, approved or declined, closed; and what a case knows of them.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

import attrs
import pytest

from csmcore.cases import (
    AUTOMATIC,
    STANDARD_ESCALATION,
    Actor,
    AddWorkNote,
    CaseRequest,
    ChangeEscalation,
    Decided,
    Escalation,
    EscalationAction,
    EscalationAlreadyDone,
    EscalationBook,
    EscalationDecided,
    EscalationEvent,
    EscalationId,
    EscalationRequested,
    EscalationTemplate,
    MoveEscalation,
    NoteEscalation,
    RequestEscalation,
    case_requests,
    decide,
    decide_escalation,
    escalation_options,
    escalation_timeline,
    evolve_escalation,
    replay_escalation,
    timeline,
    with_escalations,
)
from csmcore.errors import (
    CaseRefusedError,
    ClosedCaseError,
    DefinitionError,
    DuplicateError,
    KeyConflictError,
    MoveRefusedError,
    OrderError,
    SequenceError,
)
from csmcore.kernel import AccountId, AgentId, CaseId, GroupId, Scalar
from csmcore.lifecycles import MANAGER, SERVICENOW_CASE
from csmcore.serde import from_document, to_document
from tests.cases.desk import ANN, KIM, MO, NINE, OPENING, TYPE, asked, opened

HOUR: Final = dt.timedelta(hours=1)
BOARD: Final = EscalationTemplate(
    "board", approvers=("mo",), approval_group_id=GroupId("directors"), watchers=("lee",)
)
OF_CASE: Final = RequestEscalation(
    EscalationId("e1"),
    case_id=CaseId("c1"),
    source="customer",
    reason="inactivity",
    justification="Nobody answered for a week.",
    severity="high",
)
OF_ACCOUNT: Final = RequestEscalation(
    EscalationId("e2"),
    account_id=AccountId("acme"),
    case_ids=("c1", "c7"),
    reason="lack_of_progress",
    justification="Three open cases.",
    group_id=GroupId("key accounts"),
    agent_id=AgentId("kim"),
)


def done(
    escalation: Escalation | None,
    action: EscalationAction,
    by: Actor = KIM,
    *,
    template: EscalationTemplate = STANDARD_ESCALATION,
    at: dt.datetime = NINE,
) -> EscalationDecided:
    """
    What is decided, where it is decided now.
    """
    answer = decide_escalation(escalation, action, template=template, at=at, by=by)
    assert isinstance(answer, EscalationDecided)
    return answer


def test_without_approvers_an_escalation_is_in_force_at_once() -> None:
    """
    Nobody has to approve it, so it is escalated from the beginning.
    """
    escalation = done(None, OF_CASE).escalation

    assert (escalation.state, escalation.is_active, escalation.is_requested) == (
        "escalated",
        True,
        False,
    )
    assert escalation.escalated_at == escalation.requested_at == NINE
    assert (escalation.requested_by, escalation.sequence, escalation.template) == (KIM, 1, "standard")


def test_with_approvers_it_waits_for_one_of_them() -> None:
    """
    It is requested; an approver brings it into force, and the template's watchers are told.
    """
    requested = done(None, OF_CASE, template=BOARD).escalation
    approved = done(requested, MoveEscalation("approve"), MO, template=BOARD, at=NINE + HOUR)

    assert (requested.state, requested.is_active, requested.escalated_at) == ("requested", False, None)
    assert requested.watchers == ("lee",)
    assert approved.escalation.state == "escalated"
    assert approved.escalation.escalated_at == NINE + HOUR


def test_who_is_no_approver_does_not_approve() -> None:
    """
    Another manager is told who does, unless they are in the group that may.
    """
    requested = done(None, OF_CASE, template=BOARD).escalation
    eve = Actor(MANAGER, "eve")

    with pytest.raises(CaseRefusedError) as refused:
        done(requested, MoveEscalation("approve"), eve, template=BOARD)
    assert str(refused.value) == (
        "escalation 'e1' does not take 'approve': manager eve does not approve it; "
        "mo and group directors do"
    )
    answer = decide_escalation(
        requested,
        MoveEscalation("approve"),
        template=BOARD,
        at=NINE,
        by=eve,
        groups=[GroupId("directors")],
    )
    assert isinstance(answer, EscalationDecided)


def test_an_agent_who_is_no_approver_hears_both_reasons() -> None:
    """
    The lifecycle wants a manager, and the template one of some.
    """
    requested = done(None, OF_CASE, template=BOARD).escalation

    with pytest.raises(MoveRefusedError) as refused:
        done(requested, MoveEscalation("approve"), KIM, template=BOARD)
    assert len(refused.value.reasons) == 2


def test_a_declined_escalation_is_over_and_only_read() -> None:
    """
    It never was in force; what declined it stays known.
    """
    requested = done(None, OF_CASE, template=BOARD).escalation
    declined = done(
        requested, MoveEscalation("decline", justification="Wait a day."), MO, template=BOARD
    ).escalation

    assert (declined.state, declined.is_over, declined.is_active) == ("declined", True, False)
    assert (declined.escalated_at, declined.closed_at, declined.closing) == (None, NINE, "Wait a day.")
    with pytest.raises(ClosedCaseError, match=re.escape("escalation 'e1' is declined and only read")):
        done(declined, ChangeEscalation({"trend": "same"}), template=BOARD)
    with pytest.raises(MoveRefusedError, match="declined is final"):
        done(declined, MoveEscalation("approve"), MO, template=BOARD)


def test_de_escalating_needs_a_justification() -> None:
    """
    As raising it does; then it is closed, and says why.
    """
    escalation = done(None, OF_CASE).escalation

    with pytest.raises(MoveRefusedError, match="needs justification to be given"):
        done(escalation, MoveEscalation("de_escalate"))
    closed = done(escalation, MoveEscalation("de_escalate", justification="Solved.")).escalation
    assert (closed.state, closed.closing, closed.is_over) == ("closed", "Solved.", True)


def test_a_request_tells_everything_that_is_wrong_at_once() -> None:
    """
    What is missing, what is no word of the template, and what only accounts have.
    """
    bad = RequestEscalation(
        EscalationId("e9"),
        case_id=CaseId("c1"),
        source="pres",
        reason="inactivty",
        severity="huge",
        trend="up",
        group_id=GroupId("g"),
        case_ids=("c2",),
    )
    others = EscalationBook([done(None, OF_CASE).escalation])

    with pytest.raises(MoveRefusedError) as refused:
        decide_escalation(None, bad, template=STANDARD_ESCALATION, at=NINE, by=KIM, others=others)
    assert refused.value.reasons == (
        "-> request -> escalated needs justification to be given",
        "case c1 has escalation e1, which is escalated; there is one at a time",
        "group_id: only an account's escalation has it; a case's has its case's",
        "case_ids: only an account's escalation has it; a case's has its case's",
        "source: 'pres' is not one of these; there are customer, internal",
        "reason: 'inactivty' is not one of these; inactivity is near",
        "severity: 'huge' is not one of these; there are high, medium",
        "trend: 'up' is not one of these; there are improving, same, declining",
    )


def test_a_template_is_for_cases_or_for_accounts() -> None:
    """
    One for accounts escalates no case.
    """
    template = attrs.evolve(STANDARD_ESCALATION, kinds="account")

    with pytest.raises(CaseRefusedError, match="template standard is not for cases"):
        done(None, OF_CASE, template=template)
    assert done(None, OF_ACCOUNT, template=template).escalation.is_active


def test_a_case_is_escalated_again_once_the_first_escalation_is_over() -> None:
    """
    One at a time, and as many as it takes.
    """
    first = done(None, OF_CASE).escalation
    closed = done(first, MoveEscalation("de_escalate", justification="Solved.")).escalation
    second = attrs.evolve(OF_CASE, escalation_id=EscalationId("e3"))

    answer = decide_escalation(
        None,
        second,
        template=STANDARD_ESCALATION,
        at=NINE,
        by=KIM,
        others=EscalationBook([closed]),
    )
    assert isinstance(answer, EscalationDecided)


def test_words_change_and_what_is_the_same_changes_nothing() -> None:
    """
    Severity and trend are said anew, or taken away.
    """
    escalation = done(None, OF_CASE).escalation
    after = done(escalation, ChangeEscalation({"trend": "improving", "severity": None})).escalation

    assert (after.trend, after.severity, after.sequence) == ("improving", None, 2)
    same = done(after, ChangeEscalation({"trend": "improving"}, add_watchers=()))
    assert (same.events, same.asks, same.escalation) == ((), (), after)


def test_changes_that_do_not_fit_are_all_told() -> None:
    """
    A word that is none, a name that is none, and what a case's escalation does not have.
    """
    escalation = done(None, OF_CASE).escalation
    changes: dict[str, Scalar] = {"trend": "beter", "sevrity": "high", "agent_id": "lee", "severity": 3}
    bad = ChangeEscalation(changes, add_cases=("c2",))

    with pytest.raises(CaseRefusedError) as refused:
        done(escalation, bad)
    assert refused.value.reasons == (
        "severity: 3 is not a text that is not blank",
        "sevrity: no field is named sevrity; severity is near",
        "trend: 'beter' is not one of these; there are improving, same, declining",
        "agent_id: only an account's escalation has it; a case's has its case's",
        "case_ids: only an account's escalation has it; a case's has its case's",
    )


def test_cases_are_linked_to_an_accounts_escalation() -> None:
    """
    Added at the end, each once; and taken away.
    """
    escalation = done(None, OF_ACCOUNT).escalation
    after = done(escalation, ChangeEscalation(add_cases=("c9", "c1"), remove_cases="c7")).escalation

    assert after.case_ids == ("c1", "c9")


def test_a_customer_asks_for_an_escalation_and_does_no_more() -> None:
    """
    What is known of it is for staff.
    """
    escalation = done(None, OF_CASE, ANN).escalation

    for action in (ChangeEscalation({"trend": "same"}), NoteEscalation("Hm.")):
        with pytest.raises(CaseRefusedError, match="is not for a customer"):
            done(escalation, action, ANN)


def test_what_happens_to_a_cases_escalation_is_copied_to_its_work_notes_once() -> None:
    """
    Every event asks for a work note, whose key sees to it that it is written once.
    """
    case = opened()
    decided = done(None, OF_CASE, ANN)
    (ask,) = decided.asks

    assert ask == CaseRequest(
        CaseId("c1"),
        AddWorkNote(
            "Escalation e1: escalated, asked by customer: inactivity, high; "
            "Nobody answered for a week. (customer ann)",
            key="escalation/e1/1",
        ),
        AUTOMATIC,
    )
    first = decide(case, ask.action, case_type=TYPE, at=NINE, by=ask.by)
    assert isinstance(first, Decided)
    again = decide(first.case, ask.action, case_type=TYPE, at=NINE + HOUR, by=ask.by)
    assert not isinstance(again, Decided)
    noted = done(decided.escalation, NoteEscalation("The board asks daily."))
    changed = done(noted.escalation, ChangeEscalation({"trend": None, "severity": "medium"}))
    assert [each.action.text for each in (*noted.asks, *changed.asks)] == [  # type: ignore[union-attr]
        "Escalation e1: The board asks daily. (agent kim)",
        "Escalation e1: severity is medium (agent kim)",
    ]
    assert case_requests(changed.escalation, (*decided.events, *changed.events)) == (
        *decided.asks,
        *changed.asks,
    )


def test_an_accounts_escalation_asks_nothing_of_its_cases() -> None:
    """
    It has people, service levels and notes of its own.
    """
    assert done(None, OF_ACCOUNT).asks == ()


def test_conditions_of_a_case_know_that_it_or_its_account_is_escalated() -> None:
    """
    While it waits, while it is in force, and not any more once it is over.
    """
    case = opened()  # of acme
    requested = done(None, OF_CASE, template=BOARD).escalation
    active = done(requested, MoveEscalation("approve"), MO, template=BOARD).escalation
    closed = done(
        active, MoveEscalation("de_escalate", justification="Solved."), template=BOARD
    ).escalation
    again = attrs.evolve(active, id=EscalationId("e7"))
    account = done(None, OF_ACCOUNT).escalation
    other = done(
        None, attrs.evolve(OF_ACCOUNT, account_id=AccountId("umbrella"), case_ids=())
    ).escalation

    assert EscalationBook([requested]).facts(case) == {"escalation_requested": True}
    assert EscalationBook([active, account]).facts(case) == {
        "active_escalation": True,
        "active_account_escalation": True,
    }
    assert EscalationBook([closed, other]).facts(case) == {}
    assert EscalationBook([closed, other, again]).of(case) == (
        closed,
        again,
    )


def test_a_case_that_is_linked_counts_as_escalated_whatever_its_account() -> None:
    """
    A case of another customer, which the account's escalation names, is escalated with it.
    """
    case = attrs.evolve(opened(), customer=None)

    assert EscalationBook([done(None, OF_ACCOUNT).escalation]).facts(case) == {
        "active_account_escalation": True
    }


def test_the_vocabulary_of_a_type_knows_these_facts() -> None:
    """
    A policy that speaks of them has no slip in it.
    """
    known = {definition.name for definition in TYPE.vocabulary.facts}
    asks = {name for move in SERVICENOW_CASE.moves for name in move.when.facts}

    assert {"active_escalation", "active_account_escalation", "escalation_requested"} <= known
    assert asks <= known


def _story() -> tuple[EscalationEvent, ...]:
    steps: list[EscalationDecided] = [done(None, OF_CASE, template=BOARD)]
    for hours, action, by in (
        (1, MoveEscalation("approve"), MO),
        (2, NoteEscalation("Called them."), KIM),
        (3, ChangeEscalation({"severity": "medium"}), KIM),
        (5, MoveEscalation("de_escalate", justification="Solved."), KIM),
    ):
        before = steps[-1].escalation
        steps.append(done(before, action, by, template=BOARD, at=NINE + hours * HOUR))
    return tuple(event for step in steps for event in step.events)


def test_a_timeline_tells_what_held_of_an_escalation() -> None:
    """
    Its facts from event to event, and signals for what is over at once.
    """
    told = escalation_timeline(_story())

    assert [(each.at - NINE, sorted(each.signals)) for each in told] == [
        (0 * HOUR, ["created"]),
        (1 * HOUR, ["escalated"]),
        (2 * HOUR, ["noted"]),
        (3 * HOUR, []),
        (5 * HOUR, ["closed"]),
    ]
    assert told.facts_at(NINE)["state"] == "requested"
    assert told.facts_at(NINE + 4 * HOUR)["severity"] == "medium"
    assert told.facts_at(NINE + 5 * HOUR)["category"] == "closed"


def test_a_cases_timeline_is_told_when_it_was_escalated() -> None:
    """
    So a clock runs while it is; escalations of others change nothing.
    """
    opening = asked(None, OPENING, ANN)
    other = done(
        None, attrs.evolve(OF_CASE, case_id=CaseId("c2"), escalation_id=EscalationId("e5"))
    ).events
    account = (
        *done(None, OF_ACCOUNT, at=NINE + 2 * HOUR).events,
        *done(
            done(None, OF_ACCOUNT, at=NINE + 2 * HOUR).escalation,
            MoveEscalation("de_escalate", justification="Solved."),
            at=NINE + 4 * HOUR,
        ).events,
    )
    told = with_escalations(timeline(opening.events), opening.case, [_story(), other, account])
    names = ("escalation_requested", "active_escalation", "active_account_escalation")

    assert [[told.facts_at(NINE + hours * HOUR).get(name) for name in names] for hours in range(6)] == [
        [True, None, None],
        [None, True, None],
        [None, True, True],
        [None, True, True],
        [None, True, None],
        [None, None, None],
    ]


def test_an_action_with_a_key_is_done_once() -> None:
    """
    Asked again it says what came of it; another action under the key is refused.
    """
    action = MoveEscalation("de_escalate", justification="Solved.", key="k1")
    escalation = done(done(None, OF_CASE).escalation, action).escalation

    answer = decide_escalation(
        escalation, action, template=STANDARD_ESCALATION, at=NINE, by=KIM, expected_sequence=1
    )
    assert answer == EscalationAlreadyDone(2, 2, escalation)
    with pytest.raises(KeyConflictError):
        done(escalation, NoteEscalation("Hm.", key="k1"))


def test_what_somebody_may_do_is_told_with_reasons() -> None:
    """
    Options are true where the action would be done with nothing given.
    """
    requested = done(None, OF_CASE, template=BOARD).escalation
    for_mo = escalation_options(requested, template=BOARD, by=MO)
    for_eve = escalation_options(requested, template=BOARD, by=Actor(MANAGER, "eve"))

    assert [(each.action, bool(each)) for each in for_mo] == [("approve", True), ("decline", True)]
    assert [bool(each) for each in for_eve] == [False, False]
    assert "mo and group directors do" in str(for_eve[0])


def test_it_is_asked_in_order_and_of_what_is_there() -> None:
    """
    Sequences, instants, templates and the first event are checked, each by its error.
    """
    escalation = done(None, OF_CASE).escalation
    note = NoteEscalation("Hm.")

    with pytest.raises(SequenceError):
        decide_escalation(
            escalation, note, template=STANDARD_ESCALATION, at=NINE, by=KIM, expected_sequence=0
        )
    with pytest.raises(SequenceError, match="no escalation"):
        decide_escalation(
            None, note, template=STANDARD_ESCALATION, at=NINE, by=KIM, expected_sequence=1
        )
    with pytest.raises(OrderError):
        done(escalation, note, at=NINE - HOUR)
    with pytest.raises(CaseRefusedError, match="it begins with RequestEscalation"):
        done(None, note)
    with pytest.raises(CaseRefusedError, match="it was requested at"):
        done(escalation, OF_CASE)
    with pytest.raises(DefinitionError, match="the template given is 'board'"):
        done(escalation, note, template=BOARD)
    with pytest.raises(DefinitionError, match="is no action"):
        done(escalation, "approve")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="say who asks"):
        done(escalation, note, "kim")  # type: ignore[arg-type]


def test_events_are_folded_in_order_and_by_themselves() -> None:
    """
    A gap, another escalation's event, or a second beginning is refused.
    """
    first, second, *_ = _story()

    with pytest.raises(SequenceError):
        replay_escalation([second])
    with pytest.raises(DefinitionError, match="the first event, and no other"):
        evolve_escalation(replay_escalation([first]), attrs.evolve(first, sequence=2))
    with pytest.raises(DefinitionError, match="the first event, and no other"):
        evolve_escalation(None, attrs.evolve(second, sequence=1))
    with pytest.raises(DefinitionError, match="fold each escalation by itself"):
        evolve_escalation(
            replay_escalation([first]), attrs.evolve(second, escalation_id=EscalationId("e2"))
        )
    with pytest.raises(DefinitionError, match="there are no events"):
        replay_escalation([])
    with pytest.raises(DefinitionError, match="is no event"):
        replay_escalation(["requested"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RequestEscalation(EscalationId("e1")), "it is of a case or of an account"),
        (
            lambda: attrs.evolve(OF_CASE, account_id=AccountId("acme")),
            "it is of a case or of an account",
        ),
        (lambda: EscalationTemplate("x", kinds=()), "is for nothing"),
        (
            lambda: EscalationTemplate("x", lifecycle=SERVICENOW_CASE),
            "and not with 'request'",
        ),
        (lambda: EscalationBook(["e1"]), "is no Escalation"),  # type: ignore[list-item]
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], message: str) -> None:
    """
    An escalation is of one thing, and a template is for something that begins with a request.
    """
    with pytest.raises(DefinitionError, match=re.escape(message)):
        make()


def test_a_book_has_each_escalation_once() -> None:
    """
    Two of one identity are refused.
    """
    escalation = done(None, OF_CASE).escalation

    with pytest.raises(DuplicateError):
        EscalationBook([escalation, escalation])


def test_decisions_have_documents() -> None:
    """
    What was decided, and what is to be asked of the case, comes back from its document.
    """
    decided = done(None, OF_CASE)
    (event,) = decided.events

    assert isinstance(event, EscalationRequested)
    assert from_document(EscalationDecided, to_document(decided)) == decided
    assert from_document(CaseRequest, to_document(decided.asks[0])) == decided.asks[0]
