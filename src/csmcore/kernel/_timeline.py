"""
What held about a record, and when: a history of facts.
"""

import bisect
import datetime as dt
import functools
import itertools
import operator
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias, TypeVar, overload

import attrs

from csmcore.errors import DefinitionError, OrderError
from csmcore.kernel._card import in_a_line, table
from csmcore.kernel._checks import to_utc
from csmcore.kernel._markup import Markup
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


def _pairs(facts: Mapping[str, Fact] | tuple[tuple[str, Fact], ...]) -> tuple[tuple[str, Fact], ...]:
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

    pairs: tuple[tuple[str, Fact], ...] = attrs.field(default=(), converter=_pairs)

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
        held = self._by_name
        new = {name: fact for name, fact in _pairs(tuple(facts)) if not _is_same(held.get(name), fact)}
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


def _signals(signals: Iterable[str]) -> frozenset[str]:
    named = frozenset((signals,) if isinstance(signals, str) else signals)
    for name in named:
        if not isinstance(name, str) or not name.strip():
            message = f"{name!r} is no name of a signal; it is a text that is not blank"
            raise DefinitionError(message)
    return named


def _at(self: "Change") -> dt.datetime:
    return self.at


@attrs.frozen
class Change:
    """
    What became true about a record at one instant, and what was signalled then.

    Attributes:
        at: When it held. Held in UTC.

        facts: The facts that took a new value, sorted by name; ``None`` unsets one. A
            mapping is accepted.

        signals: What happened and is over at once: ``"customer_replied"``.

        recorded_at: When it became known; *at* when not given. Held in UTC.

    Raises:
        DefinitionError: It says nothing, or a fact is neither a scalar nor a frozenset.
    """

    at: dt.datetime = attrs.field(converter=to_utc)
    facts: tuple[tuple[str, Fact], ...] = attrs.field(default=(), converter=_pairs)
    signals: frozenset[str] = attrs.field(default=frozenset(), converter=_signals)
    recorded_at: dt.datetime = attrs.field(
        default=attrs.Factory(_at, takes_self=True), converter=to_utc, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        if not self.facts and not self.signals:
            message = f"the change at {self.at.isoformat()} says nothing; give it a fact or a signal"
            raise DefinitionError(message)


@attrs.frozen
class Moment:
    """
    One instant of a timeline, with all its changes together.

    Attributes:
        at: The instant. Held in UTC.

        before: What held until then.

        after: What has held since.

        signals: What was signalled at that instant.

        known_at: When the last of its changes was recorded.
    """

    at: dt.datetime
    before: Facts
    after: Facts
    signals: frozenset[str]
    known_at: dt.datetime


@attrs.frozen
class Segment:
    """
    A stretch of a timeline in which no fact changes, ``[start, end)``.

    Attributes:
        start: Its first instant. Held in UTC.

        end: The first instant after, or ``None`` when nothing is known to follow.

        facts: What held.
    """

    start: dt.datetime
    end: dt.datetime | None
    facts: Facts


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    listed = tuple(changes)
    for earlier, later in itertools.pairwise(listed):
        if later.at < earlier.at:
            raise OrderError("timeline", earlier.at, later.at)
    return listed


@attrs.frozen
class Timeline:
    """
    The history of a record: changes in the order in which they held.

    Changes of one instant count together. Those to different facts may come in any
    order; of those to one fact the last counts.

    Attributes:
        changes: In order of their instants.

    Raises:
        OrderError: A change comes before one that held later; :meth:`of` puts them in
            order.
    """

    changes: tuple[Change, ...] = attrs.field(default=(), converter=_in_order)

    @classmethod
    def of(cls, changes: Iterable[Change]) -> "Timeline":
        """
        A timeline of changes in any order; of one instant, what was recorded later counts.
        """
        return cls(sorted(sorted(changes, key=_recorded), key=_instant))

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def _repr_html_(self) -> Markup:
        told = any(each.signals for each in self.changes)
        late = any(each.recorded_at != each.at for each in self.changes)
        heads = ("since", "held", *["was signalled"] * told, *["was known since"] * late)
        rows = (
            (each.at, in_a_line(each.facts), *[each.signals] * told, *[each.recorded_at] * late)
            for each in self.changes
        )
        return table("Timeline", heads, rows)

    def with_changes(self, *changes: Change) -> "Timeline":
        """
        The timeline with further changes, each put where it held.

        A late fact takes its place in the past, after what is there of that instant; the
        changes that are there keep their order.
        """
        placed = list(self.changes)
        for change in sorted(changes, key=_recorded):
            bisect.insort_right(placed, change, key=_instant)
        return Timeline(placed)

    def as_known_at(self, instant: dt.datetime) -> "Timeline":
        """
        What was known at an instant: the changes that had been recorded by then.

        A change may be recorded before it holds, such as a planned one.
        """
        instant = to_utc(instant)
        return Timeline(change for change in self.changes if change.recorded_at <= instant)

    def facts_at(self, at: dt.datetime) -> Facts:
        """
        What held at an instant, its own changes included; nothing before the first.
        """
        index = bisect.bisect_right(self.moments, to_utc(at), key=_instant) - 1
        return self.moments[index].after if index >= 0 else Facts()

    @property
    def starts_at(self) -> dt.datetime:
        """
        The instant of the first change.

        Raises:
            DefinitionError: There is none.
        """
        if not self.changes:
            message = "an empty timeline has no start; give it a change"
            raise DefinitionError(message)
        return self.changes[0].at

    @functools.cached_property
    def moments(self) -> tuple[Moment, ...]:
        """
        The instants at which anything changed or was signalled, in order.
        """
        found: list[Moment] = []
        before = Facts()
        for at, group in itertools.groupby(self.changes, key=_instant):
            first, *others = group
            facts, signals, known_at = dict(first.facts), first.signals, first.recorded_at
            for change in others:
                facts.update(change.facts)
                signals |= change.signals
                known_at = max(known_at, change.recorded_at)
            after = before.changed(facts.items())
            found.append(Moment(at, before, after, signals, known_at))
            before = after
        return tuple(found)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """
        The stretches in which no fact changes, in order; signals do not divide them.
        """
        turns = [moment for moment in self.moments if moment.after is not moment.before]
        ends: list[dt.datetime | None] = [turn.at for turn in turns[1:]]
        return tuple(
            Segment(turn.at, end, turn.after) for turn, end in zip(turns, [*ends, None], strict=False)
        )


def _instant(moment: Change | Moment) -> dt.datetime:
    return moment.at


def _recorded(change: Change) -> dt.datetime:
    return change.recorded_at
