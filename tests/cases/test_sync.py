"""
What happens to a major case happens to those below it, once, and not the other way round.
"""

import datetime as dt
from typing import Final

import attrs
import pytest

from csmcore.cases import (
    ITIL_MATRIX,
    AcceptMajor,
    Actor,
    AddComment,
    AddTask,
    AddWorkNote,
    AlreadyDone,
    AssignCase,
    Case,
    CaseAction,
    CaseEvent,
    CaseField,
    CaseMoved,
    CaseSynchronised,
    CaseTask,
    CaseType,
    ChangeCase,
    Decided,
    FollowParent,
    JoinMajor,
    MoveCase,
    OpenCase,
    OverridePriority,
    SyncCase,
    SyncRule,
    decide,
    replay,
    sync,
    sync_all,
    timeline,
)
from csmcore.errors import (
    CaseRefusedError,
    ClosedCaseError,
    DefinitionError,
    OrderError,
    SequenceError,
    UnknownIdError,
)
from csmcore.kernel import AccountCustomer, AccountId, AgentId, CaseId, TaskId
from csmcore.lifecycles import TROUBLE_TICKET
from tests.cases.desk import ANN, CLOCK, KIM, MO, NINE, kinds

OUTAGE: Final = CaseType("outage", fields=(CaseField("site"),))
MAJOR: Final = CaseId("m1")
MINUTE: Final = dt.timedelta(minutes=1)
SOLVED: Final = {"resolution_code": "solved", "notes": "A new fuse."}

Step = tuple[CaseAction, Actor]


class Desk:
    """
    A major case and those below it, a minute between any two things.
    """

    def __init__(self, kind: CaseType = OUTAGE) -> None:
        self.kind, self.at = kind, NINE
        self.events: list[CaseEvent] = []
        self.major: Case | None = None
        self.do(OpenCase(MAJOR, subject="dark", agent_id=AgentId("kim")))
        self.do(AcceptMajor(), MO)

    def do(self, action: CaseAction, by: Actor = KIM) -> None:
        """
        Asks something of the major case.
        """
        self.at += MINUTE
        answer = decide(self.major, action, case_type=OUTAGE, at=self.at, by=by)
        self.major = answer.case
        self.events += answer.events if isinstance(answer, Decided) else ()

    def child(self, *steps: Step, name: str = "c1") -> Case:
        """
        A case of an account below it, after some actions of its own.
        """
        opening = OpenCase(
            CaseId(name),
            customer=AccountCustomer(AccountId(name)),
            parent_id=MAJOR,
            agent_id=AgentId("kim"),
        )
        self.at += MINUTE
        return self.ask(decide(None, opening, case_type=self.kind, at=self.at, by=KIM).case, *steps)

    def ask(self, case: Case, *steps: Step) -> Case:
        """
        A case after some more actions of its own.
        """
        for action, by in steps:
            self.at += MINUTE
            case = decide(case, action, case_type=self.kind, at=self.at, by=by).case
        return case

    def synced(self, case: Case, rule: SyncRule | None = None) -> Decided:
        """
        What is decided when a case is synchronised with all that happened.
        """
        self.at += MINUTE
        action = sync(self.events, case, rule=rule or SyncRule()).get()
        answer = decide(case, action, case_type=self.kind, at=self.at, by=CLOCK)
        assert isinstance(answer, Decided)
        return answer


def why_not(desk: Desk, case: Case, rule: SyncRule | None = None) -> list[str]:
    """
    Why a case is not synchronised now.
    """
    found = sync(desk.events, case, rule=rule or SyncRule())
    assert not found
    return [each.code for each in found.reasons]


# --- what is taken over -------------------------------------------------------------------------


def test_priority_state_words_and_resolution_come_down() -> None:
    """
    ServiceNow's fields, in the order in which they were said above.
    """
    desk = Desk()
    child = desk.child()
    desk.do(OverridePriority(1, reason="a hospital"), MO)
    desk.do(MoveCase("accept"))
    desk.do(AddComment("We are on it."))
    desk.do(AddWorkNote("Ask the carrier."))
    desk.do(MoveCase("propose_solution", SOLVED))
    answer = desk.synced(child)

    assert kinds(answer.events) == [
        "PriorityChanged",
        "CommentAdded",
        "WorkNoteAdded",
        "CaseMoved",
        "CaseSynchronised",
    ]
    case = answer.case
    assert (case.priority, case.is_overridden, case.override_reason) == (1, True, "as case 'm1'")
    assert (case.state, case.resolution_code, case.resolution_notes) == (
        "resolved",
        "solved",
        "A new fuse.",
    )
    last = answer.events[-1]
    assert isinstance(last, CaseSynchronised)
    assert (last.parent_id, last.through, last.moved, last.left_out) == (MAJOR, 7, True, ())
    assert last.by == CLOCK


def test_what_is_taken_over_is_in_the_name_of_whoever_did_it() -> None:
    """
    An agent's comment answers the customers below, as it would have on their own cases.
    """
    desk = Desk()
    child = desk.ask(desk.child(), (AddComment("When?"), ANN))
    assert child.needs_attention
    desk.do(AddComment("At noon."), MO)
    answer = desk.synced(child)

    assert answer.events[0].by == MO
    assert not answer.case.needs_attention
    told = timeline(answer.events, child)
    assert sorted(told.changes[0].signals) == ["agent_replied"]


def test_what_a_customer_writes_above_stays_above() -> None:
    """
    Nobody reads what another customer wrote.
    """
    desk = Desk()
    child = desk.child()
    desk.do(AddComment("My fridge!"), ANN)

    assert why_not(desk, child) == ["case.in_step"]


def test_who_works_on_it_stays_above() -> None:
    """
    Each case below has an agent of its own.
    """
    desk = Desk()
    desk.do(AssignCase(agent_id=AgentId("lee")))
    assert why_not(desk, desk.child()) == ["case.in_step"]


def test_a_rule_may_take_over_more_or_less() -> None:
    """
    Subject and own fields where it names them; what it does not name stays.
    """
    rule = SyncRule(("subject", "urgency"), own_fields=("site",))
    desk = Desk()
    child = desk.child()
    desk.do(
        ChangeCase({"subject": "dark in town", "site": "north", "urgency": "low", "channel": "web"})
    )
    desk.do(AddComment("We are on it."))
    answer = desk.synced(child, rule)

    assert kinds(answer.events) == ["CaseChanged", "CaseSynchronised"]
    case = answer.case
    assert (case.subject, case.urgency, case.channel) == ("dark in town", "low", None)
    assert dict(case.fields) == {"site": "north"}


def test_what_does_not_fit_a_type_is_left_out_and_named() -> None:
    """
    Another type may have other priorities, fields and codes; its states may have other names.
    """
    words = attrs.evolve(ITIL_MATRIX, priorities=(("urgent", "high", "low"),) * 3)
    kind = CaseType("plain", lifecycle=TROUBLE_TICKET, matrix=words, resolution_codes=("fixed",))
    rule = SyncRule(own_fields=("site",))
    desk = Desk(kind)
    opened = OpenCase(CaseId("c1"), parent_id=MAJOR, action="acknowledge")
    child = decide(None, opened, case_type=kind, at=desk.at, by=KIM).case
    desk.do(OverridePriority(1, reason="a hospital"), MO)
    desk.do(ChangeCase({"site": "north"}))
    desk.do(MoveCase("accept"))
    desk.do(MoveCase("propose_solution", SOLVED))
    answer = desk.synced(child, rule)

    last = answer.events[-1]
    assert isinstance(last, CaseSynchronised)
    assert last.left_out == ("priority", "site", "resolution_code")
    assert (answer.case.state, answer.case.resolution_code) == ("resolved", None)
    assert answer.case.resolution_notes == "A new fuse."


def test_a_state_of_another_name_means_the_same() -> None:
    """
    Where there is none of that name, the first of its category: waiting on the customer.
    """
    kind = CaseType("ticket", lifecycle=TROUBLE_TICKET)
    desk = Desk(kind)
    child = decide(
        None,
        OpenCase(CaseId("c1"), parent_id=MAJOR, action="acknowledge"),
        case_type=kind,
        at=NINE,
        by=KIM,
    ).case
    desk.do(MoveCase("accept"))
    desk.do(MoveCase("request_info"))

    assert desk.synced(child).case.state == "pending"


def test_a_state_without_its_resolution_is_no_rule() -> None:
    """
    What is resolved says how; and a slip in a name is told.
    """
    with pytest.raises(DefinitionError, match="with the state goes the resolution"):
        SyncRule(("state",))
    with pytest.raises(DefinitionError, match="'prority' is not synchronised; priority is near"):
        SyncRule(("prority",))


# --- once, and to whom --------------------------------------------------------------------------


def test_twice_is_once() -> None:
    """
    It knows how far it has followed; asked again with what it was asked then, it had been done.
    """
    desk = Desk()
    child = desk.child()
    desk.do(AddComment("We are on it."))
    action = sync(desk.events, child).get()
    once = decide(child, action, case_type=OUTAGE, at=desk.at, by=CLOCK)

    assert once.case.synced_to == 3
    assert why_not(desk, once.case) == ["case.in_step"]
    twice = decide(once.case, action, case_type=OUTAGE, at=desk.at, by=CLOCK)
    assert twice == AlreadyDone(2, 3, once.case)
    third = decide(
        once.case, attrs.evolve(action, key="another"), case_type=OUTAGE, at=desk.at, by=CLOCK
    )
    assert third == Decided((), once.case)


FINISHED: Final[tuple[tuple[Step, ...], ...]] = (
    ((MoveCase("accept"), KIM), (MoveCase("propose_solution", SOLVED), KIM)),
    ((MoveCase("close"), ANN),),
)


@pytest.mark.parametrize("steps", FINISHED)
def test_finished_cases_are_skipped(steps: tuple[Step, ...]) -> None:
    """
    Neither a resolved case nor a closed one hears of it, and asking all the same is refused.
    """
    desk = Desk()
    child = desk.child(*steps)
    desk.do(AddComment("We are on it."))

    assert why_not(desk, child) == ["case.finished"]
    with pytest.raises((CaseRefusedError, ClosedCaseError)):
        decide(child, SyncCase(desk.events), case_type=OUTAGE, at=desk.at, by=CLOCK)


def test_who_opts_out_hears_nothing_and_is_caught_up_later() -> None:
    """
    The words and the state of meanwhile, once it follows again.
    """
    desk = Desk()
    child = desk.child((FollowParent(follows=False, reason="they have a generator"), KIM))
    desk.do(AddComment("We are on it."))
    desk.do(MoveCase("accept"))
    assert why_not(desk, child) == ["case.opted_out"]

    back = desk.synced(desk.ask(child, (FollowParent(follows=True), KIM)))
    assert kinds(back.events) == ["CommentAdded", "CaseMoved", "CaseSynchronised"]


def test_a_case_that_stands_alone_is_not_synchronised() -> None:
    """
    Nor one that stands below another; and it cannot say that it follows.
    """
    desk = Desk()
    alone = desk.ask(desk.child(), (ChangeCase({"parent_id": None}), KIM))
    assert why_not(desk, alone) == ["case.no_parent"]
    assert why_not(desk, desk.ask(alone, (JoinMajor(CaseId("m2")), KIM))) == ["case.not_below"]
    with pytest.raises(CaseRefusedError, match="stands below none"):
        decide(alone, FollowParent(follows=True), case_type=OUTAGE, at=desk.at, by=KIM)


def test_events_that_are_missing_are_asked_for() -> None:
    """
    A case that has followed up to event 2 needs the third before the fourth.
    """
    desk = Desk()
    desk.do(OverridePriority(1, reason="a hospital"), MO)
    desk.do(AddComment("We are on it."))
    child = desk.child()

    with pytest.raises(SequenceError, match="'m1'"):
        sync(desk.events[3:], child)
    with pytest.raises(SequenceError, match="'m1'"):
        sync([desk.events[0], desk.events[2]], child)
    caught_up = desk.synced(child).case
    desk.do(AddComment("Soon."))
    assert sync(desk.events[caught_up.synced_to :], caught_up)


# --- late, and back -----------------------------------------------------------------------------


def test_who_joins_late_hears_what_was_said_and_ends_where_the_others_are() -> None:
    """
    All comments come to it, and of the states only the last.
    """
    desk = Desk()
    early = desk.child(name="early")
    steps: list[CaseAction] = [
        MoveCase("accept"),
        AddComment("We are on it."),
        MoveCase("request_info"),
        AddComment("Soon."),
        MoveCase("open_case"),
    ]
    for step in steps:
        desk.do(step)
        early = desk.synced(early).case
    late = desk.synced(desk.child(name="late"))

    assert kinds(late.events) == ["CommentAdded", "CommentAdded", "CaseMoved", "CaseSynchronised"]
    assert (late.case.state, late.case.synced_to) == (early.state, early.synced_to) == ("open", 7)


def test_a_regular_case_that_joins_is_caught_up() -> None:
    """
    What it did before it joined does not count as a later word.
    """
    desk = Desk()
    regular = desk.ask(desk.child(), (ChangeCase({"parent_id": None}), KIM))
    desk.do(MoveCase("accept"))
    desk.do(MoveCase("request_info"))
    regular = desk.ask(regular, (MoveCase("accept"), KIM), (JoinMajor(MAJOR), KIM))

    assert desk.synced(regular).case.state == "awaiting_info"


def test_a_child_that_moved_itself_since_has_the_later_word() -> None:
    """
    The major case was closed while the child was resolved; its customer rejects, and it stays open.
    """
    desk = Desk()
    desk.do(MoveCase("accept"))
    desk.do(MoveCase("propose_solution", SOLVED))
    child = desk.synced(desk.child()).case
    assert child.state == "resolved"
    desk.do(MoveCase("accept_solution"), ANN)
    child = desk.ask(child, (MoveCase("reject_solution"), ANN))

    after = desk.synced(child).case
    assert (after.state, after.synced_to) == ("open", 5)
    assert why_not(desk, after) == ["case.in_step"]


def test_closing_the_major_case_closes_those_that_are_open() -> None:
    """
    Also where states are not taken over otherwise, unless the rule says no.
    """
    desk = Desk()
    child = desk.child()
    words = SyncRule(("comments",))
    desk.do(MoveCase("accept"))
    assert why_not(desk, child, words) == ["case.in_step"]
    desk.do(MoveCase("close", {"notes": "A false alarm."}), MO)

    answer = desk.synced(child, words)
    assert (answer.case.state, answer.case.resolution_notes) == ("closed", None)
    assert desk.synced(child).case.resolution_notes == "A false alarm."
    assert why_not(desk, child, SyncRule(("comments",), closes=False)) == ["case.in_step"]


def test_a_child_with_work_left_is_not_closed_over_it() -> None:
    """
    A required task that is open keeps it open, and its record says so.
    """
    desk = Desk()
    child = desk.child(
        (AddTask(CaseTask(TaskId("t1"), "Fetch the spare router", is_required=True)), KIM)
    )
    desk.do(MoveCase("close", {"notes": "A false alarm."}), MO)
    answer = desk.synced(child)

    assert answer.case.state == "new"
    last = answer.events[-1]
    assert isinstance(last, CaseSynchronised)
    assert last.left_out == ("state",)


# --- many ---------------------------------------------------------------------------------------


def test_all_below_are_synchronised_and_those_skipped_say_why() -> None:
    """
    What is appended to which, after which event; the order of the children does not matter.
    """
    desk = Desk()
    first, second = desk.child(name="c1"), desk.child((MoveCase("close"), ANN), name="c2")
    desk.do(MoveCase("accept"))
    found = sync_all(desk.events, [first, second], case_types=[OUTAGE], at=desk.at, by=CLOCK)

    assert [(each.stream, each.expected_sequence) for each in found.appends] == [("case/c1", 1)]
    assert isinstance(found.events[0], CaseMoved)
    assert found.events[0].action == "synchronise"
    assert [str(each) for each in found.skipped] == [
        "not case 'c2': the case is closed, and finished cases are skipped"
    ]
    assert replay(found.of(CaseId("c1")).events, first) == found.case(CaseId("c1"))
    turned = sync_all(desk.events, [second, first], case_types=[OUTAGE], at=desk.at, by=CLOCK)
    assert turned == found


def test_types_and_instants_are_checked() -> None:
    """
    A type that is not given is named, and nothing happens before the last event of a case.
    """
    desk = Desk()
    child = desk.child()
    desk.do(MoveCase("accept"))

    with pytest.raises(UnknownIdError, match="outage"):
        sync_all(desk.events, [child], case_types=[], at=desk.at, by=CLOCK)
    with pytest.raises(OrderError):
        sync_all(desk.events, [child], case_types=[OUTAGE], at=NINE, by=CLOCK)
