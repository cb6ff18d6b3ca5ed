"""
Laws of the desk: it performs nothing, so that what it appends is all there is to know.
"""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from csmcore import testing
from csmcore.cases import Actor, CaseAction, OpenCase, replay
from csmcore.desk import CaseRecord, DeskSetup, Outcome
from csmcore.errors import OrderError, RefusedError
from csmcore.kernel import CaseId
from csmcore.lifecycles import AGENT, CUSTOMER, MANAGER, SYSTEM
from csmcore.routing import RoutingState, evolve_routing
from csmcore.serde import from_document, to_document
from tests.desk.office import DESK, HOUR, KIM_AGENT, LEE_AGENT, NINE, NORA, OPENING, book

WHO: Final = (Actor(AGENT, "kim"), Actor(CUSTOMER, "nora"), Actor(MANAGER, "mo"), Actor(SYSTEM))
Asked = Sequence[tuple[CaseAction, Actor, int]]
ASKED: Final = st.lists(
    st.tuples(testing.case_actions(), st.sampled_from(WHO), st.sampled_from([0, 1, 9, 200])), max_size=8
)


def story(asked: Asked) -> list[Outcome]:
    """
    What came of the actions that were not refused, one after the other, with what fell due.
    """
    found = [DESK.open(OPENING, at=NINE, by=NORA, book=book())]
    at = NINE
    for action, by, hours in asked:
        at += hours * HOUR
        record = found[-1].record
        try:
            found.append(DESK.act(record, action, at=at, by=by))
        except (RefusedError, OrderError):
            found.append(DESK.due(record, at=at, told_until=NINE))
    return found


@given(ASKED)
def test_replaying_what_was_appended_gives_what_was_returned(asked: Asked) -> None:
    """
    Each append goes on where the stream ended, and the case is the fold of all of them.
    """
    stored: dict[str, list[object]] = {}
    for outcome in story(asked):
        for append in outcome.appends:
            events = stored.setdefault(append.stream, [])
            assert append.expected_sequence == len(events)
            assert append.events
            events += append.events
        assert replay(outcome.record.events) == outcome.case
        assert [*outcome.record.events] == stored["case/c1"]


@given(ASKED)
def test_the_same_questions_have_the_same_answers(asked: Asked) -> None:
    """
    Byte by byte, and there and back.
    """
    for one, other in zip(story(asked), story(asked), strict=True):
        told = to_document(one)
        assert json.dumps(told) == json.dumps(to_document(other))
        assert from_document(Outcome, told) == one


@given(testing.desk_setups(), testing.case_records())
def test_setups_and_records_have_documents(setup: DeskSetup, record: CaseRecord) -> None:
    """
    Through JSON and back each is the same.
    """
    told, kept = (json.loads(json.dumps(to_document(each))) for each in (setup, record))

    assert from_document(DeskSetup, told) == setup
    assert from_document(CaseRecord, kept) == record


@given(testing.desk_setups())
def test_any_setup_can_be_checked(setup: DeskSetup) -> None:
    """
    However wrong it is: each finding has a place and a sentence, and none is told twice.
    """
    findings = setup.check(agents=[KIM_AGENT], book=book())

    assert len(set(findings)) == len(findings)
    assert all(each.path and str(each.reason) for each in findings)


@given(ASKED, st.integers(0, 8))
def test_a_snapshot_anywhere_changes_no_answer(asked: Asked, cut: int) -> None:
    """
    Clocks, notices and what is due next are those of the whole history.
    """
    outcome = story(asked)[-1]
    events = outcome.record.events
    place = min(cut + 1, len(events))
    short = CaseRecord(events[:place]).shortened().followed_by(events[place:])
    later = outcome.case.changed_at + 30 * HOUR

    assert short.case == outcome.case
    assert DESK.status(short, at=later) == DESK.status(outcome.record, at=later)
    one, other = DESK.due(short, at=later), DESK.due(outcome.record, at=later)
    assert (one.appends, one.notices, one.held) == (other.appends, other.notices, other.held)
    assert one.next_instant == other.next_instant


@given(ASKED)
def test_what_comes_next_is_still_to_come(asked: Asked) -> None:
    """
    Nothing is told before the next instant that an outcome names.
    """
    outcome = story(asked)[-1]
    now = NINE + sum(hours for _, _, hours in asked) * HOUR
    until = NINE + 5000 * HOUR if outcome.next_instant is None else outcome.next_instant
    before = until - dt.timedelta(microseconds=1)
    if before <= now:
        return
    quiet = DESK.due(outcome.record, at=before, told_until=now)

    assert quiet.appends == ()
    assert [each for each in quiet.notices if each.crossed_at > now] == []


@given(st.lists(st.booleans(), max_size=6), st.integers(0, 3))
def test_plans_fold_to_the_state_they_return(new: list[bool], seed: int) -> None:
    """
    Routing is the fold of its stream, and each case of its own; nobody is assigned twice.
    """
    state, events, records = RoutingState(), 0, list[CaseRecord]()
    for number, comes in enumerate(new):
        at = NINE + number * HOUR
        if comes:
            opening = OpenCase(CaseId(f"c{number}"), customer=OPENING.customer)
            records.append(DESK.open(opening, at=at, by=NORA).record)
        outcome = DESK.plan(records, [KIM_AGENT, LEE_AGENT], state=state, at=at, seed=seed)
        for append in outcome.appends:
            if append.stream == "routing":
                assert append.expected_sequence == events
                events += len(append.events)
                for event in append.events:
                    state = evolve_routing(state, event)  # type: ignore[arg-type]  # of routing
        assert outcome.state == state
        taken = {each.id: each for each in outcome.records}
        assert all(each.case.agent_id is None for each in records if each.id in taken)
        records = [taken.get(each.id, each) for each in records]
        assert all(each.case.agent_id for each in records)
