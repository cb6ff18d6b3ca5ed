"""
What can be asked of an escalation.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

import attrs

from csmcore.cases._escalation import EscalationContent, EscalationId, to_case_ids
from csmcore.cases._escalation_template import to_agents
from csmcore.cases._event_fields import ActionFields
from csmcore.cases._pairs import Pairs, to_pairs
from csmcore.kernel import AgentId, CaseId, not_blank

CHANGED_BY_NAME: Final = ("severity", "trend", "group_id", "agent_id")
"""
What is changed by name, one value each.
"""


def watchers_if_given(agents: Iterable[str] | None) -> tuple[AgentId, ...] | None:
    """
    A converter: agents in order, or ``None``.
    """
    return None if agents is None else to_agents(agents)


def case_ids_if_given(cases: Iterable[str] | None) -> tuple[CaseId, ...] | None:
    """
    A converter: cases in order, or ``None``.
    """
    return None if cases is None else to_case_ids(cases)


@attrs.frozen(kw_only=True, slots=False)
class RequestEscalation(ActionFields, EscalationContent):
    """
    Asks that a case or an account be escalated.

    It says what it is about (:class:`EscalationContent`), and:

    Attributes:
        escalation_id: Its identity; the host makes it.
    """

    escalation_id: EscalationId = attrs.field(validator=not_blank, kw_only=False)


@attrs.frozen(slots=False)
class MoveEscalation(ActionFields):
    """
    Asks an action of an escalation's lifecycle: ``approve``, ``decline`` or ``de_escalate``.

    Attributes:
        action: The action's name.

        justification: Why; where the lifecycle requires it, it is needed.
    """

    action: str = attrs.field(validator=not_blank)
    justification: str = attrs.field(default="", kw_only=True)


@attrs.frozen(slots=False)
class ChangeEscalation(ActionFields):
    """
    Changes what is known of an escalation: ``ChangeEscalation({"trend": "improving"})``.

    Attributes:
        changes: New values by name: ``severity``, ``trend``, and for an account's
            ``group_id`` and ``agent_id``; ``None`` takes one away. A mapping is accepted.

        add_watchers: Agents who are told from now on.

        remove_watchers: Agents who are not any more.

        add_cases: Cases that an account's escalation is linked to.

        remove_cases: Cases that it is not any more.
    """

    changes: Pairs = attrs.field(default=(), converter=to_pairs)
    add_watchers: tuple[AgentId, ...] = attrs.field(default=(), converter=to_agents, kw_only=True)
    remove_watchers: tuple[AgentId, ...] = attrs.field(default=(), converter=to_agents, kw_only=True)
    add_cases: tuple[CaseId, ...] = attrs.field(default=(), converter=to_case_ids, kw_only=True)
    remove_cases: tuple[CaseId, ...] = attrs.field(default=(), converter=to_case_ids, kw_only=True)


@attrs.frozen(slots=False)
class NoteEscalation(ActionFields):
    """
    Writes something on an escalation that only staff see.

    Attributes:
        text: What is written.
    """

    text: str = attrs.field(validator=not_blank)


EscalationAction: TypeAlias = RequestEscalation | MoveEscalation | ChangeEscalation | NoteEscalation
"""
Something that is asked of an escalation; it happens, or is refused with every reason.
"""
