"""
A team's day goes as somebody works it out with pencil and paper from the setup and the arrivals.

At nine Porto's eight people are there, and nobody has anything. In order: the queue's priority, then
the entry less a head start of 8, 4 or 1 hours for priority 1, 2 or 3. So CH-1 (vip); then CS-2 at
00:20, CS-5 at 04:50, CS-4 at 05:50, CS-1 at 06:40, CS-3 at 08:40, CS-6 at 08:55; then CH-2 and CH-3.
Filipe has been idle since 08:30 and eva since 08:50. Only carla speaks French, and nobody Italian,
which gives way after twenty minutes. Bruno has had CS-3 before, so it is his, although ana's turn is
longer ago.

The gold chat of 08:58 is declined, passed over until 09:03, and joined by the engineers after ten
minutes. At 10:24 hana gives back the chats of 10:21 and 10:23. Gil can have two, and ends those of
10:20 and 10:22 at 10:35 and 10:37. The chat of 10:28 goes over to billing after twenty minutes.

From 13:00 on 48 chats come for gil, iris and jack, who always have room and so take turns: 16 each. Of
12 billing cases ana, bruno and liam have 4 each. Of 8 technical ones kate, carla and davi take turns in
this order, since each is free again when it is theirs: 3, 3 and 2. At 14:10 filipe, idle since nine, is
offered another gold chat. That makes 83 pieces of work: nine chats and six cases, and 68 in the
afternoon.
"""

import pathlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import pytest

from csmcore.kernel import QueueId
from csmcore.routing import PlacementKind, WorkAssigned
from examples.contact_centre.day import MORNING, afternoon, today
from examples.contact_centre.desk import Desk
from examples.contact_centre.queues import MINUTE, SETUP
from examples.contact_centre.team import NUNO, TEAM

SCRIPT: Final = pathlib.Path(__file__).parents[2] / "examples" / "06_routing.py"

TOLD: Final = [
    ("09:00", "CH-1 vip 0:02 offered to filipe best of 2 who can take it, told apart by longest_idle"),
    ("09:00", "CS-2 billing 0:40 to ana best of 2 who can take it, told apart by id"),
    ("09:00", "CS-5 technical 0:10 waits until 09:10 of 12 agents nobody can take it"),
    ("09:00", "CS-1 billing 1:20 to bruno best of 2 who can take it, told apart by round_robin"),
    ("09:00", "CS-3 billing 0:20 to bruno best of 2 who can take it, told apart by points"),
    ("09:00", "CS-6 technical 0:05 to davi best of 2 who can take it, told apart by least_loaded"),
    ("09:00", "runner-up ana: 0 points"),
    ("09:00", "CS-5, and carla: lacks italian, until 2026-11-10T09:10:00Z"),
    ("09:00", "CH-2, and jack: off shift in Toronto, until 2026-11-10T13:00:00Z"),
    (
        "09:01",
        (
            "09:00 CH-1 is offered to filipe 09:01 filipe declines CH-1: on the phone "
            "09:01 CH-1 is offered to eva 09:03 eva does not answer on CH-1, and is away "
            "09:08 CH-1 is offered to carla 09:09 carla accepts CH-1"
        ),
    ),
    ("09:10", "CS-5 goes to davi, from queue technical"),
    ("09:10", "italian gave way at 2026-11-10T09:10:00Z"),
    ("10:24", "10:24 CH-5 comes back from hana: off duty 10:24 CH-7 comes back from hana: off duty"),
    ("10:24", "10:24 - CH-5 (0:03), CH-7 (0:01)"),
    ("10:24", "10:28 - CH-5 (0:07), CH-7 (0:05), CH-8 (0:00)"),
    ("10:24", "10:35 CH-5 to gil CH-7 (0:12), CH-8 (0:07)"),
    ("10:24", "10:37 CH-7 to gil CH-8 (0:09)"),
    ("10:24", "10:48 CH-8 to ana -"),
    ("10:24", "nobody in queue general could take it"),
    ("10:28", "CH-5: hold -> assign nuno CH-7: hold -> assign nuno"),
    ("The day", "ana 1 5 0:40"),
    ("The day", "bruno 0 6 1:20"),
    ("The day", "carla 1 4 2:10"),
    ("The day", "davi 0 4 0:20"),
    ("The day", "eva 0 0 - -"),
    ("The day", "filipe 1 0 0:01"),
    ("The day", "gil 21 0 0:14"),
    ("The day", "hana 1 0 0:01"),
    ("The day", "iris 16 0 0:00"),
    ("The day", "jack 16 0 0:00"),
    ("The day", "kate 0 3 0:00"),
    ("The day", "liam 0 4 0:00"),
    ("The day", "front: from 1 (hana) to 21 (gil)"),
]


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """
    What it prints, by the beginning of each part's title, in one line each.
    """
    command = [sys.executable, "-W", "error", str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    titles = [*dict.fromkeys(title for title, _ in TOLD)]
    parts = [" ".join(part.split()) for part in done.stdout.split("\n== ")[1:]]
    assert [
        title for title, part in zip(titles, parts, strict=True) if part.startswith(title)
    ] == titles
    return dict(zip(titles, parts, strict=True))


@pytest.fixture(scope="module")
def desk() -> Desk:
    """
    The day, when it is over.
    """
    made = Desk(TEAM, SETUP, [*MORNING, *afternoon()])
    made.open(today("09:00"))
    made.go_on()
    return made


@pytest.mark.parametrize(("title", "told"), TOLD, ids=[f"{title}: {told[:40]}" for title, told in TOLD])
def test_it_goes_as_worked_out(story: dict[str, str], title: str, told: str) -> None:
    """
    What is said in a part.
    """
    assert told in story[title]


def test_at_nine_the_queue_comes_first_and_then_age_with_a_head_start(desk: Desk) -> None:
    """
    The order in which the first plan looks.
    """
    order = [each.work_id for each in desk.plans[today("09:00")].placements]
    assert order == ["CH-1", "CS-2", "CS-5", "CS-4", "CS-1", "CS-3", "CS-6", "CH-2", "CH-3"]


def test_everything_is_done_once(desk: Desk) -> None:
    """
    83 pieces of work come, and each is finished by one.
    """
    done = [each.work.id for each in desk.done]
    assert len(done) == len(set(done)) == 83
    assert desk.now.work == ()
    assert all(agent.assignments == () for agent in desk.now.agents)


def test_nobody_has_more_than_agreed(desk: Desk) -> None:
    """
    Before and after each moment: two chats, two cases, and three pieces of work at most.
    """
    for made in desk.plans.values():
        for agent in made.agents:
            channels = [each.channel for each in agent.assignments]
            channels += [each.channel for each in made.proposals if each.agent_id == agent.id]
            assert max(channels.count("chat"), channels.count("case")) <= 2
            assert len(channels) <= 3


def overtaken(desk: Desk) -> Iterator[str]:
    """
    Each chat of the front that was given while one that is older had to wait.
    """
    for made in desk.plans.values():
        entered = {item.id: item.entered_at for item in made.work}
        of_front = [each for each in made.placements if each.queue_id == QueueId("general")]
        held = [entered[each.work_id] for each in of_front if each.outcome is PlacementKind.HOLD]
        given = [each.work_id for each in of_front if each.outcome is PlacementKind.ASSIGN]
        yield from (each for each in given if held and entered[each] > min(held))


def test_nothing_newer_overtakes(desk: Desk) -> None:
    """
    Whatever makes the plan, an arrival or an agent who is free again.
    """
    assert [*overtaken(desk)] == []


def test_work_keeps_its_age(desk: Desk) -> None:
    """
    The chats that hana gave back had waited 14 minutes when gil had them: since they came.
    """
    waits = [each.waited for each in desk.done if each.work.id in ("CH-5", "CH-7")]
    assert waits == [14 * MINUTE, 14 * MINUTE]


def test_turns_go_round(desk: Desk) -> None:
    """
    In the afternoon the front takes turns: those who never had one first, then gil.
    """
    given = [
        event.agent_id
        for event in desk.events
        if isinstance(event, WorkAssigned)
        and event.queue_id == "general"
        and event.at >= today("13:00")
    ]
    assert given == ["iris", "jack", "gil"] * 16


def test_the_day_is_the_same_each_time(desk: Desk) -> None:
    """
    With the team and the arrivals in another order.
    """
    again = Desk(TEAM[::-1], SETUP, [*afternoon(), *MORNING])
    again.open(today("09:00"))
    again.go_on()
    assert again.events == desk.events


def test_what_if_changes_nothing(desk: Desk) -> None:
    """
    Asked what nuno would change, the plan is what it was.
    """
    made = desk.plans[today("10:28")]
    before = made.placements
    assert made.what_if(agents=[*made.agents, NUNO]) != made
    assert made.what_if() == made
    assert made.placements == before
