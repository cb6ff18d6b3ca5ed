"""
The first example refuses, repairs and measures handmade rows as its README says.
"""

import csv
import datetime as dt
import importlib.util
import itertools
import pathlib
from types import ModuleType

import pytest

from csmcore.calendars import ALWAYS, CalendarBook
from examples.real_log.reading import Incident, read

SCRIPT = pathlib.Path(__file__).parents[2] / "examples" / "01_a_real_log.py"

GOOD = {
    "number": "INC1",
    "incident_state": "New",
    "priority": "3 - Moderate",
    "made_sla": "true",
    "opened_at": "1/3/2016 09:00",
    "sys_updated_at": "1/3/2016 09:00",
    "assignment_group": "Group 1",
    "reassignment_count": "0",
}
END = [
    {"incident_state": "Resolved", "sys_updated_at": "1/3/2016 12:00"},
    {"incident_state": "Closed", "sys_updated_at": "6/3/2016 12:00"},
]


@pytest.fixture(scope="module")
def example() -> ModuleType:
    """
    The example as a module.
    """
    spec = importlib.util.spec_from_file_location("a_real_log", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def written(path: pathlib.Path, *changes: dict[str, str]) -> pathlib.Path:
    """
    A log of rows that differ from a good one by these fields.
    """
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(GOOD))
        writer.writeheader()
        writer.writerows([GOOD | change for change in changes])
    return path


def states(incident: Incident) -> list[str]:
    """
    The states of an incident's timeline, and since when in the clocks of the zone that was assumed.
    """
    turns = [(each.facts["state"], each.start) for each in incident.timeline.segments]
    return [
        f"{at:%d %H:%M} {state}"
        for state, found in itertools.groupby(turns, lambda turn: turn[0])
        for at in [next(found)[1]]
    ]


UNKNOWN = "number, priority or made_sla is missing or unknown"
NO_TIME = "opened_at or sys_updated_at is missing or no time"


@pytest.mark.parametrize(
    ("dirt", "reason"),
    [
        ({"number": "?"}, UNKNOWN),
        ({"number": ""}, UNKNOWN),
        ({"priority": "?"}, UNKNOWN),
        ({"priority": "9 - Someday"}, UNKNOWN),
        ({"made_sla": "?"}, UNKNOWN),
        ({"opened_at": "?"}, NO_TIME),
        ({"sys_updated_at": "31/2/2016 09:00"}, NO_TIME),
        ({"sys_updated_at": "3/3/2016 09:00"}, "sys_updated_at out of order"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(
    tmp_path: pathlib.Path, dirt: dict[str, str], reason: str
) -> None:
    """
    It is counted with its reason, and the incident's other rows go on.
    """
    log = read(written(tmp_path / "log.csv", {}, dirt, *END), "UTC")
    assert log.rows == 4
    assert dict(log.findings) == {("refused", reason): 1}
    (incident,) = log.incidents
    assert states(incident) == ["01 09:00 New", "01 12:00 Resolved", "06 12:00 Closed"]


@pytest.mark.parametrize("state", ["-100", "?", "Lost"])
def test_a_state_that_is_none_leaves_the_one_before(tmp_path: pathlib.Path, state: str) -> None:
    """
    The row is repaired: the state before it goes on.
    """
    dirt = {"incident_state": state, "sys_updated_at": "1/3/2016 10:00"}
    active = {"incident_state": "Active", "sys_updated_at": "1/3/2016 09:30"}
    log = read(written(tmp_path / "log.csv", {}, active, dirt, *END), "UTC")
    assert dict(log.findings) == {("repaired", f"{state} is no state: the one before it goes on"): 1}
    (incident,) = log.incidents
    assert states(incident) == [
        "01 09:00 New",
        "01 09:30 Active",
        "01 12:00 Resolved",
        "06 12:00 Closed",
    ]


def test_an_update_before_the_opening_counts_from_it(tmp_path: pathlib.Path) -> None:
    """
    The row is repaired: no history begins before ``opened_at``.
    """
    early = {"incident_state": "Active", "sys_updated_at": "1/3/2016 07:00"}
    log = read(written(tmp_path / "log.csv", early, *END), "UTC")
    reason = "updated before it was opened: counted from opened_at"
    assert dict(log.findings) == {("repaired", reason): 1}
    (incident,) = log.incidents
    assert states(incident) == ["01 09:00 Active", "01 12:00 Resolved", "06 12:00 Closed"]


def test_what_an_update_leaves_as_it_was_is_no_change(tmp_path: pathlib.Path) -> None:
    """
    A timeline holds what is new: the group and the priority stay until a row says otherwise.
    """
    moved = {"assignment_group": "Group 2", "reassignment_count": "1"}
    moved |= {"sys_updated_at": "1/3/2016 10:00"}
    lost = {"assignment_group": "?", "reassignment_count": "?", "sys_updated_at": "1/3/2016 11:00"}
    (incident,) = read(written(tmp_path / "log.csv", {}, {}, moved, lost), "UTC").incidents
    assert [(f"{each.at:%H:%M}", dict(each.facts)) for each in incident.timeline] == [
        ("09:00", {"state": "New", "priority": 3, "group": "Group 1", "reassigned": 0}),
        ("10:00", {"group": "Group 2", "reassigned": 1}),
        ("11:00", {"group": None, "reassigned": None}),
    ]


def test_done_in_the_minute_of_its_opening_is_opened_first(
    example: ModuleType, tmp_path: pathlib.Path
) -> None:
    """
    The log tells minutes; a clock that is to finish has to have started, by whatever little.
    """
    solved = {"incident_state": "Resolved"}
    (incident,) = read(written(tmp_path / "log.csv", solved, END[1]), "UTC").incidents
    assert incident.timeline.starts_at == dt.datetime(2016, 3, 1, 8, 59, 59, 999_999, tzinfo=dt.UTC)
    measured = example.measure(incident, book(example), incident.ends_at)
    assert measured.met
    assert measured.clock.elapsed == dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("made", "missed_in"),
    [(("true", "true"), ""), (("true", "false"), "Closed"), (("false", "false"), "Resolved")],
)
def test_where_the_logs_own_verdict_turned_is_kept(
    tmp_path: pathlib.Path, made: tuple[str, str], missed_in: str
) -> None:
    """
    ``made_sla`` once false is a miss, told in the state of that row.
    """
    rows = [end | {"made_sla": verdict} for end, verdict in zip(END, made, strict=True)]
    (incident,) = read(written(tmp_path / "log.csv", {}, *rows), "UTC").incidents
    assert (incident.missed_in, incident.made_sla) == (missed_in, not missed_in)


def test_times_that_the_zone_skips_or_repeats_are_counted(tmp_path: pathlib.Path) -> None:
    """
    Amsterdam's clocks went from 02:00 to 03:00 on 27 March 2016 and back on 30 October 2016.
    """
    skipped = {"incident_state": "Active", "sys_updated_at": "27/3/2016 02:30"}
    repeated = {"incident_state": "Resolved", "sys_updated_at": "30/10/2016 02:30"}
    path = written(tmp_path / "log.csv", {}, skipped, repeated)
    doubts = read(path, "Europe/Amsterdam").doubts
    assert (doubts["skipped"], doubts["repeated"], doubts.total()) == (1, 1, 6)
    doubts = read(path, "America/Sao_Paulo").doubts
    assert (doubts["skipped"], doubts["repeated"], doubts.total()) == (0, 0, 6)


def book(example: ModuleType) -> CalendarBook:
    """
    The example's calendars, on London's winter clocks.
    """
    return CalendarBook((example.OFFICE.bind("UTC"), ALWAYS))


@pytest.mark.parametrize(
    ("told", "done_at"),
    [
        (("New", "Resolved", "Closed"), "01:00"),
        (("New", "Resolved", "Active", "Resolved"), "03:00"),
        (("New", "Active", "Closed"), "02:00"),
        (("New", "Resolved", "Closed", "Active"), None),
        (("New", "Active", "Awaiting Vendor"), None),
    ],
)
def test_done_is_the_last_change_to_it_that_held(
    example: ModuleType, tmp_path: pathlib.Path, told: tuple[str, ...], done_at: str | None
) -> None:
    """
    A reopened incident is resolved when it is so again; one that is open has no verdict.
    """
    rows = [
        {"incident_state": state, "opened_at": "1/3/2016 00:00", "sys_updated_at": f"1/3/2016 0{at}:00"}
        for at, state in enumerate(told)
    ]
    (incident,) = read(written(tmp_path / "log.csv", *rows), "UTC").incidents
    measured = example.measure(incident, book(example), incident.ends_at)
    assert (measured and f"{measured.clock.ended_at:%H:%M}") == done_at


def test_a_reopened_incident_goes_on_where_it_ended(
    example: ModuleType, tmp_path: pathlib.Path
) -> None:
    """
    Two hours until it was resolved, one after it was reopened; the four in between do not count.
    """
    times = ("09:00 New", "11:00 Resolved", "15:00 Active", "16:00 Resolved")
    rows = [{"sys_updated_at": f"1/3/2016 {each[:5]}", "incident_state": each[6:]} for each in times]
    (incident,) = read(written(tmp_path / "log.csv", *rows), "UTC").incidents
    measured = example.measure(incident, book(example), incident.ends_at)
    assert measured.clock.elapsed == dt.timedelta(hours=3)


def test_the_priority_before_the_end_is_what_was_promised(
    example: ModuleType, tmp_path: pathlib.Path
) -> None:
    """
    A priority that becomes critical at 17:00 has an hour of office behind it and runs on by night.

    From 17:00 until 20:00 are three more: four in all, which is what priority 1 allows. What the
    resolving row itself says of the priority does not count.
    """
    critical, low = {"priority": "1 - Critical"}, {"priority": "4 - Low"}
    rows = [
        {"opened_at": "1/3/2016 16:00", "sys_updated_at": "1/3/2016 16:00"},
        critical | {"opened_at": "1/3/2016 16:00", "sys_updated_at": "1/3/2016 17:00"},
        low
        | {"opened_at": "1/3/2016 16:00", "sys_updated_at": "1/3/2016 20:00"}
        | {"incident_state": "Resolved"},
    ]
    (incident,) = read(written(tmp_path / "log.csv", *rows), "UTC").incidents
    measured = example.measure(incident, book(example), incident.ends_at)
    assert str(measured.goal) == "4h in always when priority = 1"
    assert (measured.met, measured.clock.margin) == (True, dt.timedelta(0))
    assert (incident.priority, measured.fact("priority")) == (4, 4)


@pytest.mark.parametrize(
    ("waits_from", "resolved", "met", "met_unpaused"),
    [
        ("1/3/2016 08:00", "3/3/2016 18:00", True, True),  # three whole days, to the minute
        ("1/3/2016 08:00", "4/3/2016 08:01", True, False),  # a minute of a fourth, but it waited
        ("3/3/2016 18:00", "4/3/2016 08:01", False, False),  # the wait began when all was used up
    ],
)
def test_a_clock_pauses_while_it_waits(
    example: ModuleType,
    tmp_path: pathlib.Path,
    waits_from: str,
    resolved: str,
    *,
    met: bool,
    met_unpaused: bool,
) -> None:
    """
    Priority 3 has 30 hours of office time; what is resolved on the due instant is in time.
    """
    rows = [{"opened_at": "1/3/2016 08:00", "sys_updated_at": "1/3/2016 08:00"}]
    rows += [{"incident_state": "Awaiting Vendor", "sys_updated_at": waits_from}]
    rows += [{"incident_state": "Resolved", "sys_updated_at": resolved}]
    rows = [{"opened_at": "1/3/2016 08:00"} | row for row in rows]
    (incident,) = read(written(tmp_path / "log.csv", *rows), "UTC").incidents
    measured = example.measure(incident, book(example), incident.ends_at)
    assert (measured.met, not measured.if_waits_counted.breached) == (met, met_unpaused)
