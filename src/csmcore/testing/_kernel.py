"""
Strategies for the words that every part shares.
"""

import datetime as dt
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
)
"""
Zones that between them have done most things that zones do.
"""

_CHANGES: Final = tuple(
    dt.datetime.fromisoformat(f"{text}+00:00")
    for text in (
        "2024-03-31T01:00",  # Amsterdam, Dublin: an hour skipped
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
        "2023-12-31T23:00",
    )
)
_MONDAY: Final = dt.datetime(2026, 3, 23, 8, tzinfo=dt.UTC)
_FIRST: Final = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
_LAST: Final = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
_FIRST_DATE: Final = dt.date(2010, 1, 1)
_LAST_DATE: Final = dt.date(2031, 1, 1)


def zones() -> st.SearchStrategy[str]:
    """
    IANA names of zones, those first that have done most things that zones do.
    """
    return st.sampled_from(ZONES)


def instants(
    *, min_value: dt.datetime = _FIRST, max_value: dt.datetime = _LAST
) -> st.SearchStrategy[dt.datetime]:
    """
    Instants in UTC, half of them within some days of a clock change, many on whole hours.

    Args:
        min_value: The earliest. Aware.

        max_value: The latest. Aware.
    """
    low, high = min_value.astimezone(dt.UTC), max_value.astimezone(dt.UTC)
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
        hours | close,
        edges,
    )
    return near | anywhere


def dates(
    *, min_value: dt.date = _FIRST_DATE, max_value: dt.date = _LAST_DATE
) -> st.SearchStrategy[dt.date]:
    """
    Dates, ends of months and 29 February among them.
    """
    return st.dates(min_value, max_value)


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


def _names() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip)


def _scalars() -> st.SearchStrategy[Scalar]:
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.text(st.characters(codec="utf-8"), max_size=20),
        st.decimals(allow_nan=False, allow_infinity=False, places=3),
        dates(),
        instants(),
        st.timedeltas(dt.timedelta(days=-400), dt.timedelta(days=400)),
    )
