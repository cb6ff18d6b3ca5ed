"""
How the team has agreed to share its work.
"""

import datetime as dt
from typing import Final

from csmcore.kernel import GroupId, QueueId
from csmcore.routing import (
    STANDARD_PRESENCES,
    Channel,
    Offering,
    Overflow,
    Pool,
    Presence,
    Queue,
    Relaxation,
    RoutingSetup,
)

MINUTE: Final = dt.timedelta(minutes=1)
BILLERS, ENGINEERS, FRONT, SENIORS = map(GroupId, ("billing", "technical", "front", "senior"))

VIP: Final = Queue(
    QueueId("vip"),
    when="tier = gold",
    priority=1,
    pools=[Pool(groups=SENIORS), Pool(groups=ENGINEERS, after=10 * MINUTE)],
    strategy="longest_idle",
    offering=Offering(2 * MINUTE, presence_after_timeout="away"),
)
TECHNICAL: Final = Queue(
    QueueId("technical"),
    when="topic = technical",
    priority=2,
    pools=[Pool(groups=ENGINEERS)],
    requires="fibre",
    relaxation=Relaxation(every=20 * MINUTE),
    strategy="least_loaded",
)
BILLING: Final = Queue(
    QueueId("billing"),
    when="topic = billing",
    priority=2,
    pools=[Pool(groups=BILLERS)],
    scorers="affinity",
    strategy="round_robin",
)
GENERAL: Final = Queue(
    QueueId("general"),
    priority=3,
    pools=[Pool(groups=FRONT)],
    strategy="round_robin",
    overflow=Overflow(BILLING.id, 20 * MINUTE),
)

SETUP: Final = RoutingSetup(
    queues=[VIP, TECHNICAL, BILLING, GENERAL],
    channels=[Channel("case", capacity=2), Channel("chat", capacity=2)],
    presences=[*STANDARD_PRESENCES, Presence("on the phone", channels=())],
)
