"""
Assigning a case, and what the lifecycle does about it.
"""

import attrs

from csmcore.cases._assigned import CaseAssigned
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields
from csmcore.cases._moving import react
from csmcore.kernel import AgentId, GroupId, not_blank_if_given


@attrs.frozen(kw_only=True, slots=False)
class AssignCase(ActionFields):
    """
    Asks that a group, an agent, or an agent of a group work on the case.

    A group alone takes the case from its agent, who need not be one of them; an agent alone
    leaves it with its group. Neither takes it from both.

    Attributes:
        group_id: The group.

        agent_id: The agent.
    """

    group_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given)


def assign_case(deciding: Deciding, action: AssignCase) -> None:
    """
    Assigns a case; the assignment may move it, as its type says.
    """
    case = deciding.known
    group_id, agent_id = action.group_id, action.agent_id
    if group_id is None and agent_id is not None:
        group_id = case.group_id
    if (group_id, agent_id) == (case.group_id, case.agent_id):
        return
    deciding.tell(CaseAssigned, group_id=group_id, agent_id=agent_id)
    if group_id is not None or agent_id is not None:
        react(deciding, deciding.case_type.on_assignment)
