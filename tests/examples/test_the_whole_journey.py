"""
The journey of four incidents is worked out by hand, and any journey goes the same way twice.

What is invented, as the example says: a caller works for the account of their number modulo twenty, and
an account has gold, silver, silver, a pack, a contract that ends with March 2016 or nothing, by its
number modulo six. The office is open from 08:00 to 18:00; gold promises a response within one hour, and
20 hours for priority 3; standard eight, and 60, and 12 around the clock for priority 1. Of the three
people of a small team, the first and the third begin at 09:30, the second at 07:00.
"""

import pathlib
import re
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / "examples" / "07_the_whole_journey.py"
COLUMNS = (
    *("number", "incident_state", "priority", "made_sla", "opened_at", "sys_updated_at"),
    *("assignment_group", "reassignment_count", "caller_id", "category", "closed_code"),
    *("impact", "urgency"),
)

# Number, caller, group, level (of impact and urgency) and opening; then states with their times.
SLICE: list[tuple[tuple[str, int, int, int, str], list[tuple[str, str]]]] = [
    # Gold's. On Tuesday at nine the second of the front team is there, and has it at once.
    # Taken up after half an hour, resolved after three: both in time.
    (
        ("INC1", 20, 70, 2, "1/3/2016 09:00"),
        [
            ("Active", "1/3/2016 09:30"),
            ("Resolved", "1/3/2016 12:00"),
            ("Closed", "7/3/2016 12:00"),
        ],
    ),
    # The contract ended the day before: billed, standard. The response was due on Friday at 18:00 and
    # came on Monday; resolved after eight hours of Friday and eight of Monday.
    (
        ("INC2", 4, 71, 2, "1/4/2016 10:00"),
        [
            ("Active", "4/4/2016 12:00"),
            ("Resolved", "4/4/2016 16:00"),
            ("Closed", "11/4/2016 16:00"),
        ],
    ),
    # A pack. Critical, in the night of a Saturday: who is on call has it at once; an hour around the
    # clock. No office hour passes until the response. What is closed stays so.
    (
        ("INC3", 3, 12, 1, "2/4/2016 03:00"),
        [
            ("Resolved", "2/4/2016 04:00"),
            ("Closed", "7/4/2016 04:00"),
            ("Active", "8/4/2016 10:00"),
        ],
    ),
    # Nothing agreed: billed. On Saturday nobody of the front team is there; on Monday at seven the one
    # who begins early has it, after 45 hours. Resolved after one hour of the office.
    (
        ("INC4", 5, 70, 2, "2/4/2016 10:00"),
        [
            ("Resolved", "4/4/2016 09:00"),
            ("Closed", "9/4/2016 09:00"),
        ],
    ),
]


def written(path: pathlib.Path) -> pathlib.Path:
    """
    The four incidents as a log.
    """
    lines = [",".join(COLUMNS)]
    for (number, caller, group, level, opened), states in SLICE:
        word = {1: "1 - High", 2: "2 - Medium"}[level]
        priority = {1: "1 - Critical", 2: "3 - Moderate"}[level]
        for state, at in states:
            row = (number, state, priority, "true", opened, at, f"Group {group}", "0")
            lines.append(",".join((*row, f"Caller {caller}", "Category 1", "code 6", word, word)))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """
    The example, run as somebody would.
    """
    command = [sys.executable, "-W", "error", str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def told(*arguments: str) -> str:
    """
    What it prints, less the memory that it took.
    """
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith("Memory"))


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


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """
    What is said of the four incidents.
    """
    return told("--log", str(written(tmp_path_factory.mktemp("log") / "four.csv")))


def test_it_says_first_what_is_invented(printed: str) -> None:
    """
    Whoever reads the tables knows what to make of them.
    """
    first, second, third = printed.splitlines()[:3]
    assert first.startswith("Real are the incidents")
    assert "Invented are twenty customers" in second
    assert "the agents" in third
    assert "four.csv: 4 incidents; 4 callers, " in printed


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        (
            "Covered by",
            [
                ["gold", "gold", "1", "25.0%"],
                ["none: billed", "standard", "2", "50.0%"],
                ["pack", "standard", "1", "25.0%"],
            ],
        ),
        (
            # The hours until resolved are 16, 1 and 1 under standard; one response came too late.
            "Promises kept",
            [
                ["gold", "1", "100.0%", "100.0%", "3", "0", "0"],
                ["standard", "3", "66.7%", "100.0%", "1", "0", "1"],
            ],
        ),
        (
            # The front team's two, after no minute and 45 hours, both to the one who begins early.
            "Routed to",
            [
                ["accounts", "1", "1", "1", "1", "0"],
                ["front", "1", "2", "2", "2", "2,700"],
                ["urgent", "1", "1", "1", "1", "0"],
            ],
        ),
        ("Held at first, since", [["front", "nobody is on shift", "1"]]),
        ("Refused, though the log did it", [["Closed", "take up", "1"]]),
    ],
)
def test_the_tables_are_those_worked_by_hand(printed: str, title: str, rows: list[list[str]]) -> None:
    """
    Who is covered, what was kept, who got it, who waited, and what is not done to what is closed.
    """
    assert cells(printed, title) == rows


def test_the_events_are_those_worked_by_hand(printed: str) -> None:
    """
    Each is opened, measured, given to somebody, which is told twice, and moved as the log says.

    That is 4 each and 10 moves; three say by what they are covered or under which contract, and the
    pack has lost a case.
    """
    assert "4 cases were opened, for 4 callers known by their address." in printed
    covered, spent = 2, 1
    assert f"{4 * 4 + 10 + covered + spent} events were appended" in printed


def test_the_same_run_twice_gives_the_same_bytes() -> None:
    """
    Everything that it prints, and what all documents come to; one incident more is another thing.
    """
    first, again, more = (told("--digest", "--incidents", count) for count in ("25", "25", "26"))

    assert first == again
    digests = [re.findall(r"appended: (\w{32})$", each, re.MULTILINE) for each in (first, more)]
    assert [len(each) for each in digests] == [1, 1]
    assert digests[0] != digests[1]


def test_a_log_is_repeated_where_more_is_asked_for(tmp_path: pathlib.Path) -> None:
    """
    Copies come a week apart, and each of their incidents is a case.
    """
    printed = told("--log", str(written(tmp_path / "four.csv")), "--incidents", "10")

    assert "four.csv: 10 incidents, in 3 copies a week apart;" in printed
    assert "10 cases were opened" in printed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot read"),
        ("number,caller_id\n", "is no incident event log: it lacks incident_state"),
        (",".join(COLUMNS), "holds no row that can be used"),
    ],
)
def test_a_log_that_is_none_is_told_in_a_line(
    tmp_path: pathlib.Path, text: str | None, message: str
) -> None:
    """
    And the command says 2.
    """
    path = tmp_path / "log.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = run("--log", str(path))

    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
