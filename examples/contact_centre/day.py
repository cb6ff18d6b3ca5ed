"""
Tuesday 10 November 2026: what comes in, and what people say. In Porto it is UTC.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final, TypeAlias

import attrs

from csmcore.kernel import AgentId, WorkId
from csmcore.routing import Affinity, Requirement, WorkItem
from examples.contact_centre.queues import MINUTE


def today(time: str) -> dt.datetime:
    """
    An instant of the day, by the clocks of Porto.
    """
    return dt.datetime.fromisoformat(f"2026-11-10T{time}Z")


@attrs.frozen
class Arrives:
    """
    Work comes in; it will take a while once somebody has it.
    """

    work: WorkItem
    takes: dt.timedelta

    @property
    def at(self) -> dt.datetime:
        """
        When.
        """
        return self.work.entered_at


@attrs.frozen
class Answers:
    """
    Somebody accepts, or declines, what they are offered.
    """

    at: dt.datetime
    agent_id: AgentId
    accepts: bool


@attrs.frozen
class Says:
    """
    Somebody says how present they are; who goes offline gives back what they have.
    """

    at: dt.datetime
    agent_id: AgentId
    presence: str


Happening: TypeAlias = Arrives | Answers | Says


def case(number: int, time: str, topic: str, priority: int = 4, *, skill: str = "") -> Arrives:
    """
    A case that takes fifty minutes; a skill beside its topic's may be given up after a while.
    """
    skills = [Requirement(skill, drop=1)] if skill else []
    dear = [Affinity(AgentId("bruno"), "same_case")] if number == 3 else []
    work = WorkItem(
        WorkId(f"CS-{number}"),
        entered_at=today(time),
        priority=priority,
        skills=skills,
        affinities=dear,
        facts={"topic": topic},
    )
    return Arrives(work, 50 * MINUTE)


def chat(number: int, time: str, *, tier: str = "plain", minutes: int = 15) -> Arrives:
    """
    A chat.
    """
    work = WorkItem(
        WorkId(f"CH-{number}"),
        entered_at=today(time),
        kind="conversation",
        channel="chat",
        facts={"tier": tier},
    )
    return Arrives(work, minutes * MINUTE)


MORNING: Final[tuple[Happening, ...]] = (
    # What waits at nine, when Porto opens.
    case(1, "07:40", "billing", 3),
    case(2, "08:20", "billing", 1),
    case(3, "08:40", "billing"),  # bruno had it before
    case(4, "06:50", "technical", 3, skill="french"),
    case(5, "08:50", "technical", 2, skill="italian"),
    case(6, "08:55", "technical"),
    chat(1, "08:58", tier="gold"),
    chat(2, "08:57"),
    chat(3, "08:59"),
    # Who is offered the gold chat.
    Says(today("09:01"), AgentId("filipe"), "on the phone"),
    Answers(today("09:01"), AgentId("filipe"), accepts=False),
    Answers(today("09:09"), AgentId("carla"), accepts=True),
    Says(today("09:20"), AgentId("filipe"), "available"),
    Says(today("09:30"), AgentId("eva"), "available"),
    # Four chats, and hana goes home.
    chat(4, "10:20"),
    chat(5, "10:21"),
    chat(6, "10:22"),
    chat(7, "10:23"),
    Says(today("10:24"), AgentId("hana"), "offline"),
    chat(8, "10:28"),
    # Once more somebody of the best.
    chat(9, "14:10", tier="gold"),
    Answers(today("14:11"), AgentId("filipe"), accepts=True),
)


def afternoon() -> Iterator[Arrives]:
    """
    From one o'clock on: a chat every five minutes, and cases at their own pace.
    """
    for number in range(48):
        yield chat(100 + number, f"{13 + number // 12}:{number % 12 * 5:02}", minutes=10)
    for number in range(12):
        yield case(100 + number, f"{13 + number // 3}:{number % 3 * 20:02}", "billing")
    for number in range(8):
        yield case(200 + number, f"{13 + number // 2}:{number % 2 * 30:02}", "technical")
