"""
Days off, against published calendars.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest

from csmcore.calendars import Holiday, HolidayRule
from csmcore.calendars._holidays import to_holidays
from csmcore.errors import DefinitionError, OrderError, RuleError
from csmcore.kernel import DateSpan

DAY: Final = dt.timedelta(days=1)


def _dates(*texts: str) -> tuple[dt.date, ...]:
    return tuple(map(dt.date.fromisoformat, texts))


def _of_years(rule: HolidayRule, first: int, until: int) -> tuple[dt.date, ...]:
    return rule.dates(dt.date(first, 1, 1), dt.date(until, 1, 1))


# -- published calendars -----------------------------------------------------------------------


def test_easter_sunday() -> None:
    """
    Easter of the western churches, 2020 to 2030.

    Source: U.S. Census Bureau, Easter dates, https://www.census.gov/data/software/x13as/genhol/easter-dates.html.
    """
    assert _of_years(HolidayRule.easter(), 2020, 2031) == _dates(
        "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20",
        "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("offset", "on"),
    [
        (-48, "2024-02-12"),
        (-2, "2024-03-29"),
        (1, "2024-04-01"),
        (39, "2024-05-09"),
        (50, "2024-05-20"),
        (60, "2024-05-30"),
    ],
)
def test_days_that_move_with_easter(offset: int, on: str) -> None:
    """
    Rose Monday, Good Friday, Easter Monday, Ascension, Whit Monday and Corpus Christi of 2024.
    """
    assert _of_years(HolidayRule.easter(offset), 2024, 2025) == _dates(on)


@pytest.mark.parametrize(("offset", "day"), [(-80, dt.date(2285, 1, 1)), (250, dt.date(2038, 12, 31))])
def test_a_rule_by_easter_stays_within_its_year(offset: int, day: dt.date) -> None:
    """
    The earliest Easter is 22 March (2285), the latest 25 April (2038).
    """
    assert day in HolidayRule.easter(offset).dates(day, day + DAY)
    with pytest.raises(RuleError, match="it is -80 to 250"):
        HolidayRule.easter(offset + (1 if offset > 0 else -1))


FEDERAL: Final = {
    # The nth weekday of a month, and its dates from 2022 to 2026. Source: U.S. Office of
    # Personnel Management, federal holidays, https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/.
    "Martin Luther King": (
        3,
        "mon",
        1,
        ("2022-01-17", "2023-01-16", "2024-01-15", "2025-01-20", "2026-01-19"),
    ),
    "Memorial Day": (
        -1,
        "mon",
        5,
        ("2022-05-30", "2023-05-29", "2024-05-27", "2025-05-26", "2026-05-25"),
    ),
    "Labor Day": (1, "mon", 9, ("2022-09-05", "2023-09-04", "2024-09-02", "2025-09-01", "2026-09-07")),
    "Thanksgiving": (
        4,
        "thu",
        11,
        ("2022-11-24", "2023-11-23", "2024-11-28", "2025-11-27", "2026-11-26"),
    ),
}


@pytest.mark.parametrize("name", FEDERAL)
def test_an_nth_weekday_of_a_month(name: str) -> None:
    """
    Holidays by the number of a weekday, from the start of the month or from its end.
    """
    number, weekday, month, dates = FEDERAL[name]

    assert _of_years(HolidayRule.nth_weekday(number, weekday, month), 2022, 2027) == _dates(*dates)


def test_a_fifth_weekday_is_not_in_every_year() -> None:
    """
    January had a fifth Friday in 2021, in 2025 (on the 31st) and in 2026, and not in between.
    """
    fifth = HolidayRule.nth_weekday(5, "fri", 1)

    assert _of_years(fifth, 2021, 2027) == _dates("2021-01-29", "2025-01-31", "2026-01-30")


def test_the_same_date_every_year() -> None:
    """
    King's Day is 27 April since 2014; a rule falls on nothing before its anchor.
    """
    rule = HolidayRule.yearly(4, 27, name="Koningsdag", anchor=dt.date(2014, 1, 1))

    assert _of_years(rule, 2010, 2017) == _dates("2014-04-27", "2015-04-27", "2016-04-27")


def test_the_29th_of_february_is_a_date_of_leap_years() -> None:
    """
    2100 is no leap year, 2000 and 2400 are.
    """
    rule = HolidayRule.yearly(2, 29)

    assert _of_years(rule, 2018, 2026) == _dates("2020-02-29", "2024-02-29")
    assert _of_years(rule, 2099, 2105) == _dates("2104-02-29")


# -- several days, exceptions, ends ------------------------------------------------------------


def test_days_off_that_follow() -> None:
    """
    Two days from 31 December on reach into the next year, and each date is told once.
    """
    rule = HolidayRule.yearly(12, 31, days=2)

    assert _of_years(rule, 2024, 2025) == _dates("2024-01-01", "2024-12-31")
    assert rule.dates(*_dates("2025-01-01", "2025-01-02")) == _dates("2025-01-01")
    assert HolidayRule("FREQ=DAILY", days=3).dates(*_dates("2025-01-01", "2025-01-03")) == _dates(
        "2025-01-01", "2025-01-02"
    )


def test_days_off_for_a_whole_year() -> None:
    """
    The longest days off there are, 366 from the last day of a year, end with the next one.
    """
    rule = HolidayRule("FREQ=YEARLY;COUNT=1;BYMONTH=12;BYMONTHDAY=31", dt.date(2023, 1, 1), days=366)

    assert len(_of_years(rule, 2020, 2030)) == 366
    assert _of_years(rule, 2020, 2030)[-1] == dt.date(2024, 12, 30)


def test_a_date_that_is_left_out_takes_its_days_with_it() -> None:
    """
    An exception names a date of the rule, not one of the days that follow it.
    """
    rule = HolidayRule(
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", days=2, except_on=_dates("2024-12-25", "2025-12-26")
    )

    assert _of_years(rule, 2024, 2026) == _dates("2025-12-25", "2025-12-26")


def test_a_range_of_dates_without_dates_is_empty() -> None:
    """
    From a date until the same date there is nothing, not even on a holiday.
    """
    on = dt.date(2024, 12, 25)

    assert HolidayRule.yearly(12, 25).dates(on, on) == ()
    assert HolidayRule.yearly(12, 25).dates(dt.date.min, dt.date(1901, 1, 1)) == (
        dt.date(1900, 12, 25),
    )


def test_a_rule_that_ends_at_an_instant_ends_on_its_date() -> None:
    """
    Feeds write UNTIL as an instant; a rule of whole days takes its date.
    """
    rule = HolidayRule("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;UNTIL=20250501T000000Z")

    assert _of_years(rule, 2024, 2028) == _dates("2024-05-01", "2025-05-01")


# -- fixed dates -------------------------------------------------------------------------------


def test_a_holiday_is_one_day_unless_it_says_more() -> None:
    """
    The end is exclusive, the text inclusive.
    """
    one, four = (
        Holiday(dt.date(2024, 4, 27), name="Koningsdag"),
        Holiday(*_dates("2024-12-24", "2024-12-28")),
    )

    assert one.until == dt.date(2024, 4, 28)
    assert str(one) == "2024-04-27 Koningsdag"
    assert str(four) == "2024-12-24 to 2024-12-27"


def test_a_date_and_a_span_of_dates_are_holidays() -> None:
    """
    What a calendar takes for holidays it holds by date, then rules, each once.
    """
    rule = HolidayRule.yearly(1, 1)
    on = dt.date(2024, 5, 1)

    held = to_holidays([rule, on, DateSpan(*_dates("2024-03-01", "2024-03-04")), Holiday(on), rule])

    assert held == (Holiday(*_dates("2024-03-01", "2024-03-04")), Holiday(on), rule)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Holiday(*_dates("2024-05-01", "2024-05-01")), OrderError),
        (lambda: Holiday(*_dates("2024-05-02", "2024-05-01")), OrderError),
        (lambda: Holiday(dt.date.max), RuleError),
        (lambda: Holiday(dt.datetime(2024, 5, 1, tzinfo=dt.UTC)), DefinitionError),
        (lambda: to_holidays([DateSpan(dt.date(2024, 5, 1))]), RuleError),
        (lambda: to_holidays(["2024-05-01"]), DefinitionError),  # type: ignore[list-item]
    ],
)
def test_a_holiday_that_cannot_be_is_refused(
    make: Callable[[], object], error: type[Exception]
) -> None:
    """
    It has at least one date and an end, and is given as a date rather than an instant.
    """
    with pytest.raises(error):
        make()
