"""
The desk of this host as data: what is promised, who works, and who gets what.
"""

import datetime as dt
from typing import Final

import attrs

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.cases import AUTO_CLOSE, CaseType
from csmcore.desk import DeskSetup
from csmcore.kernel import AgentId, GroupId, QueueId
from csmcore.routing import Agent, Channel, Offering, Pool, Queue, RoutingSetup
from csmcore.sla import FIRST_REPLY, RESOLUTION, SlaPolicy, Threshold

HOUR: Final = dt.timedelta(hours=1)
OFFICE: Final = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-17:00")
SENIORS: Final = GroupId("seniors")

PROMISED: Final = SlaPolicy(
    "standard",
    [
        FIRST_REPLY.within(HOUR),
        attrs.evolve(RESOLUTION.within(8 * HOUR, thresholds=[Threshold.at(75)]), again="continue"),
    ],
    calendar="office",
)

# What is urgent is offered to the seniors, who may decline; the rest is given out in turn.
ROUTING: Final = RoutingSetup(
    queues=[
        Queue(
            QueueId("urgent"),
            when="priority <= 2",
            priority=1,
            pools=[Pool(groups=SENIORS)],
            strategy="round_robin",
            offering=Offering(HOUR / 12),
        ),
        Queue(QueueId("support"), priority=2, strategy="round_robin"),
    ],
    channels=[Channel("case", capacity=5, counts_when="state != awaiting_info")],
    routable="category in (new, active)",
)

SETUP: Final = DeskSetup(
    "support",
    zone="Europe/Amsterdam",
    case_types=[CaseType("fault", resolution_codes=["repaired", "replaced", "no fault found"])],
    calendars=CalendarBook([OFFICE], default="office"),
    policies=[PROMISED],
    auto_moves={"fault": [AUTO_CLOSE]},
    routing=ROUTING,
)

TEAM: Final = (
    Agent(AgentId("ann"), groups=SENIORS, shift=OFFICE),
    Agent(AgentId("bo"), groups=SENIORS, shift=OFFICE),
    Agent(AgentId("kim"), shift=OFFICE),
)
"""
Who works here; what they have is asked of the cases.
"""
