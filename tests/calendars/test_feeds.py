"""
Holidays from elsewhere: the ``holidays`` package and iCalendar feeds.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.calendars import (
    BusinessCalendar,
    Holiday,
    HolidayRule,
    holidays_from_icalendar,
    public_holidays,
)
from csmcore.errors import DefinitionError, DocumentError

pytest.importorskip("holidays")
pytest.importorskip("icalendar")

YEAR: Final = (dt.date(2024, 1, 1), dt.date(2027, 1, 1))


def _on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# -- the holidays package --------------------------------------------------------------------------


def test_the_days_off_of_the_netherlands() -> None:
    """
    2024, with King's Day and Ascension; by their Dutch names on every machine.

    Source: https://www.rijksoverheid.nl/onderwerpen/schoolvakanties (feestdagen 2024).
    """
    found = {each.start_on: each.name for each in public_holidays("NL", years=[2024])}

    for on in (
        "2024-01-01",
        "2024-04-01",
        "2024-04-27",
        "2024-05-09",
        "2024-05-20",
        "2024-12-25",
        "2024-12-26",
    ):
        assert _on(on) in found
    assert found[_on("2024-04-27")] == "Koningsdag"
    assert _on("2024-05-01") not in found


@pytest.mark.parametrize("language", ["en_US", "de", "nl"])
def test_names_do_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """
    The machine's language does not matter, the one that is asked for does.
    """
    monkeypatch.setenv("LANGUAGE", language)
    names = [each.name for each in public_holidays("NL", years=[2023])]
    english = [each.name for each in public_holidays("NL", years=[2023], language="en_US")]

    assert "Koningsdag" in names
    assert "King's Day" in english


def test_days_off_in_lieu() -> None:
    """
    4 July 2021 was a Sunday and observed on Monday, Christmas a Saturday and observed on Friday.

    Source: U.S. Office of Personnel Management, federal holidays 2021.
    """
    observed = {each.start_on for each in public_holidays("US", years=[2021])}
    actual = {each.start_on for each in public_holidays("US", years=[2021], observed=False)}

    assert observed - actual >= {_on("2021-07-05"), _on("2021-12-24")}
    assert {_on("2021-07-04"), _on("2021-12-25"), _on("2021-11-25"), _on("2021-05-31")} <= actual
    assert _on("2021-07-05") not in actual


def test_the_days_off_of_a_part_of_a_country() -> None:
    """
    Epiphany and Corpus Christi (30 May 2024) are days off in Bavaria, not in all of Germany.
    """
    bavaria = {each.start_on for each in public_holidays("DE", years=[2024], subdivision="BY")}
    germany = {each.start_on for each in public_holidays("DE", years=[2024])}

    assert {_on("2024-01-06"), _on("2024-05-30")} <= bavaria - germany
    assert _on("2024-10-03") in germany & bavaria


def test_only_the_years_that_were_asked_for() -> None:
    """
    Dates are made at once, so that a calendar stays what it was.
    """
    found = public_holidays("NL", years=range(2024, 2026))

    assert {each.start_on.year for each in found} == {2024, 2025}
    assert list(found) == sorted(found, key=lambda each: each.start_on)
    calendar = BusinessCalendar("nl", "Europe/Amsterdam", "mon-fri 09:00-17:00", holidays=found)
    assert not calendar.is_business_day(_on("2024-05-09"))
    assert calendar.is_business_day(_on("2026-05-14"))  # Ascension of a year that was not asked for


@pytest.mark.parametrize(
    ("country", "subdivision", "categories"),
    [("XX", None, ("public",)), ("DE", "ZZ", ("public",)), ("NL", None, ("made up",))],
)
def test_what_the_package_does_not_know_is_refused(
    country: str, subdivision: str | None, categories: tuple[str, ...]
) -> None:
    """
    An unknown country, part of it or category is a mistake in the configuration.
    """
    with pytest.raises(DefinitionError, match="the holidays package refuses"):
        public_holidays(country, years=[2024], subdivision=subdivision, categories=categories)


# -- iCalendar -------------------------------------------------------------------------------------


def _feed(*events: str) -> str:
    """
    A feed of events, each given by its lines.
    """
    blocks = [f"BEGIN:VEVENT\nUID:{n}@example\n{event}\nEND:VEVENT" for n, event in enumerate(events)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *blocks, "END:VCALENDAR", ""]
    return "\n".join(lines).replace("\n", "\r\n")


def _dates(*events: str) -> list[str]:
    """
    Which dates of 2024 to 2026 the events make holidays.
    """
    found: set[dt.date] = set()
    for each in holidays_from_icalendar(_feed(*events)):
        if isinstance(each, HolidayRule):
            found.update(each.dates(*YEAR))
        else:
            length = (each.until - each.start_on).days
            found.update(each.start_on + dt.timedelta(days=n) for n in range(length))
    return [on.isoformat() for on in sorted(found)]


def test_an_event_of_a_whole_day() -> None:
    """
    The summary is the name; an end on the first date, which many feeds write, is that one day.
    """
    bare = "DTSTART;VALUE=DATE:20240427\nSUMMARY: Koningsdag\\, vrij "
    expected = Holiday(_on("2024-04-27"), name="Koningsdag, vrij")

    for end in ("", "\nDTEND;VALUE=DATE:20240428", "\nDTEND;VALUE=DATE:20240427", "\nDURATION:P1D"):
        assert holidays_from_icalendar(_feed(bare + end)) == (expected,)
    assert holidays_from_icalendar(_feed(bare).encode()) == (expected,)


def test_an_event_of_several_days() -> None:
    """
    DTEND is exclusive (RFC 5545, 3.6.1), and a duration says the same.
    """
    expected = ["2024-12-24", "2024-12-25", "2024-12-26"]

    assert _dates("DTSTART;VALUE=DATE:20241224\nDTEND;VALUE=DATE:20241227") == expected
    assert _dates("DTSTART;VALUE=DATE:20241224\nDURATION:P3D") == expected


def test_an_event_that_recurs_except_on_a_date() -> None:
    """
    The rule begins where the event does, keeps its length, and leaves its exceptions out.
    """
    event = (
        "DTSTART;VALUE=DATE:20241225\nDTEND;VALUE=DATE:20241227\nRRULE:FREQ=YEARLY\n"
        "EXDATE;VALUE=DATE:20251225\nSUMMARY:Kerst"
    )

    (rule,) = holidays_from_icalendar(_feed(event))

    assert rule == HolidayRule(
        "FREQ=YEARLY", _on("2024-12-25"), name="Kerst", days=2, except_on=[_on("2025-12-25")]
    )
    assert _dates(event) == ["2024-12-25", "2024-12-26", "2026-12-25", "2026-12-26"]


def test_an_event_on_further_dates() -> None:
    """
    Dates that an event lists are holidays beside its own.
    """
    event = "DTSTART;VALUE=DATE:20240101\nRDATE;VALUE=DATE:20250101,20260102"

    assert _dates(event) == ["2024-01-01", "2025-01-01", "2026-01-02"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("CONFIRMED", ["2024-04-27", "2025-04-26", "2026-04-27"]),
        ("CANCELLED", ["2024-04-27", "2026-04-27"]),
    ],
)
def test_one_occurrence_is_moved_or_cancelled(status: str, expected: list[str]) -> None:
    """
    It is left out where it was, and counts where it went unless it was cancelled.
    """
    series = "DTSTART;VALUE=DATE:20240427\nRRULE:FREQ=YEARLY"
    moved = f"RECURRENCE-ID;VALUE=DATE:20250427\nDTSTART;VALUE=DATE:20250426\nSTATUS:{status}"
    feed = _feed(series, moved).replace("UID:1@example", "UID:0@example")
    found = holidays_from_icalendar(feed)

    dates = [on for each in found if isinstance(each, HolidayRule) for on in each.dates(*YEAR)]
    dates += [each.start_on for each in found if isinstance(each, Holiday)]
    assert sorted(on.isoformat() for on in dates) == expected


def test_a_cancelled_event_is_no_holiday() -> None:
    """
    Whatever else it says.
    """
    assert _dates("DTSTART;VALUE=DATE:20240101\nSTATUS:CANCELLED", "DTSTART;VALUE=DATE:20240102") == [
        "2024-01-02"
    ]


def test_an_event_with_a_time_is_no_holiday() -> None:
    """
    A meeting is refused, with its number and name, or passed over where that is asked for.
    """
    feed = _feed("DTSTART;VALUE=DATE:20240101", "DTSTART:20240102T090000Z\nSUMMARY:Stand-up")

    with pytest.raises(DocumentError) as caught:
        holidays_from_icalendar(feed)
    ((path, message),) = caught.value.problems
    assert path == "$.events[1]"
    assert message.startswith("Stand-up: starts at 2024-01-02 09:00:00+00:00")
    assert holidays_from_icalendar(feed, skip_timed=True) == (Holiday(_on("2024-01-01")),)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("SUMMARY:No date", "has no DTSTART"),
        ("DTSTART;VALUE=DATE:2024XX", "DTSTART cannot be read"),
        ("DTSTART;VALUE=DATE:20240101\nDTSTART;VALUE=DATE:20240102", "has no DTSTART, or several"),
        ("DTSTART;VALUE=DATE:20240102\nDTEND;VALUE=DATE:20240101", "holiday ends 2024-01-01"),
        ("DTSTART;VALUE=DATE:20240102\nDTEND:20240103T120000Z", "both must be dates"),
        ("DTSTART;VALUE=DATE:20240102\nDURATION:PT5H", "no whole number of days"),
        ("DTSTART;VALUE=DATE:20240102\nRRULE:FREQ=NEVER", "RRULE cannot be read"),
        ("DTSTART;VALUE=DATE:20240102\nRRULE:FREQ=HOURLY", "no frequency of whole days"),
        ("DTSTART;VALUE=DATE:20240102\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "30 February"),
        ("DTSTART;VALUE=DATE:20240102\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:XX", "EXDATE cannot be"),
    ],
)
def test_an_event_that_is_no_holiday_is_told(event: str, problem: str) -> None:
    """
    Nothing that cannot be read is passed over in silence; all such events are told at once.
    """
    with pytest.raises(DocumentError) as caught:
        holidays_from_icalendar(_feed(event, "DTSTART;VALUE=DATE:20240101", event))

    assert [path for path, _ in caught.value.problems] == ["$.events[0]", "$.events[2]"]
    assert problem in caught.value.problems[0][1]


@pytest.mark.parametrize("feed", ["", "garbage", b"\xff\xfe\x00", "<html></html>", "BEGIN:VCALENDAR"])
def test_what_is_no_feed_is_refused(feed: str | bytes) -> None:
    """
    A web page instead of a calendar is a document that does not fit.
    """
    with pytest.raises(DocumentError, match="iCalendar feed"):
        holidays_from_icalendar(feed)
