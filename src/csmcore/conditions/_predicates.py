"""
Conditions about one fact, or one signal.
"""

import enum
import functools
import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import attrs

from csmcore.conditions._condition import Condition, Test
from csmcore.conditions._words import MOST_DIGITS, name_text, value_text
from csmcore.errors import ConditionError, DefinitionError
from csmcore.kernel import Fact, Scalar, not_blank, to_choice, to_scalar, told_apart


class _Leaf(Condition):
    """
    A condition about one fact.
    """

    __slots__ = ()

    fact: str

    @property
    def facts(self) -> frozenset[str]:
        """
        The one.
        """
        return frozenset((self.fact,))

    @property
    def signals(self) -> frozenset[str]:
        """
        None.
        """
        return frozenset()


def _said(value: Scalar) -> Scalar:
    if value is None:
        message = "a value is needed; whether there is any is asked with 'is set'"
        raise DefinitionError(message)
    held = to_scalar(value)
    if isinstance(held, int) and abs(held) >= 10**MOST_DIGITS:
        message = f"a number in a condition has at most {MOST_DIGITS} digits"
        raise DefinitionError(message)
    if isinstance(held, Decimal) and abs(held.adjusted()) > MOST_DIGITS:
        message = f"a number in a condition has at most {MOST_DIGITS} digits"
        raise DefinitionError(message)
    return held


def _said_if_given(value: Scalar) -> Scalar:
    return None if value is None else _said(value)


@attrs.frozen(str=False)
class Equals(_Leaf):
    """
    A fact has a value: ``state = new``.

    Attributes:
        fact: Its name.

        value: The value.
    """

    fact: str = attrs.field(validator=not_blank)
    value: Scalar = attrs.field(converter=_said, eq=told_apart)

    def __str__(self) -> str:
        return f"{name_text(self.fact)} = {value_text(self.value)}"

    def _negated(self) -> str:
        return f"{name_text(self.fact)} != {value_text(self.value)}"

    @functools.cached_property
    def _test(self) -> Test:
        fact, value = self.fact, self.value
        flag = isinstance(value, bool)

        def test(_: object, held: Mapping[str, Fact], __: object) -> bool:
            found = held.get(fact)
            return found == value and isinstance(found, bool) is flag

        return test


def _values(values: Iterable[Scalar]) -> tuple[Scalar, ...]:
    if isinstance(values, str):
        message = f"{values!r} is one text; give a list of values, such as [{values!r}]"
        raise DefinitionError(message)
    once = {told_apart(value): value for value in map(_said, values)}
    return tuple(sorted(once.values(), key=_rank))


def _rank(value: Scalar) -> tuple[str, Any]:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return "number", value
    return type(value).__name__, value


def _each_told_apart(values: tuple[Scalar, ...]) -> tuple[tuple[bool, Fact], ...]:
    return tuple(map(told_apart, values))


@attrs.frozen(str=False)
class OneOf(_Leaf):
    """
    A fact has one of some values: ``state in (new, open)``.

    Attributes:
        fact: Its name.

        values: The values, sorted, each once; at least one.
    """

    fact: str = attrs.field(validator=not_blank)
    values: tuple[Scalar, ...] = attrs.field(converter=_values, eq=_each_told_apart)

    def __attrs_post_init__(self) -> None:
        if not self.values:
            message = f"{self.fact} in () never holds; name at least one value, or say 'never'"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return f"{name_text(self.fact)} in ({', '.join(map(value_text, self.values))})"

    def _negated(self) -> str:
        return f"{name_text(self.fact)} not in ({', '.join(map(value_text, self.values))})"

    @functools.cached_property
    def _test(self) -> Test:
        fact, values = self.fact, frozenset(map(told_apart, self.values))

        def test(_: object, held: Mapping[str, Fact], __: object) -> bool:
            try:
                return told_apart(held.get(fact)) in values
            except TypeError:
                problem = f"{fact} is {held.get(fact)!r}, which is no scalar"
                raise ConditionError(str(self), problem) from None

        return test


class Comparison(enum.StrEnum):
    """
    How a fact is compared: ``<``, ``<=``, ``>`` or ``>=``.
    """

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


_COMPARE: Final[Mapping[Comparison, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        Comparison.LESS: operator.lt,
        Comparison.AT_MOST: operator.le,
        Comparison.MORE: operator.gt,
        Comparison.AT_LEAST: operator.ge,
    }
)


def _comparison(value: Comparison | str) -> Comparison:
    return to_choice(Comparison, value)


@attrs.frozen(str=False)
class Compares(_Leaf):
    """
    A fact is less or more than a value: ``priority <= 2``. False when it is not set.

    Attributes:
        fact: Its name.

        comparison: Which of the four.

        value: What it is compared with.
    """

    fact: str = attrs.field(validator=not_blank)
    comparison: Comparison = attrs.field(converter=_comparison)
    value: Scalar = attrs.field(converter=_said, eq=told_apart)

    def __str__(self) -> str:
        return f"{name_text(self.fact)} {self.comparison} {value_text(self.value)}"

    @functools.cached_property
    def _test(self) -> Test:
        fact, value, compare = self.fact, self.value, _COMPARE[self.comparison]

        def test(_: object, held: Mapping[str, Fact], __: object) -> bool:
            found = held.get(fact)
            try:
                return found is not None and compare(found, value)
            except (TypeError, ArithmeticError):
                problem = f"{fact} is {found!r}, which cannot be compared with {value!r}"
                raise ConditionError(str(self), problem) from None

        return test


@attrs.frozen(str=False)
class Contains(_Leaf):
    """
    A set of values has one, or a text has a part: ``tags contains vip``.

    Attributes:
        fact: Its name.

        value: What it must have.
    """

    fact: str = attrs.field(validator=not_blank)
    value: Scalar = attrs.field(converter=_said, eq=told_apart)

    def __str__(self) -> str:
        return f"{name_text(self.fact)} contains {value_text(self.value)}"

    @functools.cached_property
    def _test(self) -> Test:
        fact, value = self.fact, self.value

        def test(_: object, held: Mapping[str, Fact], __: object) -> bool:
            found = held.get(fact)
            if isinstance(found, frozenset):
                return value in found
            if found is None:
                return False
            if isinstance(found, str) and isinstance(value, str):
                return value in found
            raise ConditionError(
                str(self), f"{fact} is {found!r}, which contains nothing; a frozenset or a text does"
            )

        return test


@attrs.frozen(str=False)
class IsSet(_Leaf):
    """
    A fact has any value at all: ``group is set``.

    Attributes:
        fact: Its name.
    """

    fact: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"{name_text(self.fact)} is set"

    def _negated(self) -> str:
        return f"{name_text(self.fact)} is not set"

    @functools.cached_property
    def _test(self) -> Test:
        fact = self.fact
        return lambda _, held, __: held.get(fact) is not None


@attrs.frozen(str=False)
class Changed(_Leaf):
    """
    A fact takes a new value at this moment: ``state changed from open to resolved``.

    Attributes:
        fact: Its name.

        was: The value that it had, when that matters.

        now: The value that it takes, when that matters.
    """

    fact: str = attrs.field(validator=not_blank)
    was: Scalar = attrs.field(default=None, kw_only=True, converter=_said_if_given, eq=told_apart)
    now: Scalar = attrs.field(default=None, kw_only=True, converter=_said_if_given, eq=told_apart)

    def __str__(self) -> str:
        was = "" if self.was is None else f" from {value_text(self.was)}"
        now = "" if self.now is None else f" to {value_text(self.now)}"
        return f"{name_text(self.fact)} changed{was}{now}"

    @functools.cached_property
    def _test(self) -> Test:
        fact, was, now = self.fact, self.was, self.now

        def test(before: Mapping[str, Fact], held: Mapping[str, Fact], _: object) -> bool:
            old, new = before.get(fact), held.get(fact)
            moved = told_apart(old) != told_apart(new)
            left = was is None or told_apart(old) == told_apart(was)
            return moved and left and (now is None or told_apart(new) == told_apart(now))

        return test


@attrs.frozen(str=False)
class Signalled(Condition):
    """
    Something is signalled at this moment: ``signal customer_replied``.

    Attributes:
        signal: Its name.
    """

    signal: str = attrs.field(validator=not_blank)

    @property
    def facts(self) -> frozenset[str]:
        """
        None.
        """
        return frozenset()

    @property
    def signals(self) -> frozenset[str]:
        """
        The one.
        """
        return frozenset((self.signal,))

    def __str__(self) -> str:
        return f"signal {name_text(self.signal)}"

    @functools.cached_property
    def _test(self) -> Test:
        signal = self.signal
        return lambda _, __, signals: signal in signals
