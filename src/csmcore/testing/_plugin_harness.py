"""
Tries a plugin, or a single extension, on what routing will ask of it.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Final

import attrs

from csmcore.errors import PluginError
from csmcore.kernel import Facts, Scalar
from csmcore.plugins import PluginHost, hookimpl
from csmcore.routing import (
    Agent,
    BacklogTerm,
    Extension,
    ExtensionValue,
    Filter,
    LastResort,
    QueueSelector,
    Relaxer,
    RoutingSetup,
    Scorer,
    Strategy,
    WorkItem,
)
from csmcore.testing._plugin_asking import Asking
from csmcore.testing._plugin_checks import (
    check_backlog_term,
    check_filter,
    check_last_resort,
    check_relaxer,
    check_scorer,
    check_selector,
    check_strategy,
    context,
)
from csmcore.testing._plugin_report import (
    HarnessFinding,
    HarnessReport,
    HarnessRule,
    HarnessTiming,
)
from csmcore.testing._plugin_samples import Sample, samples, shown, thousand

_MEND: Final = "mend this first; nothing else was looked at"
_CHECK: Final = "csmcore_check_queue"
_METHODS: Final = ("exclude", "score", "rank", "select", "head_starts", "relax", "overflow")


class PluginHarness:
    """
    Tries a plugin, or a single extension, on what routing will ask of it.

    It is for the tests of who writes one: ``PluginHarness(plugin).check().raise_if_bad()``.
    Nothing of it depends on chance: two runs ask the same questions.
    """

    __slots__ = ("_agents", "_options", "_plugin", "_work")

    def __init__(
        self,
        plugin: object,
        *,
        options: Mapping[str, Mapping[str, Scalar]] | None = None,
        work: Iterable[WorkItem] = (),
        agents: Iterable[Agent] = (),
    ) -> None:
        """
        A harness for a plugin.

        Args:
            plugin: A module or object with hooks, or a filter, scorer, strategy or other.

            options: What queues tell the extensions, by the extension's name.

            work: Work beside the harness's own, with the facts that the plugin looks at.

            agents: Agents who could take that work.
        """
        self._plugin = plugin
        self._options = {name: Facts(told) for name, told in (options or {}).items()}
        self._work = tuple(work)
        self._agents = tuple(agents)

    def check(self) -> HarnessReport:
        """
        What it breaks of the promises that routing takes from it, and how long it takes.
        """
        try:
            host = PluginHost.empty().register(_as_plugin(self._plugin), name=_name(self._plugin))
        except PluginError as error:
            found = [
                HarnessFinding(error.plugin, HarnessRule.REGISTERS, problem, _MEND)
                for problem in error.problems
            ]
            return HarnessReport(tuple(found))
        asked = samples(self._work, self._agents)
        findings = list(_checked(host, asked))
        timings: list[HarnessTiming] = []
        questions = 0
        for extension in host.extensions:
            options = self._options.get(extension.value.name, Facts())
            for asking in _tried(extension, asked, options):
                if not asking.findings:
                    timings += _timed(asking, extension.value, options)
                findings += asking.findings
                questions += asking.questions
        return HarnessReport(tuple(findings), tuple(timings), questions)


def _name(plugin: object) -> str:
    return str(getattr(plugin, "__name__", type(plugin).__name__))


def _as_plugin(value: object) -> object:
    """
    A plugin as it is, and a single extension inside a plugin of its own.
    """
    is_plugin = isinstance(value, ModuleType | type) or any(
        name.startswith("csmcore_") for name in dir(value)
    )
    is_extension = any(callable(getattr(value, method, None)) for method in _METHODS)
    return _Around(value) if is_extension and not is_plugin else value


class _Around:
    """
    A plugin with one extension.
    """

    def __init__(self, value: object) -> None:
        self._value = value

    def _if(self, method: str) -> Sequence[object]:
        return [self._value] if callable(getattr(self._value, method, None)) else []

    @hookimpl
    def csmcore_routing_filters(self) -> Sequence[object]:
        return self._if("exclude")

    @hookimpl
    def csmcore_routing_scorers(self) -> Sequence[object]:
        return self._if("score")

    @hookimpl
    def csmcore_routing_strategies(self) -> Sequence[object]:
        return self._if("rank")

    @hookimpl
    def csmcore_routing_selectors(self) -> Sequence[object]:
        return self._if("select")

    @hookimpl
    def csmcore_routing_backlog_terms(self) -> Sequence[object]:
        return self._if("head_starts")

    @hookimpl
    def csmcore_routing_relaxers(self) -> Sequence[object]:
        return self._if("relax")

    @hookimpl
    def csmcore_routing_last_resorts(self) -> Sequence[object]:
        return self._if("overflow")


def _checked(host: PluginHost, asked: Iterable[Sample]) -> Iterator[HarnessFinding]:
    """
    What is wrong with its check of queues: it fails, or says something else when it is asked again.
    """
    for sample in asked:
        setup = RoutingSetup(
            queues=(attrs.evolve(queue, overflow=None, offering=None) for queue in sample.queues)
        )
        first, again = host.check(setup), host.check(setup)
        for each in first:
            if each.is_fault:
                told = f"of queue {each.queue_id!r}, {each.problem}"
                yield HarnessFinding(_CHECK, HarnessRule.ANSWERS, told, "return a list of sentences")
                return
        if first != again:
            told = f"it said {len(first)} things of the queues, and then {len(again)} others"
            yield HarnessFinding(_CHECK, HarnessRule.PURE, told, "look at nothing but the queue")
            return


def _tried(extension: Extension, asked: Iterable[Sample], options: Facts) -> Iterator[Asking]:
    """
    An extension, tried as each of the kinds that it is.
    """
    value = extension.value
    for kind, check in _checks(value, options):
        asking = Asking(f"{kind} {value.name}")
        for sample in asked:
            check(asking, sample)
        yield asking


def _checks(
    value: ExtensionValue, options: Facts
) -> Iterator[tuple[str, Callable[[Asking, Sample], None]]]:
    if isinstance(value, Filter):
        filters = value
        yield "filter", lambda asking, sample: check_filter(filters, asking, sample, options)
    if isinstance(value, Scorer):
        scorer = value
        yield "scorer", lambda asking, sample: check_scorer(scorer, asking, sample, options)
    if isinstance(value, Strategy):
        strategy = value
        yield "strategy", lambda asking, sample: check_strategy(strategy, asking, sample, options)
    if isinstance(value, QueueSelector):
        selector = value
        yield "selector", lambda asking, sample: check_selector(selector, asking, sample)
    if isinstance(value, BacklogTerm):
        term = value
        yield "backlog term", lambda asking, sample: check_backlog_term(term, asking, sample)
    if isinstance(value, Relaxer):
        relaxer = value
        yield "relaxer", lambda asking, sample: check_relaxer(relaxer, asking, sample)
    if isinstance(value, LastResort):
        resort = value
        yield "last resort", lambda asking, sample: check_last_resort(resort, asking, sample)


def _timed(asking: Asking, value: ExtensionValue, options: Facts) -> Iterator[HarnessTiming]:
    """
    How long one question about a thousand candidates takes, the best of three.
    """
    sample = thousand()
    work, told = sample.work[0], context(sample, options)
    calls: dict[str, Callable[[], object]] = {}
    if isinstance(value, Filter):
        seen, exclude = shown(work, value.reads), value.exclude
        calls["filter"] = lambda: exclude(seen, sample.candidates, told)
    if isinstance(value, Scorer):
        read, score = shown(work, value.reads), value.score
        calls["scorer"] = lambda: score(read, sample.candidates, told)
    if isinstance(value, Strategy):
        rank = value.rank
        calls["strategy"] = lambda: rank(work.known, sample.candidates, told)
    call = calls.get(asking.name.partition(" ")[0])
    if call is None:
        return
    try:
        took = min(_nanoseconds(call) for _ in range(3))
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever an author's code raises
        problem = f"{type(error).__name__}: {error}, with {len(sample.candidates):,} candidates"
        asking.found(HarnessRule.ANSWERS, f"it raised {problem}")
        return
    yield HarnessTiming(asking.name, took // 1000)


def _nanoseconds(call: Callable[[], object]) -> int:
    began = time.perf_counter_ns()
    call()
    return time.perf_counter_ns() - began
