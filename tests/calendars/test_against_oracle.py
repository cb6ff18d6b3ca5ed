"""
csmcore against the oracle: thousands of random questions, and not one answer that differs.
"""

import collections
import datetime as dt
import json
import random
from collections.abc import Callable
from typing import Any, Final

import pytest

from csmcore import errors
from csmcore.calendars import Calendar
from tests.calendars.chance import KINDS, ZONES, Subject, clock_changes, question, subject
from tests.calendars.translate import calendar
from tests.oracle import NothingFoundError, Oracle, instant, micros, oracle

pytestmark = pytest.mark.slow

ROUNDS: Final = 3
CALENDARS: Final = 4
QUESTIONS: Final = 110
REACH: Final = dt.timedelta(days=43)
"""
How far the oracle searches at least; an answer that it does not find lies beyond.
"""

ALMOST_FOREVER: Final = (errors.NoWorkingTimeError, errors.NoTransitionError)


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("tz", ZONES)
def test_csmcore_and_the_oracle_answer_alike(
    tz: str, number: int, record_property: Callable[[str, object], None]
) -> None:
    """
    Whatever is asked of whatever calendar, walking minute by minute gives the same answer.
    """
    chance = random.Random(f"{tz} {number}")
    tally: collections.Counter[str] = collections.Counter()
    for _ in range(CALENDARS):
        drawn = subject(chance, tz)
        asked, judge = calendar(drawn.plain), oracle(drawn.plain)
        for _ in range(QUESTIONS):
            kind, args, options = question(chance, judge, drawn)
            _compare(asked, judge, drawn, (kind, args, options))
            tally[kind] += 1
    for kind, asked_so_often in tally.items():
        record_property(f"questions that the oracle answered alike: {kind}", asked_so_often)


def _compare(
    asked: Calendar, judge: Oracle, drawn: Subject, put: tuple[str, tuple[Any, ...], dict[str, Any]]
) -> None:
    kind, args, options = put
    told, right = _answer(asked, kind, args, options), _answer(judge, kind, args, options)
    if right is NothingFoundError:
        far = told in ALMOST_FOREVER or (isinstance(told, dt.datetime) and abs(told - args[0]) >= REACH)
        assert far, _message(drawn, put, told, "nothing near")
    else:
        assert told == right, _message(drawn, put, told, right)
        assert not isinstance(told, dt.datetime) or told.tzinfo is dt.UTC


def _answer(asked: Calendar | Oracle, kind: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    try:
        told = getattr(asked, kind)(*args, **options)
    except (NothingFoundError, errors.CsmError) as error:
        return type(error)
    match kind:
        case "spans" if not isinstance(asked, Oracle):
            return [(span.start, span.end) for span in told]
        case "edges":
            return list(told)
        case _:
            return told


def _message(
    drawn: Subject, put: tuple[str, tuple[Any, ...], dict[str, Any]], told: object, right: object
) -> str:
    kind, args, options = put
    shown = ", ".join([*map(str, args), *(f"{name}={value}" for name, value in options.items())])
    return (
        f"\ncalendar: {json.dumps(drawn.plain)}\nquestion: {kind}({shown})"
        f"\ncsmcore:  {told}\noracle:   {right}"
    )


def test_enough_is_asked() -> None:
    """
    More than twenty thousand questions, of every kind, in every zone.
    """
    assert ROUNDS * CALENDARS * QUESTIONS * len(ZONES) > 20_000
    assert len(set(KINDS)) == 16


def test_the_clock_changes_are_where_they_were() -> None:
    """
    The questions crowd around real clock changes.

    Amsterdam 2024: at 01:00 UTC on 31 March and 27 October. Apia 2011: at 10:00 UTC on 30 December
    the clocks went from the 29th to the 31st. Source: the zone database.
    """
    amsterdam = [
        dt.datetime(2024, 3, 31, 1, tzinfo=dt.UTC),
        dt.datetime(2024, 10, 27, 1, tzinfo=dt.UTC),
    ]

    assert list(clock_changes("Europe/Amsterdam", 2024)) == amsterdam
    assert dt.datetime(2011, 12, 30, 10, tzinfo=dt.UTC) in clock_changes("Pacific/Apia", 2011)
    assert instant(micros(amsterdam[0])) == amsterdam[0]
