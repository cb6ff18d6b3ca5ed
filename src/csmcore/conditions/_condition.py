"""
What holds of a record at a moment, or does not; and how such conditions are put together.

A condition that compares a fact which is not set is false; so its negation is true.
``not (priority <= 2)`` therefore holds for a record without a priority; who does not want
that says ``priority is set and not (priority <= 2)``.
"""

import abc
import functools
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Final, NoReturn, TypeAlias

import attrs

from csmcore.errors import ConditionError, DefinitionError
from csmcore.kernel import Fact, Moment, listed

DEEPEST: Final = 50
"""
How many levels deep a condition may be, built or written.
"""

Test: TypeAlias = Callable[[Mapping[str, Fact], Mapping[str, Fact], frozenset[str]], bool]
"""
A condition compiled: whether it holds, given the facts before, the facts after, and the signals.
"""


class Condition(abc.ABC):
    """
    Something that holds of a record at a moment, or does not.

    Conditions are values: they compare, hash and pickle, and their text parses back. They
    are put together with ``&``, ``|`` and ``~``.
    """

    __slots__ = ()

    def holds(self, moment: Moment) -> bool:
        """
        Whether it holds at a moment of a timeline.

        Raises:
            ConditionError: A fact cannot be compared with what the condition says.
        """
        return self._test(moment.before, moment.after, moment.signals)

    def holds_for(self, facts: Mapping[str, Fact]) -> bool:
        """
        Whether it holds of facts alone, with nothing changed and nothing signalled.

        Raises:
            ConditionError: A fact cannot be compared with what the condition says.
        """
        return self._test(facts, facts, frozenset())

    @property
    @abc.abstractmethod
    def facts(self) -> frozenset[str]:
        """
        The names of the facts that it speaks of.
        """

    @property
    @abc.abstractmethod
    def signals(self) -> frozenset[str]:
        """
        The signals that it speaks of.
        """

    @property
    @abc.abstractmethod
    def _test(self) -> Test: ...

    # How tightly its text binds: "or" 1, "and" 2, "not" 3, a leaf 4.
    _binding: ClassVar[int] = 4

    # How many levels of others it is made of.
    @property
    def _depth(self) -> int:
        return 0

    def _negated(self) -> str:
        return f"not {self._inside(3)}"

    def _inside(self, binding: int) -> str:
        alone = self._binding >= binding or len(getattr(self, "parts", ())) < 2
        return str(self) if alone else f"({self})"

    def __bool__(self) -> NoReturn:
        problem = "it is a question, not an answer; ask holds(moment), and join with & | ~"
        raise ConditionError(str(self), problem)

    def __and__(self, other: "Condition") -> "AllOf":
        return AllOf((self, other)) if isinstance(other, Condition) else NotImplemented

    def __or__(self, other: "Condition") -> "AnyOf":
        return AnyOf((self, other)) if isinstance(other, Condition) else NotImplemented

    def __invert__(self) -> "Not":
        return Not(self)


class _Several(Condition):
    """
    A condition made of others.
    """

    __slots__ = ()

    @property
    @abc.abstractmethod
    def parts(self) -> tuple[Condition, ...]:
        """
        The conditions that it is made of.
        """

    @property
    def facts(self) -> frozenset[str]:
        """
        The names of the facts that its parts speak of.
        """
        return frozenset(name for part in self.parts for name in part.facts)

    @property
    def signals(self) -> frozenset[str]:
        """
        The signals that its parts speak of.
        """
        return frozenset(name for part in self.parts for name in part.signals)


def _above(parts: tuple[Condition, ...]) -> int:
    return 1 + max((part._depth for part in parts), default=0)


def _check_depth(condition: Condition) -> None:
    if condition._depth > DEEPEST:
        message = f"a condition is at most {DEEPEST} levels deep; join alike parts side by side"
        raise DefinitionError(message)


def _conditions(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    return listed(Condition, conditions, say='parse("priority <= 2")')  # type: ignore[type-abstract]  # it makes none


@attrs.frozen(str=False)
class AllOf(_Several):
    """
    All of some conditions hold; of none at all, always.

    Attributes:
        parts: The conditions; what is itself all of some is told with its parts.
    """

    _binding: ClassVar[int] = 2

    parts: tuple[Condition, ...] = attrs.field(converter=_conditions)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "parts", _flat(AllOf, self.parts))
        _check_depth(self)

    @functools.cached_property
    def _depth(self) -> int:
        return _above(self.parts)

    def __str__(self) -> str:
        if len(self.parts) == 1:
            return f"all ({self.parts[0]})"
        return " and ".join(part._inside(3) for part in self.parts) or "always"

    @functools.cached_property
    def _test(self) -> Test:
        tests = tuple(part._test for part in self.parts)
        return lambda before, held, signals: all(test(before, held, signals) for test in tests)


@attrs.frozen(str=False)
class AnyOf(_Several):
    """
    At least one of some conditions holds; of none at all, never.

    Attributes:
        parts: The conditions; what is itself any of some is told with its parts.
    """

    _binding: ClassVar[int] = 1

    parts: tuple[Condition, ...] = attrs.field(converter=_conditions)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "parts", _flat(AnyOf, self.parts))
        _check_depth(self)

    @functools.cached_property
    def _depth(self) -> int:
        return _above(self.parts)

    def __str__(self) -> str:
        if len(self.parts) == 1:
            return f"any ({self.parts[0]})"
        return " or ".join(part._inside(2) for part in self.parts) or "never"

    @functools.cached_property
    def _test(self) -> Test:
        tests = tuple(part._test for part in self.parts)
        return lambda before, held, signals: any(test(before, held, signals) for test in tests)


@attrs.frozen(str=False)
class Not(_Several):
    """
    A condition does not hold.

    Attributes:
        condition: The condition.
    """

    _binding: ClassVar[int] = 3

    condition: Condition

    def __attrs_post_init__(self) -> None:
        _conditions((self.condition,))
        _check_depth(self)

    @functools.cached_property
    def _depth(self) -> int:
        return _above(self.parts)

    def __str__(self) -> str:
        return self.condition._negated()

    @property
    def parts(self) -> tuple[Condition, ...]:
        """
        The condition alone.
        """
        return (self.condition,)

    @functools.cached_property
    def _test(self) -> Test:
        test = self.condition._test
        return lambda before, held, signals: not test(before, held, signals)


def _flat(kind: type[AllOf | AnyOf], parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return tuple(
        inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))
    )


ANYTHING: Final = AllOf(())
"""
The condition that always holds.
"""

NOTHING: Final = AnyOf(())
"""
The condition that never holds.
"""
