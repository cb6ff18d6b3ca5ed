"""
The first example prints the numbers that a slow count of the sample finds.
"""

import csv
import datetime as dt
import gzip
import itertools
import pathlib
import re
import subprocess
import sys
import zoneinfo
from collections import defaultdict

import attrs
import pytest

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples"
SCRIPT = EXAMPLES / "01_a_real_log.py"
SAMPLE = EXAMPLES / "data" / "incident_event_log_sample.csv.gz"
SAO_PAULO = zoneinfo.ZoneInfo("America/Sao_Paulo")
HOUR = dt.timedelta(hours=1)
RUNNING = {"New", "Active"}

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


def business(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
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
class Counted:
    """
    One incident, counted row by row from the file.
    """

    priority: int
    made_sla: bool
    resolved: bool
    stays: list[tuple[str, dt.datetime, dt.datetime]]

    def spent(self, state: str) -> tuple[dt.timedelta, dt.timedelta]:
        """
        Real time and office time in a state.
        """
        stays = [(start, end) for name, start, end in self.stays if name == state]
        zero = dt.timedelta(0)
        return sum((real(*stay) for stay in stays), zero), sum(
            (business(*stay) for stay in stays), zero
        )

    @property
    def within(self) -> bool:
        """
        Whether time in New and Active is within the target of its priority.
        """
        allowed = {1: 4, 2: 8, 3: 30, 4: 50}[self.priority]
        spent = [self.spent(state)[0 if self.priority == 1 else 1] for state in RUNNING]
        return sum(spent, dt.timedelta(0)) <= allowed * HOUR


def sample_rows() -> dict[str, list[dict[str, str]]]:
    """
    The sample's rows by incident, as they stand in the file.
    """
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(SAMPLE, "rt", newline="") as file:
        for row in csv.DictReader(file):
            found[row["number"]].append(row)
    return found


@pytest.fixture(scope="module")
def counted() -> dict[str, Counted]:
    """
    The sample, counted again.
    """
    found = {}
    for number, rows in sample_rows().items():
        state, since = "New", parsed(rows[0]["opened_at"])
        stays, entered = [], [state]
        for row in rows:
            if (number, row["sys_updated_at"]) == OUT_OF_ORDER:
                continue
            at = max(parsed(row["sys_updated_at"]), since)
            stays.append((state, since, at))
            state = state if row["incident_state"] == "-100" else row["incident_state"]
            since = at
            entered.append(state)
        resolved = [name for name in entered if name != "Closed"][-1] == "Resolved"
        last = rows[-1]
        found[number] = Counted(int(last["priority"][0]), last["made_sla"] == "true", resolved, stays)
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
    done = run()
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


def test_the_sample_follows_its_rule() -> None:
    """
    Every 50th number, and else only odd incidents, are in the sample, as its README says.
    """
    rows = sample_rows()
    regular = {number for number in rows if int(number.removeprefix("INC")) % 50 == 0}
    assert (len(rows), len(regular)) == (429, 404)
    for number in rows.keys() - regular:
        states = [row["incident_state"] for row in rows[number]]
        times = [parsed(row["sys_updated_at"]) for row in rows[number]]
        left_closed = "Closed" in states and set(states[states.index("Closed") :]) != {"Closed"}
        assert (
            {"-100", "Awaiting Evidence"} & set(states)
            or "Resolved" not in states
            or left_closed
            or times != sorted(times)
            or times[0] < parsed(rows[number][0]["opened_at"])
        ), number


def test_the_sample_carries_its_attribution() -> None:
    """
    The licence asks for authors, title, place, licence and changes beside the sample.
    """
    text = (SAMPLE.parent / "README.md").read_text(encoding="utf-8")
    for needed in ("Amaral", "Fantinato", "Peres", "enriched event log", "CC BY 4.0", "Changed"):
        assert needed in text


def test_it_counts_events_incidents_and_resolutions(printed: str, counted: dict[str, Counted]) -> None:
    """
    The first line tells how much the file holds.
    """
    events = sum(map(len, sample_rows().values()))
    resolved = sum(each.resolved for each in counted.values())
    assert f": {events:,} events of {len(counted):,} incidents, {resolved:,} resolved." in printed


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
    "state",
    [
        "New",
        "Active",
        "Awaiting User Info",
        "Awaiting Vendor",
        "Awaiting Problem",
        "Awaiting Evidence",
        "Resolved",
    ],
)
def test_time_in_a_state_is_what_a_slow_count_finds(
    printed: str, counted: dict[str, Counted], state: str
) -> None:
    """
    Incidents, real time and business time in each state equal a count row by row.
    """
    spent = [each.spent(state) for each in counted.values()]
    spent = [(clock, office) for clock, office in spent if clock]
    totals = (sum((length[at] for length in spent), dt.timedelta(0)) for at in (0, 1))
    (row,) = (row for row in cells(printed, "Time in each state") if row[0] == state)
    assert row[1:4] == [f"{len(spent):,}", *map(shown, totals)]


@pytest.mark.parametrize("priority", [1, 2, 3, 4])
def test_within_target_is_what_a_slow_count_finds(
    printed: str, counted: dict[str, Counted], priority: int
) -> None:
    """
    Resolved and within target by priority equal a count of time in New and Active.
    """
    of = [each for each in counted.values() if each.priority == priority and each.resolved]
    row = cells(printed, "Resolved within target")[priority - 1]
    within = sum(each.within for each in of)
    assert row[2:5] == [str(len(of)), str(within), f"{within / len(of):.1%}"]


def test_verdicts_are_set_against_the_logs_own(printed: str, counted: dict[str, Counted]) -> None:
    """
    The confusion table, agreement and the commoner answer equal a count of the same.
    """
    of = [each for each in counted.values() if each.resolved]
    pairs = [(each.within, each.made_sla) for each in of]
    table = [[pairs.count((met, made)) for made in (True, False)] for met in (True, False)]
    told = cells(printed, "Against the log's own verdict")
    assert [row[1:] for row in told] == [list(map(str, row)) for row in table]
    agree, made = table[0][0] + table[1][1], sum(each.made_sla for each in of)
    row = cells(printed, "Agreement with made_sla")[-1]
    assert row[:3] == ["all", str(len(of)), f"{agree / len(of):.1%}"]
    assert row[4] == f"{max(made, len(of) - made) / len(of):.1%}"


def test_the_worst_waits_are_the_longest(printed: str, counted: dict[str, Counted]) -> None:
    """
    The five longest stretches in one Awaiting state, by business time.
    """
    waits = []
    for number, each in counted.items():
        for state, stays in itertools.groupby(each.stays, key=lambda stay: stay[0]):
            times = [at for _, *ends in stays for at in ends]
            if state.startswith("Awaiting"):
                waits.append((number, state, times[0], times[-1]))
    waits.sort(key=lambda wait: business(*wait[2:]), reverse=True)
    assert cells(printed, "The five worst waits") == [
        [
            number,
            str(counted[number].priority),
            state.removeprefix("Awaiting "),
            *(f"{at:%Y-%m-%d %H:%M}" for at in (start, end)),
            shown(real(start, end)),
            shown(business(start, end)),
        ]
        for number, state, start, end in waits[:5]
    ]


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
