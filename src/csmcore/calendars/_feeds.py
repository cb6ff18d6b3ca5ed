"""
Holidays from elsewhere: the ``holidays`` package and iCalendar feeds.
"""

import datetime as dt
import functools
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING

from csmcore.calendars._holidays import Holiday, HolidayRule
from csmcore.errors import DefinitionError, DocumentError, OrderError

if TYPE_CHECKING:
    import icalendar

_ONE_DAY = dt.timedelta(days=1)


def public_holidays(
    country: str,
    *,
    years: Iterable[int],
    subdivision: str | None = None,
    categories: Iterable[str] = ("public",),
    observed: bool = True,
    language: str | None = None,
) -> tuple[Holiday, ...]:
    """
    A country's public holidays, from the ``holidays`` package (extra ``csmcore[holidays]``).

    They are made into dates at once, so that a calendar stays what it was when the package
    is updated; a correction is a new revision of the calendar.

    Args:
        country: ISO 3166-1 code, for example ``"NL"``.

        years: The years to list, for example ``range(2020, 2031)``.

        subdivision: The part of the country, in the package's code, for example ``"BY"``.

        categories: The package's categories, for example ``("public", "bank")``.

        observed: Whether the days off in lieu count, for holidays that fall on a weekend.

        language: The language of the names, where the package has it; the country's own
            when not given.

    Raises:
        DefinitionError: The package does not know the country, the subdivision or a
            category.

        ImportError: The extra is not installed.
    """
    try:
        import holidays  # noqa: PLC0415
    except ImportError as error:
        message = "public holidays need the holidays package: pip install 'csmcore[holidays]'"
        raise ImportError(message) from error
    ask = functools.partial(
        holidays.country_holidays,
        country,
        subdiv=subdivision,
        categories=tuple(categories),
        observed=observed,
        expand=False,
    )
    try:
        # Left to itself, the package would take the language of the machine.
        spoken = language or ask().default_language
        found = ask(years=tuple(years), language=spoken)
    except (NotImplementedError, ValueError, KeyError, AttributeError) as error:
        message = f"the holidays package refuses {country!r}, {subdivision!r}: {error}"
        raise DefinitionError(message) from error
    return tuple(Holiday(on, name=name) for on, name in sorted(found.items()))


def holidays_from_icalendar(
    text: str | bytes, *, skip_timed: bool = False
) -> tuple[Holiday | HolidayRule, ...]:
    """
    The whole-day events of an iCalendar feed as holidays (extra ``csmcore[icalendar]``).

    Recurring events become rules with their exceptions, others fixed dates; the summary
    becomes the name. Cancelled events are left out, as are the dates on which a single
    occurrence was cancelled or moved; a moved one counts where it went.

    Args:
        text: The feed, RFC 5545.

        skip_timed: Whether events with times of day, which are no holidays, are passed
            over rather than refused.

    Raises:
        DocumentError: The feed does not parse, or an event is no holiday; every such
            event is told, with its number.

        ImportError: The extra is not installed.
    """
    parser = _icalendar()
    try:
        feed = parser.Calendar.from_ical(text)
        events = list(feed.walk("VEVENT"))
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise DocumentError("iCalendar feed", (("$", str(error)),)) from error
    found: list[Holiday | HolidayRule] = []
    problems: list[tuple[str, str]] = []
    moved = _moved(events)
    for number, event in enumerate(events):
        try:
            found += _holidays_of(event, moved, skip_timed=skip_timed)
        except (DefinitionError, ValueError, KeyError, TypeError) as error:
            problems.append((f"$.events[{number}]", f"{_summary(event) or 'no name'}: {error}"))
    if problems:
        raise DocumentError("list of holidays", tuple(problems))
    return tuple(found)


def _holidays_of(
    event: "icalendar.Event", moved: dict[str, list[dt.date]], *, skip_timed: bool
) -> list[Holiday | HolidayRule]:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return []
    for key, problem in event.errors:
        message = f"its {key} cannot be read ({problem})"
        raise DefinitionError(message)
    start = _value(event, "DTSTART")
    if isinstance(start, dt.datetime):
        if skip_timed:
            return []
        message = f"starts at {start}; a holiday lasts whole days (skip_timed=True passes it over)"
        raise DefinitionError(message)
    if not isinstance(start, dt.date):
        message = "has no DTSTART, or several; a holiday needs its first date"
        raise DefinitionError(message)
    days, name = _length(event, start), _summary(event)
    found = [Holiday(on, on + days * _ONE_DAY, name=name) for on in _dates(event, "RDATE")]
    rules = _each(event, "RRULE")
    if not rules or "RECURRENCE-ID" in event:
        return [Holiday(start, start + days * _ONE_DAY, name=name), *found]
    except_on = [*_dates(event, "EXDATE"), *moved.get(str(event.get("UID", "")), ())]
    texts = [rule.to_ical().decode() for rule in rules if isinstance(rule, _icalendar().vRecur)]
    return [
        *found,
        *(HolidayRule(text, start, name=name, days=days, except_on=except_on) for text in texts),
    ]


def _moved(events: Iterable["icalendar.Event"]) -> dict[str, list[dt.date]]:
    moved: dict[str, list[dt.date]] = {}
    for event in events:
        was = _value(event, "RECURRENCE-ID")
        if isinstance(was, dt.date):
            moved.setdefault(str(event.get("UID", "")), []).append(_on(was))
    return moved


def _length(event: "icalendar.Event", start: dt.date) -> int:
    # RFC 5545, 3.6.1: DTEND is exclusive, and an event by date that has neither end nor
    # duration lasts one day. One that ends on its first date, as many feeds have it, too.
    end, lasts = _value(event, "DTEND"), _value(event, "DURATION")
    if isinstance(end, dt.datetime):
        message = f"starts on a date and ends at {end}; both must be dates"
        raise DefinitionError(message)
    if isinstance(end, dt.date):
        if end < start:
            raise OrderError("holiday", start, end)
        return max(1, (end - start).days)
    if isinstance(lasts, dt.timedelta):
        if lasts % _ONE_DAY or lasts < _ONE_DAY:
            message = f"lasts {lasts}, which is no whole number of days"
            raise DefinitionError(message)
        return lasts // _ONE_DAY
    return 1


def _value(event: "icalendar.Event", key: str) -> object:
    return event.decoded(key, None)


def _each(event: "icalendar.Event", key: str) -> list[object]:
    values = event.get(key, [])
    return values if isinstance(values, list) else [values]


def _dates(event: "icalendar.Event", key: str) -> list[dt.date]:
    listed = [value for value in _each(event, key) if isinstance(value, _icalendar().prop.vDDDLists)]
    return [_on(each.dt) for value in listed for each in value.dts]


def _on(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _summary(event: "icalendar.Event") -> str:
    return str(event.get("SUMMARY", "")).strip()


def _icalendar() -> ModuleType:
    try:
        import icalendar  # noqa: PLC0415
    except ImportError as error:
        message = "feeds need the icalendar package: pip install 'csmcore[icalendar]'"
        raise ImportError(message) from error
    return icalendar
