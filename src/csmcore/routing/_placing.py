"""
Placing one piece of work after another, in the order of the backlog.
"""

import datetime as dt
import functools
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from csmcore.kernel import Facts, QueueId, Reason
from csmcore.routing._calls import one_of, subset_of
from csmcore.routing._demand import Demand, Shape
from csmcore.routing._fields import instant_after
from csmcore.routing._giving_way import (
    droppable,
    left_after,
    next_pool,
    stage,
    steps_passed,
    wait_of_step,
)
from csmcore.routing._making import Making
from csmcore.routing._placement import Placement, PlacementKind, placed
from csmcore.routing._proposal import Proposal, proposed
from csmcore.routing._queue import Queue
from csmcore.routing._reasons import PAUSED, POOLS_FIRST, STEPS_FIRST
from csmcore.routing._rules import QueueRules
from csmcore.routing._skills import Requirement
from csmcore.routing._work import WorkItem

_ASSIGN: Final = PlacementKind.ASSIGN
_NOBODY: Final = frozenset[int]()


class Rest(NamedTuple):
    """
    That those who declined are not asked again yet, why, and until when.
    """

    reason: Reason
    until: dt.datetime


class Asked(NamedTuple):
    """
    That the agents of a queue were asked for a piece of work.

    Attributes:
        demand: What it asks for there.

        place: Who is next; ``None`` where nobody is.

        declined: The places of those who declined it, and were not asked.

        round: How often everybody has been asked.

        asked_again: Whether all had declined, so that all were asked again.

        rest: Why all declined, and are not asked again yet; ``None`` where it is not so.
    """

    demand: Demand
    place: int | None
    declined: Collection[int] = _NOBODY
    round: int = 1
    asked_again: bool = False
    rest: Rest | None = None


class Placing:
    """
    Places work, and moves the plan on.

    Attributes:
        proposals: What is to be committed, in the order in which it was decided.
    """

    def __init__(self, making: Making) -> None:
        self.making = making
        self.proposals: list[Proposal] = []
        self._waits = making.state.waits_by_work
        self._relaxes = bool(making.rules.relaxers)
        self._said: dict[tuple[object, ...], Demand] = {}  # by what work says of itself
        self._demands: dict[tuple[object, ...], Demand] = {}  # by what that comes to

    def place(self, work: WorkItem, queue_id: QueueId) -> Placement:
        """
        Gives a piece of work to who is next in its queue, or in one to which it overflows.
        """
        tried: list[Asked] = []
        found: QueueId | None = queue_id
        while found is not None:
            asked = self.ask(work, self.making.rules._for_queue(found))
            tried.append(asked)
            if asked.place is not None:
                return self.give(work, asked, asked.place)
            found = self.overflow(work, tried)
        last = tried[-1].demand.rules.queue
        return Placement(
            work.id, outcome=PlacementKind.HOLD, queue_id=last.id, until=self.until(work, tried)
        )

    # --- what it asks for --------------------------------------------------------------------

    def ask(self, work: WorkItem, rules: QueueRules) -> Asked:
        """
        Who in a queue is next for a piece of work, with what the plan has given so far.
        """
        demand = self.demand(work, rules)
        wait = self._waits.get(work.id)
        if wait is None:
            return Asked(demand, demand.pick(work, _NOBODY))
        index = self.making.standings.index
        declined = frozenset(index[each] for each in wait.declined if each in index)
        place = demand.pick(work, declined)
        if place is not None or not wait.declined:
            return Asked(demand, place, declined, wait.round)
        # Nobody is left but those who declined: all are asked again, or will be.
        place = demand.pick(work, _NOBODY)
        if place is None:
            return Asked(demand, None, round=wait.round)
        rest = self.rest(work, rules.queue)
        if rest is not None:
            return Asked(demand, None, declined, wait.round, rest=rest)
        return Asked(demand, place, round=wait.round + 1, asked_again=True)

    def rest(self, work: WorkItem, queue: Queue) -> Rest | None:
        """
        Why nobody is asked again yet who declined a piece of work, and until when.
        """
        after = next_pool(queue, self.making.at - work.entered_at)
        joins = None if after is None else instant_after(work.entered_at, after)
        step = self._next_step(work, queue)
        if step is not None and (joins is None or step < joins):
            return Rest(STEPS_FIRST(), step)
        if joins is not None:
            return Rest(POOLS_FIRST(), joins)
        wait = self._waits.get(work.id)
        if wait is None or wait.again_from is None or queue.offering is None:
            return None
        until = instant_after(wait.again_from, queue.offering.pause)
        return Rest(PAUSED(until=until), until) if until > self.making.at else None

    def demand(self, work: WorkItem, rules: QueueRules) -> Demand:
        """
        The demand that a piece of work makes in a queue, shared with all that is like it.
        """
        queue, waited = rules.queue, self.making.at - work.entered_at
        joined = stage(queue, waited)
        alike = (work.id,) if rules.reads is None else work.alike(rules.reads)
        if self._relaxes:  # and relaxers are asked once for each piece of work
            return self._demand(work, rules, waited, joined, alike)
        steps = 0 if queue.relaxation is None else self.steps(work, queue)
        key = (queue.id, joined, steps, work.channel, work.size, work.skills, alike)
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = self._demand(work, rules, waited, joined, alike)
        return found

    def _demand(
        self,
        work: WorkItem,
        rules: QueueRules,
        waited: dt.timedelta,
        joined: int,
        alike: tuple[object, ...],
    ) -> Demand:
        queue = rules.queue
        size = work.size if work.size is not None else self._usual_size(work.channel)
        required = self.required(work, queue, waited)
        key = (queue.id, joined, work.channel, size, required, alike)
        found = self._demands.get(key)
        if found is None:
            shape = Shape(
                required=required,
                channel=work.channel,
                size=size,
                waited=waited,
                stage=joined,
                read=_read(work, rules),
                work_id=work.id,
            )
            found = self._demands[key] = Demand(self.making, rules, shape)
        return found

    def _usual_size(self, name: str) -> int:
        channel = self.making.standings.channel(name)
        return 1 if channel is None else channel.size

    def required(self, work: WorkItem, queue: Queue, waited: dt.timedelta) -> tuple[Requirement, ...]:
        """
        What a piece of work asks of whoever takes it, once what can give way has.
        """
        required = asked_at_first(work, queue)
        if queue.relaxation is not None and required:
            required = left_after(required, self.steps(work, queue))
        for relaxer, extension in self.making.rules.relaxers:
            if not required:
                break
            question = functools.partial(relaxer.relax, work.known, required, waited, self.making.at)
            check = subset_of(required, "requirements")
            left = self.making.calls.ask(extension, question, check, work.id)
            if left is not None:
                required = tuple(each for each in required if each in left)
        return required

    def since(self, work: WorkItem, queue: Queue) -> dt.datetime:
        """
        From when a queue's relaxation counts the wait of a piece of work.
        """
        wait = self.making.state.waits_by_work.get(work.id)
        if queue.relaxation is None or not queue.relaxation.starts_again or wait is None:
            return work.entered_at
        return wait.again_from or work.entered_at

    def steps(self, work: WorkItem, queue: Queue) -> int:
        """
        How many steps of a queue's relaxation have come for a piece of work.
        """
        return steps_passed(queue.relaxation, self.making.at - self.since(work, queue))

    # --- what becomes of it ------------------------------------------------------------------

    def give(self, work: WorkItem, asked: Asked, place: int) -> Placement:
        """
        Gives a piece of work to the agent at a place, and moves the plan on.
        """
        rules, size, standings = asked.demand.rules, asked.demand.shape.size, self.making.standings
        queue, agent = rules.queue, standings.agents[place]
        standings.give(place, queue, work.channel, size)
        outcome, expires_at = _ASSIGN, None
        if queue.offering is not None:
            outcome = PlacementKind.OFFER
            if queue.offering.timeout is not None:
                expires_at = instant_after(self.making.at, queue.offering.timeout)
        self.proposals.append(
            proposed(
                work,
                agent,
                outcome,
                queue.id,
                size,
                expires_at=expires_at,
                round_=asked.round,
                strategy=None if rules.stateful is None else self._advance(work, rules, place),
                sequence=standings.state.sequence,
            )
        )
        return placed(work.id, outcome, queue.id, agent.id)

    def again(self, proposal: Proposal, work: WorkItem) -> None:
        """
        Moves the plan on by what was decided before, to see it as it stood then.
        """
        queue_id, index = proposal.queue_id, self.making.standings.index
        rules, place = self.making.rules._for_queue(queue_id), index[proposal.agent_id]
        self.demand(work, rules)
        self.making.standings.give(place, rules.queue, proposal.channel, proposal.size)
        self._advance(work, rules, place)

    def _advance(self, work: WorkItem, rules: QueueRules, place: int) -> str | None:
        if rules.stateful is None:
            return None
        making, queue, name = self.making, rules.queue, rules.stateful
        agent_id = making.standings.agents[place].id
        before = making.memory(queue, name)
        after = making.rules._advance(name, before, work.known, agent_id, making.calls)
        making.remember(queue, name, before if after is None else after)
        return name

    def overflow(self, work: WorkItem, tried: Sequence[Asked]) -> QueueId | None:
        """
        The queue whose agents are asked next, when nobody was found in those that were.
        """
        making, queue = self.making, tried[-1].demand.rules.queue
        known = making.rules.setup.queues_by_id
        seen = [each.demand.rules.queue.id for each in tried]
        for last_resort, extension in making.rules.last_resorts:
            question = functools.partial(last_resort.overflow, work.known, queue, making.at)
            check = one_of(tuple(known), "queue")
            goes_to = making.calls.ask(extension, question, check, work.id)
            if goes_to is not None and goes_to not in seen:
                return goes_to
        overflow = queue.overflow
        if overflow is None or making.at - work.entered_at < overflow.after:
            return None
        return None if overflow.queue_id in seen else overflow.queue_id

    def until(self, work: WorkItem, tried: Sequence[Asked]) -> dt.datetime | None:
        """
        When something could be different for held work without anybody doing anything.
        """
        found: list[dt.datetime | None] = []
        for asked in tried:
            queue = asked.demand.rules.queue
            found += asked.demand.untils(asked.declined)
            found.append(None if asked.rest is None else asked.rest.until)
            found.append(self._next_step(work, queue))
            after = next_pool(queue, self.making.at - work.entered_at)
            found.append(None if after is None else instant_after(work.entered_at, after))
            if queue.overflow is not None:
                found.append(instant_after(work.entered_at, queue.overflow.after))
        later = [each for each in found if each is not None and each > self.making.at]
        return min(later, default=None)

    def _next_step(self, work: WorkItem, queue: Queue) -> dt.datetime | None:
        if queue.relaxation is None:
            return None
        steps = self.steps(work, queue)
        if len(droppable(asked_at_first(work, queue))) <= steps:
            return None
        wait = wait_of_step(queue.relaxation, steps + 1)
        return None if wait is None else instant_after(self.since(work, queue), wait)


def asked_at_first(work: WorkItem, queue: Queue) -> tuple[Requirement, ...]:
    """
    What a piece of work asks for before anything gives way, each once.
    """
    if not queue.requires:
        return work.skills
    return tuple(dict.fromkeys((*queue.requires, *work.skills))) if work.skills else queue.requires


def _read(work: WorkItem, rules: QueueRules) -> Facts:
    if rules.reads is None:
        return work.known
    return Facts({name: work.fact(name) for name in rules.reads if work.fact(name) is not None})
