"""
Who should work on what: a team in two cities, over a day, and why each gets what they get.

Run it with ``python examples/06_routing.py``, where csmcore and rich are installed. All times are
those of Porto; what a plan says itself is in UTC, which is the same in November.
"""

import datetime as dt
import pathlib
import statistics
import sys
from collections.abc import Iterable
from typing import Final

from rich.console import Console

from csmcore.kernel import AgentId, WorkId
from csmcore.routing import (
    OfferAccepted,
    OfferDeclined,
    OfferTimedOut,
    Placement,
    PlacementKind,
    RoutingEvent,
    RoutingPlan,
    WorkAssigned,
    WorkLeft,
    WorkOffered,
    WorkRequeued,
    compare,
)

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))  # it runs as it stands, from anywhere

from examples.contact_centre.day import MORNING, afternoon, today
from examples.contact_centre.desk import Desk, Done
from examples.contact_centre.queues import SETUP
from examples.contact_centre.team import NUNO, TEAM
from examples.real_log.drawing import table

OUT: Final = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
GOLD, ITALIAN, KNOWN, LAST = (WorkId(each) for each in ("CH-1", "CS-5", "CS-3", "CH-8"))


def section(title: str) -> None:
    """
    Print what the next part is about.
    """
    OUT.print(f"\n[bold]== {title}[/bold]\n")


def say(*lines: object) -> None:
    """
    Print lines as they are.
    """
    for line in lines:
        OUT.print(str(line), markup=False)


def clock(at: dt.datetime) -> str:
    """
    The time of day.
    """
    return at.strftime("%H:%M")


def length(wait: dt.timedelta) -> str:
    """
    A wait in hours and minutes.
    """
    hours, minutes = divmod(wait // dt.timedelta(minutes=1), 60)
    return f"{hours}:{minutes:02}"


def what(placement: Placement) -> str:
    """
    What a plan does with a piece of work.
    """
    match placement.outcome:
        case PlacementKind.ASSIGN:
            return f"to {placement.agent_id}"
        case PlacementKind.OFFER:
            return f"offered to {placement.agent_id}"
        case PlacementKind.KEEP:
            return f"stays with {placement.agent_id}"
        case PlacementKind.HOLD:
            return "waits" if placement.until is None else f"waits until {clock(placement.until)}"


def told(event: RoutingEvent) -> str:
    """
    What happened, in a line.
    """
    match event:
        case WorkAssigned():
            return f"{event.work_id} goes to {event.agent_id}, from {event.queue_id}"
        case WorkOffered():
            return f"{event.work_id} is offered to {event.agent_id}"
        case OfferAccepted():
            return f"{event.agent_id} accepts {event.work_id}"
        case OfferDeclined():
            return f"{event.agent_id} declines {event.work_id}: {event.reason}"
        case OfferTimedOut():
            return f"{event.agent_id} does not answer on {event.work_id}, and is {event.presence}"
        case WorkRequeued():
            return f"{event.work_id} comes back from {event.agent_id}: {event.reason}"
        case WorkLeft():
            return f"{event.work_id} is done with"


# --- the parts of the day -------------------------------------------------------------------


def at_nine(made: RoutingPlan) -> None:
    """
    The plan when Porto opens, with a reason for each line, and three questions about it.
    """
    section("09:00 Porto opens, and nine pieces of work wait")
    work = {item.id: item for item in made.work}
    rows = [
        (
            each.work_id,
            each.queue_id or "",
            length(made.at - work[each.work_id].entered_at),
            what(each),
            "; ".join(map(str, made.decision(each.work_id).reasons)),
        )
        for each in made.placements
    ]
    OUT.print(
        table(
            "The plan, in the order in which it looks",
            "work | queue | waited | what | why",
            rows,
            left=5,
        )
    )
    say(f"In full: {made.decision(KNOWN)}", "")
    for work_id, agent_id in ((KNOWN, "ana"), (ITALIAN, "carla"), (WorkId("CH-2"), "jack")):
        say(f"{work_id}, and {made.why(work_id, AgentId(agent_id))}")


def offers(desk: Desk) -> None:
    """
    What becomes of an offer: one declines, one does not answer, and then others may be asked.
    """
    section("09:01 Who takes the gold chat?")
    happened(event for event in desk.events if event.work_id == GOLD)


def happened(events: Iterable[RoutingEvent]) -> None:
    """
    Print what happened, with the time.
    """
    say(*(f"{clock(event.at)} {told(event)}" for event in events))


def gives_way(made: RoutingPlan) -> None:
    """
    Twenty minutes without anybody who speaks Italian.
    """
    section("09:10 Nobody speaks Italian, and after twenty minutes nobody has to")
    say(made.decision(ITALIAN))


def off_duty(desk: Desk) -> None:
    """
    Somebody leaves with two chats open; what waits is taken in the order of its age.
    """
    section("10:24 Hana goes home")
    within = (today("10:20"), today("10:50"))
    happened(event for event in desk.events if within[0] <= event.at < within[1])
    say("")
    plans = [made for at, made in desk.plans.items() if today("10:24") <= at < within[1]]
    rows = []
    for made in plans:
        ages = {item.id: made.at - item.entered_at for item in made.work}
        held = [each for each in made.placements if each.outcome is PlacementKind.HOLD]
        given = [f"{each.work_id} to {each.agent_id}" for each in made.proposals]
        waiting = ", ".join(f"{each.work_id} ({length(ages[each.work_id])})" for each in held)
        rows.append((clock(made.at), ", ".join(given) or "-", waiting or "-"))
    OUT.print(table("Each plan", "at | gives | and these wait, the oldest first", rows, left=3))
    say(f"In full: {desk.plans[today('10:48')].decision(LAST)}")


def with_nuno(made: RoutingPlan) -> None:
    """
    The plan at which most chats wait, and what one more would change.
    """
    section("10:28 What if nuno were there too?")
    say(*compare(made, made.what_if(agents=[*made.agents, NUNO])))


def figures(done: Iterable[Done]) -> None:
    """
    What each has done, and how long their customers waited.
    """
    section("The day")
    by_agent: dict[AgentId, list[Done]] = {agent.id: [] for agent in TEAM}
    for each in done:
        by_agent[each.agent_id].append(each)
    rows = [(name, *_figures(each)) for name, each in by_agent.items()]
    OUT.print(table("Who did what", "agent | chats | cases | longest wait | usual wait", rows))
    for group in ("front", "billing", "technical"):
        counts = {agent.id: len(by_agent[agent.id]) for agent in TEAM if group in agent.groups}
        most, least = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
        say(f"{group}: from {counts[least]} ({least}) to {counts[most]} ({most})")


def _figures(done: list[Done]) -> tuple[str, str, str, str]:
    chats = sum(each.work.channel == "chat" for each in done)
    if not done:
        return "0", "0", "-", "-"
    waits = [each.waited for each in done]
    return (
        str(chats),
        str(len(done) - chats),
        length(max(waits)),
        length(statistics.median_low(waits)),
    )


if __name__ == "__main__":
    desk = Desk(TEAM, SETUP, [*MORNING, *afternoon()])
    desk.open(today("09:00"))
    desk.go_on()
    at_nine(desk.plans[today("09:00")])
    offers(desk)
    gives_way(desk.plans[today("09:10")])
    off_duty(desk)
    with_nuno(desk.plans[today("10:28")])
    figures(desk.done)
