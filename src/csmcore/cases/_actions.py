"""
What can be asked of a case, and who decides it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from csmcore.cases._assigning import AssignCase
from csmcore.cases._assignment import assign_case
from csmcore.cases._case_type import OPENING
from csmcore.cases._changing import ChangeCase, OverridePriority, change_case, override_priority
from csmcore.cases._deciding import Deciding
from csmcore.cases._moving import MoveCase, move_case
from csmcore.cases._opening import OpenCase, open_case
from csmcore.cases._talking import AddComment, AddWorkNote, add_comment, add_work_note

CaseAction: TypeAlias = (
    OpenCase | MoveCase | AssignCase | ChangeCase | OverridePriority | AddComment | AddWorkNote
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
    """

    name: str
    decide: Callable[[Deciding, Any], None]
    for_customers: bool = False
    when_over: bool = False
    is_listed: bool = True


ROWS: Final[Mapping[type, Row]] = MappingProxyType(
    {
        OpenCase: Row(OPENING, open_case, for_customers=True, when_over=True, is_listed=False),
        MoveCase: Row("move_case", move_case, for_customers=True, when_over=True, is_listed=False),
        AssignCase: Row("assign_case", assign_case),
        ChangeCase: Row("change_case", change_case, for_customers=True),
        OverridePriority: Row("override_priority", override_priority),
        AddComment: Row("add_comment", add_comment, for_customers=True),
        AddWorkNote: Row("add_work_note", add_work_note),
    }
)
"""
The kinds of action; a new one is a module of its own, and a row here.
"""
