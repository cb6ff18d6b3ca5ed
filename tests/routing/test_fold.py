"""
What routing remembers, event by event.
"""

import datetime as dt
import time
from typing import Final

import attrs
import pytest

from csmcore.errors import DefinitionError, DuplicateError, SequenceError
from csmcore.kernel import AgentId, Facts, QueueId, WorkId
from csmcore.routing import (
    Offer,
    OfferAccepted,
    OfferDeclined,
    OfferTimedOut,
    RoutingEvent,
    RoutingState,
    StrategyState,
    Turn,
    Wait,
    WorkAssigned,
    WorkLeft,
    WorkOffered,
    WorkRequeued,
    evolve_routing,
    replay_routing,
)

NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)
MINUTE: Final = dt.timedelta(minutes=1)
CASE: Final = WorkId("c1")
ANN, BO, CY = map(AgentId, ("ann", "bo", "cy"))
QUEUE: Final = QueueId("support")
WHOLE: Final = 465_585_120


def assigned(sequence: int, agent_id: AgentId, *, weight: int = 1) -> WorkAssigned:
    """
    A piece of work of its own goes to an agent, a minute for each event.
    """
    return WorkAssigned(
        WorkId(f"w{sequence}"),
        sequence=sequence,
        at=NINE + sequence * MINUTE,
        agent_id=agent_id,
        queue_id=QUEUE,
        weight=weight,
    )


def offered(sequence: int, agent_id: AgentId = ANN, *, again: int = 1) -> WorkOffered:
    """
    The case is offered for five minutes.
    """
    at = NINE + sequence * MINUTE
    return WorkOffered(
        CASE,
        sequence=sequence,
        at=at,
        agent_id=agent_id,
        queue_id=QUEUE,
        expires_at=at + 5 * MINUTE,
        round=again,
    )


def declined(sequence: int, agent_id: AgentId = ANN, *, may_return: bool = False) -> OfferDeclined:
    """
    An agent declines the case.
    """
    at = NINE + sequence * MINUTE
    return OfferDeclined(
        CASE, sequence=sequence, at=at, agent_id=agent_id, queue_id=QUEUE, may_return=may_return
    )


def test_an_assignment_is_a_turn() -> None:
    """
    Each turn is counted, with its place among the events and its instant.
    """
    state = replay_routing([assigned(1, ANN), assigned(2, BO), assigned(3, ANN)])

    assert state.sequence == 3
    assert [(turn.agent_id, turn.last, turn.count) for turn in state.turns] == [
        (ANN, 3, 2),
        (BO, 2, 1),
    ]
    assert state.turns[0].recent == (NINE + MINUTE, NINE + 3 * MINUTE)


def test_each_queue_has_turns_of_its_own() -> None:
    """
    A turn in one queue says nothing in another.
    """
    other = attrs.evolve(assigned(2, ANN), queue_id=QueueId("billing"))
    state = replay_routing([assigned(1, ANN), other])

    assert [(turn.queue_id, turn.last) for turn in state.turns] == [("billing", 2), ("support", 1)]
    assert state.turn(QUEUE, ANN) == state.turns[1]
    assert state.turn(QUEUE, BO) is None


def test_a_turn_of_a_heavier_agent_counts_less() -> None:
    """
    A turn moves an agent of weight 2 on by half of what it moves one of weight 1.
    """
    state = replay_routing([assigned(1, ANN, weight=2), assigned(2, BO)])

    assert [(turn.place, turn.passed) for turn in state.turns] == [
        (WHOLE // 4, WHOLE // 2),
        (WHOLE // 2, WHOLE),
    ]
    assert state.position(QUEUE, ANN, 2) == WHOLE // 2 + WHOLE // 4
    assert state.position(QUEUE, BO, 1) == WHOLE + WHOLE // 2


def test_who_comes_new_stands_where_the_queue_is() -> None:
    """
    An agent without turns is not owed what went to others before they came.
    """
    state = replay_routing([assigned(sequence, ANN) for sequence in range(1, 11)])

    assert state.pace(QUEUE) == 9 * WHOLE + WHOLE // 2
    assert state.position(QUEUE, BO, 1) == state.pace(QUEUE)
    assert state.pace(QueueId("billing")) == 0
    assert state.position(QueueId("billing"), BO, 1) == WHOLE // 2


def test_a_weight_beyond_all_measure_still_moves_on() -> None:
    """
    However large a weight, a turn is a turn.
    """
    state = replay_routing([assigned(1, ANN, weight=10**12), assigned(2, ANN, weight=10**12)])

    assert 0 < state.turns[0].place < state.turns[0].passed


def test_only_the_last_turns_are_kept() -> None:
    """
    Of a long history, 256 instants are remembered, the newest last.
    """
    state = replay_routing([assigned(sequence, ANN) for sequence in range(1, 301)])

    assert state.turns[0].count == 300
    assert len(state.turns[0].recent) == 256
    assert state.turns[0].recent[0] == NINE + 45 * MINUTE
    assert state.turns[0].recent[-1] == NINE + 300 * MINUTE


def test_an_offer_takes_a_turn_and_stands() -> None:
    """
    What is offered is remembered with everything that takes capacity.
    """
    event = attrs.evolve(offered(1), channel="chat", size=2)
    state = evolve_routing(RoutingState(), event)

    assert state.turns[0].last == 1
    assert state.waits == ()
    assert state.offers == (
        Offer(
            CASE,
            agent_id=ANN,
            queue_id=QUEUE,
            channel="chat",
            size=2,
            offered_at=NINE + MINUTE,
            expires_at=NINE + 6 * MINUTE,
        ),
    )


@pytest.mark.parametrize(
    "end",
    [
        OfferAccepted(CASE, sequence=4, at=NINE, agent_id=BO, queue_id=QUEUE),
        WorkAssigned(CASE, sequence=4, at=NINE, agent_id=CY, queue_id=QUEUE),
        WorkLeft(CASE, sequence=4, at=NINE),
    ],
    ids=["accepted", "assigned", "left"],
)
def test_what_somebody_has_is_offered_no_more(end: RoutingEvent) -> None:
    """
    Accepted, assigned or gone, the offer is over, and who had declined is forgotten.
    """
    state = replay_routing([offered(1), declined(2), offered(3, BO)])
    after = evolve_routing(state, end)

    assert (len(state.offers), len(state.waits)) == (1, 1)
    assert (after.offers, after.waits) == ((), ())


def test_who_declined_is_remembered_in_order() -> None:
    """
    Declining, or letting an offer pass, is remembered, once each, until the round is over.
    """
    passed = OfferTimedOut(CASE, sequence=4, at=NINE + 9 * MINUTE, agent_id=BO, queue_id=QUEUE)
    state = replay_routing([offered(1, CY), declined(2, CY), offered(3, BO), passed])
    again = replay_routing([offered(5, CY), declined(6, CY)], state)

    assert state.offers == ()
    assert state.waits == (Wait(CASE, declined=(CY, BO), again_from=NINE + 9 * MINUTE),)
    assert again.waits == (Wait(CASE, declined=(CY, BO), again_from=NINE + 6 * MINUTE),)


def test_who_may_return_is_not_held_against_them() -> None:
    """
    Declined so that it may come again, work only starts to wait again.
    """
    state = replay_routing([offered(1), declined(2, may_return=True)])

    assert state.waits == (Wait(CASE, again_from=NINE + 2 * MINUTE),)


def test_a_new_round_asks_everybody_again() -> None:
    """
    A higher round forgets who declined; since when the work waits again stays.
    """
    state = replay_routing([offered(1), declined(2), offered(3, again=2)])

    assert state.waits == (Wait(CASE, round=2, again_from=NINE + 2 * MINUTE),)


def test_an_offer_within_the_round_forgets_nobody() -> None:
    """
    Offered to the next one, the work is still declined by those before.
    """
    state = replay_routing([offered(1), declined(2), offered(3, BO)])

    assert state.waits[0].declined == (ANN,)


@pytest.mark.parametrize(("may_return", "kept"), [(True, ()), (False, (ANN,))])
def test_work_that_comes_back_waits_again(may_return: bool, kept: tuple[AgentId, ...]) -> None:
    """
    Requeued, work waits again; whoever had it is kept out only where that is said.
    """
    back = WorkRequeued(CASE, sequence=2, at=NINE + 2 * MINUTE, agent_id=ANN, may_return=may_return)
    state = replay_routing([offered(1), back])

    assert state.offers == ()
    assert state.waits == (Wait(CASE, declined=kept, again_from=NINE + 2 * MINUTE),)


def test_what_a_strategy_remembers_stands_in_the_event() -> None:
    """
    The newest event of a strategy in a queue says what it remembers; no plugin is asked.
    """
    first = attrs.evolve(assigned(1, ANN), strategy="dice", strategy_state={"n": 1})
    other = attrs.evolve(first, sequence=2, queue_id=QueueId("billing"))
    last = attrs.evolve(first, sequence=3, strategy_state={"n": 2})
    state = replay_routing([first, other, last, assigned(4, ANN)])

    assert state.strategies == (
        StrategyState(queue_id=QueueId("billing"), strategy="dice", facts=Facts({"n": 1})),
        StrategyState(queue_id=QUEUE, strategy="dice", facts=Facts({"n": 2})),
    )


def test_a_strategy_can_forget() -> None:
    """
    A strategy that is named and remembers nothing has forgotten what it knew.
    """
    first = attrs.evolve(assigned(1, ANN), strategy="dice", strategy_state={"n": 1})
    state = replay_routing([first, attrs.evolve(first, sequence=2, strategy_state={})])

    assert state.strategies_by_queue == {(QUEUE, "dice"): Facts()}


def test_events_follow_each_other_without_a_gap() -> None:
    """
    An event that is missing, or that two hosts wrote, is told with both numbers.
    """
    with pytest.raises(SequenceError, match="entry 2 of routing was expected, and entry 3 is there"):
        replay_routing([assigned(1, ANN), assigned(3, ANN)])
    with pytest.raises(SequenceError) as refused:
        evolve_routing(replay_routing([assigned(1, ANN)]), assigned(1, BO))
    assert (refused.value.expected, refused.value.got) == (2, 1)


def test_only_events_can_be_replayed() -> None:
    """
    What is no event is refused, and named.
    """
    with pytest.raises(DefinitionError, match="'accepted' is no event of routing"):
        replay_routing(["accepted"])  # type: ignore[list-item]


@pytest.mark.parametrize("name", ["sequence", "weight"])
@pytest.mark.parametrize("value", [0, -1, 1.0, True, "1"])
def test_what_is_counted_is_a_whole_number_from_one(name: str, value: object) -> None:
    """
    Places and weights that are none are refused where an event is made.
    """
    with pytest.raises(DefinitionError, match=f"{name} is .*; it is a whole number, 1 or more"):
        attrs.evolve(assigned(1, ANN), **{name: value})  # type: ignore[arg-type]


def test_a_state_of_a_strategy_belongs_to_a_strategy() -> None:
    """
    An event that says what a strategy remembers, and not which, is refused.
    """
    with pytest.raises(DefinitionError, match="work w1 was given with the state of a strategy"):
        attrs.evolve(assigned(1, ANN), strategy_state={"n": 1})


def test_a_state_is_held_in_order() -> None:
    """
    However it is told, it is sorted, so that equal states are equal.
    """
    turns = [Turn(queue_id=QUEUE, agent_id=agent, last=1) for agent in (BO, ANN)]
    waits = [Wait(WorkId("c2")), Wait(CASE)]
    state = RoutingState(sequence=2, turns=tuple(turns), waits=tuple(waits))

    assert [turn.agent_id for turn in state.turns] == [ANN, BO]
    assert [wait.work_id for wait in state.waits] == ["c1", "c2"]


def test_a_state_says_everything_once() -> None:
    """
    Two turns of one agent in a queue, or two offers of one piece of work, are refused.
    """
    turn = Turn(queue_id=QUEUE, agent_id=ANN, last=1)
    with pytest.raises(DuplicateError, match="support ann"):
        RoutingState(sequence=1, turns=(turn, attrs.evolve(turn, count=2)))
    with pytest.raises(DuplicateError, match="c1"):
        RoutingState(waits=(Wait(CASE), Wait(CASE, round=2)))


def test_no_turn_comes_after_the_last_event() -> None:
    """
    A state whose turns are newer than it is would give the next turn to the wrong one.
    """
    turn = Turn(queue_id=QUEUE, agent_id=ANN, last=4)
    with pytest.raises(DefinitionError, match="ann had a turn at event 4, and the state is at event 3"):
        RoutingState(sequence=3, turns=(turn,))


def test_a_state_holds_its_own_kinds() -> None:
    """
    A wait among the offers is refused.
    """
    with pytest.raises(DefinitionError, match="is no Offer"):
        RoutingState(offers=(Wait(CASE),))  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_long_history_is_replayed_in_seconds() -> None:
    """
    A hundred thousand events of a thousand agents are no reason to wait.
    """
    events = [assigned(place, AgentId(f"a{place % 1000}")) for place in range(1, 100_001)]
    before = time.process_time()
    state = replay_routing(events)

    assert time.process_time() - before < 5
    assert len(state.turns) == 1000
    assert all(turn.count == 100 for turn in state.turns)
