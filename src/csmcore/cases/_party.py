"""
Who else has to do with a case.
"""

from collections.abc import Iterable
from typing import TypeAlias

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AgentId,
    CaseId,
    ConsumerCustomer,
    not_blank,
    not_blank_if_given,
    shown,
)


@attrs.frozen
class AgentParty:
    """
    An agent as somebody who has to do with a case, beside the one who works on it.

    Attributes:
        agent_id: The agent.
    """

    agent_id: AgentId = attrs.field(validator=not_blank)


Party: TypeAlias = AccountCustomer | ConsumerCustomer | AccountConsumerCustomer | AgentParty
"""
Who can have to do with a case: a customer, or an agent.
"""


def party_text(party: Party | None) -> str:
    """
    What reasons call somebody: ``account acme, contact jo``.
    """
    match party:
        case AccountCustomer(account_id=account, contact_id=contact):
            return f"account {account}" if contact is None else f"account {account}, contact {contact}"
        case ConsumerCustomer(consumer_id=consumer, household_id=household):
            return (
                f"consumer {consumer}"
                if household is None
                else f"consumer {consumer}, household {household}"
            )
        case AccountConsumerCustomer(account_id=account, consumer_id=consumer):
            return f"consumer {consumer} of account {account}"
        case AgentParty(agent_id=agent):
            return f"agent {agent}"
    return "nobody"


def is_party(_owner: object, _attribute: object, value: Party) -> None:
    """
    An attrs validator: a customer, or an agent.

    Raises:
        DefinitionError: It is neither.
    """
    if not isinstance(value, Party):
        message = f"{shown(value)} is no party; give an AccountCustomer, AgentParty or their like"
        raise DefinitionError(message)


def to_parties(parties: Iterable[Party]) -> tuple[Party, ...]:
    """
    A converter: parties in order, each once.

    Raises:
        DefinitionError: One is none.
    """
    listed = tuple(parties)
    for each in listed:
        is_party(None, None, each)
    return tuple(dict.fromkeys(listed))


@attrs.frozen
class CaseParty:
    """
    Somebody who has to do with a case, and as what.

    Attributes:
        role: As what, in the host's words: ``"installer"``.

        party: Who.

        from_case_id: The case that they came from when it was merged into this one.
    """

    role: str = attrs.field(validator=not_blank)
    party: Party = attrs.field(validator=is_party)
    from_case_id: CaseId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
