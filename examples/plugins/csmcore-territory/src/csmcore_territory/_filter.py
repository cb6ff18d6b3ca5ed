"""
Leaves out who is not in the work's territory.
"""

from collections.abc import Sequence
from typing import Final

import attrs

from csmcore.kernel import Facts, Reason, ReasonKind
from csmcore.routing import Agent, Candidates, Exclusion, RoutingContext
from csmcore_territory._territory import Territories, Territory

ELSEWHERE: Final = ReasonKind("territory.elsewhere", "works in {homes}, and this is from {territory}")
"""
The work is another territory's.
"""

NOT_YET: Final = ReasonKind(
    "territory.not_yet", "works in {homes}, which covers for {territory} only out of its hours"
)
"""
The agent's territory covers for the work's, and its own people are still there.
"""

NOWHERE: Final = ReasonKind("territory.nowhere", "works in no territory, and this is from {territory}")
"""
Nothing is known of where the agent works.
"""

UNKNOWN: Final = ReasonKind("territory.unknown", "no territory has the region {region}")
"""
The work's region is not among the territories', so that nobody is in it.
"""


@attrs.frozen
class TerritoryFilter:
    """
    Leaves out who is not in the work's territory, and does not cover for it now.

    Work that names no region is for everybody. A region that no territory has is for nobody:
    a misspelt one would otherwise go to whoever is free.

    Attributes:
        territories: The territories.

        region: The fact of work that names its region.

        home: The fact of agents that names their territory, or several.

        name: By which queues use it.
    """

    territories: Territories
    region: str = attrs.field(default="region", kw_only=True)
    home: str = attrs.field(default="territory", kw_only=True)
    name: str = attrs.field(default="territory", kw_only=True)

    @property
    def reads(self) -> frozenset[str] | None:
        """
        The work's region and nothing else, so that work from one region is asked about once.
        """
        return frozenset({self.region})

    def exclude(
        self, work: Facts, candidates: Candidates, context: RoutingContext
    ) -> Sequence[Exclusion]:
        """
        Those who are elsewhere; until when, of those who cover for the territory later.
        """
        region = work.get(self.region)
        if not isinstance(region, str):
            return []
        territory = self.territories.of_region(region)
        if territory is None:
            unknown = UNKNOWN(region=region)
            return [Exclusion(agent_id, unknown) for agent_id in candidates.ids]
        is_open = territory.is_open(context.at)
        closes_at = territory.closes_at(context.at) if is_open else None
        reasons: dict[frozenset[str], Reason | None] = {}
        found = []
        for agent in candidates.agents:
            homes = _homes(agent, self.home)
            if homes not in reasons:
                reasons[homes] = _reason(homes, territory, is_open=is_open)
            reason = reasons[homes]
            if reason is not None:
                until = closes_at if reason.code == NOT_YET.code else None
                found.append(Exclusion(agent.id, reason, until))
        return found


def _reason(homes: frozenset[str], territory: Territory, *, is_open: bool) -> Reason | None:
    """
    Why those who work there are left out, if they are.
    """
    if territory.id in homes:
        return None
    told = {"homes": ", ".join(sorted(homes)), "territory": territory.id}
    if not homes.isdisjoint(territory.covered_by):
        return NOT_YET(**told) if is_open else None
    return ELSEWHERE(**told) if homes else NOWHERE(territory=territory.id)


def _homes(agent: Agent, fact: str) -> frozenset[str]:
    value = agent.facts.get(fact)
    several = value if isinstance(value, frozenset) else (value,)
    return frozenset(each for each in several if isinstance(each, str))
