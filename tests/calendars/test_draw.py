"""
A calendar's week as text and as a picture.
"""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from typing import Final

import pytest

from csmcore.calendars import BusinessCalendar, FloatingCalendar, Holiday, HolidayRule

RICH: Final = BusinessCalendar(
    "support",
    "Europe/Amsterdam",
    "mon-thu 09:00-12:00,13:00-17:00; fri 09:00-12:00; sat 22:00-06:00",
    changes={dt.date(2025, 1, 1): "mon-fri 08:00-18:00"},
    holidays=[
        HolidayRule.yearly(4, 27, name="Koningsdag"),
        Holiday(dt.date(2024, 5, 9), name="Hemelvaart"),
    ],
    dated={dt.date(2024, 12, 24): "09:00-12:00", dt.date(2024, 12, 31): "closed"},
    breaks={dt.date(2024, 6, 3): "12:30-14:00"},
    revision=2,
)

HOSTILE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "</title></svg><script>alert(1)</script>",
    "]]><x/>",
    "<!--",
    "&lt;script&gt; &#60;script&#62;",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'x'>]>&e;",
    "a\x00b\x08c\x1bd\x7fe\ud800f\ufffeg",
    "{name} %s {0.__class__}",
)


def test_a_calendar_reads_as_its_week() -> None:
    """
    Title, week, and what differs from it, each on a line.
    """
    assert str(RICH).splitlines() == [
        "support (Europe/Amsterdam, revision 2)",
        "  mon-thu 09:00-12:00, 13:00-17:00",
        "  fri     09:00-12:00",
        "  sat     22:00-06:00",
        "  from 2025-01-01",
        "  mon-fri 08:00-18:00",
        "  holidays: 2024-05-09 Hemelvaart, FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=27 Koningsdag",
        "  dated: 2024-12-24 09:00-12:00, 2024-12-31 closed",
        "  breaks: 2024-06-03 12:30-14:00",
    ]


def test_a_floating_calendar_says_so() -> None:
    """
    Where the zone would stand it is floating; no hours are closed.
    """
    assert str(FloatingCalendar("local", "closed")).splitlines() == ["local (floating)", "  closed"]


def test_a_long_list_is_cut_short() -> None:
    """
    Six holidays are listed, and how many more there are.
    """
    days = [dt.date(2024, 1, day) for day in range(1, 10)]
    calendar = BusinessCalendar("x", "UTC", "daily 09:00-17:00", holidays=days)

    told = ", ".join(f"2024-01-0{day}" for day in range(1, 7))
    assert str(calendar).splitlines()[-1] == f"  holidays: {told}, and 3 more"


def _picture(calendar: BusinessCalendar | FloatingCalendar) -> ET.Element:
    """
    The picture, parsed as XML; what is no XML does not parse.
    """
    return ET.fromstring(calendar._repr_html_())  # noqa: S314


def _bars(picture: ET.Element) -> list[tuple[float, float, float]]:
    """
    Row, first hour and last hour of each filled bar, by where it is drawn.
    """
    found = []
    for bar in picture.iter("rect"):
        x, y, width = (float(bar.attrib[name]) for name in ("x", "y", "width"))
        found.append(((y - 27) / 22, (x - 44) / 24, (x + width - 44) / 24))
    return sorted(found)


def test_a_picture_has_a_bar_for_each_window() -> None:
    """
    A row a day from Monday on, and what runs past midnight goes on in the next row.
    """
    calendar = BusinessCalendar("x", "UTC", "mon 09:00-12:00,13:00-17:30; sun 22:00-06:00")

    assert _bars(_picture(calendar)) == [(0, 0, 6), (0, 9, 12), (0, 13, 17.5), (6, 22, 24)]


def test_a_picture_tells_its_title_and_every_change() -> None:
    """
    A planned change has a figure of its own, under the date from which it holds.
    """
    captions = [caption.text for caption in _picture(RICH).iter("figcaption")]

    assert captions == ["support (Europe/Amsterdam, revision 2)", "from 2025-01-01"]


def test_a_bar_says_its_window() -> None:
    """
    Who points at a bar, or cannot see it, is told the hours.
    """
    labels = {title.text for bar in _picture(RICH).iter("rect") for title in bar.iter("title")}

    assert {"mon 09:00-12:00", "fri 09:00-12:00", "sat 22:00-06:00"} <= labels


# Characters that no document may hold, of those that stand above.
FORBIDDEN: Final = re.compile("[\x00\x08\x1b\x7f\ud800\ufffe]")
TAGS: Final = {"div", "figure", "figcaption", "svg", "title", "line", "text", "rect"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_strangers_text_stays_text(text: str) -> None:
    """
    Whatever a name says, the picture has the same elements and attributes as with a harmless one.
    """
    hostile = BusinessCalendar(
        text, "UTC", "mon-fri 09:00-17:00", holidays=[Holiday(dt.date(2024, 1, 1), name=text)]
    )
    harmless = BusinessCalendar("harmless", "UTC", "mon-fri 09:00-17:00")
    drawn, expected = _picture(hostile), _picture(harmless)

    shape = [(each.tag, sorted(each.attrib)) for each in drawn.iter()]
    assert shape == [(each.tag, sorted(each.attrib)) for each in expected.iter()]
    assert {tag for tag, _ in shape} <= TAGS
    caption = drawn.find("figure/figcaption")
    assert caption is not None
    assert caption.text == FORBIDDEN.sub("\ufffd", text) + " (UTC)"


def test_a_floating_calendar_is_drawn_too() -> None:
    """
    Its week is all that it has.
    """
    assert _bars(_picture(FloatingCalendar("local", "tue 09:00-17:00"))) == [(1, 9, 17)]
