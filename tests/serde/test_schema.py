"""
Schemas as people read them: what stands in them, and what they leave to reading.
"""

import json
import re
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from csmcore import calendars, cases, conditions, contracts, kernel, products, sla
from csmcore.errors import DefinitionError, DocumentError
from csmcore.serde import from_document, schema, to_document
from csmcore.serde._classes import CLASSES
from csmcore.serde._grammar import NAMES
from csmcore.serde._table import keys_of, name_of, tag_of
from csmcore.serde._unions import UNIONS
from tests.laws.documents import validator

EVERYTHING: Final = (*CLASSES, *(union for union, _ in UNIONS), object)


def properties(cls: Any) -> dict[str, Any]:
    """
    What a schema says of each key.
    """
    made: Any = schema(cls)
    return dict(made["properties"])


@pytest.mark.parametrize("cls", EVERYTHING, ids=name_of)
def test_every_schema_is_a_schema(cls: Any) -> None:
    """
    JSON Schema's own schema calls it valid, and whatever it refers to is in it.
    """
    made = schema(cls)
    referred = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(made)))

    Draft202012Validator.check_schema(made)
    assert referred == set(dict(made.get("$defs", {})))  # type: ignore[call-overload]
    assert made["$id"] == f"urn:csmcore:schema:1:{name_of(cls)}"


def test_names_in_a_schema_are_told_apart() -> None:
    """
    No class or union is called as another, or as a scalar is.
    """
    names = [*map(name_of, EVERYTHING), *NAMES]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("cls", CLASSES, ids=tag_of)
def test_a_schema_has_the_keys_that_reading_knows(cls: type) -> None:
    """
    The keys of a class's schema are those that a document may have, and the version.
    """
    made: Any = schema(cls)
    keys = made["properties"] if "properties" in made else made["anyOf"][1]["properties"]

    assert set(keys) == {*keys_of(cls), "csmcore"}


def test_a_schema_is_always_the_same() -> None:
    """
    It is made anew, and does not depend on what was asked before; definitions are in order.
    """
    one, other = schema(sla.SlaPolicy), schema(sla.SlaPolicy)
    definitions: Any = one["$defs"]

    assert json.dumps(one) == json.dumps(other)
    assert one["$defs"] is not other["$defs"]
    assert list(definitions) == sorted(definitions)


def test_a_schema_tells_what_the_class_tells() -> None:
    """
    A class's first sentence and what it says of each field are in its schema, as plain text.
    """
    made = schema(kernel.DateSpan)
    told = properties(calendars.BusinessCalendar)

    assert made["title"] == "DateSpan"
    assert made["description"] == (
        "A validity by date, [start_on, until), either end of which may be open."
    )
    assert told["zone"]["description"] == 'IANA name of its zone, for example "Europe/Amsterdam".'
    assert told["holidays"]["description"] == "Dates off: dates, spans of dates, Holiday, HolidayRule."


def test_a_schema_says_what_has_to_be_there() -> None:
    """
    Fields without a default have to be there; the tag only where one of several may stand.
    """
    one: Any = schema(calendars.BusinessCalendar)
    several: Any = schema(calendars.Calendar)

    assert one["required"] == ["name", "zone", "hours"]
    assert [each["required"][0] for each in several["anyOf"]] == ["is", "is"]
    assert several["$defs"]["calendar"]["required"] == ["is"]


def test_a_schema_may_refer_to_itself() -> None:
    """
    Calendars are made of calendars, to any depth.
    """
    nl = calendars.BusinessCalendar("nl", "UTC", "mon-fri 09:00-17:00")
    us = nl.__class__("us", "UTC", "mon-fri 14:00-22:00")
    document: Any = to_document(((nl | us) - nl) & us)

    assert validator(calendars.Calendar).is_valid(document)
    assert validator(calendars.CompositeCalendar).is_valid(document)
    document["parts"][0]["parts"][0]["parts"][0]["zone"] = 1
    assert not validator(calendars.Calendar).is_valid(document)


def test_an_argument_of_a_generic_class_is_part_of_the_name() -> None:
    """
    A decision about policies is another document than one about periods of a warranty.
    """
    assert "decision_of_sla_policy" in dict(schema(sla.SlaStatus)["$defs"])  # type: ignore[call-overload]
    assert schema(kernel.Decision[kernel.Span])["$id"] == "urn:csmcore:schema:1:decision_of_span"
    assert validator(kernel.Decision[kernel.Span]).is_valid({"question": "when", "chosen": None})
    assert not validator(kernel.Decision[kernel.Span]).is_valid({"question": "when", "chosen": "Q1"})
    assert validator(kernel.Decision).is_valid({"question": "when", "chosen": "Q1"})


@pytest.mark.parametrize(
    ("cls", "right", "wrong"),
    [
        (kernel.Span, {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:00:00+01:00"}, None),
        (kernel.Span, None, {"start": "2026-01-01 00:00", "end": "2026-01-01T00:00:00Z"}),
        (kernel.Span, None, {"start": "2026-01-01T00:00:00Z"}),
        (kernel.DateSpan, {"start_on": "2026-01-01", "ends_on": "2026-12-31"}, {"start_on": "1 May"}),
        (kernel.DateSpan, {"ends_on": None}, {"ends_on": "2026-12-31", "until": "2027-01-01"}),
        (kernel.DateSpan, None, {"start_on": "2026-02-30"}),
        (kernel.Term, {"csmcore": 1, "years": 1}, {"csmcore": 2, "years": 1}),
        (kernel.Term, {"month_end": "sticky"}, {"month_end": "modified"}),
        (kernel.Term, {"is": "term"}, {"is": "span"}),
        (calendars.Window, "09:00-17:00", {"text": 9}),
        (calendars.Window, {"is": "window", "text": "09:00-17:00"}, {"is": "window"}),
        (conditions.Condition, "state = new", 1),
        (sla.WorkingTime, {"length": "-PT8H30.5S"}, {"length": "P1M"}),
        (sla.WorkingTime, {"length": "P2W"}, {"length": "P"}),
        (kernel.Money, {"amount": "12.50", "currency": "EUR"}, {"amount": 12.5, "currency": "EUR"}),
        (kernel.Money, {"amount": 12, "currency": "EUR"}, {"amount": "twelve", "currency": "EUR"}),
        (
            kernel.Reason,
            {"code": "a", "phrase": "b", "fields": {"x": {"date": "2026-01-01"}, "y": None}},
            {"code": "a", "phrase": "b", "fields": {"x": {"date": "2026-01-01", "y": 1}}},
        ),
        (kernel.Change, {"at": "2026-01-01T00:00:00Z", "facts": {"x": {"set": [1, "2"]}}}, None),
        (
            contracts.CoverageOrder,
            {"name": "a", "weights": {"account": 1}},
            {"name": "a", "weights": {"colour": 1}},
        ),
        (
            products.Quantity,
            {"number": "1.5", "unit": "m"},
            {"number": "1.5", "unit": "m", "is": "version"},
        ),
        (
            cases.PriorityMatrix,
            None,
            {"name": "a", "impacts": "a", "urgencies": [1], "priorities": [[1]]},
        ),
        (
            cases.PriorityMatrix,
            None,
            {"name": "a", "impacts": [1], "urgencies": [1], "priorities": ["a"]},
        ),
    ],
)
def test_a_schema_tells_right_from_wrong(cls: Any, right: object, wrong: object) -> None:
    """
    What it calls wrong is refused in reading; what is right to it may be.
    """
    judge: Any = validator(cls)

    assert right is None or judge.is_valid(right)
    if wrong is not None:
        assert not judge.is_valid(wrong)
        with pytest.raises(DocumentError):
            from_document(cls, wrong)


@pytest.mark.parametrize("cls", [int, dict, str | int, None, conditions.Vocabulary.__class__])
def test_only_what_has_documents_has_a_schema(cls: Any) -> None:
    """
    A schema of anything else would be a schema of nothing.
    """
    with pytest.raises(DefinitionError, match="has no document"):
        schema(cls)
