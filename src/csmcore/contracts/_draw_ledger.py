"""
A ledger as a table: what was used of what, entry by entry.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from csmcore.contracts._entries import (
    UnitsConsumed,
    UnitsExpired,
    UnitsGranted,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageEntry,
)
from csmcore.kernel import Markup, table

_HEADS: Final = ("entitlement", "entry", "at", "what", "amount", "case", "key")
_WORDS: Final = MappingProxyType(
    {
        UnitsConsumed: "consumed",
        UnitsExpired: "expired",
        UnitsGranted: "granted",
        UnitsReleased: "released",
        UnitsReserved: "reserved",
        UnitsReversed: "reversed",
    }
)


def draw_ledger(title: object, entries: Iterable[UsageEntry]) -> Markup:
    """
    Entries in their order, the first hundred.
    """
    return table(title, _HEADS, map(_cells, entries))


def _cells(entry: UsageEntry) -> tuple[object, ...]:
    what = _WORDS[type(entry)]
    return entry.entitlement_id, entry.sequence, entry.at, what, entry.amount, entry.case_id, entry.key
