"""
What it costs to find the entitlement that covers, among a hundred and among ten thousand.

The indexed decision is asked the same questions as one that looks at every entitlement in plain words
(``tests/oracle/slow_cover.py``); they must agree. They take turns in rounds, in one process, and the
median of the rounds is kept. A virtual machine is noisy: a ratio under 2 is no finding.

Run it with ``nox -s benchmarks -- benchmarks/coverage.py``, or with Python where csmcore is installed,
from the root of the repository.
"""

import datetime as dt
import pathlib
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, Final

from tables import head, show

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from csmcore.contracts import EntitlementBook, cover
from tests.contracts.worlds import book_of, request_of
from tests.oracle.slow_cover import slow_cover

SIZES: Final = (100, 1_000, 10_000)
AT: Final = dt.datetime(2026, 5, 11, 12, tzinfo=dt.UTC)
ROUNDS: Final = 5
PER_ACCOUNT: Final = 10


def world_of(size: int) -> dict[str, Any]:
    """
    Ten entitlements for each account: for its items, its products, by phone, for all, and some over.
    """
    chance = random.Random(size)
    rows: list[dict[str, Any]] = []
    for number in range(size):
        account = f"a{number // PER_ACCOUNT}"
        scope = {"account": account}
        match number % PER_ACCOUNT:
            case 0 | 1 | 2 | 3:
                scope |= {"item": f"{account}/i{number % PER_ACCOUNT}"}
            case 4 | 5 | 6:
                scope |= {"model": f"m{chance.randrange(5)}"}
            case 7:
                scope |= {"channel": ["phone"]}  # type: ignore[dict-item]
        until = {"until": dt.date(2026, 1, 1)} if chance.random() < 0.3 else {}
        rows.append({"id": f"e{number:05}", "scope": scope, **until})
    accounts = sorted({row["scope"]["account"] for row in rows})
    items = [row["scope"]["item"] for row in rows if "item" in row["scope"]]
    return {
        "accounts": dict.fromkeys(accounts),
        "items": {each: {"parent": None, "model": f"m{chance.randrange(5)}"} for each in items},
        "sold": {},
        "installed": [],
        "contracts": {},
        "entitlements": rows,
        "used": {},
        "office_zone": "UTC",
    }


def requests_of(world: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """
    Requests of customers by chance, about one of their items.
    """
    chance = random.Random(1)
    items = chance.choices(list(world["items"]), k=count)
    return [
        {"account": each.partition("/")[0], "item": each, "channel": chance.choice(["phone", "web"])}
        for each in items
    ]


def timed(work: Callable[[], object], times: int) -> float:
    """
    Microseconds for each of so many.
    """
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) / times * 1e6


def measured(size: int) -> tuple[float, float, float, float]:
    """
    Milliseconds to build a book; then microseconds to decide, to explain, and to look at all.
    """
    world = world_of(size)
    book: EntitlementBook = book_of(world)
    rows = requests_of(world, 200)
    few = rows[: max(2, 20_000 // size)]
    asked = [request_of(each) for each in rows]
    for row, request in zip(few, asked, strict=False):
        chosen = cover(request, book, at=AT).chosen
        if (chosen.id if chosen else None) != slow_cover(world, row, AT, order="servicenow")[0]:
            message = f"they differ on {row}"
            raise SystemExit(message)
    rounds = [
        (
            timed(lambda: [cover(each, book, at=AT) for each in asked], len(asked)),
            timed(lambda: [cover(each, book, at=AT).explain() for each in asked], len(asked)),
            timed(lambda: [slow_cover(world, each, AT, order="servicenow") for each in few], len(few)),
        )
        for _ in range(ROUNDS)
    ]
    built = timed(lambda: cover(asked[0], book_of(world), at=AT), 1)
    decided, explained, slow = (statistics.median(each) for each in zip(*rounds, strict=True))
    return built / 1e3, decided, explained, slow


def main() -> None:
    """
    Prints the table.
    """
    head(
        "entitlements",
        "built, ms",
        "decided, us",
        "with all reasons, us",
        "looking at all, us",
        "ratio",
    )
    for size in SIZES:
        built, decided, explained, slow = measured(size)
        cells = (f"{built:,.0f}", f"{decided:,.0f}", f"{explained:,.0f}", f"{slow:,.0f}")
        show(f"{size:,}", *cells, f"{slow / decided:,.0f}x")


if __name__ == "__main__":
    main()
