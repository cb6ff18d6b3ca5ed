"""
What can be asked of every calendar, whatever it is made of.
"""

import abc
import array
import datetime as dt
import functools
from typing import Final, Literal, TypeAlias

from csmcore.calendars._compiled import Compiled, Edges
from csmcore.calendars._days import DayTable
from csmcore.errors import DefinitionError, HorizonError, OrderError, ZoneNeededError
from csmcore.kernel import (
    Markup,
    Span,
    element,
    from_micros,
    to_date,
    to_duration,
    to_micros,
    to_utc,
    zone_name,
)

_MICROSECOND: Final = dt.timedelta(microseconds=1)

Boundary: TypeAlias = Literal["close", "next_open"]
"""
When work that fills the day exactly is done: at closing, or when the next day opens.
"""


class Calendar(abc.ABC):
    """
    When work is done: a function from instants to working time, and its inverse.

    Every instant that comes in is aware, every one that goes out is in UTC. Time is real
    elapsed time: an hour that a clock change skips is never worked, one that it repeats
    is worked twice. All questions of one calendar agree with each other by construction.

    Questions about an instant outside the horizon raise
    :exc:`~csmcore.errors.HorizonError`, and a naive one
    :exc:`~csmcore.errors.NaiveInstantError`.
    """

    __slots__ = ()

    name: str

    @property
    @abc.abstractmethod
    def zones(self) -> tuple[str, ...]:
        """
        The zones of its parts, sorted, each once.
        """

    @property
    @abc.abstractmethod
    def horizon(self) -> tuple[int, int]:
        """
        The UTC years that it can answer for, ``[first, until)``.
        """

    # -- working time --------------------------------------------------------------------

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """
        The working time that passes from one instant to another.

        Returns:
            Negative when *end* comes before *start*. It adds up: from a to b and from b
            to c is from a to c, exactly.
        """
        return self._compiled.between(to_micros(start), to_micros(end)) * _MICROSECOND

    def add(
        self, start: dt.datetime, work: dt.timedelta, *, boundary: Boundary = "close"
    ) -> dt.datetime:
        """
        The earliest instant by which so much work has been done.

        Work that fills the day exactly is due at closing, and no work at all is due at
        once, also when closed. ``boundary="next_open"`` moves an answer that falls in
        closed time to the next opening, as Zendesk and Zammad do.

        Args:
            start: When work begins.

            work: Working time, not negative.

            boundary: ``"close"`` or ``"next_open"``.

        Raises:
            NoWorkingTimeError: The calendar does not open for so long within its horizon.

            NoTransitionError: The work is done, and there is no next opening to move to.

            DefinitionError: The work is negative; that is what :meth:`subtract` is for.
        """
        done = self._compiled.add(to_micros(start), _work(work))
        if boundary != "close":
            _check_boundary(boundary)
            done = self._compiled.open_from(done)
        return from_micros(done)

    def subtract(self, end: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """
        The latest instant at which work may begin so that it is done by *end*.

        Work that fills the day exactly begins at opening, and no work at all begins at
        *end*.

        Args:
            end: When the work must be done.

            work: Working time, not negative.

        Raises:
            NoWorkingTimeError: The calendar is not open for so long before *end* within
                its horizon.

            DefinitionError: The work is negative; that is what :meth:`add` is for.
        """
        return from_micros(self._compiled.subtract(to_micros(end), _work(work)))

    # -- openness ------------------------------------------------------------------------

    def is_open(self, at: dt.datetime) -> bool:
        """
        Whether an instant lies in working time; opening does, closing does not.
        """
        return self._compiled.is_open(to_micros(at))

    def next_open(self, at: dt.datetime) -> dt.datetime:
        """
        The first open instant from *at* on: *at* itself when open, else the next opening.

        Raises:
            NoWorkingTimeError: The calendar has no hours at all.

            NoTransitionError: It does not open any more within its horizon.
        """
        return from_micros(self._compiled.open_from(to_micros(at)))

    def previous_open(self, at: dt.datetime) -> dt.datetime:
        """
        The latest instant up to which it was open: the mirror of :meth:`next_open`.

        That is *at* itself inside a window and at closing, else the last closing. At
        opening nothing has been worked yet, so it is the closing before.

        Raises:
            NoWorkingTimeError: The calendar has no hours at all.

            NoTransitionError: It was not open before within its horizon.
        """
        return from_micros(self._compiled.open_until(to_micros(at)))

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """
        The first instant after *at* at which it turns from closed to open.

        Raises:
            NoWorkingTimeError: The calendar has no hours at all.

            NoTransitionError: There is none within its horizon.
        """
        return from_micros(self._compiled.after(to_micros(at), closing=False))

    def next_close(self, at: dt.datetime) -> dt.datetime:
        """
        The first instant after *at* at which it turns from open to closed.

        Raises:
            NoWorkingTimeError: The calendar has no hours at all.

            NoTransitionError: There is none within its horizon; around the clock never closes.
        """
        return from_micros(self._compiled.after(to_micros(at), closing=True))

    def previous_opening(self, at: dt.datetime) -> dt.datetime:
        """
        The last instant before *at* at which it turned from closed to open.

        Raises:
            NoWorkingTimeError: The calendar has no hours at all.

            NoTransitionError: There is none within its horizon.
        """
        return from_micros(self._compiled.before(to_micros(at), closing=False))

    def previous_close(self, at: dt.datetime) -> dt.datetime:
        """
        The last instant before *at* at which it turned from open to closed.

        Raises:
            NoWorkingTimeError: The calendar has no hours at all.

            NoTransitionError: There is none within its horizon.
        """
        return from_micros(self._compiled.before(to_micros(at), closing=True))

    def spans(self, start: dt.datetime, end: dt.datetime) -> tuple[Span, ...]:
        """
        The working time in ``[start, end)`` as spans: sorted, disjoint, none touching.

        Raises:
            OrderError: *end* comes before *start*.
        """
        edges = [from_micros(edge) for edge in self._cut_out(start, end)]
        return tuple(map(Span, edges[::2], edges[1::2]))

    def edges(self, start: dt.datetime, end: dt.datetime) -> "array.array[int]":
        """
        The working time in ``[start, end)`` as bare numbers, for whoever computes in columns.

        Returns:
            Openings and closings in turn, in microseconds since 1970 began in UTC, as
            signed 64-bit integers; the buffer is the caller's own.

        Raises:
            OrderError: *end* comes before *start*.
        """
        return array.array("q", self._cut_out(start, end))

    # -- business dates --------------------------------------------------------------------

    def is_business_day(self, on: dt.date, *, zone: str | None = None) -> bool:
        """
        Whether a date is a business date: one on which a window starts.

        Precisely, on which a window has its first working instant, after dated hours,
        holidays and breaks. A union is at work when any part is; an intersection when all
        parts are, and are open together at some time of that date; a difference when its
        first part is, and something of that date is left.

        Args:
            on: The date.

            zone: Whose dates are meant; the calendar's own zone when not given.

        Raises:
            ZoneNeededError: The calendar's parts lie in several zones, and none was named.
        """
        return self._day_table(zone).has(to_date(on))

    def business_days(
        self, start_on: dt.date, until: dt.date, *, zone: str | None = None
    ) -> tuple[dt.date, ...]:
        """
        The business dates in ``[start_on, until)``, in order.

        Raises:
            OrderError: *until* comes before *start_on*.

            ZoneNeededError: The calendar's parts lie in several zones, and none was named.
        """
        start_on, until = to_date(start_on), to_date(until)
        if until < start_on:
            raise OrderError("range of dates", start_on, until)
        return self._day_table(zone).dates(start_on, until)

    def days_between(self, start_on: dt.date, until: dt.date, *, zone: str | None = None) -> int:
        """
        How many business dates lie in ``[start_on, until)``; negative when reversed.

        Raises:
            ZoneNeededError: The calendar's parts lie in several zones, and none was named.
        """
        return self._day_table(zone).count(to_date(start_on), to_date(until))

    def add_days(
        self, start: dt.datetime, days: int, *, end_of_day: bool = False, zone: str | None = None
    ) -> dt.datetime:
        """
        The same time of day, so many business dates later; earlier when negative.

        Counting begins with the date after the local date of *start*, whether or not that
        one is a business date. A time that a clock change skips moves forward by as much,
        one that it repeats is the first of the two. The answer is not moved into working
        time, and no days at all are *start* itself.

        Args:
            start: Where counting begins.

            days: How many business dates.

            end_of_day: Answer with the closing time of that date's last window instead;
                with no days, of this date, or of the next business date when this is none.

            zone: Whose dates and clocks are meant; the calendar's own when not given.

        Raises:
            NoWorkingTimeError: There are not so many business dates within the horizon.

            ZoneNeededError: The calendar's parts lie in several zones, and none was named.
        """
        table = self._day_table(zone)
        if type(days) is not int:
            message = f"{days!r} is no number of days; a whole number is needed"
            raise DefinitionError(message)
        start = to_utc(start)
        try:
            local = start.astimezone(table.zone)
        except OverflowError:  # there, the first or the last of all dates is past
            raise HorizonError(self.name, start, *self.horizon) from None
        if end_of_day:
            return from_micros(table.end_of(local.date(), days))
        if not days:
            table.check(local.date())
            return start
        on = table.step(local.date(), days)
        return to_utc(local.replace(year=on.year, month=on.month, day=on.day, fold=0))

    # -- the algebra -------------------------------------------------------------------------

    @abc.abstractmethod
    def __or__(self, other: "Calendar") -> "Calendar":
        """
        Open when either is: follow the sun.
        """

    @abc.abstractmethod
    def __and__(self, other: "Calendar") -> "Calendar":
        """
        Open when both are.
        """

    @abc.abstractmethod
    def __sub__(self, other: "Calendar") -> "Calendar":
        """
        Open when this one is and the other is not.
        """

    def _repr_html_(self) -> Markup:
        return element("pre", self)

    # -- what each kind of calendar brings -----------------------------------------------------

    @property
    @abc.abstractmethod
    def _compiled(self) -> Compiled: ...

    @property
    @abc.abstractmethod
    def _tables(self) -> dict[str, DayTable]: ...

    @abc.abstractmethod
    def _cut(self, start: int, end: int) -> Edges: ...

    @abc.abstractmethod
    def _business_dates(self, zone: str, first: int, last: int) -> dict[int, int]: ...

    @property
    @abc.abstractmethod
    def _never_opens(self) -> bool: ...

    def _cut_out(self, start: dt.datetime, end: dt.datetime) -> Edges:
        first, last = to_micros(start), to_micros(end)
        if last < first:
            raise OrderError("stretch of time", to_utc(start), to_utc(end))
        return self._compiled.edges(first, last)

    def _day_table(self, zone: str | None) -> DayTable:
        if zone is None:
            if len(self.zones) > 1:
                raise ZoneNeededError(self.name, self.zones)
            zone = self.zones[0]
        elif zone not in self.zones:
            zone = zone_name(zone)
        if zone not in self._tables:
            source = functools.partial(self._business_dates, zone)
            table = DayTable(self.name, zone, self.horizon, source, never=self._never_opens)
            return self._tables.setdefault(zone, table)
        return self._tables[zone]


def _work(work: dt.timedelta) -> int:
    if type(work) is not dt.timedelta:
        work = to_duration(work)
    micros = (work.days * 86_400 + work.seconds) * 1_000_000 + work.microseconds
    if micros < 0:
        message = f"working time of {work} is negative; add and subtract take it from zero up"
        raise DefinitionError(message)
    return micros


def _check_boundary(boundary: str) -> None:
    if boundary != "next_open":
        message = f"boundary={boundary!r}; say 'close' or 'next_open'"
        raise DefinitionError(message)
