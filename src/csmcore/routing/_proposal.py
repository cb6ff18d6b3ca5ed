"""
What a plan proposes, until it is committed.
"""

import datetime as dt

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AgentId,
    QueueId,
    WorkId,
    not_blank,
    not_blank_if_given,
    to_choice,
    utc_if_given,
)
from csmcore.routing._agent import Agent
from csmcore.routing._fields import from_one, just_after, whole, whole_if_given
from csmcore.routing._placement import PlacementKind
from csmcore.routing._work import WorkItem


def _outcome(value: PlacementKind | str) -> PlacementKind:
    return to_choice(PlacementKind, value)


def _gives(_proposal: object, _attribute: object, value: PlacementKind) -> None:
    if value not in (PlacementKind.ASSIGN, PlacementKind.OFFER):
        message = f"a proposal to {value}; what is proposed is to assign or to offer"
        raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class Proposal:
    """
    That an agent is to be given, or offered, a piece of work.

    Attributes:
        work_id: The work.

        agent_id: The agent.

        outcome: Whether it is to be assigned or offered.

        queue_id: The queue whose turn it takes.

        channel: By which way the work came.

        size: How many units it takes.

        weight: The agent's weight; a turn of one of 2 counts half.

        work_version: The version of the work that was looked at.

        agent_version: The version of the agent's record that was looked at.

        expires_at: Until when the offer is to stand, that instant still in it; ``None`` until
            it is answered. Held in UTC.

        round: How often everybody has been asked, with this, from 1 up.

        strategy: The plugin's strategy that keeps a state of its own, if one picked.

        sequence: The place of the last event of routing that the plan knew. An agent who has
            had a turn since is a conflict, because the plan did not count it; ``None`` not to
            look at that.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    agent_id: AgentId = attrs.field(validator=not_blank)
    outcome: PlacementKind = attrs.field(
        default=PlacementKind.ASSIGN, converter=_outcome, validator=_gives
    )
    queue_id: QueueId = attrs.field(validator=not_blank)
    channel: str = attrs.field(default="case", validator=not_blank)
    size: int = attrs.field(default=1, validator=whole)
    weight: int = attrs.field(default=1, validator=from_one)
    work_version: int = attrs.field(default=0, validator=whole)
    agent_version: int = attrs.field(default=0, validator=whole)
    expires_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    round: int = attrs.field(default=1, validator=from_one)
    strategy: str | None = attrs.field(default=None, validator=not_blank_if_given)
    sequence: int | None = attrs.field(default=None, validator=whole_if_given)

    @property
    def over_at(self) -> dt.datetime | None:
        """
        The first instant at which the offer stands no more; ``None`` for never.
        """
        return just_after(self.expires_at)


def proposed(
    work: WorkItem,
    agent: Agent,
    outcome: PlacementKind,
    queue_id: QueueId,
    size: int,
    *,
    expires_at: dt.datetime | None,
    round_: int,
    strategy: str | None,
    sequence: int,
) -> Proposal:
    """
    A proposal of values that were checked where they come from, and are not checked again.
    """
    made = object.__new__(Proposal)
    _put_work_id(made, work.id)
    _put_agent_id(made, agent.id)
    _put_outcome(made, outcome)
    _put_queue_id(made, queue_id)
    _put_channel(made, work.channel)
    _put_size(made, size)
    _put_weight(made, agent.weight)
    _put_work_version(made, work.version)
    _put_agent_version(made, agent.version)
    _put_expires_at(made, expires_at)
    _put_round(made, round_)
    _put_strategy(made, strategy)
    _put_sequence(made, sequence)
    return made


(
    _put_work_id,
    _put_agent_id,
    _put_outcome,
    _put_queue_id,
    _put_channel,
    _put_size,
    _put_weight,
    _put_work_version,
    _put_agent_version,
    _put_expires_at,
    _put_round,
    _put_strategy,
    _put_sequence,
) = (getattr(Proposal, each.name).__set__ for each in attrs.fields(Proposal))
