"""
Twelve people in Porto and Toronto, with what each of them can.
"""

import datetime as dt
from typing import Final

import attrs

from csmcore.calendars import BusinessCalendar
from csmcore.kernel import AgentId, GroupId
from csmcore.routing import Agent

PORTO: Final = BusinessCalendar("Porto", "Europe/Lisbon", "mon-fri 09:00-17:30")
TORONTO: Final = BusinessCalendar("Toronto", "America/Toronto", "mon-fri 08:00-16:00")


def _porto(name: str, group: str, **skills: int) -> Agent:
    return Agent(AgentId(name), shift=PORTO, groups=GroupId(group), skills=skills, capacity=3)


def _toronto(name: str, group: str, **skills: int) -> Agent:
    return attrs.evolve(_porto(name, group, **skills), shift=TORONTO)


def _idle_since(time: str, agent: Agent) -> Agent:
    since = dt.datetime.fromisoformat(f"2026-11-10T{time}Z")
    return attrs.evolve(agent, idle_since=since)


TEAM: Final = (
    _porto("ana", "billing"),
    _porto("bruno", "billing"),
    _porto("carla", "technical", fibre=3, french=2),
    _porto("davi", "technical", fibre=2),
    _idle_since("08:50", _porto("eva", "senior")),
    _idle_since("08:30", _porto("filipe", "senior")),
    _porto("gil", "front"),
    _porto("hana", "front"),
    _toronto("iris", "front"),
    _toronto("jack", "front"),
    _toronto("kate", "technical", fibre=2),
    _toronto("liam", "billing"),
)

NUNO: Final = _porto("nuno", "front")
"""
Somebody who might join them.
"""
