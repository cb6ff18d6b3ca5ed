"""
Warnings and breaches, by hand: when they are crossed, when they are known, and repairs.
"""

import datetime as dt
from typing import Final

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
