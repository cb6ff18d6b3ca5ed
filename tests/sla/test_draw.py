"""
A clock's time as a picture: everything is there, at its place, and strangers' text stays text.
"""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from typing import Final
from zoneinfo import ZoneInfo

import attrs
import pytest

from csmcore.calendars import ALWAYS, BusinessCalendar, Calendar
from csmcore.kernel import Change, Fact, Markup, Timeline
from csmcore.sla import Again, Deadline, Pause, SlaClock, SlaTarget, measure
from csmcore.sla._draw import draw

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)
NINE: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)  # a Monday
OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")
SOLVE: Final = SlaTarget(
    "solve",
    8 * HOUR,
    start="state in (new, waiting)",
    stop="state = solved",
    pauses={"customer": "state = waiting"},
)
LEFT, WIDE = 96, 720  # where the axis begins, and how long it is

TAGS: Final = {
    *("figure", "figcaption", "p", "time", "svg", "title", "desc"),
    *("g", "line", "path", "polygon", "rect", "text"),
}


def history(*told: tuple[float, str]) -> Timeline:
    """
    States by the hours after nine on Monday.
    """
    return Timeline(Change(NINE + hours * HOUR, {"state": state}) for hours, state in told)


WAITED: Final = history((0, "new"), (2, "waiting"), (5, "new"))


def clock_at(
    hours: float, told: Timeline = WAITED, target: SlaTarget = SOLVE, calendar: Calendar = ALWAYS
) -> SlaClock:
    """
    A clock so many hours after nine on Monday.
    """
    return measure(target, told, calendar=calendar, at=NINE + hours * HOUR)


def parsed(drawn: Markup) -> ET.Element:
    """
    The picture, parsed as XML; what is no XML does not parse.
    """
    return ET.fromstring(drawn)  # noqa: S314


def phases(picture: ET.Element) -> list[tuple[str, float, float]]:
    """
    What each piece of a bar says before its dates, where it begins and how wide it is.
    """
    found = []
    for piece in picture.iter("rect"):
        title = piece.findtext("title")
        if title is not None:
            what = re.split(r": \w{3} \d", title)[0]
            found.append((what, float(piece.attrib["x"]), float(piece.attrib["width"])))
    return found


def texts(picture: ET.Element) -> list[str]:
    """
    Everything that is written in the picture.
    """
    return [each.text or "" for each in picture.iter("text")]


def test_every_phase_is_there_and_says_who_was_waited_for() -> None:
    """
    It ran, waited for the customer, ran: three pieces in that order, and the wait has a name above it.
    """
    picture = parsed(draw(clock_at(6)))

    assert [what for what, _, _ in phases(picture)] == ["running", "paused: customer", "running"]
    assert "paused: customer, 3h" in texts(picture)


def test_widths_are_real_time() -> None:
    """
    Two hours, three hours, one hour, without a gap.
    """
    (_, left, two), (_, middle, three), (_, right, one) = phases(parsed(draw(clock_at(6))))

    assert (two / one, three / one) == pytest.approx((2, 3), rel=0.001)
    assert (left + two, middle + three) == pytest.approx((middle, right), abs=0.02)


def test_only_open_hours_are_filled() -> None:
    """
    From Monday ten to Tuesday ten, open nine to five: seven hours and one of the twenty-four.
    """
    picture = parsed(draw(clock_at(25, history((1, "new")), calendar=OFFICE)))

    [(_, left, wide)] = phases(picture)
    filled = [each for each in picture.iter("path") if each.get("stroke-width") == "20"]
    ends = [float(each) for each in re.findall(r"[MH](\S+?)(?= |M|$)", filled[0].attrib["d"])]
    hours = [(each - left) / wide * 24 for each in ends]
    assert hours == pytest.approx([0, 7, 23, 24], abs=0.02)


def test_the_time_in_which_it_had_ended_is_shown_as_such() -> None:
    """
    Solved after an hour, opened again two hours later, it goes on: the two hours are no wait.
    """
    target = attrs.evolve(SOLVE, again=Again.CONTINUE)
    clock = clock_at(6, history((0, "new"), (1, "solved"), (3, "new")), target)

    found = [what for what, _, _ in phases(parsed(draw(clock)))]

    assert found == ["running", "ended for a while", "running"]


@pytest.mark.parametrize("hours", [0, 1, 3, 6, 11, 40, 400])
def test_all_instants_lie_inside_the_picture(hours: float) -> None:
    """
    Asked before the wait, in it, before and after the due instant: it lies on the axis.
    """
    clock = clock_at(hours)
    picture = parsed(draw(clock, warnings=[NINE + 9 * HOUR]))

    marks = [
        float(each.attrib[name])
        for each in picture.iter("line")
        for name in ("x1", "x2")
        if each.get("y1") is not None and "stroke-width" in each.attrib
    ]
    assert marks
    assert all(0 <= each <= LEFT + WIDE for each in marks)
    assert any("due Mon 2 Mar 20:00" in each for each in texts(picture)) == (
        clock.due_at is not None and hours >= 5
    )


def test_a_due_instant_far_away_is_on_the_axis_too() -> None:
    """
    A delivery promised for the next century makes a long axis, and none of its windows is drawn alone.
    """
    target = attrs.evolve(SOLVE, goals=Deadline("promised"))
    facts: dict[str, Fact] = {"state": "new", "promised": dt.datetime(2190, 12, 30, tzinfo=dt.UTC)}

    drawn = draw(measure(target, Timeline([Change(NINE, facts)]), calendar=OFFICE, at=NINE))

    assert "due Thu 30 Dec 2190 00:00" in texts(parsed(drawn))
    assert {"2100", "2180", "open days"} <= set(texts(parsed(drawn)))
    assert len(drawn) < 200_000


def test_the_axis_may_reach_the_ends_of_time() -> None:
    """
    A warning in the last year that there is, on clocks that are ahead of it, is no error.
    """
    line_islands = BusinessCalendar("far", "Pacific/Kiritimati", "daily 00:00-24:00")
    last = dt.datetime.max.replace(tzinfo=dt.UTC)

    picture = parsed(draw(clock_at(6, calendar=line_islands), warnings=[last]))

    assert "warning 9999" in [each.text for each in picture.iter("title")]
    assert "8000" in texts(picture)


def test_a_clock_that_brings_no_calendar_is_drawn_in_utc() -> None:
    """
    There are no open hours to show then, and the phases are whole.
    """
    picture = parsed(draw(attrs.evolve(clock_at(6), calendars=())))

    assert len(phases(picture)) == 3
    assert "Times in UTC." in texts(picture)
    assert "open hours" not in texts(picture)


def test_a_breach_is_marked_from_its_instant_on() -> None:
    """
    Due after eight hours of ten: the last fifth of the bar is marked, and the text says so.
    """
    picture = parsed(draw(clock_at(10, history((0, "new")))))

    [(_, left, wide)] = phases(picture)
    [late] = [each for each in picture.iter("path") if each.get("stroke") == "#d9483b"][:1]
    [begin, end] = re.findall(r"[MH](\S+?)(?= |$)", late.attrib["d"])
    assert ((float(begin) - left) / wide, (float(end) - left) / wide) == pytest.approx(
        (0.8, 1), abs=0.001
    )
    assert "due Mon 2 Mar 17:00, breached" in texts(picture)
    assert "breached" in texts(picture)


def test_a_clock_in_time_shows_no_breach() -> None:
    """
    Neither the mark nor the word.
    """
    drawn = draw(clock_at(6))

    assert "breached" not in drawn
    assert "#d9483b" not in drawn


def test_each_warning_is_a_mark() -> None:
    """
    Two warnings, two marks that say when, and the legend says what they are.
    """
    picture = parsed(draw(clock_at(6), warnings=[NINE + 4 * HOUR, NINE + 9 * HOUR]))

    titles = [each.text for each in picture.iter("title")]
    assert "warning Mon 2 Mar 13:00" in titles
    assert "warning Mon 2 Mar 18:00" in titles
    assert "warning" in texts(picture)


def test_each_cycle_has_its_row() -> None:
    """
    Solved and opened anew: two bars, each named by its number.
    """
    target = attrs.evolve(SOLVE, again=Again.NEW_CYCLE)
    clock = clock_at(6, history((0, "new"), (1, "solved"), (3, "new")), target)

    picture = parsed(draw(clock))

    assert {"cycle 1", "cycle 2"} <= set(texts(picture))
    heights = {each.attrib["y"] for each in picture.iter("rect") if each.find("title") is not None}
    assert len(heights) == 2


def test_the_last_cycles_are_drawn_and_the_others_counted() -> None:
    """
    Of twenty cycles twelve are shown, and it is said that eight are not; nor are their warnings.
    """
    target = attrs.evolve(SOLVE, again=Again.NEW_CYCLE)
    told = history(*((2 * k + part, ("new", "solved")[part]) for k in range(20) for part in (0, 1)))

    picture = parsed(draw(clock_at(60, told, target), warnings=[NINE]))

    assert len(phases(picture)) == 12
    assert "warning" not in texts(picture)
    assert any("8 earlier cycles are not drawn" in each for each in texts(picture))
    assert "cycle 20" in texts(picture)


def test_the_axis_reads_the_calendars_own_clocks() -> None:
    """
    The zone is said; on the night of a clock change two o'clock is not shown, since it is skipped.
    """
    amsterdam = BusinessCalendar("nl", "Europe/Amsterdam", "daily 00:00-24:00")
    start = dt.datetime(2026, 3, 28, 23, tzinfo=ZoneInfo("Europe/Amsterdam"))
    told = Timeline([Change(start, {"state": "new"})])

    picture = parsed(draw(measure(SOLVE, told, calendar=amsterdam, at=start + HOUR)))

    assert "Times in Europe/Amsterdam." in texts(picture)
    ticks = [each for each in texts(picture) if re.fullmatch(r"\d\d:00", each)]
    assert ticks[:4] == ["23:00", "00:00", "01:00", "03:00"]
    assert "due Sun 29 Mar 08:00" in texts(picture)


def test_the_caption_is_the_clocks_first_line_and_the_rest_can_be_read_out() -> None:
    """
    Who does not see the picture hears what a terminal shows.
    """
    clock = clock_at(6)
    picture = parsed(draw(clock))

    lines = str(clock).splitlines()
    caption = "".join(next(picture.iter("figcaption")).itertext())
    assert lines[0] == "solve: running, 3h of 8h, due 2026-03-02T20:00:00Z"
    assert caption == "solve: running, 3h of 8h, due Mon 2 Mar 2026 20:00"
    assert picture.findtext("svg/title") == lines[0]
    assert (picture.findtext("svg/desc") or "").splitlines() == [
        " ".join(each.split()) for each in lines
    ]


def test_a_clock_that_has_not_started_is_a_sentence() -> None:
    """
    There is nothing to draw, and that is said.
    """
    picture = parsed(draw(clock_at(1, Timeline())))

    assert picture.find("svg") is None
    assert picture.findtext("figcaption") == "solve: not started"
    assert picture.findtext("p") == "Nothing had started it by Mon 2 Mar 2026 10:00 (UTC)."


def test_asked_long_after_all_was_over_the_bar_keeps_its_room() -> None:
    """
    A year after it was solved within an hour, the bar still fills most of the axis.
    """
    picture = parsed(draw(clock_at(366 * 24, history((0, "new"), (7, "solved")))))

    assert phases(picture)[0][2] > WIDE / 2
    assert "asked about Wed 3 Mar 2027 09:00 \N{RIGHTWARDS ARROW}" in texts(picture)


# Each may take about as long as it is drawn: years of turns, cycles, and shifts.
TEN_YEARS: Final = 10 * 365 * 24
SHIFTS: Final = BusinessCalendar("shifts", "UTC", "mon-sat 06:00-09:00,09:30-12:00,13:00-17:00")


@pytest.mark.parametrize("every", [5, 24, 24 * 30])
@pytest.mark.parametrize("again", [Again.NEW_CYCLE, Again.CONTINUE])
def test_a_long_life_is_no_large_picture(every: int, again: Again) -> None:
    """
    Ten years in which it turns every few hours, daily or monthly take fewer than 200 kB.
    """
    turns = ("new", "waiting", "new", "solved")
    told = history(*((every * k, turns[k % 4]) for k in range(min(6000, TEN_YEARS // every))))
    target = attrs.evolve(SOLVE, again=again)

    drawn = draw(
        clock_at(TEN_YEARS, told, target, SHIFTS), warnings=[NINE + k * DAY for k in range(3650)]
    )

    assert len(drawn.encode()) < 200_000
    assert len(phases(parsed(drawn))) <= 240


HOSTILE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "</title></svg><script>alert(1)</script>",
    "]]><x/><!--",
    "&lt;script&gt; &#60;script&#62;",
    "a\x00b\x1bd\x7fe\ud800f\ufffeg\nh",
    "{name} %s {0.__class__}",
    "long " * 5000,
)


def _shape(text: str) -> ET.Element:
    target = SlaTarget(
        text,
        8 * HOUR,
        start="state in (new, waiting)",
        stop="state = solved",
        pauses=[Pause(text, "state = waiting")],
    )
    calendar = BusinessCalendar(text, "UTC", "daily 00:00-24:00")
    clock = attrs.evolve(clock_at(6, target=target, calendar=calendar), policy=text)
    return parsed(draw(clock, warnings=[NINE]))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_strangers_text_stays_text(text: str) -> None:
    """
    Whatever names say, the picture has no element or attribute that a harmless one could not have.
    """
    drawn = _shape(text)

    assert {each.tag for each in drawn.iter()} <= TAGS
    assert len(phases(drawn)) == 3
    names = {name for each in drawn.iter() for name in each.attrib}
    assert names == {name for each in _shape("harmless").iter() for name in each.attrib}
