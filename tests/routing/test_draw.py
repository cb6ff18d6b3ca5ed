"""
A plan and its decisions, as pictures and as text.
"""

import datetime as dt
import xml.etree.ElementTree as ET
from typing import Final

import attrs
import pytest

from csmcore.calendars import BusinessCalendar
from csmcore.kernel import AgentId, Facts, Markup, QueueId, ReasonKind, WorkId, picture
from csmcore.routing import (
    Agent,
    Candidates,
    Excluded,
    ExtensionFault,
    Origin,
    PlacementKind,
    Queue,
    Ranked,
    Relaxed,
    Requirement,
    RoutingContext,
    RoutingDecision,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    ScoreLine,
    WorkItem,
    plan,
)

NINE: Final = dt.datetime(2026, 3, 23, 9, tzinfo=dt.UTC)
HOSTILE: Final = "</td></table><script>alert(1)</script>"
BECAUSE: Final = ReasonKind("test.because", "she was free")
FULL: Final = ReasonKind("test.full", "has no room")

DECIDED: Final = RoutingDecision(
    WorkId("c7"),
    outcome=PlacementKind.ASSIGN,
    agent_id=AgentId("ann"),
    queue_id=QueueId("support"),
    reasons=(BECAUSE(),),
    requires=(Requirement("french", 2),),
    relaxed=(Relaxed(at=NINE, dropped=(Requirement("billing"),)),),
    considered=18,
    able=5,
    ranked=(
        Ranked(
            AgentId("ann"),
            points=23,
            lines=(ScoreLine("history", raw=10, weight=2), ScoreLine("tenure", raw=3)),
            ranks=(("round_robin", 4),),
            load=1,
            spare=2,
            last=4,
        ),
        Ranked(AgentId("bo"), ranks=(("round_robin", 0),)),
        Ranked(AgentId("cy"), ranks=(("round_robin", 0),)),
    ),
    excluded=(
        Excluded(AgentId("di"), reason=FULL()),
        Excluded(AgentId("ed"), reason=FULL(), until=NINE),
    ),
    counts=(("routing.shift", 11), ("test.full", 2)),
    decided_by="points",
    faults=(ExtensionFault("mood", origin=Origin("moods"), problem="ValueError: none"),),
)


def parsed(drawn: object) -> ET.Element:
    """
    The picture, parsed as XML; what is no XML does not parse.
    """
    return ET.fromstring(picture(drawn))  # noqa: S314


def text_at(drawn: ET.Element, path: str) -> str:
    """
    All text of the first element of a kind.
    """
    return "".join(next(drawn.iter(path)).itertext())


def cells(table: ET.Element) -> list[list[str]]:
    """
    The text of each cell, row by row.
    """
    return [["".join(each.itertext()) for each in row] for row in table.iter("tr")]


# --- a decision as text ---------------------------------------------------------------------


def test_a_decision_reads_from_the_answer_down() -> None:
    """
    Who gets it, why, what was asked, how the able stand, who cannot until when, and how many more.
    """
    assert str(DECIDED).splitlines() == [
        "c7 goes to ann, from queue support",
        "  she was free",
        "  it asks for french at 2 or more",
        "  billing gave way at 2026-03-23T09:00:00Z",
        "  failed: mood of moods: ValueError: none",
        "  chosen ann: 23 points (history 10 x 2, tenure 3), round_robin 4, has 1, room for 2",
        "  runner-up bo: 0 points, round_robin 0, has 0, room for any number",
        "  then cy: 0 points, round_robin 0, has 0, room for any number",
        "  not di: has no room",
        "  not ed: has no room, until 2026-03-23T09:00:00Z",
        "  2 more can take it",
        "  11 more cannot: off shift",
    ]


@pytest.mark.parametrize(
    ("decision", "answer"),
    [
        (
            RoutingDecision(
                WorkId("c1"),
                outcome=PlacementKind.OFFER,
                agent_id=AgentId("bo"),
                queue_id=QueueId("vip"),
            ),
            "c1 is offered to bo, from queue vip",
        ),
        (
            RoutingDecision(
                WorkId("c1"),
                outcome=PlacementKind.KEEP,
                agent_id=AgentId("bo"),
                queue_id=QueueId("vip"),
            ),
            "c1 stays with bo",
        ),
        (
            RoutingDecision(
                WorkId("c1"), outcome=PlacementKind.HOLD, queue_id=QueueId("vip"), until=NINE
            ),
            "c1 waits, from queue vip; look again at 2026-03-23T09:00:00Z",
        ),
        (RoutingDecision(WorkId("c1"), outcome=PlacementKind.HOLD), "c1 waits"),
    ],
    ids=["offer", "keep", "hold", "no queue"],
)
def test_each_outcome_has_its_sentence(decision: RoutingDecision, answer: str) -> None:
    """
    Offered, kept, held until an instant, and held without a queue.
    """
    assert str(decision) == answer
    assert text_at(parsed(decision), "p") == f"{answer}."


def test_a_requirement_that_a_plugin_dropped_says_so() -> None:
    """
    By whom is told beside what and when.
    """
    relaxed = Relaxed(at=NINE, dropped=(Requirement("a"), Requirement("b", 3)), by="kindness")
    assert str(relaxed) == "a, b at 3 or more gave way at 2026-03-23T09:00:00Z, by kindness"


def test_a_line_stays_one_line() -> None:
    """
    An id with a line break cannot pass for one more reason.
    """
    decision = RoutingDecision(WorkId("c1\n  because I say so"), outcome=PlacementKind.HOLD)
    assert str(decision).count("\n") == 0


# --- a decision as a picture ----------------------------------------------------------------


def test_a_decision_is_drawn_as_two_tables() -> None:
    """
    Who can take it, the chosen one and the runner-up named so, and who cannot until when.
    """
    able, unable = parsed(DECIDED).findall("figure/table")

    assert cells(able) == [
        [
            "can take it",
            "stands",
            "points",
            "of which",
            "round_robin",
            "has",
            "room for",
            "last turn",
        ],
        ["ann", "chosen", "23", "history 10 x 2, tenure 3", "4", "1", "2", "4"],
        ["bo", "runner-up", "0", "", "0", "0", "any number", "never"],
        ["cy", "", "0", "", "0", "0", "any number", "never"],
    ]
    assert cells(unable) == [
        ["cannot", "because", "until"],
        ["di", "has no room", ""],
        ["ed", "has no room", "2026-03-23T09:00:00Z"],
    ]


def test_the_rest_is_counted_below() -> None:
    """
    Why stands above the tables, how many more there are below them.
    """
    above, below = parsed(DECIDED).findall("ul")

    assert above.findtext("li") == "she was free"
    assert [each.text for each in below] == ["2 more can take it", "11 more cannot: off shift"]


def test_where_nobody_was_asked_there_is_no_table() -> None:
    """
    Held before any agent was looked at: the sentence alone.
    """
    drawn = parsed(RoutingDecision(WorkId("c1"), outcome=PlacementKind.HOLD))
    assert [each.tag for each in drawn] == ["p"]


# --- a plan ---------------------------------------------------------------------------------


def planned(*work: WorkItem) -> RoutingPlan:
    """
    One agent who can have two pieces of work, in a queue for chats and one for the rest.
    """
    late = BusinessCalendar("late", "UTC", "mon-fri 12:00-20:00")
    queues = [
        Queue(QueueId("night"), when="kind = night", hours=late),
        Queue(QueueId("support"), when="kind != lost"),
    ]
    rules = RoutingRules.of(RoutingSetup(queues=queues))
    return plan(work, [Agent(AgentId("ann"), capacity=2)], rules=rules, at=NINE)


def item(name: str, **given: str) -> WorkItem:
    """
    A piece of work that entered at nine.
    """
    kind, agent_id = given.get("kind", "case"), given.get("agent_id")
    agent = None if agent_id is None else AgentId(agent_id)
    return WorkItem(WorkId(name), entered_at=NINE, kind=kind, agent_id=agent)


def test_a_plan_is_drawn_by_queue() -> None:
    """
    Three in one queue, of whom the third waits; one until the other opens; one in none; one kept.
    """
    made = planned(
        item("c1"),
        item("c2"),
        item("c3"),
        item("n1", kind="night"),
        item("x1", kind="lost"),
        item("k1", agent_id="ann"),
    )
    drawn = parsed(made)

    assert text_at(drawn, "figcaption") == ("Plan of 2026-03-23T09:00:00Z: 2 assigned, 3 held, 1 kept")
    assert [cells(each) for each in drawn.iter("tbody")] == [
        [
            ["Queue support"],
            ["c1", "goes to", "ann", ""],
            ["c2", "goes to", "ann", ""],
            ["c3", "waits", "", ""],
        ],
        [["No queue"], ["k1", "stays with", "ann", ""], ["x1", "waits", "", ""]],
        [["Queue night"], ["n1", "waits", "", "2026-03-23T12:00:00Z"]],
    ]


def test_a_plan_without_work_says_so() -> None:
    """
    No row, and no number.
    """
    drawn = parsed(planned())
    assert text_at(drawn, "figcaption") == "Plan of 2026-03-23T09:00:00Z: no work"
    assert drawn.find(".//tbody") is None


def test_a_long_queue_is_cut_short() -> None:
    """
    Of 103 pieces of work 100 are shown, and 3 are counted.
    """
    (body,) = parsed(planned(*(item(f"c{number:03}") for number in range(103)))).iter("tbody")
    rows = cells(body)

    assert len(rows) == 1 + 100 + 1
    assert rows[-1] == ["and 3 more"]


class Broken:
    """
    A scorer that fails.
    """

    name = "broken"
    reads = frozenset[str]()

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> list[int]:
        """
        Fails for everybody.
        """
        message = f"no mood for {len(work)} facts and {len(candidates)} agents in {context.queue.id}"
        raise ValueError(message)


def test_a_plan_tells_what_failed() -> None:
    """
    A scorer that failed is named below the table.
    """
    setup = RoutingSetup(queues=[Queue(QueueId("support"), scorers="broken")])
    rules = RoutingRules.of(setup, extensions=[Broken()])
    made = plan([item("c1")], [Agent(AgentId("ann"))], rules=rules, at=NINE)

    assert (
        parsed(made).findtext("p")
        == "Failed: broken of here with c1: ValueError: no mood for 0 facts and 1 agents in support"
    )
    assert str(made).splitlines()[0].endswith("1 proposed, 0 held, 1 fault)")


def test_a_strangers_text_stays_text() -> None:
    """
    Ids open no tag, in a plan or in a decision.
    """
    made = planned(item(HOSTILE))
    hostile = attrs.evolve(DECIDED, work_id=WorkId(HOSTILE), agent_id=AgentId(HOSTILE))

    for drawn in (made, made.decision(WorkId(HOSTILE)), hostile):
        assert isinstance(picture(drawn), Markup)
        assert parsed(drawn).find(".//script") is None
        assert "&lt;script&gt;" in picture(drawn)
