"""
A cycle of a clock as a bar: pieces that ran, waited or were closed, and what happened when.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from csmcore.calendars import Calendar
from csmcore.kernel import Markup, element, hours_text, to_micros
from csmcore.sla._axis import LEFT, WIDE, Axis
from csmcore.sla._cycles import Cycle, Phase
from csmcore.sla._marks import (
    INK,
    LATE,
    LINE,
    RAN,
    RIGHT,
    WAITED,
    WIDTH,
    Label,
    cut,
    line,
    long,
    placed,
    strokes,
    text,
)
from csmcore.sla._stages import Stage

_BAR: Final = 20
_NAMES: Final = 40
_MINUTE: Final = dt.timedelta(minutes=1)

_LEGEND: Final[Mapping[str, str]] = MappingProxyType(
    {
        "running": "running",
        "paused": "paused",
        "closed": "ended for a while, does not count",
        "pale": "outside opening hours, does not count",
        "short": "several short phases",
        "late": "breached",
        "due": "due",
        "warned": "warning",
        "ahead": "still to run",
        "ended": "ended",
    }
)
"""
The kinds of marks, in the order in which a legend explains them.
"""

_LOOKS: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        "running": {"stroke": RAN, "stroke_width": _BAR},
        "running, closed": {"fill": RAN, "fill_opacity": 0.25},
        "paused": {"stroke": WAITED, "stroke_width": _BAR, "stroke_dasharray": "2 3"},
        "paused, closed": {"fill": WAITED, "fill_opacity": 0.2},
        "closed": {"fill": "none", "stroke": INK, "stroke_opacity": 0.6, "stroke_dasharray": "2 4"},
        "short": {"fill": INK, "fill_opacity": 0.4},
        "late": {"stroke": LATE, "stroke_width": 5},
        "ahead": {"stroke": INK, "stroke_width": 2, "stroke_dasharray": "2 4"},
    }
)
"""
How each kind looks; none is told by its colour alone.
"""


class Measured(Protocol):
    """
    What is drawn: a clock at an instant.
    """

    @property
    def at(self) -> dt.datetime: ...
    @property
    def cycles(self) -> tuple[Cycle, ...]: ...
    @property
    def calendars(self) -> tuple[Calendar, ...]: ...
    @property
    def policy(self) -> str: ...
    @property
    def version(self) -> int: ...
    def _headline(self) -> str: ...


class Row(NamedTuple):
    """
    What was drawn of a cycle, how high it is, and which kinds of marks are in it.
    """

    drawn: Markup
    height: float
    kinds: frozenset[str]


class _Mark(NamedTuple):
    kind: str
    drawn: Markup


class _Piece(NamedTuple):
    """
    Phases drawn as one: a single one, or several too short to be told apart.
    """

    phases: list[Phase]

    @property
    def start(self) -> int:
        return to_micros(self.phases[0].start)

    @property
    def end(self) -> int:
        return to_micros(self.phases[-1].end)


def row_of(
    clock: Measured, cycle: Cycle, axis: Axis, warned: Sequence[int], *, y: float, most: int
) -> Row:
    """
    A cycle as a row from a height on: names above the bar, instants below it.

    Args:
        clock: The clock.

        cycle: One of its cycles.

        axis: Where instants lie.

        warned: When thresholds of this cycle were or will be crossed.

        y: Where the row begins.

        most: How many pieces the bar may have.
    """
    pieces = _pieces(cycle.phases, axis, most)
    asked = axis.x(to_micros(clock.at))
    above = placed(_names(pieces, axis), 2, beside=asked)
    top = y + 11 + LINE * max((each.line + 1 for each in above), default=0)
    base = top + _BAR + 19
    parts = list(_title(clock, cycle, top))
    for place in above:
        up = top - 8 - LINE * place.line
        parts.append(text(place.left, up, place.text))
        if place.line:
            parts.append(line(place.x, up + 3, place.x, top, stroke_opacity=0.4))
    parts += [text(left, base, said) for left, said in _told(_events(cycle, axis), asked)]
    marks = [mark for piece in pieces for mark in _bar(clock, piece, axis, top)]
    marks += _marks(clock, cycle, axis, warned, top)
    drawn = element("g", *parts, *(mark.drawn for mark in marks))
    return Row(drawn, base + 13 - y, frozenset(mark.kind for mark in marks))


def _title(clock: Measured, cycle: Cycle, top: float) -> Iterator[Markup]:
    stage = cycle.stage.replace("_", " ")
    if len(clock.cycles) > 1:
        yield text(4, top + 8, f"cycle {cycle.number}", font_weight=600)
        yield text(4, top + 21, stage)
    else:
        yield text(4, top + 14, stage, font_weight=600)


def _pieces(phases: Sequence[Phase], axis: Axis, most: int) -> list[_Piece]:
    least = 0
    pieces = [_Piece([phase]) for phase in phases]
    while len(pieces) > most:
        least = max(2 * least, (axis.end - axis.start) // WIDE)
        pieces = []
        grows = False
        for phase in phases:
            short = to_micros(phase.end) - to_micros(phase.start) < least
            if short and grows:
                pieces[-1].phases.append(phase)
            else:
                pieces.append(_Piece([phase]))
            grows = short
    return pieces


# --- what is said ----------------------------------------------------------------------------


def _what(phase: Phase) -> str:
    if phase.stage is Stage.PAUSED:
        return f"paused: {phase.pause}"
    return "running" if phase.stage is Stage.RUNNING else "ended for a while"


def _names(pieces: Sequence[_Piece], axis: Axis) -> list[Label]:
    """
    What stands above the pieces, the widest first: with the working time where there is room.

    Who was waited for is said at least once, however short it was.
    """
    found: list[Label] = []
    told: set[str] = set()
    single = [piece for piece in pieces if len(piece.phases) == 1]
    for piece in sorted(single, key=lambda each: each.start - each.end):
        phase = piece.phases[0]
        what = cut(_what(phase), 40)
        worked = phase.worked // _MINUTE * _MINUTE or phase.worked
        full = f"{what}, {hours_text(worked)}" if phase.stage.is_open else what
        wide = axis.wide(piece.start, piece.end)
        said = full if long(full) <= wide else what
        if long(said) <= wide or (phase.stage is Stage.PAUSED and what not in told):
            told.add(what)
            found.append(Label(axis.x((piece.start + piece.end) // 2), said))
    return found[:_NAMES]


def _events(cycle: Cycle, axis: Axis) -> list[Label]:
    """
    What stands below the bar: since when, by when, until when.
    """
    began = "starts" if cycle.stage is Stage.NOT_STARTED else "started"
    told = {began: cycle.started_at, "due": cycle.due_at}
    if cycle.breached_at != cycle.due_at:
        told["breached"] = cycle.breached_at
    told[cycle.stage] = cycle.ended_at
    instants = {what: to_micros(at) for what, at in told.items() if at is not None}
    labels = [Label(axis.x(at), f"{what} {axis.told(at)}") for what, at in instants.items()]
    if cycle.due_at is not None and cycle.breached_at == cycle.due_at:
        labels[1] = Label(labels[1].x, f"{labels[1].text}, breached")
    return sorted(labels)


def _told(labels: list[Label], asked: float) -> list[tuple[float, str]]:
    """
    Labels each under its mark, or where they would touch, one after the other.
    """
    apart = placed(labels, 1, beside=asked)
    if len(apart) == len(labels):
        return [(each.left, each.text) for each in apart]
    # The start can be read from the axis, when there is too little room for all.
    joined = ["; ".join(each.text for each in labels[first:]) for first in (0, 1)]
    said = next((each for each in joined if long(each) <= WIDTH - LEFT), joined[-1])
    wide = long(said)
    middle = sum(label.x for label in labels) / len(labels)
    left = min(middle - wide / 2, WIDTH - wide)
    if left < asked < left + wide and asked - 6 - wide >= LEFT:
        left = asked - 6 - wide
    return [(round(max(LEFT, left), 1), said)]


# --- what is drawn ---------------------------------------------------------------------------


def _bar(clock: Measured, piece: _Piece, axis: Axis, top: float) -> Iterator[_Mark]:
    start, end = piece.start, piece.end
    left, wide = axis.x(start), round(max(axis.wide(start, end), 1), 2)
    when = f"{axis.told(start)} to {axis.told(end)}"
    box: dict[str, object] = {"x": left, "y": top, "width": wide, "height": _BAR}
    phase = piece.phases[0]
    if len(piece.phases) > 1:
        title = element("title", f"{len(piece.phases)} phases: {when}")
        yield _Mark("short", element("rect", title, **box, **_LOOKS["short"]))
        return
    if not phase.stage.is_open:
        title = element("title", f"{_what(phase)}: {when}")
        yield _Mark("closed", element("rect", title, **box, **_LOOKS["closed"]))
        return
    kind = "running" if phase.stage is Stage.RUNNING else "paused"
    opens = [(left, round(left + wide, 2))]
    if axis.shows_windows and clock.calendars:
        opens = axis.openings(clock.calendars[phase.calendar], start, end)
    some_closed = sum(until - since for since, until in opens) < wide - 1
    title = element("title", f"{cut(_what(phase), 60)}: {when}, {hours_text(phase.worked)} counted")
    pale = element("rect", title, **box, **_LOOKS[f"{kind}, closed"])
    yield _Mark("pale" if some_closed else kind, pale)
    if opens:
        yield _Mark(kind, element("path", d=strokes(opens, top + _BAR / 2), **_LOOKS[kind]))


def _marks(
    clock: Measured, cycle: Cycle, axis: Axis, warned: Sequence[int], top: float
) -> Iterator[_Mark]:
    """
    What lies on the bar: the time to come, the breach, warnings, the end and the due instant.
    """
    base = top + _BAR
    asked, started = to_micros(clock.at), to_micros(cycle.started_at)
    ended = None if cycle.ended_at is None else to_micros(cycle.ended_at)
    due = None if cycle.due_at is None else to_micros(cycle.due_at)
    if cycle.breached_at is not None:
        left = axis.x(to_micros(cycle.breached_at))
        right = axis.x(asked if ended is None else ended)
        yield _Mark("late", _late(left, max(right, left + 3), base + 4))
    if ended is None and due is not None and due > max(asked, started):
        left, right = axis.x(max(asked, started)), axis.x(due)
        yield _Mark("ahead", line(left, top + _BAR / 2, right, top + _BAR / 2, **_LOOKS["ahead"]))
    xs = {round(axis.x(each) / 3): each for each in reversed(warned)}  # one where several would touch
    for at in xs.values():
        yield _Mark("warned", _warning(axis.x(at), top, f"warning {axis.told(at)}"))
    if ended is not None:
        yield _Mark("ended", line(axis.x(ended), top - 3, axis.x(ended), base + 3, stroke_width=3))
    if due is not None:
        yield _Mark("due", _due(axis.x(due), top, f"due {axis.told(due)}"))


def _late(left: float, right: float, y: float) -> Markup:
    return element("path", d=strokes([(left, right)], y), **_LOOKS["late"])


def _warning(x: float, top: float, title: str) -> Markup:
    corners = f"{x - 4:g},{top - 4:g} {x + 4:g},{top - 4:g} {x:g},{top + 4:g}"
    return element("polygon", element("title", title), points=corners, fill=INK)


def _due(x: float, top: float, title: str) -> Markup:
    middle = top + _BAR / 2
    corners = f"{x:g},{middle - 6:g} {x + 6:g},{middle:g} {x:g},{middle + 6:g} {x - 6:g},{middle:g}"
    return element(
        "g",
        element("title", title),
        line(x, top - 3, x, top + _BAR + 7, stroke_width=1.5),
        element("polygon", points=corners, fill=INK),
    )


# --- what it all means -----------------------------------------------------------------------


def legend_of(kinds: Collection[str], y: float) -> tuple[list[Markup], float]:
    """
    What the marks mean that were drawn, and where that ends.
    """
    parts: list[Markup] = []
    x = 4.0
    for kind, said in _LEGEND.items():
        if kind not in kinds:
            continue
        wide = 28 + long(said) + 16
        if x + wide > RIGHT:
            x, y = 4.0, y + 28
        parts += [_swatch(kind, x, y), text(x + 28, y + 10, said)]
        x += wide
    return parts, y + 20


def _swatch(kind: str, x: float, y: float) -> Markup:
    middle = y + 6
    if kind in {"due", "ended", "warned"}:
        point = _due if kind == "due" else _warning
        if kind == "ended":
            return line(x + 11, y, x + 11, y + 12, stroke_width=3)
        return point(x + 11, middle - _BAR / 2 if kind == "due" else middle, _LEGEND[kind])
    if kind in {"late", "ahead", "running", "paused"}:
        looks = {**_LOOKS[kind], "stroke_width": min(12, int(str(_LOOKS[kind]["stroke_width"])))}
        return element("path", d=strokes([(x, x + 22)], middle), **looks)
    box = _LOOKS["running, closed" if kind == "pale" else kind]
    return element("rect", x=x, y=y, width=22, height=12, **box)
