"""
A whole routing as data, and whether its parts fit together.
"""

import datetime as dt
import itertools
from typing import Any

import pytest

from csmcore.conditions import ANYTHING, parse
from csmcore.errors import CycleError, DefinitionError, DuplicateError, UnknownReferenceError
from csmcore.kernel import AgentId, GroupId, QueueId
from csmcore.routing import (
    STANDARD_PRESENCES,
    Agent,
    Backlog,
    Channel,
    Offering,
    Overflow,
    Pool,
    Presence,
    Queue,
    Relaxation,
    Requirement,
    RoutingSetup,
)

Q1, Q2, Q3 = map(QueueId, ("q1", "q2", "q3"))


def _to(queue_id: QueueId) -> Overflow:
    return Overflow(queue_id)


def test_queues_are_all_that_is_needed() -> None:
    """
    Agents are available, away or offline; the oldest work comes first; all of it is given out.
    """
    setup = RoutingSetup(queues=[Queue(Q1)])

    assert (setup.channels, setup.presences) == ((), STANDARD_PRESENCES)
    assert (setup.backlog, setup.routable) == (Backlog(), ANYTHING)
    assert [each.takes("case") for each in setup.presences] == [True, False, False]


def test_parts_are_looked_up() -> None:
    """
    By their names.
    """
    setup = RoutingSetup(queues=[Queue(Q1), Queue(Q2)], channels=[Channel("chat", size=2)])

    assert setup.queues_by_id == {Q1: Queue(Q1), Q2: Queue(Q2)}
    assert setup.channels_by_name == {"chat": Channel("chat", size=2)}
    assert set(setup.presences_by_name) == {"available", "away", "offline"}


def test_every_channel_is_taken_where_none_is_named() -> None:
    """
    Once one is named, a misspelt one is no channel.
    """
    assert RoutingSetup(queues=[]).channel("chat") == Channel("chat")
    named = RoutingSetup(queues=[], channels=[Channel("chat", size=2)])
    assert (named.channel("chat"), named.channel("caht")) == (Channel("chat", size=2), None)


def test_what_is_given_out_is_a_condition() -> None:
    """
    A text is parsed.
    """
    assert RoutingSetup(queues=[], routable="bot is not set").routable == parse("bot is not set")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"queues": [Queue(Q1), Queue(Q1)]}, "queue 'q1'|queue q1"),
        ({"queues": [], "channels": [Channel("chat"), Channel("chat", size=2)]}, "channel.*chat"),
        ({"queues": [], "presences": [Presence("in"), Presence("in")]}, "presence.*in"),
    ],
)
def test_a_name_stands_once(given: dict[str, Any], message: str) -> None:
    """
    Two of one name could not be told apart.
    """
    with pytest.raises(DuplicateError, match=message):
        RoutingSetup(**given)


def test_overflow_goes_to_a_queue_that_is_there() -> None:
    """
    So does the presence after an offer that nobody answered.
    """
    with pytest.raises(UnknownReferenceError, match="q9"):
        RoutingSetup(queues=[Queue(Q1, overflow=_to(QueueId("q9")))])
    with pytest.raises(UnknownReferenceError, match="asleep"):
        RoutingSetup(queues=[Queue(Q1, offering=Offering(presence_after_timeout="asleep"))])
    awake = Offering(presence_after_timeout="away")
    assert RoutingSetup(queues=[Queue(Q1, offering=awake)]).queues[0].offering == awake


def test_overflow_goes_on_and_does_not_come_back() -> None:
    """
    One queue after another, and into itself is back at once.
    """
    onwards = [Queue(Q1, overflow=_to(Q2)), Queue(Q2, overflow=_to(Q3)), Queue(Q3)]

    assert RoutingSetup(queues=onwards).queues == tuple(onwards)
    with pytest.raises(CycleError, match="q1"):
        RoutingSetup(queues=[*onwards[:2], Queue(Q3, overflow=_to(Q1))])
    with pytest.raises(CycleError, match="q1"):
        RoutingSetup(queues=[Queue(Q1, overflow=_to(Q1))])


def test_a_long_chain_of_overflow_is_walked() -> None:
    """
    However long it is.
    """
    ids = [QueueId(f"q{number}") for number in range(3_000)]
    chain = [Queue(one, overflow=_to(other)) for one, other in itertools.pairwise(ids)]

    assert len(RoutingSetup(queues=[*chain, Queue(ids[-1])]).queues) == 3_000


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"queues": Queue(Q1)}, r"is no list; give several of Queue"),
        ({"queues": ["q1"]}, r"'q1' is no Queue"),
        ({"channels": ["chat"]}, r"'chat' is no Channel"),
        ({"presences": None}, r"None is no list; give several of Presence"),
        ({"backlog": "entered"}, r"backlog is 'entered'; it is a Backlog"),
        ({"routable": 3}, r"3"),
    ],
)
def test_a_setup_of_something_else_is_refused(given: dict[str, Any], message: str) -> None:
    """
    The message says what was wrong with the value, and what would be right.
    """
    with pytest.raises(DefinitionError, match=message):
        RoutingSetup(**{"queues": [], **given})


def _staff(id_: str, **given: Any) -> Agent:
    return Agent(AgentId(id_), groups=[GroupId("desk")], **given)


def test_staff_who_fit_are_not_spoken_of() -> None:
    """
    Everybody names what is there, and every queue has somebody.
    """
    setup = RoutingSetup(queues=[Queue(Q1, requires=["tax"], pools=[Pool(groups=[GroupId("desk")])])])

    assert setup.check([_staff("ann", skills={"tax": 1}, channels={"fax": 1})]) == ()
    assert setup.check() == ()


def test_what_agents_name_is_there() -> None:
    """
    Presence, channels and queues, each with the name that is near.
    """
    setup = RoutingSetup(queues=[Queue(Q1)], channels=[Channel("chat")])
    found = setup.check([_staff("ann", presence="awya", channels={"caht": 1}, queues={"q9": 1})])

    assert [str(each) for each in found] == [
        "agents[0].presence: agent ann says awya, and no presence is named so; away is near",
        "agents[0].channels: agent ann can have so much of caht, which is no channel; chat is near",
        "agents[0].queues: agent ann can have so much of q9, which is no queue; there are q1",
    ]


def test_queues_that_nobody_could_ever_serve_are_found() -> None:
    """
    Nobody in the pools, nobody with a skill, or nobody with all of them at once.
    """
    both = [Requirement("tax"), Requirement("french", 2)]
    setup = RoutingSetup(
        queues=[
            Queue(Q1, pools=[Pool(groups=[GroupId("dsek")]), Pool(agents=[AgentId("anna")])]),
            Queue(Q2, requires=["dutch"]),
            Queue(Q3, requires=both),
        ]
    )
    together = (
        "queues[2].requires: none of the 2 agents in its pools has all of tax, french at 2 or more, "
        "which never give way"
    )
    found = setup.check([_staff("ann", skills={"tax": 1}), _staff("bo", skills={"french": 3})])

    assert [str(each) for each in found] == [
        "queues[0].pools[0].groups: no group is named dsek; desk is near",
        "queues[0].pools[1].agents: no agent is named anna; ann is near",
        "queues[0]: none of 2 agents is in any of its pools",
        "queues[1].requires[0]: none of the 2 agents in its pools has dutch, which never gives way",
        together,
    ]
    assert not any(each.is_advice for each in found)


def test_a_skill_of_nobody_that_gives_way_is_advice() -> None:
    """
    Work waits for nothing, and is then served; where nothing relaxes, it never is.
    """
    asked = [Requirement("dutch", drop=1), Requirement("art", is_mandatory=False)]
    relaxed = Queue(Q1, requires=asked, relaxation=Relaxation(every=dt.timedelta(minutes=5)))
    setup = RoutingSetup(queues=[relaxed, Queue(Q2, requires=asked)])
    found = setup.check([_staff("ann")])

    assert [(each.path, each.reason.code, each.is_advice) for each in found] == [
        ("queues[0].requires[0]", "routing.queue_waits_in_vain", True),
        ("queues[1].requires[0]", "routing.queue_unskilled", False),
    ]


def test_groups_are_checked_without_staff() -> None:
    """
    What is not given is not checked.
    """
    setup = RoutingSetup(
        queues=[Queue(Q1, pools=[Pool(groups=[GroupId("dsek")], agents=[AgentId("zoe")])])]
    )

    assert [str(each) for each in setup.check(groups=[GroupId("desk")])] == [
        "queues[0].pools[0].groups: no group is named dsek; desk is near"
    ]
