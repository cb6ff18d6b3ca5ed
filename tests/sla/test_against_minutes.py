"""
The library's clocks against a second engine that walks from tick to tick.
"""

import datetime as dt
import random
from collections.abc import Callable
from typing import Final

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar, Calendar
from csmcore.kernel import Change, Fact, Timeline
from csmcore.sla import (
    Again,
    BusinessDays,
    Cycle,
    Deadline,
    Goal,
    Order,
    Pause,
    SlaTarget,
    Stage,
    measure,
)
from tests.oracle.minutes import Slow, SlowClock

pytestmark = pytest.mark.slow

HOUR: Final = dt.timedelta(hours=1)
# The Saturday before the clocks of Berlin change.
START: Final = dt.datetime(2026, 3, 28, 6, tzinfo=dt.UTC)
CALENDARS: Final[tuple[Calendar, ...]] = (
    ALWAYS,
    BusinessCalendar("office", "Europe/Berlin", "mon-fri 09:00-17:00"),
    BusinessCalendar("lunch", "Europe/Berlin", "mon-sun 08:00-12:00,13:00-18:00"),
    BusinessCalendar("nights", "Europe/Berlin", "mon-sun 22:00-06:00"),
)
STARTS: Final = (
    "state in (new, open)",
    "signal customer_replied",
    "state is set",
    "state changed to open",
    "priority <= 2",
)
STOPS: Final = (
    "state = solved",
    "signal agent_replied",
    "state changed",
    "state in (solved, wait)",
    "never",
)
PAUSES: Final = (
    Pause("customer", "state = wait"),
    Pause("vip", "tags contains vip"),
    Pause("low", "priority > 3"),
    Pause("called", "signal customer_replied"),
)


def goals_by(chance: random.Random, tick: dt.timedelta) -> list[Goal]:
    """
    One goal, or several of which the first that fits counts.
    """

    def length() -> dt.timedelta | BusinessDays | Deadline:
        if chance.random() < 0.1:
            return BusinessDays(chance.randint(1, 2))
        if chance.random() < 0.1:
            return Deadline("promised_at")
        return chance.randint(1, 40) * max(tick, HOUR / 4)

    whens = chance.choice(
        [["always"], ["priority <= 2", "always"], ["priority = 1", "tags contains vip"], []]
    )
    return [Goal(length(), when) for when in whens]


def target_by(chance: random.Random, tick: dt.timedelta) -> SlaTarget:
    """
    A target by chance.
    """
    return SlaTarget(
        "clock",
        goals_by(chance, tick),
        start=chance.choice(STARTS),
        stop=chance.choice(STOPS),
        pauses=chance.sample(PAUSES, chance.randint(0, 3)),
        resume=chance.choice([None, None, "signal agent_replied"]),
        reset=chance.choice(["never", "never", "priority changed"]),
        cancel=chance.choice(["never", "never", "tags contains outage", "state is not set"]),
        order=chance.choice(list(Order)),
        again=chance.choice(list(Again)),
        boundary=chance.choice(["close", "close", "next_open"]),
    )


def timeline_by(chance: random.Random, tick: dt.timedelta) -> Timeline:
    """
    Up to a dozen changes within three days, some at one instant.
    """

    def change() -> Change:
        at = START + chance.randrange(int(72 * HOUR / tick)) * tick
        facts: dict[str, Fact] = {}
        if chance.random() < 0.7:
            facts["state"] = chance.choice(["new", "open", "wait", "solved", None])
        if chance.random() < 0.3:
            facts["priority"] = chance.randint(1, 4)
        if chance.random() < 0.2:
            facts["tags"] = frozenset(chance.sample(["vip", "outage"], chance.randint(0, 2)))
        if chance.random() < 0.2:
            facts["promised_at"] = at + chance.randint(-9, 60) * max(tick, HOUR / 2)
        signals = chance.sample(["customer_replied", "agent_replied"], chance.choice([0, 0, 1, 2]))
        return Change(at, facts, frozenset(signals or ([] if facts else ["noise"])))

    changes = [change() for _ in range(chance.randint(1, 12))]
    if chance.random() < 0.3:
        changes.append(
            Change(chance.choice(changes).at, {"state": "open"}, frozenset(["agent_replied"]))
        )
    return Timeline.of(changes)


def judged(clock: SlowClock, cycle: Slow, at: dt.datetime) -> dict[str, object]:
    """
    What the slow engine says of a cycle.
    """
    until = cycle.ended or at
    due = clock.due(cycle, until)
    hidden = (
        cycle.stage is Stage.PAUSED and cycle.goal not in cycle.reached and not clock.is_deadline(cycle)
    )
    due = None if hidden else due
    late = due is not None and (due < cycle.ended if cycle.ended else due <= at)
    allowed: int | None = None
    margin: int | None = None
    if clock.is_deadline(cycle) and cycle.deadline is not None:
        allowed = max(0, clock.open_ticks(cycle.started, cycle.deadline))
        margin = clock.open_ticks(max(until, cycle.started), cycle.deadline)
    elif cycle.goal >= 0 and (allowed := cycle.allowed[cycle.goal]) is not None:
        margin = allowed - cycle.ran
    waits = cycle.stage.is_open and at < cycle.started
    return {
        "number": cycle.number,
        "stage": Stage.NOT_STARTED if waits else cycle.stage,
        "started_at": cycle.started,
        "ended_at": cycle.ended,
        "elapsed": cycle.ran * clock.tick,
        "paused": {
            pause.name: cycle.waited.get(pause.name, 0) * clock.tick for pause in clock.target.pauses
        },
        "allowed": None if allowed is None else allowed * clock.tick,
        "margin": None if margin is None else margin * clock.tick,
        "due_at": due,
        "breached_at": max(due, cycle.goal_since) if late and due and cycle.goal_since else None,
    }


def told(cycle: Cycle) -> dict[str, object]:
    """
    What the library says of it.
    """
    names = (
        "number",
        "stage",
        "started_at",
        "ended_at",
        "elapsed",
        "allowed",
        "margin",
        "due_at",
        "breached_at",
    )
    return {name: getattr(cycle, name) for name in names} | {"paused": dict(cycle.paused)}


@pytest.mark.parametrize(("minutes", "cases"), [(1, 150), (15, 2500)], ids=["minute", "quarter"])
def test_the_library_counts_as_the_slow_engine_does(
    minutes: int, cases: int, record_property: Callable[[str, object], None]
) -> None:
    """
    Every cycle of every clock is alike in all that it says, at an instant by chance.
    """
    tick, chance = minutes * dt.timedelta(minutes=1), random.Random(f"clocks by {minutes}")
    cycles = 0
    for case in range(cases):
        target, timeline = target_by(chance, tick), timeline_by(chance, tick)
        calendar, at = chance.choice(CALENDARS), START + chance.randrange(int(90 * HOUR / tick)) * tick
        slow = SlowClock(target, calendar, tick).walk(timeline, at)
        fast = measure(target, timeline, calendar=calendar, at=at)
        expected = [judged(slow, cycle, at) for cycle in slow.cycles]
        found = [told(cycle) for cycle in fast.cycles]
        cycles += len(expected)
        assert found == expected, (case, target, calendar.name, timeline, at)
    record_property(
        "clocks that the slow engine counted alike: walked by the "
        + ("minute" if minutes == 1 else "quarter of an hour"),
        cases,
    )
    record_property("cycles that the slow engine counted alike: all", cycles)
