"""
Whether an audit trail is as it was written: the first entry that does not fit, and why.
"""

import enum
from collections.abc import Mapping
from typing import Final

import attrs

from csmcore.cases._audit import AuditEntry, AuditHead, AuditTrail
from csmcore.cases._fold import label
from csmcore.errors import DefinitionError
from csmcore.kernel import Reason, ReasonKind, to_choice

_CHANGED: Final = ReasonKind(
    "audit.changed", "event {sequence} was changed: {what} is not what was written"
)
_REPLACED: Final = ReasonKind(
    "audit.replaced", "event {sequence} was replaced: {holder} holds on to another"
)
_STRANGE: Final = ReasonKind(
    "audit.strange", "event {sequence} was replaced: what it holds on to is not there"
)
_REMOVED: Final = ReasonKind("audit.removed", "something before event {sequence} was removed")
_INSERTED: Final = ReasonKind("audit.inserted", "event {sequence} was inserted: nothing holds on to it")
_COPIED: Final = ReasonKind("audit.copied", "event {sequence} was inserted: it is there twice")
_REORDERED: Final = ReasonKind(
    "audit.reordered", "event {sequence} was moved: it stands before the one that it follows"
)
_CUT: Final = ReasonKind("audit.cut", "the trail was cut: it once went on to event {sequence}")


class Tampering(enum.StrEnum):
    """
    What was done to a trail.

    ``changed``: an entry does not say what it said. ``replaced``: it was made up to look
    right, and something else holds on to the one before it. ``removed``: entries are missing
    before it. ``inserted``: it is one too many. ``reordered``: it stands before the one that
    it follows. ``cut``: the end is missing.
    """

    CHANGED = "changed"
    REPLACED = "replaced"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT = "cut"


def _kind(value: Tampering | str) -> Tampering:
    return to_choice(Tampering, value)


@attrs.frozen
class AuditFinding:
    """
    The first entry of a trail that does not fit.

    Attributes:
        kind: What was done.

        place: Where it stands in ``AuditTrail.entries``, from 0 up; behind the last where
            the end is missing.

        sequence: The sequence that it says; where the end is missing, the one it went up to.

        reason: Why, in words.
    """

    kind: Tampering = attrs.field(converter=_kind)
    place: int
    sequence: int
    reason: Reason

    def __str__(self) -> str:
        return str(self.reason)


def verify(trail: AuditTrail, *, head: AuditHead | None = None) -> AuditFinding | None:
    """
    The first entry of a trail that does not fit, or ``None`` where the trail is as written.

    What was erased does not show: its digest stands. Whoever can write everything anew, or
    cuts the end, is found by a head alone that was kept where they cannot write.

    Args:
        trail: The trail as it was stored.

        head: Its head at some time, which may have been long ago.

    Raises:
        DefinitionError: The head is that of another case.
    """
    if head is not None and head.case_id != trail.case_id:
        message = f"the head is that of {label(head.case_id)}, the trail of {label(trail.case_id)}"
        raise DefinitionError(message)
    places = {trail.origin: -1}
    for place, entry in enumerate(trail.entries):
        places.setdefault(entry.link, place)
    for place, entry in enumerate(trail.entries):
        found = (
            _changed(place, entry)
            or _misplaced(trail, places, place, head)
            or _misnamed(trail, place, entry)
        )
        if found is not None:
            return found
    return None if head is None or _is_there(trail, places, head) else _beheaded(trail, head)


def _changed(place: int, entry: AuditEntry) -> AuditFinding | None:
    what = _changed_part(entry)
    if what is None:
        return None
    reason = _CHANGED(sequence=entry.sequence, what=what)
    return AuditFinding(Tampering.CHANGED, place, entry.sequence, reason)


def _changed_part(entry: AuditEntry) -> str | None:
    """
    What of an entry is not what was written, if anything is not.
    """
    if entry.link != entry.expected_link:
        return "its record"
    try:
        digests = entry.digests
    except DefinitionError:
        return "its record"
    told = [each.path for each in entry.sealed]
    for each in entry.sealed:
        if digests.get(each.path) != each.digest or told.count(each.path) > 1:
            return each.name
        try:
            _ = each.content
        except DefinitionError:
            return each.name
    return None


def _misnamed(trail: AuditTrail, place: int, entry: AuditEntry) -> AuditFinding | None:
    """
    An entry whose record is that of another event, or of another case.
    """
    case_id, sequence = entry.told
    if case_id == trail.case_id and type(sequence) is int and sequence == entry.sequence:
        return None
    reason = _CHANGED(sequence=entry.sequence, what="its record")
    return AuditFinding(Tampering.CHANGED, place, entry.sequence, reason)


def _is_there(trail: AuditTrail, places: Mapping[str, int], head: AuditHead) -> bool:
    place = places.get(head.link)
    if place is None:
        return False
    return head.sequence == (trail.entries[place].sequence if place >= 0 else 0)


def _misplaced(
    trail: AuditTrail, places: Mapping[str, int], place: int, head: AuditHead | None
) -> AuditFinding | None:
    entry = trail.entries[place]
    before = trail.entries[place - 1] if place else None
    expected = None if before is None else before.sequence + 1
    if entry.previous == (trail.origin if before is None else before.link):
        if expected is None or entry.sequence == expected:
            return None
        return _removed(place, entry) if entry.sequence > expected else _inserted(place, entry)
    if places[entry.link] < place:
        return _inserted(place, entry, _COPIED)
    follows = places.get(entry.previous)
    if follows is not None and follows > place:
        reason = _REORDERED(sequence=entry.sequence)
        return AuditFinding(Tampering.REORDERED, place, entry.sequence, reason)
    if follows is not None:
        return _inserted(follows + 1, trail.entries[follows + 1])
    if entry.sequence > (expected or 1):
        return _removed(place, entry)
    if entry.sequence != (expected or entry.sequence):
        return _inserted(place, entry)
    if before is None:
        return AuditFinding(
            Tampering.REPLACED, place, entry.sequence, _STRANGE(sequence=entry.sequence)
        )
    if _is_held(trail, place, head):
        return _replaced(place - 1, before, f"event {entry.sequence}")
    return _replaced(place, entry, "what follows")


def _is_held(trail: AuditTrail, place: int, head: AuditHead | None) -> bool:
    """
    Whether what comes next holds on to an entry; an end that nobody kept is taken as it is.
    """
    link = trail.entries[place].link
    if place + 1 < len(trail.entries):
        return trail.entries[place + 1].previous == link
    return head is None or head.link == link


def _removed(place: int, entry: AuditEntry) -> AuditFinding:
    reason = _REMOVED(sequence=entry.sequence)
    return AuditFinding(Tampering.REMOVED, place, entry.sequence, reason)


def _inserted(place: int, entry: AuditEntry, kind: ReasonKind = _INSERTED) -> AuditFinding:
    return AuditFinding(Tampering.INSERTED, place, entry.sequence, kind(sequence=entry.sequence))


def _replaced(place: int, entry: AuditEntry, holder: str) -> AuditFinding:
    reason = _REPLACED(sequence=entry.sequence, holder=holder)
    return AuditFinding(Tampering.REPLACED, place, entry.sequence, reason)


def _beheaded(trail: AuditTrail, head: AuditHead) -> AuditFinding:
    entries = trail.entries
    for place, entry in enumerate(entries):
        if entry.sequence == head.sequence:
            return _replaced(place, entry, "the head that was kept")
        if entry.sequence > head.sequence:
            return _removed(place, entry)
    reason = _CUT(sequence=head.sequence)
    return AuditFinding(Tampering.CUT, len(entries), head.sequence, reason)
