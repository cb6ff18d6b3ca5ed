"""
Reads territories from TOML, with every problem at its place.
"""

import importlib.resources
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

from csmcore.calendars import BusinessCalendar
from csmcore.errors import CsmError, DocumentError
from csmcore.kernel import shown
from csmcore_territory._territory import Territories, Territory

_WHAT: Final = "territories"
_LISTS: Final = ("regions", "covered_by")
_TEXTS: Final = ("zone", "hours")


def read_territories(text: str) -> Territories:
    """
    The territories of a text in TOML, which has a table for each.

    ``regions`` and ``covered_by`` are lists of texts; ``zone`` and ``hours`` make the calendar.

    Raises:
        DocumentError: It does not fit; all its problems, each with its path.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(_WHAT, (("$", f"no TOML: {error}"),)) from None
    found: list[Territory] = []
    problems: list[tuple[str, str]] = []
    for territory_id, table in tables.items():
        path = f"$.{territory_id}"
        wrong = list(_problems(path, table))
        if not wrong:
            try:
                found.append(_territory(territory_id, table))
            except CsmError as error:
                wrong = [(path, str(error))]
        problems += wrong
    if problems:
        raise DocumentError(_WHAT, tuple(problems))
    try:
        return Territories(found)
    except CsmError as error:
        raise DocumentError(_WHAT, (("$", str(error)),)) from error


def shipped() -> Territories:
    """
    The territories that the package brings, as an example.
    """
    place = importlib.resources.files("csmcore_territory") / "data" / "territories.toml"
    return read_territories(place.read_text(encoding="utf-8"))


def _problems(path: str, table: object) -> Iterator[tuple[str, str]]:
    if not isinstance(table, Mapping):
        yield path, f"{shown(table)} is no table; a territory is one, as [nordics]"
        return
    for name, value in table.items():
        if name in _LISTS:
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                yield f"{path}.{name}", f"{shown(value)} is no list of texts"
        elif name not in _TEXTS:
            yield f"{path}.{name}", f"is not known; there are {', '.join((*_LISTS, *_TEXTS))}"
        elif not isinstance(value, str):
            yield f"{path}.{name}", f"{shown(value)} is no text"
    if not table.get("regions"):
        yield f"{path}.regions", "is missing; name one region or more"
    if ("zone" in table) != ("hours" in table):
        yield path, "zone and hours go together, and one of them is missing"


def _territory(territory_id: str, table: Mapping[str, list[str] | str]) -> Territory:
    calendar = None
    if "hours" in table:
        calendar = BusinessCalendar(territory_id, str(table["zone"]), str(table["hours"]))
    covered_by = table.get("covered_by", ())
    return Territory(territory_id, table["regions"], calendar, covered_by)
