"""
A small desk that the tests share: one office, two policies, one queue, a metered entitlement.
"""

import datetime as dt
from typing import Final

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.cases import AUTO_CLOSE, Actor, CaseType, OpenCase
from csmcore.contracts import Entitlement, EntitlementBook, Scope, UsageAllowance
from csmcore.desk import DeskSetup, ServiceDesk
from csmcore.kernel import (
    AccountCustomer,
    AccountId,
    AgentId,
    CaseId,
    DateSpan,
    EntitlementId,
    GroupId,
    QueueId,
)
from csmcore.lifecycles import AGENT, CUSTOMER
from csmcore.routing import Agent, Offering, Queue, RoutingSetup
from csmcore.sla import FIRST_REPLY, RESOLUTION, SlaPolicy, Threshold

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)
NINE: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
"""
A Monday.
"""

NORA: Final = Actor(CUSTOMER, "nora")
KIM: Final = Actor(AGENT, "kim")
CASE: Final = CaseId("c1")
PACK: Final = EntitlementId("pack")
ACME: Final = AccountCustomer(AccountId("acme"))
OPENING: Final = OpenCase(CASE, key="mail-1", customer=ACME, subject="No light", urgency="low")
SOLVED: Final = {"resolution_code": "fixed", "notes": "A new bulb."}

OFFICE: Final = BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")
NIGHT: Final = BusinessCalendar("night", "UTC", "mon-sun 00:00-24:00")
CALENDARS: Final = CalendarBook([OFFICE, NIGHT], default="office")
URGENT: Final = SlaPolicy("urgent", [RESOLUTION.within(2 * HOUR)], when="priority = 1")
PLAIN: Final = SlaPolicy(
    "plain",
    [FIRST_REPLY.within(4 * HOUR), RESOLUTION.within(8 * HOUR, thresholds=[Threshold.at(75)])],
)
QUEUE: Final = Queue(QueueId("support"), strategy="round_robin")
SETUP: Final = DeskSetup(
    "office",
    case_types=[CaseType("case", resolution_codes=["fixed"])],
    calendars=CALENDARS,
    policies=[URGENT, PLAIN],
    auto_moves={"case": [AUTO_CLOSE]},
    routing=RoutingSetup(queues=[QUEUE], routable="category = new"),
)
OFFERING: Final = RoutingSetup(
    queues=[Queue(QueueId("support"), strategy="round_robin", offering=Offering(HOUR / 6))]
)
DESK: Final = ServiceDesk.of(SETUP)
KIM_AGENT: Final = Agent(AgentId("kim"), groups=[GroupId("desk")])
LEE_AGENT: Final = Agent(AgentId("lee"))


def book(*, units: int = 2, policy: str | None = None, hours: str | None = None) -> EntitlementBook:
    """
    One entitlement of some cases, and perhaps a policy and hours of its own.
    """
    return EntitlementBook.of(
        [
            Entitlement(
                PACK,
                "Pack",
                scope=Scope(account_id=AccountId("acme")),
                allowance=UsageAllowance(units),
                valid=DateSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
                policy=policy,
                hours=hours,
            )
        ],
        calendars=CALENDARS,
    )
