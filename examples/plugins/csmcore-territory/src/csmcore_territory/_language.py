"""
Points for those who speak with the customer.
"""

import enum
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.kernel import Facts
from csmcore.routing import Candidates, RoutingContext


class Fluency(enum.StrEnum):
    """
    How well somebody speaks a language.
    """

    NATIVE = "native"
    FLUENT = "fluent"
    LEARNING = "learning"


POINTS: Final[Mapping[Fluency, int]] = MappingProxyType(
    {Fluency.NATIVE: 100, Fluency.FLUENT: 70, Fluency.LEARNING: 20}
)
"""
What each is worth where a queue does not say.
"""


@attrs.frozen(kw_only=True)
class LanguageScorer:
    """
    Points for agents by how well they speak the work's language.

    An agent's fact ``speaks.nl`` is ``native``, ``fluent`` or ``learning``. Work in ``pt-BR`` is
    for those of whom ``speaks.pt-br`` is known, then ``speaks.pt``. Queues say what each is worth
    to them: ``Use("language", {"native": 50, "fluent": 50})``.

    Attributes:
        language: The fact of work that names its language.

        speaks: How the facts of agents begin that say what they speak.

        name: By which queues use it.

    Source: RFC 4647, section 3.4 (lookup).
    """

    language: str = "language"
    speaks: str = "speaks"
    name: str = "language"

    @property
    def reads(self) -> frozenset[str] | None:
        """
        The work's language.
        """
        return frozenset({self.language})

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        For each what their fluency is worth; nothing where work has no language.
        """
        language = work.get(self.language)
        facts = [f"{self.speaks}.{tag}" for tag in _tags(language)]
        worth = {each.value: points_of(each, context.options) for each in Fluency}
        return [_best(agent.facts, facts, worth) for agent in candidates.agents]


def points_of(fluency: Fluency, options: Facts) -> int:
    """
    What a fluency is worth in a queue.

    Raises:
        TypeError: The queue says so, and not in a whole number.
    """
    value = options.get(fluency, POINTS[fluency])
    if type(value) is not int:
        message = f"{fluency} is worth {value!r}; say a whole number"
        raise TypeError(message)
    return value


def _tags(language: object) -> Iterator[str]:
    """
    A language, and what is more general: ``pt-br``, ``pt``.
    """
    parts = language.lower().replace("_", "-").split("-") if isinstance(language, str) else []
    for count in range(len(parts), 0, -1):
        yield "-".join(parts[:count])


def _best(facts: Facts, names: Sequence[str], worth: Mapping[str, int]) -> int:
    told = next((facts[name] for name in names if name in facts), None)
    return worth.get(told, 0) if isinstance(told, str) else 0
