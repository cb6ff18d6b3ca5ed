"""
Every case that some conditions about facts can tell apart.

A condition compares a fact with values that it names. So a few values stand for all that a
fact may ever have: each that is named, one on either side of what is compared, another of
its kind, and none at all. What holds in all of these cases holds always.
"""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from typing import Final, TypeAlias, TypeVar

from csmcore.conditions import (
    AllOf,
    AnyOf,
    Compares,
    Condition,
    Contains,
    Equals,
    FactType,
    IsSet,
    Not,
    OneOf,
    Vocabulary,
)
from csmcore.errors import ConditionError
from csmcore.kernel import Fact, Scalar, told_apart

T = TypeVar("T", bound=Scalar)

MOST: Final = 20_000
"""
How many cases are looked at before it is too many.
"""

_EXACT: Final = Context(prec=400)
_MOST_PARTS: Final = 14

Case: TypeAlias = Mapping[str, Fact]
"""
What holds of a record, by name.
"""


def leaves(condition: Condition) -> Iterator[Condition]:
    """
    The conditions about one fact or signal that a condition is made of.
    """
    if isinstance(condition, AllOf | AnyOf | Not):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def cases(conditions: Iterable[Condition], vocabulary: Vocabulary | None) -> Iterator[Case] | None:
    """
    Every case that some conditions can tell apart, or ``None`` where they are too many.

    Args:
        conditions: The conditions; what changed and what is signalled is left out.

        vocabulary: When given, no fact has a value that is not among its choices.
    """
    about: dict[str, list[Condition]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            for fact in leaf.facts:
                about.setdefault(fact, []).append(leaf)
    choices = {each.name: each.choices for each in vocabulary.facts} if vocabulary else {}
    sets = {each.name for each in vocabulary.facts if each.type is FactType.SET} if vocabulary else ()
    values = [
        _samples(about[fact], choices.get(fact, ()), is_set=fact in sets) for fact in sorted(about)
    ]
    if math.prod(map(len, values)) > MOST:
        return None
    return (dict(zip(sorted(about), each, strict=True)) for each in itertools.product(*values))


def holds(condition: Condition, case: Case) -> bool:
    """
    Whether a condition holds in a case; what cannot be compared does not.
    """
    try:
        return condition.holds_for(case)
    except ConditionError:
        return False


def told(case: Case) -> str:
    """
    A case as the text of a condition: ``group is not set and priority = 1``.
    """
    parts: list[Condition] = []
    for fact, value in case.items():
        if value is None:
            parts.append(Not(IsSet(fact)))
        elif isinstance(value, frozenset):
            parts += [Contains(fact, each) for each in sorted(value, key=str)] or [IsSet(fact)]
        else:
            parts.append(Equals(fact, value))
    return str(AllOf(parts)) if len(parts) != 1 else str(parts[0])


def _samples(about: list[Condition], choices: tuple[Scalar, ...], *, is_set: bool) -> tuple[Fact, ...]:
    named = [value for leaf in about for value in _named(leaf)]
    parts = [leaf.value for leaf in about if isinstance(leaf, Contains)]
    if is_set or (parts and not named):
        members = list(dict.fromkeys([*parts, *(choices or named)]))[:_MOST_PARTS]
        found: list[Fact] = [frozenset(some) for some in _subsets(members)]
    elif choices:
        found = [*choices]
    else:
        compared = any(isinstance(leaf, Compares) for leaf in about)
        found = [*named, *_others(named, compared=compared)]
        texts = [part for part in parts[:_MOST_PARTS] if isinstance(part, str)]
        found += [" ".join(some) for some in _subsets(texts) if some]
    return (*{told_apart(value): value for value in found}.values(), None)


def _named(leaf: Condition) -> tuple[Scalar, ...]:
    match leaf:
        case Equals(_, value) | Compares(_, _, value):
            return (value,)
        case OneOf(_, values):
            return values
    return ()


def _others(named: list[Scalar], *, compared: bool) -> Iterator[Scalar]:
    if not named:
        yield "something"
    numbers = sorted(
        each for each in named if isinstance(each, int | Decimal) and not isinstance(each, bool)
    )
    yield from itertools.starmap(_between, itertools.pairwise(numbers))
    for value in named:
        match value:
            case bool():
                yield from (True, False)
            case int() | Decimal():
                yield from (_EXACT.subtract(Decimal(value), 1), _EXACT.add(Decimal(value), 1))
            case str():
                yield f"{value}{chr(0)}"  # the very next text
                if compared:
                    yield ""
            case dt.datetime() | dt.timedelta():
                yield from _stepped(value, dt.timedelta(microseconds=1))
            case dt.date():
                yield from _stepped(value, dt.timedelta(days=1))


def _between(low: int | Decimal, high: int | Decimal) -> Decimal:
    return _EXACT.divide(_EXACT.add(Decimal(low), Decimal(high)), 2)


def _stepped(value: dt.date | dt.timedelta, step: dt.timedelta) -> Iterator[dt.date | dt.timedelta]:
    for by in (-step, step):
        try:
            yield value + by
        except OverflowError:
            continue


def _subsets(members: list[T]) -> Iterator[tuple[T, ...]]:
    for size in range(len(members) + 1):
        yield from itertools.combinations(members, size)
