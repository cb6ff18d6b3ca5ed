"""
Days off: fixed dates, and rules that bring them back.
"""

import calendar
import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import attrs
from dateutil import rrule

from csmcore.calendars._hours import DAYS
from csmcore.calendars._zones import day_number
from csmcore.errors import OrderError, RuleError
from csmcore.kernel import DateSpan, to_date

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
_CODES: Final = tuple(day[:2].upper() for day in DAYS)
_LONGEST_RULE: Final = 1000
_LONGEST_INTERVAL: Final = 366
_NUMBERS: Final = {
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
_SINGLE: Final = ("INTERVAL", "COUNT")
_WEEKDAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL: Final = re.compile(r"(\d{8})(T\d{6}Z?)?")
_ONE_DAY: Final = dt.timedelta(days=1)
_FIRST_ANCHOR: Final = dt.date(1900, 1, 1)


def _to_dates(dates: Iterable[dt.date]) -> tuple[dt.date, ...]:
    return tuple(sorted({to_date(on) for on in dates}))


def _canonical(text: str) -> str:
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
        return ",".join(f"{number or ''}{_CODES[day]}" for number, day in sorted(days))
    if key == "UNTIL":
        until = _UNTIL.fullmatch(value)
        if until is None:
            raise RuleError(text, f"UNTIL={value} is no date; it reads like 20301231")
        return until[1]
    if key == "WKST" and value not in _CODES:
        raise RuleError(text, f"WKST={value} is no weekday; say one of {', '.join(_CODES)}")
    return value


def _number(text: str, key: str, value: str) -> int:
    least, greatest, from_end = _NUMBERS[key]
    try:
        number = int(value)
    except ValueError:
        raise RuleError(text, f"{key}={value} is no whole number") from None
    if not least <= (abs(number) if from_end else number) <= greatest:
        also = f", or -{least} to -{greatest}" if from_end else ""
        raise RuleError(
            text, f"{key}={value} is out of range; it goes from {least} to {greatest}{also}"
        )
    return number


def _weekday(text: str, parts: dict[str, str], value: str) -> tuple[int, int]:
    parsed = _WEEKDAY.fullmatch(value.strip())
    if parsed is None:
        raise RuleError(text, f"BYDAY={value} is no weekday; it reads like MO, 1MO or -1FR")
    number = int(parsed[1] or 0)
    if parsed[1] is not None:
        of_month = parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts
        most = 5 if of_month else 53
        if parts["FREQ"] not in ("YEARLY", "MONTHLY") or not 1 <= abs(number) <= most:
            problem = f"BYDAY={value} counts what is not there; a month has 5 and a year 53 of them"
            raise RuleError(text, f"{problem}, a week or a day none")
    return number, _CODES.index(parsed[2])


def _check_month_days(text: str, parts: dict[str, str]) -> None:
    if "BYMONTH" not in parts or "BYMONTHDAY" not in parts:
        return
    months, days = ([int(each) for each in parts[key].split(",")] for key in ("BYMONTH", "BYMONTHDAY"))
    longest = max(calendar.monthrange(2000, month)[1] for month in months)
    for day in days:
        if abs(day) > longest:
            names = "/".join(calendar.month_name[month] for month in months)
            raise RuleError(text, f"{day} {names} is no date; that month has at most {longest} days")


@attrs.frozen(order=True)
class Holiday:
    """
    Fixed dates on which a calendar is closed: ``[start_on, until)``, one day by default.

    Attributes:
        start_on: First date off.

        until: First date after; the day after *start_on* when not given.

        name: What people call it.

    Raises:
        OrderError: It ends before it starts, or on the same date.
    """

    start_on: dt.date = attrs.field(converter=to_date)
    until: dt.date = attrs.field(
        default=attrs.Factory(lambda self: self.start_on + _ONE_DAY, takes_self=True), converter=to_date
    )
    name: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.until <= self.start_on:
            raise OrderError("holiday", self.start_on, self.until)

    def __str__(self) -> str:
        last = self.until - _ONE_DAY
        dates = f"{self.start_on}" if last == self.start_on else f"{self.start_on} to {last}"
        return f"{dates} {self.name}".rstrip()


@attrs.frozen(order=True)
class HolidayRule:
    """
    Days off that come back: a recurrence, held as a value.

    Attributes:
        text: An RFC 5545 ``RRULE`` of whole days, such as
            ``FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25``. ``BYEASTER`` counts days from
            Easter Sunday of the western churches. Held in capitals, parts in one order.

        anchor: The rule's ``DTSTART``: the first date that may be off, and what a rule
            leaves unsaid is taken from it.

        name: What people call it.

        days: How many days off follow each date of the rule, itself included.

        except_on: Dates of the rule that are left out.

    Raises:
        RuleError: The text is no such rule, or falls on no date at all.
    """

    text: str = attrs.field(converter=_canonical)
    anchor: dt.date = attrs.field(default=_FIRST_ANCHOR, converter=to_date)
    name: str = attrs.field(default="", kw_only=True)
    days: int = attrs.field(default=1, kw_only=True)
    except_on: tuple[dt.date, ...] = attrs.field(default=(), kw_only=True, converter=_to_dates)

    def __attrs_post_init__(self) -> None:
        if type(self.days) is not int or not 1 <= self.days <= 366:
            raise RuleError(
                self.text, f"lasts {self.days!r} days; a whole number from 1 to 366 is needed"
            )
        if self.anchor.year < _FIRST_ANCHOR.year:
            raise RuleError(self.text, f"is anchored on {self.anchor}; 1900-01-01 is the first anchor")
        _check_that_it_occurs(self)

    @classmethod
    def yearly(
        cls, month: int, day: int, *, name: str = "", days: int = 1, anchor: dt.date = _FIRST_ANCHOR
    ) -> "HolidayRule":
        """
        The same date every year; 29 February only in leap years.

        Raises:
            RuleError: No year has that date.
        """
        text = f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"
        return cls(text, anchor, name=name, days=days)

    @classmethod
    def nth_weekday(
        cls,
        number: int,
        weekday: str,
        month: int,
        *,
        name: str = "",
        days: int = 1,
        anchor: dt.date = _FIRST_ANCHOR,
    ) -> "HolidayRule":
        """
        A weekday of a month by its number: the fourth Thursday of November.

        Args:
            number: 1 to 5 from the month's start, -1 to -5 from its end.

            weekday: ``"mon"`` to ``"sun"``.

            month: 1 to 12.

            name: What people call it.

            days: How many days off follow, itself included.

            anchor: The first date that may be off.

        Raises:
            RuleError: There is no such weekday.
        """
        shown = f"{number} {weekday} of month {month}"
        if weekday not in DAYS:
            raise RuleError(shown, f"{weekday!r} is no weekday; say one of {', '.join(DAYS)}")
        if type(number) is not int or not 1 <= abs(number) <= 5:
            raise RuleError(shown, "a month has weekdays number 1 to 5, or -1 to -5 from its end")
        text = f"FREQ=YEARLY;BYMONTH={month};BYDAY={number}{_CODES[DAYS.index(weekday)]}"
        return cls(text, anchor, name=name, days=days)

    @classmethod
    def easter(
        cls, offset: int = 0, *, name: str = "", days: int = 1, anchor: dt.date = _FIRST_ANCHOR
    ) -> "HolidayRule":
        """
        So many days after Easter Sunday of the western churches; negative is before it.

        Good Friday is -2, Easter Monday 1, Ascension Day 39, Whit Monday 50.
        """
        return cls(f"FREQ=YEARLY;BYEASTER={offset}", anchor, name=name, days=days)

    def dates(self, start_on: dt.date, until: dt.date) -> tuple[dt.date, ...]:
        """
        The dates off in ``[start_on, until)``, in order, each once.
        """
        start_on, until = to_date(start_on), to_date(until)
        found = {
            day
            # Days off that begin in a year may reach into the next, and no further.
            for year in range(start_on.year - 1, until.year + 1)
            for day in days_off(self, year)
        }
        first, last = day_number(start_on), day_number(until)
        return tuple(
            start_on + (day - first) * _ONE_DAY for day in sorted(found) if first <= day < last
        )

    def __str__(self) -> str:
        return f"{self.text} {self.name}".rstrip()


HolidayLike: TypeAlias = dt.date | DateSpan | Holiday | HolidayRule
"""
What a calendar takes for a holiday: a date, a span of dates, or one of the two classes.
"""


def to_holidays(values: Iterable[HolidayLike]) -> tuple[Holiday | HolidayRule, ...]:
    """
    Holidays as a calendar holds them: fixed ones by date, then rules, each once.

    Raises:
        DefinitionError: A value is no holiday, or a span of dates has an open end.
    """
    found = {_to_holiday(value) for value in values}
    fixed = sorted(each for each in found if isinstance(each, Holiday))
    rules = sorted(each for each in found if isinstance(each, HolidayRule))
    return (*fixed, *rules)


def _to_holiday(value: HolidayLike) -> Holiday | HolidayRule:
    if isinstance(value, Holiday | HolidayRule):
        return value
    if isinstance(value, DateSpan):
        if value.start_on is None or value.until is None:
            raise RuleError(str(value), "a holiday needs its first date and the date after its last")
        return Holiday(value.start_on, value.until)
    return Holiday(value)


@functools.lru_cache(maxsize=16384)
def days_off(rule: HolidayRule, year: int) -> tuple[int, ...]:
    """
    The days off whose rule falls in a year, as days since 1970; some may lie in the next.
    """
    parts = _parts(rule.text)
    dates = _dates_of_year(rule.text, rule.anchor, year)
    if "COUNT" in parts:
        earlier = range(rule.anchor.year, year)
        counted = sum(len(_dates_of_year(rule.text, rule.anchor, each)) for each in earlier)
        dates = dates[: max(0, int(parts["COUNT"]) - counted)]
    days: set[int] = set()
    for on in dates:
        if on not in rule.except_on:
            days.update(range(day_number(on), day_number(on) + rule.days))
    return tuple(sorted(days))


@functools.lru_cache(maxsize=16384)
def _dates_of_year(text: str, anchor: dt.date, year: int) -> tuple[dt.date, ...]:
    # Each year once and on its own; how far a rule has counted is told by adding years up.
    if year < anchor.year:
        return ()
    first, last = max(dt.date(year, 1, 1), anchor), dt.date(year, 12, 31)
    dates = _occurrences(_parts(text), anchor, first)
    return tuple(itertools.takewhile(lambda on: on <= last, dates))


# -- the text of a rule, and dateutil behind it ------------------------------------------


def _parts(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(";"))


def _read(parts: dict[str, str], start: dt.date) -> Iterator[dt.date]:
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
            return {**parts, "BYDAY": _CODES[anchor.weekday()]}
        case _:
            return parts


def _occurrences(parts: dict[str, str], anchor: dt.date, first: dt.date) -> Iterator[dt.date]:
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
            starts_on = _CODES.index(parts.get("WKST", "MO"))
            week = anchor - (anchor.weekday() - starts_on) % 7 * _ONE_DAY
            return first - (first - week).days % (7 * every) * _ONE_DAY
        case _:
            return first - (first - anchor).days % every * _ONE_DAY


def _check_that_it_occurs(rule: HolidayRule) -> None:
    # dateutil looks for a rule's next date until the year 9999, so a rule that never falls
    # on a date is found out soonest at the end of that era. Forty years hold every pattern
    # of leap years and weekdays.
    parts = _parts(rule.text)
    endless = {key: value for key, value in parts.items() if key != "UNTIL"}
    years = min(40 * int(parts.get("INTERVAL", "1")), 8000)
    late = dt.date(dt.MAXYEAR - years, 1, 1)
    if next(_occurrences(endless, rule.anchor, late), None) is None:
        raise RuleError(rule.text, "falls on no date; its parts contradict each other")
    if next(_occurrences(parts, rule.anchor, rule.anchor), None) is None:
        raise RuleError(rule.text, f"falls on no date from {rule.anchor} on")
