"""
What a zone's clocks show: its offsets from UTC, as stretches of real time.
"""

import datetime as dt
import functools
import zoneinfo
from typing import Final, NamedTuple

from csmcore.kernel import to_micros, zone

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
_ONE_DAY: Final = dt.timedelta(days=1)
_ONE_SECOND: Final = dt.timedelta(seconds=1)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_EPOCH_ORDINAL: Final = dt.date(1970, 1, 1).toordinal()


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
    clocks = zone(zone_name)
    since = before = dt.datetime(year, 1, 1, tzinfo=clocks)
    end = since.replace(year=year + 1)
    ahead = _ahead(clocks, since)
    found: list[Offset] = []
    while before < end:
        after = before + _ONE_DAY
        if _ahead(clocks, after) != ahead:
            change = _change(clocks, before, after)
            if change < end:
                found.append(_offset(since, change, ahead))
                since, ahead = change, _ahead(clocks, change)
        before = after
    found.append(_offset(since, end, ahead))
    return tuple(found)


def _change(clocks: zoneinfo.ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    # The first second at which the clocks are set differently than at the earlier instant.
    ahead = _ahead(clocks, before)
    while after - before > _ONE_SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _ahead(clocks, middle) == ahead:
            before = middle
        else:
            after = middle
    return after


def _ahead(clocks: zoneinfo.ZoneInfo, at: dt.datetime) -> dt.timedelta | None:
    # The fields of *at* are UTC, as a zone's own fromutc expects them; unlike timestamps,
    # those work before 1970 on every platform.
    return clocks.fromutc(at).utcoffset()


def _offset(start: dt.datetime, end: dt.datetime, ahead: dt.timedelta | None) -> Offset:
    first, last = (to_micros(at.replace(tzinfo=dt.UTC)) for at in (start, end))
    return Offset(first, last, (ahead or dt.timedelta(0)) // _MICROSECOND)
