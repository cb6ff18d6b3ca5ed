"""
Laws of the best plan for a batch: no other is better, and it keeps every rule that greedy keeps.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import attrs
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, sparse

from csmcore.kernel import AgentId, Facts, QueueId, WorkId
from csmcore.routing import (
    Agent,
    BatchPlan,
    Candidates,
    Channel,
    Overflow,
    Pool,
    Queue,
    Ranked,
    RoutingContext,
    RoutingRules,
    RoutingSetup,
    WorkItem,
    commit,
    plan,
    plan_batch,
)
from csmcore.routing._flow import Flow, Limit, Network, Way
from csmcore.routing._matching import Matching, are_single
from csmcore.testing import RoutingWorld, routing_worlds
from tests.oracle.slow_plan import Given, SlowPlan

NOON: Final = dt.datetime(2026, 3, 23, 12, tzinfo=dt.UTC)
FIRST, SECOND = map(QueueId, ("first", "second"))

Choice: TypeAlias = tuple[str, str] | None
"""
The queue and the agent of a piece of work; ``None`` where it waits.
"""


@attrs.frozen
class Table:
    """
    Points by topic and agent.
    """

    points: Mapping[tuple[str, str], int]
    name: str = "table"
    reads: frozenset[str] | None = frozenset({"topic"})

    def score(
        self,
        work: Facts,
        candidates: Candidates,
        context: RoutingContext,  # noqa: ARG002
    ) -> Sequence[int]:
        """
        What the table says.
        """
        return [self.points[str(work["topic"]), each] for each in candidates.ids]


class World(NamedTuple):
    """
    A small world in plain numbers.

    ``work`` has topic, channel and size of each in the order of the backlog; ``rooms`` what each
    agent can have in all, ``chats`` how much of that by chat, ``seconds`` how much from the
    second queue. The first queue is for the first agents only, and overflows to the second.
    """

    work: tuple[tuple[str, str, int], ...]
    rooms: tuple[int, ...]
    chats: int
    seconds: int
    firsts: int
    points: Mapping[tuple[str, str], int]


@st.composite
def small_worlds(draw: st.DrawFn) -> World:
    """
    Worlds of which every plan can be looked at.
    """
    agents = draw(st.integers(1, 3))
    numbers = st.integers(0, 9)
    piece = st.tuples(
        st.sampled_from(("t0", "t1", "t2")), st.sampled_from(("case", "chat")), st.integers(1, 3)
    )
    pairs = [(f"t{topic}", f"a{agent}") for topic in range(3) for agent in range(agents)]
    return World(
        work=tuple(draw(st.lists(piece, max_size=4))),
        rooms=tuple(draw(st.tuples(*[st.integers(0, 5)] * agents))),
        chats=draw(st.integers(1, 3)),
        seconds=draw(st.integers(1, 4)),
        firsts=draw(st.integers(1, agents)),
        points={pair: draw(numbers) for pair in pairs},
    )


def planned(world: World, *, seed: int = 0) -> BatchPlan:
    """
    The best plan of a small world; a seed shuffles what is given.
    """
    agents = [Agent(AgentId(f"a{each}"), capacity=room) for each, room in enumerate(world.rooms)]
    first = frozenset(agent.id for agent in agents[: world.firsts])
    setup = RoutingSetup(
        queues=(
            Queue(FIRST, pools=(Pool(agents=first),), scorers=("table",), overflow=Overflow(SECOND)),
            Queue(SECOND, scorers=("table",), capacity=world.seconds),
        ),
        channels=(Channel("case"), Channel("chat", capacity=world.chats)),
    )
    work = [
        WorkItem(
            WorkId(f"w{place}"),
            entered_at=NOON - dt.timedelta(minutes=10 - place),
            channel=channel,
            size=size,
            facts={"topic": topic},
        )
        for place, (topic, channel, size) in enumerate(world.work)
    ]
    random.Random(seed).shuffle(work)
    random.Random(seed + 1).shuffle(agents)
    rules = RoutingRules.of(setup, extensions=(Table(world.points),), strict=True)
    return plan_batch(work, agents, rules=rules, at=NOON)


def every_plan(world: World) -> Iterator[tuple[Choice, ...]]:
    """
    All ways in which the work could go, those that no agent has room for among them.
    """
    choices: list[Choice] = [None]
    choices += [("first", f"a{each}") for each in range(world.firsts)]
    choices += [("second", f"a{each}") for each in range(len(world.rooms))]
    return itertools.product(choices, repeat=len(world.work))


def has_room(world: World, choices: Sequence[Choice]) -> bool:
    """
    Whether nobody has more than they can have.
    """
    for number, room in enumerate(world.rooms):
        mine = [
            (choice[0], channel, size)
            for choice, (_, channel, size) in zip(choices, world.work, strict=True)
            if choice is not None and choice[1] == f"a{number}"
        ]
        if (
            sum(size for _, _, size in mine) > room
            or sum(size for _, channel, size in mine if channel == "chat") > world.chats
            or sum(size for queue, _, size in mine if queue == "second") > world.seconds
        ):
            return False
    return True


def worth(world: World, choices: Sequence[Choice]) -> tuple[tuple[bool, ...], int, int]:
    """
    How good that is: what is placed, in the order of the backlog; detours; points.
    """
    placed = [
        (choice, topic)
        for choice, (topic, _, _) in zip(choices, world.work, strict=True)
        if choice is not None
    ]
    return (
        tuple(choice is not None for choice in choices),
        -2 * sum(choice[0] == "second" for choice, _ in placed),
        sum(world.points[topic, choice[1]] for choice, topic in placed),
    )


def chosen(world: World, made: BatchPlan) -> list[Choice]:
    """
    What a plan does, in plain words.
    """
    found: list[Choice] = []
    for place in range(len(world.work)):
        placement = made.placement(WorkId(f"w{place}"))
        found.append(
            None if placement.agent_id is None else (str(placement.queue_id), str(placement.agent_id))
        )
    return found


@given(small_worlds())
def test_no_plan_at_all_is_better(world: World) -> None:
    """
    Of all plans that leave nobody with more than they can have, none is better.
    """
    made = planned(world)
    choices = chosen(world, made)
    best = max(worth(world, each) for each in every_plan(world) if has_room(world, each))

    assert has_room(world, choices)
    assert worth(world, choices) == best
    assert made.objective.left == tuple(n for n, there in enumerate(best[0], 1) if not there)
    assert (-made.objective.detours, made.objective.points) == best[1:]
    assert made.is_proven


@given(small_worlds(), st.integers(1, 1_000))
def test_the_order_of_what_is_given_never_matters(world: World, seed: int) -> None:
    """
    Work and agents in another order make the same plan, and the same again and again.
    """
    made = planned(world)

    assert planned(world, seed=seed) == made
    assert planned(world) == made


class Single(NamedTuple):
    """
    Work of kinds, and agents of whom each can have one piece: ways from the ones to the others.
    """

    places: tuple[tuple[int, ...], ...]
    ways: tuple[Way, ...]
    limits: Mapping[int, tuple[Limit, ...]]


@st.composite
def singles(draw: st.DrawFn) -> Single:
    """
    Up to six pieces of work of up to four kinds, up to five agents, and a plan that is known.
    """
    kinds = draw(st.lists(st.integers(0, 3), min_size=1, max_size=6))
    places = tuple(tuple(at for at, kind in enumerate(kinds) if kind == each) for each in range(4))
    pairs = st.tuples(st.integers(0, 3), st.integers(0, 4), st.sampled_from((0, 0, 1, 2, 3)))
    ways: list[Way] = []
    left, taken = [len(each) for each in places], set[int]()
    for kind, agent, detour in draw(st.lists(pairs, min_size=1, max_size=16, unique=True)):
        known = bool(left[kind]) and agent not in taken and draw(st.booleans())
        if known:
            left[kind] -= 1
            taken.add(agent)
        points = draw(st.integers(-5, 5))
        ways.append(Way(kind, agent, size=1, detour=detour, points=points, known=int(known)))
    of_agent = {
        agent: tuple(number for number, way in enumerate(ways) if way.agent == agent)
        for agent in {way.agent for way in ways}
    }
    return Single(
        places,
        tuple(ways),
        {agent: (Limit(1, of, (1,) * len(of)),) for agent, of in of_agent.items()},
    )


def worth_of(single: Single, found: Flow | None) -> tuple[list[int], int, int, int]:
    """
    How good a flow is: what waits; detours; points; how much of what is known is kept.
    """
    assert found is not None
    counts = [0] * len(single.places)
    for count, way in zip(found.along, single.ways, strict=True):
        counts[way.kind] += count
    waits = [place for of, count in zip(single.places, counts, strict=True) for place in of[count:]]
    along = list(zip(found.along, single.ways, strict=True))
    return (
        sorted(waits),
        sum(count * way.detour for count, way in along),
        sum(count * way.points for count, way in along),
        sum(min(count, way.known) for count, way in along),
    )


@given(singles())
def test_a_matching_is_as_good_as_a_flow(single: Single) -> None:
    """
    Where nobody can have two pieces, the matrix finds what the solver of flows does.
    """
    assert are_single(single.ways, single.limits)
    matching = Matching(single.places, single.ways, optimize=optimize).best()
    flow = Network(single.places, single.ways, single.limits, optimize=optimize, sparse=sparse).best()

    assert worth_of(single, matching) == worth_of(single, flow)
    assert matching is not None
    assert matching.is_proven
    agents = [way.agent for count, way in zip(matching.along, single.ways, strict=True) if count]
    assert len(agents) == len(set(agents)) == sum(matching.along)


def best_of(world: RoutingWorld) -> BatchPlan:
    """
    The best plan of any world.
    """
    rules = RoutingRules.of(world.setup, strict=True)
    return plan_batch(world.work, world.agents, rules=rules, state=world.state, at=world.at)


@given(routing_worlds())
def test_greedy_is_never_better(world: RoutingWorld) -> None:
    """
    Whatever the world, the plan is as good as the greedy one, which is the one that plan makes.
    """
    made = best_of(world)

    assert made.objective >= made.greedy_objective
    assert made.greedy == plan(
        world.work, world.agents, rules=made.greedy.rules, state=world.state, at=world.at
    )
    assert [each.work_id for each in made.placements] == [
        each.work_id for each in made.greedy.placements
    ]


@given(routing_worlds())
def test_nobody_is_given_more_than_they_can_have(world: RoutingWorld) -> None:
    """
    Whoever is given something stays within what they may have, and within the queue's limit.
    """
    made = best_of(world)
    after = SlowPlan(world.setup, list(world.agents), world.state, at=world.at, seed=0)
    after.given += [
        Given(each.work_id, each.agent_id, each.queue_id, each.channel, each.size, each.weight)
        for each in made.proposals
    ]
    for each in made.proposals:
        queue = after.queues[each.queue_id]
        rooms = after.rooms(after.agents[each.agent_id], each.channel, queue)

        assert all(room is None or room >= 0 for room in rooms.values())
        if queue.limit is not None:
            turns = world.state.turns_by_queue.get(queue.id, {}).get(each.agent_id)
            recent = [] if turns is None else turns.recent
            since = world.at - queue.limit.within
            new = sum(
                (other.queue_id, other.agent_id) == (each.queue_id, each.agent_id)
                for other in made.proposals
            )
            assert sum(turn > since for turn in recent) + new <= queue.limit.most


@given(routing_worlds())
def test_whoever_gets_work_could_get_it_alone(world: RoutingWorld) -> None:
    """
    Were it the only work, whoever gets it would be among those who can take it, but for a refusal.
    """
    made = best_of(world)
    work = {item.id: item for item in world.work}
    for each in made.proposals:
        alone = made.greedy.what_if(work=[work[each.work_id]])
        if alone.placement(each.work_id).queue_id != each.queue_id:
            continue  # it overflowed, since the others filled its own queue
        wait = world.state.waits_by_work.get(each.work_id)
        if wait is None or each.agent_id not in wait.declined:
            assert isinstance(alone.why(each.work_id, each.agent_id), Ranked)
        else:
            assert each.round == wait.round + 1


@given(routing_worlds())
def test_a_batch_is_committed_whole(world: RoutingWorld) -> None:
    """
    On the snapshot that it was made for, every proposal becomes an event.
    """
    made = best_of(world)
    done = commit(
        made,
        work=world.work,
        agents=world.agents,
        state=world.state,
        rules=made.greedy.rules,
        at=world.at,
    )

    assert done.conflicts == ()
    assert len(done.events) == len(made.proposals)
