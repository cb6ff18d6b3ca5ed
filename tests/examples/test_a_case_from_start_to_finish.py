"""
The story of one case is what somebody would tell who has its promise and a calendar before them.

Oslo's office is open from 08:00 to 16:00. The case is of Tuesday 10 November 2026, 10:00. The first
reply is promised within one hour, the resolution within eight. Forty minutes run on Tuesday, until the
customer is waited for; two hours on Wednesday, from 11:00 to 13:00; three on Thursday, from 09:00, when
she rejects the solution, to 12:00.
"""

import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / "examples" / "04_a_case_from_start_to_finish.py"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """
    The example, run as somebody would.
    """
    command = [sys.executable, "-W", "error", str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def parts() -> list[list[str]]:
    """
    What it prints, in paragraphs of lines, each line with single spaces.
    """
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.strip().split("\n\n")
    return [[" ".join(line.split()) for line in part.splitlines()] for part in told]


def test_the_entitlement_is_found_with_the_reasons(parts: list[list[str]]) -> None:
    """
    The group's contract covers its branch in Oslo.
    """
    assert parts[0][1] == "Yes, premium support for the group (group) covers it:"
    assert "- account harbor-oslo is below account harbor" in parts[0]


TOLD = [
    (1, "Tue 10 10:00 customer nora: OpenCase"),
    (1, "new (new), priority 2, with no group, nobody"),  # medium impact, high urgency
    (1, "resolution running 0:00:00 due Wed 11 10:00 in time so far"),  # six hours and two
    (2, "was done already: event 1; nothing happens"),
    (4, "2. CaseAssigned group_id='network' agent_id='kim'"),
    (6, "first reply finished 0:40:00 due Tue 10 11:00 in time"),
    (7, "resolution paused 0:40:00 due - in time so far"),
    (8, "6. CommentAdded text='None at all.'"),
    (8, "7. CaseMoved source='awaiting_info' target='open'"),  # her answer moves it
    (8, "resolution running 0:40:00 due Thu 12 10:20 in time so far"),  # five hours, and 2:20
    (11, "resolution finished 2:40:00 due Thu 12 10:20 in time"),
    (12, "10. CaseMoved source='resolved' target='open'"),
    (12, "resolution running 2:40:00 due Thu 12 14:20 in time so far"),  # 5:20 from nine on
    (13, "resolution finished 5:40:00 due Thu 12 14:20 in time"),
    (14, "closed (closed), priority 2, with network, kim"),
]


@pytest.mark.parametrize(("number", "line"), TOLD)
def test_each_step_tells_what_came_of_it(parts: list[list[str]], number: int, line: str) -> None:
    """
    State, who has it, and both clocks.
    """
    assert line in parts[number]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (3, "new -> accept -> open needs assigned_to is set, and assigned_to is not set"),
        (10, "needs resolution_code and notes to be given"),
        (15, "is closed and only read"),
    ],
)
def test_what_is_refused_says_why(parts: list[list[str]], number: int, why: str) -> None:
    """
    A case that is nobody's, a solution without words, and a case that is over.
    """
    assert parts[number][1].startswith("refused: ")
    assert why in parts[number][1]
    assert len(parts[number]) == 2


def test_any_moment_is_asked_again(parts: list[list[str]]) -> None:
    """
    Wednesday at noon: an hour since her answer, after forty minutes on Tuesday.
    """
    assert parts[17] == [
        "How was it on Wed 11 12:00?",
        "open (active), priority 2, with network, kim",
        "first reply finished 0:40:00 due Tue 10 11:00 in time",
        "resolution running 1:40:00 due Thu 12 10:20 in time so far",
        "agent kim could move it by request_info, propose_solution, close",
        "customer nora could move it by close",
    ]


def test_a_moment_that_somebody_asks_is_answered() -> None:
    """
    A minute before the mail there is no case; a minute after the end there is one.
    """
    done = run("--at", "2026-11-10T09:59", "--at", "2026-11-13T10:01")
    before, after = done.stdout.strip().split("\n\n")[-2:]
    assert before == "On Tue 10 09:59 there was no case yet."
    assert "closed (closed)" in after
    assert after.endswith("customer nora could move it by nothing")


def test_a_mistake_is_told_in_one_line() -> None:
    """
    What is no time ends with status 2, one line, and no traceback.
    """
    done = run("--at", "tomorrow")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
