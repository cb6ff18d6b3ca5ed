"""
Whether the parts of a setup are what they should be, told as it is made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from csmcore.errors import DefinitionError
from csmcore.kernel import shown

Check: TypeAlias = Callable[[object, object, Any], None]
"""
What attrs asks of a field: its owner, the field, and the value.
"""


def only(kind: type, say: str) -> Check:
    """
    An attrs validator: one value of a class, or a refusal that says how one is made.
    """

    def check(_owner: object, attribute: object, value: Any) -> None:
        if not isinstance(value, kind):
            name = getattr(attribute, "name", "it")
            message = f"{name}={shown(value)}; give a {kind.__name__}, as {say}"
            raise DefinitionError(message)

    return check


def only_if_given(kind: type, say: str) -> Check:
    """
    An attrs validator: ``None``, or what :func:`only` asks for.
    """
    check = only(kind, say)

    def check_if_given(owner: object, attribute: object, value: Any) -> None:
        if value is not None:
            check(owner, attribute, value)

    return check_if_given


def by_type(values: object) -> Iterator[tuple[str, object]]:
    """
    What is given by the names of types of cases.

    Raises:
        DefinitionError: It is by no names.
    """
    pairs = values.items() if isinstance(values, Mapping) else values
    for pair in pairs if isinstance(pairs, Iterable) else (pairs,):
        match pair:
            case (str(name), moves):
                yield name, moves
            case _:
                message = (
                    f"auto_moves has {shown(pair)}; say of which type of cases, as "
                    'auto_moves={"case": [AUTO_CLOSE]}'
                )
                raise DefinitionError(message)
