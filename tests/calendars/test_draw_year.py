"""
A calendar's year as a picture: every date is there, stands as it does, and says why.
"""

import collections
import datetime as dt
import re
import xml.etree.ElementTree as ET
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from csmcore.calendars import (
    ALWAYS,
    BusinessCalendar,
    Calendar,
    Holiday,
    HolidayRule,
    draw_year,
)
from csmcore.errors import DefinitionError, HorizonError, UnknownZoneError, ZoneNeededError
from csmcore.kernel import Markup
from tests.calendars.test_draw import FORBIDDEN, HOSTILE

OFFICE: Final = BusinessCalendar(
    "office",
    "Europe/Amsterdam",
    "mon-fri 09:00-17:00",
    holidays=[
        HolidayRule.yearly(4, 27, name="Koningsdag"),  # a Monday
        HolidayRule.yearly(12, 25, name="Kerst", days=2),  # a Friday and a Saturday
    ],
    dated={dt.date(2026, 12, 24): "09:00-12:00"},
    breaks={dt.date(2026, 6, 3): "12:30-14:00"},
)
NEW_YORK: Final = BusinessCalendar(
    "new york",
    "America/New_York",
    "mon-fri 09:00-17:00",
    holidays=[HolidayRule.nth_weekday(4, "thu", 11, name="Thanksgiving")],
)


def parsed(drawn: Markup) -> ET.Element:
    """
    The picture, parsed as XML; what is no XML does not parse.
    """
    return ET.fromstring(drawn)  # noqa: S314


def dates(drawn: Markup) -> dict[str, str]:
    """
    What each date says when pointed at, by its date.
    """
    found: dict[str, str] = {}
    for cell in parsed(drawn).iter("g"):
        on, _, what = (cell.findtext("title") or "").partition(": ")
        assert on not in found
        found[on] = what
    return found


def kinds(drawn: Markup) -> dict[str, int]:
    """
    How many dates stand in each way.
    """
    return dict(collections.Counter(re.split("[,;]", what)[0] for what in dates(drawn).values()))


def test_every_date_stands_as_it_does() -> None:
    """
    Of 2026, a year of 261 weekdays: two holidays of three fall on one, one is short, one is its own.
    """
    assert kinds(draw_year(OFFICE, 2026)) == {
        "open as usual": 257,
        "open shorter than usual": 1,
        "other hours than usual": 1,
        "holiday": 3,
        "closed": 103,
    }


def test_a_date_says_why() -> None:
    """
    Its weekday, how it stands, the name of the holiday, and its hours.
    """
    told = dates(draw_year(OFFICE, 2026))

    assert told["Fri 2 January 2026"] == "open as usual; 09:00-17:00"
    assert told["Sat 3 January 2026"] == "closed; closed all day"
    assert told["Mon 27 April 2026"] == "holiday, Koningsdag; closed all day"
    assert told["Wed 3 June 2026"] == (
        "open shorter than usual, break 12:30-14:00; 09:00-12:30, 14:00-17:00"
    )
    assert told["Thu 24 December 2026"] == "other hours than usual, own hours 09:00-12:00; 09:00-12:00"
    assert told["Sat 26 December 2026"] == "holiday, Kerst; closed all day"


def test_no_kind_is_told_by_its_colour_alone() -> None:
    """
    Each kind has shapes of its own: how many there are, of which kind, how high, how outlined.
    """
    shapes = collections.defaultdict(set)
    for cell in parsed(draw_year(OFFICE, 2026)).iter("g"):
        what = re.split("[,;]", (cell.findtext("title") or "").partition(": ")[2])[0]
        kind = tuple(
            (each.tag, each.get("height"), each.get("stroke-dasharray"))
            for each in cell
            if each.tag in {"rect", "circle"}
        )
        shapes[what].add(kind)

    assert all(len(each) == 1 for each in shapes.values())
    assert len({each for found in shapes.values() for each in found}) == 5


def test_months_are_twelve_pictures_with_all_their_days() -> None:
    """
    Each on its own, so that they stand below each other on a phone; Monday is on the left.
    """
    months = parsed(draw_year(OFFICE, 2024)).findall("div[2]/svg")

    assert [len(list(month.iter("g"))) for month in months] == [
        *(31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    ]
    assert all(float(month.attrib["width"]) <= 320 for month in months)
    assert (months[1].findtext("title") or "").startswith("February 2024: open as usual 21, closed 8")
    columns = {
        cell.findtext("title", "")[:3]: float(cell.findall("text")[0].attrib["x"])
        for cell in months[0].iter("g")
    }
    assert sorted(columns, key=columns.__getitem__) == [
        *("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    ]


def test_who_cannot_see_it_is_told_what_differs() -> None:
    """
    By each month's description, and by a table with a row for each date that differs.
    """
    drawn = parsed(draw_year(OFFICE, 2026))

    assert "Mon 27 April 2026: holiday, Koningsdag" in (drawn.findtext("div[2]/svg[4]/desc") or "")
    assert all(svg.get("role") == "img" and svg.findtext("title") for svg in drawn.iter("svg"))
    rows = [[cell.text for cell in row] for row in drawn.findall("details/table/tbody/tr")]
    assert rows == [
        ["Sun 2026-03-29", "closed, the clocks change: the date has 23 hours", "closed all day"],
        ["Mon 2026-04-27", "holiday, Koningsdag", "closed all day"],
        ["Wed 2026-06-03", "open shorter than usual, break 12:30-14:00", "09:00-12:30, 14:00-17:00"],
        ["Sun 2026-10-25", "closed, the clocks change: the date has 25 hours", "closed all day"],
        ["Thu 2026-12-24", "other hours than usual, own hours 09:00-12:00", "09:00-12:00"],
        ["Fri 2026-12-25", "holiday, Kerst", "closed all day"],
        ["Sat 2026-12-26", "holiday, Kerst", "closed all day"],
    ]
    assert drawn.findtext("details/summary") == "7 dates differ from the ordinary week"


def test_changes_of_the_clocks_have_a_mark() -> None:
    """
    One in March and one in October, and one more in the legend; none where clocks never change.
    """
    marked = [
        cell.findtext("title", "").partition(":")[0]
        for cell in parsed(draw_year(OFFICE, 2026)).iter("g")
        if cell.find("polygon") is not None
    ]
    always = draw_year(ALWAYS, 2026)

    assert marked == ["Sun 29 March 2026", "Sun 25 October 2026"]
    assert parsed(always).find(".//polygon") is None
    assert kinds(always) == {"open as usual": 365}
    assert parsed(always).find("details") is None
    assert dates(always)["Thu 1 January 2026"] == "open as usual; 00:00-24:00"


def test_a_date_that_a_zone_left_out_is_there_and_closed() -> None:
    """
    Samoa went from 29 to 31 December 2011.
    """
    told = dates(draw_year(BusinessCalendar("apia", "Pacific/Apia", "daily 09:00-17:00"), 2011))

    assert told["Fri 30 December 2011"] == (
        "closed, the clocks change: the date has 0 hours; closed all day"
    )
    assert told["Sat 31 December 2011"] == "open as usual; 09:00-17:00"


def test_a_night_that_a_holiday_takes_is_missing_on_the_next_date() -> None:
    """
    The holiday keeps the tail of the night before; the morning after has what usually is there.
    """
    nights = BusinessCalendar("nights", "UTC", "daily 22:00-06:00", holidays=[dt.date(2026, 5, 5)])
    told = dates(draw_year(nights, 2026))

    assert told["Mon 4 May 2026"] == "open as usual; 00:00-06:00, 22:00-24:00"
    assert told["Tue 5 May 2026"] == "holiday, day off; 00:00-06:00"
    assert told["Wed 6 May 2026"] == (
        "open shorter than usual, usually 00:00-06:00, 22:00-24:00; 22:00-24:00"
    )


def test_a_planned_change_is_the_ordinary_week_from_its_date_on() -> None:
    """
    It is no exception.
    """
    calendar = BusinessCalendar(
        "x", "UTC", "mon-fri 09:00-17:00", changes={dt.date(2026, 7, 1): "mon-fri 10:00-12:00"}
    )

    assert kinds(draw_year(calendar, 2026)) == {"open as usual": 261, "closed": 104}


def test_a_date_closed_by_hand_is_a_day_off() -> None:
    """
    Without a name, since it has none; by hand also wins over a holiday's name.
    """
    calendar = BusinessCalendar(
        "x",
        "UTC",
        "daily 09:00-17:00",
        dated={dt.date(2026, 5, 5): (), dt.date(2026, 5, 6): "9:00-10:00"},
    )
    told = dates(draw_year(calendar, 2026))

    assert told["Tue 5 May 2026"] == "holiday, day off; closed all day"
    assert told["Wed 6 May 2026"].startswith("other hours than usual")


def test_calendars_together_say_whose_holiday_it_is() -> None:
    """
    Where another part is at work it is shorter, where none is it is a holiday.
    """
    both = OFFICE | NEW_YORK
    told = dates(draw_year(both, 2026, zone="Europe/Amsterdam"))

    assert told["Mon 27 April 2026"] == "open shorter than usual, Koningsdag (office); 15:00-23:00"
    assert told["Thu 26 November 2026"] == (
        "open shorter than usual, Thanksgiving (new york); 09:00-17:00"
    )
    overlap = dates(draw_year(OFFICE & NEW_YORK, 2026, zone="Europe/Amsterdam"))
    assert overlap["Thu 26 November 2026"] == "holiday, Thanksgiving (new york); closed all day"
    assert overlap["Wed 25 November 2026"] == "open as usual; 15:00-17:00"


def test_what_is_taken_away_has_no_days_off() -> None:
    """
    On a holiday of maintenance there is none, so that the rest is open longer.
    """
    maintenance = BusinessCalendar("m", "UTC", "mon 08:00-10:00", holidays=[dt.date(2026, 5, 4)])
    work = BusinessCalendar("w", "UTC", "mon-fri 08:00-12:00")
    told = dates(draw_year(work - maintenance, 2026))

    assert told["Mon 27 April 2026"] == "open as usual; 10:00-12:00"
    assert told["Mon 4 May 2026"] == "other hours than usual, usually 10:00-12:00; 08:00-12:00"


@pytest.mark.parametrize(
    ("calendar", "zone"),
    [
        (OFFICE, "Europe/Amsterdam"),
        (OFFICE, "Asia/Tokyo"),
        (OFFICE | NEW_YORK, "America/New_York"),
        (BusinessCalendar("nights", "Europe/Amsterdam", "daily 22:00-06:00"), "Europe/Amsterdam"),
    ],
    ids=["own clocks", "other clocks", "union", "nights"],
)
def test_hours_add_up_to_the_working_time(calendar: Calendar, zone: str) -> None:
    """
    On each date without a change of the clocks, what is told is what passes in working time.
    """
    on = dt.date(2026, 1, 1)
    for what in dates(draw_year(calendar, 2026, zone=zone)).values():
        start, end = (
            dt.datetime.combine(on + days * dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
            for days in (0, 1)
        )
        minutes = 0
        for hours in re.findall(r"(\d\d):(\d\d)-(\d\d):(\d\d)", what.partition(";")[2]):
            opens, more, closes, left = map(int, hours)
            minutes += (closes - opens) * 60 + left - more
        if "clocks change" not in what:
            assert minutes * dt.timedelta(minutes=1) == calendar.between(start, end), on
        on += dt.timedelta(days=1)


def test_several_zones_need_one() -> None:
    """
    Whose dates are meant has to be said, and has to be a zone.
    """
    with pytest.raises(ZoneNeededError):
        draw_year(OFFICE | NEW_YORK, 2026)
    with pytest.raises(UnknownZoneError):
        draw_year(OFFICE, 2026, zone="Europe/Nowhere")


@pytest.mark.parametrize("year", [1969, 2200])
def test_a_year_beyond_the_horizon_is_refused(year: int) -> None:
    """
    As every other question about it is.
    """
    with pytest.raises(HorizonError):
        draw_year(OFFICE, year)


@pytest.mark.parametrize("year", [0, 9999, "2026", 2026.0, None, True])
def test_a_year_is_a_year(year: object) -> None:
    """
    A whole number, of which the year after has a date too.
    """
    with pytest.raises(DefinitionError, match="is no year, such as 2026"):
        draw_year(OFFICE, year)  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("year", [1970, 2199])
def test_the_first_and_the_last_year_are_drawn(zone: str, year: int) -> None:
    """
    Though their first or last hours lie beyond the horizon, far from Greenwich.
    """
    calendar = BusinessCalendar("x", zone, "mon-fri 09:00-17:00")

    assert sum(kinds(draw_year(calendar, year)).values()) == 365


@pytest.mark.parametrize("text", HOSTILE)
def test_a_strangers_text_stays_text(text: str) -> None:
    """
    Whatever names say, the picture has the same elements and attributes as with harmless ones.
    """
    shapes = []
    for name in (text, "harmless"):
        calendar = BusinessCalendar(
            name, "UTC", "mon-fri 09:00-17:00", holidays=[Holiday(dt.date(2026, 5, 5), name=name)]
        )
        drawn = draw_year(calendar, 2026)
        shapes.append([(each.tag, sorted(each.attrib)) for each in parsed(drawn).iter()])
        assert f"holiday, {FORBIDDEN.sub(chr(0xFFFD), name)};" in dates(drawn)["Tue 5 May 2026"]

    assert shapes[0] == shapes[1]
    assert "script" not in {tag for tag, _ in shapes[0]}


def test_a_composite_draws_its_parts_weeks() -> None:
    """
    In a notebook: how they are put together, over each part's own picture.
    """
    drawn = (OFFICE | (NEW_YORK - ALWAYS).named("<never>"))._repr_html_()

    captions = [each.text for each in parsed(drawn).iter("figcaption")]
    assert captions == [
        "(office | <never>): union of 2 calendars",
        "office (Europe/Amsterdam)",
        "<never>: difference of 2 calendars",
        "new york (America/New_York)",
        "always (UTC)",
    ]
    assert OFFICE._repr_html_() in drawn
