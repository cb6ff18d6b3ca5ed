"""
What many entities carry: values of one class, texts, ids of other systems, own attributes.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

from csmcore.errors import DefinitionError
from csmcore.kernel._checks import shown
from csmcore.kernel._reasons import Scalar, to_scalar
from csmcore.kernel._refs import ExternalId
from csmcore.kernel._shelves import by_name

_Part = TypeVar("_Part")

Attributes: TypeAlias = tuple[tuple[str, Scalar], ...]
"""
A host's own attributes, sorted by name.
"""


def listed(kind: type[_Part], values: Iterable[object], *, say: str = "") -> tuple[_Part, ...]:
    """
    Values of one class, in order.

    Args:
        kind: Their class.

        values: The values; neither one alone nor a text.

        say: How one is made, for who gave something else: ``"Suspension(start_on, until)"``.

    Raises:
        DefinitionError: One is of another, or there is nothing to go through.
    """
    how = f"; say {say}" if say else ""
    if isinstance(values, str | kind) or not isinstance(values, Iterable):
        message = (
            f"{shown(values)} is no list; give several of {kind.__name__}, as a tuple or list{how}"
        )
        raise DefinitionError(message)
    found = []
    for each in values:
        if not isinstance(each, kind):
            message = f"{shown(each)} is no {kind.__name__}{how}"
            raise DefinitionError(message)
        found.append(each)
    return tuple(found)


def to_texts(texts: str | Iterable[str]) -> tuple[str, ...]:
    """
    A converter: texts in order, each once; one text alone is accepted.

    Raises:
        DefinitionError: One is no text, or blank, or there is nothing to go through.
    """
    if not isinstance(texts, Iterable):
        message = f"{shown(texts)} is no list of names; give texts, as a tuple or list"
        raise DefinitionError(message)
    several = (texts,) if isinstance(texts, str) else tuple(texts)
    for each in several:
        if not isinstance(each, str) or not each.strip():
            message = f"{shown(each)} is no name; it is a text that is not blank"
            raise DefinitionError(message)
    return tuple(dict.fromkeys(str.__str__(each) for each in several))


def to_external_ids(values: Iterable[ExternalId]) -> tuple[ExternalId, ...]:
    """
    A converter: what other systems call a thing, in the order that was given.

    Raises:
        DefinitionError: One is no ExternalId.
    """
    return listed(ExternalId, values)


def to_attributes(
    values: Mapping[str, Scalar] | Iterable[tuple[str, Scalar]],
) -> Attributes:
    """
    A converter: attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A name is blank, or a value no scalar.

        DuplicateError: Two have one name.
    """
    return tuple((name, to_scalar(value)) for name, value in by_name("attribute", values))
