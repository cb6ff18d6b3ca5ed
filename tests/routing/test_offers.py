"""
Offers that are answered, pass, or come back.
"""

import datetime as dt
import pickle
from typing import Final

import attrs
import pytest

from csmcore.errors import NaiveInstantError, OfferRefusedError
from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Offer,
    OfferAccepted,
    OfferDeclined,
    Offering,
    OfferTimedOut,
    Queue,
    RoutingSetup,
    RoutingState,
    WorkLeft,
    WorkRequeued,
    accept_offer,
    decline_offer,
    expired_offers,
    leave_routing,
    next_expiry,
    replay_routing,
    requeue,
)

NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)
MINUTE: Final = dt.timedelta(minutes=1)
LEAST: Final = dt.timedelta(microseconds=1)
CASE: Final = WorkId("c1")
ANN, BO = map(AgentId, ("ann", "bo"))
CHAT, MAIL = map(QueueId, ("chat", "mail"))

SETUP: Final = RoutingSetup(
    queues=(Queue(CHAT, offering=Offering(5 * MINUTE, presence_after_timeout="away")), Queue(MAIL))
)


def offer(
    work_id: str, *, minutes: int | None, agent_id: AgentId = ANN, queue_id: QueueId = CHAT
) -> Offer:
    """
    Work that was offered at nine, and stands for so many minutes.
    """
    return Offer(
        WorkId(work_id),
        agent_id=agent_id,
        queue_id=queue_id,
        offered_at=NINE,
        expires_at=None if minutes is None else NINE + minutes * MINUTE,
    )


STATE: Final = RoutingState(sequence=7, offers=(offer("c1", minutes=5),))


def test_an_offer_is_accepted() -> None:
    """
    Accepting is the next event, and says by itself what was accepted.
    """
    taken = attrs.evolve(STATE.offers[0], channel="chat", size=2)
    state = RoutingState(sequence=7, offers=(taken,))

    event = accept_offer(state, CASE, agent_id=ANN, at=NINE + MINUTE)

    assert event == OfferAccepted(
        CASE, sequence=8, at=NINE + MINUTE, agent_id=ANN, queue_id=CHAT, channel="chat", size=2
    )


def test_an_offer_is_declined_with_a_reason() -> None:
    """
    Declining is the next event, with what was said.
    """
    event = decline_offer(
        STATE, CASE, agent_id=ANN, at=NINE + MINUTE, reason="at lunch", may_return=True
    )

    assert event == OfferDeclined(
        CASE,
        sequence=8,
        at=NINE + MINUTE,
        agent_id=ANN,
        queue_id=CHAT,
        reason="at lunch",
        may_return=True,
    )
    assert not decline_offer(STATE, CASE, agent_id=ANN, at=NINE).may_return


def test_the_last_instant_is_in_time() -> None:
    """
    An offer until 9:05 can be answered at 9:05, and not a microsecond later.
    """
    until = NINE + 5 * MINUTE

    assert accept_offer(STATE, CASE, agent_id=ANN, at=until).at == until
    for answer in (accept_offer, decline_offer):
        with pytest.raises(
            OfferRefusedError, match=r"was offered to agent 'ann' until 2026-03-23T09:05:00\+00:00"
        ):
            answer(STATE, CASE, agent_id=ANN, at=until + LEAST)


def test_an_offer_without_an_end_stands_until_it_is_answered() -> None:
    """
    Without a timeout, there is no too late.
    """
    state = RoutingState(offers=(offer("c1", minutes=None),))
    late = NINE + dt.timedelta(days=365)

    assert accept_offer(state, CASE, agent_id=ANN, at=late).sequence == 1
    assert expired_offers(state, late, setup=SETUP) == ()
    assert next_expiry(state) is None


@pytest.mark.parametrize("answer", [accept_offer, decline_offer])
def test_only_who_is_asked_can_answer(answer: type) -> None:
    """
    Another agent's answer is refused, and told whom the offer is for.
    """
    with pytest.raises(
        OfferRefusedError, match="work 'c1' is offered to agent 'ann', not to agent 'bo'"
    ) as refused:
        answer(STATE, CASE, agent_id=BO, at=NINE)

    assert (refused.value.offered_to, refused.value.agent_id) == (ANN, BO)
    copy = pickle.loads(pickle.dumps(refused.value))
    assert str(copy) == str(refused.value)


def test_an_offer_that_is_over_cannot_be_answered_twice() -> None:
    """
    Two clicks on Accept are one acceptance and one refusal.
    """
    after = replay_routing([accept_offer(STATE, CASE, agent_id=ANN, at=NINE)], STATE)

    with pytest.raises(OfferRefusedError, match="work 'c1' is offered to nobody"):
        accept_offer(after, CASE, agent_id=ANN, at=NINE)


def test_an_instant_needs_a_zone() -> None:
    """
    A naive instant is refused.
    """
    with pytest.raises(NaiveInstantError):
        accept_offer(STATE, CASE, agent_id=ANN, at=NINE.replace(tzinfo=None))


def test_offers_pass_in_the_order_of_their_ends() -> None:
    """
    What was not answered in time is told, the first to expire first; numbers follow on.

    The presence is what the queue says, where it still says any.
    """
    state = RoutingState(
        sequence=7,
        offers=(
            offer("c1", minutes=5),
            offer("c2", minutes=3, agent_id=BO),
            offer("c3", minutes=9),
            offer("c4", minutes=3, queue_id=MAIL),
            offer("c5", minutes=4, queue_id=QueueId("gone")),
        ),
    )
    now = NINE + 6 * MINUTE
    events = expired_offers(state, now, setup=SETUP)

    assert events == (
        OfferTimedOut(WorkId("c2"), sequence=8, at=now, agent_id=BO, queue_id=CHAT, presence="away"),
        OfferTimedOut(WorkId("c4"), sequence=9, at=now, agent_id=ANN, queue_id=MAIL),
        OfferTimedOut(WorkId("c5"), sequence=10, at=now, agent_id=ANN, queue_id=QueueId("gone")),
        OfferTimedOut(WorkId("c1"), sequence=11, at=now, agent_id=ANN, queue_id=CHAT, presence="away"),
    )
    after = replay_routing(events, state)
    assert [each.work_id for each in after.offers] == ["c3"]
    assert expired_offers(after, now, setup=SETUP) == ()


def test_a_timer_is_set_to_when_an_offer_has_passed() -> None:
    """
    At the next expiry there is something to tell, and a microsecond before there is not.
    """
    due = next_expiry(STATE)

    assert due == NINE + 5 * MINUTE + LEAST
    assert len(expired_offers(STATE, due, setup=SETUP)) == 1
    assert expired_offers(STATE, due - LEAST, setup=SETUP) == ()
    assert next_expiry(RoutingState()) is None


def test_an_offer_until_the_end_of_time_never_passes() -> None:
    """
    An offer until the last instant there is has no instant after it.
    """
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    forever = Offer(CASE, agent_id=ANN, queue_id=CHAT, offered_at=NINE, expires_at=last)

    assert next_expiry(RoutingState(offers=(forever,))) is None


def test_work_comes_back() -> None:
    """
    What an agent has, or is offered, comes back by the next event; they may get it again.
    """
    event = requeue(STATE, CASE, agent_id=ANN, at=NINE, reason="agent offline")
    other = requeue(STATE, WorkId("c9"), agent_id=BO, at=NINE, may_return=False)

    assert event == WorkRequeued(CASE, sequence=8, at=NINE, agent_id=ANN, reason="agent offline")
    assert not other.may_return


def test_work_does_not_come_back_from_who_is_not_asked() -> None:
    """
    Work that is offered to one agent cannot come back from another.
    """
    with pytest.raises(OfferRefusedError, match="not to agent 'bo'"):
        requeue(STATE, CASE, agent_id=BO, at=NINE)


def test_work_leaves() -> None:
    """
    Finished, or taken by hand, work leaves with its offer.
    """
    event = leave_routing(STATE, CASE, at=NINE, reason="manually assigned")

    assert event == WorkLeft(CASE, sequence=8, at=NINE, reason="manually assigned")
    assert replay_routing([event], STATE).offers == ()
