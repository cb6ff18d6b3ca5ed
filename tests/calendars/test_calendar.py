"""
The calendar of one place, and what its questions answer.
"""

import datetime as dt
import zoneinfo
from typing import Final

import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar, FloatingCalendar, HolidayRule, WeeklyHours
from csmcore.errors import DefinitionError, HorizonError, NoTransitionError, UnknownZoneError
from csmcore.kernel import Span

HOUR: Final = dt.timedelta(hours=1)
MINUTE: Final = dt.timedelta(minutes=1)
MICROSECOND: Final = dt.timedelta(microseconds=1)
NOTHING: Final = dt.timedelta(0)

OFFICE: Final = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-12:00,13:00-17:00")


def _z(text: str) -> dt.datetime:
    """
    An instant in UTC.
    """
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def _spans(*texts: tuple[str, str]) -> tuple[Span, ...]:
    return tuple(Span(_z(start), _z(end)) for start, end in texts)


def _day(calendar: BusinessCalendar, on: str) -> tuple[Span, ...]:
    """
    The working time of a UTC day.
    """
    return calendar.spans(_z(on), _z(on) + 24 * HOUR)


# -- the questions, on an ordinary Monday ----------------------------------------------------------

# 15 January 2024 is a Monday, and Amsterdam is at +01: open 08:00-11:00Z and 12:00-16:00Z.


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2024-01-15 07:59:59.999999", False),
        ("2024-01-15 08:00", True),
        ("2024-01-15 10:59:59.999999", True),
        ("2024-01-15 11:00", False),
        ("2024-01-15 12:00", True),
        ("2024-01-15 16:00", False),
        ("2024-01-14 10:00", False),
    ],
)
def test_opening_is_open_and_closing_is_closed(at: str, is_open: bool) -> None:
    """
    A window holds its first instant and not its last, to the microsecond.
    """
    assert OFFICE.is_open(_z(at)) is is_open


def test_the_next_and_the_previous_open_instant() -> None:
    """
    An open instant is its own next one; up to a closing it was open.
    """
    assert OFFICE.next_open(_z("2024-01-15 09:00")) == _z("2024-01-15 09:00")
    assert OFFICE.next_open(_z("2024-01-15 08:00")) == _z("2024-01-15 08:00")
    assert OFFICE.next_open(_z("2024-01-15 11:00")) == _z("2024-01-15 12:00")
    assert OFFICE.next_open(_z("2024-01-19 16:00")) == _z("2024-01-22 08:00")
    assert OFFICE.previous_open(_z("2024-01-15 09:00")) == _z("2024-01-15 09:00")
    assert OFFICE.previous_open(_z("2024-01-15 11:00")) == _z("2024-01-15 11:00")
    assert OFFICE.previous_open(_z("2024-01-15 11:30")) == _z("2024-01-15 11:00")
    assert OFFICE.previous_open(_z("2024-01-15 08:00")) == _z("2024-01-12 16:00")


def test_transitions_are_strictly_later_or_earlier() -> None:
    """
    At an opening the next opening is another one, and so with closings, in both directions.
    """
    opening, closing = _z("2024-01-15 12:00"), _z("2024-01-15 16:00")

    assert OFFICE.next_opening(opening) == _z("2024-01-16 08:00")
    assert OFFICE.next_opening(opening - MICROSECOND) == opening
    assert OFFICE.next_close(closing) == _z("2024-01-16 11:00")
    assert OFFICE.next_close(opening) == closing
    assert OFFICE.previous_opening(opening) == _z("2024-01-15 08:00")
    assert OFFICE.previous_opening(closing) == opening
    assert OFFICE.previous_close(closing) == _z("2024-01-15 11:00")
    assert OFFICE.previous_close(opening) == _z("2024-01-15 11:00")


@pytest.mark.parametrize(
    ("work", "close", "next_open"),
    [
        (NOTHING, "2024-01-15 10:00", "2024-01-15 10:00"),
        (30 * MINUTE, "2024-01-15 10:30", "2024-01-15 10:30"),
        (HOUR, "2024-01-15 11:00", "2024-01-15 12:00"),
        (HOUR + MICROSECOND, "2024-01-15 12:00:00.000001", "2024-01-15 12:00:00.000001"),
        (5 * HOUR, "2024-01-15 16:00", "2024-01-16 08:00"),
        (35 * HOUR, "2024-01-22 10:00", "2024-01-22 10:00"),
    ],
)
def test_work_that_fills_the_day_is_done_at_closing(
    work: dt.timedelta, close: str, next_open: str
) -> None:
    """
    From Monday 10:00Z on; the other boundary moves what is closed to the next opening.
    """
    start = _z("2024-01-15 10:00")

    assert OFFICE.add(start, work) == _z(close)
    assert OFFICE.add(start, work, boundary="close") == _z(close)
    assert OFFICE.add(start, work, boundary="next_open") == _z(next_open)


def test_no_work_is_done_at_once() -> None:
    """
    On a Sunday, no work is done on that Sunday; only the other boundary waits for Monday.
    """
    sunday = _z("2024-01-14 10:00")

    assert OFFICE.add(sunday, NOTHING) == sunday == OFFICE.subtract(sunday, NOTHING)
    assert OFFICE.add(sunday, NOTHING, boundary="next_open") == _z("2024-01-15 08:00")


@pytest.mark.parametrize(
    ("work", "start"),
    [
        (NOTHING, "2024-01-15 14:00"),
        (2 * HOUR, "2024-01-15 12:00"),
        (2 * HOUR + MICROSECOND, "2024-01-15 10:59:59.999999"),
        (5 * HOUR, "2024-01-15 08:00"),
        (5 * HOUR + MICROSECOND, "2024-01-12 15:59:59.999999"),
    ],
)
def test_work_that_fills_the_day_begins_at_opening(work: dt.timedelta, start: str) -> None:
    """
    The latest instant from which the work is done by Monday 14:00Z.
    """
    assert OFFICE.subtract(_z("2024-01-15 14:00"), work) == _z(start)


def test_working_time_between_two_instants() -> None:
    """
    Seven hours a day on five days a week, in either direction.
    """
    start, end = _z("2024-01-14 00:00"), _z("2024-01-21 00:00")

    assert OFFICE.between(start, end) == 35 * HOUR
    assert OFFICE.between(end, start) == -35 * HOUR
    assert OFFICE.between(start, start) == NOTHING
    assert OFFICE.between(_z("2024-01-15 10:30"), _z("2024-01-15 12:15")) == 45 * MINUTE


def test_spans_and_edges_are_cut_at_what_was_asked() -> None:
    """
    Both tell the same stretches; edges are microseconds since 1970 began in UTC.
    """
    start, end = _z("2024-01-15 10:30"), _z("2024-01-15 13:00")
    spans = _spans(("2024-01-15 10:30", "2024-01-15 11:00"), ("2024-01-15 12:00", "2024-01-15 13:00"))

    assert OFFICE.spans(start, end) == spans
    edges = OFFICE.edges(start, end)
    assert edges.typecode == "q"
    # 15 January 2024, 10:30Z is 1705314600 seconds after 1970 began.
    assert list(edges) == [n * 1_000_000 for n in (1705314600, 1705316400, 1705320000, 1705323600)]
    assert OFFICE.spans(start, start) == ()
    assert list(OFFICE.edges(end, end)) == []


def test_what_is_exact_to_the_microsecond_stays_so() -> None:
    """
    No rounding, over a second or over a century.
    """
    odd = BusinessCalendar("odd", "UTC", "daily 09:00:00.000001-09:00:00.000003")
    start = _z("1970-01-01 00:00")

    assert _day(odd, "2024-01-15") == _spans(
        ("2024-01-15 09:00:00.000001", "2024-01-15 09:00:00.000003")
    )
    # Two microseconds on each of the 47,482 days of 130 years.
    assert odd.between(start, _z("2100-01-01 00:00")) == 2 * 47_482 * MICROSECOND
    assert odd.add(start, 2 * 47_481 * MICROSECOND + MICROSECOND) == _z("2099-12-31 09:00:00.000002")


def test_answers_are_plain_instants_in_utc() -> None:
    """
    Whatever subclass and zone comes in, what goes out is a plain datetime in UTC.
    """

    class Stamp(dt.datetime):
        """
        Somebody's own datetime.
        """

    at = Stamp(2024, 1, 15, 5, 0, tzinfo=zoneinfo.ZoneInfo("America/New_York"))
    answers = [
        OFFICE.add(at, HOUR),
        OFFICE.add(at, NOTHING),
        OFFICE.subtract(at, HOUR),
        OFFICE.next_open(at),
        OFFICE.previous_open(at),
        OFFICE.next_close(at),
        OFFICE.add_days(at, 0),
        OFFICE.add_days(at, 1),
        *(edge for span in OFFICE.spans(at, at + 9 * HOUR) for edge in (span.start, span.end)),
    ]

    assert answers[0] == _z("2024-01-15 11:00")
    assert {type(answer) for answer in answers} == {dt.datetime}
    assert {answer.tzinfo for answer in answers} == {dt.UTC}


# -- the horizon -----------------------------------------------------------------------------------


def test_the_very_end_of_the_horizon_bounds_but_is_not_asked_about() -> None:
    """
    The last instant may end a stretch; whether it is open lies beyond.
    """
    calendar = BusinessCalendar("short", "UTC", "daily 09:00-24:00", horizon=(2024, 2026))
    start, end = _z("2024-01-01 00:00"), _z("2026-01-01 00:00")

    assert calendar.between(start, end) == 731 * 15 * HOUR
    assert calendar.spans(end - HOUR, end) == (Span(end - HOUR, end),)
    assert len(calendar.edges(end - HOUR, end)) == 2
    assert calendar.is_open(start) is False
    assert calendar.previous_open(end) == end
    for ask in (calendar.is_open, calendar.next_open, calendar.next_close, calendar.previous_opening):
        with pytest.raises(HorizonError):
            ask(end)


def test_the_horizon_cuts_a_window_and_makes_no_transition() -> None:
    """
    Around the clock is open at the horizon's ends, and neither opens nor closes there.
    """
    first, last = _z("1970-01-01 00:00"), _z("2200-01-01 00:00") - MICROSECOND

    assert ALWAYS.is_open(first)
    assert ALWAYS.is_open(last)
    assert ALWAYS.next_open(first) == first
    assert ALWAYS.between(first, last) == last - first
    for ask in (
        ALWAYS.next_close,
        ALWAYS.next_opening,
        ALWAYS.previous_close,
        ALWAYS.previous_opening,
    ):
        with pytest.raises(NoTransitionError):
            ask(_z("2024-01-15 00:00"))


@pytest.mark.parametrize("horizon", [(3, 4), (9988, 9990)])
def test_the_farthest_horizons_that_there_are(horizon: tuple[int, int]) -> None:
    """
    From the year 3 until the year 9990 every question is answered, with rules and zones.
    """
    calendar = BusinessCalendar(
        "far", "Asia/Tokyo", "daily 09:00-17:00", holidays=[HolidayRule.yearly(1, 1)], horizon=horizon
    )
    days = calendar.business_days(dt.date(horizon[0], 1, 1), dt.date(horizon[1], 1, 1))

    # In 3 no rule falls on anything yet, and 9988 and 9989 have 731 days, less two.
    assert len(days) == (365 if horizon[0] == 3 else 729)
    assert calendar.add_days(dt.datetime(horizon[0], 6, 1, tzinfo=dt.UTC), 1).day == 2


@pytest.mark.parametrize(
    "horizon", [(2, 5), (2024, 2024), (2025, 2024), (2024, 9991), (2024,), None, (2024.0, 2026)]
)
def test_a_horizon_that_cannot_be_is_refused(horizon: object) -> None:
    """
    Two years, the first before the second, within what can be computed.
    """
    with pytest.raises(DefinitionError, match="it is two years"):
        BusinessCalendar("x", "UTC", "daily 09:00-17:00", horizon=horizon)  # type: ignore[arg-type]


@pytest.mark.parametrize("revision", [0, True, 1.0, "2", dt.timedelta(1)])
def test_a_revision_is_a_whole_number(revision: object) -> None:
    """
    Revisions are counted from 1 up.
    """
    with pytest.raises(DefinitionError, match=r"revision is .*; it is a whole number, 1 or more"):
        BusinessCalendar("x", "UTC", "daily 09:00-17:00", revision=revision)  # type: ignore[arg-type]


# -- floating --------------------------------------------------------------------------------------


def test_a_floating_calendar_is_bound_to_a_zone() -> None:
    """
    It keeps everything that it says, and answers nothing before.
    """
    floating = FloatingCalendar(
        "nine to five",
        "mon-fri 09:00-17:00",
        changes={dt.date(2025, 1, 1): "mon-thu 09:00-17:00"},
        holidays=[HolidayRule.yearly(12, 25)],
        dated={dt.date(2024, 12, 24): "09:00-12:00"},
        breaks={dt.date(2024, 12, 23): "12:00-13:00"},
        revision=3,
        horizon=(2020, 2030),
    )
    tokyo = floating.bind("Asia/Tokyo")

    assert not hasattr(floating, "is_open")
    assert tokyo.zone == "Asia/Tokyo"
    for field in ("name", "hours", "changes", "holidays", "dated", "breaks", "revision", "horizon"):
        assert getattr(tokyo, field) == getattr(floating, field)
    # Tokyo is nine hours ahead.
    assert _day(tokyo, "2024-12-20") == _spans(("2024-12-20 00:00", "2024-12-20 08:00"))
    assert floating.bind(zoneinfo.ZoneInfo("Asia/Tokyo")) is tokyo
    with pytest.raises(UnknownZoneError):
        floating.bind("Mars/Olympus_Mons")


def test_a_week_and_its_text_make_the_same_calendar() -> None:
    """
    What is given as text, dictionary or list is held in one form.
    """
    on = dt.date(2024, 5, 1)
    by_text = BusinessCalendar("x", "UTC", "mon 09:00-17:00", holidays=[on], dated={on: "closed"})
    by_value = BusinessCalendar(
        "x", "UTC", WeeklyHours.of(mon=[("09:00", "17:00")]), holidays=(on, on), dated=((on, ()),)
    )

    assert by_text == by_value
    assert repr(by_text) == "<BusinessCalendar 'x' UTC: mon 09:00-17:00>"
