"""
Work made from cases and their tasks.
"""

import datetime as dt

import attrs
import pytest

from csmcore.cases import AddTask, AssignCase, Case, CaseTask, OpenCase, replay
from csmcore.conditions import parse
from csmcore.errors import DefinitionError
from csmcore.kernel import AgentId, CaseId, GroupId, QueueId, TaskId, WorkId
from csmcore.routing import Affinity, Requirement, former_agents, work_of_case, work_of_task
from tests.cases.desk import ANN, KIM, MO, NINE, asked

HOUR = dt.timedelta(hours=1)
EVENTS = asked(
    None,
    OpenCase(CaseId("c1"), subject="No light", channel="email", impact="high", urgency="medium"),
    MO,
).events
CASE: Case = replay(EVENTS)
TASK = CaseTask(TaskId("t1"), "Call Ann", priority=1, is_required=True, due_at=NINE + HOUR)


def test_a_case_is_work_as_old_as_itself() -> None:
    """
    It waits since it was opened, is as urgent as its priority says, and has its sequence as version.
    """
    work = work_of_case(CASE)

    assert (work.id, work.kind, work.channel) == (WorkId("c1"), "case", "case")
    assert (work.entered_at, work.last_active_at) == (NINE, NINE)
    assert (work.priority, work.version, work.agent_id) == (2, 1, None)


def test_what_a_host_knows_is_said_beside_the_case() -> None:
    """
    When it began to wait, how much room it takes, what it asks for and by when it is due.
    """
    work = work_of_case(
        CASE,
        entered_at=NINE + HOUR,
        channel="chat",
        size=2,
        skills=["french"],
        queue_id=QueueId("q1"),
        due_at=NINE + 2 * HOUR,
        facts={"tier": "gold", "state": "closed"},
    )

    assert (work.entered_at, work.due_at, work.channel) == (NINE + HOUR, NINE + 2 * HOUR, "chat")
    assert (work.size, work.skills, work.queue_id) == (2, (Requirement("french"),), "q1")
    assert (work.facts["tier"], work.facts["state"]) == ("gold", "new"), "the case's own state counts"


def test_a_queue_asks_a_case_what_its_policies_ask() -> None:
    """
    The channel of the facts is how the customer wrote, not how the work counts.
    """
    known = work_of_case(CASE).known

    assert parse("channel = email and impact = high and kind = case").holds_for(known)


def test_who_has_the_case_has_the_work() -> None:
    """
    There is nothing to decide about a case that somebody works on; its version moves on.
    """
    case = asked(CASE, AssignCase(agent_id=AgentId("kim")), MO).case

    assert (work_of_case(case).agent_id, work_of_case(case).version) == ("kim", case.sequence)


def test_words_for_priorities_are_put_in_order() -> None:
    """
    A matrix may make words; a list of them, or numbers for them, says which is more urgent.
    """
    case = attrs.evolve(CASE, priority="low")

    assert work_of_case(case, levels=("high", "medium", "low")).priority == 3
    assert work_of_case(case, levels={"low": 40}).priority == 40
    assert work_of_case(attrs.evolve(CASE, priority=None), levels={"low": 40}).priority is None
    assert work_of_case(attrs.evolve(CASE, priority=5), levels={5: 1}).priority == 1
    assert work_of_case(case, levels="low").priority == 1


def test_a_word_that_nobody_put_in_order_is_refused() -> None:
    """
    Nobody guesses how urgent a word is.
    """
    case = attrs.evolve(CASE, priority="low")

    with pytest.raises(DefinitionError, match=r"case c1 has the priority 'low', and it is not said"):
        work_of_case(case, levels=("high", "medium"))


def test_who_had_a_case_before_is_found_in_its_events() -> None:
    """
    The last first, each once, without whoever has it now.
    """
    case, events = CASE, EVENTS
    for agent in ("kim", "lee", "kim", "max"):
        decided = asked(case, AssignCase(agent_id=AgentId(agent)), MO)
        case, events = decided.case, (*events, *decided.events)

    assert former_agents(events) == ("kim", "lee")
    assert former_agents(EVENTS) == ()
    assert former_agents([]) == ()

    freed = (*events, *asked(case, AssignCase(), MO).events)
    assert former_agents(freed) == ("max", "kim", "lee")


def test_former_agents_are_the_dearest() -> None:
    """
    Who had the case comes before whom the host adds, and the reason is told.
    """
    team = Affinity(AgentId("ann"), "account_team")
    work = work_of_case(CASE, former=[AgentId("kim")], affinities=[team])

    assert work.affinities == (Affinity(AgentId("kim"), "same_case"), team)
    assert work_of_task(CASE, TASK, entered_at=NINE, former=[AgentId("kim")]).affinities == (
        Affinity(AgentId("kim"), "same_case"),
    )


def test_a_task_is_work_of_its_own() -> None:
    """
    Its identity is the case's and its own; it has its own priority and due date.
    """
    case = asked(CASE, AddTask(TASK), KIM).case
    work = work_of_task(case, TASK, entered_at=NINE + HOUR, size=3)

    assert (work.id, work.kind, work.version) == ("c1/t1", "task", case.sequence)
    assert (work.priority, work.due_at, work.size) == (1, NINE + HOUR, 3)
    assert work.entered_at == NINE + HOUR
    assert work_of_task(case, TASK, entered_at=NINE, due_at=NINE).due_at == NINE


def test_a_task_is_asked_about_with_its_case() -> None:
    """
    The case's facts hold of it; agent, group, priority and subject are the task's, and unset if so.
    """
    case = attrs.evolve(CASE, agent_id=AgentId("kim"), group_id=GroupId("support"), impact="high")
    work = work_of_task(case, TASK, entered_at=NINE, facts={"tier": "gold"})

    assert work.agent_id is None
    assert "agent" not in work.known
    assert "group" not in work.known
    assert parse(
        "impact = high and priority = 1 and case.priority = 2 and case.agent = kim "
        "and subject = 'Call Ann' and case = c1 and task = t1 and is_required = true and tier = gold"
    ).holds_for(work.known)


def test_who_does_a_task_has_that_work() -> None:
    """
    A task that somebody does is not given out.
    """
    task = attrs.evolve(TASK, agent_id=AgentId("lee"), group_id=GroupId("night"))
    work = work_of_task(CASE, task, entered_at=NINE)

    assert (work.agent_id, work.known["agent"], work.known["group"]) == ("lee", "lee", "night")


def test_a_customers_case_is_work_too() -> None:
    """
    Who opened the case does not matter.
    """
    opened = asked(None, OpenCase(CaseId("c2"), subject="Dark"), ANN).case

    assert work_of_case(opened).priority is None
