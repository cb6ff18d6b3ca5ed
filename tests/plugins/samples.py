"""
Plugins and extensions that tests register.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import attrs

from csmcore.kernel import Facts, ReasonKind
from csmcore.plugins import hookimpl
from csmcore.routing import (
    Candidates,
    Exclusion,
    Filter,
    QueueSelector,
    Requirement,
    RoutingContext,
    Selection,
    Strategy,
)

SPEAKS_NOT: Final = ReasonKind("test.speaks_not", "speaks no {language}")


@attrs.frozen
class Speaks:
    """
    Leaves out who does not speak the language of the work.
    """

    name: str = "speaks"
    reads: frozenset[str] | None = frozenset({"language"})

    def exclude(
        self, work: Facts, candidates: Candidates, context: RoutingContext
    ) -> Sequence[Exclusion]:
        """
        Those without the language as a skill.
        """
        del context
        language = work.get("language")
        if not isinstance(language, str):
            return []
        return [
            Exclusion(agent.id, SPEAKS_NOT(language=language))
            for agent in candidates.agents
            if language not in agent.levels
        ]


@attrs.frozen
class Backwards:
    """
    Ranks agents from the last to the first.
    """

    name: str = "backwards"

    def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        The last id first.
        """
        del work, context
        ids = sorted(candidates.ids, reverse=True)
        return [ids.index(each) for each in candidates.ids]


@attrs.frozen
class ByText:
    """
    Chooses no queue.
    """

    name: str = "by_text"

    def select(self, work: Facts, queues: Sequence[object], at: dt.datetime) -> Selection | None:
        """
        None at all.
        """
        del work, queues, at
        return None


@attrs.frozen
class Drops:
    """
    Drops every requirement.
    """

    name: str = "drops"

    def relax(
        self, work: Facts, required: Sequence[Requirement], waited: dt.timedelta, at: dt.datetime
    ) -> Sequence[Requirement]:
        """
        Nothing counts any more.
        """
        del work, required, waited, at
        return ()


@attrs.define(eq=True)
class Languages:
    """
    A plugin that is equal to others of its kind, and cannot be hashed.
    """

    name: str = "speaks"

    @hookimpl
    def csmcore_routing_filters(self) -> Sequence[Filter]:
        """
        One filter.
        """
        return [Speaks(self.name)]


class Ordering:
    """
    A plugin with a strategy and a selector.
    """

    @hookimpl
    def csmcore_routing_strategies(self) -> Sequence[Strategy]:
        """
        One strategy.
        """
        return (Backwards(),)

    @hookimpl
    def csmcore_routing_selectors(self) -> Sequence[QueueSelector]:
        """
        One selector.
        """
        return (ByText(),)
