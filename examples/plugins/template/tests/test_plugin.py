"""
The plugin keeps csmcore's promises, and does what it is for.
"""

import csmcore_template

from csmcore.plugins import PluginHost
from csmcore.testing import PluginHarness, run_scenario


def test_it_keeps_the_promises() -> None:
    """
    It is pure, answers for everybody, and does not depend on order.
    """
    PluginHarness(csmcore_template, options={"near": {"field": "region"}}).check().raise_if_bad()


def test_who_is_near_gets_the_work() -> None:
    """
    Of two who can take it, the one in the work's region does.
    """
    document = {
        "setup": {
            "queues": [{"id": "support", "scorers": [{"name": "near", "options": {"field": "region"}}]}]
        },
        "agents": [
            {"id": "ann", "facts": {"region": "amer"}},
            {"id": "bob", "facts": {"region": "emea"}},
        ],
        "work": [{"id": "w-1", "entered_at": "2026-04-27T09:00:00Z", "facts": {"region": "emea"}}],
        "at": "2026-04-27T09:05:00Z",
        "expect": {"w-1": "bob"},
    }
    host = PluginHost.empty().register(csmcore_template, name="template")

    run_scenario(document, host=host).raise_if_bad()
