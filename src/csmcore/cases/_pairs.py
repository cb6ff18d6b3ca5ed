"""
Values by name, sorted by name; and tags.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from csmcore.cases._said import short_enough
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import Scalar, shown, to_scalar, to_texts

Pairs: TypeAlias = tuple[tuple[str, Scalar], ...]
"""
Scalars by name, sorted by name.
"""


def to_pairs(values: Mapping[str, Scalar] | Iterable[tuple[str, Scalar]]) -> Pairs:
    """
    A converter: scalars by name, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A name is blank, a value no scalar, or a number of more than 64 bits.

        DuplicateError: Two have one name.
    """
    if values == ():
        return ()
    found: dict[str, Scalar] = {}
    for pair in values.items() if isinstance(values, Mapping) else values:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            message = f"{shown(pair)} is no name with a value; give a mapping, or pairs of both"
            raise DefinitionError(message)
        name, value = pair
        if not isinstance(name, str) or not name.strip():
            message = f"{name!r} is no name of a field; it is a text that is not blank"
            raise DefinitionError(message)
        if name in found:
            raise DuplicateError("field", name)
        held = to_scalar(value)
        found[name] = short_enough(held) if isinstance(held, int) else held
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))


def merged(pairs: Pairs, changes: Pairs) -> Pairs:
    """
    Values with some changed; ``None`` takes one away.
    """
    both = {**dict(pairs), **dict(changes)}
    return tuple(sorted((name, value) for name, value in both.items() if value is not None))


def to_tags(tags: str | Iterable[str]) -> tuple[str, ...]:
    """
    A converter: tags, sorted, each once.

    Raises:
        DefinitionError: One is no text, or blank.
    """
    return tuple(sorted(to_texts(tags)))
