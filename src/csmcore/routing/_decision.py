"""
What was decided of a piece of work, and why.
"""

import datetime as dt
from typing import Final

import attrs

from csmcore.kernel import AgentId, Markup, QueueId, Reason, WorkId, instant_text, not_blank
from csmcore.routing._draw import draw_decision, told_decision
from csmcore.routing._fault import ExtensionFault
from csmcore.routing._placement import PlacementKind
from csmcore.routing._reasons import LEFT_OUT, distance
from csmcore.routing._skills import Requirement
from csmcore.routing._verdict import Excluded, Ranked, Relaxed

SHOWN: Final = 10
"""
How many agents a decision tells of in full; the rest are counted.
"""


@attrs.frozen(kw_only=True)
class RoutingDecision:
    """
    What was decided of a piece of work, with every reason.

    Attributes:
        work_id: The work.

        outcome: What is done.

        agent_id: Who gets it, is asked, or has it.

        queue_id: The queue whose agents were asked last.

        until: When to look again (:class:`Placement`).

        expires_at: Until when the offer stands, of what is offered, that instant still in it;
            ``None`` until it is answered. Held in UTC.

        work_version: The version of the work that was looked at.

        agent_version: The version of the agent's record that was looked at.

        reasons: Why this one, or why nobody.

        strategy: How the queue picks.

        requires: What was asked of whoever takes it, once requirements had given way.

        relaxed: Which gave way, in order.

        considered: How many agents were looked at.

        ranked: The first ten of those who can take it, the chosen one first.

        able: How many can take it.

        excluded: The first ten of those who cannot: who came nearest to it first, then by id.

        counts: How many cannot, by the code of the reason.

        decided_by: What told the chosen one from the runner-up: ``points``, a strategy's name,
            ``spare``, ``last_turn``, ``chance``, ``id``; ``None`` where there is no runner-up.

        faults: The extensions that failed on it.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    outcome: PlacementKind
    agent_id: AgentId | None = None
    queue_id: QueueId | None = None
    until: dt.datetime | None = None
    expires_at: dt.datetime | None = None
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

    def __str__(self) -> str:
        return told_decision(
            self._answer, self._notes, ranked=self.ranked, excluded=self.excluded, others=self._others
        )

    def _repr_html_(self) -> Markup:
        return draw_decision(
            self._answer, self._notes, ranked=self.ranked, excluded=self.excluded, others=self._others
        )

    @property
    def _answer(self) -> str:
        queue = "" if self.queue_id is None else f", from queue {self.queue_id}"
        until = "" if self.until is None else f"; look again at {instant_text(self.until)}"
        stands = "" if self.expires_at is None else f", until {instant_text(self.expires_at)}"
        match self.outcome:
            case PlacementKind.ASSIGN:
                return f"{self.work_id} goes to {self.agent_id}{queue}"
            case PlacementKind.OFFER:
                return f"{self.work_id} is offered to {self.agent_id}{queue}{stands}"
            case PlacementKind.KEEP:
                return f"{self.work_id} stays with {self.agent_id}{until}"
            case PlacementKind.HOLD:
                return f"{self.work_id} waits{queue}{until}"

    @property
    def _notes(self) -> tuple[str, ...]:
        told = [str(reason) for reason in self.reasons]
        if self.requires:
            told.append(f"it asks for {', '.join(map(str, self.requires))}")
        told += map(str, self.relaxed)
        told += [f"failed: {fault}" for fault in self.faults]
        return tuple(told)

    @property
    def _others(self) -> tuple[str, ...]:
        able = self.able - len(self.ranked)
        counted = dict(self.counts)
        for each in self.excluded:
            counted[each.reason.code] -= 1
        told = [f"{able:,} more can take it"] if able else []
        told += [
            f"{counted[code]:,} more cannot: {LEFT_OUT.get(code, code)}"
            for code in sorted(counted, key=distance)
            if counted[code]
        ]
        return tuple(told)
