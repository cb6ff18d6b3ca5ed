"""
Amounts of money: exact, and never of two currencies at once.
"""

import decimal
import re
from decimal import Decimal
from typing import Final

import attrs

from csmcore.errors import DefinitionError, UnitError

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_DIGITS: Final = 200
_PLACES: Final = 100


def _amount(value: Decimal | int | str) -> Decimal:
    if isinstance(value, float | bool) or not isinstance(value, Decimal | int | str):
        message = f"{value!r} is no exact amount; give a Decimal, such as Decimal('12.50')"
        raise DefinitionError(message)
    try:
        made = Decimal(value)
    except ArithmeticError:
        message = f"{value!r} is no amount; give a Decimal, such as Decimal('12.50')"
        raise DefinitionError(message) from None
    large = made.is_finite() and (
        len(made.as_tuple().digits) > _DIGITS or (made and abs(made.adjusted()) > _PLACES)
    )
    if large or not made.is_finite() or abs(int(made.as_tuple().exponent)) > _DIGITS + _PLACES:
        shown = str(value) if len(str(value)) < 60 else f"{str(value)[:56]}..."
        message = f"{shown} is no amount that could be paid"
        raise DefinitionError(message)
    return made


def _exact() -> decimal.Context:
    # Not the caller's own, which may round: more digits than two amounts can have together.
    return decimal.Context(prec=4 * _DIGITS, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)


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
        DefinitionError: The amount is not exact, not finite or beyond a googol, or the currency no
            code.
    """

    amount: Decimal = attrs.field(converter=_amount)
    currency: str = attrs.field(validator=_currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:f}"

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(_exact().add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(_exact().subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> "Money":
        return Money(self.amount.copy_negate(), self.currency)

    def __mul__(self, times: Decimal | int) -> "Money":
        if isinstance(times, bool) or not isinstance(times, Decimal | int):
            return NotImplemented
        return Money(_exact().multiply(self.amount, _amount(times)), self.currency)

    __rmul__ = __mul__

    def rounded(self, places: int = 2) -> "Money":
        """
        To so many decimal places, half to even, as banks do.

        Args:
            places: 2 for cents, 0 for currencies that have none.
        """
        cent = Decimal(1).scaleb(-places)
        return Money(self.amount.quantize(cent, decimal.ROUND_HALF_EVEN, _exact()), self.currency)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise UnitError("amount", other.currency, self.currency)
        return other.amount
