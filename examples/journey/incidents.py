"""
The log's incidents, one after another: what each said when it was opened, and what was said later.

A log stands in the order in which its incidents were opened, with the rows of each together, so that
one incident is read at a time. Where more are asked for than a log has, it is repeated, each copy
some whole weeks after the one before.
"""

import csv
import datetime as dt
import gzip
import heapq
import io
import itertools
import operator
import pathlib
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from examples.real_log.reading import (
    COLUMNS,
    INSTANT,
    STATES,
    Event,
    LogError,
    Row,
    event_of,
    in_order,
)

LEVELS: Final = {"1": "high", "2": "medium", "3": "low"}
MORE_COLUMNS: Final = ("caller_id", "category", "closed_code", "impact", "urgency")
WEEK: Final = dt.timedelta(weeks=1)


@attrs.frozen
class Told:
    """What a row says of its incident, and when."""

    at: dt.datetime
    state: str | None  # None where it names no state
    impact: str
    urgency: str
    group: int | None


@attrs.frozen
class Incident:
    """An incident: what it said at its opening, and then row after row."""

    number: str
    opened_at: dt.datetime
    caller: int | None
    subject: str
    solution: str
    rows: tuple[Told, ...]

    def moved(self, by: dt.timedelta, copy: int) -> "Incident":
        """The same, some time later, under a number of its own."""
        rows = tuple(attrs.evolve(each, at=each.at + by) for each in self.rows)
        number = f"{self.number}-{copy}"
        return attrs.evolve(self, number=number, opened_at=self.opened_at + by, rows=rows)


opened = operator.attrgetter("opened_at", "number")


def number_in(text: str | None) -> int | None:
    """The number that ends a name such as ``Caller 3082``; ``None`` of one that is not known."""
    end = (text or "").rpartition(" ")[2]
    return int(end) if end.isdecimal() else None


def rows_of(path: pathlib.Path) -> Iterator[Row]:
    """The rows of a CSV file, gzipped or not."""
    with path.open("rb") as raw:
        zipped = raw.peek(2)[:2] == b"\x1f\x8b"
        text = io.TextIOWrapper(gzip.GzipFile(fileobj=raw) if zipped else raw, "utf-8", newline="")
        reader = csv.DictReader(text)
        wanted = (*COLUMNS, *MORE_COLUMNS)
        if absent := [column for column in wanted if column not in (reader.fieldnames or ())]:
            raise LogError(f"{path} is no incident event log: it lacks {', '.join(absent)}")
        yield from reader


def incident_of(rows: Iterable[Row], zone: str) -> Incident | None:
    """The incident that its rows tell of; ``None`` where none of them can be used."""
    told: dict[Event, Row] = {}
    for row in rows:
        try:
            told[event_of(row, zone, Counter())] = row
        except LogError:
            continue
    if not told:
        return None
    events = in_order(tuple(told))
    first, row = events[0], told[events[0]]
    opened_at = first.opened_at
    if any(each.state != STATES[0] for each in events if each.updated_at <= opened_at):
        opened_at -= INSTANT  # moved in the minute in which it was opened, and yet opened before
    category, code = row["category"] or "?", row["closed_code"] or "?"
    return Incident(
        number=first.number,
        opened_at=opened_at,
        caller=number_in(row["caller_id"]),
        subject=category if category != "?" else "no category",
        solution=code if code != "?" else "no code",
        rows=tuple(_told(each, told[each]) for each in events),
    )


def _told(event: Event, row: Row) -> Told:
    impact, urgency = (LEVELS.get((row[name] or "?")[0], "medium") for name in ("impact", "urgency"))
    state = event.state if event.state in STATES else None
    return Told(max(event.updated_at, event.opened_at), state, impact, urgency, number_in(event.group))


def read(path: pathlib.Path, zone: str) -> Iterator[Incident]:
    """A log's incidents as they were opened, one in memory at a time."""
    try:
        for _, rows in itertools.groupby(rows_of(path), operator.itemgetter("number")):
            if (incident := incident_of(rows, zone)) is not None:
                yield incident
    except (OSError, EOFError, UnicodeError, zlib.error, csv.Error) as error:
        raise LogError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error


@attrs.frozen
class Size:
    """How much there is: incidents, and how many weeks there are between first and last opening."""

    incidents: int
    weeks: float
    callers: frozenset[int]
    groups: Counter[int | None]  # incidents by the group that had them first


def sized(incidents: Iterable[Incident]) -> Size:
    """A look through a log: who calls, and how much there is to do for whom."""
    callers, groups = set[int](), Counter[int | None]()
    first = last = None
    for each in incidents:
        first, last = first or each.opened_at, each.opened_at
        groups[each.rows[0].group] += 1
        if each.caller is not None:
            callers.add(each.caller)
    if first is None or last is None:
        raise LogError("the log holds no row that can be used")
    return Size(groups.total(), max((last - first) / WEEK, 1), frozenset(callers), groups)


def stream(path: pathlib.Path, zone: str, *, has: int, wanted: int) -> Iterator[Incident]:
    """So many incidents as they were opened; the log again and again, each copy a week later."""
    if wanted <= has:
        yield from itertools.islice(read(path, zone), wanted)
        return
    once = tuple(read(path, zone))  # the same few for all copies

    def copied(copy: int) -> Iterator[Incident]:
        return (each.moved(copy * WEEK, copy) for each in once[: wanted - copy * has])

    yield from heapq.merge(*(copied(copy) for copy in range(-(-wanted // has))), key=opened)
