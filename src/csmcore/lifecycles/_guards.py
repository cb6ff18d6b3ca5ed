"""
Every case that some conditions about facts can tell apart.

A few values stand for all that a fact may ever have. What holds in all of these cases holds
always.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from csmcore.conditions import AllOf, Condition, Contains, Equals, IsSet, Not, Vocabulary, samples
from csmcore.errors import ConditionError
from csmcore.kernel import Fact

MOST: Final = 20_000
"""
How many cases are looked at before it is too many.
"""

Case: TypeAlias = Mapping[str, Fact]
"""
What holds of a record, by name.
"""


def cases(conditions: Iterable[Condition], vocabulary: Vocabulary | None) -> Iterator[Case] | None:
    """
    Every case that some conditions can tell apart, or ``None`` where they are too many.

    Args:
        conditions: The conditions; what changed and what is signalled is left out.

        vocabulary: When given, no fact has a value that is not among its choices.
    """
    found = samples(conditions, vocabulary)
    if math.prod(len(values) for _, values in found) > MOST:
        return None
    facts = [fact for fact, _ in found]
    return (
        dict(zip(facts, each, strict=True))
        for each in itertools.product(*(values for _, values in found))
    )


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
