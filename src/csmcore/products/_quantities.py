"""
Quantities: an exact number of a unit.
"""

from decimal import Decimal

import attrs

from csmcore.errors import DefinitionError, UnitError
from csmcore.kernel import not_blank


def to_number(value: Decimal | int | str) -> Decimal:
    """
    An exact, finite number.

    Raises:
        DefinitionError: It is none; a ``float`` is refused, since 0.1 of those is not a tenth.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        message = f"{value!r} is no exact number; give a Decimal, such as Decimal('2.5')"
        raise DefinitionError(message)
    try:
        made = Decimal(value)
    except ArithmeticError:
        message = f"{value!r} is no number; give a Decimal, such as Decimal('2.5')"
        raise DefinitionError(message) from None
    if not made.is_finite():
        message = f"{value!r} is no number that could be counted"
        raise DefinitionError(message)
    return made


def to_count(value: Decimal | int | str) -> Decimal:
    """
    How many or how much: an exact number above zero.

    Raises:
        DefinitionError: It is none.
    """
    made = to_number(value)
    if made <= 0:
        message = f"a quantity of {made}; it must be above zero"
        raise DefinitionError(message)
    return made


@attrs.frozen(str=False)
class Quantity:
    """
    A number of a unit: 24 ports, 16 GB.

    Nothing is converted: 1 TB is not 1000 GB, because some would say 1024.

    Attributes:
        number: Exact; may be negative, as a temperature is. A ``float`` is refused.

        unit: What is counted, as people write it.

    Raises:
        DefinitionError: The number is not exact or not finite, or the unit is blank.
    """

    number: Decimal = attrs.field(converter=to_number)
    unit: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"{self.number:f} {self.unit}"

    def __add__(self, other: "Quantity") -> "Quantity":
        if not isinstance(other, Quantity):
            return NotImplemented
        return Quantity(self.number + self._same(other), self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        if not isinstance(other, Quantity):
            return NotImplemented
        return Quantity(self.number - self._same(other), self.unit)

    def __lt__(self, other: "Quantity") -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.number < self._same(other)

    def __le__(self, other: "Quantity") -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.number <= self._same(other)

    def _same(self, other: "Quantity") -> Decimal:
        if other.unit != self.unit:
            raise UnitError("quantity", other.unit, self.unit)
        return other.number
