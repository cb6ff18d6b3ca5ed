"""
Random calendars and random questions, from a seed, crowding around what is difficult.
"""

import dataclasses
import datetime as dt
import functools
import random
import zoneinfo
from typing import Any, Final

from tests.oracle import Composite, NothingFoundError, Oracle, Plain, Rule, Schedule, Week, Windows

UTC: Final = dt.UTC
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ZONES: Final = {
    "America/New_York": (1974, 2007, 2024, 2087),
    "Europe/Amsterdam": (1977, 1996, 2024, 2150),
    "Australia/Lord_Howe": (1981, 2008, 2025, 2190),
    "Africa/Casablanca": (1978, 2018, 2024, 2030),
    "Asia/Kathmandu": (1985, 1986, 2024),
    "America/Sao_Paulo": (1985, 2017, 2018, 2019),
    "Pacific/Apia": (2010, 2011, 2012, 2021),
    "UTC": (1972, 2024, 2198),
    "Asia/Tehran": (1977, 1991, 2022),
    "Europe/Dublin": (1971, 1972, 2024),
    "America/Havana": (1981, 2004, 2024),
    "America/St_Johns": (1988, 2006, 2011, 2024),
    "Africa/Monrovia": (1972,),
    "Antarctica/Troll": (2005, 2024),
    "Africa/Cairo": (2010, 2014, 2023),
    "Pacific/Kwajalein": (1993,),
}
"""
Zones with the years in which their clocks do something of interest.

Lord Howe changes by half an hour, Casablanca twice around Ramadan, Troll by two hours, Sao Paulo,
Havana and Cairo at midnight, St John's one minute after it; Apia and Kwajalein skipped a whole
date; Kathmandu moved by a quarter of an hour, and Monrovia by 44 minutes and 30 seconds.
"""


@dataclasses.dataclass(frozen=True)
class Subject:
    """
    A random calendar, and the instants around which its questions crowd.
    """

    plain: Plain
    focus: tuple[dt.datetime, ...]
    zones: tuple[str, ...]


@functools.cache
def clock_changes(tz: str, year: int) -> tuple[dt.datetime, ...]:
    """
    The instants at which a zone's clocks change in a year, found by watching them.
    """
    zone, found = zoneinfo.ZoneInfo(tz), []
    at, step = dt.datetime(year, 1, 2, tzinfo=UTC), dt.timedelta(hours=6)
    while at.year == year:
        if at.astimezone(zone).utcoffset() != (at + step).astimezone(zone).utcoffset():
            found.append(_narrowed(zone, at, at + step))
        at += step
    return tuple(found)


def _narrowed(zone: zoneinfo.ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    while after - before > dt.timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        middle = max(middle, before + dt.timedelta(seconds=1))
        if middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset():
            before = middle
        else:
            after = middle
        if after - before == dt.timedelta(seconds=1):
            break
    return after


def subject(chance: random.Random, tz: str) -> Subject:
    """
    A calendar in a zone; sometimes several calendars, of other zones too, made one.
    """
    year = chance.choice(ZONES[tz])
    focus = [*clock_changes(tz, year), dt.datetime(year, 12, 25, 12, tzinfo=UTC)]
    days = [at.astimezone(zoneinfo.ZoneInfo(tz)).date() for at in focus]
    plain: Plain = _schedule(chance, tz, days)
    zones = [tz]
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        other = chance.choice((tz, *(zone for zone in ZONES if zone != "Africa/Monrovia")))
        zones.append(other)
        pair = [plain, _schedule(chance, other, days)]
        chance.shuffle(pair)
        plain = Composite(operation=chance.choice(("|", "&", "-")), left=pair[0], right=pair[1])
    return Subject(plain, tuple(focus), tuple(dict.fromkeys(zones)))


def _schedule(chance: random.Random, tz: str, focus: list[dt.date]) -> Schedule:
    near = functools.partial(_near, chance, focus)
    schedule = Schedule(tz=tz, week=_week(chance))
    if chance.random() < 0.5:
        schedule["holidays"] = [near().isoformat() for _ in range(chance.randint(1, 4))]
    if chance.random() < 0.3:
        start = near()
        until = start + dt.timedelta(days=chance.randint(1, 6))
        schedule["holiday_ranges"] = [[start.isoformat(), until.isoformat()]]
    if chance.random() < 0.5:
        schedule["rules"] = [_rule(chance, near()) for _ in range(chance.randint(1, 3))]
    if chance.random() < 0.6:
        schedule["shifts"] = {
            near().isoformat(): _windows(chance) if chance.random() < 0.7 else []
            for _ in range(chance.randint(1, 4))
        }
    if chance.random() < 0.6:
        schedule["breaks"] = {near().isoformat(): _windows(chance) for _ in range(chance.randint(1, 4))}
    if chance.random() < 0.3:
        schedule["changes"] = {near().isoformat(): _week(chance) for _ in range(chance.randint(1, 2))}
    return schedule


def _near(chance: random.Random, focus: list[dt.date]) -> dt.date:
    return chance.choice(focus) + dt.timedelta(days=chance.randint(-4, 4))


def _week(chance: random.Random) -> Week:
    """
    A week of one of the shapes that service desks have, or of no shape at all.
    """
    shape = chance.choice(("office", "lunch", "always", "nights", "wild", "wild", "wild"))
    match shape:
        case "office":
            return {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]}
        case "lunch":
            return {day: [["08:30", "12:00"], ["13:00", "17:30"]] for day in WEEKDAYS[:6]}
        case "always":
            return {day: [["00:00", "24:00"]] for day in WEEKDAYS}
        case "nights":
            return {day: [["22:00", "06:00"]] for day in WEEKDAYS}
        case _:
            wild = {day: _windows(chance) for day in WEEKDAYS if chance.random() < 0.8}
            return wild or {"sun": [["00:00", "02:30"]]}


def _windows(chance: random.Random) -> Windows:
    """
    A few windows, most of them around midnight and the small hours, when clocks change.
    """
    found = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        opens, closes = _clock(chance), _clock(chance)
        if chance.random() < 0.15:
            opens, closes = "00:00", "24:00"
        if chance.random() < 0.1:
            closes = "24:00"
        if opens not in {closes, "24:00"}:
            found.append([opens, closes])
    return found or [["01:30", "02:30"]]


def _clock(chance: random.Random) -> str:
    hour = chance.choice((0, 0, 1, 1, 2, 2, 3, 4, 9, 12, 17, 22, 23))
    minute = (
        chance.choice((0, 0, 0, 15, 30, 30, 45)) if chance.random() < 0.9985 else chance.randint(0, 59)
    )
    return f"{hour:02}:{minute:02}"


def _rule(chance: random.Random, near: dt.date) -> Rule:
    """
    A rule that meets the dates of interest, if its anchor lets it.
    """
    anchor = near - dt.timedelta(days=chance.choice((-3, 0, 7, 63, 365)))
    rule = Rule(kind="yearly", anchor=anchor.isoformat())
    kind = chance.choice(("yearly", "nth_weekday", "easter", "weeks", "days", "month_day"))
    rule["kind"] = kind  # type: ignore[typeddict-item]
    if kind in {"yearly", "month_day"}:
        rule["month"], rule["day"] = near.month, min(near.day, 28)
    if kind == "nth_weekday":
        rule["month"], rule["weekday"] = near.month, near.weekday()
        rule["n"] = chance.choice(((near.day - 1) // 7 + 1, -1))
    if kind == "easter":
        rule["offset"] = chance.choice((-2, 0, 1, 39, 50))
    if kind in {"weeks", "days"}:
        rule["weekday"], rule["interval"] = near.weekday(), chance.choice((2, 3, 5))
    if chance.random() < 0.3:
        rule["length"] = chance.choice((2, 3))
    elif chance.random() < 0.2:
        rule["except_on"] = [near.isoformat()]
    return rule


def at(chance: random.Random, judge: Oracle, subject: Subject) -> dt.datetime:
    """
    An instant to ask about: on an edge, at midnight, at a clock change, beside it, or anywhere near.
    """
    around = chance.choice(subject.focus)
    base = around + dt.timedelta(seconds=chance.randint(-3 * 86_400, 3 * 86_400))
    kind = chance.random()
    if kind < 0.45:
        base = _edge(chance, judge, base)
    elif kind < 0.6:
        base = around
    elif kind < 0.7:
        local = base.astimezone(zoneinfo.ZoneInfo(chance.choice(subject.zones)))
        base = local.replace(hour=0, minute=0, second=0, fold=chance.choice((0, 1))).astimezone(UTC)
    beside = chance.choice((0, 0, 0, 1, -1, 1_000_000, -1_000_000, chance.randint(-(10**10), 10**10)))
    return base + dt.timedelta(microseconds=beside)


def _edge(chance: random.Random, judge: Oracle, base: dt.datetime) -> dt.datetime:
    ask = (judge.next_opening, judge.next_close, judge.previous_opening, judge.previous_close)
    try:
        return chance.choice(ask)(base)
    except NothingFoundError:
        return base


def work(chance: random.Random, judge: Oracle, start: dt.datetime, other: dt.datetime) -> dt.timedelta:
    """
    An amount of work: often exactly what lies between two instants, or a microsecond off.
    """
    exact = abs(judge.between(start, other))
    beside = dt.timedelta(microseconds=chance.choice((0, 0, 1, -1)))
    plain = dt.timedelta(seconds=chance.choice((0, 1, 900, 3600, 5400, 28_800, 90_000)))
    odd = dt.timedelta(microseconds=chance.randint(0, 10**11))
    return max(dt.timedelta(0), chance.choice((exact, exact + beside, plain, odd)))


def question(
    chance: random.Random, judge: Oracle, subject: Subject
) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """
    One question: the method's name and its arguments.
    """
    start, other = at(chance, judge, subject), at(chance, judge, subject)
    if chance.random() < 0.5:
        other = start + dt.timedelta(microseconds=chance.randint(0, 4 * 86_400 * 10**6))
    kind = chance.choice(KINDS)
    match kind:
        case "between":
            return kind, (start, other), {}
        case "spans" | "edges":
            return kind, (min(start, other), max(start, other)), {}
        case "add":
            boundary = chance.choice(("close", "next_open"))
            return kind, (start, work(chance, judge, start, other)), {"boundary": boundary}
        case "subtract":
            return kind, (start, work(chance, judge, start, other)), {}
        case "is_business_day" | "business_days" | "days_between" | "add_days":
            return _about_dates(chance, kind, start, subject)
        case _:
            return kind, (start,), {}


def _about_dates(
    chance: random.Random, kind: str, start: dt.datetime, subject: Subject
) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    several = len(subject.zones) > 1
    zone = chance.choice((*subject.zones, "Asia/Tokyo") if several else (*subject.zones, None, None))
    on = start.date()
    until = on + dt.timedelta(days=chance.randint(0, 9))
    match kind:
        case "is_business_day":
            return kind, (on,), {"zone": zone}
        case "business_days":
            return kind, (on, until), {"zone": zone}
        case "days_between":
            return kind, chance.choice(((on, until), (until, on))), {"zone": zone}
        case _:
            days = chance.choice((-7, -3, -2, -1, 0, 0, 1, 1, 2, 3, 7))
            end_of_day = chance.random() < 0.4 and "operation" not in subject.plain
            return kind, (start, days), {"end_of_day": end_of_day, "zone": zone}


KINDS: Final = (
    *("is_open", "between", "add", "subtract") * 3,
    *("spans", "edges", "next_open", "previous_open") * 2,
    *("next_opening", "previous_opening", "next_close", "previous_close") * 2,
    *("is_business_day", "business_days", "days_between", "add_days"),
    "add_days",
)
