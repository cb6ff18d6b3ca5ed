"""
The same service desk for csmcore, for a bare heap, and for a loop over every pair.

Fifty products in five lines; a case is about one of them, and an agent is qualified for one
in five. Beside that, a filter leaves out who is barred from a product, and two scorers look at who
knows it best and who is senior. Of those with the most points, the one with the least gets the case.
"""

import datetime as dt
import heapq
import random
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from csmcore.kernel import AgentId, Facts, QueueId, ReasonKind, WorkId
from csmcore.routing import (
    Agent,
    Candidates,
    Exclusion,
    Filter,
    Queue,
    Requirement,
    RoutingContext,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    Scorer,
    Strategy,
    Use,
    WorkAssignment,
    WorkItem,
)

PRODUCTS: Final = 50
LINES: Final = 5
QUALIFIED: Final = 0.2
"""
How many of the agents are qualified for a product.
"""

AT: Final = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)
BARRED: Final = ReasonKind("desk.barred", "barred from {product}")
MOST_KNOWN: Final = 5
HEAD_STARTS: Final = {1: dt.timedelta(hours=8), 2: dt.timedelta(hours=4), 3: dt.timedelta(hours=1)}
_NONE: Final = dt.timedelta(0)
_ANY: Final = Queue(QueueId("any"))


class Barred:
    """
    Leaves out who is barred from a product.
    """

    name = "barred"
    reads = frozenset(("product",))

    def exclude(
        self, work: Facts, candidates: Candidates, _context: RoutingContext
    ) -> Sequence[Exclusion]:
        """
        Those whose facts say so.
        """
        product = work.get("product")
        return [
            Exclusion(agent.id, BARRED(product=str(product)))
            for agent in candidates.agents
            if agent.facts.get("barred") == product
        ]


class Knowing:
    """
    Makes points for who knows a product best.
    """

    name = "knowing"
    reads = frozenset(("product",))

    def score(self, work: Facts, candidates: Candidates, _context: RoutingContext) -> Sequence[int]:
        """
        A point for each who does.
        """
        product = work.get("product")
        return [1 if agent.facts.get("knows") == product else 0 for agent in candidates.agents]


class Senior:
    """
    Makes points for who has been there longest.
    """

    name = "senior"
    reads = frozenset[str]()

    def score(self, _work: Facts, candidates: Candidates, _context: RoutingContext) -> Sequence[int]:
        """
        A point for each year.
        """
        return [years_of(agent) for agent in candidates.agents]


class Least:
    """
    Ranks by load, as the built-in strategy does, asked anew for each case.
    """

    name = "least"

    def rank(self, _work: Facts, candidates: Candidates, _context: RoutingContext) -> Sequence[int]:
        """
        The units that each has.
        """
        return candidates.loads


def years_of(agent: Agent) -> int:
    """
    How many years an agent has been there.
    """
    years = agent.facts.get("years")
    return years if isinstance(years, int) else 0


class Desk(NamedTuple):
    """
    Cases that wait, and the agents there are.
    """

    work: tuple[WorkItem, ...]
    agents: tuple[Agent, ...]


def desk(cases: int, agents: int, *, capacity: int = 12, is_full: bool = False) -> Desk:
    """
    A desk by chance, the same for the same numbers.

    Args:
        cases: How many cases wait.

        agents: How many agents there are.

        capacity: How many cases each can have.

        is_full: Whether each has as many already.
    """
    chance = random.Random(cases * 7 + agents)
    return Desk(
        tuple(_case(chance, number) for number in range(cases)),
        tuple(_agent(chance, number, capacity, is_full) for number in range(agents)),
    )


def _case(chance: random.Random, number: int) -> WorkItem:
    product = chance.randrange(PRODUCTS)
    return WorkItem(
        WorkId(f"c{number:06}"),
        entered_at=AT - dt.timedelta(seconds=chance.randrange(172_800)),
        priority=chance.choices((1, 2, 3, 4), (1, 3, 6, 10))[0],
        skills=(Requirement(f"p{product}"),),
        facts=Facts({"product": f"p{product}", "line": f"l{product % LINES}"}),
    )


def _agent(chance: random.Random, number: int, capacity: int, is_full: bool) -> Agent:
    qualified = chance.sample(range(PRODUCTS), round(PRODUCTS * QUALIFIED))
    return Agent(
        AgentId(f"a{number:05}"),
        skills={f"p{product}": 1 for product in qualified},
        capacity=capacity,
        assignments=[WorkAssignment(WorkId(f"o{number}/{n}")) for n in range(capacity * is_full)],
        facts=Facts(
            {
                "barred": f"p{chance.choice(qualified)}",
                "knows": f"p{chance.choice(qualified)}",
                "years": chance.randrange(MOST_KNOWN),
            }
        ),
    )


def rules(strategy: str = "least_loaded", **options: str) -> RoutingRules:
    """
    The rules of the desk: a queue for each line, with a filter, two scorers and a strategy.
    """
    queues = [
        Queue(
            QueueId(f"l{line}"),
            when=f"line = l{line}",
            filters=["barred"],
            scorers=[Use("knowing", weight=3), "senior"],
            strategy=[Use(strategy, options)],
        )
        for line in range(LINES)
    ]
    extensions: tuple[Filter | Scorer | Strategy, ...] = (Barred(), Knowing(), Senior(), Least())
    return RoutingRules.of(RoutingSetup(queues=queues), extensions=extensions)


# --- by hand -------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """
    Who gets a case.
    """

    work_id: str
    agent_id: str


def age_of(work: WorkItem) -> tuple[dt.datetime, dt.datetime, str]:
    """
    What comes first: what waits longest, with a head start for what is urgent.
    """
    start = _NONE if work.priority is None else HEAD_STARTS.get(work.priority, _NONE)
    return work.entered_at - start, work.entered_at, work.id


def by_heap(
    work: Iterable[WorkItem], agents: Iterable[Agent], *, is_written_out: bool = False
) -> list[Pair]:
    """
    The same desk with a bare heap for each product: no reasons, no checks, and these rules only.

    Args:
        work: The cases.

        agents: The agents.

        is_written_out: Whether the filter and the scorers are written out in the loop, instead of
            being asked once for each product, as a plan asks them.
    """
    points_of = _written_out if is_written_out else _asked
    people = sorted(agents, key=lambda agent: agent.id)
    loads = [len(agent.assignments) for agent in people]
    rooms = [agent.capacity or 0 for agent in people]
    lasts = {f"l{line}": [0] * len(people) for line in range(LINES)}
    groups: dict[str, tuple[list[int], list[tuple[int, int, int, int]]]] = {}
    given: list[Pair] = []
    for each in sorted(work, key=age_of):
        if each.agent_id is not None:
            continue
        product = each.skills[0].skill
        group = groups.get(product)
        if group is None:
            last = lasts[str(each.facts["line"])]
            heap = [
                (-points, loads[place], last[place], place)
                for place, points in points_of(product, people)
            ]
            heapq.heapify(heap)
            group = groups[product] = (last, heap)
        last, heap = group
        while heap:
            points, load, turn, place = heap[0]
            now = loads[place]
            if now >= rooms[place]:
                heapq.heappop(heap)
            elif now != load or last[place] != turn:
                heapq.heapreplace(heap, (points, now, last[place], place))
            else:
                given.append(Pair(each.id, people[place].id))
                loads[place] += 1
                last[place] = len(given)
                break
    return given


def _asked(product: str, people: Sequence[Agent]) -> list[tuple[int, int]]:
    shown, context = Facts({"product": product}), RoutingContext(at=AT, queue=_ANY)
    able = [place for place, agent in enumerate(people) if product in agent.levels]
    found = candidates([people[place] for place in able])
    out = {each.agent_id for each in Barred().exclude(shown, found, context)}
    able = [place for place in able if people[place].id not in out]
    found = candidates([people[place] for place in able])
    knowing, senior = (each.score(shown, found, context) for each in (Knowing(), Senior()))
    return [(place, 3 * one + other) for place, one, other in zip(able, knowing, senior, strict=True)]


def candidates(agents: Sequence[Agent]) -> Candidates:
    """
    Agents as the filter and the scorers see them, who look at nothing but their facts.
    """
    nothing = (0,) * len(agents)
    return Candidates(
        agents=tuple(agents),
        loads=nothing,
        counts=nothing,
        spares=nothing,
        lasts=nothing,
        points=nothing,
    )


def _written_out(product: str, people: Sequence[Agent]) -> list[tuple[int, int]]:
    return [
        (place, 3 * (agent.facts["knows"] == product) + years_of(agent))
        for place, agent in enumerate(people)
        if product in agent.levels and agent.facts["barred"] != product
    ]


def by_pairs(work: Iterable[WorkItem], agents: Iterable[Agent]) -> list[Pair]:
    """
    The same desk with a loop that looks at every agent for every case.
    """
    people = sorted(agents, key=lambda agent: agent.id)
    loads = {agent.id: len(agent.assignments) for agent in people}
    lasts: dict[tuple[object, str], int] = {}
    given: list[Pair] = []
    for each in sorted(work, key=age_of):
        product, line = each.skills[0].skill, each.facts["line"]
        able = [
            (
                -(3 * (agent.facts["knows"] == product) + years_of(agent)),
                loads[agent.id],
                lasts.get((line, agent.id), 0),
                agent.id,
            )
            for agent in people
            if product in agent.levels
            and agent.facts["barred"] != product
            and loads[agent.id] < (agent.capacity or 0)
        ]
        if able:
            chosen = min(able)[-1]
            given.append(Pair(each.id, chosen))
            loads[chosen] += 1
            lasts[line, chosen] = len(given)
    return given


def by_plan(made: RoutingPlan) -> list[Pair]:
    """
    The same, of what a plan proposes.
    """
    return [Pair(each.work_id, each.agent_id) for each in made.proposals]
