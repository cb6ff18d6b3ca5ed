"""
Which facts and signals there are, so that a slip in a condition is found at once.
"""

import datetime as dt
import difflib
import enum
import functools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.conditions._condition import AllOf, AnyOf, Condition, Not
from csmcore.conditions._predicates import Changed, Compares, Contains, Equals, OneOf
from csmcore.conditions._text import parse
from csmcore.conditions._words import value_text
from csmcore.errors import ConditionError, DefinitionError
from csmcore.kernel import Scalar, listed, not_blank, refuse_twins, to_choice


class FactType(enum.StrEnum):
    """
    What kind of value a fact has.

    ``SET`` is a set of texts, such as tags; the others are one value.
    """

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    INSTANT = "instant"
    DURATION = "duration"
    SET = "set"


_PYTHON: Final[Mapping[FactType, tuple[type, ...]]] = MappingProxyType(
    {
        FactType.TEXT: (str,),
        FactType.NUMBER: (int, Decimal),
        FactType.FLAG: (bool,),
        FactType.DATE: (dt.date,),
        FactType.INSTANT: (dt.datetime,),
        FactType.DURATION: (dt.timedelta,),
        FactType.SET: (str,),
    }
)


def _choices(choices: Iterable[Scalar]) -> tuple[Scalar, ...]:
    return tuple(choices)


def _fact_type(value: FactType | str) -> FactType:
    return to_choice(FactType, value)


@attrs.frozen
class FactDefinition:
    """
    A fact that records have.

    Attributes:
        name: Its name in conditions.

        type: What kind of value it has.

        choices: The values that it can have; any of its type when empty.

    Raises:
        DefinitionError: A choice is of another type.
    """

    name: str = attrs.field(validator=not_blank)
    type: FactType = attrs.field(converter=_fact_type)
    choices: tuple[Scalar, ...] = attrs.field(default=(), converter=_choices)

    def __attrs_post_init__(self) -> None:
        for choice in self.choices:
            if type(choice) not in _PYTHON[self.type]:
                message = f"{self.name} is {self._kind}, and its choice {choice!r} is not"
                raise DefinitionError(message)

    @property
    def _kind(self) -> str:
        return f"an {self.type}" if self.type is FactType.INSTANT else f"a {self.type}"

    def problem_with(self, value: Scalar) -> str | None:
        """
        Why a value can never be this fact's, if it cannot.
        """
        if type(value) not in _PYTHON[self.type]:
            return f"{self.name} is {self._kind}, and {value_text(value)} is none"
        if self.choices and value not in self.choices:
            known = ", ".join(map(value_text, self.choices))
            near = _near(value, self.choices)
            return f"{self.name} is never {value_text(value)}{near}; it is one of {known}"
        return None


def _definitions(facts: Iterable[FactDefinition]) -> tuple[FactDefinition, ...]:
    return listed(FactDefinition, facts, say="FactDefinition(name, type)")


def _names(signals: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({signals} if isinstance(signals, str) else set(signals)))


@attrs.frozen
class Vocabulary:
    """
    The facts and signals that conditions may speak of.

    Attributes:
        facts: The facts' definitions.

        signals: The signals' names, sorted; one text is one name.

    Raises:
        DuplicateError: Two facts have one name.

        DefinitionError: What is given as a fact is no definition of one.
    """

    facts: tuple[FactDefinition, ...] = attrs.field(default=(), converter=_definitions)
    signals: tuple[str, ...] = attrs.field(default=(), converter=_names)

    def __attrs_post_init__(self) -> None:
        refuse_twins("fact", (fact.name for fact in self.facts))

    def parse(self, text: str) -> Condition:
        """
        The condition that a text says, about these facts and signals only.

        Raises:
            TextError: It says none, or speaks of a fact or signal that is not here, or of
                a value that the fact never has; the column is named.
        """
        return parse(text, check=self._problem)

    def problems(self, condition: Condition) -> tuple[str, ...]:
        """
        What is wrong with a condition that was built otherwise; nothing when it fits.
        """
        return tuple(self._problems(condition))

    def check(self, condition: Condition) -> None:
        """
        Refuses a condition that does not fit.

        Raises:
            ConditionError: It does not; all its problems are told.
        """
        problems = self.problems(condition)
        if problems:
            raise ConditionError(str(condition), "; ".join(problems))

    def _problems(self, condition: Condition) -> Iterator[str]:
        if isinstance(condition, AllOf | AnyOf | Not):
            for part in condition.parts:
                yield from self._problems(part)
        elif (problem := self._problem(condition)) is not None:
            yield problem

    def _problem(self, leaf: Condition) -> str | None:
        for signal in leaf.signals:
            if signal not in self.signals:
                return f"no signal is named {signal!r}{_near(signal, self.signals)}"
        for name in leaf.facts:
            if name not in self._by_name:
                return f"no fact is named {name!r}{_near(name, self._by_name)}"
            return _misfit(self._by_name[name], leaf)
        return None

    @functools.cached_property
    def _by_name(self) -> dict[str, FactDefinition]:
        return {fact.name: fact for fact in self.facts}


def _misfit(fact: FactDefinition, leaf: Condition) -> str | None:
    match leaf:
        case Equals() | OneOf() | Compares() if fact.type is FactType.SET:
            return f"{fact.name} is a set; say '{fact.name} contains ...'"
        case Compares() if fact.type is FactType.FLAG:
            return f"{fact.name} is true or false, never more or less"
        case Contains() if fact.type not in (FactType.SET, FactType.TEXT):
            return f"{fact.name} is {fact._kind}, which contains nothing"
        case Contains(_, value) if fact.type is FactType.TEXT:
            return None if isinstance(value, str) else f"{fact.name} is a text, and contains only texts"
        case Compares(_, _, value):
            return attrs.evolve(fact, choices=()).problem_with(value)
        case Equals(_, value) | Contains(_, value):
            return fact.problem_with(value)
        case OneOf(_, values):
            return next(filter(None, map(fact.problem_with, values)), None)
        case Changed(_, was=was, now=now):
            said = (value for value in (was, now) if value is not None)
            return next(filter(None, map(fact.problem_with, said)), None)
    return None


def _near(name: object, known: Iterable[object]) -> str:
    near = difflib.get_close_matches(str(name), [str(each) for each in known], n=1)
    return f"; {near[0]!r} is near" if near else ""
