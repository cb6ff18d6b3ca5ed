"""
Values made of what is known to be right, such as those that follow from values and events.
"""

from typing import TypeVar

import attrs

_Made = TypeVar("_Made")
_Value = TypeVar("_Value", bound=attrs.AttrsInstance)


def known(kind: type[_Made], **fields: object) -> _Made:
    """
    A value of parts that were checked where they come from: they are neither converted nor checked.

    Args:
        kind: Its class, made by attrs.

        fields: All its fields; and what it looks things up in, where that is known already.
    """
    made = object.__new__(kind)
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made


def changed(value: _Value, **changes: object) -> _Value:
    """
    A value with some parts that were checked where they come from; all else is as it was.

    Args:
        value: The value.

        changes: Its fields that are not as they were.
    """
    made = object.__new__(type(value))
    for field in value.__attrs_attrs__:
        name = field.name
        object.__setattr__(made, name, changes[name] if name in changes else getattr(value, name))
    return made
