"""
Opening hours of a day and of a week, and their text.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final, TypeAlias

import attrs

from csmcore.errors import TextError, WindowError

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = dt.timedelta(days=1)

_CLOCK: Final = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?", re.ASCII)

ClockTime: TypeAlias = str | dt.time | dt.timedelta
"""
A wall time as people write it: ``"09:00"``, ``"24:00"``, a :class:`datetime.time`, or the
time since midnight as a :class:`datetime.timedelta`.
"""


def _since_midnight(value: ClockTime) -> dt.timedelta:
    if isinstance(value, dt.timedelta):
        return value
    if isinstance(value, dt.time):
        if value.tzinfo is not None:
            raise WindowError(str(value), "", "a wall time has no zone of its own; the calendar has")
        return dt.datetime.combine(dt.date.min, value) - dt.datetime.combine(dt.date.min, dt.time())
    parsed = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if parsed is None:
        problem = "a time reads like 09:00, 17:30:15 or 24:00"
        raise TextError(str(value), 1, problem)
    hour, minute, second, fraction = parsed.groups()
    return dt.timedelta(
        hours=int(hour),
        minutes=int(minute),
        seconds=int(second or 0),
        microseconds=int((fraction or "").ljust(6, "0")),
    )


def _clock(since_midnight: dt.timedelta) -> str:
    seconds, micros = divmod(since_midnight // dt.timedelta(microseconds=1), 1_000_000)
    shown = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if seconds % 60 or micros:
        shown += f":{seconds % 60:02}"
    return shown + (f".{micros:06}".rstrip("0") if micros else "")


@attrs.frozen(init=False)
class Window:
    """
    Hours of one date, ``[opens, closes)`` by the clock on the wall.

    A window belongs to the date on which it starts, also when it runs past midnight:
    ``Window("22:00", "06:00")`` of a Friday ends on Saturday morning.

    Attributes:
        opens: Wall time since that date's midnight; under 24 hours.

        closes: The same, after *opens* and at most 48 hours. A closing time that is
            given as a text or a :class:`datetime.time` before *opens* means the next
            day and is held with 24 hours added.

    Raises:
        WindowError: It opens when it closes (a whole day is ``00:00-24:00``), or a time
            is out of range.

        TextError: A time does not parse.
    """

    opens: dt.timedelta
    closes: dt.timedelta

    def __init__(self, opens: ClockTime, closes: ClockTime) -> None:
        start, end = _since_midnight(opens), _since_midnight(closes)
        if start == end:
            raise WindowError(
                _clock(start), _clock(end), "opens when it closes; say 00:00-24:00 for a whole day"
            )
        if not dt.timedelta(0) <= start < DAY:
            raise WindowError(_clock(start), _clock(end), "must open between 00:00 and 23:59:59")
        if dt.timedelta(0) <= end < start:
            end += DAY
        if not dt.timedelta(0) <= end <= 2 * DAY:
            raise WindowError(_clock(start), _clock(end), "must close between 00:00 and 48:00")
        self.__attrs_init__(start, end)

    @classmethod
    def parse(cls, text: str) -> "Window":
        """
        A window from its text, such as ``09:00-17:00`` or ``22:00-06:00``.

        Raises:
            TextError: The text does not parse; it names the column.

            WindowError: The hours cannot be.
        """
        reader = _Reader(text)
        window = reader.window()
        reader.skip_blanks()
        if not reader.done:
            raise reader.error("nothing more may follow a window")
        return window

    def __str__(self) -> str:
        overnight = self.closes > DAY and self.closes - DAY < self.opens
        return f"{_clock(self.opens)}-{_clock(self.closes - DAY if overnight else self.closes)}"


WindowsLike: TypeAlias = str | Iterable[Window | tuple[ClockTime, ClockTime]]
"""
The hours of one date as people give them: ``"09:00-12:00,13:00-17:00"``, pairs of times,
windows; ``()`` and ``"closed"`` are no hours at all.
"""


def to_windows(value: WindowsLike) -> tuple[Window, ...]:
    """
    The hours of one date, sorted, with windows that overlap or touch made one.

    Raises:
        TextError: A text does not parse.

        WindowError: Hours cannot be.
    """
    if isinstance(value, str):
        reader = _Reader(value)
        windows = reader.windows()
        reader.skip_blanks()
        if not reader.done:
            raise reader.error("a comma or the end is expected")
    else:
        if not isinstance(value, Iterable):
            raise WindowError(repr(value), "", "give windows, pairs of times, or () when closed")
        windows = [_to_window(each) for each in value]
    merged: list[Window] = []
    for window in sorted(windows, key=lambda window: window.opens):
        if merged and window.opens <= merged[-1].closes:
            merged[-1] = Window(merged[-1].opens, max(merged[-1].closes, window.closes))
        else:
            merged.append(window)
    return tuple(merged)


def _to_window(value: Window | tuple[ClockTime, ClockTime]) -> Window:
    if isinstance(value, Window):
        return value
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise WindowError(repr(value), "", "a window is a pair of times, ('09:00', '17:00')")
    times = tuple(value)
    if len(times) != 2:
        raise WindowError(repr(value), "", "a window is a pair of times, ('09:00', '17:00')")
    return Window(*times)


@attrs.frozen(kw_only=True)
class WeeklyHours:
    """
    The hours of an ordinary week.

    Attributes:
        mon: Monday's windows, sorted and disjoint; empty when closed.

        tue: Tuesday's windows.

        wed: Wednesday's windows.

        thu: Thursday's windows.

        fri: Friday's windows.

        sat: Saturday's windows.

        sun: Sunday's windows.
    """

    mon: tuple[Window, ...] = attrs.field(default=(), converter=to_windows)
    tue: tuple[Window, ...] = attrs.field(default=(), converter=to_windows)
    wed: tuple[Window, ...] = attrs.field(default=(), converter=to_windows)
    thu: tuple[Window, ...] = attrs.field(default=(), converter=to_windows)
    fri: tuple[Window, ...] = attrs.field(default=(), converter=to_windows)
    sat: tuple[Window, ...] = attrs.field(default=(), converter=to_windows)
    sun: tuple[Window, ...] = attrs.field(default=(), converter=to_windows)

    @classmethod
    def of(
        cls,
        *,
        mon: WindowsLike = (),
        tue: WindowsLike = (),
        wed: WindowsLike = (),
        thu: WindowsLike = (),
        fri: WindowsLike = (),
        sat: WindowsLike = (),
        sun: WindowsLike = (),
    ) -> "WeeklyHours":
        """
        A week from the hours of its days; a day that is left out is closed.

        Raises:
            TextError: A time does not parse.

            WindowError: Hours cannot be.
        """
        return cls(mon=mon, tue=tue, wed=wed, thu=thu, fri=fri, sat=sat, sun=sun)

    @classmethod
    def always(cls) -> "WeeklyHours":
        """
        Open around the clock, every day.
        """
        return cls.parse("daily 00:00-24:00")

    @classmethod
    def never(cls) -> "WeeklyHours":
        """
        No hours at all, for a calendar that lives by dated hours only.
        """
        return cls()

    @classmethod
    def parse(cls, text: str) -> "WeeklyHours":
        """
        A week from its text.

        Days come before their hours, groups are set apart by ``;`` or a new line, and
        days that are not named are closed::

            mon-fri 09:00-12:00,13:00-17:00; sat 22:00-06:00
            mon,wed 08:00-24:00
            daily 00:00-24:00
            closed

        ``24:00`` ends a day, hours that close before they open run overnight, a range
        of days may wrap (``fri-mon``), and capitals do not matter.

        Raises:
            TextError: The text does not parse, or names a day twice; it has the column.

            WindowError: Hours cannot be.
        """
        return cls(**_Reader(text).week())

    @property
    def days(self) -> tuple[tuple[Window, ...], ...]:
        """
        The windows of the seven days, Monday's first.
        """
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)

    def __bool__(self) -> bool:
        return any(self.days)

    def __str__(self) -> str:
        groups: list[tuple[int, int, tuple[Window, ...]]] = []
        for index, windows in enumerate(self.days):
            if groups and groups[-1][1] == index - 1 and groups[-1][2] == windows:
                groups[-1] = (groups[-1][0], index, windows)
            elif windows:
                groups.append((index, index, windows))
        shown = []
        for first, last, windows in groups:
            days = DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
            shown.append(f"{days} {','.join(map(str, windows))}")
        return "; ".join(shown) or "closed"


def to_weekly_hours(value: WeeklyHours | str) -> WeeklyHours:
    """
    Weekly hours, or their text.

    Raises:
        TextError: The text does not parse.

        WindowError: It is neither, or the hours cannot be.
    """
    if isinstance(value, str):
        return WeeklyHours.parse(value)
    if not isinstance(value, WeeklyHours):
        raise WindowError(repr(value), "", "give WeeklyHours or their text, 'mon-fri 09:00-17:00'")
    return value


class _Reader:
    """
    Reads hours from a text, and knows at which column it is.
    """

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TextError(repr(text), 1, "hours are a text such as 'mon-fri 09:00-17:00'")
        self.text, self.at = text, 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.text)

    def error(self, problem: str, at: int | None = None) -> TextError:
        return TextError(self.text, (self.at if at is None else at) + 1, problem)

    def skip_blanks(self, also: str = "") -> None:
        while not self.done and (self.text[self.at] in " \t" or self.text[self.at] in also):
            self.at += 1

    def take(self, token: str) -> bool:
        found = self.text[self.at : self.at + len(token)].lower() == token
        self.at += len(token) if found else 0
        return found

    def clock(self) -> dt.timedelta:
        self.skip_blanks()
        parsed = _CLOCK.match(self.text, self.at)
        if parsed is None:
            raise self.error("a time such as 09:00 or 24:00 is expected")
        since_midnight = _since_midnight(parsed[0])
        if since_midnight > 2 * DAY:
            raise self.error(f"{parsed[0]} is no time; the last one is 24:00 (48:00 when overnight)")
        self.at = parsed.end()
        return since_midnight

    def window(self) -> Window:
        self.skip_blanks()
        start = self.at
        opens = self.clock()
        self.skip_blanks()
        if not self.take("-"):
            raise self.error("a hyphen and a closing time are expected")
        closes = self.clock()
        try:
            return Window(opens, closes)
        except WindowError as error:
            raise self.error(error.problem, start) from None

    def windows(self, *, needed: bool = False) -> list[Window]:
        self.skip_blanks()
        if (self.done and not needed) or self.take("closed"):
            return []
        found = [self.window()]
        self.skip_blanks()
        while self.take(","):
            found.append(self.window())
            self.skip_blanks()
        return found

    def week(self) -> dict[str, list[Window]]:
        week: dict[str, list[Window]] = {}
        self.skip_blanks(also=";\n\r")
        if self.done:
            raise self.error("hours such as mon-fri 09:00-17:00 are expected, or closed")
        if self.take("closed"):
            self.skip_blanks(also=";\n\r")
            if not self.done:
                raise self.error("nothing more may follow closed")
        while not self.done:
            start = self.at
            days = self.day_list()
            twice = [day for index, day in enumerate(days) if day in week or day in days[:index]]
            if twice:
                raise self.error(f"{twice[0]} is named twice; put all its hours in one place", start)
            if self.done or self.text[self.at] not in " \t":
                raise self.error("a blank and hours such as 09:00-17:00 are expected")
            windows = self.windows(needed=True)
            week.update(dict.fromkeys(days, windows))
            if not self.done and self.text[self.at] not in ";\n\r":
                raise self.error("a comma, a semicolon or the end is expected")
            self.skip_blanks(also=";\n\r")
        return week

    def day_list(self) -> list[str]:
        if self.take("daily"):
            return list(DAYS)
        days = self.day_range()
        while self.take(","):
            days += self.day_range()
        return days

    def day_range(self) -> list[str]:
        first = self.day()
        if not self.take("-"):
            return [DAYS[first]]
        last = self.day()
        return [DAYS[(first + n) % 7] for n in range((last - first) % 7 + 1)]

    def day(self) -> int:
        for index, name in enumerate(DAYS):
            if self.take(name):
                return index
        raise self.error("a day is expected: mon, tue, wed, thu, fri, sat, sun or daily")
