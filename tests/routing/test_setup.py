"""
A whole routing as data, and whether its parts fit together.
"""

import itertools
from typing import Any

import pytest

from csmcore.conditions import ANYTHING, parse
from csmcore.errors import CycleError, DefinitionError, DuplicateError, UnknownReferenceError
from csmcore.kernel import QueueId
from csmcore.routing import (
    STANDARD_PRESENCES,
    Backlog,
    Channel,
    Offering,
    Overflow,
    Presence,
    Queue,
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
