"""
Terms in months and years.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.errors import DefinitionError
from csmcore.kernel import DateSpan, MonthEnd, Term

MONTH: Final = Term(months=1)


def date(text: str) -> dt.date:
    """
    A date from its text.
    """
    return dt.date.fromisoformat(text)


JAVA: Final = "java.time.LocalDate, the examples of plusMonths, minusMonths, plusYears, minusYears"
MYSQL: Final = "MySQL Reference Manual, DATE_ADD: a day that is too large becomes the last one"
DATEUTIL: Final = "dateutil, relativedelta examples"
DODDS: Final = "Dodds v Walker [1981] 1 WLR 1027: the corresponding date, whatever the months' lengths"
ORACLE: Final = "Oracle SQL Reference, ADD_MONTHS: the last day of a month leads to a last day"
AGE: Final = "Hong Kong, Cap. 410, s 5: in a common year the anniversary of 29 February is 1 March"


@pytest.mark.parametrize(
    ("start_on", "term", "times", "expected", "source"),
    [
        ("2007-03-31", MONTH, 1, "2007-04-30", JAVA),
        ("2007-03-31", MONTH, -1, "2007-02-28", JAVA),
        ("2008-02-29", Term(years=1), 1, "2009-02-28", JAVA),
        ("2008-02-29", Term(years=1), -1, "2007-02-28", JAVA),
        ("2024-03-30", MONTH, 1, "2024-04-30", MYSQL),
        ("2024-03-31", MONTH, 1, "2024-04-30", MYSQL),
        ("2003-01-27", MONTH, 1, "2003-02-27", DATEUTIL),
        ("2003-01-31", MONTH, 1, "2003-02-28", DATEUTIL),
        ("2003-01-31", Term(months=2), 1, "2003-03-31", DATEUTIL),
        ("2000-02-28", Term(years=1), 1, "2001-02-28", DATEUTIL),
        ("1999-02-28", Term(years=1), 1, "2000-02-28", DATEUTIL),
        ("2001-02-28", Term(years=1), -1, "2000-02-28", DATEUTIL),
        ("1978-09-30", Term(months=4), 1, "1979-01-30", DODDS),
        ("2024-02-29", Term(months=1, month_end=MonthEnd.STICKY), 1, "2024-03-31", ORACLE),
        ("2023-02-28", Term(months=1, month_end=MonthEnd.STICKY), 1, "2023-03-31", ORACLE),
        ("2024-01-31", Term(months=1, month_end=MonthEnd.STICKY), 1, "2024-02-29", ORACLE),
        ("2024-02-28", Term(months=1, month_end=MonthEnd.STICKY), 1, "2024-03-28", ORACLE),
        ("2024-04-30", Term(months=1, month_end=MonthEnd.STICKY), -1, "2024-03-31", ORACLE),
        ("2004-02-29", Term(years=18, month_end=MonthEnd.NEXT), 1, "2022-03-01", AGE),
        ("2004-02-29", Term(years=20, month_end=MonthEnd.NEXT), 1, "2024-02-29", AGE),
    ],
)
def test_a_day_that_a_month_does_not_have(
    start_on: str, term: Term, times: int, expected: str, source: str
) -> None:
    """
    Each rule for the ends of months gives what those who use it have published.
    """
    assert term.after(date(start_on), times) == date(expected), source


@pytest.mark.parametrize(
    ("month_end", "expected"),
    [(MonthEnd.CLAMP, "2023-02-28"), (MonthEnd.STICKY, "2023-02-28"), (MonthEnd.NEXT, "2023-03-01")],
)
def test_a_month_after_31_january(month_end: MonthEnd, expected: str) -> None:
    """
    The three rules side by side, where they are most often met.
    """
    assert Term(months=1, month_end=month_end).after(date("2023-01-31")) == date(expected)


def test_terms_are_counted_from_the_start_and_lose_no_days() -> None:
    """
    Three months after 31 January are 30 April; month by month it would have been 28 April.
    """
    assert MONTH.after(date("2023-01-31"), 3) == date("2023-04-30")
    assert MONTH.after(date("2023-01-31"), 2) == date("2023-03-31")
    assert MONTH.after(date("2023-01-31"), 0) == date("2023-01-31")


def test_periods_follow_each_other_without_a_gap() -> None:
    """
    A contract of 31 January that is billed monthly is billed on each month's last day.
    """
    start_on = date("2023-01-31")

    assert [str(MONTH.period(start_on, number)) for number in (-1, 0, 1, 2)] == [
        "from 2022-12-31 until 2023-01-31",
        "from 2023-01-31 until 2023-02-28",
        "from 2023-02-28 until 2023-03-31",
        "from 2023-03-31 until 2023-04-30",
    ]


@pytest.mark.parametrize(
    ("on", "number"),
    [
        ("2022-12-30", -2),
        ("2022-12-31", -1),
        ("2023-01-30", -1),
        ("2023-01-31", 0),
        ("2023-02-27", 0),
        ("2023-02-28", 1),
        ("2023-03-30", 1),
        ("2023-03-31", 2),
    ],
)
def test_each_date_lies_in_one_period(on: str, number: int) -> None:
    """
    The number of a date's period, around the ends that differ.
    """
    assert MONTH.number(date("2023-01-31"), date(on)) == number


def test_the_last_period_there_is_has_a_number() -> None:
    """
    A date's period can be named also when it ends after the last of all dates.
    """
    assert Term(years=1).number(date("2024-01-01"), dt.date.max) == 7975
    assert Term(years=1).number(date("0001-01-01"), dt.date.min) == 0


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(years=1), "1 year"),
        (Term(years=2, months=1), "2 years 1 month"),
        (Term(months=18), "18 months"),
    ],
)
def test_a_term_reads_as_people_say_it(term: Term, words: str) -> None:
    """
    A term is printed in years and months, as it was put.
    """
    assert str(term) == words


@pytest.mark.parametrize(
    ("years", "months"), [(0, 0), (-1, 0), (0, -1), (2, -1), (True, 0), (1.5, 0), ("1", 0), (None, 1)]
)
def test_a_term_has_a_length(years: object, months: object) -> None:
    """
    A term is made of whole numbers, none of them negative and one of them above zero.
    """
    with pytest.raises(DefinitionError, match=f"a term of {years!r} years and {months!r} months"):
        Term(years=years, months=months)  # type: ignore[arg-type]


def test_a_month_end_may_be_given_by_name() -> None:
    """
    The rule is known by its text too; one that nobody knows is refused with those that are.
    """
    assert Term(months=1, month_end="sticky").month_end is MonthEnd.STICKY
    with pytest.raises(
        DefinitionError, match="'modified' is no month end; it is one of clamp, sticky, next"
    ):
        Term(months=1, month_end="modified")


@pytest.mark.parametrize(
    ("start_on", "times"), [("9999-12-01", 1), ("0001-01-31", -1), ("2024-01-01", 10**30)]
)
def test_a_term_does_not_lead_out_of_time(start_on: str, times: int) -> None:
    """
    Before the year 1 and after 9999 there are no dates, and no other error either.
    """
    with pytest.raises(DefinitionError, match="end outside the years 1 to 9999"):
        MONTH.after(date(start_on), times)


def test_a_term_leads_from_a_date() -> None:
    """
    An instant is no date to count months from.
    """
    with pytest.raises(DefinitionError, match="is no date"):
        MONTH.after(dt.datetime(2024, 1, 31, tzinfo=dt.UTC))


def test_a_period_is_a_validity() -> None:
    """
    A term makes the validity of a contract from its first day.
    """
    assert Term(years=1).period(date("2024-03-01"), 0) == DateSpan.inclusive(
        date("2024-03-01"), date("2025-02-28")
    )
