"""
The hooks: what a plugin is asked, once, when it is registered.

A plugin returns objects, and routing calls these directly. So no hook is called while work is
routed: what an object may see and must return stands with its protocol in ``csmcore.routing``.
"""

from collections.abc import Sequence
from typing import Final

import pluggy

from csmcore.plugins._info import PluginInfo
from csmcore.routing import (
    BacklogTerm,
    Filter,
    LastResort,
    Queue,
    QueueSelector,
    Relaxer,
    Scorer,
    Strategy,
)

PROJECT: Final = "csmcore"
"""
The name under which pluggy knows the hooks, and the group of entry points.
"""

hookspec: Final = pluggy.HookspecMarker(PROJECT)
"""
Marks the specification of a hook.
"""

hookimpl: Final = pluggy.HookimplMarker(PROJECT)
"""
Marks a function or method of a plugin as the answer to the hook of its name.
"""


@hookspec
def csmcore_plugin_info() -> PluginInfo:
    """
    Who the plugin is, and which version of this interface it was written for.

    Without it the plugin's name is its title, and any version is taken.
    """
    raise NotImplementedError


@hookspec
def csmcore_routing_filters() -> Sequence[Filter]:
    """
    The filters that queues can use: who is left out of some work.
    """
    raise NotImplementedError


@hookspec
def csmcore_routing_scorers() -> Sequence[Scorer]:
    """
    The scorers that queues can use: points for agents.
    """
    raise NotImplementedError


@hookspec
def csmcore_routing_strategies() -> Sequence[Strategy]:
    """
    The strategies that queues can use: how one of those with the most points is picked.
    """
    raise NotImplementedError


@hookspec
def csmcore_routing_selectors() -> Sequence[QueueSelector]:
    """
    What chooses the queue of work before the queues' conditions are asked.

    The first that answers counts.
    """
    raise NotImplementedError


@hookspec
def csmcore_routing_backlog_terms() -> Sequence[BacklogTerm]:
    """
    What gives waiting work a head start; all of them are added up.
    """
    raise NotImplementedError


@hookspec
def csmcore_routing_relaxers() -> Sequence[Relaxer]:
    """
    What drops requirements of work that has waited; one after the other.
    """
    raise NotImplementedError


@hookspec
def csmcore_routing_last_resorts() -> Sequence[LastResort]:
    """
    What says where work goes for which nobody was found.

    The first that answers counts.
    """
    raise NotImplementedError


@hookspec
def csmcore_check_queue(queue: Queue) -> Sequence[str]:
    """
    What is wrong with a queue, as far as the plugin can tell, a sentence each.

    Asked of every queue when rules are made (:meth:`PluginHost.rules`), such as whether the
    options of a :class:`~csmcore.routing.Use` fit.
    """
    raise NotImplementedError
