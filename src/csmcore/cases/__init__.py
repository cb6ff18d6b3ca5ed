"""
Cases: a customer's request over time. Actions in, events out.

``decide`` says what happens when somebody asks something of a case, or refuses it with every
reason; ``evolve`` and ``replay`` make the case of its events, and ``timeline`` the history
that clocks and policies read. A type of cases is a value: a lifecycle, own fields, and a
matrix that makes priorities of impact and urgency.
"""

from csmcore.cases._accepting import accept_major
from csmcore.cases._actions import CaseAction
from csmcore.cases._actor import AUTOMATIC, Actor
from csmcore.cases._applying import ApplySla, SlaApplied
from csmcore.cases._assigned import CaseAssigned
from csmcore.cases._assigning import AssignCase
from csmcore.cases._audit import ERASED, AuditEntry, AuditHead, AuditTrail, SealedValue
from csmcore.cases._audit_check import AuditFinding, Tampering, verify
from csmcore.cases._auditing import SENSITIVE, chain, erase
from csmcore.cases._auto_move import AUTO_CLOSE, AutoMove, Reminder
from csmcore.cases._automatic import Due, DueAction, HeldBack, auto_move_problems, due
from csmcore.cases._case import Case, KeyUsed
from csmcore.cases._case_type import OPENING, CaseType
from csmcore.cases._changing import CaseChanged, ChangeCase, OverridePriority, PriorityChanged
from csmcore.cases._children import Children, child_id, children_for
from csmcore.cases._content import CaseContent
from csmcore.cases._copying import TAKEN_OVER
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
from csmcore.cases._escalation_options import escalation_options
from csmcore.cases._escalation_requests import CaseRequest, case_requests
from csmcore.cases._escalation_template import (
    STANDARD_ESCALATION,
    EscalationKind,
    EscalationTemplate,
)
from csmcore.cases._events import CaseEvent
from csmcore.cases._evolve import evolve, replay
from csmcore.cases._follow_parent import CaseSynchronised, FollowParent, ParentFollowed
from csmcore.cases._history import timeline
from csmcore.cases._line import CaseLine
from csmcore.cases._line_options import allowed_on_line
from csmcore.cases._line_rules import SERVICENOW_LINES, CaseFollows, LineRules, LinesFollow, LineSync
from csmcore.cases._lines import AddLine, ChangeLine, LineAdded, LineChanged, LineMoved, MoveLine
from csmcore.cases._link import CaseLink, LinkKind
from csmcore.cases._links import CaseLinked, CaseUnlinked, LinkCase, UnlinkCase
from csmcore.cases._major_events import MajorEvent
from csmcore.cases._major_state import MajorState
from csmcore.cases._majors import (
    AcceptMajor,
    JoinMajor,
    MajorAccepted,
    MajorJoined,
    MajorProposed,
    MajorRejected,
    ProposeMajor,
    RejectMajor,
)
from csmcore.cases._merged import CaseAbsorbed, CaseMerged, CaseSplit, CommentCopied, WorkNoteCopied
from csmcore.cases._merging import MergeCase, merge_cases, merged_into
from csmcore.cases._moving import CaseMoved, MoveCase
from csmcore.cases._note import HandlingNote, NoteId, NoteStatus, RecordKind, RecordRef
from csmcore.cases._note_book import NoteBook, NoteFound, notes_for
from csmcore.cases._opening import CaseOpened, OpenCase
from csmcore.cases._own_fields import CaseField, FieldType
from csmcore.cases._parties import AddParty, PartyAdded, PartyRemoved, RemoveParty
from csmcore.cases._party import AgentParty, CaseParty, Party
from csmcore.cases._priority import ITIL_MATRIX, SERVICENOW_MATRIX, Level, PriorityMatrix
from csmcore.cases._service_level import ServiceLevel
from csmcore.cases._splitting import SplitCase, follow_up, split_case
from csmcore.cases._sync import SyncedTogether, sync, sync_all
from csmcore.cases._sync_rule import SERVICENOW_SYNC, SyncRule
from csmcore.cases._synced import Synced
from csmcore.cases._syncing import SyncCase
from csmcore.cases._talking import AddComment, AddWorkNote, CommentAdded, WorkNoteAdded
from csmcore.cases._task import CaseTask
from csmcore.cases._tasks import AddTask, ChangeTask, CloseTask, TaskAdded, TaskChanged, TaskClosed
from csmcore.cases._together import DecidedTogether

__all__ = [
    "AUTOMATIC",
    "AUTO_CLOSE",
    "ERASED",
    "ITIL_MATRIX",
    "OPENING",
    "SENSITIVE",
    "SERVICENOW_LINES",
    "SERVICENOW_MATRIX",
    "SERVICENOW_SYNC",
    "STANDARD_ESCALATION",
    "TAKEN_OVER",
    "AcceptMajor",
    "Actor",
    "AddComment",
    "AddLine",
    "AddParty",
    "AddTask",
    "AddWorkNote",
    "AgentParty",
    "AlreadyDone",
    "ApplySla",
    "AssignCase",
    "AuditEntry",
    "AuditFinding",
    "AuditHead",
    "AuditTrail",
    "AutoMove",
    "Case",
    "CaseAbsorbed",
    "CaseAction",
    "CaseAssigned",
    "CaseChanged",
    "CaseContent",
    "CaseEvent",
    "CaseField",
    "CaseFollows",
    "CaseLine",
    "CaseLink",
    "CaseLinked",
    "CaseMerged",
    "CaseMoved",
    "CaseOpened",
    "CaseParty",
    "CaseRequest",
    "CaseSplit",
    "CaseSynchronised",
    "CaseTask",
    "CaseType",
    "CaseUnlinked",
    "ChangeCase",
    "ChangeEscalation",
    "ChangeLine",
    "ChangeTask",
    "Children",
    "CloseTask",
    "CommentAdded",
    "CommentCopied",
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
    "FollowParent",
    "HandlingNote",
    "HeldBack",
    "JoinMajor",
    "KeyUsed",
    "Level",
    "LineAdded",
    "LineChanged",
    "LineMoved",
    "LineRules",
    "LineSync",
    "LinesFollow",
    "LinkCase",
    "LinkKind",
    "MajorAccepted",
    "MajorEvent",
    "MajorJoined",
    "MajorProposed",
    "MajorRejected",
    "MajorState",
    "MergeCase",
    "MoveCase",
    "MoveEscalation",
    "MoveLine",
    "NoteBook",
    "NoteEscalation",
    "NoteFound",
    "NoteId",
    "NoteStatus",
    "OpenCase",
    "OverridePriority",
    "ParentFollowed",
    "Party",
    "PartyAdded",
    "PartyRemoved",
    "PriorityChanged",
    "PriorityMatrix",
    "ProposeMajor",
    "RecordKind",
    "RecordRef",
    "RejectMajor",
    "Reminder",
    "RemoveParty",
    "RequestEscalation",
    "SealedValue",
    "ServiceLevel",
    "SlaApplied",
    "SplitCase",
    "SyncCase",
    "SyncRule",
    "Synced",
    "SyncedTogether",
    "Tampering",
    "TaskAdded",
    "TaskChanged",
    "TaskClosed",
    "UnlinkCase",
    "WorkNoteAdded",
    "WorkNoteCopied",
    "accept_major",
    "allowed",
    "allowed_on_line",
    "auto_move_problems",
    "case_requests",
    "chain",
    "child_id",
    "children_for",
    "decide",
    "decide_escalation",
    "due",
    "erase",
    "escalation_options",
    "escalation_timeline",
    "evolve",
    "evolve_escalation",
    "follow_up",
    "merge_cases",
    "merged_into",
    "notes_for",
    "replay",
    "replay_escalation",
    "split_case",
    "sync",
    "sync_all",
    "timeline",
    "verify",
    "with_escalations",
]
