"""
Laws of cases: history is the truth, every question is decided, and what is offered is done.
"""

import datetime as dt
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from csmcore import testing
from csmcore.cases import (
    AcceptMajor,
    Actor,
    AddComment,
    AddWorkNote,
    AlreadyDone,
    AssignCase,
    Case,
    CaseAction,
    CaseEvent,
    CaseMoved,
    CaseType,
    ChangeCase,
    Decided,
    FollowParent,
    JoinMajor,
    MoveCase,
    OpenCase,
    OverridePriority,
    ProposeMajor,
    RejectMajor,
    allowed,
    decide,
    evolve,
    replay,
    timeline,
)
from csmcore.errors import OrderError, RefusedError
from csmcore.kernel import CaseId
from csmcore.lifecycles import Category
from csmcore.serde import from_document, to_document

START = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
OTHERS: dict[str, CaseAction] = {
    "assign_case": AssignCase(),
    "change_case": ChangeCase(),
    "override_priority": OverridePriority(None, reason="it was wrong"),
    "add_comment": AddComment("Hello."),
    "add_work_note": AddWorkNote("Hm."),
    "propose_major": ProposeMajor(),
    "accept_major": AcceptMajor(),
    "reject_major": RejectMajor("one street only"),
    "join_major": JoinMajor(CaseId("major-9")),
    "follow_parent": FollowParent(follows=True),
}


@given(testing.case_decisions())
def test_a_case_is_what_its_events_say(decided: tuple[Decided, ...]) -> None:
    """
    Folded one by one, all at once, or from any snapshot on, events make the case that was decided.
    """
    events = [event for each in decided for event in each.events]
    case = decided[-1].case
    steps: list[Case | None] = [None]
    for event in events:
        steps.append(evolve(steps[-1], event))

    assert steps[-1] == replay(events) == case
    assert all(replay(events[place:], step) == case for place, step in enumerate(steps))


@given(testing.case_decisions())
def test_events_have_no_gaps_and_are_in_order(decided: tuple[Decided, ...]) -> None:
    """
    Sequences count from one, instants never go back, and the case tells the last of both.
    """
    events = [event for each in decided for event in each.events]
    instants = [event.at for event in events]
    case = decided[-1].case

    assert [event.sequence for event in events] == [*range(1, len(events) + 1)]
    assert instants == sorted(instants)
    assert (case.sequence, case.changed_at, case.opened_at) == (len(events), instants[-1], instants[0])


@given(testing.case_decisions())
def test_what_was_decided_would_pass_every_check(decided: tuple[Decided, ...]) -> None:
    """
    Events and cases that are made without their checks are those that the checks let through.
    """
    for each in decided:
        values: list[Case | CaseEvent] = [*each.events, each.case]
        for value in values:
            again: Any = type(value)
            fields = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
            assert again(**fields) == value


@given(testing.case_decisions())
def test_what_was_decided_is_read_back_as_it_was_written(decided: tuple[Decided, ...]) -> None:
    """
    Each event, and each case, goes through its document.
    """
    for each in decided:
        for event in each.events:
            assert from_document(CaseEvent, to_document(event)) == event
        assert from_document(Case, to_document(each.case)) == each.case


@given(testing.case_histories())
def test_a_timeline_is_the_facts_of_the_case(events: tuple[CaseEvent, ...]) -> None:
    """
    What it says held at an instant is what the case said after the last event until then.
    """
    told = timeline(events)
    for event in events:
        until = [each for each in events if each.at <= event.at]
        assert told.facts_at(event.at) == replay(until).facts


@given(testing.case_decisions())
def test_nobody_changes_a_case_that_was(decided: tuple[Decided, ...]) -> None:
    """
    A case that is held from earlier is as it was, its facts too.
    """
    events = [event for each in decided for event in each.events]
    first = replay(events[:1])
    facts = first.facts
    replay(events[1:], first)

    assert first == replay(events[:1])
    assert facts == attrs.evolve(first).facts


class CaseMachine(RuleBasedStateMachine):
    """
    Random actors ask random things of one case.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at = START
        self.events: list[CaseEvent] = []
        self.case: Case | None = None

    @initialize(kind=testing.case_types())
    def begin(self, kind: CaseType) -> None:
        """
        A case of some type.
        """
        self.kind = kind
        opening = next(move.action for move in kind.lifecycle.moves if move.is_opening)
        opened = OpenCase(CaseId("c1"), action=opening)
        answer = decide(None, opened, case_type=kind, at=self.at, by=Actor("agent", "kim"))
        assert isinstance(answer, Decided)
        self.take(answer)

    def take(self, answer: Decided) -> None:
        """
        Stores what was decided.
        """
        self.events += answer.events
        self.case = answer.case

    @rule(data=st.data(), by=testing.actors(), hours=st.integers(0, 30))
    def ask(self, data: st.DataObject, by: Actor, hours: int) -> None:
        """
        Anything; it is done, had been done, or is refused by an error of the domain.
        """
        assert self.case is not None
        self.at += dt.timedelta(hours=hours)
        moves = self.kind.lifecycle.actions
        action = data.draw(testing.case_actions(moves=moves))
        before = self.case
        try:
            answer = decide(before, action, case_type=self.kind, at=self.at, by=by)
        except (OrderError, RefusedError):  # what is taken over may lie ahead
            return
        match answer:
            case AlreadyDone(first, last):
                assert {event.key for event in self.events[first - 1 : last]} == {action.key}
            case Decided(events):
                over = before.category in (Category.CLOSED, Category.CANCELLED)
                assert not over or isinstance(events[0], CaseMoved)
                assert before.state not in self.kind.lifecycle.final
                self.take(answer)
                if action.key is not None and events:
                    again = decide(answer.case, action, case_type=self.kind, at=self.at, by=by)
                    places = events[0].sequence, events[-1].sequence
                    assert again == AlreadyDone(*places, answer.case)

    @rule(by=testing.actors())
    def offers(self, by: Actor) -> None:
        """
        What is offered without more is done, and what is not is refused.
        """
        options = {each.action: each for each in allowed(self.case, case_type=self.kind, by=by)}
        asked = {name: MoveCase(name) for name in self.kind.lifecycle.actions}
        for name, action in {**asked, **OTHERS}.items():
            try:
                decide(self.case, action, case_type=self.kind, at=self.at, by=by)
            except RefusedError:
                done = False
            else:
                done = True
            assert done is (name in options and bool(options[name])), name

    @invariant()
    def holds(self) -> None:
        """
        The case is the replay of its events, in a state of its lifecycle.
        """
        if self.case is not None:
            assert replay(self.events) == self.case
            state = self.kind.lifecycle.state(self.case.state)
            assert state.category == self.case.category
            assert (self.case.closed_at is not None) is self.case.is_over


TestCases = CaseMachine.TestCase
