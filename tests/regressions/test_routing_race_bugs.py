"""
Bugs in which two routers give out the same work, or fill the same agent. None of them lives here.

Each test names where it was found.
"""

import datetime as dt
from typing import Final

from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Agent,
    Conflict,
    Queue,
    RoutingEvent,
    RoutingRules,
    RoutingSetup,
    RoutingState,
    WorkItem,
    commit,
    plan,
    replay_routing,
)

NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)
RULES: Final = RoutingRules.of(RoutingSetup(queues=(Queue(QueueId("support")),)))


def test_two_routers_assign_once() -> None:
    """
    Two routers see one conversation unassigned at version 7: one has it, the other a conflict.

    Chatwoot, pull requests 14495 and 15275: assignments that ran at the same time took a
    conversation from one agent to the next, each with a message of its own, because no writer
    looked whether it was still as it had been read. Its row is claimed since
    (app/services/auto_assignment/assignment_service.rb).
    """
    work: tuple[WorkItem, ...] = (WorkItem(WorkId("c1"), entered_at=NINE, version=7),)
    agents: tuple[Agent, ...] = (Agent(AgentId("ann")), Agent(AgentId("bo")))
    state = RoutingState()
    plans = [plan(work, agents, rules=RULES, state=state, at=NINE, seed=seed) for seed in (1, 2)]
    assert [len(made.proposals) for made in plans] == [1, 1]

    stored: list[RoutingEvent] = []
    conflicts: list[Conflict] = []
    for made in plans:
        answer = commit(made, work=work, agents=agents, state=state, rules=RULES, at=NINE)
        stored += answer.events
        conflicts += answer.conflicts
        work, agents, state = answer.work, answer.agents, answer.state

    assert len(stored) == 1
    assert len(conflicts) == 1
    assert work[0].version == 8
    assert state == replay_routing(stored)


def test_two_routers_fill_nobody_beyond_their_capacity() -> None:
    """
    Two routers with work of their own find the same last unit free; one is told to look again.

    ServiceNow, KB0952786, is about agents who have more, or less, than their capacity.
    """
    one, two = (WorkItem(WorkId(each), entered_at=NINE) for each in ("c1", "c2"))
    agents = (Agent(AgentId("ann"), capacity=1),)
    state = RoutingState()
    first, second = (plan([each], agents, rules=RULES, state=state, at=NINE) for each in (one, two))

    won = commit(first, work=[one, two], agents=agents, state=state, rules=RULES, at=NINE)
    lost = commit(second, work=won.work, agents=won.agents, state=won.state, rules=RULES, at=NINE)
    again = plan(won.work, won.agents, rules=RULES, state=won.state, at=NINE)

    assert len(won.events) == 1
    assert lost.events == ()
    assert str(lost.conflicts[0]) == (
        "c2 to ann: agent ann was given something at event 1, after the plan's 0"
    )
    assert again.proposals == ()
    assert "has 1 of 1 units" in str(again.decision(WorkId("c2")).excluded[0])
