"""
The host of plugins: which there are, what they add, and the rules that are made with them.
"""

import traceback
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, final

import attrs

from csmcore.errors import DuplicateError, PluginError, RoutingError, UnknownNameError
from csmcore.kernel import Markup
from csmcore.plugins._clashes import clashes
from csmcore.plugins._examine import Examined, examine, problem_of, queue_problems
from csmcore.plugins._loader import Installed, Wishes, installed, load, normal, wishes
from csmcore.plugins._status import PluginState, PluginStatus, QueueFinding, picture, table
from csmcore.routing import Extension, Origin, RoutingRules, RoutingSetup


class _Plugin(NamedTuple):
    """
    A plugin as the host keeps it.

    Attributes:
        origin: Where it comes from.

        entry: The name of its entry point, or its own.

        status: How it stands.

        said: What it said; ``None`` where it is not loaded.

        stays: Whether it stays as it is when installed plugins are looked for.
    """

    origin: Origin
    entry: str
    status: PluginStatus
    said: Examined | None = None
    stays: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """
        Where it stands among the others: those registered here first, then by package and name.
        """
        return (normal(self.origin.distribution or ""), self.entry)

    @property
    def names(self) -> frozenset[str]:
        """
        The names that mean it.
        """
        package = self.origin.distribution
        return frozenset(
            {self.status.name, self.entry, f"{package}:{self.entry}" if package else self.entry}
        )


@final
class PluginHost:
    """
    Plugins, and what they add; a change makes another host, so that nobody is surprised.

    A host begins empty. Nothing is loaded because it is installed, only by
    :meth:`with_installed`, or because it is handed to :meth:`register`.
    """

    __slots__ = ("_plugins", "_strict")

    def __init__(self) -> None:
        self._plugins: tuple[_Plugin, ...] = ()
        self._strict = False

    @classmethod
    def empty(cls) -> "PluginHost":
        """
        A host without plugins.
        """
        return cls()

    def _with(self, plugins: Iterable[_Plugin], *, strict: bool) -> "PluginHost":
        host = PluginHost()
        host._plugins = tuple(sorted(plugins, key=lambda each: each.place))
        host._strict = strict
        return host

    def with_installed(
        self,
        *,
        only: Iterable[str] | str | None = None,
        block: Iterable[str] | str | None = None,
        strict: bool | None = None,
    ) -> "PluginHost":
        """
        A host with the plugins that are installed: the entry points of the group ``csmcore``.

        They are taken by the name of their package and their own, whatever was installed first.
        One that cannot be imported, or is refused, is listed as failed, and the others are
        taken. What is loaded already, or was blocked by :meth:`block`, stays as it is.

        Args:
            only: The names of those to load and no others, with or without the package's
                (``csmcore-region:region``); an empty list for none. ``None`` for what
                ``CSMCORE_LOAD_PLUGINS`` says, names with commas between; where that is not
                set, all.

            block: The names of those not to load. ``None`` for ``CSMCORE_BLOCK_PLUGINS``.

            strict: Whether one that fails is an error, here and in the rules that are made.
                ``None`` for ``CSMCORE_STRICT_PLUGINS``, ``1`` or ``0``.

        Raises:
            PluginError: *strict*, and a plugin failed; named with its package and version.
        """
        wanted = wishes(only=only, block=block, strict=strict)
        plugins = [each for each in self._plugins if each.stays]
        held = {each.place for each in plugins}
        found = installed()
        for entry in found:
            if (normal(entry.distribution), entry.point.name) not in held:
                plugins.append(_taken(entry, wanted, plugins))
        there = {name for each in plugins for name in each.names}
        missing = [name for name in wanted.only or () if name not in there]
        plugins += [_missing(name, found, wanted) for name in missing]
        return self._with(plugins, strict=wanted.strict)

    def register(
        self, plugin: object, *, name: str | None = None, replace: bool = False
    ) -> "PluginHost":
        """
        A host with one more plugin.

        Args:
            plugin: A module or an object with hooks.

            name: What it goes by; that of the module, or of the object's class, if not given.

            replace: Whether it takes the place of the one that goes by its name, as when a
                cell of a notebook is run again.

        Raises:
            PluginError: It is refused.

            DuplicateError: Another one goes by its name.
        """
        if name is None:
            name = str(getattr(plugin, "__name__", type(plugin).__name__))
        others = [each for each in self._plugins if each.status.name != name]
        if len(others) < len(self._plugins) and not replace:
            raise DuplicateError("plugin", name, "and replace=True was not said")
        admitted = _admitted(plugin, Origin(name), name, others)
        return self._with([*others, admitted], strict=self._strict)

    def block(self, name: str) -> "PluginHost":
        """
        A host in which a plugin is blocked; of those that share a name, all.

        With the package's name before it, ``csmcore-region:region``, it is one.

        Raises:
            UnknownNameError: None goes by that name.
        """
        blocked = [each for each in self._plugins if name in each.names]
        if not blocked:
            known = tuple(each.status.name for each in self._plugins)
            raise UnknownNameError("plugin", name, known)
        plugins = [_blocked(each) if each in blocked else each for each in self._plugins]
        return self._with(plugins, strict=self._strict)

    def plugins(self) -> tuple[PluginStatus, ...]:
        """
        How each plugin stands: those registered here by name, then by package and name.
        """
        return tuple(each.status for each in self._plugins)

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """
        What the loaded plugins add, in the order of :meth:`plugins`.
        """
        found = {id(made.value): made for said in self._said() for _, made in said.extensions}
        return tuple(found.values())

    def _said(self) -> Iterator[Examined]:
        return (each.said for each in self._plugins if each.said is not None)

    def check(self, setup: RoutingSetup) -> tuple[QueueFinding, ...]:
        """
        What the plugins say against the queues: what their ``csmcore_check_queue`` returns.
        """
        found = []
        for plugin in self._plugins:
            for check in () if plugin.said is None else plugin.said.checks:
                for queue in setup.queues:
                    try:
                        problems = queue_problems(check, queue)
                    except (Exception, SystemExit) as error:  # noqa: BLE001  # strangers' code
                        told = f"its check failed, {problem_of(error)}"
                        found.append(QueueFinding(queue.id, plugin.origin, told, is_fault=True))
                    else:
                        found += [QueueFinding(queue.id, plugin.origin, each) for each in problems]
        return tuple(found)

    def rules(self, setup: RoutingSetup, *, strict: bool | None = None) -> RoutingRules:
        """
        The rules of a routing, with what the plugins add.

        Args:
            setup: The queues and the rest.

            strict: Whether an extension that fails in a plan, or a check of a queue, is an
                error. ``None`` for what :meth:`with_installed` was told.

        Raises:
            RoutingError: Queues use what is not there, or a plugin finds one wrong; *strict*,
                or cannot tell. All of it at once.
        """
        strict = self._strict if strict is None else strict
        problems = [str(each) for each in self.check(setup) if strict or not each.is_fault]
        try:
            rules = RoutingRules.of(setup, extensions=self.extensions, strict=strict)
        except RoutingError as error:
            raise RoutingError((*error.problems, *problems)) from None
        if problems:
            raise RoutingError(tuple(problems))
        return rules

    def __repr__(self) -> str:
        listed = ", ".join(f"{each.name} {each.status}" for each in self.plugins())
        return f"<PluginHost: {listed or 'empty'}>"

    def __str__(self) -> str:
        return table(self.plugins())

    def _repr_html_(self) -> Markup:
        return picture(self.plugins())


def _admitted(plugin: object, origin: Origin, entry: str, others: Sequence[_Plugin]) -> _Plugin:
    """
    A plugin that is loaded, once it has been examined beside the others.
    """
    if any(each.status.name == origin.plugin for each in others):
        raise PluginError(str(origin), ("its package names it twice; take one entry point away",))
    said = examine(plugin, origin)
    before = [made for each in others if each.said is not None for made in each.said.extensions]
    if problems := clashes(said.extensions, before):
        raise PluginError(str(origin), problems)
    status = PluginStatus(
        origin.plugin,
        distribution=origin.distribution,
        version=origin.version,
        title=said.info.title,
        hooks=said.hooks,
        extensions=tuple(f"{role.kind} {made.value.name}" for role, made in said.extensions),
    )
    return _Plugin(origin, entry, status, said, stays=True)


def _taken(entry: Installed, wanted: Wishes, others: list[_Plugin]) -> _Plugin:
    """
    An installed plugin: loaded, blocked, or failed with the reason.
    """
    taken = {each.status.name for each in others}
    shared = entry.is_shared or entry.point.name in taken
    name = entry.full_name if shared else entry.point.name
    origin = Origin(name, distribution=entry.distribution, version=entry.version)
    if entry.goes_by(wanted.block):
        return _unloaded(origin, entry.point.name, PluginState.BLOCKED, "blocked by name")
    if wanted.only is not None and not entry.goes_by(wanted.only):
        told = "not among those to load"
        return _unloaded(origin, entry.point.name, PluginState.BLOCKED, told)
    try:
        return _admitted(load(entry, origin), origin, entry.point.name, others)
    except PluginError as error:
        if wanted.strict:
            raise
        return _failed(origin, entry.point.name, error)


def _missing(name: str, found: Iterable[Installed], wanted: Wishes) -> _Plugin:
    known = tuple(each.point.name for each in found)
    told = f"it is to be loaded, and is not installed: {UnknownNameError('plugin', name, known)}"
    error = PluginError(name, (told,))
    if wanted.strict:
        raise error
    return _failed(Origin(name), name, error)


def _unloaded(origin: Origin, entry: str, state: PluginState, problem: str) -> _Plugin:
    status = PluginStatus(
        origin.plugin,
        distribution=origin.distribution,
        version=origin.version,
        status=state,
        problem=problem,
    )
    return _Plugin(origin, entry, status)


def _failed(origin: Origin, entry: str, error: PluginError) -> _Plugin:
    plugin = _unloaded(origin, entry, PluginState.FAILED, "; ".join(error.problems))
    cause = error.__cause__
    told = "" if cause is None else "".join(traceback.format_exception(cause))
    return plugin._replace(status=attrs.evolve(plugin.status, traceback=told))


def _blocked(plugin: _Plugin) -> _Plugin:
    status = attrs.evolve(
        plugin.status,
        status=PluginState.BLOCKED,
        problem="blocked by hand",
        extensions=(),
        hooks=(),
        traceback="",
    )
    return plugin._replace(status=status, said=None, stays=True)
