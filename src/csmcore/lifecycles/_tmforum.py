"""
The lifecycles of TM Forum's trouble ticket and product.

TM Forum names the states and leaves the moves to who implements them; these are the usual
reading. The names of states are TM Forum's own, as its messages have them.
"""

from typing import Final

from csmcore.lifecycles._lifecycle import Lifecycle
from csmcore.lifecycles._moves import Move
from csmcore.lifecycles._states import Category, State

TROUBLE_TICKET: Final = Lifecycle(
    "trouble_ticket",
    states=(
        State("acknowledged", category=Category.NEW),
        State("rejected", category=Category.CANCELLED),
        State("inProgress", category=Category.ACTIVE),
        State("pending", category=Category.WAITING_ON_CUSTOMER),
        State("held", category=Category.WAITING_ON_THIRD_PARTY),
        State("resolved", category=Category.RESOLVED),
        State("closed", category=Category.CLOSED),
        State("cancelled", category=Category.CANCELLED),
    ),
    moves=(
        Move(None, "acknowledge", "acknowledged"),
        Move(None, "reject", "rejected"),
        Move("acknowledged", "start", "inProgress"),
        Move(("acknowledged", "inProgress", "held"), "wait_for_customer", "pending"),
        Move(("acknowledged", "inProgress", "pending"), "hold", "held"),
        Move(("pending", "held"), "resume", "inProgress"),
        Move(("acknowledged", "inProgress", "pending", "held"), "resolve", "resolved"),
        Move("resolved", "reopen", "inProgress"),
        Move("resolved", "close", "closed"),
        Move(("acknowledged", "inProgress", "pending", "held"), "cancel", "cancelled"),
    ),
    final=("rejected", "closed", "cancelled"),
)
"""
TM Forum's trouble ticket: pending waits for the customer, held for a supplier.

Source: TM Forum, TMF621 "Trouble Ticket", for the states; the moves are the usual reading,
as is that a ticket is rejected instead of being acknowledged.
"""

PRODUCT: Final = Lifecycle(
    "product",
    states=(
        State("created", category="planned"),
        State("pendingActive", category="planned"),
        State("active", category="active"),
        State("suspended", category="suspended"),
        State("pendingTerminate", category="ending"),
        State("terminated", category="ended"),
        State("cancelled", category="never_active"),
        State("aborted", category="never_active"),
    ),
    moves=(
        Move("created", "order", "pendingActive"),
        Move(("created", "pendingActive"), "activate", "active"),
        Move(("created", "pendingActive"), "cancel", "cancelled"),
        Move("pendingActive", "abort", "aborted"),
        Move("active", "suspend", "suspended"),
        Move("suspended", "resume", "active"),
        Move(("active", "suspended"), "request_termination", "pendingTerminate"),
        Move("pendingTerminate", "withdraw_termination", "active"),
        Move(("active", "suspended", "pendingTerminate"), "terminate", "terminated"),
    ),
    initial="created",
    final=("terminated", "cancelled", "aborted"),
)
"""
TM Forum's product: what a customer has, from its order to its end.

It is cancelled by choice before it was ever active, and aborted where it could not become so.

Source: TM Forum, TMF637 "Product Inventory", for the states; the moves are the usual reading.
"""
