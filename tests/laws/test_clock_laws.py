"""
Laws of clocks that a host relies on: live is the fold, notices are told once, parts add up.
"""

import datetime as dt
import itertools
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from csmcore.calendars import Calendar
from csmcore.kernel import Timeline
from csmcore.sla import (
    Notice,
    SlaClock,
    SlaPolicy,
    SlaTarget,
    Stage,
    advance,
    breakdown,
    measure,
    next_instant,
    notices,
    repair,
    status,
)
from csmcore.testing import changes, timelines
from tests.sla.promises import calendars, policies, targets

ZERO: Final = dt.timedelta(0)
MONDAY: Final = dt.datetime(2026, 4, 27, tzinfo=dt.UTC)


def instants() -> st.SearchStrategy[dt.datetime]:
    """
    Instants before, within and after the timelines' days.
    """
    return st.integers(-60, 12 * 24 * 60).map(lambda minutes: MONDAY + dt.timedelta(minutes=minutes))


def last_cycle(clock: SlaClock) -> SlaClock:
    """
    What a state shows of a clock: its last cycle, without phases.
    """
    cycles = tuple(attrs.evolve(each, phases=()) for each in clock.cycles[-1:])
    return attrs.evolve(clock, cycles=cycles, calendars=())


@given(targets(), timelines(), calendars(), st.data())
def test_a_clock_taken_along_is_the_clock_folded(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, data: st.DataObject
) -> None:
    """
    For every way of splitting a history, advancing gives what measuring the whole gives.
    """
    together = [list(group) for _, group in itertools.groupby(timeline, key=lambda change: change.at)]
    state = advance(None, [], target=target, calendar=calendar)
    while together:
        count = data.draw(st.integers(1, len(together)))
        state = advance(state, itertools.chain(*together[:count]), target=target, calendar=calendar)
        together = together[count:]
    at = max(data.draw(instants()), state.frontier or MONDAY)

    live = state.clock(target, calendar=calendar, at=at)

    folded = measure(target, timeline, calendar=calendar, at=at)
    assert last_cycle(live) == last_cycle(folded)


@given(policies(), timelines(), calendars(), st.data())
def test_a_history_asked_about_as_it_grows_is_judged_like_a_new_one(
    policies: tuple[SlaPolicy, ...], timeline: Timeline, calendar: Calendar, data: st.DataObject
) -> None:
    """
    What was counted for earlier questions changes no answer, whatever is added, also late.
    """
    left = list(timeline)
    if data.draw(st.booleans()):
        left = data.draw(st.permutations(left))
    grown = Timeline()
    while left:
        count = data.draw(st.integers(1, len(left)))
        grown = grown.with_changes(*left[:count])
        left = left[count:]
        new, at = Timeline(grown.changes), data.draw(instants())

        soon = next_instant(policies, grown, calendars=calendar, at=at)

        assert soon == next_instant(policies, new, calendars=calendar, at=at)
        now = data.draw(instants())
        stands = status(policies, grown, calendars=calendar, at=now)
        assert stands == status(policies, Timeline(grown.changes), calendars=calendar, at=now)


@given(policies(), timelines(), calendars(), st.lists(instants(), min_size=3, max_size=6))
def test_windows_that_join_tell_each_notice_once(
    promised: tuple[SlaPolicy, ...], timeline: Timeline, calendar: Calendar, polls: list[dt.datetime]
) -> None:
    """
    However often a host asks, and whatever comes late, it is told what one long window tells.
    """
    polls = sorted(polls)

    def told(after: dt.datetime, until: dt.datetime) -> tuple[Notice, ...]:
        return notices(promised, timeline, calendars=calendar, after=after, until=until)

    in_parts = [told(*window) for window in itertools.pairwise(polls)]

    assert tuple(itertools.chain(*in_parts)) == told(polls[0], polls[-1])
    tellings = [(each.id, each.known_at) for part in in_parts for each in part]
    assert len(set(tellings)) == len(tellings)


@given(policies(), timelines(), calendars(), instants())
def test_a_notice_is_told_each_time_it_comes_to_stand(
    promised: tuple[SlaPolicy, ...], timeline: Timeline, calendar: Calendar, until: dt.datetime
) -> None:
    """
    A host that looked at the status of every instant that matters saw the same notices come.
    """
    begin = min([MONDAY, *(each.at for each in timeline)]) - dt.timedelta(1)
    until = max(begin, until)
    told = notices(promised, timeline, calendars=calendar, after=begin, until=until)
    matter = {until, *(each.known_at for each in told)}
    matter |= {at for each in timeline for at in (each.at, each.recorded_at) if begin < at <= until}

    came, stood = [], frozenset[str]()
    for at in sorted(matter):
        seen = status(promised, timeline.as_known_at(at), calendars=calendar, at=at).notices
        stands = frozenset(each.id for each in seen)
        came += [(at, each) for each in sorted(stands - stood)]
        stood = stands

    assert sorted((each.known_at, each.id) for each in told) == sorted(came)


@given(policies(), timelines(), calendars(), instants(), st.data())
def test_late_facts_between_two_polls_neither_repeat_nor_lose_a_notice(
    promised: tuple[SlaPolicy, ...],
    timeline: Timeline,
    calendar: Calendar,
    poll: dt.datetime,
    data: st.DataObject,
) -> None:
    """
    What is recorded after a poll changes nothing that the poll was told.
    """
    new = [
        attrs.evolve(each, recorded_at=max(each.recorded_at, poll + dt.timedelta(minutes=1)))
        for each in data.draw(st.lists(changes(), max_size=3))
    ]
    # What the host will have recorded by the first poll, it must have recorded by then.
    early = timeline.as_known_at(poll)
    until = max(poll, data.draw(instants()))

    first = notices(promised, early, calendars=calendar, after=MONDAY - dt.timedelta(1), until=poll)
    later = early.with_changes(*new)
    again = notices(promised, later, calendars=calendar, after=MONDAY - dt.timedelta(1), until=poll)
    second = notices(promised, later, calendars=calendar, after=poll, until=until)

    assert again == first
    assert not {
        (each.id, each.known_at) for each in (*first, *second) if each in first and each in second
    }


@given(policies(), timelines(), calendars(), instants())
def test_a_breach_is_told_where_a_clock_is_breached(
    promised: tuple[SlaPolicy, ...], timeline: Timeline, calendar: Calendar, at: dt.datetime
) -> None:
    """
    A clock that stands breached has its breach among the notices that stand, and the other way round.
    """
    stands = status(promised, timeline, calendars=calendar, at=at)

    breached = {clock.name for clock in stands.clocks if clock.stage.is_open and clock.breached}
    told = {each.target for each in stands.notices if each.threshold is None}
    assert breached <= told


@given(policies(), timelines(), calendars(), instants())
def test_nothing_is_told_before_the_next_instant(
    promised: tuple[SlaPolicy, ...], timeline: Timeline, calendar: Calendar, at: dt.datetime
) -> None:
    """
    Between an instant and the next one of its status no notice comes to be known.
    """
    known = timeline.as_known_at(at)
    known = Timeline(change for change in known if change.at <= at)
    coming = status(promised, known, calendars=calendar, at=at).next_instant
    assert next_instant(promised, known, calendars=calendar, at=at) == coming
    until = at + dt.timedelta(days=20) if coming is None else coming - dt.timedelta(microseconds=1)

    assert notices(promised, known, calendars=calendar, after=at, until=max(at, until)) == ()


@given(policies(), timelines(), calendars(), instants(), instants())
def test_repair_is_idempotent(
    promised: tuple[SlaPolicy, ...],
    timeline: Timeline,
    calendar: Calendar,
    at: dt.datetime,
    known_at: dt.datetime,
) -> None:
    """
    From a status to itself nothing is to be repaired, and what is sent one way is withdrawn the other.
    """
    before = status(promised, timeline.as_known_at(known_at), calendars=calendar, at=at)
    after = status(promised, timeline, calendars=calendar, at=at)

    there, back = repair(before, after), repair(after, before)

    assert not repair(after, after)
    assert {each.id for each in there.send} == {each.id for each in back.withdraw}
    assert len(there.clocks) == len(back.clocks)


@given(
    targets(), timelines(), calendars(), instants(), st.sampled_from(["state", "priority", "tags", "x"])
)
def test_a_breakdown_adds_up_exactly(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, at: dt.datetime, by: str
) -> None:
    """
    By whatever fact, the portions add up to what the clock's cycles ran and waited.
    """
    clock = measure(target, timeline, calendar=calendar, at=at)

    portions = breakdown(clock, timeline, by=by)

    assert sum((each.elapsed for each in portions), ZERO) == sum(
        (c.elapsed for c in clock.cycles), ZERO
    )
    waited = (length for cycle in clock.cycles for _, length in cycle.paused)
    assert sum((each.paused for each in portions), ZERO) == sum(waited, ZERO)


@given(targets(), timelines(), calendars(), instants())
def test_only_the_last_cycle_may_be_open(
    target: SlaTarget, timeline: Timeline, calendar: Calendar, at: dt.datetime
) -> None:
    """
    One cycle runs at a time; the others have ended, each before the next was asked for.
    """
    clock = measure(target, timeline, calendar=calendar, at=at)

    assert all(not cycle.stage.is_open and cycle.ended_at is not None for cycle in clock.cycles[:-1])
    assert all(cycle.stage is not Stage.NOT_STARTED for cycle in clock.cycles[:-1])
