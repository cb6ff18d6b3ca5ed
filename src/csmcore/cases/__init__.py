"""
Cases: a customer's request over time. Actions in, events out.

``decide`` says what happens when somebody asks something of a case, or refuses it with every
reason; ``evolve`` and ``replay`` make the case of its events, and ``timeline`` the history
that clocks and policies read. A type of cases is a value: a lifecycle, own fields, and a
matrix that makes priorities of impact and urgency.
"""

from csmcore.cases._actions import CaseAction
from csmcore.cases._actor import Actor
from csmcore.cases._assigning import AssignCase, CaseAssigned
from csmcore.cases._case import Case, KeyUsed
from csmcore.cases._case_type import OPENING, CaseType
from csmcore.cases._changing import CaseChanged, ChangeCase, OverridePriority, PriorityChanged
from csmcore.cases._content import CaseContent
from csmcore.cases._decide import AlreadyDone, Decided, allowed, decide
from csmcore.cases._events import CaseEvent
from csmcore.cases._evolve import evolve, replay
from csmcore.cases._history import timeline
from csmcore.cases._moving import CaseMoved, MoveCase
from csmcore.cases._opening import CaseOpened, OpenCase
from csmcore.cases._own_fields import CaseField, FieldType
from csmcore.cases._priority import ITIL_MATRIX, SERVICENOW_MATRIX, Level, PriorityMatrix
from csmcore.cases._talking import AddComment, AddWorkNote, CommentAdded, WorkNoteAdded
from csmcore.cases._together import Append, DecidedTogether

__all__ = [
    "ITIL_MATRIX",
    "OPENING",
    "SERVICENOW_MATRIX",
    "Actor",
    "AddComment",
    "AddWorkNote",
    "AlreadyDone",
    "Append",
    "AssignCase",
    "Case",
    "CaseAction",
    "CaseAssigned",
    "CaseChanged",
    "CaseContent",
    "CaseEvent",
    "CaseField",
    "CaseMoved",
    "CaseOpened",
    "CaseType",
    "ChangeCase",
    "CommentAdded",
    "Decided",
    "DecidedTogether",
    "FieldType",
    "KeyUsed",
    "Level",
    "MoveCase",
    "OpenCase",
    "OverridePriority",
    "PriorityChanged",
    "PriorityMatrix",
    "WorkNoteAdded",
    "allowed",
    "decide",
    "evolve",
    "replay",
    "timeline",
]
