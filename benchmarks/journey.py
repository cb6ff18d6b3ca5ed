"""
What the whole journey of a case costs, stage by stage, and the same journey written naively.

The incidents of a log go through the desk of ``examples/07_the_whole_journey.py``, and through
``naive_desk.py``. The time of each stage is its own: what is asked within it and has a stage of its own
is not in it. They take turns in rounds, in one process, in the processor's time; the median of the
rounds is kept. A virtual machine is noisy: a ratio under 2 is no finding.

Run it with ``nox -s benchmarks -- benchmarks/journey.py``, or with Python where csmcore, rich, pandas
and transitions are installed, from the root of the repository.
"""

import argparse
import gc
import pathlib
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest import mock

from tables import head, show

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from naive_desk import NaiveDesk

import csmcore.desk._acting
import csmcore.desk._opening
import examples.journey.walk
from csmcore.cases import MoveCase
from csmcore.desk import ServiceDesk
from csmcore.desk._parts import Parts
from examples.journey.incidents import Size, read, sized, stream
from examples.journey.invented import SETUP, ZONE, World
from examples.journey.walk import Journey

SAMPLE: Final = pathlib.Path(__file__).parents[1] / "examples/data/incident_event_log_sample.csv.gz"
STAGES: Final = ("identify", "cover", "open", "events", "clocks", "route", "close", "host")
"""
The host is what is around the desk: the order of time, who has what, the figures.
"""


class Stopwatch:
    """
    The processor's time by stage, each its own.
    """

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.stages = ["host"]
        self.since = time.process_time_ns()

    def turn(self) -> None:
        """
        Counts what has passed to the stage that goes on.
        """
        now = time.process_time_ns()
        self.spent[self.stages[-1]] += now - self.since
        self.since = now

    def timed(self, stage: str, ask: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """
        Calls something, and counts it to a stage.
        """
        self.turn()
        self.stages.append(stage)
        try:
            return ask(*given, **named)
        finally:
            self.turn()
            self.stages.pop()

    def wrapped(self, ask: Callable[..., Any], stage: str | Callable[..., str]) -> Callable[..., Any]:
        """
        The same to call, but timed.
        """

        def call(*given: Any, **named: Any) -> Any:
            name = stage if isinstance(stage, str) else stage(*given)
            return self.timed(name, ask, *given, **named)

        return call


def stage_of_act(_desk: ServiceDesk, _record: object, action: object) -> str:
    """
    Whether what is asked closes a case.
    """
    return "close" if isinstance(action, MoveCase) and action.action == "close" else "events"


@contextmanager
def watched(watch: Stopwatch) -> Iterator[None]:
    """
    The seams of the desk, timed.
    """
    seams: list[tuple[Any, str, str | Callable[..., str]]] = [
        (examples.journey.walk, "identify", "identify"),
        (csmcore.desk._opening, "cover", "cover"),
        (csmcore.desk._opening, "used", "cover"),
        (csmcore.desk._opening, "level_of", "clocks"),
        (csmcore.desk._acting, "changed_level", "clocks"),
        (csmcore.desk._acting, "notices", "clocks"),
        (Parts, "status", "clocks"),
        (Parts, "next_instant", "clocks"),
        (ServiceDesk, "open", "open"),
        (ServiceDesk, "act", stage_of_act),
        (ServiceDesk, "due", "clocks"),
        (ServiceDesk, "plan", "route"),
    ]
    patches = [
        mock.patch.object(where, name, watch.wrapped(getattr(where, name), stage))
        for where, name, stage in seams
    ]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def ours(path: pathlib.Path, size: Size, world: World) -> tuple[Counter[str], Journey]:
    """
    Nanoseconds by stage, and the journey.
    """
    journey = Journey(ServiceDesk.of(SETUP), world, lambda _answer: None)
    incidents = list(stream(path, ZONE, has=size.incidents, wanted=size.incidents))
    gc.collect()
    watch = Stopwatch()
    with watched(watch):
        for _ in journey.days(incidents):
            pass
    watch.turn()
    return watch.spent, journey


def theirs(path: pathlib.Path, size: Size, world: World) -> tuple[Counter[str], NaiveDesk]:
    """
    The same of the naive desk.
    """
    incidents = list(stream(path, ZONE, has=size.incidents, wanted=size.incidents))
    gc.collect()
    watch = Stopwatch()
    desk = NaiveDesk(world.agents, watch.timed)
    desk.run(iter(incidents))
    watch.turn()
    return watch.spent, desk


def agreement(journey: Journey, desk: NaiveDesk) -> None:
    """
    Prints what both found.
    """
    head("policy and clock", "csmcore: in time, of", "naive: in time, of")
    for policy, kept in sorted(journey.figures.kept.items()):
        for name in ("response", "resolution"):
            good, bad = (desk.kept[policy, name, each] for each in (True, False))
            told = f"{kept.in_time[name]:,} of {kept.ended[name]:,}"
            show(f"{policy}, {name}", told, f"{good:,} of {good + bad:,}")


def main() -> None:
    """
    Prints the tables.
    """
    parser = argparse.ArgumentParser(description="What the whole journey of a case costs.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--log", type=pathlib.Path, default=SAMPLE)
    given = parser.parse_args()
    size = sized(read(given.log, ZONE))
    world = World.of(size, size.incidents / size.weeks)
    rounds = []
    for turn in range(given.rounds):
        one, journey = ours(given.log, size, world)
        other, desk = theirs(given.log, size, world)
        rounds.append((one, other))
        if not turn:
            agreement(journey, desk)
    a_case = size.incidents * 1e3
    head("stage", "csmcore, µs a case", "of all", "naive, µs a case", "beside naive")
    whole = statistics.median(one.total() for one, _ in rounds) / a_case
    for stage in (*STAGES, "all"):
        mine, their = (
            statistics.median(each.total() if stage == "all" else each[stage] for each in side) / a_case
            for side in zip(*rounds, strict=True)
        )
        beside = f"{mine / their:.1f}x" if their else "-"
        show(stage, f"{mine:,.0f}", f"{mine / whole:.0%}", f"{their:,.0f}" if their else "-", beside)


if __name__ == "__main__":
    main()
