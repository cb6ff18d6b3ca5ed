"""
Documents of promises and clocks: how they are written, and what is wrong with one.
"""

import datetime as dt
import json
from typing import Any, Final

import attrs
import pytest

from csmcore import sla
from csmcore.calendars import BusinessCalendar
from csmcore.errors import DefinitionError, DocumentError
from csmcore.kernel import Change, Timeline
from csmcore.serde import from_document, to_document
from csmcore.sla import (
    Allowance,
    BusinessDays,
    Cause,
    ClockState,
    Cycle,
    Deadline,
    Goal,
    Phase,
    Portion,
    SlaClock,
    SlaPolicy,
    SlaStatus,
    SlaTarget,
    Stage,
    Threshold,
    WorkingTime,
)

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")
RESOLUTION: Final = SlaTarget(
    "resolution",
    [Goal(4 * HOUR, "priority = 1"), Goal(BusinessDays(1, by=dt.time(16)))],
    start="state in (new, open)",
    stop="state = resolved",
    pauses={"customer": "state = waiting", "a supplier": "state = elsewhere"},
    thresholds=[Threshold.at("99.5"), Threshold.before(HOUR)],
)
HISTORY: Final = Timeline(
    [
        Change(NINE, {"state": "new", "priority": 1}),
        Change(NINE + HOUR, {"state": "waiting"}),
        Change(NINE + 2 * HOUR, {"state": "open"}),
    ]
)


def public_values() -> list[type]:
    """
    The classes of values that service levels have.
    """
    named = [getattr(sla, name) for name in sla.__all__]
    return [each for each in named if isinstance(each, type) and attrs.has(each)]


@pytest.mark.parametrize("cls", public_values(), ids=lambda cls: cls.__name__)
def test_every_public_value_has_a_document(cls: type) -> None:
    """
    Whatever service levels tell can be stored: an empty document is a wrong one, and not a stranger.
    """
    try:
        from_document(cls, {})
    except DocumentError:
        pass
    except DefinitionError as error:
        pytest.fail(str(error))


@pytest.mark.parametrize(
    ("value", "document"),
    [
        (WorkingTime(26 * HOUR), {"is": "working_time", "length": "P1DT2H"}),
        (
            BusinessDays(2, by=dt.time(16, 30), zone="Europe/Lisbon"),
            {
                "is": "business_days",
                "days": 2,
                "by": "16:30",
                "end_of_day": False,
                "zone": "Europe/Lisbon",
            },
        ),
        (Deadline("promised_at"), {"is": "deadline", "fact": "promised_at"}),
        (
            Threshold.at("99.950"),
            {"is": "threshold", "share": "99.950", "offset": None, "days": None},
        ),
        (
            Threshold.before(HOUR),
            {"is": "threshold", "share": None, "offset": "-PT1H", "days": None},
        ),
        (
            Portion(frozenset({"vip"}), HOUR, 2 * HOUR),
            {"is": "portion", "value": {"set": ["vip"]}, "elapsed": "PT1H", "paused": "PT2H"},
        ),
        (
            Portion(dt.date(2026, 4, 27), HOUR, 0 * HOUR),
            {"is": "portion", "value": {"date": "2026-04-27"}, "elapsed": "PT1H", "paused": "PT0S"},
        ),
        (
            ClockState(target="resolution", facts=(("state", "new"), ("tags", frozenset({"vip"})))),
            {
                "is": "clock_state",
                **dict.fromkeys(("frontier", "deadline", "previous_due", "waiting")),
                **dict.fromkeys(("number", "started", "ended", "since", "worked", "goal_since"), 0),
                **dict.fromkeys(("pause", "goal"), -1),
                **{name: [] for name in ("paused", "works", "reached", "waits")},
                "target": "resolution",
                "facts": {"state": "new", "tags": {"set": ["vip"]}},
                "stage": "not_started",
                "spent": False,
                "cause": "start",
            },
        ),
        (
            Phase(
                start=NINE,
                end=NINE + HOUR,
                stage=Stage.PAUSED,
                pause="customer",
                worked=HOUR,
                cause=Cause.PAUSE,
                because=RESOLUTION.pauses[0].when,
            ),
            {
                "is": "phase",
                "start": "2026-04-27T09:00:00Z",
                "end": "2026-04-27T10:00:00Z",
                "stage": "paused",
                "pause": "customer",
                "worked": "PT1H",
                "cause": "pause",
                "because": "state = waiting",
                "calendar": 0,
            },
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_value_is_written_as_plain_data(value: object, document: dict[str, object]) -> None:
    """
    Lengths and times are texts, what may be of several kinds says which, conditions are their texts.
    """
    assert to_document(value) == {"csmcore": 1, **document}
    assert from_document(type(value), json.loads(json.dumps(document))) == value
    assert from_document(object, document) == value


def test_a_policy_is_written_as_its_author_reads_it() -> None:
    """
    Targets, goals, pauses and thresholds stand in the order that counts.
    """
    policy = SlaPolicy("gold", [RESOLUTION], when="tags contains vip", calendar="office")
    document: Any = to_document(policy)
    (target,) = document["targets"]

    assert (document["when"], document["calendar"]) == ("tags contains vip", "office")
    assert [(each["when"], each["allowed"]["is"]) for each in target["goals"]] == [
        ("priority = 1", "working_time"),
        ("always", "business_days"),
    ]
    assert target["pauses"] == [
        {"name": "customer", "when": "state = waiting"},
        {"name": "a supplier", "when": "state = elsewhere"},
    ]
    assert (target["order"], target["again"], target["boundary"]) == ("servicenow", "continue", "close")
    assert from_document(SlaPolicy, document) == policy


def test_a_policy_may_be_written_by_hand() -> None:
    """
    What is left out has its default, and a share may be a whole number.
    """
    by_hand = {
        "name": "gold",
        "targets": [
            {
                "name": "first reply",
                "start": "signal created",
                "stop": "signal agent_replied",
                "goals": [{"allowed": {"is": "working_time", "length": "PT4H"}}],
                "thresholds": [{"share": 75}, {"share": "99.9"}, {"offset": "-PT30M"}],
            }
        ],
    }
    promised = SlaTarget("first reply", 4 * HOUR, start="signal created", stop="signal agent_replied")
    warned = promised.within(
        4 * HOUR, thresholds=[Threshold.at(75), Threshold.at("99.9"), Threshold.before(HOUR / 2)]
    )

    assert from_document(SlaPolicy, by_hand) == SlaPolicy("gold", warned)


def test_an_allowance_is_read_as_what_it_says() -> None:
    """
    Who does not know how a length is meant reads it by what it says it is.
    """
    document = {"is": "business_days", "days": 0, "end_of_day": True}

    assert from_document(Allowance, document) == BusinessDays(0, end_of_day=True)


def test_a_status_comes_back_with_its_policies_clocks_and_notices() -> None:
    """
    A host that stored what it told can compare it with what is true now.
    """
    policies = [
        SlaPolicy("vips", [RESOLUTION], when="tags contains vip"),
        SlaPolicy("usual", [RESOLUTION]),
    ]
    told = sla.status(policies, HISTORY, calendars=OFFICE, at=NINE + 8 * HOUR)
    stored = json.dumps(to_document(told))
    read = from_document(SlaStatus, json.loads(stored))

    assert [notice.target for notice in told.notices] == ["resolution"] * 3
    assert read == told
    assert read.policy.chosen == policies[1]
    assert not sla.repair(read, told)


def test_who_was_waited_for_keeps_its_order_in_any_store() -> None:
    """
    Many stores sort an object's keys; the pauses of a cycle are in the target's order all the same.
    """
    clock = sla.measure(RESOLUTION, HISTORY, calendar=OFFICE, at=NINE + 3 * HOUR)
    sorted_by_a_store = json.loads(json.dumps(to_document(clock), sort_keys=True))
    document: Any = to_document(clock)

    assert document["cycles"][0]["paused"] == [["customer", "PT1H"], ["a supplier", "PT0S"]]
    assert from_document(SlaClock, sorted_by_a_store) == clock


def test_a_state_goes_on_where_it_was_stored() -> None:
    """
    A clock whose state went through a store is the clock that was never stored.
    """
    first, then = HISTORY.changes[:2], HISTORY.changes[2:]
    state = sla.advance(None, first, target=RESOLUTION, calendar=OFFICE)
    stored = json.loads(json.dumps(to_document(state), sort_keys=True))
    read = from_document(ClockState, stored)

    assert read == state
    assert sla.advance(read, then, target=RESOLUTION, calendar=OFFICE) == sla.advance(
        state, then, target=RESOLUTION, calendar=OFFICE
    )


TARGET: Final = {"name": "a", "start": "always", "stop": "never"}


def _target(**fields: object) -> dict[str, object]:
    return {"name": "gold", "targets": [{**TARGET, **fields}]}


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        (_target(start="state = "), ".start", "'state = ', column 9: a value is expected"),
        (_target(cancel=7), ".cancel", "7 is no condition, which is a text"),
        (_target(stat="always"), ".stat", "does not belong; did you mean 'start'?"),
        (_target(pauses=[{"name": "x", "when": "state"}]), ".pauses[0].when", "column 6"),
        (_target(pauses=[{"name": "x", "when": "always"}] * 2), ".pauses[1]", "to be pause 'x'"),
        (_target(goals=[{"allowed": "PT4H"}]), ".goals[0].allowed", "one of business_days, deadline"),
        (
            _target(goals=[{"allowed": {"is": "working_time", "length": "PT0S"}}]),
            ".goals[0].allowed.length",
            "leaves no time",
        ),
        (
            _target(goals=[{"allowed": {"is": "working_time", "length": "-PT1H"}}]),
            ".goals[0].allowed.length",
            "a length of -1h leaves no time; it is more than zero",
        ),
        (
            _target(goals=[{"allowed": {"is": "business_days", "days": 1, "by": "24:00"}}]),
            ".goals[0].allowed.by",
            "'24:00' is no time of day, such as '16:00'",
        ),
        (
            _target(
                goals=[
                    {"allowed": {"is": "business_days", "days": 1, "by": "16:00", "end_of_day": True}}
                ]
            ),
            ".goals[0].allowed",
            "contradict each other",
        ),
        (_target(thresholds=[{"shar": 75}]), ".thresholds[0].shar", "did you mean 'share'?"),
        (_target(thresholds=[{"share": 75.5}]), ".thresholds[0].share", "75.5 is no decimal number"),
        (_target(thresholds=[{"share": True}]), ".thresholds[0].share", "True is no decimal number"),
        (_target(thresholds=[{"share": "-1"}]), ".thresholds[0].share", "no share of a target"),
        (_target(thresholds=[{"share": 75, "days": 1}]), ".thresholds[0]", "give one of them"),
        (_target(order="zendesk"), ".order", "is not one of servicenow, jira"),
        (_target(boundary="open"), ".boundary", "'open' is not one of close, next_open"),
        (_target(boundary=["close"]), ".boundary", "['close'] is not one of close, next_open"),
        (_target(retroactive_pause=True), "", "needs start_from"),
        (_target(retroactive_pause=1), ".retroactive_pause", "1 is not true or false"),
    ],
)
def test_a_problem_of_a_target_is_told_where_it_stands(
    document: dict[str, object], path: str, message: str
) -> None:
    """
    Each problem has its path within the policy, with what is wrong and what would be right.
    """
    with pytest.raises(DocumentError) as told:
        from_document(SlaPolicy, document)
    (problem,) = told.value.problems

    assert problem[0] == f"$.targets[0]{path}"
    assert message in problem[1]


def test_all_problems_of_a_policy_are_told_at_once() -> None:
    """
    Who mends a policy mends it once.
    """
    document = {
        "name": "",
        "targets": [{**TARGET, "stop": "("}, {**TARGET, "kind": "xla", "start_from": ""}],
        "valid": {"ends_on": "31 May"},
        "zone": "Lisbon",
    }
    with pytest.raises(DocumentError) as told:
        from_document(SlaPolicy, document)

    assert [path for path, _ in told.value.problems] == [
        "$.name",
        "$.targets[0].stop",
        "$.targets[1].kind",
        "$.targets[1].start_from",
        "$.valid.ends_on",
        "$.zone",
    ]


@pytest.mark.parametrize(
    ("cls", "document", "path"),
    [
        (Cycle, {"number": 1, "stage": "on", "started_at": "2026-04-27T09:00:00Z"}, "$.stage"),
        (
            Cycle,
            {"number": 1, "stage": "running", "started_at": "2026-04-27T09:00:00Z", "paused": {"a": 1}},
            "$.paused",
        ),
        (ClockState, {"target": "a", "facts": [["state", "new"]]}, "$.facts"),
        (ClockState, {"target": "a", "facts": {"state": 1.5}}, "$.facts.state"),
        (ClockState, {"target": "a", "works": [1, "2"]}, "$.works[1]"),
        (ClockState, {"target": "a", "worked": 2**63}, "$.worked"),
        (Portion, {"value": [1], "elapsed": "PT1H", "paused": "PT1H"}, "$.value"),
    ],
)
def test_a_clock_that_does_not_fit_is_refused(cls: Any, document: object, path: str) -> None:
    """
    What a host stored is read as strictly as what somebody wrote.
    """
    with pytest.raises(DocumentError) as told:
        from_document(cls, document)

    assert [where for where, _ in told.value.problems] == [path]
