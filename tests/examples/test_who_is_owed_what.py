"""
The telecom's questions are answered as somebody would who has read its contracts.

It is Tuesday 10 November 2026, ten in the morning in Oslo. The group's contract runs until the end of
the year; the hotel's ran until 31 October; the family's is suspended since 2 November. The family's
router was put in on 3 February 2025, with two years of warranty on parts and one on labour from its
sale on 20 January. Cityfon has two cases in a month, and pays 25 euros for each more.
"""

import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / "examples" / "03_who_is_owed_what.py"


@pytest.fixture(scope="module")
def answers() -> dict[int, str]:
    """
    What it prints, by the number of the question, in one line each.
    """
    command = [sys.executable, "-W", "error", str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    parts = done.stdout.strip().split("\n\n")
    return {number: " ".join(part.split()) for number, part in enumerate(parts, start=1)}


TOLD = [
    (1, "customer: Nora Lie, contact of Harbor Logistics Oslo"),
    (1, "without its tag"),
    (2, "customer: not clear because 2 fit equally well"),
    (2, "Kari Berg, contact of Fjord Hotel"),
    (2, "Kari Berg, consumer, for household Family Berg"),
    (3, "Harbor Logistics > Harbor Logistics Oslo"),
    (3, "kari, jon"),
    (4, "Yes, premium support for the group (group) covers it"),
    (4, "matches item (3) and account (1) where"),
    (5, "Yes, care for the office's router (router-care) covers it"),
    (
        6,
        "No, the only entitlement does not cover it; service is billed at EUR 120 per hour",
    ),
    (6, "would have covered it until 2026-11-01, 9 days ago"),
    (7, "Yes, business support (hotel) covers it"),
    (8, "contract 'hotel-2026' is active from 2026-11-10 until 2027-11-01"),
    (8, "Yes, business support (hotel-2) covers it"),
    (8, "contract 'hotel-2025' expired on 2026-11-01"),
    (9, "No, none of 2 entitlements covers it; service is refused."),
    (9, "contract 'home-2026' is suspended from 2026-11-02, no end is set: two bills are open"),
    (10, "Yes, home support (home) covers it"),
    (10, "office is open, which it is again from 2026-11-16 08:00 (Europe/Oslo) on"),
    (11, "Yes, warranty (router-warranty/1) covers it"),
    (11, "is for requests by chat or phone, and this one came by email"),
    (11, "parts: covered until 2027-02-03 (two years)"),
    (11, "labour: not covered (one year of labour: it ended on 2026-01-20)"),
    (12, "1 case is left until 2026-12-01"),
    (12, "0 cases will be left after this"),
    (13, "nothing is left until 2026-12-01; more costs EUR 25 each"),
    (14, "household berg, account harbor-oslo"),
    (
        14,
        "item node-oslo fails; item router-berg needs item node-oslo; household berg owns item router-",
    ),
]


@pytest.mark.parametrize(("number", "told"), TOLD, ids=[f"{number}: {told}" for number, told in TOLD])
def test_an_answer_tells_what_was_agreed(answers: dict[int, str], number: int, told: str) -> None:
    """
    What the contracts say, in the answer to the question that asks for it.
    """
    assert told in answers[number]


def test_there_are_a_dozen_and_more(answers: dict[int, str]) -> None:
    """
    Each paragraph is one question with its number.
    """
    assert len(answers) == 14
    assert all(text.startswith(f"{number}. ") for number, text in answers.items())
