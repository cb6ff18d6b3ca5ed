"""
Templates of escalations: of what kind they are, who approves them, and what may be said.
"""

import enum
from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import AgentId, GroupId, not_blank, not_blank_if_given, to_choice, to_texts
from csmcore.lifecycles import SERVICENOW_ESCALATION, SYSTEM, Lifecycle

REQUEST: Final = "request"
"""
The action with which an escalation begins.
"""


class EscalationKind(enum.StrEnum):
    """
    What is escalated: one case, or an account with all that it asks for.
    """

    CASE = "case"
    ACCOUNT = "account"


def _kinds(
    kinds: EscalationKind | str | Iterable[EscalationKind | str],
) -> tuple[EscalationKind, ...]:
    listed = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    return tuple(dict.fromkeys(to_choice(EscalationKind, each) for each in listed))


def to_agents(agents: str | Iterable[str]) -> tuple[AgentId, ...]:
    """
    A converter: agents in order, each once; one alone is accepted.

    Raises:
        DefinitionError: One is no text, or blank.
    """
    return tuple(AgentId(each) for each in to_texts(agents))


@attrs.frozen
class EscalationTemplate:
    """
    What escalations of one sort have in common.

    Where it names neither approvers nor a group of them, an escalation is approved at once.

    Attributes:
        name: Its name.

        kinds: What it is for; cases and accounts unless said otherwise.

        approvers: Who may approve or decline one.

        approval_group_id: The group whose members may.

        watchers: Agents who are told of everything that happens to it.

        sources: Who can have asked for it, in the order of a form; any word when empty, and
            so for the next three.

        reasons: Why.

        severities: How grave it is, the gravest first.

        trends: How it develops, the best first.

        lifecycle: What an escalation can be in. It begins with ``request``; while its state
            is of category ``new`` it waits for approval, and while ``active`` it is in force.

    Raises:
        DefinitionError: It is for nothing, or its lifecycle has no ``request``.
    """

    name: str = attrs.field(validator=not_blank)
    kinds: tuple[EscalationKind, ...] = attrs.field(
        default=tuple(EscalationKind), converter=_kinds, kw_only=True
    )
    approvers: tuple[AgentId, ...] = attrs.field(default=(), converter=to_agents, kw_only=True)
    approval_group_id: GroupId | None = attrs.field(
        default=None, validator=not_blank_if_given, kw_only=True
    )
    watchers: tuple[AgentId, ...] = attrs.field(default=(), converter=to_agents, kw_only=True)
    sources: tuple[str, ...] = attrs.field(
        default=("customer", "internal"), converter=to_texts, kw_only=True
    )
    reasons: tuple[str, ...] = attrs.field(
        default=("inactivity", "lack_of_progress", "customer_deadline"),
        converter=to_texts,
        kw_only=True,
    )
    severities: tuple[str, ...] = attrs.field(
        default=("high", "medium"), converter=to_texts, kw_only=True
    )
    trends: tuple[str, ...] = attrs.field(
        default=("improving", "same", "declining"), converter=to_texts, kw_only=True
    )
    lifecycle: Lifecycle = attrs.field(default=SERVICENOW_ESCALATION, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.kinds:
            message = f"template {self.name!r} is for nothing; say what it escalates"
            raise DefinitionError(message)
        openings = [each.action for each in self.lifecycle.allowed(None, by=SYSTEM)]
        if REQUEST not in openings:
            message = (
                f"lifecycle {self.lifecycle.name!r} begins with {openings}, and not with {REQUEST!r}"
            )
            raise DefinitionError(message)

    @property
    def needs_approval(self) -> bool:
        """
        Whether somebody has to approve it.
        """
        return bool(self.approvers) or self.approval_group_id is not None


STANDARD_ESCALATION: Final = EscalationTemplate("standard")
"""
An escalation of a case or an account that nobody has to approve.

Source: ServiceNow, "Case escalation form", for sources, reasons, severities and trends.
"""
