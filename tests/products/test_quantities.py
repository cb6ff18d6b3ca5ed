"""
Quantities and versions: exact, in order, and never of two units at once.
"""

import itertools
import pickle
from decimal import Decimal
from typing import Any

import pytest

from csmcore.errors import DefinitionError, UnitError
from csmcore.products import Quantity, Version


def test_quantities_of_one_unit_add_up_and_compare() -> None:
    """
    Ten and a half gigabytes and two are twelve and a half, and more than twelve.
    """
    total = Quantity(Decimal("10.5"), "GB") + Quantity(Decimal(2), "GB")

    assert total == Quantity(Decimal("12.50"), "GB")
    assert total - Quantity(Decimal(12), "GB") == Quantity(Decimal("0.5"), "GB")
    assert Quantity(Decimal(12), "GB") < total
    assert total <= Quantity(Decimal("12.5"), "GB")
    assert str(total) == "12.5 GB"
    assert pickle.loads(pickle.dumps(total)) == total


@pytest.mark.parametrize(
    "ask", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b]
)
def test_two_units_do_not_go_together(ask: Any) -> None:
    """
    A terabyte is a thousand gigabytes to some and 1024 to others; nothing is converted.
    """
    with pytest.raises(UnitError, match="quantity is in GB, and TB is needed; convert it first"):
        ask(Quantity(Decimal(1), "TB"), Quantity(Decimal(1), "GB"))


@pytest.mark.parametrize(
    "ask", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b]
)
def test_a_quantity_goes_with_nothing_else(ask: Any) -> None:
    """
    A bare number has no unit, so it is not added to one that has.
    """
    with pytest.raises(TypeError):
        ask(Quantity(Decimal(1), "GB"), 1)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0.1, "0.1 is no exact number"),
        (True, "True is no exact number"),
        ("many", "'many' is no number"),
        (Decimal("NaN"), "is no number that could be counted"),
        (Decimal("Infinity"), "is no number that could be counted"),
    ],
)
def test_a_number_is_exact_and_finite(number: Any, told: str) -> None:
    """
    What cannot be counted exactly is refused.
    """
    with pytest.raises(DefinitionError, match=told):
        Quantity(number, "GB")


def test_a_unit_is_not_blank() -> None:
    """
    A number of nothing is a bare number.
    """
    with pytest.raises(DefinitionError, match="unit is ' '; it must be a text that is not blank"):
        Quantity(Decimal(1), " ")


IN_ORDER = (
    "0.9",
    "1-beta",
    "1.0",
    "1.0.1",
    "1.2-rc2",
    "1.2-rc10",
    "1.2",
    "1.2(4)M7",
    "1.2(4)M10",
    "1.2(10)M1",
    "1.2a",
    "1.9",
    "v1.10",
    "15.2",
)


def test_versions_come_in_their_order() -> None:
    """
    By hand: numbers as numbers, what follows a hyphen before its version, anything else after.
    """
    versions = [Version(text) for text in IN_ORDER]

    assert sorted(map(Version, sorted(IN_ORDER))) == versions
    assert all(one < other for one, other in itertools.combinations(versions, 2))


@pytest.mark.parametrize(("one", "other"), [("1", "1.0"), ("1.2.0", "1.2"), ("v2", "2"), ("0", "0.0")])
def test_versions_that_say_the_same_are_equal(one: str, other: str) -> None:
    """
    A part that is missing is zero; equal versions hash alike, and keep their own text.
    """
    assert Version(one) == Version(other)
    assert hash(Version(one)) == hash(Version(other))
    assert str(Version(one)) == one


def test_a_suffix_makes_another_version() -> None:
    """
    Equal numbers with and without a suffix are two versions.
    """
    assert Version("1.0-rc1") != Version("1.0")


@pytest.mark.parametrize(
    "text", ["", "x", "1.", "1..2", "1.0 beta", "-1", "1" * 19, "1.0" + "a" * 80, 1.1]
)
def test_what_is_no_version_is_refused(text: Any) -> None:
    """
    It begins with numbers, has no blanks, and is not far too long.
    """
    with pytest.raises(DefinitionError, match="is no version; numbers with dots are needed"):
        Version(text)
