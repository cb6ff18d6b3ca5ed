"""
Bugs with when clocks start and stop, when they warn, and what is reported. None of them lives here.

Each test names the bug and its thread; the expected values are worked out by hand in the comments.
All days are in the week of Monday 15 January 2024 unless they say otherwise, and the zone is UTC.
"""

import datetime as dt
from fractions import Fraction
from typing import Final

import attrs
import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar
from csmcore.kernel import Change, Timeline
from csmcore.sla import (
    FIRST_REPLY,
    NEXT_REPLY,
    BusinessDays,
    NoticeKind,
    SlaPolicy,
    SlaTarget,
    Stage,
    Threshold,
    measure,
    notices,
    status,
)

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)
ZERO: Final = dt.timedelta(0)

MON, TUE, WED, THU, FRI, SAT, SUN = (dt.datetime(2024, 1, 15 + day, tzinfo=dt.UTC) for day in range(7))
NEXT_MON: Final = MON + 7 * DAY

OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")

RESOLVE: Final = SlaTarget(
    "resolution",
    start="state in (open, waiting)",
    stop="state = resolved",
    pauses={"customer": "state = waiting"},
)


def _opened(at: dt.datetime = MON + 9 * HOUR) -> Change:
    return Change(at, {"state": "open"}, ("created", "customer_replied"))


def _warnings(
    target: SlaTarget, record: Timeline, *, after: dt.datetime, until: dt.datetime
) -> list[dt.datetime]:
    """
    When the target's thresholds were crossed.
    """
    policies = (SlaPolicy("standard", target),)
    told = notices(policies, record, calendars=OFFICE, after=after, until=until)
    return [each.crossed_at for each in told if each.kind is NoticeKind.WARNING]


# --- start and stop -------------------------------------------------------------------------------


def test_what_is_answered_does_not_escalate() -> None:
    """
    The agent had answered, and it escalated anyway while the customer said nothing.

    https://github.com/zammad/zammad/issues/3140, https://github.com/zammad/zammad/issues/2082
    """
    policies = (SlaPolicy("replies", (FIRST_REPLY.within(HOUR), NEXT_REPLY.within(2 * HOUR))),)
    record = Timeline([_opened(), Change(MON + 9.5 * HOUR, (), "agent_replied")])
    told = status(policies, record, calendars=OFFICE, at=FRI)

    assert [clock.stage for clock in told.clocks] == [Stage.FINISHED, Stage.FINISHED]
    assert (told.breached, told.notices, told.next_instant) == (False, (), None)
    # An answer that nobody asked for starts nothing either.
    again = record.with_changes(Change(MON + 11 * HOUR, (), "agent_replied"))
    clock = measure(NEXT_REPLY.within(2 * HOUR), again, calendar=OFFICE, at=FRI)
    assert (clock.stage, len(clock.cycles)) == (Stage.FINISHED, 1)


def test_a_customer_who_insists_does_not_move_the_due_date() -> None:
    """
    Every further message of the customer began the time anew, so that it was never late.

    https://github.com/zammad/zammad/issues/3140
    """
    record = Timeline([_opened(), Change(MON + 10.5 * HOUR, (), "customer_replied")])
    clock = measure(NEXT_REPLY.within(2 * HOUR), record, calendar=OFFICE, at=MON + 10.5 * HOUR)

    assert (clock.due_at, clock.elapsed) == (MON + 11 * HOUR, 1.5 * HOUR)


@pytest.mark.parametrize("channel", ["email", "note"])
def test_whichever_way_the_customer_answers_starts_the_clock(channel: str) -> None:
    """
    The customer answered by a note on the web page, and the record never escalated.

    https://github.com/zammad/zammad/issues/1322
    """
    record = Timeline(
        [
            _opened(),
            Change(MON + 10 * HOUR, {"state": "waiting"}, "agent_replied"),
            Change(MON + 13 * HOUR, {"channel": channel}, "customer_replied"),
        ]
    )
    clock = measure(NEXT_REPLY.within(2 * HOUR), record, calendar=OFFICE, at=MON + 13 * HOUR)

    assert (clock.stage, clock.due_at) == (Stage.RUNNING, MON + 15 * HOUR)


def test_the_next_reply_does_not_overrule_the_first() -> None:
    """
    A shorter time for updates escalated a record that had an hour until its first response.

    https://github.com/zammad/zammad/issues/5177
    """
    later = attrs.evolve(NEXT_REPLY, start="signal customer_replied and answered = true")
    policies = (SlaPolicy("replies", (FIRST_REPLY.within(HOUR), later.within(HOUR / 2))),)
    record = Timeline([_opened(), Change(MON + 9.25 * HOUR, (), "customer_replied")])
    told = status(policies, record, calendars=OFFICE, at=MON + 9.5 * HOUR)

    assert told.clock("first reply").due_at == told.next_instant == MON + 10 * HOUR
    assert told.clock("next reply").stage is Stage.NOT_STARTED
    # Once there is a first response, the shorter time counts; and where both count, each for itself.
    answered = record.with_changes(
        Change(MON + 9.75 * HOUR, {"answered": True}, "agent_replied"),
        Change(MON + 11 * HOUR, (), "customer_replied"),
    )
    clock = status(policies, answered, calendars=OFFICE, at=MON + 11 * HOUR).clock("next reply")
    assert clock.due_at == MON + 11.5 * HOUR
    both = (SlaPolicy("replies", (FIRST_REPLY.within(HOUR), NEXT_REPLY.within(HOUR / 2))),)
    dues = [clock.due_at for clock in status(both, record, calendars=OFFICE, at=MON + 9 * HOUR).clocks]
    assert dues == [MON + 10 * HOUR, MON + 9.5 * HOUR]


# --- warnings -------------------------------------------------------------------------------------


def test_a_level_before_the_deadline_counts_back_in_hours() -> None:
    """
    A level some hours before the deadline fired at midnight.

    https://github.com/glpi-project/glpi/pull/22678
    """
    target = RESOLVE.within(4 * HOUR, thresholds=[Threshold.before(2 * HOUR)])
    record = Timeline([_opened(MON + 14 * HOUR)])

    # Due on Tuesday at ten; back from there one hour to nine, and one from Monday 17:00 to 16:00.
    assert _warnings(target, record, after=MON, until=FRI) == [MON + 16 * HOUR]


def test_a_level_in_days_is_not_one_in_hours() -> None:
    """
    Levels in days were taken for 24 hours each, and levels in hours for days.

    https://github.com/glpi-project/glpi/pull/15357
    """
    levels = [Threshold.days_after(1), Threshold.after(7 * HOUR), Threshold.after(24 * HOUR)]
    record = Timeline([_opened(MON + 14 * HOUR)])
    crossed = [
        _warnings(RESOLVE.within(4 * HOUR, thresholds=[level]), record, after=MON, until=NEXT_MON)
        for level in levels
    ]

    # Due on Tuesday at ten. A day later; seven hours later; and 24 working hours, three days.
    assert crossed == [[WED + 10 * HOUR], [TUE + 17 * HOUR], [FRI + 10 * HOUR]]


def test_a_level_before_the_deadline_does_not_fire_at_creation() -> None:
    """
    With other hours than around the clock, levels before the deadline fired at creation.

    https://github.com/glpi-project/glpi/issues/15429
    """
    target = RESOLVE.within(4 * HOUR, thresholds=[Threshold.before(HOUR)])
    for opened_at, crossed_at in (
        (MON + 14 * HOUR, MON + 17 * HOUR),
        (SAT + 3 * HOUR, NEXT_MON + 12 * HOUR),
    ):
        record = Timeline([_opened(opened_at)])
        told = status((SlaPolicy("standard", target),), record, calendars=OFFICE, at=opened_at)
        assert (told.notices, told.next_instant) == ((), crossed_at)
    # Only one that is longer than the target itself is there from the start.
    long = RESOLVE.within(4 * HOUR, thresholds=[Threshold.before(5 * HOUR)])
    record = Timeline([_opened(MON + 14 * HOUR)])
    assert _warnings(long, record, after=MON, until=FRI) == [MON + 14 * HOUR]


# --- reports --------------------------------------------------------------------------------------


def test_a_breach_is_found_in_working_time() -> None:
    """
    The setting "business hours" changed the due date that was shown, and not the search for breaches.

    https://github.com/chatwoot/chatwoot/pull/13392
    """
    target, record = RESOLVE.within(2 * HOUR), Timeline([_opened(FRI + 16 * HOUR)])
    policies = (SlaPolicy("standard", target),)

    # An hour on Friday, and one on Monday.
    for at in (FRI + 18 * HOUR, SUN, NEXT_MON + 9.5 * HOUR):
        told = status(policies, record, calendars=OFFICE, at=at)
        assert (told.breached, told.notices) == (False, ())
    late = status(policies, record, calendars=OFFICE, at=NEXT_MON + 10 * HOUR)
    assert late.clock("resolution").breached_at == NEXT_MON + 10 * HOUR
    assert [each.crossed_at for each in late.notices] == [NEXT_MON + 10 * HOUR]
    assert measure(target, record, calendar=ALWAYS, at=SAT).breached_at == FRI + 18 * HOUR


def test_a_breach_is_there_though_nobody_looked() -> None:
    """
    No job marked what had failed, and reports counted it as kept.

    https://github.com/frappe/helpdesk/issues/3279
    """
    target = RESOLVE.within(2 * HOUR)
    record = Timeline([_opened(), Change(MON + 12 * HOUR, {"state": "resolved"})])

    for at in (MON + 11 * HOUR, MON + 12 * HOUR, MON + 365 * DAY):
        assert measure(target, record, calendar=OFFICE, at=at).breached_at == MON + 11 * HOUR
    done = measure(target, record, calendar=OFFICE, at=FRI)
    assert (done.stage, done.margin) == (Stage.FINISHED, -HOUR)
    # Looked at for the first time a week later, the breach is told, with the instant it happened.
    policies = (SlaPolicy("standard", target),)
    told = notices(policies, record, calendars=OFFICE, after=MON, until=NEXT_MON)
    assert [(each.kind, each.crossed_at) for each in told] == [(NoticeKind.BREACH, MON + 11 * HOUR)]


def test_what_is_shown_is_working_time() -> None:
    """
    A resolution time by the clock on the wall stood beside targets in working time.

    https://github.com/frappe/helpdesk/issues/3236
    """
    record = Timeline([_opened(FRI + 16 * HOUR), Change(NEXT_MON + 10 * HOUR, {"state": "resolved"})])
    clock = measure(RESOLVE.within(4 * HOUR), record, calendar=OFFICE, at=NEXT_MON + 10 * HOUR)

    # Friday 16-17 and Monday 9-10, not 66 hours.
    assert (clock.elapsed, clock.margin, clock.percent) == (2 * HOUR, 2 * HOUR, Fraction(50))
    assert sum((phase.worked for cycle in clock.cycles for phase in cycle.phases), ZERO) == 2 * HOUR


def test_a_breach_is_where_the_time_ran_out_first() -> None:
    """
    A record's time was kept in segments, and the last of them gave the breach, a day late.

    https://github.com/fivetran/dbt_zendesk/issues/116
    """
    # The figures of the thread: nine hours from Tuesday 17 October 2023, 14:51:01, open 14:30-23:30.
    # 8:38:59 run on Tuesday, and the 21:01 that are left on Wednesday from 14:30.
    hours = BusinessCalendar("as in the thread", "UTC", "mon-fri 14:30-23:30")
    start = dt.datetime(2023, 10, 17, 14, 51, 1, tzinfo=dt.UTC)
    record = Timeline(
        [
            _opened(start),
            Change(dt.datetime(2023, 10, 18, 17, 49, 50, tzinfo=dt.UTC), {"state": "waiting"}),
            Change(dt.datetime(2023, 10, 19, 15, 0, tzinfo=dt.UTC), {"state": "open"}),
            Change(dt.datetime(2023, 10, 19, 20, 51, tzinfo=dt.UTC), {"state": "resolved"}),
        ]
    )

    for days in (1, 2, 3, 30):
        clock = measure(RESOLVE.within(9 * HOUR), record, calendar=hours, at=start + days * DAY)
        assert clock.breached_at == dt.datetime(2023, 10, 18, 14, 51, 1, tzinfo=dt.UTC)


def test_holidays_count_in_reports_too() -> None:
    """
    The due date knew the holidays, and the metrics did not.

    https://github.com/fivetran/dbt_zendesk/issues/92
    """
    closed = attrs.evolve(OFFICE, holidays=(TUE.date(),))
    record = Timeline([_opened(MON + 16 * HOUR), Change(WED + 10 * HOUR, {"state": "resolved"})])
    clock = measure(RESOLVE.within(4 * HOUR), record, calendar=closed, at=WED + 10 * HOUR)

    # Monday 16-17 and Wednesday 9-10; with Tuesday it would be ten hours.
    assert (clock.elapsed, clock.breached) == (2 * HOUR, False)
    assert measure(RESOLVE, record, calendar=OFFICE, at=WED + 10 * HOUR).elapsed == 10 * HOUR


def test_a_day_of_time_is_not_a_business_day() -> None:
    """
    ``timedelta(days=1)`` was taken for one business day by some, and for 24 hours by others.

    https://github.com/seatgeek/businesstime/issues/20
    """
    record = Timeline([_opened(MON + 10 * HOUR)])

    # 24 hours of eight a day are three days; a business day later is Tuesday at the same time.
    hours = measure(RESOLVE.within(DAY), record, calendar=OFFICE, at=MON + 10 * HOUR)
    assert (hours.allowed, hours.due_at) == (24 * HOUR, THU + 10 * HOUR)
    days = measure(RESOLVE.within(BusinessDays(1)), record, calendar=OFFICE, at=MON + 10 * HOUR)
    assert (days.allowed, days.due_at) == (8 * HOUR, TUE + 10 * HOUR)


def test_no_time_at_all_is_a_time() -> None:
    """
    A reply outside hours took no time, and was stored as one second, since zero meant "not yet".

    https://github.com/frappe/erpnext (TestFirstResponseTime in test_issue.py)
    """
    target = FIRST_REPLY.within(HOUR)
    record = Timeline([_opened(SAT + 10 * HOUR), Change(SAT + 11 * HOUR, (), "agent_replied")])
    done = measure(target, record, calendar=OFFICE, at=SUN)
    waiting = measure(target, record, calendar=OFFICE, at=SAT + 10.5 * HOUR)
    unknown = measure(target, record, calendar=OFFICE, at=SAT)

    assert done.elapsed == waiting.elapsed == unknown.elapsed == ZERO
    assert [each.stage for each in (done, waiting, unknown)] == [
        Stage.FINISHED,
        Stage.RUNNING,
        Stage.NOT_STARTED,
    ]
    assert (done.ended_at, done.margin, done.percent) == (SAT + 11 * HOUR, HOUR, Fraction(0))
    assert unknown.cycle is None
