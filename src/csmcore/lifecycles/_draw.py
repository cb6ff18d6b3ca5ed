"""
A lifecycle as the text that Mermaid and Graphviz read, and as a picture for a notebook.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from csmcore.conditions import ANYTHING
from csmcore.kernel import Markup, element
from csmcore.lifecycles._diagram import STATES, diagram_of
from csmcore.lifecycles._graph import Way
from csmcore.lifecycles._moves import Move
from csmcore.lifecycles._states import State

_HEADS: Final = ("state", "category", "action", "leads to", "by", "when", "requires", "then")


def to_mermaid(
    states: Sequence[State], ways: Iterable[Way], initial: str | None, final: Iterable[str]
) -> str:
    """
    The text of a Mermaid ``stateDiagram-v2``; names become labels, and no name becomes syntax.
    """
    ids = _ids(states)
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_mermaid(state.name)}" as {ids[state.name]}' for state in states]
    if initial is not None:
        lines.append(f"    [*] --> {ids[initial]}")
    for source, move in ways:
        start = "[*]" if source is None else ids[source]
        lines.append(f"    {start} --> {ids[move.target]} : {_mermaid(_label(move))}")
    lines += [f"    {ids[name]} --> [*]" for name in final]
    return "\n".join(lines) + "\n"


def to_dot(
    name: str,
    states: Sequence[State],
    ways: Iterable[Way],
    initial: str | None,
    final: Iterable[str],
) -> str:
    """
    The text of a Graphviz ``digraph``; names become labels, and no name becomes syntax.
    """
    ids, ended = _ids(states), frozenset(final)
    begin = '    begin [shape=point, label=""];'
    lines = [
        f"digraph {_dot(name)} {{",
        "    rankdir=LR;",
        "    node [shape=box, style=rounded];",
        begin,
    ]
    for state in states:
        double = ", peripheries=2" if state.name in ended else ""
        lines.append(f"    {ids[state.name]} [label={_dot(state.name)}{double}];")
    if initial is not None:
        lines.append(f"    begin -> {ids[initial]};")
    for source, move in ways:
        start = "begin" if source is None else ids[source]
        lines.append(f"    {start} -> {ids[move.target]} [label={_dot(_label(move))}];")
    return "\n".join((*lines, "}")) + "\n"


def picture(
    name: str,
    states: Sequence[State],
    ways: Iterable[Way],
    initial: str | None,
    final: Iterable[str],
) -> Markup:
    """
    A diagram for a notebook, over a table: each state with the moves that leave it.

    With more than forty states there is the table alone.
    """
    listed, ended = tuple(ways), frozenset(final)
    rows = [*_rows("", "begins", [way.move for way in listed if way.source is None])]
    for state in states:
        notes = [state.category]
        notes += ["initial"] * (state.name == initial) + ["final"] * (state.name in ended)
        leaving = [way.move for way in listed if way.source == state.name]
        rows += (
            _rows(state.name, ", ".join(notes), leaving)
            if leaving
            else [(state.name, ", ".join(notes), *[""] * 6)]
        )
    table = _table(rows)
    drawn = [diagram_of(name, states, listed, initial, final)] if len(states) <= STATES else []
    return element("figure", element("figcaption", f"Lifecycle {name}"), *drawn, table)


def _table(rows: Sequence[Sequence[str]]) -> Markup:
    """
    Rows under their heads, without the columns in which nothing is said.
    """
    said = [place for place, head in enumerate(_HEADS) if place < 2 or any(row[place] for row in rows)]
    head = element("tr", *(element("th", _HEADS[place], scope="col") for place in said))
    body = (element("tr", *(element("td", row[place]) for place in said)) for row in rows)
    return element("table", element("thead", head), element("tbody", *body))


def _rows(state: str, about: str, moves: Sequence[Move]) -> Iterator[tuple[str, ...]]:
    for place, move in enumerate(moves):
        when = "" if move.when == ANYTHING else str(move.when)
        cells = (move.action, move.target, ", ".join(sorted(move.by)) or "anybody", when)
        more = (", ".join(move.requires), ", ".join(move.effects))
        yield (*((state, about) if place == 0 else ("", "")), *cells, *more)


def _ids(states: Iterable[State]) -> dict[str, str]:
    return {state.name: f"s{place}" for place, state in enumerate(states, 1)}


def _label(move: Move) -> str:
    by = f" by {', '.join(sorted(move.by))}" if move.by else ""
    when = "" if move.when == ANYTHING else f" [{move.when}]"
    return f"{move.action}{by}{when}"


def _mermaid(text: str) -> str:
    # Mermaid takes any character by its number; whatever could be syntax is written so.
    return "".join(char if char.isalnum() or char in " _.,()-" else f"#{ord(char)};" for char in text)


def _dot(text: str) -> str:
    safe = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else " " for char in safe) + '"'
