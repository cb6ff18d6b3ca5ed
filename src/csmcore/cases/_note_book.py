"""
Finding the special handling notes of a case.
"""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.cases._case import Case
from csmcore.cases._facts import Held
from csmcore.cases._note import HandlingNote, NoteStatus, RecordKind
from csmcore.kernel import Fact, Reason, ReasonKind, listed, refuse_twins, to_date

NOTE_ABOUT: Final = ReasonKind("note.about", "it is about {kind} {id}")
NOTE_WHEN: Final = ReasonKind("note.when", "{condition} holds")

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


def _notes(notes: Iterable[HandlingNote]) -> tuple[HandlingNote, ...]:
    made = listed(HandlingNote, notes)
    refuse_twins("note", (each.id for each in made))
    return made


def _to_reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(reasons)


@attrs.frozen
class NoteFound:
    """
    A note that whoever works on a case has to know, and why.

    Attributes:
        note: The note.

        reasons: Which of its records the case has, and what holds.
    """

    note: HandlingNote
    reasons: tuple[Reason, ...] = attrs.field(converter=_to_reasons)

    def __str__(self) -> str:
        return f"{self.note.message} ({'; '.join(map(str, self.reasons))})"


@attrs.frozen
class NoteBook:
    """
    Special handling notes, found by the records that they are about.

    A case is held against the notes about its own records, and against those that are about
    none and have a condition; ten thousand others cost nothing.

    Attributes:
        notes: In the order that counts between notes of one priority.

    Raises:
        DuplicateError: Two have one identity.
    """

    notes: tuple[HandlingNote, ...] = attrs.field(default=(), converter=_notes)

    def find(
        self, case: Case | Mapping[str, Fact], *, on: dt.date, facts: Mapping[str, Fact] = _NONE
    ) -> tuple[NoteFound, ...]:
        """
        The notes that are shown for a case; what :func:`notes_for` says.
        """
        on = to_date(on)
        held = _facts(case, facts)
        places = set(self._anywhere)
        for kind in RecordKind:
            for record_id in _ids(held.get(kind.value)):
                places.update(self._by_record.get((kind, record_id), ()))
        shown_notes = (self.notes[place] for place in sorted(places, key=self._rank.__getitem__))
        found = (
            NoteFound(note, reasons)
            for note in shown_notes
            if note.status(on) is NoteStatus.ACTIVE and (reasons := _reasons(note, held))
        )
        return tuple(found)

    # --- compiled -----------------------------------------------------------------------------

    @functools.cached_property
    def _by_record(self) -> Mapping[tuple[RecordKind, str], tuple[int, ...]]:
        found: defaultdict[tuple[RecordKind, str], list[int]] = defaultdict(list)
        for place, note in enumerate(self.notes):
            for record in note.about:
                found[record.kind, record.id].append(place)
        return MappingProxyType({key: tuple(places) for key, places in found.items()})

    @functools.cached_property
    def _anywhere(self) -> tuple[int, ...]:
        return tuple(place for place, note in enumerate(self.notes) if not note.about)

    @functools.cached_property
    def _rank(self) -> tuple[tuple[int, int], ...]:
        return tuple((note.priority, place) for place, note in enumerate(self.notes))


def notes_for(
    case: Case | Mapping[str, Fact],
    notes: NoteBook | Iterable[HandlingNote],
    *,
    on: dt.date,
    facts: Mapping[str, Fact] = _NONE,
) -> tuple[NoteFound, ...]:
    """
    The special handling notes that are shown for a case, and why each is.

    Args:
        case: The case, or facts such as an account's page has: ``{"account": "acme"}``. A fact
            that is a set stands for each of its members.

        notes: A book of notes; a list makes one, each time.

        on: The date, by the clocks of whoever works on the case.

        facts: What conditions may ask and the case does not hold. What it holds itself counts.

    Returns:
        The first priority first, and in declared order within one.

    Raises:
        ConditionError: A fact cannot be compared with what a condition says.
    """
    book = notes if isinstance(notes, NoteBook) else NoteBook(notes)
    return book.find(case, on=on, facts=facts)


def _facts(case: Case | Mapping[str, Fact], more: Mapping[str, Fact]) -> Mapping[str, Fact]:
    if isinstance(case, Case):
        return Held(case, {**more, RecordKind.CASE.value: case.id})
    return {**more, **case}


def _ids(fact: Fact) -> tuple[str, ...]:
    members = fact if isinstance(fact, frozenset) else (fact,)
    return tuple(each for each in members if isinstance(each, str))


def _reasons(note: HandlingNote, held: Mapping[str, Fact]) -> tuple[Reason, ...]:
    found = [
        NOTE_ABOUT(kind=str(record.kind), id=record.id)
        for record in note.about
        if record.id in _ids(held.get(record.kind.value))
    ]
    if note.about and not found:
        return ()
    if note.when is not None:
        if not note.when.holds_for(held):
            return ()
        found.append(NOTE_WHEN(condition=str(note.when)))
    return tuple(found)
