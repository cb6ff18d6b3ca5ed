"""
Warnings and breaches, by hand: when they are crossed, when they are known, and repairs.
"""

import datetime as dt
from typing import Final

import attrs
import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar
from csmcore.errors import OrderError
from csmcore.kernel import Change, Fact, Timeline
from csmcore.sla import (
    Deadline,
    NoticeKind,
    SlaPolicy,
    SlaTarget,
    Threshold,
    notices,
    repair,
    status,
)

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)  # a Monday
OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")
SOLVE: Final = SlaTarget(
    "solve",
    8 * HOUR,
    start="state in (new, open)",
    stop="state = solved",
    pauses={"customer": "state = pending"},
    thresholds=[
        Threshold.at(75),
        Threshold.before(HOUR),
        Threshold.after(2 * HOUR),
        Threshold.days_after(1),
    ],
)
POLICY: Final = SlaPolicy("p", [SOLVE])


def change(hours: float, facts: dict[str, Fact], *, recorded: float | None = None) -> Change:
    """
    Facts so many hours after nine.
    """
    known = hours if recorded is None else recorded
    return Change(NINE + hours * HOUR, facts, recorded_at=NINE + known * HOUR)


def told(timeline: Timeline, after: float, until: float) -> list[tuple[str, float, float]]:
    """
    What is told in a window of hours after nine: what, crossed, and known.
    """
    found = notices(
        [POLICY], timeline, calendars=OFFICE, after=NINE + after * HOUR, until=NINE + until * HOUR
    )
    return [
        (
            str(each.threshold or "breach"),
            (each.crossed_at - NINE) / HOUR,
            (each.known_at - NINE) / HOUR,
        )
        for each in found
    ]


def test_every_threshold_is_told_when_it_is_crossed() -> None:
    """
    Six of eight hours, an hour before due, at due, two working hours later, and a day later.
    """
    timeline = Timeline([change(0, {"state": "new"})])

    assert told(timeline, -1, 100) == [
        ("75 %", 6, 6),
        ("1h before due", 7, 7),
        ("breach", 8, 8),
        ("2h after due", 26, 26),
        ("1 business day after due", 32, 32),
    ]


def test_a_window_is_open_at_its_start_and_closed_at_its_end() -> None:
    """
    Who polls on the instant is told on the instant, and not again.
    """
    timeline = Timeline([change(0, {"state": "new"})])

    assert told(timeline, 6, 7) == [("1h before due", 7, 7)]
    assert told(timeline, 7, 7) == []


def test_what_is_done_on_the_instant_is_not_told() -> None:
    """
    Solved at the very instant of the warning: it was never crossed by a clock that ran.
    """
    timeline = Timeline([change(0, {"state": "new"}), change(6, {"state": "solved"})])

    assert told(timeline, -1, 100) == []


def test_a_pause_moves_what_is_not_crossed() -> None:
    """
    Waiting from three until five in the afternoon moves the warning to nine on the next day.
    """
    timeline = Timeline(
        [change(0, {"state": "new"}), change(5, {"state": "pending"}), change(24, {"state": "open"})]
    )

    assert told(timeline, -1, 25.5) == [("75 %", 25, 25)]


def test_a_late_fact_that_makes_a_breach_is_told_when_it_is_recorded() -> None:
    """
    That it was opened a working day earlier is learned at eleven, when it was due for two hours.
    """
    late = change(0, {"state": "new"}, recorded=26)
    timeline = Timeline([late])

    assert told(timeline, -1, 25) == []
    assert told(timeline, 25, 26) == [
        ("75 %", 6, 26),
        ("1h before due", 7, 26),
        ("breach", 8, 26),
        ("2h after due", 26, 26),
    ]


def test_a_late_fact_that_undoes_a_breach_withdraws_it() -> None:
    """
    It had been solved at noon, and was told breached at five: the breach stays told, and is withdrawn.
    """
    late = change(3, {"state": "solved"}, recorded=20)
    timeline = Timeline([change(0, {"state": "new"})])
    at = NINE + 21 * HOUR

    fix = repair(
        status([POLICY], timeline, calendars=OFFICE, at=at),
        status([POLICY], timeline.with_changes(late), calendars=OFFICE, at=at),
    )

    assert [str(each.threshold or "breach") for each in fix.withdraw] == [
        "75 %",
        "1h before due",
        "breach",
    ]
    assert fix.send == ()
    assert (
        "solve: running, due 2026-03-02T17:00:00Z, breached 2026-03-02T17:00:00Z (p, version 1) -> "
        in str(fix)
    )
    assert told(timeline.with_changes(late), 19, 21) == []


def test_a_withdrawn_breach_that_comes_true_is_told_again() -> None:
    """
    A breach that a late fact undid has come to stand once more when it happens after all.

    Told at five on Monday. In the night it is written down that the customer had been waited for since
    one o'clock; work went on on Tuesday at eleven, with four hours left, and at three it was too late.
    Had it been solved at two, nothing would have been told again.
    """
    waited = (change(4, {"state": "pending"}, recorded=20), change(26, {"state": "open"}))
    timeline = Timeline([change(0, {"state": "new"}), *waited])

    breaches = [each for each in told(timeline, -1, 100) if each[0] == "breach"]

    assert breaches == [("breach", 8, 8), ("breach", 30, 30)]
    assert [each for each in told(timeline, 20, 29) if each[0] == "breach"] == []
    assert [each for each in told(timeline, 29, 30) if each[0] == "breach"] == [("breach", 30, 30)]
    solved = timeline.with_changes(change(29, {"state": "solved"}))
    assert [each for each in told(solved, -1, 100) if each[0] == "breach"] == [("breach", 8, 8)]


def test_a_change_of_policy_tells_nothing_twice_and_loses_nothing() -> None:
    """
    What was told under one policy is told under the next only if it had not stood.

    The breach at five was told before the customer became a key account at six, under the same
    promise. The cycle that ended under the first policy keeps its breach when the second one,
    which begins a new cycle, counts.
    """
    key = SlaPolicy("key", [attrs.evolve(SOLVE, again="new_cycle")], when="tier = key")
    opened = change(0, {"state": "new"})
    kept = Timeline([opened, change(9, {"tier": "key"})])
    again = Timeline(
        [
            opened,
            change(9, {"state": "solved"}),
            change(24, {"tier": "key"}),
            change(25, {"state": "new"}),
        ]
    )

    def breaches(timeline: Timeline, after: float, until: float) -> list[tuple[str, float]]:
        window = (NINE + after * HOUR, NINE + until * HOUR)
        found = notices([key, POLICY], timeline, calendars=OFFICE, after=window[0], until=window[1])
        return [
            (each.id, (each.known_at - NINE) / HOUR) for each in found if each.kind is NoticeKind.BREACH
        ]

    first, second = ("solve/1/breach/PT8H", 8.0), ("solve/2/breach/PT8H", 49.0)
    assert breaches(kept, -1, 8.5) == breaches(kept, -1, 20) == [first]
    assert breaches(kept, 8.5, 20) == []
    assert breaches(again, -1, 60) == [first, second]
    assert breaches(again, -1, 24) == [first]
    assert breaches(again, 24, 60) == [second]


@pytest.mark.parametrize(
    "threshold",
    [Threshold.at(1_000_000), Threshold.after(dt.timedelta.max), Threshold.days_after(10**9)],
    ids=str,
)
def test_what_lies_beyond_the_calendar_is_never_crossed(threshold: Threshold) -> None:
    """
    A threshold that falls after all that a calendar can answer for warns of nothing.
    """
    brief = BusinessCalendar("brief", "UTC", "mon-fri 09:00-17:00", horizon=(2026, 2028))
    policy = SlaPolicy(
        "p", [SlaTarget("solve", HOUR, start="state = new", stop="never", thresholds=[threshold])]
    )
    timeline = Timeline([change(0, {"state": "new"})])

    (found,) = notices(
        [policy], timeline, calendars=brief, after=NINE, until=NINE + dt.timedelta(days=600)
    )

    assert found.kind is NoticeKind.BREACH


def test_repair_shows_what_a_holiday_would_change() -> None:
    """
    A holiday that was forgotten moves the due instant by a day, and withdraws what was told too early.
    """
    corrected = BusinessCalendar(
        "office", "UTC", "mon-fri 09:00-17:00", holidays=[NINE.date()], revision=2
    )
    timeline = Timeline([change(0, {"state": "new"})])
    at = NINE + 7 * HOUR

    fix = repair(
        status([POLICY], timeline, calendars=OFFICE, at=at),
        status([POLICY], timeline, calendars=corrected, at=at),
    )

    (clock,) = fix.clocks
    assert clock.before is not None
    assert clock.after is not None
    assert (clock.before.due_at, clock.after.due_at) == (NINE + 8 * HOUR, NINE + 32 * HOUR)
    assert [each.kind for each in fix.withdraw] == [NoticeKind.WARNING, NoticeKind.WARNING]


def test_a_better_promise_is_told_anew_and_the_same_one_is_not() -> None:
    """
    A goal of four hours breaches beside that of eight; to say eight again tells nothing new.
    """
    target = SlaTarget(
        "solve", {"priority = 1": 4 * HOUR, "always": 8 * HOUR}, start="state = new", stop="never"
    )
    timeline = Timeline(
        [
            change(0, {"state": "new", "priority": 3}),
            change(30, {"priority": 1}),
            change(31, {"priority": 3}),
        ]
    )

    found = notices(
        [SlaPolicy("p", [target])], timeline, calendars=OFFICE, after=NINE, until=NINE + 100 * HOUR
    )

    assert [each.id for each in found] == ["solve/1/breach/PT8H", "solve/1/breach/PT4H"]
    assert [(each.crossed_at - NINE) / HOUR for each in found] == [8, 30]


def test_a_deadline_warns_before_and_is_not_moved_by_a_pause() -> None:
    """
    The promised instant breaches while the clock is paused: it was a date, and no working time.
    """
    target = SlaTarget(
        "deliver",
        Deadline("promised_at"),
        start="state = new",
        stop="state = solved",
        pauses="state = pending",
        thresholds=[Threshold.before(2 * HOUR), Threshold.at(50)],
    )
    timeline = Timeline(
        [
            change(0, {"state": "new", "promised_at": NINE + 26 * HOUR}),
            change(1, {"state": "pending"}),
        ]
    )

    found = notices(
        [SlaPolicy("p", [target])], timeline, calendars=OFFICE, after=NINE, until=NINE + 100 * HOUR
    )

    assert [
        (each.threshold and str(each.threshold), (each.crossed_at - NINE) / HOUR) for each in found
    ] == [
        ("50 %", 5),
        ("2h before due", 8),
        (None, 26),
    ]


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    """
    The error tells both ends.
    """
    with pytest.raises(OrderError, match="window of notices"):
        notices([POLICY], Timeline(), calendars=ALWAYS, after=NINE, until=NINE - HOUR)
