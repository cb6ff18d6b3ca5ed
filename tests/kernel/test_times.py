"""
Instants in what is drawn: on one line, exact for programs, on the clocks of who reads it.
"""

import datetime as dt
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore.errors import DefinitionError, NaiveInstantError
from csmcore.kernel import (
    Change,
    Markup,
    Timeline,
    element,
    escape,
    instant_text,
    local_text,
    on_clocks,
    picture,
    table,
    with_instants,
)

EIGHT: Final = dt.datetime(2026, 6, 2, 8, tzinfo=dt.UTC)
IN_UTC: Final = '<time datetime="2026-06-02T08:00:00Z">2026-06-02T08:00:00Z</time>'
IN_PARIS: Final = (
    '<time datetime="2026-06-02T08:00:00Z" title="2026-06-02T08:00:00Z">Tue 2 Jun 2026 10:00</time>'
)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("due 2026-06-02T08:00:00Z, late", f"due {IN_UTC}, late"),
        (
            "in 2026-06-02 08:00:00.5Z.",
            'in <time datetime="2026-06-02T08:00:00.500000Z">2026-06-02 08:00:00.5Z</time>.',
        ),
        ("2026-06-02T08:00:00Z" * 2, "2026-06-02T08:00:00Z" * 2),
        ("2026-06-31T08:00:00Z", "2026-06-31T08:00:00Z"),
        ("2026-06-02T08:00:00+02:00", "2026-06-02T08:00:00+02:00"),
        ("since 2026-06-02", "since 2026-06-02"),
        ("<b>2026-06-02T08:00:00Z", f"&lt;b&gt;{IN_UTC}"),
    ],
    ids=["T", "space", "run together", "no date", "offset", "date", "escaped"],
)
def test_an_instant_in_a_text_is_a_time(text: str, drawn: str) -> None:
    """
    What csmcore writes is found wherever it stands; the rest stays text.
    """
    assert with_instants(text) == drawn


def test_markup_stays_as_it_is() -> None:
    """
    What was drawn is not drawn again.
    """
    drawn = element("p", EIGHT)
    assert with_instants(drawn) is drawn
    assert with_instants(with_instants("2026-06-02T08:00:00Z")) == IN_UTC


def test_instants_move_to_a_zones_clocks_once() -> None:
    """
    Paris has its summer time; who points at it finds UTC, and another zone changes nothing more.
    """
    moved = on_clocks(with_instants("due 2026-06-02T08:00:00Z"), "Europe/Paris")

    assert moved == f"due {IN_PARIS}"
    assert on_clocks(moved, "Asia/Tokyo") == moved


def test_what_no_clock_shows_stays_in_utc() -> None:
    """
    The first instant of all is the day before in New York, where there is none.
    """
    drawn = with_instants("0001-01-01T00:00:00Z")
    assert on_clocks(drawn, "America/New_York") == drawn


def test_a_time_of_a_host_s_own_stays_as_it_is() -> None:
    """
    A date and a time of day are no instants, and on all clocks the same.
    """
    for exact in ("2026-06-02", "12:00", "P2D", ""):
        drawn = element("p", "since ", element("time", "2 June", datetime=exact))
        assert on_clocks(drawn, "Europe/Paris") == drawn
        assert drawn in picture(drawn, zone="Europe/Paris")


def test_a_text_is_no_markup_whatever_it_says() -> None:
    """
    A stranger's element is escaped, on any clocks.
    """
    evil = '<time datetime="2026-06-02T08:00:00Z"><script></time>'
    assert "<" not in on_clocks(evil, "Europe/Paris")  # type: ignore[arg-type]
    assert on_clocks(escape("a"), "Europe/Paris") == "a"


def test_seconds_are_told_where_there_are_any() -> None:
    """
    And the year, unless it is said beside it.
    """
    assert local_text(EIGHT, "Asia/Kathmandu") == "Tue 2 Jun 2026 13:45"
    later = EIGHT + dt.timedelta(seconds=7)
    assert local_text(later, "UTC", year=False) == "Tue 2 Jun 08:00:07"


def test_only_an_instant_is_shown_on_clocks() -> None:
    """
    Without a zone it names none, and in some years some clocks show nothing.
    """
    with pytest.raises(NaiveInstantError):
        local_text(EIGHT.replace(tzinfo=None), "Europe/Paris")
    given: Any
    for given in (None, EIGHT.date(), "2026-06-02T08:00:00Z"):
        with pytest.raises(DefinitionError, match="is no instant; an aware datetime is needed"):
            local_text(given, "Europe/Paris")
    first, last = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
    for instant, zone in ((first, "America/New_York"), (last, "Asia/Tokyo")):
        with pytest.raises(
            DefinitionError, match=f"is in no year from 1 to 9999 on the clocks of {zone}"
        ):
            local_text(instant, zone)


def test_a_picture_is_told_on_the_clocks_that_are_asked_for() -> None:
    """
    It says first which those are.
    """
    timeline = Timeline([Change(EIGHT, {"state": "new"})])

    assert IN_UTC in picture(timeline)
    shown = picture(timeline, zone="Europe/Paris")
    assert shown.startswith("<section><p>Times in Europe/Paris.</p><figure>")
    assert IN_PARIS in shown
    with pytest.raises(DefinitionError, match="Atlantis"):
        picture(timeline, zone="Atlantis")


def test_a_table_and_its_title_tell_instants_alike() -> None:
    """
    Alone in a cell, in a list, and in a title.
    """
    drawn = table(f"As of {instant_text(EIGHT)}", ("at",), [(EIGHT,), ([EIGHT, EIGHT],)])
    assert drawn.count(IN_UTC) == 4
    assert "white-space: nowrap" in drawn.page("Times")


@given(st.text() | st.datetimes(timezones=st.just(dt.UTC)).map(instant_text))
def test_only_times_are_added(text: str) -> None:
    """
    Without the elements it is the text, escaped.
    """
    drawn = with_instants(text)
    assert isinstance(drawn, Markup)
    start, _, rest = drawn.partition("<time ")
    inner = rest.partition(">")[2].replace("</time>", "")
    assert start + inner == escape(text)
