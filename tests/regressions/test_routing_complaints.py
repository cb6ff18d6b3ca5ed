"""
What users of other routing products complain of, with where they do. None of it happens here.

Each test names the complaint and its source; what is expected is worked out by hand. Instants are
seconds after a Monday noon, and the desk of the golden tests plays the host.
"""

import datetime as dt
from collections import Counter
from typing import Any, Final

import pytest

from csmcore.errors import OfferRefusedError
from csmcore.kernel import AgentId, WorkId
from csmcore.routing import Agent, Excluded, PlacementKind, Ranked, WorkItem
from tests.golden.routing_desk import Desk, Row, agent_of, instant, setup_of, work_of

HOUR: Final = 3600


def _agents(*ids: str, **fields: Any) -> list[Agent]:
    return [agent_of({"id": each, **fields}) for each in ids]


def _work(*ids: str, **fields: Any) -> list[WorkItem]:
    return [work_of({"id": each, **fields}) for each in ids]


def _desk(queue: Row, agents: list[Agent], work: list[WorkItem], **setup: Any) -> Desk:
    return Desk(setup_of({"queues": [queue], **setup}), agents, work)


def test_nobody_picks_the_cherries() -> None:
    """
    In queues that agents pull from, the easy cases go first and the oldest stay.

    https://github.com/zammad/zammad/issues/1581, Zendesk on omnichannel routing. Work is pushed: the
    oldest first, whoever is free, and what is declined is offered to them again before they get newer.
    """
    desk = _desk({"offering": {}}, _agents("a", capacity=1), _work("hard", entered_s=-60))
    desk.arrives(*_work("easy", entered_s=-30))

    assert desk.route(0) == {"hard": "a", "easy": None}
    desk.decline("hard", "a", 5)
    assert desk.route(6) == {"hard": "a", "easy": None}
    with pytest.raises(OfferRefusedError):
        desk.accept("easy", "a", 7)


def test_what_is_not_urgent_does_not_starve() -> None:
    """
    Where priority comes strictly first, work of a low priority is never reached.

    https://docs.aws.amazon.com/connect/latest/adminguide/concepts-routing-profiles-priority.html:
    "priority takes precedence". With ageing (eight hours of head start), an urgent piece of work every
    half hour, and one finished every half hour: the one that is not urgent has its turn once those that
    entered up to eight hours after it are done, 17 at most. With strict priority it never has.
    """
    turns = {}
    for keys in (["aged"], ["priority", "entered"]):
        desk = _desk({}, _agents("a", capacity=1), _work("plain"), backlog={"keys": keys})
        for count in range(40):
            at = count * HOUR / 2
            desk.arrives(*_work(f"urgent{count}", entered_s=at, priority=1))
            got = [each for each, agent_id in desk.route(at).items() if agent_id == "a"]
            turns[keys[0], got[0]] = count
            desk.finish(got[0], at + 1)

    assert turns["aged", "plain"] == 16
    assert ("priority", "plain") not in turns


def test_the_backlog_comes_before_what_has_just_arrived() -> None:
    """
    When an agent was freed, what had just come in went to them, and the backlog stayed.

    https://github.com/chatwoot/chatwoot/issues/10376. Whatever the occasion, the same plan is made of
    all that waits.
    """
    desk = _desk({}, _agents("a", capacity=1), _work("w0"))
    assert desk.route(0) == {"w0": "a"}
    desk.arrives(*_work("w1", entered_s=10), *_work("w2", entered_s=20))
    assert desk.route(20) == {"w1": None, "w2": None}

    desk.finish("w0", 30)
    desk.arrives(*_work("w3", entered_s=30))
    assert desk.route(30) == {"w1": "a", "w2": None, "w3": None}


def test_a_reopened_case_does_not_go_to_who_is_away() -> None:
    """
    A reopened conversation went back to the agent it once had, who was offline, and nobody saw it.

    https://github.com/chatwoot/chatwoot/issues/4158, https://github.com/chatwoot/chatwoot/issues/9587.
    That it would rather have somebody is a wish, and makes nobody eligible.
    """
    wish = [["a", "same_case"]]
    queue: Row = {"strategy": ["affinity"], "scorers": [["affinity", {"same_case": 1000}, 50]]}
    desk = _desk(queue, _agents("a", presence="offline") + _agents("b"), _work("w", affinities=wish))
    planned = desk.plan()
    why = planned.why(WorkId("w"), AgentId("a"))

    assert isinstance(why, Excluded)
    assert why.reason.code == "routing.presence"
    assert planned.placements[0].agent_id == "b"
    desk.set("a", presence="available")
    assert desk.plan().placements[0].agent_id == "a"


def test_why_one_agent_gets_everything_is_told() -> None:
    """
    One agent got all the work, and it took an investigation to see that only they were qualified.

    https://github.com/chatwoot/chatwoot/issues/11034, ServiceNow KB0951909. The decision says that
    one of four could take it, and what kept each of the others.
    """
    agents = [
        *_agents("able", skills={"network": 8}),
        *_agents("low", skills={"network": 2}),
        *_agents("full", skills={"network": 9}, capacity=1, has=["x"]),
        *_agents("none"),
    ]
    work = _work("w1", "w2", "w3", skills=[{"skill": "network", "level": 5}])
    planned = _desk({}, agents, work).plan()
    decision = planned.decision(WorkId("w3"))

    assert {each.agent_id for each in planned.placements} == {"able"}
    assert (decision.able, decision.considered) == (1, 4)
    assert [reason.code for reason in decision.reasons] == ["routing.only_one"]
    assert [str(each) for each in decision.excluded] == [
        "full: has 1 of 1 units, and it takes 1",
        "low: has network at 2, and 5 is asked for",
        "none: lacks network at 5 or more",
    ]


@pytest.mark.parametrize("members", [2, 3, 4, 5, 6])
def test_round_robin_leaves_nobody_out(members: int) -> None:
    """
    In teams of an even size every second member got nothing: the cursor moved twice.

    https://github.com/initiativa/roundrobin/issues/25. One turn is one turn, however often it is
    planned.
    """
    ids = [f"u{count}" for count in range(members)]
    desk = _desk({"strategy": ["round_robin"]}, _agents(*ids), [])
    got = []
    for count in range(2 * members):
        desk.arrives(*_work(f"w{count}", entered_s=count))
        desk.plan(count)
        desk.plan(count)
        got.append(desk.route(count)[f"w{count}"])

    assert got == ids + ids


def test_a_rotation_is_not_lost_with_a_restart() -> None:
    """
    A cursor in memory, lost or stale, began again with the first member, or beat what was stored.

    https://github.com/frappe/frappe/tree/develop/frappe/automation/doctype/assignment_rule (test of the
    stored user), Chatwoot rebuilds its rotation when members change. Whose turn it is stands in the
    events: replayed, they say the same, also for members who came since.
    """
    desk = _desk({"strategy": ["round_robin"]}, _agents("u0", "u1", "u2"), _work("w0", "w1"))
    desk.route(0)
    again = Desk(desk.setup, _agents("u0", "u1", "u2", "u3"), _work("w2", "w3", "w4"))
    for event in desk.events:
        again.happened(event)

    assert again.state == desk.state
    assert again.route(1) == {"w2": "u2", "w3": "u3", "w4": "u0"}


def test_two_routers_do_not_assign_one_case_twice() -> None:
    """
    Two workers assigned one conversation, or it flipped between two agents.

    https://github.com/chatwoot/chatwoot/pull/15275, https://github.com/chatwoot/chatwoot/pull/14495.
    Both plan on the same versions: one commits, the other is told of a conflict, and there is one
    event.
    """
    desk = _desk({}, _agents("a", "b"), _work("w", version=7))
    first, second = desk.plan(0), desk.plan(1)
    won, lost = desk.commit(first, 2), desk.commit(second, 2)

    assert [event.work_id for event in won.events] == ["w"]
    assert lost.events == ()
    assert [conflict.work_id for conflict in lost.conflicts] == ["w"]
    assert desk.work[WorkId("w")].agent_id == "a"
    assert desk.plan(3).placements[0].outcome is PlacementKind.KEEP


def test_capacity_is_not_reset_by_logging_in_again() -> None:
    """
    Logging out and in again set a counter to nothing, and agents got more than their limit.

    https://help.salesforce.com/s/articleView?id=000384795. What somebody has is counted from what they
    have, so that there is nothing to reset.
    """
    desk = _desk({}, _agents("a", capacity=3, has=["x1", "x2", "x3"]), _work("w"))
    for presence in ("offline", "available"):
        desk.set("a", presence=presence)

    assert desk.route() == {"w": None}


def test_capacity_does_not_leak_or_go_below_nothing() -> None:
    """
    Counters drifted: agents were over-assigned or under-assigned until somebody repaired them.

    ServiceNow KB0952786. Work that is accepted, finished, given back or left by hand leaves nothing
    behind.
    """
    desk = _desk({"offering": {}}, _agents("a", capacity=2), _work("w0", "w1", "w2"))
    assert desk.route(0) == {"w0": "a", "w1": "a", "w2": None}
    desk.accept("w0", "a", 1)
    desk.decline("w1", "a", 2, may_return=True)
    assert desk.route(3) == {"w1": "a", "w2": None}
    desk.finish("w1", 4, reason="taken by hand")
    desk.give_back("w0", 5)
    assert desk.route(6) == {"w0": "a", "w2": "a"}


def test_what_waits_for_the_customer_counts_again_when_they_answer() -> None:
    """
    Quiet tickets took no capacity, came back all at once, and the agent had more than fitted.

    https://support.zendesk.com/hc/en-us/articles/5308501814042. What came back counts from then on:
    nothing is taken away, and nothing more is given until there is room.
    """
    has = [{"work_id": f"x{count}", "facts": {"state": "pending"}} for count in range(3)]
    channels = [{"name": "case", "capacity": 2, "counts_when": "state != pending"}]
    desk = _desk({}, _agents("a", has=has), _work("w0"), channels=channels)
    assert desk.route(0) == {"w0": "a"}

    active = [{"work_id": f"x{count}", "facts": {"state": "open"}} for count in range(3)]
    back = agent_of({"id": "a", "has": ["w0", *active]}).assignments
    desk.set("a", assignments=back)
    desk.arrives(*_work("w1", entered_s=1))
    why = desk.plan(2).why(WorkId("w1"), AgentId("a"))

    assert isinstance(why, Excluded)
    assert dict(why.reason.fields)["load"] == 4
    assert desk.route(2) == {"w1": None}


def test_a_quiet_chat_makes_room_without_anybody_doing_anything() -> None:
    """
    Work waited although an agent had room again, since nothing happened that made somebody look.

    Zendesk on inactive conversations, https://support.zendesk.com/hc/en-us/articles/6083625616666.
    The chat was active a minute before noon and counts for ten minutes, that instant still in: until
    540 seconds after noon. The plan says to look again a microsecond later, and then the agent has
    room.
    """
    has = [{"work_id": "x", "channel": "chat", "active_s": -60}]
    channels = [{"name": "chat", "capacity": 1, "idle_after_s": 600}]
    desk = _desk({}, _agents("a", has=has), _work("w", channel="chat"), channels=channels)
    planned = desk.plan()
    why = planned.why(WorkId("w"), AgentId("a"))
    again = instant(540) + dt.timedelta(microseconds=1)

    assert isinstance(why, Excluded)
    assert why.until == planned.placements[0].until == planned.next_instant == again
    assert desk.route(540) == {"w": None}
    assert desk.route(540.000001) == {"w": "a"}


def test_who_comes_back_from_leave_is_not_buried() -> None:
    """
    Who came back from leave with nothing open was given a hundred cases at once.

    https://unofficialsf.com/best-practices-for-status-based-capacity/. A limit in a window ramps them
    up: five now, five more once the window has passed.
    """
    work = _work(*[f"w{count:03}" for count in range(100)])
    queue = {"strategy": ["most_spare"], "limit": [5, HOUR]}
    desk = _desk(queue, _agents("back", capacity=100), work)

    assert Counter(desk.route(0).values()) == {"back": 5, None: 95}
    assert desk.plan(1).next_instant == instant(HOUR)
    assert Counter(desk.route(HOUR - 1).values()) == {None: 95}
    assert Counter(desk.route(HOUR).values()) == {"back": 5, None: 90}


def test_why_this_agent_is_answered_before_anything_is_done() -> None:
    """
    There was nothing to preview, and why an agent was chosen took a walk through four tables.

    ServiceNow KB0952786. A plan changes nothing; it says who else could have it and what decided, and
    what it would be if things were otherwise.
    """
    agents = [
        *_agents("a", capacity=3, has=["x"]),
        *_agents("b", capacity=3),
        *_agents("c", capacity=0),
    ]
    desk = _desk({"strategy": ["most_spare"]}, agents, _work("w"))
    planned = desk.plan()
    decision = planned.decision(WorkId("w"))
    runner_up = planned.why(WorkId("w"), AgentId("a"))
    without = planned.what_if(agents=[each for each in agents if each.id != "b"])

    assert (decision.agent_id, decision.decided_by) == ("b", "most_spare")
    assert isinstance(runner_up, Ranked)
    assert (runner_up, runner_up.spare, runner_up.load) == (decision.runner_up, 2, 1)
    assert dict(decision.counts) == {"routing.capacity": 1}
    assert without.placements[0].agent_id == "a"
    assert desk.plan().placements == planned.placements
    assert desk.events == []


def test_rings_and_skills_are_told_in_order() -> None:
    """
    A ring was skipped, since it joined while a skill was still asked for that nobody in it had.

    https://community.genesys.com/discussion/routing-evalution-method. The second ring joins after ten
    seconds and the skill is dropped after twenty: between the two the decision says which of both it
    was.
    """
    queue = {
        "pools": [{"groups": ["ring1"]}, {"groups": ["ring2"], "after_s": 10}],
        "relaxation": {"steps_s": [20]},
    }
    agents = [*_agents("one", groups=["ring1"], presence="away"), *_agents("two", groups=["ring2"])]
    desk = _desk(queue, agents, _work("w", skills=[{"skill": "vip", "drop": 0}]))
    told = {}
    for at in (9, 10, 19):
        why = desk.plan(at).why(WorkId("w"), AgentId("two"))
        assert isinstance(why, Excluded)
        told[at] = (why.reason.code, why.until)
    decision = desk.plan(20).decision(WorkId("w"))

    assert told == {
        9: ("routing.pool_later", instant(10)),
        10: ("routing.skill", instant(20)),
        19: ("routing.skill", instant(20)),
    }
    assert decision.agent_id == "two"
    assert [(each.at, [one.skill for one in each.dropped]) for each in decision.relaxed] == [
        (instant(20), ["vip"])
    ]


def test_nobody_gets_work_off_shift_or_on_leave() -> None:
    """
    Rotations knew neither shifts nor leave, and gave work to who was at home.

    https://github.com/frappe/helpdesk/issues/1528. Who is off shift is left out until they are back,
    and the plan says when that is: the late shift begins at 14:00, two hours after noon.
    """
    late = _agents("late", shift="mon-fri 14:00-22:00")
    away = _agents("on leave", presence="away")
    desk = _desk({"strategy": ["round_robin"]}, late + away, _work("w"))
    planned = desk.plan()
    why = planned.why(WorkId("w"), AgentId("late"))

    assert isinstance(why, Excluded)
    assert (why.reason.code, why.until) == ("routing.shift", instant(2 * HOUR))
    assert planned.placements[0].until == planned.next_instant == instant(2 * HOUR)
    assert desk.route(2 * HOUR) == {"w": "late"}
