"""
Bugs with what changes under a running clock: priorities, agreements, hours, and reopening.

Each test names the bug and its thread; none of them lives here, and the expected values are
worked out by hand in the comments. All days are in the week of Monday 15 January 2024, in UTC.
"""

import datetime as dt
from typing import Final

import attrs
import pytest

from csmcore.calendars import BusinessCalendar, CalendarBook, public_holidays
from csmcore.kernel import Change, Timeline
from csmcore.sla import (
    GROUP_OWNERSHIP,
    INTERNAL_TIME_TO_OWN,
    TIME_TO_RESOLVE,
    Again,
    Cause,
    SlaPolicy,
    SlaTarget,
    Stage,
    Threshold,
    applied,
    measure,
    notices,
    repair,
    status,
)

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)

MON, TUE, WED, THU, FRI, SAT, SUN = (dt.datetime(2024, 1, 15 + day, tzinfo=dt.UTC) for day in range(7))

OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")
CLOSED_ON_TUESDAY: Final = attrs.evolve(OFFICE, holidays=(TUE.date(),), revision=2)

RESOLVE: Final = SlaTarget(
    "resolution",
    start="state in (open, waiting)",
    stop="state = resolved",
    pauses={"customer": "state = waiting"},
    cancel="state = merged",
)
BY_PRIORITY: Final = RESOLVE.within(
    {"priority = high": 2 * HOUR, "priority = normal": 8 * HOUR, "priority = low": 16 * HOUR}
)


def _opened(at: dt.datetime = MON + 9 * HOUR, **facts: str) -> Change:
    return Change(at, {"state": "open", "priority": "normal", **facts}, "created")


# --- another target -------------------------------------------------------------------------------


def test_a_new_target_keeps_what_was_waited() -> None:
    """
    With another SLA the accumulated pause was forgotten, and the record was late at once.

    https://github.com/glpi-project/glpi/issues/6902, https://github.com/glpi-project/glpi/issues/15605,
    https://github.com/glpi-project/glpi/pull/16383
    """
    gold = SlaPolicy("gold", RESOLVE.within(4 * HOUR), when="level = gold")
    silver = SlaPolicy("silver", RESOLVE.within(8 * HOUR))
    record = Timeline(
        [
            _opened(),
            Change(MON + 10 * HOUR, {"state": "waiting"}),
            Change(MON + 14 * HOUR, {"state": "open", "level": "gold"}),
        ]
    )
    clock = status((gold, silver), record, calendars=OFFICE, at=MON + 14 * HOUR).clock("resolution")

    # One of four hours has run, four were waited; three are left from 14:00.
    assert clock.policy == "gold"
    assert (clock.started_at, clock.elapsed) == (MON + 9 * HOUR, HOUR)
    assert clock.paused == {"customer": 4 * HOUR}
    assert (clock.due_at, clock.breached) == (MON + 17 * HOUR, False)


def test_a_team_is_late_from_when_it_got_the_record() -> None:
    """
    Counted from creation, the team that gets a record on the third day was late at once.

    https://github.com/glpi-project/glpi/issues/1911
    """
    record = Timeline(
        [
            Change(MON + 9 * HOUR, {"state": "new"}, "created"),
            Change(WED + 9 * HOUR, {"group": "first line"}),
            Change(WED + 15 * HOUR, {"group": "second line"}),
        ]
    )

    first = measure(INTERNAL_TIME_TO_OWN.within(4 * HOUR), record, calendar=OFFICE, at=WED + 10 * HOUR)
    assert (first.started_at, first.due_at) == (WED + 9 * HOUR, WED + 13 * HOUR)
    assert not first.breached
    # The next team has its own four hours: two on Wednesday and two on Thursday.
    each = GROUP_OWNERSHIP.within(4 * HOUR)
    second = measure(each, record, calendar=OFFICE, at=WED + 15 * HOUR)
    assert [cycle.breached for cycle in second.cycles] == [True, False]
    assert (second.started_at, second.due_at) == (WED + 15 * HOUR, THU + 11 * HOUR)


def test_a_target_follows_the_priority() -> None:
    """
    The target was fixed at creation, and a priority that was set later never counted.

    https://github.com/LanternOps/breeze/issues/6691
    """
    record = Timeline(
        [
            _opened(),
            Change(MON + 10 * HOUR, {"priority": "high"}),
            Change(MON + 10.5 * HOUR, {"priority": "low"}),
        ]
    )

    # Eight, two and sixteen hours, all from nine on.
    for at, due_at in (
        (MON + 9 * HOUR, MON + 17 * HOUR),
        (MON + 10 * HOUR, MON + 11 * HOUR),
        (MON + 10.5 * HOUR, TUE + 17 * HOUR),
    ):
        clock = measure(BY_PRIORITY, record, calendar=OFFICE, at=at)
        assert (clock.due_at, clock.breached) == (due_at, False)


def test_who_gets_more_time_is_not_late_any_more() -> None:
    """
    The overdue flag stuck after another SLA had given more time.

    https://github.com/osTicket/osTicket/issues/5160
    """
    urgent = _opened(priority="high")
    record = Timeline([urgent, Change(MON + 12 * HOUR, {"priority": "normal"})])
    before = measure(BY_PRIORITY, record, calendar=OFFICE, at=MON + 11.5 * HOUR)
    after = measure(BY_PRIORITY, record, calendar=OFFICE, at=MON + 12 * HOUR)

    assert before.breached_at == MON + 11 * HOUR
    assert (after.breached, after.due_at) == (False, MON + 17 * HOUR)
    # And who gets less has been late since then, not since the new target had passed.
    hurried = Timeline([_opened(), Change(MON + 12 * HOUR, {"priority": "high"})])
    clock = measure(BY_PRIORITY, hurried, calendar=OFFICE, at=MON + 13 * HOUR)
    assert (clock.due_at, clock.breached_at) == (MON + 11 * HOUR, MON + 12 * HOUR)


# --- reopened -------------------------------------------------------------------------------------


def test_a_record_that_begins_anew_is_not_late_any_more() -> None:
    """
    Reopened, with a new due date, it was still marked as overdue.

    https://github.com/osTicket/osTicket/pull/5206
    """
    target = RESOLVE.within(4 * HOUR)
    record = Timeline(
        [
            _opened(),
            Change(MON + 14 * HOUR, {"state": "resolved"}),
            Change(WED + 9 * HOUR, {"state": "open"}),
        ]
    )

    assert measure(target, record, calendar=OFFICE, at=TUE).breached_at == MON + 13 * HOUR
    anew = attrs.evolve(target, again=Again.RESTART)
    clock = measure(anew, record, calendar=OFFICE, at=WED + 9 * HOUR)
    assert (clock.breached, clock.due_at, len(clock.cycles)) == (False, WED + 13 * HOUR, 1)
    # Where the cycle goes on, the four hours were over on Monday, and that stays so.
    clock = measure(target, record, calendar=OFFICE, at=WED + 9 * HOUR)
    assert (clock.elapsed, clock.breached_at) == (5 * HOUR, MON + 13 * HOUR)


def test_the_time_between_solution_and_reopening_does_not_count() -> None:
    """
    Reopened after weeks, a record was late at once: the closed time had counted.

    https://github.com/zammad/zammad/issues/188
    """
    record = Timeline(
        [
            _opened(),
            Change(MON + 10 * HOUR, {"state": "resolved"}),
            Change(WED + 9 * HOUR, {"state": "open"}),
        ]
    )
    clock = measure(RESOLVE.within(4 * HOUR), record, calendar=OFFICE, at=WED + 9 * HOUR)

    # One hour on Monday; three are left.
    assert (clock.elapsed, clock.due_at) == (HOUR, WED + 12 * HOUR)
    assert not clock.breached


def test_the_time_between_solution_and_reopening_was_not_waited() -> None:
    """
    The time for which a record had been solved was shown as time in which it was pending.

    https://github.com/glpi-project/glpi/issues/23359
    """
    record = Timeline(
        [
            Change(MON + 9 * HOUR, {"state": "new"}, "created"),
            Change(MON + 10 * HOUR, {"state": "waiting"}),
            Change(MON + 11 * HOUR, {"state": "assigned"}),
            Change(MON + 12 * HOUR, {"state": "solved"}),
            Change(TUE + 10 * HOUR, {"state": "assigned"}),
        ]
    )
    clock = measure(TIME_TO_RESOLVE.within(8 * HOUR), record, calendar=OFFICE, at=TUE + 12 * HOUR)

    # Ran: 9-10 and 11-12 on Monday, 10-12 on Tuesday. Waited: 10-11 on Monday.
    assert clock.elapsed == 4 * HOUR
    assert clock.paused == {"waiting": HOUR}


# --- taken away -----------------------------------------------------------------------------------


def test_a_policy_that_is_deleted_escalates_nothing() -> None:
    """
    The SLA was deleted, and records went on escalating by it.

    https://github.com/zammad/zammad/issues/4353
    """
    target = RESOLVE.within(8 * HOUR, thresholds=[Threshold.at(50)])
    record = Timeline([_opened()])
    kept, at = (SlaPolicy("standard", target),), MON + 14 * HOUR
    before = status(kept, record, calendars=OFFICE, at=at)
    after = status((), record, calendars=OFFICE, at=at)

    assert [each.crossed_at for each in before.notices] == [MON + 13 * HOUR]
    assert (after.clocks, after.notices, after.next_instant) == ((), (), None)
    assert notices((), record, calendars=OFFICE, after=MON, until=FRI) == ()
    # What was told is called back, and the clock is gone.
    changed = repair(before, after)
    assert changed.withdraw == before.notices
    assert [(each.target, each.after) for each in changed.clocks] == [("resolution", None)]


def test_a_policy_that_does_not_fit_any_more_escalates_nothing() -> None:
    """
    A record that its SLA did not match any more was still shown as escalated.

    https://github.com/zammad/zammad/issues/904
    """
    policies = (SlaPolicy("normal", RESOLVE.within(8 * HOUR), when="priority = normal"),)
    record = Timeline([_opened(), Change(MON + 10 * HOUR, {"priority": "low"})])
    told = status(policies, record, calendars=OFFICE, at=TUE + 12 * HOUR)
    clock = told.clock("resolution")

    assert (clock.stage, clock.ended_at) == (Stage.CANCELLED, MON + 10 * HOUR)
    assert clock.cycle is not None
    assert clock.cycle.ended_by is Cause.POLICY
    assert (told.breached, told.notices, told.next_instant) == (False, (), None)


@pytest.mark.parametrize("state", ["merged", "resolved"])
def test_a_record_that_is_over_escalates_nothing(state: str) -> None:
    """
    Merged and closed records escalated, and mails went out about them.

    https://github.com/zammad/zammad/issues/904, https://github.com/zammad/zammad/issues/2949
    """
    policies = (SlaPolicy("standard", RESOLVE.within(8 * HOUR)),)
    record = Timeline([_opened(), Change(MON + 10 * HOUR, {"state": state})])
    told = status(policies, record, calendars=OFFICE, at=FRI)

    assert not told.clock("resolution").stage.is_open
    assert (told.breached, told.notices, told.next_instant) == (False, (), None)
    assert notices(policies, record, calendars=OFFICE, after=MON, until=FRI) == ()


# --- other hours ----------------------------------------------------------------------------------


def test_an_edited_calendar_counts_for_open_records() -> None:
    """
    A holiday was added, and records that were open kept their old due dates.

    https://github.com/zammad/zammad/issues/534
    """
    policies = (SlaPolicy("standard", RESOLVE.within(4 * HOUR), calendar="office"),)
    record, at = Timeline([_opened(MON + 15 * HOUR)]), MON + 16 * HOUR
    before = status(policies, record, calendars=CalendarBook((OFFICE,)), at=at)
    after = status(policies, record, calendars=CalendarBook((OFFICE, CLOSED_ON_TUESDAY)), at=at)

    # Two hours on Monday, and two on the next day that is worked, from nine.
    assert before.clock("resolution").due_at == TUE + 11 * HOUR
    assert after.clock("resolution").due_at == WED + 11 * HOUR
    assert after.next_instant == WED + 11 * HOUR
    assert [each.target for each in repair(before, after).clocks] == ["resolution"]


def test_measuring_anew_touches_nothing() -> None:
    """
    A recalculation bumped ``updated_at``, so that every record seemed to have been worked on.

    https://github.com/zammad/zammad/issues/4037
    """
    policies = (SlaPolicy("standard", RESOLVE.within(4 * HOUR), calendar="office"),)
    book, at = CalendarBook((OFFICE, CLOSED_ON_TUESDAY)), MON + 16 * HOUR
    changes = (_opened(MON + 15 * HOUR),)
    record = Timeline(changes)
    told = [status(policies, record, calendars=book, at=at) for _ in range(2)]

    assert record.changes == changes
    assert told[0] == told[1]
    assert not repair(*told)


def test_a_record_may_keep_the_hours_that_it_was_promised() -> None:
    """
    An edit of the calendar measured every record anew, also those that had been judged.

    https://github.com/zammad/zammad/issues/534
    """
    policy = SlaPolicy("standard", RESOLVE.within(4 * HOUR), calendar="office")
    opened = _opened(MON + 15 * HOUR)
    kept = Timeline([opened, applied(policy, at=opened.at, calendar=OFFICE)])
    book, at = CalendarBook((OFFICE, CLOSED_ON_TUESDAY)), MON + 16 * HOUR

    assert status((policy,), kept, calendars=book, at=at).clock("resolution").due_at == TUE + 11 * HOUR
    # What migrating it would change can be seen.
    moved = status((policy,), kept, calendars=book, at=at, migrate=True)
    assert moved.clock("resolution").due_at == WED + 11 * HOUR


def test_an_observance_moves_no_due_date() -> None:
    """
    The feed had St Martin's and Volkstrauertag as holidays, and 48 hours took two days more.

    https://github.com/zammad/zammad/issues/390
    """
    pytest.importorskip("holidays")
    hours, on = "daily 09:00-21:00", dt.datetime(2016, 11, 9, tzinfo=dt.UTC)
    german = public_holidays("DE", years=[2016])
    feed = (dt.date(2016, 11, 11), dt.date(2016, 11, 13))
    record = Timeline([_opened(on + 23 * HOUR)])
    dues = [
        measure(
            RESOLVE.within(48 * HOUR),
            record,
            calendar=BusinessCalendar("twelve hours", "UTC", hours, holidays=closed),
            at=on + 23 * HOUR,
        ).due_at
        for closed in (german, feed)
    ]

    # Twelve hours a day: the 10th, 11th, 12th and 13th; by the feed the 10th, 12th, 14th and 15th.
    assert dues == [on + 4 * DAY + 21 * HOUR, on + 6 * DAY + 21 * HOUR]
