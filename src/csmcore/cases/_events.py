"""
What can happen to a case.
"""

from typing import TypeAlias

from csmcore.cases._applying import SlaApplied
from csmcore.cases._around_events import AroundEvent
from csmcore.cases._assigned import CaseAssigned
from csmcore.cases._changing import CaseChanged, PriorityChanged
from csmcore.cases._major_events import MajorEvent
from csmcore.cases._moving import CaseMoved
from csmcore.cases._opening import CaseOpened
from csmcore.cases._talking import CommentAdded, WorkNoteAdded

CaseEvent: TypeAlias = (
    CaseOpened
    | CaseMoved
    | CaseAssigned
    | CaseChanged
    | PriorityChanged
    | CommentAdded
    | WorkNoteAdded
    | SlaApplied
    | AroundEvent
    | MajorEvent
)
"""
Something that happened to a case; a case is what its events say, in their order.
"""
