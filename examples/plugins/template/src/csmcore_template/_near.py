"""
Points for agents of whom the same holds as of the work.
"""

from collections.abc import Sequence

import attrs

from csmcore.kernel import Facts
from csmcore.routing import Candidates, RoutingContext


@attrs.frozen
class Near:
    """
    A hundred points for each agent who has the work's value in the field that the queue names.

    Attributes:
        name: By which queues use it.

        reads: All facts, since which one it reads is the queue's choice.
    """

    name: str = "near"
    reads: frozenset[str] | None = None

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        A hundred for those who are near, nothing for others.
        """
        field = str(context.options.get("field", "region"))
        wanted = work.get(field)
        if wanted is None:
            return [0] * len(candidates)
        return [100 if agent.facts.get(field) == wanted else 0 for agent in candidates.agents]
