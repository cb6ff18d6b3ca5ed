"""
What every value checks at its door: instants, dates, zones, names and numbers.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest

from csmcore.errors import (
    CsmError,
    DefinitionError,
    InexactInstantError,
    NaiveInstantError,
    UnknownZoneError,
)
from csmcore.kernel import (
    from_micros,
    from_one,
    from_one_if_given,
    is_flag,
    not_blank,
    not_blank_if_given,
    not_negative,
    plain,
    positive,
    positive_if_given,
    to_date,
    to_micros,
    to_utc,
    whole,
    zone,
    zone_name,
)

AMSTERDAM: Final = zoneinfo.ZoneInfo("Europe/Amsterdam")


class Stamp(dt.datetime):
    """
    A datetime as pandas has it: a subclass that counts nanoseconds.
    """

    nanosecond = 0


class Nanostamp(Stamp):
    """
    One that is finer than a microsecond.
    """

    nanosecond = 7


class NotATime(dt.datetime):
    """
    What pandas calls NaT: an instance of datetime of which no part is a number.
    """

    @property
    def hour(self) -> float:  # type: ignore[override]
        """
        No hour.
        """
        return float("nan")

    nanosecond = float("nan")


class Fickle(dt.tzinfo):
    """
    A zone that does not know its own offset.
    """

    def utcoffset(self, _: dt.datetime | None) -> None:
        """
        Nothing.
        """

    def dst(self, _: dt.datetime | None) -> None:
        """
        Nothing either.
        """

    def tzname(self, _: dt.datetime | None) -> None:
        """
        Not even a name.
        """


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        # The clocks of Amsterdam go from 02:00 to 03:00 on 31 March 2024, at 01:00Z.
        (dt.datetime(2024, 3, 31, 1, 59, tzinfo=AMSTERDAM), dt.datetime(2024, 3, 31, 0, 59)),
        (dt.datetime(2024, 3, 31, 3, 0, tzinfo=AMSTERDAM), dt.datetime(2024, 3, 31, 1, 0)),
        # A time that they skip is read as if they had not: PEP 495.
        (dt.datetime(2024, 3, 31, 2, 30, tzinfo=AMSTERDAM), dt.datetime(2024, 3, 31, 1, 30)),
        # They go back from 03:00 to 02:00 on 27 October 2024, at 01:00Z.
        (dt.datetime(2024, 10, 27, 2, 30, tzinfo=AMSTERDAM), dt.datetime(2024, 10, 27, 0, 30)),
        (dt.datetime(2024, 10, 27, 2, 30, tzinfo=AMSTERDAM, fold=1), dt.datetime(2024, 10, 27, 1, 30)),
        (
            dt.datetime(2024, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=5.5))),
            dt.datetime(2023, 12, 31, 18, 30),
        ),
    ],
)
def test_an_instant_is_held_in_utc(local: dt.datetime, utc: dt.datetime) -> None:
    """
    Whatever zone an instant comes in, it is the same instant on the clocks of UTC.
    """
    held = to_utc(local)

    assert held.tzinfo is dt.UTC
    assert held.replace(tzinfo=None) == utc


def test_a_subclass_becomes_a_plain_datetime() -> None:
    """
    A datetime of pandas or pendulum is held as Python's own, to the same microsecond.
    """
    held = to_utc(Stamp(2024, 5, 1, 12, 30, 15, 999_999, tzinfo=AMSTERDAM))

    assert type(held) is dt.datetime
    assert held.isoformat() == "2024-05-01T10:30:15.999999+00:00"
    assert type(plain(Stamp(2024, 5, 1))) is dt.datetime


def test_nanoseconds_are_refused() -> None:
    """
    An instant finer than a microsecond would have to be moved, so it is refused.
    """
    with pytest.raises(InexactInstantError, match=r"nanoseconds.*floor\('us'\)") as told:
        to_utc(Nanostamp(2024, 5, 1, tzinfo=dt.UTC))

    assert told.value.value == "2024-05-01 00:00:00+00:00"


@pytest.mark.parametrize("convert", [to_utc, to_micros])
@pytest.mark.parametrize(
    "naive", [dt.datetime(2024, 5, 1), Stamp(2024, 5, 1), dt.datetime(2024, 5, 1, tzinfo=Fickle())]
)
def test_an_instant_without_a_zone_is_refused(
    convert: Callable[[dt.datetime], object], naive: dt.datetime
) -> None:
    """
    A datetime whose offset nobody knows names no instant, and the error says how to mend it.
    """
    with pytest.raises(NaiveInstantError, match=r"2024-05-01T00:00:00 has no zone.*tzinfo="):
        convert(naive)


@pytest.mark.parametrize(
    "nothing", [None, "2024-05-01T00:00Z", 0, dt.date(2024, 5, 1), NotATime(2024, 5, 1)]
)
def test_what_is_no_datetime_is_no_instant(nothing: object) -> None:
    """
    Texts, numbers, dates and pandas' NaT are refused with what was given.
    """
    with pytest.raises(DefinitionError, match="is no instant; an aware datetime is needed"):
        to_utc(nothing)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "at",
    [
        dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=1))),
        dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=1))),
        dt.datetime.min.replace(tzinfo=zoneinfo.ZoneInfo("Asia/Tokyo")),
        dt.datetime.max.replace(tzinfo=zoneinfo.ZoneInfo("America/New_York")),
    ],
)
def test_an_instant_before_the_year_1_in_utc_is_refused(at: dt.datetime) -> None:
    """
    The first and last hours of Python's years lie outside them in UTC: an error, no overflow.
    """
    with pytest.raises(DefinitionError, match="outside the years 1 to 9999"):
        to_utc(at)


def test_microseconds_count_from_1970() -> None:
    """
    Micros are exact and signed, as POSIX time is: 1,000,000,000 s is 2001-09-09T01:46:40Z.
    """
    assert to_micros(dt.datetime(2001, 9, 9, 1, 46, 40, tzinfo=dt.UTC)) == 10**15
    assert from_micros(10**15).isoformat() == "2001-09-09T01:46:40+00:00"
    assert to_micros(dt.datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC)) == -1
    assert from_micros(-1).isoformat() == "1969-12-31T23:59:59.999999+00:00"


@pytest.mark.parametrize("micros", [10**18, -(10**18), 10**30])
def test_micros_beyond_all_years_are_refused(micros: int) -> None:
    """
    A number of microseconds that no datetime can hold is refused by its own name.
    """
    with pytest.raises(DefinitionError, match=str(micros)):
        from_micros(micros)


def test_a_date_is_a_plain_date() -> None:
    """
    A subclass of date is held as a date of Python's own.
    """

    class Day(dt.date):
        pass

    held = to_date(Day(2024, 2, 29))

    assert held == dt.date(2024, 2, 29)
    assert type(held) is dt.date


@pytest.mark.parametrize(
    "nothing", [dt.datetime(2024, 5, 1, tzinfo=dt.UTC), "2024-05-01", None, 20240501]
)
def test_a_datetime_is_no_date(nothing: object) -> None:
    """
    The date of an instant depends on a zone, so nobody takes it silently.
    """
    with pytest.raises(DefinitionError, match=r"is no date; give a datetime\.date"):
        to_date(nothing)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        (AMSTERDAM, "Europe/Amsterdam"),
        (dt.UTC, "UTC"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_held_by_its_name(given: str | dt.tzinfo, name: str) -> None:
    """
    A zone is its IANA name; a ZoneInfo has one, and so has UTC.
    """
    assert zone_name(given) == name


@pytest.mark.parametrize(
    "name",
    [
        "Mars/Olympus_Mons",
        "Europe",
        "",
        ".",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe/Amsterdam\x00",
        "\ud800",
        "x" * 10_000,
        None,
        1,
        ["Europe/Amsterdam"],
        b"Europe/Amsterdam",
        dt.timezone(dt.timedelta(hours=1)),
    ],
)
def test_what_is_no_zone_is_refused(name: object) -> None:
    """
    Whatever is given, a name that the zone database does not know is one error, never another.
    """
    with pytest.raises(UnknownZoneError, match=r"^no zone is named .* in the zone database; "):
        zone_name(name)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["localtime", "posixrules", "right/Europe/Amsterdam", "posix/UTC"])
def test_a_machines_own_zone_is_no_zone(name: str) -> None:
    """
    Files that differ from machine to machine, or count leap seconds, are no zones.
    """
    with pytest.raises(UnknownZoneError):
        zone(name)


@pytest.mark.parametrize("blank", ["", "  ", "\t\n", None, 7])
def test_a_name_is_not_blank(blank: object) -> None:
    """
    A name has something in it besides blanks; the error names the field.
    """

    @attrs.frozen
    class Named:
        name: str = attrs.field(validator=not_blank)

    assert Named("x").name == "x"
    with pytest.raises(DefinitionError, match=r"name is .*must be a text that is not blank"):
        Named(blank)  # type: ignore[arg-type]


def test_a_name_that_need_not_be_given_is_not_blank_either() -> None:
    """
    ``None`` stands for no name; an empty text is a mistake.
    """

    @attrs.frozen
    class Perhaps:
        name: str | None = attrs.field(default=None, validator=not_blank_if_given)

    assert (Perhaps().name, Perhaps("x").name) == (None, "x")
    with pytest.raises(DefinitionError, match="name is ''"):
        Perhaps("")


@pytest.mark.parametrize("length", [dt.timedelta(0), dt.timedelta(-1), 1, 1.5, "1 h", True, None])
def test_a_length_is_above_zero(length: object) -> None:
    """
    Durations count from one microsecond on; a number is no duration.
    """

    @attrs.frozen
    class Lasting:
        length: dt.timedelta = attrs.field(validator=positive)

    assert Lasting(dt.timedelta(microseconds=1)).length == dt.timedelta(microseconds=1)
    with pytest.raises(CsmError, match=r"length is .*must be above zero, as a duration"):
        Lasting(length)  # type: ignore[arg-type]


@attrs.frozen(kw_only=True)
class Fields:
    """
    One field for each rule that numbers, durations and flags have.
    """

    size: int = attrs.field(default=0, validator=whole)
    place: int = attrs.field(default=1, validator=from_one)
    days: int | None = attrs.field(default=None, validator=from_one_if_given)
    every: dt.timedelta | None = attrs.field(default=None, validator=positive_if_given)
    wait: dt.timedelta = attrs.field(default=dt.timedelta(0), validator=not_negative)
    urgent: bool = attrs.field(default=False, validator=is_flag)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"size": -1}, "^size is -1; it is a whole number, 0 or more$"),
        ({"size": True}, "^size is True; it is a whole number, 0 or more$"),
        ({"size": 2.0}, r"^size is 2\.0; it is a whole number, 0 or more$"),
        ({"place": 0}, "^place is 0; it is a whole number, 1 or more$"),
        ({"place": "x" * 99}, r"^place is 'x{56}\.\.\.; it is a whole number, 1 or more$"),
        ({"place": dt.timedelta(1)}, "^place is .*; it is a whole number, 1 or more$"),
        ({"days": 0}, "^days is 0; it is a whole number, 1 or more$"),
        ({"days": dt.timedelta(1)}, "^days is .*; it is a whole number, 1 or more$"),
        ({"every": dt.timedelta(0)}, "^every is .*; it must be above zero, as a duration$"),
        ({"every": 5}, "^every is 5; it must be above zero, as a duration$"),
        ({"wait": -dt.timedelta(hours=1)}, "^wait is -1:00:00; it is not below zero$"),
        ({"urgent": 1}, "^urgent is 1; it must be true or false$"),
        ({"urgent": None}, "^urgent is None; it must be true or false$"),
    ],
)
def test_a_field_says_what_it_must_be(fields: dict[str, Any], told: str) -> None:
    """
    Its name, what was given, cut short where it is long, and what would be right.
    """
    least = Fields(size=0, place=1, days=1, wait=dt.timedelta(0), urgent=True)

    assert least == Fields(days=1, urgent=True)
    with pytest.raises(DefinitionError, match=told):
        Fields(**fields)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Europe/Helsinky", "'Europe/Helsinki' is near"),
        ("europe/amsterdam", "'Europe/Amsterdam' is near"),
        ("America/New York", "'America/New_York' is near"),
        ("Helsinki", "'Europe/Helsinki' is near"),
        ("utc ", None),
        ("UTC+2", None),
        ("W. Europe Standard Time", None),
        ("Mars/Olympus", None),
    ],
)
def test_a_zone_that_is_near_is_told(name: str, meant: str | None) -> None:
    """
    As for every other name; and where none is like it, which names there are.
    """
    with pytest.raises(UnknownZoneError) as refused:
        zone_name(name)

    assert str(refused.value).endswith(
        f"; {meant}"
        if meant
        else "; use an IANA name such as 'Europe/Amsterdam' (on Windows, install tzdata)"
    )
