"""
What has to be told: each warning and each breach, once.
"""

import datetime as dt
import enum
from collections.abc import Iterable

import attrs

from csmcore.calendars import Calendar, CalendarBook
from csmcore.errors import OrderError
from csmcore.kernel import Change, Timeline, from_micros, instant_text, to_utc
from csmcore.sla._goals import Threshold
from csmcore.sla._meter import BREACH
from csmcore.sla._periods import Run, World, runs
from csmcore.sla._policy import Match, SlaPolicy
from csmcore.sla._select import families

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
            puts its own key before it.

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
    target = made.machine.plan.target
    found = []
    for each in made.crossings:
        threshold = None if each.threshold == BREACH else target.thresholds[each.threshold]
        crossed_at = from_micros(each.at)
        named = "breach" if threshold is None else str(threshold)
        found.append(
            Notice(
                id=f"{prefix}{target.name}/{each.number}/{named}/{each.promise}",
                kind=NoticeKind.BREACH if threshold is None else NoticeKind.WARNING,
                policy=made.policy.name,
                target=target.name,
                cycle=each.number,
                threshold=threshold,
                crossed_at=crossed_at,
                known_at=crossed_at if since is None else max(crossed_at, since),
                due_at=from_micros(each.due),
            )
        )
    return sorted(found, key=_told_order)


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

    Windows that join tell each of them once, however late or often the host asks, also
    when late facts are recorded in between: a breach that a late fact creates is known
    when the fact is, and what a late fact undoes stays told (:func:`repair` withdraws it).

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
    late = sorted({c.recorded_at for c in timeline if c.at < c.recorded_at <= until})
    told: dict[str, Notice] = {}
    for place in range(len(late) + 1):
        since = late[place - 1] if place else None
        end = late[place] - _TICK if place < len(late) else until
        known = _known(timeline, since)
        for family, prefix in families(policies, match):
            world = World(family, known, calendars, end, pins=True)
            for made in runs(world, telling=True):
                for notice in notices_of(made, since, prefix=prefix):
                    told.setdefault(notice.id, notice)
    found = [each for each in told.values() if after < each.known_at <= until]
    return tuple(sorted(found, key=_told_order))


def _known(timeline: Timeline, since: dt.datetime | None) -> Timeline:
    # What is recorded in time is known in time: a fold looks at nothing that lies ahead.
    def known(change: Change) -> bool:
        return change.recorded_at <= change.at or (since is not None and change.recorded_at <= since)

    changes = tuple(filter(known, timeline))
    return timeline if len(changes) == len(timeline) else Timeline(changes)


def _told_order(notice: Notice) -> tuple[dt.datetime, dt.datetime, str]:
    return notice.known_at, notice.crossed_at, notice.id
