"""
Strategies for escalations, special handling notes and automatic moves.
"""

import datetime as dt
from typing import Final

import attrs

from csmcore.cases import (
    AUTO_CLOSE,
    STANDARD_ESCALATION,
    Actor,
    AutoMove,
    ChangeEscalation,
    Escalation,
    EscalationAction,
    EscalationBook,
    EscalationDecided,
    EscalationEvent,
    EscalationId,
    EscalationTemplate,
    HandlingNote,
    MoveEscalation,
    NoteBook,
    NoteEscalation,
    NoteId,
    RecordKind,
    RecordRef,
    Reminder,
    RequestEscalation,
    decide_escalation,
    replay_escalation,
)
from csmcore.conditions import NOTHING, parse
from csmcore.errors import RefusedError
from csmcore.kernel import AccountId, AgentId, CaseId, DateSpan, GroupId
from csmcore.lifecycles import AGENT, CUSTOMER, MANAGER
from csmcore.sla import Allowance, BusinessDays, Deadline, WorkingTime
from csmcore.testing._extra import st

_START: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
_KEYS: Final = (None, None, None, "e1", "e2", "\u00e9")
_TEXTS: Final = ("The board asks.", "Three days of silence.", "\u2603")
_WORDS: Final = ("inactivity", "lack_of_progress", "customer_deadline")
_AGENTS: Final = (AgentId("kim"), AgentId("mo"))
_CASES: Final = (CaseId("c1"), CaseId("c2"))
_ESCALATING: Final = (
    Actor(AGENT, "kim"),
    Actor(MANAGER, "mo"),
    Actor(MANAGER, "mo"),
    Actor(CUSTOMER, "ann"),
)


def escalation_templates() -> st.SearchStrategy[EscalationTemplate]:
    """
    Templates that nobody approves, that some do, or a group; for cases, accounts or both.
    """
    return st.builds(
        EscalationTemplate,
        st.sampled_from(["standard", "board"]),
        kinds=st.sampled_from(["case", "account", ("case", "account")]),
        approvers=st.lists(st.sampled_from(_AGENTS), max_size=2),
        approval_group_id=st.sampled_from([None, GroupId("managers")]),
        watchers=st.lists(st.sampled_from(_AGENTS), max_size=1),
        severities=st.sampled_from([("high", "medium"), (), ("1", "2", "3")]),
    )


def _requests() -> st.SearchStrategy[RequestEscalation]:
    of_case = st.fixed_dictionaries({"case_id": st.sampled_from(_CASES)})
    of_account = st.fixed_dictionaries(
        {"account_id": st.just(AccountId("acme"))},
        optional={
            "case_ids": st.lists(st.sampled_from(_CASES), max_size=2),
            "group_id": st.just(GroupId("support")),
            "agent_id": st.sampled_from(_AGENTS),
        },
    )
    said = st.fixed_dictionaries(
        {
            "reason": st.sampled_from([*_WORDS, ""]),
            "justification": st.sampled_from([*_TEXTS, ""]),
        },
        optional={
            "source": st.sampled_from(["customer", "internal", "press"]),
            "severity": st.sampled_from(["high", "1", "huge"]),
            "trend": st.sampled_from(["same", "declining"]),
            "watchers": st.lists(st.sampled_from(_AGENTS), max_size=2),
            "key": st.sampled_from(_KEYS),
        },
    )
    return st.tuples(of_case | of_account, said).map(
        lambda both: RequestEscalation(EscalationId("e1"), **both[0], **both[1])  # type: ignore[arg-type]
    )


def escalation_actions() -> st.SearchStrategy[EscalationAction]:
    """
    Everything that can be asked of an escalation, whether it will be refused or not.
    """
    keys = st.sampled_from(_KEYS)
    moves = st.sampled_from(["approve", "approve", "decline", "de_escalate", "reopen"])
    agents, linked = st.lists(st.sampled_from(_AGENTS), max_size=2), st.lists(st.sampled_from(_CASES))
    changes = st.dictionaries(
        st.sampled_from(["severity", "trend", "group_id", "agent_id", "colour"]),
        st.sampled_from(["high", "same", "improving", "kim", None, 3]),
        max_size=2,
    )
    return st.one_of(
        st.builds(MoveEscalation, moves, justification=st.sampled_from([*_TEXTS, ""]), key=keys),
        st.builds(
            ChangeEscalation,
            changes,
            add_watchers=agents,
            remove_watchers=agents,
            add_cases=linked,
            remove_cases=linked,
            key=keys,
        ),
        st.builds(NoteEscalation, st.sampled_from(_TEXTS), key=keys),
        _requests(),
    )


def escalation_decisions(*, max_actions: int = 6) -> st.SearchStrategy[tuple[EscalationDecided, ...]]:
    """
    What was decided about one escalation, from its request on: each goes on from the one before.

    Args:
        max_actions: How many actions are asked after the request; those refused are left out.
    """
    return _decisions(max_actions)


@st.composite
def _decisions(draw: st.DrawFn, max_actions: int) -> tuple[EscalationDecided, ...]:
    template, at = draw(escalation_templates()), _START
    found: list[EscalationDecided] = []
    escalation: Escalation | None = None
    plain = RequestEscalation(
        EscalationId("e1"), case_id=CaseId("c1"), reason="inactivity", justification="Nobody answers."
    )
    begins: list[tuple[RequestEscalation, EscalationTemplate]] = [
        (draw(_requests()), template),
        (plain, STANDARD_ESCALATION),
    ]
    for request, used in begins:
        try:
            answer = decide_escalation(None, request, template=used, at=at, by=draw(_actors()))
        except RefusedError:
            continue
        if isinstance(answer, EscalationDecided):
            found.append(answer)
            escalation, template = answer.escalation, used
            break
    for action in draw(st.lists(escalation_actions(), max_size=max_actions)):
        at += draw(st.sampled_from([dt.timedelta(0), dt.timedelta(hours=2), dt.timedelta(days=3)]))
        groups = draw(st.sampled_from([(), (GroupId("managers"),)]))
        try:
            answer = decide_escalation(
                escalation, action, template=template, at=at, by=draw(_actors()), groups=groups
            )
        except RefusedError:
            continue
        if isinstance(answer, EscalationDecided):
            found.append(answer)
            escalation = answer.escalation
    return tuple(found)


def _actors() -> st.SearchStrategy[Actor]:
    return st.sampled_from(_ESCALATING)


def escalation_histories(*, max_actions: int = 6) -> st.SearchStrategy[tuple[EscalationEvent, ...]]:
    """
    All events of one escalation, in order, as they came of decisions.

    Args:
        max_actions: How many actions are asked after the request.
    """
    return escalation_decisions(max_actions=max_actions).map(
        lambda decided: tuple(event for each in decided for event in each.events)
    )


def escalation_events() -> st.SearchStrategy[EscalationEvent]:
    """
    Single events of every kind, from histories that fit together.
    """
    return escalation_histories().flatmap(st.sampled_from)


def escalations() -> st.SearchStrategy[Escalation]:
    """
    Escalations in every state that they come to.
    """
    return escalation_histories().map(replay_escalation)


@st.composite
def escalation_books(draw: st.DrawFn) -> EscalationBook:
    """
    Books of a few escalations, of cases and of accounts.
    """
    made = draw(st.lists(escalations(), max_size=3))
    return EscalationBook(_renamed(each, place) for place, each in enumerate(made))


def _renamed(escalation: Escalation, place: int) -> Escalation:
    return attrs.evolve(escalation, id=EscalationId(f"e{place + 1}"))


def record_refs() -> st.SearchStrategy[RecordRef]:
    """
    Records of every kind that a note can be about.
    """
    return st.builds(RecordRef, st.sampled_from(RecordKind), st.sampled_from(["acme", "c1", "router"]))


def handling_notes(*, note_id: str = "n1") -> st.SearchStrategy[HandlingNote]:
    """
    Notes about records, about conditions or both; some switched off, planned or expired.

    Args:
        note_id: The note's identity.
    """
    return _handling_notes(note_id)


@st.composite
def _handling_notes(draw: st.DrawFn, note_id: str) -> HandlingNote:
    about = draw(st.lists(record_refs(), max_size=2))
    conditions = ["priority <= 2", "tags contains vip", "state = resolved", "channel is set"]
    when = draw(st.sampled_from(conditions if not about else [None, *conditions]))
    days = st.none() | st.integers(-3, 3).map(lambda days: dt.date(2026, 4, 27) + dt.timedelta(days))
    starts_on, until = draw(days), draw(days)
    if starts_on is not None and until is not None and until < starts_on:
        starts_on, until = until, starts_on
    return HandlingNote(
        NoteId(note_id),
        draw(st.sampled_from(["Speak to the owner only.", "Na\u00efve \u2603"])),
        about=about,
        when=None if when is None else parse(when),
        priority=draw(st.integers(1, 4)),
        valid=DateSpan(starts_on, until),
        is_on=draw(st.sampled_from([True, True, True, False])),
    )


@st.composite
def note_books(draw: st.DrawFn) -> NoteBook:
    """
    Books of a few notes.
    """
    count = draw(st.integers(0, 5))
    return NoteBook(draw(handling_notes(note_id=f"n{place}")) for place in range(count))


def _waits() -> st.SearchStrategy[Allowance]:
    return st.one_of(
        st.integers(1, 12).map(BusinessDays),
        st.integers(1, 200).map(lambda hours: WorkingTime(dt.timedelta(hours=hours))),
        st.just(Deadline("promised_on")),
    )


@st.composite
def auto_moves(draw: st.DrawFn) -> AutoMove:
    """
    The closing that ships, and others with reminders for customers and for staff.
    """
    if draw(st.booleans()):
        return AUTO_CLOSE
    waits = draw(st.lists(_waits(), max_size=3, unique=True))
    return AutoMove(
        draw(st.sampled_from(["close it", "auto_close"])),
        state="resolved",
        action="auto_close",
        after=draw(_waits()),
        given=draw(st.sampled_from([{}, {"notes": "Nobody objected."}])),
        reminders=[Reminder(wait, "Is it solved?", is_for_staff=draw(st.booleans())) for wait in waits],
        unless=draw(st.sampled_from([NOTHING, parse("priority = 1"), AUTO_CLOSE.unless])),
    )
