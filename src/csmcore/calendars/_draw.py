"""
A calendar's week, as text for a terminal and as a picture for a notebook.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from csmcore.calendars._holidays import Holiday, HolidayRule
from csmcore.calendars._hours import DAYS, WeeklyHours, Window
from csmcore.kernel import Markup, element

_SHOWN: Final = 6
_DAY: Final = dt.timedelta(days=1)

_LEFT: Final = 44
_TOP: Final = 24
_HOUR: Final = 24
_ROW: Final = 22
_WIDTH: Final = _LEFT + 24 * _HOUR + 16


class Week(Protocol):
    """
    What is drawn: a calendar, bound or floating.
    """

    @property
    def name(self) -> str: ...
    @property
    def hours(self) -> WeeklyHours: ...
    @property
    def changes(self) -> tuple[tuple[dt.date, WeeklyHours], ...]: ...
    @property
    def holidays(self) -> tuple[Holiday | HolidayRule, ...]: ...
    @property
    def dated(self) -> tuple[tuple[dt.date, tuple[Window, ...]], ...]: ...
    @property
    def breaks(self) -> tuple[tuple[dt.date, tuple[Window, ...]], ...]: ...
    @property
    def revision(self) -> int: ...


def told(week: Week) -> str:
    """
    A calendar as lines of text: its title, its week, and what differs from it.
    """
    lines = [_title(week), *_week_lines(week.hours)]
    for since, hours in week.changes:
        lines += [f"from {since}", *_week_lines(hours)]
    listed = (
        ("holidays", [str(each) for each in week.holidays]),
        ("dated", [f"{on} {_windows(windows)}" for on, windows in week.dated]),
        ("breaks", [f"{on} {_windows(windows)}" for on, windows in week.breaks]),
    )
    for what, values in listed:
        if values:
            more = [f"and {len(values) - _SHOWN} more"] if len(values) > _SHOWN else []
            lines.append(f"{what}: {', '.join(values[:_SHOWN] + more)}")
    return "\n".join([lines[0], *(f"  {line}" for line in lines[1:])])


def drawn(week: Week) -> Markup:
    """
    A calendar as a figure: its title over one row a day, open hours filled.
    """
    parts = [_figure_of(_title(week), week.hours)]
    parts += [_figure_of(f"from {since}", hours) for since, hours in week.changes]
    return element("div", *parts)


def together(title: str, parts: Iterable[str]) -> Markup:
    """
    Calendars that are one, below each other under what is made of them.

    Args:
        title: How they are put together.

        parts: The parts as they draw themselves; what is no markup is shown as text.
    """
    return element("figure", element("figcaption", title), *parts)


def _title(week: Week) -> str:
    zone = getattr(week, "zone", "floating")
    revision = f", revision {week.revision}" if week.revision > 1 else ""
    return f"{week.name} ({zone}{revision})"


def _week_lines(hours: WeeklyHours) -> list[str]:
    groups = [group.split(" ", 1) for group in str(hours).split("; ")]
    return [
        f"{days:<8}{', '.join(rest[0].split(',')) if rest else ''}".rstrip() for days, *rest in groups
    ]


def _windows(windows: Sequence[Window]) -> str:
    return ",".join(map(str, windows)) or "closed"


def _figure_of(title: str, hours: WeeklyHours) -> Markup:
    height = _TOP + 7 * _ROW + 8
    shapes = [*_grid(), *_bars(hours)]
    picture = element(
        "svg",
        element("title", f"{title}: {hours}"),
        *shapes,
        viewBox=f"0 0 {_WIDTH} {height}",
        width=_WIDTH,
        height=height,
        role="img",
        font_family="system-ui, sans-serif",
        font_size=11,
        fill="currentColor",
    )
    return element("figure", element("figcaption", title), picture)


def _grid() -> Iterable[Markup]:
    bottom = _TOP + 7 * _ROW
    for hour in range(0, 25, 3):
        x = _LEFT + hour * _HOUR
        yield element(
            "line", x1=x, y1=_TOP - 4, x2=x, y2=bottom, stroke="currentColor", stroke_opacity=0.2
        )
        yield element("text", f"{hour:02}", x=x, y=_TOP - 9, text_anchor="middle")
    for row, day in enumerate(DAYS):
        yield element("text", day, x=4, y=_TOP + row * _ROW + 15)


def _bars(hours: WeeklyHours) -> Iterable[Markup]:
    for row, windows in enumerate(hours.days):
        for window in windows:
            for later in range(3):
                start = max(window.opens, later * _DAY) - later * _DAY
                end = min(window.closes, (later + 1) * _DAY) - later * _DAY
                if start < end:
                    yield _bar((row + later) % 7, start, end, f"{DAYS[row]} {window}")


def _bar(row: int, start: dt.timedelta, end: dt.timedelta, label: str) -> Markup:
    hour = dt.timedelta(hours=1)
    return element(
        "rect",
        element("title", label),
        x=round(_LEFT + start / hour * _HOUR, 2),
        y=_TOP + row * _ROW + 3,
        width=round((end - start) / hour * _HOUR, 2),
        height=_ROW - 6,
        rx=2,
        fill="#2f7d6b",
    )
