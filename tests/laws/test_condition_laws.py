"""
Laws of conditions: text there and back, and a second, plain way of deciding.
"""

import operator
from collections.abc import Callable
from typing import Any, Final, assert_never, cast

from hypothesis import given

from csmcore.conditions import (
    ANYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Changed,
    Compares,
    Condition,
    Contains,
    Equals,
    IsSet,
    Not,
    OneOf,
    Signalled,
    explain,
    parse,
)
from csmcore.kernel import Moment, Timeline
from csmcore.testing import conditions, timelines

_SIGNS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _decided(condition: Condition, moment: Moment) -> bool:  # noqa: C901  # one case a kind
    """
    Whether a condition holds, read off its parts one by one.
    """
    before, after = dict(moment.before), dict(moment.after)
    match condition:
        case Equals(fact, value):
            return fact in after and after[fact] == value
        case OneOf(fact, values):
            return fact in after and any(after[fact] == value for value in values)
        case Compares(fact, sign, value):
            return fact in after and _SIGNS[sign.value](after[fact], value)
        case Contains(fact, value):
            return fact in after and value in cast("frozenset[object]", after[fact])
        case IsSet(fact):
            return fact in after
        case Changed(fact, was=was, now=now):
            moved = before.get(fact) != after.get(fact)
            return moved and was in (None, before.get(fact)) and now in (None, after.get(fact))
        case Signalled(signal):
            return signal in moment.signals
        case Not(inner):
            return not _decided(inner, moment)
        case AllOf(parts):
            return min((_decided(part, moment) for part in parts), default=True)
        case AnyOf(parts):
            return max((_decided(part, moment) for part in parts), default=False)
    return assert_never(cast("object", condition))  # type: ignore[arg-type]


@given(conditions(), timelines(min_size=1))
def test_the_compiled_condition_decides_as_its_parts_do(
    condition: Condition, timeline: Timeline
) -> None:
    """
    At every moment of every timeline.
    """
    for moment in timeline.moments:
        assert condition.holds(moment) == _decided(condition, moment)


@given(conditions())
def test_the_text_of_a_condition_parses_back(condition: Condition) -> None:
    """
    ``parse(str(c)) == c``, whatever the names and values are.
    """
    assert parse(str(condition)) == condition


@given(conditions(), conditions(), conditions(), timelines(min_size=1))
def test_conditions_are_an_algebra(
    one: Condition, two: Condition, three: Condition, timeline: Timeline
) -> None:
    """
    Both operators are associative and commutative, and negation turns one into the other.
    """
    for moment in timeline.moments:
        assert ((one & two) & three).holds(moment) == (one & (two & three)).holds(moment)
        assert (one | two).holds(moment) == (two | one).holds(moment)
        assert (~(one & two)).holds(moment) == (~one | ~two).holds(moment)
        assert (~~one).holds(moment) == one.holds(moment)
        assert (one & ANYTHING).holds(moment) == one.holds(moment) == (one | NOTHING).holds(moment)


@given(conditions(), timelines(min_size=1))
def test_what_decided_it_decides_it(condition: Condition, timeline: Timeline) -> None:
    """
    An explanation agrees with the condition, and each leaf that it names with itself.
    """
    for moment in timeline.moments:
        told = explain(condition, moment)

        assert told.held == condition.holds(moment)
        assert all(leaf.held == leaf.condition.holds(moment) for leaf in told.because)
        assert str(told).startswith(f"{'yes' if told.held else 'no'}: {condition}")
