"""
What is checked of what is said to a case, so that whatever is recorded can be read back.
"""

from typing import Final

from csmcore.errors import DefinitionError
from csmcore.kernel import CustomerRef, shown

_LEAST: Final = -(2**63)
_MOST: Final = 2**63 - 1


def is_text(_owner: object, attribute: object, value: str) -> None:
    """
    An attrs validator: a text, which may be empty.

    Raises:
        DefinitionError: It is none.
    """
    if not isinstance(value, str):
        message = f"{getattr(attribute, 'name', 'it')} is {shown(value)}; it must be a text"
        raise DefinitionError(message)


def is_customer_if_given(_owner: object, attribute: object, value: CustomerRef | None) -> None:
    """
    An attrs validator: ``None``, or for whom a case can be.

    Raises:
        DefinitionError: It is neither.
    """
    if value is not None and not isinstance(value, CustomerRef):
        name = getattr(attribute, "name", "it")
        message = (
            f"{name} is {shown(value)}; it must be an AccountCustomer, ConsumerCustomer, "
            "AccountConsumerCustomer or None"
        )
        raise DefinitionError(message)


def short_enough(value: int) -> int:
    """
    A whole number of at most 64 bits; longer ones cannot be stored.

    Raises:
        DefinitionError: It is longer.
    """
    if not _LEAST <= value <= _MOST:
        message = "a whole number has more than 64 bits; it must be one that can be stored"
        raise DefinitionError(message)
    return value
