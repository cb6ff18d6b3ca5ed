"""
What was decided of a piece of work, and why.
"""

import datetime as dt
import enum
from typing import Final

import attrs

from csmcore.kernel import AgentId, QueueId, Reason, WorkId, not_blank
from csmcore.routing._extensions import Origin
from csmcore.routing._fields import utc_if_given, whole
from csmcore.routing._skills import Requirement

SHOWN: Final = 10
"""
How many agents a decision tells of in full; the rest are counted.
"""


class Outcome(enum.StrEnum):
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

        until: When to look again at what is held: the next instant at which something could
            be different without anybody doing anything. ``None`` where only events help.
            Held in UTC.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    outcome: Outcome
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    until: dt.datetime | None = None


@attrs.frozen(kw_only=True)
class ExtensionFault:
    """
    That an extension failed, and what was done without it.

    Attributes:
        extension: The name of the filter, scorer, strategy or other.

        origin: Where it comes from.

        problem: What went wrong, in a line: the error with its type, or what was wrong with
            what it returned.

        work_id: With which piece of work, the first of those alike.
    """

    extension: str = attrs.field(validator=not_blank, kw_only=False)
    origin: Origin
    problem: str = attrs.field(validator=not_blank)
    work_id: WorkId | None = None

    def __str__(self) -> str:
        return f"{self.extension} of {self.origin}: {self.problem}"


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


@attrs.frozen(kw_only=True)
class RoutingDecision:
    """
    What was decided of a piece of work, with every reason.

    Attributes:
        work_id: The work.

        outcome: What is done.

        agent_id: Who gets it, is asked, or has it.

        queue_id: The queue whose agents were asked last.

        until: When to look again at what is held (:class:`Placement`).

        work_version: The version of the work that was looked at.

        agent_version: The version of the agent's record that was looked at.

        reasons: Why this one, or why nobody.

        strategy: How the queue picks.

        requires: What was asked of whoever takes it, once requirements had given way.

        relaxed: Which gave way, in order.

        considered: How many agents were looked at.

        ranked: The first ten of those who can take it, the chosen one first.

        able: How many can take it.

        excluded: The first ten of those who cannot, by id.

        counts: How many cannot, by the code of the reason.

        decided_by: What told the chosen one from the runner-up: ``points``, a strategy's name,
            ``spare``, ``last_turn``, ``chance``, ``id``; ``None`` where there is no runner-up.

        faults: The extensions that failed on it.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    outcome: Outcome
    agent_id: AgentId | None = None
    queue_id: QueueId | None = None
    until: dt.datetime | None = None
    work_version: int = 0
    agent_version: int | None = None
    reasons: tuple[Reason, ...] = ()
    strategy: tuple[str, ...] = ()
    requires: tuple[Requirement, ...] = ()
    relaxed: tuple[Relaxed, ...] = ()
    considered: int = 0
    able: int = 0
    ranked: tuple[Ranked, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    decided_by: str | None = None
    faults: tuple[ExtensionFault, ...] = ()

    @property
    def runner_up(self) -> Ranked | None:
        """
        Who would have got it otherwise.
        """
        return self.ranked[1] if len(self.ranked) > 1 else None
