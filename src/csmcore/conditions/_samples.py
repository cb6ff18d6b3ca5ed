"""
Values that stand for all that facts may have, as some conditions tell them apart.

A condition compares a fact with values that it names. So a few values stand for all: each
that is named, another of its kind, one on either side of what is compared, and none at all.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from csmcore.conditions._condition import AllOf, AnyOf, Condition, Not
from csmcore.conditions._predicates import Changed, Compares, Contains, Equals, OneOf
from csmcore.conditions._vocabulary import FactDefinition, FactType, Vocabulary
from csmcore.conditions._words import MOST_DIGITS
from csmcore.kernel import Fact, Scalar, told_apart

T = TypeVar("T", bound=Fact)

_Number: TypeAlias = int | Decimal

_EXACT: Final = Context(prec=400)
_MOST_MEMBERS: Final = 15
"""
Of how many members all sets are made: 2 to that power are already more than anybody looks at.
"""


def samples(
    conditions: Iterable[Condition], vocabulary: Vocabulary | None = None
) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    """
    By fact, sorted by name, the values that stand for all that it may have.

    Whatever the facts of a record, the conditions come to what they come to for some
    combination of these; where one is about a change, each may have become any other. That
    holds for facts of the types that they are compared as.

    Args:
        conditions: The conditions, which are looked at together.

        vocabulary: When given, no fact has a value that is not among its choices.

    Returns:
        For each fact of which a condition speaks its values; the last is ``None``.
    """
    several = [leaf for condition in conditions for leaf in leaves(condition)]
    known = {each.name: each for each in vocabulary.facts} if vocabulary else {}
    facts = sorted({fact for leaf in several for fact in leaf.facts})
    return tuple(
        (fact, _values([leaf for leaf in several if fact in leaf.facts], known.get(fact)))
        for fact in facts
    )


def leaves(condition: Condition) -> Iterator[Condition]:
    """
    The conditions about one fact or signal that a condition is made of.
    """
    if isinstance(condition, AllOf | AnyOf | Not):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def named_by(leaf: Condition) -> tuple[Scalar, ...]:
    """
    The values that a condition about one fact says it may be, had been or is compared with.
    """
    match leaf:
        case Equals(_, value) | Compares(_, _, value):
            return (value,)
        case OneOf(_, values):
            return values
        case Changed(_, was=was, now=now):
            return tuple(value for value in (was, now) if value is not None)
    return ()


def kind_of(value: Scalar) -> FactType:
    """
    What kind of value it is.
    """
    match value:
        case bool():
            return FactType.FLAG
        case int() | Decimal():
            return FactType.NUMBER
        case dt.datetime():
            return FactType.INSTANT
        case dt.date():
            return FactType.DATE
        case dt.timedelta():
            return FactType.DURATION
    return FactType.TEXT


def _values(about: list[Condition], known: FactDefinition | None) -> tuple[Fact, ...]:
    named = _each_once(value for leaf in about for value in named_by(leaf))
    parts = _each_once(leaf.value for leaf in about if isinstance(leaf, Contains))
    compared = any(isinstance(leaf, Compares) for leaf in about)
    is_set = known.type is FactType.SET if known else bool(parts) and not named
    values: list[Fact]
    if is_set:
        members = (parts or named)[:_MOST_MEMBERS]
        values = [frozenset(some) for some in _subsets(members)]
    elif known and known.choices:
        unnamed = [each for each in known.choices if each not in named]
        every = compared or bool(parts)
        values = [*(each for each in named if each in known.choices), *unnamed]
        values = values if every else values[: len(values) - max(0, len(unnamed) - 1)]
    else:
        values = [*named, *_others(named, parts, known, compared=compared)]
    return (*_each_once(values), None)


def _others(
    named: list[Scalar],
    parts: list[Scalar],
    known: FactDefinition | None,
    *,
    compared: bool,
) -> Iterator[Scalar]:
    kinds = {kind_of(value) for value in (*named, *parts)} or {known.type if known else FactType.TEXT}
    for kind in sorted(kinds):
        alike = [value for value in named if kind_of(value) is kind]
        yield from _beside(kind, alike, compared=compared)
    texts = [part for part in parts[:_MOST_MEMBERS] if isinstance(part, str)]
    yield from (" ".join(some) for some in _subsets(texts) if some)


def _beside(kind: FactType, named: list[Scalar], *, compared: bool) -> Iterator[Scalar]:
    """
    A value of a kind that is not named; where they are compared, one in each place between them.
    """
    if kind is FactType.FLAG:
        yield from (True, False)
    elif kind is FactType.TEXT:
        other = "something else" if named else "something"
        others = (other + " again" * again for again in itertools.count())
        yield next(each for each in others if each not in named)
        if compared:
            yield ""
            yield from (f"{value}{chr(0)}" for value in named)  # the very next text
    elif kind is FactType.NUMBER:
        numbers = sorted(value for value in named if isinstance(value, int | Decimal)) or [0]
        yield _moved(numbers[-1], 1)
        if compared:
            yield _moved(numbers[0], -1)
            yield from itertools.starmap(_between, itertools.pairwise(numbers))
    else:
        step = dt.timedelta(days=1) if kind is FactType.DATE else dt.timedelta(microseconds=1)
        for value in named or [_AROUND[kind]]:
            yield _stepped(value, step)
            if compared:
                yield _stepped(value, -step)


_AROUND: Final[Mapping[FactType, Scalar]] = MappingProxyType(
    {
        FactType.DATE: dt.date(2000, 1, 1),
        FactType.INSTANT: dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
        FactType.DURATION: dt.timedelta(0),
    }
)


def _moved(number: _Number, by: int) -> _Number:
    if isinstance(number, int) and abs(number + by) < 10**MOST_DIGITS:
        return number + by
    return _EXACT.add(Decimal(number), by)  # which a condition takes a digit longer


def _between(low: _Number, high: _Number) -> Decimal:
    return _EXACT.divide(_EXACT.add(Decimal(low), Decimal(high)), 2)


def _stepped(value: Scalar, step: dt.timedelta) -> Scalar:
    if not isinstance(value, dt.date | dt.timedelta):
        return value
    try:
        return value + step
    except OverflowError:
        return value - step


def _each_once(values: Iterable[T]) -> list[T]:
    return list({told_apart(value): value for value in values}.values())


def _subsets(members: list[T]) -> Iterator[tuple[T, ...]]:
    for size in range(len(members) + 1):
        yield from itertools.combinations(members, size)
