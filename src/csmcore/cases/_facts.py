"""
What conditions may ask of a case.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Protocol

from csmcore.cases._service_level import ServiceLevel
from csmcore.conditions import FactDefinition, FactType
from csmcore.kernel import Fact, Facts, Scalar

FACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "account": "account_id",
        "agent": "agent_id",
        "assigned_to": "agent_id",
        "assignee": "agent_id",
        "category": "category",
        "channel": "channel",
        "consumer": "consumer_id",
        "contact": "contact_id",
        "contract": "contract_id",
        "customer_kind": "customer_kind",
        "entitlement": "entitlement_id",
        "group": "group_id",
        "household": "household_id",
        "impact": "impact",
        "item": "item_id",
        "line": "line_id",
        "major": "major",
        "model": "model_id",
        "merged_into": "merged_into",
        "needs_attention": "needs_attention",
        "open_lines": "open_lines",
        "open_tasks": "open_tasks",
        "opened_at": "opened_at",
        "parent": "parent_id",
        "priority": "priority",
        "priority_overridden": "is_overridden",
        "reopens": "reopens",
        "resolution_code": "resolution_code",
        "sold_product": "sold_product_id",
        "state": "state",
        "subject": "subject",
        "tags": "tag_set",
        "type": "type",
        "urgency": "urgency",
    }
)
"""
The facts of every case by name, and the attribute that holds each. The agent has the names
that ServiceNow's and Zendesk's conditions use, too.
"""

_OTHER_TYPES: Final[Mapping[str, FactType]] = MappingProxyType(
    {
        "needs_attention": FactType.FLAG,
        "open_lines": FactType.NUMBER,
        "open_tasks": FactType.NUMBER,
        "opened_at": FactType.INSTANT,
        "priority_overridden": FactType.FLAG,
        "reopens": FactType.NUMBER,
        "sla_revision": FactType.NUMBER,
        "sla_version": FactType.NUMBER,
        "tags": FactType.SET,
    }
)

ESCALATION_FACTS: Final = ("active_account_escalation", "active_escalation", "escalation_requested")
"""
What a case does not hold, and a host adds: whether it or its account is escalated, or will be.
"""

SIGNALS: Final = (
    "agent_replied",
    "assigned",
    "cancelled",
    "closed",
    "created",
    "customer_replied",
    "joined_major",
    "major_accepted",
    "major_proposed",
    "major_rejected",
    "merged",
    "noted",
    "reopened",
    "resolved",
    "split",
    "task_added",
    "task_closed",
)
"""
What a case's timeline signals.
"""


def definition(name: str, choices: tuple[Scalar, ...] = ()) -> FactDefinition:
    """
    The definition of a fact that every case has.

    Args:
        name: Its name.

        choices: The values that it can have; numbers make it a number.
    """
    if choices:
        numbers = all(isinstance(each, int) for each in choices)
        return FactDefinition(name, FactType.NUMBER if numbers else FactType.TEXT, choices)
    return FactDefinition(name, _OTHER_TYPES.get(name, FactType.TEXT))


class HasFacts(Protocol):
    """
    What has its own fields, and the attributes that facts are read from.
    """

    @property
    def fields(self) -> tuple[tuple[str, Scalar], ...]:
        """
        Its own fields.
        """

    @property
    def facts(self) -> Facts:
        """
        All its facts.
        """

    @property
    def sla(self) -> ServiceLevel | None:
        """
        Under what it is measured.
        """


class Held(Mapping[str, Fact]):
    """
    The facts of a case, read when they are asked for, and those that a host adds.

    What a case holds itself counts, also where it is not set.
    """

    __slots__ = ("_case", "_more")

    def __init__(self, case: HasFacts, more: Mapping[str, Fact]) -> None:
        self._case, self._more = case, more

    def get(self, name: str, default: Fact = None) -> Fact:  # type: ignore[override]  # of facts
        """
        The value of a name, or what is given for want of one.
        """
        attribute = FACTS.get(name)
        if attribute is None:
            level = self._case.sla
            for own, value in (*self._case.fields, *(() if level is None else level.facts)):
                if own == name:
                    return value
            return self._more.get(name, default)
        found: Fact = getattr(self._case, attribute)
        return default if found is None or found == "" else found

    def __getitem__(self, name: str) -> Fact:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._case.facts
        own = self._case.facts
        yield from (name for name in self._more if name not in FACTS and name not in own)

    def __len__(self) -> int:
        return sum(1 for _ in self)
