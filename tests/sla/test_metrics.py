"""
The ready-made metrics, each told as a story by hand.
"""

import datetime as dt
from typing import Final

from csmcore import sla
from csmcore.calendars import ALWAYS
from csmcore.kernel import Change, Fact, Timeline
from csmcore.sla import SlaClock, SlaTarget, Stage, measure

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
METRICS: Final = tuple(value for value in vars(sla).values() if isinstance(value, SlaTarget))


def ticket(*told: tuple[float, dict[str, Fact], str]) -> Timeline:
    """
    Hours after nine, facts, and signals parted by blanks.
    """
    return Timeline(
        Change(NINE + hours * HOUR, facts, frozenset(said.split())) for hours, facts, said in told
    )


ZENDESK: Final = ticket(
    (0, {"state": "new", "group": "first line"}, "created"),
    (2, {"state": "open"}, "agent_replied"),
    (3, {"state": "pending"}, "agent_replied"),
    (5, {"state": "open"}, "customer_replied"),
    (6, {}, "customer_replied"),
    (8, {"state": "hold", "group": "second line"}, "agent_replied"),
    (12, {"state": "solved"}, "agent_replied"),
)


def of(target: SlaTarget, timeline: Timeline, hours: float = 100) -> SlaClock:
    """
    A metric with a goal of four hours, asked so many hours after nine.
    """
    return measure(target.within(4 * HOUR), timeline, calendar=ALWAYS, at=NINE + hours * HOUR)


def spans(clock: SlaClock) -> list[tuple[float, float]]:
    """
    Each cycle's start and end in hours after nine.
    """
    return [
        ((cycle.started_at - NINE) / HOUR, ((cycle.ended_at or NINE) - NINE) / HOUR)
        for cycle in clock.cycles
    ]


def test_first_reply_is_counted_once() -> None:
    """
    From creation to the first public reply.
    """
    assert spans(of(sla.FIRST_REPLY, ZENDESK)) == [(0, 2)]


def test_a_reply_that_creates_is_no_first_reply() -> None:
    """
    Created by an agent with a public comment: the next one ends it.
    """
    timeline = ticket((0, {"state": "open"}, "created agent_replied"), (3, {}, "agent_replied"))

    assert spans(of(sla.FIRST_REPLY, timeline)) == [(0, 3)]


def test_next_reply_runs_from_the_oldest_unanswered_message() -> None:
    """
    The second message of the customer does not move it.
    """
    assert spans(of(sla.NEXT_REPLY, ZENDESK)) == [(5, 8)]


def test_periodic_update_restarts_with_each_reply() -> None:
    """
    Until it is solved; the reply that solves begins no further one.
    """
    assert spans(of(sla.PERIODIC_UPDATE, ZENDESK)) == [(2, 3), (3, 8), (8, 12)]


def test_pausable_update_waits_while_pending() -> None:
    """
    Of the second cycle's five hours two are the customer's.
    """
    clock = of(sla.PAUSABLE_UPDATE, ZENDESK)

    assert [cycle.elapsed / HOUR for cycle in clock.cycles] == [1, 3, 4]


def test_resolution_metrics_differ_in_what_they_wait_for() -> None:
    """
    Twelve hours in all, two pending, four on hold.
    """
    metrics = (sla.REQUESTER_WAIT, sla.AGENT_WORK, sla.TOTAL_RESOLUTION)

    assert [of(each, ZENDESK).elapsed / HOUR for each in metrics] == [10, 6, 12]
    assert of(sla.AGENT_WORK, ZENDESK).paused == {"customer": 2 * HOUR, "third party": 4 * HOUR}


def test_group_ownership_is_a_cycle_for_each_group() -> None:
    """
    Reassigned at eight: the first group's clock ends, the second's begins, at one instant.
    """
    assert spans(of(sla.GROUP_OWNERSHIP, ZENDESK)) == [(0, 8), (8, 12)]


def test_servicenow_response_and_resolution() -> None:
    """
    Response ends when somebody takes it; a reopening is a new resolution.
    """
    case = ticket(
        (0, {"state": "new"}, ""),
        (1, {"state": "open", "agent": "ann"}, ""),
        (2, {"state": "awaiting_info"}, ""),
        (5, {"state": "resolved"}, ""),
        (7, {"state": "open"}, ""),
        (8, {"state": "cancelled"}, ""),
    )
    clock = of(sla.RESOLUTION, case)

    assert spans(of(sla.RESPONSE, case)) == [(0, 1)]
    assert spans(clock) == [(0, 5), (7, 8)]
    assert [cycle.stage for cycle in clock.cycles] == [Stage.FINISHED, Stage.CANCELLED]
    assert clock.cycles[0].elapsed == 2 * HOUR


def test_the_three_recurrences_of_milestones() -> None:
    """
    Met, done after one of four hours, met again: never, at once, or once the first was due.
    """
    case = ticket(
        (0, {"milestone_criteria_met": True}, ""),
        (1, {"milestone_criteria_met": False}, "milestone_completed"),
        (2, {"milestone_criteria_met": True}, ""),
        (6, {"milestone_criteria_met": False}, "milestone_completed"),
    )
    metrics = (sla.MILESTONE_ONCE, sla.MILESTONE_INDEPENDENT, sla.MILESTONE_SEQUENTIAL)

    assert [spans(of(each, case)) for each in metrics] == [
        [(0, 1)],
        [(0, 1), (2, 6)],
        [(0, 1), (4, 6)],
    ]
    assert of(sla.MILESTONE_SEQUENTIAL, case, 3).stage is Stage.NOT_STARTED
    assert of(sla.MILESTONE_SEQUENTIAL, case, 3).due_at == NINE + 8 * HOUR


def test_time_to_own_does_not_pause_and_time_to_resolve_does() -> None:
    """
    Waiting counts until somebody owns it; the internal clocks begin with the group's assignment.
    """
    case = ticket(
        (0, {"state": "new"}, "created"),
        (1, {"state": "waiting", "group": "network"}, ""),
        (3, {"state": "assigned", "agent": "ann"}, ""),
        (5, {"state": "solved"}, ""),
    )

    assert of(sla.TIME_TO_OWN, case).elapsed == 3 * HOUR
    assert of(sla.TIME_TO_RESOLVE, case).elapsed == 3 * HOUR
    assert of(sla.INTERNAL_TIME_TO_OWN, case).elapsed == 2 * HOUR
    assert of(sla.INTERNAL_TIME_TO_RESOLVE, case).elapsed == 2 * HOUR


def test_all_are_there_and_none_contradicts_itself() -> None:
    """
    Seventeen; what is found about them, once they have a goal, is no error.
    """
    assert len(METRICS) == 17
