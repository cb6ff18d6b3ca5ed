"""
The lines of a case: what is asked about them, and what happens to them.
"""

from typing import Any

import attrs

from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._line import CaseLine
from csmcore.cases._members import held_by, replaced
from csmcore.cases._pairs import Pairs, to_pairs
from csmcore.kernel import (
    AgentId,
    CaseLineId,
    GroupId,
    InstallBaseItemId,
    ProductModelId,
    SoldProductId,
    not_blank,
    not_blank_if_given,
    to_texts,
)


@attrs.frozen(slots=False)
class AddLine(ActionFields):
    """
    Adds what is asked about one product: ``AddLine("l1", "Send it back", model_id="router")``.

    Attributes:
        line_id: Its identity on the case; the host makes it.

        subject: In a line.

        model_id: The model of product that it is about.

        sold_product_id: What was bought.

        item_id: The item that is in use.

        group_id: The group that works on it.

        agent_id: The agent who works on it.
    """

    line_id: CaseLineId = attrs.field(validator=not_blank)
    subject: str = attrs.field(validator=not_blank)
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


@attrs.frozen(slots=False)
class ChangeLine(ActionFields):
    """
    Changes a line that is not final: ``ChangeLine("l1", {"item_id": "i7"})``.

    Attributes:
        line_id: The line.

        changes: New values by name; ``None`` takes one away. A mapping is accepted.
    """

    line_id: CaseLineId = attrs.field(validator=not_blank)
    changes: Pairs = attrs.field(converter=to_pairs)


@attrs.frozen(slots=False)
class MoveLine(ActionFields):
    """
    Asks an action of the lifecycle of lines: ``MoveLine("l1", "deny", notes="Out of warranty.")``.

    Attributes:
        line_id: The line.

        action: The action's name.

        notes: What is written with it.

        given: What else is given with it, by name. A mapping is accepted.
    """

    line_id: CaseLineId = attrs.field(validator=not_blank)
    action: str = attrs.field(validator=not_blank)
    notes: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    given: Pairs = attrs.field(default=(), converter=to_pairs, kw_only=True)


@attrs.frozen(kw_only=True, slots=False)
class LineAdded(EventFields):
    """
    The case asks something about a product.

    Attributes:
        line: The line, as it begins.
    """

    line: CaseLine

    def _write(self, case: dict[str, Any]) -> None:
        case["lines"] = (*case["lines"], self.line)


@attrs.frozen(kw_only=True, slots=False)
class LineChanged(EventFields):
    """
    A line is about something else now, or somebody else works on it.

    Attributes:
        line: The line from now on.
    """

    line: CaseLine

    def _write(self, case: dict[str, Any]) -> None:
        case["lines"] = replaced(case, "line", self.line)


@attrs.frozen(kw_only=True, slots=False)
class LineMoved(EventFields):
    """
    A line came from one state to another, or to the same again.

    Attributes:
        line_id: The line.

        action: What was asked.

        source: The state that it left.

        target: The state that it came to.

        category: What that state means.

        is_final: Whether nothing leaves that state.

        notes: What was written with it, where that was given.

        given: What else was given.

        agent_id: Who works on it from now on, where that changed.

        with_case: Whether it followed its case.

        effects: What else is to be done, by name; the host does it.
    """

    line_id: CaseLineId = attrs.field(validator=not_blank)
    action: str = attrs.field(validator=not_blank)
    source: str = attrs.field(validator=not_blank)
    target: str = attrs.field(validator=not_blank)
    category: str = attrs.field(validator=not_blank)
    is_final: bool = False
    notes: str | None = attrs.field(default=None, validator=not_blank_if_given)
    given: Pairs = attrs.field(default=(), converter=to_pairs)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given)
    with_case: bool = False
    effects: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def _write(self, case: dict[str, Any]) -> None:
        line = held_by(case, "line", self.line_id)
        changes = {"state": self.target, "category": self.category, "is_final": self.is_final}
        for name in ("notes", "agent_id"):
            if (value := getattr(self, name)) is not None:
                changes[name] = value
        case["lines"] = replaced(case, "line", attrs.evolve(line, **changes))
