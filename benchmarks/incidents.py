"""
A log of incidents, two targets for it, and the same two clocks by hand.

By hand is one loop over an incident's rows that knows these two targets only, asks the calendar the
same questions in the same integers, checks nothing and gives no reasons: the least that it can cost.
"""

import csv
import datetime as dt
import functools
import gzip
import io
import pathlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from csmcore.calendars import BusinessCalendar, HolidayRule
from csmcore.kernel import Change, Fact, to_micros, to_utc, zone
from csmcore.sla import SlaClock, SlaTarget

SAMPLE: Final = pathlib.Path(__file__).parents[1] / "examples/data/incident_event_log_sample.csv.gz"
ZONE: Final = "America/Sao_Paulo"
HOUR: Final = dt.timedelta(hours=1)
MICROSECOND: Final = dt.timedelta(microseconds=1)

OFFICE: Final = BusinessCalendar(
    "office",
    ZONE,
    "mon-fri 08:00-18:00",
    holidays=[HolidayRule.yearly(month, day) for month, day in ((1, 1), (4, 21), (5, 1), (9, 7))],
)
RESPONSE_HOURS: Final = {1: 1, 2: 2, 3: 8, 4: 16}
RESOLUTION_HOURS: Final = {1: 4, 2: 8, 3: 30, 4: 50}
PARTIES: Final = {
    "customer": ("Awaiting User Info",),
    "third party": ("Awaiting Vendor", "Awaiting Problem"),
    "ourselves": ("Awaiting Evidence",),
}
DONE: Final = ("Resolved", "Closed")


def _listed(states: Iterable[str]) -> str:
    return "(" + ", ".join(f'"{state}"' for state in states) + ")"


def _goals(hours: dict[int, int]) -> dict[str, dt.timedelta]:
    return {f"priority = {priority}": each * HOUR for priority, each in hours.items()}


RESPONSE: Final = SlaTarget(
    "response", _goals(RESPONSE_HOURS), start="state = New", stop="state != New"
)
RESOLUTION: Final = SlaTarget(
    "resolution",
    _goals(RESOLUTION_HOURS),
    start=f"state not in {_listed(DONE)}",
    stop=f"state in {_listed(DONE)}",
    pauses={party: f"state in {_listed(states)}" for party, states in PARTIES.items()},
)
TARGETS: Final = (RESPONSE, RESOLUTION)


class Row(NamedTuple):
    """
    An update of an incident: when, and what it says.
    """

    at: dt.datetime
    state: str
    priority: int
    group: str


Case: TypeAlias = Sequence[Row]
"""
An incident's updates, in order.
"""


class Answer(NamedTuple):
    """
    What a clock says in the end, in microseconds; ``None`` of one that never started.
    """

    elapsed: int
    paused: tuple[int, ...]
    due: int | None
    breached: int | None


# -- the log -------------------------------------------------------------------------------------


@functools.cache
def instant(text: str) -> dt.datetime:
    """
    The instant at which the office's clocks showed a time.
    """
    return to_utc(dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=zone(ZONE)))


def cases_of(path: pathlib.Path) -> list[Case]:
    """
    A log's incidents: New when it was opened, and then what each row says.
    """
    found: defaultdict[str, list[Row]] = defaultdict(list)
    with gzip.open(path) as unzipped:
        for row in csv.DictReader(io.TextIOWrapper(unzipped, "utf-8", newline="")):
            rows = found[row["number"]]
            says = (int(row["priority"][0]), row["assignment_group"])
            opened_at = rows[0].at if rows else instant(row["opened_at"])
            if not rows:
                rows.append(Row(opened_at, "New", *says))
            rows.append(
                Row(max(opened_at, instant(row["sys_updated_at"])), row["incident_state"], *says)
            )
    return [sorted(rows, key=lambda row: row.at) for rows in found.values()]


def changes_of(rows: Case) -> Iterator[Change]:
    """
    What rows say, as changes.
    """
    for row in rows:
        facts: dict[str, Fact] = {"state": row.state, "priority": row.priority, "group": row.group}
        yield Change(row.at, facts)


# -- by hand -------------------------------------------------------------------------------------


class ByHand:
    """
    One of the two clocks, written out: the least that its answer can cost.

    Rows of one instant count together, so that it is moved only where an instant ends.
    """

    __slots__ = ("because", "elapsed", "goal", "goal_since", "reached", "since", "stage", "waited")

    def __init__(self) -> None:
        self.stage = "not started"
        self.since = self.elapsed = self.goal_since = 0
        self.goal = -1
        self.reached: list[int | None] = [None] * 4
        self.waited = [0, 0, 0]
        self.because = -1

    def move(self, at: int, priority: int, pause: int, works: Sequence[int], *, runs: bool) -> None:
        """
        Takes the clock to an instant and over what becomes true there.
        """
        if self.stage == "open":
            goal = priority - 1
            if not runs:
                self.count(at, works)
                self.stage = "done"
            elif goal != self.goal or pause != self.because:
                self.count(at, works)
                self.goal_since = at if goal != self.goal else self.goal_since
                self.goal, self.because = goal, pause
        elif runs:
            self.stage, self.since, self.because = "open", at, pause
            if self.goal != priority - 1:
                self.goal, self.goal_since = priority - 1, at

    def count(self, at: int, works: Sequence[int]) -> None:
        """
        Counts what ran or waited until an instant.
        """
        gain = OFFICE._compiled.between(self.since, at)
        if self.because >= 0:
            self.waited[self.because] += gain
        else:
            total = self.elapsed + gain
            for index, work in enumerate(works):
                if total >= work and self.reached[index] is None:
                    done = OFFICE._compiled.add(self.since, max(0, work - self.elapsed))
                    self.reached[index] = done if done <= at else None
            self.elapsed = total
        self.since = at

    def answer(self, at: int, works: Sequence[int], parties: int) -> Answer | None:
        """
        What it says at an instant.
        """
        if self.stage == "not started":
            return None
        is_open = self.stage == "open"
        if is_open:
            self.count(at, works)
        due = self.reached[self.goal]
        paused = is_open and self.because >= 0
        if due is None and not paused:
            due = OFFICE._compiled.add(self.since, works[self.goal] - self.elapsed)
        late = due is not None and (due <= at if is_open else due < self.since)
        breached = max(due, self.goal_since) if late and due is not None else None
        return Answer(self.elapsed, tuple(self.waited[:parties]), due, breached)


RESPONSE_WORKS: Final = tuple(hours * HOUR // MICROSECOND for hours in RESPONSE_HOURS.values())
RESOLUTION_WORKS: Final = tuple(hours * HOUR // MICROSECOND for hours in RESOLUTION_HOURS.values())
PAUSE_OF: Final = {state: at for at, states in enumerate(PARTIES.values()) for state in states}


def by_hand(rows: Case, until: int) -> tuple[Answer | None, Answer | None]:
    """
    Both clocks of an incident, in one pass over its rows.
    """
    response, resolution = ByHand(), ByHand()
    last = len(rows) - 1
    for index, row in enumerate(rows):
        if index < last and rows[index + 1].at == row.at:
            continue
        at, state = to_micros(row.at), row.state
        response.move(at, row.priority, -1, RESPONSE_WORKS, runs=state == "New")
        pause = PAUSE_OF.get(state, -1)
        resolution.move(at, row.priority, pause, RESOLUTION_WORKS, runs=state not in DONE)
    return (
        response.answer(until, RESPONSE_WORKS, 0),
        resolution.answer(until, RESOLUTION_WORKS, len(PARTIES)),
    )


def answer_of(clock: SlaClock) -> Answer | None:
    """
    What the library's clock says, in the same form.
    """
    if clock.cycle is None:
        return None
    due, breached = clock.due_at, clock.breached_at
    return Answer(
        clock.elapsed // MICROSECOND,
        tuple(length // MICROSECOND for length in clock.paused.values()),
        None if due is None else to_micros(due),
        None if breached is None else to_micros(breached),
    )
