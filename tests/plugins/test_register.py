"""
What is registered by hand: taken whole, or refused with every reason.
"""

import types
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pytest

from csmcore.errors import DuplicateError, PluginError, UnknownNameError
from csmcore.plugins import API, PluginHost, PluginInfo, PluginState, hookimpl
from csmcore.routing import Extension, Filter, Origin
from tests.plugins.samples import Backwards, Drops, Languages, Ordering, Speaks


def plugin(**hooks: Callable[..., Any]) -> types.ModuleType:
    """
    A module with functions that are marked as hooks.
    """
    module = types.ModuleType("sample")
    for name, function in hooks.items():
        function.__name__ = name
        setattr(module, name, hookimpl(function))
    return module


def returning(value: object) -> types.ModuleType:
    """
    A plugin whose filters are whatever is given.
    """
    return plugin(csmcore_routing_filters=lambda: value)


def refused(value: object) -> str:
    """
    Why a plugin is refused.
    """
    with pytest.raises(PluginError) as caught:
        PluginHost.empty().register(value, name="sample")
    assert caught.value.plugin == "sample"
    return "; ".join(caught.value.problems)


def test_a_plugin_adds_what_it_returns() -> None:
    """
    Each object is an extension, with the plugin's name as where it comes from.
    """
    host = PluginHost.empty().register(Ordering(), name="order").register(Languages())

    assert host.extensions == (
        Extension(Speaks(), Origin("Languages")),
        Extension(Backwards(), Origin("order")),
        host.extensions[2],
    )
    assert [(each.name, each.extensions) for each in host.plugins()] == [
        ("Languages", ("filter speaks",)),
        ("order", ("strategy backwards", "selector by_text")),
    ]


def test_a_host_does_not_change() -> None:
    """
    Registering and blocking make another host.
    """
    empty = PluginHost.empty()
    one = empty.register(Languages(), name="one")
    none = one.block("one")

    assert [len(host.extensions) for host in (empty, one, none)] == [0, 1, 0]
    assert [each.status for each in none.plugins()] == [PluginState.BLOCKED]


def test_a_hook_is_asked_once() -> None:
    """
    It is asked when the plugin is registered, and never again.
    """
    asked = []

    def filters() -> Sequence[Filter]:
        asked.append(1)
        return [Speaks()]

    host = PluginHost.empty().register(plugin(csmcore_routing_filters=filters))
    _ = (host.extensions, host.plugins(), host.extensions)

    assert len(asked) == 1


def test_plugins_that_are_equal_are_still_two() -> None:
    """
    Whether plugins are equal, or can be hashed, does not matter: each is itself.
    """
    host = PluginHost.empty().register(Languages("a"), name="a").register(Languages("b"), name="b")
    with pytest.raises(TypeError, match="unhashable"):
        hash(Languages())
    again = host.register(Languages("a"), name="a", replace=True)

    assert [each.value.name for each in again.extensions] == ["a", "b"]


def test_equality_that_fails_is_never_asked() -> None:
    """
    An object whose comparison raises is registered like any other.
    """

    class Touchy(Ordering):
        def __eq__(self, other: object) -> bool:
            raise RuntimeError

        __hash__ = None  # type: ignore[assignment]

    host = PluginHost.empty().register(Touchy(), name="a").register(Languages())

    assert len(host.extensions) == 3


def test_a_cell_of_a_notebook_is_run_again() -> None:
    """
    With ``replace`` a plugin takes the place of the one of its name; without it is refused.
    """
    host = PluginHost.empty().register(Languages("old"), name="mine")

    with pytest.raises(DuplicateError, match="plugin 'mine', and replace=True was not said"):
        host.register(Languages("new"), name="mine")
    host = host.register(Languages("new"), name="mine", replace=True)
    host = host.register(Languages("new"), name="mine", replace=True)
    assert [each.value.name for each in host.extensions] == ["new"]


def test_a_name_of_another_plugin_is_refused_with_both() -> None:
    """
    The second plugin with an extension of a kind and name is refused, and both are named.
    """
    host = PluginHost.empty().register(Languages(), name="first")

    with pytest.raises(PluginError) as caught:
        host.register(Languages(), name="second")
    assert str(caught.value) == (
        "plugin second is refused: its filter is named 'speaks', "
        "and plugin first has another of that name; rename one"
    )


def test_names_of_two_kinds_do_not_clash() -> None:
    """
    A filter and a strategy can have one name.
    """
    both = plugin(
        csmcore_routing_filters=lambda: [Speaks("same")],
        csmcore_routing_strategies=lambda: [Backwards("same")],
    )

    assert len(PluginHost.empty().register(both).extensions) == 2


def test_an_object_that_is_two_things_is_one_extension() -> None:
    """
    What filters and scores is returned twice, and added once.
    """

    class Both(Speaks):
        def score(self, work: object, candidates: Sequence[object], context: object) -> list[int]:
            del work, context
            return [0] * len(candidates)

    value = Both("both")
    hooks = plugin(csmcore_routing_filters=lambda: [value], csmcore_routing_scorers=lambda: [value])
    host = PluginHost.empty().register(hooks)

    assert [each.value for each in host.extensions] == [value]
    assert host.plugins()[0].extensions == ("filter both", "scorer both")


def test_a_name_that_is_built_in_is_taken() -> None:
    """
    A plugin cannot replace a strategy that is built in.
    """
    own = plugin(csmcore_routing_strategies=lambda: [Backwards("round_robin")])

    assert "round_robin" in refused(own)


def test_a_misspelt_hook_is_told_with_the_nearest() -> None:
    """
    A marked function that is no hook would never be asked; the plugin is refused.
    """
    assert refused(plugin(csmcore_routing_filter=lambda: ())) == (
        "no hook is named csmcore_routing_filter; did you mean csmcore_routing_filters?"
    )


def test_a_hook_of_tomorrow_can_be_optional() -> None:
    """
    A plugin that answers a hook that is not there yet says ``optionalhook``.
    """

    class Early(Ordering):
        @hookimpl(optionalhook=True)
        def csmcore_routing_weather(self) -> None: ...

    assert PluginHost.empty().register(Early()).plugins()[0].status is PluginState.LOADED


def test_a_hook_under_another_name() -> None:
    """
    ``specname`` says which hook a function answers.
    """

    class Renamed:
        @hookimpl(specname="csmcore_routing_filters")
        def filters(self) -> list[Filter]:
            return [Speaks()]

    assert PluginHost.empty().register(Renamed()).plugins()[0].hooks == ("csmcore_routing_filters",)


class _Wrapper:
    @hookimpl(wrapper=True)
    def csmcore_routing_filters(self) -> Any:
        return (yield)


class _First:
    @hookimpl(tryfirst=True)
    def csmcore_routing_filters(self) -> list[Filter]:
        return []


class _Forgot:
    def csmcore_routing_filters(self) -> list[Filter]:
        return []


class _Default:
    @hookimpl
    def csmcore_check_queue(self, queue: object = None) -> list[str]:
        del queue
        return []


class _Keyword:
    @hookimpl
    def csmcore_check_queue(self, *, queue: object) -> list[str]:
        del queue
        return []


class _Star:
    @hookimpl
    def csmcore_check_queue(self, *queue: object) -> list[str]:
        del queue
        return []


class _Async:
    @hookimpl
    async def csmcore_routing_filters(self) -> list[Filter]:
        return []


class _TooMany:
    @hookimpl
    def csmcore_routing_filters(self, queue: object) -> list[Filter]:
        del queue
        return []


class _Unlooked:
    @hookimpl
    def csmcore_routing_filters(self) -> list[Filter]:
        return []

    def __dir__(self) -> list[str]:
        message = "no entry"
        raise OSError(message)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (Languages, "Languages is a class; did you forget () after it?"),
        (None, "it is None; a module or an object with hooks is needed"),
        (len, "<built-in function len> is a function; did you mean what it returns, or its module?"),
        (object(), "it has no hook, such as csmcore_routing_filters with @hookimpl above it"),
        (types.ModuleType("empty"), "it has no hook"),
        (Speaks(), "it is a filter itself; return it in a list from csmcore_routing_filters"),
        (_Forgot(), "csmcore_routing_filters is not marked; write @hookimpl above it"),
        (_Wrapper(), "csmcore_routing_filters is a wrapper; each plugin answers for itself"),
        (_First(), "csmcore_routing_filters asks to be first or last; the order is that of packages"),
        (_Default(), "csmcore_check_queue has a default for queue; it is always given"),
        (_Keyword(), "csmcore_check_queue takes queue: object; each argument is given by place"),
        (_Star(), "csmcore_check_queue takes *queue: object; each argument is given by place"),
        (_Async(), "csmcore_routing_filters is async, and nothing here waits"),
        (_TooMany(), "csmcore_routing_filters takes queue; it is given nothing"),
        (_Unlooked(), "looking at it raised OSError: no entry"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_plugin_is_refused(value: object, problem: str) -> None:
    """
    The mistakes that pluggy lets pass, or tells of only when the hook is called, are told at once.
    """
    assert problem in refused(value)


def test_a_wrong_name_of_an_argument_is_refused() -> None:
    """
    ``csmcore_check_queue`` takes ``queue``, under that name.
    """
    told = refused(plugin(csmcore_check_queue=lambda line: [line]))

    assert told == "csmcore_check_queue takes line; it is given queue"


async def _filters() -> list[Filter]:
    return [Speaks()]


class _NoReads:
    name = "r"

    def exclude(self, work: object, candidates: object, context: object) -> list[object]:
        del work, candidates, context
        return []


class _Patient:
    name, reads = "patient", None

    async def exclude(self, work: object, candidates: object, context: object) -> list[object]:
        del work, candidates, context
        return []


class _Lazy:
    name, reads = "lazy", None

    def exclude(self, work: object, candidates: object = (), *, context: object = None) -> list[object]:
        del work, candidates, context
        return []


class _Few:
    name, reads = "few", None

    def exclude(self, work: object) -> list[object]:
        del work
        return []


class _Raising:
    @property
    def name(self) -> str:
        message = "not today"
        raise RuntimeError(message)


@attrs.frozen
class _WrongReads:
    reads: object
    name: str = "w"

    def exclude(self, work: object, candidates: object, context: object) -> list[object]:
        del work, candidates, context
        return []


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "csmcore_routing_filters returned None; it returns a list, an empty one for nothing"),
        (Speaks(), "csmcore_routing_filters returned Speaks"),
        ("speaks", "csmcore_routing_filters returned 'speaks'"),
        ({Speaks()}, "it returns a list"),
        ([Speaks], "filter Speaks is a class; did you forget () after it?"),
        ([object()], "has no method exclude(work, candidates, context)"),
        ([Drops()], "filter drops has no method exclude(work, candidates, context)"),
        ([Speaks(" ")], "has no name; give it one, a text that is not blank"),
        ([_NoReads()], "filter r does not say what it reads; reads is a frozenset of names"),
        ([_WrongReads("language")], "filter w does not say what it reads"),
        ([_WrongReads({"language"})], "filter w does not say what it reads"),
        ([_Patient()], "exclude of filter patient is async, and nothing here waits"),
        ([_Lazy()], "exclude of filter lazy has a default for candidates; it is always given"),
        (
            [_Lazy()],
            "exclude of filter lazy takes context: object = None; each argument is given by place",
        ),
        ([_Few()], "exclude of filter few takes work; it is given work, candidates, context"),
        ([_Raising()], "looking at it raised RuntimeError: not today"),
        ([Speaks(), Speaks()], "its filter is named 'speaks', and it returns another of that name"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_hook_must_not_return_is_refused(value: object, problem: str) -> None:
    """
    Everything that a hook returns is looked at before anything of the plugin is taken.
    """
    assert problem in refused(returning(value))


def test_a_coroutine_is_closed() -> None:
    """
    A hook that returns a coroutine is refused, and nobody is warned of one never awaited.
    """
    coroutine = _filters()

    assert "csmcore_routing_filters returned a coroutine" in refused(returning(coroutine))
    with pytest.raises(RuntimeError, match="cannot reuse already awaited coroutine"):
        coroutine.send(None)


def test_all_that_is_wrong_is_told_at_once() -> None:
    """
    Several faults of one kind are told together.
    """
    with pytest.raises(PluginError) as caught:
        PluginHost.empty().register(returning([_Lazy(), _Few()]), name="sample")

    assert len(caught.value.problems) == 3


def _raises() -> None:
    message = "no\nlicence"
    raise OSError(message)


def _exits() -> None:
    raise SystemExit(3)


def test_a_hook_that_raises_is_refused() -> None:
    """
    What it raised is told in a line, an exit too; the error itself is the cause.
    """
    assert refused(plugin(csmcore_routing_filters=_raises)) == (
        "csmcore_routing_filters raised OSError: no licence"
    )
    assert refused(plugin(csmcore_routing_filters=_exits)) == (
        "csmcore_routing_filters raised SystemExit: 3"
    )


def test_an_interrupt_is_not_held() -> None:
    """
    Who presses Ctrl+C is obeyed.
    """

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PluginHost.empty().register(plugin(csmcore_routing_filters=interrupted))


def test_a_plugin_says_who_it_is() -> None:
    """
    Its title is listed, and what may fail is said of each extension.
    """
    told = plugin(
        csmcore_plugin_info=lambda: PluginInfo("Languages of the world", may_fail={"speaks"}),
        csmcore_routing_filters=lambda: [Speaks(), Speaks("reads")],
    )
    host = PluginHost.empty().register(told)

    assert host.plugins()[0].title == "Languages of the world"
    assert [(each.value.name, each.may_fail) for each in host.extensions] == [
        ("speaks", True),
        ("reads", False),
    ]


@pytest.mark.parametrize(
    ("info", "problem"),
    [
        (
            PluginInfo("x", api=(API + 1, API + 3)),
            "it is for versions 2 until 4 of the interface, and this is 1",
        ),
        ("x", "csmcore_plugin_info returned 'x'; it returns a PluginInfo"),
        (
            PluginInfo("x", may_fail={"speak"}),
            "may_fail names 'speak', and nothing of the plugin goes by that; 'speaks' is near",
        ),
    ],
)
def test_information_that_does_not_fit_is_refused(info: object, problem: str) -> None:
    """
    A plugin for another interface, or that speaks of what it does not have, is refused.
    """
    made = plugin(csmcore_plugin_info=lambda: info, csmcore_routing_filters=lambda: [Speaks()])

    assert problem in refused(made)


@pytest.mark.parametrize("api", [(1, 1), (0, 2), (2, 1), (1,), [1, 2], (True, 2), None])
def test_a_range_is_two_whole_numbers_in_order(api: Any) -> None:
    """
    The versions of the interface are a first one and the one after the last.
    """
    with pytest.raises(ValueError, match=r"api is .*; it is the first version and the one after"):
        PluginInfo("x", api=api)


def test_blocking_what_is_not_there_names_the_nearest() -> None:
    """
    A misspelt name blocks nothing, and is told.
    """
    with pytest.raises(UnknownNameError, match="'Languages' is near"):
        PluginHost.empty().register(Languages()).block("Language")
