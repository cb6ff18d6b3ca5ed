"""
What a case has several of: each found, replaced and changed by its id.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, TypeVar

import attrs

from csmcore.cases._around_reasons import NO_VALUE, NOT_ITS_FIELD
from csmcore.cases._pairs import Pairs
from csmcore.cases._reasons import told_names
from csmcore.errors import CsmError, UnknownReferenceError
from csmcore.kernel import Reason

_EMPTY: Final = ("description",)


class Member(Protocol):
    """
    Something of which a case has several, each with an id.
    """

    @property
    def id(self) -> str:
        """
        Its identity on its case.
        """


M = TypeVar("M", bound=Member)
T = TypeVar("T")


def member(members: Iterable[M], id: str) -> M | None:  # noqa: A002  # as everywhere
    """
    The member of an id, or ``None``.
    """
    return next((each for each in members if each.id == id), None)


def replaced(case: Mapping[str, Any], what: str, new: M) -> tuple[M, ...]:
    """
    The members of a case with one in the place of that with its id.

    Raises:
        UnknownReferenceError: There is none with its id.
    """
    held: tuple[M, ...] = case[f"{what}s"]
    kept = tuple(new if each.id == new.id else each for each in held)
    if member(held, new.id) is None:
        raise UnknownReferenceError(what, new.id, f"an event of case {case['id']!r}")
    return kept


def held_by(case: Mapping[str, Any], what: str, id: str) -> Any:  # noqa: A002  # as everywhere
    """
    The member of a case that an event speaks of.

    Raises:
        UnknownReferenceError: There is none with that id.
    """
    found: Any = member(case[f"{what}s"], id)
    if found is None:
        raise UnknownReferenceError(what, id, f"an event of case {case['id']!r}")
    return found


def changed(value: T, what: str, changes: Pairs, known: tuple[str, ...]) -> tuple[T, list[Reason]]:
    """
    A value with some fields changed, and why some of them cannot be.

    Args:
        value: The value.

        what: What it is called.

        changes: New values by name; ``None`` takes one away.

        known: The names of the fields that change so.
    """
    problems: list[Reason] = []
    for name, given in changes:
        if name not in known:
            problems.append(NOT_ITS_FIELD(path=name, what=what, known=told_names(name, known)))
            continue
        new: Any = "" if given is None and name in _EMPTY else given
        try:
            value = attrs.evolve(value, **{name: new})  # type: ignore[misc]  # of attrs, all of them
        except CsmError as error:
            problems.append(NO_VALUE(path=name, problem=str(error)))
    return value, problems
