"""
The lifecycle of Zendesk's ticket.
"""

from typing import Final

from csmcore.lifecycles._lifecycle import Lifecycle
from csmcore.lifecycles._moves import AGENT, CUSTOMER, SYSTEM, Move
from csmcore.lifecycles._states import Category, State

_WORKED: Final = ("new", "open", "pending", "on_hold", "solved")


def _all_but(target: str) -> tuple[str, ...]:
    return tuple(state for state in _WORKED if state != target)


ZENDESK_TICKET: Final = Lifecycle(
    "zendesk_ticket",
    states=(
        State("new", category=Category.NEW),
        State("open", category=Category.ACTIVE),
        State("pending", category=Category.WAITING_ON_CUSTOMER),
        State("on_hold", category=Category.WAITING_ON_THIRD_PARTY),
        State("solved", category=Category.RESOLVED),
        State("closed", category=Category.CLOSED),
    ),
    moves=(
        Move(None, "submit", "new"),
        Move("new", "assign", "open", by=(AGENT, SYSTEM)),
        Move(_all_but("open"), "set_open", "open", by=AGENT),
        Move(_all_but("pending"), "set_pending", "pending", by=AGENT),
        Move(_all_but("on_hold"), "set_on_hold", "on_hold", by=AGENT),
        Move(_all_but("solved"), "solve", "solved", by=AGENT, when="assignee is set"),
        Move(("pending", "on_hold", "solved"), "comment", "open", by=CUSTOMER),
        Move("solved", "close", "closed", by=SYSTEM),
    ),
    final="closed",
)
"""
Zendesk's ticket: new, open, pending, on hold, solved, closed.

It never becomes new again, a customer's comment opens it again until it is closed, only one
with an assignee is solved, and a closed one is followed up by another ticket.

Source: Zendesk, "About the ticket lifecycle".
"""
