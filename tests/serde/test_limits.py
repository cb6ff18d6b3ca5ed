"""
Documents from outside are bounded before anybody reads them.
"""

import datetime as dt
import functools
import sys
import tracemalloc
from typing import Any, Final

import pytest

from csmcore.calendars import (
    BusinessCalendar,
    Calendar,
    CalendarBook,
    CompositeCalendar,
    Operation,
    WeeklyHours,
)
from csmcore.errors import DefinitionError, DocumentError
from csmcore.kernel import Reason, Term
from csmcore.serde import Limits, from_document, to_document


def nested(depth: int) -> dict[str, Any]:
    """
    Composite calendars inside each other.
    """
    document: dict[str, Any] = {
        "is": "business_calendar",
        "name": "a",
        "zone": "UTC",
        "hours": "closed",
    }
    for _ in range(depth):
        document = {"is": "composite_calendar", "operation": "union", "parts": [document, document]}
    return document


def refused(cls: Any, document: object, **limits: int) -> tuple[str, str]:
    """
    The one problem of a document that is too large.
    """
    with pytest.raises(DocumentError) as told:
        from_document(cls, document, limits=Limits(**limits))
    ((path, message),) = told.value.problems
    return path, message


def test_a_document_has_a_depth() -> None:
    """
    A document may lie so many levels deep and no deeper; no recursion runs away.
    """
    endless: list[Any] = []
    endless.append(endless)

    assert (
        refused(Calendar, {"is": "composite_calendar", "parts": endless})[1]
        == "lies deeper than 40 levels"
    )
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert refused(Calendar, deep)[1] == "lies deeper than 40 levels"


def test_the_deepest_document_is_read() -> None:
    """
    What the limit allows is read, and one level more is not.
    """
    levels = 2 * 3  # a list in an object, three times
    assert from_document(Calendar, nested(3), limits=Limits(depth=levels + 1)).zones == ("UTC",)
    assert "lies deeper" in refused(Calendar, nested(3), depth=levels)[1]


def test_a_deep_document_is_a_problem_whatever_was_allowed() -> None:
    """
    Who allows any depth gets a DocumentError where the interpreter gives up, and no other.
    """
    document: dict[str, Any] = nested(0)
    for number in range(3000):
        operation = ("union", "difference")[number % 2]
        document = {"is": "composite_calendar", "operation": operation, "parts": [document, nested(0)]}
    with pytest.raises(DocumentError) as told:
        from_document(Calendar, document, limits=Limits(depth=100_000))

    assert {message for _, message in told.value.problems} == {"lies too deep for this interpreter"}


def test_what_is_shared_counts_wherever_it_stands() -> None:
    """
    A small document whose parts are the same list over and over is as large as it unfolds to.
    """
    lots: list[Any] = ["lol"] * 10
    for _ in range(30):
        lots = [lots] * 10
    big = [0] * 150_000

    assert refused(CalendarBook, {"calendars": lots}) == ("$", "holds more than 200,000 values")
    assert refused(CalendarBook, {"calendars": [big] * 100_000}) == (
        "$",
        "holds more than 200,000 values",
    )


def test_a_document_has_a_number_of_values() -> None:
    """
    The values inside are counted, and so many may be there.
    """
    book = from_document(CalendarBook, {"order": ["a", "b", "c"]}, limits=Limits(items=4))
    assert book.order == ("a", "b", "c")
    assert refused(CalendarBook, {"order": ["a", "b", "c"]}, items=3) == (
        "$",
        "holds more than 3 values",
    )


def test_a_text_has_a_length() -> None:
    """
    A text, or a key, that is too long is refused where it stands.
    """
    hours = "mon 09:00-17:00" + " " * 100

    assert refused(WeeklyHours, {"text": hours}, text=100) == (
        "$.text",
        "is longer than 100 characters",
    )
    assert refused(Term, {"x" * 101: 1}, text=100)[1].startswith(
        "has a key that is no text of at most 100"
    )
    assert from_document(WeeklyHours, hours)


@pytest.mark.parametrize("key", [1, None, ("a",), b"a"])
def test_a_key_is_a_text(key: object) -> None:
    """
    An object of JSON has no keys but texts.
    """
    assert refused(Term, {key: 1})[1].startswith("has a key that is no text")


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**5000], ids=["more", "less", "far more"])
def test_a_number_has_64_bits(number: int) -> None:
    """
    A whole number that other programs would change, and Python would not print, is refused.
    """
    document = {"code": "a", "phrase": "b", "fields": {"x": number}}

    assert refused(Reason, document) == ("$.fields.x", "is a number of more than 64 bits")
    largest = from_document(Reason, {**document, "fields": {"x": 2**63 - 1}})
    assert largest.fields == (("x", 2**63 - 1),)


@pytest.mark.parametrize("limit", ["depth", "items", "text"])
def test_limits_are_above_zero(limit: str) -> None:
    """
    A limit of nothing would refuse everything.
    """
    with pytest.raises(DefinitionError, match=f"{limit} is 0; it is a whole number, 1 or more"):
        Limits(**{limit: 0})
    with pytest.raises(DefinitionError, match=f"{limit} is .*; it is a whole number, 1 or more"):
        Limits(**{limit: dt.timedelta(1)})  # type: ignore[arg-type]


def test_all_texts_together_have_a_length() -> None:
    """
    Texts that are shared, as YAML shares them, count in each place; keys count as well.
    """
    shared = ["x" * 100_000] * 1_000

    assert refused(Term, {"years": shared}) == ("$", "holds more than 10,000,000 characters")
    assert refused(Term, {"years": 1}, texts=4) == ("$", "holds more than 4 characters")
    assert from_document(Term, {"years": 1}, limits=Limits(texts=5)) == Term(years=1)


EMPTY: Final[list[Any]] = []
NOTHING: Final[dict[str, Any]] = {}
LARGE: Final[dict[str, Any]] = {
    "a text": {"code": "x" * 100_000_000},
    "a list": {"fields": [None] * 12_000_000},
    "an object": {"fields": dict.fromkeys(map(str, range(1_000_000)))},
    "lists in lists": {"fields": functools.reduce(lambda inner, _: [inner], range(10_000), EMPTY)},
    "objects in objects": functools.reduce(lambda inner, _: {"fields": inner}, range(10_000), NOTHING),
}
"""
Documents of some hundred megabytes, or of ten thousand levels.
"""


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_document_costs_nothing(kind: str) -> None:
    """
    What is far too large is refused before it is walked: in less memory than a megabyte.
    """
    tracemalloc.start()
    with pytest.raises(DocumentError):
        from_document(Reason, LARGE[kind])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 1_000_000


def layered(layers: int) -> Calendar:
    """
    A composite of composites, union in difference in union.
    """
    made: Calendar = BusinessCalendar("nl", "UTC", "mon-fri 09:00-17:00")
    other = BusinessCalendar("us", "UTC", "mon-fri 14:00-22:00")
    for number in range(layers):
        made = CompositeCalendar(
            (Operation.UNION, Operation.DIFFERENCE)[number % 2], (made, other), name="a"
        )
    return made


@pytest.mark.parametrize("layers", [19, 50])
def test_what_is_written_is_read_whatever_its_depth(layers: int) -> None:
    """
    Nineteen calendars lie in each other by default; who allows more levels has more.
    """
    calendar = layered(layers)
    limits = Limits() if layers == 19 else Limits(depth=2 * layers + 2)

    assert from_document(Calendar, to_document(calendar), limits=limits) == calendar


def test_a_value_that_is_too_deep_to_write_is_refused() -> None:
    """
    Where the interpreter gives up, the error says so in csmcore's own words.
    """
    calendar = layered(50)

    def written_from(calls: int) -> dict[str, Any]:
        return written_from(calls - 1) if calls else to_document(calendar)

    with pytest.raises(DefinitionError, match="lies too deep within itself"):
        written_from(sys.getrecursionlimit() - 200)
