"""
Tables, and numbers as they stand in them.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

HOUR: Final = dt.timedelta(hours=1)
STDERR: Final = Console(stderr=True)  # where bars are drawn while one waits


def table(title: str, headers: str, rows: Iterable[Sequence[str]], *, left: int = 1) -> Table:
    """A table whose first columns are words, set to the left; the others are numbers."""
    made = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for at, header in enumerate(headers.split(" | ")):
        made.add_column(header, justify="left" if at < left else "right")
    for row in rows:
        made.add_row(*row)
    return made


def hours(lengths: Iterable[dt.timedelta]) -> str:
    """All of them together, in hours."""
    return f"{sum(lengths, 0 * HOUR) / HOUR:,.1f}"


def median(lengths: Iterable[dt.timedelta]) -> str:
    """The one in the middle, in hours."""
    found = [length / HOUR for length in lengths]
    return f"{statistics.median(found):,.1f}" if found else "-"


def share(right: Sequence[bool]) -> str:
    """How many of them are true."""
    return f"{sum(right) / len(right):.1%}" if right else "-"


def confusion(title: str, verdicts: Iterable[tuple[bool, bool]]) -> Table:
    """Verdicts of ours, each beside the log's own: made_sla."""
    seen = Counter(verdicts)
    words = {True: "in time", False: "too late"}
    rows = [(words[met], f"{seen[met, True]:,}", f"{seen[met, False]:,}") for met in words]
    return table(title, "this clock | made_sla true | made_sla false", rows)
