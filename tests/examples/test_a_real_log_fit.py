"""
The search for the promise behind a log's verdicts finds what was put there.
"""

import datetime as dt

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar, HolidayRule
from csmcore.kernel import Change, Timeline
from csmcore.sla import SlaTarget, measure
from examples.real_log.fitting import (
    Took,
    Way,
    best,
    calendars,
    commoner,
    fit,
    halves,
    search,
    took,
)
from examples.real_log.reading import Incident

HOUR = dt.timedelta(hours=1)
OFFICE = BusinessCalendar("office", "UTC", "mon-fri 08:00-18:00")
MONDAY = dt.datetime(2016, 2, 29, 9, 0, tzinfo=dt.UTC)


def incident(
    *turns: tuple[float, str], made: bool = True, priority: int = 3, opened_at: dt.datetime = MONDAY
) -> Incident:
    """
    An incident that was New, and what it became so many hours later.
    """
    opening = Change(opened_at, {"state": "New", "priority": priority})
    changes = [Change(opened_at + after * HOUR, {"state": state}) for after, state in turns]
    missed_in = "" if made else "Closed"
    return Incident("INC1", opened_at, priority, missed_in, Timeline([opening, *changes]))


def of(*hours: float, made: bool = True, priority: int = 3) -> list[Took]:
    """
    Incidents that took so many hours.
    """
    return [Took(priority, made, each * HOUR) for each in hours]


# Monday 09:00: two hours New, four with the vendor, three Active; resolved at 18:00. Closed on
# Tuesday at 10:00.
VENDOR = incident((2, "Awaiting Vendor"), (6, "Active"), (9, "Resolved"), (25, "Closed"))


@pytest.mark.parametrize(
    ("calendar", "stop", "paused", "counted"),
    [
        (ALWAYS, "resolved", 5, 9),
        (ALWAYS, "closed", 21, 25),  # nine hours, and sixteen while it was resolved
        (OFFICE, "resolved", 5, 9),
        (OFFICE, "closed", 7, 11),  # of the sixteen the office worked two, on Tuesday
    ],
)
def test_an_incident_takes_what_the_way_to_count_says(
    calendar: BusinessCalendar, stop: str, paused: int, counted: int
) -> None:
    """
    Until it is resolved or closed, in some hours, without the wait or with it.
    """
    found = took([VENDOR], calendar, stop)
    assert found == {True: of(paused), False: of(counted)}


def test_what_has_not_stopped_by_the_end_of_the_log_is_left_out() -> None:
    """
    How long it will take nobody knows.
    """
    solved = incident((5, "Resolved"))
    assert took([solved], ALWAYS, "closed") == {True: [], False: []}
    assert took([solved], ALWAYS, "resolved")[True] == of(5)


def test_the_target_that_parts_met_from_missed_is_the_best() -> None:
    """
    Up to 38 hours all were made, from 41 on none: of the grid only 40 parts them.
    """
    assert best([*of(1, 30, 38), *of(41, 50, made=False)]) == ((40 * HOUR,), 5)


def test_a_target_is_met_on_the_hour() -> None:
    """
    Forty hours are within forty; with a target of 24 one more would be called late.
    """
    assert best([*of(40), *of(40.5, made=False)]) == ((40 * HOUR,), 2)


def test_targets_that_do_equally_well_are_all_told() -> None:
    """
    Between 7 and 90 hours nothing happened, so each target in between is as good as another.
    """
    targets, agreed = best([*of(7), *of(90, 95, made=False)])
    assert targets == tuple(each * HOUR for each in (8, 16, 24, 40, 60, 80))
    assert agreed == 3


def test_what_no_target_explains_is_not_counted_as_agreed() -> None:
    """
    Of two that took as long, one made and one missed, a target can be right about one.
    """
    assert best([*of(10), *of(10, made=False)])[1] == 1


def test_each_priority_has_its_own_target() -> None:
    """
    The first of those that do equally well counts: for priority 1 that is 2 hours, for 3 it is 40.
    """
    way = Way(ALWAYS, "closed", waits_pause=False)
    first = [*of(3, made=False, priority=1), *of(30), *of(50, made=False)]
    found = fit(way, first)
    assert (found.agreed, found.of) == (3, 3)
    assert (found.targets[1][0], found.targets[3][0]) == (2 * HOUR, 40 * HOUR)
    assert [found.met(each) for each in (*of(2, 3, priority=1), *of(40, 41))] == [
        True,
        False,
        True,
        False,
    ]


def test_the_search_finds_the_promise_that_was_kept() -> None:
    """
    Eight office hours until resolved, waits not counted, tell these verdicts; nothing else does.

    From Monday 09:00: resolved after 8 hours (made) and after 9 (missed), so waits apart the target
    is 8 hours; after 72 hours, all but three with the user (made), so waits pause the clock; after
    24 on the clock, which are 10 of the office (missed); opened on Friday 17:00 and resolved
    on Monday 15:00, 70 hours of which the office worked 8 (made), so it is the office's hours.
    """
    friday = MONDAY + dt.timedelta(days=4, hours=8)
    known = [
        incident((8, "Resolved"), (128, "Closed")),
        incident((9, "Resolved"), (60, "Closed"), made=False),
        incident((1, "Awaiting User Info"), (70, "Active"), (72, "Resolved"), (99, "Closed")),
        incident((24, "Resolved"), (80, "Closed"), made=False),
        incident((70, "Resolved"), (75, "Closed"), opened_at=friday),
    ]
    fits = search(known, (ALWAYS, OFFICE))
    assert len(fits) == 2 * 2 * 2
    (right,) = (each for each in fits if each.agreed == each.of)
    assert str(right.way) == "until resolved, office, waits pause the clock"
    assert right.targets[3] == (8 * HOUR,)


def test_the_fitted_promise_gives_the_same_verdicts_as_a_clock() -> None:
    """
    Comparing with a target afterwards is what a clock with that goal does.
    """
    lengths = (7, 8, 9, 10, 24)
    known = [incident((each, "Resolved"), made=each <= 8) for each in lengths]
    found = fit(Way(OFFICE, "resolved", waits_pause=True), took(known, OFFICE, "resolved")[True])
    goal = found.targets[3][0]
    target = SlaTarget("fitted", goal, start="state = New", stop="state = Resolved")
    clocks = [measure(target, each.timeline, calendar=OFFICE, at=each.ends_at) for each in known]
    assert [not each.breached for each in clocks] == [True, True, False, False, False]
    assert [found.met(each) for each in took(known, OFFICE, "resolved")[True]] == [
        not each.breached for each in clocks
    ]


def test_the_first_half_was_opened_first() -> None:
    """
    By the opening and not by the order of the log; an odd one belongs to the first half.
    """
    days = [incident((1, "Resolved"), opened_at=MONDAY + dt.timedelta(days=each)) for each in (2, 0, 1)]
    first, second = halves(days)
    assert [each.opened_at.day for each in first] == [29, 1]
    assert [each.opened_at.day for each in second] == [2]


def test_the_commoner_answer_is_one_for_each_priority() -> None:
    """
    Two of three missed at 1, one of two at 3; where nothing is known, it was made.
    """
    known = [*of(1, 2, made=False, priority=1), *of(1, priority=1), *of(1), *of(2, made=False)]
    assert commoner(known) == {1: False, 2: True, 3: True, 4: True}


def test_the_calendars_differ_in_hours_and_holidays() -> None:
    """
    From Wednesday 20 April 2016, 12:00, to Monday noon, with Tiradentes' day on Thursday.

    Around the clock five days; on weekdays 12 + 24 + 24 + 12 hours, 24 less with the holiday; from
    07:00 to 22:00 then 10 + 15 + 5, from 08:00 to 18:00 6 + 10 + 4.
    """
    found = calendars("America/Sao_Paulo", [HolidayRule.yearly(4, 21)])
    zone = dt.timezone(dt.timedelta(hours=-3))
    start, end = (dt.datetime(2016, 4, day, 12, tzinfo=zone) for day in (20, 25))
    assert [each.between(start, end) / HOUR for each in found] == [120, 72, 48, 30, 20]
