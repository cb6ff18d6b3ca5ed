"""
What a case is about and for whom, as it is asked for, recorded and held.
"""

from typing import Final

import attrs

from csmcore.cases._pairs import Pairs, to_pairs, to_tags
from csmcore.cases._priority import Level, to_level_if_given
from csmcore.cases._said import is_customer_if_given, is_text
from csmcore.kernel import (
    AgentId,
    CaseId,
    ContractId,
    CustomerRef,
    EntitlementId,
    ExternalId,
    GroupId,
    InstallBaseItemId,
    LineId,
    ProductModelId,
    SoldProductId,
    not_blank_if_given,
    to_external_ids,
)


@attrs.frozen(kw_only=True, slots=False)
class CaseContent:
    """
    What a case is about and for whom; what is asked, recorded and held all say it alike.

    Attributes:
        subject: In a line.

        description: In full, as the customer told it.

        customer: For whom; ``None`` where it is for nobody in particular.

        model_id: The model of product that it is about.

        sold_product_id: What was bought.

        item_id: The item that is in use.

        contract_id: The contract that covers it.

        line_id: The contract's line.

        entitlement_id: The right that is used.

        channel: How it came in: ``"email"``, ``"phone"``, in the host's words.

        impact: How much it hurts, a level of the type's matrix.

        urgency: How soon it has to be done, a level of the type's matrix.

        group_id: The group that works on it.

        agent_id: The agent who works on it.

        tags: Words that it is found by, sorted.

        fields: Own fields of its type, sorted by name; a mapping is accepted.

        parent_id: The case above it.

        external_ids: What other systems call it.
    """

    subject: str = attrs.field(default="", validator=is_text)
    description: str = attrs.field(default="", validator=is_text)
    customer: CustomerRef | None = attrs.field(default=None, validator=is_customer_if_given)
    model_id: ProductModelId | None = attrs.field(default=None, validator=not_blank_if_given)
    sold_product_id: SoldProductId | None = attrs.field(default=None, validator=not_blank_if_given)
    item_id: InstallBaseItemId | None = attrs.field(default=None, validator=not_blank_if_given)
    contract_id: ContractId | None = attrs.field(default=None, validator=not_blank_if_given)
    line_id: LineId | None = attrs.field(default=None, validator=not_blank_if_given)
    entitlement_id: EntitlementId | None = attrs.field(default=None, validator=not_blank_if_given)
    channel: str | None = attrs.field(default=None, validator=not_blank_if_given)
    impact: Level | None = attrs.field(default=None, converter=to_level_if_given)
    urgency: Level | None = attrs.field(default=None, converter=to_level_if_given)
    group_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given)
    tags: tuple[str, ...] = attrs.field(default=(), converter=to_tags)
    fields: Pairs = attrs.field(default=(), converter=to_pairs)
    parent_id: CaseId | None = attrs.field(default=None, validator=not_blank_if_given)
    external_ids: tuple[ExternalId, ...] = attrs.field(default=(), converter=to_external_ids)


CONTENT: Final = tuple(field.name for field in attrs.fields(CaseContent))
"""
The names of what a case is about.
"""

TEXTS: Final = ("subject", "description")
"""
Those that are texts, and empty where nothing is said.
"""

LEVELS: Final = ("impact", "urgency")
"""
Those that are levels of a matrix.
"""

WORDS: Final = (
    "channel",
    "contract_id",
    "entitlement_id",
    "item_id",
    "line_id",
    "model_id",
    "parent_id",
    "sold_product_id",
)
"""
Those that are ids or words, and ``None`` where nothing is said.
"""

CHANGEABLE: Final = (*TEXTS, *LEVELS, *WORDS)
"""
Those that are changed by name, one value each.
"""
