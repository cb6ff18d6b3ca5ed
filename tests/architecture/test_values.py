"""
Values are made of values, all the way down; modules hold no state.
"""

import collections
import datetime as dt
import enum
import inspect
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType
from typing import Final

import attrs
import pytest

from tests.architecture.library import MODULES, public_classes, shown

SCALARS: Final = frozenset(
    {type(None), bool, bytes, Decimal, dt.date, dt.datetime, dt.time, dt.timedelta, int, str}
)
CONTAINERS: Final = frozenset({frozenset, tuple})
MUTABLE: Final = (bytearray, collections.deque, dict, list, set)

VALUES: Final = tuple(cls for cls in public_classes() if attrs.has(cls))


def _foreign(kind: object) -> Iterator[object]:
    """
    The parts of an annotation that are no value: neither scalar, enum, tuple, frozenset nor ours.
    """
    if isinstance(kind, typing.NewType):
        yield from _foreign(kind.__supertype__)
    elif kind is ... or isinstance(kind, typing.TypeVar) or typing.get_origin(kind) is typing.Literal:
        return
    elif typing.get_origin(kind) in {types.UnionType, typing.Union, *CONTAINERS}:
        for part in typing.get_args(kind):
            yield from _foreign(part)
    elif attrs.has(typing.cast("type", typing.get_origin(kind) or kind)):
        if (typing.get_origin(kind) or kind) not in VALUES:
            yield kind
        for part in typing.get_args(kind):
            yield from _foreign(part)
    elif kind not in SCALARS and not (
        inspect.isclass(kind) and (issubclass(kind, enum.Enum) or _is_a_name_for_ours(kind))
    ):
        yield kind


def _is_a_name_for_ours(kind: type) -> bool:
    """
    Whether a type is public and abstract, and stands for public values only.
    """
    heirs = [cls for cls in VALUES if issubclass(cls, kind)]
    return kind in public_classes() and inspect.isabstract(kind) and bool(heirs)


@pytest.mark.parametrize("cls", VALUES, ids=lambda cls: cls.__name__)
def test_a_public_value_is_made_of_values(cls: type) -> None:
    """
    Every field is a scalar, an enum, a tuple, a frozenset or another public value.

    So it compares, hashes, pickles and serialises.
    """
    hints = typing.get_type_hints(cls)
    foreign = {
        field.name: list(_foreign(hints[field.name]))
        for field in attrs.fields(typing.cast("type[attrs.AttrsInstance]", cls))
    }

    assert {name: kinds for name, kinds in foreign.items() if kinds} == {}


@pytest.mark.parametrize("cls", VALUES, ids=lambda cls: cls.__name__)
def test_a_public_value_is_frozen(cls: type) -> None:
    """
    Nobody changes a value after its birth, and whoever has it may use it as a key.
    """
    bare: object = object.__new__(cls)

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        bare.__setattr__("anything", 1)
    assert cls.__hash__ is not None


def _mutable(value: object) -> bool:
    return isinstance(value, MUTABLE) or (isinstance(value, tuple) and any(map(_mutable, value)))


@pytest.mark.parametrize("module", MODULES, ids=shown)
def test_a_module_holds_no_state(module: ModuleType) -> None:
    """
    No module keeps a list, dictionary or set that anybody could change.
    """
    held = [
        name
        for name, value in vars(module).items()
        if not (name.startswith("__") and name.endswith("__")) and _mutable(value)
    ]

    assert held == []
