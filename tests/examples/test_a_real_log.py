"""
The first example prints the numbers that a slow count of the sample finds.
"""

import csv
import datetime as dt
import gzip
import itertools
import pathlib
import re
import statistics
import subprocess
import sys
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable

import attrs
import pytest

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples"
SCRIPT = EXAMPLES / "01_a_real_log.py"
SAMPLE = EXAMPLES / "data" / "incident_event_log_sample.csv.gz"
SAO_PAULO = zoneinfo.ZoneInfo("America/Sao_Paulo")
HOUR = dt.timedelta(hours=1)
RUNNING = ("New", "Active")
DONE = ("Resolved", "Closed")
ALLOWED = {1: 4 * HOUR, 2: 8 * HOUR, 3: 30 * HOUR, 4: 50 * HOUR}

# The national holidays of Brazil on weekdays between the sample's first day and its last.
HOLIDAYS = {
    dt.date(2016, month, day)
    for month, day in ((3, 25), (4, 21), (5, 26), (9, 7), (10, 12), (11, 2), (11, 15))
}

# The whole of the row that the example refuses: its time lies after the two that follow it.
OUT_OF_ORDER = ("INC0000137", "29/2/2016 11:10")


def parsed(text: str) -> dt.datetime:
    """
    A time of the log, by the clock on its wall.
    """
    day, month, year, hour, minute = map(int, re.split(r"[/ :]", text))
    return dt.datetime(year, month, day, hour, minute)


def real(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """
    Elapsed time between two wall times, by way of UTC.
    """
    first, last = (at.replace(tzinfo=SAO_PAULO).astimezone(dt.UTC) for at in (start, end))
    return last - first


def office(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """
    Office time between two wall times, day by day; clocks change at midnight there, never in it.
    """
    found, on = dt.timedelta(0), start.date()
    while on <= end.date():
        if on.weekday() < 5 and on not in HOLIDAYS:
            opens, closes = (dt.datetime.combine(on, dt.time(hour)) for hour in (8, 18))
            found += max(min(end, closes) - max(start, opens), dt.timedelta(0))
        on += dt.timedelta(days=1)
    return found


@attrs.frozen
class Stay:
    """
    What held between two rows of one incident.
    """

    state: str
    priority: int
    group: str
    start: dt.datetime
    end: dt.datetime

    @property
    def counted(self) -> dt.timedelta:
        """
        Its time by the clock: priority 1 runs through the night.
        """
        return (real if self.priority == 1 else office)(self.start, self.end)


@attrs.frozen
class Counted:
    """
    One incident, counted row by row from the file.
    """

    priority: int
    made_sla: bool
    opened_at: dt.datetime
    stays: list[Stay]
    rows: list[tuple[dt.datetime, dict[str, str]]]

    @property
    def open(self) -> list[Stay]:
        """
        Where it was neither resolved nor closed.
        """
        return [stay for stay in self.stays if stay.state not in DONE and stay.start < stay.end]

    @property
    def promised(self) -> int:
        """
        The priority at which it was resolved.
        """
        return self.open[-1].priority if self.open else self.stays[0].priority

    def last(self, column: str) -> str:
        """
        What a column said when the incident was done.
        """
        done_at = self.open[-1].end if self.open else self.opened_at
        return [row[column] for at, row in self.rows if at == done_at][-1]

    def spent(self, states: Iterable[str]) -> dt.timedelta:
        """
        Time by the clock in some states.
        """
        lengths = (stay.counted for stay in self.open if stay.state in states)
        return sum(lengths, dt.timedelta(0))

    @property
    def within(self) -> bool:
        """
        Whether time in New and Active is within the target.
        """
        return self.spent(RUNNING) <= ALLOWED[self.promised]

    @property
    def within_if_counted(self) -> bool:
        """
        Whether all open time is.
        """
        return self.spent({stay.state for stay in self.open}) <= ALLOWED[self.promised]

    @property
    def until_closed(self) -> dt.timedelta:
        """
        Real time in which it was not closed.
        """
        lengths = (real(stay.start, stay.end) for stay in self.stays if stay.state != "Closed")
        return sum(lengths, dt.timedelta(0))


def sample_rows() -> dict[str, list[dict[str, str]]]:
    """
    The sample's rows by incident, as they stand in the file.
    """
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(SAMPLE, "rt", newline="") as file:
        for row in csv.DictReader(file):
            if (row["number"], row["sys_updated_at"]) != OUT_OF_ORDER:
                found[row["number"]].append(row)
    return found


@pytest.fixture(scope="module")
def counted() -> dict[str, Counted]:
    """
    The sample, counted again.
    """
    found = {}
    for number, rows in sample_rows().items():
        state, held, opened_at = "New", rows[0], parsed(rows[0]["opened_at"])
        since, stays, timed = opened_at, [], []
        for row in rows:
            at = max(parsed(row["sys_updated_at"]), since)
            stays.append(Stay(state, int(held["priority"][0]), held["assignment_group"], since, at))
            state = state if row["incident_state"] == "-100" else row["incident_state"]
            since, held = at, row
            timed.append((at, row))
        made, priority = rows[-1]["made_sla"] == "true", int(rows[-1]["priority"][0])
        found[number] = Counted(priority, made, opened_at, stays, timed)
    return found


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """
    The example as a command.
    """
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.fixture(scope="module")
def printed() -> str:
    """
    What the example prints about the sample.
    """
    done = run("--fit")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def cells(printed: str, title: str) -> list[list[str]]:
    """
    The rows of a printed table; cells are set apart by two blanks or more.
    """
    lines = printed[printed.index(title) :].splitlines()
    rule = next(at for at, line in enumerate(lines) if set(line.strip()) == {"─"})
    rows = []
    for line in lines[rule + 1 :]:
        if not line.strip():
            break
        rows.append(re.split(r" {2,}", line.strip()))
    return rows


def shown(length: dt.timedelta) -> str:
    """
    Hours as the example prints them.
    """
    return f"{length / HOUR:,.1f}"


def summed(lengths: Iterable[dt.timedelta]) -> str:
    """
    All of them, in hours.
    """
    return shown(sum(lengths, dt.timedelta(0)))


def attained(of: list[Counted]) -> list[str]:
    """
    Done, in time, the share, the share if waits counted, and the median time.
    """
    within, counted = sum(each.within for each in of), sum(each.within_if_counted for each in of)
    middle = statistics.median(each.spent(RUNNING) / HOUR for each in of)
    shares = (f"{within / len(of):.1%}", f"{counted / len(of):.1%}")
    return [str(len(of)), str(within), *shares, f"{middle:,.1f}"]


def test_it_counts_events_and_incidents(printed: str) -> None:
    """
    The first line tells the sample's size; each of its incidents is done in the end.
    """
    rows = sum(map(len, sample_rows().values())) + 1  # the one that was refused
    numbers = len(sample_rows())
    assert f"{rows:,} events of {numbers:,} incidents, {numbers:,} done." in printed


def test_it_reports_the_dirt_by_reason(printed: str) -> None:
    """
    The sample's dirt, found by looking at it: one row out of order, two without a state, five early.
    """
    assert cells(printed, "Dirty rows") == [
        ["refused", "sys_updated_at out of order", "1"],
        ["repaired", "-100 is no state: the one before it goes on", "2"],
        ["repaired", "updated before it was opened: counted from opened_at", "5"],
    ]


@pytest.mark.parametrize(
    ("priority", "goal"),
    [
        (1, "4h in always when priority = 1"),
        (2, "8h when priority = 2"),
        (3, "30h when priority = 3"),
        (4, "50h when priority = 4"),
    ],
)
def test_attainment_by_goal_is_what_a_slow_count_finds(
    printed: str, counted: dict[str, Counted], priority: int, goal: str
) -> None:
    """
    What was promised counts at the priority that the incident had before it was done.
    """
    of = [each for each in counted.values() if each.promised == priority]
    assert cells(printed, "Resolved in time, by goal")[priority - 1] == [goal, *attained(of)]


def test_attainment_by_group_is_what_a_slow_count_finds(
    printed: str, counted: dict[str, Counted]
) -> None:
    """
    The ten groups that finished most, and the hours in which clocks ran in their hands.
    """
    by_group: dict[str, list[Counted]] = defaultdict(list)
    for each in counted.values():
        by_group[each.last("assignment_group").replace("?", "none")].append(each)
    told = cells(printed, "Resolved in time, by group")
    sizes = sorted(map(len, by_group.values()), reverse=True)
    assert [int(row[1]) for row in told] == sizes[:10]
    for name, *rest in told:
        held = summed(
            stay.counted
            for each in counted.values()
            for stay in each.open
            if stay.group.replace("?", "none") == name and stay.state in RUNNING
        )
        assert rest == [*attained(by_group[name]), held]


def test_attainment_by_reassignments_is_what_a_slow_count_finds(
    printed: str, counted: dict[str, Counted]
) -> None:
    """
    Never handed on, once, twice, three times, or more often by the time it was done.
    """
    by_count: dict[int, list[Counted]] = defaultdict(list)
    for each in counted.values():
        by_count[min(int(each.last("reassignment_count")), 4)].append(each)
    names = ["0", "1", "2", "3", "4 or more"]
    assert cells(printed, "Resolved in time, by reassignments") == [
        [name, *attained(by_count[at])] for at, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    "state",
    ["New", "Active", "Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence"],
)
def test_time_in_a_state_is_what_a_slow_count_finds(
    printed: str, counted: dict[str, Counted], state: str
) -> None:
    """
    In New and Active the clocks ran, in the others they paused; each wait has its name.
    """
    lengths = [length for each in counted.values() if (length := each.spent([state]))]
    whole = sum((stay.counted for each in counted.values() for stay in each.open), dt.timedelta(0))
    sums = [summed(lengths), "0.0"] if state in RUNNING else ["0.0", summed(lengths)]
    middle = f"{statistics.median(length / HOUR for length in lengths):,.1f}"
    of_all = f"{sum(lengths, dt.timedelta(0)) / whole:.1%}"
    (row,) = (row for row in cells(printed, "Where the time went") if row[0] == state)
    assert row[1:] == [str(len(lengths)), *sums, of_all, middle]
    if state not in RUNNING:
        name = state.split()[1].lower()
        (row,) = (row for row in cells(printed, "Who was waited for") if row[0] == name)
        assert row[1:] == [str(len(lengths)), summed(lengths), middle, shown(max(lengths))]


def test_verdicts_are_set_against_the_logs_own(printed: str, counted: dict[str, Counted]) -> None:
    """
    The confusion table, agreement and the commoner answers equal a count of the same.
    """
    of = list(counted.values())
    pairs = [(each.within, each.made_sla) for each in of]
    table = [[pairs.count((met, made)) for made in (True, False)] for met in (True, False)]
    told = cells(printed, "Against the log's own verdict")
    assert [row[1:] for row in told] == [list(map(str, row)) for row in table]
    agree = table[0][0] + table[1][1]
    waits = sum(each.within_if_counted == each.made_sla for each in of)
    verdicts = [[each.made_sla for each in of if each.priority == level] for level in ALLOWED]
    common = sum(max(made.count(True), made.count(False)) for made in verdicts)
    row = cells(printed, "Agreement with made_sla")[-1]
    shares = [f"{count / len(of):.1%}" for count in (agree, waits, common)]
    assert row == ["all", str(len(of)), *shares]


def test_the_worst_waits_are_the_longest(printed: str, counted: dict[str, Counted]) -> None:
    """
    The five longest stretches in one Awaiting state, by office time.
    """
    waits = []
    for number, each in counted.items():
        for state, stays in itertools.groupby(each.stays, key=lambda stay: stay.state):
            times = [at for stay in stays for at in (stay.start, stay.end)]
            if state.startswith("Awaiting"):
                waits.append((number, state, times[0], times[-1]))
    waits.sort(key=lambda wait: office(*wait[2:]), reverse=True)
    assert cells(printed, "The five worst waits") == [
        [
            number,
            str(counted[number].priority),
            state.split()[1].lower(),
            *(f"{at:%Y-%m-%d %H:%M}" for at in (start, end)),
            shown(real(start, end)),
            shown(office(start, end)),
        ]
        for number, state, start, end in waits[:5]
    ]


def test_the_fit_is_what_a_slow_search_finds(printed: str, counted: dict[str, Counted]) -> None:
    """
    Targets chosen on the half that was opened first, told with their agreement on the other.

    Around the clock, until closed, waits counting: what is searched again here.
    """
    assert "Chosen: until closed, always, waits count." in printed
    ordered = sorted(counted.values(), key=lambda each: each.opened_at)
    first, second = ordered[: (len(ordered) + 1) // 2], ordered[(len(ordered) + 1) // 2 :]
    grid = (2, 4, 8, 16, 24, 40, 60, 80, 100, 120, 140, 160, 180, 200, 240, 300, 360, 480, 600)

    def agreed(of: list[Counted], hours: int) -> int:
        return sum((each.until_closed <= hours * HOUR) == each.made_sla for each in of)

    told = cells(printed, "On the second half: agreement")
    right = most = 0
    for level in ALLOWED:
        known, tried = ([each for each in of if each.priority == level] for of in (first, second))
        right_by = {hours: agreed(known, hours) for hours in grid}
        target = max(grid, key=right_by.__getitem__)
        right, most = right + agreed(tried, target), most + agreed(known, target)
        row = told[level - 1]
        assert row[:2] == [str(level), f"{target} h"]
        assert row[-4:-2] == [str(len(tried)), f"{agreed(tried, target) / len(tried):.1%}"]
    assert told[-1][:3] == ["all", str(len(second)), f"{right / len(second):.1%}"]
    assert cells(printed, "Fitted on the first half")[0][-1] == f"{most / len(first):.1%}"


def test_the_fit_stands_beside_the_commoner_answers(printed: str, counted: dict[str, Counted]) -> None:
    """
    For each priority the one of the first half, and the one of the second, both tried on the second.
    """
    ordered = sorted(counted.values(), key=lambda each: each.opened_at)
    middle = (len(ordered) + 1) // 2
    for level, row in enumerate(cells(printed, "On the second half: agreement")[:-1], start=1):
        first, second = (
            [each.made_sla for each in of if each.priority == level]
            for of in (ordered[:middle], ordered[middle:])
        )
        answers = (2 * sum(of) >= len(of) for of in (first, second))
        assert row[-2:] == [f"{second.count(answer) / len(second):.1%}" for answer in answers]


def test_it_fits_only_when_asked() -> None:
    """
    Without --fit the report ends with what it means.
    """
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert "Agreement with made_sla" in done.stdout
    assert "The fit." not in done.stdout


def test_piped_output_is_plain_and_narrow(printed: str) -> None:
    """
    Without a terminal there are no colours, and no line is wider than 100.
    """
    assert "\x1b" not in printed
    assert max(map(len, printed.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--zone", "Mars/Olympus"), "no zone is named 'Mars/Olympus'"),
        (("--log", "no-such-file.csv"), "cannot read no-such-file.csv: No such file or directory"),
        (("--log", str(EXAMPLES / "README.md")), "is no incident event log: it lacks number"),
    ],
)
def test_a_mistake_is_told_in_one_line(arguments: tuple[str, ...], told: str) -> None:
    """
    A bad zone or path ends with status 2, one line that says so, and no traceback.
    """
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
