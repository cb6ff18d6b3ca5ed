"""
What a plan costs: who of a thousand agents gets which of ten thousand cases, beside a bare heap.

Both make the same plan of the same desk, which ``desks.py`` has, and must agree on every case. They
take turns in rounds in one process, and the median of the rounds is kept, in the processor's time.
Each time the desk is made anew, so that neither finds anything worked out. A virtual machine is
noisy: a ratio under 2 is no finding, unless it stands run after run.

Run it with ``nox -s benchmarks -- benchmarks/routing.py``, or with Python where csmcore and pluggy
are installed.
"""

import argparse
import functools
import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import pluggy
from desks import AT, Desk, Knowing, Pair, by_heap, by_pairs, by_plan, candidates, desk, rules
from tables import head, show

from csmcore.kernel import Facts, QueueId
from csmcore.routing import (
    Candidates,
    Queue,
    RoutingContext,
    RoutingPlan,
    RoutingRules,
    RoutingState,
    commit,
    plan,
)

CASES: Final = 10_000
AGENTS: Final = 1_000

AIM: Final = 3.0
"""
How many times as long as a bare heap a plan may take.
"""

STRATEGIES: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("least_loaded", {}),
    ("fewest_open", {}),
    ("round_robin", {}),
    ("longest_idle", {}),
    ("most_spare", {}),
    ("weighted", {}),
    ("skill_rank", {}),
    ("affinity", {}),
    ("by_field", {"field": "owner"}),
    ("least_shift_left", {}),
    ("most_shift_left", {}),
)

_Made = TypeVar("_Made")


def spent(ask: Callable[[], _Made]) -> tuple[float, _Made]:
    """
    How much of the processor's time one call takes, in seconds, and what it makes.
    """
    gc.collect()
    begun = time.process_time()
    made = ask()
    return time.process_time() - begun, made


def planned(given: Desk, by: RoutingRules) -> RoutingPlan:
    """
    The plan of a desk.
    """
    return plan(given.work, given.agents, rules=by, at=AT)


def sides(
    cases: int,
    agents: int,
    rounds: int,
    *,
    capacity: int = 12,
    peer: Callable[..., list[Pair]] = by_heap,
) -> tuple[float, float, float]:
    """
    Seconds of the plan, of the bare heap, and the ratio, round by round.
    """
    by, ours, theirs = rules(), [], []
    for _ in range(rounds):
        given = desk(cases, agents, capacity=capacity)
        took, made = spent(functools.partial(planned, given, by))
        ours.append(took)
        given = desk(cases, agents, capacity=capacity)
        took, pairs = spent(functools.partial(peer, *given))
        theirs.append(took)
        assert by_plan(made) == pairs
        assert not made.faults
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return statistics.median(ours), statistics.median(theirs), statistics.median(ratios)


def peers(rounds: int) -> None:
    """
    Prints what a plan costs beside a bare heap, and beside a loop over every pair.
    """
    ours, heap, ratio = sides(CASES, AGENTS, rounds)
    given = desk(CASES, AGENTS)
    naive, pairs = spent(functools.partial(by_pairs, *given))
    assert pairs == by_heap(*given)
    out = functools.partial(by_heap, is_written_out=True)
    _, bare, bare_ratio = sides(CASES, AGENTS, rounds, peer=out)
    head(f"{CASES:,} cases, {AGENTS:,} agents", "seconds", "µs a case", "beside the heap")
    for name, seconds, beside in (
        ("csmcore", ours, ratio),
        ("a bare heap", heap, 1.0),
        ("and the plugin written out in it", bare, ratio / bare_ratio),
        ("every pair", naive, naive / heap),
    ):
        show(name, f"{seconds:.3f}", f"{seconds / CASES * 1e6:.1f}", f"{beside:.2f}x")
    print(f"\nbeside the heap with the plugin written out: {bare_ratio:.2f}x")
    told = "met" if ratio <= AIM else "missed"
    print(f"at most {AIM}x was aimed at: {told}; {len(pairs):,} cases were given to somebody")


def growth(rounds: int) -> None:
    """
    Prints how it grows with the cases, and with the agents or without.
    """
    head("cases", "agents", "seconds", "µs a case", "bare heap, s", "beside it")
    for cases, agents in (
        (1_000, 100),
        (10_000, 1_000),
        (100_000, 10_000),
        (1_000, 1_000),
        (100_000, 1_000),
    ):
        few = rounds if cases < 100_000 else min(rounds, 3)
        capacity = max(12, 12 * cases // (10 * agents))
        ours, heap, ratio = sides(cases, agents, few, capacity=capacity)
        per_case = f"{ours / cases * 1e6:.1f}"
        show(f"{cases:,}", f"{agents:,}", f"{ours:.3f}", per_case, f"{heap:.3f}", f"{ratio:.2f}x")


def memory() -> None:
    """
    Prints what a plan weighs, while it is made and once it is.
    """
    head("cases", "at the most, MiB", "kept, MiB", "kept, bytes a case")
    for cases in (1_000, 10_000, 100_000):
        given, by = desk(cases, cases // 10), rules()
        planned(given, by)  # what cases and agents keep of themselves is theirs
        gc.collect()
        tracemalloc.start()
        made = planned(given, by)
        kept, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert made.proposals
        show(f"{cases:,}", f"{most / 2**20:.1f}", f"{kept / 2**20:.1f}", f"{kept / cases:.0f}")


def around(rounds: int) -> None:
    """
    Prints what it costs where nobody has room, to commit a plan, and to tell why.
    """
    by = rules()
    given, full = desk(CASES, AGENTS), desk(CASES, AGENTS, is_full=True)
    few = desk(CASES // 10, AGENTS // 10)
    made, small = planned(given, by), planned(few, by)
    middle = made.placements[CASES // 2].work_id
    commits = functools.partial(
        commit, made, work=given.work, agents=given.agents, state=RoutingState(), rules=by, at=AT
    )
    assert not planned(full, by).proposals
    assert len(commits().events) == len(made.proposals)
    asks: dict[str, tuple[Callable[[], Any], int]] = {
        "planned": (functools.partial(planned, given, by), CASES),
        "planned, and nobody has room": (functools.partial(planned, full, by), CASES),
        "committed": (commits, CASES),
        "one told, the first": (functools.partial(made.decision, made.placements[0].work_id), 1),
        "one told, in the middle": (functools.partial(made.decision, middle), 1),
        "one told, the last": (functools.partial(made.decision, made.placements[-1].work_id), 1),
        f"all told, of {len(few.work):,}": (functools.partial(_all_told, small), len(few.work)),
    }
    head(f"{CASES:,} cases, {AGENTS:,} agents", "seconds", "µs each")
    for name, (ask, count) in asks.items():
        times = 1 if "all told" in name else min(rounds, 5)
        seconds = statistics.median(spent(ask)[0] for _ in range(times))
        show(name, f"{seconds:.3f}", f"{seconds / count * 1e6:,.1f}")


def _all_told(made: RoutingPlan) -> None:
    for each in made.placements:
        assert made.decision(each.work_id).outcome is each.outcome


def strategies(rounds: int) -> None:
    """
    Prints what each strategy costs.
    """
    head("strategy", "µs a case", "beside least_loaded")
    first: float | None = None
    for name, options in STRATEGIES:
        by, given = rules(name, **options), desk(CASES, AGENTS)
        took = statistics.median(
            spent(functools.partial(planned, given, by))[0] for _ in range(min(rounds, 5))
        )
        first = took if first is None else first
        show(name, f"{took / CASES * 1e6:.1f}", f"{took / first:.1f}x")
    by, given = rules("least"), desk(CASES // 10, AGENTS)
    took, made = spent(functools.partial(planned, given, by))
    assert by_plan(made) == by_heap(*given)
    show(
        "a plugin's, of 200 agents",
        f"{took / len(given.work) * 1e6:,.1f}",
        f"{took * 10 / (first or 1):.0f}x",
    )


# --- hooks -----------------------------------------------------------------------------------------

_spec, _hook = pluggy.HookspecMarker("desk"), pluggy.HookimplMarker("desk")


class Specs:
    """
    The scorer as a hook.
    """

    @_spec
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        Points for each.
        """
        raise NotImplementedError


class Hooked:
    """
    The scorer that knows products, as a plugin that is called for each case.
    """

    @_hook
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        Points for each.
        """
        return Knowing().score(work, candidates, context)


def dispatch(rounds: int) -> None:
    """
    Prints what it costs to ask a scorer through a plan, and as a hook for each case.
    """
    manager = pluggy.PluginManager("desk")
    manager.add_hookspecs(Specs)
    manager.register(Hooked())
    given = desk(CASES, AGENTS)
    context = RoutingContext(at=AT, queue=Queue(QueueId("l0")))
    groups = {each.skills[0].skill: each.facts for each in given.work}
    columns = {
        name: candidates([agent for agent in given.agents if name in agent.levels]) for name in groups
    }

    def by_hook() -> int:
        return sum(
            sum(
                manager.hook.score(
                    work=each.facts, candidates=columns[each.skills[0].skill], context=context
                )[0]
            )
            for each in given.work
        )

    def by_group() -> int:
        scorer = Knowing()
        points = {name: scorer.score(facts, columns[name], context) for name, facts in groups.items()}
        totals = {name: sum(each) for name, each in points.items()}
        return sum(totals[each.skills[0].skill] for each in given.work)

    assert by_hook() == by_group()
    asks = {"once for cases that are alike": by_group, "as a hook, for each case": by_hook}
    seen = {
        name: statistics.median(spent(ask)[0] for _ in range(min(rounds, 3)))
        for name, ask in asks.items()
    }
    least = min(seen.values())
    head("a scorer is asked", "seconds", "µs a case", "beside")
    for name, seconds in seen.items():
        show(name, f"{seconds:.3f}", f"{seconds / CASES * 1e6:.1f}", f"{seconds / least:.0f}x")


def main() -> None:
    """
    Measures everything, and prints tables in Markdown.
    """
    options = argparse.ArgumentParser(description="What a plan costs.")
    options.add_argument("--rounds", type=int, default=11)
    rounds = options.parse_args().rounds
    peers(rounds)
    growth(rounds)
    memory()
    around(rounds)
    strategies(rounds)
    dispatch(rounds)


if __name__ == "__main__":
    main()
