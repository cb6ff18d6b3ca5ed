"""
The tour of clocks prints what a week worked by hand says.

The office works 09:00-13:00 and 14:00-18:00. The case is of Thursday 26 March 2026, 16:00, and has
16 hours. Two run on Thursday; one on Friday until 10:00, when the customer is waited for until
15:00; three until Friday's close; eight on Monday. On Sunday Lisbon's clocks go forward.
"""

import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / "examples" / "02_clocks.py"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """
    The example, run as somebody would.
    """
    command = [sys.executable, "-W", "error", str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def parts() -> list[list[str]]:
    """
    What it prints of Tuesday noon, in paragraphs of lines.
    """
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    return [part.splitlines() for part in done.stdout.split("\n\n")]


def test_the_policy_is_told_with_what_was_rejected(parts: list[list[str]]) -> None:
    """
    The case's contract is standard, and so the premium policy, which comes first, does not fit.
    """
    assert parts[0][0] == "SLA policy: standard"
    assert parts[0][-1].strip().startswith("not premium")


def test_each_clock_tells_share_and_due(parts: list[list[str]]) -> None:
    """
    The first reply took three hours of four, and the resolution has had 17 of 16 by noon.

    The next reply took four of eight: three on Friday, one on Monday.
    """
    assert [" ".join(line.split()) for line in parts[1][1:4]] == [
        "first reply finished 75 % due Fri 27 11:00 in time",
        "next reply finished 50 % due Mon 30 15:00 in time",
        "resolution running 106 % due Tue 31 11:00 breached Tue 31 11:00",
    ]


def test_it_says_when_to_look_again(parts: list[list[str]]) -> None:
    """
    Four working hours after due: from eleven until one, and from two until four.
    """
    assert parts[1][-1] == "Look again on Tue 31 16:00."


def test_notices_are_told_with_their_instants(parts: list[list[str]]) -> None:
    """
    Twelve of sixteen hours have run on Monday at four, all of them on Tuesday at eleven.
    """
    assert parts[2][1:] == [
        "  Mon 30 16:00  resolution: 75 %",
        "  Tue 31 11:00  resolution: breached",
    ]


def test_the_clock_tells_how_it_came_there(parts: list[list[str]]) -> None:
    """
    Three hours, four of waiting, fourteen more. Since Sunday, Lisbon is an hour ahead of UTC.
    """
    told = [line.split(":  ")[-1].split(": ")[0].split("Z  ")[-1] for line in parts[3][2:]]
    assert told == ["running, 3h", "paused (customer), 4h", "running, 14h"]
    assert parts[3][1].endswith("17h of 16h, breached 2026-03-31T10:00:00Z")


def test_its_time_is_told_by_group(parts: list[list[str]]) -> None:
    """
    Until Monday at ten no group had it: seven hours, and four of waiting. Network has had it for ten.
    """
    assert [" ".join(line.split()) for line in parts[4][1:]] == [
        "none ran 7:00:00, waited 4:00:00",
        "network ran 10:00:00, waited 0:00:00",
    ]


def test_the_late_email_withdraws_the_breach(parts: list[list[str]]) -> None:
    """
    Four hours of Monday did not count, from eleven until four: due on Tuesday at four, not eleven.
    """
    clock, notice = parts[5][1:]
    assert "running, due 2026-03-31T15:00:00Z (" in clock.split(" -> ")[1]
    assert notice.startswith("withdraw resolution: breached at 2026-03-31T10:00:00Z")


def test_a_paused_clock_shows_no_due() -> None:
    """
    On Friday at noon the customer is waited for: three of sixteen hours have run, and due is open.
    """
    done = run("--at", "2026-03-27T12:00")
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("  resolution "))
    assert " ".join(line.split()) == "resolution paused 19 % due - in time so far"


@pytest.mark.parametrize(
    ("at", "told"),
    [("tomorrow", "Invalid isoformat string: 'tomorrow'"), ("2026-03-25T09:00", "before it starts")],
)
def test_a_mistake_is_told_in_one_line(at: str, told: str) -> None:
    """
    What is no time, or lies before the case, ends with status 2, one line, and no traceback.
    """
    done = run("--at", at)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
