"""
csmcore against a clock that walks minute by minute: thousands of random records, each shown alike.
"""

import datetime as dt
import functools
import random
from collections.abc import Callable
from typing import Any, Final

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar
from csmcore.errors import NoWorkingTimeError
from csmcore.kernel import Change, Fact, Timeline
from csmcore.sla import Again, BusinessDays, Deadline, Goal, Order, Pause, SlaTarget, measure
from tests.oracle.slow_clock import Minutes, NothingAllowedError, Shown, SlowClock

pytestmark = pytest.mark.slow

RECORDS: Final = 60
"""
How many records a calendar and a way of starting again are tried on.
"""

ASKED: Final = 4
HOUR: Final = dt.timedelta(hours=1)
LUNCH: Final = "mon-fri 09:00-12:00,13:00-17:00"
CALENDARS: Final = {
    "always": ALWAYS,
    "office": BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00"),
    "lunch": BusinessCalendar("lunch", "America/New_York", LUNCH),
    "nights": BusinessCalendar("nights", "Asia/Kolkata", "mon-fri 22:00-06:00"),
    "spring": BusinessCalendar("spring", "Europe/Berlin", "mon-sun 00:30-02:15,02:45-12:00"),
    "autumn": BusinessCalendar("autumn", "Europe/Berlin", "sat-sun 01:15-02:30,02:45-09:00"),
}
WEEKS: Final = {
    "spring": dt.datetime(2026, 3, 27, tzinfo=dt.UTC),
    "autumn": dt.datetime(2026, 10, 23, tzinfo=dt.UTC),
}
"""
The clocks of Berlin change on the Sundays of 29 March and 25 October 2026.
"""

THURSDAY: Final = dt.datetime(2026, 4, 30, tzinfo=dt.UTC)
DAYS: Final = 4

# --- records by chance -----------------------------------------------------------------------------


def instant(chance: random.Random, week: dt.datetime) -> dt.datetime:
    """
    An instant of a few days: any minute, or, as often, one at which windows open and close.
    """
    day = week + chance.randrange(DAYS) * dt.timedelta(days=1)
    if chance.random() < 0.5:
        return day + dt.timedelta(minutes=chance.randrange(24 * 60))
    return day + chance.randrange(48) * HOUR / 2


def fact(chance: random.Random, week: dt.datetime, name: str) -> Fact:
    """
    A value that a fact may take.
    """
    day = dt.timedelta(days=1)
    match name:
        case "state":
            return chance.choice(["new", "active", "active", "waiting", "waiting", "resolved", None])
        case "priority":
            return chance.choice([1, 2, 3, 4])
        case "group":
            return chance.choice(["desk", "field", None])
        case "tags":
            return frozenset(chance.sample(["vip", "outage", "hold"], chance.randrange(3)))
        case "opened_at":
            return instant(chance, week - day)
        case _:
            promised = instant(chance, week + chance.choice([0, 2]) * day)
            return chance.choice([promised, promised, promised.date(), None])


FACTS: Final = (
    "state",
    "state",
    "state",
    "priority",
    "priority",
    "group",
    "tags",
    "opened_at",
    "promised",
)
SIGNALS: Final = ("customer_replied", "agent_replied")


def record(chance: random.Random, week: dt.datetime) -> Timeline:
    """
    A history of up to twelve moments.
    """
    changes = []
    for at in sorted(instant(chance, week) for _ in range(chance.randrange(13))):
        names = chance.sample(FACTS, chance.choice([0, 1, 1, 2, 4]))
        facts = {name: fact(chance, week, name) for name in names}
        signals = chance.sample(SIGNALS, chance.choice([0, 0, 1, 1, 2]))
        if facts or signals:
            changes.append(Change(at, facts, signals))
    return Timeline(changes)


# --- targets by chance -----------------------------------------------------------------------------

STARTS: Final = (
    "state in (new, active)",
    "state is set",
    "state is set",
    "state = active",
    "state changed to active",
    "signal customer_replied",
    "priority <= 2",
    "priority <= 3 and not signal agent_replied",
    "state changed and group = desk",
)
STOPS: Final = (
    "state = resolved",
    "state = resolved",
    "signal agent_replied",
    "state in (resolved, waiting)",
    "state changed from active",
    "signal agent_replied or tags contains outage",
    "never",
)
PAUSES: Final = (
    Pause("customer", "state = waiting"),
    Pause("tagged", "tags contains hold or tags contains vip"),
    Pause("low", "priority > 2"),
    Pause("called", "signal customer_replied"),
    Pause("moved", "group changed"),
)
RESUMES: Final = (None, None, "signal agent_replied", "state = active", "priority changed")
RESETS: Final = ("never", "never", "group changed", "priority changed to 1", "signal customer_replied")
CANCELS: Final = ("never", "never", "tags contains outage", "state is not set", "priority = 4")
GOALS_WHEN: Final = (
    "priority = 1",
    "priority <= 2",
    "tags contains vip",
    "group = desk",
    "signal agent_replied",
    "state changed",
)


def goals(chance: random.Random) -> list[Goal]:
    """
    Up to three goals, the last of which is mostly for all.
    """
    several = [
        Goal(allowance(chance), chance.choice(GOALS_WHEN)) for _ in range(chance.choice([0, 0, 1, 2]))
    ]
    return several if several and chance.random() < 0.2 else [*several, Goal(allowance(chance))]


def allowance(chance: random.Random) -> Any:
    """
    Working time, often what fills a window or a day; now and then business days or a deadline.
    """
    days = chance.choice([1, 1, 2])
    return chance.choice(
        [
            chance.choice([1, 2, 3, 4, 7, 7, 8, 8, 12, 24]) * HOUR,
            chance.choice([1, 2, 3, 4, 7, 8, 8, 16]) * HOUR,
            dt.timedelta(minutes=chance.randrange(1, 1500)),
            BusinessDays(days),
            BusinessDays(days, by=dt.time(chance.choice([5, 11, 16, 23]))),
            BusinessDays(chance.choice([0, 1, 2]), end_of_day=True),
            Deadline("promised"),
        ]
    )


def target(chance: random.Random, again: Again) -> SlaTarget:
    """
    A promise that says anything that can be said.
    """
    start_from = chance.choice([None, None, "opened_at"])
    return SlaTarget(
        "clock",
        goals(chance),
        start=chance.choice(STARTS),
        stop=chance.choice(STOPS),
        pauses=chance.sample(PAUSES, chance.randrange(4)),
        resume=chance.choice(RESUMES),
        reset=chance.choice(RESETS),
        cancel=chance.choice(CANCELS),
        order=chance.choice(list(Order)),
        again=again,
        boundary=chance.choice(["close", "next_open"]),
        start_from=start_from,
        retroactive_pause=start_from is not None and chance.random() < 0.5,
    )


# --- both answer -----------------------------------------------------------------------------------


@functools.cache
def minutes(name: str) -> Minutes:
    """
    A calendar for the slow clock, which remembers the minutes that it has asked about.
    """
    return Minutes(CALENDARS[name])


def shown(promise: SlaTarget, timeline: Timeline, name: str, at: dt.datetime) -> list[Shown] | None:
    """
    What the library shows of all cycles; ``None`` where it says that no time is left.
    """
    try:
        clock = measure(promise, timeline, calendar=CALENDARS[name], at=at)
    except NoWorkingTimeError:
        return None
    return [
        Shown(
            number=cycle.number,
            stage=str(cycle.stage),
            started_at=cycle.started_at,
            ended_at=cycle.ended_at,
            elapsed=cycle.elapsed,
            paused=cycle.paused,
            allowed=cycle.allowed,
            margin=cycle.margin,
            due_at=cycle.due_at,
            breached_at=cycle.breached_at,
        )
        for cycle in clock.cycles
    ]


def slowly(
    promise: SlaTarget, timeline: Timeline, name: str, asked: list[dt.datetime]
) -> dict[dt.datetime, list[Shown] | None]:
    """
    What the slow clock shows at each instant; ``None`` where, and after, no time is left.
    """
    try:
        return {**SlowClock(promise, minutes(name)).walk(timeline, asked)}
    except NothingAllowedError:
        if len(asked) == 1:
            return {asked[0]: None}
        return {at: slowly(promise, timeline, name, [at])[at] for at in asked}


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("again", Again)
def test_csmcore_and_the_slow_clock_show_the_same(
    again: Again, name: str, record_property: Callable[[str, object], None]
) -> None:
    """
    Whatever was promised, and whatever happened, every cycle is shown alike at every instant.
    """
    chance = random.Random(f"{again} {name}")
    week = WEEKS.get(name, THURSDAY)
    compared = cycles = 0
    for _ in range(RECORDS):
        promise, timeline = target(chance, again), record(chance, week)
        asked = [instant(chance, week + dt.timedelta(hours=6)) for _ in range(ASKED)]
        for at, right in slowly(promise, timeline, name, asked).items():
            told = shown(promise, timeline, name, at)
            assert told == right, _message(promise, timeline, at, told, right)
            compared += 1
            cycles += len(right or ())
    record_property(f"clocks that a slow one showed alike: {again}", compared)
    record_property(f"cycles in them: {again}", cycles)


def _message(
    promise: SlaTarget, timeline: Timeline, at: dt.datetime, told: object, right: object
) -> str:
    changes = "\n  ".join(map(str, timeline))
    return f"\n{promise}\n  {changes}\nat {at}\ncsmcore: {told}\nslow:    {right}"
