"""
How long a clock may run, and when it warns.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

import attrs

from csmcore.calendars import Calendar
from csmcore.conditions import ANYTHING, Condition, to_condition
from csmcore.errors import DefinitionError, NoWorkingTimeError
from csmcore.kernel import (
    from_micros,
    hours_text,
    instant_text,
    listed,
    local_date,
    not_blank,
    not_blank_if_given,
    shown,
    to_duration,
    to_micros,
    zone,
    zone_if_given,
)

MICROSECOND: Final = dt.timedelta(microseconds=1)


# --- how long ---------------------------------------------------------------------------------


def _length(value: dt.timedelta) -> dt.timedelta:
    length = to_duration(value)
    if length <= dt.timedelta(0):
        message = f"a length of {hours_text(length)} leaves no time; it is more than zero"
        raise DefinitionError(message)
    return length


@attrs.frozen(str=False)
class WorkingTime:
    """
    So much of the calendar's working time.

    ``timedelta(days=1)`` is 24 hours of working time, not a business day; that is
    :class:`BusinessDays`.

    Attributes:
        length: More than zero.
    """

    length: dt.timedelta = attrs.field(converter=_length)

    def __str__(self) -> str:
        return hours_text(self.length)


@attrs.frozen(str=False)
class BusinessDays:
    """
    So many business days, or until the end, or some time, of the last of them.

    When the clock starts they become working time, and pause like any other.

    Plain days count from the first working instant on: one day from Friday noon ends on
    Monday noon, one from Saturday or from Monday before opening ends when Monday closes.
    With *by* or *end_of_day* they are business dates after the local date of the start:
    "the next business day by 16:00".

    Attributes:
        days: How many; with *end_of_day*, none is this very day, or the next business
            day when this is none.

        by: The time of day on the last date.

        end_of_day: Until the last date's closing.

        zone: Whose dates are meant; the calendar's own when not given.

    Raises:
        DefinitionError: Too few days, or both *by* and *end_of_day*.
    """

    days: int
    by: dt.time | None = attrs.field(default=None, kw_only=True)
    end_of_day: bool = attrs.field(default=False, kw_only=True)
    zone: str | None = attrs.field(default=None, kw_only=True, converter=zone_if_given)

    def __attrs_post_init__(self) -> None:
        if self.by is not None and self.end_of_day:
            message = f"by {self.by} and end_of_day contradict each other; give one"
            raise DefinitionError(message)
        if self.by is not None and not isinstance(self.by, dt.time):
            message = f"by={self.by!r} is no time of day; a datetime.time is needed, such as time(16)"
            raise DefinitionError(message)
        least = 0 if self.end_of_day else 1
        if type(self.days) is not int or self.days < least:
            message = f"{self.days!r} business days; a whole number from {least} up is needed"
            raise DefinitionError(message)
        if self.by is not None and self.by.tzinfo is not None:
            message = f"by {self.by} names a zone; a time on the calendar's own clocks is needed"
            raise DefinitionError(message)

    def __str__(self) -> str:
        days = "1 business day" if self.days == 1 else f"{self.days} business days"
        if self.by is not None:
            exact = self.by.second or self.by.microsecond
            return f"{days} by {self.by.isoformat('auto' if exact else 'minutes')}"
        return f"the end of {days}" if self.end_of_day else days


@attrs.frozen(str=False)
class Deadline:
    """
    Until an instant or date that the record itself names, such as a promised delivery.

    A pause does not move it: what was promised stays promised. A date means until its
    end on the calendar's clocks.

    Attributes:
        fact: The name of the fact that holds it; while it is not set, nothing is due.
    """

    fact: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"until {self.fact}"


Allowance: TypeAlias = WorkingTime | BusinessDays | Deadline
"""
How long a clock may run.
"""


def to_allowance(value: Allowance | dt.timedelta) -> Allowance:
    """
    An allowance; a bare duration is working time.

    Raises:
        DefinitionError: It is neither.
    """
    if isinstance(value, WorkingTime | BusinessDays | Deadline):
        return value
    if isinstance(value, dt.timedelta):
        return WorkingTime(value)
    message = f"{value!r} says no length; give a timedelta, WorkingTime, BusinessDays or Deadline"
    raise DefinitionError(message)


def working_time(allowance: WorkingTime | BusinessDays, calendar: Calendar, start: int) -> int:
    """
    An allowance as working time from a start on, in microseconds.

    Raises:
        NoWorkingTimeError: No working time lies between the start and the end of the days.
    """
    if isinstance(allowance, WorkingTime):
        return allowance.length // MICROSECOND
    end = _end_of_days(allowance, calendar, start)
    allowed = calendar._compiled.between(start, end)
    if allowed <= 0:
        since, until = instant_text(from_micros(start)), instant_text(from_micros(end))
        problem = f"has no working time from {since} until {until}, so {allowance} leaves none"
        raise NoWorkingTimeError(calendar.name, problem)
    return allowed


def _end_of_days(allowance: BusinessDays, calendar: Calendar, start: int) -> int:
    days, where = allowance.days, allowance.zone
    if allowance.end_of_day:
        ends_at = calendar.add_days(from_micros(start), days, end_of_day=True, zone=where)
    elif allowance.by is None:
        opens_at = from_micros(calendar._compiled.open_from(start))
        ends_at = calendar.add_days(opens_at, days, zone=where)
    else:
        clocks = where or calendar.zones[0]
        on = local_date(from_micros(start), clocks)
        noon = dt.datetime.combine(on, allowance.by, tzinfo=zone(clocks))
        ends_at = calendar.add_days(noon, days, zone=where)
    return to_micros(ends_at)


def deadline_of(value: object, fact: str, calendar: Calendar) -> int | None:
    """
    The instant that a fact names as the deadline, in microseconds; ``None`` when not set.

    Raises:
        DefinitionError: The fact is neither an instant nor a date.
    """
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return to_micros(value)
    if isinstance(value, dt.date):
        midnight = dt.datetime.combine(value, dt.time(), tzinfo=zone(calendar.zones[0]))
        return to_micros(midnight + dt.timedelta(days=1))
    message = f"{fact} is {value!r}, which is no deadline; an instant or a date is needed"
    raise DefinitionError(message)


@attrs.frozen(str=False)
class Goal:
    """
    How long a clock may run for the records that fit.

    Attributes:
        allowed: How long; a bare duration is working time.

        when: Which records; all of them when not given. A text is parsed.

        calendar: The calendar that counts for these; the target's when not given.
    """

    allowed: Allowance = attrs.field(converter=to_allowance)
    when: Condition = attrs.field(default=ANYTHING, converter=to_condition)
    calendar: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)

    def __str__(self) -> str:
        when = "" if self.when == ANYTHING else f" when {self.when}"
        calendar = "" if self.calendar is None else f" in {self.calendar}"
        return f"{self.allowed}{calendar}{when}"


Goals: TypeAlias = (
    Allowance
    | dt.timedelta
    | Goal
    | Iterable[Goal]
    | Mapping[str, Allowance | dt.timedelta]
    | Mapping[str, dt.timedelta]
)
"""
What may be said for the goals of a target.

One length for all, lengths by the text of a condition, or goals in full; the first that
fits counts.
"""


def to_goals(value: Goals) -> tuple[Goal, ...]:
    """
    Goals in order, however they were said.

    Raises:
        DefinitionError: It is none of these, or a member is none.
    """
    if isinstance(value, WorkingTime | BusinessDays | Deadline | dt.timedelta):
        return (Goal(value),)
    if isinstance(value, Goal):
        return (value,)
    if isinstance(value, Mapping):
        return tuple(Goal(allowed, when) for when, allowed in value.items())
    if isinstance(value, str) or not isinstance(value, Iterable):
        message = (
            f"{shown(value)} is no goal; give a length such as timedelta(hours=8) or BusinessDays(2), "
            "a mapping from when to allowed, or a list of Goal(allowed, when)"
        )
        raise DefinitionError(message)
    return listed(Goal, value, say="Goal(allowed, when), or a mapping from when to allowed")


# --- when it warns -------------------------------------------------------------------------------


_MOST: Final = 1_000_000
"""
The highest share of a target in percent: ten thousand times its length.
"""


def _share(value: Decimal | int | str | None) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        message = (
            f"{shown(value)} is no share of a target that is exact; give percent as a whole number, a "
            "Decimal or a text, such as 75 or '87.5 %'"
        )
        raise DefinitionError(message)
    try:
        share = Decimal(value.removesuffix("%").strip() if isinstance(value, str) else value)
    except (InvalidOperation, ValueError):
        share = Decimal(0)
    if not share.is_finite() or not 0 < share <= _MOST:
        message = (
            f"{shown(value)} is no share of a target; a percentage above zero is needed, such as 75, "
            f"and at most {_MOST:,}"
        )
        raise DefinitionError(message)
    return share


def _offset(value: dt.timedelta | None) -> dt.timedelta | None:
    return None if value is None else to_duration(value)


@attrs.frozen(str=False)
class Threshold:
    """
    When a clock warns: at a share of its time, or some time before or after it is due.

    All of it is working time on the clock's calendar, and pauses with the clock.

    Attributes:
        share: Percent of the time allowed, exact; 99.995 is not 100.

        offset: Working time from the due instant on; negative is before.

        days: Business dates after the due instant, at the same time of day.

    Raises:
        DefinitionError: Not exactly one of them is given.
    """

    share: Decimal | None = attrs.field(default=None, kw_only=True, converter=_share)
    offset: dt.timedelta | None = attrs.field(default=None, kw_only=True, converter=_offset)
    days: int | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        given = [each for each in (self.share, self.offset, self.days) if each is not None]
        if len(given) != 1:
            message = "a threshold is a share, an offset or a number of days; give one of them"
            raise DefinitionError(message)
        if self.offset == dt.timedelta(0):
            message = "an offset of zero is the breach itself, which is always told; leave it out"
            raise DefinitionError(message)
        if self.days is not None and (type(self.days) is not int or self.days < 1):
            message = f"{self.days!r} days after due; a whole number from 1 up is needed"
            raise DefinitionError(message)

    @classmethod
    def at(cls, percent: Decimal | int | str) -> "Threshold":
        """
        At a share of the time allowed: ``Threshold.at(75)``, ``Threshold.at("99.9 %")``.

        A float is refused, since ``99.9`` as a float is another number.
        """
        return cls(share=percent)

    @classmethod
    def before(cls, length: dt.timedelta) -> "Threshold":
        """
        So much working time before it is due.
        """
        return cls(offset=-_length(length))

    @classmethod
    def after(cls, length: dt.timedelta) -> "Threshold":
        """
        So much working time after it was due, while it still runs.
        """
        return cls(offset=_length(length))

    @classmethod
    def days_after(cls, days: int) -> "Threshold":
        """
        So many business dates after it was due, while it still runs.
        """
        return cls(days=days)

    def __str__(self) -> str:
        if self.share is not None:
            digits = f"{self.share:f}"
            return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits} %"
        if self.offset is not None:
            side = "before" if self.offset < dt.timedelta(0) else "after"
            return f"{hours_text(abs(self.offset))} {side} due"
        return "1 business day after due" if self.days == 1 else f"{self.days} business days after due"

    def running_time(self, allowed: int) -> int | None:
        """
        How long a clock has run when it is crossed, in microseconds; ``None`` for days.

        Rounded up to the microsecond, so that it is never crossed too early.
        """
        if self.share is not None:
            part, whole = self.share.as_integer_ratio()
            return -(-part * allowed // (100 * whole))
        return None if self.offset is None else max(0, allowed + self.offset // MICROSECOND)
