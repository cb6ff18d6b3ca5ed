"""
A calendar stays the value that it is, whatever it has computed.
"""

import copy
import datetime as dt
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Final

import attrs
import pytest

from csmcore.calendars import (
    ALWAYS,
    BusinessCalendar,
    Calendar,
    FloatingCalendar,
    HolidayRule,
    Operation,
)
from tests.calendars.office import HOUR, fresh, z

# -- a value -----------------------------------------------------------------------------------------


def _values() -> list[Calendar]:
    office = fresh()
    rich = BusinessCalendar(
        "rich",
        "Europe/Amsterdam",
        "mon-fri 09:00-17:00; sat 22:00-06:00",
        changes={dt.date(2025, 1, 1): "mon-thu 09:00-17:00"},
        holidays=[HolidayRule.easter(1), dt.date(2024, 5, 9)],
        dated={dt.date(2024, 12, 24): "09:00-12:00"},
        breaks={dt.date(2024, 12, 23): "12:00-13:00"},
        revision=2,
    )
    return [office, rich, office | rich, (office - rich).named("the rest"), office & rich & ALWAYS]


VALUES: Final = ("office", "rich", "union", "difference", "intersection")


@pytest.fixture(params=range(len(VALUES)), ids=VALUES)
def value(request: pytest.FixtureRequest) -> Calendar:
    """
    One of several calendars, not asked anything yet.
    """
    number: int = request.param
    return _values()[number]


def _ask(calendar: Calendar) -> tuple[object, ...]:
    return (
        calendar.between(z(1980), z(2030)),
        calendar.add(z(2024), 100 * HOUR),
        calendar.business_days(dt.date(2024, 1, 1), dt.date(2025, 1, 1), zone="UTC"),
    )


def test_asking_leaves_no_trace_in_a_pickle(value: Calendar) -> None:
    """
    What is compiled stays behind: a pickle is as long after fifty years of answers as before.
    """
    before = pickle.dumps(value)
    answers = _ask(value)
    after = pickle.dumps(value)

    assert len(after) == len(before) < 4_000
    assert pickle.loads(before) == value == pickle.loads(after)
    assert _ask(pickle.loads(after)) == answers


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy, attrs.evolve])
def test_a_copy_is_the_same_value(value: Calendar, make: Callable[[Calendar], Calendar]) -> None:
    """
    Copied before or after it was asked, it is equal, hashes alike and answers alike.
    """
    cold = make(value)
    answers = _ask(value)
    warm = make(value)

    assert cold == value == warm
    assert len({cold, value, warm}) == 1
    assert _ask(cold) == answers == _ask(warm)


def test_a_hash_does_not_travel_between_processes() -> None:
    """
    Texts hash differently in every process; a calendar from a pickle hashes like its equals there.
    """
    value = _values()[2]
    hash(value)
    script = (
        "import pickle, sys; value = pickle.load(sys.stdin.buffer); "
        "again = pickle.loads(pickle.dumps(value)); parts = type(value)(value.operation, value.parts); "
        "assert hash(value) == hash(again) == hash(parts) and value == parts"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            input=pickle.dumps(value),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_calendar_is_a_key(value: Calendar) -> None:
    """
    Equal calendars find the same entry, and one that differs in anything does not.
    """
    found = {each: index for index, each in enumerate(_values())}

    assert found[value] == VALUES.index(VALUES[found[value]])
    assert len(found) == len(VALUES)
    assert all(each in found for each in _values())


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"zone": "Europe/Paris"},
        {"hours": "mon-fri 09:00-17:00"},
        {"changes": {}},
        {"holidays": ()},
        {"dated": {}},
        {"breaks": {}},
        {"revision": 3},
        {"horizon": (1970, 2100)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_calendars_differ_by_every_field(change: dict[str, object]) -> None:
    """
    Nothing that a calendar says is left out of its comparison.
    """
    rich = _values()[1]

    assert attrs.evolve(rich, **change) != rich  # type: ignore[misc]


def test_a_calendar_is_frozen(value: Calendar) -> None:
    """
    No field is set or deleted, and no new one is put in.
    """
    for name in ("name", "holidays", "parts", "anything"):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, name, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(value, name)


def test_two_questions_share_what_was_compiled() -> None:
    """
    A floating calendar that is bound twice is compiled once.
    """
    floating = FloatingCalendar("nine to five", "daily 09:00-17:00")

    assert floating.bind("Asia/Tokyo")._compiled is floating.bind("Asia/Tokyo")._compiled
    assert Operation("union") is Operation.UNION
