"""
Facts in documents: what JSON does not know says of which type it is.

And the texts of a decimal number and of a time of day, which stand alone where a field can
hold nothing else.
"""

import contextlib
import datetime as dt
import re
from decimal import Decimal
from typing import Final

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    Fact,
    Scalar,
    duration_text,
    instant_text,
    read_date,
    read_duration,
    read_instant,
    shown,
    to_date,
    to_utc,
)

_DECIMAL: Final = re.compile(r"-?\d{1,1000}(\.\d{1,1000})?(E[+-]?\d{1,4})?", re.ASCII | re.IGNORECASE)
_TIME: Final = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)


def scalar_document(value: Scalar) -> object:
    """
    A scalar; one that JSON does not know as an object of one key that names its type.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case dt.datetime():
            return {"instant": instant_text(value)}
        case dt.date():
            return {"date": value.isoformat()}
        case dt.timedelta():
            return {"duration": duration_text(value)}
        case Decimal():
            return {"decimal": decimal_text(value)}
    message = f"{value!r} is no scalar; a document cannot hold it"
    raise DefinitionError(message)


def fact_document(value: Fact) -> object:
    """
    A fact; a set as an object whose one key says so, its values in order.
    """
    if isinstance(value, frozenset):
        return {"set": sorted(map(scalar_document, value), key=repr)}
    return scalar_document(value)


def read_fact(value: object) -> Fact:
    """
    A fact from its document.

    Raises:
        DefinitionError: It is none.
    """
    match value:
        case {"set": [*values], **rest} if not rest:
            return frozenset(map(read_scalar, values))
    return read_scalar(value)


def read_scalar(value: object) -> Scalar:
    """
    A scalar from its document.

    Raises:
        DefinitionError: It is none.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case dt.datetime():
            return instant_of(value)
        case dt.date():
            return to_date(value)
        case Decimal():
            return read_decimal(value)
        case {"instant": text, **rest} if not rest:
            return instant_of(text)
        case {"date": text, **rest} if not rest:
            return date_of(text)
        case {"duration": text, **rest} if not rest:
            return read_duration(text)
        case {"decimal": text, **rest} if not rest:
            return read_decimal(text)
    message = (
        f"{shown(value)} is no scalar; a text, a whole number, true, false, null or an object "
        "such as {'date': '2026-04-27'} is needed"
    )
    raise DefinitionError(message)


def instant_of(value: object) -> dt.datetime:
    """
    An instant from RFC 3339, or from itself, as TOML has instants.

    Raises:
        DefinitionError: It is none, or has no zone.
    """
    return to_utc(value) if isinstance(value, dt.datetime) else read_instant(value)


def date_of(value: object) -> dt.date:
    """
    A date from ISO 8601, or from itself, as TOML has dates.

    Raises:
        DefinitionError: It is none, or an instant.
    """
    return to_date(value) if isinstance(value, dt.date) else read_date(value)


def read_amount(value: object) -> int | dt.timedelta:
    """
    A number of cases, or working time by its text.

    Raises:
        DefinitionError: It is neither.
    """
    if type(value) is int:
        return value
    if isinstance(value, str):
        return read_duration(value)
    message = f"{shown(value)} is no amount; a whole number, or a text such as 'PT1H30M' is needed"
    raise DefinitionError(message)


def decimal_text(value: Decimal) -> str:
    """
    A decimal number as text, every digit kept.

    Raises:
        DefinitionError: It is not finite, or longer than anybody could read back.
    """
    read_decimal(str(value))
    return str(value)


def read_decimal(text: object) -> Decimal:
    """
    A decimal number from its text or from itself, as exact as it is written.

    Raises:
        DefinitionError: It is none.
    """
    if isinstance(text, str | Decimal) and _DECIMAL.fullmatch(str(text)):
        return Decimal(text)
    read = "; read TOML and JSON by parse_float=Decimal" if isinstance(text, float) else ""
    message = f"{shown(text)} is no decimal number, such as '12.50'{read}"
    raise DefinitionError(message)


def time_text(value: dt.time) -> str:
    """
    A time of day as text, with as many digits as it needs.
    """
    return value.isoformat("auto" if value.second or value.microsecond else "minutes")


def read_time(text: object) -> dt.time:
    """
    A time of day from ISO 8601 or from itself, without a zone.

    Raises:
        DefinitionError: It is none, or finer than a microsecond.
    """
    if isinstance(text, dt.time):
        text = text.isoformat()
    if isinstance(text, str) and _TIME.fullmatch(text):
        with contextlib.suppress(ValueError):
            return dt.time.fromisoformat(text)
    message = f"{shown(text)} is no time of day, such as '16:00'"
    raise DefinitionError(message)
