"""
Which promise explains the log's own verdicts best: a search over targets, hours and stops.

The log says of each incident whether it made its SLA (``made_sla``) and not what that was. A way to
count says in whose hours time is counted, until when, and whether waits pause the clock. In each way
a clock without a goal measures how long each incident took, once; the targets of the grid are only
compared with that. What agrees best with the first half is then tried on the second.
"""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs
from rich.progress import track
from rich.table import Table

from csmcore.calendars import ALWAYS, Calendar, FloatingCalendar, HolidayRule
from csmcore.conditions import OneOf
from csmcore.sla import SlaTarget, Stage, measure
from examples.real_log.drawing import HOUR, STDERR, confusion, share, table
from examples.real_log.reading import PRIORITIES, WAITING, Incident

# --- the grid -----------------------------------------------------------------------------------

TARGETS: Final = tuple(
    hours * HOUR
    for hours in (2, 4, 8, 16, 24, 40, 60, 80, 100, 120, 140, 160, 180, 200, 240, 300, 360, 480, 600)
)
STOPS: Final = {"resolved": "state in (Resolved, Closed)", "closed": "state = Closed"}
WAITS: Final = OneOf("state", WAITING)


def calendars(zone_name: str, holidays: Iterable[HolidayRule]) -> tuple[Calendar, ...]:
    """In whose hours a clock may run, the longest first."""
    closed = tuple(holidays)
    floating = (
        FloatingCalendar("weekdays 24 h", "mon-fri 00:00-24:00"),
        FloatingCalendar("weekdays 24 h, less holidays", "mon-fri 00:00-24:00", holidays=closed),
        FloatingCalendar("07:00-22:00, less holidays", "mon-fri 07:00-22:00", holidays=closed),
        FloatingCalendar("08:00-18:00, less holidays", "mon-fri 08:00-18:00", holidays=closed),
    )
    return (ALWAYS, *(each.bind(zone_name) for each in floating))


# --- measured once, compared often --------------------------------------------------------------


@attrs.frozen
class Took:
    """How long an incident took in one way to count, beside the log's own verdict."""

    priority: int
    made_sla: bool
    length: dt.timedelta


@attrs.frozen
class Way:
    """A way to count: in whose hours, until when, and whether waits pause the clock."""

    calendar: Calendar
    stop: str
    waits_pause: bool

    def __str__(self) -> str:
        waits = "waits pause the clock" if self.waits_pause else "waits count"
        return f"until {self.stop}, {self.calendar.name}, {waits}"


@attrs.frozen
class Fit:
    """The targets that explain some incidents best in one way to count."""

    way: Way
    targets: dict[int, tuple[dt.timedelta, ...]]  # by priority, all that do it equally well
    agreed: int
    of: int

    def met(self, took: Took) -> bool:
        """The verdict that it gives; of targets that are equally good the shortest counts."""
        # A clock compares instants: done after closing time, its target used up at closing, is late.
        return took.length <= self.targets[took.priority][0]


def took(incidents: Iterable[Incident], calendar: Calendar, stop: str) -> dict[bool, list[Took]]:
    """How long incidents took until a stop, by whether waits pause the clock."""
    until = STOPS[stop]
    target = SlaTarget(stop, start=f"not ({until})", stop=until, pauses={"others": WAITS})
    found: dict[bool, list[Took]] = {True: [], False: []}
    for each in incidents:
        clock = measure(target, each.timeline, calendar=calendar, at=each.ends_at)
        if clock.stage is Stage.FINISHED:
            whole = clock.elapsed + clock.paused["others"]
            found[True].append(Took(each.priority, each.made_sla, clock.elapsed))
            found[False].append(Took(each.priority, each.made_sla, whole))
    return found


def best(of: Sequence[Took]) -> tuple[tuple[dt.timedelta, ...], int]:
    """The targets that agree with the log most often, and how often they do."""
    agreed = {
        target: sum((each.length <= target) == each.made_sla for each in of) for target in TARGETS
    }
    most = max(agreed.values())
    return tuple(target for target in TARGETS if agreed[target] == most), most


def fit(way: Way, of: Sequence[Took]) -> Fit:
    """The best targets in one way to count; a priority's do not depend on another's."""
    found = {level: best([each for each in of if each.priority == level]) for level in PRIORITIES}
    targets = {level: targets for level, (targets, _) in found.items()}
    return Fit(way, targets, sum(agreed for _, agreed in found.values()), len(of))


def search(incidents: Sequence[Incident], among: Sequence[Calendar]) -> list[Fit]:
    """The best targets in each way to count; each hour and stop is measured once."""
    ways = list(itertools.product(among, STOPS))
    bar = track(ways, "Fitting", console=STDERR, transient=True, disable=not STDERR.is_terminal)
    return [
        fit(Way(calendar, stop, waits_pause), of)
        for calendar, stop in bar
        for waits_pause, of in took(incidents, calendar, stop).items()
    ]


def halves(incidents: Iterable[Incident]) -> tuple[list[Incident], list[Incident]]:
    """Those that were opened first, one more if they are odd, and the others."""
    ordered = sorted(incidents, key=lambda each: each.opened_at)
    middle = (len(ordered) + 1) // 2
    return ordered[:middle], ordered[middle:]


def commoner(of: Iterable[Took | Incident]) -> dict[int, bool]:
    """The log's commoner verdict for each priority; of two equally common ones: it was made."""
    made = Counter((each.priority, each.made_sla) for each in of)
    return {level: made[level, True] >= made[level, False] for level in PRIORITIES}


# --- tables -------------------------------------------------------------------------------------


def ways_table(fits: Sequence[Fit]) -> Table:
    """How well each way to count does with its best targets."""
    found = {(each.way.calendar.name, each.way.stop, each.way.waits_pause): each for each in fits}
    columns = list(itertools.product(STOPS, (True, False)))
    rows = []
    for name in dict.fromkeys(each.way.calendar.name for each in fits):
        of = [found[name, *column] for column in columns]
        rows.append((name, *(f"{each.agreed / each.of:.1%}" if each.of else "-" for each in of)))
    headers = "hours | until resolved | waits count | until closed | waits count"
    return table("Fitted on the first half: agreement with made_sla", headers, rows)


def _among(targets: Sequence[dt.timedelta]) -> tuple[str, str]:
    """The shortest of targets that do equally well, and from where to where those lie."""
    shown = [f"{target / HOUR:.0f}" for target in targets]
    return f"{shown[0]} h", f"{shown[0]} to {shown[-1]} h" if len(shown) > 1 else ""


def tried_table(chosen: Fit, first: Sequence[Took], second: Sequence[Took]) -> Table:
    """How the targets chosen on the first half do on the second, beside the commoner answers."""
    answers = (commoner(first), commoner(second))
    rows = []
    for name, levels in [*((str(each), (each,)) for each in PRIORITIES), ("all", PRIORITIES)]:
        of = [each for each in second if each.priority in levels]
        fitted = share([chosen.met(each) == each.made_sla for each in of])
        common = (share([answer[each.priority] == each.made_sla for each in of]) for answer in answers)
        targets = ("", "") if name == "all" else _among(chosen.targets[int(name)])
        rows.append((name, *targets, f"{len(of):,}", fitted, *common))
    headers = "priority | target | as good | incidents | fitted | commoner in 1st half | in 2nd half"
    return table("On the second half: agreement with made_sla", headers, rows, left=3)


MEANING: Final = """\
What this means. The fit saw only the first half, so its agreement on the second is no memory of it; \
yet the grid was drawn by people who had looked at the whole log. It finds what behaves like \
made_sla, not what the desk had agreed: look how close the next best ways come. Incidents close by \
themselves some five days after they are resolved, so a target until closing contains those days, \
and where nearly all miss, targets far apart do equally well. The commoner answers are one for each \
priority; the last column chose them with the second half in hand, which is more than anybody knows \
in advance."""


def report(incidents: Iterable[Incident], among: Sequence[Calendar]) -> Iterator[str | Table]:
    """What the fit finds on the first half, and how it does on the second."""
    first, second = halves(incidents)
    fits = search(first, among)
    chosen = max(fits, key=lambda each: each.agreed / max(each.of, 1))  # of equals the first
    way = chosen.way
    known, tried = (took(half, way.calendar, way.stop)[way.waits_pause] for half in (first, second))
    until = f"{first[-1].opened_at:%Y-%m-%d %H:%M}"
    yield f"""
The fit. It looks at the {len(first):,} incidents that were opened first, until {until} UTC,
and is tried on the {len(second):,} others. A clock counts in some hours, until an incident is resolved
or until it is closed; waits for others pause it, or count.
"""
    yield ways_table(fits)
    yield f"Chosen: {way}.\n"
    yield tried_table(chosen, known, tried)
    verdicts = ((chosen.met(each), each.made_sla) for each in tried)
    yield confusion("Second half, against the log's own verdict", verdicts)
    yield MEANING
