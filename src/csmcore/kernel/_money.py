"""
Amounts of money: exact, and never of two currencies at once.
"""

import re
from decimal import Decimal
from typing import Final

import attrs

from csmcore.errors import DefinitionError, UnitError

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def _amount(value: Decimal | int | str) -> Decimal:
    if isinstance(value, float | bool) or not isinstance(value, Decimal | int | str):
        message = f"{value!r} is no exact amount; give a Decimal, such as Decimal('12.50')"
        raise DefinitionError(message)
    try:
        made = Decimal(value)
    except ArithmeticError:
        message = f"{value!r} is no amount; give a Decimal, such as Decimal('12.50')"
        raise DefinitionError(message) from None
    if not made.is_finite():
        message = f"{value!r} is no amount that could be paid"
        raise DefinitionError(message)
    return made


def _currency(_money: object, _attribute: object, value: str) -> None:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        message = f"{value!r} is no currency; three capital letters are needed, such as 'EUR'"
        raise DefinitionError(message)


@attrs.frozen(str=False)
class Money:
    """
    An amount in a currency.

    Nothing is rounded unless asked for: a rate of a third of a cent stays that.

    Attributes:
        amount: Exact; may be negative, as a credit is. A ``float`` is refused.

        currency: Its code of three capital letters. Source: ISO 4217.

    Raises:
        DefinitionError: The amount is not exact or not finite, or the currency no code.
    """

    amount: Decimal = attrs.field(converter=_amount)
    currency: str = attrs.field(validator=_currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:f}"

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, times: Decimal | int) -> "Money":
        if isinstance(times, bool) or not isinstance(times, Decimal | int):
            return NotImplemented
        return Money(self.amount * times, self.currency)

    __rmul__ = __mul__

    def rounded(self, places: int = 2) -> "Money":
        """
        To so many decimal places, half to even, as banks do.

        Args:
            places: 2 for cents, 0 for currencies that have none.
        """
        return Money(round(self.amount, places), self.currency)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise UnitError("amount", other.currency, self.currency)
        return other.amount
