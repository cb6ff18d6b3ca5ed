"""
The lifecycles of ServiceNow's customer service: cases, their lines, and escalations.

Roles there become kinds of actor here. Where the documentation contradicts itself, what is
shipped and why is in ``docs/decisions/0017-lifecycles-are-tables.md``.
"""

from typing import Final

from csmcore.lifecycles._lifecycle import Lifecycle
from csmcore.lifecycles._moves import AGENT, CUSTOMER, MANAGER, SYSTEM, Move
from csmcore.lifecycles._states import Category, State

_STAFF: Final = (AGENT, MANAGER)
_QUIET: Final = (
    "needs_attention != true and active_escalation != true and active_account_escalation != true"
)

SERVICENOW_CASE: Final = Lifecycle(
    "servicenow_case",
    states=(
        State("new", category=Category.NEW, code="1"),
        State("open", category=Category.ACTIVE, code="10"),
        State("awaiting_info", category=Category.WAITING_ON_CUSTOMER, code="18"),
        State("resolved", category=Category.RESOLVED, code="6"),
        State("closed", category=Category.CLOSED, code="3"),
    ),
    moves=(
        Move(None, "create", "new"),
        Move("new", "assign_to_me", "open", by=AGENT, effects="set_assignee"),
        Move("new", "accept", "open", by=AGENT, when="assigned_to is set"),
        Move("new", "close", "closed", by=_STAFF, requires="notes"),
        Move("new", "close", "closed", by=CUSTOMER),
        Move("open", "request_info", "awaiting_info", by=AGENT),
        Move(
            ("open", "awaiting_info"),
            "propose_solution",
            "resolved",
            by=AGENT,
            requires=("resolution_code", "notes"),
        ),
        Move("open", "close", "closed", by=_STAFF, requires="notes"),
        Move("open", "close", "closed", by=CUSTOMER),
        Move("awaiting_info", "open_case", "open", by=AGENT),
        Move("awaiting_info", "update", "open", by=CUSTOMER),
        Move("awaiting_info", "close", "closed", by=_STAFF, requires="notes"),
        Move("awaiting_info", "close", "closed", by=CUSTOMER),
        Move("resolved", "accept_solution", "closed", by=CUSTOMER, effects="offer_survey"),
        Move("resolved", "reject_solution", "open", by=CUSTOMER, effects="clear_auto_close"),
        Move("resolved", "auto_close", "closed", by=SYSTEM, when=_QUIET),
    ),
    final="closed",
)
"""
ServiceNow's case: new, open, awaiting info, resolved, closed, with its codes.

Only the customer accepts or rejects a solution. A case closes by itself only while nobody
has to look at it and neither it nor its account is escalated.

Source: ServiceNow, "Customer service case states", "Auto close a customer service case" and
"Case API", for the codes.
"""

SERVICENOW_CASE_LINE: Final = Lifecycle(
    "servicenow_case_line",
    states=(
        State("draft", category="draft"),
        State("new", category=Category.NEW),
        State("work_in_progress", category=Category.ACTIVE),
        State("awaiting_info", category=Category.WAITING_ON_CUSTOMER),
        State("resolved_accepted", category=Category.RESOLVED),
        State("resolved_denied", category=Category.RESOLVED),
        State("cancelled", category=Category.CANCELLED),
    ),
    moves=(
        Move("draft", "submit", "new"),
        Move(
            "new",
            "assign_to_me",
            "work_in_progress",
            by=AGENT,
            effects=("start_case", "set_assignee"),
        ),
        Move("new", "start", "work_in_progress", by=(AGENT, SYSTEM), effects="start_case"),
        Move("work_in_progress", "request_info", "awaiting_info", by=AGENT),
        Move("awaiting_info", "resume", "work_in_progress", by=AGENT),
        Move("awaiting_info", "update", "work_in_progress", by=CUSTOMER),
        Move(("work_in_progress", "awaiting_info"), "accept", "resolved_accepted", by=AGENT),
        Move(("work_in_progress", "awaiting_info"), "deny", "resolved_denied", by=AGENT),
        Move(("draft", "new", "work_in_progress", "awaiting_info"), "cancel", "cancelled"),
    ),
    initial="draft",
    final=("resolved_accepted", "resolved_denied", "cancelled"),
)
"""
A line of ServiceNow's case: what is asked about one product, accepted or denied in the end.

A line that is worked on brings its case to work; a case is closed only once all its lines
are final. The states are documented and how they follow each other is not, but for the
first two moves; the others are the usual reading.

Source: ServiceNow, "Case line states".
"""

SERVICENOW_ESCALATION: Final = Lifecycle(
    "servicenow_escalation",
    states=(
        State("requested", category=Category.NEW),
        State("escalated", category=Category.ACTIVE),
        State("declined", category=Category.CANCELLED),
        State("closed", category=Category.CLOSED),
    ),
    moves=(
        Move(
            None,
            "request",
            "requested",
            by=(AGENT, CUSTOMER, MANAGER),
            when="needs_approval = true",
            requires=("reason", "justification"),
        ),
        Move(
            None,
            "request",
            "escalated",
            by=(AGENT, CUSTOMER, MANAGER),
            when="needs_approval != true",
            requires=("reason", "justification"),
        ),
        Move("requested", "approve", "escalated", by=MANAGER),
        Move("requested", "decline", "declined", by=MANAGER),
        Move("escalated", "de_escalate", "closed", by=_STAFF, requires="justification"),
    ),
    final=("declined", "closed"),
)
"""
An escalation of a case or of an account: requested, approved or declined, and closed.

Where nobody has to approve it, it is escalated at once.

Source: ServiceNow, "Case and account escalation differences" and "Case escalation form".
"""
