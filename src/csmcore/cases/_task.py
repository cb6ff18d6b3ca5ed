"""
A task: something that has to be done for a case.
"""

import datetime as dt
from typing import Final

import attrs

from csmcore.cases._party import Party, to_parties
from csmcore.cases._said import is_text
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AgentId,
    GroupId,
    TaskId,
    is_flag,
    not_blank,
    not_blank_if_given,
    shown,
    utc_if_given,
)

HIGHEST: Final = 1
"""
The priority of a critical task.
"""

LOWEST: Final = 4
"""
The priority of a task of which nothing is said.
"""


def _priority(_task: object, _attribute: object, value: int) -> None:
    if type(value) is not int or not HIGHEST <= value <= LOWEST:
        message = f"priority is {shown(value)}; a task's is from {HIGHEST}, critical, to {LOWEST}, low"
        raise DefinitionError(message)


@attrs.frozen
class CaseTask:
    """
    Something that has to be done for a case: open, or closed.

    Attributes:
        id: Its identity among the tasks of its case.

        subject: In a line.

        description: In full.

        priority: From 1, critical, over 2, high, and 3, moderate, to 4, low.

        is_required: Whether its case stays open until it is closed.

        is_visible: Whether the customer sees it.

        group_id: The group that does it.

        agent_id: The agent who does it.

        parties: Whom it concerns; each has to do with its case.

        due_at: When it should be done. Held in UTC.

        closed_at: When it was closed; ``None`` while it is open. Held in UTC.

        outcome: What came of it, in words.

    Raises:
        DefinitionError: The subject is blank, there is no such priority, or a party is none.

    Source: ServiceNow, "Case task form".
    """

    id: TaskId = attrs.field(validator=not_blank)
    subject: str = attrs.field(validator=not_blank)
    description: str = attrs.field(default="", validator=is_text, kw_only=True)
    priority: int = attrs.field(default=LOWEST, validator=_priority, kw_only=True)
    is_required: bool = attrs.field(default=False, validator=is_flag, kw_only=True)
    is_visible: bool = attrs.field(default=False, validator=is_flag, kw_only=True)
    group_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    parties: tuple[Party, ...] = attrs.field(default=(), converter=to_parties, kw_only=True)
    due_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given, kw_only=True)
    closed_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given, kw_only=True)
    outcome: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)

    @property
    def is_open(self) -> bool:
        """
        Whether it still has to be done.
        """
        return self.closed_at is None
