"""
Laws of timelines: what held is the last that was said, and order matters only within a fact.
"""

import datetime as dt
import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from csmcore.kernel import Change, Fact, Timeline
from csmcore.testing import changes, timelines


def _held(timeline: Timeline, at: dt.datetime) -> dict[str, Fact]:
    """
    What held at an instant, read off change by change.
    """
    held: dict[str, Fact] = {}
    for change in timeline.changes:
        if change.at <= at:
            held.update(change.facts)
    return {name: value for name, value in held.items() if value is not None}


@given(timelines(), changes())
def test_what_holds_is_what_was_said_last(timeline: Timeline, probe: Change) -> None:
    """
    The facts at an instant are those of a reader who goes through the changes one by one.
    """
    assert _held(timeline, probe.at) == timeline.facts_at(probe.at)


@given(timelines(), st.randoms())
def test_changes_of_one_instant_to_different_facts_commute(
    timeline: Timeline, chance: random.Random
) -> None:
    """
    One change of three facts is three changes of one each, in whichever order they come.
    """
    apart = [
        Change(change.at, (pair,), recorded_at=change.recorded_at)
        for change in timeline.changes
        for pair in change.facts
    ]
    signals = [
        Change(change.at, (), change.signals, recorded_at=change.recorded_at)
        for change in timeline.changes
        if change.signals
    ]
    by_fact: dict[tuple[dt.datetime, str], list[Change]] = {}
    for each in apart:
        by_fact.setdefault((each.at, each.facts[0][0]), []).append(each)
    groups = [*by_fact.values(), *([each] for each in signals)]
    chance.shuffle(groups)
    mixed = sorted((each for group in groups for each in group), key=lambda change: change.at)

    assert timeline.moments == Timeline(mixed).moments


@given(timelines())
def test_the_order_in_which_changes_arrive_does_not_matter(timeline: Timeline) -> None:
    """
    A timeline that learns its changes one by one is the timeline of them all.
    """
    learned = Timeline()
    for change in sorted(timeline.changes, key=lambda change: change.recorded_at):
        learned = learned.with_changes(change)

    assert timeline.moments == learned.moments


@given(timelines(min_size=1))
def test_segments_lie_end_to_end_and_say_what_held(timeline: Timeline) -> None:
    """
    Each segment begins where the one before it ends, differs from it, and the last is open.
    """
    segments = timeline.segments

    assert [each.end for each in segments[:-1]] == [each.start for each in segments[1:]]
    assert all(one.facts != other.facts for one, other in itertools.pairwise(segments))
    assert all(_held(timeline, each.start) == each.facts for each in segments)
    assert [each.end for each in segments[-1:]] == [None] * bool(segments)


@given(timelines(), changes(), changes())
def test_what_is_known_only_grows(timeline: Timeline, probe: Change, later: Change) -> None:
    """
    What was known at an instant was known at every later one, and in the end all is known.
    """
    first, second = sorted([probe.recorded_at, later.recorded_at])
    known = timeline.as_known_at(first)
    end = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)

    assert set(known.changes) <= set(timeline.as_known_at(second).changes)
    assert known == timeline.as_known_at(second).as_known_at(first)
    assert timeline == timeline.as_known_at(end)


@given(timelines(), st.lists(st.lists(changes(), max_size=3), max_size=4))
def test_a_timeline_that_grows_has_the_moments_of_a_new_one(
    timeline: Timeline, more: list[list[Change]]
) -> None:
    """
    Wherever changes are put in, the moments are those of all changes read from the beginning.
    """
    for each in more:
        timeline = timeline.with_changes(*each)

        assert timeline.moments == Timeline(timeline.changes).moments
