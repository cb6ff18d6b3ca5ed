"""
The zones' offsets, against the source files of the zone database.

A second, independent reader takes the transitions from the TZif files themselves (RFC 8536) and
works out the POSIX rule in their footer; the code under test only ever asks ``zoneinfo``.
"""

import datetime as dt
import importlib.resources
import itertools
import re
import struct
import zoneinfo
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from csmcore.calendars._zones import offsets

SECOND: Final = 1_000_000
EPOCH: Final = dt.date(1970, 1, 1).toordinal()
YEARS: Final = ((1970, 2042), (2099, 2100))

_NAME: Final = r"(?:<[^>]+>|[A-Za-z]+)"
_OFFSET: Final = r"[+-]?\d+(?::\d+){0,2}"
_FOOTER: Final = re.compile(
    rf"{_NAME}({_OFFSET})(?:{_NAME}({_OFFSET})?,([^,/]+)(?:/({_OFFSET}))?,([^,/]+)(?:/({_OFFSET}))?)?"
)


class Change(NamedTuple):
    """
    A second since 1970, and by how many seconds the clocks are ahead of UTC from then on.
    """

    at: int
    ahead: int


def _file(name: str) -> bytes:
    for place in zoneinfo.TZPATH:
        path = Path(place, name)
        if path.is_file():
            return path.read_bytes()
    return importlib.resources.files("tzdata").joinpath("zoneinfo", name).read_bytes()


def _read(data: bytes) -> tuple[list[Change], int, str]:
    """
    The transitions of a file, the offset before the first one, and the footer.
    """
    counts = struct.unpack(">4x c 15x 6l", data[:44])
    isut, isstd, leaps, times, types, chars = counts[1:]
    size = times * 5 + types * 6 + chars + leaps * 8 + isstd + isut
    assert counts[0] >= b"2", "a file of version 1 has no 64-bit block"
    data = data[44 + size :]
    isut, isstd, leaps, times, types, chars = struct.unpack(">20x 6l", data[:44])
    at = 44
    seconds = struct.unpack(f">{times}q", data[at : (at := at + times * 8)])
    kinds = struct.unpack(f">{times}B", data[at : (at := at + times)])
    ahead = [struct.unpack(">lBB", data[at + 6 * n : at + 6 * n + 6])[0] for n in range(types)]
    at += types * 6 + chars + leaps * 12 + isstd + isut
    footer = data[at:].decode("ascii").strip("\n")
    changes = [Change(second, ahead[kind]) for second, kind in zip(seconds, kinds, strict=True)]
    return changes, ahead[0], footer


def _seconds(clock: str) -> int:
    hours, minutes, seconds = (*map(int, clock.lstrip("+-").split(":")), 0, 0)[:3]
    return (hours * 3600 + minutes * 60 + seconds) * (-1 if clock.startswith("-") else 1)


def _day(rule: str, year: int) -> int:
    """
    The day, counted from 1970, that ``M3.5.0``, ``J60`` or ``59`` means in a year.
    """
    first = dt.date(year, 1, 1).toordinal() - EPOCH
    if not rule.startswith("M"):
        leap = dt.date(year, 12, 31).timetuple().tm_yday == 366
        number = int(rule.lstrip("J"))
        return first + number - (rule.startswith("J") and not (leap and number >= 60))
    month, week, weekday = map(int, rule[1:].split("."))
    days = [dt.date(year, month, 1) + dt.timedelta(days=n) for n in range(31)]
    fitting = [on for on in days if on.month == month and on.isoweekday() % 7 == weekday]
    return fitting[min(week, len(fitting)) - 1].toordinal() - EPOCH


def _by_rule(footer: str, year: int) -> list[Change]:
    """
    The changes that a footer such as ``CET-1CEST,M3.5.0,M10.5.0/3`` brings to a year.
    """
    parsed = _FOOTER.fullmatch(footer)
    assert parsed is not None, footer
    west, summer_west, begins, begins_at, ends, ends_at = parsed.groups()
    ahead = -_seconds(west)
    if begins is None:
        return []
    summer = ahead + 3600 if summer_west is None else -_seconds(summer_west)
    start = _day(begins, year) * 86_400 + _seconds(begins_at or "2") - ahead
    end = _day(ends, year) * 86_400 + _seconds(ends_at or "2") - summer
    return sorted([Change(start, summer), Change(end, ahead)])


def _expected(data: bytes, first: int, until: int) -> list[Change]:
    """
    The offset at the beginning of a stretch of years, and each change within it.
    """
    start, end = ((dt.date(year, 1, 1).toordinal() - EPOCH) * 86_400 for year in (first, until))
    changes, ahead, footer = _read(data)
    known = changes[-1].at if changes else -(2**60)
    if footer:
        later = [each for year in range(1969, until + 1) for each in _by_rule(footer, year)]
        changes += [each for each in later if each.at > known]
    found: list[Change] = []
    for change in changes:
        if start < change.at < end and change.ahead != ahead:
            found.append(change)
        ahead = change.ahead
    before = [_read(data)[1], *(each.ahead for each in changes if each.at <= start)]
    return [Change(start, before[-1]), *found]


def _told(name: str, first: int, until: int) -> list[Change]:
    """
    The same, as the code under test tells it.
    """
    start, end = (
        (dt.date(year, 1, 1).toordinal() - EPOCH) * 86_400 * SECOND for year in (first, until)
    )
    stretches = offsets(name, start, end)
    assert [each.start for each in stretches[1:]] == [each.end for each in stretches[:-1]]
    assert (stretches[0].start, stretches[-1].end) == (start, end)
    found: list[Change] = []
    for since, _, ahead in stretches:
        if not found or found[-1].ahead != ahead // SECOND:
            found.append(Change(since // SECOND, ahead // SECOND))
    return found


def _distinct() -> dict[bytes, str]:
    """
    Every zone that there is, zones with one and the same file once.
    """
    # Which zone "localtime" is depends on the machine, so that it is none to csmcore.
    names = sorted(zoneinfo.available_timezones() - {"localtime"})
    return {_file(name): name for name in names}


@pytest.mark.night
@pytest.mark.slow
def test_every_zone_changes_its_clocks_when_its_file_says() -> None:
    """
    Asking a zone day by day finds each of its changes, to the second.
    """
    wrong = [
        (name, first)
        for data, name in _distinct().items()
        for first, until in YEARS
        if _told(name, first, until) != _expected(data, first, until)
    ]

    assert wrong == []


@pytest.mark.slow
def test_no_zone_changes_its_clocks_twice_within_three_days() -> None:
    """
    Two changes within one day could hide each other from who looks once a day; there are none.
    """
    gaps: dict[float, str] = {}
    for data, name in _distinct().items():
        changes, before, _ = _read(data)
        real = []
        for change in changes:
            if change.ahead != before:
                real.append(change.at)
            before = change.ahead
        gaps.update({(b - a) / 86_400: name for a, b in itertools.pairwise(real)})

    assert min(gaps) > 3


@pytest.mark.parametrize(
    ("name", "year", "changes"),
    [
        # Summer time began on 31 March and ended on 27 October, both at 01:00Z.
        ("Europe/Amsterdam", 2024, [("03-31 01:00", 2.0), ("10-27 01:00", 1.0)]),
        # Half an hour: at 02:00 +10:30 and at 02:00 +11, which both are the day before in UTC.
        ("Australia/Lord_Howe", 2024, [("04-06 15:00", 10.5), ("10-05 15:30", 11.0)]),
        # The clocks go back for Ramadan, and on again after it.
        ("Africa/Casablanca", 2024, [("03-10 02:00", 0.0), ("04-14 02:00", 1.0)]),
        # Samoa crossed the date line: 30 December did not take place.
        ("Pacific/Apia", 2011, [("04-02 14:00", -11.0), ("09-24 14:00", -10.0), ("12-30 10:00", 14.0)]),
        # Nepal moved from 5:30 to 5:45 when 1986 began, by its clocks.
        ("Asia/Kathmandu", 1985, [("12-31 18:30", 5.75)]),
        ("Asia/Tokyo", 2024, []),
    ],
)
def test_the_clocks_of_a_year(name: str, year: int, changes: list[tuple[str, float]]) -> None:
    """
    Changes that are known from elsewhere, as seconds of UTC and hours ahead.
    """
    expected = [
        (dt.datetime.fromisoformat(f"{year}-{at}+00:00").timestamp(), hours * 3600)
        for at, hours in changes
    ]

    assert _told(name, year, year + 1)[1:] == expected
