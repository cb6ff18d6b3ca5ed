"""
What becomes of offers: accepted, declined, past their time; and of work that comes back or leaves.
"""

import datetime as dt

from csmcore.errors import OfferRefusedError
from csmcore.kernel import AgentId, WorkId, to_utc
from csmcore.routing._events import (
    OfferAccepted,
    OfferDeclined,
    OfferTimedOut,
    WorkLeft,
    WorkRequeued,
)
from csmcore.routing._fields import must_be, must_be_id
from csmcore.routing._setup import RoutingSetup
from csmcore.routing._state import Offer, RoutingState


def accept_offer(
    state: RoutingState, work_id: WorkId, *, agent_id: AgentId, at: dt.datetime
) -> OfferAccepted:
    """
    An agent accepts what they were offered.

    Args:
        state: What routing remembers.

        work_id: The work.

        agent_id: Who accepts it.

        at: When. Aware; the instant at which the offer expires is still in time.

    Raises:
        OfferRefusedError: It is not offered, not to this agent, or not any more.

        DefinitionError: What is given is something else than what is said here.
    """
    at = to_utc(at)
    offer = _check(state, work_id, agent_id, at)
    return OfferAccepted(
        work_id,
        sequence=state.sequence + 1,
        at=at,
        agent_id=agent_id,
        queue_id=offer.queue_id,
        channel=offer.channel,
        size=offer.size,
    )


def decline_offer(
    state: RoutingState,
    work_id: WorkId,
    *,
    agent_id: AgentId,
    at: dt.datetime,
    reason: str | None = None,
    may_return: bool = False,
) -> OfferDeclined:
    """
    An agent declines what they were offered; the work waits on, as old as it was.

    Args:
        state: What routing remembers.

        work_id: The work.

        agent_id: Who declines it.

        at: When. Aware; the instant at which the offer expires is still in time.

        reason: Why, in a host's own word.

        may_return: Whether the same agent may be offered it again at once.

    Raises:
        OfferRefusedError: It is not offered, not to this agent, or not any more.

        DefinitionError: What is given is something else than what is said here.
    """
    at = to_utc(at)
    offer = _check(state, work_id, agent_id, at)
    return OfferDeclined(
        work_id,
        sequence=state.sequence + 1,
        at=at,
        agent_id=agent_id,
        queue_id=offer.queue_id,
        reason=reason,
        may_return=may_return,
    )


def _check(state: RoutingState, work_id: WorkId, agent_id: AgentId, at: dt.datetime) -> Offer:
    offer = _offer(state, work_id, agent_id)
    if offer is None:
        raise OfferRefusedError(work_id, agent_id, at, None, None)
    late = offer.expires_at is not None and at > offer.expires_at
    if late or offer.agent_id != agent_id:
        raise OfferRefusedError(work_id, agent_id, at, offer.agent_id, offer.expires_at)
    return offer


def _offer(state: RoutingState, work_id: WorkId, agent_id: AgentId) -> Offer | None:
    """
    What is offered of a piece of work, once it is known that there are a state and ids.
    """
    must_be(RoutingState, state)
    must_be_id("work", work_id)
    must_be_id("agent", agent_id)
    return state.offers_by_work.get(work_id)


def expired_offers(
    state: RoutingState, at: dt.datetime, *, setup: RoutingSetup
) -> tuple[OfferTimedOut, ...]:
    """
    The offers that were not answered in time, the first to expire first.

    An offer whose queue is in the setup no more is told too, and leaves presence as it is.

    Args:
        state: What routing remembers.

        at: Now. Aware; an offer that expires at this instant still stands.

        setup: The routing, whose queues say what an agent who lets an offer pass is said to be.

    Raises:
        DefinitionError: What is given is something else than what is said here.
    """
    must_be(RoutingState, state)
    must_be(RoutingSetup, setup)
    at = to_utc(at)
    late = [offer for offer in state.offers if offer.expires_at is not None and offer.expires_at < at]
    late.sort(key=lambda offer: (offer.expires_at, offer.work_id))
    return tuple(
        OfferTimedOut(
            offer.work_id,
            sequence=sequence,
            at=at,
            agent_id=offer.agent_id,
            queue_id=offer.queue_id,
            presence=_presence_after(offer, setup),
        )
        for sequence, offer in enumerate(late, state.sequence + 1)
    )


def _presence_after(offer: Offer, setup: RoutingSetup) -> str | None:
    queue = setup.queues_by_id.get(offer.queue_id)
    if queue is None or queue.offering is None:
        return None
    return queue.offering.presence_after_timeout


def next_expiry(state: RoutingState) -> dt.datetime | None:
    """
    The first instant at which :func:`expired_offers` has something to tell, to set a timer by.

    It lies a microsecond after the first offer's last instant. ``None`` while no offer expires.

    Raises:
        DefinitionError: It is given no state.
    """
    must_be(RoutingState, state)
    return min((over for offer in state.offers if (over := offer.over_at) is not None), default=None)


def requeue(
    state: RoutingState,
    work_id: WorkId,
    *,
    agent_id: AgentId,
    at: dt.datetime,
    reason: str | None = None,
    may_return: bool = True,
) -> WorkRequeued:
    """
    Work comes back from who has it, or is offered it; it waits again, as old as it was.

    What is remembered says to whom work is offered, and not who has it: that is the host's to know.

    Args:
        state: What routing remembers.

        work_id: The work.

        agent_id: Who had it, or was offered it.

        at: When. Aware.

        reason: Why, in a host's own word, such as ``agent offline``.

        may_return: Whether the same agent may get it again at once.

    Raises:
        OfferRefusedError: It is offered to another agent.

        DefinitionError: What is given is something else than what is said here.
    """
    offer = _offer(state, work_id, agent_id)
    at = to_utc(at)
    if offer is not None and offer.agent_id != agent_id:
        raise OfferRefusedError(work_id, agent_id, at, offer.agent_id, offer.expires_at)
    return WorkRequeued(
        work_id,
        sequence=state.sequence + 1,
        at=at,
        agent_id=agent_id,
        reason=reason,
        may_return=may_return,
    )


def leave_routing(
    state: RoutingState, work_id: WorkId, *, at: dt.datetime, reason: str | None = None
) -> WorkLeft:
    """
    Work leaves routing: it was finished, cancelled, or somebody took it by hand.

    What was offered is offered no more, and who declined is forgotten.

    Args:
        state: What routing remembers.

        work_id: The work.

        at: When. Aware.

        reason: Why, in a host's own word, such as ``manually assigned``.

    Raises:
        DefinitionError: What is given is something else than what is said here.
    """
    must_be(RoutingState, state)
    return WorkLeft(work_id, sequence=state.sequence + 1, at=to_utc(at), reason=reason)
