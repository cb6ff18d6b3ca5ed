"""
A rota for each territory, in one queue.
"""

import bisect
from collections.abc import Sequence

import attrs

from csmcore.kernel import AgentId, Facts
from csmcore.routing import Candidates, RoutingContext
from csmcore_territory._territory import Territories


@attrs.frozen
class RegionalRota:
    """
    The agents of each territory take turns, by id, whatever comes from other territories.

    ``round_robin`` has one rota for a queue: who covers for three territories would be given three
    times as much. Here each territory has a rota of its own, of which is remembered who was last;
    whoever comes after them is next. Who cannot take their turn loses it, as on a rota on the wall,
    and who joins or leaves changes nothing for the others.

    Attributes:
        territories: The territories.

        region: The fact of work that names its region.

        name: By which queues use it.
    """

    territories: Territories
    region: str = attrs.field(default="region", kw_only=True)
    name: str = attrs.field(default="regional_rota", kw_only=True)

    def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        How many come before each, from the one after the last.
        """
        last = context.state.get(self._rota(work))
        ids = sorted(candidates.ids)
        first = bisect.bisect_right(ids, last) if isinstance(last, str) else 0
        ranks = {agent_id: rank for rank, agent_id in enumerate([*ids[first:], *ids[:first]])}
        return [ranks[agent_id] for agent_id in candidates.ids]

    def advance(self, state: Facts, work: Facts, agent_id: AgentId) -> Facts:
        """
        The same, with the agent as the last of the work's territory.
        """
        return state.changed([(self._rota(work), agent_id)])

    def _rota(self, work: Facts) -> str:
        """
        Under which name it is remembered who was last; work from nowhere has a rota, too.
        """
        territory = self.territories.of_region(work.get(self.region))
        return "last" if territory is None else f"last.{territory.id}"
