"""
What seven other engines expect of business time, put to csmcore and to the oracle.
"""

import collections
import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest

from csmcore import errors
from tests.calendars.translate import calendar
from tests.golden.cases import Case, ask, cases
from tests.oracle import NothingFoundError, Schedule, oracle

CASES: Final = cases()
ANSWERED: Final = [case for case in CASES if case.why != "refused"]
BY_ID: Final = {case.id: case for case in CASES}

START: Final = dt.datetime(2024, 1, 19, 16, tzinfo=dt.UTC)
HOUR: Final = dt.timedelta(hours=1)

LEFT_OUT: Final[dict[str, str]] = {}
"""
Cases that csmcore contradicts on the word of the architecture, with that word: none.
"""


def _shown(case: Case) -> str:
    return f"{case.id}-{case.boundary}"


@pytest.mark.parametrize("case", ANSWERED, ids=_shown)
def test_csmcore_answers_as_the_engine_expects(case: Case) -> None:
    """
    The answer is the engine's own, or the right one where the engine is known to be wrong.
    """
    assert ask(calendar(case.schedule), case) == case.expected


@pytest.mark.parametrize("case", ANSWERED, ids=_shown)
def test_the_oracle_answers_as_the_engine_expects(case: Case) -> None:
    """
    The judge of csmcore has been judged by the same cases.
    """
    assert ask(oracle(case.schedule), case) == case.expected


def test_a_deadline_on_a_calendar_that_never_opens_is_refused() -> None:
    """
    chatwoot-013: with all days closed there is no deadline, least of all one by the wall clock.
    """
    schedule = BY_ID["chatwoot-013"].schedule

    with pytest.raises(errors.NoWorkingTimeError, match="under test"):
        calendar(schedule).add(START, HOUR)
    with pytest.raises(NothingFoundError):
        oracle(schedule).add(START, HOUR)


def test_an_opening_that_never_comes_is_refused() -> None:
    """
    spatie_opening_hours-072: a 24/7 calendar does not open again, one without hours never opens.
    """
    always, never = BY_ID["spatie_opening_hours-072"].schedule, Schedule(tz="UTC", week={})
    always = BY_ID["spatie_opening_hours-071"].schedule

    with pytest.raises(errors.NoTransitionError):
        calendar(always).next_opening(START)
    with pytest.raises(errors.NoWorkingTimeError):
        calendar(never).next_opening(START)
    for schedule in (always, never):
        with pytest.raises(NothingFoundError):
            oracle(schedule).next_opening(START)


def test_every_case_is_run(record_property: Callable[[str, object], None]) -> None:
    """
    No case is left out without a reason; the count is told.
    """
    for why, number in collections.Counter(case.why for case in CASES).items():
        record_property(f"questions of other engines' own tests: {why}", number)
    record_property("questions of other engines' own tests: left out", len(LEFT_OUT))

    assert len(BY_ID) == 66 + 13 + 39 + 24 + 35 + 72 + 132
    assert LEFT_OUT == {}
