"""
The best plan for a batch: by hand, by published matrices, and beside the greedy one.
"""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from csmcore.errors import DuplicateError
from csmcore.kernel import AgentId, Facts, QueueId, ReasonKind, WorkId
from csmcore.routing import (
    Affinity,
    Agent,
    AssignmentLimit,
    BatchObjective,
    BatchPlan,
    Candidates,
    Channel,
    Exclusion,
    Offering,
    Overflow,
    Pool,
    Queue,
    RoutingContext,
    RoutingRules,
    RoutingSetup,
    RoutingState,
    Turn,
    Use,
    Wait,
    WorkAssignment,
    WorkItem,
    commit,
    compare,
    plan,
    plan_batch,
)
from csmcore.routing import _flow as flow
from csmcore.routing import _optimal as optimal
from csmcore.routing._matching import are_single

NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)
MINUTE: Final = dt.timedelta(minutes=1)
ANN, BO, CY = map(AgentId, ("ann", "bo", "cy"))
ONE, TWO, THREE = map(WorkId, ("c1", "c2", "c3"))
SUPPORT, SECOND = map(QueueId, ("support", "second"))
CANNOT: Final = ReasonKind("test.cannot", "they cannot")


@attrs.frozen
class Table:
    """
    Points from a table: by the work's id and the agent's; who is not in it is left out.
    """

    rows: Mapping[tuple[str, str], int]
    name: str = "table"
    reads: frozenset[str] | None = frozenset({"id"})

    def score(
        self,
        work: Facts,
        candidates: Candidates,
        context: RoutingContext,  # noqa: ARG002
    ) -> Sequence[int]:
        """
        What the table says.
        """
        return [self.rows[str(work["id"]), each] for each in candidates.ids]


@attrs.frozen
class Able:
    """
    Leaves out whoever is not in a table.
    """

    rows: Mapping[tuple[str, str], int]
    name: str = "able"
    reads: frozenset[str] | None = frozenset({"id"})

    def exclude(
        self,
        work: Facts,
        candidates: Candidates,
        context: RoutingContext,  # noqa: ARG002
    ) -> Sequence[Exclusion]:
        """
        Who is not in it.
        """
        there = [each for each in candidates.ids if (str(work["id"]), each) not in self.rows]
        return [Exclusion(each, CANNOT()) for each in there]


def item(work_id: WorkId, number: int, **fields: Any) -> WorkItem:
    """
    Work that came in so many minutes after eight.
    """
    return WorkItem(work_id, entered_at=NINE - dt.timedelta(hours=1) + number * MINUTE, **fields)


def batch(
    work: Sequence[WorkItem],
    agents: Sequence[Agent],
    rows: Mapping[tuple[str, str], int],
    *,
    setup: RoutingSetup | None = None,
    state: RoutingState | None = None,
) -> BatchPlan:
    """
    The best plan, with points by a table.
    """
    queue = Queue(SUPPORT, scorers=("table",), filters=("able",))
    setup = RoutingSetup(queues=(queue,)) if setup is None else setup
    rules = RoutingRules.of(setup, extensions=(Table(rows), Able(rows)), strict=True)
    return plan_batch(work, agents, rules=rules, state=state, at=NINE)


def who(made: BatchPlan) -> dict[str, str | None]:
    """
    Who gets what.
    """
    return {each.work_id: each.agent_id for each in made.placements}


SWAP: Final = {("c1", "ann"): 10, ("c1", "bo"): 9, ("c2", "ann"): 8, ("c2", "bo"): 1}
"""
The first fits Ann a little better than Bo; the second fits nobody but Ann.
"""


def test_the_whole_fits_better_than_its_parts() -> None:
    """
    Greedy gives Ann the first, 10 + 1 points; together it is better the other way, 9 + 8.
    """
    work = [item(ONE, 0), item(TWO, 1)]
    made = batch(work, [Agent(ANN, capacity=1), Agent(BO, capacity=1)], SWAP)

    assert who(made) == {"c1": "bo", "c2": "ann"}
    assert made.objective == BatchObjective((), 0, 17)
    assert made.greedy_objective == BatchObjective((), 0, 11)
    assert made.is_proven
    assert [str(each) for each in made.moved] == [
        "c1: assign ann -> assign bo",
        "c2: assign bo -> assign ann",
    ]
    assert made.moved == compare(made.greedy, made)
    assert made.placement(ONE).agent_id == BO
    assert "17 points, 0 detours, 0 left; greedy: 11 points" in repr(made)


def test_more_work_finds_somebody() -> None:
    """
    Only Ann can take the second, so that the first goes to Bo, whom it fits worse.
    """
    rows = {("c1", "ann"): 10, ("c1", "bo"): 0, ("c2", "ann"): 0}
    made = batch([item(ONE, 0), item(TWO, 1)], [Agent(ANN, capacity=1), Agent(BO, capacity=1)], rows)

    assert who(made) == {"c1": "bo", "c2": "ann"}
    assert made.objective.left == ()
    assert made.greedy_objective.left == (2,)
    assert made.objective > made.greedy_objective


def test_points_never_leave_earlier_work_for_later() -> None:
    """
    The first in the backlog is placed for no point at all, though the second would make a million.
    """
    rows = {("c1", "ann"): 0, ("c2", "ann"): 1_000_000}
    made = batch([item(TWO, 1), item(ONE, 0)], [Agent(ANN, capacity=1)], rows)

    assert who(made) == {"c1": "ann", "c2": None}
    assert made.objective == BatchObjective((2,), 0, 0)


def test_a_large_piece_of_work_is_not_left_for_two_small_ones() -> None:
    """
    What takes two units and comes first is placed, though two later ones would fit instead.
    """
    rows = {(work, "ann"): 5 for work in ("c1", "c2", "c3")}
    work = [item(ONE, 0, size=2), item(TWO, 1, size=1), item(THREE, 2, size=1)]
    made = batch(work, [Agent(ANN, capacity=2)], rows)

    assert who(made) == {"c1": "ann", "c2": None, "c3": None}


def test_sizes_are_packed() -> None:
    """
    Two large pieces fit only where the small one is out of the way; greedy puts it in it.
    """
    rows = {
        ("c1", "ann"): 9,
        ("c1", "bo"): 0,
        ("c2", "ann"): 0,
        ("c3", "ann"): 0,
        ("c3", "bo"): 0,
    }
    work = [item(ONE, 0, size=1), item(TWO, 1, size=2), item(THREE, 2, size=2)]
    made = batch(work, [Agent(ANN, capacity=2), Agent(BO, capacity=3)], rows)

    assert who(made) == {"c1": "bo", "c2": "ann", "c3": "bo"}
    assert made.greedy_objective.left == (2,)
    assert made.is_proven


CASES: Final = json.loads(
    (Path(__file__).parents[1] / "golden" / "assignment_matrices.json").read_text("utf-8")
)["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_published_matrices(case: dict[str, Any]) -> None:
    """
    Costs as points below zero: the least cost is the most points.
    """
    costs = {
        (f"w{row}", f"a{column}"): cost
        for row, line in enumerate(case["cost"])
        for column, cost in enumerate(line)
        if cost is not None
    }
    work = [item(WorkId(f"w{row}"), row) for row in range(len(case["cost"]))]
    agents = [Agent(AgentId(f"a{each}"), capacity=1) for each in range(len(case["cost"][0]))]
    made = batch(work, agents, {pair: -cost for pair, cost in costs.items()})

    picked = [
        None if each.agent_id is None else costs[each.work_id, each.agent_id]
        for each in made.placements
    ]
    assert -made.objective.points == case["total"] == sum(each or 0 for each in picked)
    assert [each is None for each in picked] == [each is None for each in case["picked"]]
    assert made.is_proven


def test_greedy_is_kept_where_nothing_is_better() -> None:
    """
    Where nothing makes points, strategies decide as ever.
    """
    rules = RoutingRules.of(RoutingSetup(queues=(Queue(SUPPORT, strategy="round_robin"),)))
    work = [item(WorkId(f"c{number}"), number) for number in range(5)]
    agents = [Agent(ANN), Agent(BO), Agent(CY)]
    made = plan_batch(work, agents, rules=rules, at=NINE)
    greedy = plan(work, agents, rules=rules, at=NINE)

    assert (made.placements, made.proposals) == (greedy.placements, greedy.proposals)
    assert made.greedy == greedy
    assert made.moved == ()
    assert made.is_proven


def test_as_little_as_can_be_differs_from_greedy() -> None:
    """
    Ten alike are spread by the queue's strategy; two others trade places, and nothing else moves.
    """
    rows = dict(SWAP) | {("c1", "cy"): 0, ("c2", "cy"): 0}
    alike = [item(WorkId(f"d{number}"), number + 5, channel="chat") for number in range(9)]
    for each in alike:
        rows |= {(each.id, agent): 5 for agent in (ANN, BO, CY)}
    setup = RoutingSetup(
        queues=(Queue(SUPPORT, scorers=("table",), filters=("able",)),),
        channels=(Channel("case", capacity=1), Channel("chat")),
    )
    made = batch(
        [item(ONE, 0), item(TWO, 1), *alike], [Agent(ANN), Agent(BO), Agent(CY)], rows, setup=setup
    )

    assert {each.work_id for each in made.moved} == {"c1", "c2"}


def test_overflow_is_a_detour() -> None:
    """
    Nobody is taken from the second queue while there is room in the first, whatever points it makes.
    """
    queues = (
        Queue(
            SUPPORT,
            pools=(Pool(agents=(ANN, BO)),),
            scorers=("table",),
            filters=("able",),
            overflow=Overflow(SECOND),
        ),
        Queue(SECOND, pools=(Pool(agents=(CY,)),), scorers=("table",)),
    )
    rows = SWAP | {(work, "cy"): 100 for work in ("c1", "c2", "c3")} | {("c3", "ann"): 0}
    agents = [Agent(ANN, capacity=1), Agent(BO, capacity=1), Agent(CY, capacity=5)]
    made = batch(
        [item(ONE, 0), item(TWO, 1), item(THREE, 2)], agents, rows, setup=RoutingSetup(queues=queues)
    )

    assert who(made) == {"c1": "bo", "c2": "ann", "c3": "cy"}
    assert made.objective == BatchObjective((), 2, 117)
    assert [each.queue_id for each in made.proposals] == [SUPPORT, SUPPORT, SECOND]


def test_who_declined_is_asked_again_last() -> None:
    """
    Bo declined the first, so it goes to Ann, until all have; then that is a detour, and a new round.
    """
    work, agents = [item(ONE, 0), item(TWO, 1)], [Agent(ANN, capacity=1), Agent(BO, capacity=1)]
    declined = Wait(ONE, round=1, declined=(BO,))
    made = batch(work, agents, SWAP, state=RoutingState(waits=(declined,)))

    assert who(made) == {"c1": "ann", "c2": "bo"}

    declined = Wait(ONE, round=1, declined=(ANN, BO))
    made = batch(work, agents, SWAP, state=RoutingState(waits=(declined,)))

    assert who(made) == {"c1": "bo", "c2": "ann"}
    assert made.objective.detours == 1
    assert [each.round for each in made.proposals] == [2, 1]


def test_affinities_make_points_for_single_pieces() -> None:
    """
    Both would rather have Ann; the second has nobody else, and the first is given away.
    """
    queue = Queue(SUPPORT, scorers=(Use("affinity", {"team": 5, "history": 9}),))
    rules = RoutingRules.of(RoutingSetup(queues=(queue,)))
    work = [
        item(ONE, 0, affinities=(Affinity(ANN, "team"), Affinity(BO, "team"))),
        item(TWO, 1, affinities=(Affinity(ANN, "history"),)),
    ]
    made = plan_batch(work, [Agent(ANN, capacity=1), Agent(BO, capacity=1)], rules=rules, at=NINE)

    assert who(made) == {"c1": "bo", "c2": "ann"}
    assert (made.objective.points, made.greedy_objective.points) == (14, 5)


def test_every_limit_holds() -> None:
    """
    Room in all, of the channel, of the queue, and turns within a while: each stops somebody.
    """
    queue = Queue(
        SUPPORT,
        scorers=("table",),
        filters=("able",),
        capacity=3,
        limit=AssignmentLimit(2, 10 * MINUTE),
    )
    setup = RoutingSetup(queues=(queue,), channels=(Channel("case", capacity=3),))
    had = WorkAssignment(WorkId("x1"), queue_id=SUPPORT)
    agents = [
        Agent(AgentId("a"), capacity=1),
        Agent(AgentId("b"), channels=(("case", 1),)),
        Agent(AgentId("c"), queues=((SUPPORT, 2),), assignments=(had,)),
        Agent(AgentId("d")),
    ]
    state = RoutingState(
        sequence=1,
        turns=(Turn(queue_id=SUPPORT, agent_id=AgentId("d"), last=1, recent=(NINE - MINUTE,)),),
    )
    work = [item(WorkId(f"c{number}"), number) for number in range(9)]
    rows = {(str(each.id), str(agent.id)): 7 for each in work for agent in agents}
    made = batch(work, agents, rows, setup=setup, state=state)

    given = [each.agent_id for each in made.proposals]
    assert sorted(given) == ["a", "b", "c", "d"]
    assert made.objective.left == (5, 6, 7, 8, 9)
    assert made.next_instant == NINE + 9 * MINUTE


def test_it_is_committed_as_any_plan() -> None:
    """
    Its proposals become events, and a batch planned again proposes nothing.
    """
    queue = Queue(SUPPORT, scorers=("table",), filters=("able",), offering=Offering(5 * MINUTE))
    setup = RoutingSetup(queues=(queue,))
    work = [item(ONE, 0), item(TWO, 1)]
    agents = [Agent(ANN, capacity=1), Agent(BO, capacity=1)]
    made = batch(work, agents, SWAP, setup=setup)
    done = commit(
        made, work=work, agents=agents, state=RoutingState(), rules=made.greedy.rules, at=NINE
    )

    assert [type(each).__name__ for each in done.events] == ["WorkOffered", "WorkOffered"]
    assert done.conflicts == ()
    assert made.next_instant == NINE + 5 * MINUTE + dt.timedelta(microseconds=1)
    again = batch(done.work, done.agents, SWAP, setup=setup, state=done.state)
    assert again.proposals == ()
    assert again.objective == BatchObjective((), 0, 0)


def test_too_much_to_look_at_keeps_greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    With more ways than are looked at, the greedy plan is kept, and nothing is proven.
    """
    monkeypatch.setattr(optimal, "MOST_WAYS", 3)
    made = batch([item(ONE, 0), item(TWO, 1)], [Agent(ANN, capacity=1), Agent(BO, capacity=1)], SWAP)

    assert who(made) == {"c1": "ann", "c2": "bo"}
    assert not made.is_proven


def test_many_sizes_are_put_best_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Too large to be solved at once, the large pieces trade places, and the small one stays.
    """
    monkeypatch.setattr(flow, "MOST_MIXED", 3)
    rows = SWAP | {("c3", "ann"): 1, ("c3", "bo"): 0}
    work = [item(ONE, 0, size=2), item(TWO, 1, size=2), item(THREE, 2, size=1)]
    made = batch(work, [Agent(ANN, capacity=3), Agent(BO, capacity=2)], rows)

    assert who(made) == {"c1": "bo", "c2": "ann", "c3": "ann"}
    assert not made.is_proven


def test_many_sizes_that_each_fill_an_agent_are_put_best_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Nobody can have two of them, so that the best is found however many ways there are.
    """
    monkeypatch.setattr(flow, "MOST_MIXED", 3)
    rows = SWAP | {("c3", "ann"): 20, ("c3", "bo"): 30}
    work = [item(ONE, 0, size=2), item(TWO, 1, size=3), item(THREE, 2, size=3)]
    made = batch(work, [Agent(ANN, capacity=3), Agent(BO, capacity=3)], rows)

    assert who(made) == {"c1": "bo", "c2": "ann", "c3": None}
    assert made.objective.left == (3,)
    assert made.is_proven


def test_a_matching_needs_agents_who_can_have_one_piece() -> None:
    """
    Neither with room for two, nor where a second limit leaves some room, nor where none is there.
    """
    ways = [flow.Way(0, 0, size=1, detour=0, points=1, known=0)] * 2
    both, either = (0, 1), (1, 1)

    assert are_single(ways, {0: [flow.Limit(1, both, either)]})
    assert are_single(ways, {0: [flow.Limit(3, both, (2, 3))]})
    assert are_single(ways, {0: [flow.Limit(3, both, either), flow.Limit(1, both, either)]})
    assert not are_single(ways, {0: [flow.Limit(2, both, either)]})
    assert not are_single(ways, {0: [flow.Limit(3, both, (1, 3))]})
    assert not are_single(ways, {0: [flow.Limit(1, (0,), (1,))]})
    assert not are_single(ways, {0: [flow.Limit(0, both, either)]})
    assert not are_single(ways, {0: [flow.Limit(2, both, (2, 3))]})
    assert not are_single(ways, {0: []})


def test_points_too_large_to_be_added_up_exactly_go_by_flows() -> None:
    """
    Beyond what a matrix of floating numbers holds, the solver of flows is asked; the plan is right.
    """
    rows = {pair: points << 50 for pair, points in SWAP.items()}
    made = batch([item(ONE, 0), item(TWO, 1)], [Agent(ANN, capacity=1), Agent(BO, capacity=1)], rows)

    assert who(made) == {"c1": "bo", "c2": "ann"}


def test_a_failing_scorer_keeps_greedy() -> None:
    """
    Where an extension failed there is nothing to be sure of; the greedy plan tells the fault.
    """
    queue = Queue(SUPPORT, scorers=("table",))
    rules = RoutingRules.of(RoutingSetup(queues=(queue,)), extensions=(Table({}),))
    made = plan_batch([item(ONE, 0)], [Agent(ANN)], rules=rules, at=NINE)

    assert who(made) == {"c1": "ann"}
    assert [each.extension for each in made.faults] == ["table"]
    assert not made.is_proven


def test_nothing_to_do() -> None:
    """
    Without work, without agents, without anybody able, there is a plan all the same.
    """
    assert batch([], [Agent(ANN)], {}).placements == ()
    made = batch([item(ONE, 0)], [], {})
    assert (who(made), made.objective.left, made.is_proven) == ({"c1": None}, (1,), True)
    assert who(batch([item(ONE, 0)], [Agent(ANN)], {})) == {"c1": None}


def test_ids_are_unique() -> None:
    """
    Two pieces of work of one id are refused, as by any plan.
    """
    with pytest.raises(DuplicateError, match="c1"):
        batch([item(ONE, 0), item(ONE, 1)], [Agent(ANN)], SWAP)


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (BatchObjective((1,), 0, 99), BatchObjective((2, 3, 4), 5, 0)),
        (BatchObjective((2, 3), 0, 99), BatchObjective((2,), 5, 0)),
        (BatchObjective((1,), 0, 99), BatchObjective((), 5, 0)),
        (BatchObjective((2,), 1, 99), BatchObjective((2,), 0, 0)),
        (BatchObjective((2,), 1, 0), BatchObjective((2,), 1, 1)),
    ],
    ids=str,
)
def test_objectives_are_compared(worse: BatchObjective, better: BatchObjective) -> None:
    """
    First the first in the backlog that is left by one only, then detours, then points.
    """
    assert worse < better
    assert better > worse
    assert max(worse, better) == better


def test_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without scipy the error says what to install.
    """
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(ImportError, match=r"pip install 'csmcore\[optimal\]'"):
        batch([item(ONE, 0)], [Agent(ANN)], SWAP)


def test_routing_comes_without_scipy() -> None:
    """
    Who plans greedily never waits for a solver to be imported.
    """
    code = "import csmcore.routing, sys; sys.exit('scipy' in sys.modules or 'numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
