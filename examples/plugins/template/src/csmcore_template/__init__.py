"""
A plugin of csmcore: work goes to agents who are near it.
"""

from collections.abc import Sequence

from csmcore.plugins import PluginInfo, hookimpl
from csmcore.routing import Queue, Scorer
from csmcore_template._near import Near

__all__ = ["Near"]


@hookimpl
def csmcore_plugin_info() -> PluginInfo:
    """
    Who this is.
    """
    return PluginInfo("Nearness")


@hookimpl
def csmcore_routing_scorers() -> Sequence[Scorer]:
    """
    The scorer ``near``.
    """
    return [Near()]


@hookimpl
def csmcore_check_queue(queue: Queue) -> Sequence[str]:
    """
    Whether queues that use the scorer say by which fact.
    """
    return [
        "scorer near needs the option field, such as region"
        for use in queue.scorers
        if use.name == "near" and not use.options.get("field")
    ]
