"""
All clocks of a record in one view, and a clock by itself in a notebook.
"""

import datetime as dt
import xml.etree.ElementTree as ET
from typing import Final

from csmcore.calendars import BusinessCalendar
from csmcore.kernel import Change, Markup, Timeline
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

    assert parsed(early._repr_html_()).findtext("p") == (
        "As of 2026-03-02T10:00:00Z: 2 clocks, none breached; look again 2026-03-02T11:00:00Z."
    )
    assert parsed(late._repr_html_()).findtext("p") == (
        "As of 2026-03-06T13:00:00Z: 2 clocks, 2 breached; nothing is to come."
    )


def test_a_status_lists_what_was_told() -> None:
    """
    Warnings and breaches as they read, and no list where nothing was.
    """
    late = status_of(GOLD, hours=100)
    listed = [each.text for each in parsed(late._repr_html_()).findall("figure/ul/li")]

    assert listed == list(map(str, late.notices))
    assert len(listed) == 4
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
