"""
What is found wrong with a policy before any record comes under it.
"""

import datetime as dt
import pickle
import re
from fractions import Fraction
from typing import Final

import pytest

from csmcore import sla
from csmcore.calendars import ALWAYS, BusinessCalendar, CalendarBook, FloatingCalendar
from csmcore.conditions import FactDefinition, FactType, Vocabulary, parse
from csmcore.errors import PolicyError
from csmcore.kernel import Change, Fact, Timeline
from csmcore.sla import (
    FIRST_REPLY,
    Again,
    Deadline,
    Finding,
    FindingSeverity,
    Goal,
    SlaClock,
    SlaPolicy,
    SlaTarget,
    Stage,
    Threshold,
    check,
    measure,
    sound,
    status,
)

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
TEN, ELEVEN, NOON = NINE + HOUR, NINE + 2 * HOUR, NINE + 3 * HOUR
LATER: Final = NINE + dt.timedelta(days=30)

OFFICE: Final = BusinessCalendar("office", "Europe/Berlin", "mon-fri 09:00-17:00")
NEVER: Final = BusinessCalendar("never", "UTC", "closed")
VISITS: Final = FloatingCalendar("visits", "mon-fri 09:00-17:00")
SHUT: Final = FloatingCalendar("shut", "closed")

METRICS: Final = tuple(value for value in vars(sla).values() if isinstance(value, SlaTarget))


def solve(**said: object) -> SlaTarget:
    """
    Four hours while open, until resolved, but for what is said otherwise.
    """
    usual = {"goals": 4 * HOUR, "start": "state = open", "stop": "state = resolved"}
    return SlaTarget("solve", **{**usual, **said})  # type: ignore[arg-type]


def change(at: dt.datetime, **facts: Fact) -> Change:
    """
    Facts that come to hold at an instant.
    """
    return Change(at, facts)


def found(target: SlaTarget, vocabulary: Vocabulary | None = None, **said: str) -> list[str]:
    """
    The codes of what is found about a policy that has but one target.
    """
    policy = SlaPolicy("gold", target, **said)  # type: ignore[arg-type]
    return [finding.reason.code for finding in check(policy, vocabulary=vocabulary)]


def measured(target: SlaTarget, *changes: Change, at: dt.datetime = LATER) -> SlaClock:
    """
    A target's clock, around the clock.
    """
    return measure(target, Timeline(changes), calendar=ALWAYS, at=at)


@pytest.mark.parametrize(
    ("code", "trap", "twin"),
    [
        (
            "sla.never_starts",
            {"start": "state = open and state = waiting"},
            {"start": "state = open or state = waiting"},
        ),
        (
            "sla.never_starts",
            {"start": "priority > 2 and priority < 2"},
            {"start": "priority > 2 and priority < 3"},
        ),
        (
            "sla.start_blocked",
            {"start": "state = resolved and priority = 1"},
            {"start": "state = open and priority = 1"},
        ),
        ("sla.start_blocked", {"cancel": "state is set"}, {"cancel": "state = cancelled"}),
        (
            "sla.ends_at_once",
            {"start": "signal asked", "cancel": "not signal asked", "again": "new_cycle"},
            {"start": "signal asked", "cancel": "state = cancelled", "again": "new_cycle"},
        ),
        (
            "sla.ends_at_once",
            {"start": "state changed to open", "cancel": "not state changed to open", "again": "never"},
            {"start": "state changed to open", "cancel": "state != open", "again": "never"},
        ),
        (
            "sla.restarts_for_ever",
            {"start": "state in (open, resolved)", "order": "jira"},
            {"start": "state in (open, resolved)", "order": "servicenow"},
        ),
        (
            "sla.restarts_for_ever",
            {"start": "state is set", "stop": "state = open", "order": "jira"},
            {"start": "state changed", "stop": "state changed", "order": "jira", "again": "new_cycle"},
        ),
        (
            "sla.adds_up",
            {"start": "signal asked", "stop": "signal answered"},
            {"start": "signal asked", "stop": "signal answered", "again": "new_cycle"},
        ),
        ("sla.never_stops", {"stop": "never"}, {"stop": "state is not set"}),
        (
            "sla.pause_never_holds",
            {"pauses": "state = hold and state = waiting"},
            {"pauses": "state in (hold, waiting)"},
        ),
        (
            "sla.ends_instead",
            {"pauses": "state = waiting", "cancel": "state != open"},
            {
                "start": "state in (open, waiting)",
                "pauses": "state = waiting",
                "cancel": "state not in (open, waiting)",
            },
        ),
        (
            "sla.ends_instead",
            {"pauses": "state = resolved and group = suppliers"},
            {"pauses": "state = resolved or group = suppliers"},
        ),
        (
            "sla.pause_hidden",
            {"pauses": {"customer": "state in (waiting, hold)", "supplier": "state = hold"}},
            {"pauses": {"supplier": "state = hold", "customer": "state in (waiting, hold)"}},
        ),
        (
            "sla.pause_hidden",
            {"pauses": {"a": "state = hold", "b": "state = waiting", "c": "state in (hold, waiting)"}},
            {"pauses": {"a": "state = hold", "b": "state = waiting", "c": "state in (hold, asked)"}},
        ),
        (
            "sla.pause_at_an_instant",
            {"pauses": "signal answered"},
            {"pauses": "signal answered", "resume": "signal asked"},
        ),
        (
            "sla.pause_at_an_instant",
            {"pauses": "state changed to waiting"},
            {"pauses": "state = waiting"},
        ),
        (
            "sla.always_paused",
            {"pauses": "state = open", "cancel": "state != open"},
            {"pauses": "state = open and group = suppliers", "cancel": "state != open"},
        ),
        (
            "sla.always_paused",
            {"pauses": "state != resolved"},
            {"pauses": "state not in (resolved, open)"},
        ),
        (
            "sla.starts_paused",
            {"pauses": "state = open"},
            {"pauses": "state = open and group = suppliers"},
        ),
        (
            "sla.never_resumes",
            {"pauses": "state = waiting", "resume": "state in (waiting, resolved)"},
            {"pauses": "state = waiting", "resume": "state in (waiting, open)"},
        ),
        ("sla.resume_unused", {"resume": "signal asked"}, {}),
        (
            "sla.never_resets",
            {"reset": "state changed to waiting"},
            {"reset": "state changed to waiting", "start": "state in (open, waiting)"},
        ),
        (
            "sla.never_resets",
            {"start": "state is set", "reset": "state changed to resolved"},
            {"start": "state is set", "reset": "state changed to open"},
        ),
        (
            "sla.stop_before_reset",
            {"stop": "signal answered", "reset": "signal answered or signal asked"},
            {"stop": "signal answered", "reset": "signal asked"},
        ),
        ("sla.resets_for_ever", {"reset": "priority = 1"}, {"reset": "priority changed to 1"}),
        ("sla.no_goals", {"goals": ()}, {"goals": HOUR}),
        (
            "sla.no_catch_all",
            {"goals": {"priority = 1": HOUR, "priority > 1": 4 * HOUR}},
            {"goals": {"priority = 1": HOUR, "always": 4 * HOUR}},
        ),
        (
            "sla.goal_hidden",
            {"goals": {"priority <= 2": HOUR, "priority = 1": HOUR / 2, "always": 8 * HOUR}},
            {"goals": {"priority = 1": HOUR / 2, "priority <= 2": HOUR, "always": 8 * HOUR}},
        ),
        (
            "sla.goal_never_fits",
            {"goals": {"tags contains vip and tags is not set": HOUR, "always": 4 * HOUR}},
            {"goals": {"tags contains vip or tags is not set": HOUR, "always": 4 * HOUR}},
        ),
        (
            "sla.mixed_types",
            {"start": "priority <= 2", "stop": "priority = low"},
            {"start": "priority <= 2", "stop": "priority = 3"},
        ),
    ],
)
def test_a_trap_is_found_and_its_near_twin_is_sound(
    code: str, trap: dict[str, object], twin: dict[str, object]
) -> None:
    """
    What a clock can never do is found, and nothing is found where one word more lets it.
    """
    assert found(solve(**trap)) == [code]
    assert found(solve(**twin)) == []


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_the_metrics_that_people_know_are_sound(metric: SlaTarget) -> None:
    """
    A metric without a goal is not yet a promise; with one, nothing is found about it.
    """
    assert found(metric) == ["sla.no_goals"]
    assert found(metric.within(4 * HOUR)) == []


# --- what is found does happen --------------------------------------------------------------------


def test_a_start_within_the_stop_never_starts_in_servicenow_and_does_in_jira() -> None:
    """
    ServiceNow attaches nothing where start and stop both match; Jira starts a cycle.

    Source: ServiceNow, "SLA processing": start true, stop true, nothing.
    """
    said = {"start": "state = resolved and priority = 1", "again": "never"}
    resolved = change(NINE, state="resolved", priority=1)

    assert measured(solve(**said), resolved).stage is Stage.NOT_STARTED
    assert measured(solve(**said, order="jira"), resolved).stage is Stage.RUNNING
    assert found(solve(**said, order="jira")) == []


def test_a_pause_outside_the_start_cancels_when_cancel_is_that_start_is_over() -> None:
    """
    With ServiceNow's default cancel, what was to pause the clock cancels it.

    Source: ServiceNow, "SLA conditions".
    """
    start = parse("state = open")
    target = solve(start=start, cancel=~start, pauses={"customer": "state = waiting"})
    clock = measured(target, change(NINE, state="open"), change(TEN, state="waiting"))

    assert clock.stage is Stage.CANCELLED
    (finding,) = check(SlaPolicy("gold", target))
    assert str(finding) == (
        "error: solve: wherever pause customer holds, cancel holds too and counts first, "
        "so it ends instead of pausing"
    )


def test_a_pause_that_holds_wherever_start_does_lets_no_time_run() -> None:
    """
    A clock that can only be open where its pause holds never counts a minute.
    """
    start = parse("state = open")
    target = solve(start=start, cancel=~start, pauses=start)
    clock = measured(target, change(NINE, state="open"), change(NOON, priority=1))

    assert (clock.stage, clock.elapsed) == (Stage.PAUSED, dt.timedelta(0))


def test_a_clock_that_starts_paused_may_run_later() -> None:
    """
    Starting paused is advice where the clock is not cancelled when start is over: it runs then.
    """
    target = solve(pauses="state = open")
    clock = measured(target, change(NINE, state="open"), change(TEN, state="active"), at=NOON)
    (finding,) = check(SlaPolicy("gold", target))

    assert clock.elapsed == 2 * HOUR
    assert finding.severity is FindingSeverity.ADVICE
    assert sound(SlaPolicy("gold", target)) == SlaPolicy("gold", target)


def test_under_jira_what_stops_and_starts_at_once_makes_a_cycle_of_every_change() -> None:
    """
    Where start and stop hold for as long as a state lasts, each change ends a cycle and begins one.
    """
    target = solve(start="state in (open, resolved)", order="jira", again="new_cycle")
    changes = [change(NINE + n * HOUR, state="resolved", note=n) for n in range(5)]
    (finding,) = check(SlaPolicy("gold", target))

    assert len(measured(target, *changes).cycles) == 5
    assert str(finding.reason) == (
        "start and stop both hold while state = resolved, "
        "so that every change ends a cycle and begins one"
    )


def test_a_clock_that_starts_at_an_instant_and_is_cancelled_outside_it_lives_till_the_next_change() -> (
    None
):
    """
    "Cancel when start is over" makes nothing of a start that is over at once.
    """
    start = parse("signal asked")
    target = solve(start=start, cancel=~start, again=Again.NEW_CYCLE)
    clock = measured(target, Change(NINE, signals={"asked"}), change(TEN, note="read"))

    assert (clock.stage, clock.ended_at) == (Stage.CANCELLED, TEN)
    assert found(target) == ["sla.ends_at_once"]


def test_again_continue_adds_up_what_each_reply_took() -> None:
    """
    Two replies of an hour each are two hours to a clock that goes on where it ended.
    """
    replies = [
        Change(NINE, signals={"asked"}),
        Change(TEN, signals={"answered"}),
        Change(ELEVEN, signals={"asked"}),
        Change(NOON, signals={"answered"}),
    ]
    target = solve(start="signal asked", stop="signal answered")
    each = solve(start="signal asked", stop="signal answered", again="new_cycle")

    assert measured(target, *replies).elapsed == 2 * HOUR
    assert [cycle.elapsed for cycle in measured(each, *replies).cycles] == [HOUR, HOUR]
    (finding,) = check(SlaPolicy("gold", target))
    assert (finding.reason.code, finding.severity) == ("sla.adds_up", FindingSeverity.ADVICE)
    assert "if each is to keep the goal for itself, give again=new_cycle" in str(finding)
    assert check(SlaPolicy("gold", each)) == ()


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ("0.75", "advice: solve: threshold 0.75 % .* give 75 if 0.75 of the time is meant"),
        ("0.005", "advice: solve: threshold 0.005 % .* give 0.5 if 0.005 of the time is meant"),
        (7500, "advice: solve: threshold 7500 % .* give 75 if that many percent are meant"),
        (1, None),
        (1000, None),
    ],
)
def test_a_share_that_reads_as_another_is_told(share: int | str, told: str | None) -> None:
    """
    A share is in percent: a fraction of one, and ten times the time and more, are taken, and advised.
    """
    findings = check(SlaPolicy("gold", solve(thresholds=[Threshold.at(share)])))

    assert len(findings) == (0 if told is None else 1)
    assert all(re.fullmatch(str(told), str(each)) for each in findings)


def test_a_reset_that_lasts_begins_anew_at_every_change_until_it_is_over() -> None:
    """
    A reset condition is for an instant; one that lasts forgets what was counted again and again.
    """
    target = solve(reset="priority = 1")
    changes = [change(NINE + n * HOUR, state="open", priority=1, note=n) for n in range(3)]

    assert len(measured(target, *changes).cycles) == 3


def test_a_clock_that_starts_at_an_instant_is_reset_without_another_and_runs_from_then() -> None:
    """
    A start that was an instant need not come again for a reset; the cycle that begins is not paused.
    """
    target = solve(
        start="signal asked and state = open",
        pauses="state = open",
        resume="never",
        reset="state changed to active",
        again="new_cycle",
    )
    asked = Change(NINE, {"state": "open"}, signals={"asked"})

    clock = measured(target, asked, change(TEN, state="active"), at=NOON)

    assert (clock.stage, clock.elapsed) == (Stage.RUNNING, 2 * HOUR)
    assert found(target) == ["sla.starts_paused", "sla.never_resumes"]


def test_a_clock_of_silence_has_no_stop_and_is_told_so_as_advice_only() -> None:
    """
    A clock that every change of the record resets finishes by that, and needs no stop condition.
    """
    silence = solve(stop="never", reset="always")

    assert found(silence) == ["sla.resets_for_ever"]
    assert sound(SlaPolicy("gold", silence)) == SlaPolicy("gold", silence)


def test_a_policy_that_the_record_leaves_when_it_stops_never_sees_it_stop() -> None:
    """
    A record that the policy is not for any more has no clock to finish: it was cancelled.
    """
    target = solve()
    policy = SlaPolicy("gold", target, when="state != resolved")
    timeline = Timeline([change(NINE, state="open"), change(TEN, state="resolved")])
    clock = status([policy], timeline, calendars=ALWAYS, at=NOON).clock("solve")

    assert clock.stage is Stage.CANCELLED
    assert found(target, when="state != resolved") == ["sla.left_before_stop"]
    assert found(target, when="state != closed") == []


# --- the policy as a whole --------------------------------------------------------------------------


def test_a_policy_for_no_record_is_found_once() -> None:
    """
    A condition that never holds is the policy's finding, and names no target.
    """
    policy = SlaPolicy("gold", solve(), when="priority = 1 and priority = 2")

    (finding,) = check(policy)

    assert (finding.target, finding.reason.code) == ("", "sla.never_fits")
    assert str(finding) == (
        "error: when (priority = 1 and priority = 2) never holds, so it is for no record"
    )
    # Whether a policy fits is asked of what holds, not of what happens.
    assert found(solve(), when="signal asked") == ["sla.never_fits"]
    assert found(solve(), when="priority = 1 or priority = 2") == []


def test_only_records_that_the_policy_is_for_need_a_goal() -> None:
    """
    Goals for priorities 1 and 2 leave nothing out when the policy is for those.
    """
    target = solve(goals={"priority = 1": HOUR, "priority = 2": 4 * HOUR})
    (finding,) = check(SlaPolicy("gold", target))

    assert str(finding) == "advice: solve: no goal fits where priority = 3, so nothing is due"
    (finding,) = check(SlaPolicy("gold", solve(goals={"tags is not set": HOUR})))
    assert str(finding.reason) == "no goal fits where tags = something, so nothing is due"
    (finding,) = check(SlaPolicy("gold", solve(goals={"not tags contains vip": HOUR})))
    assert str(finding.reason) == "no goal fits where tags contains vip, so nothing is due"
    assert found(target, when="priority in (1, 2)") == []
    assert found(target, when="priority in (1, 2, 3)") == ["sla.no_catch_all"]


def test_a_sound_policy_is_returned_and_another_is_refused_with_all_that_is_wrong() -> None:
    """
    All errors are told at once, each with its target; advice alone refuses nothing.
    """
    sick = solve(stop="never", goals={"priority = 1": HOUR})
    policy = SlaPolicy("gold", [sick, FIRST_REPLY], version=2)

    with pytest.raises(PolicyError) as refused:
        sound(policy)

    assert refused.value.policy == "gold, version 2"
    assert refused.value.problems == (
        "solve: stop (never) never holds, so it never finishes",
        "first reply: it has no goal, so nothing is ever due",
    )
    assert pickle.loads(pickle.dumps(refused.value)).problems == refused.value.problems
    assert sound(SlaPolicy("gold", solve())) == SlaPolicy("gold", solve())


def test_a_finding_is_a_value() -> None:
    """
    Findings compare and pickle, so that a host can keep those that it has accepted.
    """
    first, again = (check(SlaPolicy("gold", FIRST_REPLY)) for _ in range(2))

    assert first == again
    assert isinstance(first[0], Finding)
    assert pickle.loads(pickle.dumps(first)) == again


def test_types_that_do_not_go_together_are_found_and_never_break_the_check() -> None:
    """
    A fact that one condition compares as a number and another takes for a text is told.

    Where it is not plain, what could not be asked is no world.
    """
    few = solve(goals={"priority <= 2": HOUR, "always": 4 * HOUR})

    assert found(few, when="priority = high") == ["sla.mixed_types"]
    assert found(solve(), when="code contains a and code = 5") == ["sla.never_fits", "sla.mixed_types"]
    assert found(solve(), when="code contains 5 and code = abc") == ["sla.never_fits"]
    assert found(solve(), when="code = 5 or code = abc") == []


@pytest.mark.parametrize(
    ("start", "twin"),
    [
        ("name > a and name < b", "name > a and name < a"),
        ("name < a", "name < a and name > b"),
        (
            "bought_on > 2026-04-27 and bought_on < 2026-04-29",
            "bought_on > 9999-12-31 and bought_on is not set",
        ),
        ("bought_on < 2026-04-27", "bought_on < 2026-04-27 and bought_on > 2026-04-27"),
        (
            "at > 2026-04-27T09:00:00Z and at != 2026-04-27T10:00:00Z",
            "at >= 2026-04-27T09:00:00Z and at < 2026-04-27T09:00:00Z",
        ),
        ("waited > PT4H", "waited > PT4H and waited < PT3H"),
        ("cost > 1.5 and cost < 2", "cost > 1.5 and cost < 1.5"),
        ("cost > 1.5 and cost != 2.5", "cost > 1.5 and cost not in (1.5) and cost <= 1.5"),
        ("vip != true and vip is set", "vip != true and vip != false and vip is set"),
    ],
)
def test_between_and_beyond_what_is_compared_there_is_more(start: str, twin: str) -> None:
    """
    A value between two texts, dates, instants, durations or numbers counts, though nobody names it.
    """
    assert "sla.never_starts" not in found(solve(start=start))
    assert found(solve(start=twin)) == ["sla.never_starts"]


@pytest.mark.parametrize(
    "said",
    [
        {"goals": [Goal(HOUR, " and ".join(f"signal s{n}" for n in range(15))), Goal(HOUR)]},
        {
            "stop": "state = resolved and signal s0",
            "when": " or ".join(f"kind{n} = 1" for n in range(9)),
        },
        {
            "goals": [Goal(HOUR, " and ".join(f"signal s{n}" for n in range(10)))],
            "when": " or ".join(f"kind{n} = 1" for n in range(5)),
        },
    ],
)
def test_each_question_that_is_too_much_says_so(said: dict[str, object]) -> None:
    """
    Goals, the policy's condition, and both together are looked at apart, each up to its own limit.
    """
    when = str(said.pop("when", "always"))

    assert "sla.too_many_to_check" in found(solve(**said), when=when)


def test_what_is_too_much_to_look_at_is_told_and_the_rest_is_looked_at() -> None:
    """
    Beyond 20,000 combinations a question is left open, and that is said; others are answered.
    """
    signals = " or ".join(f"signal s{n}" for n in range(15))
    many = solve(start=signals, again="new_cycle", goals={"priority = 1": HOUR})

    told = check(SlaPolicy("gold", many))

    assert [each.reason.code for each in told] == ["sla.too_many_to_check", "sla.no_catch_all"]
    assert {each.severity for each in told} == {FindingSeverity.ADVICE}
    # 2 to the 15th, times resolved, something else and nothing.
    assert dict(told[0].reason.fields)["count"] == 98_304
    crowd = "tags contains t0 " + " ".join(f"or tags contains t{n}" for n in range(1, 40))
    assert found(solve(), when=crowd) == ["sla.too_many_to_check"] * 2


# --- vocabularies -----------------------------------------------------------------------------------

CASE: Final = Vocabulary(
    [
        FactDefinition("state", FactType.TEXT, ("new", "open", "waiting", "resolved")),
        FactDefinition("priority", FactType.NUMBER, (1, 2, 3)),
        FactDefinition("group", FactType.TEXT),
        FactDefinition("vip", FactType.FLAG),
        FactDefinition("tags", FactType.SET),
        FactDefinition("opened_at", FactType.INSTANT),
        FactDefinition("promised_on", FactType.DATE),
    ],
    ["asked"],
)


def test_a_slip_is_found_with_the_vocabulary_and_what_follows_from_it_is_not_told() -> None:
    """
    An unknown fact, signal or value is told where it stands; that it never holds goes without saying.
    """
    target = solve(
        start="stat = open",
        stop="priority = high",
        pauses={"customer": "signal ask"},
        goals={"state = opne": HOUR},
    )

    told = check(SlaPolicy("gold", target, when="group = 1"), vocabulary=CASE)

    assert [str(each) for each in told] == [
        "error: when: group is a text, and 1 is none",
        "error: solve: start: no fact is named 'stat'; 'state' is near",
        "error: solve: stop: priority is a number, and high is none",
        "error: solve: pause customer: no signal is named 'ask'; 'asked' is near",
        (
            "error: solve: goal 1h when state = opne: state is never opne; 'open' is near; "
            "it is one of new, open, waiting, resolved"
        ),
    ]


def test_a_deadline_and_a_start_have_to_be_facts_that_hold_an_instant() -> None:
    """
    A date may be a deadline, as its end; a clock starts from an instant.
    """
    wrong = solve(goals=Deadline("priority"), start_from="promised_on")
    strange = solve(goals=Deadline("promised"), start_from="opened")
    right = solve(goals=Deadline("promised_on"), start_from="opened_at")

    assert [str(each.reason) for each in check(SlaPolicy("gold", wrong), vocabulary=CASE)] == [
        "a deadline: priority is of type number; instant or date is needed",
        "start_from: promised_on is of type date; instant is needed",
    ]
    assert found(strange, CASE) == ["sla.misfit", "sla.misfit"]
    assert found(right, CASE) == []


def test_a_fact_has_no_value_that_is_not_among_its_choices() -> None:
    """
    With the vocabulary, goals for all choices leave only records out that have none.
    """
    goals = {"priority = 1": HOUR, "priority in (2, 3)": 4 * HOUR}
    beyond = solve(start="priority > 3")
    (finding,) = check(SlaPolicy("gold", solve(goals=goals)), vocabulary=CASE)

    assert str(finding.reason) == "no goal fits where priority is not set, so nothing is due"
    assert found(solve(goals=goals), CASE, when="priority is set") == []
    assert found(beyond, CASE) == ["sla.never_starts"]
    assert found(beyond) == []


def test_types_of_the_vocabulary_say_what_else_a_fact_may_be() -> None:
    """
    A flag is true or false, a set has members, a text has parts, and each may not be set.
    """
    assert found(solve(goals={"vip = true": HOUR, "vip = false": 2 * HOUR}), CASE) == [
        "sla.no_catch_all"
    ]
    assert found(solve(goals={"vip = true": HOUR, "vip != true": 2 * HOUR}), CASE) == []
    assert found(solve(start="tags contains a and tags contains b"), CASE) == []
    assert found(solve(start="group contains a and group contains b and group = ab"), CASE) == []
    assert found(solve(start="group contains c and group = ab"), CASE) == ["sla.never_starts"]
    assert found(solve(start="opened_at is set and group changed"), CASE) == ["sla.adds_up"]


# --- calendars ---------------------------------------------------------------------------------------


def named(policy: SlaPolicy, *calendars: BusinessCalendar | FloatingCalendar, **said: str) -> list[str]:
    """
    What is told about the calendars of a policy.
    """
    return [str(each) for each in check(policy, calendars=CalendarBook(calendars, **said))]


def test_a_calendar_that_the_book_lacks_is_found_wherever_it_is_named() -> None:
    """
    Policy, target and goal may each name a calendar; each has to be in the book.
    """
    target = solve(calendar="offices", goals=[Goal(HOUR, calendar="nights")])
    policy = SlaPolicy("gold", target, calendar="days")
    right = SlaPolicy("gold", solve(calendar="visits", goals=[Goal(HOUR, calendar="office")]))

    assert named(policy, OFFICE, VISITS) == [
        "error: the policy names calendar days, and the book has only office, visits",
        "error: solve: it names calendar offices, and the book has only office, visits",
        "error: solve: goal 1h in nights names calendar nights, and the book has only office, visits",
    ]
    assert named(right, OFFICE, VISITS) == []


def test_a_calendar_that_never_opens_is_found() -> None:
    """
    No clock ever runs in a calendar without hours, bound to a zone or not.
    """
    for shut in (NEVER, SHUT):
        policy = SlaPolicy("gold", solve(), calendar=shut.name)
        assert named(policy, shut, OFFICE) == [
            f"error: the policy names calendar {shut.name}, which never opens"
        ]
    assert named(SlaPolicy("gold", solve(), calendar="office"), NEVER, OFFICE) == []


def test_that_nobody_names_a_calendar_is_advice() -> None:
    """
    Where target, policy and book name none, each record has to; any of the three will do.
    """
    unnamed = [
        (
            "advice: solve: neither it, its policy nor the book names a calendar, "
            "so each record has to name one"
        )
    ]
    both = [Goal(HOUR, "priority = 1", calendar="office"), Goal(HOUR)]

    assert named(SlaPolicy("gold", solve()), OFFICE) == unnamed
    assert named(SlaPolicy("gold", solve(goals=both)), OFFICE) == unnamed
    assert named(SlaPolicy("gold", solve(goals=[Goal(HOUR, calendar="office")])), OFFICE) == []
    assert named(SlaPolicy("gold", solve(calendar="office")), OFFICE) == []
    assert named(SlaPolicy("gold", solve(), calendar="office"), OFFICE) == []
    assert named(SlaPolicy("gold", solve()), OFFICE, default="office") == []
    assert check(SlaPolicy("gold", solve())) == ()


# --- exact percentages ------------------------------------------------------------------------------


def test_99_995_percent_is_no_breach() -> None:
    """
    A share is exact: 19,999 of 20,000 seconds are 99.995 %, not 100 %, and the clock is in time.

    Source: ServiceNow, "Configure SLA properties": rounded to two decimals, it shows as breached.
    """
    target = solve(
        goals=dt.timedelta(seconds=20_000), thresholds=[Threshold.at("99.995"), Threshold.at(100)]
    )
    opened = change(NINE, state="open")
    almost, due = (NINE + dt.timedelta(seconds=seconds) for seconds in (19_999, 20_000))

    clock = measured(target, opened, at=almost)

    assert clock.percent == Fraction(99_995, 1000)
    assert not clock.breached
    assert clock.remaining == dt.timedelta(seconds=1)
    assert measured(target, opened, change(almost, state="resolved")).percent == Fraction(19_999, 200)
    assert not measured(target, opened, change(almost, state="resolved")).breached
    assert measured(target, opened, at=due).breached
    share, whole = (each.running_time(20_000_000_000) for each in target.thresholds)
    assert (share, whole) == (19_999_000_000, 20_000_000_000)
