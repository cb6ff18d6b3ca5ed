"""
What every value checks at its door: instants, zones, names and numbers.
"""

import datetime as dt
import enum
import functools
import zoneinfo
from typing import Final, TypeVar

from csmcore.errors import (
    DefinitionError,
    InexactInstantError,
    NaiveInstantError,
    UnknownZoneError,
)

_Choice = TypeVar("_Choice", bound=enum.Enum)
_Text = TypeVar("_Text", bound=str)

EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_MICROSECOND: Final = dt.timedelta(microseconds=1)

_OF_ONE_MACHINE: Final = ("localtime", "posixrules", "posix/", "right/")
"""
Files beside the zone database that are no zones: the machine's own settings, and tables
that count leap seconds, in which every instant is half a minute off.
"""


def to_utc(value: dt.datetime) -> dt.datetime:
    """
    An instant, held in UTC.

    Args:
        value: An aware datetime of any zone. A wall time that a clock change skips is
            read as if the change had not happened yet, one that is repeated is the
            first, unless its ``fold`` is 1.

    Returns:
        The same instant as a plain :class:`datetime.datetime` in UTC.

    Raises:
        NaiveInstantError: The datetime has no zone.

        InexactInstantError: A pandas timestamp carries nanoseconds.

        DefinitionError: It is no datetime at all, or in UTC it lies outside the years 1
            to 9999.
    """
    if type(value) is dt.datetime and value.tzinfo is dt.UTC:
        return value
    return from_micros(to_micros(value))


def utc_if_given(value: dt.datetime | None) -> dt.datetime | None:
    """
    A converter: an instant held in UTC, or ``None``.

    Raises:
        NaiveInstantError: It has no zone.
    """
    return None if value is None else to_utc(value)


def to_micros(value: dt.datetime) -> int:
    """
    An instant as microseconds since 1970-01-01T00:00Z, exactly.

    Args:
        value: An aware datetime of any zone.

    Raises:
        NaiveInstantError: The datetime has no zone.

        InexactInstantError: A pandas timestamp carries nanoseconds.

        DefinitionError: It is no datetime at all.
    """
    if type(value) is not dt.datetime:
        value = plain(value)
    try:
        return (value - EPOCH) // _MICROSECOND
    except TypeError:
        raise NaiveInstantError(value) from None


def from_micros(micros: int) -> dt.datetime:
    """
    The instant that lies so many microseconds after 1970-01-01T00:00Z, in UTC.

    Raises:
        DefinitionError: It lies outside the years 1 to 9999.
    """
    try:
        return EPOCH + micros * _MICROSECOND
    except OverflowError:
        message = f"{micros} microseconds from 1970 on lie outside the years 1 to 9999 in UTC"
        raise DefinitionError(message) from None


def plain(value: dt.datetime) -> dt.datetime:
    """
    A datetime of any subclass as a plain one, refused where that would lose something.

    Raises:
        InexactInstantError: It carries nanoseconds, as a pandas timestamp can.

        DefinitionError: It is no datetime at all.
    """
    try:
        clock = (value.hour, value.minute, value.second, value.microsecond)
        made = dt.datetime(
            value.year, value.month, value.day, *clock, tzinfo=value.tzinfo, fold=value.fold
        )
    except (AttributeError, TypeError, ValueError):  # also pandas' NaT, whose parts are no numbers
        message = f"{value!r} is no instant; an aware datetime is needed"
        raise DefinitionError(message) from None
    if getattr(value, "nanosecond", 0):
        raise InexactInstantError(str(value))
    return made


def to_duration(value: dt.timedelta) -> dt.timedelta:
    """
    A duration of any subclass as a plain one.

    Raises:
        DefinitionError: It is no duration, or finer than a microsecond, as those of pandas
            can be.
    """
    if not isinstance(value, dt.timedelta):
        message = f"{value!r} is no duration; a timedelta is needed, such as timedelta(hours=8)"
        raise DefinitionError(message)
    if getattr(value, "nanoseconds", 0):
        message = (
            f"{value} has nanoseconds, and durations are exact to the microsecond; round it yourself"
        )
        raise DefinitionError(message)
    return dt.timedelta(value.days, value.seconds, value.microseconds)


def to_date(value: dt.date) -> dt.date:
    """
    A calendar date; a datetime is refused, since its date depends on a zone.

    Raises:
        DefinitionError: It is a datetime, or no date at all.
    """
    if type(value) is dt.date:
        return value
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        message = f"{value!r} is no date; give a datetime.date, such as date(2026, 4, 27)"
        raise DefinitionError(message)
    return dt.date(value.year, value.month, value.day)


def date_if_given(value: dt.date | None) -> dt.date | None:
    """
    A converter: a calendar date, or ``None``.

    Raises:
        DefinitionError: It is neither.
    """
    return None if value is None else to_date(value)


def to_choice(choices: type[_Choice], value: object) -> _Choice:
    """
    One of some choices, by itself or by its text.

    Raises:
        DefinitionError: It is none of them.
    """
    try:
        return choices(value)
    except ValueError:
        noun = "".join(f" {char.lower()}" if char.isupper() else char for char in choices.__name__)
        listed = ", ".join(str(each.value) for each in choices)
        message = f"{value!r} is no{noun}; it is one of {listed}"
        raise DefinitionError(message) from None


def zone_name(value: str | dt.tzinfo) -> str:
    """
    A zone's IANA name, checked against the zone database.

    Args:
        value: The name, or a :class:`zoneinfo.ZoneInfo` that has one.

    Raises:
        UnknownZoneError: The zone database does not know it, or it has no name.
    """
    if isinstance(value, dt.tzinfo):
        value = "UTC" if value is dt.UTC else str(value)
    zone(value)
    return value


def zone_if_given(value: str | dt.tzinfo | None) -> str | None:
    """
    A converter: an IANA name that the zone database knows, or ``None``.

    Raises:
        UnknownZoneError: The zone database does not know it.
    """
    return None if value is None else zone_name(value)


def zone(name: str) -> zoneinfo.ZoneInfo:
    """
    The zone that an IANA name stands for.

    Raises:
        UnknownZoneError: The zone database does not know it, or it means something else
            on every machine, such as ``localtime``.
    """
    if not isinstance(name, str):
        raise UnknownZoneError(str(name))
    return _zone(name)


@functools.lru_cache(maxsize=1024)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    if name.startswith(_OF_ONE_MACHINE):
        raise UnknownZoneError(name)
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError(name) from None


def shown(value: object) -> str:
    """
    Any value as a message shows it, cut short where it is long.
    """
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def not_blank(_owner: object, attribute: object, value: _Text) -> None:
    """
    An attrs validator: a text with something in it besides blanks.

    Raises:
        DefinitionError: It is no text, or blank.
    """
    if not isinstance(value, str) or not value.strip():
        name = getattr(attribute, "name", "it")
        message = f"{name} is {shown(value)}; it must be a text that is not blank"
        raise DefinitionError(message)


def not_blank_if_given(owner: object, attribute: object, value: _Text | None) -> None:
    """
    An attrs validator: ``None``, or a text with something in it besides blanks.

    Raises:
        DefinitionError: It is neither.
    """
    if value is not None:
        not_blank(owner, attribute, value)


def positive(_owner: object, attribute: object, value: dt.timedelta) -> None:
    """
    An attrs validator: a duration above zero.

    Raises:
        DefinitionError: It is zero or less, or no duration.
    """
    if not isinstance(value, dt.timedelta) or value <= dt.timedelta(0):
        name = getattr(attribute, "name", "it")
        message = f"{name} is {shown(value)}; it must be above zero, as a duration"
        raise DefinitionError(message)


def positive_if_given(owner: object, attribute: object, value: dt.timedelta | None) -> None:
    """
    An attrs validator: ``None``, or a duration above zero.

    Raises:
        DefinitionError: It is neither.
    """
    if value is not None:
        positive(owner, attribute, value)


def not_negative(_owner: object, attribute: object, value: dt.timedelta) -> None:
    """
    An attrs validator: a duration that is not below zero.

    Raises:
        DefinitionError: It is below zero.
    """
    if value < dt.timedelta(0):
        message = f"{getattr(attribute, 'name', 'it')} is -{-value}; it is not below zero"
        raise DefinitionError(message)


def whole(_owner: object, attribute: object, value: int) -> None:
    """
    An attrs validator: a whole number from 0 up.

    Raises:
        DefinitionError: It is none.
    """
    _count_from(0, attribute, value)


def from_one(_owner: object, attribute: object, value: int) -> None:
    """
    An attrs validator: a whole number from 1 up.

    Raises:
        DefinitionError: It is none.
    """
    _count_from(1, attribute, value)


def _count_from(least: int, attribute: object, value: int) -> None:
    if type(value) is not int or value < least:
        name = getattr(attribute, "name", "it")
        message = f"{name} is {shown(value)}; it is a whole number, {least} or more"
        raise DefinitionError(message)


def from_one_if_given(owner: object, attribute: object, value: int | None) -> None:
    """
    An attrs validator: ``None``, or a whole number from 1 up.

    Raises:
        DefinitionError: It is neither.
    """
    if value is not None:
        from_one(owner, attribute, value)


def is_flag(_owner: object, attribute: object, value: bool) -> None:  # noqa: FBT001  # attrs asks so
    """
    An attrs validator: true or false, and nothing that counts as one of them.

    Raises:
        DefinitionError: It is neither.
    """
    if type(value) is not bool:
        message = f"{getattr(attribute, 'name', 'it')} is {shown(value)}; it must be true or false"
        raise DefinitionError(message)
