"""
What the best plan of a batch costs and gains, beside the greedy one and a bare assignment.

Cases of thirty topics ask for skills that half of the agents have; points are by topic and agent.
For the one-to-one case the same matrix is given to scipy's solver as a dense one, which must find
as many points; there every case is a kind of its own, which is the worst that can be asked.

Run it with ``nox -s benchmarks -- benchmarks/routing_batch.py``, or with Python where csmcore is
installed with its extra ``optimal``. ``--all`` asks for a thousand cases one to one, too.
"""

import argparse
import datetime as dt
import random
import time
import zlib
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment
from tables import head, show

from csmcore.kernel import AgentId, Facts, QueueId, WorkId
from csmcore.routing import (
    Agent,
    BatchPlan,
    Candidates,
    Queue,
    RoutingContext,
    RoutingRules,
    RoutingSetup,
    WorkItem,
    plan,
    plan_batch,
)

AT: Final = dt.datetime(2026, 3, 23, 12, tzinfo=dt.UTC)
TOPICS: Final = 30
SKILLS: Final = tuple(f"skill {number}" for number in range(4))

_Made = TypeVar("_Made")


class Rapport:
    """
    Points by topic and agent, without a pattern, the same in every run.
    """

    name = "rapport"
    reads = frozenset({"topic"})

    def score(
        self,
        work: Facts,
        candidates: Candidates,
        context: RoutingContext,  # noqa: ARG002
    ) -> Sequence[int]:
        """
        From 0 to 999 for each.
        """
        return [points(str(work["topic"]), each) for each in candidates.ids]


def points(topic: str, agent_id: str) -> int:
    """
    How many points an agent makes with a topic; quickly told, so that it is not what is measured.
    """
    return zlib.crc32(f"{topic} {agent_id}".encode()) % 1_000


class Figures(NamedTuple):
    """
    What was measured of one batch.

    Attributes:
        greedy_ms: Milliseconds of the greedy plan.

        batch_ms: Milliseconds of the best one, with the greedy one in it.

        batch: The best plan, with both objectives.
    """

    greedy_ms: float
    batch_ms: float
    batch: BatchPlan


def timed(work: Callable[[], _Made]) -> tuple[float, _Made]:
    """
    Milliseconds of the processor, and what was made.
    """
    began = time.process_time()
    made = work()
    return (time.process_time() - began) * 1e3, made


def figures(
    cases: int, agents: int, *, capacity: int, sizes: Sequence[int] = (1,), topics: int = TOPICS
) -> Figures:
    """
    Plans a batch both ways.

    Args:
        cases: How many cases wait.

        agents: How many agents there are.

        capacity: How many units each can have.

        sizes: How many units cases take, by chance.

        topics: How many topics cases have, by chance; 0 for one of its own each, and no skills.
    """
    chance = random.Random(f"{cases} {agents}")
    queue = Queue(QueueId("support"), scorers=("rapport",))
    rules = RoutingRules.of(RoutingSetup(queues=(queue,)), extensions=(Rapport(),), strict=True)
    work = [
        WorkItem(
            WorkId(f"c{number:05}"),
            entered_at=AT - dt.timedelta(seconds=cases - number),
            size=chance.choice(sizes),
            skills=(chance.choice(SKILLS),) if topics else (),
            facts={"topic": f"t{chance.randrange(topics) if topics else number}"},
        )
        for number in range(cases)
    ]
    there = [
        Agent(
            AgentId(f"a{number:04}"),
            capacity=capacity,
            skills=dict.fromkeys(chance.sample(SKILLS, 2), 1),
        )
        for number in range(agents)
    ]
    greedy_ms, _ = timed(lambda: plan(work, there, rules=rules, at=AT))
    batch_ms, batch = timed(lambda: plan_batch(work, there, rules=rules, at=AT))
    return Figures(greedy_ms, batch_ms, batch)


def dense(size: int) -> tuple[float, int]:
    """
    Milliseconds of scipy's dense solver for as many cases as agents, and its points.
    """
    matrix = np.array([[points(f"t{c}", f"a{a:04}") for a in range(size)] for c in range(size)])
    took, (rows, columns) = timed(lambda: linear_sum_assignment(matrix, maximize=True))
    return took, int(matrix[rows, columns].sum())


def _row(name: str, found: Figures, *more: str) -> None:
    best, greedy = found.batch.objective, found.batch.greedy_objective
    show(
        name,
        f"{found.greedy_ms:,.0f}",
        f"{found.batch_ms:,.0f}",
        f"{len(greedy.left):,} left, {greedy.points:,}",
        f"{len(best.left):,} left, {best.points:,}",
        "yes" if found.batch.is_proven else "no",
        *more,
    )


def main() -> None:
    """
    Prints both tables.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="a thousand cases one to one, too")
    is_long = parser.parse_args().all
    columns = ("greedy, ms", "batch, ms", "greedy points", "batch points", "proven")
    head("cases x agents", *columns)
    for cases, agents in ((1_000, 100), (10_000, 1_000)):
        for capacity, sizes in ((20, (1,)), (5, (1,)), (15, (1, 2, 5))):
            name = f"{cases:,} x {agents:,}, sizes {', '.join(map(str, sizes))}, room {capacity}"
            _row(name, figures(cases, agents, capacity=capacity, sizes=sizes))
    head("one to one", *columns, "dense, ms")
    for size in (100, 300, 1_000) if is_long else (100, 300):
        found = figures(size, size, capacity=1, topics=0)
        took, total = dense(size)
        if found.batch.objective.points != total:
            message = f"they differ: {found.batch.objective.points} and {total} points"
            raise SystemExit(message)
        _row(f"{size:,} x {size:,}", found, f"{took:,.0f}")


if __name__ == "__main__":
    main()
