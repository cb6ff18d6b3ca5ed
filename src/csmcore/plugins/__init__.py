"""
What others add to csmcore: filters, scorers, strategies and more, in packages of their own.

A plugin is a module, or an object, with functions that are marked with ``hookimpl``. It
is asked once, when it is registered, and returns objects; routing calls these directly, keeps
their failures to themselves, and names them. Importing this package loads no plugin.
"""

from csmcore.plugins._host import PluginHost
from csmcore.plugins._info import API, PluginInfo
from csmcore.plugins._specs import (
    csmcore_check_queue,
    csmcore_plugin_info,
    csmcore_routing_backlog_terms,
    csmcore_routing_filters,
    csmcore_routing_last_resorts,
    csmcore_routing_relaxers,
    csmcore_routing_scorers,
    csmcore_routing_selectors,
    csmcore_routing_strategies,
    hookimpl,
    hookspec,
)
from csmcore.plugins._status import PluginState, PluginStatus, QueueFinding

__all__ = [
    "API",
    "PluginHost",
    "PluginInfo",
    "PluginState",
    "PluginStatus",
    "QueueFinding",
    "csmcore_check_queue",
    "csmcore_plugin_info",
    "csmcore_routing_backlog_terms",
    "csmcore_routing_filters",
    "csmcore_routing_last_resorts",
    "csmcore_routing_relaxers",
    "csmcore_routing_scorers",
    "csmcore_routing_selectors",
    "csmcore_routing_strategies",
    "hookimpl",
    "hookspec",
]
