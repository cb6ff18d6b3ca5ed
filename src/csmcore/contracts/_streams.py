"""
The entries of one entitlement: in their order, each key once, each naming what came before it.
"""

import functools
from collections.abc import Mapping
from types import MappingProxyType

import attrs

from csmcore.contracts._entries import UnitsConsumed, UnitsReserved, UsageEntry, named_by
from csmcore.errors import DuplicateError, OrderError, SequenceError, UnknownReferenceError


@attrs.frozen(eq=False)
class Stream:
    """
    The entries of one entitlement by their sequence.
    """

    entries: tuple[UsageEntry, ...] = ()

    @functools.cached_property
    def by_key(self) -> Mapping[str, UsageEntry]:
        """
        Each entry by its key.
        """
        return MappingProxyType({each.key: each for each in self.entries})

    def check(self) -> None:
        """
        Refuses what cannot have been recorded so.

        Raises:
            SequenceError: An entry is missing, or two have one place.

            DuplicateError: Two entries have one key.

            UnknownReferenceError: An entry names what was not recorded before it.

            OrderError: An entry happened before what it names.
        """
        known: dict[str, UsageEntry] = {}
        for place, entry in enumerate(self.entries, 1):
            if entry.sequence != place:
                raise SequenceError(label(entry), place, entry.sequence or 0)
            if entry.key in known:
                raise DuplicateError("entry", entry.key, f"of {label(entry)}")
            _check_reference(entry, known)
            known[entry.key] = entry

    def followed_by(self, entry: UsageEntry) -> "Stream":
        """
        With one entry more, that has the next sequence and a key of its own.

        Raises:
            UnknownReferenceError: It names what was not recorded.

            OrderError: It happened before what it names.
        """
        _check_reference(entry, self.by_key)
        return Stream((*self.entries, entry))


def _check_reference(entry: UsageEntry, known: Mapping[str, UsageEntry]) -> None:
    if (named := named_by(entry)) is None:
        return
    noun, key = named
    wanted = UnitsReserved if noun == "reservation" else UnitsConsumed
    found = known.get(key)
    if not isinstance(found, wanted):
        raise UnknownReferenceError(noun, key, f"entry {entry.key!r} of {label(entry)}")
    if entry.at < found.at:
        raise OrderError(f"{noun} {key!r}", found.at, entry.at)


def label(entry: UsageEntry) -> str:
    """
    Whose entry it is, as a refusal names it.
    """
    return f"entitlement {entry.entitlement_id!r}"
