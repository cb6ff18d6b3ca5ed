"""
Stretches of real time, and stretches of dates.
"""

import datetime as dt
from collections.abc import Iterable

import attrs

from csmcore.errors import DefinitionError, OrderError
from csmcore.kernel._checks import date_if_given, to_date, to_utc, zone, zone_name


@attrs.frozen(order=True)
class Span:
    """
    A stretch of real time, ``[start, end)``; it may be empty, never reversed.

    Attributes:
        start: First instant inside. Held in UTC.

        end: First instant after. Held in UTC, never before *start*.

    Raises:
        OrderError: It ends before it starts.
    """

    start: dt.datetime = attrs.field(converter=to_utc)
    end: dt.datetime = attrs.field(converter=to_utc)

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            raise OrderError("span", self.start, self.end)

    def __str__(self) -> str:
        return f"{clock_text(self.start)} .. {clock_text(self.end)}"

    def __contains__(self, at: dt.datetime) -> bool:
        return self.start <= to_utc(at) < self.end

    def __bool__(self) -> bool:
        return self.start < self.end

    def __and__(self, other: "Span") -> "Span | None":
        if not isinstance(other, Span):
            return NotImplemented
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def __sub__(self, other: "Span") -> "tuple[Span, ...]":
        if not isinstance(other, Span):
            return NotImplemented
        if not other:
            return (self,) if self else ()
        before = Span(self.start, max(self.start, min(self.end, other.start)))
        after = Span(min(self.end, max(self.start, other.end)), self.end)
        return tuple(span for span in (before, after) if span)

    @property
    def length(self) -> dt.timedelta:
        """
        The real time from start to end; zero when empty.
        """
        return self.end - self.start


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """
    The same time, told once: sorted, disjoint, with neighbours that touch joined.

    Args:
        spans: In any order; they may overlap, and empty ones vanish.
    """
    merged: list[Span] = []
    for span in sorted(span for span in spans if span):
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def total(spans: Iterable[Span]) -> dt.timedelta:
    """
    How much time the spans cover together; what two of them share counts once.
    """
    return sum((span.length for span in merge(spans)), dt.timedelta(0))


def clock_text(instant: dt.datetime) -> str:
    """
    An instant that is held in UTC, as people read it: ``2026-04-27 09:00:00Z``.
    """
    return instant.isoformat(" ", "auto" if instant.microsecond else "seconds").replace("+00:00", "Z")


@attrs.frozen
class DateSpan:
    """
    A validity by date, ``[start_on, until)``, either end of which may be open.

    It is empty, and false, when it ends on the date on which it starts.

    A date belongs to a zone only when it becomes instants: a contract that ends on
    31 May in Tokyo ends earlier than one in Lisbon.

    Attributes:
        start_on: First date inside, or ``None`` when it has always been.

        until: First date after, or ``None`` when no end is known.

    Raises:
        OrderError: It ends before it starts.
    """

    start_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    until: dt.date | None = attrs.field(default=None, converter=date_if_given)

    def __attrs_post_init__(self) -> None:
        if self.start_on is not None and self.until is not None and self.until < self.start_on:
            raise OrderError("validity", self.start_on, self.until)

    @classmethod
    def inclusive(cls, start_on: dt.date | None = None, ends_on: dt.date | None = None) -> "DateSpan":
        """
        The validity that a document states with its last day.

        Args:
            start_on: First date inside.

            ends_on: Last date inside, the day before *until*.

        Raises:
            OrderError: The last date is before the first.

            DefinitionError: The last date is the last that there is.
        """
        if ends_on is None:
            return cls(start_on)
        ends_on = to_date(ends_on)
        if start_on is not None and ends_on < to_date(start_on):
            raise OrderError("validity", start_on, ends_on)
        if ends_on == dt.date.max:
            message = f"{ends_on} has no day after it; leave the end out when there is none"
            raise DefinitionError(message)
        return cls(start_on, ends_on + dt.timedelta(days=1))

    def __str__(self) -> str:
        start = "" if self.start_on is None else f"from {self.start_on}"
        until = "" if self.until is None else f"until {self.until}"
        return " ".join(filter(None, (start, until))) or "always"

    def __bool__(self) -> bool:
        return self.start_on is None or self.until is None or self.start_on < self.until

    def __contains__(self, on: dt.date) -> bool:
        on = to_date(on)
        started = self.start_on is None or self.start_on <= on
        return started and (self.until is None or on < self.until)

    def __and__(self, other: "DateSpan") -> "DateSpan | None":
        if not isinstance(other, DateSpan):
            return NotImplemented
        starts = [each.start_on for each in (self, other) if each.start_on is not None]
        ends = [each.until for each in (self, other) if each.until is not None]
        start, until = max(starts, default=None), min(ends, default=None)
        if start is not None and until is not None and until <= start:
            return None
        return DateSpan(start, until)

    def contains_at(self, at: dt.datetime, *, zone: str) -> bool:
        """
        Whether it holds at an instant, by the date that the zone's clocks show then.

        Args:
            at: Any instant. Aware.

            zone: The IANA name of the zone whose dates are meant.

        Raises:
            NaiveInstantError: The instant has no zone.

            UnknownZoneError: The zone database does not know the zone.
        """
        at, zone = to_utc(at), zone_name(zone)  # they are checked also where no date is asked for
        always = self.start_on is None and self.until is None
        return always or local_date(at, zone) in self


def local_date(at: dt.datetime, of_zone: str) -> dt.date:
    """
    The date that a zone's clocks show at an instant.

    Raises:
        NaiveInstantError: The instant has no zone.

        UnknownZoneError: The zone database does not know the zone.

        DefinitionError: The zone's clocks show a date outside the years 1 to 9999.
    """
    try:
        return to_utc(at).astimezone(zone(of_zone)).date()
    except OverflowError:
        message = f"{at} lies outside the years 1 to 9999 on the clocks of {of_zone}"
        raise DefinitionError(message) from None
