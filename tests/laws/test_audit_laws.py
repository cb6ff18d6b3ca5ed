"""
Laws of audit trails: what was written reads back, whatever is done to it is found, and erasing is not.
"""

import contextlib
import hashlib
import json
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from csmcore import testing
from csmcore.cases import (
    AuditEntry,
    AuditTrail,
    CaseEvent,
    SealedValue,
    Tampering,
    chain,
    erase,
    replay,
    verify,
)
from csmcore.errors import DefinitionError
from csmcore.kernel import CaseId
from csmcore.serde import from_document, to_document

SALTS = st.binary(min_size=16, max_size=20)


@given(testing.case_histories().filter(bool), SALTS, st.data())
def test_what_was_written_reads_back_however_it_was_cut(
    events: tuple[CaseEvent, ...], salt: bytes, data: st.DataObject
) -> None:
    """
    A trail that grows is good at every step, and knows every head that it had.
    """
    documents = [to_document(event) for event in events]
    cut = data.draw(st.integers(min_value=1, max_value=len(events)))
    short = chain(documents[:cut], salt=salt)
    trail = chain(documents[cut:], salt=salt, trail=short)

    assert trail == chain(documents, salt=salt)
    assert [entry.document() for entry in trail.entries] == documents
    assert verify(short) is None
    assert verify(trail, head=short.head) is None


@given(testing.audit_trails(), st.data())
def test_erasing_keeps_the_trail_and_every_head(trail: AuditTrail, data: st.DataObject) -> None:
    """
    No link changes, the case comes to the same state, and what was erased does not come back.
    """
    sequences = data.draw(st.sets(st.sampled_from([entry.sequence for entry in trail.entries])))
    without = erase(trail, sequences=sequences)

    assert without.head == trail.head
    assert verify(without, head=trail.head) is None
    for before, after in zip(trail.entries, without.entries, strict=True):
        gone = after.sequence in sequences
        assert (after.record, after.link) == (before.record, before.link)
        assert after.sealed == (() if gone else before.sealed)
        assert {*after.erased} >= {*before.erased}
    events = [from_document(CaseEvent, each.document()) for each in without.entries]
    whole = [from_document(CaseEvent, each.document()) for each in trail.entries]
    assert replay(events).state == replay(whole).state


@given(testing.audit_trails(), st.data())
def test_any_change_of_any_character_is_found_at_its_place(
    trail: AuditTrail, data: st.DataObject
) -> None:
    """
    Of a record, a link, or what is kept beside a record.
    """
    place = data.draw(st.integers(min_value=0, max_value=len(trail.entries) - 1))
    entry = trail.entries[place]
    beside = data.draw(st.booleans())
    if entry.sealed and beside:
        at = data.draw(st.integers(min_value=0, max_value=len(entry.sealed) - 1))
        values = [*entry.sealed]
        field = data.draw(st.sampled_from(["salt", "value"]))
        values[at] = _changed(values[at], field, data)
        changed = attrs.evolve(entry, sealed=values)
    else:
        field = data.draw(st.sampled_from(["record", "link", "previous"]))
        changed = _changed(entry, field, data)
    entries = [*trail.entries]
    entries[place] = changed
    found = verify(attrs.evolve(trail, entries=entries), head=trail.head)

    assert found is not None
    assert (found.kind, found.place) == (Tampering.CHANGED, place)


@given(testing.audit_trails(), st.data())
def test_any_other_order_or_choice_of_entries_is_found_at_its_place(
    trail: AuditTrail, data: st.DataObject
) -> None:
    """
    Entries that are missing, moved or there twice: the first place that is wrong, at the latest.
    """
    entries = trail.entries
    some = data.draw(st.lists(st.sampled_from(entries), max_size=len(entries) + 1))
    found = verify(attrs.evolve(trail, entries=some), head=trail.head)

    if tuple(some) == entries:
        assert found is None
    else:
        first = next(
            (
                place
                for place, pair in enumerate(zip(some, entries, strict=False))
                if pair[0] != pair[1]
            ),
            min(len(some), len(entries)),
        )
        assert found is not None
        assert found.place == first


@given(testing.audit_trails())
def test_a_trail_goes_through_its_document(trail: AuditTrail) -> None:
    """
    What a host stores and reads is verified like what it wrote.
    """
    stored = json.loads(json.dumps(to_document(trail)))

    assert verify(from_document(AuditTrail, stored), head=trail.head) is None


def _changed(value: Any, field: str, data: st.DataObject) -> Any:
    """
    A value of which one character of one field is another.
    """
    text: str = getattr(value, field)
    at = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    other = data.draw(st.sampled_from("0aZ\u2603 ").filter(lambda each: each != text[at]))
    return attrs.evolve(value, **{field: f"{text[:at]}{other}{text[at + 1 :]}"})


def test_sealed_values_of_one_path_are_told_apart_by_salt() -> None:
    """
    The digest is of both, and of nothing else.
    """
    one, other = (SealedValue(("text",), salt, '"Yes"').digest for salt in ("a", "b"))
    assert one != other


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
MARKS = st.lists(st.lists(st.lists(st.text() | st.integers()) | JSON, max_size=4) | JSON, max_size=3)


@given(JSON | st.builds(lambda event, sealed: {"event": event, "sealed": sealed}, JSON, MARKS | JSON))
def test_any_json_in_place_of_a_record_is_told_and_crashes_nothing(record: object) -> None:
    """
    It is never the record of the event, so it is found; and reading it is an answer or a refusal.
    """
    case_id, text = CaseId("c1"), json.dumps(record)
    origin = AuditTrail(case_id).origin
    link = hashlib.sha256(f"{origin}\n1\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
    trail = AuditTrail(case_id, [AuditEntry(1, text, origin, link)])

    found = verify(trail)
    assert found is not None
    assert (found.kind, found.place) == (Tampering.CHANGED, 0)
    for ask in (trail.entries[0].document, lambda: erase(trail)):
        with contextlib.suppress(DefinitionError):
            ask()
