"""
Laws of what is around a case: nothing that has to be done is lost, and nobody's words are.
"""

import contextlib
import datetime as dt
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from csmcore import testing
from csmcore.cases import (
    Actor,
    AddLine,
    AddParty,
    AddTask,
    AgentParty,
    CaseEvent,
    CaseLinked,
    CaseSplit,
    CaseTask,
    CaseType,
    ChangeLine,
    ChangeTask,
    CloseTask,
    CommentAdded,
    CommentCopied,
    Decided,
    DecidedTogether,
    LinkCase,
    LinkKind,
    MergeCase,
    MoveCase,
    MoveLine,
    OpenCase,
    RemoveParty,
    SplitCase,
    UnlinkCase,
    WorkNoteAdded,
    WorkNoteCopied,
    allowed,
    allowed_on_line,
    decide,
    merge_cases,
    replay,
    split_case,
    timeline,
)
from csmcore.errors import RefusedError
from csmcore.kernel import AgentId, CaseId, CaseLineId, TaskId

TYPE = CaseType("case")
KIM = Actor("agent", "kim")
C1, C2 = CaseId("c1"), CaseId("c2")
LATER = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
WRITTEN = CommentAdded | WorkNoteAdded


def words(events: tuple[CaseEvent, ...]) -> list[tuple[str, bool]]:
    """
    What was written on a case, and whether the customer sees it.
    """
    found = []
    for event in events:
        if isinstance(event, CommentAdded | CommentCopied):
            found.append((event.text, True))
        elif isinstance(event, WorkNoteAdded | WorkNoteCopied):
            found.append((event.text, False))
    return found


@given(testing.eventful_cases(max_actions=12))
def test_a_case_is_what_its_events_say(history: Decided) -> None:
    """
    Replayed from the beginning or from any place on, they make the case that was decided.
    """
    events = history.events
    assert replay(events) == history.case
    for place in range(1, len(events)):
        assert replay(events[place:], replay(events[:place])) == history.case


@given(testing.eventful_cases(max_actions=12))
def test_what_was_decided_would_pass_every_check(history: Decided) -> None:
    """
    Values that are made without their checks are those that the checks let through.
    """
    for value in (*history.events, history.case):
        again: Any = type(value)
        fields = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
        assert again(**fields) == value


@given(testing.eventful_cases(max_actions=12), st.sampled_from(["close", "accept_solution"]))
def test_a_case_that_is_over_has_nothing_left_to_do(history: Decided, action: str) -> None:
    """
    It closes only when every line is final and no required task is open, and its tasks end.
    """
    case = history.case
    ready = not any(task.is_required and task.is_open for task in case.tasks) and all(
        line.is_final for line in case.lines
    )
    try:
        move = MoveCase(action, {"notes": "n"})
        answer = decide(case, move, case_type=TYPE, at=LATER, by=Actor("customer"))
    except RefusedError:
        answer = None
    else:
        assert ready
    if ready and action == "close" and case.state in ("new", "open", "awaiting_info"):
        assert answer is not None
        assert answer.case.is_over
        assert not answer.case.open_tasks


@given(testing.eventful_cases(max_actions=12))
def test_twins_and_strangers_never_come(history: Decided) -> None:
    """
    Ids and links stand once; open tasks concern those who have to do with the case; no self link.
    """
    case = history.case
    for ids in ([task.id for task in case.tasks], [line.id for line in case.lines]):
        assert len(ids) == len(frozenset(ids))
    pairs = [(each.role, each.party) for each in case.parties]
    assert len(pairs) == len(frozenset(pairs))
    assert len(case.links) == len(frozenset(case.links))
    assert case.id not in [link.case_id for link in case.links]
    for task in case.tasks:
        assert not task.is_open or all(case.concerns(each) for each in task.parties)


@given(testing.eventful_cases(max_actions=12), testing.actors())
def test_what_is_offered_is_done(history: Decided, by: Actor) -> None:
    """
    Of the case and of each of its lines: with nothing given, exactly what is offered is done.
    """
    case = history.case
    options = {each.action: bool(each) for each in allowed(case, case_type=TYPE, by=by)}
    asked: list[tuple[bool, Any]] = [
        (options.get(name, False), MoveCase(name)) for name in TYPE.lifecycle.actions
    ]
    for line in case.lines:
        on_line = {
            each.action: bool(each) for each in allowed_on_line(case, line.id, case_type=TYPE, by=by)
        }
        rules = TYPE.lines
        assert rules is not None
        asked += [
            (on_line.get(name, False), MoveLine(line.id, name)) for name in rules.lifecycle.actions
        ]
    for offered, action in asked:
        try:
            decide(case, action, case_type=TYPE, at=LATER, by=by)
        except RefusedError:
            assert not offered, action
        else:
            assert offered, action


@given(testing.eventful_cases(max_actions=12), testing.actors())
def test_what_is_around_is_offered_where_there_is_some(history: Decided, by: Actor) -> None:
    """
    A kind of action is offered exactly where it is done to one of those that are there.
    """
    case = history.case
    options = {each.action: bool(each) for each in allowed(case, case_type=TYPE, by=by)}
    asked: dict[str, list[Any]] = {
        "add_task": [AddTask(CaseTask(TaskId("new"), "call"))],
        "add_line": [AddLine(CaseLineId("new"), "send")],
        "add_party": [AddParty("new", AgentParty(AgentId("new")))],
        "link_case": [LinkCase(LinkKind.RELATED, CaseId("new"))],
        "change_task": [ChangeTask(each.id) for each in case.tasks],
        "close_task": [CloseTask(each.id) for each in case.tasks],
        "change_line": [ChangeLine(each.id, {}) for each in case.lines],
        "remove_party": [RemoveParty(each.role, each.party) for each in case.parties],
        "unlink_case": [UnlinkCase(each.kind, each.case_id) for each in case.links],
    }
    for name, actions in asked.items():
        done = 0
        for action in actions:
            with contextlib.suppress(RefusedError):
                decide(case, action, case_type=TYPE, at=LATER, by=by)
                done += 1
        assert options[name] is (done > 0), name


@given(testing.eventful_cases(max_actions=12))
def test_a_timeline_is_the_facts_of_the_case(history: Decided) -> None:
    """
    What it says held at an instant is what the case said after the last event until then.
    """
    told = timeline(history.events)
    for event in history.events:
        until = [each for each in history.events if each.at <= event.at]
        assert told.facts_at(event.at) == replay(until).facts


@given(testing.decided_together())
def test_each_append_goes_on_where_its_case_ended(decided: DecidedTogether) -> None:
    """
    Events are counted from the expected sequence on, are of that case, and end in the case given.
    """
    for append, case in zip(decided.appends, decided.cases, strict=True):
        first = append.expected_sequence + 1
        places = [event.sequence for event in append.events]
        assert places == [*range(first, first + len(places))]
        assert {event.case_id for event in append.events} <= {case.id}
        assert append.stream == f"case/{case.id}"
        assert case.sequence == append.expected_sequence + len(places)


@given(testing.eventful_cases(), testing.eventful_cases(case_id="c2"), st.booleans())
def test_a_merge_loses_no_words_and_no_party(one: Decided, other: Decided, keyed: bool) -> None:
    """
    All that was written on the merged case stands on the other, in order, seen by the same people.
    """
    action = MergeCase(C2, key="merge" if keyed else None)
    asked: dict[str, Any] = {"events": one.events, "case_type": TYPE, "at": LATER, "by": KIM}
    try:
        answer = merge_cases(one.case, other.case, action, **asked)
    except RefusedError:
        open_line = any(not line.is_final for line in one.case.lines)
        required = any(task.is_required and task.is_open for task in one.case.tasks)
        assert open_line or required or one.case.is_over or other.case.is_over
        return
    into, ended = answer.case(C2), answer.case(C1)
    told, last = answer.of(C2).events, answer.of(C1).events

    assert words(told) == words(one.events)
    assert all(into.concerns(each.party) for each in one.case.parties)
    assert ended.is_over
    assert not ended.open_tasks
    assert ended.merged_into == C2
    assert replay((*other.events, *told)) == into
    assert replay((*one.events, *last)) == ended
    assert timeline((*one.events, *last)).facts_at(LATER)["category"] == "closed"
    if keyed:
        again = merge_cases(ended, into, action, **asked)
        assert again.events == ()
        assert again.cases == (into, ended)


@given(testing.eventful_cases(max_actions=12), st.data())
def test_a_split_parts_the_lines_and_copies_the_words(one: Decided, data: st.DataObject) -> None:
    """
    Each line is on one of the two, in the order it had; the new case leads back to the first.
    """
    case = one.case
    places = [event.sequence for event in one.events if isinstance(event, WRITTEN)]
    ids = [line.id for line in case.lines]
    lines = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    written = data.draw(st.lists(st.sampled_from(places), unique=True)) if places else []
    action = SplitCase(OpenCase(C2), lines=lines, written=written)
    try:
        answer = split_case(case, action, events=one.events, case_type=TYPE, at=LATER, by=KIM)
    except RefusedError:
        assert case.is_over or not (lines or written)
        return
    new, first = answer.of(C2), answer.of(C1)

    left = {line.id for line in answer.case(C1).lines}
    assert left | {line.id for line in answer.case(C2).lines} == frozenset(ids)
    assert left.isdisjoint(line.id for line in answer.case(C2).lines)
    chosen = tuple(event for event in one.events if event.sequence in written)
    assert words(new.events) == words(chosen)
    links = [event for event in new.events if isinstance(event, CaseLinked)]
    assert [(each.kind, each.other_id) for each in links] == [(LinkKind.SPLIT_FROM, C1)]
    assert [type(event) for event in first.events] == [CaseSplit]
    assert replay((*one.events, *first.events)) == answer.case(C1)
    assert replay(new.events) == answer.case(C2)
