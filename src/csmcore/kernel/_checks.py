"""
What every value checks at its door: instants, zones, names and numbers.
"""

import datetime as dt
import functools
import zoneinfo
from typing import Final, TypeVar

from csmcore.errors import (
    DefinitionError,
    InexactInstantError,
    NaiveInstantError,
    UnknownZoneError,
)

_Number = TypeVar("_Number", int, dt.timedelta)

EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


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

        DefinitionError: It is no datetime at all.
    """
    if type(value) is dt.datetime and value.tzinfo is dt.UTC:
        return value
    return from_micros(to_micros(value))


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
        since = value - EPOCH
    except TypeError:
        raise NaiveInstantError(value) from None
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_micros(micros: int) -> dt.datetime:
    """
    The instant that lies so many microseconds after 1970-01-01T00:00Z, in UTC.
    """
    return EPOCH + dt.timedelta(0, 0, micros)


def plain(value: dt.datetime) -> dt.datetime:
    """
    A datetime of any subclass as a plain one, refused where that would lose something.

    Raises:
        InexactInstantError: It carries nanoseconds, as a pandas timestamp can.

        DefinitionError: It is no datetime at all.
    """
    if not isinstance(value, dt.datetime):
        message = f"{value!r} is no instant; an aware datetime is needed"
        raise DefinitionError(message)
    if getattr(value, "nanosecond", 0):
        raise InexactInstantError(str(value))
    try:
        clock = (value.hour, value.minute, value.second, value.microsecond)
        return dt.datetime(
            value.year, value.month, value.day, *clock, tzinfo=value.tzinfo, fold=value.fold
        )
    except (TypeError, ValueError):
        message = f"{value!r} is no instant; an aware datetime is needed"
        raise DefinitionError(message) from None


def to_date(value: dt.date) -> dt.date:
    """
    A calendar date; a datetime is refused, since its date depends on a zone.

    Raises:
        DefinitionError: It is a datetime, or no date at all.
    """
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        message = f"{value!r} is no date; give a datetime.date, such as date(2026, 4, 27)"
        raise DefinitionError(message)
    return value if type(value) is dt.date else dt.date(value.year, value.month, value.day)


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


@functools.lru_cache(maxsize=1024)
def zone(name: str) -> zoneinfo.ZoneInfo:
    """
    The zone that an IANA name stands for.

    Raises:
        UnknownZoneError: The zone database does not know it.
    """
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, TypeError, ValueError, OSError):
        raise UnknownZoneError(str(name)) from None


def not_blank(_owner: object, attribute: object, value: str) -> None:
    """
    An attrs validator: a text with something in it besides blanks.

    Raises:
        DefinitionError: It is no text, or blank.
    """
    if not isinstance(value, str) or not value.strip():
        message = f"{getattr(attribute, 'name', 'it')} is {value!r}; it must be a text that is not blank"
        raise DefinitionError(message)


def positive(_owner: object, attribute: object, value: _Number) -> None:
    """
    An attrs validator: a whole number or a duration above zero.

    Raises:
        DefinitionError: It is zero or less, or no such thing.
    """
    zero = dt.timedelta(0) if isinstance(value, dt.timedelta) else 0
    good = isinstance(value, int | dt.timedelta) and not isinstance(value, bool)
    if not good or value <= zero:  # type: ignore[operator]
        message = f"{getattr(attribute, 'name', 'it')} is {value!r}; it must be above zero"
        raise DefinitionError(message)
