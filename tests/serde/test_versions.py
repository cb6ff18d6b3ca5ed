"""
Documents of before: an invented history of versions, since there is none yet.
"""

from types import MappingProxyType
from typing import Any, Final

import pytest

from csmcore.calendars import BusinessCalendar, CalendarBook, WeeklyHours
from csmcore.errors import DocumentError
from csmcore.kernel import AccountCustomer, AccountId, CustomerRef, Decision
from csmcore.products import InstallBaseItem, Version
from csmcore.serde import Limits
from csmcore.serde._converter import read
from csmcore.serde._versions import Versions

Document = dict[str, object]


def _with_name(document: Document) -> Document:
    return {"name": document.pop("label"), **document}


def _as_account(document: Document) -> Document:
    return {"account_id": document.pop("company"), **document, "is": "account_customer"}


def _with_zone(document: Document) -> Document:
    hours, zone = document.pop("when"), str(document.pop("tz")).title()
    return {**document, "zone": zone, "hours": hours}


def _with_calendars(document: Document) -> Document:
    return {"is": "calendar_book", "calendars": [*document.pop("all")]}  # type: ignore[misc]


def _with_days(document: Document) -> Document:
    return {**document, "text": str(document["text"]).replace("weekdays", "mon-fri")}


HISTORY: Final = Versions(
    3,
    MappingProxyType(
        {
            (1, "business_calendar"): _with_name,
            (1, "company_customer"): _as_account,
            (2, "business_calendar"): _with_zone,
            (2, "calendar_book"): _with_calendars,
            (1, "weekly_hours"): _with_days,
            (1, "version"): lambda document: {**document, "text": str(document["text"]).lstrip("v")},
        }
    ),
)
OFFICE: Final = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-17:00")
OF_FIRST: Final = {"label": "office", "tz": "europe/amsterdam", "when": "weekdays 09:00-17:00"}
OF_SECOND: Final = {"name": "office", "tz": "europe/amsterdam", "when": "mon-fri 09:00-17:00"}
OF_THIRD: Final = {"name": "office", "zone": "Europe/Amsterdam", "hours": "mon-fri 09:00-17:00"}


def lifted(cls: Any, document: object) -> Any:
    """
    A value, read by a csmcore that writes version 3.
    """
    return read(cls, document, Limits(), HISTORY)


def problems(cls: Any, document: object) -> dict[str, str]:
    """
    What such a csmcore finds wrong, by path.
    """
    with pytest.raises(DocumentError) as told:
        lifted(cls, document)
    return dict(told.value.problems)


@pytest.mark.parametrize(
    "document",
    [
        OF_FIRST,
        {"csmcore": 1, **OF_FIRST},
        {"csmcore": 1, "is": "business_calendar", **OF_FIRST},
        {"csmcore": 2, **OF_SECOND},
        {"csmcore": 3, **OF_THIRD},
    ],
)
def test_every_version_gives_the_same_value(document: Document) -> None:
    """
    An object is lifted from its version to the next until it is written as now.

    A document that does not say its version is of the first.
    """
    before = dict(document)

    assert lifted(BusinessCalendar, document) == OFFICE
    assert document == before


def test_what_lies_inside_is_lifted_after_what_it_lies_in() -> None:
    """
    A lift finds the objects inside as the document's version has them, and may move them.

    They are lifted where the new version expects them, whether they say what they are or not.
    """
    book = {"csmcore": 1, "all": [{"is": "business_calendar", **OF_FIRST}]}

    assert lifted(CalendarBook, book) == CalendarBook((OFFICE,))


def test_a_class_may_have_had_another_name() -> None:
    """
    A lift under the old tag gives the new one, also where the tag decides what is read.
    """
    old_inside = {"is": "company_customer", "company": "A1"}
    old = {"csmcore": 1, **old_inside}
    customer = AccountCustomer(AccountId("A1"))

    assert lifted(CustomerRef, old) == customer
    assert lifted(object, old) == customer
    assert lifted(AccountCustomer, old) == customer
    assert lifted(Decision, {"question": "who", "chosen": old_inside}).chosen == customer


def test_a_text_is_lifted_as_an_object_with_a_text() -> None:
    """
    What is a text inside others has lifts too, which see it under ``text``.
    """
    item: Any = {
        "id": "I1",
        "model_id": "M1",
        "name": "router",
        "characteristics": {"firmware": {"is": "version", "text": "v2.1"}},
    }

    assert lifted(WeeklyHours, "weekdays 09:00-17:00") == WeeklyHours.parse("mon-fri 09:00-17:00")
    assert lifted(WeeklyHours, {"text": "weekdays 09:00-17:00"}) == OFFICE.hours
    assert lifted(InstallBaseItem, item).characteristics == (("firmware", Version("2.1")),)


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        ({"csmcore": 4, **OF_THIRD}, "$.csmcore", "is 4, and this csmcore reads versions up to 3"),
        ({"csmcore": 0, **OF_THIRD}, "$.csmcore", "is 0; it is a version, 1 to 3"),
        ({"csmcore": "1", **OF_FIRST}, "$.csmcore", "is '1'; it is a version, 1 to 3"),
        ({"csmcore": 1.0, **OF_FIRST}, "$.csmcore", "is 1.0; it is a version, 1 to 3"),
        ({"csmcore": 1}, "$", "has no key 'label', which version 1 has"),
        ({"csmcore": 2, **OF_FIRST}, "$.label", "does not belong"),
        ({"csmcore": 3, **OF_FIRST}, "$.tz", "does not belong"),
        ({"csmcore": 1, **OF_FIRST, "tz": "mars"}, "$.zone", "no zone is named 'Mars'"),
    ],
)
def test_what_does_not_fit_its_version_is_told(document: Document, path: str, message: str) -> None:
    """
    A later version is refused with both numbers, and an object that lacks what it had as well.
    """
    assert message in problems(BusinessCalendar, document)[path]


def test_a_lift_that_stumbles_is_a_problem_of_the_document() -> None:
    """
    Nothing was checked before a lift sees it, so anything that goes wrong in it is told.
    """
    found = problems(CalendarBook, {"csmcore": 2, "all": None})

    assert list(found) == ["$"]
    assert found["$"].startswith("does not fit version 2: ")
    assert problems(CalendarBook, {"csmcore": 2, "all": [{"is": "business_calendar"}]}) == {
        "$.calendars[0]": "has no key 'when', which version 2 has"
    }
