"""
What held about a record, and when: a history of facts.
"""

import bisect
import datetime as dt
import functools
import itertools
from collections.abc import Hashable, Iterable, Iterator

import attrs

from csmcore.errors import DefinitionError, OrderError
from csmcore.kernel._card import in_a_line, table
from csmcore.kernel._checks import shown, to_utc
from csmcore.kernel._facts import Fact, Facts, fact_pairs
from csmcore.kernel._markup import Markup


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
    facts: tuple[tuple[str, Fact], ...] = attrs.field(default=(), converter=fact_pairs)
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


def _listed(
    changes: Iterable[Change], say: str = "Timeline([Change(at, facts)])"
) -> tuple[Change, ...]:
    if not isinstance(changes, Iterable):
        message = f"{shown(changes)} is no list; give several changes, as {say}"
        raise DefinitionError(message)
    listed = tuple(changes)
    # A history may be long, and is of one kind of things.
    strange = [kind for kind in set(map(type, listed)) if not issubclass(kind, Change)]
    if strange:
        each = next(each for each in listed if type(each) in strange)
        message = f"{shown(each)} is no change of a timeline; give changes, as {say}"
        raise DefinitionError(message)
    return listed


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    listed = _listed(changes)
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

        DefinitionError: What is given are no changes, such as the events of a case.
    """

    changes: tuple[Change, ...] = attrs.field(default=(), converter=_in_order)

    @classmethod
    def of(cls, changes: Iterable[Change]) -> "Timeline":
        """
        A timeline of changes in any order; of one instant, what was recorded later counts.
        """
        return cls(sorted(sorted(_listed(changes), key=_recorded), key=_instant))

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

        Raises:
            DefinitionError: One is no change; they are given one by one, not as a list.
        """
        placed = list(self.changes)
        for change in sorted(_listed(changes, "with_changes(*changes)"), key=_recorded):
            bisect.insort_right(placed, change, key=_instant)
        after = _timeline(tuple(placed))
        if changes:
            same = bisect.bisect_left(self.moments, min(map(_instant, changes)), key=_instant)
            object.__setattr__(after, "_told", self.moments[:same])
            folds = {key: fold for key, fold in self._folds.copy().items() if fold[0] <= same}
            object.__setattr__(after, "_folds", folds)
        return after

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
        found = list(self._told)
        start, before = 0, Facts()
        if found:
            start = bisect.bisect_right(self.changes, found[-1].at, key=_instant)
            before = found[-1].after
        for at, group in itertools.groupby(self.changes[start:], key=_instant):
            first, *others = group
            facts, signals, known_at = dict(first.facts), first.signals, first.recorded_at
            for change in others:
                facts.update(change.facts)
                signals |= change.signals
                known_at = max(known_at, change.recorded_at)
            after = before._with_checked(facts)  # noqa: SLF001  # changes have checked them
            found.append(Moment(at, before, after, signals, known_at))
            before = after
        return tuple(found)

    @functools.cached_property
    def _told(self) -> tuple[Moment, ...]:
        """
        The first of its moments, where a shorter timeline knows them already.
        """
        return ()

    @functools.cached_property
    def _folds(self) -> dict[Hashable, tuple[int, object]]:
        """
        What has been worked out over its first moments, and over how many.

        Whoever folds a timeline leaves it here, and goes on from a copy. A timeline with further
        changes takes along what still holds; what is not here is folded from the beginning.
        """
        return {}

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


def _timeline(changes: tuple[Change, ...]) -> Timeline:
    """
    A timeline of changes that are in order, which nobody has to check again.
    """
    made = object.__new__(Timeline)
    object.__setattr__(made, "changes", changes)
    return made


def _instant(moment: Change | Moment) -> dt.datetime:
    return moment.at


def _recorded(change: Change) -> dt.datetime:
    return change.recorded_at
