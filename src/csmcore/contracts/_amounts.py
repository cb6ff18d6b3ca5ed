"""
What is counted: cases by number, working time by its length.
"""

import datetime as dt
import decimal
import enum
from fractions import Fraction
from typing import Final, TypeAlias

from csmcore.errors import DefinitionError
from csmcore.kernel import Money, to_duration

Amount: TypeAlias = int | dt.timedelta
"""
How much was used, or may be: a number of cases, or working time.
"""

_HOUR: Final = dt.timedelta(hours=1)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_DIGITS: Final = 50

MOST_CASES: Final = 10**12
"""
The most cases that one amount may be.
"""

MOST_TIME: Final = 10_000_000 * _HOUR
"""
The most working time that one amount may be: that of five thousand people in a year.
"""


class Unit(enum.StrEnum):
    """
    In what service is counted: cases, or working time.
    """

    CASES = "cases"
    TIME = "time"

    def amount(self, number: int) -> Amount:
        """
        So many cases, or microseconds of working time.
        """
        match self:
            case Unit.CASES:
                return number
            case Unit.TIME:
                return number * _MICROSECOND

    @property
    def noun(self) -> str:
        """
        What amounts are told in: ``"cases"`` or ``"hours"``.
        """
        return "cases" if self is Unit.CASES else "hours"


def unit_of(amount: Amount) -> Unit:
    """
    In which unit an amount is.
    """
    return Unit.TIME if isinstance(amount, dt.timedelta) else Unit.CASES


def to_amount(value: Amount) -> Amount:
    """
    An amount that is nothing or more, as it is held.

    Raises:
        DefinitionError: It is below nothing, more than can be meant, or neither a whole number
            nor a duration.
    """
    if isinstance(value, dt.timedelta):
        made: Amount = to_duration(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        made = int(value)
    else:
        message = f"{value!r} is no amount; a whole number of cases or a timedelta is needed"
        raise DefinitionError(message)
    if counted(made) < 0:
        message = f"{value!r} is less than nothing; an amount is never negative"
        raise DefinitionError(message)
    if counted(made) > counted(most := MOST_TIME if isinstance(made, dt.timedelta) else MOST_CASES):
        message = (
            f"an amount is {told(most)} at the most; what has no limit is an entitlement without an "
            "allowance: allowance=None"
        )
        raise DefinitionError(message)
    return made


def to_amount_if_given(value: Amount | None) -> Amount | None:
    """
    An amount that is nothing or more, or ``None``.
    """
    return None if value is None else to_amount(value)


def some(_owner: object, attribute: object, value: Amount) -> None:
    """
    An attrs validator: an amount above nothing.

    Raises:
        DefinitionError: It is nothing.
    """
    if not value:
        message = f"{getattr(attribute, 'name', 'it')} is {value!r}; it must be above nothing"
        raise DefinitionError(message)


def counted(amount: Amount) -> int:
    """
    An amount as a whole number: of cases, or of microseconds.
    """
    return amount if isinstance(amount, int) else amount // _MICROSECOND


def figure(amount: Amount) -> str:
    """
    An amount as people read it, without its unit: ``"12"`` cases, ``"1:30"`` hours.
    """
    if isinstance(amount, int):
        return str(amount)
    sign, amount = ("-", -amount) if amount < dt.timedelta(0) else ("", amount)
    hours, rest = divmod(amount, _HOUR)
    if not rest:
        return f"{sign}{hours}"
    _, _, clock = str(rest).partition(":")
    return f"{sign}{hours}:{clock.removesuffix(':00')}"


def told(amount: Amount) -> str:
    """
    An amount as people read it: ``"1 case"``, ``"20 hours"``, ``"1:30 hours"``.
    """
    noun = unit_of(amount).noun
    return f"{figure(amount)} {noun.removesuffix('s') if figure(amount) == '1' else noun}"


def charged(rate: Money, amount: Amount) -> Money:
    """
    What an amount costs at a rate per case or per hour.

    Worked out once from the whole amount, so that three times twenty minutes cost exactly
    what an hour costs. Where no decimal is exact (a third), it has fifty digits.
    """
    one = 1 if isinstance(amount, int) else counted(_HOUR)
    cost = Fraction(rate.amount) * Fraction(counted(amount), one)
    exactly = decimal.Context(prec=max(_DIGITS, len(str(cost.numerator)) + _DIGITS))
    return Money(exactly.divide(decimal.Decimal(cost.numerator), cost.denominator), rate.currency)
