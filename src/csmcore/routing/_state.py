"""
What routing remembers: whose turn it was, what is offered, who declined.
"""

import datetime as dt
import functools
from collections.abc import Mapping

import attrs

from csmcore.kernel import AgentId, Facts, QueueId, WorkId, not_blank, to_utc
from csmcore.routing._fields import utc_if_given, whole


def _instants(values: tuple[dt.datetime, ...]) -> tuple[dt.datetime, ...]:
    return tuple(map(to_utc, values))


@attrs.frozen(kw_only=True)
class Turn:
    """
    When an agent last had a turn in a queue, and how much they have had.

    Attributes:
        queue_id: The queue.

        agent_id: The agent.

        last: The sequence of the event that gave the last turn.

        count: How many turns they have had.

        passed: How far they are along the queue's shares, in shares of a turn
            (:data:`SHARE`); a turn moves an agent on by one share divided by their weight.

        recent: When their last turns were, oldest first; 256 at most. Held in UTC.
    """

    queue_id: QueueId = attrs.field(validator=not_blank)
    agent_id: AgentId = attrs.field(validator=not_blank)
    last: int = attrs.field(validator=whole)
    count: int = attrs.field(default=1, validator=whole)
    passed: int = attrs.field(default=0, validator=whole)
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
    declined: tuple[AgentId, ...] = attrs.field(default=(), converter=tuple[AgentId, ...])
    round: int = attrs.field(default=1, validator=whole)
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
    facts: Facts = attrs.field(factory=Facts, converter=Facts)


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
    """

    sequence: int = attrs.field(default=0, validator=whole)
    turns: tuple[Turn, ...] = attrs.field(default=(), converter=tuple[Turn, ...])
    offers: tuple[Offer, ...] = attrs.field(default=(), converter=tuple[Offer, ...])
    waits: tuple[Wait, ...] = attrs.field(default=(), converter=tuple[Wait, ...])
    strategies: tuple[StrategyState, ...] = attrs.field(default=(), converter=tuple[StrategyState, ...])

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
