"""
Plans by hand: what a small team gets, and what a plan says of it.
"""

import datetime as dt

import pytest

from csmcore.calendars import BusinessCalendar, WeeklyHours
from csmcore.errors import (
    DefinitionError,
    DuplicateError,
    NaiveInstantError,
    RoutingError,
    UndecidedError,
    UnknownIdError,
)
from csmcore.kernel import AgentId, GroupId, QueueId, WorkId
from csmcore.routing import (
    Affinity,
    Agent,
    AssignmentLimit,
    Excluded,
    Offer,
    Offering,
    Overflow,
    PlacementKind,
    Pool,
    Queue,
    Ranked,
    Relaxation,
    Requirement,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    RoutingState,
    Turn,
    Use,
    Wait,
    WorkAssignment,
    WorkItem,
    compare,
    plan,
)

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)  # a Monday
MINUTE = dt.timedelta(minutes=1)
MOMENT = dt.timedelta(microseconds=1)
LATE = BusinessCalendar("late", "UTC", WeeklyHours.parse("mon-fri 12:00-20:00"))


def rules(*queues: Queue) -> RoutingRules:
    """
    The rules of some queues.
    """
    return RoutingRules.of(RoutingSetup(queues=queues))


def queue(id_: str = "help", **given: object) -> Queue:
    """
    A queue with something said of it.
    """
    return Queue(QueueId(id_), **given)  # type: ignore[arg-type]


def agent(id_: str, **given: object) -> Agent:
    """
    An agent with something said of them.
    """
    return Agent(AgentId(id_), **given)  # type: ignore[arg-type]


def work(id_: str, *, waited: int = 0, **given: object) -> WorkItem:
    """
    A piece of work that has waited for some minutes at nine.
    """
    return WorkItem(WorkId(id_), entered_at=NINE - waited * MINUTE, **given)  # type: ignore[arg-type]


def given(made: RoutingPlan) -> dict[str, str | None]:
    """
    Who gets what.
    """
    return {str(each.work_id): each.agent_id for each in made.placements}


def codes(made: RoutingPlan, id_: str) -> list[str]:
    """
    The codes of the reasons of a decision.
    """
    return [reason.code for reason in made.decision(WorkId(id_)).reasons]


def test_load_counts_what_the_plan_has_given() -> None:
    """
    The least loaded changes with each piece that a plan gives.
    """
    team = [agent("ann", assignments=[WorkAssignment(WorkId("old"))]), agent("bo")]

    made = plan(
        [work("w1", waited=3), work("w2", waited=2), work("w3", waited=1)],
        team,
        rules=rules(queue()),
        at=NINE,
    )

    # bo has none, then one as ann has, but no turn sooner than ann, who never had one.
    assert given(made) == {"w1": "bo", "w2": "ann", "w3": "bo"}


def test_a_decision_tells_how_each_stood() -> None:
    """
    The chosen one first, the runner-up next, and what told them apart.
    """
    team = [agent("ann", assignments=[WorkAssignment(WorkId("old"))]), agent("bo"), agent("cy")]

    decision = plan([work("w1")], team, rules=rules(queue()), at=NINE).decision(WorkId("w1"))

    assert [each.agent_id for each in decision.ranked] == ["bo", "cy", "ann"]
    assert [each.load for each in decision.ranked] == [0, 0, 1]
    assert decision.runner_up is not None
    assert decision.runner_up.agent_id == "cy"
    assert decision.decided_by == "id"
    assert (decision.considered, decision.able) == (3, 3)


def test_a_decision_is_told_as_things_stood_then() -> None:
    """
    What the plan gave later does not show in what it says of earlier work.
    """
    made = plan([work("w1", waited=2), work("w2")], [agent("ann")], rules=rules(queue()), at=NINE)

    first, second = made.decision(WorkId("w1")), made.decision(WorkId("w2"))

    assert [each.load for each in (*first.ranked, *second.ranked)] == [0, 1]


def test_who_is_left_out_is_told_with_the_rule_and_until_when() -> None:
    """
    Presence, shift, skill and room each say what is missing.
    """
    team = [
        agent("away", presence="away"),
        agent("full", capacity=1, assignments=[WorkAssignment(WorkId("old"))], skills={"tax": 1}),
        agent("late", shift=LATE),
        agent("lost"),
        agent("low", skills={"tax": 0}),
    ]
    asked = work("w1", skills=[Requirement("tax", 1)])

    made = plan([asked], team, rules=rules(queue()), at=NINE)

    told = {each.agent_id: (each.reason.code, each.until) for each in made.decision(asked.id).excluded}
    assert told == {
        "away": ("routing.presence", None),
        "full": ("routing.capacity", None),
        "late": ("routing.shift", NINE + 180 * MINUTE),
        "lost": ("routing.skill", None),
        "low": ("routing.skill_level", None),
    }
    assert made.placement(asked.id).until == NINE + 180 * MINUTE == made.next_instant


def test_only_ten_are_told_and_the_rest_is_counted() -> None:
    """
    A decision stays short, however many agents there are.
    """
    team = [agent(f"a{number:02}", presence="away") for number in range(25)]
    decision = plan([work("w1")], team, rules=rules(queue()), at=NINE).decision(WorkId("w1"))

    assert len(decision.excluded) == 10
    assert decision.counts == (("routing.presence", 25),)


def test_who_came_nearest_is_told_first() -> None:
    """
    Full agents before those who lack something, and these before those who are not there.
    """
    pools = [Pool(groups=[GroupId("in")]), Pool(groups=[GroupId("soon")], after=10 * MINUTE)]
    among = {"groups": [GroupId("in")], "skills": {"tax": 1}}
    team = [
        agent("a", **{**among, "presence": "away"}),
        agent("b", **{**among, "shift": LATE}),
        agent("c"),
        agent("d", groups=[GroupId("soon")]),
        agent("e", groups=[GroupId("in")]),
        agent("f", **{**among, "skills": {"tax": 0}}),
        agent("g", **{**among, "capacity": 0}),
        *(agent(f"h{number}", **{**among, "presence": "away"}) for number in range(5)),
    ]
    asked = work("w1", skills=[Requirement("tax", 1)])

    decision = plan([asked], team, rules=rules(queue(pools=pools)), at=NINE).decision(asked.id)

    assert [str(each.agent_id) for each in decision.excluded] == [
        *("g", "f", "e", "d", "c", "b", "a", "h0", "h1", "h2")
    ]
    assert [str(each) for each in decision.excluded[3:5]] == [
        "d: its pool joins later, until 2026-03-02T09:10:00Z",
        "c: in none of the queue's pools",
    ]
    assert str(decision).endswith("\n  2 more cannot: not present for its channel")


def test_a_pool_joins_after_a_wait() -> None:
    """
    Until then its agents are left out, and the plan says when to look again.
    """
    pools = [Pool(groups=[GroupId("first")]), Pool(groups=[GroupId("second")], after=10 * MINUTE)]
    team = [agent("bo", groups=[GroupId("second")])]
    asked = work("w1", waited=9)

    early = plan([asked], team, rules=rules(queue(pools=pools)), at=NINE)
    later = early.what_if(at=NINE + MINUTE)

    assert early.placement(asked.id).until == NINE + MINUTE
    assert given(later) == {"w1": "bo"}
    assert [str(each) for each in compare(early, later)] == ["w1: hold -> assign bo"]


def test_requirements_give_way_in_order_and_the_decision_says_when() -> None:
    """
    The highest number goes first, equal ones together.
    """
    asked = work(
        "w1",
        waited=12,
        skills=["tax", Requirement("french", drop=1), Requirement("senior", drop=2)],
    )
    five = queue(relaxation=Relaxation(every=5 * MINUTE))

    decision = plan([asked], [agent("ann", skills={"tax": 1})], rules=rules(five), at=NINE).decision(
        asked.id
    )

    assert decision.agent_id == "ann"
    assert [(each.at, [r.skill for r in each.dropped]) for each in decision.relaxed] == [
        (NINE - 7 * MINUTE, ["senior"]),
        (NINE - 2 * MINUTE, ["french"]),
    ]


def test_work_overflows_where_nobody_is_found() -> None:
    """
    The other queue's agents are asked at once, and the reasons say where it came from.
    """
    first = queue("first", pools=[Pool(groups=[GroupId("one")])], overflow=Overflow(QueueId("second")))
    second = queue("second", when="never")
    made = plan([work("w1")], [agent("bo")], rules=rules(first, second), at=NINE)

    assert made.placement(WorkId("w1")).queue_id == "second"
    assert codes(made, "w1") == ["routing.overflowed", "routing.only_one"]


def test_a_closed_queue_takes_no_overflow() -> None:
    """
    Its hours count for what is sent there, too.
    """
    first = queue("first", pools=[Pool(groups=[GroupId("one")])], overflow=Overflow(QueueId("second")))
    second = queue("second", when="never", hours=LATE)
    made = plan([work("w1")], [agent("bo")], rules=rules(first, second), at=NINE)

    told = made.why(WorkId("w1"), AgentId("bo"))

    assert made.placement(WorkId("w1")).outcome is PlacementKind.HOLD
    assert made.placement(WorkId("w1")).until == NINE + 180 * MINUTE
    assert isinstance(told, Excluded)
    assert told.reason.code == "routing.queue_closed"


def test_what_an_agent_has_stays_with_them_whatever_its_record_says() -> None:
    """
    Nobody else gets it, and it is not proposed to them again.
    """
    held = agent("bo", assignments=[WorkAssignment(WorkId("w1"))])
    made = plan([work("w1")], [agent("ann"), held], rules=rules(queue()), at=NINE)

    placement = made.placement(WorkId("w1"))

    assert (placement.outcome, placement.agent_id) == (PlacementKind.KEEP, "bo")
    assert codes(made, "w1") == ["routing.has_agent"]
    assert made.proposals == ()


def test_all_who_declined_are_asked_again_once_nobody_else_is_left() -> None:
    """
    It is another round then, so that these are not asked for ever in turn.
    """
    state = RoutingState(waits=[Wait(WorkId("w1"), declined=[AgentId("ann")])])
    offered = rules(queue(offering=Offering(timeout=MINUTE)))

    alone = plan([work("w1")], [agent("ann")], rules=offered, state=state, at=NINE)
    beside = alone.what_if(agents=[agent("ann"), agent("bo")])

    assert (given(alone), codes(alone, "w1")[0]) == ({"w1": "ann"}, "routing.asked_again")
    assert [(each.round, each.expires_at) for each in alone.proposals] == [(2, NINE + MINUTE)]
    assert (given(beside), beside.proposals[0].round) == ({"w1": "bo"}, 1)


def test_an_offer_is_looked_at_again_once_it_is_over() -> None:
    """
    At its last instant it still stands; the timer is set for when it can be told.
    """
    offered = rules(queue(offering=Offering(timeout=MINUTE)))
    made = plan([work("w1")], [agent("ann")], rules=offered, at=NINE)
    offer = Offer(
        WorkId("w1"),
        agent_id=AgentId("ann"),
        queue_id=QueueId("help"),
        offered_at=NINE,
        expires_at=NINE + MINUTE,
    )
    kept = made.what_if(state=RoutingState(offers=[offer]), at=NINE + MINUTE)
    asked, waits = (each.decision(WorkId("w1")) for each in (made, kept))

    assert asked.expires_at == waits.expires_at == NINE + MINUTE
    assert str(asked).startswith("w1 is offered to ann, from queue help, until 2026-03-02T09:01:00Z\n")
    assert made.next_instant == NINE + MINUTE + MOMENT
    assert (codes(kept, "w1"), kept.next_instant) == (["routing.is_offered"], NINE + MINUTE + MOMENT)


def test_an_offer_that_is_over_and_not_recorded_says_what_to_do() -> None:
    """
    Waiting does not help any more, so there is nothing to wait for.
    """
    offer = Offer(
        WorkId("w1"),
        agent_id=AgentId("ann"),
        queue_id=QueueId("help"),
        offered_at=NINE - 2 * MINUTE,
        expires_at=NINE - MOMENT,
    )
    made = plan(
        [work("w1")],
        [agent("ann")],
        rules=rules(queue()),
        state=RoutingState(offers=[offer]),
        at=NINE,
    )

    assert made.placement(WorkId("w1")).outcome is PlacementKind.KEEP
    assert made.next_instant is None
    assert [str(each) for each in made.decision(WorkId("w1")).reasons] == [
        "the offer to ann ran out; record it with expired_offers"
    ]


def test_nobody_is_asked_again_before_every_pool_has_joined() -> None:
    """
    Who is still to join is asked first, and only then those who declined.
    """
    pools = [Pool(groups=[GroupId("first")]), Pool(groups=[GroupId("second")], after=10 * MINUTE)]
    team = [agent("ann", groups=[GroupId("first")]), agent("bo", groups=[GroupId("second")])]
    state = RoutingState(waits=[Wait(WorkId("w1"), declined=[AgentId("ann")])])
    offered = rules(queue(pools=pools, offering=Offering()))

    early = plan([work("w1", waited=9)], team, rules=offered, state=state, at=NINE)
    later = early.what_if(at=NINE + MINUTE)
    without = later.what_if(agents=team[:1])

    assert (given(early), early.next_instant) == ({"w1": None}, NINE + MINUTE)
    assert codes(early, "w1") == ["routing.pools_first"]
    assert (given(later), later.proposals[0].round) == ({"w1": "bo"}, 1)
    assert (given(without), without.proposals[0].round) == ({"w1": "ann"}, 2)


def test_nobody_is_asked_again_before_all_that_can_give_way_has() -> None:
    """
    Whoever could take it once less is asked for is asked first, and only then those who declined.
    """
    asks = [Requirement("network", drop=1)]
    every = queue(requires=asks, relaxation=Relaxation(every=10 * MINUTE), offering=Offering())
    team = [agent("ann", skills=[("network", 1)]), agent("bo")]
    state = RoutingState(waits=[Wait(WorkId("w1"), declined=[AgentId("ann")])])

    early = plan([work("w1", waited=9)], team, rules=rules(every), state=state, at=NINE)
    later = early.what_if(at=NINE + MINUTE)
    without = later.what_if(agents=team[:1])

    assert (given(early), early.next_instant) == ({"w1": None}, NINE + MINUTE)
    assert codes(early, "w1") == ["routing.steps_first"]
    assert (given(later), later.proposals[0].round) == ({"w1": "bo"}, 1)
    assert (given(without), without.proposals[0].round) == ({"w1": "ann"}, 2)


def test_work_that_comes_later_says_when() -> None:
    """
    It is no delay of the queue; that is told from its entry on.
    """
    made = plan([work("w1", waited=-10)], [agent("ann")], rules=rules(queue()), at=NINE)
    slow = made.what_if(rules=rules(queue(delay=5 * MINUTE)))

    assert str(made.decision(WorkId("w1")).reasons[0]).startswith("it comes at 2026-03-02")
    assert made.next_instant == NINE + 10 * MINUTE
    assert (codes(slow, "w1"), slow.next_instant) == (["routing.comes_later"], NINE + 15 * MINUTE)
    assert codes(slow.what_if(at=NINE + 10 * MINUTE), "w1") == ["routing.delayed"]


def test_what_fills_an_agent_and_is_not_theirs_yet_is_named() -> None:
    """
    Work that the plan gave before, or that is offered; what they have is to be seen at them.
    """
    full = agent("ann", capacity=1)
    made = plan([work("w1", waited=1), work("w2")], [full], rules=rules(queue()), at=NINE)
    offer = Offer(
        WorkId("w1"), agent_id=AgentId("ann"), queue_id=QueueId("help"), offered_at=NINE - MINUTE
    )
    offered = made.what_if(state=RoutingState(offers=[offer]))
    busy = agent("ann", capacity=1, assignments=[WorkAssignment(WorkId("w1"))])

    told = "ann: has 1 of 1 units, counting w1, and it takes 1"
    assert str(made.why(WorkId("w2"), full.id)) == told
    assert str(offered.why(WorkId("w2"), full.id)) == told
    assert str(made.what_if(agents=[busy]).why(WorkId("w2"), full.id)) == (
        "ann: has 1 of 1 units, and it takes 1"
    )
    by_channel = made.what_if(agents=[agent("ann", channels=[("case", 1)])])
    assert "units of case, counting w1, and" in str(by_channel.why(WorkId("w2"), full.id))
    two = made.what_if(
        work=[work("w1", waited=2), work("w3", waited=1), work("w2")],
        agents=[agent("ann", capacity=2)],
    )
    assert str(two.why(WorkId("w2"), full.id)) == "ann: has 2 of 2 units, and it takes 1"


def test_who_lacks_several_skills_is_left_out_for_what_is_asked_for_longest() -> None:
    """
    A skill that never gives way outlasts every step, and a later step an earlier one.
    """
    network, italian = Requirement("network", 3, drop=2), Requirement("italian")
    every = Relaxation(every=10 * MINUTE)

    def told(*asks: Requirement) -> tuple[str, dt.datetime | None]:
        asked = rules(queue(requires=asks, relaxation=every))
        made = plan([work("w1", waited=2)], [agent("ann")], rules=asked, at=NINE)
        why = made.why(WorkId("w1"), AgentId("ann"))
        assert isinstance(why, Excluded)
        return str(why.reason), why.until

    assert told(network, italian) == ("lacks italian", None)
    assert told(network, Requirement("italian", drop=1)) == ("lacks italian", NINE + 18 * MINUTE)
    assert told(Requirement("italian", drop=1), network) == ("lacks italian", NINE + 18 * MINUTE)
    assert told(network, Requirement("vip", drop=2)) == (
        "lacks network at 3 or more",
        NINE + 8 * MINUTE,
    )


def test_who_declined_is_left_in_peace_for_the_pause() -> None:
    """
    It is counted from when the work last came back, and at its end all are asked again.
    """
    wait = Wait(WorkId("w1"), declined=[AgentId("ann")], again_from=NINE - 2 * MINUTE)
    offered = rules(queue(offering=Offering(pause=5 * MINUTE)))

    made = plan([work("w1")], [agent("ann")], rules=offered, state=RoutingState(waits=[wait]), at=NINE)

    assert (given(made), made.next_instant) == ({"w1": None}, NINE + 3 * MINUTE)
    assert str(made.decision(WorkId("w1")).reasons[0]).startswith(
        "all who can take it declined, and nobody is asked again before 2026-03-02"
    )
    assert given(made.what_if(at=NINE + 3 * MINUTE - MOMENT)) == {"w1": None}
    assert given(made.what_if(at=NINE + 3 * MINUTE)) == {"w1": "ann"}
    # Somebody who did not decline needs no pause.
    assert given(made.what_if(agents=[agent("ann"), agent("bo")])) == {"w1": "bo"}


def test_nobody_is_flooded() -> None:
    """
    Two within five minutes, and the third waits until the first is five minutes old.
    """
    turn = Turn(queue_id=QueueId("help"), agent_id=AgentId("ann"), last=1, recent=[NINE - 2 * MINUTE])
    state = RoutingState(sequence=1, turns=[turn])
    limited = rules(queue(limit=AssignmentLimit(2)))

    made = plan([work("w1", waited=1), work("w2")], [agent("ann")], rules=limited, state=state, at=NINE)

    assert given(made) == {"w1": "ann", "w2": None}
    assert made.placement(WorkId("w2")).until == NINE + 3 * MINUTE


def test_points_come_before_the_strategy() -> None:
    """
    Who is dear gets it, though another has less to do.
    """
    dear = queue(scorers=[Use("affinity", {"account_team": 5})])
    asked = work("w1", affinities=[Affinity(AgentId("ann"), "account_team")])
    busy = [agent("ann", assignments=[WorkAssignment(WorkId("old"))]), agent("bo")]

    made = plan([asked], busy, rules=rules(dear), at=NINE)
    decision = made.decision(asked.id)

    assert given(made) == {"w1": "ann"}
    assert [(each.scorer, each.raw, each.points) for each in decision.ranked[0].lines] == [
        ("affinity", 5, 5)
    ]
    assert decision.decided_by == "points"


def test_last_assigned_looks_at_turns_in_any_queue() -> None:
    """
    Ann's turn elsewhere was the latest, and a turn that this plan gives is later still.
    """
    turns = [
        Turn(queue_id=QueueId("help"), agent_id=AgentId("bo"), last=1),
        Turn(queue_id=QueueId("sales"), agent_id=AgentId("ann"), last=2),
    ]
    state = RoutingState(sequence=2, turns=turns)
    three = [work(f"w{number}", waited=9 - number) for number in range(3)]

    made = plan(
        three,
        [agent("ann"), agent("bo")],
        rules=rules(queue(strategy="last_assigned")),
        state=state,
        at=NINE,
    )

    assert given(made) == {"w0": "bo", "w1": "ann", "w2": "bo"}


def test_a_seed_breaks_a_tie_and_nothing_else() -> None:
    """
    Chance decides where the id would have, and never before load.
    """
    tied, apart = [agent("ann"), agent("bo")], [agent("ann", assignments=[WorkAssignment(WorkId("x"))])]

    drawn = {
        given(plan([work("w1")], tied, rules=rules(queue()), at=NINE, seed=seed))["w1"]
        for seed in range(1, 20)
    }
    same = {
        given(plan([work("w1")], [*apart, tied[1]], rules=rules(queue()), at=NINE, seed=seed))["w1"]
        for seed in range(1, 20)
    }

    assert (drawn, same) == ({"ann", "bo"}, {"bo"})


def test_all_decisions_at_once_are_those_told_one_by_one() -> None:
    """
    The plan is gone through once, and each is told as things stood then.
    """
    asked = [work(f"w{number}", waited=number, priority=1 + number % 3) for number in range(6)]
    made = plan(
        asked, [agent("ann", capacity=2), agent("bo", capacity=1)], rules=rules(queue()), at=NINE
    )

    told = list(made.decisions())

    assert told == [made.decision(each.work_id) for each in made.placements]
    assert len(told) == 6


def test_why_says_how_one_agent_stood() -> None:
    """
    Among those able with the ranks, or left out with the reason.
    """
    made = plan(
        [work("w1")], [agent("ann"), agent("bo", presence="away")], rules=rules(queue()), at=NINE
    )

    able, out = (made.why(WorkId("w1"), AgentId(each)) for each in ("ann", "bo"))

    assert isinstance(able, Ranked)
    assert able.ranks == (("least_loaded", 0),)
    assert isinstance(out, Excluded)
    assert str(out) == "bo: away takes no case"


def test_what_is_not_in_the_plan_is_not_known() -> None:
    """
    A question about other work, or an agent who was not there, is refused.
    """
    made = plan([work("w1")], [agent("ann")], rules=rules(queue()), at=NINE)

    with pytest.raises(UnknownIdError, match="w9"):
        made.decision(WorkId("w9"))
    with pytest.raises(UnknownIdError, match="zoe"):
        made.why(WorkId("w1"), AgentId("zoe"))


def test_why_of_work_for_which_nobody_was_asked_says_why_not() -> None:
    """
    The agent is there, and it is no fault of theirs.
    """
    works = [work("w1", agent_id=AgentId("ann")), work("w2", queue_id=QueueId("none"))]
    made = plan(works, [agent("ann")], rules=rules(queue()), at=NINE)

    with pytest.raises(UndecidedError, match="no agent was asked for w1: ann has it already"):
        made.why(WorkId("w1"), AgentId("ann"))
    with pytest.raises(UndecidedError, match="no agent was asked for w2: no queue is none"):
        made.why(WorkId("w2"), AgentId("ann"))
    with pytest.raises(UnknownIdError, match="zoe"):
        made.why(WorkId("w2"), AgentId("zoe"))


def test_a_plan_refuses_what_cannot_be_planned() -> None:
    """
    Twins, instants without a zone, and what is neither work nor agent.
    """
    with pytest.raises(DuplicateError, match="w1"):
        plan([work("w1"), work("w1")], [], rules=rules(queue()), at=NINE)
    with pytest.raises(DuplicateError, match="ann"):
        plan([], [agent("ann"), agent("ann")], rules=rules(queue()), at=NINE)
    with pytest.raises(NaiveInstantError):
        plan([], [], rules=rules(queue()), at=NINE.replace(tzinfo=None))
    with pytest.raises(DefinitionError, match="WorkItem"):
        plan(["w1"], [], rules=rules(queue()), at=NINE)  # type: ignore[list-item]


def test_rules_tell_at_once_all_that_queues_use_wrongly() -> None:
    """
    With the nearest name where there is one.
    """
    with pytest.raises(RoutingError) as caught:
        rules(
            queue("one", strategy="round_robbin", filters="territory"),
            queue("two", strategy=[Use("by_field"), Use("least_loaded", {"share": True})]),
        )

    told = str(caught.value)
    assert len(caught.value.problems) == 4
    assert "did you mean round_robin?" in told
    assert "uses the filter territory" in told
    assert "by_field needs the option field" in told
    assert "least_loaded takes no option share" in told


def test_a_plan_reads_as_a_list() -> None:
    """
    What is done with each piece of work, a line each.
    """
    made = plan(
        [work("w1", waited=1), work("w2")], [agent("ann", capacity=1)], rules=rules(queue()), at=NINE
    )

    assert str(made).splitlines()[1:] == [
        "  w1: assign ann from help",
        "  w2: hold from help",
    ]
