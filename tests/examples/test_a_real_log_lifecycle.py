"""
How the log's incidents moved, counted from its rows without the library.
"""

import csv
import gzip
import itertools
import pathlib
import re
import subprocess
import sys
from collections import Counter, defaultdict

import pytest

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples"
SCRIPT = EXAMPLES / "01_a_real_log.py"
SAMPLE = EXAMPLES / "data" / "incident_event_log_sample.csv.gz"

# The whole of the row that the example refuses: its time lies after the two that follow it.
OUT_OF_ORDER = ("INC0000137", "29/2/2016 11:10")

WAITS = {f"Awaiting {whom}" for whom in ("User Info", "Vendor", "Problem", "Evidence")}

# An incident is taken up, waits and goes on, is resolved, and then closed or reopened.
TEXTBOOK = {
    ("New", "Active"),
    *(("Active", wait) for wait in WAITS),
    *((wait, "Active") for wait in WAITS),
    ("Active", "Resolved"),
    ("Resolved", "Active"),
    ("Resolved", "Closed"),
}


def walks() -> dict[str, list[tuple[str, str]]]:
    """
    The steps of each incident of the sample, from one state to another.
    """
    states: defaultdict[str, list[str]] = defaultdict(lambda: ["New"])
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            state, number = row["incident_state"], row["number"]
            if (number, row["sys_updated_at"]) == OUT_OF_ORDER or state == "-100":
                continue
            if states[number][-1] != state:
                states[number].append(state)
    return {number: list(itertools.pairwise(each)) for number, each in states.items()}


@pytest.fixture(scope="module")
def told() -> list[list[str]]:
    """
    What the example prints of it, row by row, in cells.
    """
    command = [sys.executable, "-W", "error", str(SCRIPT), "--lifecycle"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    _, _, printed = done.stdout.partition("Incidents, by steps that the")
    return [re.split(r" {2,}", line.strip()) for line in printed.splitlines()]


def test_incidents_are_told_by_how_many_of_their_steps_do_not_fit(told: list[list[str]]) -> None:
    """
    None, one, two, and more.
    """
    many = Counter(sum(step not in TEXTBOOK for step in steps) for steps in walks().values())
    more = sum(count for size, count in many.items() if size > 2)
    for name, count in (
        ("none: it fits", many[0]),
        ("1", many[1]),
        ("2", many[2]),
        ("3 or more", more),
    ):
        assert [name, f"{count}", f"{count / 429:.1%}"] in told
    assert sum(many.values()) == 429


def test_every_step_that_does_not_fit_is_told(told: list[list[str]]) -> None:
    """
    How often, in how many incidents, and how much of all that left that state; the commonest first.
    """
    steps = Counter(itertools.chain.from_iterable(walks().values()))
    within = Counter(itertools.chain.from_iterable(map(set, walks().values())))
    left = Counter(source for source, _ in steps.elements())
    expected = [
        [source, target, f"{count}", f"{within[source, target]}", f"{count / left[source]:.1%}"]
        for (source, target), count in sorted(steps.items(), key=lambda each: (-each[1], each[0]))
        if (source, target) not in TEXTBOOK
    ]
    assert [cells for cells in told if len(cells) == 5 and cells[0] != "from"] == expected
    assert expected[0][:2] == ["New", "Resolved"]


def test_the_share_of_steps_that_fit_is_told(told: list[list[str]]) -> None:
    """
    In the last line.
    """
    steps = [step for each in walks().values() for step in each]
    good = sum(step in TEXTBOOK for step in steps)
    line = f"{good:,} of {len(steps):,} steps fit the textbook ({good / len(steps):.1%})."
    assert told[-1] == [line]
