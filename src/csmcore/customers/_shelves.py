"""
Entities by identity, and by their keys: what every book indexes.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import TypeVar

from csmcore.errors import DuplicateError, UnknownIdError, UnknownReferenceError

Id = TypeVar("Id", bound=str)
Entity = TypeVar("Entity")


def by_id(what: str, entities: Iterable[Entity], id_of: Callable[[Entity], Id]) -> dict[Id, Entity]:
    """
    Entities by what identifies them.

    Raises:
        DuplicateError: Two have one identity.
    """
    found: dict[Id, Entity] = {}
    for each in entities:
        if id_of(each) in found:
            raise DuplicateError(what, id_of(each))
        found[id_of(each)] = each
    return found


def one(what: str, entities: Mapping[Id, Entity], id_: Id) -> Entity:
    """
    The entity with an identity.

    Raises:
        UnknownIdError: There is none.
    """
    try:
        return entities[id_]
    except KeyError:
        raise UnknownIdError(what, id_) from None


def by_key(
    entities: Iterable[Entity], keys_of: Callable[[Entity], Iterable[str]]
) -> dict[str, tuple[Entity, ...]]:
    """
    Entities by each of their keys, in the order in which they came.
    """
    found: dict[str, list[Entity]] = {}
    for each in entities:
        for key in dict.fromkeys(keys_of(each)):
            found.setdefault(key, []).append(each)
    return {key: tuple(listed) for key, listed in found.items()}


def refer(what: str, id_: str | None, known: Container[object], referrer: str) -> None:
    """
    Holds a reference to what there is; ``None`` refers to nothing.

    Raises:
        UnknownReferenceError: It names what does not exist.
    """
    if id_ is not None and id_ not in known:
        raise UnknownReferenceError(what, id_, referrer)
