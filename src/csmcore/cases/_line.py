"""
A line of a case: what is asked about one product.
"""

import attrs

from csmcore.kernel import (
    AgentId,
    CaseId,
    CaseLineId,
    GroupId,
    InstallBaseItemId,
    ProductModelId,
    SoldProductId,
    not_blank,
    not_blank_if_given,
)


@attrs.frozen
class CaseLine:
    """
    What a case asks about one product, with a state of its own.

    Attributes:
        id: Its identity among the lines of its case.

        subject: In a line.

        state: A state of the lifecycle of lines.

        category: What the state means.

        is_final: Whether nothing leaves that state.

        model_id: The model of product that it is about.

        sold_product_id: What was bought.

        item_id: The item that is in use.

        group_id: The group that works on it.

        agent_id: The agent who works on it.

        notes: What was last written when it moved.

        from_case_id: The case that it was split from.
    """

    id: CaseLineId = attrs.field(validator=not_blank)
    subject: str = attrs.field(validator=not_blank)
    state: str = attrs.field(validator=not_blank, kw_only=True)
    category: str = attrs.field(validator=not_blank, kw_only=True)
    is_final: bool = attrs.field(default=False, kw_only=True)
    model_id: ProductModelId | None = attrs.field(
        default=None, validator=not_blank_if_given, kw_only=True
    )
    sold_product_id: SoldProductId | None = attrs.field(
        default=None, validator=not_blank_if_given, kw_only=True
    )
    item_id: InstallBaseItemId | None = attrs.field(
        default=None, validator=not_blank_if_given, kw_only=True
    )
    group_id: GroupId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    notes: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    from_case_id: CaseId | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
