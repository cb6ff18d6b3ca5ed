"""
A clock's time as a picture: what ran, what waited for whom, and by when it was due.
"""

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from csmcore.kernel import Markup, element, on_clocks, to_micros, with_instants
from csmcore.sla._axis import LEFT, Axis
from csmcore.sla._bars import Measured, Row, legend_of, row_of
from csmcore.sla._cycles import Cycle
from csmcore.sla._marks import INK, RIGHT, WIDTH, Label, cut, line, long, placed, strokes, text

_MINUTE: Final = 60_000_000
_DAY: Final = 24 * 60 * _MINUTE

_CYCLES: Final = 12
_PHASES: Final = 240
"""
How many cycles are drawn, the last ones, and how many pieces all their bars have.
"""

_TOP: Final = 46


def figure_of(clock: Measured, warnings: Iterable[dt.datetime] = ()) -> Markup:
    """
    A clock as a figure, as :func:`csmcore.sla.draw` tells it.
    """
    caption = element("figcaption", on_clocks(with_instants(clock._headline()), zone_of(clock)))
    shown = clock.cycles[-_CYCLES:]
    if not shown:
        axis = Axis(0, _DAY, zone_of(clock))
        asked = f"{axis.told(to_micros(clock.at), year=True)} ({axis.zone})"
        return element("figure", caption, element("p", f"Nothing had started it by {asked}."))
    since = to_micros(shown[0].started_at) if len(shown) < len(clock.cycles) else None
    warned = sorted(each for each in map(to_micros, warnings) if since is None or each >= since)
    axis = _axis(clock, shown, warned)
    rows, bottom = _rows(clock, shown, axis, warned)
    kinds = {kind for row in rows for kind in row.kinds}
    legend, height = legend_of(kinds, bottom + 68)
    parts = [
        _heading(clock, axis),
        *_scale(axis, bottom + 18),
        _open(clock, axis, bottom),
        _asked(clock, axis, bottom + 18),
        *(row.drawn for row in rows),
        *legend,
    ]
    return element("figure", caption, _svg(clock, parts, height))


def _svg(clock: Measured, parts: Iterable[Markup], height: float) -> Markup:
    lines = str(clock).splitlines()
    told = [cut(each, 160) for each in lines[:40]]
    if len(lines) > 40:
        told.append(f"and {len(lines) - 40} lines more")
    return element(
        "svg",
        element("title", clock._headline()),
        element("desc", "\n".join(told)),
        *parts,
        viewBox=f"0 0 {WIDTH} {height:g}",
        width=WIDTH,
        height=f"{height:g}",
        role="img",
        font_family="system-ui, sans-serif",
        font_size=11,
        fill=INK,
    )


# --- the axis --------------------------------------------------------------------------------


def zone_of(clock: Measured) -> str:
    """
    On whose clocks it is drawn: those of the calendar that counts now.
    """
    return clock.calendars[-1].zones[0] if clock.calendars else "UTC"


def _axis(clock: Measured, shown: Sequence[Cycle], warned: Sequence[int]) -> Axis:
    asked = to_micros(clock.at)
    instants = [to_micros(cycle.started_at) for cycle in shown] + list(warned)
    for cycle in shown:
        ends = (cycle.ended_at, cycle.due_at, cycle.breached_at)
        instants += [to_micros(each) for each in ends if each is not None]
        instants += [to_micros(each) for phase in cycle.phases for each in (phase.start, phase.end)]
    start, end = min(instants), max(instants)
    # Asked long after all was over, the time since would leave no room for what happened.
    if clock.cycles[-1].ended_at is None or asked <= end + (end - start) // 2:
        start, end = min(start, asked), max(end, asked)
    spare = max((end - start) // 40, (10 * _MINUTE - (end - start)) // 2)
    return Axis(start - spare, end + spare, zone_of(clock))


def _heading(clock: Measured, axis: Axis) -> Markup:
    told = [f"Times in {axis.zone}."]
    if clock.policy:
        told.append(f"Policy {cut(clock.policy, 60)}, version {clock.version}.")
    hidden = len(clock.cycles) - _CYCLES
    if hidden > 0:
        told.append(f"{hidden} earlier {'cycle is' if hidden == 1 else 'cycles are'} not drawn.")
    return text(4, 14, " ".join(told), fill_opacity=0.75)


def _scale(axis: Axis, y: float) -> Iterator[Markup]:
    yield line(LEFT, y, RIGHT, y, stroke_opacity=0.5)
    within = [Label(LEFT, axis.within())]
    for tick in axis.ticks():
        begins = tick.within != within[-1].text
        if begins:
            within.append(Label(tick.x, tick.within))
        yield line(tick.x, _TOP if begins else y, tick.x, y + 4, stroke_opacity=0.25)
        yield text(tick.x, y + 16, tick.text, text_anchor="middle")
    for place, label in enumerate(within):
        room = (within[place + 1].x if place + 1 < len(within) else WIDTH) - label.x
        if room > long(label.text) + 4:
            yield text(label.x, y + 31, label.text, font_weight=600)


def _asked(clock: Measured, axis: Axis, y: float) -> Markup:
    asked = to_micros(clock.at)
    x = axis.x(asked)
    arrow = " \N{RIGHTWARDS ARROW}" if asked > axis.end else ""
    told = f"asked about {axis.told(asked, year=bool(arrow))}{arrow}"
    label = placed([Label(x, told)], 1)[0]
    dashes = line(x, _TOP - 10, x, y, stroke_width=1.5, stroke_dasharray="5 3")
    return element("g", dashes, text(label.left, _TOP - 15, label.text))


# --- open hours ------------------------------------------------------------------------------


def _open(clock: Measured, axis: Axis, y: float) -> Markup:
    if not clock.calendars:
        return element("g")
    calendar = clock.calendars[-1]
    what = "open hours" if axis.shows_windows else "open days"
    band = strokes(axis.openings(calendar, axis.start, axis.end), y + 5)
    return element(
        "g",
        element("title", f"{what} of {cut(calendar.name, 60)}"),
        text(4, y + 9, what),
        line(LEFT, y + 5, RIGHT, y + 5, stroke_opacity=0.25),
        element("path", d=band, stroke=INK, stroke_width=8, stroke_opacity=0.55, fill="none"),
    )


# --- the cycles ------------------------------------------------------------------------------


def _rows(
    clock: Measured, shown: Sequence[Cycle], axis: Axis, warned: Sequence[int]
) -> tuple[list[Row], float]:
    starts = [to_micros(cycle.started_at) for cycle in shown]
    rows: list[Row] = []
    y = float(_TOP)
    for place, cycle in enumerate(shown):
        # A warning belongs to the last cycle that had begun by then.
        of = [max(0, bisect.bisect_right(starts, each) - 1) for each in warned]
        mine = [each for each, owner in zip(warned, of, strict=True) if owner == place]
        rows.append(row_of(clock, cycle, axis, mine, y=y, most=max(12, _PHASES // len(shown))))
        y += rows[-1].height
    return rows, y
