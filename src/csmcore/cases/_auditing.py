"""
Keeping an audit trail: writing events down, and erasing what must not be kept.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from csmcore.cases._audit import (
    TEXT,
    AuditEntry,
    AuditTrail,
    SealedValue,
    bytes_of,
    link_of,
)
from csmcore.cases._fold import label
from csmcore.errors import DefinitionError, SequenceError, UnknownNameError
from csmcore.kernel import CaseId, shown, to_texts
from csmcore.lifecycles import CUSTOMER

_PARTY: Final = ("account_id", "contact_id", "consumer_id", "household_id")
SENSITIVE: Final = (
    *("subject", "description", "text", "notes", "outcome"),
    *("changes.subject", "changes.description", "given"),
    *("customer", "external_ids", "by.id", "written_by.id"),
    *(f"party.{name}" for name in _PARTY),
    *("task.subject", "task.description", "task.outcome", "task.parties"),
    *("line.subject", "line.notes", "lines"),
    *("reason", "priority_reason", "tags"),
    *("key", "asked"),
)
"""
What stands in a record as a digest, by its path, so that it can be erased.

It is what people wrote, reasons and tags too, who the customer is and what others call the case; who
acted or wrote where it is a customer, since who of the staff did what is what a trail is for; the key
of what a customer asked, which may be the id of their message; and ``asked``, which is made of all
that.
"""

_ACTORS: Final = MappingProxyType(
    {("by", "id"): "by", ("written_by", "id"): "written_by", ("key",): "by"}
)
_NEVER_SEALED: Final = frozenset(("case_id", "sequence", "at", "is", "by"))
_SHORTEST_SALT: Final = 16
_OTHER: Final = "other"


def chain(
    documents: Iterable[Mapping[str, object]],
    *,
    salt: bytes,
    trail: AuditTrail | None = None,
    sensitive: Iterable[str] = SENSITIVE,
) -> AuditTrail:
    """
    A trail with more events: ``chain(map(to_document, decided.events), salt=salt, trail=trail)``.

    Args:
        documents: The events' documents, in order, as :func:`csmcore.serde.to_document` makes
            them. All of one case.

        salt: Chance, 16 bytes or more; new for each call, and not kept.

        trail: The trail before; ``None`` begins one, which may be later than the case did.

        sensitive: What is sealed, by its path in a document: ``"text"``, and for an own field
            ``"fields.birthday"``. Whatever is not there, or empty, is passed over.

    Raises:
        SequenceError: An event is missing, or is there twice.

        DefinitionError: A document is not that of an event of this case, or JSON cannot say
            it; the salt is too short; what every event needs would be sealed; there is neither
            an event nor a trail.
    """
    if not isinstance(salt, bytes) or len(salt) < _SHORTEST_SALT:
        message = f"the salt is {shown(salt)}; it is {_SHORTEST_SALT} bytes of chance or more"
        raise DefinitionError(message)
    names = to_texts(sensitive)
    if never := _NEVER_SEALED.intersection(names):
        message = f"{' and '.join(sorted(never))} cannot be sealed; a trail needs it for ever"
        raise DefinitionError(message)
    entries: list[AuditEntry] = [] if trail is None else [*trail.entries]
    for document in documents:
        case_id, sequence = _identity(document)
        trail = trail or AuditTrail(case_id)
        if case_id != trail.case_id:
            message = (
                f"an event of {label(case_id)} came to the trail of {label(trail.case_id)}; "
                "each case has its own"
            )
            raise DefinitionError(message)
        if entries and sequence != entries[-1].sequence + 1:
            raise SequenceError(label(case_id), entries[-1].sequence + 1, sequence)
        previous = entries[-1].link if entries else trail.origin
        entries.append(_entry(document, sequence, previous, names, salt))
    if trail is None:
        message = "there is neither an event nor a trail; a trail begins with an event"
        raise DefinitionError(message)
    return AuditTrail(trail.case_id, entries)


def erase(
    trail: AuditTrail,
    names: str | Iterable[str] | None = None,
    *,
    sequences: Iterable[int] | None = None,
) -> AuditTrail:
    """
    A trail without some sealed values; its chain and its head stay as they are.

    Args:
        trail: The trail.

        names: Which values: ``"text"``, ``"by.id"``; all where none are named.

        sequences: Of which events; of all where none are named.

    Returns:
        The trail; erasing what is erased changes nothing.

    Raises:
        UnknownNameError: No value of that name was sealed, or no event has that sequence.

        DefinitionError: An entry's record is none; a sequence is no number.
    """
    asked = None if names is None else to_texts(names)
    places = None if sequences is None else _numbers(sequences)
    sealed = {
        name: None
        for each in trail.entries
        for name in (*each.erased, *(value.name for value in each.sealed))
    }
    for name in asked or ():
        if name not in sealed:
            raise UnknownNameError("sealed value", name, tuple(sealed))
    held = {each.sequence: None for each in trail.entries}
    for sequence in sorted(places or ()):
        if sequence not in held:
            raise UnknownNameError("event", str(sequence), tuple(map(str, held)))
    return attrs.evolve(
        trail,
        entries=(
            each if places is not None and each.sequence not in places else _without(each, asked)
            for each in trail.entries
        ),
    )


def _numbers(sequences: Iterable[int]) -> frozenset[int]:
    listed = tuple(sequences) if isinstance(sequences, Iterable) else (sequences,)
    for each in listed:
        if type(each) is not int:
            message = f"sequences: {shown(each)} is no sequence; it is a number from 1 up"
            raise DefinitionError(message)
    return frozenset(listed)


def _without(entry: AuditEntry, names: tuple[str, ...] | None) -> AuditEntry:
    kept = () if names is None else tuple(each for each in entry.sealed if each.name not in names)
    return entry if kept == entry.sealed else attrs.evolve(entry, sealed=kept)


def _identity(document: Mapping[str, object]) -> tuple[CaseId, int]:
    found = document if isinstance(document, Mapping) else {}
    match found.get("case_id"), found.get("sequence"):
        case (str() as case_id, int() as sequence) if case_id.strip() and sequence > 0:
            return CaseId(case_id), int(sequence)
    message = f"{shown(document)} is not the document of an event, which has case_id and sequence"
    raise DefinitionError(message)


def _entry(
    document: Mapping[str, object], sequence: int, previous: str, names: tuple[str, ...], salt: bytes
) -> AuditEntry:
    event = json.loads(_text(document))
    sealed: list[SealedValue] = []
    marks: list[tuple[object, ...]] = []
    paths = {name: path for name in names if (path := _path(event, name)) is not None}
    for name, path in paths.items():
        if _is_staff(event, path) or any(path[: len(each)] == each != path for each in paths.values()):
            continue
        value = _take(event, path)
        own = hmac.new(salt, bytes_of(f"{sequence}\n{name}\n{previous}"), hashlib.sha256).hexdigest()
        sealed.append(SealedValue(path, own, _text(value)))
        kind = TEXT if isinstance(value, str) else _OTHER
        marks.append((path, sealed[-1].digest, kind))
    record = _text({"event": event, "sealed": marks})
    return AuditEntry(sequence, record, previous, link_of(previous, sequence, record), sealed)


def _path(document: dict[str, Any], name: str) -> tuple[str, ...] | None:
    """
    Where a value of a name is, key by key, or ``None`` where there is none, or nothing in it.
    """
    keys: list[str] = []
    held: Any = document
    while isinstance(held, dict):
        if name in held:
            return (*keys, name) if held[name] not in (None, "", [], {}) else None
        key, _, name = name.partition(".")
        keys.append(key)
        held = held.get(key)
    return None


def _is_staff(document: dict[str, Any], path: tuple[str, ...]) -> bool:
    """
    Whether a path leads to who acted, or what they called it, and it is no customer.
    """
    if path not in _ACTORS:
        return False
    actor = document.get(_ACTORS[path])
    return not isinstance(actor, dict) or actor.get("kind") != CUSTOMER


def _take(document: dict[str, Any], path: tuple[str, ...]) -> Any:
    *keys, last = path
    for key in keys:
        document = document[key]
    return document.pop(last)


def _text(value: object) -> str:
    """
    A value as the one JSON text that there is for it: sorted keys, no spaces, ASCII only.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"{shown(value)} cannot be written as JSON ({error}); give to_document(event)"
        raise DefinitionError(message) from error
