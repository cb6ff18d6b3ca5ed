"""
How an agent stood when a piece of work was decided, and which requirements had given way.
"""

import datetime as dt

import attrs

from csmcore.kernel import AgentId, Reason, instant_text, not_blank, utc_if_given
from csmcore.routing._fields import whole
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

    def __str__(self) -> str:
        return f"{self.scorer} {self.raw}" + ("" if self.weight == 1 else f" x {self.weight}")


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

    def __str__(self) -> str:
        told = [f"{self.agent_id}: {self.points} points"]
        told[0] += f" ({', '.join(map(str, self.lines))})" if self.lines else ""
        told += [f"{name} {rank}" for name, rank in self.ranks]
        told.append(f"has {self.load}, room for {'any number' if self.spare is None else self.spare}")
        return ", ".join(told)


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
        until = "" if self.until is None else f", until {instant_text(self.until)}"
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

    def __str__(self) -> str:
        by = "" if self.by is None else f", by {self.by}"
        return f"{', '.join(map(str, self.dropped))} gave way at {instant_text(self.at)}{by}"
