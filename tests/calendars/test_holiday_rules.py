"""
Rules for days off: what they fall on, when they are the same, and what is none.
"""

import datetime as dt
import time
from collections.abc import Callable
from typing import Final

import attrs
import pytest
from dateutil import rrule
from dateutil.rrule import rrulestr

from csmcore.calendars import HolidayRule
from csmcore.errors import RuleError

DAY: Final = dt.timedelta(days=1)


def _dates(*texts: str) -> tuple[dt.date, ...]:
    return tuple(map(dt.date.fromisoformat, texts))


def _of_years(rule: HolidayRule, first: int, until: int) -> tuple[dt.date, ...]:
    return rule.dates(dt.date(first, 1, 1), dt.date(until, 1, 1))


RULES: Final = (
    ("FREQ=YEARLY", "2011-03-09"),
    ("FREQ=YEARLY;INTERVAL=3", "2012-02-29"),
    ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=1TU", "1996-11-05"),
    ("FREQ=YEARLY;BYMONTH=6", "2009-06-20"),
    ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19"),
    ("FREQ=YEARLY;BYDAY=-2SA", "1997-05-19"),
    ("FREQ=YEARLY;BYDAY=53TH", "1997-05-19"),
    ("FREQ=YEARLY;BYWEEKNO=1,20,53;BYDAY=MO", "1997-05-12"),
    ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;WKST=SU", "1997-05-12"),
    ("FREQ=YEARLY;BYYEARDAY=1,100,366,-1", "1997-01-01"),
    ("FREQ=YEARLY;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA;UNTIL=20200131", "2018-01-01"),
    ("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2001-07-04"),
    ("FREQ=YEARLY;BYEASTER=-2,1", "2000-04-23"),
    ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24,25,26;BYDAY=MO,FR;COUNT=7", "2003-12-25"),
    ("FREQ=MONTHLY", "2014-01-31"),
    ("FREQ=MONTHLY;INTERVAL=5", "2013-10-15"),
    ("FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11,12", "1997-09-10"),
    ("FREQ=MONTHLY;BYDAY=-1FR", "2012-05-25"),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02"),
    ("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28"),
    ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=250", "2001-09-27"),
    ("FREQ=WEEKLY", "2015-01-07"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "2017-08-08"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "2017-08-08"),
    ("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE,FR;WKST=TH", "2015-12-31"),
    ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2", "2014-12-31"),
    ("FREQ=WEEKLY;INTERVAL=6;BYMONTH=1,7", "2010-02-28"),
    ("FREQ=WEEKLY;INTERVAL=53;COUNT=9", "2010-02-28"),
    ("FREQ=DAILY;INTERVAL=10", "1997-09-02"),
    ("FREQ=DAILY;INTERVAL=366", "1960-02-29"),
    ("FREQ=DAILY;BYMONTH=1;UNTIL=20190115", "2000-01-31"),
    ("FREQ=DAILY;INTERVAL=7;BYMONTHDAY=1,-1", "2010-01-01"),
    ("FREQ=DAILY;INTERVAL=100;COUNT=40", "2011-11-11"),
    ("FREQ=DAILY;COUNT=9000", "1995-06-01"),
)


@pytest.mark.parametrize(("text", "anchor"), RULES)
def test_a_rule_falls_on_what_dateutil_counts_out_from_its_anchor(text: str, anchor: str) -> None:
    """
    Each year read on its own gives what walking all the way from the anchor gives.

    Source: dateutil's ``rrulestr``, starting at the anchor and never anywhere else.
    """
    rule = HolidayRule(text, dt.date.fromisoformat(anchor))
    midnight = dt.datetime.combine(rule.anchor, dt.time())
    walked = rrulestr(text, dtstart=midnight)
    until = dt.datetime(2042, 1, 1)
    expected = tuple(at.date() for at in walked.between(midnight, until, inc=True) if at < until)

    assert expected
    assert _of_years(rule, 1950, 2042) == expected
    for year in (2015, 2020, 2031):
        assert _of_years(rule, year, year + 1) == tuple(on for on in expected if on.year == year)


def test_an_old_anchor_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A rule is not walked from its anchor: reading a late year begins in its own last period.
    """
    starts: list[dt.datetime] = []

    def spy(text: str, *, dtstart: dt.datetime) -> object:
        starts.append(dtstart)
        return rrulestr(text, dtstart=dtstart)

    rule = HolidayRule("FREQ=DAILY;INTERVAL=9", dt.date(1900, 1, 2), name="an old one")
    monkeypatch.setattr(rrule, "rrulestr", spy)
    found = _of_years(rule, 2150, 2190)

    days = range(dt.date(2150, 1, 1).toordinal(), dt.date(2190, 1, 1).toordinal())
    ninth = [day for day in days if (day - rule.anchor.toordinal()) % 9 == 0]
    assert [on.toordinal() for on in found] == ninth
    assert len(starts) == 42
    assert min(starts) > dt.datetime(2148, 12, 22)


# -- rules as values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("rrule:freq=yearly;bymonthday=25;bymonth=12", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"),
        ("FREQ=YEARLY;BYMONTH= 12 ;BYMONTHDAY=+25;", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"),
        ("BYMONTHDAY=025;BYMONTH=12;FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"),
        ("FREQ=WEEKLY;BYWEEKDAY=WE,MO,WE", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("FREQ=MONTHLY;BYDAY=+1MO,-1FR", "FREQ=MONTHLY;BYDAY=-1FR,1MO"),
    ],
)
def test_rules_that_mean_the_same_are_the_same(text: str, held: str) -> None:
    """
    Capitals, blanks and the order of parts and of values do not matter; the text held is one.
    """
    rule, other = HolidayRule(text), HolidayRule(held)

    assert rule.text == held
    assert rule == other
    assert hash(rule) == hash(other)
    assert len({rule, other}) == 1


def test_rules_differ_by_what_they_say() -> None:
    """
    Anchor, name, days and exceptions belong to the value.
    """
    rule = HolidayRule.yearly(1, 1)
    others = [
        attrs.evolve(rule, anchor=dt.date(1999, 1, 1)),
        attrs.evolve(rule, name="New Year"),
        attrs.evolve(rule, days=2),
        attrs.evolve(rule, except_on=_dates("2001-01-01")),
    ]

    assert len({rule, *others}) == 5
    assert str(others[1]) == "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1 New Year"


# -- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "every Christmas",
        "",
        "FREQ=",
        "BYMONTH=12",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;INTERVAL=1",
        "FREQ=YEARLY;FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY\nDTSTART:20200101",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=0",
        "FREQ=YEARLY;BYMONTH=13;BYDAY=1MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=YEARLY;BYYEARDAY=367",
        "FREQ=YEARLY;BYWEEKNO=54",
        "FREQ=YEARLY;BYEASTER=400",
        "FREQ=YEARLY;BYEASTER=x",
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;BYDAY=MO(+1)",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;WKST=1",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=1.5",
        "FREQ=DAILY;INTERVAL=1_0",
        "FREQ=DAILY;INTERVAL=367",
        "FREQ=DAILY;INTERVAL=\u0661",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;COUNT=1,2",
        "FREQ=DAILY;COUNT=3;UNTIL=20200101",
        "FREQ=DAILY;UNTIL=2020-01-01",
        "FREQ=DAILY;UNTIL=20200230",
        "FREQ=DAILY;UNTIL=18991231",
    ],
)
def test_a_text_that_is_no_rule_is_refused(text: str) -> None:
    """
    Whole days only, each part once and in range, and a first date that exists.
    """
    with pytest.raises(RuleError) as caught:
        HolidayRule(text)

    assert caught.value.rule == text


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYYEARDAY=200",
        "FREQ=MONTHLY;BYMONTH=2;BYYEARDAY=200",
        "FREQ=WEEKLY;BYMONTH=2;BYYEARDAY=200",
        "FREQ=DAILY;BYMONTH=2;BYYEARDAY=200",
        "FREQ=DAILY;INTERVAL=366;BYMONTH=2;BYYEARDAY=200",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",  # the anchor, 1 January 1900, is a Monday
        "FREQ=YEARLY;BYMONTH=12;BYEASTER=0",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29;COUNT=5;BYDAY=SU;BYYEARDAY=1",
    ],
)
def test_a_contradiction_is_found_soon(text: str) -> None:
    """
    A rule that falls on no date is refused in moments, not after eight thousand years.
    """
    started = time.perf_counter()

    with pytest.raises(RuleError, match="falls on no date"):
        HolidayRule(text)

    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;" * 1_000_000,
        "FREQ=YEARLY;INTERVAL=" + "9" * 900,
        "FREQ=YEARLY;BYMONTHDAY=" + ",".join(["99"] * 300),
        "\0" * 999,
    ],
)
def test_a_hostile_text_is_refused_at_once(text: str) -> None:
    """
    Neither length nor huge numbers make a rule, and the refusal does not repeat megabytes.
    """
    started = time.perf_counter()

    with pytest.raises(RuleError) as caught:
        HolidayRule(text)

    assert time.perf_counter() - started < 0.5
    assert len(str(caught.value)) < 10_000


@pytest.mark.parametrize(
    "make",
    [
        lambda: HolidayRule.yearly(2, 30),
        lambda: HolidayRule.yearly(13, 1),
        lambda: HolidayRule.yearly(4, 0),
        lambda: HolidayRule.nth_weekday(6, "mon", 1),
        lambda: HolidayRule.nth_weekday(0, "mon", 1),
        lambda: HolidayRule.nth_weekday(1, "Monday", 1),
        lambda: HolidayRule.nth_weekday(1, "mon", 13),
        lambda: HolidayRule.nth_weekday(1, "mon", 0),
        lambda: HolidayRule.yearly(1, 1, days=0),
        lambda: HolidayRule.yearly(1, 1, days=367),
        lambda: HolidayRule.yearly(1, 1, anchor=dt.date(1899, 12, 31)),
        lambda: HolidayRule.yearly(1, 1, anchor=dt.date(9999, 6, 1)),
        lambda: HolidayRule(None),  # type: ignore[arg-type]
    ],
)
def test_a_rule_that_cannot_be_is_refused(make: Callable[[], HolidayRule]) -> None:
    """
    The shorthands refuse what their texts would.
    """
    with pytest.raises(RuleError):
        make()


def test_a_rule_says_what_would_be_right() -> None:
    """
    30 February is no date, and the error says how long that month is.
    """
    with pytest.raises(RuleError, match="30 February is no date; that month has at most 29 days"):
        HolidayRule.yearly(2, 30)
