"""
All clocks of a record in one view, and a clock by itself in a notebook.
"""

import datetime as dt
import xml.etree.ElementTree as ET
from typing import Final

import attrs

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.kernel import Change, DateSpan, Markup, Timeline
from csmcore.sla import SlaPolicy, SlaStatus, SlaTarget, Threshold, draw, status

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)  # a Monday
OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")
HOSTILE: Final = "</title><script>alert(1)</script>"


def targets(*names: str) -> list[SlaTarget]:
    """
    Targets of eight hours each that warn at half of it.
    """
    return [
        SlaTarget(
            name,
            8 * HOUR,
            start="state is set",
            stop="state = solved",
            pauses={"customer": "state = waiting"},
            thresholds=[Threshold.at(50)],
        )
        for name in names
    ]


def status_of(policy: SlaPolicy, *others: SlaPolicy, hours: float) -> SlaStatus:
    """
    How a record stands that was new at nine, waited from eleven to one, and goes on.
    """
    told = ((0, "new"), (2, "waiting"), (4, "new"))
    timeline = Timeline(Change(NINE + at * HOUR, {"state": state}) for at, state in told)
    return status([*others, policy], timeline, calendars=OFFICE, at=NINE + hours * HOUR)


def parsed(drawn: Markup) -> ET.Element:
    """
    The picture, parsed as XML; what is no XML does not parse.
    """
    return ET.fromstring(drawn)  # noqa: S314


def said(drawn: Markup, path: str) -> list[str]:
    """
    The text of each element at a place in the picture.
    """
    return ["".join(each.itertext()) for each in parsed(drawn).findall(path)]


GOLD: Final = SlaPolicy("gold", targets("answer", "solve"))
SILVER: Final = SlaPolicy("silver", targets("answer"), when="state = other")


def test_a_clock_draws_itself() -> None:
    """
    As :func:`draw` does that is told of no warnings.
    """
    clock = status_of(GOLD, hours=6).clock("solve")

    assert clock._repr_html_() == draw(clock)


def test_a_status_draws_each_clock_with_its_warnings() -> None:
    """
    A figure for each, in order: after six hours, two of which waited, half of eight is used.
    """
    shown = status_of(GOLD, hours=6.5)
    warned = [NINE + 6 * HOUR]

    drawn = shown._repr_html_()
    assert [draw(clock, warnings=warned) in drawn for clock in shown.clocks] == [True, True]
    captions = [each.text or "" for each in parsed(drawn).iter("figcaption")]
    assert [each.split(":")[0] for each in captions] == [
        *("answer", "solve", "Warnings and breaches", "SLA policy"),
    ]


def test_a_status_says_first_how_it_stands() -> None:
    """
    As of when, how many clocks, how many breached, and when to look again.
    """
    early, late = status_of(GOLD, hours=1), status_of(GOLD, hours=100)

    assert said(early._repr_html_(), "p") == [
        "As of Mon 2 Mar 2026 10:00 (UTC): 2 clocks, none breached; look again Mon 2 Mar 2026 11:00.",
    ]
    assert said(late._repr_html_(), "p") == [
        "As of Fri 6 Mar 2026 13:00 (UTC): 2 clocks, 2 breached; nothing is to come.",
    ]


def test_instants_are_told_on_the_clocks_of_the_drawing() -> None:
    """
    In Tokyo it is nine hours later; UTC is what is pointed at, and what a program reads.
    """
    tokyo = BusinessCalendar("tokyo", "Asia/Tokyo", "daily 00:00-24:00")
    timeline = Timeline([Change(NINE, {"state": "new"})])
    policy = SlaPolicy("gold", targets("solve"), valid=DateSpan(NINE.date()))
    drawn = status([SILVER, policy], timeline, calendars=tokyo, at=NINE + HOUR)._repr_html_()

    assert said(drawn, "p")[0] == (
        "As of Mon 2 Mar 2026 19:00 (Asia/Tokyo): 1 clock, none breached;"
        " look again Mon 2 Mar 2026 22:00."
    )
    assert said(drawn, "figure/figcaption")[0] == ("solve: running, 1h of 8h, due Tue 3 Mar 2026 02:00")
    due = parsed(drawn).find("figure/figcaption/time")
    assert due is not None
    assert due.attrib == {"datetime": "2026-03-02T17:00:00Z", "title": "2026-03-02T17:00:00Z"}
    assert "Times in Asia/Tokyo." in "".join(parsed(drawn).itertext())


def test_clocks_in_several_zones_have_utc_in_common() -> None:
    """
    Each drawing keeps its own clocks; what is said about all of them is in UTC.
    """
    zones = {"tokyo": "Asia/Tokyo", "lima": "America/Lima"}
    book = CalendarBook(
        [BusinessCalendar(name, zone, "daily 00:00-24:00") for name, zone in zones.items()]
    )
    both = [
        attrs.evolve(each, calendar=name) for each, name in zip(targets(*zones), zones, strict=True)
    ]
    timeline = Timeline([Change(NINE, {"state": "new"})])
    drawn = status([SlaPolicy("gold", both)], timeline, calendars=book, at=NINE)._repr_html_()

    assert said(drawn, "p")[0].startswith("As of Mon 2 Mar 2026 09:00 (UTC): 2 clocks")
    assert [each.partition(", due ")[2] for each in said(drawn, "figure/figcaption")[:2]] == [
        "Tue 3 Mar 2026 02:00",
        "Mon 2 Mar 2026 12:00",
    ]


def test_a_status_lists_what_was_told() -> None:
    """
    Warnings and breaches as they read, and no list where nothing was.
    """
    late = status_of(GOLD, hours=100)
    assert said(late._repr_html_(), "figure/ul/li") == [
        "answer: 50 % at Mon 2 Mar 2026 15:00 (due Tue 3 Mar 2026 11:00)",
        "answer: breached at Tue 3 Mar 2026 11:00 (due Tue 3 Mar 2026 11:00)",
        "solve: 50 % at Mon 2 Mar 2026 15:00 (due Tue 3 Mar 2026 11:00)",
        "solve: breached at Tue 3 Mar 2026 11:00 (due Tue 3 Mar 2026 11:00)",
    ]
    assert "Warnings and breaches" not in status_of(GOLD, hours=1)._repr_html_()


def test_a_status_says_why_this_policy() -> None:
    """
    The decision stands below as a table.
    """
    shown = status_of(GOLD, SILVER, hours=1)

    assert shown.policy._repr_html_() in shown._repr_html_()
    rows = parsed(shown._repr_html_()).findall("figure/table/tbody/tr/th")
    assert [each.text for each in rows] == ["gold", "silver"]


def test_a_record_under_no_policy_is_drawn_too() -> None:
    """
    No clocks, and the reason why.
    """
    drawn = status_of(SILVER, hours=1)._repr_html_()

    assert "0 clocks, none breached" in drawn
    assert "SLA policy: none" in drawn


def test_many_clocks_are_cut_and_counted() -> None:
    """
    Twenty-four are drawn; how many more there are is said, and so it is of notices.
    """
    many = SlaPolicy("many", targets(*(f"t{each}" for each in range(30))))
    drawn = status_of(many, hours=100)._repr_html_()

    assert len(parsed(drawn).findall("figure/svg")) == 24
    assert "and 6 more clocks" in drawn
    assert "and 36 more notices" in drawn


def test_a_strangers_text_stays_text() -> None:
    """
    Names of policies and targets open no tag.
    """
    hostile = SlaPolicy(HOSTILE, targets(HOSTILE))
    drawn = status_of(hostile, hours=100)._repr_html_()

    parsed(drawn)
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn
