"""
Special handling notes: what whoever works on a case has to know, and when it is shown.
"""

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Final

import attrs
import pytest

from csmcore.cases import (
    HandlingNote,
    NoteBook,
    NoteFound,
    NoteId,
    NoteStatus,
    RecordKind,
    RecordRef,
    notes_for,
)
from csmcore.errors import CaseRefusedError, DefinitionError, DuplicateError
from csmcore.kernel import DateSpan, Fact, ProductModelId
from csmcore.serde import from_document, to_document
from tests.cases.desk import opened

MONDAY: Final = dt.date(2026, 4, 27)
ACME: Final = RecordRef("account", "acme")


def note(name: str, **said: object) -> HandlingNote:
    """
    A note that says its own name.
    """
    return HandlingNote(NoteId(name), name, **said)  # type: ignore[arg-type]


def names(found: tuple[NoteFound, ...]) -> list[str]:
    """
    Which notes were found, in order.
    """
    return [each.note.id for each in found]


def test_notes_are_found_by_record_and_by_condition() -> None:
    """
    A case of acme about a router, of an important customer: each note says why it is shown.
    """
    case = attrs.evolve(opened(), model_id=ProductModelId("router"))  # tagged vip, of ann at acme
    notes = (
        note("acme", about=ACME),
        note("umbrella", about=RecordRef("account", "umbrella")),
        note("router", about=[RecordRef("model", "router"), RecordRef("contact", "ann")]),
        note("vip", when="tags contains vip"),
        note("closed", when="state = closed"),
        note("acme and urgent", about=ACME, when="urgency = high"),
        note("acme and slow", about=ACME, when="urgency = low"),
        note("this one", about=RecordRef("case", "c1")),
    )

    assert [
        (each.note.id, [str(why) for why in each.reasons]) for each in notes_for(case, notes, on=MONDAY)
    ] == [
        ("acme", ["it is about account acme"]),
        ("router", ["it is about model router", "it is about contact ann"]),
        ("vip", ["tags contains vip holds"]),
        ("acme and slow", ["it is about account acme", "urgency = low holds"]),
        ("this one", ["it is about case c1"]),
    ]


def test_the_first_priority_comes_first_and_declared_order_counts_within_one() -> None:
    """
    1 before 2; notes of one priority as they stand in the book.
    """
    notes = [
        note("b", about=ACME, priority=2),
        note("c", about=ACME, priority=1),
        note("a", when="state is set", priority=2),
        note("d", about=ACME, priority=2),
    ]

    assert names(notes_for(opened(), notes, on=MONDAY)) == ["c", "b", "a", "d"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, NoteStatus.ACTIVE),
        ({"is_on": False}, NoteStatus.INACTIVE),
        ({"valid": DateSpan(MONDAY)}, NoteStatus.ACTIVE),
        ({"valid": DateSpan(MONDAY + dt.timedelta(1))}, NoteStatus.PLANNED),
        ({"valid": DateSpan(None, MONDAY + dt.timedelta(1))}, NoteStatus.ACTIVE),
        ({"valid": DateSpan(None, MONDAY)}, NoteStatus.EXPIRED),
        ({"valid": DateSpan(None, MONDAY), "is_on": False}, NoteStatus.EXPIRED),
    ],
)
def test_a_note_is_shown_while_it_is_active(said: dict[str, object], status: NoteStatus) -> None:
    """
    Switched off, planned and expired ones are not; the end is exclusive.
    """
    each = note("n", about=ACME, **said)

    assert each.status(MONDAY) is status
    assert bool(notes_for(opened(), [each], on=MONDAY)) is (status is NoteStatus.ACTIVE)


def test_what_has_expired_is_only_read() -> None:
    """
    Until then anything is said anew; what is not given stays.
    """
    each = note("n", about=ACME, valid=DateSpan(None, MONDAY))
    sunday = MONDAY - dt.timedelta(1)

    with pytest.raises(CaseRefusedError) as refused:
        each.revised(on=MONDAY, valid=DateSpan())
    assert str(refused.value) == (
        "note 'n' does not take 'revise': it expired on 2026-04-27; write another where it still counts"
    )
    longer = each.revised(on=sunday, valid=DateSpan(), message="Call first.", priority=1)
    assert longer == HandlingNote(NoteId("n"), "Call first.", about=ACME, priority=1)
    assert longer.revised(on=sunday, is_on=False).status(sunday) is NoteStatus.INACTIVE


def test_an_account_page_asks_with_facts() -> None:
    """
    Without a case; a fact that is a set stands for each of its members.
    """
    notes = [note("acme", about=ACME), note("item", about=RecordRef("item", "i7"))]

    assert names(notes_for({"account": "acme"}, notes, on=MONDAY)) == ["acme"]
    assert names(notes_for({"item": frozenset(["i6", "i7"])}, notes, on=MONDAY)) == ["item"]
    assert notes_for({"account": None}, notes, on=MONDAY) == ()


def test_a_host_adds_facts_and_what_the_case_holds_counts() -> None:
    """
    Such as whether it is escalated; the state is the case's own.
    """
    notes = [note("escalated", when="active_escalation = true"), note("closed", when="state = closed")]
    facts: dict[str, Fact] = {"active_escalation": True, "state": "closed"}

    assert names(notes_for(opened(), notes, on=MONDAY, facts=facts)) == ["escalated"]


def test_ten_thousand_notes_are_found_as_fast_as_ten() -> None:
    """
    A case is held against its own records alone; a note costs nothing to cases of others.
    """
    book = NoteBook(note(f"n{n}", about=RecordRef("account", f"a{n}")) for n in range(10_000))
    small = NoteBook(book.notes[:10])
    facts = {"account": "a7"}

    def seconds(each: NoteBook) -> float:
        started = time.perf_counter()
        for _ in range(200):
            assert names(each.find(facts, on=MONDAY)) == ["n7"]
        return time.perf_counter() - started

    seconds(book), seconds(small)  # indexed once
    assert min(seconds(book) for _ in range(3)) < 10 * min(seconds(small) for _ in range(3))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: note("n"), "is about nothing"),
        (lambda: note("n", about=["acme"]), "is no RecordRef"),
        (lambda: note("n", when=3), "is no condition"),
        (lambda: note("n", about=ACME, priority="high"), "it is a whole number"),
        (lambda: RecordRef("acount", "acme"), "acount"),
        (lambda: RecordRef(RecordKind.ITEM, " "), "id"),
        (lambda: NoteBook(["n"]), "is no HandlingNote"),  # type: ignore[list-item]
    ],
)
def test_a_note_is_about_something(make: Callable[[], object], message: str) -> None:
    """
    A record, a condition, or both, well said.
    """
    with pytest.raises(DefinitionError, match=re.escape(message)):
        make()


def test_a_book_has_each_note_once() -> None:
    """
    Two of one identity are refused.
    """
    with pytest.raises(DuplicateError):
        NoteBook([note("n", about=ACME), note("n", when="state is set")])


def test_what_was_found_has_a_document_and_reads_well() -> None:
    """
    With its reasons.
    """
    (found,) = notes_for(opened(), [note("Call first.", about=ACME)], on=MONDAY)

    assert str(found) == "Call first. (it is about account acme)"
    assert from_document(NoteFound, to_document(found)) == found
