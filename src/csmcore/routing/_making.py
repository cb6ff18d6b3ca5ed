"""
A plan while it is being made: what all its parts share.
"""

import datetime as dt
import functools
import hashlib
from collections.abc import Sequence

from csmcore.kernel import AgentId, Facts, QueueId
from csmcore.routing._agent import Agent
from csmcore.routing._calls import Calls
from csmcore.routing._eligible import Eligibility
from csmcore.routing._extensions import Candidates, RoutingContext
from csmcore.routing._queue import Queue, Use
from csmcore.routing._rules import RoutingRules
from csmcore.routing._standing import UNLIMITED, Room, Standings
from csmcore.routing._state import RoutingState


def chance(seed: int, agent_id: AgentId) -> int:
    """
    A number drawn by chance for an agent, the same for the same seed.
    """
    drawn = f"{seed}\x1f{agent_id}".encode(errors="surrogatepass")
    return int.from_bytes(hashlib.blake2b(drawn, digest_size=7).digest())


class Making:
    """
    A plan while it is being made.

    Attributes:
        rules: The rules.

        at: The instant of the plan.

        seed: From which chance is drawn where agents tie.

        standings: How agents stand, with what the plan has given them so far.

        eligibility: Who can take work at all.

        calls: How extensions are asked.

        chances: A number drawn for each agent; ``None`` where nothing is left to chance.
    """

    def __init__(
        self,
        agents: Sequence[Agent],
        rules: RoutingRules,
        state: RoutingState,
        at: dt.datetime,
        seed: int,
        *,
        eligibility: Eligibility | None = None,
    ) -> None:
        """
        Begins a plan.

        Args:
            agents: Who there is.

            rules: The rules.

            state: What routing remembers.

            at: The instant.

            seed: From which chance is drawn.

            eligibility: Who can take work at all, where that was asked of the same agents, rules
                and instant before: what a plan gives changes nothing of it.
        """
        self.rules, self.state, self.at, self.seed = rules, state, at, seed
        self.standings = Standings(agents, rules.setup, state, at)
        self.eligibility = eligibility or Eligibility(self.standings.agents, rules.setup, at)
        self.calls = Calls(strict=rules.strict)
        self.chances = [chance(seed, agent.id) for agent in self.standings.agents] if seed else None
        self._memory: dict[tuple[QueueId, str], Facts] = {
            (each.queue_id, each.strategy): each.facts for each in state.strategies
        }

    @functools.cached_property
    def before(self) -> Standings:
        """
        How agents stood before the plan gave them anything: what filters and scorers see.
        """
        return Standings(self.standings.agents, self.rules.setup, self.state, self.at)

    def memory(self, queue: Queue, strategy: str) -> Facts:
        """
        What a plugin's strategy remembers of a queue, with what the plan has given so far.
        """
        return self._memory.get((queue.id, strategy), Facts())

    def remember(self, queue: Queue, strategy: str, facts: Facts) -> None:
        """
        Takes down what a plugin's strategy remembers from now on.
        """
        self._memory[queue.id, strategy] = facts

    def context(self, queue: Queue, use: Use) -> RoutingContext:
        """
        What an extension is told beside the work and the agents.
        """
        return RoutingContext(
            at=self.at,
            queue=queue,
            options=use.options,
            state=self.memory(queue, use.name),
            seed=self.seed,
        )


def columns(
    standings: Standings, room: Room, queue: Queue, places: Sequence[int], points: Sequence[int]
) -> Candidates:
    """
    The agents at some places as extensions see them.
    """
    spares = [room.of(place) for place in places]
    lasts = standings.lasts(queue.id)
    return Candidates(
        agents=tuple([standings.agents[place] for place in places]),
        loads=tuple([standings.loads[place] for place in places]),
        counts=tuple([standings.counts[place] for place in places]),
        spares=tuple([None if spare >= UNLIMITED else spare for spare in spares]),
        lasts=tuple([lasts[place] for place in places]),
        points=tuple(points),
    )
