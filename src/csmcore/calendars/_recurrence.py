"""
Recurrences by date: the text of a rule, and dateutil behind it.
"""

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from csmcore.calendars._hours import DAYS
from csmcore.errors import RuleError

_FREQUENCIES: Final = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_KEYS: Final = (
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYMONTH",
    "BYWEEKNO",
    "BYYEARDAY",
    "BYMONTHDAY",
    "BYDAY",
    "BYEASTER",
    "BYSETPOS",
)
WEEKDAY_CODES: Final = tuple(day[:2].upper() for day in DAYS)
_LONGEST_RULE: Final = 1000
_LONGEST_INTERVAL: Final = 366
_NUMBERS: Final = MappingProxyType(
    {
        # The least, the greatest, and whether counting from the end with a minus is possible.
        "INTERVAL": (1, _LONGEST_INTERVAL, False),
        "COUNT": (1, 1_000_000, False),
        "BYMONTH": (1, 12, False),
        "BYWEEKNO": (1, 53, True),
        "BYYEARDAY": (1, 366, True),
        "BYMONTHDAY": (1, 31, True),
        "BYSETPOS": (1, 366, True),
        # From the first of January to the last of December, wherever Easter is.
        "BYEASTER": (-80, 250, False),
    }
)
_SINGLE: Final = ("INTERVAL", "COUNT")
_WHOLE: Final = r"[+-]?[0-9]+"
_WEEKDAY: Final = r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)"
_UNTIL: Final = r"[0-9]{8}(T[0-9]{6}Z?)?"
_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ONE_DAY: Final = dt.timedelta(days=1)


def canonical(text: str) -> str:
    """
    The text of a rule as it is held: checked part by part, in one order and one spelling.

    Raises:
        RuleError: It is no rule of whole days, or one of its parts cannot be.
    """
    if not isinstance(text, str) or len(text) > _LONGEST_RULE:
        raise RuleError(
            str(text)[:60], "a rule is a text such as 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25'"
        )
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").strip().strip(";").split(";"):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        key = "BYDAY" if key == "BYWEEKDAY" else key
        if not equals or not value or key not in _KEYS or key in parts:
            raise RuleError(
                text, f"{part!r} does not belong; parts read KEY=VALUE, once each of {', '.join(_KEYS)}"
            )
        parts[key] = value
    _check_frequency(text, parts)
    for key, value in parts.items():
        parts[key] = _canonical_value(text, parts, key, value)
    _check_month_days(text, parts)
    return ";".join(f"{key}={parts[key]}" for key in _KEYS if key in parts)


def _check_frequency(text: str, parts: dict[str, str]) -> None:
    if parts.get("FREQ") not in _FREQUENCIES:
        raise RuleError(
            text, f"says no frequency of whole days; FREQ is one of {', '.join(_FREQUENCIES)}"
        )
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleError(text, "ends by COUNT or by UNTIL, not by both")


def _canonical_value(text: str, parts: dict[str, str], key: str, value: str) -> str:
    # Values that mean the same are held alike, so that rules compare by what they mean.
    if key in _NUMBERS:
        values = [value] if key in _SINGLE else value.split(",")
        return ",".join(map(str, sorted({_number(text, key, each) for each in values})))
    if key == "BYDAY":
        days = {_weekday(text, parts, each) for each in value.split(",")}
        return ",".join(f"{number or ''}{WEEKDAY_CODES[day]}" for number, day in sorted(days))
    if key == "UNTIL":
        return _until(text, value)
    if key == "WKST" and value not in WEEKDAY_CODES:
        raise RuleError(text, f"WKST={value} is no weekday; say one of {', '.join(WEEKDAY_CODES)}")
    return value


def _until(text: str, value: str) -> str:
    problem = f"UNTIL={value} is no date; it reads like 20301231"
    if not re.fullmatch(_UNTIL, value):
        raise RuleError(text, problem)
    try:
        dt.date.fromisoformat(value[:8])
    except ValueError:
        raise RuleError(text, problem) from None
    return value[:8]  # of an instant, as many calendars write it, the date counts


def _number(text: str, key: str, value: str) -> int:
    least, greatest, from_end = _NUMBERS[key]
    if not re.fullmatch(_WHOLE, value.strip()):
        raise RuleError(text, f"{key}={value} is no whole number")
    number = int(value)
    if not least <= (abs(number) if from_end else number) <= greatest:
        also = f", or -{least} to -{greatest}" if from_end else ""
        raise RuleError(text, f"{key}={value} is out of range; it is {least} to {greatest}{also}")
    return number


def _weekday(text: str, parts: dict[str, str], value: str) -> tuple[int, int]:
    parsed = re.fullmatch(_WEEKDAY, value.strip())
    if parsed is None:
        raise RuleError(text, f"BYDAY={value} is no weekday; it reads like MO, 1MO or -1FR")
    number = int(parsed[1] or 0)
    if parsed[1] is not None:
        of_month = parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts
        most = 5 if of_month else 53
        if parts["FREQ"] not in ("YEARLY", "MONTHLY") or not 1 <= abs(number) <= most:
            problem = f"BYDAY={value} counts what is not there; a month has 5 and a year 53 of them"
            raise RuleError(text, f"{problem}, a week or a day none")
    return number, WEEKDAY_CODES.index(parsed[2])


def _check_month_days(text: str, parts: dict[str, str]) -> None:
    if "BYMONTH" not in parts or "BYMONTHDAY" not in parts:
        return
    months, days = ([int(each) for each in parts[key].split(",")] for key in ("BYMONTH", "BYMONTHDAY"))
    longest = max(_LONGEST_MONTHS[month - 1] for month in months)
    for day in days:
        if abs(day) > longest:
            names = "/".join(f"{dt.date(2000, month, 1):%B}" for month in months)
            raise RuleError(text, f"{day} {names} is no date; that month has at most {longest} days")


def parts_of(text: str) -> dict[str, str]:
    """
    The parts of a rule that is held, by their keys.
    """
    return dict(part.split("=", 1) for part in text.split(";"))


def _read(parts: dict[str, str], start: dt.date) -> Iterator[dt.date]:
    from dateutil import rrule  # noqa: PLC0415  # a calendar without rules need not wait for it

    text = ";".join(f"{key}={value}" for key, value in parts.items() if key != "COUNT")
    try:
        recurrence = rrule.rrulestr(text, dtstart=dt.datetime.combine(start, dt.time()))
    # dateutil words its refusals freely and lets several builtins through.
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise RuleError(text, f"is no recurrence that can be read ({error})") from None
    return (at.date() for at in recurrence)


def _stated(parts: dict[str, str], anchor: dt.date) -> dict[str, str]:
    # What a rule leaves to its anchor is said outright, so that it can start elsewhere.
    if not {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYEASTER"}.isdisjoint(parts):
        return parts
    match parts["FREQ"]:
        case "YEARLY":
            return {"BYMONTH": str(anchor.month), **parts, "BYMONTHDAY": str(anchor.day)}
        case "MONTHLY":
            return {**parts, "BYMONTHDAY": str(anchor.day)}
        case "WEEKLY":
            return {**parts, "BYDAY": WEEKDAY_CODES[anchor.weekday()]}
        case _:
            return parts


def occurrences(parts: dict[str, str], anchor: dt.date, first: dt.date) -> Iterator[dt.date]:
    """
    The dates of a rule from a date on, without walking there from its anchor.

    What it counts (``COUNT``) is left to the caller.
    """
    start = _aligned(parts, anchor, first)
    dates = _read(_stated(parts, anchor), start)
    return itertools.dropwhile(lambda on: on < first or on < anchor, dates)


def _aligned(parts: dict[str, str], anchor: dt.date, first: dt.date) -> dt.date:
    # The last beginning of a period of the rule (a year, a month, a week, a day, times its
    # interval) that is not after the date; in the anchor's own period, the anchor.
    every = int(parts.get("INTERVAL", "1"))
    if first <= anchor:
        return anchor
    return max(anchor, _period_start(parts, anchor, first, every))


def _period_start(parts: dict[str, str], anchor: dt.date, first: dt.date, every: int) -> dt.date:
    match parts["FREQ"]:
        case "YEARLY":
            return dt.date(first.year - (first.year - anchor.year) % every, 1, 1)
        case "MONTHLY":
            since = (first.year - anchor.year) * 12 + first.month - anchor.month
            months = anchor.year * 12 + anchor.month - 1 + since - since % every
            return dt.date(months // 12, months % 12 + 1, 1)
        case "WEEKLY":
            starts_on = WEEKDAY_CODES.index(parts.get("WKST", "MO"))
            week = anchor - (anchor.weekday() - starts_on) % 7 * _ONE_DAY
            return first - (first - week).days % (7 * every) * _ONE_DAY
        case _:
            return first - (first - anchor).days % every * _ONE_DAY
