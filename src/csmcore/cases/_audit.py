"""
An audit trail: the events of a case as they were written down, each chained to the one before.

What is written down is made once, of an event's document, and is never made again: it is read
back. So a later release, or an erased value, cannot change what the chain is made of.
"""

import functools
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import CaseId, not_blank, shown

ERASED: Final = "[erased]"
"""
What an erased text says when an event is read back.
"""

TEXT: Final = "text"
"""
What a record says of a sealed value that is a text.
"""


class Mark(NamedTuple):
    """
    What stands in a record for a sealed value.

    Attributes:
        path: Where it belongs, key by key.

        digest: Its digest.

        is_text: Whether it is a text.
    """

    path: tuple[str, ...]
    digest: str
    is_text: bool


def _keys(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(keys)


@attrs.frozen
class SealedValue:
    """
    A value that stands in a record as a digest, and is kept beside it until it is erased.

    Attributes:
        path: Where it belongs in the event's document, key by key.

        salt: What its digest was salted with; erased with it, so that nobody can guess.

        value: The value as JSON.
    """

    path: tuple[str, ...] = attrs.field(converter=_keys)
    salt: str
    value: str

    @property
    def name(self) -> str:
        """
        Its path in a word: ``"by.id"``.
        """
        return ".".join(self.path)

    @property
    def content(self) -> object:
        """
        The value itself.

        Raises:
            DefinitionError: It is no JSON.
        """
        try:
            found: object = json.loads(self.value)
        except (RecursionError, ValueError) as error:
            message = f"{self.name} is sealed as {shown(self.value)}, which is no JSON"
            raise DefinitionError(message) from error
        return found

    @property
    def digest(self) -> str:
        """
        What stands in the record for it.
        """
        return hmac.new(bytes_of(self.salt), bytes_of(self.value), hashlib.sha256).hexdigest()


def _sealed(values: Iterable[SealedValue]) -> tuple[SealedValue, ...]:
    return tuple(values)


@attrs.frozen
class AuditEntry:
    """
    An event as it was written down.

    Attributes:
        sequence: The event's place among those of its case.

        record: The event's document as JSON, and the digests of what is sealed.

        previous: The link of the entry before.

        link: The digest of all that, which the next entry holds on to.

        sealed: What is sealed, and has not been erased.
    """

    sequence: int
    record: str
    previous: str
    link: str
    sealed: tuple[SealedValue, ...] = attrs.field(default=(), converter=_sealed, repr=False)

    @property
    def expected_link(self) -> str:
        """
        The link that its content has, whatever it says.
        """
        return link_of(self.previous, self.sequence, self.record)

    @property
    def digests(self) -> Mapping[tuple[str, ...], str]:
        """
        The digest of each value that was sealed by its path, whether it was erased or not.

        Raises:
            DefinitionError: Its record is none.
        """
        return MappingProxyType({mark.path: mark.digest for mark in self._content[1]})

    @property
    def erased(self) -> tuple[str, ...]:
        """
        The names of what has been erased, in the order of the record.

        Raises:
            DefinitionError: Its record is none.
        """
        kept = {each.path for each in self.sealed}
        return tuple(".".join(mark.path) for mark in self._content[1] if mark.path not in kept)

    def document(self) -> dict[str, object]:
        """
        The event's document, for :func:`csmcore.serde.from_document`.

        An erased text says so; another erased value is left out.

        Raises:
            DefinitionError: Its record is none, or what is sealed is no JSON.
        """
        found, marks = self._parsed()
        kept = {each.path: each for each in self.sealed}
        for mark in marks:
            if mark.path in kept:
                _put(found, mark.path, kept[mark.path].content)
            elif mark.is_text:
                _put(found, mark.path, ERASED)
        return found

    @property
    def told(self) -> tuple[object, object]:
        """
        The id of the case and the sequence that its record says itself.

        Raises:
            DefinitionError: Its record is none.
        """
        event = self._content[0]
        return event.get("case_id"), event.get("sequence")

    @functools.cached_property
    def _content(self) -> tuple[dict[str, Any], tuple[Mark, ...]]:
        return self._parsed()

    def _parsed(self) -> tuple[dict[str, Any], tuple[Mark, ...]]:
        try:
            match json.loads(self.record):
                case {"event": dict() as event, "sealed": list() as listed}:
                    marks = tuple(map(_mark, listed))
                    _check_places(event, marks)
                    return event, marks
        except (RecursionError, TypeError, ValueError):
            pass
        message = f"{shown(self.record)} is no record of an event"
        raise DefinitionError(message)


def _entries(entries: Iterable[AuditEntry]) -> tuple[AuditEntry, ...]:
    return tuple(entries)


@attrs.frozen
class AuditHead:
    """
    The end of a trail at some time: who keeps it elsewhere can tell later whether it was cut.

    Attributes:
        case_id: The case.

        sequence: The sequence of the last entry; 0 for a trail without any.

        link: Its link.
    """

    case_id: CaseId = attrs.field(validator=not_blank)
    sequence: int
    link: str


@attrs.frozen
class AuditTrail:
    """
    The events of a case as they were written down; :func:`chain` makes it, and makes it longer.

    Attributes:
        case_id: The case.

        entries: In order.
    """

    case_id: CaseId = attrs.field(validator=not_blank)
    entries: tuple[AuditEntry, ...] = attrs.field(default=(), converter=_entries)

    @property
    def origin(self) -> str:
        """
        What the first entry holds on to; no two cases have the same.
        """
        return hashlib.sha256(bytes_of(f"csmcore audit 1\n{self.case_id}")).hexdigest()

    @property
    def head(self) -> AuditHead:
        """
        Its end as it is now.
        """
        if not self.entries:
            return AuditHead(self.case_id, 0, self.origin)
        last = self.entries[-1]
        return AuditHead(self.case_id, last.sequence, last.link)


def link_of(previous: str, sequence: int, record: str) -> str:
    """
    The link of an entry: a digest of what it holds on to, its place and its record.
    """
    return hashlib.sha256(bytes_of(f"{previous}\n{sequence}\n{record}")).hexdigest()


def bytes_of(text: str) -> bytes:
    """
    A text's bytes, whatever its characters.
    """
    return text.encode("utf-8", "surrogatepass")


def _mark(value: object) -> Mark:
    """
    What a record says of a sealed value.

    Raises:
        ValueError: It is nothing of the kind.
    """
    match value:
        case [[_, *_] as path, str() as digest, str() as kind]:
            keys = tuple(key for key in path if isinstance(key, str))
            if len(keys) == len(path):
                return Mark(keys, digest, kind == TEXT)
    raise ValueError


def _check_places(event: dict[str, Any], marks: tuple[Mark, ...]) -> None:
    """
    Checks that each sealed value has a place of its own in an event, with nothing in it.

    Raises:
        ValueError: One has none.
    """
    if len({mark.path for mark in marks}) != len(marks):
        raise ValueError
    for mark in marks:
        held: object = event
        for key in mark.path[:-1]:
            held = held.get(key) if isinstance(held, dict) else None
        if not isinstance(held, dict) or mark.path[-1] in held:
            raise ValueError


def _put(document: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    *keys, last = path
    for key in keys:
        document = document[key]
    document[last] = value
