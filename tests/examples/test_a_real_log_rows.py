"""
The first example refuses, repairs and measures handmade rows as its README says.
"""

import csv
import datetime as dt
import importlib.util
import pathlib
from types import ModuleType

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / "examples" / "01_a_real_log.py"
HOUR = dt.timedelta(hours=1)

GOOD = {
    "number": "INC1",
    "incident_state": "New",
    "priority": "3 - Moderate",
    "made_sla": "true",
    "opened_at": "1/3/2016 09:00",
    "sys_updated_at": "1/3/2016 09:00",
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
    example: ModuleType, tmp_path: pathlib.Path, dirt: dict[str, str], reason: str
) -> None:
    """
    It is counted with its reason, and the incident's other rows go on.
    """
    log = example.read(written(tmp_path / "log.csv", {}, dirt, *END), "Europe/Amsterdam")
    assert log.rows == 4
    assert dict(log.findings) == {("refused", reason): 1}
    (incident,) = log.incidents
    assert [state for state, _ in incident.segments] == ["New", "Resolved", "Closed"]


@pytest.mark.parametrize("state", ["-100", "?", "Lost"])
def test_a_state_that_is_none_leaves_the_one_before(
    example: ModuleType, tmp_path: pathlib.Path, state: str
) -> None:
    """
    The row is repaired: the state before it goes on.
    """
    dirt = {"incident_state": state, "sys_updated_at": "1/3/2016 10:00"}
    active = {"incident_state": "Active", "sys_updated_at": "1/3/2016 09:30"}
    log = example.read(written(tmp_path / "log.csv", {}, active, dirt, *END), "Europe/Amsterdam")
    assert dict(log.findings) == {("repaired", f"{state} is no state: the one before it goes on"): 1}
    (incident,) = log.incidents
    assert [(name, span.length) for name, span in incident.segments] == [
        ("New", 0.5 * HOUR),
        ("Active", 2.5 * HOUR),
        ("Resolved", 120 * HOUR),
        ("Closed", dt.timedelta(0)),
    ]


def test_an_update_before_the_opening_counts_from_it(
    example: ModuleType, tmp_path: pathlib.Path
) -> None:
    """
    The row is repaired: no history begins before ``opened_at``.
    """
    early = {"incident_state": "Active", "sys_updated_at": "1/3/2016 07:00"}
    log = example.read(written(tmp_path / "log.csv", early, *END), "Europe/Amsterdam")
    reason = "updated before it was opened: counted from opened_at"
    assert dict(log.findings) == {("repaired", reason): 1}
    (incident,) = log.incidents
    assert [span.length for _, span in incident.segments[:2]] == [dt.timedelta(0), 3 * HOUR]


def test_times_that_the_zone_skips_or_repeats_are_counted(
    example: ModuleType, tmp_path: pathlib.Path
) -> None:
    """
    Amsterdam's clocks went from 02:00 to 03:00 on 27 March 2016 and back on 30 October 2016.
    """
    skipped = {"incident_state": "Active", "sys_updated_at": "27/3/2016 02:30"}
    repeated = {"incident_state": "Resolved", "sys_updated_at": "30/10/2016 02:30"}
    path = written(tmp_path / "log.csv", {}, skipped, repeated)
    doubts = example.read(path, "Europe/Amsterdam").doubts
    assert (doubts["skipped"], doubts["repeated"], doubts.total()) == (1, 1, 6)
    doubts = example.read(path, "America/Sao_Paulo").doubts
    assert (doubts["skipped"], doubts["repeated"], doubts.total()) == (0, 0, 6)


@pytest.mark.parametrize(
    ("states", "resolved_at"),
    [
        (("New", "Resolved", "Closed"), "01:00"),
        (("New", "Resolved", "Active", "Resolved"), "03:00"),
        (("New", "Resolved", "Closed", "Active"), None),
        (("New", "Active", "Closed"), None),
    ],
)
def test_resolved_is_the_last_change_to_it_that_held(
    example: ModuleType, tmp_path: pathlib.Path, states: tuple[str, ...], resolved_at: str | None
) -> None:
    """
    A reopened incident is resolved when it is so again; one that never was has no verdict.
    """
    rows = [
        {"incident_state": state, "opened_at": "1/3/2016 00:00", "sys_updated_at": f"1/3/2016 0{at}:00"}
        for at, state in enumerate(states)
    ]
    (incident,) = example.read(written(tmp_path / "log.csv", *rows), "UTC").incidents
    at = incident.resolved_at
    assert (at and f"{at:%H:%M}") == resolved_at
    assert (example.measure(incident, example.OFFICE.bind("UTC")) is None) == (resolved_at is None)


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
    (incident,) = example.read(written(tmp_path / "log.csv", *rows), "UTC").incidents
    measured = example.measure(incident, example.OFFICE.bind("UTC"))
    assert (measured.met, measured.met_unpaused) == (met, met_unpaused)
