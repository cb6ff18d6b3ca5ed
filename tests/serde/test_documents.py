"""
Documents as people meet them: how each value is written, and what is read.
"""

import datetime as dt
import json
from decimal import Decimal
from typing import Any, Final

import pytest

from csmcore.calendars import (
    BusinessCalendar,
    Calendar,
    CalendarBook,
    CompositeCalendar,
    FloatingCalendar,
    Holiday,
    HolidayRule,
    Operation,
    WeeklyHours,
    Window,
)
from csmcore.errors import DefinitionError, DocumentError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    CustomerRef,
    DateSpan,
    Decision,
    ExternalId,
    MonthEnd,
    Reason,
    Rejected,
    Span,
    Term,
)
from csmcore.serde import from_document, to_document

NINE: Final = dt.datetime(2026, 4, 27, 9, 30, tzinfo=dt.UTC)
LATE: Final = Reason("any.late", "too late", {"by": dt.timedelta(hours=8)})

WRITTEN: Final[tuple[tuple[object, dict[str, object]], ...]] = (
    (
        Span(NINE, NINE + dt.timedelta(microseconds=1)),
        {"is": "span", "start": "2026-04-27T09:30:00Z", "end": "2026-04-27T09:30:00.000001Z"},
    ),
    (
        DateSpan(dt.date(2026, 1, 1)),
        {"is": "date_span", "start_on": "2026-01-01", "until": None},
    ),
    (
        Term(years=1, months=6, month_end=MonthEnd.STICKY),
        {"is": "term", "years": 1, "months": 6, "month_end": "sticky"},
    ),
    (
        ExternalId(system="servicenow", type="customer_account", id="46d44a5d"),
        {"is": "external_id", "system": "servicenow", "type": "customer_account", "id": "46d44a5d"},
    ),
    (
        AccountCustomer(AccountId("A1"), ContactId("C1")),
        {"is": "account_customer", "account_id": "A1", "contact_id": "C1"},
    ),
    (
        ConsumerCustomer(ConsumerId("P1")),
        {"is": "consumer_customer", "consumer_id": "P1", "household_id": None},
    ),
    (
        AccountConsumerCustomer(AccountId("A1"), ConsumerId("P1")),
        {"is": "account_consumer_customer", "account_id": "A1", "consumer_id": "P1"},
    ),
    (
        LATE,
        {
            "is": "reason",
            "code": "any.late",
            "phrase": "too late",
            "fields": {"by": {"duration": "PT8H"}},
        },
    ),
    (Window("22:00", "06:00"), {"is": "window", "text": "22:00-06:00"}),
    (
        WeeklyHours.parse("sat 09:00-24:00; mon-fri 09:00-12:00,13:00-17:00"),
        {"is": "weekly_hours", "text": "mon-fri 09:00-12:00,13:00-17:00; sat 09:00-24:00"},
    ),
    (
        Holiday(dt.date(2026, 12, 25), dt.date(2026, 12, 27), name="Christmas"),
        {"is": "holiday", "start_on": "2026-12-25", "until": "2026-12-27", "name": "Christmas"},
    ),
    (
        HolidayRule.easter(1, name="Easter Monday", anchor=dt.date(2000, 1, 1)),
        {
            "is": "holiday_rule",
            "text": "FREQ=YEARLY;BYEASTER=1",
            "anchor": "2000-01-01",
            "name": "Easter Monday",
            "days": 1,
            "except_on": [],
        },
    ),
    (
        FloatingCalendar("office", "mon-fri 09:00-17:00", dated={dt.date(2026, 12, 24): "09:00-12:00"}),
        {
            "is": "floating_calendar",
            "name": "office",
            "hours": "mon-fri 09:00-17:00",
            "changes": {},
            "holidays": [],
            "dated": {"2026-12-24": "09:00-12:00"},
            "breaks": {},
            "revision": 1,
            "horizon": [1970, 2200],
        },
    ),
)


@pytest.mark.parametrize(("value", "document"), WRITTEN, ids=lambda each: type(each).__name__)
def test_a_value_is_written_as_plain_data(value: object, document: dict[str, object]) -> None:
    """
    Each value has one document, whose outermost keys say what it is and how it is written.
    """
    assert to_document(value) == {"csmcore": 1, **document}
    assert from_document(type(value), document) == value
    assert from_document(object, document) == value


def test_a_calendar_is_written_as_people_would_write_it() -> None:
    """
    Hours are their text, what belongs to a date stands under it, holidays say what they are.
    """
    calendar = BusinessCalendar(
        "support-nl",
        "Europe/Amsterdam",
        "mon-fri 09:00-17:00",
        changes={dt.date(2027, 1, 1): "mon-sat 08:00-20:00"},
        holidays=[dt.date(2026, 12, 25), HolidayRule.yearly(4, 27)],
        dated={dt.date(2026, 12, 24): "09:00-12:00,13:00-15:00", dt.date(2026, 12, 31): "closed"},
        breaks={dt.date(2026, 6, 1): "12:00-12:30"},
        revision=3,
        horizon=(2020, 2040),
    )
    document = to_document(calendar)

    assert document["hours"] == "mon-fri 09:00-17:00"
    assert document["changes"] == {"2027-01-01": "mon-sat 08:00-20:00"}
    assert document["dated"] == {"2026-12-24": "09:00-12:00,13:00-15:00", "2026-12-31": "closed"}
    assert document["breaks"] == {"2026-06-01": "12:00-12:30"}
    assert [each["is"] for each in document["holidays"]] == ["holiday", "holiday_rule"]  # type: ignore[attr-defined]
    assert (document["revision"], document["horizon"]) == (3, [2020, 2040])
    assert from_document(Calendar, json.loads(json.dumps(document))) == calendar


def test_calendars_of_calendars_are_told_apart() -> None:
    """
    A composite's parts and a book's calendars say what they are, to any depth.
    """
    nl, us = (BusinessCalendar(name, "UTC", "mon-fri 09:00-17:00") for name in ("nl", "us"))
    composite = CompositeCalendar(Operation.DIFFERENCE, ((nl | us).named("both"), nl), name="rest")
    book = CalendarBook((composite, nl, FloatingCalendar("any", "daily 00:00-24:00")))
    document: Any = to_document(book)

    assert [each["is"] for each in document["calendars"]] == [
        "composite_calendar",
        "business_calendar",
        "floating_calendar",
    ]
    assert document["calendars"][0]["operation"] == "difference"
    assert document["calendars"][0]["parts"][0]["is"] == "composite_calendar"
    assert from_document(CalendarBook, document) == book


def test_only_the_outermost_document_says_how_it_is_written() -> None:
    """
    A part of a document is written as the whole is, and does not say so again.
    """
    book = CalendarBook((FloatingCalendar("any", "daily 00:00-24:00"),))

    assert json.dumps(to_document(book)).count("csmcore") == 1
    with pytest.raises(DocumentError, match=r"\$\.calendars\[0\]\.csmcore: does not belong"):
        from_document(CalendarBook, {"calendars": [to_document(book.calendars[0])]})


@pytest.mark.parametrize(
    ("fact", "document"),
    [
        (None, None),
        (True, True),
        (1, 1),
        ("1", "1"),
        (Decimal("1.50"), {"decimal": "1.50"}),
        (dt.date(2026, 4, 27), {"date": "2026-04-27"}),
        (NINE, {"instant": "2026-04-27T09:30:00Z"}),
        (dt.timedelta(hours=8), {"duration": "PT8H"}),
    ],
)
def test_a_fact_keeps_its_type(fact: Any, document: object) -> None:
    """
    What JSON does not know is an object of one key that names its type.
    """
    reason = Reason("any", "x", (("fact", fact),))
    written: Any = to_document(reason)
    (_, read), *_ = from_document(Reason, written).fields

    assert written["fields"] == {"fact": document}
    assert (type(read), str(read)) == (type(fact), str(fact))


@pytest.mark.parametrize(
    "chosen", [None, "Q1", 3, NINE, Span(NINE, NINE), LATE, AccountCustomer(AccountId("A1"))]
)
def test_a_decision_may_be_about_anything(chosen: Any) -> None:
    """
    What was chosen says what it is, and so do the candidates that were not.
    """
    rejected: tuple[Rejected[Any], ...] = (
        Rejected("other", (LATE,), chosen),
        Rejected("only a name", (LATE,)),
    )
    decision = Decision(question="any", chosen=chosen, label="x", reasons=(LATE,), rejected=rejected)

    assert from_document(Decision, json.loads(json.dumps(to_document(decision)))) == decision


def test_a_decision_may_be_read_as_one_about_spans() -> None:
    """
    Who knows what was chosen from reads it so, and need not be told again.
    """
    document = {
        "question": "when",
        "chosen": {"start": "2026-04-27T09:30:00Z", "end": "2026-04-27T09:30:00Z"},
    }

    assert from_document(Decision[Span], document) == Decision(question="when", chosen=Span(NINE, NINE))


@pytest.mark.parametrize("what", [1.5, [1], {"a": 1}, object(), dt.datetime(2026, 4, 27, 9), Span])
def test_a_value_without_a_document_is_refused(what: object) -> None:
    """
    Only values of csmcore have documents; the error names a few of those, the nearest.
    """
    with pytest.raises(
        DefinitionError, match=r"has no document; these have: (\w+, )+\w+ and \d+ more$"
    ):
        to_document(what)


def test_a_decision_about_strangers_has_no_document() -> None:
    """
    What the host chose from may be anything, and then the host writes it.
    """
    with pytest.raises(DefinitionError, match="is no scalar; a document cannot hold it"):
        to_document(Decision(question="any", chosen=[1]))


def test_an_error_names_a_few_and_not_all() -> None:
    """
    There are hundreds of classes; those with a name that is near come first.
    """
    with pytest.raises(DefinitionError, match=r"Spam has no document; these have: Span and") as told:
        from_document(type("Spam", (), {}), {})
    assert len(str(told.value)) < 400
    with pytest.raises(
        DocumentError, match=r"it is one of span, .* more; .* is read by its class"
    ) as read:
        from_document(object, {"is": "spann"})
    assert len(str(read.value)) < 500


@pytest.mark.parametrize("cls", [int, list, dict, float, dt.date, str | int, None])
def test_only_values_of_csmcore_are_read(cls: Any) -> None:
    """
    Asking for anything else is a mistake of the caller's, not the document's.
    """
    with pytest.raises(DefinitionError, match="has no document") as told:
        from_document(cls, {})
    assert not isinstance(told.value, DocumentError)


def test_a_last_day_may_be_said_for_the_day_after() -> None:
    """
    People say the last day of a contract or a holiday; ``ends_on`` is that day.
    """
    whole_year = from_document(DateSpan, {"start_on": "2026-01-01", "ends_on": "2026-12-31"})
    christmas = from_document(Holiday, {"start_on": "2026-12-25", "ends_on": "2026-12-26"})

    assert whole_year == DateSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
    assert from_document(DateSpan, {"ends_on": "2026-12-31"}) == DateSpan(None, dt.date(2027, 1, 1))
    assert from_document(DateSpan, {"start_on": "2026-01-01", "ends_on": None}) == DateSpan(
        dt.date(2026, 1, 1)
    )
    assert christmas == Holiday(dt.date(2026, 12, 25), dt.date(2026, 12, 27))


def test_what_is_left_out_has_its_default() -> None:
    """
    A document that is written by hand says what differs.
    """
    by_hand = {"name": "office", "zone": "UTC", "hours": "mon-fri 09:00-17:00"}
    office = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")

    assert from_document(BusinessCalendar, by_hand) == office
    assert from_document(Term, {"years": 1}) == Term(years=1)
    assert from_document(WeeklyHours, "mon 09:00-17:00") == WeeklyHours.of(mon="09:00-17:00")


def test_a_document_is_made_anew_and_not_changed() -> None:
    """
    Reading changes nothing in the document, and two documents of one value share nothing.
    """
    calendar = FloatingCalendar("office", "mon-fri 09:00-17:00", holidays=[dt.date(2026, 12, 25)])
    one, other = to_document(calendar), to_document(calendar)
    one["holidays"].append("spoilt")  # type: ignore[attr-defined]
    before = json.dumps(other)
    from_document(FloatingCalendar, other)

    assert json.dumps(other) == before
    assert from_document(CustomerRef, to_document(AccountCustomer(AccountId("A1")))) == AccountCustomer(
        AccountId("A1")
    )
