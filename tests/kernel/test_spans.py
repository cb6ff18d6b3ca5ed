"""
Spans of real time, and spans of dates.
"""

import datetime as dt
import zoneinfo
from typing import Final

import pytest

from csmcore.errors import DefinitionError, NaiveInstantError, OrderError, UnknownZoneError
from csmcore.kernel import DateSpan, Span, local_date, merge, total

AMSTERDAM: Final = zoneinfo.ZoneInfo("Europe/Amsterdam")
NEW_YORK: Final = zoneinfo.ZoneInfo("America/New_York")
MICROSECOND: Final = dt.timedelta(microseconds=1)


def at(hour: int, minute: int = 0) -> dt.datetime:
    """
    A time of one day in UTC.
    """
    return dt.datetime(2024, 5, 1, hour, minute, tzinfo=dt.UTC)


def span(start: int, end: int) -> Span:
    """
    Some hours of that day.
    """
    return Span(at(start), at(end))


def test_a_span_holds_its_start_and_not_its_end() -> None:
    """
    A span is ``[start, end)``: spans that follow each other share no instant.
    """
    assert at(9) in span(9, 17)
    assert at(17) - MICROSECOND in span(9, 17)
    assert at(17) not in span(9, 17)
    assert at(9) - MICROSECOND not in span(9, 17)


def test_an_hour_that_a_clock_change_skips_is_not_counted() -> None:
    """
    In Amsterdam, 31 March 2024, from 01:30 to 03:30 one hour passes, whatever the wall says.
    """
    start = dt.datetime(2024, 3, 31, 1, 30, tzinfo=AMSTERDAM)
    end = dt.datetime(2024, 3, 31, 3, 30, tzinfo=AMSTERDAM)

    assert end - start == dt.timedelta(hours=2)  # what Python says of two times of one zone
    assert Span(start, end).length == dt.timedelta(hours=1)


def test_an_hour_that_comes_twice_is_counted_twice() -> None:
    """
    In Amsterdam, 27 October 2024, from 01:30 to 03:30 three hours pass.
    """
    start = dt.datetime(2024, 10, 27, 1, 30, tzinfo=AMSTERDAM)

    assert Span(start, start.replace(hour=3)).length == dt.timedelta(hours=3)


def test_zones_may_be_mixed() -> None:
    """
    A span from a morning in Amsterdam to a morning in New York is the time in between.
    """
    mixed = Span(
        dt.datetime(2024, 5, 1, 9, tzinfo=AMSTERDAM), dt.datetime(2024, 5, 1, 9, tzinfo=NEW_YORK)
    )

    assert mixed == Span(at(7), at(13))
    assert hash(mixed) == hash(Span(at(7), at(13)))
    assert dt.datetime(2024, 5, 1, 8, 59, tzinfo=NEW_YORK) in mixed
    assert str(mixed) == "2024-05-01 07:00:00Z .. 2024-05-01 13:00:00Z"


def test_microseconds_are_shown_when_there_are_some() -> None:
    """
    A span is printed exactly, and no longer than it must be.
    """
    assert str(Span(at(7), at(7) + MICROSECOND)).endswith(".. 2024-05-01 07:00:00.000001Z")


def test_a_span_does_not_end_before_it_starts() -> None:
    """
    A reversed span is refused, also when the clocks on the wall hide that it is one.
    """
    with pytest.raises(OrderError, match=r"span ends .*T08:00.* before it starts .*T09:00") as told:
        span(9, 8)
    assert (told.value.start, told.value.end) == (at(9), at(8))

    repeated = dt.datetime(2024, 10, 27, 2, 30, tzinfo=AMSTERDAM, fold=1)
    with pytest.raises(OrderError):
        Span(repeated, repeated.replace(minute=45, fold=0))


@pytest.mark.parametrize("naive", [(dt.datetime(2024, 5, 1), at(9)), (at(9), dt.datetime(2024, 5, 2))])
def test_a_span_needs_instants(naive: tuple[dt.datetime, dt.datetime]) -> None:
    """
    Neither end may be a time without a zone, nor may a time that is looked for.
    """
    with pytest.raises(NaiveInstantError):
        Span(*naive)
    with pytest.raises(NaiveInstantError):
        print(dt.datetime(2024, 5, 1) in span(9, 17))


def test_an_empty_span_is_false_and_holds_nothing() -> None:
    """
    A span may be empty: no time passes in it, and no instant lies inside.
    """
    empty = span(9, 9)

    assert not empty
    assert empty.length == dt.timedelta(0)
    assert at(9) not in empty
    assert span(9, 10)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((9, 17), (12, 20), (12, 17)),
        ((9, 17), (10, 11), (10, 11)),
        ((9, 17), (9, 17), (9, 17)),
        ((9, 12), (12, 17), None),
        ((9, 12), (13, 17), None),
        ((9, 17), (12, 12), None),
    ],
)
def test_what_two_spans_share(
    one: tuple[int, int], other: tuple[int, int], shared: tuple[int, int] | None
) -> None:
    """
    Two spans share a span or nothing; touching is nothing, and so is an empty one.
    """
    expected = None if shared is None else span(*shared)

    assert span(*one) & span(*other) == expected
    assert span(*other) & span(*one) == expected


@pytest.mark.parametrize(
    ("other", "left"),
    [
        ((12, 13), [(9, 12), (13, 17)]),
        ((9, 12), [(12, 17)]),
        ((12, 17), [(9, 12)]),
        ((8, 18), []),
        ((9, 17), []),
        ((6, 9), [(9, 17)]),
        ((17, 20), [(9, 17)]),
        ((12, 12), [(9, 17)]),
    ],
)
def test_what_one_span_leaves_of_another(other: tuple[int, int], left: list[tuple[int, int]]) -> None:
    """
    Cutting a span out leaves two pieces, one or none, never an empty one.
    """
    assert span(9, 17) - span(*other) == tuple(span(*each) for each in left)


def test_nothing_is_left_of_an_empty_span() -> None:
    """
    Out of no time nothing can be cut.
    """
    assert span(9, 9) - span(12, 13) == ()
    assert span(9, 9) - span(9, 9) == ()


def test_a_span_meets_only_spans() -> None:
    """
    A span has nothing in common with a length of time or a date.
    """
    with pytest.raises(TypeError):
        print(span(9, 17) & dt.timedelta(hours=1))  # type: ignore[operator]
    with pytest.raises(TypeError):
        print(span(9, 17) - dt.timedelta(hours=1))  # type: ignore[operator]


def test_spans_are_told_once() -> None:
    """
    Merging sorts, joins what overlaps or touches, and drops what is empty.
    """
    told = merge([span(15, 16), span(9, 11), span(20, 20), span(10, 12), span(12, 13), span(9, 10)])

    assert told == (span(9, 13), span(15, 16))
    assert merge([]) == ()


def test_a_span_inside_another_does_not_shorten_it() -> None:
    """
    Merging keeps the later end, whichever span has it.
    """
    assert merge([span(9, 17), span(10, 11)]) == (span(9, 17),)


def test_shared_time_counts_once() -> None:
    """
    The total of spans is the time that lies in any of them.
    """
    assert total([span(9, 12), span(11, 13), span(20, 21)]) == dt.timedelta(hours=5)
    assert total([]) == dt.timedelta(0)


def test_a_validity_holds_its_first_date_and_not_the_one_after_its_last() -> None:
    """
    A span of dates is half-open: a contract until 1 June ends with 31 May.
    """
    may = DateSpan(dt.date(2024, 5, 1), dt.date(2024, 6, 1))

    assert dt.date(2024, 5, 1) in may
    assert dt.date(2024, 5, 31) in may
    assert dt.date(2024, 6, 1) not in may
    assert dt.date(2024, 4, 30) not in may
    assert may == DateSpan.inclusive(dt.date(2024, 5, 1), dt.date(2024, 5, 31))


@pytest.mark.parametrize(
    ("validity", "words"),
    [
        (DateSpan(), "always"),
        (DateSpan(dt.date(2024, 5, 1)), "from 2024-05-01"),
        (DateSpan(None, dt.date(2024, 6, 1)), "until 2024-06-01"),
        (DateSpan(dt.date(2024, 5, 1), dt.date(2024, 6, 1)), "from 2024-05-01 until 2024-06-01"),
    ],
)
def test_either_end_may_be_open(validity: DateSpan, words: str) -> None:
    """
    A validity may have always been and may never end; it says so.
    """
    assert str(validity) == words
    assert dt.date(2024, 5, 15) in validity
    assert validity


def test_a_validity_may_be_empty() -> None:
    """
    What ends on the date on which it starts holds on no date, and is false.
    """
    empty = DateSpan(dt.date(2024, 5, 1), dt.date(2024, 5, 1))

    assert not empty
    assert dt.date(2024, 5, 1) not in empty


@pytest.mark.parametrize("make", [DateSpan, DateSpan.inclusive])
def test_a_validity_does_not_end_before_it_starts(make: type[DateSpan]) -> None:
    """
    A reversed validity is refused, stated with its last day or with the day after.
    """
    with pytest.raises(OrderError, match="validity ends 2024-04-30, before it starts 2024-05-01"):
        make(dt.date(2024, 5, 1), dt.date(2024, 4, 30))


def test_a_last_day_may_be_left_out_but_not_be_the_last_of_all() -> None:
    """
    31 December 9999, which means "for ever" in many systems, has no day after it.
    """
    assert DateSpan.inclusive(dt.date(2024, 5, 1)) == DateSpan(dt.date(2024, 5, 1))
    with pytest.raises(DefinitionError, match="9999-12-31 has no day after it; leave the end out"):
        DateSpan.inclusive(dt.date(2024, 5, 1), dt.date.max)


def test_a_validity_is_made_of_dates() -> None:
    """
    An instant is no date: which one it would be depends on a zone.
    """
    with pytest.raises(DefinitionError, match="is no date"):
        DateSpan(at(9))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (DateSpan(), DateSpan(), DateSpan()),
        (
            DateSpan(dt.date(2024, 1, 1)),
            DateSpan(None, dt.date(2025, 1, 1)),
            DateSpan(dt.date(2024, 1, 1), dt.date(2025, 1, 1)),
        ),
        (DateSpan(dt.date(2024, 1, 1)), DateSpan(dt.date(2024, 7, 1)), DateSpan(dt.date(2024, 7, 1))),
        (DateSpan(None, dt.date(2024, 1, 1)), DateSpan(dt.date(2024, 1, 1)), None),
    ],
)
def test_what_two_validities_share(one: DateSpan, other: DateSpan, shared: DateSpan | None) -> None:
    """
    Both hold from the later start until the earlier end, or never.
    """
    assert one & other == shared
    assert other & one == shared


def test_a_validity_meets_only_validities() -> None:
    """
    A span of dates has nothing in common with a span of time.
    """
    with pytest.raises(TypeError):
        print(DateSpan() & span(9, 17))  # type: ignore[operator]


def test_a_date_begins_when_its_zone_says_so() -> None:
    """
    On 31 May 2024 at 20:00Z it is 1 June in Tokyo (UTC+9), and still May in Lisbon.
    """
    until_june = DateSpan(None, dt.date(2024, 6, 1))
    evening = dt.datetime(2024, 5, 31, 20, tzinfo=dt.UTC)

    assert until_june.contains_at(evening, zone="Europe/Lisbon")
    assert not until_june.contains_at(evening, zone="Asia/Tokyo")
    assert local_date(evening, "Asia/Tokyo") == dt.date(2024, 6, 1)


def test_a_date_that_a_zone_skipped_is_never_shown() -> None:
    """
    Samoa went from 29 to 31 December 2011 when it crossed the date line.
    """
    before = dt.datetime(2011, 12, 30, 9, 59, 59, tzinfo=dt.UTC)

    assert local_date(before, "Pacific/Apia") == dt.date(2011, 12, 29)
    assert local_date(before + dt.timedelta(seconds=1), "Pacific/Apia") == dt.date(2011, 12, 31)


@pytest.mark.parametrize(
    ("instant", "name"),
    [
        (dt.datetime.min.replace(tzinfo=dt.UTC), "America/New_York"),
        (dt.datetime.max.replace(tzinfo=dt.UTC), "Asia/Tokyo"),
    ],
)
def test_a_date_outside_all_years_is_refused(instant: dt.datetime, name: str) -> None:
    """
    Where the clocks of a zone show the year 0 or 10000, there is no date.
    """
    with pytest.raises(DefinitionError, match=f"outside the years 1 to 9999 on the clocks of {name}"):
        local_date(instant, name)


def test_a_local_date_needs_a_zone_and_an_instant() -> None:
    """
    A zone that nobody knows shows no date, nor does one show a date of no instant.
    """
    with pytest.raises(UnknownZoneError):
        local_date(at(9), "Europe/Atlantis")
    with pytest.raises(NaiveInstantError):
        local_date(dt.datetime(2024, 5, 1), "UTC")
