"""
The same office in csmcore and in its peers, and how each is asked the same question.

Each peer makes a question ready, with whatever it lets one prepare (pandas its offset), so that what
is timed is the question alone.
"""

import bisect
import datetime as dt
import functools
import itertools
import operator
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

import businesstimedelta
import pandas as pd
import pytz
import workclock

from csmcore.calendars import BusinessCalendar, WeeklyHours

ZONE: Final = "America/New_York"
NEW_YORK: Final = ZoneInfo(ZONE)
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND: Final = dt.timedelta(microseconds=1)
HOUR: Final = dt.timedelta(hours=1)
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Question: TypeAlias = Callable[[], Any]
"""
A question made ready; calling it gives the answer in the peer's own type.
"""


def asked(function: Callable[..., Any]) -> Callable[..., Question]:
    """
    What takes a function's arguments, and returns the question made ready.
    """
    return functools.partial(functools.partial, function)


def as_it_is(answer: Any) -> Any:
    """
    An answer that is a timedelta already.
    """
    return answer


class Peer(NamedTuple):
    """
    A library that knows the office's hours.

    Attributes:
        name: Its name on PyPI.

        between: From two instants, the question how much is worked from one to the other.

        add: From an instant and a timedelta, the question by when so much is worked.

        worked: From an answer to the first question, its timedelta.
    """

    name: str
    between: Callable[[dt.datetime, dt.datetime], Question]
    add: Callable[[dt.datetime, dt.timedelta], Question]
    worked: Callable[[Any], dt.timedelta] = as_it_is


class Office(NamedTuple):
    """
    When somebody is there, for every peer in its own words.

    Attributes:
        weekdays: Monday is 0.

        opens: The hour.

        closes: The hour.

        holidays: Dates off.
    """

    weekdays: tuple[int, ...]
    opens: int
    closes: int
    holidays: tuple[dt.date, ...]

    @property
    def clock_times(self) -> tuple[dt.time, dt.time]:
        """
        When it opens and closes, on the clock.
        """
        return dt.time(self.opens), dt.time(self.closes)


def csmcore_peer(office: Office) -> Peer:
    """
    The library itself, through its public face.
    """
    calendar = calendar_of(office)
    return Peer("csmcore", asked(calendar.between), asked(calendar.add))


def calendar_of(office: Office) -> BusinessCalendar:
    """
    A calendar that has answered nothing yet.
    """
    hours = [(dt.time(office.opens), dt.time(office.closes))]
    week = {DAYS[day]: hours for day in office.weekdays}
    return BusinessCalendar("office", ZONE, WeeklyHours.of(**week), holidays=office.holidays)


def workclock_peer(office: Office) -> Peer:
    """
    Written in Rust: walks from window to window.
    """
    hours = workclock.WorkDay(*office.clock_times, office.weekdays)
    rules = [hours, workclock.Holidays(office.holidays)]
    schedule = workclock.Schedule(rules, time_zone=NEW_YORK)
    return Peer("workclock", asked(schedule.between), asked(schedule.add))


def businesstimedelta_peer(office: Office) -> Peer:
    """
    Written in Python: walks from window to window.
    """
    zone = pytz.timezone(ZONE)
    hours = businesstimedelta.WorkDayRule(*office.clock_times, list(office.weekdays), tz=zone)
    off = businesstimedelta.HolidayRule(frozenset(office.holidays), tz=zone)
    rules = businesstimedelta.Rules([hours, off] if office.holidays else [hours])

    def add(start: dt.datetime, work: dt.timedelta) -> Question:
        delta = businesstimedelta.BusinessTimeDelta(rules, timedelta=work)
        return functools.partial(operator.add, start, delta)

    return Peer("businesstimedelta", asked(rules.difference), add, operator.attrgetter("timedelta"))


def pandas_peer(office: Office) -> Peer:
    """
    CustomBusinessHour: whole hours by the wall clock, and no question for *between*.

    What stands for it is the usual answer, counting a range of such hours.
    """
    opens, closes = (f"{hour:02}:00" for hour in (office.opens, office.closes))
    offset = functools.partial(
        pd.offsets.CustomBusinessHour,
        start=opens,
        end=closes,
        holidays=list(office.holidays),
        weekmask=" ".join(DAYS[day].capitalize() for day in office.weekdays),
    )
    an_hour = offset(n=1)

    def between(start: dt.datetime, end: dt.datetime) -> Question:
        first, last = pd.Timestamp(start), pd.Timestamp(end)
        return functools.partial(pd.date_range, first, last, freq=an_hour, inclusive="left")

    def add(start: dt.datetime, work: dt.timedelta) -> Question:
        return functools.partial(operator.add, pd.Timestamp(start), offset(n=work // HOUR))

    return Peer("pandas", between, add, lambda answer: len(answer) * HOUR)


class Bare:
    """
    The least that an answer can be: a search in a sorted list. It checks nothing, knows one range.
    """

    def __init__(self, edges: Sequence[int]) -> None:
        lengths = [(0, closes - opens) for opens, closes in zip(edges[::2], edges[1::2], strict=True)]
        self.edges = list(edges)
        self.passed = list(itertools.accumulate(itertools.chain(*lengths), initial=0))

    def open_time(self, at: int) -> int:
        """
        The time worked up to an instant, all in microseconds.
        """
        index = bisect.bisect_right(self.edges, at)
        return self.passed[index] + (at - self.edges[index - 1] if index & 1 else 0)

    def micros_between(self, start: int, end: int) -> int:
        """
        The first question in integers.
        """
        return self.open_time(end) - self.open_time(start)

    def micros_add(self, at: int, work: int) -> int:
        """
        The second question in integers.
        """
        target = self.open_time(at) + work
        index = bisect.bisect_left(self.passed, target)
        return self.edges[index - 1] - (self.passed[index] - target)

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """
        The first question in datetimes.
        """
        first, last = (start - EPOCH) // MICROSECOND, (end - EPOCH) // MICROSECOND
        return self.micros_between(first, last) * MICROSECOND

    def add(self, start: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """
        The second question in datetimes.
        """
        done = self.micros_add((start - EPOCH) // MICROSECOND, work // MICROSECOND)
        return EPOCH + done * MICROSECOND

    def as_peer(self) -> Peer:
        """
        Itself among the others.
        """
        return Peer("bare bisect", asked(self.between), asked(self.add))
