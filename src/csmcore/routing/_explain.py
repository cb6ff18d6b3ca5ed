"""
Telling what was decided of one piece of work: the same rules, asked of everybody.
"""

import datetime as dt
import functools
from collections import Counter

import attrs

from csmcore.errors import UndecidedError, UnknownIdError
from csmcore.kernel import AgentId, Reason
from csmcore.routing._decision import SHOWN, RoutingDecision
from csmcore.routing._demand import Demand, Key
from csmcore.routing._eligible import pool_reason, pool_until, skill_reason
from csmcore.routing._fault import ExtensionFault
from csmcore.routing._fields import instant_after
from csmcore.routing._full import no_room
from csmcore.routing._gates import Gates, Stopped
from csmcore.routing._giving_way import droppable, wait_of_step
from csmcore.routing._making import Making
from csmcore.routing._placement import Placement
from csmcore.routing._placing import Asked, Placing, asked_at_first
from csmcore.routing._proposal import Proposal
from csmcore.routing._queue import Queue, Use
from csmcore.routing._reasons import (
    ASKED_AGAIN,
    CHOSEN,
    DECLINED,
    FELL_BACK,
    FILTERED,
    NOBODY,
    ONLY_ONE,
    OVERFLOWED,
    QUEUE_CLOSED,
    TOO_MANY,
    distance,
)
from csmcore.routing._skills import Requirement
from csmcore.routing._standing import UNLIMITED
from csmcore.routing._state import Offer
from csmcore.routing._verdict import Excluded, Ranked, Relaxed, ScoreLine
from csmcore.routing._work import WorkItem


class Again:
    """
    A plan gone through again, piece by piece, to tell of one as things stood then.
    """

    def __init__(self, making: Making, *, is_faulty: bool) -> None:
        """
        Begins where the plan began.

        Args:
            making: The plan, not yet made.

            is_faulty: Whether extensions failed in it. Then all is asked as it was, so that
                what failed too often is asked no more.
        """
        self.making, self._is_faulty = making, is_faulty
        self.gates, self.placing = Gates(making), Placing(making)
        self.coming: dict[AgentId, list[Proposal | Offer]] = {}
        for offer in making.state.offers:
            self.coming.setdefault(offer.agent_id, []).append(offer)

    def go_past(self, work: WorkItem, proposal: Proposal | None) -> None:
        """
        Moves on by a piece of work, and what was proposed for it.
        """
        if proposal is not None:
            self.coming.setdefault(proposal.agent_id, []).append(proposal)
        if not self._is_faulty:
            if proposal is not None:
                self.placing.again(proposal, work)
            return
        queue = self.gates.pass_(work)
        if not isinstance(queue, Stopped):
            self.placing.place(work, queue.id)


class Telling:
    """
    What was decided of one piece of work, told as things stood then.
    """

    def __init__(
        self,
        again: "Again",
        work: WorkItem,
        placement: Placement,
        *,
        proposal: Proposal | None,
        faults: tuple[ExtensionFault, ...],
    ) -> None:
        self.making, self.gates, self.placing = again.making, again.gates, again.placing
        self.work, self.placement, self._coming = work, placement, again.coming
        self.proposal, self.faults = proposal, faults
        self.gate = self.gates.pass_(work)
        self.tried = self._tried()

    def _tried(self) -> list[Asked]:
        if isinstance(self.gate, Stopped):
            return []
        tried: list[Asked] = []
        found = self.gate.id
        while True:
            tried.append(self.placing.ask(self.work, self.making.rules._for_queue(found)))
            if tried[-1].place is not None:
                return tried
            goes_to = self.placing.overflow(self.work, tried)
            if goes_to is None:
                return tried
            found = goes_to

    # --- the decision ------------------------------------------------------------------------

    def decision(self) -> RoutingDecision:
        """
        What was decided, with every reason.
        """
        work, placement = self.work, self.placement
        short = RoutingDecision(
            work.id,
            outcome=placement.outcome,
            agent_id=placement.agent_id,
            queue_id=placement.queue_id,
            until=placement.until,
            expires_at=self._expires_at(),
            work_version=work.version,
            faults=self.faults,
        )
        if isinstance(self.gate, Stopped):
            return attrs.evolve(short, reasons=(*self._selected(), self.gate.reason))
        asked = self.tried[-1]
        ranked = self.ranked
        excluded = [each for place in self._all() if (each := self.excluded(place)) is not None]
        excluded.sort(key=_nearest)  # and by id, as they are
        agent = None if asked.place is None else self.making.standings.agents[asked.place]
        return attrs.evolve(
            short,
            agent_version=None if agent is None else agent.version,
            reasons=self._reasons(asked, ranked),
            strategy=tuple(str(use) for use, _, _ in asked.demand.rules.strategies),
            requires=asked.demand.shape.required,
            relaxed=self.relaxed(asked.demand),
            considered=len(self.making.standings.agents),
            able=len(ranked),
            ranked=tuple(ranked[:SHOWN]),
            excluded=tuple(excluded[:SHOWN]),
            counts=tuple(sorted(Counter(each.reason.code for each in excluded).items())),
            decided_by=self.decided_by,
        )

    def _expires_at(self) -> dt.datetime | None:
        if self.proposal is not None:
            return self.proposal.expires_at
        offer = self.making.state.offers_by_work.get(self.work.id)
        return None if offer is None or self.work.agent_id is not None else offer.expires_at

    def _selected(self) -> tuple[Reason, ...]:
        said = self.gates.selections(self.work)
        return tuple(reason for selection in said for reason in selection.reasons)

    def _reasons(self, asked: Asked, ranked: list[Ranked]) -> tuple[Reason, ...]:
        told = list(self._selected())
        told += [OVERFLOWED(queue=each.demand.rules.queue.id) for each in self.tried[:-1]]
        if asked.asked_again:
            told.append(ASKED_AGAIN())
        considered = len(self.making.standings.agents)
        if asked.place is not None:
            told += [FELL_BACK(strategy=name) for name in self._failed_strategies(asked)]
            if len(ranked) == 1:
                told.append(ONLY_ONE(considered=considered))
            else:
                told.append(CHOSEN(able=len(ranked), considered=considered, decided_by=self.decided_by))
        elif asked.rest is not None:
            told.append(asked.rest.reason)
        elif asked.demand.judged.failure is not None:
            told.append(asked.demand.judged.failure)
        else:
            told.append(NOBODY(considered=considered))
        return tuple(told)

    def _failed_strategies(self, asked: Asked) -> list[str]:
        """
        The strategies without which it went on: they failed, or had failed too often to be asked.
        """
        failing = {each.extension for each in self.faults}
        return sorted(
            use.name
            for use, _, extension in asked.demand.rules.strategies
            if extension is not None
            and (use.name in failing or not self.making.calls.is_asked(extension))
        )

    def relaxed(self, demand: Demand) -> tuple[Relaxed, ...]:
        """
        Which requirements gave way, in order.
        """
        queue, required = demand.rules.queue, asked_at_first(self.work, demand.rules.queue)
        told: list[Relaxed] = []
        left = list(required)
        if queue.relaxation is not None:
            since = self.placing.since(self.work, queue)
            numbers = droppable(required)[: self.placing.steps(self.work, queue)]
            for step, number in enumerate(numbers, 1):
                gone = tuple(each for each in left if each.drop == number)
                left = [each for each in left if each not in gone]
                wait = wait_of_step(queue.relaxation, step)
                told.append(Relaxed(at=since + (wait or dt.timedelta(0)), dropped=gone))
        rest = tuple(each for each in left if each not in demand.shape.required)
        if rest:
            by = ", ".join(relaxer.name for relaxer, _ in self.making.rules.relaxers)
            told.append(Relaxed(at=self.making.at, dropped=rest, by=by or None))
        return tuple(told)

    # --- each agent --------------------------------------------------------------------------

    def _all(self) -> range:
        return range(len(self.making.standings.agents))

    @functools.cached_property
    def _keys(self) -> list[Key]:
        if not self.tried or self.tried[-1].demand.judged.failed is not None:
            return []
        asked = self.tried[-1]
        places = [place for place in asked.demand.points if place not in asked.declined]
        return sorted(asked.demand.keys(self.work, places))

    @functools.cached_property
    def ranked(self) -> list[Ranked]:
        """
        Those who could take it, the one who gets it first.
        """
        if not self._keys:
            return []
        demand = self.tried[-1].demand
        able = [key[-1] for key in self._keys]
        points = [-key[0] for key in self._keys]
        named = demand.ranks(self.work, able, points)
        return [
            Ranked(
                demand.making.standings.agents[place].id,
                points=points[order],
                lines=self._lines(demand, place),
                ranks=tuple((name, ranks[order]) for name, ranks in named),
                load=demand.making.standings.loads[place],
                spare=_spare(demand, place),
                last=demand.making.standings.lasts(demand.rules.queue.id)[place],
            )
            for order, place in enumerate(able)
        ]

    def _lines(self, demand: Demand, place: int) -> tuple[ScoreLine, ...]:
        order = demand.judged.order[place]
        told = [
            ScoreLine(use.name, raw=raw[order], weight=use.weight) for use, raw in demand.judged.lines
        ]
        agent_id = demand.making.standings.agents[place].id
        for rank, affinity in enumerate(self.work.affinities):
            if affinity.agent_id == agent_id:
                told += [_line(use, points) for use, points in demand.named_lines(affinity, rank)]
                break
        return tuple(told)

    @property
    def decided_by(self) -> str | None:
        """
        What told the first from the second.
        """
        if len(self._keys) < 2:
            return None
        one, other = self._keys[0], self._keys[1]
        strategies = [str(use) for use, _, _ in self.tried[-1].demand.rules.strategies]
        names = ["points", *strategies, "spare", "last_turn", "chance", "id"]
        return next(name for name, a, b in zip(names, one, other, strict=True) if a != b)

    def why(self, agent_id: AgentId) -> Ranked | Excluded:
        """
        How an agent stood.

        Raises:
            UnknownIdError: They were not there.

            UndecidedError: Nobody was asked.
        """
        place = self.making.standings.index.get(agent_id)
        if place is None:
            raise UnknownIdError("agent", agent_id)
        if isinstance(self.gate, Stopped):
            question = f"agent was asked for {self.work.id}"
            raise UndecidedError(question, (str(self.gate.reason),))
        for each in self.ranked:
            if each.agent_id == agent_id:
                return each
        excluded = self.excluded(place)
        judged = self.tried[-1].demand.judged
        if excluded is None and judged.failure is not None:  # it holds everybody back
            return Excluded(agent_id, reason=judged.failure, filter=judged.failed)
        return excluded or Excluded(agent_id, reason=NOBODY(considered=len(self._all())))

    def excluded(self, place: int) -> Excluded | None:
        """
        By which rule an agent is left out in the queue that was asked last, if by any.
        """
        asked = self.tried[-1]
        demand, agent = asked.demand, self.making.standings.agents[place]
        steady = self._steady(demand, place)
        if steady is not None:
            return steady
        found = demand.judged.left_out.get(place)
        if found is not None:
            name, exclusion = found
            return Excluded(agent.id, reason=exclusion.reason, until=exclusion.until, filter=name)
        if place in asked.declined:
            return Excluded(agent.id, reason=DECLINED())
        queue = demand.rules.queue
        if queue.limit is not None:
            until = self.making.standings.limited_until(queue, place)
            if until is not None:
                reason = TOO_MANY(most=queue.limit.most, within=queue.limit.within)
                return Excluded(agent.id, reason=reason, until=until)
        own = {each.work_id for each in agent.assignments}
        coming = [each for each in self._coming.get(agent.id, ()) if each.work_id not in own]
        reason_of_room = no_room(demand, place, coming)
        if reason_of_room is None:
            return None
        until = demand.room.again(place, demand.shape.size)
        return Excluded(agent.id, reason=reason_of_room, until=until)

    def _steady(self, demand: Demand, place: int) -> Excluded | None:
        eligibility, queue, shape = self.making.eligibility, demand.rules.queue, demand.shape
        agent, waited = self.making.standings.agents[place], self.making.at - self.work.entered_at
        if queue.hours is not None and not demand.opening.is_open:
            reason = QUEUE_CLOSED(queue=queue.id, calendar=queue.hours.name)
            return Excluded(agent.id, reason=reason, until=demand.opening.until)
        if (kind := eligibility.presence(shape.channel)[place]) is not None:
            return Excluded(agent.id, reason=eligibility.presence_reason(kind, agent, shape.channel))
        if (off := eligibility.shifts()[place]) is not None:
            shift = eligibility.opening(off)
            return Excluded(agent.id, reason=shift.off_shift, until=shift.until)
        if eligibility.outside(queue, shape.waited, shape.stage)[place]:
            until = pool_until(agent, queue, self.work.entered_at, waited)
            return Excluded(agent.id, reason=pool_reason(until), until=until)
        if lacking := eligibility.unskilled(shape.required)[place]:
            longest, until = self._lasting_longest(queue, lacking)
            return Excluded(agent.id, reason=skill_reason(agent, longest), until=until)
        return None

    def _lasting_longest(
        self, queue: Queue, lacking: tuple[Requirement, ...]
    ) -> tuple[Requirement, dt.datetime | None]:
        """
        Of what somebody lacks, what is asked for longest: until then they are left out.
        """
        longest, until = lacking[0], self._gives_way_at(queue, lacking[0])
        for each in lacking[1:]:
            later = self._gives_way_at(queue, each)
            if until is not None and (later is None or later > until):
                longest, until = each, later
        return longest, until

    def _gives_way_at(self, queue: Queue, requirement: Requirement) -> dt.datetime | None:
        if queue.relaxation is None or requirement.drop is None:
            return None
        numbers = droppable(asked_at_first(self.work, queue))
        wait = wait_of_step(queue.relaxation, numbers.index(requirement.drop) + 1)
        return None if wait is None else instant_after(self.placing.since(self.work, queue), wait)


def _nearest(excluded: Excluded) -> int:
    return distance(FILTERED if excluded.filter is not None else excluded.reason.code)


def _spare(demand: Demand, place: int) -> int | None:
    room = demand.room.of(place)
    return None if room >= UNLIMITED else room


def _line(use: Use, points: int) -> ScoreLine:
    return ScoreLine(use.name, raw=points // use.weight if use.weight else 0, weight=use.weight)
