"""
What happened in routing, in order: who was given or offered what, and what they answered.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TypeAlias

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AgentId,
    Facts,
    QueueId,
    WorkId,
    instant_text,
    not_blank,
    not_blank_if_given,
    shown,
    to_utc,
    utc_if_given,
)
from csmcore.routing._fields import from_one, is_flag, to_facts, whole


@attrs.frozen(kw_only=True)
class _Event:
    """
    What every event of routing says.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    sequence: int = attrs.field(validator=from_one)
    at: dt.datetime = attrs.field(converter=to_utc)

    def __str__(self) -> str:
        return f"{instant_text(self.at)}: {self.work_id} {self._what}"

    @property
    def _what(self) -> str:
        raise NotImplementedError


def _until(instant: dt.datetime | None) -> str:
    return "" if instant is None else f", until {instant_text(instant)}"


def _because(reason: str | None) -> str:
    return "" if reason is None else f": {' '.join(reason.split())}"


@attrs.frozen(kw_only=True)
class _Given(_Event):
    """
    What is said of work that somebody was given or offered.
    """

    agent_id: AgentId = attrs.field(validator=not_blank)
    queue_id: QueueId = attrs.field(validator=not_blank)
    channel: str = attrs.field(default="case", validator=not_blank)
    size: int = attrs.field(default=1, validator=whole)
    weight: int = attrs.field(default=1, validator=from_one)
    strategy: str | None = attrs.field(default=None, validator=not_blank_if_given)
    strategy_state: Facts = attrs.field(factory=Facts, converter=to_facts)

    def __attrs_post_init__(self) -> None:
        if self.strategy is None and self.strategy_state:
            message = (
                f"work {self.work_id} was given with the state of a strategy that is not named; "
                "name the strategy, or leave its state out"
            )
            raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class WorkAssigned(_Given):
    """
    Work was assigned to an agent.

    Attributes:
        work_id: The work.

        sequence: Its place among the events of routing, from 1 up.

        at: When. Held in UTC.

        agent_id: The agent.

        queue_id: The queue whose turn it took.

        channel: By which way the work came.

        size: How many units it takes.

        weight: The agent's weight then; a turn of one of 2 counts half.

        strategy: The plugin's strategy that keeps a state of its own, if one picked.

        strategy_state: That state from now on, so that replaying needs no plugin.

    Raises:
        DefinitionError: A strategy's state without the strategy.
    """

    @property
    def _what(self) -> str:
        return f"goes to {self.agent_id}, from queue {self.queue_id}"


@attrs.frozen(kw_only=True)
class WorkOffered(_Given):
    """
    Work was offered to an agent, who accepts or declines.

    Attributes:
        work_id: The work.

        sequence: Its place among the events of routing, from 1 up.

        at: When. Held in UTC.

        agent_id: The agent.

        queue_id: The queue whose turn it took.

        channel: By which way the work came.

        size: How many units it takes, while the offer stands too.

        weight: The agent's weight then; a turn of one of 2 counts half.

        strategy: The plugin's strategy that keeps a state of its own, if one picked.

        strategy_state: That state from now on, so that replaying needs no plugin.

        expires_at: Until when the offer stands, that instant still in it; ``None`` until it
            is answered. Held in UTC.

        round: How often everybody has been asked, from 1 up: once all have declined, all are
            asked again.
    """

    expires_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    round: int = attrs.field(default=1, validator=from_one)

    @property
    def _what(self) -> str:
        return f"is offered to {self.agent_id}, from queue {self.queue_id}{_until(self.expires_at)}"


@attrs.frozen(kw_only=True)
class _Answered(_Event):
    """
    What is said of an offer that stands no more.
    """

    agent_id: AgentId = attrs.field(validator=not_blank)
    queue_id: QueueId = attrs.field(validator=not_blank)


@attrs.frozen(kw_only=True)
class OfferAccepted(_Answered):
    """
    An agent accepted what they were offered: it is theirs.

    Attributes:
        work_id: The work.

        sequence: Its place among the events of routing, from 1 up.

        at: When. Held in UTC.

        agent_id: The agent.

        queue_id: The queue from which it was offered.

        channel: By which way the work came.

        size: How many units it takes.
    """

    channel: str = attrs.field(default="case", validator=not_blank)
    size: int = attrs.field(default=1, validator=whole)

    @property
    def _what(self) -> str:
        return f"is accepted by {self.agent_id}"


@attrs.frozen(kw_only=True)
class OfferDeclined(_Answered):
    """
    An agent declined what they were offered; the work waits on, as old as it was.

    Attributes:
        work_id: The work.

        sequence: Its place among the events of routing, from 1 up.

        at: When. Held in UTC.

        agent_id: The agent.

        queue_id: The queue from which it was offered.

        reason: Why, in a host's own word.

        may_return: Whether the same agent may be offered it again at once.
    """

    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)
    may_return: bool = attrs.field(default=False, validator=is_flag)

    @property
    def _what(self) -> str:
        return f"is declined by {self.agent_id}{_because(self.reason)}"


@attrs.frozen(kw_only=True)
class OfferTimedOut(_Answered):
    """
    An offer was not answered in time; the work waits on, as old as it was.

    Attributes:
        work_id: The work.

        sequence: Its place among the events of routing, from 1 up.

        at: When it was noticed. Held in UTC.

        agent_id: The agent.

        queue_id: The queue from which it was offered.

        presence: What the agent is said to be from then on, for the host to set; ``None`` to
            leave it.
    """

    presence: str | None = attrs.field(default=None, validator=not_blank_if_given)

    @property
    def _what(self) -> str:
        return f"was not answered in time by {self.agent_id}"


@attrs.frozen(kw_only=True)
class WorkRequeued(_Event):
    """
    Work came back from who had it, or was to have it; it waits again, as old as it was.

    Attributes:
        work_id: The work.

        sequence: Its place among the events of routing, from 1 up.

        at: When. Held in UTC.

        agent_id: Who had it, or was offered it.

        reason: Why, in a host's own word, such as ``agent offline``.

        may_return: Whether the same agent may get it again at once.
    """

    agent_id: AgentId = attrs.field(validator=not_blank)
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)
    may_return: bool = attrs.field(default=True, validator=is_flag)

    @property
    def _what(self) -> str:
        return f"comes back from {self.agent_id}{_because(self.reason)}"


@attrs.frozen(kw_only=True)
class WorkLeft(_Event):
    """
    Work left routing: it was finished, cancelled, or somebody took it by hand.

    Attributes:
        work_id: The work.

        sequence: Its place among the events of routing, from 1 up.

        at: When. Held in UTC.

        reason: Why, in a host's own word, such as ``manually assigned``.
    """

    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)

    @property
    def _what(self) -> str:
        return f"leaves routing{_because(self.reason)}"


RoutingEvent: TypeAlias = (
    WorkAssigned | WorkOffered | OfferAccepted | OfferDeclined | OfferTimedOut | WorkRequeued | WorkLeft
)
"""
Whatever happens in routing.
"""


def to_events(values: Iterable[RoutingEvent]) -> Iterable[RoutingEvent]:
    """
    Events to go through once, however many there are; each is looked at when it is taken.

    Raises:
        DefinitionError: There is nothing to go through, such as one event alone.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        message = f"events={shown(values)}; give the events of routing in order, as a list"
        raise DefinitionError(message)
    return values
