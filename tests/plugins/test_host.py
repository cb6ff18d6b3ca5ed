"""
A host as it is seen: a table, a picture, and the rules that are made with it.
"""

from collections.abc import Sequence

import attrs
import pytest

from csmcore.errors import RoutingError
from csmcore.kernel import QueueId
from csmcore.plugins import PluginHost, hookimpl
from csmcore.routing import Queue, RoutingSetup
from tests.plugins.packages import GOOD, Site
from tests.plugins.samples import Languages, Ordering

SETUP = RoutingSetup(
    queues=(
        Queue(QueueId("emea"), strategy="backwards", filters="speaks"),
        Queue(QueueId("amer")),
    )
)


@attrs.frozen
class Checks:
    """
    A plugin that finds fault with queues.
    """

    answer: object = ()

    @hookimpl
    def csmcore_check_queue(self, queue: Queue) -> Sequence[str]:
        """
        Whatever was given, of the first queue.
        """
        if queue.id != "emea":
            return []
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[return-value]  # whatever it is


def host(answer: object = ()) -> PluginHost:
    """
    A host with a filter, a strategy, and a check that answers so.
    """
    made = PluginHost.empty().register(Languages(), name="lang").register(Ordering(), name="order")
    return made.register(Checks(answer), name="check")


def test_a_host_shows_itself_as_a_table(site: Site) -> None:
    """
    Printed, it tells of each plugin in a line; no column stands there for nothing.
    """
    site.install("csmcore-region", {"region": GOOD.replace("{name}", "nearest")}, version="2.1")
    site.install("z", {"broken": "raise ImportError('no driver')"})

    assert str(PluginHost.empty().with_installed(block="broken")) == (
        "plugin  package             status   adds              problem\n"
        "region  csmcore-region 2.1  loaded   strategy nearest\n"
        "broken  z 1.0               blocked                    blocked by name"
    )
    assert str(PluginHost.empty()) == "no plugins"
    assert str(PluginHost.empty().register(Languages(), name="mine")) == (
        "plugin  package  status  adds\nmine    here     loaded  filter speaks"
    )
    assert repr(PluginHost.empty().with_installed(only="region")) == (
        "<PluginHost: region loaded, broken blocked>"
    )


def test_a_notebook_shows_a_table_that_is_safe(site: Site) -> None:
    """
    Whatever a plugin says is shown as text; where it failed unfolds.
    """
    site.install("z", {"broken": "raise ImportError('<script>alert(1)</script>')"})

    shown = PluginHost.empty().with_installed()._repr_html_()

    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "<details><summary>" in shown
    assert "Traceback" in shown
    assert PluginHost.empty()._repr_html_() == "<p>No plugins.</p>"


def test_rules_are_made_with_what_plugins_add() -> None:
    """
    The rules have the host's extensions, in its order.
    """
    rules = host().rules(SETUP)

    assert [each.value.name for each in rules.extensions] == ["speaks", "backwards", "by_text"]
    assert not rules.strict
    assert host().rules(SETUP, strict=True).strict


def test_what_plugins_find_wrong_is_refused_at_once() -> None:
    """
    What a check finds is told with the queue and the plugin, beside what is not there at all.
    """
    with pytest.raises(RoutingError) as caught:
        host(["needs the option region", "is too long"]).rules(SETUP)
    assert caught.value.problems == (
        "queue 'emea': needs the option region (check)",
        "queue 'emea': is too long (check)",
    )
    with pytest.raises(RoutingError) as caught:
        host(["is too long"]).block("order").rules(SETUP)
    missing, found = caught.value.problems
    assert "backwards" in missing
    assert found == "queue 'emea': is too long (check)"


def test_a_misspelt_strategy_is_told_with_the_nearest() -> None:
    """
    A queue that uses what no plugin adds is refused when the rules are made.
    """
    setup = RoutingSetup(queues=(Queue(QueueId("emea"), strategy="backward"),))

    with pytest.raises(RoutingError, match="backwards"):
        host().rules(setup)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (OSError("no file"), "its check failed, OSError: no file"),
        (None, "its check failed, TypeError: csmcore_check_queue returned None; it returns a list"),
        ("wrong", "its check failed, TypeError: csmcore_check_queue returned 'wrong'"),
        ([7], "its check failed, TypeError: csmcore_check_queue returned 7 among problems"),
    ],
)
def test_a_check_that_fails_is_told_and_not_believed(answer: object, problem: str) -> None:
    """
    A check that raises or returns nonsense is listed as a fault, and refuses only where that is strict.
    """
    (found,) = host(answer).check(SETUP)

    assert found.is_fault
    assert found.problem.startswith(problem)
    assert (found.queue_id, found.origin.plugin) == ("emea", "check")
    assert host(answer).rules(SETUP).extensions
    with pytest.raises(RoutingError, match="its check failed"):
        host(answer).rules(SETUP, strict=True)


def test_a_strict_host_makes_strict_rules(site: Site) -> None:
    """
    What was said when plugins were loaded counts for the rules, unless they are told otherwise.
    """
    site.install("p", {"a": GOOD.replace("{name}", "nearest")})
    strict = PluginHost.empty().with_installed(strict=True)

    assert strict.rules(RoutingSetup(queues=())).strict
    assert not strict.rules(RoutingSetup(queues=()), strict=False).strict
    assert strict.register(Languages()).rules(RoutingSetup(queues=())).strict
