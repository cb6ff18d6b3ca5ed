"""
Something about a desk that its author would want to know.
"""

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

import attrs

from csmcore.kernel import Markup, Reason, not_blank, table
from csmcore.sla import FindingSeverity


@attrs.frozen(str=False)
class DeskFinding:
    """
    Something about a desk that its author would want to know.

    Attributes:
        path: Where it stands: ``policies[2].targets[0].calendar``.

        severity: Whether it has to be mended.

        reason: What was found, with a stable code.
    """

    path: str = attrs.field(validator=not_blank)
    severity: FindingSeverity
    reason: Reason

    _document_shapes: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    @property
    def code(self) -> str:
        """
        What was found, as a stable code: ``sla.calendar_unknown``.
        """
        return self.reason.code

    def __str__(self) -> str:
        return f"{self.severity}: {self.path}: {self.reason}"

    def _repr_html_(self) -> Markup:
        return _drawn((self,))


class Findings(tuple[DeskFinding, ...]):
    """
    Findings in order: a tuple that draws itself.
    """

    __slots__ = ()

    def _repr_html_(self) -> Markup:
        return _drawn(self)


def _drawn(findings: Iterable[DeskFinding]) -> Markup:
    rows = ((each.path, each.severity, each.reason, each.code) for each in findings)
    return table("Findings", ("where", "severity", "what", "code"), rows)


def error(path: str, reason: Reason) -> DeskFinding:
    """
    A finding that has to be mended.
    """
    return DeskFinding(path, FindingSeverity.ERROR, reason)


def advice(path: str, reason: Reason) -> DeskFinding:
    """
    A finding that may be meant so.
    """
    return DeskFinding(path, FindingSeverity.ADVICE, reason)


def all_near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """
    The names that are near one that is not there, the nearest first.
    """
    return tuple(difflib.get_close_matches(name, tuple(known)))


def near_to(name: str, known: Iterable[str]) -> str:
    """
    The name that is near one that is not there, or those that there are.
    """
    listed = tuple(known)
    found = difflib.get_close_matches(name, listed, n=1)
    return f"{found[0]} is near" if found else f"there are {', '.join(listed) or 'none'}"
