"""
A lifecycle as a diagram: a line for each state, and an arrow from line to line for each move.
"""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from csmcore.conditions import ANYTHING
from csmcore.kernel import Markup, element
from csmcore.lifecycles._graph import Way
from csmcore.lifecycles._moves import Move
from csmcore.lifecycles._states import Category, State

STATES: Final = 40
"""
With more states than that a diagram is wider than anybody reads.
"""

_MOVES: Final = 120
"""
How many moves are drawn, the first ones.
"""

_INK: Final = "currentColor"
_HUES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Category.NEW: "#3b7dd8",
        Category.ACTIVE: "#2a9278",
        Category.WAITING_ON_CUSTOMER: "#c97a12",
        Category.WAITING_ON_THIRD_PARTY: "#c97a12",
        Category.RESOLVED: "#8a63d2",
    }
)
"""
Colours that can be told from a white and from a black page; other categories have the text's.
"""

_LETTER: Final = 6.4
_BOLD: Final = 1.15
_NAME: Final = 28
_LABEL: Final = 40
"""
How wide a letter is, how much wider a bold one, and how many a name and a label have.
"""

_BOX: Final = 26
_ROW: Final = 24
_TOP: Final = 30


class _Column(NamedTuple):
    """
    A state: where its line runs, how wide its box is, and what it is.
    """

    x: float
    wide: float
    state: State


class _Arrow(NamedTuple):
    """
    Moves that differ only in where they set out, ``None`` being where a record begins.
    """

    sources: tuple[str | None, ...]
    move: Move

    @property
    def label(self) -> str:
        """
        What is asked, and by whom.
        """
        by = f" by {', '.join(sorted(self.move.by))}" if self.move.by else ""
        return _cut(f"{self.move.action}{by}", _LABEL)

    def __str__(self) -> str:
        move = self.move
        sources = ", ".join("the beginning" if each is None else _cut(each) for each in self.sources)
        when = "" if move.when == ANYTHING else f" when {_cut(str(move.when), 120)}"
        requires = f" requires {_cut(', '.join(move.requires), 60)}" if move.requires else ""
        return f"{self.label}: from {sources} to {_cut(move.target)}{when}{requires}"


def diagram_of(
    name: str, states: Sequence[State], ways: Iterable[Way], initial: str | None, final: Iterable[str]
) -> Markup:
    """
    States side by side by category, and below them a row for each move in its order.

    Moves that differ only in where they set out share a row, with who may ask them. A row
    has a dot on each line that it leaves, and an arrowhead on the one that it leads to.
    Where a record begins is a ring on the left, and a final state's box has two borders.
    """
    every = _arrows(ways)
    arrows, hidden = every[:_MOVES], len(every) - _MOVES
    left = _left(arrows)
    begins = {arrow.move.target for arrow in every if None in arrow.sources} | {initial}
    columns = _columns(states, left, begins)
    lines: dict[str | None, float] = {None: left - 14}
    lines |= {column.state.name: column.x for column in columns}
    bottom = _TOP + _BOX + 16 + _ROW * (len(arrows) + (initial is not None))
    right = columns[-1].x + columns[-1].wide / 2
    ended = frozenset(final)
    parts = [
        *_categories(columns),
        *(_line(column.x, _TOP + _BOX, column.x, bottom, **_looks(column, 0.5)) for column in columns),
        *(_state(column, is_final=column.state.name in ended) for column in columns),
        *_rows(arrows, lines, initial),
    ]
    if hidden > 0:
        told = f"and {hidden} more moves, which the table below has"
        parts.append(_text(4, bottom + 16, told))
    height = bottom + (24 if hidden > 0 else 6)
    title = f"Lifecycle {_cut(name)}: {len(states)} states, {len(every)} moves"
    return _svg(title, arrows, parts, (right + 8, height))


def _arrows(ways: Iterable[Way]) -> list[_Arrow]:
    sources: dict[Move, dict[str | None, None]] = {}
    for source, move in ways:
        sources.setdefault(attrs.evolve(move, sources=None), {})[source] = None
    return [_Arrow(tuple(found), move) for move, found in sources.items()]


def _svg(
    title: str, desc: Iterable[object], parts: Iterable[Markup], size: tuple[float, float]
) -> Markup:
    width, height = size
    return element(
        "svg",
        element("title", title),
        element("desc", "\n".join(map(str, desc))),
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        role="img",
        font_family="system-ui, sans-serif",
        font_size=12,
        fill=_INK,
    )


# --- where everything is -----------------------------------------------------------------------


def _left(arrows: Iterable[_Arrow]) -> float:
    return 36 + max((_long(arrow.label) for arrow in arrows), default=36)


def _columns(states: Iterable[State], left: float, begins: Collection[str | None]) -> list[_Column]:
    # A category of one's own is last, unless a record may begin in it.
    order = {category.value: place for place, category in enumerate(Category)}
    place = {state.category: len(order) for state in states}
    place |= {state.category: -1 for state in states if state.name in begins}
    place |= order
    found: list[_Column] = []
    x = left
    by_category = sorted(states, key=lambda state: place[state.category])
    for category, group in _grouped(by_category):
        mine = list(group)
        least = _long(_cut(_plain(category))) / len(mine) + 8
        for state in mine:
            wide = max(least, _BOLD * _long(_cut(state.name)) + 18, 64)
            found.append(_Column(round(x + wide / 2, 1), round(wide, 1), state))
            x += wide + 14
    return found


def _grouped(states: Iterable[State]) -> Iterator[tuple[str, list[State]]]:
    """
    States by category, those of one category together, in the order in which each comes first.
    """
    found: dict[str, list[State]] = {}
    for state in states:
        found.setdefault(state.category, []).append(state)
    yield from found.items()


def _long(text: str) -> float:
    return sum(_LETTER if letter < "\u0500" else 12 for letter in text)


def _cut(text: str, most: int = _NAME) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def _plain(category: str) -> str:
    return category.replace("_", " ")


# --- what is drawn -----------------------------------------------------------------------------


def _looks(column: _Column, opacity: float = 1) -> dict[str, object]:
    hue = _HUES.get(column.state.category, _INK)
    return {"stroke": hue, "stroke_opacity": opacity}


def _categories(columns: Sequence[_Column]) -> Iterator[Markup]:
    for category, group in itertools.groupby(columns, key=lambda column: column.state.category):
        mine = list(group)
        start, end = mine[0].x - mine[0].wide / 2, mine[-1].x + mine[-1].wide / 2
        yield _text((start + end) / 2, 14, _cut(_plain(category)), text_anchor="middle", font_size=11)
        yield _line(start, 20, end, 20, **_looks(mine[0]), stroke_width=3)


def _state(column: _Column, *, is_final: bool) -> Markup:
    state, wide = column.state, column.wide
    left = column.x - wide / 2
    code = "" if state.code is None else f", code {state.code}"
    told = f"{state.name}: {_plain(state.category)}{code}{', final' if is_final else ''}"
    box: dict[str, object] = {"fill": "none", **_looks(column), "stroke_width": 1.5}
    inner = {"x": left + 3, "y": _TOP + 3, "width": wide - 6, "height": _BOX - 6, "rx": 3}
    return element(
        "g",
        element("title", told),
        element("rect", x=left, y=_TOP, width=wide, height=_BOX, rx=6, **box),
        *([element("rect", **inner, **box)] if is_final else []),
        _text(column.x, _TOP + 17, _cut(state.name), text_anchor="middle", font_weight=600),
    )


def _rows(
    arrows: Iterable[_Arrow], lines: Mapping[str | None, float], initial: str | None
) -> Iterator[Markup]:
    y = _TOP + _BOX + 20.0
    if initial is not None:
        title = element("title", f"begins in {_cut(initial)}")
        yield element("g", title, _text(4, y + 4, "begins"), *_arrow([None], initial, lines, y))
        y += _ROW
    for arrow in arrows:
        label = _text(4, y + 4, arrow.label)
        drawn = _arrow(arrow.sources, arrow.move.target, lines, y)
        yield element("g", element("title", arrow), label, *drawn)
        y += _ROW


def _arrow(
    sources: Collection[str | None], target: str, lines: Mapping[str | None, float], y: float
) -> Iterator[Markup]:
    to = lines[target]
    xs = [lines[source] for source in sources]
    if min(xs) < to:
        yield _line(min(xs), y, to - 3, y, stroke_width=1.5)
        yield _head(to, y, -8)
    if max(xs) > to:
        yield _line(max(xs), y, to + 3, y, stroke_width=1.5)
        yield _head(to, y, 8)
    if to in xs:
        loop = f"M{to:g} {y - 7:g}C{to + 26:g} {y - 9:g} {to + 26:g} {y + 9:g} {to + 6:g} {y + 4:g}"
        yield element("path", d=loop, fill="none", stroke=_INK, stroke_width=1.5)
        yield _head(to, y + 4, 8)
    for source, x in zip(sources, xs, strict=True):
        if x != to:
            fill = "none" if source is None else _INK
            yield element("circle", cx=x, cy=y, r=4, fill=fill, stroke=_INK, stroke_width=1.5)


def _head(x: float, y: float, back: float) -> Markup:
    points = f"{x:g},{y:g} {x + back:g},{y - 5:g} {x + back:g},{y + 5:g}"
    return element("polygon", points=points, fill=_INK)


def _line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> Markup:
    shown = {"stroke": _INK, **attributes}
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **shown)


def _text(x: float, y: float, said: object, **attributes: object) -> Markup:
    return element("text", said, x=round(x, 1), y=y, **attributes)
