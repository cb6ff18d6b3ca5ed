"""
What has to be told: each warning and each breach, once.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping

import attrs

from csmcore.calendars import Calendar, CalendarBook
from csmcore.errors import OrderError
from csmcore.kernel import Change, Timeline, from_micros, instant_text, to_utc
from csmcore.sla._goals import Threshold
from csmcore.sla._meter import BREACH
from csmcore.sla._periods import Run, World, periods, runs
from csmcore.sla._policy import Match, SlaPolicy
from csmcore.sla._record import Crossing
from csmcore.sla._select import families, to_timeline

_TICK = dt.timedelta(microseconds=1)


class NoticeKind(enum.StrEnum):
    """
    Whether a notice warns, or tells of a breach.
    """

    WARNING = "warning"
    BREACH = "breach"


@attrs.frozen(kw_only=True, str=False)
class Notice:
    """
    A threshold that a clock crossed, or its breach.

    Attributes:
        id: The same whenever and however often it is asked for, so that a host can store
            it once: target, cycle, threshold, and what was promised. Of one record; a host
            puts its own key before it. One that was withdrawn and comes true has it again.

        kind: A warning, or the breach.

        policy: The policy's name.

        target: The target's name.

        cycle: Which cycle, from 1.

        threshold: What was crossed; ``None`` for the breach.

        crossed_at: When it was crossed.

        known_at: When that could be known: the later of the crossing, and of the
            recording of the facts that caused it.

        due_at: When the clock was due then.
    """

    id: str
    kind: NoticeKind
    policy: str
    target: str
    cycle: int
    threshold: Threshold | None = None
    crossed_at: dt.datetime
    known_at: dt.datetime
    due_at: dt.datetime

    def __str__(self) -> str:
        what = "breached" if self.threshold is None else str(self.threshold)
        late = "" if self.known_at == self.crossed_at else f", known {instant_text(self.known_at)}"
        return (
            f"{self.target}: {what} at {instant_text(self.crossed_at)}{late} "
            f"(due {instant_text(self.due_at)})"
        )


def notices_of(made: Run, since: dt.datetime | None, *, prefix: str = "") -> list[Notice]:
    """
    The notices of one clock, in the order in which they were crossed.

    Args:
        made: The clock's run, with its crossings.

        since: When the last of the facts was recorded that came late; they are not known before.

        prefix: Goes before each id.
    """
    found = [
        _notice(under, each, since, prefix)
        for under in (*made.earlier, made)
        for each in under.crossings
    ]
    return sorted(found, key=_told_order)


def _notice(made: Run, crossing: Crossing, since: dt.datetime | None, prefix: str) -> Notice:
    target = made.machine.plan.target
    threshold = None if crossing.threshold == BREACH else target.thresholds[crossing.threshold]
    crossed_at = from_micros(crossing.at)
    named = "breach" if threshold is None else str(threshold)
    return Notice(
        id=f"{prefix}{target.name}/{crossing.number}/{named}/{crossing.promise}",
        kind=NoticeKind.BREACH if threshold is None else NoticeKind.WARNING,
        policy=made.policy.name,
        target=target.name,
        cycle=crossing.number,
        threshold=threshold,
        crossed_at=crossed_at,
        known_at=crossed_at if since is None else max(crossed_at, since),
        due_at=from_micros(crossing.due),
    )


def notices(
    policies: Iterable[SlaPolicy],
    timeline: Timeline,
    *,
    calendars: Calendar | CalendarBook,
    after: dt.datetime,
    until: dt.datetime,
    match: Match = Match.FIRST,
) -> tuple[Notice, ...]:
    """
    The warnings and breaches that came to be known in ``(after, until]``.

    Each is told when it comes to stand. Windows that join tell that once, however late or
    often the host asks, also when late facts are recorded in between: a breach that a late
    fact creates is known when the fact is. What a late fact undoes stays told, and
    :func:`repair` withdraws it; should it come true after that, it is told again, under
    its old id and with a new *known_at*.

    Args:
        policies: In order.

        timeline: The record's history, with ``recorded_at`` where a change came late.

        calendars: The book in which calendars are named, or one calendar for all.

        after: Until when the host has been told. Aware.

        until: Now, mostly; or a future instant, for what is to come if nothing else happens.

        match: Whether the first policy that fits counts, or all that fit.

    Returns:
        In the order in which they came to be known.

    Raises:
        OrderError: *until* comes before *after*.

        UndecidedError: Nobody names a calendar that the book has.
    """
    after, until = to_utc(after), to_utc(until)
    if until < after:
        raise OrderError("window of notices", after, until)
    promised, timeline = families(policies, match), to_timeline(timeline)
    told: list[Notice] = []
    stood: dict[str, Notice] = {}
    for since, known, last in _known_until(timeline, until):
        worlds = [(World(family, known, calendars, last, pins=True), name) for family, name in promised]
        for begin, end in _unchanged(worlds, since, last):
            stands: dict[str, Notice] = {}
            for world, prefix in worlds:
                for made in runs(world._replace(at=end), telling=True):
                    for notice in notices_of(made, begin, prefix=prefix):
                        stands.setdefault(notice.id, notice)
            told += [each for each in stands.values() if _comes(each, stood, begin)]
            stood = stands
    found = [each for each in told if after < each.known_at <= until]
    return tuple(sorted(found, key=_told_order))


def _comes(notice: Notice, stood: Mapping[str, Notice], begin: dt.datetime | None) -> bool:
    # It did not stand before; or it did, and stands again only some time after that was undone.
    return notice.id not in stood or (begin is not None and notice.crossed_at > begin)


def _known_until(
    timeline: Timeline, until: dt.datetime
) -> Iterator[tuple[dt.datetime | None, Timeline, dt.datetime]]:
    """
    Since when something late was known, what was known then, and the last instant of that.
    """
    late = sorted({each.recorded_at for each in timeline if each.at < each.recorded_at <= until})
    begins = [None, *late]
    for since, last in zip(begins, [*(each - _TICK for each in late), until], strict=True):
        yield since, _known(timeline, since), last


def _unchanged(
    worlds: Iterable[tuple[World, str]], since: dt.datetime | None, last: dt.datetime
) -> Iterator[tuple[dt.datetime | None, dt.datetime]]:
    """
    The stretches in which each record's policy stayed the same: a new one counts for what was, too.
    """
    starts = {each.start for world, _ in worlds for each in periods(world)[1:]}
    cuts = sorted(each for each in starts if since is None or each > since)
    yield from zip([since, *cuts], [*(each - _TICK for each in cuts), last], strict=True)


def _known(timeline: Timeline, since: dt.datetime | None) -> Timeline:
    # What is recorded in time is known in time: a fold looks at nothing that lies ahead.
    def known(change: Change) -> bool:
        return change.recorded_at <= change.at or (since is not None and change.recorded_at <= since)

    changes = tuple(filter(known, timeline))
    return timeline if len(changes) == len(timeline) else Timeline(changes)


def _told_order(notice: Notice) -> tuple[dt.datetime, dt.datetime, str]:
    return notice.known_at, notice.crossed_at, notice.id
