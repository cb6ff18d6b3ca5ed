"""
Calendars as iCalendar text: read back by another program, it is the same calendar.
"""

import datetime as dt
import re
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import pytest

from csmcore.calendars import (
    ALWAYS,
    BusinessCalendar,
    Calendar,
    Holiday,
    HolidayRule,
    holidays_from_icalendar,
    to_ical,
)
from csmcore.errors import HorizonError, NaiveInstantError, OrderError, ZoneNeededError
from csmcore.kernel import Span, merge
from tests.calendars.test_draw import FORBIDDEN, HOSTILE

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = pytest.importorskip("icalendar")

AT: Final = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
FIRST, UNTIL = dt.date(2026, 1, 1), dt.date(2027, 1, 1)
OFFICE: Final = BusinessCalendar(
    "office",
    "Europe/Amsterdam",
    "mon-fri 09:00-12:00,13:00-17:00; sat 22:00-06:00",
    holidays=[
        HolidayRule.yearly(4, 27, name="Koningsdag"),
        HolidayRule.yearly(12, 31, name="Turn of the year", days=2),
        Holiday(dt.date(2026, 7, 20), dt.date(2026, 8, 1), name="Works holiday"),
    ],
    dated={dt.date(2026, 7, 22): "10:00-12:00", dt.date(2026, 12, 24): ()},
    breaks={dt.date(2026, 6, 3): "10:30-11:00"},
)
NEW_YORK: Final = BusinessCalendar("new york", "America/New_York", "mon-fri 09:00-17:00")
TOKYO: Final = BusinessCalendar("tokyo", "Asia/Tokyo", "mon-fri 09:00-17:00")


def events(text: str) -> list[icalendar.Event]:
    """
    The events as another program reads them.
    """
    feed = icalendar.Calendar.from_ical(text)
    assert not feed.errors
    return [event for event in feed.walk("VEVENT") if isinstance(event, icalendar.Event)]


def openings(text: str) -> tuple[Span, ...]:
    """
    The open hours as another program reads them.
    """
    found = []
    for each in events(text):
        start, end = each.start, each.end
        if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
            assert each.categories == ["OPEN"]
            found.append(Span(start, end))
    return merge(found)


def days_off(text: str) -> list[tuple[str, str, str]]:
    """
    First date, first date after and name of each all-day event, as another program reads them.
    """
    read = [each for each in events(text) if not isinstance(each.start, dt.datetime)]
    assert all(each.categories == ["HOLIDAY"] for each in read)
    return [(f"{each.start}", f"{each.end}", f"{each['SUMMARY']}") for each in read]


def uids(text: str) -> list[str]:
    """
    The identity of each event.
    """
    return [str(each["UID"]) for each in events(text)]


@pytest.mark.parametrize(
    ("calendar", "zone"),
    [
        (OFFICE, "Europe/Amsterdam"),
        (OFFICE, "Pacific/Auckland"),
        (OFFICE | NEW_YORK | TOKYO, "America/New_York"),
        (OFFICE & NEW_YORK, "Europe/Amsterdam"),
        (TOKYO - OFFICE, "Asia/Tokyo"),
        (ALWAYS, "UTC"),
        (BusinessCalendar("nights", "Europe/Amsterdam", "daily 01:30-03:30"), "Europe/Amsterdam"),
        (BusinessCalendar("never", "UTC", "closed"), "UTC"),
    ],
    ids=["office", "other dates", "sun", "overlap", "rest", "always", "over clock changes", "never"],
)
def test_read_back_the_open_hours_of_a_year_are_the_same(calendar: Calendar, zone: str) -> None:
    """
    To the second, over both changes of the clocks, whatever the calendar is made of.
    """
    start, end = (dt.datetime.combine(on, dt.time(), ZoneInfo(zone)) for on in (FIRST, UNTIL))

    text = to_ical(calendar, FIRST, UNTIL, at=AT, zone=zone)
    assert openings(text) == calendar.spans(start, end)


def test_holidays_are_all_day_events() -> None:
    """
    Whole, under their names; dates with hours of their own are none, and those closed by hand are.
    """
    assert days_off(to_ical(OFFICE, FIRST, UNTIL, at=AT)) == [
        ("2025-12-31", "2026-01-02", "Turn of the year"),
        ("2026-04-27", "2026-04-28", "Koningsdag"),
        ("2026-07-20", "2026-07-22", "Works holiday"),
        ("2026-07-23", "2026-08-01", "Works holiday"),
        ("2026-12-24", "2026-12-25", "Closed"),
        ("2026-12-31", "2027-01-02", "Turn of the year"),
    ]


def test_read_back_as_holidays_they_close_the_same_dates() -> None:
    """
    By the library's own reader, which passes over the open hours.
    """
    found = holidays_from_icalendar(to_ical(OFFICE, FIRST, UNTIL, at=AT), skip_timed=True)
    again = BusinessCalendar("again", "Europe/Amsterdam", str(OFFICE.hours), holidays=found)

    assert again.business_days(FIRST, UNTIL) == OFFICE.business_days(FIRST, UNTIL)


def test_a_part_of_a_year_has_what_lies_in_it() -> None:
    """
    Hours that reach over its ends are cut there, and holidays that do are whole.
    """
    sunday, next_day = dt.date(2026, 7, 19), dt.date(2026, 7, 21)
    text = to_ical(OFFICE, sunday, next_day, at=AT)

    midnight = dt.datetime(2026, 7, 18, 22, tzinfo=dt.UTC)
    assert openings(text) == (Span(midnight, midnight + dt.timedelta(hours=6)),)
    assert days_off(text) == [("2026-07-20", "2026-07-22", "Works holiday")]


def test_no_dates_are_an_empty_calendar() -> None:
    """
    It is one that every program reads.
    """
    assert events(to_ical(OFFICE, FIRST, FIRST, at=AT)) == []


def test_an_event_reads_as_the_format_wants_it() -> None:
    """
    All that RFC 5545 asks for, in lines that end as it says.
    """
    calendar = BusinessCalendar("office", "Europe/Amsterdam", "mon 09:00-17:00", revision=3)
    text = to_ical(calendar, dt.date(2026, 3, 30), dt.date(2026, 3, 31), at=AT)

    uid = uids(text)[0]
    assert text.splitlines(keepends=True) == [
        f"{line}\r\n"
        for line in (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//csmcore//calendars//EN",
            "CALSCALE:GREGORIAN",
            "NAME:office",
            "X-WR-CALNAME:office",
            "X-WR-TIMEZONE:Europe/Amsterdam",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20260102T030405Z",
            "SEQUENCE:2",
            "DTSTART:20260330T070000Z",  # since the day before, the clocks are two hours ahead
            "DTEND:20260330T150000Z",
            "SUMMARY:office: open",
            "CATEGORIES:OPEN",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
        )
    ]


def test_written_again_it_is_the_same() -> None:
    """
    Nothing comes from a clock or from chance.
    """
    assert to_ical(OFFICE, FIRST, UNTIL, at=AT) == to_ical(OFFICE, FIRST, UNTIL, at=AT)


def test_an_event_keeps_its_identity() -> None:
    """
    When the hours are moved, when the revision is another, and when other dates are asked for.
    """
    later = BusinessCalendar(
        "office", "Europe/Amsterdam", "mon-fri 10:00-12:00,14:00-17:00", revision=2
    )
    plain = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-12:00,13:00-17:00")
    year = uids(to_ical(plain, FIRST, UNTIL, at=AT))

    assert len(set(year)) == len(year) == 2 * 261
    assert uids(to_ical(later, FIRST, UNTIL, at=AT + dt.timedelta(days=1))) == year
    assert set(uids(to_ical(plain, dt.date(2026, 5, 5), dt.date(2026, 5, 9), at=AT))) < set(year)


def test_a_cut_at_midnight_moves_no_other_identity() -> None:
    """
    The night before is an event of its own then; the night that begins keeps what it was.
    """
    nights = BusinessCalendar("nights", "UTC", "daily 22:00-06:00")
    year = uids(to_ical(nights, FIRST, UNTIL, at=AT))
    tail, *rest = uids(to_ical(nights, dt.date(2026, 5, 5), dt.date(2026, 5, 7), at=AT))

    assert tail not in year
    assert set(rest) < set(year)


def test_calendars_of_other_names_share_no_identity() -> None:
    """
    So that two of them can be kept in one program.
    """
    one, other = (
        BusinessCalendar(name, "UTC", "daily 09:00-17:00", holidays=[Holiday(FIRST, name="x")])
        for name in ("one", "other")
    )

    assert not set(uids(to_ical(one, FIRST, UNTIL, at=AT))) & set(
        uids(to_ical(other, FIRST, UNTIL, at=AT))
    )


def test_a_holiday_that_is_said_twice_is_there_once() -> None:
    """
    By two calendars of one name, or by one: the longer counts.
    """
    short, long = (
        BusinessCalendar(
            "x", zone, "daily 09:00-17:00", holidays=[Holiday(FIRST, until, name="New Year")]
        )
        for zone, until in (("UTC", dt.date(2026, 1, 2)), ("Asia/Tokyo", dt.date(2026, 1, 4)))
    )

    text = to_ical(short | long, FIRST, UNTIL, at=AT, zone="UTC")
    assert days_off(text) == [("2026-01-01", "2026-01-04", "New Year (x)")]


def test_calendars_together_say_whose_holiday_it_is() -> None:
    """
    What a difference takes away has none.
    """
    text = to_ical(OFFICE | NEW_YORK, FIRST, UNTIL, at=AT, zone="Europe/Amsterdam")
    without = to_ical(TOKYO - OFFICE, FIRST, UNTIL, at=AT, zone="Asia/Tokyo")

    assert ("2026-04-27", "2026-04-28", "Koningsdag (office)") in days_off(text)
    assert days_off(without) == []


@pytest.mark.parametrize(
    "name",
    [
        "Zürich, Łódź; Ελλάδα \\ 日本語 " * 9,
        "\N{FAMILY}" * 80,
        "x" * 400,
        "a\nEND:VEVENT\nBEGIN:VALARM",
        "a\r\nATTACH:http://example.org/x",
        "a\rb\x85c\u2028d\x0be",
        *HOSTILE,
    ],
)
def test_a_strangers_text_stays_text(name: str) -> None:
    """
    Names open no line and no event, lines are never too long, and the name is read back.
    """
    holiday = Holiday(FIRST, name=name)
    calendar = BusinessCalendar(name, "UTC", "mon 09:00-17:00", holidays=[holiday])
    text = to_ical(calendar, FIRST, dt.date(2026, 1, 6), at=AT)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert len(events(text)) == 2
    assert {key for event in events(text) for key in event} == {
        *("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "CATEGORIES", "TRANSP")
    }
    shown = FORBIDDEN.sub("\ufffd", re.sub("\r\n|[\r\x0b\x85\u2028]", "\n", name))
    assert [str(event["SUMMARY"]) for event in events(text)] == [f"{shown}: open", shown]


def test_several_zones_need_one() -> None:
    """
    Whose dates are meant has to be said.
    """
    with pytest.raises(ZoneNeededError):
        to_ical(OFFICE | NEW_YORK, FIRST, UNTIL, at=AT)


def test_what_cannot_be_asked_is_refused() -> None:
    """
    Dates that are reversed or beyond the horizon, and an instant without a zone.
    """
    with pytest.raises(OrderError):
        to_ical(OFFICE, UNTIL, FIRST, at=AT)
    with pytest.raises(HorizonError):
        to_ical(OFFICE, dt.date(2199, 12, 1), dt.date(2201, 1, 1), at=AT)
    with pytest.raises(NaiveInstantError):
        to_ical(OFFICE, FIRST, UNTIL, at=dt.datetime(2026, 1, 1))


def test_fractions_of_seconds_are_cut_off() -> None:
    """
    The format has none; what has no second left is no event.
    """
    calendar = BusinessCalendar("x", "UTC", "mon 09:00:00.25-09:00:01.75,10:00:00.1-10:00:00.2")
    text = to_ical(calendar, dt.date(2026, 1, 5), dt.date(2026, 1, 6), at=AT)

    nine = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    assert openings(text) == (Span(nine, nine + dt.timedelta(seconds=1)),)
