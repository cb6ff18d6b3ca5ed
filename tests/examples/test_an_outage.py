"""
An outage ends as somebody works it out who has read the script's story and no code.

Behind doors 1 to 300 there is a shop at every tenth (30), a family where the number ends in 1 or 6
(60), and one resident at each of the other 210. Family 21 has called, so 299 cases are opened. One shop
stops following, two residents close their cases, two cases come late: 297 hear the second comment, the
two late ones catch up with both, and 299 are closed with the major case. With the two that were closed
before that makes 301 closed, and one open.

Above there are nine events: opened, accepted, priority, moved to work, assigned, a comment, a work
note, a comment, closed.
"""

import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / "examples" / "05_an_outage.py"


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """
    What it prints, by the time, in one line each.
    """
    command = [sys.executable, "-W", "error", str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    parts = (part.split("\n", 1) for part in done.stdout.strip().split("\n\n"))
    return {time: " ".join(text.split()) for time, text in parts}


TOLD = [
    ("08:04", "CS-2001 has priority 2"),
    (
        "08:15",
        "MC-7 (No internet at the harbour) has the customer None, and of what the family said no",
    ),
    ("08:20", "affected: 301 items, 0 sold products, 300 owners"),
    ("08:20", "30 of kind account, 210 of kind consumer, 60 of kind household"),
    ("08:20", "299 cases are opened; not household home-21: case 'CS-2001' is for them already"),
    ("08:40", "Synchronised: 300 took it over."),
    ("08:40", "0 took it over; 300 not: nothing that it takes over happened after event 7"),
    ("08:40", "CS-2001 is open with priority 1, as case 'MC-7'"),
    ("09:00", "297 took it over; 1 not: the case does not follow"),
    ("09:00", "2 not: the case is closed, and finished cases are skipped"),
    ("09:15", "2 took it over; 297 not: nothing that it takes over happened after event 8"),
    ("09:15", "CS-2002 is open with priority 1"),
    ("09:15", "A digger has cut the cable. We are splicing it. Half of the fibres are spliced."),
    ("10:20", "299 took it over; 1 not: the case does not follow"),
    ("10:20", "Cases below it: 301 closed, 1 open."),
    ("10:20", "What their customers read: The cable is spliced; you are not billed for today."),
    ("Afterwards", "9 events are in the trail of MC-7: nobody changed it."),
    ("Afterwards", "closed an hour earlier: event 9 was changed"),
]


@pytest.mark.parametrize(("time", "told"), TOLD, ids=[f"{time} {told[:40]}" for time, told in TOLD])
def test_it_happens_as_worked_out(story: dict[str, str], time: str, told: str) -> None:
    """
    What the story says at a time.
    """
    assert told in story[time]


def test_it_is_told_in_the_order_of_the_day(story: dict[str, str]) -> None:
    """
    From the first call to what was left afterwards.
    """
    times = ["08:04", "08:15", "08:20", "08:40", "08:50", "08:55", "09:00", "09:15", "10:20"]
    assert [*story] == [*times, "Afterwards"]
