"""
What calendars refuse: each mistake by its own error, at once, with what would be right.
"""

import datetime as dt
import pickle
from collections.abc import Callable
from typing import Final

import pytest

from csmcore.calendars import (
    ALWAYS,
    BusinessCalendar,
    Calendar,
    FloatingCalendar,
    HolidayRule,
    WeeklyHours,
    Window,
)
from csmcore.calendars._wall import WallHours
from csmcore.errors import (
    CsmError,
    DefinitionError,
    DuplicateError,
    HorizonError,
    NaiveInstantError,
    NoTransitionError,
    NoWorkingTimeError,
    OrderError,
    RuleError,
    TextError,
    UnknownZoneError,
    WindowError,
)

HOUR: Final = dt.timedelta(hours=1)
MON: Final = dt.datetime(2024, 1, 15, 12, tzinfo=dt.UTC)
NAIVE: Final = dt.datetime(2024, 1, 15, 12)
OFFICE: Final = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-17:00")

QUESTIONS: Final[tuple[tuple[str, Callable[[Calendar, dt.datetime], object]], ...]] = (
    ("is_open", lambda calendar, at: calendar.is_open(at)),
    ("add", lambda calendar, at: calendar.add(at, HOUR)),
    ("add nothing", lambda calendar, at: calendar.add(at, 0 * HOUR)),
    ("subtract", lambda calendar, at: calendar.subtract(at, HOUR)),
    ("between from", lambda calendar, at: calendar.between(at, MON)),
    ("between to", lambda calendar, at: calendar.between(MON, at)),
    ("next_open", lambda calendar, at: calendar.next_open(at)),
    ("previous_open", lambda calendar, at: calendar.previous_open(at)),
    ("next_opening", lambda calendar, at: calendar.next_opening(at)),
    ("next_close", lambda calendar, at: calendar.next_close(at)),
    ("previous_opening", lambda calendar, at: calendar.previous_opening(at)),
    ("previous_close", lambda calendar, at: calendar.previous_close(at)),
    ("spans", lambda calendar, at: calendar.spans(min(at, MON), max(at, MON))),
    ("edges", lambda calendar, at: calendar.edges(min(at, MON), max(at, MON))),
    ("add_days", lambda calendar, at: calendar.add_days(at, 1)),
)
EACH: Final = pytest.mark.parametrize(
    "ask", [ask for _, ask in QUESTIONS], ids=[name for name, _ in QUESTIONS]
)


@pytest.mark.parametrize(
    "ask",
    [
        *(ask for name, ask in QUESTIONS if name not in ("spans", "edges")),
        lambda calendar, at: calendar.spans(at, MON),
        lambda calendar, at: calendar.edges(MON, at),
    ],
)
def test_a_naive_instant(ask: Callable[[Calendar, dt.datetime], object]) -> None:
    """
    An instant without a zone is refused by every question.
    """
    with pytest.raises(NaiveInstantError) as caught:
        ask(OFFICE, NAIVE)

    assert caught.value.value == NAIVE


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus_Mons", "", "CEST", "Europe/../UTC", "localtime", 3, None]
)
def test_an_unknown_zone(zone: str) -> None:
    """
    A zone is an IANA name, and means the same on every machine.
    """
    with pytest.raises(UnknownZoneError):
        BusinessCalendar("x", zone, "daily 09:00-17:00")
    with pytest.raises(UnknownZoneError):
        FloatingCalendar("x", "daily 09:00-17:00").bind(zone)


def test_hours_that_open_when_they_close() -> None:
    """
    Is that nothing, or a whole day? The error says how to write a whole day.
    """
    with pytest.raises(WindowError, match="say 00:00-24:00 for a whole day"):
        Window("09:00", "09:00")
    with pytest.raises(WindowError, match="hours 00:00-00:00"):
        WeeklyHours.of(mon=[("00:00", "00:00")])
    with pytest.raises(TextError, match="column 5: opens when it closes"):
        BusinessCalendar("x", "UTC", "mon 09:00-09:00")


SEARCHES: Final = (
    "add", "subtract", "next_open", "previous_open", "next_opening", "next_close", "previous_opening",
    "previous_close", "add_days",
)  # fmt: skip


@pytest.mark.parametrize("ask", [ask for name, ask in QUESTIONS if name in SEARCHES], ids=SEARCHES)
@pytest.mark.parametrize(
    "never",
    [
        BusinessCalendar("never", "UTC", "closed"),
        BusinessCalendar(
            "never",
            "Europe/Amsterdam",
            WeeklyHours.never(),
            changes={dt.date(2030, 1, 1): "closed"},
            holidays=[HolidayRule.yearly(1, 1)],
            dated={dt.date(2024, 5, 1): "closed"},
        ),
        BusinessCalendar("closed", "UTC", "closed") & ALWAYS,
        BusinessCalendar("closed", "UTC", "closed") - ALWAYS,
        BusinessCalendar("closed", "UTC", "closed") | BusinessCalendar("too", "UTC", "closed"),
    ],
    ids=["no hours", "no hours anywhere", "and", "minus", "or"],
)
def test_a_calendar_that_never_opens(
    monkeypatch: pytest.MonkeyPatch, never: Calendar, ask: Callable[[Calendar, dt.datetime], object]
) -> None:
    """
    It says so at once: nothing is compiled beyond the year in question and the one that it touches.
    """
    looked_at: list[int] = []
    cut = WallHours.edges

    def spy(self: WallHours, start: int, end: int) -> list[int]:
        looked_at.append(end - start)
        return cut(self, start, end)

    monkeypatch.setattr(WallHours, "edges", spy)

    with pytest.raises(NoWorkingTimeError, match="never opens"):
        ask(never, MON)
    assert all(length <= 366 * 24 * HOUR / dt.timedelta(microseconds=1) for length in looked_at)
    assert len(looked_at) <= 2 * 2  # of two parts at most


def test_not_enough_working_time() -> None:
    """
    A calendar that opens once is open for eight hours and no more.
    """
    once = BusinessCalendar("once", "UTC", "closed", dated={dt.date(2024, 1, 16): "09:00-17:00"})

    assert once.add(MON, 8 * HOUR) == dt.datetime(2024, 1, 16, 17, tzinfo=dt.UTC)
    with pytest.raises(NoWorkingTimeError, match="does not open for 9:00:00 after"):
        once.add(MON, 9 * HOUR)
    with pytest.raises(NoWorkingTimeError, match="does not open for 1:00:00 before"):
        once.subtract(MON, HOUR)
    with pytest.raises(NoTransitionError):
        once.add(MON, 8 * HOUR, boundary="next_open")


def test_around_the_clock_never_closes() -> None:
    """
    Nor does it open: there is no transition, and the error says to ask is_open.
    """
    with pytest.raises(NoTransitionError, match="never closes after 2024-01-15") as caught:
        ALWAYS.next_close(MON)

    assert (caught.value.transition, caught.value.direction) == ("closes", "after")
    with pytest.raises(NoTransitionError, match="never opens before"):
        ALWAYS.previous_opening(MON)


@EACH
@pytest.mark.parametrize("year", [1, 1969, 2201, 9999])
def test_an_instant_beyond_the_horizon(
    ask: Callable[[Calendar, dt.datetime], object], year: int
) -> None:
    """
    Every question is refused, with the years for which there are answers.
    """
    with pytest.raises(HorizonError, match="from 1970 until 2200") as caught:
        ask(OFFICE, dt.datetime(year, 6, 1, tzinfo=dt.UTC))

    assert caught.value.at.year == year


def test_a_rule_for_a_date_that_is_none() -> None:
    """
    30 February is no date, in a rule as anywhere.
    """
    with pytest.raises(RuleError, match="30 February is no date"):
        BusinessCalendar("x", "UTC", "daily 09:00-17:00", holidays=[HolidayRule.yearly(2, 30)])


def test_a_text_that_does_not_parse() -> None:
    """
    The error names the column at which reading stopped.
    """
    with pytest.raises(TextError) as caught:
        BusinessCalendar("x", "UTC", "mon-fri 9-17")

    assert caught.value.column == 9


@pytest.mark.parametrize("work", [-HOUR, -dt.timedelta(microseconds=1), dt.timedelta.min])
def test_negative_work(work: dt.timedelta) -> None:
    """
    Work is not negative; the other question is there for that.
    """
    with pytest.raises(DefinitionError, match="is negative"):
        OFFICE.add(MON, work)
    with pytest.raises(DefinitionError, match="is negative"):
        OFFICE.subtract(MON, work)


@pytest.mark.parametrize("work", [8, 8.0, None, "8h"])
def test_work_that_is_no_time(work: object) -> None:
    """
    Eight of what? Work is a timedelta.
    """
    with pytest.raises(DefinitionError, match="a timedelta is needed"):
        OFFICE.add(MON, work)  # type: ignore[arg-type]


def test_spans_that_are_reversed() -> None:
    """
    What is worked between can be negative; a list of spans cannot.
    """
    with pytest.raises(OrderError):
        OFFICE.spans(MON, MON - HOUR)
    with pytest.raises(OrderError):
        OFFICE.edges(MON, MON - dt.timedelta(microseconds=1))


@pytest.mark.parametrize("boundary", ["open", "", None])
def test_a_boundary_that_is_none(boundary: object) -> None:
    """
    Work that fills the day is done at closing or at the next opening; there is no third.
    """
    with pytest.raises(DefinitionError, match="say 'close' or 'next_open'"):
        OFFICE.add(MON, HOUR, boundary=boundary)  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["dated", "breaks", "changes"])
def test_a_date_that_is_told_twice(field: str) -> None:
    """
    Which of the two counts? Neither.
    """
    on = dt.date(2024, 5, 1)
    hours = "mon 09:00-17:00" if field == "changes" else "09:00-17:00"
    twice = {field: [(on, hours), (on, "closed")]}

    with pytest.raises(DuplicateError, match="2024-05-01"):
        BusinessCalendar("x", "UTC", "daily 09:00-17:00", **twice)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make",
    [
        lambda: BusinessCalendar("", "UTC", "daily 09:00-17:00"),
        lambda: BusinessCalendar("  ", "UTC", "daily 09:00-17:00"),
        lambda: BusinessCalendar("x", "UTC", None),  # type: ignore[arg-type]
        lambda: BusinessCalendar("x", "UTC", "daily 09:00-17:00", revision=0),
        lambda: BusinessCalendar("x", "UTC", "daily 09:00-17:00", revision=True),
        lambda: BusinessCalendar("x", "UTC", "daily 09:00-17:00", holidays=["2024-05-01"]),  # type: ignore[list-item]
        lambda: BusinessCalendar("x", "UTC", "daily 09:00-17:00", dated={MON: "closed"}),
        lambda: BusinessCalendar("x", "UTC", "daily 09:00-17:00", breaks={dt.date(2024, 5, 1): None}),  # type: ignore[dict-item]
    ],
)
def test_a_calendar_that_cannot_be(make: Callable[[], Calendar]) -> None:
    """
    A calendar is right from birth, or there is none.
    """
    with pytest.raises(DefinitionError):
        make()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.is_open(NAIVE),
        lambda: OFFICE.is_open(MON.replace(year=1900)),
        lambda: ALWAYS.next_close(MON),
        lambda: BusinessCalendar("never", "UTC", "closed").add(MON, HOUR),
        lambda: WeeklyHours.parse("mon-fri 9-17"),
        lambda: HolidayRule.yearly(2, 30),
        lambda: Window("09:00", "09:00"),
    ],
)
def test_an_error_crosses_processes(ask: Callable[[], object]) -> None:
    """
    Pickled and back, it is the same error with the same facts.
    """
    with pytest.raises(CsmError) as caught:
        ask()

    error = caught.value
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


class _Finer(dt.timedelta):
    """
    A duration finer than a microsecond, as pandas has them.
    """

    nanoseconds = 1


def test_more_work_than_there_will_ever_be_is_refused_as_such() -> None:
    """
    Ten thousand years of work are too much for any calendar, and not a malformed duration.
    """
    office = BusinessCalendar("office", "UTC", "daily 09:00-17:00")

    with pytest.raises(NoWorkingTimeError, match="does not open for 3652500 days"):
        office.add(dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC), dt.timedelta(days=3_652_500))


@pytest.mark.parametrize(
    "holidays", [{dt.date(2024, 5, 1): "May Day"}, "2024-05-01", dt.date(2024, 5, 1)]
)
def test_holidays_come_in_a_list(holidays: object) -> None:
    """
    A mapping would lose its names, and one date is no list of them.
    """
    with pytest.raises(DefinitionError, match="put dates, Holidays and rules into a list"):
        BusinessCalendar("office", "UTC", "daily 09:00-17:00", holidays=holidays)  # type: ignore[arg-type]


def test_a_rule_that_counts_says_from_where() -> None:
    """
    Every second Friday is two different rules, until one of the Fridays is named.
    """
    with pytest.raises(RuleError, match="counts from its anchor"):
        HolidayRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR")
    assert HolidayRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", dt.date(2024, 5, 3)).days == 1


def test_work_finer_than_a_microsecond_is_refused() -> None:
    """
    Dropping the nanoseconds would move a due instant without a word.
    """
    office = BusinessCalendar("office", "UTC", "daily 09:00-17:00")

    with pytest.raises(DefinitionError, match="has nanoseconds"):
        office.add(dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC), _Finer(hours=1))
