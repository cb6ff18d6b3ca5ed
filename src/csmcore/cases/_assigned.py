"""
With whom a case lies: which group and which agent work on it.
"""

from typing import Any

import attrs

from csmcore.cases._case import Case
from csmcore.cases._event_fields import EventFields
from csmcore.kernel import AgentId, GroupId, not_blank_if_given


@attrs.frozen(kw_only=True, slots=False)
class CaseAssigned(EventFields):
    """
    The case lies with a group and an agent now, or with nobody.

    Attributes:
        group_id: The group from now on, if any.

        agent_id: The agent from now on, if any.
    """

    group_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        case["group_id"], case["agent_id"] = self.group_id, self.agent_id

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("assigned",) if self.group_id or self.agent_id else ()
