"""
Values by name, sorted by name; and tags.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from csmcore.cases._said import short_enough
from csmcore.kernel import Scalar, by_name, to_scalar, to_texts

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
    return tuple((name, _held(value)) for name, value in by_name("field", values))


def _held(value: Scalar) -> Scalar:
    held = to_scalar(value)
    return short_enough(held) if isinstance(held, int) else held


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
