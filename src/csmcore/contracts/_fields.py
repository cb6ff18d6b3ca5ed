"""
What the fields of several agreements have in common.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeVar

from csmcore.errors import DefinitionError

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
