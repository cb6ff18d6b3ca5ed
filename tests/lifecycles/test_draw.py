"""
Lifecycles as diagrams and as tables.
"""

import re
from typing import Final

from csmcore.kernel import Markup
from csmcore.lifecycles import SERVICENOW_CASE, Lifecycle, Move, State
from tests.lifecycles.cases import CASE

SMALL: Final = Lifecycle.parse(
    """\
lifecycle small
state new: new
state "in progress": active
state closed: closed, final
initial new
-> import -> closed by system
new -> start -> "in progress" by agent when priority <= 2
any -> close -> closed by manager, agent requires notes then tell
"""
)

HOSTILE: Final = (
    '"] --> [*]\n%%{init: {"theme": "x"}}%% <script>alert(1)</script>;</svg>:#35;\\" //--> \u2028x'
)


def test_mermaid_of_a_small_lifecycle() -> None:
    """
    A line for each state, and for each move from each of its sources.
    """
    assert SMALL.mermaid() == (
        """\
stateDiagram-v2
    state "new" as s1
    state "in progress" as s2
    state "closed" as s3
    [*] --> s1
    [*] --> s3 : import by system
    s1 --> s2 : start by agent #91;priority #60;#61; 2#93;
    s1 --> s3 : close by agent, manager
    s2 --> s3 : close by agent, manager
    s3 --> [*]
"""
    )


def test_graphviz_of_a_small_lifecycle() -> None:
    """
    Final states have a double border, and the beginning is a point.
    """
    assert SMALL.dot() == (
        """\
digraph "small" {
    rankdir=LR;
    node [shape=box, style=rounded];
    begin [shape=point, label=""];
    s1 [label="new"];
    s2 [label="in progress"];
    s3 [label="closed", peripheries=2];
    begin -> s1;
    begin -> s3 [label="import by system"];
    s1 -> s2 [label="start by agent [priority <= 2]"];
    s1 -> s3 [label="close by agent, manager"];
    s2 -> s3 [label="close by agent, manager"];
}
"""
    )


def hostile() -> Lifecycle:
    """
    A lifecycle of which every name wants to be something else.
    """
    return Lifecycle(
        HOSTILE,
        states=[State(HOSTILE, category=HOSTILE), State("end", category="end")],
        moves=[Move(HOSTILE, HOSTILE, "end", by=HOSTILE, requires=HOSTILE, effects=HOSTILE)],
        initial=HOSTILE,
        final="end",
    )


def test_hostile_names_stay_names_in_mermaid() -> None:
    """
    They open no line, no comment, no tag and no directive.
    """
    drawn = hostile().mermaid()

    assert len(drawn.splitlines()) == 6
    assert "%%" not in drawn
    assert "<" not in drawn
    assert drawn.count('"') == 4
    assert drawn.count(":") == 1


def test_hostile_names_stay_names_in_graphviz() -> None:
    """
    Within quotes, with quotes and backslashes escaped, and on one line.
    """
    drawn = hostile().dot()

    assert len(drawn.splitlines()) == 9
    assert re.sub(r'"(?:[^"\\]|\\.)*"', "", drawn) == (
        "digraph  {\n    rankdir=LR;\n    node [shape=box, style=rounded];\n"
        "    begin [shape=point, label=];\n    s1 [label=];\n    s2 [label=, peripheries=2];\n"
        "    begin -> s1;\n    s1 -> s2 [label=];\n}\n"
    )


def test_a_notebook_shows_a_table() -> None:
    """
    A row for each move from each state; hostile names are text in it.
    """
    shown = CASE._repr_html_()

    assert isinstance(shown, Markup)
    assert shown.startswith("<figure><figcaption>Lifecycle case</figcaption>")
    assert shown.count("<tr>") == 1 + 1 + 3 + 2 + 3 + 2 + 1
    assert "<td>priority &lt;= 2</td>" in shown
    assert "<script" not in hostile()._repr_html_()
    assert "closed, final" in shown


def test_a_column_in_which_nothing_is_said_is_left_out() -> None:
    """
    Without conditions, requirements and effects there is no column for any of them.
    """
    plain = Lifecycle.parse(
        "lifecycle plain\nstate new: new\ninitial new\nnew -> touch -> new by agent\n"
    )

    def heads(lifecycle: Lifecycle) -> list[str]:
        return re.findall(r'<th scope="col">([^<]*)</th>', lifecycle._repr_html_())

    every = ["state", "category", "action", "leads to", "by", "when", "requires", "then"]
    assert heads(SMALL) == every
    assert heads(plain) == every[:5]
    assert plain._repr_html_().endswith(
        "<tr><td>new</td><td>new, initial</td><td>touch</td><td>new</td><td>agent</td></tr>"
        "</tbody></table></figure>"
    )


def test_every_state_of_a_shipped_lifecycle_is_drawn() -> None:
    """
    In all three ways.
    """
    for state in SERVICENOW_CASE.states:
        assert f'"{state.name}"' in SERVICENOW_CASE.mermaid()
        assert f'"{state.name}"' in SERVICENOW_CASE.dot()
        assert f"<td>{state.name}</td>" in SERVICENOW_CASE._repr_html_()
