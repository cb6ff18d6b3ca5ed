"""
How a plan becomes events, and what stands against it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import attrs
import pytest

from csmcore.errors import DefinitionError, DuplicateError, ExtensionFailedError
from csmcore.kernel import AgentId, Facts, QueueId, WorkId
from csmcore.routing import (
    Agent,
    Candidates,
    Committed,
    Offer,
    Offering,
    PlacementKind,
    Proposal,
    Queue,
    RoutingContext,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    RoutingState,
    Turn,
    WorkAssigned,
    WorkAssignment,
    WorkItem,
    WorkLeft,
    WorkOffered,
    WorkRequeued,
    commit,
    plan,
    replay_routing,
)

NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)
MINUTE: Final = dt.timedelta(minutes=1)
ANN, BO = map(AgentId, ("ann", "bo"))
ONE, TWO = map(WorkId, ("c1", "c2"))
QUEUE: Final = QueueId("support")

ASSIGNING: Final = RoutingRules.of(RoutingSetup(queues=(Queue(QUEUE),)))
OFFERING: Final = RoutingRules.of(RoutingSetup(queues=(Queue(QUEUE, offering=Offering(5 * MINUTE)),)))

WORK: Final = (
    WorkItem(TWO, entered_at=NINE + MINUTE, facts={"state": "new"}, version=3),
    WorkItem(ONE, entered_at=NINE, channel="chat", size=2, version=7),
)
AGENTS: Final = (Agent(BO, capacity=1, weight=2), Agent(ANN, capacity=2, version=4))
STATE: Final = RoutingState(sequence=5)
THEN: Final = NINE + 3 * MINUTE


def planned(rules: RoutingRules = ASSIGNING) -> RoutingPlan:
    """
    Two minutes past nine: the chat goes to Ann, since Bo has no room for it, the case to Bo.
    """
    return plan(WORK, AGENTS, rules=rules, state=STATE, at=NINE + 2 * MINUTE)


def committed(
    made: RoutingPlan,
    *,
    work: Sequence[WorkItem] = WORK,
    agents: Sequence[Agent] = AGENTS,
    state: RoutingState = STATE,
    at: dt.datetime = THEN,
) -> Committed:
    """
    A plan, committed a minute later.
    """
    return commit(made, work=work, agents=agents, state=state, rules=made.rules, at=at)


def test_a_plan_becomes_events() -> None:
    """
    Each proposal is an event, in the order decided, numbered on from the state.
    """
    answer = committed(planned())

    assert answer.events == (
        WorkAssigned(ONE, sequence=6, at=THEN, agent_id=ANN, queue_id=QUEUE, channel="chat", size=2),
        WorkAssigned(TWO, sequence=7, at=THEN, agent_id=BO, queue_id=QUEUE, weight=2),
    )
    assert (answer.conflicts, answer.faults) == ((), ())
    assert answer.state == replay_routing(answer.events, STATE)


def test_what_was_committed_reads_in_a_line() -> None:
    """
    An event says when, which work, and what became of it; all of it is counted.
    """
    answer = committed(planned())
    offered = committed(planned(OFFERING)).events[0]
    came_back = WorkRequeued(ONE, sequence=8, at=THEN, agent_id=ANN, reason="off\nduty")

    assert str(answer) == "committed: 2 events, 0 conflicts"
    assert str(committed(planned(), work=WORK[1:])) == "committed: 1 event, 1 conflict"
    assert str(answer.events[0]) == "2026-03-23T09:03:00Z: c1 goes to ann, from queue support"
    assert str(offered) == (
        "2026-03-23T09:03:00Z: c1 is offered to ann, from queue support, until 2026-03-23T09:07:00Z"
    )
    assert str(came_back) == "2026-03-23T09:03:00Z: c1 comes back from ann: off duty"
    assert str(WorkLeft(ONE, sequence=9, at=THEN)) == "2026-03-23T09:03:00Z: c1 leaves routing"


def test_a_plan_is_not_committed_before_it_was_made() -> None:
    """
    At its very instant it is; earlier, one of the two clocks is wrong.
    """
    made = planned()

    assert len(committed(made, at=made.at).events) == 2
    with pytest.raises(DefinitionError, match="the plan is of 2026-03-23"):
        committed(made, at=made.at - dt.timedelta(microseconds=1))


def test_the_snapshot_moves_on() -> None:
    """
    Work has its agent and the next version, the agent has the work; order and versions stay.
    """
    answer = committed(planned())

    assert [(each.id, each.agent_id, each.version) for each in answer.work] == [
        (TWO, BO, 4),
        (ONE, ANN, 8),
    ]
    assert [(each.id, each.version) for each in answer.agents] == [(BO, 0), (ANN, 4)]
    assert answer.agents[0].assignments == (
        WorkAssignment(TWO, queue_id=QUEUE, facts={"state": "new"}, active_at=THEN),
    )
    assert answer.agents[1].assignments == (
        WorkAssignment(ONE, channel="chat", size=2, queue_id=QUEUE, active_at=THEN),
    )


@pytest.mark.parametrize("rules", [ASSIGNING, OFFERING], ids=["assigning", "offering"])
def test_planning_again_proposes_nothing(rules: RoutingRules) -> None:
    """
    Once a plan is committed, there is nothing left to do.
    """
    answer = committed(planned(rules))
    again = plan(answer.work, answer.agents, rules=rules, state=answer.state, at=THEN)

    assert len(answer.events) == 2
    assert again.proposals == ()


def test_an_offer_is_an_event_too() -> None:
    """
    What is offered stands from the plan's instant, and changes neither work nor agents.
    """
    answer = committed(planned(OFFERING))

    assert answer.events[0] == WorkOffered(
        ONE,
        sequence=6,
        at=THEN,
        agent_id=ANN,
        queue_id=QUEUE,
        channel="chat",
        size=2,
        expires_at=NINE + 7 * MINUTE,
    )
    assert (answer.work, answer.agents) == (WORK, AGENTS)
    assert [each.work_id for each in answer.state.offers] == [ONE, TWO]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (ASSIGNING, ["c1 to ann: ann has it already", "c2 to bo: bo has it already"]),
        (OFFERING, ["c1 to ann: it is offered to ann", "c2 to bo: it is offered to bo"]),
    ],
    ids=["assigning", "offering"],
)
def test_a_plan_is_committed_once(rules: RoutingRules, told: list[str]) -> None:
    """
    The same plan again, on the snapshot after it, is all conflicts and changes nothing.
    """
    made = planned(rules)
    first = committed(made)
    again = committed(made, work=first.work, agents=first.agents, state=first.state)

    assert again.events == ()
    assert list(map(str, again.conflicts)) == told
    assert (again.state, again.work, again.agents) == (first.state, first.work, first.agents)


def other(item: WorkItem) -> list[WorkItem]:
    """
    The work, with another chat.
    """
    return [WORK[0], item]


@pytest.mark.parametrize(
    ("work", "agents", "state", "told"),
    [
        pytest.param(WORK[:1], AGENTS, STATE, "it waits no more", id="work-gone"),
        pytest.param(
            other(attrs.evolve(WORK[1], agent_id=BO)), AGENTS, STATE, "bo has it already", id="taken"
        ),
        pytest.param(
            other(attrs.evolve(WORK[1], version=8)),
            AGENTS,
            STATE,
            "it is at version 8, and version 7 was looked at",
            id="work-changed",
        ),
        pytest.param(
            WORK,
            AGENTS,
            attrs.evolve(STATE, offers=(Offer(ONE, agent_id=BO, queue_id=QUEUE, offered_at=NINE),)),
            "it is offered to bo",
            id="offered",
        ),
        pytest.param(WORK, AGENTS[:1], STATE, "agent ann is there no more", id="agent-gone"),
        pytest.param(
            WORK,
            (AGENTS[0], attrs.evolve(AGENTS[1], version=5)),
            STATE,
            "agent ann is at version 5, and version 4 was looked at",
            id="agent-changed",
        ),
        pytest.param(
            WORK,
            (AGENTS[0], attrs.evolve(AGENTS[1], assignments=(WorkAssignment(ONE),))),
            STATE,
            "ann has it already",
            id="agent-has-it",
        ),
        pytest.param(
            WORK,
            AGENTS,
            RoutingState(sequence=6, turns=(Turn(queue_id=QueueId("q"), agent_id=ANN, last=6),)),
            "agent ann was given something at event 6, after the plan's 5",
            id="agent-busier",
        ),
    ],
)
def test_what_has_changed_is_a_conflict(
    work: Sequence[WorkItem], agents: Sequence[Agent], state: RoutingState, told: str
) -> None:
    """
    The proposal that does not fit any more is told, with what had changed; the other goes ahead.
    """
    answer = committed(planned(), work=work, agents=agents, state=state)

    assert list(map(str, answer.conflicts)) == [f"c1 to ann: {told}"]
    assert [(event.work_id, event.sequence) for event in answer.events] == [(TWO, state.sequence + 1)]


def test_an_offer_that_would_be_over_is_a_conflict() -> None:
    """
    A plan that lay about until its offers were past is of no use; at their last instant it is.
    """
    made = planned(OFFERING)
    last = NINE + 7 * MINUTE

    assert len(committed(made, at=last).events) == 2
    late = committed(made, at=last + MINUTE)
    assert late.events == ()
    assert "the offer would have stood until" in str(late.conflicts[0])


def test_an_id_stands_for_one() -> None:
    """
    Two pieces of work, or two agents, of one id are refused.
    """
    with pytest.raises(DuplicateError, match="c2"):
        committed(planned(), work=(*WORK, WORK[0]))
    with pytest.raises(DuplicateError, match="bo"):
        committed(planned(), agents=(*AGENTS, AGENTS[0]))


def test_only_assigning_and_offering_can_be_proposed() -> None:
    """
    To hold work is no proposal.
    """
    with pytest.raises(DefinitionError, match="a proposal to hold; what is proposed is to assign"):
        Proposal(ONE, agent_id=ANN, queue_id=QUEUE, outcome=PlacementKind.HOLD)


class Alternating:
    """
    A strategy that counts, and fails when asked to go on from a number.
    """

    name: Final = "alternating"

    def __init__(self, fails_at: int | None = None) -> None:
        self._fails_at = fails_at

    def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        Whoever's place is the count comes first.
        """
        del work
        count = context.state.get("count", 0)
        assert isinstance(count, int)
        return [(place - count) % len(candidates) for place in range(len(candidates))]

    def advance(self, state: Facts, work: Facts, agent_id: AgentId) -> Facts:
        """
        One more.
        """
        del work
        count = state.get("count", 0)
        assert isinstance(count, int)
        if count == self._fails_at:
            message = "no more"
            raise ValueError(message)
        return Facts({"count": count + 1, "last": agent_id})


def counting(fails_at: int | None = None, *, strict: bool = False) -> RoutingRules:
    """
    Rules that pick by the strategy that counts.
    """
    setup = RoutingSetup(queues=(Queue(QUEUE, strategy="alternating"),))
    return RoutingRules.of(setup, extensions=[Alternating(fails_at)], strict=strict)


def test_what_a_strategy_remembers_is_in_the_events() -> None:
    """
    It is asked for each event, going on from the one before, and replaying asks it no more.
    """
    answer = committed(planned(counting()))

    assert [(event.strategy, event.strategy_state) for event in answer.events] == [  # type: ignore[union-attr]
        ("alternating", {"count": 1, "last": "ann"}),
        ("alternating", {"count": 2, "last": "bo"}),
    ]
    after = replay_routing(answer.events, STATE)
    assert after.strategies_by_queue == {(QUEUE, "alternating"): {"count": 2, "last": "bo"}}


def test_a_conflict_does_not_move_a_strategy_on() -> None:
    """
    What was not committed is not remembered.
    """
    answer = committed(planned(counting()), work=WORK[:1])

    assert answer.state.strategies_by_queue == {(QUEUE, "alternating"): {"count": 1, "last": "bo"}}


def test_a_strategy_that_fails_keeps_what_it_knew() -> None:
    """
    The work is given all the same, the failure is told, and what is remembered stays.
    """
    answer = committed(planned(counting(fails_at=1)))

    assert [event.strategy for event in answer.events] == ["alternating", None]  # type: ignore[union-attr]
    assert [each.problem for each in answer.faults] == ["ValueError: no more"]
    assert answer.state.strategies_by_queue == {(QUEUE, "alternating"): {"count": 1, "last": "ann"}}


def test_a_strategy_that_fails_strictly_commits_nothing() -> None:
    """
    Where rules are strict, the failure is raised.
    """
    made = planned(counting(fails_at=1))

    with pytest.raises(ExtensionFailedError, match="no more"):
        commit(made, work=WORK, agents=AGENTS, state=STATE, rules=counting(1, strict=True), at=THEN)
