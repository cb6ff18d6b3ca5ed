"""
What can happen around a case.
"""

from typing import TypeAlias

from csmcore.cases._lines import LineAdded, LineChanged, LineMoved
from csmcore.cases._links import CaseLinked, CaseUnlinked
from csmcore.cases._merged import (
    CaseAbsorbed,
    CaseMerged,
    CaseSplit,
    CommentCopied,
    WorkNoteCopied,
)
from csmcore.cases._parties import PartyAdded, PartyRemoved
from csmcore.cases._tasks import TaskAdded, TaskChanged, TaskClosed

AroundEvent: TypeAlias = (
    CaseAbsorbed
    | CaseLinked
    | CaseMerged
    | CaseSplit
    | CaseUnlinked
    | CommentCopied
    | LineAdded
    | LineChanged
    | LineMoved
    | PartyAdded
    | PartyRemoved
    | TaskAdded
    | TaskChanged
    | TaskClosed
    | WorkNoteCopied
)
"""
Something that happened to a task, line, party or link of a case, or to several cases at once.
"""
