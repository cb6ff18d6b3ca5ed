"""
Deciding who works on a case, and what the lifecycle does about it.
"""

from csmcore.cases._assigning import AssignCase, CaseAssigned
from csmcore.cases._deciding import Deciding
from csmcore.cases._moving import react


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
