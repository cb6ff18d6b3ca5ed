"""
What holds about a record: facts by their names.
"""

import functools
import operator
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias, TypeVar, overload

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel._reasons import Scalar, to_scalar

Fact: TypeAlias = Scalar | frozenset[Scalar]
"""
What can hold about a record: a scalar, or a set of scalars such as its tags.
"""

_Default = TypeVar("_Default")

_name: Final = operator.itemgetter(0)

_AS_THEY_ARE: Final = frozenset((str, int, bool, type(None)))
"""
The types whose values are held as they are given; a subclass's are not.
"""


def fact_pairs(
    facts: Mapping[str, Fact] | tuple[tuple[str, Fact], ...],
) -> tuple[tuple[str, Fact], ...]:
    """
    Facts as they are held: checked, and sorted by name.

    Raises:
        DefinitionError: A name is blank, or a value neither a scalar nor a frozenset of scalars.
    """
    pairs = facts.items() if isinstance(facts, Mapping) else dict(facts).items()
    found = []
    for name, value in pairs:
        if not isinstance(name, str) or not name.strip():
            message = f"{name!r} is no name of a fact; it is a text that is not blank"
            raise DefinitionError(message)
        found.append((name, value if type(value) in _AS_THEY_ARE else _fact(name, value)))
    found.sort(key=_name)
    return tuple(found)


def _fact(name: str, value: Fact) -> Fact:
    try:
        return frozenset(map(to_scalar, value)) if isinstance(value, frozenset) else to_scalar(value)
    except DefinitionError as error:
        message = f"{name} is {value!r}; a fact is a scalar or a frozenset of scalars ({error})"
        raise DefinitionError(message) from None


def told_apart(value: Fact) -> tuple[bool, Fact]:
    """
    A fact as it is compared: to Python ``True`` is 1, and here it is not.
    """
    return isinstance(value, bool), value


def _is_same(one: Fact, other: Fact) -> bool:
    return one is other or (one == other and isinstance(one, bool) is isinstance(other, bool))


@attrs.frozen(eq=False, repr=False)
class Facts(Mapping[str, Fact]):
    """
    What holds about a record, by name; a mapping that cannot change.

    A name that is missing is not set, and so is one whose value is ``None``.

    Attributes:
        pairs: Names and values, sorted by name. A mapping is accepted.

    Raises:
        DefinitionError: A value is neither a scalar nor a frozenset of scalars.
    """

    pairs: tuple[tuple[str, Fact], ...] = attrs.field(default=(), converter=fact_pairs)

    def __getitem__(self, name: str) -> Fact:
        return self._by_name[name]

    @overload
    def get(self, name: str, /) -> Fact: ...

    @overload
    def get(self, name: str, /, default: Fact | _Default) -> Fact | _Default: ...

    def get(self, name: str, /, default: Fact | _Default = None) -> Fact | _Default:
        """
        The value of a name, or what is given for want of one.
        """
        return self._by_name.get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self.pairs)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Facts):
            mine, others = self.pairs, other.pairs
            return mine == others and [type(v) is bool for _, v in mine] == [
                type(v) is bool for _, v in others
            ]
        return self._by_name == other if isinstance(other, Mapping) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __repr__(self) -> str:
        return f"Facts({self._by_name!r})"

    def changed(self, facts: Iterable[tuple[str, Fact]]) -> "Facts":
        """
        What holds once some facts have taken new values; ``None`` unsets one.

        Returns:
            The same object when nothing is different.
        """
        return self._with_checked(dict(fact_pairs(tuple(facts))))

    def _with_checked(self, facts: Mapping[str, Fact]) -> "Facts":
        """
        What :meth:`changed` answers, of facts that have been checked.
        """
        held = self._by_name
        new = {name: fact for name, fact in facts.items() if not _is_same(held.get(name), fact)}
        if not new:
            return self
        both = {**held, **new}
        if len(both) > len(held):
            both = dict(sorted(both.items(), key=_name))
        if None in both.values():
            both = {name: fact for name, fact in both.items() if fact is not None}
        after = object.__new__(Facts)  # of what has been checked, and is in order
        object.__setattr__(after, "pairs", tuple(both.items()))
        object.__setattr__(after, "_by_name", both)
        return after

    @functools.cached_property
    def _by_name(self) -> dict[str, Fact]:
        return dict(self.pairs)
