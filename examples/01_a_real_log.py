"""
What a real log of incidents says once a promise is measured on it.

::

    python examples/01_a_real_log.py [--fit] [--lifecycle] [--log FILE] [--zone America/Sao_Paulo]

It needs rich. Read it from top to bottom: what is promised, and then two steps. The clocks of each
incident are measured on its timeline; tables are drawn. What comes before, from rows to timelines, is
``real_log/reading.py``; what ``--fit`` adds, a search for the promise that explains the log's own
verdicts, is ``real_log/fitting.py``; what ``--lifecycle`` adds, how incidents moved beside what
textbooks draw, is ``real_log/lifecycle.py``.
"""

import argparse
import collections
import datetime as dt
import itertools
import pathlib
import sys
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import attrs
from rich.console import Console
from rich.progress import track
from rich.table import Table

from csmcore.calendars import ALWAYS, BusinessCalendar, CalendarBook, FloatingCalendar, HolidayRule
from csmcore.errors import CsmError
from csmcore.kernel import Fact, zone
from csmcore.sla import Goal, SlaClock, SlaPolicy, SlaTarget, Stage, breakdown, status

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))  # it runs as it stands, from anywhere

from examples.real_log import fitting, lifecycle
from examples.real_log.drawing import HOUR, STDERR, confusion, hours, median, share, table
from examples.real_log.reading import INSTANT, PRIORITIES, STATES, Incident, Log, LogError, read

SAMPLE: Final = pathlib.Path(__file__).parent / "data" / "incident_event_log_sample.csv.gz"

# --- what is promised: the log names no zone, no hours and no targets ---------------------------

# On 21 April 2016, a Thursday and Tiradentes' day, a tenth of the usual incidents were opened.
ZONE: Final = "America/Sao_Paulo"
HOLIDAYS: Final = (
    *(HolidayRule.yearly(month, day) for month, day in ((1, 1), (4, 21), (5, 1), (9, 7))),
    *(HolidayRule.yearly(month, day) for month, day in ((10, 12), (11, 2), (11, 15), (12, 25))),
    HolidayRule.easter(-2, name="Good Friday"),
    HolidayRule.easter(60, name="Corpus Christi"),
)
OFFICE: Final = FloatingCalendar("office", "mon-fri 08:00-18:00", holidays=HOLIDAYS)

# UC San Diego publishes 4 h, 8 h, 3 days and 5 days for its own desk; a day is ten of our hours.
RESOLUTION: Final = SlaTarget(
    "resolution",
    (
        Goal(4 * HOUR, "priority = 1", calendar="always"),  # day and night
        Goal(8 * HOUR, "priority = 2"),
        Goal(30 * HOUR, "priority = 3"),
        Goal(50 * HOUR, "priority = 4"),
    ),
    start="state not in (Resolved, Closed)",
    stop="state in (Resolved, Closed)",
    pauses={
        "user": "state = 'Awaiting User Info'",
        "vendor": "state = 'Awaiting Vendor'",
        "problem": "state = 'Awaiting Problem'",
        "evidence": "state = 'Awaiting Evidence'",
    },
    again="continue",  # a reopened incident goes on where it ended
    calendar_changes="follow",  # and one that becomes critical is worked on through the night
)
IF_WAITS_COUNTED: Final = attrs.evolve(RESOLUTION, name="if waits counted", pauses=())
POLICY: Final = SlaPolicy("service desk", (RESOLUTION, IF_WAITS_COUNTED), calendar="office")

# --- 1. clocks are measured ---------------------------------------------------------------------


@attrs.frozen
class Measured:
    """An incident that was resolved, or closed at once, and its clocks at the end of the log."""

    incident: Incident
    clock: SlaClock
    if_waits_counted: SlaClock

    @property
    def met(self) -> bool:
        """Whether it was resolved by the instant at which it was due."""
        return not self.clock.breached

    @property
    def goal(self) -> Goal | None:
        """What it was promised when it was resolved."""
        return self.clock.cycles[-1].goal

    def fact(self, name: str) -> Fact:
        """What held about it when it was resolved."""
        return self.incident.timeline.facts_at(self.clock.ended_at or self.clock.at).get(name)


def measure(incident: Incident, book: CalendarBook, at: dt.datetime) -> Measured | None:
    """An incident's clocks at an instant; ``None`` when it is not resolved then."""
    found = status((POLICY,), incident.timeline, calendars=book, at=at)
    measured = Measured(incident, *(found.clock(each.name) for each in POLICY.targets))
    return measured if measured.clock.stage is Stage.FINISHED else None


def measure_all(log: Log, office: BusinessCalendar) -> list[Measured]:
    """All that were resolved by the end of the log, in one pass."""
    book = CalendarBook((office, ALWAYS))
    at = max(each.ends_at for each in log.incidents)
    quiet = len(log.incidents) < 2_000 or not STDERR.is_terminal  # those take about a second
    bar = track(log.incidents, "Measuring", console=STDERR, transient=True, disable=quiet)
    return [one for each in bar if (one := measure(each, book, at)) is not None]


# --- 2. tables are drawn ------------------------------------------------------------------------


Spent: TypeAlias = dict[Fact, list[tuple[dt.timedelta, dt.timedelta]]]  # value -> (ran, paused)


def by_fact(measured: Sequence[Measured], name: str) -> dict[Fact, list[Measured]]:
    """The incidents by what held about them when they were resolved."""
    found: collections.defaultdict[Fact, list[Measured]] = collections.defaultdict(list)
    for each in measured:
        found[each.fact(name)].append(each)
    return found


def attainment(of: Sequence[Measured]) -> tuple[str, ...]:
    """How many were resolved, how many of them in time, and how long they took."""
    met, counted = [each.met for each in of], [not each.if_waits_counted.breached for each in of]
    middle = median(each.clock.elapsed for each in of)
    return (f"{len(of):,}", f"{sum(met):,}", share(met), share(counted), middle)


ATTAINMENT: Final = "resolved | in time | share | if waits counted | median h"


def goals_table(measured: Sequence[Measured]) -> Table:
    """Attainment by what was promised."""
    rows = [
        (f"{goal}", *attainment([each for each in measured if each.goal == goal]))
        for goal in RESOLUTION.goals
    ]
    return table("Resolved in time, by goal", f"goal | {ATTAINMENT}", rows)


def groups_table(measured: Sequence[Measured]) -> Table:
    """Attainment by the group that resolved, for the ten that resolved most."""
    spent = portions(measured, "group")
    groups = sorted(by_fact(measured, "group").items(), key=lambda group: -len(group[1]))
    rows = [
        (f"{name or 'none'}", *attainment(of), hours(ran for ran, _ in spent[name]))
        for name, of in groups[:10]
    ]
    return table(
        f"Resolved in time, by group (ten of {len(groups)})", f"group | {ATTAINMENT} | h in it", rows
    )


def reassigned_table(measured: Sequence[Measured]) -> Table:
    """Attainment by how often the incident was handed to another group."""
    found = by_fact(measured, "reassigned")
    some = {str(count): found.get(count, []) for count in range(4)}
    more = [each for count, of in found.items() if isinstance(count, int) and count > 3 for each in of]
    rows = [(name, *attainment(of)) for name, of in (some | {"4 or more": more}).items()]
    return table("Resolved in time, by reassignments", f"reassigned | {ATTAINMENT}", rows)


def portions(measured: Sequence[Measured], by: str) -> Spent:
    """How long each clock ran, and was paused, by the values of a fact."""
    found: Spent = collections.defaultdict(list)
    for each in measured:
        for portion in breakdown(each.clock, each.incident.timeline, by=by):
            found[portion.value].append((portion.elapsed, portion.paused))
    return found


def states_table(measured: Sequence[Measured]) -> Table:
    """Where the clocks' time went, by the incidents' state."""
    spent = portions(measured, "state")
    whole = sum((ran + paused for each in spent.values() for ran, paused in each), 0 * HOUR)
    rows = []
    for state in STATES[:-2]:  # a clock does not run in those that end it
        lengths = [(ran, paused) for ran, paused in spent.get(state, []) if ran + paused > INSTANT]
        both = sum((ran + paused for ran, paused in lengths), 0 * HOUR)
        sums = (hours(ran for ran, _ in lengths), hours(paused for _, paused in lengths))
        middle = median(ran + paused for ran, paused in lengths)
        rows.append((state, f"{len(lengths):,}", *sums, f"{both / (whole or HOUR):.1%}", middle))
    headers = "state | incidents | ran h | paused h | of all | median h"
    return table("Where the time went", headers, rows)


def waited_table(measured: Sequence[Measured]) -> Table:
    """For whom the clocks stood still."""
    rows = []
    for pause in RESOLUTION.pauses:
        waited = [each.clock.paused[pause.name] for each in measured if each.clock.paused[pause.name]]
        longest = max(waited, default=0 * HOUR)
        rows.append((pause.name, f"{len(waited):,}", hours(waited), median(waited), hours([longest])))
    return table("Who was waited for", "who | incidents | paused h | median h | longest h", rows)


def agreement_table(measured: Sequence[Measured]) -> Table:
    """How often verdicts agree with ``made_sla``, beside always giving the commoner answer."""
    answers = fitting.commoner(each.incident for each in measured)
    rows = []
    for name, levels in [*((str(each), (each,)) for each in PRIORITIES), ("all", PRIORITIES)]:
        of = [each for each in measured if each.incident.priority in levels]
        made = [each.incident.made_sla for each in of]
        verdicts = (
            [each.met for each in of],
            [not each.if_waits_counted.breached for each in of],
            [answers[each.incident.priority] for each in of],
        )
        agree = (
            share([one == truth for one, truth in zip(each, made, strict=True)]) for each in verdicts
        )
        rows.append((name, f"{len(of):,}", *agree))
    headers = "priority | incidents | this clock | if waits counted | always the commoner answer"
    return table("Agreement with made_sla", headers, rows)


def waits_table(measured: Sequence[Measured], office: BusinessCalendar) -> Table:
    """The five longest waits for somebody else, by office hours."""
    waits = []
    for each in measured:
        # A change of priority divides a wait into phases; it stays one wait.
        for who, phases in itertools.groupby(each.clock.cycles[-1].phases, lambda phase: phase.pause):
            start, *_, end = [at for phase in phases for at in (phase.start, phase.end)]
            if who:
                waits.append((office.between(start, end), who, start, end, each.incident))
    rows = []
    for worked, who, start, end, incident in sorted(waits, key=lambda wait: wait[0], reverse=True)[:5]:
        ends = (f"{at.astimezone(zone(office.zone)):%Y-%m-%d %H:%M}" for at in (start, end))
        whose = (incident.number, f"{incident.priority}", who)
        rows.append((*whose, *ends, hours([end - start]), hours([worked])))
    headers = "incident | priority | waiting for | from | until | real h | office h"
    return table("The five worst waits", headers, rows, left=5)


def meaning(log: Log) -> str:
    """What may be concluded, and what not."""
    missed = collections.Counter(each.missed_in for each in log.incidents)
    return f"""\
What this means. The log gives no targets, hours or zone, so agreement speaks for the shape of the \
clocks and for no due instant. {missed["Closed"]:,} of the log's {missed.total() - missed[""]:,} \
misses are told on a closing row, mostly five days after the resolution: made_sla may well judge \
the closing, which this clock does not; --fit looks into it. Where nearly all miss, the commoner \
answer wins. Time is counted in the hours of the goal: critical incidents around the clock."""


def report(
    path: pathlib.Path, zone_name: str, *, fit: bool = False, moves: bool = False
) -> Iterator[str | Table]:
    """All that is printed, in its order."""
    office = OFFICE.bind(zone_name)
    log = read(path, zone_name)
    measured = measure_all(log, office)
    yield f"""\
{path.name}: {log.rows:,} events of {len(log.incidents):,} incidents, {len(measured):,} done.
Zone: {zone_name}, assumed, since the log names none. Of the {log.doubts.total():,} times in the log
its clocks skip {log.doubts["skipped"]:,} and repeat {log.doubts["repeated"]:,}.
Office: {office.hours}, assumed, less the national holidays of Brazil.
"""
    dirt = ((*found, f"{rows:,}") for found, rows in sorted(log.findings.items()))
    yield table("Dirty rows", "outcome | why | rows", dirt, left=2)
    yield goals_table(measured)
    yield groups_table(measured)
    yield reassigned_table(measured)
    yield states_table(measured)
    yield waited_table(measured)
    yield waits_table(measured, office)
    verdicts = ((each.met, each.incident.made_sla) for each in measured)
    yield confusion("Against the log's own verdict", verdicts)
    yield agreement_table(measured)
    yield meaning(log)
    if fit:
        yield from fitting.report(log.incidents, fitting.calendars(zone_name, HOLIDAYS))
    if moves:
        yield from lifecycle.report(log.incidents)


def main() -> int:
    """The command; 2 when it cannot do what was asked."""
    parser = argparse.ArgumentParser(description="What a real log of incidents says.")
    parser.add_argument("--log", type=pathlib.Path, default=SAMPLE, help="a CSV file, gzipped or not")
    parser.add_argument("--zone", default=ZONE, help="whose clocks it shows (default: %(default)s)")
    parser.add_argument("--fit", action="store_true", help="search for the promise behind made_sla")
    parser.add_argument("--lifecycle", action="store_true", help="how incidents moved")
    given = parser.parse_args()
    try:
        parts = list(report(given.log, given.zone, fit=given.fit, moves=given.lifecycle))
    except (CsmError, LogError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    for part in parts:
        console.print(part, markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
