"""
Small worlds: every combination of facts and signals that some conditions can tell apart.

A condition compares a fact with values that it names. So a few values stand for all that a
fact may ever have: each that is named, another of its kind, one on either side of what is
compared, and none at all. Each may have become any other, which matters to conditions about
a change. What holds in all of these worlds holds always.
"""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias, TypeVar

from csmcore.conditions import (
    AllOf,
    AnyOf,
    Changed,
    Compares,
    Condition,
    Contains,
    Equals,
    FactDefinition,
    FactType,
    IsSet,
    Not,
    OneOf,
    Vocabulary,
)
from csmcore.kernel import Fact, Scalar, told_apart

T = TypeVar("T", bound=Fact)

Number: TypeAlias = int | Decimal

MOST: Final = 20_000
"""
How many worlds are looked at before it is too many.
"""

_EXACT: Final = Context(prec=400)
_MOST_MEMBERS: Final = 15  # already more sets than worlds that are looked at


class World(NamedTuple):
    """
    Facts before and after, and signals, as a condition is asked about them.

    Attributes:
        before: What held before, by name.

        after: What holds, by name.

        signals: What is signalled.

        lasts: Whether nothing changes and nothing is signalled: it is a state, and no instant.
    """

    before: Mapping[str, Fact]
    after: Mapping[str, Fact]
    signals: frozenset[str]
    lasts: bool

    @property
    def at_rest(self) -> "World":
        """
        The same once it has lasted for a while.
        """
        return World(self.after, self.after, frozenset(), lasts=True)

    @property
    def told(self) -> Condition:
        """
        What holds in it, as a condition: ``state = new and group is not set``.
        """
        parts: list[Condition] = []
        for fact, value in self.after.items():
            if value is None:
                parts.append(Not(IsSet(fact)))
            elif isinstance(value, frozenset):
                parts += [Contains(fact, each) for each in sorted(value, key=str)] or [IsSet(fact)]
            else:
                parts.append(Equals(fact, value))
        return parts[0] if len(parts) == 1 else AllOf(parts)


class Domain(NamedTuple):
    """
    The values that stand for all that a fact may have.

    Attributes:
        fact: Its name.

        values: The values; the last is none.

        changes: Whether it matters what it was before.
    """

    fact: str
    values: tuple[Fact, ...]
    changes: bool


class Worlds:
    """
    All worlds that some conditions can tell apart.

    Args:
        conditions: The conditions.

        vocabulary: When given, no fact has a value that is not among its choices.
    """

    __slots__ = ("domains", "signals")

    def __init__(self, conditions: Iterable[Condition], vocabulary: Vocabulary | None = None) -> None:
        listed = [leaf for condition in conditions for leaf in leaves(condition)]
        known = {each.name: each for each in vocabulary.facts} if vocabulary else {}
        facts = sorted({fact for leaf in listed for fact in leaf.facts})
        self.signals: Final = sorted({signal for leaf in listed for signal in leaf.signals})
        self.domains: Final = [
            _domain(fact, [leaf for leaf in listed if fact in leaf.facts], known.get(fact))
            for fact in facts
        ]

    @property
    def count(self) -> int:
        """
        How many there are.
        """
        each = (len(domain.values) ** (2 if domain.changes else 1) for domain in self.domains)
        return math.prod(each) << len(self.signals)

    def __iter__(self) -> Iterator[World]:
        facts = [domain.fact for domain in self.domains]
        signalled = [frozenset(some) for some in _subsets(self.signals)]
        for now in itertools.product(*(domain.values for domain in self.domains)):
            after = dict(zip(facts, now, strict=True))
            could_be = (
                domain.values if domain.changes else (value,)
                for domain, value in zip(self.domains, now, strict=True)
            )
            for was in itertools.product(*could_be):
                before = dict(zip(facts, was, strict=True))
                same = [*map(told_apart, was)] == [*map(told_apart, now)]
                for signals in signalled:
                    yield World(before, after, signals, same and not signals)


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


def _domain(fact: str, about: list[Condition], known: FactDefinition | None) -> Domain:
    changes = any(isinstance(leaf, Changed) for leaf in about)
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
    return Domain(fact, (*_each_once(values), None), changes)


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
        others = ("something else" + " again" * again for again in itertools.count())
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


def _moved(number: Number, by: int) -> Number:
    return number + by if isinstance(number, int) else _EXACT.add(number, Decimal(by))


def _between(low: Number, high: Number) -> Decimal:
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
