"""
Rows that hold for some dates, and must not hold twice.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeVar

from csmcore.errors import OverlapError
from csmcore.kernel import DateSpan


class _Dated(Protocol):
    @property
    def valid(self) -> DateSpan: ...


Row = TypeVar("Row", bound=_Dated)


def refuse_overlaps(
    rows: Iterable[Row], key: Callable[[Row], Hashable], what: Callable[[Row], str]
) -> None:
    """
    Holds rows of one key apart.

    Args:
        rows: In any order.

        key: What must not hold twice on one date.

        what: A row's key in words.

    Raises:
        OverlapError: Two rows of one key share a date.
    """
    by_key: dict[Hashable, list[Row]] = {}
    for row in rows:
        if row.valid:
            by_key.setdefault(key(row), []).append(row)
    for group in by_key.values():
        group.sort(key=_start)
        for one, other in itertools.pairwise(group):
            if one.valid & other.valid:
                raise OverlapError(what(one), str(one.valid), str(other.valid))


def _start(row: _Dated) -> dt.date:
    return row.valid.start_on or dt.date.min
