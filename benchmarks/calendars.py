"""
What an answer of a calendar costs, beside its peers.

All are asked the same questions about the same office in one process, in rounds that take turns; the
median of the rounds is kept. A virtual machine is noisy: a ratio under 2 is no finding.

Run it with ``nox -s benchmarks -- benchmarks/calendars.py``, or with Python where csmcore and the
dependency group ``benchmarks`` are installed.
"""

import argparse
import datetime as dt
import functools
import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from typing import Final, TypeAlias

import holidays
import numpy as np
from numpy.typing import NDArray
from peers import (
    HOUR,
    MICROSECOND,
    NEW_YORK,
    Bare,
    Office,
    Peer,
    Question,
    businesstimedelta_peer,
    calendar_of,
    csmcore_peer,
    pandas_peer,
    workclock_peer,
)
from tables import head, show

from csmcore.calendars import BusinessCalendar, HolidayRule, _holidays, _zones
from csmcore.kernel import to_micros

DAYS_OFF: Final = tuple(sorted(holidays.country_holidays("US", years=range(2010, 2031))))
OFFICE: Final = Office(weekdays=(0, 1, 2, 3, 4), opens=9, closes=17, holidays=DAYS_OFF)
NIGHTS: Final = Office(weekdays=(0, 1, 2, 3, 4, 5, 6), opens=0, closes=8, holidays=())
START: Final = dt.datetime(2016, 3, 9, 10, 30, tzinfo=NEW_YORK)
ENDS: Final = {
    "1 day": dt.datetime(2016, 3, 10, 10, 30, tzinfo=NEW_YORK),
    "30 days": dt.datetime(2016, 4, 8, 10, 30, tzinfo=NEW_YORK),
    "1 year": dt.datetime(2017, 3, 9, 10, 30, tzinfo=NEW_YORK),
    "10 years": dt.datetime(2026, 3, 9, 10, 30, tzinfo=NEW_YORK),
}
RULES: Final = (
    HolidayRule.yearly(1, 1),
    HolidayRule.nth_weekday(3, "mon", 1),
    HolidayRule.nth_weekday(-1, "mon", 5),
    HolidayRule.yearly(7, 4),
    HolidayRule.nth_weekday(4, "thu", 11),
    HolidayRule.yearly(12, 25),
)
LEAST_SECONDS: Final = 0.004
ROWS: Final = 100_000
OPERATIONS: Final = ("between", "add")

Asked: TypeAlias = tuple[str, str, str]
"""
Who is asked, which operation, over which span.
"""


def year(number: int) -> dt.datetime:
    """
    The instant at which a year begins in UTC.
    """
    return dt.datetime(number, 1, 1, tzinfo=dt.UTC)


# -- do they agree? ----------------------------------------------------------------------------


def random_stretches(number: int) -> list[tuple[dt.datetime, dt.datetime]]:
    """
    Stretches of up to forty days, from one full hour to another.
    """
    chance = random.Random(2016)
    first = START.replace(minute=0).astimezone(dt.UTC)
    hours = (ENDS["10 years"] - START) // HOUR
    starts = [first + chance.randrange(hours) * HOUR for _ in range(number)]
    ends = [start + chance.randrange(1, 40 * 24) * HOUR for start in starts]
    return [(a.astimezone(NEW_YORK), b.astimezone(NEW_YORK)) for a, b in zip(starts, ends, strict=True)]


def agreement(peers: Sequence[Peer], number: int) -> None:
    """
    Asks everybody what will be timed and random questions besides; tells who differs and how.

    An answer at the next opening where csmcore says closing is the same working time told by another
    convention, and is counted apart.
    """
    calendar = calendar_of(OFFICE)
    seen = {peer.name: [0, 0, 0] for peer in peers}
    for start, end in [*((START, end) for end in ENDS.values()), *random_stretches(number)]:
        worked = calendar.between(start, end)
        due = calendar.add(start, worked)
        opens = calendar.next_open(due)
        for peer in peers:
            counts = seen[peer.name]
            counts[0] += peer.worked(peer.between(start, end)()) != worked
            if worked:
                told = peer.add(start, worked)()
                counts[1] += told not in (due, opens)
                counts[2] += told == opens != due
    asked = f"the timed questions and {number} at random"
    head(asked, "between differs", "add differs", "add says the next opening")
    for name, counts in seen.items():
        show(name, *counts)


def clock_change(peers: Sequence[Peer]) -> None:
    """
    Asks for a night of 00:00 to 08:00 in which the clocks are put forward, and one with them back.
    """
    head("work in a night of eight hours on the clock", "clocks forward", "clocks back")
    for peer in peers:
        nights = [dt.datetime(2024, *on, tzinfo=NEW_YORK) for on in ((3, 10), (11, 3))]
        show(peer.name, *(_worked_or_refused(peer, night) for night in nights))


def _worked_or_refused(peer: Peer, night: dt.datetime) -> str:
    try:
        return str(peer.worked(peer.between(night, night.replace(hour=8))()))
    except ValueError:
        return "refused"


# -- how long does it take? --------------------------------------------------------------------


def questions_of(
    peers: Sequence[Peer], calendar: BusinessCalendar, bare: Bare
) -> dict[Asked, Question]:
    """
    Every question to every peer, and to the two that answer in integers.
    """
    found: dict[Asked, Question] = {}
    core = calendar._compiled
    for span, end in ENDS.items():
        work = calendar.between(START, end)
        for peer in peers:
            found[peer.name, "between", span] = peer.between(START, end)
            found[peer.name, "add", span] = peer.add(START, work)
        ends, due = (to_micros(START), to_micros(end)), (to_micros(START), work // MICROSECOND)
        found["integers", "between", span] = functools.partial(core.between, *ends)
        found["integers", "add", span] = functools.partial(core.add, *due)
        found["bare integers", "between", span] = functools.partial(bare.micros_between, *ends)
        found["bare integers", "add", span] = functools.partial(bare.micros_add, *due)
    return found


def measured(questions: Mapping[Asked, Question], rounds: int) -> dict[Asked, float]:
    """
    The median seconds of each question, over rounds in which each takes its turn.
    """
    for ask in questions.values():
        ask()
    calls = {
        asked: max(1, min(5000, int(LEAST_SECONDS / _seconds(ask, 3))))
        for asked, ask in questions.items()
    }
    seen: dict[Asked, list[float]] = {asked: [] for asked in questions}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for asked, ask in questions.items():
                seen[asked].append(_seconds(ask, calls[asked]))
    finally:
        gc.enable()
    return {asked: statistics.median(values) for asked, values in seen.items()}


def _seconds(ask: Question, calls: int) -> float:
    turns = range(calls)
    begun = time.perf_counter()
    for _ in turns:
        ask()
    return (time.perf_counter() - begun) / calls


def _times(ratio: float) -> str:
    return f"{ratio:,.1f}x" if ratio < 10 else f"{ratio:,.0f}x"


def compared(medians: Mapping[Asked, float], names: Sequence[str]) -> None:
    """
    Prints microseconds of the first name and how many times as long the others took.
    """
    first, *others = names
    for operation in OPERATIONS:
        head(operation, *ENDS)
        own = [medians[first, operation, span] for span in ENDS]
        show(f"{first}, µs", *(f"{seconds * 1e6:.1f}" for seconds in own))
        for name in others:
            theirs = [medians[name, operation, span] for span in ENDS]
            show(name, *(_times(their / mine) for their, mine in zip(theirs, own, strict=True)))


def goals(medians: Mapping[Asked, float]) -> None:
    """
    Prints what was aimed at, by the worse of the two operations, and whether it was met.
    """

    def ratios(above: tuple[str, str], below: tuple[str, str]) -> list[float]:
        return [
            medians[above[0], each, above[1]] / medians[below[0], each, below[1]] for each in OPERATIONS
        ]

    head("goal", "at most", "measured", "")
    most = {"csmcore: 10 years beside 1 day": ratios(("csmcore", "10 years"), ("csmcore", "1 day"))}
    for span in ENDS:
        most[f"integers beside bare bisect, {span}"] = ratios(
            ("integers", span), ("bare integers", span)
        )
    for what, found in most.items():
        show(what, "2x", _times(max(found)), "met" if max(found) <= 2 else "**MISSED**")
    head("goal", "at least", "measured", "")
    for peer, span, least in (
        ("workclock", "1 day", 1),
        ("workclock", "1 year", 10),
        ("workclock", "10 years", 100),
        ("businesstimedelta", "1 day", 100),
    ):
        worst = min(ratios((peer, span), ("csmcore", span)))
        verdict = "met" if worst >= least else "**MISSED**"
        show(f"{peer} beside csmcore, {span}", f"{least}x", _times(worst), verdict)


# -- the first answer, memory, columns ---------------------------------------------------------


def first_answers(rounds: int) -> None:
    """
    Prints what it costs to build a calendar and ask it once; median milliseconds.
    """
    head("built and asked once, ms", "nothing known", "zone known", "zone and rules known")
    kinds: dict[str, Sequence[dt.date | HolidayRule]] = {
        f"{len(DAYS_OFF)} dates off": DAYS_OFF,
        f"{len(RULES)} rules": RULES,
    }
    for kind, days_off in kinds.items():
        for span, end in (("30 days", ENDS["30 days"]), ("10 years", ENDS["10 years"])):

            def ask(
                days_off: Sequence[dt.date | HolidayRule] = days_off, end: dt.datetime = end
            ) -> None:
                hours = "mon-fri 09:00-17:00"
                BusinessCalendar("new", str(NEW_YORK), hours, holidays=days_off).between(START, end)

            def forget_rules() -> None:
                _holidays.days_off.cache_clear()

            def forget_all() -> None:
                forget_rules()
                _zones._offsets_of_year.cache_clear()

            def forget_nothing() -> None:
                return

            states: tuple[Callable[[], None], ...] = (forget_all, forget_rules, forget_nothing)
            seen: list[list[float]] = [[] for _ in states]
            for _ in range(rounds):
                for prepare, values in zip(states, seen, strict=True):
                    prepare()
                    values.append(_seconds(ask, 1))
                    ask()
            show(f"{kind}, {span}", *(f"{statistics.median(values) * 1e3:.1f}" for values in seen))


def memory() -> None:
    """
    Prints what a calendar's compiled years weigh.
    """
    head("years compiled", "windows", "KiB")
    for first, until in ((2016, 2026), (1970, 2200)):
        span = year(first), year(until)
        calendar_of(OFFICE).between(*span)  # what all calendars share is there before
        calendar = calendar_of(OFFICE)
        gc.collect()
        tracemalloc.start()
        calendar.between(*span)
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        show(until - first, f"{len(calendar.edges(*span)) // 2:,}", f"{size / 1024:,.0f}")


def columns(calendar: BusinessCalendar) -> None:
    """
    Prints what a row costs where NumPy searches a calendar's edges, beside a call for each.
    """
    edges = np.frombuffer(calendar.edges(year(2010), year(2031)), dtype=np.int64)
    lengths = edges[1::2] - edges[::2]
    worked = np.concatenate(([0], np.cumsum(lengths))).repeat(2)

    def open_time(at: NDArray[np.int64]) -> NDArray[np.int64]:
        passed = np.searchsorted(edges, at, side="right")
        since = np.where(passed & 1, at - edges[passed - 1], 0)
        found: NDArray[np.int64] = worked[passed] + since
        return found

    chance = np.random.default_rng(2016)
    low, high = to_micros(START), to_micros(ENDS["10 years"])
    starts, ends = chance.integers(low, high, (2, ROWS))
    calls = list(zip(starts.tolist(), ends.tolist(), strict=True))

    def by_column() -> list[int]:
        found: list[int] = (open_time(ends) - open_time(starts)).tolist()
        return found

    def by_row() -> list[int]:
        return [calendar._compiled.between(start, end) for start, end in calls]

    assert by_column() == by_row()
    head(f"{ROWS:,} random rows, integers", "ns a row")
    for name, ask in (("NumPy, searchsorted", by_column), ("one call each", by_row)):
        turns = [_seconds(ask, 1) / ROWS for _ in range(5)]
        show(name, f"{statistics.median(turns) * 1e9:.0f}")


def main() -> None:
    """
    Measures everything, and prints tables in Markdown.
    """
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--pairs", type=int, default=400)
    given = options.parse_args()
    print(
        *(f"{name} {metadata.version(name)}" for name in ("workclock", "businesstimedelta", "pandas"))
    )
    kinds: list[Callable[[Office], Peer]] = [workclock_peer, businesstimedelta_peer, pandas_peer]
    calendar = calendar_of(OFFICE)
    bare = Bare(calendar.edges(year(2010), year(2031)))
    peers = [csmcore_peer(OFFICE), bare.as_peer(), *(kind(OFFICE) for kind in kinds)]
    agreement(peers, given.pairs)
    clock_change([kind(NIGHTS) for kind in (csmcore_peer, *kinds)])
    medians = measured(questions_of(peers, calendar, bare), given.rounds)
    compared(medians, [peer.name for peer in peers])
    compared(medians, ["integers", "bare integers"])
    goals(medians)
    first_answers(given.rounds)
    memory()
    columns(calendar)


if __name__ == "__main__":
    main()
