"""
Audit trails: what is done to one is found at its place, and what is erased leaves no trace.
"""

import hashlib
import json
import pickle
import typing
from typing import Any, Final

import attrs
import pytest

from csmcore.cases import (
    ERASED,
    SENSITIVE,
    Actor,
    AddComment,
    AddWorkNote,
    AssignCase,
    AuditEntry,
    AuditHead,
    AuditTrail,
    CaseEvent,
    CommentAdded,
    MoveCase,
    OpenCase,
    SealedValue,
    Tampering,
    chain,
    erase,
    replay,
    verify,
)
from csmcore.errors import DefinitionError, SequenceError, UnknownNameError
from csmcore.kernel import AgentId, CaseId, ConsumerCustomer, ConsumerId, GroupId
from csmcore.lifecycles import CUSTOMER
from csmcore.serde import from_document, to_document
from tests.cases.desk import KIM, SOLUTION, asked

SALT: Final = bytes(range(16))
JON: Final = Actor(CUSTOMER, "jon@berg.example")
JONS: Final = ConsumerCustomer(ConsumerId("jon"))


def events() -> tuple[CaseEvent, ...]:
    """
    Jon's case: opened, assigned, answered, and solved; eight events.
    """
    opening = OpenCase(CaseId("c1"), subject="no light", customer=JONS, key="m1", action="create")
    decided = asked(None, opening, JON)
    found, case = [*decided.events], decided.case
    for action, by in (
        (AssignCase(group_id=GroupId("support"), agent_id=AgentId("kim")), KIM),
        (AddWorkNote("Is he the one of May?"), KIM),
        (MoveCase("accept"), KIM),
        (AddComment("Have you tried the other socket?"), KIM),
        (AddComment("Since I came home from hospital."), JON),
        (MoveCase("propose_solution", given=SOLUTION), KIM),
        (AddWorkNote("Call him on Friday."), KIM),
    ):
        decided = asked(case, action, by)
        found += decided.events
        case = decided.case
    return tuple(found)


def trail(sensitive: tuple[str, ...] = SENSITIVE) -> AuditTrail:
    """
    The trail of Jon's case.
    """
    return chain(map(to_document, events()), salt=SALT, sensitive=sensitive)


def blank(sequence: int) -> str:
    """
    A record of an event of the case that says nothing.
    """
    return f'{{"event":{{"case_id":"c1","sequence":{sequence}}},"sealed":[]}}'


def of(*entries: AuditEntry) -> AuditTrail:
    """
    A trail that somebody made up of entries.
    """
    return AuditTrail(CaseId("c1"), entries)


def read(written: AuditTrail) -> tuple[CaseEvent, ...]:
    """
    The events that a trail tells.
    """
    return tuple(from_document(CaseEvent, entry.document()) for entry in written.entries)


def forged(entry: AuditEntry, **changes: Any) -> AuditEntry:
    """
    An entry that was changed by somebody who knows how links are made.
    """
    changed = attrs.evolve(entry, **changes)
    content = f"{changed.previous}\n{changed.sequence}\n{changed.record}"
    return attrs.evolve(changed, link=hashlib.sha256(content.encode()).hexdigest())


def found(written: AuditTrail, head: AuditHead | None = None) -> tuple[Tampering, int, int]:
    """
    What is found, as what was done, where it stands, and the sequence there.
    """
    finding = verify(written, head=head)
    assert finding is not None
    assert str(finding) == str(finding.reason)
    return finding.kind, finding.place, finding.sequence


# --- writing ------------------------------------------------------------------------------------


def test_a_trail_holds_every_event_and_gives_it_back() -> None:
    """
    The case can be made of the trail alone.
    """
    assert read(trail()) == events()
    assert replay(read(trail())) == replay(events())
    assert verify(trail()) is None


def test_a_record_is_json_with_sorted_keys_and_no_spaces() -> None:
    """
    The bytes are what anybody would write who was told so; the link is their SHA-256.
    """
    entry = trail(sensitive=("text",)).entries[1]
    told = json.loads(entry.record)
    assert entry.record == json.dumps(told, sort_keys=True, separators=(",", ":"))
    assert told["event"] == to_document(events()[1])
    assert told["sealed"] == []
    content = f"{entry.previous}\n2\n{entry.record}"
    assert entry.link == hashlib.sha256(content.encode()).hexdigest()


def test_each_entry_holds_on_to_the_one_before() -> None:
    """
    The first holds on to what only this case has.
    """
    written = trail()
    links = [written.origin, *(entry.link for entry in written.entries)]
    assert [entry.previous for entry in written.entries] == links[:-1]
    assert AuditTrail(CaseId("c2")).origin != written.origin


def test_a_trail_grows_with_each_decision() -> None:
    """
    What was written before is not written again.
    """
    listed = [to_document(event) for event in events()]
    short = chain(listed[:3], salt=SALT)
    long = chain(listed[3:], salt=bytes(16), trail=short)
    assert long.entries[:3] == short.entries
    assert read(long) == events()
    assert verify(long, head=short.head) is None
    assert chain([], salt=SALT, trail=short) == short


def test_a_trail_may_begin_later_than_its_case() -> None:
    """
    A host that begins to keep trails has cases already.
    """
    late = chain(map(to_document, events()[4:]), salt=SALT)
    assert late.entries[0].sequence == 5
    assert verify(late) is None


def test_what_is_sealed_is_not_in_the_record() -> None:
    """
    Neither what the customer wrote nor who they are; who of the staff acted stays.
    """
    record = "".join(entry.record for entry in trail().entries)
    for word in ("jon", "light", "hospital", "socket", "May", "Swapped"):
        assert word not in record
    assert '"id":"kim"' in record
    names = {value.name for entry in trail().entries for value in entry.sealed}
    assert names == {"asked", "by.id", "customer", "key", "notes", "subject", "text"}


def test_equal_texts_have_different_digests() -> None:
    """
    Nobody can tell from digests that two people wrote the same, or guess what a short text was.
    """
    comment = CommentAdded(case_id=CaseId("c1"), sequence=1, at=events()[0].at, by=KIM, text="Yes")
    twice = [to_document(comment), to_document(attrs.evolve(comment, sequence=2))]
    one, other = (entry.sealed[0] for entry in chain(twice, salt=SALT).entries)
    assert one.value == other.value == '"Yes"'
    assert one.digest != other.digest
    assert SALT.hex() not in (one.salt, other.salt)


def test_own_fields_are_sealed_by_name() -> None:
    """
    A field whose name has a dot is found, and so are all of them together.
    """
    move = to_document(events()[-2]) | {"fields": {"serial": "X1", "a.b": {"date": "2026-04-27"}}}
    for names, left in (
        (("fields.serial",), {"a.b": {"date": "2026-04-27"}}),
        (("fields.a.b",), {"serial": "X1"}),
        (("fields.nothing", "nothing.at.all"), move["fields"]),
    ):
        (entry,) = chain([move], salt=SALT, sensitive=names).entries
        assert json.loads(entry.record)["event"]["fields"] == left
        assert entry.document() == move
    (entry,) = chain([move], salt=SALT, sensitive=("fields",)).entries
    assert "fields" not in json.loads(entry.record)["event"]
    assert entry.document() == move


def test_values_compare_and_pickle() -> None:
    """
    A trail is a value like any other; what is sealed is not shown by accident.
    """
    written = trail()
    assert written == trail()
    assert hash(written) == hash(trail())
    assert pickle.loads(pickle.dumps(written)) == written
    assert "hospital" not in repr(written)


# --- refusals -----------------------------------------------------------------------------------


def test_an_event_that_is_missing_or_twice_is_refused() -> None:
    """
    A trail has no gaps from the start on.
    """
    listed = [to_document(event) for event in events()]
    with pytest.raises(SequenceError, match="case 'c1'"):
        chain([listed[0], listed[2]], salt=SALT)
    with pytest.raises(SequenceError):
        chain([listed[0], listed[0]], salt=SALT)


def test_an_event_of_another_case_is_refused() -> None:
    """
    Each case has its own trail.
    """
    other = to_document(events()[1]) | {"case_id": "c2"}
    with pytest.raises(DefinitionError, match="case 'c2' came to the trail of case 'c1'"):
        chain([to_document(events()[0]), other], salt=SALT)


@pytest.mark.parametrize(
    "document",
    [{}, {"case_id": "c1"}, {"case_id": " ", "sequence": 1}, {"case_id": "c1", "sequence": "1"}],
)
def test_what_is_no_document_of_an_event_is_refused(document: dict[str, object]) -> None:
    """
    It says of which case it is, and its place.
    """
    with pytest.raises(DefinitionError, match="case_id and sequence"):
        chain([document], salt=SALT)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes"])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    """
    An event itself is no document; nor is anything that reads back as something else.
    """
    with pytest.raises(DefinitionError, match="cannot be written as JSON"):
        chain([{"case_id": "c1", "sequence": 1, "text": value}], salt=SALT)
    with pytest.raises(DefinitionError, match="document of an event"):
        chain([events()[0]], salt=SALT)  # type: ignore[list-item]  # on purpose


@pytest.mark.parametrize("salt", [b"", b"short", "0123456789abcdef"])
def test_a_salt_that_can_be_guessed_is_refused(salt: bytes) -> None:
    """
    Sixteen bytes are more than anybody tries.
    """
    with pytest.raises(DefinitionError, match="16 bytes"):
        chain([to_document(events()[0])], salt=salt)


def test_a_trail_begins_with_an_event() -> None:
    """
    Nothing is no trail.
    """
    with pytest.raises(DefinitionError, match="neither an event nor a trail"):
        chain([], salt=SALT)


def test_what_every_event_needs_is_not_sealed() -> None:
    """
    Erasing it would leave no event.
    """
    with pytest.raises(DefinitionError, match="at and case_id cannot be sealed"):
        chain([to_document(events()[0])], salt=SALT, sensitive=("text", "case_id", "at"))


# --- erasing ------------------------------------------------------------------------------------


def test_what_was_erased_is_gone_and_the_trail_holds() -> None:
    """
    Neither text nor salt is kept; record, links and head are as they were.
    """
    written = trail()
    without = erase(written)
    assert not any(entry.sealed for entry in without.entries)
    assert "hospital" not in json.dumps(to_document(without))
    assert [entry.link for entry in without.entries] == [entry.link for entry in written.entries]
    assert verify(without, head=written.head) is None
    assert erase(without) == without
    assert without.entries[0].erased == ("subject", "customer", "by.id", "key", "asked")


def test_an_erased_text_says_so_and_the_rest_reads_on() -> None:
    """
    The case comes to the same state by the same steps, only nobody knows whose it was.
    """
    events_left = read(erase(trail()))
    case = replay(events_left)
    assert (case.state, case.sequence) == (replay(events()).state, len(events()))
    assert (case.subject, case.customer, case.resolution_notes) == (ERASED, None, ERASED)
    assert [event.by.id for event in events_left[:2]] == [ERASED, "kim"]
    comments = [event.text for event in events_left if isinstance(event, CommentAdded)]
    assert comments == [ERASED, ERASED]


def test_one_text_of_one_event_can_be_erased() -> None:
    """
    The customer asks that one sentence be taken out.
    """
    (place,) = (
        event.sequence
        for event in events()
        if isinstance(event, CommentAdded) and "hospital" in event.text
    )
    left = read(erase(trail(), "text", sequences=[place]))
    texts = [event.text for event in left if isinstance(event, CommentAdded)]
    assert texts == ["Have you tried the other socket?", ERASED]
    assert left[place - 1].by == JON


def test_a_trail_goes_on_after_erasing() -> None:
    """
    The next event holds on to what stands.
    """
    note = to_document(events()[2]) | {"sequence": len(events()) + 1}
    longer = chain([note], salt=SALT, trail=erase(trail()))
    assert verify(longer, head=trail().head) is None


def test_erasing_what_was_never_sealed_is_refused() -> None:
    """
    Somebody believes that it is gone, and it would not be.
    """
    with pytest.raises(UnknownNameError, match="no sealed value is named 'texts'; 'text' is near"):
        erase(trail(), "texts")
    with pytest.raises(UnknownNameError, match="no event is named '99'"):
        erase(trail(), sequences=[99])


# --- what was done is found ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"record": "{}"},
        {"record": "\ud800"},
        {"link": "0" * 64},
        {"previous": "0" * 64},
        {"sequence": 4},
    ],
)
def test_a_changed_entry_is_found(changes: dict[str, Any]) -> None:
    """
    Whatever was changed of it.
    """
    one, two, three, *rest = trail().entries
    changed = attrs.evolve(three, **changes)
    assert found(of(one, two, changed, *rest)) == (Tampering.CHANGED, 2, changed.sequence)


@pytest.mark.parametrize(
    "value",
    [
        SealedValue(("text",), "", '"It was him."'),
        SealedValue(("text",), "", "no json"),
        SealedValue(("more",), "", "1"),
    ],
)
def test_a_changed_text_is_found(value: SealedValue) -> None:
    """
    What is kept beside a record must be what its digest says.
    """
    one, two, three, *rest = trail().entries
    changed = attrs.evolve(three, sealed=(value,))
    assert found(of(one, two, changed, *rest)) == (Tampering.CHANGED, 2, 3)
    told = verify(of(one, two, changed, *rest))
    assert str(told) == f"event 3 was changed: {value.name} is not what was written"


@pytest.mark.parametrize("place", range(7))
def test_an_entry_that_was_made_up_is_found(place: int) -> None:
    """
    Somebody knows how links are made, and does not make up what follows.
    """
    entries = [*trail().entries]
    entries[place] = forged(entries[place], record=blank(place + 1), sealed=())
    assert found(of(*entries)) == (Tampering.REPLACED, place, place + 1)


@pytest.mark.parametrize("place", range(8))
def test_an_entry_that_holds_on_to_nothing_is_found(place: int) -> None:
    """
    It was made up with what it holds on to; the one before it is right.
    """
    entries = [*trail().entries]
    entries[place] = forged(entries[place], previous="0" * 64)
    assert found(of(*entries), trail().head) == (Tampering.REPLACED, place, place + 1)


@pytest.mark.parametrize("place", range(7))
def test_a_removed_entry_is_found(place: int) -> None:
    """
    What followed it holds on to nothing that is there.
    """
    entries = [*trail().entries]
    del entries[place]
    assert found(of(*entries)) == (Tampering.REMOVED, place, place + 2)
    assert str(verify(of(*entries))) == f"something before event {place + 2} was removed"


@pytest.mark.parametrize("place", range(7))
def test_an_inserted_entry_is_found(place: int) -> None:
    """
    However well it was made up, what follows holds on to another.
    """
    entries = [*trail().entries]
    before = trail().origin if place == 0 else entries[place - 1].link
    strange = forged(entries[place], previous=before, record=blank(place + 1), sealed=())
    entries.insert(place, strange)
    assert found(of(*entries)) == (Tampering.INSERTED, place, place + 1)


@pytest.mark.parametrize("place", range(1, 8))
def test_a_copied_entry_is_found(place: int) -> None:
    """
    An event that is told twice happened once.
    """
    entries = [*trail().entries]
    entries.insert(place + 1, entries[0])
    assert found(of(*entries)) == (Tampering.INSERTED, place + 1, 1)


@pytest.mark.parametrize(("source", "target"), [(1, 2), (2, 1), (0, 7), (7, 0), (3, 6), (6, 3)])
def test_a_moved_entry_is_found(source: int, target: int) -> None:
    """
    The first that stands before what it follows is told.
    """
    entries = [*trail().entries]
    entries.insert(target, entries.pop(source))
    kind, place, _ = found(of(*entries))
    assert (kind, place) == (Tampering.REORDERED, min(source, target))


def test_a_cut_end_is_found_by_a_head_that_was_kept() -> None:
    """
    A trail without its end is a good trail; only who knows its head can tell.
    """
    whole = trail()
    short = of(*whole.entries[:5])
    assert verify(short) is None
    assert found(short, whole.head) == (Tampering.CUT, 5, 8)
    assert str(verify(short, head=whole.head)) == "the trail was cut: it once went on to event 8"
    assert found(of(), whole.head) == (Tampering.CUT, 0, 8)
    assert verify(whole, head=short.head) is None
    assert verify(whole, head=of().head) is None


def test_a_trail_written_anew_is_found_by_a_head_that_was_kept() -> None:
    """
    Everything fits, and it is another story.
    """
    listed = [to_document(event) for event in events()]
    listed[2] = listed[2] | {"text": "He is not."}
    assert verify(chain(listed, salt=SALT)) is None
    assert found(chain(listed, salt=SALT), trail().head) == (Tampering.REPLACED, 7, 8)
    assert found(chain(listed[5:], salt=SALT), of(*trail().entries[:3]).head) == (
        Tampering.REMOVED,
        0,
        6,
    )


def test_entries_of_another_case_do_not_fit() -> None:
    """
    Nobody clears one case with the history of another.
    """
    other = AuditTrail(CaseId("c2"), trail().entries)
    assert found(other) == (Tampering.REPLACED, 0, 1)
    with pytest.raises(DefinitionError, match="head is that of case 'c1', the trail of case 'c2'"):
        verify(other, head=trail().head)


def test_a_trail_with_gaps_that_was_made_up_is_found() -> None:
    """
    Its links fit, and its numbers do not.
    """
    first = trail().entries[0]
    for sequence, kind in ((3, Tampering.REMOVED), (1, Tampering.INSERTED)):
        strange = forged(trail().entries[1], previous=first.link, sequence=sequence)
        assert found(of(first, strange)) == (kind, 1, sequence)


def test_an_entry_that_is_no_record_is_told_as_such() -> None:
    """
    Whoever reads it gets an error that says so.
    """
    for record in ("", "[]", '{"event":1,"sealed":[]}', '{"event":{},"sealed":[1]}', "[" * 100_000):
        entry = forged(trail().entries[0], record=record)
        assert found(of(entry)) == (Tampering.CHANGED, 0, 1)
        with pytest.raises(DefinitionError, match="no record of an event"):
            entry.document()


# --- what is sealed -----------------------------------------------------------------------------

PLAIN: Final = frozenset(
    {
        *("case_id", "sequence", "at", "type", "action", "state", "category", "source"),
        *("target", "reopened", "effects", "fields", "resolution_code", "channel"),
        *("group_id", "agent_id", "model_id", "sold_product_id", "item_id", "contract_id"),
        *("line_id", "entitlement_id", "parent_id", "impact", "urgency", "priority", "was"),
        *("is_overridden", "candidate_id", "follows", "from_case_id", "level"),
        *("from_sequence", "into", "is_final", "kind", "left_out", "moved", "needs_attention"),
        *("new_id", "other_id", "role", "task_id", "through", "with_case", "written", "written_at"),
    }
)
"""
What tells what happened to a case, and by whom of the staff; a host's own fields are for the host to
name.
"""


def test_every_word_of_an_event_is_plain_or_sealed() -> None:
    """
    Whoever adds an event decides of each field whether it is what somebody wrote, or who they are.
    """
    names = {field.name for cls in typing.get_args(CaseEvent) for field in attrs.fields(cls)}
    sealed = {name.partition(".")[0] for name in SENSITIVE}

    assert names - PLAIN == sealed


def test_who_acted_is_sealed_where_it_is_a_customer() -> None:
    """
    Who of the staff wrote what is what a trail is for.
    """
    copied = {"case_id": "c1", "sequence": 1, "by": {"kind": "agent", "id": "kim"}, "text": "Hi."}
    for kind, names in (("customer", {"text", "written_by.id"}), ("agent", {"text"})):
        document = copied | {"written_by": {"kind": kind, "id": "ann"}}
        (entry,) = chain([document], salt=SALT).entries
        assert {value.name for value in entry.sealed} == names


def test_reasons_tags_and_keys_of_customers_are_sealed() -> None:
    """
    They are words of people too, and a key may be the id of a message.

    What staff and rules call an action stays, so that it is known as done.
    """
    said = {"case_id": "c1", "sequence": 1, "key": "<1@berg.example>"}
    said |= {"reason": "He is ill.", "priority_reason": "His heart.", "tags": ["ill"]}
    words = {"reason", "priority_reason", "tags"}
    for kind, names in (("customer", {*words, "key"}), ("agent", words), ("system", words)):
        (entry,) = chain([said | {"by": {"kind": kind}}], salt=SALT).entries
        assert {value.name for value in entry.sealed} == names
        assert ("berg" in entry.record) is ("key" not in names)

    erased = erase(chain([said | {"by": {"kind": "customer"}}], salt=SALT)).entries[0].document()
    assert erased["reason"] == erased["priority_reason"] == erased["key"] == ERASED
    assert "tags" not in erased


# --- what somebody made up ----------------------------------------------------------------------

PLACES: Final = (
    "[[[],1,2]]",
    '[[[[]],"d","text"]]',
    '[[[1],"d","text"]]',
    '[[[],"d","text"]]',
    '[["text","d","text"]]',
    '[[["by","id"],"d","text"]]',
    '[[["case_id","id"],"d","text"]]',
    '[[["case_id"],"d","text"]]',
    '[[["text"],"d","text"],[["text"],"d","text"]]',
    '[[["text"],5,"text"]]',
    '[[["text"],"d",null]]',
    '[[["text"],"d"]]',
    "[null]",
)
"""
What is no list of sealed values: no path, no place for it, or two values of one.
"""


@pytest.mark.parametrize("places", PLACES)
def test_sealed_values_without_a_place_are_found(places: str) -> None:
    """
    The record is a finding; whoever reads or erases it is told that it is no record.
    """
    record = f'{{"event":{{"case_id":"c1","sequence":1}},"sealed":{places}}}'
    entry = forged(trail().entries[0], record=record, sealed=())
    assert found(of(entry)) == (Tampering.CHANGED, 0, 1)
    for ask in (entry.document, lambda: entry.erased, lambda: erase(of(entry))):
        with pytest.raises(DefinitionError, match="no record of an event"):
            ask()


def test_a_deep_record_is_read() -> None:
    """
    Lists within lists are no way to make it fail.
    """
    deep = f"{'[' * 600}{']' * 600}"
    record = f'{{"event":{{"case_id":"c1","fields":{deep},"sequence":1}},"sealed":[]}}'
    entry = forged(trail().entries[0], record=record, sealed=())
    assert verify(of(entry)) is None
    assert entry.document()["case_id"] == "c1"


def test_a_sealed_value_that_is_no_json_is_found() -> None:
    """
    Its digest fits, and nobody can read it.
    """
    value = SealedValue(("text",), "salt", "{")
    record = (
        f'{{"event":{{"case_id":"c1","sequence":1}},"sealed":[[["text"],"{value.digest}","text"]]}}'
    )
    entry = forged(trail().entries[0], record=record, sealed=[value])
    assert str(verify(of(entry))) == "event 1 was changed: text is not what was written"


def test_what_lies_within_a_sealed_value_is_sealed_with_it() -> None:
    """
    A host names a whole and a part of it; the part is not sealed apart.
    """
    document = {"case_id": "c1", "sequence": 1, "task": {"id": "t1", "subject": "Call Jon"}}
    for names in (("task", "task.subject"), ("task.subject", "task")):
        (entry,) = chain([document], salt=SALT, sensitive=names).entries
        assert [value.name for value in entry.sealed] == ["task"]
        assert entry.document() == document


@pytest.mark.parametrize(
    "event",
    [
        '{"case_id":"c1","sequence":2}',
        '{"case_id":"c2","sequence":1}',
        '{"case_id":"c1","sequence":true}',
        '{"case_id":"c1"}',
        "{}",
    ],
)
def test_an_entry_whose_record_is_that_of_another_is_found(event: str) -> None:
    """
    Its link fits, and its record says another sequence or another case.
    """
    entry = forged(trail().entries[0], record=f'{{"event":{event},"sealed":[]}}', sealed=())
    assert found(of(entry)) == (Tampering.CHANGED, 0, 1)
    assert str(verify(of(entry))) == "event 1 was changed: its record is not what was written"


def test_a_head_says_the_sequence_of_its_link() -> None:
    """
    A head with the link of one event and the number of another is not that of this trail.
    """
    written = trail()
    last = len(written.entries)
    assert found(written, attrs.evolve(written.head, sequence=3)) == (Tampering.REPLACED, 2, 3)
    beyond = attrs.evolve(written.head, sequence=last + 4)
    assert found(written, beyond) == (Tampering.CUT, last, last + 4)
    begun = AuditHead(CaseId("c1"), 0, written.origin)
    assert verify(written, head=begun) is None
    assert found(written, attrs.evolve(begun, sequence=1)) == (Tampering.REPLACED, 0, 1)
