"""
Which plugins are installed, and which of them are wanted here.

The one place that reads what is installed, and the environment: only when a host is asked to.
"""

import importlib.metadata
import os
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from csmcore.errors import DefinitionError, PluginError
from csmcore.kernel import shown
from csmcore.plugins._examine import problem_of
from csmcore.plugins._specs import PROJECT
from csmcore.routing import Origin

LOAD: Final = "CSMCORE_LOAD_PLUGINS"
BLOCK: Final = "CSMCORE_BLOCK_PLUGINS"
STRICT: Final = "CSMCORE_STRICT_PLUGINS"

_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"", "0", "false", "no", "off"})


class Wishes(NamedTuple):
    """
    Which of the installed plugins are wanted.

    Attributes:
        only: These and no others; ``None`` for all.

        block: Not these.

        strict: Whether one that fails is an error.
    """

    only: tuple[str, ...] | None
    block: tuple[str, ...]
    strict: bool


class Installed(NamedTuple):
    """
    A plugin that is installed: an entry point of a distribution.

    Attributes:
        point: The entry point.

        distribution: The distribution's name.

        version: Its version.

        is_shared: Whether another distribution has an entry point of that name.

        problem: Why it cannot be loaded, where that is known.
    """

    point: importlib.metadata.EntryPoint
    distribution: str
    version: str | None
    is_shared: bool = False
    problem: str = ""

    @property
    def full_name(self) -> str:
        """
        Its name with the distribution's before it.
        """
        return f"{self.distribution}:{self.point.name}"

    def goes_by(self, names: Iterable[str]) -> bool:
        """
        Whether one of some names means it: its own, with or without the distribution's.
        """
        return not {self.point.name, self.full_name}.isdisjoint(names)


def normal(distribution: str) -> str:
    """
    A distribution's name as all its spellings have it.
    """
    return re.sub(r"[-_.]+", "-", distribution).lower()


def installed() -> tuple[Installed, ...]:
    """
    The plugins that are installed, by distribution and name, wherever these lie on the path.

    Each distribution is read by itself, so that one whose files are broken hides no other.
    """
    first: dict[str, importlib.metadata.Distribution] = {}
    for each in importlib.metadata.distributions():
        if f"[{PROJECT}]" in _entry_points(each):
            first.setdefault(normal(_told(each, "Name") or ""), each)
    found = [entry for name, each in first.items() for entry in _entries(_in_force(name, each))]
    count = Counter(entry.point.name for entry in found)
    marked = [entry._replace(is_shared=count[entry.point.name] > 1) for entry in found]
    return tuple(sorted(marked, key=lambda each: (normal(each.distribution), each.point.name)))


def _in_force(
    name: str, distribution: importlib.metadata.Distribution
) -> importlib.metadata.Distribution:
    """
    Of the distributions of one name, the one that comes first on the path, from which is imported.
    """
    try:
        return importlib.metadata.distribution(name)
    except (importlib.metadata.PackageNotFoundError, ValueError):  # it does not say its name
        return distribution


def _entries(distribution: importlib.metadata.Distribution) -> list[Installed]:
    name = _told(distribution, "Name") or "unknown"
    version = _told(distribution, "Version")
    try:
        points = list(distribution.entry_points.select(group=PROJECT))
    except Exception as error:  # noqa: BLE001  # whatever somebody's file makes of the parser
        nothing = importlib.metadata.EntryPoint(name, "", PROJECT)
        told = f"its entry points cannot be read, {problem_of(error)}"
        return [Installed(nothing, name, version, problem=told)]
    return [Installed(point, name, version) for point in points]


def _entry_points(distribution: importlib.metadata.Distribution) -> str:
    try:
        return distribution.read_text("entry_points.txt") or ""
    except (OSError, ValueError):
        return ""


def _told(distribution: importlib.metadata.Distribution, field: str) -> str | None:
    """
    What a distribution says of itself; ``None`` where it does not, or nobody can read it.
    """
    try:
        told = distribution.metadata
        return (str(told[field]) or None) if field in told else None
    except Exception:  # noqa: BLE001  # as in _entries
        return None


def load(entry: Installed, origin: Origin) -> object:
    """
    What an entry point names; whatever its import raises, an exit included, is held.

    Raises:
        PluginError: It cannot be imported.
    """
    if entry.problem:
        raise PluginError(str(origin), (entry.problem,))
    try:
        value: object = entry.point.load()
    except (Exception, SystemExit) as error:
        told = f"the import of {entry.point.value} raised {problem_of(error)}"
        raise PluginError(str(origin), (told,)) from error
    return value


def wishes(
    *, only: Iterable[str] | str | None, block: Iterable[str] | str | None, strict: bool | None
) -> Wishes:
    """
    What is wanted, by what was said, and by the environment where nothing was.

    Raises:
        DefinitionError: A name is none, or ``CSMCORE_STRICT_PLUGINS`` is neither yes nor no.
    """
    return Wishes(
        only=_listed(os.environ.get(LOAD)) if only is None else _names(only),
        block=(_listed(os.environ.get(BLOCK)) or ()) if block is None else _names(block),
        strict=_switch(os.environ.get(STRICT, "")) if strict is None else strict,
    )


def _listed(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _names(values: Iterable[str] | str) -> tuple[str, ...]:
    names = (values,) if isinstance(values, str) else tuple(values)
    for name in names:
        if not isinstance(name, str) or not name.strip():
            message = f"{shown(name)} is no plugin's name; it is a text that is not blank"
            raise DefinitionError(message)
    return names


def _switch(text: str) -> bool:
    word = text.strip().lower()
    if word not in _YES | _NO:
        message = f"{STRICT} is {text!r}; it is 1 or 0"
        raise DefinitionError(message)
    return word in _YES
