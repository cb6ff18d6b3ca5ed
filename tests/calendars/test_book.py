"""
A book of calendars, and which of them counts.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

import attrs
import pytest

from csmcore.calendars import (
    ALWAYS,
    RESOLUTION_ORDER,
    BusinessCalendar,
    CalendarBook,
    FloatingCalendar,
)
from csmcore.errors import (
    DefinitionError,
    DuplicateError,
    NaiveInstantError,
    UndecidedError,
    UnknownNameError,
    UnknownZoneError,
)

AT: Final = dt.datetime(2024, 1, 15, 12, tzinfo=dt.UTC)

EU: Final = BusinessCalendar("eu", "Europe/Amsterdam", "mon-fri 09:00-17:00")
US: Final = BusinessCalendar("us", "America/New_York", "mon-fri 09:00-17:00")
LOCAL: Final = FloatingCalendar("local", "mon-fri 09:00-17:00")
BOOK: Final = CalendarBook([EU, US, LOCAL, ALWAYS])


def test_the_first_that_names_a_calendar_decides() -> None:
    """
    The most particular source counts; those that name another one are told as rejected.
    """
    decision = BOOK.resolve(
        {"default": "always", "contract": "us", "account": "eu", "target": None}, at=AT
    )

    assert decision.chosen is US
    assert str(decision).splitlines() == [
        "calendar: us",
        "  because the contract names it",
        "  not eu: the account names it, and the contract counts first",
        "  not always: the default names it, and the contract counts first",
    ]
    assert [reason.code for reason in decision.reasons] == ["calendar.named"]


def test_a_books_default_counts_where_nobody_names_another() -> None:
    """
    It comes where the order says, and gives way to a default that the question names.
    """
    book = CalendarBook([EU, US], default="us")

    assert book.resolve({}, at=AT).get() is US
    assert book.resolve({"default": None}, at=AT).get() is US
    assert book.resolve({"default": "eu"}, at=AT).get() is EU
    assert book.resolve({"account": "eu"}, at=AT).get() is EU


def test_a_books_default_is_in_the_book_and_in_its_order() -> None:
    """
    One that is not could never count.
    """
    with pytest.raises(UnknownNameError, match="moon"):
        CalendarBook([EU], default="moon")
    with pytest.raises(DefinitionError, match="has no 'default' in it"):
        CalendarBook([EU], order=("target", "account"), default="eu")


@pytest.mark.parametrize("source", RESOLUTION_ORDER)
def test_anybody_in_the_order_may_name_one(source: str) -> None:
    """
    From target to default, the only one that names a calendar decides.
    """
    assert BOOK.resolve({source: "eu"}, at=AT).get() is EU


def test_the_order_is_the_books_own() -> None:
    """
    A book may know other sources, in another order.
    """
    book = CalendarBook([EU, US], order=("customer", "team"))

    assert book.resolve({"team": "us", "customer": "eu"}, at=AT).chosen is EU
    assert book.resolve({"team": "us"}, at=AT).chosen is US
    with pytest.raises(DefinitionError, match="contract is not in the order customer, team"):
        book.resolve({"contract": "eu"}, at=AT)


@pytest.mark.parametrize("target", [None, "us", "local", "gone"])
@pytest.mark.parametrize("account", [None, "eu", "local"])
@pytest.mark.parametrize("zone", [None, "Asia/Tokyo"])
@pytest.mark.parametrize("year", [2024, 2199, 2300])
def test_what_counts_is_found_without_reasons_as_with_them(
    target: str | None, account: str | None, zone: str | None, year: int
) -> None:
    """
    Clocks ask for the calendar alone at every moment.
    """
    at = AT.replace(year=year)
    names = {"target": target, "account": account}

    chosen = BOOK.resolve(names, zone=zone, at=at).chosen
    assert BOOK._calendar(names.values(), zone=zone, at=at) == chosen


def test_two_that_name_the_same_agree() -> None:
    """
    A source that names what was chosen anyway is not rejected.
    """
    decision = BOOK.resolve({"contract": "eu", "default": "eu"}, at=AT)

    assert decision.chosen is EU
    assert decision.rejected == ()


def test_nobody_names_one() -> None:
    """
    Nothing is chosen, and that is the reason.
    """
    decision = BOOK.resolve({"contract": None}, at=AT)

    assert not decision
    assert str(decision).splitlines() == [
        "calendar: none",
        "  because none of target, policy, entitlement, contract, account, default names one",
    ]


def test_an_unknown_name_is_not_replaced_by_the_next_best() -> None:
    """
    A misspelt calendar in a contract gives no calendar, although the default has one.
    """
    decision = BOOK.resolve({"contract": "uk", "default": "eu"}, at=AT)

    assert decision.chosen is None
    assert [reason.code for reason in decision.reasons] == ["calendar.unknown"]
    assert (
        str(decision.reasons[0]) == "the contract names it, and the book has only always, eu, local, us"
    )
    assert [rejected.label for rejected in decision.rejected] == ["uk", "eu"]
    with pytest.raises(UndecidedError, match="no calendar: the contract names it"):
        decision.get()


def test_a_floating_calendar_is_bound_to_the_customers_zone() -> None:
    """
    The zone is told as a reason; a calendar that has a zone keeps its own.
    """
    decision = BOOK.resolve({"account": "local"}, zone="Asia/Tokyo", at=AT)

    assert decision.chosen == LOCAL.bind("Asia/Tokyo")
    assert [str(reason) for reason in decision.reasons] == [
        "the account names it",
        "it floats, and was bound to Asia/Tokyo",
    ]
    assert BOOK.resolve({"account": "eu"}, zone="Asia/Tokyo", at=AT).chosen is EU


def test_a_floating_calendar_without_a_zone_is_none() -> None:
    """
    Whose nine to five? Nothing is chosen, neither this one nor the next best.
    """
    decision = BOOK.resolve({"account": "local", "default": "eu"}, at=AT)

    assert not decision
    assert str(decision.reasons[0]) == "it floats, and no zone was given to bind it to"


@pytest.mark.parametrize("name", ["local", "eu"])
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    """
    Also where no floating calendar needs it: the mistake is in the customer's record.
    """
    with pytest.raises(UnknownZoneError):
        BOOK.resolve({"account": name}, zone="Mars/Olympus_Mons", at=AT)


@pytest.mark.parametrize(("year", "inside"), [(2022, False), (2023, True), (2024, True), (2025, False)])
def test_a_calendar_counts_within_its_horizon(year: int, inside: bool) -> None:
    """
    From its first year until, and not in, its last.
    """
    book = CalendarBook([attrs.evolve(EU, horizon=(2023, 2025)), US])
    at = dt.datetime(year, 1, 1, tzinfo=dt.UTC)

    decision = book.resolve({"contract": "eu", "default": "us"}, at=at)

    assert bool(decision) is inside
    if not inside:
        expected = f"{year}-01-01 00:00:00Z lies beyond its horizon, 2023 until 2025"
        assert [str(reason) for reason in decision.reasons] == [expected]


def test_of_several_revisions_the_highest_counts() -> None:
    """
    In whatever order they stand; an older one is still found by its number.
    """
    second, third = (
        attrs.evolve(EU, revision=2),
        attrs.evolve(EU, revision=3, hours="daily 08:00-18:00"),
    )
    book = CalendarBook([third, EU, second])

    assert book.resolve({"default": "eu"}, at=AT).chosen is third
    assert book.named("eu") is third
    assert book.named("eu", revision=1) is EU
    assert book.named("eu", revision=2) is second
    with pytest.raises(UnknownNameError, match="eu, revision 4"):
        book.named("eu", revision=4)


def test_a_book_is_looked_into() -> None:
    """
    By name, by length and one after the other; a name that is near is suggested.
    """
    sun = (EU | US).named("sun")
    book = CalendarBook([EU, sun])

    assert "sun" in book
    assert "us" not in book
    assert len(book) == 2
    assert list(book) == [EU, sun]
    assert book.named("sun") is sun
    with pytest.raises(UnknownNameError, match="'sun' is near"):
        book.named("sum")
    with pytest.raises(UnknownNameError, match="there are none"):
        CalendarBook().named("eu")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: CalendarBook([EU, attrs.evolve(EU, hours="daily 09:00-17:00")]), DuplicateError),
        (lambda: CalendarBook([FloatingCalendar("eu", "daily 09:00-17:00"), EU]), DuplicateError),
        (lambda: CalendarBook([EU, (EU | US).named("eu")]), DuplicateError),
        (lambda: CalendarBook(["eu"]), DefinitionError),  # type: ignore[list-item]
        (lambda: CalendarBook([EU], order=("a", "b", "a")), DefinitionError),
    ],
)
def test_a_book_that_cannot_be_is_refused(make: Callable[[], object], error: type[Exception]) -> None:
    """
    One calendar of each name and revision, and everybody once in the order.
    """
    with pytest.raises(error):
        make()


@pytest.mark.parametrize("calendars", [EU, LOCAL, EU | US, "eu", 7, None])
def test_a_calendar_alone_is_no_book(calendars: object) -> None:
    """
    Who gives one is told how a book of one is said.
    """
    with pytest.raises(
        DefinitionError, match=r"is no list of calendars; .* CalendarBook\(\[office\]\)$"
    ):
        CalendarBook(calendars)  # type: ignore[arg-type]


def test_an_instant_in_question_has_a_zone() -> None:
    """
    A naive instant is refused, as everywhere.
    """
    with pytest.raises(NaiveInstantError):
        BOOK.resolve({"default": "eu"}, at=dt.datetime(2024, 1, 15))


def test_a_book_is_a_value() -> None:
    """
    Books of the same calendars are equal and hash alike, whatever they were asked.
    """
    other = CalendarBook((EU, US, LOCAL, ALWAYS))
    BOOK.resolve({"default": "eu"}, at=AT)

    assert other == BOOK
    assert hash(other) == hash(BOOK)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        BOOK.calendars = ()  # type: ignore[misc]
