"""
Values made of what is known to be right, such as those that follow from values and events.
"""

from typing import TypeVar

_Made = TypeVar("_Made")


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
