"""
How an agent stood when a piece of work was decided, and which requirements had given way.
"""

import datetime as dt

import attrs

from csmcore.kernel import AgentId, Reason, not_blank
from csmcore.routing._fields import utc_if_given, whole
from csmcore.routing._skills import Requirement


@attrs.frozen(kw_only=True)
class ScoreLine:
    """
    What one scorer made of one agent.

    Attributes:
        scorer: Its name.

        raw: What it said.

        weight: How much that counts in the queue.
    """

    scorer: str = attrs.field(validator=not_blank, kw_only=False)
    raw: int
    weight: int = attrs.field(default=1, validator=whole)

    @property
    def points(self) -> int:
        """
        What it adds.
        """
        return self.raw * self.weight


@attrs.frozen(kw_only=True)
class Ranked:
    """
    An agent who can take a piece of work, and how they stand.

    Attributes:
        agent_id: The agent.

        points: The sum of the scorers' points.

        lines: Where these come from.

        ranks: What each strategy of the queue made of them, by name, the smallest first.

        load: How many units they have, with what the plan has given them so far.

        spare: How many units of the channel they have room for; ``None`` for any number.

        last: The sequence of their last turn in the queue, 0 for never.
    """

    agent_id: AgentId = attrs.field(validator=not_blank, kw_only=False)
    points: int = 0
    lines: tuple[ScoreLine, ...] = ()
    ranks: tuple[tuple[str, int], ...] = ()
    load: int = 0
    spare: int | None = None
    last: int = 0


@attrs.frozen(kw_only=True)
class Excluded:
    """
    An agent who cannot take a piece of work, and why.

    Attributes:
        agent_id: The agent.

        reason: The first rule that left them out.

        until: Until when, if that is known. Held in UTC.

        filter: The filter that did, if it was one.
    """

    agent_id: AgentId = attrs.field(validator=not_blank, kw_only=False)
    reason: Reason
    until: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    filter: str | None = None

    def __str__(self) -> str:
        until = "" if self.until is None else f", until {self.until.isoformat()}"
        return f"{self.agent_id}: {self.reason}{until}"


@attrs.frozen(kw_only=True)
class Relaxed:
    """
    Requirements that gave way.

    Attributes:
        at: When. Held in UTC.

        dropped: Which.

        by: The relaxer of a plugin, if it was one.
    """

    at: dt.datetime
    dropped: tuple[Requirement, ...]
    by: str | None = None
