"""
What TOML and YAML have of their own, and JSON has not: dates, times and instants.
"""

import datetime as dt
import tomllib
from decimal import Decimal
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from csmcore.calendars import BusinessCalendar, HolidayRule
from csmcore.errors import DocumentError
from csmcore.kernel import DateSpan, Money, QueueId, Reason, Span, Term
from csmcore.routing import Queue, Requirement
from csmcore.serde import from_document, schema, to_document
from csmcore.sla import BusinessDays

FRENCH: Final = Queue(QueueId("q"), requires=["french", Requirement("phone", 2)])

OFFICE: Final = """
name = "support-nl"
zone = "Europe/Amsterdam"
hours = "mon-fri 09:00-17:00"
horizon = [2020, 2040]

[changes]
2027-01-01 = "mon-sat 08:00-20:00"

[dated]
"2026-12-24" = "09:00-12:00"

[[holidays]]
is = "holiday"
start_on = 2026-12-25
ends_on = 2026-12-26

[[holidays]]
is = "holiday_rule"
text = "FREQ=YEARLY;BYEASTER=1"
anchor = 2000-01-01
name = "Easter Monday"
except_on = [2027-03-29]
"""


def test_a_calendar_is_read_from_toml() -> None:
    """
    A date may be a date, and a key that is one is its text.
    """
    office = from_document(BusinessCalendar, tomllib.loads(OFFICE))
    easter = HolidayRule.easter(1, name="Easter Monday", anchor=dt.date(2000, 1, 1))

    assert str(office.holidays[0]) == "2026-12-25 to 2026-12-26"
    assert office.holidays[1].text == easter.text  # type: ignore[union-attr]
    assert office.holidays[1].except_on == (dt.date(2027, 3, 29),)  # type: ignore[union-attr]
    assert office.changes[0][0] == dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("cls", "toml", "value"),
    [
        (
            Span,
            "start = 2026-04-27T09:30:00+02:00\nend = 2026-04-27T07:30:00Z",
            Span(
                dt.datetime(2026, 4, 27, 7, 30, tzinfo=dt.UTC),
                dt.datetime(2026, 4, 27, 7, 30, tzinfo=dt.UTC),
            ),
        ),
        (DateSpan, "start_on = 2026-01-01", DateSpan(dt.date(2026, 1, 1))),
        (BusinessDays, "days = 2\nby = 16:00:00", BusinessDays(2, by=dt.time(16))),
        (Money, 'amount = 12.50\ncurrency = "EUR"', Money(Decimal("12.50"), "EUR")),
        (
            Reason,
            (
                "code = 'a'\nphrase = 'b'\n"
                "fields = { at = 2026-04-27T09:30:00Z, on = 2026-04-27, rate = 1.50 }"
            ),
            Reason(
                "a",
                "b",
                {
                    "at": dt.datetime(2026, 4, 27, 9, 30, tzinfo=dt.UTC),
                    "on": dt.date(2026, 4, 27),
                    "rate": Decimal("1.50"),
                },
            ),
        ),
    ],
)
def test_what_toml_knows_is_taken_as_it_is(cls: Any, toml: str, value: object) -> None:
    """
    Instants of any offset, dates, times of day, and numbers that are read as decimals.
    """
    assert from_document(cls, tomllib.loads(toml, parse_float=Decimal)) == value


@pytest.mark.parametrize(
    ("cls", "toml", "path", "message"),
    [
        (Span, "start = 2026-04-27T09:30:00\nend = 2026-04-27T09:30:00Z", "$.start", "has no zone"),
        (Span, "start = 2026-04-27\nend = 2026-04-27T09:30:00Z", "$.start", "is no instant"),
        (DateSpan, "start_on = 2026-04-27T09:30:00Z", "$.start_on", "is no date"),
        (DateSpan, "start_on = 09:30:00", "$.start_on", "is no date"),
        (DateSpan, "start_on = 2026-04-27\nends_on = 2026-04-26", "$.ends_on", "before it starts"),
        (BusinessDays, "days = 2\nby = 2026-04-27", "$.by", "is no time of day"),
        (Money, 'amount = nan\ncurrency = "EUR"', "$.amount", "is no decimal number"),
        (Term, "years = 1.0", "$.years", "is not a whole number"),
        (Reason, 'code = "a"\nphrase = "b"\nfields = { at = 09:30:00 }', "$.fields.at", "is no scalar"),
        (
            Reason,
            'code = "a"\nphrase = "b"\nfields = { on = 2026-04-27T09:30:00 }',
            "$.fields.on",
            "zone",
        ),
        (Reason, "code = 2026-04-27\nphrase = 'b'", "$.code", "is not a text"),
        (
            BusinessCalendar,
            f"{OFFICE}\n[[holidays]]\nis = 'holiday'\nstart_on = 25\n",
            "$.holidays[2].start_on",
            "25 is no date",
        ),
    ],
)
def test_what_does_not_belong_is_told_with_the_path_of_its_key(
    cls: Any, toml: str, path: str, message: str
) -> None:
    """
    A wall time without a zone is no instant, an instant no date, and each stands at its key.
    """
    with pytest.raises(DocumentError) as told:
        from_document(cls, tomllib.loads(toml, parse_float=Decimal))
    found = dict(told.value.problems)

    assert list(found) == [path]
    assert message in found[path]


@pytest.mark.parametrize(
    ("toml", "queue"),
    [
        ('strategy = "round_robin"', Queue(QueueId("q"), strategy="round_robin")),
        ('strategy = ["round_robin"]', Queue(QueueId("q"), strategy="round_robin")),
        ('requires = ["french", { skill = "phone", level = 2 }]', FRENCH),
    ],
)
def test_what_is_used_by_its_name_may_be_that_name(toml: str, queue: Queue) -> None:
    """
    As in Python; and the schema lets it pass.
    """
    document = tomllib.loads(f'id = "q"\n{toml}')

    assert from_document(Queue, document) == queue
    Draft202012Validator(schema(Queue)).validate(document)
    assert from_document(Queue, to_document(queue)) == queue


def test_a_binary_float_is_told_how_to_be_read() -> None:
    """
    It is none of the numbers that were written.
    """
    with pytest.raises(DocumentError, match=r"0\.75 is no decimal .* by parse_float=Decimal$"):
        from_document(Money, tomllib.loads('amount = 0.75\ncurrency = "EUR"'))
