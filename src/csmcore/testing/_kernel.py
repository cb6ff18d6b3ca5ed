"""
Strategies for the words that every part shares.
"""

import datetime as dt
import zoneinfo
from typing import Final

from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    Change,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    CustomerRef,
    DateSpan,
    Decision,
    ExternalId,
    HouseholdId,
    MonthEnd,
    Reason,
    Rejected,
    Scalar,
    Span,
    Term,
    Timeline,
    to_utc,
)
from csmcore.testing._extra import st

ZONES: Final = (
    "UTC",
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Asia/Tehran",
    "Europe/Dublin",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "America/St_Johns",
    "America/Havana",
    "Africa/Cairo",
    "Antarctica/Troll",
)
"""
Zones that between them have done most things that zones do: summer time of an hour, of half
an hour and of two, in either half of the year, at midnight, around Ramadan, and no more;
offsets of quarters of an hour; a date that never was.
"""

_CHANGES: Final = tuple(
    dt.datetime.fromisoformat(f"{text}+00:00")
    for text in (
        "2024-03-31T01:00",  # Amsterdam, Dublin: an hour skipped; Troll: two
        "2024-10-27T01:00",  # and repeated
        "2024-03-10T07:00",  # New York
        "2024-11-03T06:00",
        "2024-04-06T15:00",  # Lord Howe: half an hour
        "2024-10-05T15:30",
        "2024-03-10T02:00",  # Casablanca, around Ramadan
        "2024-04-14T02:00",
        "2018-11-04T03:00",  # Sao Paulo, at midnight
        "2018-02-18T02:00",
        "2011-12-30T10:00",  # Apia skips a whole date
        "2022-09-20T19:30",  # Tehran changes for the last time
        "2024-04-25T22:00",  # Cairo, at midnight
        "2024-04-06T14:00",  # Chatham, at a quarter to
        "2023-12-31T23:00",  # no change, but a year
    )
)
_MONDAY: Final = dt.datetime(2026, 3, 23, 8, tzinfo=dt.UTC)
_FIRST: Final = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
_LAST: Final = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
_FIRST_DATE: Final = dt.date(2010, 1, 1)
_LAST_DATE: Final = dt.date(2031, 1, 1)


def zones(*, everywhere: bool = False) -> st.SearchStrategy[str]:
    """
    IANA names of zones that between them have done most things that zones do.

    Args:
        everywhere: Whether those are joined by all others that this machine's zone
            database has; another machine may have others.
    """
    chosen = st.sampled_from(ZONES)
    return chosen | st.deferred(_available) if everywhere else chosen


def _available() -> st.SearchStrategy[str]:
    names = sorted(zoneinfo.available_timezones() - {"localtime", "posixrules", "Factory"})
    return st.sampled_from(names)


def instants(
    *, min_value: dt.datetime = _FIRST, max_value: dt.datetime = _LAST
) -> st.SearchStrategy[dt.datetime]:
    """
    Instants in UTC, half of them within some days of a clock change, many on it to the microsecond.

    Args:
        min_value: The earliest. Aware.

        max_value: The latest. Aware.

    Raises:
        NaiveInstantError: A bound has no zone.
    """
    low, high = to_utc(min_value), to_utc(max_value)
    changes = [each for each in _CHANGES if low + dt.timedelta(3) <= each <= high - dt.timedelta(3)]
    anywhere = st.datetimes(
        low.replace(tzinfo=None), high.replace(tzinfo=None), timezones=st.just(dt.UTC)
    )
    if not changes:
        return anywhere
    hours = st.integers(-60, 60).map(lambda hour: dt.timedelta(hours=hour))
    close = st.timedeltas(dt.timedelta(days=-2), dt.timedelta(days=2))
    edges = st.sampled_from(
        [dt.timedelta(0), dt.timedelta(microseconds=1), dt.timedelta(microseconds=-1)]
    )
    near = st.builds(
        lambda change, offset, edge: change + offset + edge,
        st.sampled_from(changes),
        st.just(dt.timedelta(0)) | hours | close,
        edges,
    )
    return near | anywhere


def dates(
    *, min_value: dt.date = _FIRST_DATE, max_value: dt.date = _LAST_DATE
) -> st.SearchStrategy[dt.date]:
    """
    Dates, many of them at the ends of months, 29 February among them.

    Args:
        min_value: The earliest.

        max_value: The latest.
    """
    anywhere = st.dates(min_value, max_value)
    days = st.sampled_from([dt.timedelta(days) for days in (-2, -1, 0, 1)])
    around_firsts = st.builds(lambda on, day: _moved(on.replace(day=1), day), anywhere, days)
    return anywhere | around_firsts.filter(lambda on: min_value <= on <= max_value)


def _moved(on: dt.date, days: dt.timedelta) -> dt.date:
    # Before the first of all dates there is none.
    return max(on, dt.date(1, 1, 3)) + days


def spans() -> st.SearchStrategy[Span]:
    """
    Spans of real time, empty ones among them.
    """
    lengths = st.timedeltas(dt.timedelta(0), dt.timedelta(days=40))
    return st.builds(lambda start, length: Span(start, start + length), instants(), lengths)


def date_spans() -> st.SearchStrategy[DateSpan]:
    """
    Validities by date, open at either end or at both among them.
    """
    bounds = st.tuples(dates(), dates()).map(sorted)
    closed = bounds.map(lambda pair: DateSpan(*pair))
    opened = st.builds(DateSpan, start_on=st.none() | dates()) | st.builds(DateSpan, until=dates())
    return closed | opened


def terms() -> st.SearchStrategy[Term]:
    """
    Terms of up to a few years, with every month-end rule.
    """
    lengths = st.tuples(st.integers(0, 3), st.integers(0, 15)).filter(any)
    return st.builds(
        lambda length, month_end: Term(years=length[0], months=length[1], month_end=month_end),
        lengths,
        st.sampled_from(MonthEnd),
    )


def external_ids() -> st.SearchStrategy[ExternalId]:
    """
    What other systems call a thing.
    """
    return st.builds(ExternalId, system=_names(), type=_names(), id=_names())


def customer_refs() -> st.SearchStrategy[CustomerRef]:
    """
    Customers of every kind: business, private, and private through a business.
    """
    accounts, consumers = _names().map(AccountId), _names().map(ConsumerId)
    return st.one_of(
        st.builds(AccountCustomer, accounts, st.none() | _names().map(ContactId)),
        st.builds(ConsumerCustomer, consumers, st.none() | _names().map(HouseholdId)),
        st.builds(AccountConsumerCustomer, accounts, consumers),
    )


def reasons() -> st.SearchStrategy[Reason]:
    """
    Reasons whose facts are scalars of every type.
    """
    fields = st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), _scalars(), max_size=4)
    return st.builds(Reason, _names(), _names(), fields)


def changes() -> st.SearchStrategy[Change]:
    """
    Changes to a few facts of a case within some days, often at the same instant.
    """
    minutes = st.integers(0, 40).map(lambda number: dt.timedelta(minutes=number * 97))
    facts = st.fixed_dictionaries(
        {},
        optional={
            "state": st.sampled_from(["new", "active", "waiting", "resolved"]) | st.none(),
            "priority": st.integers(1, 4),
            "tags": st.frozensets(st.sampled_from(["vip", "outage"])),
        },
    )
    signals = st.frozensets(st.sampled_from(["customer_replied", "agent_replied"]), max_size=2)
    return st.builds(
        lambda said, at, late: Change(_MONDAY + at, said[0], said[1], recorded_at=_MONDAY + at + late),
        st.tuples(facts, signals).filter(any),
        minutes,
        st.just(dt.timedelta(0)) | minutes,
    )


def timelines(*, min_size: int = 0) -> st.SearchStrategy[Timeline]:
    """
    Histories of a case: some changes, several of them at once, late ones among them.

    Args:
        min_size: How many changes there are at least.
    """
    return st.lists(changes(), min_size=min_size, max_size=12).map(Timeline.of)


def decisions() -> st.SearchStrategy[Decision[str]]:
    """
    Decisions between names: chosen or not, with and without rejected ones.
    """
    some = st.lists(reasons(), max_size=2).map(tuple)
    rejected = st.builds(
        lambda label, why: Rejected(label, why, label),
        _names(),
        st.lists(reasons(), min_size=1, max_size=2),
    )
    return st.builds(
        lambda question, chosen, why, others: Decision(
            question=question, chosen=chosen, label=chosen or "", reasons=why, rejected=tuple(others)
        ),
        _names(),
        st.none() | _names(),
        some,
        st.lists(rejected, max_size=3),
    )


def texts(*, min_size: int = 0, max_size: int) -> st.SearchStrategy[str]:
    """
    Texts of all that UTF-8 can write.

    Which characters a codec has is looked up one by one when that is first asked, and takes longer
    than Hypothesis lets a draw take; what is left out are surrogates, which is the same.
    """
    characters = st.characters(exclude_categories=["Cs"])
    return st.text(characters, min_size=min_size, max_size=max_size)


def _names() -> st.SearchStrategy[str]:
    return texts(min_size=1, max_size=12).filter(str.strip)


def _scalars() -> st.SearchStrategy[Scalar]:
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        texts(max_size=20),
        st.decimals(allow_nan=False, allow_infinity=False, places=3),
        dates(),
        instants(),
        st.timedeltas(dt.timedelta(days=-400), dt.timedelta(days=400)),
    )
