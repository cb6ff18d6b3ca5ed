"""
Timelines, by hand.
"""

import datetime as dt
import pickle
from decimal import Decimal
from typing import Any

import pytest

from csmcore.errors import DefinitionError, NaiveInstantError, OrderError
from csmcore.kernel import Change, Facts, Timeline


def at(hour: int, minute: int = 0) -> dt.datetime:
    """
    An instant of one morning.
    """
    return dt.datetime(2026, 3, 30, hour, minute, tzinfo=dt.UTC)


HISTORY = Timeline(
    [
        Change(at(8), {"state": "new", "priority": 3}),
        Change(at(9), {"state": "active"}, ["agent_replied"]),
        Change(at(9), {"priority": 1}),
        Change(at(10), (), "customer_replied"),
        Change(at(11), {"state": "resolved", "priority": None}),
    ]
)


def test_what_held_before_anything_was_said_is_nothing() -> None:
    """
    Before the first change no fact is set.
    """
    assert HISTORY.facts_at(at(7, 59)) == {}


def test_a_change_holds_from_its_own_instant() -> None:
    """
    At the instant of a change it holds already, and its instant's other changes with it.
    """
    assert HISTORY.facts_at(at(9)) == {"state": "active", "priority": 1}


def test_a_fact_is_unset_by_none() -> None:
    """
    A fact that becomes None is set no longer.
    """
    assert HISTORY.facts_at(at(12)) == {"state": "resolved"}


def test_a_moment_has_what_held_before_and_after_and_what_was_signalled() -> None:
    """
    All changes of nine o'clock are one moment.
    """
    moment = HISTORY.moments[1]

    assert moment.at == at(9)
    assert moment.signals == {"agent_replied"}
    assert moment.before == {"state": "new", "priority": 3}
    assert moment.after == {"state": "active", "priority": 1}


def test_a_fact_that_comes_back_at_once_has_not_changed() -> None:
    """
    Of one fact's changes at one instant the last counts, also when it is the old value.
    """
    timeline = HISTORY.with_changes(
        Change(at(10), {"state": "waiting"}), Change(at(10), {"state": "active"})
    )

    assert HISTORY.segments == timeline.segments


def test_signals_do_not_divide_segments() -> None:
    """
    From nine to eleven nothing changes, although the customer replies at ten.
    """
    assert [(at(8), at(9)), (at(9), at(11)), (at(11), None)] == [
        (each.start, each.end) for each in HISTORY.segments
    ]


def test_a_late_fact_takes_its_place_in_the_past() -> None:
    """
    What is told at noon about ten past eight holds from ten past eight, and was not known before.
    """
    late = Change(at(8, 10), {"state": "waiting"}, recorded_at=at(12))
    timeline = HISTORY.with_changes(late)

    assert timeline.facts_at(at(8, 30))["state"] == "waiting"
    assert timeline.as_known_at(at(11, 59)) == HISTORY
    assert at(12) == timeline.moments[1].known_at


def test_changes_out_of_order_are_refused_and_of_puts_them_in_order() -> None:
    """
    A timeline does not guess whether an order was meant.
    """
    backwards = HISTORY.changes[::-1]

    with pytest.raises(OrderError, match=r"timeline ends .*T10:00.* before it starts .*T11:00"):
        Timeline(backwards)
    assert Timeline.of(backwards).facts_at(at(12)) == {"state": "resolved"}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "says nothing"),
        ({"tags": {"vip"}}, r"tags is \{'vip'\}; a fact is a scalar or a frozenset"),
        ({"tags": ["vip"]}, r"tags is \['vip'\]"),
        ({" ": 1}, "' ' is no name of a fact"),
        ({"at": dt.datetime(2026, 3, 30, 8)}, "has no zone"),
        ({"cost": Decimal("NaN")}, "no number that could be compared"),
    ],
)
def test_a_change_says_something_that_can_hold(facts: dict[str, object], told: str) -> None:
    """
    A fact has a name and a value that cannot change under our hands.
    """
    with pytest.raises(DefinitionError, match=told):
        Change(at(8), facts)  # type: ignore[arg-type]


def test_a_change_has_an_instant() -> None:
    """
    A wall time says nothing about when.
    """
    with pytest.raises(NaiveInstantError):
        Change(dt.datetime(2026, 3, 30, 8), {"state": "new"})


def test_a_timeline_is_made_of_changes() -> None:
    """
    One alone, a text, a mapping and a list where single ones are asked for: what to give is said.
    """
    one = Change(at(8), {"state": "new"})
    given: Any
    for given in (one, 5, None):
        for make in (Timeline, Timeline.of):
            with pytest.raises(DefinitionError, match=r"is no list; give several changes, as Timel"):
                make(given)
    for given in (["x"], "xy", [one, {"at": at(8)}], [{"at": at(8)}, {"at": at(9)}]):
        for make in (Timeline, Timeline.of):
            with pytest.raises(DefinitionError, match=r"is no change of a timeline; give changes, a"):
                make(given)
    for given in ([one], (at(8), {"state": "new"}), "x"):
        with pytest.raises(DefinitionError, match=r"; give changes, as with_changes\(\*changes\)$"):
            HISTORY.with_changes(given)


def test_adding_nothing_changes_nothing() -> None:
    """
    Changes that are there keep their order, whenever they were recorded.
    """
    one = Change(at(8), {"state": "new"}, recorded_at=at(12))
    two = Change(at(8), {"state": "open"}, recorded_at=at(9))
    timeline = Timeline([one, two])

    assert timeline.with_changes() == timeline
    assert timeline.with_changes(Change(at(9), {"priority": 1})).facts_at(at(8)) == {"state": "open"}


def test_a_flag_that_was_a_number_has_changed() -> None:
    """
    To Python ``False`` equals 0; to a history it is another value.
    """
    timeline = Timeline([Change(at(8), {"open": 0}), Change(at(9), {"open": False})])

    assert len(timeline.segments) == 2
    assert Facts({"open": 0}) != Facts({"open": False})


def test_an_empty_timeline_has_no_start() -> None:
    """
    Asking when nothing began is a mistake, and told as one.
    """
    with pytest.raises(DefinitionError, match="empty timeline has no start"):
        _ = Timeline().starts_at
    assert Timeline().segments == ()


def test_facts_are_a_mapping_and_a_value() -> None:
    """
    They compare with any mapping, hash by what they hold, and pickle.
    """
    facts = Facts({"state": "new", "tags": frozenset({"vip"})})

    assert facts == {"tags": frozenset({"vip"}), "state": "new"}
    assert facts != {"state": "new"}
    assert hash(facts) == hash(pickle.loads(pickle.dumps(facts)))
    assert facts.get("priority") is None
    assert facts.changed([("state", "new")]) is facts
