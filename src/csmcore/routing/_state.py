"""
What routing remembers: whose turn it was, what is offered, who declined.
"""

import datetime as dt
import functools
import itertools
import operator
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import attrs

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import (
    AgentId,
    Facts,
    QueueId,
    WorkId,
    listed,
    not_blank,
    shown,
    to_utc,
    utc_if_given,
)
from csmcore.routing._fields import from_one, just_after, once, to_facts, whole

SHARE: Final = 465_585_120
"""
How far a turn moves an agent of weight 1 along the shares of a queue; one of weight 2 half as far.

Half of it divides by every weight from 1 to 20, so that shares by these are exact. By others
they are exact to one part in a hundred thousand for weights up to 2,000.
"""


def half_turn(weight: int) -> int:
    """
    Half of how far a turn moves an agent of a weight along the shares of a queue.
    """
    return max(SHARE // (2 * weight), 1)


def place_of(passed: int, weight: int, pace: int) -> int:
    """
    Where an agent's next turn lies along the shares of a queue: its middle, the smallest first.

    Turns by the middle, and not by where they begin, come nearest to the shares: the method
    of Sainte-Laguë and Webster for seats in a parliament. Nobody falls behind the queue's
    pace, so that who comes new, or comes back, is not owed what they were not there for.

    Args:
        passed: How far the agent is (:class:`Turn`), 0 before the first turn.

        weight: Their weight.

        pace: How far the queue is (:meth:`RoutingState.pace`).
    """
    return max(passed + half_turn(weight), pace)


def _instants(values: Iterable[dt.datetime]) -> tuple[dt.datetime, ...]:
    if not isinstance(values, Iterable):
        message = f"{shown(values)} is no list; give several instants, as a tuple or list"
        raise DefinitionError(message)
    return tuple(map(to_utc, values))


def _declined(values: Iterable[AgentId]) -> tuple[AgentId, ...]:
    agents: tuple[str, ...] = listed(str, values)
    for each in agents:
        if not each.strip():
            message = f"{shown(each)} is no agent; it is a text that is not blank"
            raise DefinitionError(message)
    once("agent", agents)
    return tuple(map(AgentId, agents))


@attrs.frozen(kw_only=True)
class Turn:
    """
    When an agent last had a turn in a queue, and how much they have had.

    Where turns are shared by weight, the agent has the next whose next turn lies lowest
    (:meth:`RoutingState.position`). Of k agents who can all take everything, one whose share
    of the weights is s is then never further from their exact share than 1/2 + s (k - 2) / 2
    turns: less than one turn for two or three agents, and for any number of the same weight.
    Of any two, the turns by weight never differ by more than half a turn of each.

    Attributes:
        queue_id: The queue.

        agent_id: The agent.

        last: The sequence of the event that gave the last turn.

        count: How many turns they have had.

        passed: How far they are along the queue's shares; a turn moves an agent on by
            465,585,120 divided by their weight.

        place: Where the last turn was along the shares: the middle of it.

        recent: When their last turns were, oldest first; 256 at most. Held in UTC.
    """

    queue_id: QueueId = attrs.field(validator=not_blank)
    agent_id: AgentId = attrs.field(validator=not_blank)
    last: int = attrs.field(validator=from_one)
    count: int = attrs.field(default=1, validator=from_one)
    passed: int = attrs.field(default=0, validator=whole)
    place: int = attrs.field(default=0, validator=whole)
    recent: tuple[dt.datetime, ...] = attrs.field(default=(), converter=_instants)


@attrs.frozen(kw_only=True)
class Offer:
    """
    Work that is offered and not yet answered; it takes capacity as if it were assigned.

    Attributes:
        work_id: The work.

        agent_id: To whom.

        queue_id: From which queue.

        channel: By which way the work came.

        size: How many units it takes.

        offered_at: Since when. Held in UTC.

        expires_at: Until when it stands, that instant still in it; ``None`` until it is
            answered. Held in UTC.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    agent_id: AgentId = attrs.field(validator=not_blank)
    queue_id: QueueId = attrs.field(validator=not_blank)
    channel: str = attrs.field(default="case", validator=not_blank)
    size: int = attrs.field(default=1, validator=whole)
    offered_at: dt.datetime = attrs.field(converter=to_utc)
    expires_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)

    @property
    def over_at(self) -> dt.datetime | None:
        """
        The first instant at which it stands no more, if it is not answered; ``None`` for never.
        """
        return just_after(self.expires_at)


@attrs.frozen(kw_only=True)
class Wait:
    """
    What is remembered of work that waits again.

    Attributes:
        work_id: The work.

        declined: Who declined it, or let the offer pass, in this round, in order.

        round: How often everybody has been asked, from 1 up.

        again_from: When it last came back, from which a relaxation counts that starts again;
            ``None`` where it never did. Held in UTC.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    declined: tuple[AgentId, ...] = attrs.field(default=(), converter=_declined)
    round: int = attrs.field(default=1, validator=from_one)
    again_from: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)


@attrs.frozen(kw_only=True)
class StrategyState:
    """
    What a plugin's strategy remembers of a queue.

    Attributes:
        queue_id: The queue.

        strategy: The strategy's name.

        facts: What it remembers. A mapping is accepted.
    """

    queue_id: QueueId = attrs.field(validator=not_blank)
    strategy: str = attrs.field(validator=not_blank)
    facts: Facts = attrs.field(factory=Facts, converter=to_facts)


_Part = TypeVar("_Part", Turn, Offer, Wait, StrategyState)


def _sorted(values: Iterable[_Part], kind: type[_Part], *names: str) -> tuple[_Part, ...]:
    parts = listed(kind, values)
    key = operator.attrgetter(*names)
    keys = list(map(key, parts))
    if all(map(operator.lt, keys, itertools.islice(keys, 1, None))):
        return parts
    if len(set(keys)) < len(keys):
        twice = next(each for each in parts if keys.count(key(each)) > 1)
        raise DuplicateError(kind.__name__.lower(), " ".join(getattr(twice, name) for name in names))
    return tuple(sorted(parts, key=key))


def _turns(values: Iterable[Turn]) -> tuple[Turn, ...]:
    return _sorted(values, Turn, "queue_id", "agent_id")


def _offers(values: Iterable[Offer]) -> tuple[Offer, ...]:
    return _sorted(values, Offer, "work_id")


def _waits(values: Iterable[Wait]) -> tuple[Wait, ...]:
    return _sorted(values, Wait, "work_id")


def _strategies(values: Iterable[StrategyState]) -> tuple[StrategyState, ...]:
    return _sorted(values, StrategyState, "queue_id", "strategy")


@attrs.frozen(kw_only=True)
class RoutingState:
    """
    What routing remembers between plans: a fold over its events.

    Attributes:
        sequence: The place of the last event, 0 before the first.

        turns: Whose turn it was, sorted by queue and agent.

        offers: What is offered and not answered, sorted by work.

        waits: What is remembered of work that waits again, sorted by work.

        strategies: What plugins' strategies remember, sorted by queue and name.

    Raises:
        DuplicateError: Two turns of one agent in one queue, two offers of one piece of work,
            or the like.

        DefinitionError: A turn came after the last event.
    """

    sequence: int = attrs.field(default=0, validator=whole)
    turns: tuple[Turn, ...] = attrs.field(default=(), converter=_turns)
    offers: tuple[Offer, ...] = attrs.field(default=(), converter=_offers)
    waits: tuple[Wait, ...] = attrs.field(default=(), converter=_waits)
    strategies: tuple[StrategyState, ...] = attrs.field(default=(), converter=_strategies)

    def __attrs_post_init__(self) -> None:
        for turn in self.turns:
            if turn.last > self.sequence:
                message = (
                    f"agent {turn.agent_id} had a turn at event {turn.last}, and the state is at event "
                    f"{self.sequence}; its sequence is that of the last event, or more"
                )
                raise DefinitionError(message)

    @functools.cached_property
    def offers_by_work(self) -> Mapping[WorkId, Offer]:
        """
        What is offered, to look up.
        """
        return {offer.work_id: offer for offer in self.offers}

    @functools.cached_property
    def waits_by_work(self) -> Mapping[WorkId, Wait]:
        """
        What is remembered of work, to look up.
        """
        return {wait.work_id: wait for wait in self.waits}

    @functools.cached_property
    def turns_by_queue(self) -> Mapping[QueueId, Mapping[AgentId, Turn]]:
        """
        The turns by queue and agent, to look up.
        """
        found: dict[QueueId, dict[AgentId, Turn]] = {}
        for turn in self.turns:
            found.setdefault(turn.queue_id, {})[turn.agent_id] = turn
        return found

    @functools.cached_property
    def strategies_by_queue(self) -> Mapping[tuple[QueueId, str], Facts]:
        """
        What plugins' strategies remember by queue and name, to look up.
        """
        return {(each.queue_id, each.strategy): each.facts for each in self.strategies}

    @functools.cached_property
    def paces(self) -> Mapping[QueueId, int]:
        """
        How far each queue is along its shares: where the latest turn in it was.
        """
        latest: dict[QueueId, Turn] = {}
        for turn in self.turns:
            if turn.queue_id not in latest or turn.last > latest[turn.queue_id].last:
                latest[turn.queue_id] = turn
        return {queue_id: turn.place for queue_id, turn in latest.items()}

    def pace(self, queue_id: QueueId) -> int:
        """
        How far a queue is along its shares, 0 before its first turn.
        """
        return self.paces.get(queue_id, 0)

    def turn(self, queue_id: QueueId, agent_id: AgentId) -> Turn | None:
        """
        The last turn of an agent in a queue, ``None`` before the first.
        """
        return self.turns_by_queue.get(queue_id, {}).get(agent_id)

    def position(self, queue_id: QueueId, agent_id: AgentId, weight: int) -> int:
        """
        Where an agent's next turn in a queue would lie among its shares; the smallest has it.
        """
        turn = self.turn(queue_id, agent_id)
        return place_of(0 if turn is None else turn.passed, weight, self.pace(queue_id))
