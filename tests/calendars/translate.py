"""
From the oracle's plain data to csmcore's calendars: the one place where the two meet.
"""

import datetime as dt
from typing import Final

from csmcore.calendars import BusinessCalendar, Calendar, Holiday, HolidayRule, WeeklyHours, Window
from tests.oracle import Plain, Rule, Schedule, Week, Windows

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar(plain: Plain, name: str = "under test") -> Calendar:
    """
    The calendar that the plain data describes.
    """
    if "operation" not in plain:
        return business_calendar(plain, name)
    left, right = calendar(plain["left"], "left"), calendar(plain["right"], "right")
    match plain["operation"]:
        case "|":
            return left | right
        case "&":
            return left & right
        case "-":
            return left - right


def business_calendar(schedule: Schedule, name: str = "under test") -> BusinessCalendar:
    """
    The calendar of one schedule.
    """
    changes = schedule.get("changes", {})
    return BusinessCalendar(
        name,
        schedule["tz"],
        hours(schedule["week"]),
        changes={dt.date.fromisoformat(on): hours(week) for on, week in changes.items()},
        holidays=tuple(_holidays(schedule)),
        dated=_dated(schedule),
        breaks=_by_date(schedule.get("breaks", {})),
    )


def hours(week: Week) -> WeeklyHours:
    """
    The hours of a week.
    """
    return WeeklyHours(**{day: windows(week[day]) for day in week})


def windows(pairs: Windows) -> tuple[Window, ...]:
    """
    The windows of a date.
    """
    return tuple(Window(opens, closes) for opens, closes in pairs)


def _by_date(dated: dict[str, Windows]) -> dict[dt.date, tuple[Window, ...]]:
    return {dt.date.fromisoformat(on): windows(pairs) for on, pairs in dated.items()}


def _dated(schedule: Schedule) -> dict[dt.date, tuple[Window, ...]]:
    """
    Dated hours; the recurring ones year by year, where no full date says otherwise.
    """
    recurring = {
        f"{year}-{on}": pairs
        for on, pairs in schedule.get("shifts_recurring", {}).items()
        for year in range(2010, 2031)
    }
    return _by_date(recurring | schedule.get("shifts", {}))


def _holidays(schedule: Schedule) -> list[dt.date | Holiday | HolidayRule]:
    holidays: list[dt.date | Holiday | HolidayRule] = []
    holidays += [dt.date.fromisoformat(on) for on in schedule.get("holidays", [])]
    holidays += [
        Holiday(dt.date.fromisoformat(start), dt.date.fromisoformat(until))
        for start, until in schedule.get("holiday_ranges", [])
    ]
    for on in schedule.get("holidays_recurring", []):
        month, day = on.split("-")
        holidays.append(HolidayRule.yearly(int(month), int(day)))
    holidays += [holiday_rule(rule) for rule in schedule.get("rules", [])]
    return holidays


def holiday_rule(rule: Rule) -> HolidayRule:
    """
    The rule as csmcore has it, by its own constructors or as the text of a recurrence.
    """
    anchor = dt.date.fromisoformat(rule.get("anchor", "1970-01-01"))
    days = rule.get("length", 1)
    excepted = tuple(dt.date.fromisoformat(on) for on in rule.get("except_on", []))
    if excepted or rule["kind"] in {"weeks", "days", "month_day"}:
        return HolidayRule(_text(rule), anchor, days=days, except_on=excepted)
    match rule["kind"]:
        case "yearly":
            return HolidayRule.yearly(rule["month"], rule["day"], days=days, anchor=anchor)
        case "nth_weekday":
            day = DAYS[rule["weekday"]]
            return HolidayRule.nth_weekday(rule["n"], day, rule["month"], days=days, anchor=anchor)
        case _:
            return HolidayRule.easter(rule["offset"], days=days, anchor=anchor)


def _text(rule: Rule) -> str:
    match rule["kind"]:
        case "yearly":
            return f"FREQ=YEARLY;BYMONTH={rule['month']};BYMONTHDAY={rule['day']}"
        case "nth_weekday":
            day = DAYS[rule["weekday"]][:2].upper()
            return f"FREQ=YEARLY;BYMONTH={rule['month']};BYDAY={rule['n']}{day}"
        case "easter":
            return f"FREQ=YEARLY;BYEASTER={rule['offset']}"
        case "weeks":
            day = DAYS[rule["weekday"]][:2].upper()
            return f"FREQ=WEEKLY;INTERVAL={rule['interval']};BYDAY={day}"
        case "days":
            return f"FREQ=DAILY;INTERVAL={rule['interval']}"
        case "month_day":
            return f"FREQ=MONTHLY;BYMONTHDAY={rule['day']}"
