"""
A calendar's year as a picture: twelve months, and what differs from the ordinary week.
"""

import collections
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from csmcore.calendars._hours import DAYS
from csmcore.calendars._questions import Calendar
from csmcore.calendars._year import Day, Kind, days_of
from csmcore.errors import ZoneNeededError
from csmcore.kernel import Markup, element, zone_name

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_INK: Final = "currentColor"
_OPEN: Final = "#2a9278"
_OFF: Final = "#c97a12"
"""
Colours that can be told from a white and from a black page.
"""

_WIDE: Final = 30
_HIGH: Final = 26
_TOP: Final = 42
_WIDTH: Final = 7 * _WIDE + 16
_HEIGHT: Final = _TOP + 6 * _HIGH + 8

_CHANGES: Final = "the clocks change"

_BOX: Final[Mapping[str, object]] = MappingProxyType(
    {"width": _WIDE - 4, "height": _HIGH - 4, "rx": 3, "stroke": _OPEN, "stroke_width": 1.5}
)


def draw_year(calendar: Calendar, year: int, *, zone: str | None = None) -> Markup:
    """
    A calendar's year as a figure: twelve months, and a table of what differs.

    Each date is open as usual, open shorter, open by hours of its own, a holiday or closed,
    told by shape and not by colour alone, and named when pointed at; dates on which the
    clocks change have a mark. What is usual is what the weekly hours alone would give. Of
    several calendars together, each holiday says whose it is.

    The months stand side by side where there is room and below each other on a phone.

    Args:
        calendar: The calendar, plain or made of others.

        year: The year, such as ``2026``.

        zone: Whose dates and clocks are meant; the calendar's own when not given.

    Returns:
        A figure, without scripts and styles. ``figure.page(title)`` makes a page of it.

    Raises:
        ZoneNeededError: The calendar's parts lie in several zones, and none was named.

        HorizonError: The calendar cannot answer for that year.

        DefinitionError: The year is none.
    """
    if zone is None and len(calendar.zones) > 1:
        raise ZoneNeededError(calendar.name, calendar.zones)
    where = calendar.zones[0] if zone is None else zone_name(zone)
    days = days_of(calendar, year, where)
    months = [list(group) for _, group in itertools.groupby(days, key=lambda day: day.on.month)]
    caption = f"{calendar.name} in {year}, by the clocks of {where}"
    return element(
        "figure",
        element("figcaption", caption),
        element("div", _legend(days)),
        element("div", *map(_month, months)),
        *_table(days),
    )


def _counted(days: Iterable[Day]) -> str:
    counts = collections.Counter(day.kind for day in days)
    return ", ".join(f"{kind} {counts[kind]}" for kind in Kind if counts[kind])


def _told(day: Day) -> str:
    """
    A date as a line: ``"Mon 27 April 2026: holiday, Koningsdag; closed"``.
    """
    on = f"{day.on.day} {_MONTHS[day.on.month - 1]} {day.on.year}"
    return f"{_weekday(day)} {on}: {_what(day)}; {_hours(day)}"


def _weekday(day: Day) -> str:
    return DAYS[day.on.weekday()].title()


def _what(day: Day) -> str:
    return ", ".join((day.kind, *day.notes))


def _hours(day: Day) -> str:
    return ", ".join(day.hours) or "closed all day"


# --- a month -----------------------------------------------------------------------------------


def _month(days: Sequence[Day]) -> Markup:
    first = days[0].on
    title = f"{_MONTHS[first.month - 1]} {first.year}"
    before = first.weekday()
    cells = [
        _cell(day, 8 + (place % 7) * _WIDE, _TOP + place // 7 * _HIGH)
        for place, day in enumerate(days, before)
    ]
    told = [_told(day) for day in days if day.differs]
    return _svg(
        _HEIGHT,
        element("title", f"{title}: {_counted(days)}"),
        *([element("desc", "\n".join(told))] if told else []),
        _text(8 + 3.5 * _WIDE, 16, title, font_weight=600, font_size=13),
        *(
            _text(8 + (column + 0.5) * _WIDE, 34, name.title()[:2], fill_opacity=0.75)
            for column, name in enumerate(DAYS)
        ),
        *cells,
    )


def _svg(height: int, *children: Markup) -> Markup:
    return element(
        "svg",
        *children,
        viewBox=f"0 0 {_WIDTH} {height}",
        width=_WIDTH,
        height=height,
        role="img",
        font_family="system-ui, sans-serif",
        font_size=12,
        fill=_INK,
    )


def _text(x: float, y: float, said: object, **attributes: object) -> Markup:
    return element("text", said, **{"x": x, "y": y, "text_anchor": "middle", **attributes})


def _cell(day: Day, x: float, y: float) -> Markup:
    quiet = {"fill_opacity": 0.7} if day.kind is Kind.CLOSED else {}
    return element(
        "g",
        element("title", _told(day)),
        *_shape(day.kind, x, y),
        *([_mark(x, y)] if day.changes else []),
        _text(x + _WIDE / 2, y + 17, day.on.day, **quiet),
    )


def _shape(kind: Kind, x: float, y: float) -> Iterator[Markup]:
    box = {**_BOX, "x": x + 2, "y": y + 2}
    if kind is Kind.USUAL:
        yield element("rect", **box, fill=_OPEN, fill_opacity=0.25)
    elif kind is Kind.SHORT:
        yield element("rect", **box, fill="none")
        half = {"x": x + 2, "y": y + _HIGH / 2, "width": _WIDE - 4, "height": _HIGH / 2 - 2}
        yield element("rect", **half, fill=_OPEN, fill_opacity=0.4)
    elif kind is Kind.OWN:
        dashes = {"stroke": _INK, "stroke_dasharray": "3 2"}
        yield element("rect", **{**box, **dashes}, fill=_OPEN, fill_opacity=0.25)
    elif kind is Kind.HOLIDAY:
        looks = {"fill": _OFF, "fill_opacity": 0.2, "stroke": _OFF, "stroke_width": 2}
        yield element("circle", cx=x + _WIDE / 2, cy=y + _HIGH / 2, r=_HIGH / 2 - 1.5, **looks)


def _mark(x: float, y: float) -> Markup:
    right = x + _WIDE - 1
    return element("polygon", points=f"{right - 8:g},{y + 1:g} {right:g},{y + 1:g} {right:g},{y + 9:g}")


# --- what it all means -------------------------------------------------------------------------


def _legend(days: Sequence[Day]) -> Markup:
    counts = collections.Counter(day.kind for day in days)
    changes = sum(day.changes for day in days)
    kinds = [kind for kind in Kind if counts[kind]]
    rows: list[Markup] = []
    for place, kind in enumerate(kinds):
        y = 4 + place * _HIGH
        rows += [*_shape(kind, 8, y), *_said(y, f"{kind}: {counts[kind]}")]
        if kind is Kind.CLOSED:
            rows.append(_text(8 + _WIDE / 2, y + 17, "1", fill_opacity=0.7))
    if changes:
        y = 4 + len(kinds) * _HIGH
        rows += [_mark(8, y), *_said(y, f"{_CHANGES}: {changes}")]
    height = 8 + (len(kinds) + bool(changes)) * _HIGH
    return _svg(height, element("title", "What the marks mean"), *rows)


def _said(y: float, text: str) -> Iterator[Markup]:
    yield _text(8 + _WIDE + 6, y + 17, text, text_anchor="start")


def _table(days: Iterable[Day]) -> Iterator[Markup]:
    differing = [day for day in days if day.differs]
    if not differing:
        return
    heads = (element("th", each, scope="col") for each in ("date", "what", "open"))
    rows = (
        element(
            "tr",
            element("th", f"{_weekday(day)} {day.on}", scope="row"),
            element("td", _what(day)),
            element("td", _hours(day)),
        )
        for day in differing
    )
    noun = "date differs" if len(differing) == 1 else "dates differ"
    yield element(
        "details",
        element("summary", f"{len(differing)} {noun} from the ordinary week"),
        element("table", element("thead", element("tr", *heads)), element("tbody", *rows)),
    )
