"""
What five other engines say of service levels in their own tests, put to csmcore.
"""

import collections
import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.golden.engines import EVENTS, UnknownError
from tests.golden.scenarios import Question, Reading, ask, questions, read

SCENARIOS: Final[list[dict[str, Any]]] = read()["scenarios"]
QUESTIONS: Final = [question for scenario in SCENARIOS for question in questions(scenario)]

MONDAY: Final = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
HOUR: Final = dt.timedelta(hours=1)

LEFT_OUT: Final[dict[str, str]] = {}
"""
Questions that csmcore contradicts on the word of the architecture, with that word: none.
"""


def _shown(question: Question) -> str:
    return f"{question.scenario['id']}-{question.checkpoint['as_of']}-{question.key}"


@pytest.mark.parametrize("question", QUESTIONS, ids=_shown)
def test_csmcore_says_what_the_engine_says(question: Question) -> None:
    """
    The answer is the engine's own, or the right one where the engine is known to be wrong.
    """
    assert ask(question) == question.expected


def _scenario(*events: dict[str, Any], source: str = "zammad: by hand", **more: Any) -> dict[str, Any]:
    """
    A scenario like those in the file, around the clock from Monday at midnight.
    """
    return {
        "id": "by hand",
        "source": source,
        "calendar": "24x7",
        "targets_s": {"first_response": 3600, "resolution": 4 * 3600},
        "created": "2025-01-06T00:00:00Z",
        "add_exact_fill": "close",
        "pause_applies_to": ["first_response", "next_response", "resolution"],
        "events": [*events],
        "expected": [],
    } | more


def _event(kind: str, hour: int, **more: Any) -> dict[str, Any]:
    return {"at": f"2025-01-06T{hour:02}:00:00Z", "kind": kind} | more


def test_the_time_before_a_reopening_does_not_count() -> None:
    """
    Closed at one, reopened at five: of four hours three are left, until eight.
    """
    scenario = _scenario(_event("close", 1), _event("archive", 2), _event("reopen", 5))

    closed, reopened = Reading(scenario, MONDAY + 3 * HOUR), Reading(scenario, MONDAY + 5 * HOUR)
    assert closed.due("resolution") is None
    assert closed.told("resolution", "elapsed_s") == HOUR
    assert reopened.due("resolution") == MONDAY + 8 * HOUR


def test_a_record_that_is_archived_waits_for_nothing() -> None:
    """
    Archived or closed, no clock of it is due.
    """
    for kind in ("archive", "close"):
        assert Reading(_scenario(_event(kind, 0)), MONDAY + HOUR).next_due is None


def test_a_calendar_that_is_edited_measures_anew() -> None:
    """
    On weekdays from nine, an hour from Monday at midnight is ten, whenever the hours were corrected.
    """
    scenario = _scenario(_event("calendar_changed", 12, calendar="wd_9_17"))

    assert Reading(scenario, MONDAY + 11 * HOUR).due("first_response") == MONDAY + HOUR
    assert Reading(scenario, MONDAY + 12 * HOUR).due("first_response") == MONDAY + 10 * HOUR


def test_days_may_be_promised_later() -> None:
    """
    Three business days from midnight on a calendar that never closes are Thursday's midnight.
    """
    event = _event("retarget", 1, target_days=3, metric="resolution")

    due = Reading(_scenario(event), MONDAY + HOUR).due("resolution")
    assert due == MONDAY + 72 * HOUR


def test_an_engine_reports_only_what_it_has_measured() -> None:
    """
    Zammad has no figure for a response that has not come; others count until now.
    """
    at = MONDAY + HOUR / 2

    assert Reading(_scenario(), at).told("first_response", "elapsed_s") is None
    others = Reading(_scenario(source="glpi: by hand"), at)
    assert others.told("first_response", "elapsed_s") == HOUR / 2
    assert others.told("first_response", "remaining_s") == HOUR / 2


def test_every_kind_of_event_is_understood() -> None:
    """
    Every kind that the file's own words list is known here, whether or not a scenario uses it.
    """
    listed = read()["about"].partition("Event kinds: ")[2].partition(". expected[]")[0]
    kinds = {each.partition(" (")[0] for each in listed.replace("; ends", " ends").split(", ")}

    assert kinds == set(EVENTS)


ONE: Final = "2025-01-06T01:00:00Z"
PLAIN: Final = {"as_of": ONE, "next_due": None}


@pytest.mark.parametrize(
    "scenario",
    [
        _scenario(_event("merge", 1), expected=[PLAIN]),
        _scenario(_event("pause", 1, reason="weekend"), expected=[PLAIN]),
        _scenario(expected=[{"as_of": ONE, "mood": "good"}]),
        _scenario(expected=[{"as_of": ONE, "status": "hit"}]),
        _scenario(expected=[PLAIN | {"oracle_disagrees": True}]),
        _scenario(mood="good", expected=[PLAIN]),
    ],
    ids=["kind", "detail", "key", "label", "without what is right", "scenario"],
)
def test_what_is_not_understood_is_not_passed_over(scenario: dict[str, Any]) -> None:
    """
    An unknown kind of event, an unknown key, or a label of an engine that has none fails.
    """
    with pytest.raises(UnknownError):
        _ = [ask(question) for question in questions(scenario)]


def test_what_is_right_is_asked_where_the_engine_was_asked() -> None:
    """
    A correction of a whole scenario is of the last checkpoint that has the key, or of the last.
    """
    early, late = {"as_of": ONE, "resolution_breached": False}, {"as_of": ONE, "paused_s": 60}
    correct = {"resolution_breached": True, "paused_s": 0, "status": "missed"}
    found = questions(_scenario(expected=[early, late], correct=correct))

    assert [(q.checkpoint is late, q.key, q.expected, q.why) for q in found] == [
        (False, "resolution_breached", True, "corrected"),
        (True, "paused_s", dt.timedelta(0), "corrected"),
        (True, "status", "missed", "corrected"),
    ]


def test_every_scenario_is_run(record_property: Callable[[str, object], None]) -> None:
    """
    No scenario, checkpoint or key is left out without a reason; the counts are told.
    """
    scenarios = collections.Counter(question.engine for question in QUESTIONS)
    for engine, number in scenarios.items():
        ids = {q.scenario["id"] for q in QUESTIONS if q.engine == engine}
        record_property(f"SLA scenarios of other engines' own tests: {engine}", len(ids))
        points = {(q.scenario["id"], q.checkpoint["as_of"]) for q in QUESTIONS if q.engine == engine}
        record_property(f"SLA checkpoints of other engines' own tests: {engine}", len(points))
        record_property(f"SLA answers of other engines' own tests: {engine}", number)
    for why, number in collections.Counter(question.why for question in QUESTIONS).items():
        record_property(f"SLA answers, right or corrected: {why}", number)
    record_property("SLA answers of other engines' own tests: left out", len(LEFT_OUT))

    assert len({question.scenario["id"] for question in QUESTIONS}) == len(SCENARIOS) == 25
    assert sum(len(scenario["expected"]) for scenario in SCENARIOS) == 28
    assert LEFT_OUT == {}
