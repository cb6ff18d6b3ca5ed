"""
The calendar of one place: hours, holidays and a zone.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import attrs

from csmcore.calendars._algebra import Combinable
from csmcore.calendars._compiled import Compiled, Edges
from csmcore.calendars._days import DayTable
from csmcore.calendars._holidays import Holiday, HolidayRule, to_holidays
from csmcore.calendars._hours import WeeklyHours, Window, WindowsLike, to_weekly_hours, to_windows
from csmcore.calendars._wall import Era, WallHours
from csmcore.calendars._zones import day_number
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import Markup, from_one, not_blank, to_date, zone_name

_EARLIEST: Final = 3
_LATEST: Final = 9990

_HoursByDate: TypeAlias = tuple[tuple[dt.date, tuple[Window, ...]], ...]
_Changes: TypeAlias = tuple[tuple[dt.date, WeeklyHours], ...]


def _by_date(
    values: Mapping[dt.date, WindowsLike] | _HoursByDate,
) -> _HoursByDate:
    pairs = values.items() if isinstance(values, Mapping) else values
    found = [(to_date(on), to_windows(windows)) for on, windows in pairs]
    _each_once([on for on, _ in found], "the hours of")
    return tuple(sorted(found, key=_date))


def _changes(
    values: Mapping[dt.date, WeeklyHours | str] | _Changes,
) -> _Changes:
    pairs = values.items() if isinstance(values, Mapping) else values
    found = [(to_date(on), to_weekly_hours(hours)) for on, hours in pairs]
    _each_once([on for on, _ in found], "the change on")
    return tuple(sorted(found, key=_date))


def _date(pair: tuple[dt.date, object]) -> dt.date:
    return pair[0]


def _each_once(dates: Iterable[dt.date], what: str) -> None:
    seen: set[dt.date] = set()
    for on in dates:
        if on in seen:
            raise DuplicateError(what, on.isoformat())
        seen.add(on)


def _horizon(value: tuple[int, int]) -> tuple[int, int]:
    try:
        first, until = value
    except (TypeError, ValueError):
        first, until = 0, 0
    whole = type(first) is int and type(until) is int
    if not whole or not _EARLIEST <= first < until <= _LATEST:
        message = f"horizon={value!r}; it is two years (first, until), such as (1970, 2200)"
        raise DefinitionError(message)
    return first, until


@attrs.frozen(init=False, eq=False, repr=False, str=False)
class _Hours:
    """
    What a calendar says without naming a zone; fields to inherit, of which none is made.
    """

    name: str = attrs.field(validator=not_blank)
    hours: WeeklyHours = attrs.field(converter=to_weekly_hours)
    changes: _Changes = attrs.field(default=(), converter=_changes, kw_only=True)
    holidays: tuple[Holiday | HolidayRule, ...] = attrs.field(
        default=(), converter=to_holidays, kw_only=True
    )
    dated: _HoursByDate = attrs.field(default=(), converter=_by_date, kw_only=True)
    breaks: _HoursByDate = attrs.field(default=(), converter=_by_date, kw_only=True)
    revision: int = attrs.field(default=1, validator=from_one, kw_only=True)
    horizon: tuple[int, int] = attrs.field(default=(1970, 2200), converter=_horizon, kw_only=True)

    def __str__(self) -> str:
        from csmcore.calendars._draw import told  # noqa: PLC0415  # few processes ever draw one

        return told(self)

    def _repr_html_(self) -> Markup:
        from csmcore.calendars._draw import drawn  # noqa: PLC0415  # the same

        return drawn(self)


def _obvious_first(_: type, fields: "list[attrs.Attribute[object]]") -> "list[attrs.Attribute[object]]":
    return sorted(fields, key=lambda field: field.kw_only)


@attrs.frozen(cache_hash=True, repr=False, str=False, field_transformer=_obvious_first)
class BusinessCalendar(_Hours, Combinable):
    """
    The working hours of one place, by the clocks on its wall.

    Openness is membership of local wall time in half-open windows, counted in real
    elapsed time. On each date dated hours win over a holiday, a holiday over weekly
    hours, and breaks are cut out last. A window belongs to the date on which it starts,
    so a holiday removes the night shift that starts on it and leaves the tail of the one
    before.

    Attributes:
        name: What people call it, for example ``"support-nl"``.

        zone: IANA name of its zone, for example ``"Europe/Amsterdam"``.

        hours: The weekly hours, or their text.

        changes: Other weekly hours from a date on; a change that is planned lives inside
            the calendar.

        holidays: Dates off: dates, spans of dates, :class:`Holiday`, :class:`HolidayRule`.

        dated: Hours that replace a date's own; ``()`` closes it.

        breaks: Hours that are cut out of a date, whichever window they fall in.

        revision: Counted up when a calendar was wrong and is corrected.

        horizon: The UTC years that it can answer for, ``[first, until)``. Every search
            ends there.

    Raises:
        DefinitionError: Hours, dates, zone, revision or horizon cannot be; the subclass
            says which.
    """

    name: str = attrs.field(validator=not_blank)
    zone: str = attrs.field(converter=zone_name)
    hours: WeeklyHours = attrs.field(converter=to_weekly_hours)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} {self.zone}: {self.hours}>"

    @property
    def zones(self) -> tuple[str, ...]:
        """
        Its one zone.
        """
        return (self.zone,)

    @functools.cached_property
    def _wall(self) -> WallHours:
        eras = [Era(day_number(dt.date.min), self.hours)]
        eras += [Era(day_number(on), hours) for on, hours in self.changes]
        return WallHours(
            self.zone,
            eras=eras,
            holidays=self.holidays,
            dated=dict(self.dated),
            breaks=dict(self.breaks),
            horizon=self.horizon,
        )

    @functools.cached_property
    def _compiled(self) -> Compiled:
        return Compiled(self.name, self.horizon, self._cut, never=self._never_opens)

    @functools.cached_property
    def _tables(self) -> dict[str, DayTable]:
        return {}

    @property
    def _never_opens(self) -> bool:
        weekly = bool(self.hours) or any(hours for _, hours in self.changes)
        return not weekly and not any(windows for _, windows in self.dated)

    def _cut(self, start: int, end: int) -> Edges:
        return self._wall.edges(start, end)

    def _business_dates(self, zone: str, first: int, last: int) -> dict[int, int]:
        return self._wall.business_dates(zone, first, last)


@attrs.frozen(cache_hash=True, repr=False, str=False)
class FloatingCalendar(_Hours):
    """
    Working hours that have no zone yet: nine to five, wherever the customer is.

    It answers nothing until it is bound. Its attributes are those of
    :class:`BusinessCalendar`, without the zone.
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {self.hours}>"

    def bind(self, zone: str | dt.tzinfo) -> BusinessCalendar:
        """
        The calendar of one zone, under the same name.

        Raises:
            UnknownZoneError: The zone database does not know the zone.
        """
        return _bound(self, zone_name(zone))


@functools.lru_cache(maxsize=1024)
def _bound(floating: FloatingCalendar, zone: str) -> BusinessCalendar:
    # Binding twice gives the same object, so that what it compiled is not lost.
    return BusinessCalendar(
        floating.name,
        zone,
        floating.hours,
        changes=floating.changes,
        holidays=floating.holidays,
        dated=floating.dated,
        breaks=floating.breaks,
        revision=floating.revision,
        horizon=floating.horizon,
    )


ALWAYS: Final = BusinessCalendar("always", "UTC", WeeklyHours.always())
"""
Around the clock, every day.
"""
