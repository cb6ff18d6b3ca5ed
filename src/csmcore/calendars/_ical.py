"""
A calendar as iCalendar text, for the programs in which people keep their own.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from csmcore.calendars._differences import DaysOff, days_off, places
from csmcore.calendars._questions import Calendar
from csmcore.errors import OrderError, ZoneNeededError
from csmcore.kernel import Span, to_date, to_utc, zone_name
from csmcore.kernel import zone as clocks_of

_LINE: Final = 75
"""
How many octets a line may have (RFC 5545, 3.1).
"""

# Patterns as text: they are compiled, and kept, when they are first needed.
_BREAK: Final = "\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
_FORBIDDEN: Final = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
_SPECIAL: Final = r"([\\;,])"


class _Event(NamedTuple):
    uid: tuple[str, ...]
    start: str
    end: str
    summary: str
    category: str


def to_ical(
    calendar: Calendar, start_on: dt.date, until: dt.date, *, at: dt.datetime, zone: str | None = None
) -> str:
    """
    A calendar's opening hours and days off as iCalendar text (RFC 5545).

    Each stretch of open hours is an event of the category ``OPEN``, in UTC: so it is exact
    across changes of the clocks, and no reader needs to know the zone's rules. Each holiday
    that reaches into the dates, and each date closed by hand, is an all-day event of the
    category ``HOLIDAY``. Neither makes anybody busy. Of several calendars together, holidays
    say whose they are; those of what a difference takes away are left out.

    Args:
        calendar: The calendar, plain or made of others.

        start_on: The first date. Hours that began before are cut at its midnight.

        until: The date after the last; hours that go on are cut at its midnight.

        at: When this is written, ``DTSTAMP``. Aware.

        zone: Whose dates are meant; the calendar's own when not given.

    Returns:
        Lines that end with CRLF, none longer than 75 octets. An event keeps its ``UID``
        when hours are moved or the calendar has a new revision, which is its ``SEQUENCE``;
        fractions of seconds, which the format cannot tell, are cut off.

    Raises:
        OrderError: *until* comes before *start_on*.

        ZoneNeededError: The calendar's parts lie in several zones, and none was named.

        HorizonError: A date lies outside the horizon.

        NaiveInstantError: *at* has no zone.
    """
    start_on, until = to_date(start_on), to_date(until)
    if until < start_on:
        raise OrderError("range of dates", start_on, until)
    if zone is None and len(calendar.zones) > 1:
        raise ZoneNeededError(calendar.name, calendar.zones)
    where = calendar.zones[0] if zone is None else zone_name(zone)
    clocks = clocks_of(where)
    bounds = (dt.datetime.combine(on, dt.time(), clocks) for on in (start_on, until))
    events = [*_openings(calendar, calendar.spans(*bounds), where)]
    if start_on < until:
        events += _holidays(calendar, start_on, until)
    name = _escaped(calendar.name)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//csmcore//calendars//EN", "CALSCALE:GREGORIAN"]
    lines += [f"NAME:{name}", f"X-WR-CALNAME:{name}", f"X-WR-TIMEZONE:{where}"]
    sequence = sum(place.revision - 1 for place in places(calendar))
    # A holiday that two say is there once, as long as the longer of the two.
    for event in {event.uid: event for event in events}.values():
        lines += _lines(event, _instant(to_utc(at)), sequence)
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _openings(calendar: Calendar, spans: Iterable[Span], where: str) -> Iterator[_Event]:
    """
    Open hours, told apart by the date on which they begin and their number on it.

    Those from midnight on have the number 0, so that a cut there moves no other number.
    """
    clocks = clocks_of(where)
    day, number = dt.date.min, 0
    for span in spans:
        local = span.start.astimezone(clocks)
        if local.date() != day:
            day, number = local.date(), 0
        if local.time() != dt.time():
            number += 1
        start, end = _instant(span.start), _instant(span.end)
        if start != end:
            uid = ("open", calendar.name, where, day.isoformat(), str(number))
            yield _Event(uid, start, end, f"{calendar.name}: open", "OPEN")


def _holidays(calendar: Calendar, start_on: dt.date, until: dt.date) -> Iterator[_Event]:
    whose = places(calendar)
    found = {off: None for place in whose for off in days_off(place, start_on, until)}
    for off in sorted(found, key=_order):
        name = off.name or "Closed"
        summary = f"{name} ({off.calendar.name})" if len(whose) > 1 else name
        uid = ("off", off.calendar.name, off.start_on.isoformat(), off.name)
        yield _Event(uid, _date(off.start_on), _date(off.until), summary, "HOLIDAY")


def _order(off: DaysOff) -> tuple[dt.date, dt.date, str, str]:
    return off.start_on, off.until, off.calendar.name, off.name


# --- the format --------------------------------------------------------------------------------


def _lines(event: _Event, written: str, sequence: int) -> Iterator[str]:
    kind = "" if "T" in event.start else ";VALUE=DATE"
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(event.uid)}"
    yield f"DTSTAMP:{written}"
    yield f"SEQUENCE:{sequence}"
    yield f"DTSTART{kind}:{event.start}"
    yield f"DTEND{kind}:{event.end}"
    yield f"SUMMARY:{_escaped(event.summary)}"
    yield f"CATEGORIES:{event.category}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(parts: tuple[str, ...]) -> str:
    import uuid  # noqa: PLC0415  # few processes write calendars

    # RFC 7986, 5.3, recommends a UUID, so that nothing about its origin can be read from it.
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"csmcore {parts!a}"))


def _date(on: dt.date) -> str:
    return on.isoformat().replace("-", "")


def _instant(at: dt.datetime) -> str:
    return f"{_date(at.date())}T{at:%H%M%S}Z"


def _escaped(text: str) -> str:
    lines = (re.sub(_FORBIDDEN, "\ufffd", line) for line in re.split(_BREAK, text))
    return r"\n".join(re.sub(_SPECIAL, r"\\\1", line) for line in lines)


def _folded(line: str) -> str:
    """
    A line as several that are short enough; no letter is cut in two.
    """
    pieces, used = [""], 0
    for letter in line:
        size = len(letter.encode())
        if used + size > _LINE:
            pieces.append(" ")
            used = 1
        pieces[-1] += letter
        used += size
    return "\r\n".join(pieces)
