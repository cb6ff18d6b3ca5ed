"""
What the fields of several agreements have in common.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final, TypeVar

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import ExternalId, Scalar, to_date, to_scalar, zone_name

_Kind = TypeVar("_Kind")

_SHORT: Final = 60


def a(kind: type[_Kind], such_as: str) -> Callable[[object, object, _Kind], None]:
    """
    An attrs validator: a value of a kind.

    Args:
        kind: Which one.

        such_as: How one is made, as messages say it.

    Raises:
        DefinitionError: It is none.
    """

    def check(_owner: object, attribute: object, value: _Kind) -> None:
        if not isinstance(value, kind):
            name = getattr(attribute, "name", "it")
            message = f"{name}={shortly(value)}; {kind.__name__} is needed, such as {such_as}"
            raise DefinitionError(message)

    return check


def a_or_none(kind: type[_Kind], such_as: str) -> Callable[[object, object, _Kind | None], None]:
    """
    An attrs validator: a value of a kind, or ``None``.

    Args:
        kind: Which one.

        such_as: How one is made, as messages say it.

    Raises:
        DefinitionError: It is neither.
    """
    check = a(kind, such_as)

    def check_if_given(owner: object, attribute: object, value: _Kind | None) -> None:
        if value is not None:
            check(owner, attribute, value)

    return check_if_given


def shortly(value: object) -> str:
    """
    A value as a message of one line shows it; of what is long, its type.
    """
    text = repr(value)
    return text if len(text) <= _SHORT and text.isprintable() else f"<{type(value).__name__}>"


def date_if_given(value: dt.date | None) -> dt.date | None:
    """
    A converter: a date, or ``None``.

    Raises:
        DefinitionError: It is neither.
    """
    return None if value is None else to_date(value)


def zone_if_given(value: str | None) -> str | None:
    """
    A converter: an IANA name that the zone database knows, or ``None``.

    Raises:
        UnknownZoneError: The zone database does not know it.
    """
    return None if value is None else zone_name(value)


def external_ids(values: Iterable[ExternalId]) -> tuple[ExternalId, ...]:
    """
    A converter: what other systems call a thing.
    """
    return tuple(values)


def attributes(
    values: Mapping[str, Scalar] | Iterable[tuple[str, Scalar]],
) -> tuple[tuple[str, Scalar], ...]:
    """
    A converter: attributes of the host's own, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A name is blank, or a value no scalar.

        DuplicateError: Two have one name.
    """
    pairs = tuple(values.items() if isinstance(values, Mapping) else values)
    found: dict[str, Scalar] = {}
    for name, value in pairs:
        if not isinstance(name, str) or not name.strip():
            message = f"{name!r} is no name of an attribute; it is a text that is not blank"
            raise DefinitionError(message)
        if name in found:
            raise DuplicateError("attribute", name)
        found[name] = to_scalar(value)
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))


def number(value: Decimal | int | str) -> Decimal:
    """
    A converter: an exact number above zero.

    Raises:
        DefinitionError: It is not exact, not finite, or not above zero.
    """
    message = f"quantity={value!r}; an exact number above zero is needed, such as Decimal('2.5')"
    if isinstance(value, float | bool) or not isinstance(value, Decimal | int | str):
        raise DefinitionError(message)
    try:
        made = Decimal(value)
    except ArithmeticError:
        raise DefinitionError(message) from None
    if not made.is_finite() or made <= 0:
        raise DefinitionError(message)
    return made
