"""
Instants, dates, durations and counts as text, exactly.
"""

import datetime as dt
import re
from typing import Final

from csmcore.errors import DefinitionError
from csmcore.kernel._checks import shown, to_utc

# Patterns as text: they are compiled, and kept, when they are first needed.
_INSTANT: Final = r"\d{4}-\d\d-\d\d[Tt](?!24)\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)"
_DATE: Final = r"\d{4}-\d\d-\d\d"
_DURATION: Final = (
    r"(-)?P(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?)"
)

_MICROSECOND: Final = dt.timedelta(microseconds=1)


def instant_text(value: dt.datetime) -> str:
    """
    An instant as RFC 3339 in UTC, with as many digits as it needs.
    """
    return to_utc(value).isoformat().replace("+00:00", "Z")


def read_instant(text: object) -> dt.datetime:
    """
    An instant from RFC 3339, of any offset.

    Raises:
        DefinitionError: It is none, or finer than a microsecond.
    """
    if isinstance(text, str) and re.fullmatch(_INSTANT, text, re.ASCII):
        try:
            return to_utc(dt.datetime.fromisoformat(text.upper()))
        except ValueError:
            pass
    message = f"{shown(text)} is no instant; RFC 3339 is needed, such as '2026-04-27T09:30:00Z'"
    raise DefinitionError(message)


def read_date(text: object) -> dt.date:
    """
    A date from ISO 8601.

    Raises:
        DefinitionError: It is none.
    """
    if isinstance(text, str) and re.fullmatch(_DATE, text, re.ASCII):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            pass
    message = f"{shown(text)} is no date; ISO 8601 is needed, such as '2026-04-27'"
    raise DefinitionError(message)


def duration_text(value: dt.timedelta) -> str:
    """
    A duration as ISO 8601 in days, hours, minutes and seconds, exactly.

    Days are 24 hours; months and years are terms, not durations.
    """
    sign, value = ("-", -value) if value < dt.timedelta(0) else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    exact = (
        f"{seconds}.{value.microseconds:06}".rstrip("0").rstrip(".")
        if value.microseconds
        else f"{seconds}"
    )
    days = f"{value.days}D" if value.days else ""
    parts = ((f"{hours}", "H"), (f"{minutes}", "M"), (exact, "S"))
    clock = "".join(number + unit for number, unit in parts if number != "0")
    return f"{sign}P{days}{'T' if clock else ''}{clock}" if days or clock else "PT0S"


def hours_text(length: dt.timedelta) -> str:
    """
    A length as people say it: ``4h``, ``1h 30m``, ``26h``; no days, since their lengths differ.
    """
    sign = "-" if length < dt.timedelta(0) else ""
    seconds, micros = divmod(abs(length) // _MICROSECOND, 1_000_000)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    exact = f"{seconds}.{micros:06d}".rstrip("0") if micros else f"{seconds}"
    parts = ((hours, f"{hours}h"), (minutes, f"{minutes}m"), (seconds or micros, f"{exact}s"))
    return sign + (" ".join(text for amount, text in parts if amount) or "0h")


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """
    How many there are of something, in words: ``1 event``, ``2,000 events``.

    Args:
        count: How many.

        noun: What one is called.

        nouns: What several are called; *noun* with an ``s`` if not given.
    """
    return f"{count:,} {noun if count == 1 else nouns or f'{noun}s'}"


def read_duration(text: object) -> dt.timedelta:
    """
    A duration from ISO 8601, without months and years.

    Raises:
        DefinitionError: It is none, or speaks of months or years.
    """
    said = isinstance(text, str) and text not in ("P", "-P")
    parsed = re.fullmatch(_DURATION, str(text), re.ASCII) if said else None
    if parsed is None:
        message = f"{shown(text)} is no duration; ISO 8601 is needed, such as 'PT8H' or 'P1DT30M'"
        raise DefinitionError(message)
    sign, weeks, days, hours, minutes, seconds, fraction = parsed.groups(default="0")
    try:
        value = dt.timedelta(
            weeks=int(weeks),
            days=int(days),
            hours=int(hours),
            minutes=int(minutes),
            seconds=int(seconds),
            microseconds=int(fraction.ljust(6, "0")),
        )
    except (OverflowError, ValueError):
        message = f"{shown(text)} is longer than any duration can be"
        raise DefinitionError(message) from None
    return -value if sign == "-" else value
