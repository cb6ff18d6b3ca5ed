"""
What the values of routing are held as: numbers, names and units, checked at the door.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import shown, to_duration, to_utc


def whole(_owner: object, attribute: object, value: int) -> None:
    """
    An attrs validator: a whole number from 0 up.

    Raises:
        DefinitionError: It is none.
    """
    if type(value) is not int or value < 0:
        message = (
            f"{getattr(attribute, 'name', 'it')} is {shown(value)}; it is a whole number, 0 or more"
        )
        raise DefinitionError(message)


def whole_if_given(owner: object, attribute: object, value: int | None) -> None:
    """
    An attrs validator: ``None``, or a whole number from 0 up.

    Raises:
        DefinitionError: It is neither.
    """
    if value is not None:
        whole(owner, attribute, value)


def positive_if_given(_owner: object, attribute: object, value: int | dt.timedelta | None) -> None:
    """
    An attrs validator: ``None``, or a whole number or duration above zero.

    Raises:
        DefinitionError: It is neither.
    """
    if value is None:
        return
    zero = dt.timedelta(0) if isinstance(value, dt.timedelta) else 0
    if isinstance(value, bool) or not isinstance(value, int | dt.timedelta) or value <= zero:
        name = getattr(attribute, "name", "it")
        message = f"{name} is {shown(value)}; it is above zero, or None for no such thing"
        raise DefinitionError(message)


def utc_if_given(value: dt.datetime | None) -> dt.datetime | None:
    """
    A converter: an instant held in UTC, or ``None``.

    Raises:
        NaiveInstantError: It has no zone.
    """
    return None if value is None else to_utc(value)


def duration_if_given(value: dt.timedelta | None) -> dt.timedelta | None:
    """
    A converter: a duration, or ``None``.

    Raises:
        DefinitionError: It is neither.
    """
    return None if value is None else to_duration(value)


def not_negative(_owner: object, attribute: object, value: dt.timedelta) -> None:
    """
    An attrs validator: a duration that is not below zero.

    Raises:
        DefinitionError: It is below zero.
    """
    if value < dt.timedelta(0):
        message = f"{getattr(attribute, 'name', 'it')} is {value}; it is not below zero"
        raise DefinitionError(message)


def numbers(values: Mapping[str, int] | Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """
    A converter: whole numbers by name, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A name is blank, or a number below zero or none.

        DuplicateError: Two have one name.
    """
    found: dict[str, int] = {}
    for name, value in values.items() if isinstance(values, Mapping) else values:
        if not isinstance(name, str) or not name.strip():
            message = f"{name!r} is no name; it is a text that is not blank"
            raise DefinitionError(message)
        if type(value) is not int or value < 0:
            message = f"{name} is {shown(value)}; it is a whole number, 0 or more"
            raise DefinitionError(message)
        if name in found:
            raise DuplicateError("name", name)
        found[name] = value
    return tuple(sorted(found.items()))


def names(values: Iterable[str]) -> frozenset[str]:
    """
    A converter: a set of names; one text is one name.

    Raises:
        DefinitionError: One is blank, or no text.
    """
    listed = frozenset((values,) if isinstance(values, str) else values)
    for name in listed:
        if not isinstance(name, str) or not name.strip():
            message = f"{name!r} is no name; it is a text that is not blank"
            raise DefinitionError(message)
    return listed
