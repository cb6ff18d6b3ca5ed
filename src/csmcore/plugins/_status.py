"""
How plugins stand: which are loaded, which are not, and why.
"""

import enum
from collections.abc import Iterable, Sequence

import attrs

from csmcore.kernel import Markup, QueueId, element, not_blank, not_blank_if_given
from csmcore.routing import Origin

_HEADS = ("plugin", "package", "status", "adds", "problem")


class PluginState(enum.StrEnum):
    """
    Whether a plugin is there.

    ``LOADED``: its extensions can be used. ``BLOCKED``: it is installed, and was not wanted.
    ``FAILED``: it was wanted, and could not be imported, or was refused.
    """

    LOADED = "loaded"
    BLOCKED = "blocked"
    FAILED = "failed"


@attrs.frozen(kw_only=True)
class PluginStatus:
    """
    How a plugin stands.

    Attributes:
        name: The name of its entry point, or the one that it was registered under. Where two
            packages, or a package and somebody here, have one name, the package's stands
            before it: ``csmcore-region:region``.

        distribution: The package that it was installed with; ``None`` for one that was
            registered here.

        version: The version of that package.

        title: What it calls itself.

        hooks: The hooks that it answers.

        extensions: What it adds, each with its kind: ``filter speaks``.

        status: Whether it is there.

        problem: Why it is not, in a line.

        traceback: Where it failed, if it raised.
    """

    name: str = attrs.field(validator=not_blank, kw_only=False)
    distribution: str | None = attrs.field(default=None, validator=not_blank_if_given)
    version: str | None = attrs.field(default=None, validator=not_blank_if_given)
    title: str = ""
    hooks: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])
    extensions: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])
    status: PluginState = PluginState.LOADED
    problem: str = ""
    traceback: str = attrs.field(default="", repr=False)

    @property
    def package(self) -> str:
        """
        The package and version that it was installed with; ``here`` where it was registered.
        """
        if self.distribution is None:
            return "here"
        return self.distribution if self.version is None else f"{self.distribution} {self.version}"


@attrs.frozen
class QueueFinding:
    """
    What a plugin says against a queue.

    Attributes:
        queue_id: The queue.

        origin: The plugin.

        problem: What is wrong.

        is_fault: Whether the plugin's check failed, so that nobody knows.
    """

    queue_id: QueueId = attrs.field(validator=not_blank)
    origin: Origin
    problem: str = attrs.field(validator=not_blank)
    is_fault: bool = attrs.field(default=False, kw_only=True)

    def __str__(self) -> str:
        return f"queue {self.queue_id!r}: {self.problem} ({self.origin})"


def _cells(status: PluginStatus) -> tuple[str, ...]:
    adds = ", ".join(status.extensions)
    return (status.name, status.package, status.status.value, adds, status.problem)


def table(statuses: Sequence[PluginStatus]) -> str:
    """
    The statuses as a table in plain text, without the columns in which nothing stands.
    """
    if not statuses:
        return "no plugins"
    rows = [_HEADS, *(tuple(" ".join(cell.split()) for cell in _cells(each)) for each in statuses)]
    columns = [column for column in zip(*rows, strict=True) if any(column[1:])]
    widths = [max(map(len, column)) for column in columns]
    lines = zip(*columns, strict=True)
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def picture(statuses: Iterable[PluginStatus]) -> Markup:
    """
    The statuses as a table for notebooks; a traceback unfolds.
    """
    head = element("tr", *(element("th", name, scope="col") for name in _HEADS))
    rows = [_row(each) for each in statuses]
    if not rows:
        return element("p", "No plugins.")
    return element("table", element("thead", head), element("tbody", *rows))


def _row(status: PluginStatus) -> Markup:
    *plain, problem = _cells(status)
    told: object = problem
    if status.traceback:
        told = element("details", element("summary", problem), element("pre", status.traceback))
    return element("tr", *(element("td", cell) for cell in plain), element("td", told))
