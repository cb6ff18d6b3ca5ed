"""
What has to be done for a case: tasks, and those whom they concern.
"""

import datetime as dt
import re

import pytest

from csmcore.cases import (
    AddParty,
    AddTask,
    AgentParty,
    Case,
    CaseMoved,
    CaseTask,
    ChangeTask,
    CloseTask,
    MoveCase,
    RemoveParty,
    TaskClosed,
    allowed,
    timeline,
)
from csmcore.errors import (
    CaseRefusedError,
    ClosedCaseError,
    DefinitionError,
    MoveRefusedError,
    UnknownIdError,
    UnknownReferenceError,
)
from csmcore.kernel import AccountCustomer, AccountId, AgentId, TaskId
from tests.cases.desk import ANN, KIM, NINE, OPENING, SOLUTION, TYPE, asked, kinds, opened

ACCEPT = (MoveCase("accept"), KIM)
CLOSE = MoveCase("close", {"notes": "Not needed."})
FITTER = AccountCustomer(AccountId("fitters"))
CALL = TaskId("call")


def task(**fields: object) -> CaseTask:
    """
    A task, to call somebody.
    """
    return CaseTask(CALL, "call them", **fields)  # type: ignore[arg-type]


def with_tasks(*tasks: CaseTask) -> Case:
    """
    A case in work with a fitter, and some tasks.
    """
    steps = [(AddTask(each), KIM) for each in tasks]
    return opened(ACCEPT, (AddParty("fitter", FITTER), KIM), *steps)


def test_a_task_is_low_and_for_staff_unless_it_says_more() -> None:
    """
    Priority 4, open, not seen by the customer, and not in the way of closing.
    """
    case = with_tasks(task())

    assert case.task(CALL) == case.tasks[0]
    assert (case.tasks[0].priority, case.tasks[0].is_open) == (4, True)
    assert (case.tasks[0].is_visible, case.tasks[0].is_required) == (False, False)
    assert case.facts["open_tasks"] == 1


def test_a_case_without_tasks_says_nothing_of_them() -> None:
    """
    None were open because none were there: the fact is not set; it is 0 once all are closed.
    """
    done = asked(with_tasks(task()), CloseTask(CALL)).case

    assert "open_tasks" not in opened().facts
    assert done.facts["open_tasks"] == 0


def test_a_required_task_keeps_its_case_open() -> None:
    """
    The refusal names it; once it is closed, the case closes.
    """
    case = with_tasks(task(is_required=True))
    with pytest.raises(MoveRefusedError) as refused:
        asked(case, CLOSE)

    assert refused.value.reasons == (
        "task call, call them, is open, and is required before the case is closed",
    )
    assert refused.value.allowed == ("request_info", "propose_solution")
    assert asked(asked(case, CloseTask(CALL, "Reached.")).case, CLOSE).case.is_over


def test_a_case_with_an_open_task_is_resolved_all_the_same() -> None:
    """
    A required task is in the way of closing, not of a solution.
    """
    case = asked(with_tasks(task(is_required=True)), MoveCase("propose_solution", SOLUTION)).case

    assert case.state == "resolved"
    with pytest.raises(MoveRefusedError, match="task call, call them, is open"):
        asked(case, MoveCase("accept_solution"), ANN)


def test_what_is_in_the_way_is_told_before_it_is_asked() -> None:
    """
    Closing is not offered while a required task is open, and the option says why.
    """
    options = {
        each.action: each
        for each in allowed(with_tasks(task(is_required=True)), case_type=TYPE, by=ANN)
    }

    assert not options["close"].is_offered
    assert [each.code for each in options["close"].reasons] == ["case.task_open"]


def test_other_tasks_end_with_their_case() -> None:
    """
    One that is not required is closed with the case, by a rule and not with an outcome.
    """
    answer = asked(with_tasks(task()), CLOSE)

    assert kinds(answer.events) == ["CaseMoved", "TaskClosed"]
    closed = answer.events[1]
    assert isinstance(closed, TaskClosed)
    assert (closed.with_case, closed.outcome) == (True, None)
    assert answer.case.tasks[0].closed_at == NINE


def test_a_task_is_changed_field_by_field() -> None:
    """
    Given values are set, ``None`` takes one away, and what changes nothing tells nothing.
    """
    case = with_tasks(task(agent_id=AgentId("kim")))
    changes = {"priority": 1, "agent_id": None, "due_at": NINE}
    changed = asked(case, ChangeTask(CALL, changes, parties=[FITTER])).case

    assert changed.task(CALL) == task(priority=1, due_at=NINE, parties=[FITTER])
    assert asked(changed, ChangeTask(CALL, changes)).events == ()


def test_everything_that_is_wrong_with_a_change_is_told() -> None:
    """
    A field that tasks do not have, a priority that there is not, and a stranger.
    """
    change = ChangeTask(CALL, {"prioritty": 1, "priority": 5}, parties=[AgentParty(AgentId("lee"))])
    with pytest.raises(CaseRefusedError) as refused:
        asked(with_tasks(task()), change)

    assert refused.value.reasons == (
        "prioritty: no task has it; priority is near",
        "priority: priority is 5; a task's is from 1, critical, to 4, low",
        "parties: agent lee has nothing to do with the case; add them to it first",
    )


def test_a_task_concerns_those_who_have_to_do_with_its_case() -> None:
    """
    Nobody else; who is on an open task does not leave the case, unless they stay in another role.
    """
    with pytest.raises(CaseRefusedError, match="account fitters has nothing to do with the case"):
        asked(opened(), AddTask(task(parties=[FITTER])))

    case = with_tasks(task(parties=[FITTER]))
    leave = RemoveParty("fitter", FITTER)
    with pytest.raises(CaseRefusedError, match="account fitters is on task call, which is open"):
        asked(case, leave)

    two_roles = asked(case, AddParty("watcher", FITTER)).case
    assert asked(two_roles, leave).case.concerns(FITTER)
    assert not asked(asked(case, CloseTask(CALL)).case, leave).case.concerns(FITTER)


def test_a_task_is_closed_once() -> None:
    """
    What is closed is neither changed nor closed again; what is not there is named.
    """
    closed = asked(with_tasks(task()), CloseTask(CALL, "Reached.")).case

    assert closed.task(CALL).outcome == "Reached."
    for action in (CloseTask(CALL), ChangeTask(CALL, {"priority": 2})):
        with pytest.raises(CaseRefusedError, match="task call was closed at 2026-04-27 09:00"):
            asked(closed, action)
    with pytest.raises(CaseRefusedError, match="no task is cal; call is near"):
        asked(closed, CloseTask(TaskId("cal")))
    with pytest.raises(CaseRefusedError, match="the case has the task call already"):
        asked(closed, AddTask(task()))
    with pytest.raises(UnknownIdError, match="no task has the id 'cal'"):
        closed.task(TaskId("cal"))


def test_tasks_are_for_staff_and_for_cases_that_are_not_over() -> None:
    """
    A customer adds none, and neither does anybody to a closed case.
    """
    with pytest.raises(CaseRefusedError, match="add_task is not for a customer"):
        asked(opened(), AddTask(task()), ANN)
    with pytest.raises(ClosedCaseError, match="'add_task' is not done"):
        asked(opened((CLOSE, KIM)), AddTask(task()))


def test_a_tasks_coming_and_going_is_signalled() -> None:
    """
    ``task_added`` and ``task_closed``, each when it happened.
    """
    added = asked(opened(), AddTask(task()), at=NINE + dt.timedelta(hours=1))
    closed = asked(added.case, CloseTask(CALL), at=NINE + dt.timedelta(hours=2))
    told = timeline((*asked(None, OPENING, ANN).events, *added.events, *closed.events))

    assert [sorted(change.signals) for change in told.changes] == [
        ["created"],
        ["task_added"],
        ["task_closed"],
    ]
    assert told.facts_at(NINE + dt.timedelta(hours=1))["open_tasks"] == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"priority": 0}, "priority is 0; a task's is from 1, critical, to 4, low"),
        ({"priority": True}, "priority is True"),
        ({"is_required": 1}, "is_required is 1; it must be true or false"),
        ({"description": None}, "description is None; it must be a text"),
        ({"group_id": " "}, "group_id is ' '"),
        ({"parties": ["acme"]}, "'acme' is no party; give an AccountCustomer"),
    ],
)
def test_a_task_is_right_from_birth(fields: dict[str, object], said: str) -> None:
    """
    A bad field is refused with its value.
    """
    with pytest.raises(DefinitionError, match=re.escape(said)):
        task(**fields)


def test_a_task_begins_open() -> None:
    """
    One that is closed, or has an outcome, or is none, is not added.
    """
    for bad in (task(closed_at=NINE), task(outcome="Reached.")):
        with pytest.raises(DefinitionError, match="task 'call' is closed"):
            AddTask(bad)
    with pytest.raises(DefinitionError, match="'call' is no task; give a CaseTask"):
        AddTask("call")  # type: ignore[arg-type]


def test_an_event_about_a_task_that_is_not_there_is_refused() -> None:
    """
    Histories that do not fit together are found when they are folded.
    """
    case = opened()
    event = TaskClosed(
        case_id=case.id, sequence=case.sequence + 1, at=NINE, by=KIM, task_id=TaskId("x")
    )
    with pytest.raises(UnknownReferenceError, match="an event of case 'c1' names task 'x'"):
        event._write(dict(vars(case)))


def test_a_move_of_a_case_without_tasks_tells_only_itself() -> None:
    """
    Nothing follows where nothing is around the case.
    """
    (event,) = asked(opened(), CLOSE).events
    assert isinstance(event, CaseMoved)
