"""
What routing remembers is what its events say: one by one, or all at once.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar, assert_never, get_args

import attrs

from csmcore.errors import DefinitionError, SequenceError
from csmcore.kernel import AgentId, Facts, QueueId, WorkId, shown
from csmcore.routing._events import (
    OfferAccepted,
    OfferDeclined,
    OfferTimedOut,
    RoutingEvent,
    WorkAssigned,
    WorkLeft,
    WorkOffered,
    WorkRequeued,
    to_events,
)
from csmcore.routing._fields import must_be
from csmcore.routing._known import known
from csmcore.routing._queue import MOST_IN_A_WINDOW
from csmcore.routing._state import (
    Offer,
    RoutingState,
    StrategyState,
    Turn,
    Wait,
    half_turn,
    place_of,
)

_KINDS: Final = get_args(RoutingEvent)


_Part = TypeVar("_Part", Offer, Wait)


class _RunningTurn:
    """
    A turn that is still being counted.
    """

    __slots__ = ("count", "last", "passed", "place", "recent")

    def __init__(self, turn: Turn | None) -> None:
        self.last = 0 if turn is None else turn.last
        self.count = 0 if turn is None else turn.count
        self.passed = 0 if turn is None else turn.passed
        self.place = 0 if turn is None else turn.place
        self.recent = deque(() if turn is None else turn.recent, maxlen=MOST_IN_A_WINDOW)

    def ended(self, queue_id: QueueId, agent_id: AgentId) -> Turn:
        return known(
            Turn,
            queue_id=queue_id,
            agent_id=agent_id,
            last=self.last,
            count=self.count,
            passed=self.passed,
            place=self.place,
            recent=tuple(self.recent),
        )


class Fold:
    """
    A state that is being worked out, event by event; what does not change is not copied.
    """

    __slots__ = ("_before", "_paces", "_strategies", "_turned", "_waits", "offers", "sequence")

    def __init__(self, state: RoutingState) -> None:
        self._before, self.sequence = state, state.sequence
        self.offers: dict[WorkId, Offer] = dict(state.offers_by_work)
        self._waits: dict[WorkId, Wait] = dict(state.waits_by_work)
        self._strategies: dict[tuple[QueueId, str], Facts] = dict(state.strategies_by_queue)
        self._paces: dict[QueueId, int] = dict(state.paces)
        self._turned: dict[tuple[QueueId, AgentId], _RunningTurn] = {}

    def remembered(self, queue_id: QueueId, strategy: str) -> Facts:
        """
        What a plugin's strategy remembers of a queue, nothing before it has picked.
        """
        return self._strategies.get((queue_id, strategy), Facts())

    def take(self, event: RoutingEvent) -> None:
        """
        Counts an event in.

        Raises:
            SequenceError: It is not the next one.

            DefinitionError: It is no event of routing.
        """
        if not isinstance(event, _KINDS):
            message = f"{shown(event)} is no event of routing; give a WorkAssigned or its like"
            raise DefinitionError(message)
        if event.sequence != self.sequence + 1:
            raise SequenceError("routing", self.sequence + 1, event.sequence)
        self.sequence = event.sequence
        match event:
            case WorkAssigned():
                self._turn(event)
                self._end(event.work_id)
            case WorkOffered():
                self._turn(event)
                self._offer(event)
            case OfferAccepted() | WorkLeft():
                self._end(event.work_id)
            case OfferDeclined() | WorkRequeued():
                self._return(event, None if event.may_return else event.agent_id)
            case OfferTimedOut():
                self._return(event, event.agent_id)
            case _:  # pragma: no cover
                assert_never(event)

    def state(self) -> RoutingState:
        """
        The state as it is now.
        """
        before = self._before
        if self.sequence == before.sequence:
            return before
        return known(
            RoutingState,
            sequence=self.sequence,
            turns=self._turns() if self._turned else before.turns,
            offers=_sorted(self.offers, before.offers, before.offers_by_work),
            waits=_sorted(self._waits, before.waits, before.waits_by_work),
            strategies=self._strategy_states(),
        )

    def _turns(self) -> tuple[Turn, ...]:
        turns = {(turn.queue_id, turn.agent_id): turn for turn in self._before.turns}
        for key, turned in self._turned.items():
            turns[key] = turned.ended(*key)
        return tuple([turns[key] for key in sorted(turns)])

    def _strategy_states(self) -> tuple[StrategyState, ...]:
        if self._strategies == self._before.strategies_by_queue:
            return self._before.strategies
        return tuple(
            StrategyState(queue_id=key[0], strategy=key[1], facts=self._strategies[key])
            for key in sorted(self._strategies)
        )

    def _turn(self, event: WorkAssigned | WorkOffered) -> None:
        queue_id = event.queue_id
        key = (queue_id, event.agent_id)
        turned = self._turned.get(key)
        if turned is None:
            turned = self._turned[key] = _RunningTurn(self._before.turn(*key))
        place = place_of(turned.passed, event.weight, self._paces.get(queue_id, 0))
        self._paces[queue_id] = turned.place = place
        turned.passed = place + half_turn(event.weight)
        turned.last = event.sequence
        turned.count += 1
        turned.recent.append(event.at)
        if event.strategy is not None:
            self._strategies[queue_id, event.strategy] = event.strategy_state

    def _offer(self, event: WorkOffered) -> None:
        work_id = event.work_id
        self.offers[work_id] = Offer(
            work_id,
            agent_id=event.agent_id,
            queue_id=event.queue_id,
            channel=event.channel,
            size=event.size,
            offered_at=event.at,
            expires_at=event.expires_at,
        )
        wait = self._waits.get(work_id, Wait(work_id))
        if event.round > wait.round:
            self._waits[work_id] = attrs.evolve(wait, declined=(), round=event.round)

    def _end(self, work_id: WorkId) -> None:
        self.offers.pop(work_id, None)
        self._waits.pop(work_id, None)

    def _return(
        self, event: OfferDeclined | OfferTimedOut | WorkRequeued, unwilling: AgentId | None
    ) -> None:
        work_id = event.work_id
        self.offers.pop(work_id, None)
        wait = self._waits.get(work_id, Wait(work_id))
        declined = wait.declined
        if unwilling is not None and unwilling not in declined:
            declined = (*declined, unwilling)
        self._waits[work_id] = attrs.evolve(wait, declined=declined, again_from=event.at)


def _sorted(
    parts: Mapping[WorkId, _Part], before: tuple[_Part, ...], by_work: Mapping[WorkId, _Part]
) -> tuple[_Part, ...]:
    """
    Parts of a state by work, and those before where nothing has changed.
    """
    return before if parts == by_work else tuple([parts[work_id] for work_id in sorted(parts)])


def evolve_routing(state: RoutingState, event: RoutingEvent) -> RoutingState:
    """
    What routing remembers after one more event.

    Args:
        state: What it remembered before.

        event: The next event.

    Raises:
        SequenceError: It is not the next event.

        DefinitionError: It is no event of routing, or the state is none.
    """
    return replay_routing((event,), state)


def replay_routing(
    events: Iterable[RoutingEvent],
    state: RoutingState = RoutingState(),  # noqa: B008  # frozen
) -> RoutingState:
    """
    What routing remembers after all its events, or after those that follow a state.

    Args:
        events: In order, without a gap.

        state: What it remembered before the first of them; nothing, to begin at the beginning.

    Raises:
        SequenceError: An event is missing, or two have one place.

        DefinitionError: One is no event of routing, or the state is none.
    """
    must_be(RoutingState, state)
    fold = Fold(state)
    for event in to_events(events):
        fold.take(event)
    return fold.state()
