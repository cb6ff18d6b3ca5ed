"""
What a move of a case costs, beside libraries of state machines; and what it costs to replay many cases.

All move the same record through the same lifecycle, there and back, under the same condition, and each
keeps an event of every move; ``machines.py`` says how. They take turns in rounds in one process, its
garbage collector at work, and the median of the rounds is kept, in the processor's time. A virtual
machine is noisy: a ratio under 2 is no finding, unless it stands run after run.

Run it with ``nox -s benchmarks -- benchmarks/lifecycle.py``, or with Python where csmcore and the
dependency group ``benchmarks`` are installed.
"""

import argparse
import functools
import gc
import statistics
import time
from collections.abc import Callable
from typing import Any, Final

from machines import CASE_TYPE, KIM, MINUTE, OPENED, open_case, subjects
from tables import head, show

from csmcore.cases import (
    Actor,
    AddComment,
    AddWorkNote,
    AssignCase,
    Case,
    CaseAction,
    CaseEvent,
    Decided,
    MoveCase,
    OpenCase,
    allowed,
    decide,
    evolve,
    replay,
    timeline,
)
from csmcore.kernel import AgentId, CaseId
from csmcore.lifecycles import CUSTOMER

MOVES: Final = 1_000
"""
How many moves each does before it is the other's turn.
"""

CASES: Final = 100_000
DIFFERENT: Final = 1_000
"""
How many cases are replayed, and how many of them differ: the others come again.
"""

SOLVED: Final = {"resolution_code": "solved", "notes": "Swapped it."}


def seconds(ask: Callable[[], Any]) -> float:
    """
    How much of the processor's time one call takes.
    """
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def agreement() -> None:
    """
    Makes sure that all move the record alike, and keep the same events.
    """
    histories = [subject.history(subject.mover()(10)) for subject in subjects()]
    assert all(history == histories[0] for history in histories)
    assert len(histories[0]) == 10


def moves(rounds: int) -> None:
    """
    Prints what a move costs: decided under a condition, told as an event, taken into the record.
    """
    seen: dict[str, list[float]] = {subject.name: [] for subject in subjects()}
    for _ in range(rounds):
        for subject in subjects():
            mover = subject.mover()
            gc.collect()
            seen[subject.name].append(seconds(functools.partial(mover, MOVES)) / MOVES)
    ours, *others = (statistics.median(values) for values in seen.values())
    head("a move", "µs", "beside csmcore")
    for name, median in zip(seen, (ours, *others), strict=True):
        show(name, f"{median * 1e6:.1f}", f"{median / ours:.2f}x")
    peer = next(name for name in seen if name.startswith("transitions"))
    ratios = sorted(one / other for one, other in zip(seen["csmcore"], seen[peer], strict=True))
    low, high = ratios[len(ratios) // 4], ratios[3 * len(ratios) // 4]
    middle = statistics.median(ratios)
    print(f"\ncsmcore beside {peer}, round by round: {middle:.2f} ({low:.2f} to {high:.2f})")


def parts(rounds: int) -> None:
    """
    Prints what the parts of a decision cost.
    """
    case, asked, at = open_case(), MoveCase("request_info"), OPENED + MINUTE
    decided = decide(case, asked, case_type=CASE_TYPE, at=at, by=KIM)
    assert isinstance(decided, Decided)
    (event,) = decided.events
    asks: dict[str, Callable[[], Any]] = {
        "the action is made": functools.partial(MoveCase, "request_info"),
        "decided": functools.partial(decide, case, asked, case_type=CASE_TYPE, at=at, by=KIM),
        "evolve": functools.partial(evolve, case, event),
        "allowed": functools.partial(allowed, case, case_type=CASE_TYPE, by=KIM),
    }
    seen: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(rounds):
        for name, ask in asks.items():
            spent = seconds(functools.partial(_often, ask))
            seen[name].append(spent / MOVES)
    head("a part", "µs")
    for name, values in seen.items():
        show(name, f"{statistics.median(values) * 1e6:.1f}")


def _often(ask: Callable[[], Any]) -> None:
    for _ in range(MOVES):
        ask()


def history(number: int) -> tuple[CaseEvent, ...]:
    """
    The ten events of a case that is opened, worked on, waits, and is closed in the end.
    """
    ann = Actor(CUSTOMER, f"ann-{number}")
    steps: tuple[tuple[CaseAction, Actor], ...] = (
        (OpenCase(CaseId(f"c{number}"), subject=f"no light in {number}", channel="email"), ann),
        (AssignCase(agent_id=AgentId("kim")), KIM),
        (MoveCase("accept"), KIM),
        (AddComment("Which socket?"), KIM),
        (MoveCase("request_info"), KIM),
        (AddComment("The one in the hall."), ann),
        (AddWorkNote("Known of this series."), KIM),
        (MoveCase("request_info"), KIM),
        (MoveCase("propose_solution", given=SOLVED), KIM),
        (MoveCase("accept_solution"), ann),
    )
    case: Case | None = None
    events: list[CaseEvent] = []
    for place, (action, by) in enumerate(steps):
        at = OPENED + place * MINUTE
        decided = decide(case, action, case_type=CASE_TYPE, at=at, by=by)
        assert isinstance(decided, Decided)
        case = decided.case
        events += decided.events
    return tuple(events[:10])


def replays(rounds: int) -> None:
    """
    Prints what it costs to make many cases of their events, and timelines.
    """
    histories = [history(number) for number in range(DIFFERENT)]
    assert {len(events) for events in histories} == {10}
    gc.freeze()
    spent: dict[str, list[float]] = {"replayed": [], "as timelines": []}
    for _ in range(rounds):
        gc.collect()
        spent["replayed"].append(seconds(functools.partial(_all, replay, histories, CASES)))
        some = seconds(functools.partial(_all, timeline, histories, CASES // 10))
        spent["as timelines"].append(some * 10)
    head(f"{CASES:,} cases of ten events", "seconds", "cases/s", "µs an event")
    for name, values in spent.items():
        median = statistics.median(values)
        rate = f"{round(CASES / median, -2):,.0f}"
        show(name, f"{median:.2f}", rate, f"{median / CASES / 10 * 1e6:.1f}")


def _all(ask: Callable[[Any], Any], histories: list[tuple[CaseEvent, ...]], count: int) -> None:
    for _ in range(count // len(histories)):
        for events in histories:
            ask(events)


def main() -> None:
    """
    Measures everything, and prints tables in Markdown.
    """
    options = argparse.ArgumentParser(description="What a move of a case costs.")
    options.add_argument("--rounds", type=int, default=31)
    given = options.parse_args()
    agreement()
    moves(given.rounds)
    parts(given.rounds)
    replays(max(3, given.rounds // 10))


if __name__ == "__main__":
    main()
