"""
What is written on a case: comments that the customer sees, and work notes that only staff see.
"""

from typing import Any

import attrs

from csmcore.cases._case import Case
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._moving import react
from csmcore.kernel import not_blank


@attrs.frozen(slots=False)
class AddComment(ActionFields):
    """
    Writes something that the customer sees, or that they wrote.

    Attributes:
        text: What is written.
    """

    text: str = attrs.field(validator=not_blank)


@attrs.frozen(slots=False)
class AddWorkNote(ActionFields):
    """
    Writes something that only staff see.

    Attributes:
        text: What is written.
    """

    text: str = attrs.field(validator=not_blank)


@attrs.frozen(kw_only=True, slots=False)
class CommentAdded(EventFields):
    """
    Something was written that the customer sees.

    Attributes:
        text: What was written.
    """

    text: str = attrs.field(validator=not_blank)

    def _write(self, case: dict[str, Any]) -> None:
        if self.by.is_customer:
            case["needs_attention"] = True
        elif self.by.is_staff:
            case["needs_attention"] = False

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        if self.by.is_customer:
            return ("customer_replied",)
        return ("agent_replied",) if self.by.is_staff else ()  # what a rule sends answers nobody


@attrs.frozen(kw_only=True, slots=False)
class WorkNoteAdded(EventFields):
    """
    Something was written that only staff see.

    Attributes:
        text: What was written.
    """

    text: str = attrs.field(validator=not_blank)

    def _write(self, case: dict[str, Any]) -> None:
        """
        Changes nothing: what was written is in the history.
        """

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("noted",)


def add_comment(deciding: Deciding, action: AddComment) -> None:
    """
    Adds a comment; a customer's may move the case, as its type says.
    """
    deciding.tell(CommentAdded, text=action.text)
    if deciding.by.is_customer:
        react(deciding, deciding.case_type.on_customer_comment)


def add_work_note(deciding: Deciding, action: AddWorkNote) -> None:
    """
    Adds a work note.
    """
    deciding.tell(WorkNoteAdded, text=action.text)
