"""
What it costs to find whom a failure reaches, in a book of a hundred thousand items.

A network of switches in a tree, with dependencies across it, is sold to customers; the core fails.
Beside it stands a bare walk over dictionaries of ids, which knows neither dates, states nor paths
and is the floor. Both must reach the same. They take turns in rounds, in one process, and the median
of the rounds is kept, in the processor's time. A ratio under 2 is no finding.

Run it with ``nox -s benchmarks -- benchmarks/impact.py``, or with Python where csmcore is installed.
"""

import argparse
import collections
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable
from typing import Any, Final

from tables import head, show

from csmcore.kernel import AccountId, AccountOwner, InstallBaseItemId, ProductModelId, SoldProductId
from csmcore.products import (
    Dependency,
    InstallBaseItem,
    InstalledProduct,
    ItemRef,
    ProductBook,
    ProductModel,
    SoldProduct,
    impact,
)

ON: Final = dt.date(2026, 4, 27)
SWITCH: Final = ProductModelId("switch")
CORE: Final = InstallBaseItemId("i0")


def network(size: int, seed: int = 1) -> ProductBook:
    """
    A tree of items, one dependency for every second of them, and as much sold as items.
    """
    chance = random.Random(seed)
    ids = [InstallBaseItemId(f"i{number}") for number in range(size)]
    customers = [AccountOwner(AccountId(f"c{number}")) for number in range(max(1, size // 20))]
    items = [InstallBaseItem(ids[0], SWITCH, customers[0])]
    items += [
        InstallBaseItem(ids[number], SWITCH, parent_id=ids[chance.randrange(number)])
        for number in range(1, size)
    ]
    pairs = {(chance.choice(ids), chance.choice(ids)) for _ in range(size // 2)}
    sold = [SoldProduct(SoldProductId(f"s{each}"), SWITCH, chance.choice(customers)) for each in ids]
    return ProductBook(
        [ProductModel(SWITCH, "Switch")],
        sold,
        items,
        [InstalledProduct(each.id, chance.choice(ids)) for each in sold],
        [Dependency(one, other) for one, other in pairs if one != other],
    )


def floor(book: ProductBook) -> Callable[[], set[str]]:
    """
    A walk over dictionaries of ids that were made beforehand.
    """
    after: collections.defaultdict[str, list[str]] = collections.defaultdict(list)
    for item in book.items:
        if item.parent_id is not None:
            after[item.parent_id].append(item.id)
    for needs in book.dependencies:
        after[needs.on_id].append(needs.item_id)
    for link in book.installed:
        after[link.item_id].append(link.sold_product_id)
    for each in book.sold:
        after[each.id].append(str(each.owner))

    def walk() -> set[str]:
        found: set[str] = {CORE}
        ahead = [CORE, str(book.owner_of_item(CORE))]
        found.update(ahead)
        for each in ahead:
            for thing in after.get(each, ()):
                if thing not in found:
                    found.add(thing)
                    ahead.append(InstallBaseItemId(thing))
        return found

    return walk


def seconds(ask: Callable[[], Any]) -> float:
    """
    How much of the processor's time one call takes.
    """
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def compare(size: int, rounds: int) -> None:
    """
    One row of the table.
    """
    begun = time.process_time()
    book = network(size)
    built = time.process_time() - begun
    first = seconds(lambda: impact(book, items=[CORE], on=ON))
    walk, found = floor(book), impact(book, items=[CORE], on=ON)
    ours = {*found.items, *found.sold, *map(str, found.owners)}
    assert ours == walk(), "the two must reach the same"
    times = [(seconds(lambda: impact(book, items=[CORE], on=ON)), seconds(walk)) for _ in range(rounds)]
    mine, bare = (statistics.median(each) for each in zip(*times, strict=True))
    paths = seconds(lambda: [found.path(ItemRef(each)) for each in found.items[:1000]])
    show(
        f"{size:,}",
        f"{len(found.steps):,}",
        f"{built:.2f} s",
        f"{first:.2f} s",
        f"{mine:.3f} s",
        f"{bare:.3f} s",
        f"{mine / bare:.0f}",
        f"{paths:.3f} s",
    )


def main() -> None:
    """
    Prints the table.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    head("items", "reached", "book built", "first asked", "asked", "bare walk", "ratio", "1,000 paths")
    for size in (1_000, 10_000, 100_000):
        compare(size, rounds)


if __name__ == "__main__":
    main()
