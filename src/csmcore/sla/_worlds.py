"""
Small worlds: every combination of facts and signals that some conditions can tell apart.

A few values stand for all that a fact may ever have. Each may have become any other, which
matters to conditions about a change. What holds in all of these worlds holds always.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from csmcore.conditions import (
    AllOf,
    Changed,
    Condition,
    Contains,
    Equals,
    IsSet,
    Not,
    Vocabulary,
    leaves,
    samples,
)
from csmcore.kernel import Fact, told_apart

MOST: Final = 20_000
"""
How many worlds are looked at before it is too many.
"""


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
        several = tuple(conditions)
        asked = [leaf for condition in several for leaf in leaves(condition)]
        changing = {leaf.fact for leaf in asked if isinstance(leaf, Changed)}
        self.signals: Final = sorted({signal for leaf in asked for signal in leaf.signals})
        self.domains: Final = [
            Domain(fact, values, fact in changing) for fact, values in samples(several, vocabulary)
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
        signalled = [
            frozenset(some)
            for size in range(len(self.signals) + 1)
            for some in itertools.combinations(self.signals, size)
        ]
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
