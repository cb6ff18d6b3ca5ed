"""
The whole journey: real incidents are opened, covered, clocked, routed and closed by one desk.

::

    python examples/07_the_whole_journey.py [--incidents 20000] [--digest] [--log FILE]

It needs rich. Read it from top to bottom: what is invented is ``journey/invented.py``, how the log is
read ``journey/incidents.py``, and the way of each incident through the desk, which is the host that one
writes around it, ``journey/walk.py``. The same run twice gives the same bytes: ``--digest`` prints what
all documents that were appended come to.
"""

import argparse
import gc
import hashlib
import json
import pathlib
import sys
from collections.abc import Iterator
from typing import Final

import attrs
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))  # it runs as it stands, from anywhere

from csmcore.desk import Outcome, ServiceDesk
from csmcore.errors import CsmError
from csmcore.serde import to_document
from examples.journey.incidents import read, sized, stream
from examples.journey.invented import SAID, SETUP, ZONE, World
from examples.journey.memory import resident
from examples.journey.walk import Journey
from examples.real_log.drawing import STDERR
from examples.real_log.reading import LogError

SELDOM: Final = 10_000
"""
How many values more there have to be before Python looks for circles among them: what a desk answers
has hardly any, and looking after every 700 takes a seventh of the time.
"""

SAMPLE: Final = pathlib.Path(__file__).parent / "data" / "incident_event_log_sample.csv.gz"


@attrs.define
class Store:
    """Where a host would append: here events are counted, and weighed if that is asked for."""

    weighs: bool
    events: int = 0
    digest: "hashlib.blake2b" = attrs.field(factory=lambda: hashlib.blake2b(digest_size=16))

    def keep(self, answer: Outcome) -> None:
        """Takes what the desk answered."""
        for append in answer.appends:
            self.events += len(append.events)
            if self.weighs:
                text = json.dumps(to_document(append), sort_keys=True, separators=(",", ":"))
                self.digest.update(text.encode())


def report(path: pathlib.Path, *, wanted: int | None, weighs: bool) -> Iterator[str | Table]:
    """All that is printed, in its order."""
    yield SAID
    size = sized(read(path, ZONE))
    count = size.incidents if wanted is None else wanted
    copies = -(-count // size.incidents)
    again = "" if copies == 1 else f", in {copies} copies a week apart"
    world = World.of(size, a_week=max(count, size.incidents) / (size.weeks + copies - 1))
    yield f"""\
{path.name}: {count:,} incidents{again}; {len(size.callers):,} callers, {len(world.agents):,} agents.
"""
    store = Store(weighs)
    journey = Journey(ServiceDesk.of(SETUP), world, store.keep)
    incidents = stream(path, ZONE, has=size.incidents, wanted=count)
    memory: dict[int, str] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns,
        TimeRemainingColumn(),
        console=STDERR,
        transient=True,
        disable=not STDERR.is_terminal,
    ) as bar:
        task, done = bar.add_task("Incidents", total=count), 0
        for opened in journey.days(incidents):
            done += opened
            bar.update(task, advance=opened)
            if 10 * done >= count:
                memory.setdefault(10, f"{resident():,.0f} MiB with {len(journey.cases):,} cases open")
    memory[100] = f"{resident():,.0f} MiB"
    figures = journey.figures
    figures.events = store.events
    yield from figures.tables()
    if weighs:
        yield f"blake2b of all that was appended: {store.digest.hexdigest()}"
    yield f"Memory at the most: {memory[10]} at a tenth of the incidents, {memory[100]} at the end."


def main() -> int:
    """The command; 2 when it cannot do what was asked."""
    parser = argparse.ArgumentParser(description="The whole journey of a log's incidents.")
    parser.add_argument("--log", type=pathlib.Path, default=SAMPLE, help="a CSV file, gzipped or not")
    parser.add_argument("--incidents", type=int, help="how many (default: as many as the log has)")
    parser.add_argument("--digest", action="store_true", help="what all documents come to")
    given = parser.parse_args()
    if given.incidents is not None and given.incidents < 1:
        parser.error("--incidents: at least one")
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    try:
        for part in report(given.log, wanted=given.incidents, weighs=given.digest):
            console.print(part, markup=False)
    except (CsmError, LogError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    gc.set_threshold(SELDOM)
    sys.exit(main())
