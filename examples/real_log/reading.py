"""
Rows of the log become incidents, each with the timeline of what was known about it.

What is missing and cannot be guessed is refused, what contradicts itself is repaired, and both
are counted.
"""

import csv
import datetime as dt
import functools
import gzip
import io
import itertools
import pathlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import attrs
from rich.progress import wrap_file

from csmcore.kernel import Change, Fact, Timeline, to_utc, zone
from examples.real_log.drawing import STDERR

Findings: TypeAlias = Counter[tuple[str, str]]  # (refused or repaired, why) -> rows
Row: TypeAlias = dict[str, str | None]

COLUMNS: Final = (
    *("number", "incident_state", "priority", "made_sla", "opened_at", "sys_updated_at"),
    *("assignment_group", "reassignment_count"),
)
PRIORITIES: Final = (1, 2, 3, 4)
WAITING: Final = ("Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence")
DONE: Final = ("Resolved", "Closed")
STATES: Final = ("New", "Active", *WAITING, *DONE)
INSTANT: Final = dt.timedelta(microseconds=1)


class LogError(Exception):
    """A log, or a row of one, cannot be used; the message says why."""


@attrs.frozen
class Event:
    """A row that could be read: one update of an incident."""

    number: str
    state: str
    priority: int
    group: str | None
    reassigned: int | None
    made_sla: bool
    opened_at: dt.datetime
    updated_at: dt.datetime

    @property
    def facts(self) -> dict[str, Fact]:
        """What it says about its incident; the state is looked at first."""
        return {"priority": self.priority, "group": self.group, "reassigned": self.reassigned}


@attrs.frozen
class Incident:
    """One incident: the history of its facts, and what the log itself says of its promise."""

    number: str
    opened_at: dt.datetime
    priority: int  # the last one
    missed_in: str  # the state in which made_sla turned false; empty when it never did
    timeline: Timeline

    @property
    def made_sla(self) -> bool:
        """The log's own verdict."""
        return not self.missed_in

    @property
    def ends_at(self) -> dt.datetime:
        """The last instant of which anything is known."""
        return self.timeline.changes[-1].at


@attrs.frozen
class Log:
    """A log as read; *doubts* counts its times: skipped, repeated, or ("") neither."""

    rows: int
    incidents: tuple[Incident, ...]
    findings: Findings
    doubts: Counter[str]


@functools.cache
def instant(text: str, zone_name: str) -> tuple[dt.datetime, str]:
    """When the zone's clocks showed a time, and whether they skip it or show it twice."""
    try:
        local = dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=zone(zone_name))
    except ValueError:
        raise LogError("opened_at or sys_updated_at is missing or no time") from None
    # A skipped time is read as if the clocks had not changed yet, of two the first is meant.
    first, second = to_utc(local), to_utc(local.replace(fold=1))
    return first, "" if first == second else "repeated" if first < second else "skipped"


def rows_of(path: pathlib.Path) -> Iterator[Row]:
    """The rows of a CSV file, gzipped or not."""
    size = path.stat().st_size
    quiet = size < 500_000 or not STDERR.is_terminal  # that much takes about a second
    with (
        path.open("rb") as raw,
        wrap_file(
            raw, size, description="Reading", console=STDERR, transient=True, disable=quiet
        ) as bar,
    ):
        zipped = raw.peek(2)[:2] == b"\x1f\x8b"
        text = io.TextIOWrapper(gzip.GzipFile(fileobj=bar) if zipped else bar, "utf-8", newline="")
        reader = csv.DictReader(text)
        if absent := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
            raise LogError(f"{path} is no incident event log: it lacks {', '.join(absent)}")
        yield from reader


def event_of(row: Row, zone_name: str, doubts: Counter[str]) -> Event:
    """A row as an event, refused where something is missing that cannot be guessed."""
    told = [row[column] or "?" for column in COLUMNS]
    number, state, priority, made_sla, opened, updated, group, count = told
    (opened_at, doubt), (updated_at, other) = instant(opened, zone_name), instant(updated, zone_name)
    level = int(priority[0]) if priority[0].isdecimal() else 0
    if number == "?" or level not in PRIORITIES or made_sla not in {"true", "false"}:
        raise LogError("number, priority or made_sla is missing or unknown")
    doubts.update((doubt, other))
    return Event(
        number=number,
        state=state,
        priority=level,
        group=None if group == "?" else group,
        reassigned=int(count) if count.isdecimal() else None,
        made_sla=made_sla == "true",
        opened_at=opened_at,
        updated_at=updated_at,
    )


def in_order(events: Sequence[Event]) -> Sequence[Event]:
    """The events, less the fewest (else the earliest) that must go for time to run forward."""
    if all(one.updated_at <= two.updated_at for one, two in itertools.pairwise(events)):
        return events
    runs: list[list[Event]] = []
    for event in events:
        before = (run for run in reversed(runs) if run[-1].updated_at <= event.updated_at)
        runs.append([*max(before, key=len, default=[]), event])
    return max(reversed(runs), key=len)


def timeline_of(events: Sequence[Event], findings: Findings) -> Timeline:
    """What held about an incident, and since when; from its opening on it was New."""
    opened_at = events[0].opened_at
    held: dict[str, Fact] = {"state": "New", **events[0].facts}
    changes = [Change(opened_at, held)]
    for event in events:
        at, facts = max(opened_at, event.updated_at), event.facts
        if event.updated_at < opened_at:
            findings["repaired", "updated before it was opened: counted from opened_at"] += 1
        if event.state in STATES:
            facts["state"] = event.state
        else:
            findings["repaired", f"{event.state} is no state: the one before it goes on"] += 1
        if at == opened_at and event.state in DONE:
            # Done in the minute in which it was opened, and yet opened before it was done.
            changes[0] = Change(opened_at - INSTANT, changes[0].facts)
        if news := {name: value for name, value in facts.items() if value != held[name]}:
            changes.append(Change(at, news))
            held |= news
    return Timeline(changes)


def incident_of(events: Sequence[Event], findings: Findings) -> Incident:
    """The incident that its events, in the order of the log, tell of."""
    kept = in_order(events)
    findings["refused", "sys_updated_at out of order"] += len(events) - len(kept)
    return Incident(
        number=kept[-1].number,
        opened_at=kept[0].opened_at,
        priority=kept[-1].priority,
        missed_in=next((event.state for event in kept if not event.made_sla), ""),
        timeline=timeline_of(kept, findings),
    )


def read(path: pathlib.Path, zone_name: str) -> Log:
    """A log's incidents, in the order in which they first appear."""
    rows, findings, doubts = 0, Findings(), Counter[str]()
    events: defaultdict[str, list[Event]] = defaultdict(list)
    try:
        for row in rows_of(path):
            rows += 1
            try:
                event = event_of(row, zone_name, doubts)
            except LogError as error:
                findings["refused", str(error)] += 1
            else:
                events[event.number].append(event)
    except (OSError, EOFError, UnicodeError, zlib.error, csv.Error) as error:
        raise LogError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    if not events:
        raise LogError(f"{path} holds no row that can be used")
    return Log(rows, tuple(incident_of(each, findings) for each in events.values()), +findings, doubts)
