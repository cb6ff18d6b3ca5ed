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
    """

    point: importlib.metadata.EntryPoint
    distribution: str
    version: str | None
    is_shared: bool = False

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
    """
    points = importlib.metadata.entry_points(group=PROJECT)
    count = Counter(point.name for point in points)
    found = [_installed(point, is_shared=count[point.name] > 1) for point in points]
    return tuple(sorted(found, key=lambda each: (normal(each.distribution), each.point.name)))


def _installed(point: importlib.metadata.EntryPoint, *, is_shared: bool) -> Installed:
    if point.dist is None:
        return Installed(point, "unknown", None, is_shared)
    told = point.dist.metadata
    name, version = (str(told[key]) if key in told else None for key in ("Name", "Version"))
    return Installed(point, name or "unknown", version or None, is_shared)


def load(entry: Installed, origin: Origin) -> object:
    """
    What an entry point names; whatever its import raises, an exit included, is held.

    Raises:
        PluginError: It cannot be imported.
    """
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
