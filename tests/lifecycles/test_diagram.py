"""
A lifecycle as a diagram: each state has its line, each move its arrow, and no name becomes syntax.
"""

import itertools
import xml.etree.ElementTree as ET
from typing import Final

import pytest

from csmcore.errors import DefinitionError
from csmcore.lifecycles import (
    PRODUCT,
    SERVICENOW_CASE,
    SERVICENOW_CASE_LINE,
    SERVICENOW_ESCALATION,
    TROUBLE_TICKET,
    ZENDESK_TICKET,
    Lifecycle,
    Move,
    State,
)
from tests.lifecycles.test_draw import HOSTILE, hostile

LOOPING: Final = Lifecycle.parse(
    """\
lifecycle looping
state b: active
state a: new
state done: closed, code 7, final
state odd: anything_else
state c: active
initial a
-> import -> c by system
any -> touch -> c
c -> again -> c by agent when priority <= 2 requires notes
a, c, odd -> both -> c by manager, agent
b -> finish -> done
a -> finish -> done
"""
)
SHIPPED: Final = (
    *(PRODUCT, SERVICENOW_CASE, SERVICENOW_CASE_LINE, SERVICENOW_ESCALATION),
    *(TROUBLE_TICKET, ZENDESK_TICKET),
)


def diagram(lifecycle: Lifecycle) -> ET.Element:
    """
    The diagram in the picture, parsed as XML; what is no XML does not parse.
    """
    found = ET.fromstring(lifecycle._repr_html_()).find("svg")  # noqa: S314
    assert found is not None
    return found


def boxes(drawn: ET.Element) -> dict[str, float]:
    """
    Where the line of each state is, by its name, from left to right.
    """
    found = {}
    for group in drawn.iter("g"):
        text = group.find("text")
        if group.find("rect") is not None and text is not None:
            found[str(text.text)] = float(text.attrib["x"])
    return found


def rows(drawn: ET.Element) -> dict[str, tuple[list[str], list[str]]]:
    """
    For each row, the lines that have a dot and those that have an arrowhead; ``>`` is the ring.
    """
    names = {x: name for name, x in boxes(drawn).items()}
    found = {}
    for group in drawn.iter("g"):
        if group.find("rect") is None:
            dots = [names.get(float(each.attrib["cx"]), ">") for each in group.iter("circle")]
            tips = [each.attrib["points"].split(",")[0] for each in group.iter("polygon")]
            found[group.findtext("text", "")] = (dots, [names[float(tip)] for tip in tips])
    return found


def test_states_stand_by_category() -> None:
    """
    In the order of the categories of cases, then others; within one as they were declared.
    """
    places = boxes(diagram(LOOPING))

    assert list(places) == ["a", "b", "c", "done", "odd"]
    assert list(places.values()) == sorted(places.values())
    texts = [each.text for each in diagram(LOOPING).iter("text")]
    assert texts[:4] == ["new", "active", "closed", "anything else"]


def test_where_a_record_may_begin_is_on_the_left() -> None:
    """
    A category of one's own comes first where a record may begin in it, by itself or by a move.
    """
    assert next(iter(boxes(diagram(SERVICENOW_CASE_LINE)))) == "draft"
    imported = Lifecycle.parse(
        """\
lifecycle imported
state new: new
state parked: aside
state held: loaded
initial new
-> load -> held
new -> park -> parked
"""
    )
    assert list(boxes(diagram(imported))) == ["held", "new", "parked"]


def test_each_move_is_a_row_with_dots_and_arrowheads() -> None:
    """
    A dot for each state that it leaves, a head for each side from which it comes.
    """
    assert rows(diagram(LOOPING)) == {
        "begins": ([">"], ["a"]),
        "import by system": ([">"], ["c"]),
        "touch": (["b", "a", "odd"], ["c", "c"]),
        "again by agent": ([], ["c"]),
        "both by agent, manager": (["a", "odd"], ["c", "c", "c"]),
        "finish": (["b", "a"], ["done"]),
    }


def test_a_move_to_where_it_is_is_a_loop() -> None:
    """
    By itself, and beside others.
    """
    looping = [
        group.findtext("text") for group in diagram(LOOPING).iter("g") if group.find("path") is not None
    ]

    assert looping == ["again by agent", "both by agent, manager"]


def test_who_cannot_see_it_is_told() -> None:
    """
    A line for each row, with what the arrows say and what they do not.
    """
    drawn = diagram(LOOPING)

    assert drawn.get("role") == "img"
    assert drawn.findtext("title") == "Lifecycle looping: 5 states, 5 moves"
    assert (drawn.findtext("desc") or "").splitlines() == [
        "import by system: from the beginning to c",
        "touch: from b, a, odd to c",
        "again by agent: from c to c when priority <= 2 requires notes",
        "both by agent, manager: from a, c, odd to c",
        "finish: from b, a to done",
    ]


def test_a_final_state_has_two_borders() -> None:
    """
    So that it is told by shape; pointed at, each says its category and code.
    """
    told = {
        group.findtext("title"): len(group.findall("rect"))
        for group in diagram(LOOPING).iter("g")
        if group.find("rect") is not None
    }

    assert told == {
        "a: new": 1,
        "b: active": 1,
        "c: active": 1,
        "done: closed, code 7, final": 2,
        "odd: anything else": 1,
    }


@pytest.mark.parametrize("lifecycle", SHIPPED, ids=lambda each: each.name)
def test_shipped_lifecycles_are_drawn_whole(lifecycle: Lifecycle) -> None:
    """
    Every state has a box, every action a row, and everything lies inside the picture.
    """
    drawn = diagram(lifecycle)
    wide, high = (float(drawn.attrib[name]) for name in ("width", "height"))

    assert set(boxes(drawn)) == {state.name for state in lifecycle.states}
    assert {row.split(" by ")[0] for row in rows(drawn)} - {"begins"} == {
        move.action for move in lifecycle.moves
    }
    for name, end in (("x", wide), ("cx", wide), ("x2", wide), ("y", high), ("cy", high), ("y2", high)):
        places = [float(each.attrib[name]) for each in drawn.iter() if name in each.attrib]
        assert all(0 <= place <= end for place in places)


def test_boxes_do_not_touch() -> None:
    """
    However long a name is, it is cut before it reaches the next.
    """
    states = [State("x" * length, category="active") for length in (1, 5, 27, 28, 29, 300)]
    drawn = diagram(Lifecycle("wide", states=states, moves=(), initial="x"))
    stretches = [
        (float(each.attrib["x"]), float(each.attrib["x"]) + float(each.attrib["width"]))
        for each in drawn.iter("rect")
    ]

    assert all(end < start for (_, end), (start, _) in itertools.pairwise(stretches))
    assert [len(name) for name in boxes(drawn)] == [
        1,
        5,
        27,
        28,
        28,
    ]  # the last two are cut to one text


def test_many_moves_are_cut_and_counted() -> None:
    """
    A hundred and twenty are drawn; the table has all.
    """
    moves = [Move("a", f"go{each}", "a") for each in range(125)]
    lifecycle = Lifecycle("many", states=[State("a", category="active")], moves=moves, initial="a")

    assert len(rows(diagram(lifecycle))) == 1 + 120
    assert "and 5 more moves, which the table below has" in lifecycle._repr_html_()
    assert "<td>go124</td>" in lifecycle._repr_html_()


def test_very_many_states_are_a_table_alone() -> None:
    """
    Forty stand side by side; forty-one would be wider than anybody reads.
    """
    states = [State(f"s{each}", category="active") for each in range(41)]
    forty, more = (
        Lifecycle("many", states=states[:count], moves=(), initial="s0")._repr_html_()
        for count in (40, 41)
    )

    assert "<svg" in forty
    assert "<svg" not in more
    assert "<td>s40</td>" in more


def test_hostile_names_stay_names() -> None:
    """
    They open no tag and no attribute: the diagram has the elements of a harmless one.
    """
    harmless = Lifecycle(
        "x",
        states=[State("x", category="x"), State("end", category="end")],
        moves=[Move("x", "x", "end", by="x", requires="x", effects="x")],
        initial="x",
        final="end",
    )
    shapes = [
        [(each.tag, sorted(each.attrib)) for each in diagram(lifecycle).iter()]
        for lifecycle in (hostile(), harmless)
    ]

    assert shapes[0] == shapes[1]
    first = next(iter(boxes(diagram(hostile()))))
    assert first == " ".join(HOSTILE.split())[:27] + "\N{HORIZONTAL ELLIPSIS}"


def test_a_lifecycle_has_a_state_to_draw() -> None:
    """
    One without any is refused when it is made.
    """
    with pytest.raises(DefinitionError):
        Lifecycle("none", states=(), moves=(), initial=None)
