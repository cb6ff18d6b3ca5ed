"""
Values as cards and tables: what is set of one, or what stands beside what.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sized
from typing import Final

import attrs

from csmcore.kernel._markup import Markup, element
from csmcore.kernel._texts import hours_text, instant_text
from csmcore.kernel._times import with_instants

DRAWN: Final = 100
"""
How many rows a table shows, and how many members a list in it.
"""


def card(title: object, value: attrs.AttrsInstance) -> Markup:
    """
    What is set of a value, field by field, under a title; what is as usual is left out.

    Args:
        title: What stands above it.

        value: Any value of csmcore, or one of the host's own that ``attrs`` made.
    """
    rows = (
        element("tr", element("th", name, scope="row"), _cell(held))
        for name, held in _set_fields(value)
    )
    return _figure(title, element("tbody", *rows))


def table(title: object, heads: Iterable[object], rows: Iterable[Iterable[object]]) -> Markup:
    """
    Rows under their heads; the first cell of each row names it.

    Args:
        title: What stands above it.

        heads: What the columns are called.

        rows: Values of any kind, each shown as people write it: instants in UTC, durations in
            hours and minutes, several in a list. Of more than a hundred rows the first hundred.
    """
    columns = [element("th", head, scope="col") for head in heads]
    listed = list(rows)
    drawn = [_row(each) for each in listed[:DRAWN]]
    if len(listed) > DRAWN:
        more = f"and {len(listed) - DRAWN:,} more"
        drawn.append(element("tr", element("td", more, colspan=len(columns))))
    return _figure(title, element("thead", element("tr", *columns)), element("tbody", *drawn))


def in_a_line(value: object) -> str:
    """
    A value as a table shows it, several of them one after the other.
    """
    several = _members(value)
    return _text(value) if several is None else ", ".join(several)


def _figure(title: object, *parts: Markup) -> Markup:
    return element("figure", element("figcaption", with_instants(title)), element("table", *parts))


def _row(cells: Iterable[object]) -> Markup:
    first, *others = cells
    return element("tr", element("th", _shown(first), scope="row"), *map(_cell, others))


def _cell(value: object) -> Markup:
    return element("td", _shown(value))


def _set_fields(value: object) -> Iterable[tuple[str, object]]:
    """
    The public fields of a value that are not as they would be without a word, its id first.
    """
    fields: tuple[attrs.Attribute[object], ...] = getattr(type(value), "__attrs_attrs__", ())
    for field in sorted(fields, key=lambda field: field.name != "id"):
        held = getattr(value, field.name)
        empty = held is None or held is False or (isinstance(held, Sized) and not len(held))
        if not empty and not field.name.startswith("_") and held != _usual(field.default, value):
            yield field.name.replace("_", " "), held


def _usual(default: object, value: object) -> object:
    factory = getattr(default, "factory", None)
    if factory is None:
        return default
    return factory(value) if getattr(default, "takes_self", False) else factory()


def _shown(value: object) -> object:
    """
    A value as a list where it is several, else as text.
    """
    several = _members(value)
    if several is None or len(several) < 2:
        return with_instants(_text(value))
    lines = [element("li", with_instants(each)) for each in several[:DRAWN]]
    if len(several) > DRAWN:
        lines.append(element("li", f"and {len(several) - DRAWN:,} more"))
    return element("ul", *lines)


def _members(value: object) -> list[str] | None:
    """
    What something several consists of, sets in order; ``None`` for what is one.
    """
    match value:
        case Mapping():
            return [_member(pair) for pair in value.items()]
        case frozenset() | set():
            return sorted(map(_text, value))
        case tuple() | list():
            return [_member(each) for each in value]
    return None


def _member(value: object) -> str:
    match value:
        case (str(name), held):
            return f"{name}: {'not set' if held is None else _text(held)}"
    return _text(value)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Markup():
            return value
        case enum.Enum():
            return str(value.value).replace("_", " ")
        case dt.datetime():
            return instant_text(value)
        case dt.timedelta():
            return hours_text(value)
        case Mapping() | tuple() | list() | frozenset() | set():
            return in_a_line(value)
    if attrs.has(type(value)) and type(value).__str__ is object.__str__:
        return "; ".join(f"{name}: {_text(held)}" for name, held in _set_fields(value))
    return str(value)
