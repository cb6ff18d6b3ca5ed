"""
Values by name, sorted by name.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import Scalar

_Value = TypeVar("_Value")

Attributes: TypeAlias = tuple[tuple[str, Scalar], ...]
"""
A host's own attributes, sorted by name.
"""


def to_pairs(
    what: str, value: Mapping[str, _Value] | Iterable[tuple[str, _Value]]
) -> list[tuple[str, _Value]]:
    """
    Values by name, sorted by name.

    Args:
        what: What a value is, as a noun.

        value: The values, by name or as pairs.

    Raises:
        DefinitionError: A name is no text, or blank.

        DuplicateError: Two have one name.
    """
    pairs = list(value.items() if isinstance(value, Mapping) else value)
    names: set[str] = set()
    for name, _ in pairs:
        if not isinstance(name, str) or not name.strip():
            message = f"{what} {name!r}: its name must be a text that is not blank"
            raise DefinitionError(message)
        if name in names:
            raise DuplicateError(what, name)
        names.add(name)
    return sorted(pairs, key=lambda pair: pair[0])
