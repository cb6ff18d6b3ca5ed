"""
The plugin: what it adds to routing, and what it says of queues that use it wrongly.
"""

import difflib
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from csmcore.plugins import PluginInfo, hookimpl
from csmcore.routing import Filter, Queue, Scorer, StatefulStrategy, Use
from csmcore_territory._filter import TerritoryFilter
from csmcore_territory._language import Fluency, LanguageScorer, points_of
from csmcore_territory._reading import shipped
from csmcore_territory._rota import RegionalRota
from csmcore_territory._territory import Territories


@attrs.frozen
class Territorial:
    """
    The plugin.

    Installed, it takes the territories that the package brings. A host with territories of its
    own registers the plugin with these: ``host.register(Territorial(territories))``.

    Attributes:
        territories: The territories; ``None`` for the package's.
    """

    territories: Territories | None = None

    def _known(self) -> Territories:
        return shipped() if self.territories is None else self.territories

    @hookimpl
    def csmcore_plugin_info(self) -> PluginInfo:
        """
        Who the plugin is.
        """
        return PluginInfo("Routing by region and language")

    @hookimpl
    def csmcore_routing_filters(self) -> Sequence[Filter]:
        """
        The filter ``territory``.
        """
        return [TerritoryFilter(self._known())]

    @hookimpl
    def csmcore_routing_scorers(self) -> Sequence[Scorer]:
        """
        The scorer ``language``.
        """
        return [LanguageScorer()]

    @hookimpl
    def csmcore_routing_strategies(self) -> Sequence[StatefulStrategy]:
        """
        The strategy ``regional_rota``.
        """
        return [RegionalRota(self._known())]

    @hookimpl
    def csmcore_check_queue(self, queue: Queue) -> Sequence[str]:
        """
        Options that a queue gives and nobody reads, and points that are none.
        """
        found = [*_unread(queue.filters, "filter", "territory")]
        found += _unread(queue.strategy, "strategy", "regional_rota")
        for use in queue.scorers:
            if use.name == "language":
                found += _wrong_points(use)
        return found


def _unread(uses: Sequence[Use], kind: str, name: str) -> Iterator[str]:
    for use in uses:
        if use.name == name and use.options:
            yield f"{kind} {name} takes no options, and is given {', '.join(use.options)}"


def _wrong_points(use: Use) -> Iterator[str]:
    names = [each.value for each in Fluency]
    for name in use.options:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0)
            yield f"scorer language takes no option {name}; did you mean {near[0]}?"
    for fluency in Fluency:
        try:
            points_of(fluency, use.options)
        except TypeError as error:
            yield f"scorer language: {error}"


plugin: Final = Territorial()
"""
What the package's entry point names.
"""
