"""
What every plan comes to: who gets which work, to be looked at, drawn, compared and committed.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping

from csmcore.errors import UnknownIdError
from csmcore.kernel import Markup, WorkId, counted, instant_text
from csmcore.routing._draw import draw_plan
from csmcore.routing._fault import ExtensionFault
from csmcore.routing._placement import Placement
from csmcore.routing._proposal import Proposal
from csmcore.routing._rules import RoutingRules


class Planned:
    """
    Who gets which work, however it was found: what ``plan`` and ``plan_batch`` make.

    Attributes:
        at: The instant. Held in UTC.

        placements: What is done with each piece of work: first those for which agents were
            asked, in the order of the backlog, then the others, by entry.

        proposals: What is to be committed, in the order in which it was decided.

        faults: Where extensions failed, and what went on without them.
    """

    __slots__ = ("__dict__", "at", "faults", "placements", "proposals")

    rules: RoutingRules
    """
    The rules that it was made by.
    """

    def __init__(
        self,
        *,
        at: dt.datetime,
        placements: Iterable[Placement],
        proposals: Iterable[Proposal],
        faults: Iterable[ExtensionFault],
    ) -> None:
        self.at = at
        self.placements = tuple(placements)
        self.proposals = tuple(proposals)
        self.faults = tuple(faults)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Planned):
            return NotImplemented
        mine = (self.at, self.placements, self.proposals, self.faults)
        return mine == (other.at, other.placements, other.proposals, other.faults)

    def __hash__(self) -> int:
        return hash((self.at, self.placements, self.proposals))

    def __repr__(self) -> str:
        held = sum(each.outcome == "hold" for each in self.placements)
        told = f"{len(self.proposals)} proposed, {held} held"
        told += f", {counted(len(self.faults), 'fault')}" if self.faults else ""
        return f"{type(self).__name__}({instant_text(self.at)}: {told})"

    def __str__(self) -> str:
        told = [repr(self)]
        for each in self.placements:
            whom = "" if each.agent_id is None else f" {each.agent_id}"
            queue = "" if each.queue_id is None else f" from {each.queue_id}"
            until = "" if each.until is None else f" until {instant_text(each.until)}"
            told.append(f"  {each.work_id}: {each.outcome}{whom}{queue}{until}")
        return "\n".join(told)

    def _repr_html_(self) -> Markup:
        return draw_plan(self.at, self.placements, self.faults)

    @functools.cached_property
    def by_work(self) -> Mapping[WorkId, Placement]:
        """
        The placements, to look up.
        """
        return {each.work_id: each for each in self.placements}

    @property
    def next_instant(self) -> dt.datetime | None:
        """
        When to plan again although nothing has happened; ``None`` where only events help.

        It is later than the plan. For an offer it is the instant at which ``expired_offers``
        tells it, as ``next_expiry`` says.
        """
        later = [each.until for each in self.placements]
        later += [each.over_at for each in self.proposals]
        return min((each for each in later if each is not None), default=None)

    def placement(self, work_id: WorkId) -> Placement:
        """
        What is done with a piece of work, in short.

        Raises:
            UnknownIdError: The plan was not made for it.
        """
        found = self.by_work.get(work_id)
        if found is None:
            raise UnknownIdError("work", work_id)
        return found
