"""
What many entities carry: ids of other systems, and a host's own attributes.
"""

from collections.abc import Iterable, Mapping

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel._reasons import Scalar, to_scalar
from csmcore.kernel._refs import ExternalId


def to_external_ids(values: Iterable[ExternalId]) -> tuple[ExternalId, ...]:
    """
    A converter: what other systems call a thing, in the order that was given.

    Raises:
        DefinitionError: One is no ExternalId.
    """
    listed = tuple(values)
    for each in listed:
        if not isinstance(each, ExternalId):
            message = f"{each!r} is no ExternalId; each of them must be one"
            raise DefinitionError(message)
    return listed


def to_attributes(
    values: Mapping[str, Scalar] | Iterable[tuple[str, Scalar]],
) -> tuple[tuple[str, Scalar], ...]:
    """
    A converter: attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A name is blank, or a value no scalar.

        DuplicateError: Two have one name.
    """
    found: dict[str, Scalar] = {}
    for name, value in values.items() if isinstance(values, Mapping) else values:
        if not isinstance(name, str) or not name.strip():
            message = f"{name!r} is no name of an attribute; it is a text that is not blank"
            raise DefinitionError(message)
        if name in found:
            raise DuplicateError("attribute", name)
        found[name] = to_scalar(value)
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))
