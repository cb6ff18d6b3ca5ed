"""
The escalation: a case or an account that needs more than its usual attention.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NewType

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._case import KeyUsed, counts
from csmcore.cases._escalation_template import EscalationKind, to_agents
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AccountId,
    AgentId,
    CaseId,
    Fact,
    Facts,
    GroupId,
    not_blank,
    not_blank_if_given,
    to_texts,
    to_utc,
    utc_if_given,
)
from csmcore.lifecycles import Category

EscalationId = NewType("EscalationId", str)

_OVER = frozenset((Category.RESOLVED, Category.CLOSED, Category.CANCELLED))
_TOLD = ("source", "reason", "severity", "trend", "template", "state", "category")


def to_case_ids(cases: str | Iterable[str]) -> tuple[CaseId, ...]:
    """
    A converter: cases in order, each once; one alone is accepted.

    Raises:
        DefinitionError: One is no text, or blank.
    """
    return tuple(CaseId(each) for each in to_texts(cases))


def _keys(done: Iterable[KeyUsed]) -> tuple[KeyUsed, ...]:
    return tuple(done)


@attrs.frozen(kw_only=True, slots=False)
class EscalationContent:
    """
    What an escalation is about, as it is asked for, recorded and held.

    Attributes:
        case_id: The case that is escalated; or

        account_id: The account that is.

        case_ids: The cases that an account's escalation is linked to.

        source: Who asked for it: ``"customer"`` or ``"internal"``.

        reason: Why, a word of its template.

        justification: Why, in words.

        severity: How grave it is.

        trend: How it develops.

        group_id: The group that works on an account's escalation. A case's has the case's.

        agent_id: The agent who does.

        watchers: Agents who are told of everything that happens to it.

    Raises:
        DefinitionError: It is about neither a case nor an account, or about both.
    """

    case_id: CaseId | None = attrs.field(default=None, validator=not_blank_if_given)
    account_id: AccountId | None = attrs.field(default=None, validator=not_blank_if_given)
    case_ids: tuple[CaseId, ...] = attrs.field(default=(), converter=to_case_ids)
    source: str = attrs.field(default="internal", validator=not_blank)
    reason: str = ""
    justification: str = ""
    severity: str | None = attrs.field(default=None, validator=not_blank_if_given)
    trend: str | None = attrs.field(default=None, validator=not_blank_if_given)
    group_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given)
    watchers: tuple[AgentId, ...] = attrs.field(default=(), converter=to_agents)

    def __attrs_post_init__(self) -> None:
        if (self.case_id is None) is (self.account_id is None):
            message = (
                f"an escalation of case_id={self.case_id!r} and account_id={self.account_id!r}; "
                "it is of a case or of an account, one of them"
            )
            raise DefinitionError(message)

    @property
    def kind(self) -> EscalationKind:
        """
        Whether it is a case's or an account's.
        """
        return EscalationKind.ACCOUNT if self.case_id is None else EscalationKind.CASE


@attrs.frozen(kw_only=True, slots=False)
class Escalation(EscalationContent):
    """
    A case or an account that needs more than its usual attention, after its last event.

    Beside what it is about (:class:`EscalationContent`):

    Attributes:
        id: Its identity.

        template: The name of its template.

        approvers: Who may approve or decline it, as its template said when it was requested.

        approval_group_id: The group whose members may.

        state: A state of the template's lifecycle.

        category: What the state means.

        requested_at: When it was requested. Held in UTC.

        requested_by: By whom.

        changed_at: When its last event happened. Held in UTC.

        escalated_at: When it came into force, if it did.

        closed_at: When it was declined or closed, if it was.

        closing: The justification with which it was declined or closed.

        sequence: The place of its last event, from 1 up.

        done: The keys of actions that were done.
    """

    id: EscalationId = attrs.field(validator=not_blank, kw_only=False)
    template: str = attrs.field(validator=not_blank)
    approvers: tuple[AgentId, ...] = attrs.field(default=(), converter=to_agents)
    approval_group_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given)
    state: str = attrs.field(validator=not_blank)
    category: str = attrs.field(validator=not_blank)
    requested_at: dt.datetime = attrs.field(converter=to_utc)
    requested_by: Actor
    changed_at: dt.datetime = attrs.field(converter=to_utc)
    escalated_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    closed_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    closing: str | None = attrs.field(default=None, validator=not_blank_if_given)
    sequence: int = attrs.field(default=1, validator=counts)
    done: tuple[KeyUsed, ...] = attrs.field(default=(), converter=_keys)

    @property
    def is_requested(self) -> bool:
        """
        Whether it waits for approval.
        """
        return self.category == Category.NEW

    @property
    def is_over(self) -> bool:
        """
        Whether it was declined or closed, and is only read.
        """
        return self.category in _OVER

    @property
    def is_active(self) -> bool:
        """
        Whether it is in force: approved, and not closed.
        """
        return not self.is_requested and not self.is_over

    @property
    def facts(self) -> Facts:
        """
        What holds of it, for conditions.
        """
        found: dict[str, Fact] = {name: getattr(self, name) for name in _TOLD}
        found.update(
            kind=str(self.kind),
            case=self.case_id,
            account=self.account_id,
            group=self.group_id,
            agent=self.agent_id,
            cases=frozenset(self.case_ids) or None,
        )
        return Facts({name: fact for name, fact in found.items() if fact is not None and fact != ""})

    def used(self, key: str) -> KeyUsed | None:
        """
        What came of the action with a key, if there was one.
        """
        return next((each for each in reversed(self.done) if each.key == key), None)


def escalation_label(escalation_id: str) -> str:
    """
    What errors call an escalation.
    """
    return f"escalation {escalation_id!r}"
