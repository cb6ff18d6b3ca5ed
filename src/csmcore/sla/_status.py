"""
All clocks of a record, and when to look again.
"""

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator

import attrs

from csmcore.calendars import Calendar, CalendarBook
from csmcore.errors import UnknownNameError
from csmcore.kernel import Decision, Markup, Timeline, from_micros, to_micros, to_utc
from csmcore.sla._clock import SlaClock
from csmcore.sla._machine import Machine
from csmcore.sla._measure import clock_of
from csmcore.sla._notices import Notice, notices_of
from csmcore.sla._periods import World, machines, runs
from csmcore.sla._policy import Match, SlaPolicy
from csmcore.sla._select import choose, families, to_timeline


@attrs.frozen(kw_only=True)
class SlaStatus:
    """
    What a record is owed at an instant, and how it stands.

    Attributes:
        at: The instant asked about. Held in UTC.

        policies: Which policy counts and why; with ``Match.ALL`` a decision for each name.

        clocks: In the order of the policy's targets, and then those whose policy has ended.

        notices: The warnings and breaches that stand, on what is known.

        next_instant: When a clock next warns or breaches, or the timeline has a planned
            change; ``None`` when nothing is to come.
    """

    at: dt.datetime
    policies: tuple[Decision[SlaPolicy], ...]
    clocks: tuple[SlaClock, ...]
    notices: tuple[Notice, ...] = ()
    next_instant: dt.datetime | None = None

    @property
    def policy(self) -> Decision[SlaPolicy]:
        """
        Which policy counts, and why; the first, where several do.
        """
        for decision in self.policies:
            if decision:
                return decision
        return self.policies[0] if self.policies else Decision(question="SLA policy")

    @property
    def breached(self) -> bool:
        """
        Whether any clock is, or ended, breached.
        """
        return any(clock.breached for clock in self.clocks)

    def clock(self, name: str) -> SlaClock:
        """
        The clock of a target.

        Raises:
            UnknownNameError: There is none of that name.
        """
        for clock in self.clocks:
            if clock.name == name:
                return clock
        raise UnknownNameError("clock", name, tuple(clock.name for clock in self.clocks))

    def __str__(self) -> str:
        lines = [*map(str, self.policies), *map(str, self.clocks)]
        return "\n".join(lines)

    def _repr_html_(self) -> Markup:
        from csmcore.sla._overview import overview  # noqa: PLC0415  # few processes ever draw one

        return overview(
            self.at,
            policies=self.policies,
            clocks=self.clocks,
            notices=self.notices,
            next_instant=self.next_instant,
        )


def status(
    policies: Iterable[SlaPolicy],
    timeline: Timeline,
    *,
    calendars: Calendar | CalendarBook,
    at: dt.datetime,
    match: Match = Match.FIRST,
    migrate: bool = False,
) -> SlaStatus:
    """
    The clocks of a record under its policy, at any instant, past or future.

    A clock that goes on is measured under the policy that counts at the instant, over its
    whole history. One that finished earlier keeps the verdict of the policy of its time,
    and one that the record's policy does not promise any more was cancelled by that.

    Args:
        policies: In order; the first that fits counts.

        timeline: The record's history; ``timeline.as_known_at(t)`` for what was known then.

        calendars: The book in which calendars are named, by target, policy and the
            record's facts; or one calendar for all.

        at: The instant asked about. Aware.

        match: Whether the first policy that fits counts, or all that fit.

        migrate: Whether what the record says it is measured under (:func:`applied`) is
            put aside, to see what the policies of today would give.

    Raises:
        DefinitionError: What is given are no policies, or no timeline.

        DuplicateError: Two policies have one name and version.

        UndecidedError: Nobody names a calendar that the book has.

        NoWorkingTimeError: A calendar does not open for long enough within its horizon.
    """
    at, timeline = to_utc(at), to_timeline(timeline)
    clocks: list[SlaClock] = []
    told: list[Notice] = []
    decisions: list[Decision[SlaPolicy]] = []
    coming = _coming(timeline, at)
    facts = timeline.facts_at(at)
    known_at = max(
        (c.recorded_at for c in timeline if c.at <= at and c.at < c.recorded_at), default=None
    )
    for family, prefix in families(policies, match):
        decisions.append(choose(family, facts, at, pins=not migrate))
        found = runs(World(family, timeline, calendars, at, pins=not migrate), telling=True)
        for made in found:
            clocks.append(clock_of(made.machine, at, made.policy))
            told += notices_of(made, known_at, prefix=prefix)
        coming += _crossed_next((made.machine for made in found if made.goes_on), at)
    return SlaStatus(
        at=at,
        policies=tuple(decisions),
        clocks=tuple(clocks),
        notices=tuple(told),
        next_instant=min(coming, default=None),
    )


def next_instant(
    policies: Iterable[SlaPolicy],
    timeline: Timeline,
    *,
    calendars: Calendar | CalendarBook,
    at: dt.datetime,
    match: Match = Match.FIRST,
) -> dt.datetime | None:
    """
    When to look again if nothing happens: what :func:`status` says of that, and nothing else.

    It costs less, since no clock is drawn up and nothing is told.

    Args:
        policies: In order; the first that fits counts.

        timeline: The record's history.

        calendars: The book in which calendars are named, or one calendar for all.

        at: The instant asked about. Aware.

        match: Whether the first policy that fits counts, or all that fit.

    Returns:
        An instant after *at*; ``None`` where only events help.

    Raises:
        DefinitionError: What is given are no policies, or no timeline.

        DuplicateError: Two policies have one name and version.

        UndecidedError: Nobody names a calendar that the book has.

        NoWorkingTimeError: A calendar does not open for long enough within its horizon.
    """
    at, timeline = to_utc(at), to_timeline(timeline)
    coming = _coming(timeline, at)
    for family, _ in families(policies, match):
        coming += _crossed_next(machines(World(family, timeline, calendars, at, pins=True)), at)
    return min(coming, default=None)


def _coming(timeline: Timeline, at: dt.datetime) -> list[dt.datetime]:
    moments = timeline.moments
    later = bisect.bisect_right(moments, at, key=lambda moment: moment.at)
    return [each.at for each in moments[later : later + 1]]


def _crossed_next(machines: Iterable[Machine], at: dt.datetime) -> Iterator[dt.datetime]:
    now = to_micros(at)
    for each in machines:
        if (next_at := each.next_crossing(now)) is not None:
            yield from_micros(next_at)
