"""
What a zone's clocks show: its offsets from UTC, as stretches of real time.
"""

import datetime as dt
import functools
from typing import Final, NamedTuple

from csmcore.kernel import zone

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
_EPOCH_ORDINAL: Final = dt.date(1970, 1, 1).toordinal()
_NO_OFFSET: Final = dt.timedelta(0)


class Offset(NamedTuple):
    """
    A stretch of real time in which a zone keeps one offset.

    Attributes:
        start: First instant inside, in microseconds since 1970 UTC.

        end: First instant after.

        ahead: How far the clocks are ahead of UTC, in microseconds; negative is behind.
    """

    start: int
    end: int
    ahead: int


def day_number(on: dt.date) -> int:
    """
    A date as its number of days since 1970-01-01.
    """
    return on.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> dt.date:
    """
    The date that lies so many days after 1970-01-01.
    """
    return dt.date.fromordinal(day + _EPOCH_ORDINAL)


def year_start(year: int) -> int:
    """
    The instant at which a year begins in UTC.
    """
    return day_number(dt.date(year, 1, 1)) * DAY


def year_of(micros: int) -> int:
    """
    The UTC year in which an instant lies.
    """
    return date_of(micros // DAY).year


def offsets(zone_name: str, start: int, end: int) -> list[Offset]:
    """
    The zone's offsets from one instant until another, without gaps, in order.

    Neighbours may share an offset where a year ends between them.
    """
    found = []
    for year in range(year_of(start), year_of(end - 1) + 1):
        for each in _offsets_of_year(zone_name, year):
            clipped = Offset(max(each.start, start), min(each.end, end), each.ahead)
            if clipped.start < clipped.end:
                found.append(clipped)
    return found


@functools.lru_cache(maxsize=8192)
def _offsets_of_year(zone_name: str, year: int) -> tuple[Offset, ...]:
    # The zone database is asked day by day and then by bisection, through its public
    # face alone. No zone has ever changed its offset twice within three days; a test
    # compares every zone with its source file.
    start, end = year_start(year) // SECOND, year_start(year + 1) // SECOND
    found: list[Offset] = []
    since, ahead = start, _ahead(zone_name, start)
    day = DAY // SECOND
    for probe in range(start + day, end + day, day):
        until = min(probe, end)
        if _ahead(zone_name, until) == ahead:
            continue
        before, after = until - day, until
        while after - before > 1:
            middle = (before + after) // 2
            if _ahead(zone_name, middle) == ahead:
                before = middle
            else:
                after = middle
        if after < end:
            found.append(Offset(since * SECOND, after * SECOND, ahead))
            since, ahead = after, _ahead(zone_name, after)
    found.append(Offset(since * SECOND, end * SECOND, ahead))
    return tuple(found)


def _ahead(zone_name: str, second: int) -> int:
    shown = dt.datetime.fromtimestamp(second, zone(zone_name))
    return (shown.utcoffset() or _NO_OFFSET) // dt.timedelta(microseconds=1)
