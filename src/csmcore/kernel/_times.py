"""
Instants in texts that are drawn: each stays on one line, on the clocks that its reader has.
"""

import datetime as dt
import re
from typing import Final

from csmcore.errors import DefinitionError
from csmcore.kernel._checks import to_utc, zone_name
from csmcore.kernel._checks import zone as zone_of
from csmcore.kernel._markup import Markup, element, escape
from csmcore.kernel._texts import instant_text, read_instant

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_INSTANT: Final = r"(?a:(?<![\w-])(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)(?!\w))"
_DRAWN: Final = r'<time datetime="([^"<>]*)">[^<]*</time>'


def local_text(value: dt.datetime, zone: str, *, year: bool = True) -> str:
    """
    An instant as a zone's clocks show it: ``Tue 2 Jun 2026 10:00``, with seconds if there are any.

    Args:
        value: The instant. Aware.

        zone: Whose clocks are meant.

        year: Whether the year is told.

    Raises:
        NaiveInstantError: The instant has no zone.

        UnknownZoneError: There is no such zone.

        DefinitionError: It is no instant, or those clocks show it in no year from 1 to 9999.
    """
    exact, clocks_of = to_utc(value), zone_of(zone)
    try:
        clocks = exact.astimezone(clocks_of)
    except OverflowError:
        message = f"{instant_text(exact)} is in no year from 1 to 9999 on the clocks of {zone}"
        raise DefinitionError(message) from None
    date = f"{_DAYS[clocks.weekday()]} {clocks.day} {_MONTHS[clocks.month - 1]}"
    years = f" {clocks.year}" if year else ""
    seconds = f":{clocks.second:02}" if clocks.second else ""
    return f"{date}{years} {clocks.hour:02}:{clocks.minute:02}{seconds}"


def with_instants(text: object) -> Markup:
    """
    A text as markup, in which each instant is a ``time`` that a page keeps on one line.

    Instants are what csmcore writes, such as ``2026-06-02T08:00:00Z``; whose text it is makes
    no difference, since all is escaped. Markup that is safe already stays as it is.
    """
    if isinstance(text, Markup):
        return text
    return Markup(re.sub(_INSTANT, _time, str.__str__(escape(text))))


def on_clocks(drawn: Markup, zone: str) -> Markup:
    """
    What is drawn, with its instants as a zone's clocks show them, and UTC where they are pointed at.

    Those that are told on other clocks already stay so, and so does a time that is no instant,
    such as a date in a host's own markup. Which zone it is, is said beside it.
    """
    where = zone_name(zone)
    return Markup(re.sub(_DRAWN, lambda found: _moved(found, where), str.__str__(escape(drawn))))


def _time(found: re.Match[str]) -> str:
    try:
        exact = instant_text(read_instant("T".join(found.groups())))
    except DefinitionError:  # such as the 31st of June
        return found[0]
    return element("time", found[0], datetime=exact)


def _moved(found: re.Match[str], zone: str) -> str:
    exact = found[1]
    try:
        shown = local_text(read_instant(exact), zone)
    except DefinitionError:  # a date, or in a year that no clock there shows
        return found[0]
    return element("time", shown, datetime=exact, title=exact)
