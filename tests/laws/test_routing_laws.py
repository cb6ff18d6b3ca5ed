"""
Laws of plans: equal to the slow one, whatever the order, within every bound, explained.
"""

import datetime as dt
import itertools
import random
from collections import Counter
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore.conditions import NOTHING
from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import (
    Affinity,
    Agent,
    Backlog,
    BacklogKey,
    Excluded,
    Offering,
    PlacementKind,
    Pool,
    Queue,
    Ranked,
    Relaxation,
    Requirement,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    RoutingSnapshot,
    RoutingState,
    Wait,
    WorkItem,
    commit,
    compare,
    plan,
)
from csmcore.testing import RoutingWorld, requirements, routing_worlds
from tests.oracle.slow_plan import Given, SlowPlan, slow_plan

NOON: Final = dt.datetime(2026, 3, 23, 12, tzinfo=dt.UTC)
MINUTE: Final = dt.timedelta(minutes=1)
MOMENT: Final = dt.timedelta(microseconds=1)


def _awake(world: RoutingWorld) -> RoutingWorld:
    """
    The same world with less in the way, so that more of its work finds somebody.
    """
    queues = [
        attrs.evolve(
            queue,
            unless=NOTHING,
            idle_at_most=None,
            hours=None,
            pools=(Pool(), *queue.pools) if len(queue.pools) != 1 else queue.pools,
        )
        for queue in world.setup.queues
    ]
    work = [
        attrs.evolve(
            item,
            agent_id=None,
            channel="case" if item.channel == "fax" else item.channel,
            queue_id=queues[0].id if item.queue_id is None else item.queue_id,
        )
        for item in world.work
    ]
    ids = {item.id for item in work}
    agents = [
        attrs.evolve(
            agent,
            shift=None,
            presence="available",
            assignments=[each for each in agent.assignments if each.work_id not in ids],
        )
        for agent in world.agents
    ]
    setup = attrs.evolve(world.setup, queues=queues)
    return attrs.evolve(world, setup=setup, work=tuple(work), agents=tuple(agents))


def _declined(world: RoutingWorld) -> RoutingWorld:
    """
    The same world with everything offered, and declined by everybody a quarter of an hour ago.
    """
    offering = Offering(10 * MINUTE, pause=20 * MINUTE)
    queues = [
        attrs.evolve(queue, offering=None if number == 2 else offering)
        for number, queue in enumerate(world.setup.queues)
    ]
    agents = [agent.id for agent in world.agents]
    waits = [
        Wait(item.id, declined=agents[number % 2 :], again_from=world.at - (number + 2) * 5 * MINUTE)
        for number, item in enumerate(world.work)
    ]
    return attrs.evolve(
        world,
        setup=attrs.evolve(world.setup, queues=queues),
        state=attrs.evolve(world.state, offers=(), waits=waits),
    )


def worlds() -> st.SearchStrategy[RoutingWorld]:
    """
    Worlds as they come, ones in which more is given out, and ones in which all was declined.
    """
    awake = routing_worlds().map(_awake)
    return routing_worlds() | awake | awake.map(_declined)


def planned(world: RoutingWorld, *, seed: int = 0, at: dt.datetime | None = None) -> RoutingPlan:
    """
    The plan of a world.
    """
    rules = RoutingRules.of(world.setup, strict=True)
    return plan(
        world.work,
        world.agents,
        rules=rules,
        state=world.state,
        at=world.at if at is None else at,
        seed=seed,
    )


def committed(world: RoutingWorld, made: RoutingPlan) -> RoutingWorld:
    """
    The world once its plan has been committed.
    """
    rules = RoutingRules.of(world.setup, strict=True)
    done = commit(
        made, work=world.work, agents=world.agents, state=world.state, rules=rules, at=world.at
    )
    assert not done.conflicts
    assert len(done.events) == len(made.proposals)
    # What is committed is what its events come to, read by themselves.
    before = RoutingSnapshot(world.work, world.agents, world.state)
    assert before.after(done.events) == done.snapshot
    return attrs.evolve(world, work=tuple(done.work), agents=tuple(done.agents), state=done.state)


@given(worlds(), st.integers(0, 3))
def test_a_plan_does_what_the_slow_one_does(world: RoutingWorld, seed: int) -> None:
    """
    Who gets what, and the instant at which to look again, are those of the second implementation.
    """
    made = planned(world, seed=seed)
    slow = slow_plan(world.setup, world.work, world.agents, world.state, at=world.at, seed=seed)
    sought = [work_id for work_id, each in slow.items() if each.is_looked_at]

    assert [each.work_id for each in made.placements][: len(sought)] == sought
    assert {
        each.work_id: (each.outcome, each.agent_id, each.queue_id, each.until)
        for each in made.placements
    } == {work_id: (each.outcome, each.agent, each.queue, each.until) for work_id, each in slow.items()}
    assert [(each.work_id, each.round, each.expires_at) for each in made.proposals] == [
        (work_id, each.round, each.expires_at)
        for work_id, each in slow.items()
        if each.outcome in ("assign", "offer")
    ]


@given(worlds(), st.integers(0, 3))
def test_a_decision_says_what_the_slow_plan_found(world: RoutingWorld, seed: int) -> None:
    """
    Who could take it, in which order and with which points, and by which rule the others could not.
    """
    made = planned(world, seed=seed)
    slow = slow_plan(world.setup, world.work, world.agents, world.state, at=world.at, seed=seed)
    for work_id, each in slow.items():
        decision = made.decision(WorkId(work_id))

        assert each.why is None or each.why in [reason.code for reason in decision.reasons]
        if each.is_looked_at:
            assert [ranked.agent_id for ranked in decision.ranked] == list(each.able)
            assert {ranked.agent_id: ranked.points for ranked in decision.ranked} == each.points
            assert dict(decision.counts) == Counter(each.excluded.values())
            assert {one.agent_id: one.reason.code for one in decision.excluded} == each.excluded
            assert decision.requires == each.requires
            assert (decision.able, decision.considered) == (len(each.able), len(world.agents))


@given(worlds(), st.randoms(use_true_random=False), st.integers(0, 1))
def test_the_order_of_a_snapshot_never_matters(
    world: RoutingWorld, chance: random.Random, seed: int
) -> None:
    """
    Work and agents in any order make the same plan, with the same decisions.
    """
    work, agents = list(world.work), list(world.agents)
    chance.shuffle(work)
    chance.shuffle(agents)
    made = planned(world, seed=seed)
    again = planned(attrs.evolve(world, work=tuple(work), agents=tuple(agents)), seed=seed)

    assert again.placements == made.placements
    assert again.proposals == made.proposals
    assert again.next_instant == made.next_instant
    for item in work:
        assert again.decision(item.id) == made.decision(item.id)


def test_a_snapshot_shuffled_a_hundred_ways_makes_one_plan() -> None:
    """
    Forty pieces of work and a dozen agents, many of them alike: a hundred orders, one plan.
    """
    chance = random.Random(7)
    work = [
        WorkItem(
            WorkId(f"w{count}"),
            entered_at=NOON - (count % 5) * MINUTE,
            priority=count % 3 + 1,
            size=count % 2 + 1,
            skills=["french"] if count % 4 == 0 else [],
        )
        for count in range(40)
    ]
    agents = [
        Agent(AgentId(f"a{count}"), capacity=4, skills={"french": 1} if count % 3 == 0 else {})
        for count in range(12)
    ]
    setup = RoutingSetup(queues=[Queue(QueueId("q"), strategy=["most_spare", "round_robin"])])
    rules = RoutingRules.of(setup)
    plans = []
    for _ in range(100):
        chance.shuffle(work)
        chance.shuffle(agents)
        plans.append(plan(work, agents, rules=rules, at=NOON))

    assert plans[0].proposals
    assert len({(each.placements, each.proposals) for each in plans}) == 1


@given(worlds())
def test_every_piece_of_work_is_placed_once(world: RoutingWorld) -> None:
    """
    Each has one placement, its decision says the same, and whatever is held or kept has a reason.
    """
    made = planned(world)

    assert Counter(each.work_id for each in made.placements) == Counter(item.id for item in world.work)
    for each in made.placements:
        decision = made.decision(each.work_id)
        assert decision.reasons
        assert (decision.outcome, decision.agent_id) == (each.outcome, each.agent_id)
        assert (decision.queue_id, decision.until) == (each.queue_id, each.until)
        is_given = each.outcome in (PlacementKind.ASSIGN, PlacementKind.OFFER)
        assert is_given == (each.work_id in {one.work_id for one in made.proposals})
        assert is_given <= (each.agent_id is not None)
    looks = [each.until for each in made.placements]
    ends = [each.expires_at for each in made.proposals if each.expires_at is not None]
    looks += [each + MOMENT for each in ends]
    assert made.next_instant == min([each for each in looks if each is not None], default=None)
    assert made.next_instant is None or made.next_instant > made.at


@given(worlds())
def test_nobody_is_given_more_than_they_can_have(world: RoutingWorld) -> None:
    """
    Whoever is given something stays within what they may have in all, of the channel, of the queue.
    """
    made = planned(world)
    after = SlowPlan(world.setup, list(world.agents), world.state, at=world.at, seed=0)
    after.given += [
        Given(each.work_id, each.agent_id, each.queue_id, each.channel, each.size, each.weight)
        for each in made.proposals
    ]
    for each in made.proposals:
        agent = after.agents[each.agent_id]
        rooms = after.rooms(agent, each.channel, after.queues[each.queue_id])

        assert all(room is None or room >= 0 for room in rooms.values())


@given(worlds())
def test_nobody_gets_what_they_cannot_take(world: RoutingWorld) -> None:
    """
    Who is chosen is there, on shift, in a pool that has joined, and has every skill still asked for.
    """
    made = planned(world)
    work = {item.id: item for item in world.work}
    agents = {agent.id: agent for agent in world.agents}
    for each in made.proposals:
        item, agent = work[each.work_id], agents[each.agent_id]
        queue = world.setup.queues_by_id[each.queue_id]
        waited = world.at - item.entered_at

        assert world.setup.presences_by_name[agent.presence].takes(item.channel)
        assert agent.shift is None or agent.shift.is_open(world.at)
        assert any(
            pool.after <= waited
            and pool.when.holds_for(agent.known)
            and (
                not (pool.groups or pool.agents)
                or agent.id in pool.agents
                or pool.groups & agent.groups
            )
            for pool in queue.pools
        )
        for asked in made.decision(item.id).requires:
            assert not asked.is_mandatory or agent.levels.get(asked.skill, -1) >= asked.level


@given(worlds(), st.integers(0, 1))
def test_planning_again_once_it_is_committed_proposes_nothing(world: RoutingWorld, seed: int) -> None:
    """
    A committed plan is done: the same instant asks for nothing more.
    """
    after = committed(world, planned(world, seed=seed))

    assert planned(after, seed=seed).proposals == ()


@given(worlds(), st.integers(0, 36 * 12))
def test_nothing_comes_of_looking_again_too_early(world: RoutingWorld, steps: int) -> None:
    """
    Until the instant at which to look again, held work stays held, if nobody does anything.
    """
    after = committed(world, planned(world))
    later = world.at + steps * 5 * MINUTE
    held = [each for each in planned(after).placements if each.outcome is PlacementKind.HOLD]
    untils = {each.until - MOMENT for each in held if each.until is not None and each.until < later}
    for at in (later, *sorted(untils)):
        early = {each.work_id for each in held if each.until is None or at < each.until}
        found = {each.work_id for each in planned(after, at=at).proposals}

        assert not found & early


@given(worlds())
def test_why_says_of_every_agent_what_the_decision_says(world: RoutingWorld) -> None:
    """
    Each agent is ranked or left out, as the decision counts them.
    """
    made = planned(world)
    slow = slow_plan(world.setup, world.work, world.agents, world.state, at=world.at)
    for work_id in [WorkId(work_id) for work_id, each in slow.items() if each.is_looked_at]:
        decision = made.decision(work_id)
        lines = [made.why(work_id, agent.id) for agent in world.agents]
        out = [each for each in lines if isinstance(each, Excluded)]

        assert {each.agent_id: each for each in lines if isinstance(each, Ranked)} == {
            each.agent_id: each for each in decision.ranked
        }
        assert sorted(out, key=lambda each: each.agent_id) == sorted(
            decision.excluded, key=lambda each: each.agent_id
        )
        assert Counter(each.reason.code for each in out) == dict(decision.counts)


@given(worlds())
def test_what_if_nothing_is_otherwise_is_the_plan(world: RoutingWorld) -> None:
    """
    Asked with nothing changed it is the same plan, and nobody moves between the two.
    """
    made = planned(world)

    assert made.what_if().placements == made.placements
    assert compare(made, made.what_if()) == ()


@given(worlds())
def test_who_can_take_nothing_changes_nothing(world: RoutingWorld) -> None:
    """
    One more agent who is not there leaves every placement as it was.
    """
    made = planned(world)
    absent = Agent(AgentId("absent"), presence="away")

    assert made.what_if(agents=[*world.agents, absent]).placements == made.placements


@given(
    st.integers(0, 12),
    st.lists(st.integers(0, 4), max_size=4),
    st.integers(0, 4),
    st.sampled_from(["round_robin", "least_loaded", "most_spare", "weighted", "longest_idle"]),
)
def test_one_more_agent_never_means_less_work_given_where_all_are_alike(
    size: int, rooms: list[int], more: int, strategy: str
) -> None:
    """
    With agents who differ in room alone, and work of one unit, as much is given as there is room.
    """
    setup = RoutingSetup(queues=[Queue(QueueId("q"), strategy=strategy)])
    work = [WorkItem(WorkId(f"w{count}"), entered_at=NOON) for count in range(size)]
    agents = [Agent(AgentId(f"a{count}"), capacity=room) for count, room in enumerate(rooms)]
    made = plan(work, agents, rules=RoutingRules.of(setup), at=NOON)
    with_one_more = made.what_if(agents=[*agents, Agent(AgentId("new"), capacity=more)])

    assert len(made.proposals) == min(size, sum(rooms))
    assert len(with_one_more.proposals) == min(size, sum(rooms) + more)


def test_one_more_agent_can_mean_that_fewer_but_larger_pieces_are_given() -> None:
    """
    Work is given in the order of the backlog: what fits now may leave no room for what came after.

    With A alone (three units): w1, then not w2 of three units, then w3 and w4. With B beside: w1 goes
    to B, w2 to A, and nobody is left for w3 and w4.
    """
    setup = RoutingSetup(queues=[Queue(QueueId("q"), strategy="affinity")])
    sizes = {"w1": 1, "w2": 3, "w3": 1, "w4": 1}
    work = [WorkItem(WorkId(each), entered_at=NOON, size=size) for each, size in sizes.items()]
    work[0] = attrs.evolve(work[0], affinities=[Affinity(AgentId("B"))])
    alone = plan(work, [Agent(AgentId("A"), capacity=3)], rules=RoutingRules.of(setup), at=NOON)
    both = alone.what_if(agents=[Agent(AgentId("A"), capacity=3), Agent(AgentId("B"), capacity=1)])

    assert [(each.work_id, each.agent_id) for each in alone.proposals] == [
        ("w1", "A"),
        ("w3", "A"),
        ("w4", "A"),
    ]
    assert [(each.work_id, each.agent_id) for each in both.proposals] == [("w1", "B"), ("w2", "A")]


@given(worlds(), st.integers(1, 9), st.integers(1, 9))
def test_a_seed_only_breaks_ties(world: RoutingWorld, one: int, other: int) -> None:
    """
    Where two seeds first choose differently, both agents stood alike in everything before chance.
    """
    first, second = planned(world, seed=one), planned(world, seed=other)
    for left, right in zip(first.proposals, second.proposals, strict=False):
        if left == right:
            continue
        assert left.work_id == right.work_id
        stood = {each.agent_id: each for each in first.decision(left.work_id).ranked}
        alike = [stood[each.agent_id] for each in (left, right)]
        assert len({(each.points, each.ranks, each.spare, each.last) for each in alike}) == 1
        assert first.decision(left.work_id).decided_by in ("chance", "id")
        break


def _rounds(
    members: int, batches: list[int], *, join_after: int | None = None
) -> tuple[Counter[str], Counter[str]]:
    """
    Who got how much by round robin in several plans: in all, and since somebody joined.
    """
    setup = RoutingSetup(queues=[Queue(QueueId("q"), strategy="round_robin")])
    rules = RoutingRules.of(setup)
    agents = [Agent(AgentId(f"a{count}")) for count in range(members)]
    state, everything, since = RoutingState(), Counter[str](), Counter[str]()
    for number, size in enumerate(batches):
        if number == join_after:
            agents, since = [*agents, Agent(AgentId("a-new"))], Counter()
        at = NOON + number * MINUTE
        work = [WorkItem(WorkId(f"w{number}-{count}"), entered_at=at) for count in range(size)]
        made = plan(work, agents, rules=rules, state=state, at=at)
        done = commit(made, work=work, agents=agents, state=state, rules=rules, at=at)
        state = done.state
        everything.update(each.agent_id for each in made.proposals)
        since.update(each.agent_id for each in made.proposals)
    return everything, since


@given(st.integers(1, 6), st.lists(st.integers(0, 9), max_size=6))
def test_round_robin_gives_everybody_the_same_but_for_one(members: int, batches: list[int]) -> None:
    """
    However the work is split into plans, no member is more than one turn ahead of another.
    """
    found, _ = _rounds(members, batches)
    counts = [found[f"a{count}"] for count in range(members)]

    assert sum(counts) == sum(batches)
    assert max(counts) - min(counts) <= 1


@given(st.integers(1, 5), st.lists(st.integers(0, 9), min_size=1, max_size=6), st.data())
def test_who_joins_a_round_robin_is_not_flooded(
    members: int, batches: list[int], data: st.DataObject
) -> None:
    """
    From when somebody joins, they get what the others get but for one turn, and catch nothing up.
    """
    joined = data.draw(st.integers(0, len(batches) - 1))
    _, since = _rounds(members, batches, join_after=joined)
    counts = [since[f"a{count}"] for count in range(members)] + [since["a-new"]]

    assert max(counts) - min(counts) <= 1


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(1, 4)), min_size=2, max_size=8),
    st.dictionaries(st.integers(1, 3), st.integers(0, 120)),
)
def test_ageing_bounds_who_overtakes_whom(
    entered: list[tuple[int, int]], starts: dict[int, int]
) -> None:
    """
    Work is overtaken only by what entered within the difference of the head starts, however urgent.
    """
    heads = {priority: minutes * MINUTE for priority, minutes in starts.items()}
    setup = RoutingSetup(
        queues=[Queue(QueueId("q"))], backlog=Backlog(keys=[BacklogKey.AGED], head_starts=heads)
    )
    work = {
        WorkId(f"w{count}"): WorkItem(
            WorkId(f"w{count}"), entered_at=NOON + minutes * MINUTE, priority=priority
        )
        for count, (minutes, priority) in enumerate(entered)
    }
    at = NOON + dt.timedelta(days=1)
    made = plan(work.values(), [Agent(AgentId("a"))], rules=RoutingRules.of(setup), at=at)
    order = [work[each.work_id] for each in made.proposals]
    none = dt.timedelta(0)

    assert len(order) == len(work)
    for place, first in enumerate(order):
        for later in order[place + 1 :]:
            ahead = heads.get(first.urgency, none) - heads.get(later.urgency, none)
            assert first.entered_at - later.entered_at <= ahead


@given(
    st.lists(requirements(), max_size=4),
    st.integers(1, 20).map(lambda minutes: Relaxation(every=minutes * MINUTE))
    | st.just(Relaxation(steps=[5 * MINUTE, 20 * MINUTE])),
    st.lists(st.integers(0, 90), min_size=2, max_size=6),
)
def test_waiting_longer_never_asks_for_more(
    asked: list[Requirement], relaxation: Relaxation, waits: list[int]
) -> None:
    """
    What is asked for after a longer wait was asked for before, and what is never dropped stays.
    """
    setup = RoutingSetup(queues=[Queue(QueueId("q"), relaxation=relaxation)])
    work = WorkItem(WorkId("w"), entered_at=NOON, skills=asked)
    found = [
        plan([work], [], rules=RoutingRules.of(setup), at=NOON + minutes * MINUTE)
        .decision(work.id)
        .requires
        for minutes in sorted(waits)
    ]

    for before, after in itertools.pairwise(found):
        assert list(after) == [each for each in before if each in after]
    assert all(each in found[-1] for each in work.skills if each.drop is None)


@pytest.mark.parametrize("seed", [0, 1, 2**63, -5])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    """
    Chance is drawn from any whole number, and the same for the same.
    """
    setup = RoutingSetup(queues=[Queue(QueueId("q"), strategy=[])])
    work = [WorkItem(WorkId("w"), entered_at=NOON)]
    agents = [Agent(AgentId(each)) for each in "abcdef"]
    plans = [plan(work, agents, rules=RoutingRules.of(setup), at=NOON, seed=seed) for _ in range(2)]

    assert plans[0].proposals == plans[1].proposals
    assert len(plans[0].proposals) == 1
