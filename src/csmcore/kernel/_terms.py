"""
Terms in months and years: a month is not thirty days.
"""

import datetime as dt
import enum
from typing import assert_never

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel._checks import to_choice, to_date
from csmcore.kernel._spans import DateSpan


class MonthEnd(enum.StrEnum):
    """
    What becomes of a day that the month it lands in does not have.

    ``CLAMP``: the last day of that month (31 January + 1 month = 28 February).
    ``STICKY``: as CLAMP, and a term that starts on the last day of a month ends on the
    last day of one (28 February + 1 month = 31 March), the end-of-month convention of
    bonds and leases. ``NEXT``: the first day of the month after (1 March).
    """

    CLAMP = "clamp"
    STICKY = "sticky"
    NEXT = "next"


def _month_end(value: MonthEnd | str) -> MonthEnd:
    return to_choice(MonthEnd, value)


@attrs.frozen(kw_only=True)
class Term:
    """
    How long something runs, in calendar years and months.

    A term is equal to one that says the same: twelve months and one year run equally
    long, and are two ways to put it.

    Attributes:
        years: Whole years, not negative.

        months: Whole months, not negative; 12 of them are a year.

        month_end: What becomes of a day that a month does not have.

    Raises:
        DefinitionError: It has no length, or a negative one.
    """

    years: int = 0
    months: int = 0
    month_end: MonthEnd = attrs.field(default=MonthEnd.CLAMP, converter=_month_end)

    def __attrs_post_init__(self) -> None:
        whole = all(type(part) is int and part >= 0 for part in (self.years, self.months))
        if not whole or self.years + self.months == 0:
            message = (
                f"a term of {self.years!r} years and {self.months!r} months; "
                "whole numbers that are not negative are needed, and one of them above zero"
            )
            raise DefinitionError(message)

    def __str__(self) -> str:
        parts = ((self.years, "year"), (self.months, "month"))
        return " ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n)

    def after(self, start_on: dt.date, times: int = 1) -> dt.date:
        """
        The date so many terms after a date, always counted from that date itself.

        Three terms of a month after 31 January are 30 April; going month by month
        would have lost days in February.

        Args:
            start_on: Where counting begins.

            times: How many terms; negative goes back.

        Raises:
            DefinitionError: The date lies outside the years 1 to 9999.
        """
        start_on = to_date(start_on)
        months = start_on.year * 12 + start_on.month - 1 + times * (self.years * 12 + self.months)
        year, month = divmod(months, 12)
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            message = f"{times} terms of {self} after {start_on} end outside the years 1 to 9999"
            raise DefinitionError(message)
        return self._day_of(start_on, year, month + 1)

    def _day_of(self, start_on: dt.date, year: int, month: int) -> dt.date:
        last = _last_day(year, month)
        clamped = dt.date(year, month, min(start_on.day, last))
        match self.month_end:
            case MonthEnd.CLAMP:
                return clamped
            case MonthEnd.STICKY:
                sticks = start_on.day == _last_day(start_on.year, start_on.month)
                return clamped.replace(day=last) if sticks else clamped
            case MonthEnd.NEXT:
                return clamped + dt.timedelta(days=1) if start_on.day > last else clamped
            case _:  # pragma: no cover
                assert_never(self.month_end)

    def period(self, start_on: dt.date, number: int) -> DateSpan:
        """
        One of the periods that follow each other without a gap from a date on.

        Args:
            start_on: The first day of period 0.

            number: Which period; 0 is the first, -1 the one before it.
        """
        return DateSpan(self.after(start_on, number), self.after(start_on, number + 1))

    def number(self, start_on: dt.date, on: dt.date) -> int:
        """
        In which period a date lies: the number that :meth:`period` takes.

        Args:
            start_on: The first day of period 0.

            on: The date in question; before *start_on* the number is negative.

        Raises:
            DefinitionError: Its period starts before the year 1.
        """
        start_on, on = to_date(start_on), to_date(on)
        months = (on.year - start_on.year) * 12 + on.month - start_on.month
        number = months // (self.years * 12 + self.months)
        return number - 1 if self.after(start_on, number) > on else number


def _last_day(year: int, month: int) -> int:
    return 31 if month == 12 else (dt.date(year, month + 1, 1) - dt.timedelta(days=1)).day
