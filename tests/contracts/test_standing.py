"""
Where an agreement stands on a date: worked out by hand, around every edge.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.contracts import (
    CASCADE,
    Agreed,
    Cancellation,
    ContractLine,
    ServiceContract,
    Standing,
    Suspension,
    course,
    end_of,
    stand,
)
from csmcore.errors import DefinitionError, OrderError, OverlapError
from csmcore.kernel import AccountId, AccountOwner, ContractId, DateSpan, LineId

ACME: Final = AccountOwner(AccountId("acme"))
DAY: Final = dt.timedelta(days=1)


def day(text: str) -> dt.date:
    """
    A date of 2026 by month and day, ``"05-01"``; other years are said in full.
    """
    return dt.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def away(
    start: str, until: str | None = None, *, extends: bool = False, why: str = "unpaid"
) -> Suspension:
    """
    A suspension by its dates.
    """
    return Suspension(day(start), day(until) if until else None, reason=why, extends=extends)


def year(
    *suspensions: Suspension, cancelled: str | None = None, active: str | None = "01-01"
) -> Agreed:
    """
    A contract over 2026.
    """
    return ServiceContract(
        ContractId("c1"),
        owner=ACME,
        valid=DateSpan(day("01-01"), day("2027-01-01")),
        activated_on=day(active) if active else None,
        suspensions=suspensions,
        cancellation=Cancellation(day(cancelled), reason="moved away") if cancelled else None,
    )


def line(
    start: str | None = None, until: str | None = None, *suspensions: Suspension, cancelled: str = ""
) -> Agreed:
    """
    A line by its dates.
    """
    return ContractLine(
        LineId("l1"),
        valid=DateSpan(day(start) if start else None, day(until) if until else None),
        suspensions=suspensions,
        cancellation=Cancellation(day(cancelled), reason="sold") if cancelled else None,
    )


def told(chain: list[Agreed]) -> list[tuple[str | None, str]]:
    """
    The course of a chain: from which date on it stands how.
    """
    runs = course(chain)
    assert [span.until for span, _ in runs[:-1]] == [span.start_on for span, _ in runs[1:]]
    assert (runs[0][0].start_on, runs[-1][0].until) == (None, None)
    return [
        (span.start_on.isoformat()[2:] if span.start_on else None, str(each)) for span, each in runs
    ]


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        pytest.param(
            [year()],
            [(None, "draft"), ("26-01-01", "active"), ("27-01-01", "expired")],
            id="by its dates",
        ),
        pytest.param([year(active=None)], [(None, "draft")], id="never activated"),
        pytest.param(
            [year(active="02-10")],
            [(None, "draft"), ("26-02-10", "active"), ("27-01-01", "expired")],
            id="activated after its start",
        ),
        pytest.param(
            [year(active="2025-11-01")],
            [(None, "draft"), ("26-01-01", "active"), ("27-01-01", "expired")],
            id="activated before its start",
        ),
        pytest.param([Agreed()], [(None, "active")], id="always"),
        pytest.param(
            [year(away("05-01"))],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-05-01", "suspended"),
                ("27-01-01", "expired"),
            ],
            id="the end passes while suspended",
        ),
        pytest.param(
            [year(away("05-01", "06-01"))],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-05-01", "suspended"),
                ("26-06-01", "active"),
                ("27-01-01", "expired"),
            ],
            id="suspended for May",
        ),
        pytest.param(
            [year(away("05-01", "06-01", extends=True))],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-05-01", "suspended"),
                ("26-06-01", "active"),
                ("27-02-01", "expired"),  # 31 days later
            ],
            id="suspended for May, with the days given back",
        ),
        pytest.param(
            [year(away("05-01", extends=True))],
            [(None, "draft"), ("26-01-01", "active"), ("26-05-01", "suspended")],
            id="an open suspension that gives days back never lets it end",
        ),
        pytest.param(
            [
                year(
                    away("05-01", "05-11", extends=True), away("2027-01-05", "2027-01-25", extends=True)
                )
            ],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-05-01", "suspended"),
                ("26-05-11", "active"),
                ("27-01-05", "suspended"),  # in the ten days that were given back
                ("27-01-25", "active"),
                ("27-01-31", "expired"),
            ],
            id="suspended in the days given back",
        ),
        pytest.param(
            [year(away("12-22", "2027-02-01", extends=True))],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-12-22", "suspended"),
                ("27-02-01", "active"),
                ("27-02-11", "expired"),  # the ten days of December that were left
            ],
            id="suspended across the end",
        ),
        pytest.param(
            [year(away("2027-01-01", "2027-02-01", extends=True))],
            [(None, "draft"), ("26-01-01", "active"), ("27-01-01", "expired")],
            id="suspended after the end",
        ),
        pytest.param(
            [year(away("2025-12-01", "01-11", extends=True))],
            [
                (None, "draft"),
                ("26-01-01", "suspended"),
                ("26-01-11", "active"),
                ("27-01-11", "expired"),  # ten days lost; December was not its own
            ],
            id="suspended before the start, resumed after it",
        ),
        pytest.param(
            [year(away("2025-11-01", "2025-12-01"))],
            [(None, "draft"), ("26-01-01", "active"), ("27-01-01", "expired")],
            id="resumed before the start it is a draft",
        ),
        pytest.param(
            [year(away("05-01"), cancelled="07-01")],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-05-01", "suspended"),
                ("26-07-01", "cancelled"),
            ],
            id="cancelled while suspended, and for ever",
        ),
        pytest.param(
            [year(cancelled="2025-12-01", active=None)],
            [(None, "draft"), ("25-12-01", "cancelled")],
            id="a draft that is cancelled",
        ),
        pytest.param(
            [year(away("05-01", "05-11"), away("05-11", "05-21"))],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-05-01", "suspended"),
                ("26-05-21", "active"),
                ("27-01-01", "expired"),
            ],
            id="two suspensions that touch are one run",
        ),
        pytest.param(
            [year(), line("03-01", "09-01"), Agreed(valid=DateSpan(day("04-01"), day("08-01")))],
            [(None, "draft"), ("26-04-01", "active"), ("26-08-01", "expired")],
            id="the innermost dates count",
        ),
        pytest.param(
            [year(away("05-01", "05-11")), line(None, None, away("05-06", "05-21"))],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-05-01", "suspended"),
                ("26-05-21", "active"),
                ("27-01-01", "expired"),
            ],
            id="suspended at either level",
        ),
        pytest.param(
            [
                year(away("05-01", "05-11", extends=True)),
                line("01-01", "07-01", away("05-06", "05-21", extends=True)),
            ],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-05-01", "suspended"),
                ("26-05-21", "active"),
                ("26-07-21", "expired"),  # twenty days, those of both told once
            ],
            id="days that both lose are given back once",
        ),
        pytest.param(
            [year(), line("01-01", "2027-01-01", away("12-01", "12-11", extends=True))],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-12-01", "suspended"),
                ("26-12-11", "active"),
                ("27-01-01", "expired"),
            ],
            id="a line never outlives its contract",
        ),
        pytest.param(
            [year(cancelled="07-01"), line("01-01", "06-01")],
            [
                (None, "draft"),
                ("26-01-01", "active"),
                ("26-06-01", "expired"),
                ("26-07-01", "cancelled"),
            ],
            id="cancelling the contract cancels the line that has ended",
        ),
    ],
)
def test_the_course_of_an_agreement(
    chain: list[Agreed], expected: list[tuple[str | None, str]]
) -> None:
    """
    Every standing with the date from which it holds, in ISO's order without the century.
    """
    assert told(chain) == expected


@pytest.mark.parametrize(
    ("chain", "on", "expected"),
    [
        ([year()], "2025-12-31", "draft: contract 'c1' is a draft, activated from 2026-01-01 on"),
        ([year(active=None)], "05-01", "draft: contract 'c1' is a draft, not activated"),
        ([year(active="2025-06-01")], "2025-12-31", "draft: contract 'c1' starts on 2026-01-01"),
        ([year()], "01-01", "active: contract 'c1' is active from 2026-01-01 until 2027-01-01"),
        ([year()], "12-31", "active: contract 'c1' is active from 2026-01-01 until 2027-01-01"),
        ([year()], "2027-01-01", "expired: contract 'c1' expired on 2027-01-01"),
        (
            [year(away("05-01"))],
            "05-01",
            "suspended: contract 'c1' is suspended from 2026-05-01, no end is set: unpaid",
        ),
        (
            [year(away("05-01", "06-01"))],
            "05-31",
            "suspended: contract 'c1' is suspended from 2026-05-01 until 2026-06-01: unpaid",
        ),
        (
            [year(away("05-01", "05-02", extends=True))],
            "2027-01-02",
            "expired: contract 'c1' expired on 2027-01-02, 1 day of suspension later than agreed",
        ),
        (
            [year(away("05-01", "05-11", extends=True)), line(None, "03-01")],
            "03-01",
            "expired: line 'l1' expired on 2026-03-01",
        ),
        (
            [year(cancelled="07-01"), line()],
            "07-01",
            "cancelled: contract 'c1' is cancelled from 2026-07-01: moved away",
        ),
        (
            [year(away("06-01")), line(None, None, away("05-01", why="lost"))],
            "06-15",
            "suspended: contract 'c1' is suspended from 2026-06-01, no end is set: unpaid",
        ),
        (
            [year(away("06-01")), line(None, None, away("05-01", why="lost"))],
            "05-15",
            "suspended: line 'l1' is suspended from 2026-05-01, no end is set: lost",
        ),
        ([year(), line()], "05-15", "active: line 'l1' is active from 2026-01-01 until 2027-01-01"),
        ([Agreed()], "05-15", "active: agreement is active always"),
    ],
)
def test_the_reason_names_who_decided_and_when(chain: list[Agreed], on: str, expected: str) -> None:
    """
    The outermost agreement that brings the standing about, with its dates and what was said.
    """
    assert str(stand(chain, day(on))) == expected


def test_a_stand_says_since_when_and_until_when() -> None:
    """
    The first date of the standing, and the first later one with another.
    """
    chain = [year(away("05-01", "06-01"))]

    stands = [stand(chain, day(on)) for on in ("2025-01-01", "05-31", "06-01", "2027-05-05")]

    assert [(each.since_on, each.until_on) for each in stands] == [
        (None, day("01-01")),
        (day("05-01"), day("06-01")),
        (day("06-01"), day("2027-01-01")),
        (day("2027-01-01"), None),
    ]
    assert [each.is_active for each in stands] == [False, False, True, False]


def test_the_standing_of_what_is_below_changes_nothing_above() -> None:
    """
    A contract whose line is cancelled, or suspended, is active.
    """
    contract = year()

    for below in (line(cancelled="02-01"), line(None, None, away("02-01"))):
        assert stand([contract, below], day("03-01")).standing is not Standing.ACTIVE
        assert stand([contract], day("03-01")).is_active


def test_of_several_standings_the_first_of_the_cascade_counts() -> None:
    """
    Worst first: what is called off, what has not begun, what is over, what rests, what serves.
    """
    assert [each.value for each in CASCADE] == ["cancelled", "draft", "expired", "suspended", "active"]
    assert sorted(CASCADE) == sorted(Standing)

    expired, suspended = line(None, "02-01"), line(None, None, away("01-10"))
    assert stand([year(), suspended, expired], day("03-01")).standing is Standing.EXPIRED
    assert stand([year(active=None), suspended, expired], day("03-01")).standing is Standing.DRAFT
    assert stand([line(cancelled="02-01"), year(active=None)], day("03-01")).standing is (
        Standing.CANCELLED
    )


def test_the_moved_end_can_be_asked_for() -> None:
    """
    The last agreement's own end, with the days that were lost by it or above it.
    """
    contract = year(away("05-01", "05-11", extends=True))

    assert end_of([contract]) == day("2027-01-11")
    assert end_of([contract, line("01-01", "07-01")]) == day("07-11")
    assert end_of([contract, line("05-06", "07-01")]) == day("07-06")
    assert end_of([contract, line("06-01", "07-01")]) == day("07-01")
    assert end_of([contract, line(None, "05-01")]) == day("05-01")
    assert end_of([contract, line()]) is None
    assert end_of([year(away("05-01", "05-11"))]) == day("2027-01-01")
    assert end_of([year(away("05-01", extends=True))]) is None


def test_an_end_beyond_all_dates_is_none() -> None:
    """
    What is valid until the last date and was suspended a day ends after all dates.
    """
    valid = DateSpan(day("01-01"), dt.date.max)

    assert end_of([Agreed(valid=valid)]) == dt.date.max
    assert end_of([Agreed(valid=valid, suspensions=[away("05-01", "05-02", extends=True)])]) is None
    assert stand([Agreed()], dt.date.max).is_active
    assert stand([Agreed()], dt.date.min).is_active


def test_what_is_valid_on_no_date_is_never_active() -> None:
    """
    An agreement that ends on the date on which it starts goes from draft to expired.
    """
    never = Agreed(
        valid=DateSpan(day("05-01"), day("05-01")),
        suspensions=[away("04-01", "06-01", extends=True)],
    )

    assert told([never]) == [(None, "draft"), ("26-05-01", "expired")]


def test_suspensions_are_held_by_date_and_share_none() -> None:
    """
    They are sorted; one that begins before another has ended is refused.
    """
    first, second = away("05-01", "06-01"), away("06-01")

    assert Agreed(suspensions=[second, first]).suspensions == (first, second)
    assert Agreed(suspensions=[second, first]).suspension_on(day("06-01")) is second
    assert Agreed(suspensions=[first]).suspension_on(day("06-01")) is None
    with pytest.raises(OverlapError, match=r"suspension of contract 'c1' runs from 2026-05-01 until"):
        year(first, away("05-31"))
    with pytest.raises(OverlapError, match=r"from 2026-06-01 and also from 2028-01-01"):
        year(second, away("2028-01-01"))


def test_a_suspension_has_days_and_a_reason() -> None:
    """
    It ends after it starts, and says why.
    """
    with pytest.raises(OrderError, match="suspension ends 2026-04-30, before it starts 2026-05-01"):
        away("05-01", "04-30")
    with pytest.raises(DefinitionError, match="has no day; leave it out"):
        away("05-01", "05-01")
    with pytest.raises(DefinitionError, match="reason is ' '"):
        away("05-01", why=" ")
    with pytest.raises(DefinitionError, match="is no date"):
        Suspension(dt.datetime(2026, 5, 1, tzinfo=dt.UTC), reason="unpaid")
    with pytest.raises(DefinitionError, match=r"'unpaid' is no Suspension; say Suspension\("):
        Agreed(suspensions=["unpaid"])  # type: ignore[list-item]
    assert str(away("05-01")) == "from 2026-05-01, no end is set: unpaid"
    assert str(Cancellation(day("05-01"), reason="sold")) == "from 2026-05-01: sold"


def test_a_chain_of_nothing_stands_nowhere() -> None:
    """
    Without the agreement itself there is nothing to ask about.
    """
    with pytest.raises(DefinitionError, match="a chain of nothing has no standing"):
        stand([], day("05-01"))
