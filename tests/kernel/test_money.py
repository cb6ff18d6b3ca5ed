"""
Money: exact, and one currency at a time.
"""

from decimal import Decimal
from typing import Any

import pytest

from csmcore.errors import DefinitionError, UnitError
from csmcore.kernel import Money


def test_amounts_add_up_exactly() -> None:
    """
    A tenth thirty times is three, and nothing is rounded unless asked for.
    """
    tenth = Money(Decimal("0.1"), "EUR")

    assert sum([tenth] * 29, tenth) == Money(3, "EUR") == 30 * tenth
    assert tenth - tenth == Money("0", "EUR")
    assert -tenth == Money("-0.1", "EUR")
    assert Money("0.125", "EUR").rounded() == Money("0.12", "EUR")
    assert Money("12.5", "JPY").rounded(0) == Money(12, "JPY")
    assert str(Money("1E+3", "EUR")) == "EUR 1000"


def test_two_currencies_are_not_counted_together() -> None:
    """
    Nobody but the host knows a rate of exchange.
    """
    with pytest.raises(UnitError, match="amount is in USD, and EUR is needed"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(UnitError):
        Money(1, "EUR") - Money(1, "USD")


def test_no_digit_is_lost_to_the_callers_context() -> None:
    """
    Python's usual context keeps 28 digits; amounts keep all of theirs, and their sums too.
    """
    much = Money("12345678901234567890123456789.01", "EUR")

    assert much + Money(0, "EUR") == much * 1 == much - Money("0.00", "EUR") == much
    assert -much == Money("-12345678901234567890123456789.01", "EUR")
    assert much.rounded(1) == Money("12345678901234567890123456789.0", "EUR")
    third = Money("1." + "3" * 50, "EUR")
    assert (third + third).amount == Decimal("2." + "6" * 50)


@pytest.mark.parametrize("times", [Decimal("Infinity"), Decimal("sNaN"), Decimal("NaN")])
def test_money_is_not_multiplied_by_what_is_no_number(times: Decimal) -> None:
    """
    Infinity times nothing is nothing that anybody owes.
    """
    for amount in (0, 1):
        with pytest.raises(DefinitionError, match="amount"):
            Money(amount, "EUR") * times


@pytest.mark.parametrize(
    "amount", ["1e101", "1e-101", "9e999999", "1e999999999", "0e-999999", "1" * 201]
)
def test_an_amount_is_one_that_could_be_paid(amount: str) -> None:
    """
    Beyond a googol, and below its inverse, there are no prices; and no text of a gigabyte.
    """
    with pytest.raises(DefinitionError, match="no amount that could be paid"):
        Money(amount, "EUR")


@pytest.mark.parametrize("amount", [0.1, True, "1,50", "NaN", "Infinity", None])
def test_an_amount_is_exact(amount: Any) -> None:
    """
    Floats, infinities and what is no number are refused.
    """
    with pytest.raises(DefinitionError, match="amount"):
        Money(amount, "EUR")


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", "", None])
def test_a_currency_is_a_code(currency: Any) -> None:
    """
    Three capital letters.
    """
    with pytest.raises(DefinitionError, match="currency"):
        Money(1, currency)


@pytest.mark.parametrize("times", [1.5, True, Money(1, "EUR")])
def test_money_is_multiplied_by_exact_numbers(times: Any) -> None:
    """
    Not by floats, and not by money.
    """
    with pytest.raises(TypeError):
        Money(1, "EUR") * times
