"""
Whether a case is a major one, or on its way to be.
"""

import enum
from typing import Final

from csmcore.kernel import CustomerRef, Reason, ReasonKind, to_choice

HAS_CUSTOMER: Final = ReasonKind(
    "case.major_has_customer",
    "customer: a major case has none of its own; what is for a customer stands below one",
)
HAS_PARENT: Final = ReasonKind(
    "case.major_has_parent", "parent_id: a major case stands below none, and this below {parent}"
)


class MajorState(enum.StrEnum):
    """
    How far a case has come to be a major one; a regular case has none of these.

    A rejected case is a regular one again, and may be proposed anew.
    """

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


def to_major_state_if_given(value: MajorState | str | None) -> MajorState | None:
    """
    A converter: a state on the way to a major case, or ``None``.

    Raises:
        DefinitionError: It is no such state.
    """
    return None if value is None else to_choice(MajorState, value)


def unfit_for_major(customer: CustomerRef | None, parent_id: str | None) -> list[Reason]:
    """
    Why what is for a customer, or stands below another case, cannot be a major case.
    """
    found: list[Reason] = []
    if customer is not None:
        found.append(HAS_CUSTOMER())
    if parent_id is not None:
        found.append(HAS_PARENT(parent=parent_id))
    return found
