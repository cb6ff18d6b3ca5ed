"""
Opening hours and their text.
"""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given

from csmcore.calendars import WeeklyHours, Window
from csmcore.errors import TextError, WindowError
from csmcore.testing import weekly_hours, windows

NINE: Final = dt.timedelta(hours=9)
FIVE: Final = dt.timedelta(hours=17)


def _hours(opens: float, closes: float) -> Window:
    """
    A window by its hours since midnight.
    """
    return Window(dt.timedelta(hours=opens), dt.timedelta(hours=closes))


# -- windows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "window",
    [
        Window("09:00", "17:00"),
        Window("9:00", "17:00:00"),
        Window(" 09:00", "17:00 "),
        Window(dt.time(9), dt.time(17)),
        Window(NINE, FIVE),
        Window("09:00", FIVE),
        Window.parse("09:00-17:00"),
        Window.parse(" 9:00 - 17:00 "),
    ],
)
def test_a_wall_time_is_written_in_many_ways(window: Window) -> None:
    """
    A text, a time and the time since midnight say the same, and are held as the last.
    """
    assert (window.opens, window.closes) == (NINE, FIVE)


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("22:00-06:00", 30),
        ("22:00-24:00", 24),
        ("22:00-00:00", 24),
        ("22:00-46:00", 46),
        ("00:00-48:00", 48),
    ],
)
def test_hours_that_close_before_they_open_run_overnight(text: str, closes: int) -> None:
    """
    Closing time is held as time since the midnight of the date on which the window starts.
    """
    assert Window.parse(text).closes == dt.timedelta(hours=closes)


def test_wall_times_are_exact_to_the_microsecond() -> None:
    """
    Seconds and their fractions are kept, and shown when there are any.
    """
    window = Window("09:00:30.5", "17:00:00.000001")

    assert window.opens == dt.timedelta(hours=9, seconds=30, microseconds=500_000)
    assert window.closes == dt.timedelta(hours=17, microseconds=1)
    assert str(window) == "09:00:30.5-17:00:00.000001"


@pytest.mark.parametrize(
    ("opens", "closes", "problem"),
    [
        ("09:00", "09:00", "opens when it closes; say 00:00-24:00 for a whole day"),
        ("24:00", "26:00", "must open between 00:00 and 23:59:59"),
        (dt.timedelta(hours=-1), "09:00", "must open between 00:00 and 23:59:59"),
        ("09:00", dt.timedelta(hours=-1), "must close between 00:00 and 48:00"),
        ("09:00", "48:01", "must close between 00:00 and 48:00"),
        (dt.time(9, tzinfo=dt.UTC), "17:00", "a wall time has no zone of its own; the calendar has"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    opens: str | dt.time | dt.timedelta, closes: str | dt.timedelta, problem: str
) -> None:
    """
    A window opens within its date, closes by the end of the next, and not when it opens.
    """
    with pytest.raises(WindowError) as caught:
        Window(opens, closes)

    assert caught.value.problem == problem


@pytest.mark.parametrize(
    "text", ["9", "9am", "09:60", "-1:00", "", "nine", "\u0661\u0669:\u0660\u0660", "09:00:00.1234567"]
)
def test_a_time_that_is_none_is_refused(text: str) -> None:
    """
    A wall time has hours and minutes in plain digits, and perhaps seconds.
    """
    with pytest.raises(TextError, match="a time reads like 09:00"):
        Window(text, "17:00")


@given(windows())
def test_the_text_of_a_window_reads_back(window: Window) -> None:
    """
    What a window says is what it is made from.
    """
    assert Window.parse(str(window)) == window


# -- a week ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "mon-fri 09:00-12:00,13:00-17:00; sat 22:00-06:00",
        "MON-Fri 9:00-12:00, 13:00-17:00;SAT 22:00-6:00;",
        "mon-fri\t09:00 - 12:00 ,13:00-17:00\nsat 22:00-06:00\n",
        "sat 22:00-30:00; mon,tue,wed-fri 13:00-17:00,09:00-12:00; sun closed",
    ],
)
def test_a_week_is_written_in_many_ways(text: str) -> None:
    """
    Capitals, blanks and the order of days and hours do not matter; a line is as good as a semicolon.
    """
    office = (_hours(9, 12), _hours(13, 17))

    week = WeeklyHours.parse(text)

    assert week.days == (office, office, office, office, office, (_hours(22, 30),), ())
    assert str(week) == "mon-fri 09:00-12:00,13:00-17:00; sat 22:00-06:00"


def test_a_range_of_days_may_wrap() -> None:
    """
    From Friday to Monday is four days, from Monday to Monday one.
    """
    weekend = WeeklyHours.parse("fri-mon 10:00-16:00")

    assert [bool(day) for day in weekend.days] == [True, False, False, False, True, True, True]
    assert str(weekend) == "mon 10:00-16:00; fri-sun 10:00-16:00"
    assert str(WeeklyHours.parse("mon-mon 10:00-16:00")) == "mon 10:00-16:00"


def test_daily_is_all_seven_days() -> None:
    """
    Around the clock is every day from midnight to midnight.
    """
    assert WeeklyHours.parse("daily 00:00-24:00") == WeeklyHours.always()
    assert WeeklyHours.always().days == ((_hours(0, 24),),) * 7
    assert str(WeeklyHours.always()) == "mon-sun 00:00-24:00"


def test_closed_is_no_hours_at_all() -> None:
    """
    A week without hours says so, and is false.
    """
    never = WeeklyHours.never()

    assert WeeklyHours.parse("closed") == WeeklyHours.of() == never
    assert WeeklyHours.parse("mon closed; sat-sun closed") == never
    assert str(never) == "closed"
    assert not never
    assert WeeklyHours.of(sun="09:00-10:00")


def test_a_week_from_its_days() -> None:
    """
    A day's hours are a text, pairs of times or windows; a day that is left out is closed.
    """
    week = WeeklyHours.of(
        mon=[("09:00", "17:00")],
        tue="09:00-17:00",
        wed=[Window("09:00", "17:00")],
        thu="closed",
        fri=(),
    )

    assert str(week) == "mon-wed 09:00-17:00"


@pytest.mark.parametrize(
    ("given_hours", "merged"),
    [
        ("09:00-12:00,12:00-17:00", "09:00-17:00"),
        ("12:00-17:00,09:00-13:00", "09:00-17:00"),
        ("09:00-17:00,10:00-11:00", "09:00-17:00"),
        ("09:00-17:00,09:00-17:00", "09:00-17:00"),
        ("18:00-02:00,23:00-04:00", "18:00-04:00"),
        ("09:00-12:00,12:01-17:00", "09:00-12:00,12:01-17:00"),
    ],
)
def test_windows_that_overlap_or_touch_are_one(given_hours: str, merged: str) -> None:
    """
    A day's windows are sorted, and apart from each other.
    """
    assert WeeklyHours.of(mon=given_hours) == WeeklyHours.of(mon=merged)
    assert str(WeeklyHours.of(mon=given_hours)) == f"mon {merged}"


@given(weekly_hours())
def test_the_text_of_a_week_reads_back(week: WeeklyHours) -> None:
    """
    What a week says is what it is made from.
    """
    assert WeeklyHours.parse(str(week)) == week


# -- where reading stopped ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("mon-fri 09:00", 14, "a hyphen and a closing time"),
        ("mon-fri 9-17", 9, "a time such as 09:00"),
        ("mon-fri 09:00-17:60", 15, "a time such as 09:00"),
        ("mon-fri 09:00-12:00,", 21, "a time such as 09:00"),
        ("mon-fri 09:00–17:00", 14, "a hyphen and a closing time"),  # noqa: RUF001
        ("mon-fri 09:00-50:00", 15, "50:00 is no time"),
        ("mon 09:00-12:00 tue 09:00-12:00", 17, "a comma, a semicolon or the end"),
        ("mon 09:00-12:00x", 16, "a comma, a semicolon or the end"),
        ("monday 09:00-17:00", 4, "a blank and hours"),
        ("mon, tue 09:00-17:00", 5, "a day is expected"),
        ("mo 09:00-17:00", 1, "a day is expected"),
        ("mon-xyz 09:00-17:00", 5, "a day is expected"),
        ("mon 09:00-17:00; mon 18:00-19:00", 18, "mon is named twice"),
        ("mon-fri,wed 09:00-17:00", 1, "wed is named twice"),
        ("tue 09:00-17:00; mon 08:00-08:00", 22, "opens when it closes"),
        ("tue 09:00-17:00; mon 24:00-25:00", 22, "must open between 00:00 and 23:59:59"),
        ("mon-fri", 8, "a blank and hours"),
        ("mon-fri ", 9, "a time such as 09:00"),
        ("closed mon 09:00-17:00", 8, "nothing more may follow closed"),
        ("", 1, "hours such as mon-fri 09:00-17:00"),
        (" ; ", 4, "hours such as mon-fri 09:00-17:00"),
    ],
)
def test_a_week_that_does_not_parse_says_where(text: str, column: int, problem: str) -> None:
    """
    The error names the column, the first being 1, and what was expected there.
    """
    with pytest.raises(TextError) as caught:
        WeeklyHours.parse(text)

    assert caught.value.text == text
    assert caught.value.column == column
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    ("text", "column"),
    [("09:00-17:00,", 13), ("09:00-17:00 18:00-19:00", 13), ("closed 09:00-17:00", 8)],
)
def test_a_day_that_does_not_parse_says_where(text: str, column: int) -> None:
    """
    The hours of one date have columns of their own.
    """
    with pytest.raises(TextError) as caught:
        WeeklyHours.of(mon=text)

    assert caught.value.column == column


def test_nothing_may_follow_a_window() -> None:
    """
    One window is one window.
    """
    with pytest.raises(TextError) as caught:
        Window.parse("09:00-12:00,13:00-17:00")

    assert caught.value.column == 12


def test_the_caret_stands_under_the_column() -> None:
    """
    Printed, the text stands over a caret that points at the place.
    """
    with pytest.raises(TextError) as caught:
        WeeklyHours.parse("mon-fri 9-17")

    assert str(caught.value).splitlines() == [
        "column 9: a time such as 09:00 or 24:00 is expected",
        "  mon-fri 9-17",
        "          ^",
    ]


def test_the_caret_of_a_long_text_stands_under_the_column_too() -> None:
    """
    Of a long text the neighbourhood is shown, and the caret still points at the place.
    """
    text = f"mon {'09:00-10:00,' * 40}x"

    with pytest.raises(TextError) as caught:
        WeeklyHours.parse(text)

    _, shown, caret = str(caught.value).splitlines()
    assert caught.value.column == len(text) == 485
    assert shown[len(caret) - 1] == "x"
    assert len(shown) <= 122


# -- what is neither ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [None, 9, ["09:00-17:00"], [("09:00",)], [("09:00", "12:00", "13:00")], [9]]
)
def test_what_is_no_hours_is_refused(value: object) -> None:
    """
    The hours of a day are a text, pairs of times or windows, and nothing else.
    """
    with pytest.raises(WindowError):
        WeeklyHours.of(mon=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [None, 9, b"mon 09:00-17:00"])
def test_what_is_no_text_is_refused(value: object) -> None:
    """
    Only a text is parsed.
    """
    with pytest.raises(TextError):
        WeeklyHours.parse(value)  # type: ignore[arg-type]
