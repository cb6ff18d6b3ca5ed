"""
What a plan does with a piece of work, in short.
"""

import datetime as dt
import enum

import attrs

from csmcore.kernel import AgentId, QueueId, WorkId, not_blank


class PlacementKind(enum.StrEnum):
    """
    What a plan does with a piece of work.

    ``ASSIGN``: an agent gets it. ``OFFER``: an agent is asked. ``HOLD``: it waits on.
    ``KEEP``: somebody has it, or is being asked, and nothing is to be done.
    """

    ASSIGN = "assign"
    OFFER = "offer"
    HOLD = "hold"
    KEEP = "keep"


@attrs.frozen(kw_only=True)
class Placement:
    """
    What a plan does with one piece of work, in short.

    Attributes:
        work_id: The work.

        outcome: What is done.

        queue_id: The queue whose agents were asked last; ``None`` where it has none.

        agent_id: Who gets it, is asked, or has it.

        until: When to look again: the next instant at which something could be different
            without anybody doing anything, and of what is offered the first at which the
            offer is over. Later than the plan. ``None`` where only events help. Held in UTC.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    outcome: PlacementKind
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    until: dt.datetime | None = None


def placed(work_id: WorkId, outcome: PlacementKind, queue_id: QueueId, agent_id: AgentId) -> Placement:
    """
    A placement of values that were checked where they come from, and are not checked again.
    """
    made = object.__new__(Placement)
    _put_work_id(made, work_id)
    _put_outcome(made, outcome)
    _put_queue_id(made, queue_id)
    _put_agent_id(made, agent_id)
    _put_until(made, None)
    return made


_put_work_id, _put_outcome, _put_queue_id, _put_agent_id, _put_until = (
    getattr(Placement, each.name).__set__ for each in attrs.fields(Placement)
)
