"""
What a case asks about single products, and how a case and its lines move each other.
"""

import attrs
import pytest

from csmcore.cases import (
    SERVICENOW_LINES,
    AddLine,
    Case,
    CaseFollows,
    CaseType,
    ChangeLine,
    Decided,
    LineMoved,
    LineRules,
    LinesFollow,
    MoveCase,
    MoveLine,
    OpenCase,
    allowed_on_line,
    decide,
)
from csmcore.errors import CaseRefusedError, ClosedCaseError, DefinitionError, MoveRefusedError
from csmcore.kernel import AgentId, CaseId, CaseLineId, InstallBaseItemId
from csmcore.lifecycles import AGENT, Lifecycle
from tests.cases.desk import ANN, CLOCK, KIM, NINE, kinds

TYPE = CaseType("return")
L1, L2, L3 = CaseLineId("l1"), CaseLineId("l2"), CaseLineId("l3")


def done(case: Case | None, *actions: object, by: object = KIM, kind: CaseType = TYPE) -> Decided:
    """
    What was decided last of some actions.
    """
    answer: Decided | None = None
    for action in actions:
        answer = decide(case, action, case_type=kind, at=NINE, by=by)  # type: ignore[arg-type,assignment]
        assert isinstance(answer, Decided)
        case = answer.case
    assert answer is not None
    return answer


def with_lines(*ids: CaseLineId, kind: CaseType = TYPE) -> Case:
    """
    A new case with an agent and some lines.
    """
    opening = OpenCase(CaseId("c1"), subject="return", agent_id=AgentId("kim"))
    return done(None, opening, *(AddLine(each, "send it back") for each in ids), kind=kind).case


def states(case: Case) -> list[str]:
    """
    The states of the case and of its lines.
    """
    return [case.state, *(line.state for line in case.lines)]


def test_a_line_leaves_draft_with_its_case() -> None:
    """
    On a case that is new already, a line is new at once; both events are told.
    """
    answer = done(with_lines(), AddLine(L1, "send it back", item_id=InstallBaseItemId("i1")))

    assert kinds(answer.events) == ["LineAdded", "LineMoved"]
    assert states(answer.case) == ["new", "new"]
    assert answer.case.line(L1).item_id == "i1"
    assert answer.case.facts["open_lines"] == 1


def test_a_line_that_is_worked_on_brings_its_case_to_work() -> None:
    """
    "Assign to me" on a line makes whoever asked its agent, and accepts the case.
    """
    answer = done(with_lines(L1, L2), MoveLine(L1, "assign_to_me"))

    assert kinds(answer.events) == ["LineMoved", "CaseMoved"]
    assert states(answer.case) == ["open", "work_in_progress", "new"]
    assert answer.case.line(L1).agent_id == "kim"


def test_a_line_that_is_worked_on_ends_the_waiting_of_its_case() -> None:
    """
    The case opens again when the agent goes on with a line.
    """
    case = done(
        with_lines(L1), MoveLine(L1, "start"), MoveLine(L1, "request_info"), MoveCase("request_info")
    ).case

    assert states(case) == ["awaiting_info", "awaiting_info"]
    assert states(done(case, MoveLine(L1, "resume")).case) == ["open", "work_in_progress"]


def test_a_case_is_resolved_with_its_last_line() -> None:
    """
    Accepted, denied and cancelled lines count; one that is open does not let it.
    """
    case = done(with_lines(L1, L2, L3), MoveLine(L1, "start"), MoveLine(L2, "start")).case
    case = done(case, MoveLine(L3, "cancel"), MoveLine(L1, "accept")).case
    assert case.state == "open"

    answer = done(case, MoveLine(L2, "deny", notes="Out of warranty."))
    assert kinds(answer.events) == ["LineMoved", "CaseMoved"]
    assert states(answer.case) == [
        "resolved",
        "resolved_accepted",
        "resolved_denied",
        "cancelled",
    ]
    assert answer.case.resolution_code == "lines_resolved"
    assert answer.case.line(L2).notes == "Out of warranty."


def test_a_case_whose_lines_were_all_cancelled_goes_on() -> None:
    """
    Nothing was resolved, so somebody has to look at it.
    """
    assert done(with_lines(L1), MoveLine(L1, "cancel")).case.state == "new"


def test_a_case_is_not_resolved_by_lines_where_that_is_no_code() -> None:
    """
    A type whose cases are resolved otherwise leaves it to the agent.
    """
    kind = CaseType("return", resolution_codes=("refunded",))
    case = done(with_lines(L1, kind=kind), MoveLine(L1, "start"), MoveLine(L1, "accept"), kind=kind)

    assert states(case.case) == ["open", "resolved_accepted"]


def test_lines_in_work_are_accepted_with_their_case() -> None:
    """
    A line of which nobody has begun is left, and is in the way of closing.
    """
    case = done(with_lines(L1, L2), MoveLine(L1, "start")).case
    answer = done(case, MoveCase("propose_solution", {"resolution_code": "r", "notes": "n"}))

    assert kinds(answer.events) == ["CaseMoved", "LineMoved"]
    moved = answer.events[1]
    assert isinstance(moved, LineMoved)
    assert moved.with_case
    assert states(answer.case) == ["resolved", "resolved_accepted", "new"]
    with pytest.raises(MoveRefusedError, match="line l2, send it back, is new, which is not final"):
        done(answer.case, MoveCase("accept_solution"), by=ANN)
    cancelled = done(answer.case, MoveLine(L2, "cancel")).case
    assert done(cancelled, MoveCase("accept_solution"), by=ANN).case.is_over


def test_what_follows_makes_nothing_else_follow() -> None:
    """
    Rules that point at each other end: a case that followed a line is not followed by its case.
    """
    ring = Lifecycle(
        "ring",
        states={"a": "new", "b": "active"},
        moves=["a -> go -> b", "b -> back -> a"],
        initial="a",
    )
    rules = LineRules(
        ring,
        sync=[
            CaseFollows(lines_in="b", case_in="new", actions="assign_to_me"),
            LinesFollow(case_in="active", lines_in="b", actions="back"),
        ],
    )
    kind = CaseType("ring", lines=rules)
    answer = done(with_lines(L1, kind=kind), MoveLine(L1, "go"), kind=kind)

    assert kinds(answer.events) == ["LineMoved", "CaseMoved", "LineMoved"]
    assert states(answer.case) == ["open", "a"]


def test_cancelling_a_case_cancels_its_lines() -> None:
    """
    Where the lifecycle of cases can be cancelled, no line stays behind.
    """
    lifecycle = Lifecycle(
        "order",
        states={"new": "new", "gone": "cancelled"},
        moves=["new -> cancel -> gone"],
        initial="new",
        final="gone",
    )
    kind = CaseType("order", lifecycle=lifecycle)
    case = done(with_lines(L1, L2, kind=kind), MoveLine(L2, "start"), kind=kind).case
    answer = done(case, MoveCase("cancel"), by=ANN, kind=kind)

    assert states(answer.case) == ["gone", "cancelled", "cancelled"]


def test_a_line_is_changed_until_it_is_final() -> None:
    """
    What it is about, and who works on it; not its state.
    """
    case = done(with_lines(L1), ChangeLine(L1, {"item_id": "i7", "subject": "two of them"})).case
    assert (case.line(L1).item_id, case.line(L1).subject) == ("i7", "two of them")
    assert done(case, ChangeLine(L1, {"item_id": "i7"})).events == ()

    cancelled = done(case, MoveLine(L1, "cancel")).case
    with pytest.raises(CaseRefusedError) as refused:
        done(cancelled, ChangeLine(L1, {"state": "new", "subject": ""}))
    assert refused.value.reasons == (
        "line_id: line l1 is cancelled, which is final",
        (
            "state: no line has it; there are subject, model_id, sold_product_id, item_id, group_id, "
            "agent_id"
        ),
        "subject: subject is ''; it must be a text that is not blank",
    )


def test_what_may_be_asked_of_a_line_is_told() -> None:
    """
    For an agent, a customer, and a rule; on a case that is over, nothing.
    """
    case = with_lines(L1)
    assert [each.action for each in allowed_on_line(case, L1, case_type=TYPE, by=KIM) if each] == [
        "assign_to_me",
        "start",
        "cancel",
    ]
    assert [each.action for each in allowed_on_line(case, L1, case_type=TYPE, by=ANN) if each] == [
        "cancel"
    ]
    assert [each.action for each in allowed_on_line(case, L1, case_type=TYPE, by=CLOCK) if each] == [
        "start",
        "cancel",
    ]
    over = done(case, MoveLine(L1, "cancel"), MoveCase("close", {"notes": "n"})).case
    assert not any(allowed_on_line(over, L1, case_type=TYPE, by=KIM))
    with pytest.raises(ClosedCaseError, match="'move_line' is not done"):
        done(over, MoveLine(L1, "cancel"))


def test_a_move_that_is_not_allowed_says_what_is() -> None:
    """
    With every reason, what was given that nobody needs among them.
    """
    case = with_lines(L1)
    with pytest.raises(MoveRefusedError) as refused:
        done(case, MoveLine(L1, "deny", given={"colour": "red"}))

    assert len(refused.value.reasons) == 2
    assert refused.value.reasons[1] == "given.colour: no field is named colour; there are none"
    assert refused.value.allowed == ("assign_to_me", "start", "cancel")
    with pytest.raises(MoveRefusedError, match="no field is named colour") as given:
        done(case, MoveLine(L1, "start", given={"colour": "red"}))
    assert given.value.allowed == ("assign_to_me", "cancel")


def test_what_a_line_requires_is_kept_with_its_move() -> None:
    """
    A lifecycle of one's own asks for a parcel's number.
    """
    lifecycle = Lifecycle(
        "parcel",
        states={"packed": "active", "sent": "resolved"},
        moves=["packed -> send -> sent by agent requires number"],
        initial="packed",
        final="sent",
    )
    kind = CaseType("parcel", lines=LineRules(lifecycle))
    case = with_lines(L1, kind=kind)
    with pytest.raises(MoveRefusedError, match="number"):
        done(case, MoveLine(L1, "send"), kind=kind)
    moved = done(case, MoveLine(L1, "send", given={"number": "P7"}), kind=kind).events[0]

    assert isinstance(moved, LineMoved)
    assert (moved.given, moved.is_final) == ((("number", "P7"),), True)


def test_lines_that_are_not_there_are_named() -> None:
    """
    An unknown id, a twin, and a type whose cases have no lines.
    """
    case, plain = with_lines(L1), CaseType("return", lines=None)
    with pytest.raises(CaseRefusedError, match="no line is l9; there are l1"):
        done(case, MoveLine(CaseLineId("l9"), "start"))
    with pytest.raises(CaseRefusedError, match="the case has the line l1 already"):
        done(case, AddLine(L1, "again"))
    for action in (AddLine(L2, "x"), MoveLine(L1, "start"), ChangeLine(L1, {})):
        with pytest.raises(CaseRefusedError, match="cases of the type return have no lines"):
            done(case, action, kind=plain)
    assert allowed_on_line(case, L1, case_type=plain, by=KIM) == ()


def test_rules_that_name_what_is_not_there_are_refused() -> None:
    """
    All of them at once, with the name that is near.
    """
    with pytest.raises(DefinitionError) as refused:
        LineRules(
            sync=[
                LinesFollow(case_in="new", lines_in="drafd", actions="sumbit"),
                CaseFollows(lines_in="new", beside="gone", case_in="new", actions="any"),
            ]
        )
    assert [each.partition(";")[0] for each in str(refused.value).split("; a rule")] == [
        "a rule for lines names the state 'drafd'",
        " for lines names the action 'sumbit'",
        " for lines names the state 'gone'",
    ]
    opening = Lifecycle("o", states={"a": "new"}, moves=["-> begin -> a"])
    with pytest.raises(DefinitionError, match="'o' has no initial state"):
        LineRules(opening)
    with pytest.raises(DefinitionError, match="'x' is no rule for lines"):
        LineRules(sync=["x"])  # type: ignore[list-item]


def test_rules_are_data() -> None:
    """
    Without the rule that accepts, lines stay as they are when their case is resolved.
    """
    rules = attrs.evolve(
        SERVICENOW_LINES,
        sync=[each for each in SERVICENOW_LINES.sync if each.actions != ("accept",)],
    )
    kind = CaseType("return", lines=rules)
    case = done(with_lines(L1, kind=kind), MoveLine(L1, "start"), kind=kind).case
    solved = MoveCase("propose_solution", {"resolution_code": "r", "notes": "n"})

    assert states(done(case, solved, kind=kind).case) == ["resolved", "work_in_progress"]
    assert AGENT in rules.lifecycle.actors
