"""
How a snapshot moves on: by what its plan becomes, by answers, by who goes home.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.errors import DefinitionError, DuplicateError, SequenceError, UnknownIdError
from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Agent,
    Offering,
    OfferTimedOut,
    Queue,
    RoutingRules,
    RoutingSetup,
    RoutingSnapshot,
    WorkAssigned,
    WorkAssignment,
    WorkItem,
    accept_offer,
    commit,
    decline_offer,
    expired_offers,
    leave_routing,
    plan,
    requeue,
)

NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)
MINUTE: Final = dt.timedelta(minutes=1)
ANN, BO = map(AgentId, ("ann", "bo"))
ONE, TWO = map(WorkId, ("c1", "c2"))
QUEUE: Final = QueueId("support")
ASSIGNING: Final = RoutingRules.of(RoutingSetup(queues=[Queue(QUEUE)]))
OFFERING: Final = RoutingRules.of(
    RoutingSetup(queues=[Queue(QUEUE, offering=Offering(5 * MINUTE, presence_after_timeout="away"))])
)

SNAPSHOT: Final = RoutingSnapshot(
    [
        WorkItem(ONE, entered_at=NINE - MINUTE, channel="chat", size=2, facts={"tier": "gold"}),
        WorkItem(TWO, entered_at=NINE, version=3),
    ],
    [Agent(BO), Agent(ANN, version=4)],
)


def offered() -> RoutingSnapshot:
    """
    The chat is offered to Ann, and the case to Bo.
    """
    return SNAPSHOT.commit(SNAPSHOT.plan(rules=OFFERING, at=NINE), at=NINE).snapshot


def has(snapshot: RoutingSnapshot) -> dict[str, list[str]]:
    """
    What each agent has.
    """
    return {str(each.id): [str(a.work_id) for a in each.assignments] for each in snapshot.agents}


def test_it_plans_and_commits_what_its_parts_do() -> None:
    """
    Nothing is said twice: the plan has the rules, and the snapshot the rest.
    """
    made = SNAPSHOT.plan(rules=ASSIGNING, at=NINE, seed=3)
    parts = plan(SNAPSHOT.work, SNAPSHOT.agents, rules=ASSIGNING, at=NINE, seed=3)
    done = SNAPSHOT.commit(made, at=NINE)

    assert (made.placements, made.proposals) == (parts.placements, parts.proposals)
    assert done == commit(
        made, work=SNAPSHOT.work, agents=SNAPSHOT.agents, state=SNAPSHOT.state, at=NINE
    )
    assert (done.work, done.agents, done.state) == (
        done.snapshot.work,
        done.snapshot.agents,
        done.snapshot.state,
    )
    assert SNAPSHOT.after(done.events) == done.snapshot
    assert done.snapshot.plan(rules=ASSIGNING, at=NINE).proposals == ()


def test_work_that_is_accepted_is_theirs() -> None:
    """
    As if it had been assigned: the work has its agent, and the agent the work, as the event says.
    """
    before = offered()
    after = before.after([accept_offer(before.state, ONE, agent_id=ANN, at=NINE + MINUTE)])

    assert [(each.id, each.agent_id, each.version) for each in after.work] == [
        (ONE, ANN, 1),
        (TWO, None, 3),
    ]
    assert after.agents_by_id[ANN].assignments == (
        WorkAssignment(
            ONE,
            channel="chat",
            size=2,
            queue_id=QUEUE,
            facts={"tier": "gold"},
            active_at=NINE + MINUTE,
        ),
    )
    assert after.agents_by_id[ANN].version == 4
    assert [each.work_id for each in after.state.offers] == [TWO]


def test_declined_work_changes_what_is_remembered_alone() -> None:
    """
    Work and agents stay as they are.
    """
    before = offered()
    after = before.after([decline_offer(before.state, ONE, agent_id=ANN, at=NINE)])

    assert (after.work, after.agents) == (before.work, before.agents)
    assert after.state.waits_by_work[ONE].declined == (ANN,)


def test_who_lets_an_offer_pass_is_as_present_as_the_event_says() -> None:
    """
    So that the next plan leaves them in peace.
    """
    before = offered()
    events = expired_offers(before.state, NINE + 6 * MINUTE, setup=OFFERING.setup)
    after = before.after(events)

    assert [each.presence for each in after.agents] == ["away", "away"]
    # The queue may have no word for it.
    quiet = OfferTimedOut(ONE, sequence=3, at=NINE, agent_id=ANN, queue_id=QUEUE)
    assert before.after([quiet]).agents == before.agents


def test_work_comes_back_and_leaves() -> None:
    """
    Who had it has it no more; what left is gone.
    """
    given = SNAPSHOT.commit(SNAPSHOT.plan(rules=ASSIGNING, at=NINE), at=NINE).snapshot
    assert has(given) == {"bo": ["c2"], "ann": ["c1"]}

    back = given.after([requeue(given.state, ONE, agent_id=ANN, at=NINE)])
    gone = back.after([leave_routing(back.state, TWO, at=NINE)])
    # Who had it is found though the snapshot has only what waits.
    waiting = RoutingSnapshot(back.work[:1], back.agents, back.state)

    assert [(each.id, each.agent_id, each.version) for each in back.work] == [
        (ONE, None, 2),
        (TWO, BO, 4),
    ]
    assert has(back) == {"bo": ["c2"], "ann": []}
    assert ([each.id for each in gone.work], has(gone)) == ([ONE], {"bo": [], "ann": []})
    assert has(waiting.after([leave_routing(back.state, TWO, at=NINE)])) == {"bo": [], "ann": []}


def test_what_is_not_in_it_is_passed_over() -> None:
    """
    Another router's work and agents are remembered, and no more.
    """
    strange = WorkAssigned(WorkId("x"), sequence=1, at=NINE, agent_id=AgentId("zoe"), queue_id=QUEUE)
    known = WorkAssigned(WorkId("x"), sequence=2, at=NINE, agent_id=ANN, queue_id=QUEUE)

    after = SNAPSHOT.after([strange, known])

    assert after.work == SNAPSHOT.work
    assert has(after) == {"bo": [], "ann": ["x"]}
    assert after.state.sequence == 2
    with pytest.raises(SequenceError):
        SNAPSHOT.after([known])


def test_going_off_duty_gives_everything_back() -> None:
    """
    What they have, then what they are offered, one event after the other.
    """
    before = offered().put(
        Agent(ANN, assignments=[WorkAssignment(WorkId("old")), WorkAssignment(WorkId("older"))])
    )
    events = before.off_duty(ANN, at=NINE + MINUTE, reason="off duty")
    after = before.after(events)

    assert [(each.work_id, each.sequence, each.reason) for each in events] == [
        ("old", 3, "off duty"),
        ("older", 4, "off duty"),
        (ONE, 5, "off duty"),
    ]
    assert has(after) == {"bo": [], "ann": []}
    assert [each.work_id for each in after.state.offers] == [TWO]
    with pytest.raises(UnknownIdError, match="zoe"):
        before.off_duty(AgentId("zoe"), at=NINE)


def test_what_is_put_replaces_or_is_added() -> None:
    """
    In its place, or at the end.
    """
    busy, new = Agent(BO, presence="away"), WorkItem(WorkId("c3"), entered_at=NINE)
    after = SNAPSHOT.put(new, busy)

    assert [each.id for each in after.work] == [ONE, TWO, "c3"]
    assert after.agents == (busy, SNAPSHOT.agents[1])
    with pytest.raises(DefinitionError, match="Agent"):
        SNAPSHOT.put("c3")  # type: ignore[arg-type]


def test_twins_and_strangers_are_refused() -> None:
    """
    At the door, as a plan does.
    """
    with pytest.raises(DuplicateError, match="c1"):
        RoutingSnapshot([SNAPSHOT.work[0], SNAPSHOT.work[0]])
    with pytest.raises(DuplicateError, match="ann"):
        RoutingSnapshot(agents=[Agent(ANN), Agent(ANN)])
    with pytest.raises(DefinitionError, match="WorkItem"):
        RoutingSnapshot(["c1"])  # type: ignore[list-item]
    with pytest.raises(DefinitionError, match="RoutingState"):
        RoutingSnapshot(state=None)  # type: ignore[arg-type]
