"""
What a real log of incidents says once its times are counted in working hours.

::

    python examples/01_a_real_log.py [--log incident_event_log.csv.gz] [--zone America/Sao_Paulo]

It needs rich. Read it from top to bottom: what is assumed, and then three steps. Rows are cleaned
into incidents, and what is refused or repaired is counted; incidents are measured; tables are drawn.

A state lasts from the update that set it until the next; before the first one an incident was New,
from ``opened_at`` on. It is resolved when it last became Resolved. The clock of its target runs in
New and Active, and pauses in the Awaiting states and while a resolved one waits to be reopened.
"""

import argparse
import csv
import datetime as dt
import functools
import gzip
import io
import itertools
import pathlib
import statistics
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import attrs
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import wrap_file
from rich.table import Table

from csmcore.calendars import ALWAYS, BusinessCalendar, Calendar, FloatingCalendar, HolidayRule
from csmcore.errors import CsmError
from csmcore.kernel import Span, to_utc, zone

Findings: TypeAlias = Counter[tuple[str, str]]  # (refused or repaired, why) -> rows
STDERR: Final = Console(stderr=True)
HOUR: Final = dt.timedelta(hours=1)
SAMPLE: Final = pathlib.Path(__file__).parent / "data" / "incident_event_log_sample.csv.gz"
COLUMNS: Final = ("number", "incident_state", "priority", "made_sla", "opened_at", "sys_updated_at")
RUNNING: Final = ("New", "Active")
WAITING: Final = ("Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence")
STATES: Final = (*RUNNING, *WAITING, "Resolved", "Closed")

# --- what is assumed: the log names no zone, no hours and no targets ----------------------------

# On 21 April 2016, a Thursday and Tiradentes' day, a tenth of the usual incidents were opened.
ZONE: Final = "America/Sao_Paulo"
OFFICE: Final = FloatingCalendar(
    "office hours",
    "mon-fri 08:00-18:00",
    holidays=(
        *(HolidayRule.yearly(month, day) for month, day in ((1, 1), (4, 21), (5, 1), (9, 7))),
        *(HolidayRule.yearly(month, day) for month, day in ((10, 12), (11, 2), (11, 15), (12, 25))),
        HolidayRule.easter(-2, name="Good Friday"),
        HolidayRule.easter(60, name="Corpus Christi"),
    ),
)


@attrs.frozen
class Target:
    """How long solving an incident may take, in working time or around the clock."""

    text: str
    allowed: dt.timedelta
    always: bool = False


# UC San Diego publishes 4 h, 8 h, 3 days and 5 days for its own desk; a day is ten of our hours.
TARGETS: Final = {
    1: Target("4 h, day and night", 4 * HOUR, always=True),
    2: Target("8 h", 8 * HOUR),
    3: Target("3 days of 10 h", 30 * HOUR),
    4: Target("5 days of 10 h", 50 * HOUR),
}

# --- 1. rows become incidents -------------------------------------------------------------------


class LogError(Exception):
    """A log, or a row of one, cannot be used; the message says why."""


@attrs.frozen
class Event:
    """A row that could be read: one update of an incident."""

    number: str
    state: str
    priority: int
    made_sla: bool
    opened_at: dt.datetime
    updated_at: dt.datetime


@attrs.frozen
class Incident:
    """One incident's history: the states it was in, and when, without a gap from its opening."""

    number: str
    priority: int
    missed_in: str  # the state in which made_sla turned false; empty when it never did
    segments: tuple[tuple[str, Span], ...]

    @property
    def resolved_at(self) -> dt.datetime | None:
        """When it became Resolved for good; ``None`` when it never did."""
        state, span = [segment for segment in self.segments if segment[0] != "Closed"][-1]
        return span.start if state == "Resolved" else None


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


def rows_of(path: pathlib.Path) -> Iterator[dict[str, str | None]]:
    """The rows of a CSV file, gzipped or not."""
    size = path.stat().st_size
    quiet = size < 500_000 or not STDERR.is_terminal  # that much takes about a second
    with (
        path.open("rb") as raw,
        wrap_file(raw, size, console=STDERR, transient=True, disable=quiet) as bar,
    ):
        zipped = raw.peek(2)[:2] == b"\x1f\x8b"
        text = io.TextIOWrapper(gzip.GzipFile(fileobj=bar) if zipped else bar, "utf-8", newline="")
        reader = csv.DictReader(text)
        if absent := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
            raise LogError(f"{path} is no incident event log: it lacks {', '.join(absent)}")
        yield from reader


def event_of(row: dict[str, str | None], zone_name: str, doubts: Counter[str]) -> Event:
    """A row as an event, refused where something is missing that cannot be guessed."""
    number, state, priority, made_sla, opened, updated = (row[column] or "?" for column in COLUMNS)
    (opened_at, doubt), (updated_at, other) = instant(opened, zone_name), instant(updated, zone_name)
    level = int(priority[0]) if priority[0].isdecimal() else 0
    if number == "?" or level not in TARGETS or made_sla not in {"true", "false"}:
        raise LogError("number, priority or made_sla is missing or unknown")
    doubts.update((doubt, other))
    return Event(number, state, level, made_sla == "true", opened_at, updated_at)


def in_order(events: Sequence[Event]) -> Sequence[Event]:
    """The events, less the fewest (else the earliest) that must go for time to run forward."""
    if all(one.updated_at <= two.updated_at for one, two in itertools.pairwise(events)):
        return events
    runs: list[list[Event]] = []
    for event in events:
        before = (run for run in reversed(runs) if run[-1].updated_at <= event.updated_at)
        runs.append([*max(before, key=len, default=[]), event])
    return max(reversed(runs), key=len)


def incident_of(events: Sequence[Event], findings: Findings) -> Incident:
    """The history that an incident's events tell, in the order of the log."""
    kept = in_order(events)
    findings["refused", "sys_updated_at out of order"] += len(events) - len(kept)
    opened_at = until = kept[0].opened_at
    changes = [("New", opened_at)]
    for event in kept:
        until = max(opened_at, event.updated_at)
        if event.updated_at < opened_at:
            findings["repaired", "updated before it was opened: counted from opened_at"] += 1
        if event.state not in STATES:
            findings["repaired", f"{event.state} is no state: the one before it goes on"] += 1
        elif event.state != changes[-1][0]:
            changes.append((event.state, until))
    ends = [start for _, start in changes[1:]] + [until]
    segments = ((state, Span(at, end)) for (state, at), end in zip(changes, ends, strict=True))
    missed_in = next((event.state for event in kept if not event.made_sla), "")
    return Incident(kept[-1].number, kept[-1].priority, missed_in, tuple(segments))


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


# --- 2. incidents are measured ------------------------------------------------------------------


@attrs.frozen
class Measured:
    """An incident against its target: time on its clock, and whether it was resolved in time."""

    incident: Incident
    worked: dt.timedelta
    met: bool
    met_unpaused: bool


def worked(calendar: Calendar, spans: Iterable[Span]) -> dt.timedelta:
    """How much of the spans lies in a calendar's hours; in those of ``ALWAYS``, all of it."""
    return sum((calendar.between(span.start, span.end) for span in spans), 0 * HOUR)


def due_at(calendar: Calendar, spans: Iterable[Span], allowed: dt.timedelta) -> dt.datetime | None:
    """When a clock that runs in these spans has used up what is allowed; ``None``: it does not."""
    for span in spans:
        used = calendar.between(span.start, span.end)
        if used >= allowed:
            return calendar.add(span.start, allowed)
        allowed -= used
    return None


def measure(incident: Incident, office: Calendar) -> Measured | None:
    """How an incident did against its target; ``None`` when it was never resolved."""
    done_at, target = incident.resolved_at, TARGETS[incident.priority]
    if done_at is None:
        return None
    calendar = ALWAYS if target.always else office
    running = [span for state, span in incident.segments if state in RUNNING]
    unpaused = [Span(running[0].start, done_at)]
    dues = [due_at(calendar, spans, target.allowed) for spans in (running, unpaused)]
    met = [due is None or done_at <= due for due in dues]
    return Measured(incident, worked(calendar, running), *met)


# --- 3. tables are printed ----------------------------------------------------------------------


def table(title: str, headers: str, rows: Iterable[Sequence[str]], *, left: int = 1) -> Table:
    """A table whose first columns are words, set to the left; the others are numbers."""
    made = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for at, header in enumerate(headers.split(" | ")):
        made.add_column(header, justify="left" if at < left else "right")
    for row in rows:
        made.add_row(*row)
    return made


def _hours(*lengths: dt.timedelta) -> str:
    return f"{sum(lengths, 0 * HOUR) / HOUR:,.1f}"


def _median(lengths: Iterable[dt.timedelta]) -> str:
    found = [length / HOUR for length in lengths]
    return f"{statistics.median(found):,.1f}" if found else "-"


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right) / len(right):.1%}" if right else "-"


def states_table(log: Log, office: Calendar) -> Table:
    """How long incidents spent in each state; Closed is where a history ends."""
    spent: dict[str, defaultdict[str, list[Span]]] = {state: defaultdict(list) for state in STATES}
    for incident in log.incidents:
        for state, span in incident.segments:
            if span:
                spent[state][incident.number].append(span)
    rows = []
    for state in STATES[:-1]:
        spans = spent[state].values()
        real, work = [worked(ALWAYS, each) for each in spans], [worked(office, each) for each in spans]
        sums, medians = (_hours(*real), _hours(*work)), (_median(real), _median(work))
        rows.append((state, f"{len(spans):,}", *sums, *medians))
    headers = "state | incidents | real h | business h | median real h | median business h"
    return table("Time in each state", headers, rows)


def targets_table(measured: Sequence[Measured]) -> Table:
    """How many were resolved within their target, by priority."""
    rows = []
    for priority, target in TARGETS.items():
        of = [each for each in measured if each.incident.priority == priority]
        met, unpaused = [each.met for each in of], [each.met_unpaused for each in of]
        counts = (f"{len(of):,}", f"{sum(met):,}", _share(met), _share(unpaused))
        rows.append((f"{priority}", target.text, *counts, _median(each.worked for each in of)))
    headers = "priority | target | resolved | within | share | if waits counted | median h"
    return table("Resolved within target", headers, rows, left=2)


def confusion_table(measured: Sequence[Measured]) -> Table:
    """This clock's verdicts against the log's own."""
    seen = Counter((each.met, not each.incident.missed_in) for each in measured)
    words = {True: "within target", False: "too late"}
    rows = [(words[met], f"{seen[met, True]:,}", f"{seen[met, False]:,}") for met in words]
    return table("Against the log's own verdict", "this clock | made_sla true | made_sla false", rows)


def agreement_table(measured: Sequence[Measured]) -> Table:
    """How often verdicts agree with ``made_sla``, beside always giving the commoner answer."""
    rows = []
    for name, priorities in [*((str(each), {each}) for each in TARGETS), ("all", set(TARGETS))]:
        of = [each for each in measured if each.incident.priority in priorities]
        made = [not each.incident.missed_in for each in of]
        paused = [each.met == truth for each, truth in zip(of, made, strict=True)]
        unpaused = [each.met_unpaused == truth for each, truth in zip(of, made, strict=True)]
        likely = 2 * sum(made) >= len(made)
        common = [truth == likely for truth in made]
        rows.append((name, f"{len(of):,}", *map(_share, (paused, unpaused, common))))
    headers = "priority | incidents | this clock | if waits counted | always the commoner answer"
    return table("Agreement with made_sla", headers, rows)


def waits_table(log: Log, office: BusinessCalendar) -> Table:
    """The five longest waits for somebody else, by business time."""
    waits = [
        (office.between(span.start, span.end), span, state, incident)
        for incident in log.incidents
        for state, span in incident.segments
        if state in WAITING
    ]
    rows = []
    for business, span, state, incident in sorted(waits, key=lambda wait: wait[0], reverse=True)[:5]:
        whose = (incident.number, f"{incident.priority}", state.removeprefix("Awaiting "))
        ends = (f"{at.astimezone(zone(office.zone)):%Y-%m-%d %H:%M}" for at in (span.start, span.end))
        rows.append((*whose, *ends, _hours(span.length), _hours(business)))
    headers = "incident | priority | waiting for | from | until | real h | business h"
    return table("The five worst waits", headers, rows, left=5)


def report(path: pathlib.Path, zone_name: str) -> Iterator[str | Table]:
    """All that is printed, in its order."""
    office = OFFICE.bind(zone_name)
    log = read(path, zone_name)
    measured = [one for each in log.incidents if (one := measure(each, office)) is not None]
    yield f"""\
{path.name}: {log.rows:,} events of {len(log.incidents):,} incidents, {len(measured):,} resolved.
Zone: {zone_name}, assumed, since the log names none. Of the {log.doubts.total():,} times in the log
its clocks skip {log.doubts["skipped"]:,} and repeat {log.doubts["repeated"]:,}.
Business time: {office.hours}, assumed, less the national holidays of Brazil.
"""
    dirt = ((*found, f"{rows:,}") for found, rows in sorted(log.findings.items()))
    yield table("Dirty rows", "outcome | why | rows", dirt, left=2)
    yield states_table(log, office)
    yield targets_table(measured)
    yield confusion_table(measured)
    yield agreement_table(measured)
    yield waits_table(log, office)
    missed = Counter(each.missed_in for each in log.incidents)
    text = f"""\
What this means. The log gives no targets, hours or zone, so agreement speaks for the shape of the
clocks and for no due instant. {missed["Closed"]:,} of the log's {missed.total() - missed[""]:,}
misses are told on a closing row, mostly five days after the resolution: made_sla may well judge
the closing, which this clock does not. Where nearly all miss, the commoner answer wins."""
    yield text.replace("\n", " ")


def main() -> int:
    """The command; 2 when it cannot do what was asked."""
    parser = argparse.ArgumentParser(description="What a real log of incidents says.")
    parser.add_argument("--log", type=pathlib.Path, default=SAMPLE, help="a CSV file, gzipped or not")
    parser.add_argument("--zone", default=ZONE, help="whose clocks it shows (default: %(default)s)")
    given = parser.parse_args()
    try:
        parts = list(report(given.log, given.zone))
    except (CsmError, LogError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    for part in parts:
        console.print(part, markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
