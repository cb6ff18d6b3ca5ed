"""
What measuring clocks costs: a whole log of incidents, and one clock taken along.

Every incident of a log becomes a timeline, and two targets are measured on it: the response, and the
resolution with its pauses. Beside it stands the same answer by hand, which is the floor; it must agree
on every incident. Then they take turns in rounds, in one process with its garbage collector at work,
and the median of the rounds is kept, in the processor's time. A virtual machine is noisy: a ratio under
2 is no finding.

Run it with ``nox -s benchmarks -- benchmarks/sla.py``, or with Python where csmcore is installed.
``--log`` takes the whole log, which is published at
<https://archive.ics.uci.edu/dataset/498>; what comes along is a sample of it.
"""

import argparse
import datetime as dt
import functools
import gc
import pathlib
import pickle
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any, Final

from incidents import (
    OFFICE,
    RESOLUTION,
    SAMPLE,
    TARGETS,
    Case,
    answer_of,
    by_hand,
    cases_of,
    changes_of,
)
from tables import head, show

from csmcore.kernel import Change, Timeline, to_micros
from csmcore.sla import ClockState, SlaClock, advance, measure

SIZES: Final = (10, 100, 1_000, 10_000)
FURTHER: Final = 20
"""
How many more changes are taken in at each size of a history.
"""

TURN: Final = 500
"""
How many incidents each has measured before it is the other's turn.
"""

# -- how long does it take? ----------------------------------------------------------------------


def seconds(ask: Callable[[], Any]) -> float:
    """
    How much of the processor's time one call takes.
    """
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def disagreements(cases: Sequence[Case], until: dt.datetime) -> int:
    """
    On how many clocks the two differ, at an instant before which rows count and after which none.
    """
    differ = 0
    for case in cases:
        rows = [row for row in case if row.at <= until]
        timeline = Timeline(changes_of(case))
        clocks = [measure(target, timeline, calendar=OFFICE, at=until) for target in TARGETS]
        pairs = zip(map(answer_of, clocks), by_hand(rows, to_micros(until)), strict=True)
        differ += sum(ours != theirs for ours, theirs in pairs)
    return differ


def agreement(cases: Sequence[Case]) -> None:
    """
    Prints whether the library and the loop by hand agree, in the log's middle and at its end.
    """
    instants = sorted(row.at for case in cases for row in case)
    head("asked", "clocks", "differ")
    for name, at in (("in the middle", instants[len(instants) // 2]), ("at the end", instants[-1])):
        show(f"{name}, {at:%Y-%m-%d}", f"{2 * len(cases):,}", disagreements(cases, at))


def build(cases: Sequence[Case], timelines: list[Timeline]) -> None:
    """
    Adds every incident as a timeline.
    """
    timelines.extend(Timeline(changes_of(rows)) for rows in cases)


def fold(timelines: Sequence[Timeline]) -> None:
    """
    Has each timeline work out what held when, which it does once.
    """
    for timeline in timelines:
        _ = timeline.moments


def measured(timelines: Sequence[Timeline], until: dt.datetime) -> list[SlaClock]:
    """
    Both targets on every timeline.
    """
    return [
        measure(target, timeline, calendar=OFFICE, at=until)
        for timeline in timelines
        for target in TARGETS
    ]


def all_by_hand(cases: Sequence[Case], until: int) -> list[object]:
    """
    Both targets on every incident, by hand.
    """
    return [by_hand(rows, until) for rows in cases]


def whole_log(cases: Sequence[Case], until: dt.datetime, rounds: int) -> None:
    """
    Prints what a log costs, in each of its parts and beside the loop by hand.
    """
    micros = to_micros(until)
    parts = ("timelines are built", "what held when", "two targets are measured", "by hand")
    seen: dict[str, list[float]] = {part: [] for part in parts}
    for _ in range(rounds):
        spent = dict.fromkeys(parts, 0.0)
        gc.collect()
        for start in range(0, len(cases), TURN):
            some = cases[start : start + TURN]
            timelines: list[Timeline] = []
            asks: tuple[Callable[[], Any], ...] = (
                functools.partial(build, some, timelines),
                functools.partial(fold, timelines),
                functools.partial(measured, timelines, until),
                functools.partial(all_by_hand, some, micros),
            )
            for part, ask in zip(parts, asks, strict=True):
                spent[part] += seconds(ask)
        for part in parts:
            seen[part].append(spent[part])
    medians = {part: statistics.median(values) for part, values in seen.items()}
    medians["all three"] = sum(medians[part] for part in parts[:3])
    events = sum(map(len, cases))
    head("the whole log", "seconds", "cases/s", "events/s", "µs an event", "beside by hand")
    for part in (*parts[:3], "all three", "by hand"):
        median = medians[part]
        rates = (f"{round(count / median, -2):,.0f}" for count in (len(cases), events))
        ratio = f"{median / medians['by hand']:.1f}x"
        show(part, f"{median:.2f}", *rates, f"{median / events * 1e6:.1f}", ratio)


# -- memory --------------------------------------------------------------------------------------


def memory(cases: Sequence[Case], until: dt.datetime) -> None:
    """
    Prints what is held if everything is kept, and at the most if one incident follows another.
    """
    events = sum(map(len, cases))
    mib, steps = 2**20, []
    gc.collect()
    tracemalloc.start()
    for rows in cases:
        measured([Timeline(changes_of(rows))], until)
    peak = tracemalloc.get_traced_memory()[1]
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    timelines: list[Timeline] = []
    build(cases, timelines)
    held = tracemalloc.get_traced_memory()[0] - before
    steps.append(("every timeline", held))
    fold(timelines)
    steps.append(("and what held when", tracemalloc.get_traced_memory()[0] - before - held))
    held = tracemalloc.get_traced_memory()[0] - before
    clocks = measured(timelines, until)
    steps.append(("and two clocks each", tracemalloc.get_traced_memory()[0] - before - held))
    tracemalloc.stop()
    assert len(clocks) == 2 * len(cases)
    head("memory", "MiB", "bytes an event")
    show("at the most, one incident after another", f"{peak / mib:,.1f}", "")
    for what, size in steps:
        show(what, f"{size / mib:,.1f}", f"{size / events:,.0f}")


# -- one clock, taken along ----------------------------------------------------------------------


def long_history(number: int) -> list[Change]:
    """
    The changes of one record that is opened and then waits for its customer again and again.
    """
    start = dt.datetime(2016, 2, 29, 13, 0, tzinfo=dt.UTC)
    states = ("Active", "Awaiting User Info", "Active", "Awaiting Vendor")
    first = Change(start, {"state": "New", "priority": 3})
    minutes = range(7, 7 * number, 7)
    later = (
        Change(start + dt.timedelta(minutes=each), {"state": states[each // 7 % len(states)]})
        for each in minutes
    )
    return [first, *later]


def taken_along(rounds: int) -> None:
    """
    Prints what one more change costs a clock that is taken along, and one that is folded anew.
    """
    changes = long_history(max(SIZES) + FURTHER)
    states = {size: advance(None, changes[:size], target=RESOLUTION, calendar=OFFICE) for size in SIZES}
    further = {size: changes[size : size + FURTHER] for size in SIZES}
    along: dict[int, list[float]] = {size: [] for size in SIZES}
    anew: dict[int, list[float]] = {size: [] for size in SIZES}

    def take(size: int) -> ClockState:
        state = states[size]
        for change in further[size]:
            state = advance(state, (change,), target=RESOLUTION, calendar=OFFICE)
        return state

    def fold_anew(size: int) -> SlaClock:
        last = changes[size]
        timeline = Timeline(changes[: size + 1])
        return measure(RESOLUTION, timeline, calendar=OFFICE, at=last.at)

    for size in SIZES:
        end = further[size][-1].at
        whole = Timeline(changes[: size + FURTHER])
        clock = measure(RESOLUTION, whole, calendar=OFFICE, at=end)
        assert answer_of(take(size).clock(RESOLUTION, calendar=OFFICE, at=end)) == answer_of(clock)
    for _ in range(rounds):
        for size in SIZES:
            gc.collect()
            along[size].append(seconds(functools.partial(take, size)) / FURTHER)
            anew[size].append(seconds(functools.partial(fold_anew, size)))
    head("one more change, µs", *(f"after {size:,}" for size in SIZES))
    medians = {size: statistics.median(along[size]) for size in SIZES}
    folds = {size: statistics.median(anew[size]) for size in SIZES}
    show("taken along", *(f"{medians[size] * 1e6:,.0f}" for size in SIZES))
    show("folded anew", *(f"{folds[size] * 1e6:,.0f}" for size in SIZES))
    show("beside", *(f"{folds[size] / medians[size]:,.1f}x" for size in SIZES))
    show("bytes kept, pickled", *(f"{len(pickle.dumps(state)):,}" for state in states.values()))


def main() -> None:
    """
    Measures everything, and prints tables in Markdown.
    """
    options = argparse.ArgumentParser(description="What measuring clocks costs.")
    options.add_argument("--log", type=pathlib.Path, default=SAMPLE, help="a CSV file, gzipped")
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    cases = cases_of(given.log)
    gc.freeze()  # the rows are not the library's to look after
    until = max(row.at for case in cases for row in case)
    events = sum(map(len, cases))
    print(f"{given.log.name}: {len(cases):,} incidents, {events:,} events with their openings")
    agreement(cases)
    whole_log(cases, until, given.rounds)
    taken_along(3 * given.rounds)
    memory(cases, until)


if __name__ == "__main__":
    main()
