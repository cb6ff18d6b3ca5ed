"""
Clocks that go on from where the last question left them: what is kept, and what it may not change.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar
from csmcore.errors import DefinitionError
from csmcore.kernel import Change, Timeline
from csmcore.sla import Match, SlaPolicy, SlaTarget, Threshold, measure, next_instant, status

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)  # a Monday
OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")


def policy(name: str = "standard", hours: int = 2) -> SlaPolicy:
    """
    A policy made anew, as one that is read from a document each time.
    """
    target = SlaTarget(
        name="resolution",
        goals=hours * HOUR,
        start="state = new",
        stop="state = done",
        pauses="state = wait",
        thresholds=[Threshold.at(50)],
    )
    return SlaPolicy(name, target)


def opened() -> Timeline:
    """
    A record that waited from ten to eleven.
    """
    said = [(0, "new"), (1, "wait"), (2, "new")]
    return Timeline([Change(NINE + hours * HOUR, {"state": state}) for hours, state in said])


def test_policies_that_are_read_anew_for_each_question_leave_no_more_behind() -> None:
    """
    What is kept follows from how many clocks a record has, not from how often it is asked about.
    """
    timeline = opened()
    for _ in range(5):
        next_instant([policy()], timeline, calendars=OFFICE, at=NINE + 2 * HOUR)
        timeline = timeline.with_changes(Change(timeline.changes[-1].at + HOUR / 4, signals="noted"))

    next_instant([policy()], timeline, calendars=OFFICE, at=NINE + 5 * HOUR)

    assert len(timeline._folds) == 2


def test_another_policy_of_the_same_name_is_measured_from_the_beginning() -> None:
    """
    Nine to ten ran and eleven to twelve: two hours are over at twelve, three at one.
    """
    timeline, at = opened(), NINE + 2 * HOUR
    assert next_instant([policy()], timeline, calendars=OFFICE, at=at) == NINE + 3 * HOUR

    assert next_instant([policy(hours=3)], timeline, calendars=OFFICE, at=at) == NINE + 2.5 * HOUR

    clock = status([policy(hours=3)], timeline, calendars=OFFICE, at=at).clock("resolution")
    assert clock.due_at == NINE + 4 * HOUR


def test_another_calendar_is_counted_from_the_beginning() -> None:
    """
    Until Monday at nine the office was closed, so that less has run than on all days.
    """
    start = NINE - 24 * HOUR
    timeline = Timeline([Change(start, {"state": "new"})])
    at = NINE + HOUR
    assert next_instant([policy()], timeline, calendars=OFFICE, at=at) == NINE + 2 * HOUR

    assert next_instant([policy()], timeline, calendars=ALWAYS, at=at) is None
    assert status([policy()], timeline, calendars=ALWAYS, at=at).breached


def test_targets_that_python_calls_equal_are_told_as_they_are_written() -> None:
    """
    To Python 1 is 1.0; a clock shows the target that was asked about, whatever was asked before.
    """
    timeline = Timeline([Change(NINE, {"size": 1})])
    whole = SlaTarget(name="reply", goals=HOUR, start="size = 1", stop="never")
    point = SlaTarget(name="reply", goals=HOUR, start="size = 1.0", stop="never")
    for target, written in ((whole, "size = 1"), (point, "size = 1.0")):
        clock = measure(target, timeline, calendar=ALWAYS, at=NINE + HOUR / 2)

        assert str(clock.target.start) == written
        assert str(clock.cycles[0].phases[0].because) == written


def test_how_policies_match_is_one_of_two() -> None:
    """
    Its text will do, and what is none of them is refused rather than taken for the first.
    """
    policies = [policy("one"), policy("two")]
    for match in (Match.ALL, "all"):
        answer = status(policies, opened(), calendars=OFFICE, at=NINE, match=match)  # type: ignore[arg-type]
        assert len(answer.policies) == 2

    with pytest.raises(DefinitionError, match=r"'any' is no match; it is one of first, all"):
        status(policies, opened(), calendars=OFFICE, at=NINE, match="any")  # type: ignore[arg-type]
