"""
Values by what identifies them: told apart, looked up, and referred to.
"""

import operator
from collections.abc import Callable, Container, Iterable, Mapping
from typing import TypeVar

from csmcore.errors import DefinitionError, DuplicateError, UnknownIdError, UnknownReferenceError
from csmcore.kernel._checks import shown

Id = TypeVar("Id", bound=str)
_V = TypeVar("_V")


def refuse_twins(what: str, names: Iterable[str]) -> None:
    """
    Holds names to be there once each.

    Args:
        what: What is named, as a noun.

        names: The names.

    Raises:
        DuplicateError: One is there twice; the first such is named.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DuplicateError(what, name)
        seen.add(name)


def by_id(what: str, values: Iterable[_V], id_of: Callable[[_V], Id]) -> dict[Id, _V]:
    """
    Values by what identifies each.

    Args:
        what: What they are, as a noun.

        values: The values, in any order.

        id_of: What identifies one.

    Raises:
        DuplicateError: Two have one identity.
    """
    found: dict[Id, _V] = {}
    for each in values:
        name = id_of(each)
        if name in found:
            raise DuplicateError(what, name)
        found[name] = each
    return found


def by_name(
    what: str, values: Mapping[str, _V] | Iterable[tuple[str, _V]]
) -> tuple[tuple[str, _V], ...]:
    """
    Values by name, sorted by name.

    Args:
        what: What is named, as a noun.

        values: The values: a mapping, or pairs of a name and a value.

    Raises:
        DefinitionError: A name is no text, or blank; or there is no name with a value.

        DuplicateError: Two have one name.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        message = f"{shown(values)} is no {what}s by name; give a mapping, or pairs of both"
        raise DefinitionError(message)
    found: dict[str, _V] = {}
    for pair in values.items() if isinstance(values, Mapping) else values:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            message = f"{shown(pair)} is no name with a value; give a mapping, or pairs of both"
            raise DefinitionError(message)
        name, value = pair
        if not isinstance(name, str) or not name.strip():
            noun = f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
            message = f"{shown(name)} is no name of {noun}; it is a text that is not blank"
            raise DefinitionError(message)
        if name in found:
            raise DuplicateError(what, name)
        found[name] = value
    return tuple(sorted(found.items(), key=operator.itemgetter(0)))


def look_up(what: str, known: Mapping[Id, _V], wanted: Id) -> _V:
    """
    The value with an identity.

    Args:
        what: What it is, as a noun.

        known: Those that there are, by identity.

        wanted: Its identity.

    Raises:
        UnknownIdError: There is none.
    """
    try:
        return known[wanted]
    except KeyError:
        raise UnknownIdError(what, wanted) from None


def refer(what: str, named: str | None, known: Container[object], referrer: str) -> None:
    """
    Holds a reference to what there is; ``None`` refers to nothing.

    Args:
        what: What is referred to, as a noun.

        named: The identity that is named.

        known: The identities that there are.

        referrer: Who names it, as a message says it: ``"account 'a1'"``.

    Raises:
        UnknownReferenceError: It names what does not exist.
    """
    if named is not None and named not in known:
        raise UnknownReferenceError(what, named, referrer)
