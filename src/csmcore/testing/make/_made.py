"""
A value as usual, but for what is given.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

Made = TypeVar("Made")


def made(kind: Callable[..., Made], usual: Mapping[str, object], fields: Mapping[str, object]) -> Made:
    """
    A value of a kind, as usual but for the fields that are given.
    """
    return kind(**{**usual, **fields})
