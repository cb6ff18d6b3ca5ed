"""
Days off: fixed dates, and rules that bring them back.
"""

import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import attrs

from csmcore.calendars._hours import DAYS
from csmcore.calendars._recurrence import WEEKDAY_CODES, canonical, occurrences, parts_of
from csmcore.calendars._zones import day_number
from csmcore.errors import DefinitionError, OrderError, RuleError
from csmcore.kernel import DateSpan, to_date

_ONE_DAY: Final = dt.timedelta(days=1)
_FIRST_ANCHOR: Final = dt.date(1900, 1, 1)


def _to_dates(dates: Iterable[dt.date]) -> tuple[dt.date, ...]:
    return tuple(sorted({to_date(on) for on in dates}))


def _day_after(on: dt.date) -> dt.date:
    if on == dt.date.max:
        raise RuleError(str(on), "has no day after it, on which a holiday would end")
    return on + _ONE_DAY


@attrs.frozen
class Holiday:
    """
    Fixed dates on which a calendar is closed: ``[start_on, until)``, one day by default.

    Attributes:
        start_on: First date off.

        until: First date after; the day after *start_on* when not given.

        name: What people call it.

    Raises:
        OrderError: It ends before it starts, or on the same date.

        RuleError: It starts on the last date that there is.
    """

    start_on: dt.date = attrs.field(converter=to_date)
    until: dt.date = attrs.field(
        default=attrs.Factory(lambda self: _day_after(self.start_on), takes_self=True),
        converter=to_date,
    )
    name: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.until <= self.start_on:
            raise OrderError("holiday", self.start_on, self.until)

    def __str__(self) -> str:
        last = self.until - _ONE_DAY
        dates = f"{self.start_on}" if last == self.start_on else f"{self.start_on} to {last}"
        return f"{dates} {self.name}".rstrip()


@attrs.frozen
class HolidayRule:
    """
    Days off that come back: a recurrence, held as a value.

    Attributes:
        text: An RFC 5545 ``RRULE`` of whole days, such as
            ``FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25``. ``BYEASTER`` counts days from
            Easter Sunday of the western churches. Held in capitals, parts in one order.

        anchor: The rule's ``DTSTART``: the first date that may be off, and what a rule
            leaves unsaid is taken from it. 1 January 1900 when not given; a rule that
            counts, by ``INTERVAL`` or ``COUNT``, must say its own.

        name: What people call it.

        days: How many days off follow each date of the rule, itself included.

        except_on: Dates of the rule that are left out.

    Raises:
        RuleError: The text is no such rule, or falls on no date at all.
    """

    text: str = attrs.field(converter=canonical)
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
        if self.anchor == _FIRST_ANCHOR and not {"INTERVAL", "COUNT"}.isdisjoint(parts_of(self.text)):
            raise RuleError(self.text, "counts from its anchor; say which date that is, with anchor=")

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
        text = f"FREQ=YEARLY;BYMONTH={month};BYDAY={number}{WEEKDAY_CODES[DAYS.index(weekday)]}"
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
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        message = f"{values!r} is no list of holidays; put dates, Holidays and rules into a list"
        raise DefinitionError(message)
    found = {_to_holiday(value) for value in values}
    fixed = [each for each in found if isinstance(each, Holiday)]
    rules = [each for each in found if isinstance(each, HolidayRule)]
    fixed.sort(key=lambda each: (each.start_on, each.until, each.name))
    rules.sort(key=lambda each: (each.text, each.anchor, each.name, each.days, each.except_on))
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
    parts = parts_of(rule.text)
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
    dates = occurrences(parts_of(text), anchor, first)
    return tuple(itertools.takewhile(lambda on: on <= last, dates))


def _check_that_it_occurs(rule: HolidayRule) -> None:
    # dateutil looks for a rule's next date until the year 9999, so a rule that never falls
    # on a date is found out soonest at the end of that era. Forty years hold every pattern
    # of leap years and weekdays.
    parts = parts_of(rule.text)
    endless = {key: value for key, value in parts.items() if key != "UNTIL"}
    years = min(40 * int(parts.get("INTERVAL", "1")), 8000)
    late = dt.date(dt.MAXYEAR - years, 1, 1)
    if next(occurrences(endless, rule.anchor, late), None) is None:
        raise RuleError(rule.text, "falls on no date; its parts contradict each other")
    if next(occurrences(parts, rule.anchor, rule.anchor), None) is None:
        raise RuleError(rule.text, f"falls on no date from {rule.anchor} on")
