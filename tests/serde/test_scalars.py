"""
Instants, dates, durations and numbers as text: what is written, what is read, what is refused.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore.errors import DefinitionError, DocumentError
from csmcore.kernel import Reason
from csmcore.serde import from_document, to_document
from csmcore.sla import BusinessDays


def read(kind: str, text: object) -> Any:
    """
    A fact from its document.
    """
    document = {"code": "a", "phrase": "b", "fields": {"x": {kind: text}}}
    return dict(from_document(Reason, document).fields)["x"]


def written(fact: Any) -> Any:
    """
    A fact's document.
    """
    document: Any = to_document(Reason("a", "b", (("x", fact),)))
    return document["fields"]["x"]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        # RFC 3339, section 5.8, examples; in UTC by hand.
        ("1985-04-12T23:20:50.52Z", dt.datetime(1985, 4, 12, 23, 20, 50, 520_000)),
        ("1996-12-19T16:39:57-08:00", dt.datetime(1996, 12, 20, 0, 39, 57)),
        ("1937-01-01T12:00:27.87+00:20", dt.datetime(1937, 1, 1, 11, 40, 27, 870_000)),
        ("1985-04-12t23:20:50z", dt.datetime(1985, 4, 12, 23, 20, 50)),
        ("1985-04-12T23:20:50-00:00", dt.datetime(1985, 4, 12, 23, 20, 50)),
        ("0001-01-01T00:00:00.000001Z", dt.datetime(1, 1, 1, 0, 0, 0, 1)),
    ],
)
def test_an_instant_is_rfc_3339(text: str, utc: dt.datetime) -> None:
    """
    Any offset is read, and UTC is written.
    """
    at = read("instant", text)

    assert (at.tzinfo, at.replace(tzinfo=None)) == (dt.UTC, utc)
    assert written(at) == {"instant": utc.isoformat() + "Z"}


@pytest.mark.parametrize(
    "text",
    [
        "1990-12-31T23:59:60Z",  # a leap second is no instant that could be counted with
        "1985-04-12T24:00:00Z",
        "1985-04-12T23:20:50",
        "1985-04-12 23:20:50Z",
        "1985-04-12T23:20Z",
        "1985-04-12T23:20:50.1234567Z",
        "1985-04-31T23:20:50Z",
        "1985-04-12T23:20:50+25:00",
        "19850412T232050Z",
        "1985-W15-5T23:20:50Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "\u0661985-04-12T23:20:50Z",
        "",
        482196050,
        None,
    ],
)
def test_what_names_no_instant_is_refused(text: object) -> None:
    """
    A time without a zone, a date, a leap second, a number of seconds: none is an instant.
    """
    with pytest.raises(DocumentError, match=r"\$\.fields\.x: .* is no instant; RFC 3339 is needed"):
        read("instant", text)


@pytest.mark.parametrize(
    "text", ["2026-02-29", "20260427", "2026-W18-1", "2026-117", "27-04-2026", " 2026-04-27", 1, None]
)
def test_a_date_is_written_in_full(text: object) -> None:
    """
    Of the ways in which ISO 8601 writes a date, the plainest is read, and only real dates.
    """
    assert read("date", "2024-02-29") == dt.date(2024, 2, 29)
    with pytest.raises(DocumentError, match=r"is no date; ISO 8601 is needed"):
        read("date", text)


@pytest.mark.parametrize(
    ("text", "length", "back"),
    [
        ("PT8H", dt.timedelta(hours=8), "PT8H"),
        ("PT36H", dt.timedelta(hours=36), "P1DT12H"),
        ("P1D", dt.timedelta(hours=24), "P1D"),
        ("P2W", dt.timedelta(days=14), "P14D"),
        ("PT90M", dt.timedelta(minutes=90), "PT1H30M"),
        ("PT0.000001S", dt.timedelta(microseconds=1), "PT0.000001S"),
        ("PT1.5S", dt.timedelta(milliseconds=1500), "PT1.5S"),
        ("-PT30M", -dt.timedelta(minutes=30), "-PT30M"),
        ("PT0S", dt.timedelta(0), "PT0S"),
        ("P1DT2H3M4.05S", dt.timedelta(1, 2 * 3600 + 3 * 60 + 4, 50_000), "P1DT2H3M4.05S"),
    ],
)
def test_a_duration_is_iso_8601_and_exact(text: str, length: dt.timedelta, back: str) -> None:
    """
    Hours, minutes, seconds and days of 24 hours, to the microsecond.
    """
    assert read("duration", text) == length
    assert written(length) == {"duration": back}


@pytest.mark.parametrize(
    "text",
    [
        "P1M",
        "P1Y",
        "P",
        "-P",
        "PT",
        "P1DT",
        "PT1H30",
        "1H",
        "PT1,5S",
        "PT.5S",
        "PT1.0000001S",
        "P1W2D",
        "PT1M1H",
        "P-1D",
        "pt1h",
        "P" + "9" * 5000 + "D",
        "PT9999999999999999S",
        "",
        8,
        None,
    ],
)
def test_months_are_no_duration(text: object) -> None:
    """
    Months and years are terms; and what is longer than any duration is refused as one.
    """
    with pytest.raises(DocumentError, match=r"is no duration; ISO 8601|is longer than any duration"):
        read("duration", text)


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "1_000", " 1", "\u0661", "1,5", ".5", "1.", "1E99999", "", 1, 1.5, None]
)
def test_a_decimal_is_written_in_digits(text: object) -> None:
    """
    What Python would read as a number and nobody else, is refused, and so is a float.
    """
    assert str(read("decimal", "-12.50")) == "-12.50"
    with pytest.raises(DocumentError, match="is no decimal number"):
        read("decimal", text)


def test_a_decimal_that_nobody_could_read_is_not_written() -> None:
    """
    A number with more digits or a larger exponent than may be read has no document.
    """
    with pytest.raises(DefinitionError, match="is no decimal number"):
        written(Decimal("1E+99999"))


@given(st.timedeltas())
def test_every_duration_comes_back(length: dt.timedelta) -> None:
    """
    The longest and the shortest, back and forth, without a microsecond lost.
    """
    assert read("duration", written(length)["duration"]) == length


@given(
    st.datetimes(timezones=st.just(dt.UTC)),
    st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False, places=9),
)
def test_every_instant_date_and_number_comes_back(
    at: dt.datetime, on: dt.date, number: Decimal
) -> None:
    """
    From the year 1 to 9999, and to the last digit.
    """
    assert read("instant", written(at)["instant"]) == at
    assert read("date", written(on)["date"]) == on
    assert str(read("decimal", written(number)["decimal"])) == str(number)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("16:00", dt.time(16)),
        ("00:00", dt.time()),
        ("23:59:59", dt.time(23, 59, 59)),
        ("09:30:00.000001", dt.time(9, 30, 0, 1)),
    ],
)
def test_a_time_of_day_is_as_exact_as_it_needs_to_be(text: str, time: dt.time) -> None:
    """
    Minutes, and what is finer only where there is something.
    """
    document = {"is": "business_days", "days": 1, "by": text}

    assert from_document(BusinessDays, document).by == time
    assert to_document(BusinessDays(1, by=time))["by"] == text


@pytest.mark.parametrize(
    "text",
    [
        "24:00",
        "16",
        "4 pm",
        "16:60",
        "16:00Z",
        "16:00:00.1234567",
        "\u0660\u0669:00",
        " 16:00",
        16,
        True,
    ],
)
def test_what_is_no_time_of_day_is_refused(text: object) -> None:
    """
    A time of day has two digits for the hour, no zone, and nothing finer than a microsecond.
    """
    with pytest.raises(DocumentError, match=r"\$\.by: .* is no time of day, such as '16:00'"):
        from_document(BusinessDays, {"days": 1, "by": text})
