"""
The first and the last instants there are: waits that lead beyond them end with them.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Agent,
    AssignmentLimit,
    Channel,
    Excluded,
    Offering,
    Overflow,
    PlacementKind,
    Pool,
    Queue,
    Relaxation,
    Requirement,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    RoutingSnapshot,
    RoutingState,
    Turn,
    Wait,
    WorkAssignment,
    WorkItem,
    expired_offers,
    next_expiry,
    plan,
)

FIRST: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
LAST: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
HOUR: Final = dt.timedelta(hours=1)
LATE: Final = LAST - HOUR / 2
SUPPORT, OTHER = map(QueueId, ("support", "other"))
ONE: Final = WorkId("w1")
ANN: Final = Agent(AgentId("ann"))


def planned(
    queue: Queue,
    *more: Queue,
    at: dt.datetime = LATE,
    agent: Agent = ANN,
    state: RoutingState | None = None,
    channels: tuple[Channel, ...] = (Channel("case"),),
    work_at: dt.datetime | None = None,
) -> RoutingPlan:
    """
    The plan of one piece of work and one agent.
    """
    rules = RoutingRules.of(RoutingSetup(queues=(queue, *more), channels=channels))
    work = WorkItem(ONE, entered_at=at if work_at is None else work_at, queue_id=queue.id)
    return plan([work], [agent], rules=rules, state=state, at=at)


def test_an_offer_beyond_the_last_instant_stands_for_ever() -> None:
    """
    With half an hour left and an hour to answer, it stands until the last instant, and is never over.
    """
    made = planned(Queue(SUPPORT, offering=Offering(timeout=HOUR)))
    state = RoutingSnapshot(made.work, made.agents).commit(made, at=LATE).state

    assert [each.expires_at for each in made.proposals] == [LAST]
    assert made.decision(ONE).expires_at == LAST
    assert made.next_instant is None
    assert next_expiry(state) is None
    assert expired_offers(state, LAST, setup=made.rules.setup) == ()


@pytest.mark.parametrize(
    "queue",
    [
        Queue(SUPPORT, delay=HOUR),
        Queue(SUPPORT, pools=[Pool(after=HOUR)]),
        Queue(SUPPORT, requires=Requirement("french", drop=1), relaxation=Relaxation(every=HOUR)),
        Queue(SUPPORT, pools=[Pool(agents=AgentId("zed"))], overflow=Overflow(OTHER, HOUR)),
    ],
    ids=["delay", "pool", "relaxation", "overflow"],
)
def test_what_comes_beyond_the_last_instant_is_waited_for_until_then(queue: Queue) -> None:
    """
    Whatever would come after the wait never does; the work is held, and every reason can be told.
    """
    made = planned(queue, Queue(OTHER))

    assert made.placement(ONE).outcome is PlacementKind.HOLD
    assert made.placement(ONE).until == LAST
    assert made.decision(ONE).until == LAST


def test_a_pool_that_joins_beyond_the_last_instant_leaves_out_until_then() -> None:
    """
    Who is in it alone is left out until the last instant.
    """
    why = planned(Queue(SUPPORT, pools=[Pool(after=HOUR)])).why(ONE, ANN.id)

    assert isinstance(why, Excluded)
    assert why.until == LAST


def test_a_pause_beyond_the_last_instant_lasts_until_then() -> None:
    """
    Everybody declined half an hour before the last instant, and is not asked again.
    """
    queue = Queue(SUPPORT, offering=Offering(pause=HOUR))
    wait = Wait(ONE, declined=[ANN.id], again_from=LATE)
    made = planned(queue, state=RoutingState(sequence=1, waits=[wait]))

    assert made.placement(ONE).until == LAST


def test_a_limit_looks_back_to_the_first_instant() -> None:
    """
    Within an hour of the first instant, all turns so far count.
    """
    at = FIRST + HOUR / 2
    turn = Turn(queue_id=SUPPORT, agent_id=ANN.id, last=1, recent=[at])
    queue = Queue(SUPPORT, limit=AssignmentLimit(1, HOUR))
    made = planned(queue, at=at, state=RoutingState(sequence=1, turns=[turn]))

    assert made.placement(ONE).until == at + HOUR


def test_a_limit_beyond_the_last_instant_lasts_until_then() -> None:
    """
    Whoever had enough half an hour before the last instant gets nothing more.
    """
    turn = Turn(queue_id=SUPPORT, agent_id=ANN.id, last=1, recent=[LATE])
    queue = Queue(SUPPORT, limit=AssignmentLimit(1, HOUR))
    made = planned(queue, state=RoutingState(sequence=1, turns=[turn]))

    assert made.placement(ONE).until == LAST


def test_what_would_go_quiet_beyond_the_last_instant_takes_room_until_then() -> None:
    """
    An agent with one piece of work and room for one has none again before the last instant.
    """
    busy = Agent(ANN.id, capacity=1, assignments=[WorkAssignment(WorkId("w0"), active_at=LATE)])
    made = planned(Queue(SUPPORT), agent=busy, channels=(Channel("case", idle_after=HOUR),))

    assert made.placement(ONE).until == LAST


@pytest.mark.parametrize("at", [FIRST, LAST])
def test_work_is_given_at_the_ends_of_time(at: dt.datetime) -> None:
    """
    A queue with every kind of wait gives out work at the first instant and at the last.
    """
    queue = Queue(
        SUPPORT,
        offering=Offering(timeout=HOUR, pause=HOUR),
        limit=AssignmentLimit(1, HOUR),
        requires=Requirement("french", drop=1),
        relaxation=Relaxation(every=HOUR),
        overflow=Overflow(OTHER, HOUR),
    )
    french = Agent(ANN.id, skills={"french": 1})
    made = planned(queue, Queue(OTHER), at=at, agent=french)

    assert made.placement(ONE).outcome is PlacementKind.OFFER
    assert made.decision(ONE).agent_id == ANN.id
