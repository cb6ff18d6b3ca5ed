"""
The metrics that people know from other systems, as targets to start from.

Each is an ordinary value without a goal: ``FIRST_REPLY.within(timedelta(hours=4))`` is a
promise, and ``attrs.evolve`` makes it fit a host whose states have other names. They speak
of the fact ``state``, with the states that the named system has, and of the signals
``created``, ``customer_replied`` and ``agent_replied``: a public message, each time.
"""

from typing import Final

from csmcore.sla._policy import Again, Kind, Order, SlaTarget

# --- Zendesk: https://support.zendesk.com/hc/en-us/articles/4408829459866 ---------------------------

_UNSOLVED: Final = "state in (new, open, pending, hold)"
_SOLVED: Final = "state in (solved, closed)"

FIRST_REPLY: Final = SlaTarget(
    "first reply",
    start="signal created",
    stop="signal agent_replied",
    order=Order.JIRA,
    again=Again.NEVER,
)
"""
From creation to the first public reply after it. What an agent writes while creating does not count.
"""

NEXT_REPLY: Final = SlaTarget(
    "next reply",
    start="signal customer_replied",
    stop="signal agent_replied",
    order=Order.JIRA,
    again=Again.NEW_CYCLE,
)
"""
From the oldest message of the customer that nobody has answered to the next public reply.
"""

PERIODIC_UPDATE: Final = SlaTarget(
    "periodic update",
    start=f"signal agent_replied and {_UNSOLVED}",
    stop=f"signal agent_replied or {_SOLVED}",
    order=Order.JIRA,
    again=Again.NEW_CYCLE,
)
"""
From each public reply to the next, until it is solved.
"""

PAUSABLE_UPDATE: Final = SlaTarget(
    "pausable update",
    start=f"signal agent_replied and {_UNSOLVED}",
    stop=f"signal agent_replied or {_SOLVED}",
    pauses={"customer": "state = pending"},
    order=Order.JIRA,
    again=Again.NEW_CYCLE,
)
"""
As the periodic update; waiting for the customer does not count.
"""

REQUESTER_WAIT: Final = SlaTarget(
    "requester wait",
    start=_UNSOLVED,
    stop=_SOLVED,
    pauses={"customer": "state = pending"},
)
"""
How long the requester waits for somebody else: from creation to solved, less what waits for them.
"""

AGENT_WORK: Final = SlaTarget(
    "agent work",
    start=_UNSOLVED,
    stop=_SOLVED,
    pauses={"customer": "state = pending", "third party": "state = hold"},
)
"""
How long it lies with the agents: from creation to solved, while new or open.
"""

TOTAL_RESOLUTION: Final = SlaTarget("total resolution", start=_UNSOLVED, stop=_SOLVED)
"""
From creation to solved, whatever is waited for.
"""

# Source: https://support.zendesk.com/hc/en-us/articles/5322445643802 (group SLA).
GROUP_OWNERSHIP: Final = SlaTarget(
    "group ownership",
    start=f"group is set and {_UNSOLVED}",
    stop=f"group changed or {_SOLVED}",
    order=Order.JIRA,
    again=Again.NEW_CYCLE,
    kind=Kind.OLA,
)
"""
How long one group holds it: from assignment until another group has it, or it is solved.
"""

# --- ServiceNow: SLA definitions for cases, with the states of its customer service -----------------

_ACTIVE: Final = "state in (new, open, awaiting_info)"

RESPONSE: Final = SlaTarget(
    "response",
    start=f"{_ACTIVE} and agent is not set",
    stop="agent is set or state in (resolved, closed)",
    cancel="state = cancelled",
    again=Again.NEVER,
)
"""
From opening until somebody has taken it.
"""

RESOLUTION: Final = SlaTarget(
    "resolution",
    start=_ACTIVE,
    stop="state in (resolved, closed)",
    pauses={"customer": "state = awaiting_info"},
    cancel="state = cancelled",
    again=Again.NEW_CYCLE,
)
"""
From opening until resolved; waiting for information does not count, a reopening counts anew.
"""

# --- Salesforce: entitlement milestones, https://help.salesforce.com "Milestone Recurrence Types" ---

_CRITERIA: Final = "milestone_criteria_met = true"

MILESTONE_ONCE: Final = SlaTarget(
    "milestone, no recurrence",
    start=_CRITERIA,
    stop="signal milestone_completed",
    pauses={"stopped": "is_stopped = true"},
    again=Again.NEVER,
)
"""
Once a record, from when the criteria are met; the record's *Stopped* box pauses it.
"""

MILESTONE_INDEPENDENT: Final = SlaTarget(
    "milestone, independent",
    start=_CRITERIA,
    stop="signal milestone_completed",
    pauses={"stopped": "is_stopped = true"},
    again=Again.NEW_CYCLE,
)
"""
Whenever the criteria come to be met again, from then on.
"""

MILESTONE_SEQUENTIAL: Final = SlaTarget(
    "milestone, sequential",
    start=_CRITERIA,
    stop="signal milestone_completed",
    pauses={"stopped": "is_stopped = true"},
    again=Again.SEQUENTIAL,
)
"""
Whenever the criteria come to be met again, but not before the previous one was due.
"""

# --- GLPI: https://glpi-user-documentation.readthedocs.io, service levels ---------------------------

TIME_TO_OWN: Final = SlaTarget(
    "time to own",
    start="signal created",
    stop="agent is set or state in (solved, closed)",
    again=Again.NEVER,
)
"""
From opening until somebody owns it, unless it was opened as somebody's; waiting does not pause it.
"""

TIME_TO_RESOLVE: Final = SlaTarget(
    "time to resolve",
    start="state in (new, assigned, planned, waiting)",
    stop=_SOLVED,
    pauses={"waiting": "state = waiting"},
)
"""
From opening until solved; waiting does not count, nor does the time before a reopening.
"""

INTERNAL_TIME_TO_OWN: Final = SlaTarget(
    "internal time to own",
    start="group is set and state in (new, assigned, planned, waiting)",
    stop="agent is set or state in (solved, closed)",
    again=Again.NEVER,
    kind=Kind.OLA,
)
"""
From the assignment to a group until one of them owns it.
"""

INTERNAL_TIME_TO_RESOLVE: Final = SlaTarget(
    "internal time to resolve",
    start="group is set and state in (new, assigned, planned, waiting)",
    stop=_SOLVED,
    pauses={"waiting": "state = waiting"},
    kind=Kind.OLA,
)
"""
From the assignment to a group until solved; waiting does not count.
"""
