"""
Responsibilities: who looks after a customer, or may speak for one.
"""

import datetime as dt
import enum
from collections.abc import Iterable
from typing import Final, TypeAlias, assert_never

import attrs

from csmcore.customers._validity import refuse_overlaps
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AgentId,
    ConsumerId,
    ContactId,
    DateSpan,
    OwnerRef,
    not_blank,
    to_choice,
)


class HolderKind(enum.Enum):
    """
    Who may hold a responsibility.
    """

    AGENT = "agent"
    CONTACT = "contact"
    CONSUMER = "consumer"


def _kinds(values: Iterable[HolderKind | str] | HolderKind) -> frozenset[HolderKind]:
    listed = (values,) if isinstance(values, str | HolderKind) else tuple(values)
    return frozenset(to_choice(HolderKind, each) for each in listed)


@attrs.frozen
class Responsibility:
    """
    Something that somebody is responsible for, as a definition.

    Attributes:
        name: Its name, which no other has.

        holders: Who may hold it; a text is accepted, and one alone.

        unique: Whether a customer has one holder at a time only.

        description: What it means, for people.

    Raises:
        DefinitionError: The name is blank, or nobody may hold it.
    """

    name: str = attrs.field(validator=not_blank)
    holders: frozenset[HolderKind] = attrs.field(converter=_kinds, kw_only=True)
    unique: bool = attrs.field(default=False, kw_only=True)
    description: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.holders:
            message = f"nobody may hold responsibility {self.name!r}; name a kind of holder"
            raise DefinitionError(message)


ACCOUNT_MANAGER: Final = Responsibility(
    "account manager",
    holders=HolderKind.AGENT,
    unique=True,
    description="the agent who looks after an account",
)
"""
The agent who looks after an account, one at a time. Source: ServiceNow.
"""

RELATIONSHIP_MANAGER: Final = Responsibility(
    "relationship manager",
    holders=HolderKind.AGENT,
    unique=True,
    description="the agent who looks after a consumer or a household",
)
"""
The agent who looks after a consumer or a household, one at a time. Source: ServiceNow.
"""

AUTHORIZED_REPRESENTATIVE: Final = Responsibility(
    "authorized representative",
    holders=(HolderKind.CONTACT, HolderKind.CONSUMER),
    description="who may speak and decide for the customer",
)
"""
Who may speak and decide for a customer; there may be several. Source: ServiceNow.
"""

SHIPPED_RESPONSIBILITIES: Final = (
    ACCOUNT_MANAGER,
    RELATIONSHIP_MANAGER,
    AUTHORIZED_REPRESENTATIVE,
)
"""
The responsibilities to start from.
"""


@attrs.frozen
class AgentHolder:
    """
    One of ours holds it.

    Attributes:
        agent_id: The agent.
    """

    agent_id: AgentId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"agent {self.agent_id}"


@attrs.frozen
class ContactHolder:
    """
    A contact holds it.

    Attributes:
        contact_id: The contact.
    """

    contact_id: ContactId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"contact {self.contact_id}"


@attrs.frozen
class ConsumerHolder:
    """
    A consumer holds it.

    Attributes:
        consumer_id: The consumer.
    """

    consumer_id: ConsumerId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"consumer {self.consumer_id}"


Holder: TypeAlias = AgentHolder | ContactHolder | ConsumerHolder
"""
Who holds a responsibility: an agent, a contact or a consumer.
"""


def kind_of(holder: Holder) -> HolderKind:
    """
    Of which kind a holder is.
    """
    match holder:
        case AgentHolder():
            return HolderKind.AGENT
        case ContactHolder():
            return HolderKind.CONTACT
        case ConsumerHolder():
            return HolderKind.CONSUMER
        case _:
            assert_never(holder)


@attrs.frozen
class Assignment:
    """
    That somebody holds a responsibility for a customer, for some dates.

    Attributes:
        responsibility: The name of the responsibility.

        holder: Who holds it.

        subject: For whom: an account, a consumer, a household, or a consumer through an account.

        valid: When.
    """

    responsibility: str = attrs.field(validator=not_blank)
    holder: Holder
    subject: OwnerRef
    valid: DateSpan = attrs.field(default=DateSpan(), kw_only=True)

    def is_current(self, on: dt.date) -> bool:
        """
        Whether it holds on a date.
        """
        return on in self.valid


def refuse_second_holders(
    responsibilities: Iterable[Responsibility], assignments: Iterable[Assignment]
) -> None:
    """
    Holds apart who holds a unique responsibility for one customer.

    Raises:
        OverlapError: Two hold it on one date.
    """
    unique = {each.name for each in responsibilities if each.unique}
    refuse_overlaps(
        [each for each in assignments if each.responsibility in unique],
        lambda each: (each.responsibility, each.subject),
        lambda each: f"{each.responsibility}, who is one at a time, for {each.subject}",
    )
