"""
Calendars as plain data, and which hours a date has.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final, Literal, NotRequired, TypeAlias, TypedDict, final

Windows: TypeAlias = list[list[str]]
"""
The hours of a date, pairs of wall times: ``[["09:00", "12:00"], ["22:00", "06:00"]]``.
"""

Week: TypeAlias = dict[str, Windows]
"""
Hours by weekday, ``mon`` to ``sun``; a day that is missing is closed.
"""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = 86_400


class Rule(TypedDict):
    """
    Dates that come back, by the fields that their kind needs.
    """

    kind: Literal["yearly", "nth_weekday", "easter", "weeks", "days", "month_day"]
    month: NotRequired[int]
    day: NotRequired[int]
    n: NotRequired[int]
    weekday: NotRequired[int]
    offset: NotRequired[int]
    interval: NotRequired[int]
    anchor: NotRequired[str]
    length: NotRequired[int]
    except_on: NotRequired[list[str]]


@final
class Schedule(TypedDict):
    """
    One calendar; dates are ISO texts, recurring dates are ``MM-DD``.
    """

    tz: str
    week: Week
    changes: NotRequired[dict[str, Week]]
    holidays: NotRequired[list[str]]
    holiday_ranges: NotRequired[list[list[str]]]
    holidays_recurring: NotRequired[list[str]]
    rules: NotRequired[list[Rule]]
    shifts: NotRequired[dict[str, Windows]]
    shifts_recurring: NotRequired[dict[str, Windows]]
    breaks: NotRequired[dict[str, Windows]]


@final
class Composite(TypedDict):
    """
    Two calendars made one: ``|`` either is open, ``&`` both are, ``-`` only the left is.
    """

    operation: Literal["|", "&", "-"]
    left: "Plain"
    right: "Plain"


Plain: TypeAlias = Schedule | Composite


def seconds(clock: str) -> int:
    """
    Seconds since midnight of a wall time such as ``09:00`` or ``17:30:15``.
    """
    hour, minute, second = [int(part) for part in (clock + ":0").split(":")[:3]]
    return hour * 3600 + minute * 60 + second


def window_seconds(windows: Windows) -> list[tuple[int, int]]:
    """
    Opening and closing in seconds since the date's midnight; closing by then means tomorrow.
    """
    pairs = [(seconds(opens), seconds(closes)) for opens, closes in windows]
    return [(opens, closes if closes > opens else closes + DAY) for opens, closes in pairs]


def all_windows(schedule: Schedule) -> Iterable[Windows]:
    """
    Every list of windows that a calendar names anywhere.
    """
    yield from schedule["week"].values()
    for week in schedule.get("changes", {}).values():
        yield from week.values()
    yield from schedule.get("shifts", {}).values()
    yield from schedule.get("shifts_recurring", {}).values()
    yield from schedule.get("breaks", {}).values()


def hours_of(schedule: Schedule, on: dt.date) -> Windows:
    """
    The windows that start on a date: dated hours, else none on a holiday, else the week's.
    """
    if on.isoformat() in schedule.get("shifts", {}):
        return schedule["shifts"][on.isoformat()]
    if on.strftime("%m-%d") in schedule.get("shifts_recurring", {}):
        return schedule["shifts_recurring"][on.strftime("%m-%d")]
    if is_holiday(schedule, on):
        return []
    week = schedule["week"]
    for first_day, changed in sorted(schedule.get("changes", {}).items()):
        if on >= dt.date.fromisoformat(first_day):
            week = changed
    return week.get(WEEKDAYS[on.weekday()], [])


def is_holiday(schedule: Schedule, on: dt.date) -> bool:
    """
    Whether a date is a day off, by date, by range, by ``MM-DD`` or by a rule.
    """
    return (
        on.isoformat() in schedule.get("holidays", [])
        or any(start <= on.isoformat() < until for start, until in schedule.get("holiday_ranges", []))
        or on.strftime("%m-%d") in schedule.get("holidays_recurring", [])
        or any(_is_off(rule, on) for rule in schedule.get("rules", []))
    )


def _is_off(rule: Rule, on: dt.date) -> bool:
    starts = [on - dt.timedelta(days=back) for back in range(rule.get("length", 1))]
    return any(falls_on(rule, start) for start in starts)


def falls_on(rule: Rule, on: dt.date) -> bool:
    """
    Whether a rule names a date as the first day of its holiday.
    """
    anchor = dt.date.fromisoformat(rule.get("anchor", "1970-01-01"))
    if on < anchor or on.isoformat() in rule.get("except_on", []):
        return False
    match rule["kind"]:
        case "yearly":
            return (on.month, on.day) == (rule["month"], rule["day"])
        case "nth_weekday":
            return on.month == rule["month"] and _is_nth_weekday(rule, on)
        case "easter":
            return on == easter(on.year) + dt.timedelta(days=rule["offset"])
        case "weeks":
            mondays = [date - dt.timedelta(days=date.weekday()) for date in (anchor, on)]
            weeks = (mondays[1] - mondays[0]).days // 7
            return on.weekday() == rule["weekday"] and weeks % rule["interval"] == 0
        case "days":
            return (on - anchor).days % rule["interval"] == 0
        case "month_day":
            return on.day == rule["day"]


def _is_nth_weekday(rule: Rule, on: dt.date) -> bool:
    if on.weekday() != rule["weekday"]:
        return False
    if rule["n"] > 0:
        return (on.day - 1) // 7 + 1 == rule["n"]
    after = (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return ((after - on).days - 1) // 7 + 1 == -rule["n"]


def easter(year: int) -> dt.date:
    """
    Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm of 1876, in Meeus, Astronomical Algorithms, chapter 8.
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)
