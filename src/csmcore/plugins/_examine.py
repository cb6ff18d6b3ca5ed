"""
Reads what a plugin has to say, once, and refuses it whole where something is wrong.
"""

import difflib
import inspect
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Final, NamedTuple, TypeAlias

import pluggy

from csmcore.errors import PluginError
from csmcore.kernel import shown
from csmcore.plugins import _specs
from csmcore.plugins._info import API, PluginInfo
from csmcore.plugins._roles import ROLES, Role, faults_of, roles_of, signature_faults
from csmcore.routing import Extension, ExtensionValue, Origin, Queue

HOOKS: Final = ("csmcore_plugin_info", *(role.hook for role in ROLES), "csmcore_check_queue")
"""
The names of the hooks.
"""

QueueCheck: TypeAlias = Callable[..., object]
"""
What a plugin's ``csmcore_check_queue`` is: takes a queue, and returns problems if it is right.
"""


class Examined(NamedTuple):
    """
    What a plugin said.

    Attributes:
        info: Who it is.

        hooks: The hooks that it answers.

        extensions: Its objects, with what each is.

        checks: Its checks of queues.
    """

    info: PluginInfo
    hooks: tuple[str, ...]
    extensions: tuple[tuple[Role, Extension], ...]
    checks: tuple[QueueCheck, ...]


def examine(plugin: object, origin: Origin) -> Examined:
    """
    What a plugin says, with every hook asked once.

    Each plugin has a manager to itself: nothing of it is left anywhere when it is refused, and
    whether two plugins are equal, or can be hashed, is never asked.

    Raises:
        PluginError: It is none, a hook is misspelt, raises or returns what it must not.
    """
    try:
        return _examine(plugin, origin)
    except PluginError:
        raise
    except (Exception, SystemExit) as error:  # such as of a property that raises
        raise PluginError(str(origin), (f"looking at it raised {problem_of(error)}",)) from error


def _examine(plugin: object, origin: Origin) -> Examined:
    problems = list(_object_faults(plugin))
    hooks = [] if problems else _hooks(plugin)
    problems += [problem for hook in hooks for problem in _hook_faults(hook)]
    if not (hooks or problems):
        problems = [_why_no_hook(plugin)]
    if problems:
        raise PluginError(str(origin), tuple(problems))
    functions = _functions(plugin, origin)
    info = _info(functions, origin)
    extensions: list[tuple[Role, Extension]] = []
    for role in ROLES:
        for function in functions.get(role.hook, ()):
            values = _values(function, role, origin)
            extensions += [(role, _extension(value, origin, info)) for value in values]
    _check_may_fail(info, extensions, origin)
    answered = tuple(hook for hook in HOOKS if hook in functions)
    return Examined(info, answered, tuple(extensions), tuple(functions.get("csmcore_check_queue", ())))


def problem_of(error: BaseException) -> str:
    """
    An error in a line: its type and what it says.
    """
    try:
        told = " ".join(str(error).split())
    except Exception:  # noqa: BLE001  # whatever an error of a plugin makes of being told
        told = "which cannot be told"
    return f"{type(error).__name__}: {told}" if told else type(error).__name__


class _Hook(NamedTuple):
    """
    A function of a plugin that is marked as a hook.
    """

    name: str
    attribute: str
    options: dict[str, object]
    function: object


def _object_faults(plugin: object) -> Iterator[str]:
    if inspect.isclass(plugin):
        yield f"{plugin.__name__} is a class; did you forget () after it?"
    elif plugin is None:
        yield "it is None; a module or an object with hooks is needed"
    elif inspect.isroutine(plugin):
        yield f"{shown(plugin)} is a function; did you mean what it returns, or its module?"


def _hooks(plugin: object) -> list[_Hook]:
    manager = pluggy.PluginManager(_specs.PROJECT)
    found = []
    for attribute in dir(plugin):
        options = manager.parse_hookimpl_opts(plugin, attribute)
        if options is not None:
            named = dict(options)
            name = str(named.get("specname") or attribute)
            found.append(_Hook(name, attribute, named, getattr(plugin, attribute)))
    return found


def _hook_faults(hook: _Hook) -> Iterator[str]:
    if hook.name not in HOOKS:
        if not hook.options.get("optionalhook"):
            near = difflib.get_close_matches(hook.name, HOOKS, n=1, cutoff=0)
            yield f"no hook is named {hook.name}; did you mean {near[0]}?"
        return
    if hook.options.get("wrapper") or hook.options.get("hookwrapper"):
        yield f"{hook.attribute} is a wrapper; each plugin answers for itself, and no hook is wrapped"
    elif hook.options.get("tryfirst") or hook.options.get("trylast"):
        yield f"{hook.attribute} asks to be first or last; the order is that of packages and names"
    arguments = ("queue",) if hook.name == "csmcore_check_queue" else ()
    yield from signature_faults(hook.function, hook.attribute, arguments, by_name=True)


def _why_no_hook(plugin: object) -> str:
    unmarked = [name for name in dir(plugin) if name in HOOKS]
    if unmarked:
        return f"{unmarked[0]} is not marked; write @hookimpl above it"
    roles = () if isinstance(plugin, ModuleType) else roles_of(plugin)
    if roles:
        return (
            f"it is a {roles[0].kind} itself; return it in a list from {roles[0].hook}, "
            "or give it to RoutingRules.of(extensions=...)"
        )
    return f"it has no hook, such as {ROLES[0].hook} with @hookimpl above it"


def _functions(plugin: object, origin: Origin) -> dict[str, list[Callable[..., object]]]:
    manager = pluggy.PluginManager(_specs.PROJECT)
    manager.add_hookspecs(_specs)
    try:
        manager.register(plugin, origin.plugin)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(str(origin), (problem_of(error),)) from error
    found: dict[str, list[Callable[..., object]]] = {}
    for name in HOOKS:
        made = sorted(
            getattr(manager.hook, name).get_hookimpls(), key=lambda each: each.function.__name__
        )
        if made:
            found[name] = [each.function for each in made]
    return found


def _call(function: Callable[..., object], origin: Origin) -> object:
    """
    What a hook returns; whatever it raises, an exit included, is a reason to refuse the plugin.
    """
    try:
        return function()
    except (Exception, SystemExit) as error:
        told = f"{function.__name__} raised {problem_of(error)}"
        raise PluginError(str(origin), (told,)) from error


def _info(functions: dict[str, list[Callable[..., object]]], origin: Origin) -> PluginInfo:
    for function in functions.get("csmcore_plugin_info", ()):
        info = _call(function, origin)
        if not isinstance(info, PluginInfo):
            told = f"{function.__name__} returned {shown(info)}; it returns a PluginInfo"
            raise PluginError(str(origin), (told,))
        first, until = info.api
        if not first <= API < until:
            told = f"it is for versions {first} until {until} of the interface, and this is {API}"
            raise PluginError(str(origin), (told,))
        return info
    return PluginInfo(origin.plugin)


def listed(value: object, what: str) -> Sequence[object]:
    """
    The members of a list or tuple; what was returned instead of one is refused, a coroutine closed.

    Raises:
        TypeError: It is no list.
    """
    if inspect.iscoroutine(value):
        value.close()
        message = f"{what} returned a coroutine; nothing here waits"
        raise TypeError(message)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        message = f"{what} returned {shown(value)}; it returns a list, an empty one for nothing"
        raise TypeError(message)
    return value


def _values(function: Callable[..., object], role: Role, origin: Origin) -> Sequence[ExtensionValue]:
    try:
        values = listed(_call(function, origin), function.__name__)
    except TypeError as error:
        raise PluginError(str(origin), (str(error),)) from None
    problems = [problem for value in values for problem in faults_of(value, role)]
    if problems:
        raise PluginError(str(origin), tuple(problems))
    return values  # type: ignore[return-value]  # each has been looked at


def _extension(value: ExtensionValue, origin: Origin, info: PluginInfo) -> Extension:
    return Extension(value, origin, may_fail=value.name in info.may_fail)


def _check_may_fail(info: PluginInfo, extensions: list[tuple[Role, Extension]], origin: Origin) -> None:
    names = sorted({made.value.name for _, made in extensions})
    problems = []
    for name in sorted(info.may_fail - set(names)):
        near = difflib.get_close_matches(name, names, n=1)
        meant = f"; {near[0]!r} is near" if near else ""
        problems.append(f"may_fail names {name!r}, and nothing of the plugin goes by that{meant}")
    if problems:
        raise PluginError(str(origin), tuple(problems))


def queue_problems(check: QueueCheck, queue: Queue) -> tuple[str, ...]:
    """
    What a plugin's check says of a queue.

    Raises:
        TypeError: It returned what it must not.
    """
    problems = listed(check(queue), check.__name__)
    for problem in problems:
        if not isinstance(problem, str) or not problem.strip():
            message = f"{check.__name__} returned {shown(problem)} among problems; each is a sentence"
            raise TypeError(message)
    return tuple(str(problem) for problem in problems)
