"""
How targets, goals and thresholds are built, read, and refused.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar
from csmcore.errors import (
    CsmError,
    DefinitionError,
    DuplicateError,
    NoWorkingTimeError,
    OrderError,
    TextError,
)
from csmcore.kernel import Change, Fact, Timeline
from csmcore.sla import (
    FIRST_REPLY,
    BusinessDays,
    Deadline,
    Goal,
    Pause,
    SlaClock,
    SlaPolicy,
    SlaTarget,
    Threshold,
    WorkingTime,
    measure,
)

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 3, 6, 9, tzinfo=dt.UTC)  # a Friday
OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")


def solve(allowed: object, **more: object) -> SlaTarget:
    """
    A target that runs while new.
    """
    return SlaTarget("solve", allowed, start="state = new", stop="state = solved", **more)  # type: ignore[arg-type]


def measured(target: SlaTarget, at: dt.datetime, **facts: Fact) -> SlaClock:
    """
    Its clock on a record that was opened at an instant, asked then.
    """
    timeline = Timeline([Change(at, {"state": "new", **facts})])
    return measure(target, timeline, calendar=OFFICE, at=at)


@pytest.mark.parametrize(
    ("build", "kind", "match"),
    [
        (lambda: WorkingTime(0 * HOUR), DefinitionError, "leaves no time"),
        (
            lambda: WorkingTime(-HOUR),
            DefinitionError,
            "^a length of -1h leaves no time; it is more than",
        ),
        (lambda: BusinessDays(0), DefinitionError, "whole number from 1 up"),
        (lambda: BusinessDays(1, by=dt.time(16), end_of_day=True), DefinitionError, "contradict"),
        (lambda: BusinessDays(1, by=dt.time(16, tzinfo=dt.UTC)), DefinitionError, "names a zone"),
        (lambda: BusinessDays(1, by="16:00"), DefinitionError, "is no time of day"),  # type: ignore[arg-type]
        (lambda: BusinessDays(1, zone="Mars/Base"), CsmError, "Mars/Base"),
        (lambda: Deadline(" "), DefinitionError, "not blank"),
        (lambda: Goal("4h"), DefinitionError, "'4h' says no length"),  # type: ignore[arg-type]
        (lambda: Goal(HOUR, "priority <"), TextError, "column"),
        (lambda: solve([HOUR]), DefinitionError, "is no Goal; say Goal"),
        (lambda: solve(HOUR, order="best"), DefinitionError, "'best' is no order"),
        (lambda: solve(HOUR, again="maybe"), DefinitionError, "'maybe' is no again"),
        (lambda: solve(HOUR, boundary="open"), DefinitionError, "say 'close' or 'next_open'"),
        (lambda: solve(HOUR, resume=7), DefinitionError, "7 is no condition"),
        (lambda: solve(HOUR, retroactive_pause=True), DefinitionError, "needs start_from"),
        (lambda: solve(HOUR, pauses=[Pause("a", "x = 1"), Pause("a", "y = 1")]), DuplicateError, "a"),
        (lambda: solve(HOUR, pauses=["x = 1"]), DefinitionError, "is no Pause; say Pause"),
        (lambda: solve(HOUR, thresholds=[75]), DefinitionError, "75 is no Threshold; say Threshold.at"),
        (lambda: solve(HOUR, thresholds=Threshold.at(75)), DefinitionError, "is no list; give several"),
        (
            lambda: solve(HOUR, thresholds=[Threshold.at(75), Threshold.at("75 %")]),
            DuplicateError,
            "75 %",
        ),
        (lambda: Threshold(), DefinitionError, "give one of them"),  # noqa: PLW0108 -- each case builds
        (lambda: Threshold.at(0), DefinitionError, "above zero"),
        (
            lambda: Threshold.at(87.5),  # type: ignore[arg-type]
            DefinitionError,
            "87.5 is no share of a target that is exact; .* or '87.5 %'",
        ),
        (lambda: Threshold.at(True), DefinitionError, "percent as a whole number, a Decimal or a text"),
        (lambda: Threshold.at("most"), DefinitionError, "'most' is no share of a target; a percentage"),
        (
            lambda: FIRST_REPLY.within(2),  # type: ignore[arg-type]
            DefinitionError,
            r"^2 is no goal; give .* timedelta\(hours=8\)",
        ),
        (lambda: FIRST_REPLY.within("8h"), DefinitionError, "^'8h' is no goal; give a length such as"),  # type: ignore[arg-type]
        (lambda: FIRST_REPLY.within(HOUR, thresholds=Threshold.at(75)), DefinitionError, "is no list"),  # type: ignore[arg-type]
        (lambda: Threshold(offset=0 * HOUR), DefinitionError, "the breach itself"),
        (lambda: Threshold.days_after(0), DefinitionError, "from 1 up"),
        (lambda: SlaPolicy("p", []), DefinitionError, "has no target"),
        (lambda: SlaPolicy("p", [FIRST_REPLY, FIRST_REPLY]), DuplicateError, "first reply"),
        (lambda: SlaPolicy("p", ["x"]), DefinitionError, "'x' is no SlaTarget"),  # type: ignore[list-item]
        (lambda: SlaPolicy("p", FIRST_REPLY, version=0), DefinitionError, "whole number, 1 or more"),
        (lambda: SlaPolicy("p", FIRST_REPLY, version=HOUR), DefinitionError, "whole number, 1 or more"),  # type: ignore[arg-type]
        (
            lambda: Timeline([Change(NINE, {"x": 1}), Change(NINE - HOUR, {"x": 1})]),
            OrderError,
            "timeline",
        ),
    ],
)
def test_what_is_built_wrong_is_refused(
    build: Callable[[], object], kind: type[Exception], match: str
) -> None:
    """
    The error says what was wrong, with the value, and what would be right.
    """
    with pytest.raises(kind, match=match):
        build()


def test_values_read_as_people_say_them() -> None:
    """
    A goal, a pause and a threshold print as sentences.
    """
    assert str(Goal(90 * HOUR / 60, "priority = 1", calendar="office")) == (
        "1h 30m in office when priority = 1"
    )
    assert str(Goal(BusinessDays(1, by=dt.time(16)))) == "1 business day by 16:00"
    assert str(Goal(BusinessDays(2, end_of_day=True))) == "the end of 2 business days"
    assert str(Goal(Deadline("promised_at"))) == "until promised_at"
    assert str(Pause("customer", "state = waiting")) == "customer: state = waiting"
    told = [
        Threshold.at("99.995 %"),
        Threshold.before(HOUR / 2),
        Threshold.after(HOUR),
        Threshold.days_after(3),
    ]
    assert list(map(str, told)) == [
        "99.995 %",
        "30m before due",
        "1h after due",
        "3 business days after due",
    ]


def test_a_target_knows_what_a_timeline_must_tell() -> None:
    """
    Its facts and signals, from all its conditions, deadlines and origins.
    """
    target = SlaTarget(
        "t",
        [Goal(Deadline("promised_at"), "tier = gold"), Goal(HOUR)],
        start="signal created",
        stop="state = solved",
        pauses="waiting is set",
        start_from="opened_at",
    )

    assert target.facts == {"promised_at", "tier", "state", "waiting", "opened_at"}
    assert target.signals == {"created"}


SATURDAY: Final = NINE + 23 * HOUR  # at eight in the morning


@pytest.mark.parametrize(
    ("days", "at", "due"),
    [
        (BusinessDays(1), NINE + 3 * HOUR, dt.datetime(2026, 3, 9, 12)),
        (BusinessDays(1), NINE - 2 * HOUR, dt.datetime(2026, 3, 6, 17)),
        (BusinessDays(1), SATURDAY, dt.datetime(2026, 3, 9, 17)),
        (BusinessDays(2), NINE + 12 * HOUR, dt.datetime(2026, 3, 10, 17)),
        (BusinessDays(1, end_of_day=True), NINE, dt.datetime(2026, 3, 9, 17)),
        (BusinessDays(1, end_of_day=True), SATURDAY, dt.datetime(2026, 3, 9, 17)),
        (BusinessDays(0, end_of_day=True), NINE, dt.datetime(2026, 3, 6, 17)),
        (BusinessDays(1, by=dt.time(16)), NINE, dt.datetime(2026, 3, 9, 16)),
        (BusinessDays(1, by=dt.time(20)), NINE, dt.datetime(2026, 3, 9, 17)),
    ],
)
def test_business_days(days: BusinessDays, at: dt.datetime, due: dt.datetime) -> None:
    """
    From Friday noon a day ends on Monday noon; what comes in on a Saturday has all of Monday.
    """
    assert measured(solve(days), at).due_at == due.replace(tzinfo=dt.UTC)


def test_days_without_working_time_are_refused() -> None:
    """
    By eight on Monday, asked after closing on Friday, leaves no working time at all.
    """
    with pytest.raises(NoWorkingTimeError, match="so 1 business day by 08:00 leaves none"):
        measured(solve(BusinessDays(1, by=dt.time(8))), NINE + 9 * HOUR)


def test_a_goal_of_no_working_time_that_does_not_count_is_no_trouble() -> None:
    """
    It is refused once it counts.
    """
    target = solve([Goal(BusinessDays(1, by=dt.time(8)), "priority = 1"), Goal(HOUR)])

    assert measured(target, NINE + 9 * HOUR, priority=2).due_at == NINE + 73 * HOUR
    with pytest.raises(NoWorkingTimeError):
        measured(target, NINE + 9 * HOUR, priority=1)


@pytest.mark.parametrize(
    ("deadline", "due"),
    [
        (NINE + 5 * HOUR, NINE + 5 * HOUR),
        (dt.date(2026, 3, 6), dt.datetime(2026, 3, 7, tzinfo=dt.UTC)),
        (None, None),
    ],
)
def test_a_deadline_is_the_records_own(deadline: Fact, due: dt.datetime | None) -> None:
    """
    An instant, or the end of a date; where it is not set nothing is due.
    """
    assert measured(solve(Deadline("promised_at")), NINE, promised_at=deadline).due_at == due


def test_a_deadline_that_is_none_is_refused() -> None:
    """
    A text is no deadline.
    """
    with pytest.raises(DefinitionError, match="promised_at is 'friday', which is no deadline"):
        measured(solve(Deadline("promised_at")), NINE, promised_at="friday")


def test_an_origin_that_is_no_instant_is_refused() -> None:
    """
    A clock starts from an instant.
    """
    with pytest.raises(DefinitionError, match="opened_at is 'friday'; a clock starts from an instant"):
        measured(solve(HOUR, start_from="opened_at"), NINE, opened_at="friday")


def test_percent_is_exact_and_never_rounds_to_a_breach() -> None:
    """
    99.995 % of a target is not 100 %, and is not breached.
    """
    timeline = Timeline([Change(NINE, {"state": "new"})])
    target = solve(20_000 * dt.timedelta(seconds=1))

    clock = measure(target, timeline, calendar=ALWAYS, at=NINE + dt.timedelta(seconds=19_999))

    assert clock.percent == Fraction(19_999, 200)
    assert Decimal(clock.percent.numerator) / clock.percent.denominator == Decimal("99.995")
    assert not clock.breached


def test_a_clock_may_count_from_an_instant_in_the_past() -> None:
    """
    Attached at two, it counts from nine; what waited in between counts or not, as the target says.
    """
    timeline = Timeline(
        [
            Change(NINE, {"state": "queued", "opened_at": NINE}),
            Change(NINE + HOUR, {"waiting": True}),
            Change(NINE + 3 * HOUR, {"waiting": False}),
            Change(NINE + 5 * HOUR, {"state": "new"}),
        ]
    )
    told = [
        measure(
            solve(
                4 * HOUR, start_from="opened_at", pauses="waiting = true", retroactive_pause=retroactive
            ),
            timeline,
            calendar=OFFICE,
            at=NINE + 6 * HOUR,
        )
        for retroactive in (True, False)
    ]

    assert [clock.elapsed for clock in told] == [4 * HOUR, 6 * HOUR]
    assert [clock.due_at for clock in told] == [NINE + 6 * HOUR, NINE + 4 * HOUR]
    # It was not there to be breached before it was attached.
    assert [clock.breached_at for clock in told] == [NINE + 6 * HOUR, NINE + 5 * HOUR]
    assert told[0].paused == {"paused": 2 * HOUR}
