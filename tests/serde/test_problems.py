"""
What is wrong with a document: everything at once, and where.
"""

import pickle
from typing import Any, Final

import pytest

from csmcore.calendars import BusinessCalendar, CalendarBook, CompositeCalendar, Holiday, Window
from csmcore.errors import DocumentError
from csmcore.kernel import CustomerRef, DateSpan, Decision, Reason, Span, Term
from csmcore.routing import RoutingSetup
from csmcore.serde import from_document

OFFICE: Final = {"name": "office", "zone": "UTC", "hours": "mon-fri 09:00-17:00"}


def problems(cls: Any, document: object) -> dict[str, str]:
    """
    The messages of a document that does not fit, by their paths.
    """
    with pytest.raises(DocumentError) as told:
        from_document(cls, document)
    assert len(dict(told.value.problems)) == len(told.value.problems)
    assert pickle.loads(pickle.dumps(told.value)).problems == told.value.problems
    return dict(told.value.problems)


def test_all_problems_are_told_at_once() -> None:
    """
    Who mends a document mends it once: every field that is wrong is named with its path.
    """
    found = problems(
        BusinessCalendar,
        {
            "name": " ",
            "zone": "Mars/Olympus_Mons",
            "hours": "mon-fri 9-17",
            "holidays": [
                {"is": "holiday", "start_on": "2026-02-30"},
                {"is": "holiday_rule", "text": "FREQ=HOURLY"},
                {"start_on": "2026-01-01"},
            ],
            "dated": {"2026-12-24": "9 to 5", "Christmas": "closed"},
            "revision": 0,
            "horizon": [2200, 1970],
            "calender": None,
        },
    )

    assert list(found) == [
        "$.name",
        "$.zone",
        "$.hours",
        "$.holidays[0].start_on",
        "$.holidays[1].text",
        "$.holidays[2]",
        "$.dated['2026-12-24']",
        "$.dated.Christmas",
        "$.revision",
        "$.horizon",
        "$.calender",
    ]
    assert found["$.name"] == "name is ' '; it must be a text that is not blank"
    assert found["$.zone"].startswith("no zone is named 'Mars/Olympus_Mons'")
    assert found["$.hours"].startswith("'mon-fri 9-17', column 9: a time such as 09:00")
    assert found["$.revision"] == "revision is 0; it is a whole number, 1 or more"


@pytest.mark.parametrize(
    ("cls", "document", "path", "message"),
    [
        (BusinessCalendar, {**OFFICE, "hollidays": []}, "$.hollidays", "did you mean 'holidays'?"),
        (BusinessCalendar, {**OFFICE, "qqq": 1}, "$.qqq", "the keys are name, zone, hours,"),
        (DateSpan, {"end_on": "2026-01-01"}, "$.end_on", "did you mean 'ends_on'?"),
        (Window, {"text": "09:00-17:00", "txt": ""}, "$.txt", "did you mean 'text'?"),
        (Span, {"start": "2026-01-01T00:00:00Z"}, "$.end", "is missing"),
        (Span, {"start": "2026-01-01", "end": "2026-01-01T00:00:00Z"}, "$.start", "RFC 3339 is needed"),
        (Term, {"years": "1"}, "$.years", "'1' is not a whole number"),
        (Term, {"years": True}, "$.years", "True is not a whole number"),
        (Term, {"years": 1.0}, "$.years", "1.0 is not a whole number"),
        (
            Term,
            {"years": 1, "month_end": "modified"},
            "$.month_end",
            "is not one of clamp, sticky, next",
        ),
        (Term, {"years": -1}, "$", "a term of -1 years"),
        (Term, {"is": "span", "years": 1}, "$.is", "it says 'span', and 'term' is expected"),
        (
            Term,
            {"csmcore": 2, "years": 1},
            "$.csmcore",
            "is 2, and this csmcore reads versions up to 1",
        ),
        (Term, {"csmcore": True, "years": 1}, "$.csmcore", "is True; it is a version, 1 to 1"),
        (Term, [], "$", "[] is no term, which is an object of its fields"),
        (Term, None, "$", "None is no term"),
        (Window, 7, "$", "7 is no window, which is a text"),
        (CustomerRef, {"account_id": "A1"}, "$", "does not say what it is; it is one of account_"),
        (CustomerRef, {"is": "term", "years": 1}, "$", "says is: 'term'; it is one of account_"),
        (CustomerRef, {"is": ["term"]}, "$", "says is: ['term']"),
        (CustomerRef, {"is": "account_customer", "account_id": ""}, "$.account_id", "not blank"),
        (object, {"is": "ticket"}, "$", "says is: 'ticket'"),
        (CalendarBook, {"calendars": {}}, "$.calendars", "{} is not a list"),
        (CalendarBook, {"order": "abc"}, "$.order", "'abc' is not a list"),
        (CalendarBook, {"order": ["a", 1]}, "$.order[1]", "1 is not a text"),
        (
            CompositeCalendar,
            {"operation": "xor", "parts": []},
            "$.operation",
            "one of union, intersection",
        ),
        (CompositeCalendar, {"operation": "union", "parts": []}, "$", "at least two"),
        (BusinessCalendar, {**OFFICE, "dated": []}, "$.dated", "[] is not an object"),
        (
            BusinessCalendar,
            {**OFFICE, "horizon": [1, 2, 3]},
            "$.horizon",
            "[1, 2, 3] is not a list of 2",
        ),
        (
            BusinessCalendar,
            {**OFFICE, "horizon": [2200, 1970]},
            "$.horizon",
            "two years (first, until)",
        ),
        (
            BusinessCalendar,
            {**OFFICE, "dated": {"2026-01-01": 9}},
            "$.dated['2026-01-01']",
            "no text of hours",
        ),
        (Reason, {"code": "a", "phrase": "b", "fields": {"x": 1.5}}, "$.fields.x", "1.5 is no scalar"),
        (
            Reason,
            {"code": "a", "phrase": "b", "fields": {"x": {"decimal": "NaN"}}},
            "$.fields.x",
            "no decimal",
        ),
        (Decision, {"question": "a", "reasons": [{}]}, "$.reasons[0].code", "is missing"),
    ],
)
def test_a_problem_says_what_would_be_right(
    cls: Any, document: object, path: str, message: str
) -> None:
    """
    Each problem stands at its path, with the value that is wrong and what is expected.
    """
    assert message in problems(cls, document)[path]


@pytest.mark.parametrize("cls", [DateSpan, Holiday])
@pytest.mark.parametrize(
    ("last", "message"),
    [
        ({"ends_on": "2026-04-30"}, "ends 2026-04-30, before it starts 2026-05-01"),
        ({"ends_on": "2026-05-01", "until": "2026-05-02"}, "say one of the two"),
        ({"ends_on": "9999-12-31"}, "has no day after it"),
        ({"ends_on": "31 May"}, "'31 May' is no date"),
        ({"ends_on": 20260531}, "20260531 is no date"),
    ],
)
def test_a_last_day_is_a_day_not_before_the_first(
    cls: Any, last: dict[str, object], message: str
) -> None:
    """
    ``ends_on`` is refused at its own path, beside whatever else is wrong.
    """
    found = problems(cls, {"start_on": "2026-05-01", "nmae": "x", **last})

    assert message in found["$.ends_on"]
    assert "does not belong" in found["$.nmae"]


def test_a_problem_of_the_whole_is_told_where_the_whole_stands() -> None:
    """
    What several fields make wrong together is told of the object that holds them.
    """
    twice = {"is": "floating_calendar", "name": "office", "hours": "closed"}
    backwards = {"start": "2026-01-02T00:00:00Z", "end": "2026-01-01T00:00:00Z"}

    assert (
        "two values claim to be calendar 'office'"
        in problems(CalendarBook, {"calendars": [twice, twice]})["$"]
    )
    assert (
        "before it starts"
        in problems(Decision[Span], {"question": "a", "chosen": backwards})["$.chosen"]
    )


def test_a_path_can_be_read_whatever_the_key() -> None:
    """
    A key that is no plain name stands in brackets, shortened when it is long.
    """
    found = problems(Term, {"years": 1, "a b": 1, "x" * 500: 1, "'\n": 1})

    assert {"$['a b']", "$." + "x" * 57 + "..."} & set(found)
    assert all(len(path) < 80 and "\n" not in path for path in found)


def test_problems_are_told_in_words_of_bearable_length() -> None:
    """
    A long value is shortened, and after a hundred problems the rest is counted.
    """
    with pytest.raises(DocumentError) as told:
        from_document(CalendarBook, {"order": [1] * 250, "calendars": "y" * 10_000})

    assert len(told.value.problems) == 101
    assert told.value.problems[-1] == ("$", "and 151 more")
    assert max(len(message) for _, message in told.value.problems) < 310


@pytest.mark.parametrize(
    ("setup", "path"),
    [
        ({"queues": [{"id": "a"}, {"id": "b"}, {"id": "a"}]}, "$.queues[2]"),
        ({"queues": [], "channels": [{"name": "a"}, {"name": "a"}]}, "$.channels[1]"),
        (
            {"queues": [{"id": "a"}] * 2, "channels": [{"name": "a"}] * 2},
            "$",
        ),
    ],
)
def test_two_of_one_name_are_told_at_the_second(setup: dict[str, object], path: str) -> None:
    """
    Where only one list has such; elsewhere at what holds them.
    """
    assert {where: what.split(";")[0] for where, what in problems(RoutingSetup, setup).items()} == {
        path: f"two values claim to be {'queue' if 'queues' in path or path == '$' else 'channel'} 'a'"
    }


def test_two_revisions_of_one_number_are_told_at_the_list() -> None:
    """
    A name alone does not tell which of several revisions is there twice.
    """
    calendars = [{"is": "business_calendar", **OFFICE, "revision": each} for each in (1, 2, 2)]

    assert list(problems(CalendarBook, {"calendars": calendars})) == ["$"]
