"""
Actions in, events out.
"""

import datetime as dt

import pytest

from csmcore.cases import (
    Actor,
    AddComment,
    AddWorkNote,
    AlreadyDone,
    AssignCase,
    CaseAction,
    CaseChanged,
    CaseMoved,
    CaseOpened,
    CaseType,
    ChangeCase,
    Decided,
    MoveCase,
    OpenCase,
    OverridePriority,
    PriorityChanged,
    allowed,
    decide,
    evolve,
)
from csmcore.errors import (
    CaseRefusedError,
    ClosedCaseError,
    DefinitionError,
    KeyConflictError,
    MoveRefusedError,
    NaiveInstantError,
    OrderError,
    SequenceError,
)
from csmcore.kernel import AgentId, CaseId, ExternalId, Fact, GroupId, Scalar
from csmcore.lifecycles import TROUBLE_TICKET, ZENDESK_TICKET, Lifecycle, Move, State
from tests.cases.desk import ANN, CLOCK, KIM, MO, NINE, OPENING, SOLUTION, TYPE, asked, kinds, opened

ACCEPT = (MoveCase("accept"), KIM)
ASK = (MoveCase("request_info"), KIM)
SOLVE = (MoveCase("propose_solution", SOLUTION), KIM)
TAKE = (MoveCase("accept_solution"), ANN)


def test_a_case_begins_as_its_type_says() -> None:
    """
    Opening takes the lifecycle's only opening action; high impact and low urgency are priority 3.
    """
    answer = asked(None, OPENING, ANN)
    (event,) = answer.events

    assert isinstance(event, CaseOpened)
    assert (event.sequence, event.action, event.state) == (1, "create", "new")
    assert (answer.case.state, answer.case.category, answer.case.priority) == ("new", "new", 3)
    assert (answer.case.opened_at, answer.case.changed_at) == (NINE, NINE)
    assert answer.case.needs_attention


def test_an_agents_opening_needs_no_attention() -> None:
    """
    Only what the customer began waits for an answer.
    """
    assert not asked(None, OPENING, KIM).case.needs_attention


def test_defaults_are_taken_where_nothing_is_given() -> None:
    """
    A type's defaults fill what an opening leaves out, and never what it says.
    """
    kind = CaseType("quick", defaults={"urgency": "high", "impact": "low", "group_id": "first line"})
    answer = decide(None, OpenCase(CaseId("c"), impact="high"), case_type=kind, at=NINE, by=KIM)

    assert isinstance(answer, Decided)
    case = answer.case
    assert (case.impact, case.urgency, case.priority, case.group_id) == (
        "high",
        "high",
        1,
        "first line",
    )


def test_a_lifecycle_with_an_initial_state_begins_there() -> None:
    """
    No action is needed, and none is told.
    """
    plain = Lifecycle("plain", states={"draft": "new", "done": "closed"}, initial="draft")
    kind = CaseType("plain", lifecycle=plain)
    answer = decide(None, OpenCase(CaseId("c")), case_type=kind, at=NINE, by=KIM)

    assert isinstance(answer, Decided)
    assert answer.case.state == "draft"
    assert [str(each) for each in allowed(None, case_type=kind, by=KIM)] == ["opening -> draft"]


def test_where_there_are_two_openings_one_is_named() -> None:
    """
    TM Forum's ticket is acknowledged or rejected; nobody guesses.
    """
    kind = CaseType("ticket", lifecycle=TROUBLE_TICKET)
    with pytest.raises(CaseRefusedError, match="a ticket begins with one of acknowledge or reject"):
        decide(None, OpenCase(CaseId("c")), case_type=kind, at=NINE, by=KIM)

    answer = decide(None, OpenCase(CaseId("c"), action="reject"), case_type=kind, at=NINE, by=KIM)
    assert isinstance(answer, Decided)
    assert answer.case.state == "rejected"


def test_an_opening_tells_all_its_problems_at_once() -> None:
    """
    Levels, own fields and a priority without a reason, each with its path.
    """
    fields: dict[str, Scalar] = {"serail": "X", "ports": 99}
    wrong = OpenCase(CaseId("c1"), impact="hgh", urgency=3, priority=9, fields=fields)
    with pytest.raises(CaseRefusedError) as told:
        asked(None, wrong)

    assert told.value.reasons == (
        "impact: 'hgh' is not one of these; high is near",
        "urgency: 3 is not one of these; there are high, medium, low",
        "fields.ports: 99 is not at least 0 and at most 48",
        "fields.serail: no field is named serail; serial is near",
        "priority: 9 is not one of these; there are 1, 2, 3, 4, 5",
        "priority_reason: is missing; a priority beside the matrix has a reason",
    )


def test_a_move_changes_the_state_and_says_what_follows() -> None:
    """
    Accepting the solution closes the case, and a survey is offered by the host.
    """
    case = opened(ACCEPT, SOLVE)
    (event,) = asked(case, *TAKE).events

    assert isinstance(event, CaseMoved)
    assert (event.source, event.target, event.category) == ("resolved", "closed", "closed")
    assert event.effects == ("offer_survey",)


def test_assign_to_me_makes_the_actor_the_agent() -> None:
    """
    The lifecycle's effect set_assignee is done here, by an event of its own.
    """
    case = asked(None, OpenCase(CaseId("c1")), ANN).case
    answer = asked(case, MoveCase("assign_to_me"), KIM)

    assert kinds(answer.events) == ["CaseMoved", "CaseAssigned"]
    assert (answer.case.state, answer.case.agent_id) == ("open", "kim")


def test_a_solution_holds_until_the_case_is_reopened() -> None:
    """
    Code, notes and instant are the case's; a rejection takes them away and is counted.
    """
    solved = opened(ACCEPT, SOLVE)
    assert (solved.resolution_code, solved.resolution_notes) == ("solved", "Swapped it.")
    assert (solved.resolved_at, dict(solved.fields), solved.needs_attention) == (
        NINE,
        {"serial": "X1"},
        False,
    )

    again = asked(solved, MoveCase("reject_solution"), ANN).case
    assert (again.state, again.reopens, again.needs_attention) == ("open", 1, True)
    assert (again.resolution_code, again.resolution_notes, again.resolved_at) == (None, None, None)


def test_a_refused_move_tells_everything_that_is_missing() -> None:
    """
    What the lifecycle requires and what the case's type requires come in one refusal.
    """
    with pytest.raises(MoveRefusedError) as told:
        asked(opened(ACCEPT), MoveCase("propose_solution", {"resolution_code": "slved"}))

    assert told.value.reasons == (
        "open, awaiting_info -> propose_solution -> resolved needs notes to be given",
        "resolution_code: 'slved' is not one of these; solved is near",
        "fields.serial: is missing, and propose_solution needs it",
    )
    assert told.value.allowed == ("request_info", "close")


def test_what_the_case_has_need_not_be_given_again() -> None:
    """
    An own field that is required may be there already.
    """
    case = opened(ACCEPT, (ChangeCase({"serial": "X9"}), ANN))
    done = asked(case, MoveCase("propose_solution", {"resolution_code": "solved", "notes": "n"})).case

    assert done.state == "resolved"


def test_what_nobody_asks_for_is_not_given() -> None:
    """
    A slip in a name is told with the name that is near.
    """
    with pytest.raises(MoveRefusedError, match=r"given\.nots: no field is named nots; notes is near"):
        asked(opened(ACCEPT), MoveCase("close", {"nots": "n", "notes": "n"}))


def test_a_guard_sees_what_the_host_adds_and_not_over_the_case() -> None:
    """
    An escalated account stops the auto-close; a host cannot unset what the case holds.
    """
    case = opened(ACCEPT, SOLVE)
    close = MoveCase("auto_close")
    facts: dict[str, Fact] = {"state": "open", "needs_attention": True}
    escalated = {**facts, "active_account_escalation": True}

    with pytest.raises(MoveRefusedError, match="active_account_escalation is true"):
        decide(case, close, case_type=TYPE, at=NINE, by=CLOCK, facts=escalated)
    answer = decide(case, close, case_type=TYPE, at=NINE, by=CLOCK, facts=facts)
    assert isinstance(answer, Decided)
    assert answer.case.state == "closed"


def test_a_customers_comment_brings_a_waiting_case_back() -> None:
    """
    ServiceNow: any update of the customer opens a case that awaits information.
    """
    waiting = opened(ACCEPT, ASK)
    answer = asked(waiting, AddComment("Here it is."), ANN)

    assert kinds(answer.events) == ["CommentAdded", "CaseMoved"]
    assert (answer.case.state, answer.case.needs_attention) == ("open", True)
    assert kinds(asked(waiting, AddComment("Any news?"), KIM).events) == ["CommentAdded"]


def test_zendesks_tickets_follow_assignment_and_comments() -> None:
    """
    An assigned new ticket is open; a comment on a solved one opens it again.
    """
    kind = CaseType("ticket", lifecycle=ZENDESK_TICKET)
    steps: list[tuple[CaseAction, Actor]] = [
        (OpenCase(CaseId("z")), ANN),
        (AssignCase(agent_id=AgentId("lee")), MO),
        (AssignCase(agent_id=AgentId("kim")), KIM),
        (MoveCase("solve"), KIM),
        (AddComment("Still dark."), ANN),
    ]
    case, states = None, []
    for action, by in steps:
        answer = decide(case, action, case_type=kind, at=NINE, by=by)
        assert isinstance(answer, Decided)
        case = answer.case
        states.append(case.state)

    # A manager's assignment is none of the lifecycle's own, which lets agents and rules open.
    assert states == ["new", "new", "open", "solved", "open"]


def test_a_group_takes_a_case_from_its_agent() -> None:
    """
    A group alone leaves no agent, an agent alone leaves the group, neither leaves nobody.
    """
    case = opened()
    moved = asked(case, AssignCase(group_id=GroupId("field"))).case
    taken = asked(moved, AssignCase(agent_id=AgentId("lee"))).case
    free = asked(taken, AssignCase()).case

    assert [(each.group_id, each.agent_id) for each in (moved, taken, free)] == [
        ("field", None),
        ("field", "lee"),
        (None, None),
    ]


def test_what_changes_nothing_leaves_no_event() -> None:
    """
    The same assignment, the same values, and the same priority by hand happen once.
    """
    case = opened((OverridePriority(1, reason="a fair"), MO))
    same: list[CaseAction] = [
        AssignCase(group_id=GroupId("support"), agent_id=AgentId("kim")),
        ChangeCase({"subject": "no light", "channel": None}, add_tags=["vip"]),
        OverridePriority(1, reason="a fair"),
    ]

    assert [asked(case, action) for action in same] == [Decided((), case)] * 3


def test_a_change_says_what_changed_and_the_matrix_is_asked_again() -> None:
    """
    Only values that are new are told; high and high are priority 1.
    """
    case = opened()
    external = ExternalId(system="jira", type="issue", id="J-1")
    changes: dict[str, Scalar] = {"urgency": "high", "subject": "no light", "ports": 8}
    change = ChangeCase(
        changes,
        add_tags="b",
        remove_tags="vip",
        external_ids=[external],
    )
    changed, priority = asked(case, change).events

    assert isinstance(changed, CaseChanged)
    assert (changed.changes, changed.fields) == ((("urgency", "high"),), (("ports", 8),))
    assert (changed.tags, changed.external_ids, changed.customer) == (("b",), (external,), None)
    assert isinstance(priority, PriorityChanged)
    assert (priority.was, priority.priority, priority.is_overridden) == (3, 1, False)


def test_what_is_taken_away_is_gone() -> None:
    """
    None unsets a value; a subject becomes empty, and an own field is not there any more.
    """
    case = opened((ChangeCase({"ports": 8}), KIM))
    case = asked(case, ChangeCase({"subject": None, "urgency": None, "ports": None})).case

    assert (case.subject, case.urgency, case.fields, case.priority) == ("", None, (), None)


def test_a_priority_by_hand_stays_until_it_is_lifted() -> None:
    """
    A new urgency does not touch it; lifting asks the matrix again.
    """
    case = opened((OverridePriority(4, reason="a test line"), MO))
    case = asked(case, ChangeCase({"urgency": "high"})).case
    assert (case.priority, case.is_overridden, case.override_reason) == (4, True, "a test line")

    case = asked(case, OverridePriority(None, reason="live now")).case
    assert (case.priority, case.is_overridden, case.override_reason) == (1, False, None)


def test_a_change_tells_all_its_problems_at_once() -> None:
    """
    Names, types, levels and choices, each with its path.
    """
    wrong = {"channel": "", "urgency": "hi", "colour": "green", "ports": "many", "subjct": "x"}
    with pytest.raises(CaseRefusedError) as told:
        asked(opened(), ChangeCase(wrong))

    assert str(told.value) == (
        "case 'c1' does not take 'change_case': "
        "urgency: 'hi' is not one of these; high is near; "
        "channel: '' is not a text that is not blank; "
        "subjct: no field is named subjct; subject is near; "
        "fields.colour: 'green' is not one of these; there are red, blue; "
        "fields.ports: 'many' is not a whole number"
    )


def test_a_customer_changes_only_what_is_theirs() -> None:
    """
    The type names the fields; all others are refused, each by its path.
    """
    assert asked(opened(), ChangeCase({"urgency": "high", "serial": "X"}), ANN).case.priority == 1

    with pytest.raises(CaseRefusedError) as told:
        asked(opened(), ChangeCase({"impact": "low", "serial": "X"}, add_tags="vip"), ANN)
    assert told.value.reasons == (
        "impact: a customer does not change it; they change urgency and serial",
        "tags: a customer does not change it; they change urgency and serial",
    )


@pytest.mark.parametrize(
    "action",
    [AddWorkNote("x"), AssignCase(), OverridePriority(1, reason="x")],
    ids=lambda action: type(action).__name__,
)
def test_some_actions_are_not_for_customers(action: CaseAction) -> None:
    """
    Work notes, assignments and priorities are for those who serve.
    """
    with pytest.raises(CaseRefusedError, match="is not for a customer"):
        asked(opened(), action, ANN)


@pytest.mark.parametrize(
    "action",
    [AddWorkNote("x"), AddComment("x"), AssignCase(), ChangeCase({"subject": "x"})],
    ids=lambda action: type(action).__name__,
)
def test_a_closed_case_is_only_read(action: CaseAction) -> None:
    """
    Nothing is written on it, assigned or changed.
    """
    closed = opened(ACCEPT, SOLVE, TAKE)
    with pytest.raises(ClosedCaseError, match="case 'c1' is closed and only read"):
        asked(closed, action)


def test_a_move_of_a_closed_case_is_the_lifecycles_to_refuse() -> None:
    """
    It says that the state is final.
    """
    with pytest.raises(MoveRefusedError, match="closed is final, so accept leads nowhere"):
        asked(opened(ACCEPT, SOLVE, TAKE), MoveCase("accept"))


def test_a_lifecycle_may_reopen_what_is_closed() -> None:
    """
    Where a move leads out of a closed state, it is taken, and the case can be changed again.
    """
    loose = Lifecycle(
        "loose",
        states=(State("open", category="active"), State("shut", category="closed")),
        moves=(Move("open", "shut", "shut"), Move("shut", "reopen", "open")),
        initial="open",
    )
    kind = CaseType("loose", lifecycle=loose)
    case = None
    for action in (OpenCase(CaseId("c")), MoveCase("shut"), MoveCase("reopen"), AddComment("x")):
        answer = decide(case, action, case_type=kind, at=NINE, by=KIM)
        assert isinstance(answer, Decided)
        case = answer.case
    assert case is not None
    assert (case.state, case.reopens, case.closed_at) == ("open", 1, None)


# --- keys and sequences -----------------------------------------------------------------------------


def test_a_key_that_was_used_is_answered_with_its_events() -> None:
    """
    The same action twice happens once, whatever came between, and late or early.
    """
    waiting = opened(ACCEPT, ASK)
    said = AddComment("Here it is.", key="mail-7")
    case = asked(waiting, said, ANN).case
    case = asked(case, AddWorkNote("Thanks."), KIM).case

    answer = decide(
        case, said, case_type=TYPE, at=NINE - dt.timedelta(days=1), by=ANN, expected_sequence=0
    )
    assert answer == AlreadyDone(4, 5, case)


def test_a_key_means_one_action() -> None:
    """
    Another text, another kind of action or another actor under a used key is refused.
    """
    case = asked(opened(), AddComment("one", key="k"), ANN).case
    others: list[tuple[CaseAction, Actor]] = [
        (AddComment("two", key="k"), ANN),
        (AddWorkNote("one", key="k"), KIM),
        (AddComment("one", key="k"), KIM),
    ]
    for action, by in others:
        with pytest.raises(KeyConflictError, match="key 'k' was recorded as entry 2"):
            asked(case, action, by)


def test_an_opening_can_be_repeated_by_its_key() -> None:
    """
    Without a key, a second opening is refused.
    """
    first = OpenCase(CaseId("c1"), key="mail-1")
    case = asked(None, first, ANN).case

    assert decide(case, first, case_type=TYPE, at=NINE, by=ANN) == AlreadyDone(1, 1, case)
    with pytest.raises(CaseRefusedError, match="'opening': the case was opened at 2026-04-27 09:00"):
        asked(case, OpenCase(CaseId("c1")), ANN)


def test_who_decides_on_an_old_case_is_told() -> None:
    """
    The expected sequence is that of the last event that was seen; 0 is a case not yet opened.
    """
    case = opened(ACCEPT)
    note = AddWorkNote("x")

    answer = decide(case, note, case_type=TYPE, at=NINE, by=KIM, expected_sequence=2)
    assert isinstance(answer, Decided)
    with pytest.raises(SequenceError, match="entry 1 of case 'c1' was expected, and entry 2 is there"):
        decide(case, note, case_type=TYPE, at=NINE, by=KIM, expected_sequence=1)
    with pytest.raises(SequenceError, match="if somebody else was faster, read its entries again"):
        decide(None, OPENING, case_type=TYPE, at=NINE, by=KIM, expected_sequence=1)


def test_what_cannot_be_asked_is_refused() -> None:
    """
    No case, an early instant or one without a zone, another type, no action, no actor.
    """
    case = opened()
    note = AddWorkNote("x")
    early = NINE - dt.timedelta(seconds=1)
    with pytest.raises(CaseRefusedError, match="there is no case yet"):
        asked(None, note)
    with pytest.raises(OrderError, match="case 'c1'"):
        asked(case, note, at=early)
    with pytest.raises(NaiveInstantError):
        asked(case, note, at=dt.datetime(2026, 4, 27))
    with pytest.raises(DefinitionError, match="case 'c1' is a 'repair', and the type given is 'other'"):
        decide(case, note, case_type=CaseType("other"), at=NINE, by=KIM)
    with pytest.raises(DefinitionError, match="'accept' is no action; give a MoveCase"):
        decide(case, "accept", case_type=TYPE, at=NINE, by=KIM)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="by='agent'; say who asks"):
        decide(case, note, case_type=TYPE, at=NINE, by="agent")  # type: ignore[arg-type]


def test_an_event_has_its_place() -> None:
    """
    One that is missing, comes again or belongs to another case is not folded in.
    """
    first = asked(None, OPENING, ANN)
    second = asked(first.case, AddWorkNote("x")).events[0]

    with pytest.raises(SequenceError, match="entry 1 of case 'c1' was expected, and entry 2 is there"):
        evolve(None, second)
    with pytest.raises(SequenceError, match="entry 2"):
        evolve(first.case, first.events[0])
    with pytest.raises(DefinitionError, match="an event of case 'c1' came to case 'c2'"):
        evolve(asked(None, OpenCase(CaseId("c2")), ANN).case, second)
    with pytest.raises(DefinitionError, match="'x' is no event of a case"):
        evolve(first.case, "x")  # type: ignore[arg-type]


# --- what may be asked ------------------------------------------------------------------------------


def test_what_may_be_asked_is_told_with_what_it_takes() -> None:
    """
    The lifecycle's actions and then the others; own fields are among what is missing.
    """
    options = {each.action: each for each in allowed(opened(ACCEPT), case_type=TYPE, by=KIM)}
    moves = ["request_info", "propose_solution", "close"]
    others = ["assign_case", "change_case", "override_priority", "add_comment", "add_work_note"]

    assert list(options)[:3] == moves
    assert [name for name in options if name in others] == others
    assert [bool(options[name]) for name in (*moves, *others)] == [True, False, False, *[True] * 5]
    assert options["propose_solution"].missing == ("resolution_code", "notes", "serial")
    assert options["propose_solution"].is_offered


def test_a_customer_is_offered_what_is_for_customers() -> None:
    """
    On a closed case, nothing at all.
    """
    offered = [each.action for each in allowed(opened(ACCEPT), case_type=TYPE, by=ANN) if each]
    over = [
        each.action for each in allowed(opened(ACCEPT, SOLVE, TAKE), case_type=TYPE, by=ANN) if each
    ]

    assert offered == ["close", "change_case", "add_comment", "add_line"]
    assert over == []
