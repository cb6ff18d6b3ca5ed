"""
What the values of routing are held as: numbers, names and units, checked at the door.
"""
# ruff: noqa: PLC0414  # what the kernel checks is handed on, so that fields ask in one place

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import AgentId, Fact, Facts, GroupId, shown, to_duration
from csmcore.kernel import from_one as from_one
from csmcore.kernel import is_flag as is_flag
from csmcore.kernel import not_negative as not_negative
from csmcore.kernel import positive_if_given as positive_if_given
from csmcore.kernel import whole as whole

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

LONGEST_WAIT: Final = dt.timedelta(days=36_525)
"""
The longest duration in a setup, a hundred years: an instant and a wait make another instant.
"""


def whole_if_given(owner: object, attribute: object, value: int | None) -> None:
    """
    An attrs validator: ``None``, or a whole number from 0 up.

    Raises:
        DefinitionError: It is neither.
    """
    if value is not None:
        whole(owner, attribute, value)


_LEAST: Final = dt.timedelta(microseconds=1)
_FIRST: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
_LAST: Final = dt.datetime.max.replace(tzinfo=dt.UTC)


def instant_after(instant: dt.datetime, wait: dt.timedelta) -> dt.datetime:
    """
    An instant and a wait after it; the last there is, where that lies beyond the year 9999.
    """
    try:
        return instant + wait
    except OverflowError:
        return _LAST


def instant_before(instant: dt.datetime, wait: dt.timedelta) -> dt.datetime:
    """
    An instant and a wait before it; the first there is, where that lies before the year 1.
    """
    try:
        return instant - wait
    except OverflowError:
        return _FIRST


def just_after(until: dt.datetime | None) -> dt.datetime | None:
    """
    The first instant at which something is over that stands until an instant, that one still in it.

    ``None`` where it stands for ever.
    """
    return None if until is None or until >= _LAST else until + _LEAST


def to_wait(value: dt.timedelta) -> dt.timedelta:
    """
    A converter: a duration of a hundred years at most.

    Raises:
        DefinitionError: It is none, or longer.
    """
    duration = to_duration(value)
    if duration > LONGEST_WAIT:
        message = f"{duration} is too long; a wait is {LONGEST_WAIT.days:,} days at most"
        raise DefinitionError(message)
    return duration


def wait_if_given(value: dt.timedelta | None) -> dt.timedelta | None:
    """
    A converter: a duration of a hundred years at most, or ``None``.

    Raises:
        DefinitionError: It is neither, or longer.
    """
    return None if value is None else to_wait(value)


def is_a(kind: type, *, or_none: bool = False) -> Callable[[object, object, Any], None]:
    """
    An attrs validator: a value of a class, or ``None`` where that may be.

    Args:
        kind: The class.

        or_none: Whether it may be left out.
    """

    def check(_owner: object, attribute: object, value: object) -> None:
        if isinstance(value, kind) or (or_none and value is None):
            return
        name = getattr(attribute, "name", "it")
        wanted = f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}"
        message = f"{name} is {shown(value)}; it is {wanted}{' or None' if or_none else ''}"
        raise DefinitionError(message)

    return check


def must_be(kind: type, value: object, *, say: str = "") -> None:
    """
    Whether what a function is given is of a class.

    Args:
        kind: The class.

        value: What is given.

        say: How one is had, for who gave something else: ``"record.case"``.

    Raises:
        DefinitionError: It is of another.
    """
    if not isinstance(value, kind):
        how = f"; give one, as in {say}" if say else ""
        message = f"{shown(value)} is no {kind.__name__}{how}"
        raise DefinitionError(message)


def must_be_id(what: str, value: object) -> None:
    """
    Whether what a function is given can be an identity.

    Raises:
        DefinitionError: It is no text, or blank.
    """
    if not isinstance(value, str) or not value.strip():
        message = f"{shown(value)} is no {what}; give its id, a text that is not blank"
        raise DefinitionError(message)


def once(what: str, found: Sequence[str]) -> None:
    """
    Whether names are there once each.

    Raises:
        DuplicateError: One is there twice.
    """
    if len(set(found)) < len(found):
        raise DuplicateError(what, next(name for name in found if found.count(name) > 1))


def to_facts(values: Mapping[str, Fact] | Iterable[tuple[str, Fact]]) -> Facts:
    """
    A converter: facts; a mapping is accepted, and so are pairs.

    Raises:
        DefinitionError: It is neither, or a value is no fact.
    """
    if isinstance(values, Facts):
        return values
    return Facts(pairs(values, "facts", "{'region': 'emea'}"))


def pairs(
    values: Mapping[_Key, _Value] | Iterable[tuple[_Key, _Value]], what: str, example: str
) -> tuple[tuple[_Key, _Value], ...]:
    """
    Pairs of a name and a value, in order.

    Args:
        values: A mapping, or pairs.

        what: What they are, in the plural.

        example: How a mapping of them is written.

    Raises:
        DefinitionError: It is neither.
    """
    if isinstance(values, Mapping):
        return tuple(values.items())
    if not isinstance(values, str) and isinstance(values, Iterable):
        found = tuple(values)
        if all(isinstance(each, tuple | list) and len(each) == 2 for each in found):
            return tuple((name, value) for name, value in found)
    message = f"{shown(values)} is no {what}; give a mapping such as {example}, or pairs"
    raise DefinitionError(message)


def numbers(values: Mapping[str, int] | Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """
    A converter: whole numbers by name, sorted by name; a mapping is accepted.

    Raises:
        DefinitionError: A name is blank, or a number below zero or none.

        DuplicateError: Two have one name.
    """
    found: dict[str, int] = {}
    for name, value in pairs(values, "numbers by name", "{'chat': 2}"):
        _name(name)
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
    if not isinstance(values, Iterable):
        message = f"{shown(values)} is no set of names; give texts, as in ['chat', 'case']"
        raise DefinitionError(message)
    found = (values,) if isinstance(values, str) else tuple(values)
    for name in found:
        _name(name)
    return frozenset(found)


def group_ids(values: Iterable[GroupId] | GroupId) -> frozenset[GroupId]:
    """
    A converter: a set of groups; one text is one group.

    Raises:
        DefinitionError: One is blank, or no text.
    """
    return frozenset(map(GroupId, names(values)))


def agent_ids(values: Iterable[AgentId] | AgentId) -> frozenset[AgentId]:
    """
    A converter: a set of agents; one text is one agent.

    Raises:
        DefinitionError: One is blank, or no text.
    """
    return frozenset(map(AgentId, names(values)))


def _name(name: object) -> None:
    if not isinstance(name, str) or not name.strip():
        message = f"{shown(name)} is no name; it is a text that is not blank"
        raise DefinitionError(message)
