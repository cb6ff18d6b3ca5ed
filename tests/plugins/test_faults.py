"""
What fails inside a plan: the plan goes on, and the fault names the plugin and its version.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.errors import ExtensionFailedError
from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.plugins import PluginHost
from csmcore.routing import Agent, PlacementKind, Queue, RoutingSetup, WorkItem, plan
from tests.plugins.packages import Site

AT: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
AGENTS: Final = (Agent(AgentId("ann")), Agent(AgentId("bob")))
WORK: Final = (WorkItem(WorkId("w"), entered_at=AT),)

SOURCE: Final = """
from csmcore.kernel import AgentId, ReasonKind
from csmcore.plugins import PluginInfo, hookimpl
from csmcore.routing import Exclusion, Selection


class Sample:
    name, reads = "sample", None

    def {method}(self, work, {rest}):
        {body}


@hookimpl
def csmcore_plugin_info():
    return PluginInfo("Sample", may_fail={{{may_fail}}})


@hookimpl
def csmcore_routing_{hook}():
    return [Sample()]
"""

OF_AGENTS: Final = "candidates, context"
SCORER: Final = ("scorers", "score", OF_AGENTS)
FILTER: Final = ("filters", "exclude", OF_AGENTS)
STRATEGY: Final = ("strategies", "rank", OF_AGENTS)
SELECTOR: Final = ("selectors", "select", "queues, at")
RELAXER: Final = ("relaxers", "relax", "required, waited, at")
RESORT: Final = ("last_resorts", "overflow", "queue, at")

RAISES: Final = "raise OSError('no file')"
FUTURE: Final = "\n        async def answer(): return []\n        return answer()"


def host(site: Site, kind: tuple[str, str, str], body: str, may_fail: str = "") -> PluginHost:
    """
    A host with one installed plugin, which has one extension that does what is given.
    """
    hook, method, rest = kind
    source = SOURCE.format(method=method, rest=rest, body=body, hook=hook, may_fail=may_fail)
    site.install("csmcore-sample", {"sample": source}, version="4.2")
    return PluginHost.empty().with_installed(only="sample", strict=False)


def setup(kind: tuple[str, str, str]) -> RoutingSetup:
    """
    One queue that uses the extension.
    """
    uses = ["sample"]
    hook = kind[0]
    queue = Queue(
        QueueId("q"),
        filters=uses if hook == "filters" else (),
        scorers=uses if hook == "scorers" else (),
        strategy=uses if hook == "strategies" else "least_loaded",
        requires=["patience"] if hook in {"relaxers", "last_resorts"} else (),
    )
    return RoutingSetup(queues=(queue,))


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        (SCORER, RAISES, "OSError: no file"),
        (SCORER, "return [1]", "1 numbers for 2"),
        (SCORER, "return [float('nan'), 1]", "nan"),
        (SCORER, "return [True, False]", "True"),
        (SCORER, "return (n for n in (1, 2))", "sequence"),
        (SCORER, FUTURE, "coroutine"),
        (SCORER, "candidates.agents[0].version = 9", "FrozenInstanceError"),
        (STRATEGY, RAISES, "OSError: no file"),
        (STRATEGY, "return []", "0 numbers for 2"),
        (STRATEGY, FUTURE, "coroutine"),
        (FILTER, RAISES, "OSError: no file"),
        (FILTER, "return [Exclusion(AgentId('eve'), ReasonKind('x.y', 'z')())]", "eve"),
        (FILTER, "return None", "None"),
        (SELECTOR, RAISES, "OSError: no file"),
        (SELECTOR, "return Selection('nowhere')", "nowhere"),
        (RELAXER, "return [*required, 7]", "7"),
        (RESORT, "return 'nowhere'", "nowhere"),
    ],
)
def test_a_fault_names_the_plugin_and_the_plan_goes_on(
    site: Site, kind: tuple[str, str, str], body: str, problem: str
) -> None:
    """
    Whatever an extension does, there is a plan; strict rules raise, with the same names.
    """
    found = host(site, kind, body)
    made = plan(WORK, AGENTS, rules=found.rules(setup(kind)), at=AT)

    fault = made.faults[0]
    assert (fault.extension, str(fault.origin)) == ("sample", "sample (csmcore-sample 4.2)")
    assert problem in fault.problem
    assert [each.work_id for each in made.placements] == ["w"]
    with pytest.raises(ExtensionFailedError, match=r"sample \(csmcore-sample 4\.2\)") as caught:
        _ = plan(WORK, AGENTS, rules=found.rules(setup(kind), strict=True), at=AT).placements
    assert problem in caught.value.problem


def test_without_a_filter_nobody_gets_work_unless_it_may_fail(site: Site) -> None:
    """
    A filter that fails holds the work; one of which its plugin says that it may fail does not.
    """
    made = plan(WORK, AGENTS, rules=host(site, FILTER, RAISES).rules(setup(FILTER)), at=AT)

    assert made.placements[0].outcome is PlacementKind.HOLD


def test_a_filter_that_may_fail_is_gone_without(site: Site) -> None:
    """
    The work goes on without it, and the fault is told all the same.
    """
    rules = host(site, FILTER, RAISES, may_fail="'sample'").rules(setup(FILTER))
    made = plan(WORK, AGENTS, rules=rules, at=AT)

    assert made.placements[0].outcome is PlacementKind.ASSIGN
    assert made.faults


def test_an_extension_that_is_right_has_no_fault(site: Site) -> None:
    """
    What a plugin scores decides who gets the work.
    """
    body = "return [int(each == 'bob') for each in candidates.ids]"
    made = plan(WORK, AGENTS, rules=host(site, SCORER, body).rules(setup(SCORER)), at=AT)

    assert made.faults == ()
    assert made.placements[0].agent_id == "bob"
