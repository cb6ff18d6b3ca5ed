"""
What work passes before anybody is asked: whether it is to be given out, and from which queue.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping

import attrs

from csmcore.errors import ConditionError
from csmcore.kernel import AgentId, Fact, QueueId, Reason, WorkId
from csmcore.routing._calls import one_of
from csmcore.routing._extensions import Selection
from csmcore.routing._fields import instant_after
from csmcore.routing._making import Making
from csmcore.routing._placement import Placement, PlacementKind
from csmcore.routing._queue import Queue
from csmcore.routing._reasons import (
    COMES_LATER,
    CONDITION_FAILED,
    DELAYED,
    HAS_AGENT,
    IS_OFFERED,
    LEFT_ALONE,
    NO_POOLS,
    NO_QUEUE,
    NOT_ROUTABLE,
    OFFER_OVER,
    QUEUE_CLOSED,
    TOO_QUIET,
    UNKNOWN_CHANNEL,
    UNKNOWN_QUEUE,
)
from csmcore.routing._state import Offer
from csmcore.routing._work import WorkItem


@attrs.frozen(kw_only=True)
class Stopped:
    """
    That nobody is asked for a piece of work, and why.
    """

    reason: Reason
    outcome: PlacementKind = PlacementKind.HOLD
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    until: dt.datetime | None = None

    def placement(self, work: WorkItem) -> Placement:
        """
        What that comes to.
        """
        return Placement(
            work.id,
            outcome=self.outcome,
            queue_id=self.queue_id,
            agent_id=self.agent_id,
            until=self.until,
        )


class Gates:
    """
    Lets work through to its queue, or says why not.
    """

    def __init__(self, making: Making) -> None:
        self.making, self.setup = making, making.rules.setup
        self._offers, self._selects = making.state.offers_by_work, bool(making.rules.selectors)
        self._found: dict[tuple[object, ...], Queue | None] = {}
        self._held = frozenset[WorkId]().union(*(each._work_ids for each in making.standings.agents))

    def pass_(self, work: WorkItem) -> Queue | Stopped:
        """
        The queue in which a piece of work is given out, or why it is not.
        """
        if work.agent_id is not None:
            return _kept(work.agent_id)
        offer = self._offers.get(work.id)
        if offer is not None:
            return self._offered(offer)
        if work.id in self._held:  # whatever its record says: nobody else is to get it
            return _kept(self._holders[work.id])
        try:
            queue = self._queue(work)
            if isinstance(queue, Stopped):
                return queue
            return self._of_queue(work, queue) or queue
        except ConditionError as error:
            return Stopped(reason=CONDITION_FAILED(problem=str(error)))

    @functools.cached_property
    def _holders(self) -> Mapping[WorkId, AgentId]:
        agents = reversed(self.making.standings.agents)
        return {work_id: agent.id for agent in agents for work_id in agent._work_ids}

    def _offered(self, offer: Offer) -> Stopped:
        until = offer.over_at
        is_over = until is not None and until <= self.making.at
        return Stopped(
            reason=(OFFER_OVER if is_over else IS_OFFERED)(agent=offer.agent_id),
            outcome=PlacementKind.KEEP,
            queue_id=offer.queue_id,
            agent_id=offer.agent_id,
            until=None if is_over else until,
        )

    def _queue(self, work: WorkItem) -> Queue | Stopped:
        first = self.setup._read_first
        if first is not None and not self.setup.routable.holds_for(_said(work, first)):
            return Stopped(reason=NOT_ROUTABLE(condition=str(self.setup.routable)))
        if work.queue_id is not None:
            found = self.setup.queues_by_id.get(work.queue_id)
            return found or Stopped(reason=UNKNOWN_QUEUE(queue=work.queue_id))
        for selection in self.selections(work) if self._selects else ():
            if selection.queue_id is not None:
                return self.setup.queues_by_id[selection.queue_id]
        key = work.alike(self.setup._reads)
        if key not in self._found:
            said = _said(work, self.setup._reads)
            holding = (queue for queue in self.setup.queues if queue.when.holds_for(said))
            self._found[key] = next(holding, None)
        return self._found[key] or Stopped(reason=NO_QUEUE())

    def selections(self, work: WorkItem) -> list[Selection]:
        """
        What each selector said of a piece of work, up to the one that chose.
        """
        said: list[Selection] = []
        if work.queue_id is None:
            for value, extension in self.making.rules.selectors:
                question = functools.partial(
                    value.select, work.known, self.setup.queues, self.making.at
                )
                answer = self.making.calls.ask(extension, question, self._check_selection, work.id)
                if answer is not None:
                    said.append(answer)
                    if answer.queue_id is not None:
                        break
        return said

    def _check_selection(self, answer: object) -> str | None:
        if answer is None:
            return None
        if not isinstance(answer, Selection):
            return f"it returned {answer!r}; it must return Selection(queue_id, reasons) or None"
        return one_of(tuple(self.setup.queues_by_id), "queue")(answer.queue_id)

    def _of_queue(self, work: WorkItem, queue: Queue) -> Stopped | None:
        at = self.making.at
        if self.making.standings.channel(work.channel) is None:
            return Stopped(reason=UNKNOWN_CHANNEL(channel=work.channel), queue_id=queue.id)
        if queue.id in self.setup._leaving and queue.unless.holds_for(work.known):
            reason = LEFT_ALONE(queue=queue.id, condition=str(queue.unless))
            return Stopped(reason=reason, queue_id=queue.id)
        quiet = queue.idle_at_most
        if quiet is not None and at - work.last_active_at > quiet:
            return Stopped(reason=TOO_QUIET(most=quiet), queue_id=queue.id)
        if at - work.entered_at < queue.delay:
            reason = DELAYED(queue=queue.id, delay=queue.delay)
            if at < work.entered_at:
                reason = COMES_LATER(entered_at=work.entered_at)
            until = instant_after(work.entered_at, queue.delay)
            return Stopped(reason=reason, queue_id=queue.id, until=until)
        if queue.hours is not None:
            opening = self.making.eligibility.opening(queue.hours)
            if not opening.is_open:
                reason = QUEUE_CLOSED(queue=queue.id, calendar=queue.hours.name)
                return Stopped(reason=reason, queue_id=queue.id, until=opening.until)
        return None if queue.pools else Stopped(reason=NO_POOLS(queue=queue.id), queue_id=queue.id)


def _said(work: WorkItem, names: Iterable[str]) -> Mapping[str, Fact]:
    """
    What conditions read of a piece of work; the rest of what it knows is not made for them.
    """
    return {name: work.fact(name) for name in names}


def _kept(agent_id: AgentId) -> Stopped:
    return Stopped(reason=HAS_AGENT(agent=agent_id), outcome=PlacementKind.KEEP, agent_id=agent_id)
