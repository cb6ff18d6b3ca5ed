"""
Laws of how a clock counts: what a pause moves, what a cut or another order cannot change, what adds up.
"""

import datetime as dt
import itertools
import random
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from csmcore.calendars import Calendar
from csmcore.kernel import Change, Timeline
from csmcore.sla import Cycle, Deadline, Goal, SlaClock, SlaTarget, Stage, measure
from csmcore.testing import timelines
from tests.sla.promises import calendars, targets

ZERO: Final = dt.timedelta(0)
HOUR: Final = dt.timedelta(hours=1)
MONDAY: Final = dt.datetime(2026, 4, 27, tzinfo=dt.UTC)
DAYS: Final = 12


def instants() -> st.SearchStrategy[dt.datetime]:
    """
    Instants before, within and after the timelines' days, often where windows open and close.
    """
    minutes = st.integers(-60, DAYS * 24 * 60) | st.integers(0, DAYS * 24).map(lambda hours: 60 * hours)
    return minutes.map(lambda minute: MONDAY + dt.timedelta(minutes=minute))


def waiting(edges: list[dt.datetime]) -> Timeline:
    """
    A record that is active from the first instant on, and then waits and goes on in turn.
    """
    states = itertools.cycle(["active", "waiting"])
    return Timeline(Change(at, {"state": state}) for at, state in zip(edges, states, strict=False))


def shown(clock: SlaClock) -> list[Cycle]:
    """
    What a clock's cycles show, but for which goal it is and how they went.
    """
    return [attrs.evolve(cycle, goal=None, phases=()) for cycle in clock.cycles]


@given(
    calendars(),
    st.integers(1, 60).map(lambda quarters: quarters * HOUR / 4),
    st.lists(instants(), min_size=3, max_size=9, unique=True).filter(lambda edges: len(edges) % 2),
)
def test_a_pause_moves_due_by_its_own_working_time(
    calendar: Calendar, allowed: dt.timedelta, edges: list[dt.datetime]
) -> None:
    """
    The last pause, begun before due, moves due by the working time in it; a later one by none.
    """
    edges.sort()
    began, until = edges[-2:]
    promise = SlaTarget("clock", allowed, start="state is set", stop="never", pauses="state = waiting")

    without = measure(promise, waiting(edges[:-2]), calendar=calendar, at=until).due_at
    due = measure(promise, waiting(edges), calendar=calendar, at=until).due_at

    assert without is not None
    assert due is not None
    assert calendar.between(without, due) == (
        calendar.between(began, until) if began < without else ZERO
    )


@given(targets(), timelines(), calendars(), instants())
def test_what_comes_later_changes_nothing(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, at: dt.datetime
) -> None:
    """
    A history that is cut at the instant asked about gives what the whole gives.
    """
    cut = Timeline(change for change in timeline if change.at <= at)

    assert measure(target, cut, calendar=calendar, at=at) == measure(
        target, timeline, calendar=calendar, at=at
    )


@given(targets(), timelines(), calendars(), instants(), st.randoms())
def test_changes_of_one_instant_to_different_facts_commute(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, at: dt.datetime, chance: random.Random
) -> None:
    """
    What is said of one instant counts together, in whichever order and in however many pieces.
    """
    pieces: dict[tuple[dt.datetime, str], list[Change]] = {}
    for change in timeline:
        for name, value in change.facts:
            pieces.setdefault((change.at, name), []).append(Change(change.at, {name: value}))
        for signal in change.signals:
            pieces.setdefault((change.at, f"signal {signal}"), []).append(Change(change.at, (), signal))
    groups = list(pieces.values())
    chance.shuffle(groups)
    mixed = Timeline(sorted(itertools.chain(*groups), key=lambda change: change.at))

    assert measure(target, mixed, calendar=calendar, at=at) == measure(
        target, timeline, calendar=calendar, at=at
    )


@given(targets(), timelines(), calendars(), instants())
def test_another_goal_of_the_same_length_changes_nothing(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, at: dt.datetime
) -> None:
    """
    A record that moves to a goal with the same length shows what it would have shown.
    """
    allowed = target.goals[0].allowed
    one = attrs.evolve(target, goals=allowed)
    several = attrs.evolve(
        target, goals=[Goal(allowed, "priority <= 2"), Goal(allowed, "state = active"), Goal(allowed)]
    )

    assert shown(measure(one, timeline, calendar=calendar, at=at)) == shown(
        measure(several, timeline, calendar=calendar, at=at)
    )


@given(targets(), timelines(), calendars(), instants())
def test_phases_lie_end_to_end(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, at: dt.datetime
) -> None:
    """
    From the start until the end, or until now, without a gap, and never backwards.
    """
    for cycle in measure(target, timeline, calendar=calendar, at=at).cycles:
        edges = [(phase.start, phase.end) for phase in cycle.phases]
        if edges:
            assert edges[0][0] == cycle.started_at
            assert edges[-1][1] == (cycle.ended_at or at)
        else:
            assert (cycle.ended_at or at) <= cycle.started_at
        assert all(start <= end for start, end in edges)
        assert all(one[1] == other[0] for one, other in itertools.pairwise(edges))


@given(targets(), timelines(), calendars(), instants())
def test_phases_add_up(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, at: dt.datetime
) -> None:
    """
    What was worked while running is what elapsed, and while each pause held what was waited for it.
    """
    for cycle in measure(target, timeline, calendar=calendar, at=at).cycles:
        ran, waited = ZERO, dict.fromkeys((pause.name for pause in target.pauses), ZERO)
        for phase in cycle.phases:
            if phase.stage is Stage.RUNNING:
                ran += phase.worked
            elif phase.stage is Stage.PAUSED:
                waited[phase.pause] += phase.worked
            if phase.stage.is_open:
                assert phase.worked == calendar.between(phase.start, phase.end)

        assert (ran, tuple(waited.items())) == (cycle.elapsed, cycle.paused)


@given(targets(), timelines(), calendars(), st.lists(instants(), min_size=2, max_size=6))
def test_what_has_run_never_shrinks(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, asked: list[dt.datetime]
) -> None:
    """
    Asked later, a cycle has run at least as long, and waited at least as long for each.
    """
    seen: dict[int, tuple[dt.timedelta, ...]] = {}
    for at in sorted(asked):
        for cycle in measure(target, timeline, calendar=calendar, at=at).cycles:
            told = (cycle.elapsed, *(length for _, length in cycle.paused))
            before = seen.get(cycle.number, tuple(ZERO for _ in told))
            assert all(earlier <= later for earlier, later in zip(before, told, strict=True))
            seen[cycle.number] = told


@given(targets(), timelines(), calendars(), instants())
def test_what_is_left_and_what_has_run_are_what_is_allowed(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, at: dt.datetime
) -> None:
    """
    Of a goal in working time, also when it is overdrawn; where no goal fits, nothing is left or due.
    """
    for cycle in measure(target, timeline, calendar=calendar, at=at).cycles:
        if cycle.goal is None:
            assert (cycle.allowed, cycle.margin, cycle.due_at) == (None, None, None)
        else:
            assert not isinstance(cycle.goal.allowed, Deadline)
            assert cycle.margin is not None
            assert cycle.margin + cycle.elapsed == cycle.allowed
