"""
By which way work arrives, and how much room one piece of it takes.
"""

import datetime as dt

import attrs

from csmcore.conditions import ANYTHING, Condition, to_condition
from csmcore.kernel import not_blank
from csmcore.routing._fields import positive_if_given, wait_if_given, whole, whole_if_given


@attrs.frozen
class Channel:
    """
    A way by which work arrives, and how much of an agent's capacity a piece of it takes.

    Attributes:
        name: Such as ``case``, ``chat``, ``phone``.

        size: How many units a work item takes that says nothing of its size.

        capacity: How many units of it an agent can have at once, unless the agent says
            otherwise; ``None`` for any number.

        counts_when: Of which assignments it is true that they take capacity, asked of what
            holds of each: ``state in (new, open)`` leaves out what waits for the customer.
            A text is parsed.

        idle_after: How long after its last activity an assignment takes no capacity any
            more, as with a chat in which nobody writes; ``None`` for never.

    Source: ServiceNow, "Service channels" (utilization condition); Zendesk, "Managing
    capacity rules" (inactive messaging conversations).
    """

    name: str = attrs.field(validator=not_blank)
    size: int = attrs.field(default=1, validator=whole, kw_only=True)
    capacity: int | None = attrs.field(default=None, validator=whole_if_given, kw_only=True)
    counts_when: Condition = attrs.field(default=ANYTHING, converter=to_condition, kw_only=True)
    idle_after: dt.timedelta | None = attrs.field(
        default=None, converter=wait_if_given, validator=positive_if_given, kw_only=True
    )
