"""
A card tells what is set of a value, and a table what stands beside what, as people write it.
"""

import datetime as dt
import enum
import xml.etree.ElementTree as ET
from typing import Final

import attrs
import pytest

from csmcore.kernel import (
    Change,
    DateSpan,
    Facts,
    Markup,
    Timeline,
    card,
    element,
    hours_text,
    picture,
    table,
)

NINE: Final = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
HOUR: Final = dt.timedelta(hours=1)


class Colour(enum.Enum):
    """
    What a thing can look like.
    """

    DARK_RED = "dark_red"


@attrs.frozen(kw_only=True)
class Part:
    """
    Something without words of its own.
    """

    name: str = ""
    weight: int = 1


@attrs.frozen(kw_only=True)
class Thing:
    """
    A value with fields of all kinds.
    """

    main_id: str
    colour: Colour | None = None
    seen_at: dt.datetime | None = None
    lasts: dt.timedelta | None = None
    valid: DateSpan = attrs.field(factory=DateSpan)
    copy_id: str = attrs.field(default=attrs.Factory(lambda self: self.main_id, takes_self=True))
    tags: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()
    own: tuple[tuple[str, str | bool], ...] = ()
    facts: Facts = attrs.field(factory=Facts)
    parts: tuple[Part, ...] = ()
    is_new: bool = False
    count: int = 0


def rows(drawn: Markup) -> list[list[str]]:
    """
    The texts of a table's cells; members of lists are joined by bars.
    """
    found = ET.fromstring(drawn).findall("table/*/tr")  # noqa: S314
    return [["|".join(cell.itertext()) for cell in row] for row in found]


def test_a_card_leaves_out_what_is_as_usual() -> None:
    """
    What is not set, empty or as it would be without a word says nothing, and is not shown.
    """
    assert rows(card("Thing", Thing(main_id="t1"))) == [["main id", "t1"]]


@pytest.mark.parametrize(
    ("thing", "row"),
    [
        (Thing(main_id="t", colour=Colour.DARK_RED), ["colour", "dark red"]),
        (Thing(main_id="t", seen_at=NINE), ["seen at", "2026-06-01T09:00:00Z"]),
        (Thing(main_id="t", lasts=1.5 * HOUR), ["lasts", "1h 30m"]),
        (Thing(main_id="t", lasts=0 * HOUR), ["lasts", "0h"]),
        (Thing(main_id="t", valid=DateSpan(NINE.date())), ["valid", "from 2026-06-01"]),
        (Thing(main_id="t", copy_id="u"), ["copy id", "u"]),
        (Thing(main_id="t", tags=("b", "a")), ["tags", "b|a"]),
        (Thing(main_id="t", tags=("b",)), ["tags", "b"]),
        (Thing(main_id="t", groups=frozenset("cab")), ["groups", "a|b|c"]),
        (Thing(main_id="t", own=(("size", "xl"), ("new", True))), ["own", "size: xl|new: yes"]),
        (Thing(main_id="t", facts=Facts({"b": 1, "a": None})), ["facts", "a: not set|b: 1"]),
        (Thing(main_id="t", parts=(Part(name="lid", weight=2),)), ["parts", "name: lid; weight: 2"]),
        (Thing(main_id="t", is_new=True), ["is new", "yes"]),
        (Thing(main_id="t", count=3), ["count", "3"]),
    ],
)
def test_a_card_writes_values_as_people_do(thing: Thing, row: list[str]) -> None:
    """
    Fields by their names in words; instants, durations, lists, pairs and parts without code.
    """
    assert rows(card("Thing", thing)) == [["main id", "t"], row]


def test_a_table_has_its_heads_and_names_each_row() -> None:
    """
    The first cell of each row is its head; markup in a cell stays markup.
    """
    drawn = table("Shares", ("who", "how much"), [("ann", 2), ("bo", element("b", "none"))])
    found = ET.fromstring(drawn)  # noqa: S314

    assert found.findtext("figcaption") == "Shares"
    assert rows(drawn) == [["who", "how much"], ["ann", "2"], ["bo", "none"]]
    assert [each.get("scope") for each in found.iter("th")] == ["col", "col", "row", "row"]
    assert found.findtext("table/tbody/tr/td/b") == "none"


def test_an_id_comes_first() -> None:
    """
    Which one it is stands first, wherever a class has its id.
    """

    @attrs.frozen
    class Dated:
        valid: str
        id: str

    assert rows(card("Dated", Dated("always", "d1"))) == [["id", "d1"], ["valid", "always"]]


def test_markup_draws_itself() -> None:
    """
    A table or a picture of one's own is shown in a notebook as it is.
    """
    drawn = table("Shares", ("who", "how much"), [("ann", 2)])

    assert picture(drawn) == drawn


def test_a_long_table_is_cut() -> None:
    """
    A hundred rows are shown, and how many more there are; the same holds of a list in a cell.
    """
    drawn = rows(table("Many", ("number", "squared"), [(each, each**2) for each in range(1_200)]))
    listed = rows(table("One", ("numbers", "it"), [("all", tuple(range(1_200)))]))

    assert len(drawn) == 1 + 100 + 1
    assert drawn[-1] == ["and 1,100 more"]
    assert listed[-1][1].endswith("|99|and 1,100 more")


def test_what_strangers_wrote_stays_text() -> None:
    """
    A name cannot bring an element of its own, wherever it stands.
    """
    evil = "<script>alert(1)</script>"
    drawn = card(evil, Thing(main_id=evil, tags=(evil, evil), own=((evil, evil),)))

    assert "<script" not in drawn + table(evil, (evil,), [(evil,)])
    assert ["main id", evil] in rows(drawn)


def test_a_timeline_is_a_table_of_its_changes() -> None:
    """
    When what held; signals, and when it became known, only where there is something to say.
    """
    opened = Change(NINE, {"state": "new", "priority": 2}, ["created"])
    late = Change(NINE + HOUR, {"state": None}, recorded_at=NINE + 2 * HOUR)

    assert rows(picture(Timeline([opened]))) == [
        ["since", "held", "was signalled"],
        ["2026-06-01T09:00:00Z", "priority: 2, state: new", "created"],
    ]
    assert rows(picture(Timeline([Change(NINE, {"state": "new"})]))) == [
        ["since", "held"],
        ["2026-06-01T09:00:00Z", "state: new"],
    ]
    assert rows(picture(Timeline([opened, late])))[-1] == [
        *("2026-06-01T10:00:00Z", "state: not set", "", "2026-06-01T11:00:00Z")
    ]


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (26 * HOUR, "26h"),
        (-1.5 * HOUR, "-1h 30m"),
        (dt.timedelta(seconds=61.5), "1m 1.5s"),
        (dt.timedelta(), "0h"),
    ],
)
def test_a_length_is_told_in_hours(length: dt.timedelta, text: str) -> None:
    """
    Hours, minutes and seconds, as far as there are any; no days, since their lengths differ.
    """
    assert hours_text(length) == text
