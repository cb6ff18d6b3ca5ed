"""
One sensible value of each kind, for examples: a desk, and its parts.

The desk ``support`` promises a first reply within an hour and a solution within eight, in office hours,
and gives new cases to whoever is least loaded. Agent ``ann`` works there.
"""

import datetime as dt
from typing import Final

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.cases import CaseType
from csmcore.desk import DeskSetup, ServiceDesk
from csmcore.kernel import AgentId, QueueId
from csmcore.routing import Agent, Queue, RoutingSetup
from csmcore.sla import FIRST_REPLY, RESOLUTION, SlaPolicy
from csmcore.testing.make._made import made

_ANN: Final = AgentId("ann")


def case_type(**fields: object) -> CaseType:
    """
    Cases in the states of ServiceNow; fields of :class:`~csmcore.cases.CaseType` replace its own.
    """
    return made(CaseType, {"name": "case", "resolution_codes": ["solved"]}, fields)


def policy(**fields: object) -> SlaPolicy:
    """
    A reply in an hour, a solution in eight; fields of :class:`~csmcore.sla.SlaPolicy` replace its own.
    """
    targets = [FIRST_REPLY.within(dt.timedelta(hours=1)), RESOLUTION.within(dt.timedelta(hours=8))]
    return made(SlaPolicy, {"name": "standard", "targets": targets}, fields)


def calendar(**fields: object) -> BusinessCalendar:
    """
    Nine to five on weekdays; fields of :class:`~csmcore.calendars.BusinessCalendar` replace its own.
    """
    return made(
        BusinessCalendar, {"name": "office", "zone": "UTC", "hours": "mon-fri 09:00-17:00"}, fields
    )


def agent(**fields: object) -> Agent:
    """
    Ann, who is available at any hour; fields of :class:`~csmcore.routing.Agent` replace hers.
    """
    return made(Agent, {"id": _ANN}, fields)


def queue(**fields: object) -> Queue:
    """
    A queue of all work for all agents; fields of :class:`~csmcore.routing.Queue` replace its own.
    """
    return made(Queue, {"id": QueueId("support")}, fields)


def routing_setup(**fields: object) -> RoutingSetup:
    """
    One queue for new cases; fields of :class:`~csmcore.routing.RoutingSetup` replace its own.
    """
    return made(RoutingSetup, {"queues": [queue()], "routable": "category = new"}, fields)


def desk_setup(**fields: object) -> DeskSetup:
    """
    A desk of all these parts; fields of :class:`~csmcore.desk.DeskSetup` replace whole parts.
    """
    office = calendar()
    usual = {
        "name": "support",
        "case_types": [case_type()],
        "calendars": CalendarBook([office], default=office.name),
        "policies": [policy()],
        "routing": routing_setup(),
    }
    return made(DeskSetup, usual, fields)


def desk(**fields: object) -> ServiceDesk:
    """
    The desk of such a setup; fields of :class:`~csmcore.desk.DeskSetup` replace whole parts.
    """
    return ServiceDesk.of(desk_setup(**fields))
