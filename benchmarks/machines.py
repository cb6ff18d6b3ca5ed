"""
The same lifecycle in csmcore and in libraries of state machines, and the same record to move.

What a host needs of a move is the same for all: the state may change only for an agent, and only of
a record that is assigned; and what happened is kept as an event that says what, when, who, and its
place in the history. csmcore does that by itself; the peers are taught it in the way that their
documentation shows, as conditions and callbacks.
"""

import datetime as dt
import functools
import types
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Any, Final, NamedTuple, TypeAlias

import attrs
import statemachine
import transitions

from csmcore.cases import (
    Actor,
    Case,
    CaseEvent,
    CaseMoved,
    CaseType,
    Decided,
    MoveCase,
    OpenCase,
    decide,
)
from csmcore.kernel import AgentId, CaseId
from csmcore.lifecycles import AGENT, SERVICENOW_CASE, Lifecycle

OPENED: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
MINUTE: Final = dt.timedelta(minutes=1)
KIM: Final = Actor(AGENT, "kim")
GUARDED: Final = ("request_info", "open_case")
"""
An agent asks the customer something, and opens the case again: there and back, for ever.
"""

LIFECYCLE: Final = Lifecycle(
    "guarded",
    states=SERVICENOW_CASE.states,
    moves=(
        attrs.evolve(move, when="assigned_to is set") if move.action in GUARDED else move
        for move in SERVICENOW_CASE.moves
    ),
    final=SERVICENOW_CASE.final,
)
CASE_TYPE: Final = CaseType("support", lifecycle=LIFECYCLE)

Mover: TypeAlias = Callable[[int], Any]
"""
Does so many moves, there and back, and returns what was moved.
"""


class Subject(NamedTuple):
    """
    A library that moves a record.

    Attributes:
        name: Its name and version.

        mover: From a blank record, what moves it.

        history: From what was moved, its events as (sequence, action, source, target).
    """

    name: str
    mover: Callable[[], Mover]
    history: Callable[[Any], list[tuple[int, str, str, str]]]


def asked(count: int) -> Iterator[tuple[str, dt.datetime]]:
    """
    What is asked, and when.
    """
    for place in range(count):
        yield GUARDED[place % 2], OPENED + MINUTE


# -- csmcore -------------------------------------------------------------------------------------


def open_case() -> Case:
    """
    A case that an agent has accepted.
    """
    opening = OpenCase(CaseId("c1"), subject="no light", agent_id=AgentId("kim"))
    opened = decide(None, opening, case_type=CASE_TYPE, at=OPENED, by=KIM)
    accepted = decide(opened.case, MoveCase("accept"), case_type=CASE_TYPE, at=OPENED, by=KIM)
    return accepted.case


def csmcore_subject() -> Subject:
    """
    The library itself, through its public face.
    """

    def mover() -> Mover:
        first = open_case()

        def move(count: int) -> list[CaseEvent]:
            case = first
            kept: list[CaseEvent] = []
            for action, at in asked(count):
                decided = decide(case, MoveCase(action), case_type=CASE_TYPE, at=at, by=KIM)
                assert isinstance(decided, Decided)
                kept += decided.events
                case = decided.case
            return kept

        return move

    def history(kept: list[CaseMoved]) -> list[tuple[int, str, str, str]]:
        return [(each.sequence - 2, each.action, each.source, each.target) for each in kept]

    return Subject("csmcore", mover, history)


# -- the record and the event of the peers -------------------------------------------------------


@attrs.frozen
class Event:
    """
    What happened to a record of a peer.
    """

    case_id: str
    sequence: int
    at: dt.datetime
    by: Actor
    action: str
    source: str
    target: str


class Record:
    """
    What a peer moves; it knows its history.
    """

    def __init__(self) -> None:
        self.id, self.state, self.assigned_to = "c1", "open", "kim"
        self.sequence, self.changed_at = 0, OPENED
        self.events: list[Event] = []

    def may(self, by: Actor) -> bool:
        """
        Whether somebody may move it.
        """
        return by.kind == AGENT and self.assigned_to is not None

    def keep(self, action: str, source: str, target: str, at: dt.datetime, by: Actor) -> None:
        """
        Takes an event into its history.
        """
        self.sequence += 1
        self.changed_at = at
        self.events.append(Event(self.id, self.sequence, at, by, action, source, target))


def record_history(record: Record) -> list[tuple[int, str, str, str]]:
    """
    The events of a peer's record.
    """
    return [(each.sequence, each.action, each.source, each.target) for each in record.events]


# -- by hand -------------------------------------------------------------------------------------


TABLE: Final = {
    (source, move.action): move.target for move in LIFECYCLE.moves for source in move.sources
}


def by_hand_subject() -> Subject:
    """
    A dictionary of moves, a check and a record: the floor.
    """

    def move(count: int) -> Record:
        record = Record()
        for action, at in asked(count):
            target = TABLE[record.state, action]
            if not record.may(KIM):
                raise AssertionError
            source, record.state = record.state, target
            record.keep(action, source, target, at, KIM)
        return record

    return Subject("by hand", lambda: move, record_history)


# -- transitions ---------------------------------------------------------------------------------


def transitions_subject() -> Subject:
    """
    ``transitions``: conditions, and a callback after each change of state.
    """

    class Model(Record):
        def allows(self, event: transitions.EventData) -> bool:
            return self.may(event.kwargs["by"])

        def note(self, event: Any) -> None:
            change, told = event.transition, event.kwargs
            self.keep(event.event.name, change.source, change.dest, told["at"], told["by"])

    moves = [
        {"trigger": action, "source": source, "dest": target, "conditions": "allows", "after": "note"}
        for (source, action), target in TABLE.items()
    ]
    machine = transitions.Machine(
        model=None,
        states=[state.name for state in LIFECYCLE.states],
        transitions=moves,
        initial="open",
        auto_transitions=False,
        send_event=True,
    )

    def mover() -> Mover:
        def move(count: int) -> Record:
            model = Model()
            machine.add_model(model, initial="open")
            for action, at in asked(count):
                model.trigger(action, at=at, by=KIM)  # type: ignore[attr-defined]
            machine.remove_model(model)
            return model

        return move

    return Subject(f"transitions {metadata.version('transitions')}", mover, record_history)


# -- python-statemachine -------------------------------------------------------------------------


def statemachine_subject() -> Subject:
    """
    ``python-statemachine``: a condition on each event, and ``after_transition``.
    """
    states = {
        state.name: statemachine.State(
            initial=state.name == "new", final=LIFECYCLE.is_final(state.name)
        )
        for state in LIFECYCLE.states
    }
    events: dict[str, Any] = {}
    for (source, action), target in TABLE.items():
        way = states[source].to(states[target], cond="may")
        events[action] = events[action] | way if action in events else way

    def may(machine: Any, by: Actor) -> bool:
        return bool(machine.model.may(by))

    def after_transition(machine: Any, event: Any, transition: Any, at: Any, by: Any) -> None:
        source, target = transition.source.id, transition.target.id
        machine.model.keep(str(event), source, target, at, by)

    body = {**states, **events, "may": may, "after_transition": after_transition}
    made: Any = types.new_class(
        "Machine", (statemachine.StateMachine,), exec_body=lambda held: held.update(body)
    )

    def mover() -> Mover:
        def move(count: int) -> Record:
            record = Record()
            machine = made(record, start_value="open")
            for action, at in asked(count):
                machine.send(action, at=at, by=KIM)
            return record

        return move

    name = f"python-statemachine {metadata.version('python-statemachine')}"
    return Subject(name, mover, record_history)


@functools.cache
def subjects() -> tuple[Subject, ...]:
    """
    All of them, csmcore first.
    """
    return (csmcore_subject(), by_hand_subject(), transitions_subject(), statemachine_subject())
