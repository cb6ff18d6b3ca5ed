"""
Cases: a customer's request over time. Actions in, events out.

``decide`` says what happens when somebody asks something of a case, or refuses it with every
reason; ``evolve`` and ``replay`` make the case of its events, and ``timeline`` the history
that clocks and policies read. A type of cases is a value: a lifecycle, own fields, and a
matrix that makes priorities of impact and urgency.
"""

from csmcore.cases._actions import CaseAction
from csmcore.cases._actor import AUTOMATIC, Actor
from csmcore.cases._assigning import AssignCase, CaseAssigned
from csmcore.cases._auto_move import AUTO_CLOSE, AutoMove, Reminder
from csmcore.cases._automatic import Due, DueAction, HeldBack, due
from csmcore.cases._case import Case, KeyUsed
from csmcore.cases._case_type import OPENING, CaseType
from csmcore.cases._changing import CaseChanged, ChangeCase, OverridePriority, PriorityChanged
from csmcore.cases._content import CaseContent
from csmcore.cases._decide import AlreadyDone, Decided, allowed, decide
from csmcore.cases._escalating import EscalationAlreadyDone, EscalationDecided, decide_escalation
from csmcore.cases._escalation import Escalation, EscalationContent, EscalationId
from csmcore.cases._escalation_actions import (
    ChangeEscalation,
    EscalationAction,
    MoveEscalation,
    NoteEscalation,
    RequestEscalation,
)
from csmcore.cases._escalation_book import EscalationBook
from csmcore.cases._escalation_events import (
    EscalationChanged,
    EscalationEvent,
    EscalationMoved,
    EscalationNoted,
    EscalationRequested,
    evolve_escalation,
    replay_escalation,
)
from csmcore.cases._escalation_history import escalation_timeline, with_escalations
from csmcore.cases._escalation_requests import CaseRequest, case_requests
from csmcore.cases._escalation_template import (
    STANDARD_ESCALATION,
    EscalationKind,
    EscalationTemplate,
)
from csmcore.cases._events import CaseEvent
from csmcore.cases._evolve import evolve, replay
from csmcore.cases._history import timeline
from csmcore.cases._moving import CaseMoved, MoveCase
from csmcore.cases._note import HandlingNote, NoteId, NoteStatus, RecordKind, RecordRef
from csmcore.cases._note_book import NoteBook, NoteFound, notes_for
from csmcore.cases._opening import CaseOpened, OpenCase
from csmcore.cases._own_fields import CaseField, FieldType
from csmcore.cases._priority import ITIL_MATRIX, SERVICENOW_MATRIX, Level, PriorityMatrix
from csmcore.cases._talking import AddComment, AddWorkNote, CommentAdded, WorkNoteAdded
from csmcore.cases._together import Append, DecidedTogether

__all__ = [
    "AUTOMATIC",
    "AUTO_CLOSE",
    "ITIL_MATRIX",
    "OPENING",
    "SERVICENOW_MATRIX",
    "STANDARD_ESCALATION",
    "Actor",
    "AddComment",
    "AddWorkNote",
    "AlreadyDone",
    "Append",
    "AssignCase",
    "AutoMove",
    "Case",
    "CaseAction",
    "CaseAssigned",
    "CaseChanged",
    "CaseContent",
    "CaseEvent",
    "CaseField",
    "CaseMoved",
    "CaseOpened",
    "CaseRequest",
    "CaseType",
    "ChangeCase",
    "ChangeEscalation",
    "CommentAdded",
    "Decided",
    "DecidedTogether",
    "Due",
    "DueAction",
    "Escalation",
    "EscalationAction",
    "EscalationAlreadyDone",
    "EscalationBook",
    "EscalationChanged",
    "EscalationContent",
    "EscalationDecided",
    "EscalationEvent",
    "EscalationId",
    "EscalationKind",
    "EscalationMoved",
    "EscalationNoted",
    "EscalationRequested",
    "EscalationTemplate",
    "FieldType",
    "HandlingNote",
    "HeldBack",
    "KeyUsed",
    "Level",
    "MoveCase",
    "MoveEscalation",
    "NoteBook",
    "NoteEscalation",
    "NoteFound",
    "NoteId",
    "NoteStatus",
    "OpenCase",
    "OverridePriority",
    "PriorityChanged",
    "PriorityMatrix",
    "RecordKind",
    "RecordRef",
    "Reminder",
    "RequestEscalation",
    "WorkNoteAdded",
    "allowed",
    "case_requests",
    "decide",
    "decide_escalation",
    "due",
    "escalation_timeline",
    "evolve",
    "evolve_escalation",
    "notes_for",
    "replay",
    "replay_escalation",
    "timeline",
    "with_escalations",
]
