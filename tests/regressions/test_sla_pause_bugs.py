"""
Bugs with pauses that users of other engines have met. None of them lives here.

Each test names the bug and its thread; the expected values are worked out by hand in the comments.
All days are in the week of Monday 15 January 2024 unless they say otherwise, and the zone is UTC.
"""

import datetime as dt
from fractions import Fraction
from typing import Final

from csmcore.calendars import BusinessCalendar
from csmcore.kernel import Change, Fact, Timeline
from csmcore.sla import (
    Deadline,
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


def _states(*states: tuple[dt.datetime, str], **facts: Fact) -> Timeline:
    """
    A record that was in these states from these instants on.
    """
    first = Change(states[0][0], {"state": states[0][1], **facts})
    return Timeline([first, *(Change(at, {"state": state}) for at, state in states[1:])])


def test_a_pause_over_the_weekend_is_as_long_as_the_hours_in_it() -> None:
    """
    A pause from Friday to Monday moved the due date by the whole weekend.

    https://github.com/glpi-project/glpi/issues/10594, https://github.com/glpi-project/glpi/pull/14937
    """
    record = _states(
        (FRI + 13 * HOUR, "open"), (FRI + 14 * HOUR, "waiting"), (NEXT_MON + 10 * HOUR, "open")
    )
    clock = measure(RESOLVE.within(4 * HOUR), record, calendar=OFFICE, at=NEXT_MON + 10 * HOUR)

    # Waited: Friday 14-17 and Monday 9-10. One of four hours had run; three are left, until 13:00.
    assert clock.paused == {"customer": 4 * HOUR}
    assert clock.elapsed == HOUR
    assert clock.due_at == NEXT_MON + 13 * HOUR


def test_a_pause_outside_hours_moves_nothing() -> None:
    """
    A wait was counted by the clock on the wall, so that one before opening moved the due date.

    https://github.com/frappe/erpnext/pull/49414, https://github.com/frappe/helpdesk/pull/2449
    """
    daily = BusinessCalendar("daily", "UTC", "daily 10:00-18:00")
    target = RESOLVE.within(6 * HOUR)
    early = _states((MON + 4 * HOUR, "open"), (MON + 4.25 * HOUR, "waiting"), (MON + 5 * HOUR, "open"))
    night = _states(
        (MON + 12 * HOUR, "open"), (MON + 17.5 * HOUR, "waiting"), (TUE + 10.5 * HOUR, "open")
    )

    # Six hours from ten are sixteen, whatever happened from 04:15 until 05:00.
    clock = measure(target, early, calendar=daily, at=MON + 5 * HOUR)
    assert (clock.paused["customer"], clock.due_at) == (ZERO, MON + 16 * HOUR)
    # 17:30-18:00 and 10:00-10:30; half an hour was left, and is from 10:30 on.
    clock = measure(target, night, calendar=daily, at=TUE + 10.5 * HOUR)
    assert (clock.paused["customer"], clock.due_at) == (HOUR, TUE + 11 * HOUR)


def test_a_wait_that_ends_with_the_solution_does_not_count() -> None:
    """
    Resolved out of a pause in one save, the wait was not taken off: six months counted.

    https://github.com/frappe/helpdesk/pull/3776
    """
    resolved_at = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
    record = _states((MON + 9 * HOUR, "open"), (MON + 11 * HOUR, "waiting"), (resolved_at, "resolved"))
    clock = measure(RESOLVE.within(8 * HOUR), record, calendar=OFFICE, at=resolved_at)

    assert clock.stage is Stage.FINISHED
    assert clock.elapsed == 2 * HOUR
    assert clock.margin == 6 * HOUR
    assert not clock.breached
    # From Monday 11:00 to the Monday 26 weeks later at 11:00: 130 days of eight hours; and one hour.
    assert clock.paused == {"customer": 1041 * HOUR}


def test_a_paused_clock_does_not_breach() -> None:
    """
    A record that waits for the customer was marked late, and others could not be paused at all.

    https://github.com/glpi-project/glpi/issues/24481, https://github.com/osTicket/osTicket/issues/3034
    """
    target = RESOLVE.within(2 * HOUR)
    record = _states((MON + 9 * HOUR, "open"), (MON + 10 * HOUR, "waiting"))
    clock = measure(target, record, calendar=OFFICE, at=THU + 16 * HOUR)

    assert (clock.stage, clock.due_at, clock.breached) == (Stage.PAUSED, None, False)
    assert clock.remaining == HOUR
    policies = (SlaPolicy("standard", target),)
    told = notices(policies, record, calendars=OFFICE, after=MON, until=MON + 365 * DAY)
    assert told == ()
    assert status(policies, record, calendars=OFFICE, at=THU).next_instant is None
    # The hour that is left is Thursday's last.
    resumed = record.with_changes(Change(THU + 16 * HOUR, {"state": "open"}))
    clock = measure(target, resumed, calendar=OFFICE, at=THU + 16 * HOUR)
    assert clock.due_at == THU + 17 * HOUR


def test_what_was_breached_before_the_pause_stays_breached() -> None:
    """
    A pause undoes nothing: due at eleven and paused at eleven or later, it was not met.

    https://github.com/glpi-project/glpi/issues/24481
    """
    target = RESOLVE.within(2 * HOUR)

    for hour in (11, 12):
        record = _states((MON + 9 * HOUR, "open"), (MON + hour * HOUR, "waiting"))
        clock = measure(target, record, calendar=OFFICE, at=MON + 13 * HOUR)
        assert (clock.stage, clock.due_at) == (Stage.PAUSED, MON + 11 * HOUR)
        assert clock.breached_at == MON + 11 * HOUR


def test_a_due_date_that_a_pause_moves_stays_within_hours() -> None:
    """
    The length of the pause was added to the due date, which then lay in the night.

    https://github.com/glpi-project/glpi/issues/9082
    """
    target = RESOLVE.within(6 * HOUR)
    record = _states(
        (FRI + 10 * HOUR, "open"), (FRI + 14 * HOUR, "waiting"), (FRI + 16.5 * HOUR, "open")
    )
    clock = measure(target, record, calendar=OFFICE, at=FRI + 16.5 * HOUR)

    # 16:00 and two and a half hours would be 18:30. Two hours are left: 16:30-17:00, Monday 9:00-10:30.
    assert measure(target, record, calendar=OFFICE, at=FRI + 13 * HOUR).due_at == FRI + 16 * HOUR
    assert clock.due_at == NEXT_MON + 10.5 * HOUR


def test_a_deadline_set_by_hand_is_not_moved_by_a_pause() -> None:
    """
    A deadline that somebody had set by hand moved with every pause.

    https://github.com/glpi-project/glpi/issues/17186
    """
    target = RESOLVE.within(Deadline("promised_at"))
    states = (MON + 9 * HOUR, "open"), (MON + 10 * HOUR, "waiting"), (TUE + 16 * HOUR, "open")
    record = _states(*states, promised_at=WED + 12 * HOUR)

    for at in (MON + 9 * HOUR, MON + 11 * HOUR, TUE + 16 * HOUR):
        clock = measure(target, record, calendar=OFFICE, at=at)
        assert (clock.due_at, clock.breached) == (WED + 12 * HOUR, False)
    late = measure(target, record, calendar=OFFICE, at=WED + 12 * HOUR)
    assert late.breached_at == WED + 12 * HOUR
    # Neither does a pause hide it.
    waiting = _states(*states[:2], promised_at=WED + 12 * HOUR)
    assert measure(target, waiting, calendar=OFFICE, at=THU).breached_at == WED + 12 * HOUR


def test_the_share_of_time_used_leaves_out_the_waiting() -> None:
    """
    The bar went on filling while the record waited.

    https://github.com/glpi-project/glpi/pull/15948
    """
    target = RESOLVE.within(8 * HOUR)
    record = _states((MON + 9 * HOUR, "open"), (MON + 11 * HOUR, "waiting"), (MON + 15 * HOUR, "open"))

    # Two of eight hours; still two; three.
    for hour, percent in ((11, Fraction(25)), (13, Fraction(25)), (16, Fraction(75, 2))):
        clock = measure(target, record, calendar=OFFICE, at=MON + hour * HOUR)
        assert clock.percent == percent


def test_a_warning_waits_with_the_clock() -> None:
    """
    A warning at a share of the time came in the middle of the wait, as if time had passed.

    https://github.com/glpi-project/glpi/pull/15948
    """
    target = RESOLVE.within(8 * HOUR, thresholds=[Threshold.at(50)])
    record = _states((MON + 9 * HOUR, "open"), (MON + 11 * HOUR, "waiting"), (MON + 15 * HOUR, "open"))
    policies = (SlaPolicy("standard", target),)
    told = notices(policies, record, calendars=OFFICE, after=MON, until=TUE + 12 * HOUR)

    # Four hours have run at 17:00 (9-11, 15-17), eight on Tuesday at 13:00.
    assert [(each.kind, each.crossed_at) for each in told] == [(NoticeKind.WARNING, MON + 17 * HOUR)]
    assert told[0].due_at == TUE + 13 * HOUR
