"""
What can be asked of a case, and who decides it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from csmcore.cases._applying import ApplySla, apply_sla
from csmcore.cases._assigning import AssignCase, assign_case
from csmcore.cases._case_type import OPENING
from csmcore.cases._changing import ChangeCase, OverridePriority, change_case, override_priority
from csmcore.cases._deciding import Deciding
from csmcore.cases._follow_parent import FollowParent, follow_parent, following_problems
from csmcore.cases._line_work import add_line, change_line, move_line, no_lines, no_open_line
from csmcore.cases._lines import AddLine, ChangeLine, MoveLine
from csmcore.cases._links import LinkCase, UnlinkCase, link_case, no_link, unlink_case
from csmcore.cases._majors import (
    AcceptMajor,
    JoinMajor,
    ProposeMajor,
    RejectMajor,
    accept_as_major,
    accepting_problems,
    join_major,
    joining_problems,
    propose_major,
    proposing_problems,
    reject_major,
    rejecting_problems,
)
from csmcore.cases._moving import MoveCase, move_case
from csmcore.cases._opening import OpenCase, open_case
from csmcore.cases._parties import AddParty, RemoveParty, add_party, no_party, remove_party
from csmcore.cases._syncing import SyncCase, sync_case
from csmcore.cases._talking import AddComment, AddWorkNote, add_comment, add_work_note
from csmcore.cases._tasks import (
    AddTask,
    ChangeTask,
    CloseTask,
    add_task,
    change_task,
    close_task,
    no_open_task,
)
from csmcore.kernel import Reason

CaseAction: TypeAlias = (
    OpenCase
    | MoveCase
    | AssignCase
    | ApplySla
    | ChangeCase
    | OverridePriority
    | AddComment
    | AddWorkNote
    | AddTask
    | ChangeTask
    | CloseTask
    | AddLine
    | ChangeLine
    | MoveLine
    | AddParty
    | RemoveParty
    | LinkCase
    | UnlinkCase
    | ProposeMajor
    | AcceptMajor
    | RejectMajor
    | JoinMajor
    | FollowParent
    | SyncCase
)
"""
Something that is asked of a case; it happens, or is refused with every reason.
"""


class Row(NamedTuple):
    """
    How a kind of action is decided.

    Attributes:
        name: What it is called in refusals and in options.

        decide: Tells the events, or refuses.

        for_customers: Whether a customer may ask it at all.

        when_over: Whether it may be asked of a case that is closed or cancelled.

        is_listed: Whether it is an option by its own name.

        problems: Why no action of the kind is done now, whatever it gives; asked for options.
    """

    name: str
    decide: Callable[[Deciding, Any], None]
    for_customers: bool = False
    when_over: bool = False
    is_listed: bool = True
    problems: Callable[[Deciding], list[Reason]] | None = None


ROWS: Final[Mapping[type, Row]] = MappingProxyType(
    {
        OpenCase: Row(OPENING, open_case, for_customers=True, when_over=True, is_listed=False),
        MoveCase: Row("move_case", move_case, for_customers=True, when_over=True, is_listed=False),
        AssignCase: Row("assign_case", assign_case),
        ApplySla: Row("apply_sla", apply_sla, is_listed=False),
        ChangeCase: Row("change_case", change_case, for_customers=True),
        OverridePriority: Row("override_priority", override_priority),
        AddComment: Row("add_comment", add_comment, for_customers=True),
        AddWorkNote: Row("add_work_note", add_work_note),
        AddTask: Row("add_task", add_task),
        ChangeTask: Row("change_task", change_task, problems=no_open_task),
        CloseTask: Row("close_task", close_task, problems=no_open_task),
        AddLine: Row("add_line", add_line, for_customers=True, problems=no_lines),
        ChangeLine: Row("change_line", change_line, problems=no_open_line),
        MoveLine: Row("move_line", move_line, for_customers=True, is_listed=False),
        AddParty: Row("add_party", add_party),
        RemoveParty: Row("remove_party", remove_party, problems=no_party),
        LinkCase: Row("link_case", link_case),
        UnlinkCase: Row("unlink_case", unlink_case, problems=no_link),
        ProposeMajor: Row("propose_major", propose_major, problems=proposing_problems),
        AcceptMajor: Row("accept_major", accept_as_major, problems=accepting_problems),
        RejectMajor: Row("reject_major", reject_major, problems=rejecting_problems),
        JoinMajor: Row("join_major", join_major, problems=joining_problems),
        FollowParent: Row("follow_parent", follow_parent, problems=following_problems),
        SyncCase: Row("sync_case", sync_case, is_listed=False),
    }
)
"""
The kinds of action; a new one is a module of its own, and a row here.
"""
