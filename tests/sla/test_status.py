"""
A record's clocks under its policy: which policy counts, for which clock, and when to look again.
"""

import datetime as dt
from typing import Any, Final

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar, CalendarBook, FloatingCalendar
from csmcore.errors import DefinitionError, DuplicateError, UndecidedError, UnknownNameError
from csmcore.kernel import Change, DateSpan, Fact, Timeline
from csmcore.sla import (
    Cause,
    Goal,
    Match,
    SlaPolicy,
    SlaTarget,
    Stage,
    Threshold,
    applied,
    calendar_of,
    measure,
    next_instant,
    notices,
    select,
    status,
)

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)  # a Monday
OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")
LATE: Final = BusinessCalendar("late", "UTC", "mon-fri 13:00-21:00")
BOOK: Final = CalendarBook([OFFICE, LATE, ALWAYS], default="office")
SOLVE: Final = SlaTarget("solve", 8 * HOUR, start="state in (new, open)", stop="state = solved")
GOLD: Final = SlaPolicy("gold", [SOLVE.within(4 * HOUR)], when="tier = gold")
USUAL: Final = SlaPolicy("usual", [SOLVE])


def history(*told: tuple[float, dict[str, Fact]]) -> Timeline:
    """
    Facts by the hours after nine.
    """
    return Timeline(Change(NINE + hours * HOUR, facts) for hours, facts in told)


OPENED: Final = history((0, {"state": "new"}))


def test_the_first_policy_that_fits_counts_and_says_why() -> None:
    """
    Of two that fit, the first; the other is rejected with the reason.
    """
    decision = select([GOLD, USUAL], history((0, {"tier": "gold"})), at=NINE)

    assert decision.get() is GOLD
    assert str(decision) == (
        "SLA policy: gold\n  because tier = gold holds\n  not usual: gold comes before it"
    )


def test_where_none_fits_there_is_no_policy_and_every_reason() -> None:
    """
    The reason tells what was found.
    """
    decision = select([GOLD], OPENED, at=NINE)

    assert decision.chosen is None
    assert "tier = gold does not hold: tier is not set" in str(decision)


def test_no_policy_no_clock() -> None:
    """
    A record that no policy is for has no clocks, and nothing to come.
    """
    stands = status([GOLD], OPENED, calendars=BOOK, at=NINE + HOUR)

    assert stands.clocks == ()
    assert stands.next_instant is None
    with pytest.raises(UnknownNameError, match="solve"):
        stands.clock("solve")


@pytest.mark.parametrize("match", Match)
def test_where_there_is_no_policy_at_all_none_counts(match: Match) -> None:
    """
    Whether the first is asked for or all, the answer is that there is none.
    """
    stands = status([], OPENED, calendars=BOOK, at=NINE, match=match)

    assert not stands.policy
    assert stands.clocks == ()


def test_a_better_tier_counts_from_the_start() -> None:
    """
    Gold from eleven on, the four hours count from nine: due at one.
    """
    told = history((0, {"state": "new"}), (2, {"tier": "gold"}))

    stands = status([GOLD, USUAL], told, calendars=BOOK, at=NINE + 3 * HOUR)

    assert stands.clock("solve").due_at == NINE + 4 * HOUR
    assert stands.clock("solve").policy == "gold"
    assert stands.clock("solve").elapsed == 3 * HOUR


def test_a_finished_clock_keeps_the_verdict_of_its_time() -> None:
    """
    Solved after six hours of eight; that the customer is gold a day later makes it no breach.
    """
    told = history((0, {"state": "new"}), (6, {"state": "solved"}), (24, {"tier": "gold"}))

    clock = status([GOLD, USUAL], told, calendars=BOOK, at=NINE + 30 * HOUR).clock("solve")

    assert (clock.policy, clock.breached) == ("usual", False)


def test_a_clock_that_is_not_promised_any_more_is_called_off() -> None:
    """
    When the policy ends and the next has no such target, the clock ends as cancelled, and says so.
    """
    told = history((0, {"state": "new", "tier": "gold"}), (2, {"tier": "none"}))

    clock = status([GOLD], told, calendars=BOOK, at=NINE + 7 * HOUR).clock("solve")

    assert clock.stage is Stage.CANCELLED
    assert clock.ended_at == NINE + 2 * HOUR
    assert clock.cycles[-1].ended_by is Cause.POLICY
    assert not clock.breached


def test_a_clock_keeps_the_version_that_was_valid_when_it_started() -> None:
    """
    Opened on the last day of the first version, it keeps that; the next day's has the second.
    """
    first = SlaPolicy("p", [SOLVE], valid=DateSpan(until=dt.date(2026, 3, 3)))
    second = SlaPolicy("p", [SOLVE.within(2 * HOUR)], version=2, valid=DateSpan(dt.date(2026, 3, 3)))
    old, new = history((7, {"state": "new"}), (26, {"x": 1})), history((24, {"state": "new"}))

    versions = [
        status([first, second], each, calendars=BOOK, at=NINE + 27 * HOUR).clock("solve").version
        for each in (old, new)
    ]

    assert versions == [1, 2]


def test_what_a_record_was_measured_under_stays() -> None:
    """
    A record that says its policy, version, calendar and revision keeps them, unless migrated.
    """
    newer = SlaPolicy("usual", [SOLVE.within(2 * HOUR)], version=2)
    revised = BusinessCalendar("office", "UTC", "mon-fri 08:00-12:00", revision=2)
    told = Timeline([*OPENED, applied(USUAL, at=NINE, calendar=OFFICE)])
    book = CalendarBook([OFFICE, revised], default="office")

    kept = status([newer, USUAL], told, calendars=book, at=NINE + HOUR).clock("solve")
    moved = status([newer, USUAL], told, calendars=book, at=NINE + HOUR, migrate=True).clock("solve")

    assert (kept.version, kept.due_at) == (1, NINE + 8 * HOUR)
    assert (moved.version, moved.due_at) == (2, NINE + 2 * HOUR)


def test_what_is_said_after_the_start_counts_for_the_open_clock() -> None:
    """
    A host that stores the decision a minute after opening keeps the hours that it decided on.
    """
    revised = BusinessCalendar("office", "UTC", "mon-fri 10:00-12:00", revision=2)
    told = Timeline([*OPENED, applied(USUAL, at=NINE + HOUR / 60, calendar=OFFICE)])
    book = CalendarBook([OFFICE, revised], default="office")

    assert (
        status([USUAL], told, calendars=book, at=NINE + HOUR).clock("solve").due_at == NINE + 8 * HOUR
    )
    assert measure(SOLVE, told, calendar=book, at=NINE + HOUR).due_at == NINE + 8 * HOUR


def test_a_policy_that_is_lost_is_not_replaced() -> None:
    """
    A record that is measured under a policy which is not given has none, and the reason says so.
    """
    told = Timeline([*OPENED, applied(GOLD, at=NINE)])

    stands = status([USUAL], told, calendars=BOOK, at=NINE)

    assert stands.clocks == ()
    assert "gold, which is not among those given" in str(stands.policy)


def test_all_policies_that_fit_count_when_asked_for() -> None:
    """
    With ``Match.ALL`` each name has its clocks, and its notices have ids of their own.
    """
    told = history((0, {"state": "new", "tier": "gold"}))

    stands = status([GOLD, USUAL], told, calendars=BOOK, at=NINE + 30 * HOUR, match=Match.ALL)

    assert [clock.policy for clock in stands.clocks] == ["gold", "usual"]
    assert [notice.id for notice in stands.notices] == [
        "gold/solve/1/breach/PT4H",
        "usual/solve/1/breach/PT8H",
    ]


def test_the_next_instant_is_the_first_at_which_anything_changes() -> None:
    """
    The warning at six of eight hours, then the breach, then nothing more.
    """
    policy = SlaPolicy("p", [SOLVE.within(8 * HOUR, thresholds=[Threshold.at(75)])])

    found = [
        status([policy], OPENED, calendars=BOOK, at=NINE + hours * HOUR).next_instant
        for hours in (0, 6, 8)
    ]

    assert found == [NINE + 6 * HOUR, NINE + 8 * HOUR, None]


def test_a_planned_change_is_looked_at_when_it_comes() -> None:
    """
    The next instant is that of a change which is on the timeline already.
    """
    told = OPENED.with_changes(Change(NINE + HOUR, {"state": "solved"}, recorded_at=NINE))

    assert status([USUAL], told, calendars=BOOK, at=NINE).next_instant == NINE + HOUR


@pytest.mark.parametrize(
    ("target", "policy", "facts", "due"),
    [
        (None, None, {}, 17),
        (None, None, {"account_calendar": "late"}, 13 + 8),
        (None, "always", {"account_calendar": "late"}, 17),
        ("late", "always", {}, 13 + 8),
    ],
    ids=["default", "account", "policy before account", "target before policy"],
)
def test_the_most_particular_calendar_counts(
    target: str | None, policy: str | None, facts: dict[str, Fact], due: int
) -> None:
    """
    Target, policy, the record's facts, and the book's default, in this order.
    """
    promised = SlaPolicy(
        "p",
        SlaTarget("solve", 8 * HOUR, start="state = new", stop="never", calendar=target),
        calendar=policy,
    )

    stands = status([promised], history((0, {"state": "new", **facts})), calendars=BOOK, at=NINE)

    assert stands.clock("solve").due_at == NINE.replace(hour=due)


def test_the_choice_of_a_calendar_says_why() -> None:
    """
    Who named it, and whom that outranks; and that a record keeps the one it was measured in.
    """
    told = history((0, {"state": "new", "account_calendar": "late"}))

    chosen = calendar_of(SOLVE, told, calendars=BOOK, at=NINE, policy=USUAL)
    kept = calendar_of(
        SOLVE, told.with_changes(applied(USUAL, at=NINE, calendar=OFFICE)), calendars=BOOK, at=NINE
    )

    assert str(chosen) == (
        "calendar of target 'solve': late\n  because the account names it\n"
        "  not office: the default names it, and the account counts first"
    )
    assert str(kept).endswith("office\n  because the record says that it is measured in it")


def test_a_floating_calendar_is_bound_to_the_records_zone() -> None:
    """
    Office hours in New York begin at two in the afternoon, UTC, on a winter's day.
    """
    book = CalendarBook([FloatingCalendar("office", "mon-fri 09:00-17:00")], default="office")

    told = history((0, {"state": "new", "zone": "America/New_York"}))

    assert status([USUAL], told, calendars=book, at=NINE).clock("solve").due_at == NINE.replace(hour=22)


def test_a_pinned_calendar_that_floats_needs_the_records_zone() -> None:
    """
    Nobody else's calendar steps in for the one in which the record says it is measured.
    """
    floating = FloatingCalendar("office", "mon-fri 09:00-17:00")
    book = CalendarBook([floating, LATE], default="late")
    pin = applied(USUAL, at=NINE, calendar=floating.bind("UTC"))
    told = history((0, {"state": "new"})).with_changes(pin)
    bound = told.with_changes(Change(NINE, {"zone": "America/New_York"}))

    with pytest.raises(UndecidedError, match="measured in office, which floats, and names no zone"):
        status([USUAL], told, calendars=book, at=NINE)
    assert status([USUAL], bound, calendars=book, at=NINE).clock("solve").due_at == NINE.replace(
        hour=22
    )


def test_a_group_may_take_its_calendar_along() -> None:
    """
    A target that follows counts two office hours, and from the change of group on the late team's.
    """
    book = CalendarBook([OFFICE, LATE], order=("group", "default"), default="office")
    moves = SlaTarget("solve", 4 * HOUR, start="state = new", stop="never", calendar_changes="follow")
    told = history((0, {"state": "new"}), (2, {"group_calendar": "late"}))

    clock = measure(moves, told, calendar=book, at=NINE + 5 * HOUR)
    keeps = measure(SOLVE.within(4 * HOUR), told, calendar=book, at=NINE + 5 * HOUR)

    assert (clock.elapsed, clock.due_at) == (3 * HOUR, NINE.replace(hour=15))
    assert [phase.cause for phase in clock.cycles[0].phases] == [Cause.START, Cause.CALENDAR]
    assert (keeps.elapsed, keeps.due_at) == (5 * HOUR, NINE.replace(hour=13))


def test_a_goal_may_have_its_own_calendar() -> None:
    """
    The most urgent run around the clock, the others in office hours.
    """
    goals = [Goal(10 * HOUR, "priority = 1", calendar="always"), Goal(10 * HOUR)]
    dues = [
        measure(
            SOLVE.within(goals),
            history((0, {"state": "new", "priority": each})),
            calendar=BOOK,
            at=NINE,
        ).due_at
        for each in (1, 2)
    ]

    assert dues == [NINE + 10 * HOUR, NINE + 26 * HOUR]


def test_a_target_that_nobody_gives_a_calendar_is_refused() -> None:
    """
    The error names the target and who might have named one.
    """
    with pytest.raises(
        UndecidedError, match=r"calendar of target 'solve'.*none of .*default names one"
    ):
        measure(SOLVE, OPENED, calendar=CalendarBook([OFFICE]), at=NINE)


def test_what_is_no_calendar_is_refused() -> None:
    """
    A name is no calendar; the error says what is needed.
    """
    with pytest.raises(DefinitionError, match="'office' is no calendar for target 'solve'"):
        measure(SOLVE, OPENED, calendar="office", at=NINE)  # type: ignore[arg-type]


def test_two_policies_of_one_name_and_version_are_refused() -> None:
    """
    A second version has another number.
    """
    with pytest.raises(DuplicateError, match="'usual', version 1"):
        status([USUAL, USUAL], OPENED, calendars=BOOK, at=NINE)


def test_policies_and_a_timeline_are_asked_about() -> None:
    """
    Not a record, nothing, or names of policies: what to give is said.
    """
    told = history((0, {"state": "new"}))
    wrong: Any
    for wrong in (None, "gold", 5):
        with pytest.raises(DefinitionError, match=r"is no list; give several of SlaPolicy"):
            status(wrong, told, calendars=BOOK, at=NINE)
    wrong = ["gold"]
    with pytest.raises(DefinitionError, match=r"^'gold' is no SlaPolicy"):
        next_instant(wrong, told, calendars=BOOK, at=NINE)
    for wrong in (None, tuple(told)):
        for ask in (
            lambda given: status([USUAL], given, calendars=BOOK, at=NINE),
            lambda given: next_instant([USUAL], given, calendars=BOOK, at=NINE),
            lambda given: notices([USUAL], given, calendars=BOOK, after=NINE, until=NINE),
            lambda given: select([USUAL], given, at=NINE),
            lambda given: measure(USUAL.targets[0], given, calendar=BOOK, at=NINE),
        ):
            with pytest.raises(DefinitionError, match=r" is given as a timeline; give its Timeline"):
                ask(wrong)
