"""
Strategies for routing: agents, work, queues, and setups, few and alike, so that they collide.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import attrs

from csmcore.calendars import BusinessCalendar, Calendar
from csmcore.conditions import ANYTHING, NOTHING, Condition, parse
from csmcore.kernel import AgentId, Fact, GroupId, QueueId, WorkId
from csmcore.routing import (
    STANDARD_PRESENCES,
    Affinity,
    Agent,
    AssignmentLimit,
    Backlog,
    BacklogKey,
    Channel,
    Offering,
    Overflow,
    Pool,
    Presence,
    Queue,
    Relaxation,
    Requirement,
    RoutingSetup,
    Use,
    WorkAssignment,
    WorkItem,
)
from csmcore.testing._extra import st

AGENTS: Final = tuple(map(AgentId, "abcdef"))
"""
Who there can be.
"""

QUEUES: Final = tuple(map(QueueId, ("q1", "q2", "q3")))
"""
Which queues there can be.
"""

WORK: Final = tuple(map(WorkId, ("w1", "w2", "w3", "w4", "w5", "w6", "w7")))
"""
What can wait.
"""

MONDAY: Final = dt.datetime(2026, 3, 23, tzinfo=dt.UTC)
"""
The midnight from which all instants are counted in steps of five minutes.
"""

CHANNELS: Final = ("case", "chat")
"""
By which ways work comes.
"""

_OTHERS: Final = tuple(map(WorkId, ("x1", "x2", "x3", "x4")))
_SKILLS: Final = ("french", "billing")
_GROUPS: Final = tuple(map(GroupId, ("one", "two")))
_CALENDARS: Final[tuple[Calendar, ...]] = (
    BusinessCalendar("day", "Europe/Amsterdam", "mon-fri 09:00-12:00,13:00-17:00"),
    BusinessCalendar("night", "America/New_York", "daily 22:00-06:00"),
)
_WORK_WHEN: Final[tuple[Condition, ...]] = (
    *map(parse, ("region = emea", "priority <= 2", "channel = chat", "region is not set")),
)
_AGENT_WHEN: Final[tuple[Condition, ...]] = (
    *map(parse, ("region = emea", "skill.french >= 2", "groups contains one")),
)
_STRATEGIES: Final = (
    Use("round_robin"),
    Use("longest_idle"),
    Use("last_assigned"),
    Use("least_loaded"),
    Use("fewest_open"),
    Use("most_spare"),
    Use("weighted"),
    Use("by_field", {"field": "account_manager"}),
    Use("skill_rank"),
    Use("affinity"),
    Use("least_shift_left"),
    Use("most_shift_left"),
)
_SCORERS: Final = (
    Use("skill_rank", weight=2),
    Use("affinity", {"same_case": 5, "history": 1}),
    Use("affinity"),
)


def moments(first: int = -12, last: int = 12) -> st.SearchStrategy[dt.datetime]:
    """
    Instants around Monday noon, a few minutes apart.

    Args:
        first: The first, in steps of five minutes from noon.

        last: The last.
    """
    noon = MONDAY + dt.timedelta(hours=12)
    return st.integers(first, last).map(lambda steps: noon + dt.timedelta(minutes=5 * steps))


def _minutes(*choices: int) -> st.SearchStrategy[dt.timedelta]:
    return st.sampled_from([dt.timedelta(minutes=each) for each in choices])


def _mostly(usual: Any, other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """
    Something usual three times in four, so that all of a world is seldom unusual at once.
    """
    usually = st.just(usual)
    return st.sampled_from([False, False, False, True]).flatmap(lambda odd: other if odd else usually)


def _rarely(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return _mostly(None, strategy)


def _region() -> st.SearchStrategy[dict[str, Fact]]:
    return st.sampled_from([{}, {"region": "emea"}, {"region": "apac"}])


def _units() -> st.SearchStrategy[dict[str, int]]:
    return _mostly({}, st.sampled_from([{"case": 1}, {"case": 2, "chat": 0}, {"chat": 3}]))


def work_assignments() -> st.SearchStrategy[WorkAssignment]:
    """
    What agents have: some of it waits for the customer, some is quiet.
    """
    return st.builds(
        WorkAssignment,
        st.sampled_from(_OTHERS),
        channel=st.sampled_from(CHANNELS),
        size=st.integers(1, 3),
        queue_id=_rarely(st.sampled_from(QUEUES)),
        facts=st.sampled_from([{}, {"state": "open"}, {"state": "pending"}]),
        active_at=_rarely(moments(last=0)),
    )


def agents() -> st.SearchStrategy[Agent]:
    """
    Agents who are there or not, can this or that, and have room or none.
    """
    return st.builds(
        Agent,
        st.sampled_from(AGENTS),
        presence=st.sampled_from(["available"] * 14 + ["away", "chats", "gone fishing"]),
        shift=_rarely(st.sampled_from(_CALENDARS)),
        groups=st.frozensets(st.sampled_from(_GROUPS)),
        skills=st.sampled_from(
            [
                {},
                {"french": 1},
                {"billing": 2},
                {"french": 3, "billing": 3},
                {"french": 2, "billing": 0},
            ]
        ),
        capacity=st.none() | st.integers(2, 8) | st.integers(0, 8),
        channels=_units(),
        queues=_mostly({}, st.sampled_from([{"q1": 1}, {"q1": 3, "q2": 2}])),
        assignments=st.lists(
            work_assignments(), max_size=2, unique_by=lambda assignment: assignment.work_id
        ),
        idle_since=_rarely(moments(last=0)),
        weight=st.integers(1, 3),
        facts=_region(),
        version=st.integers(0, 2),
    )


def requirements() -> st.SearchStrategy[Requirement]:
    """
    Skills that work asks for: at a level or any, for good or until it has waited.
    """
    return st.builds(
        Requirement,
        st.sampled_from(_SKILLS),
        st.integers(0, 3),
        drop=st.none() | st.integers(0, 2),
        is_mandatory=st.sampled_from([True, True, False]),
    )


def work_items() -> st.SearchStrategy[WorkItem]:
    """
    Work that has waited for up to an hour at Monday noon, often as long as other work.
    """
    return st.builds(
        WorkItem,
        st.sampled_from(WORK),
        entered_at=moments(last=0),
        kind=st.sampled_from(["case", "task"]),
        channel=st.sampled_from(["case"] * 16 + ["chat"] * 6 + ["fax"]),
        size=st.none() | st.integers(1, 3),
        priority=st.none() | st.integers(1, 4),
        skills=_mostly((), st.lists(requirements(), max_size=2)),
        queue_id=st.sampled_from([None] * 24 + [*QUEUES, QueueId("q9")]),
        due_at=_rarely(moments()),
        active_at=_rarely(moments(last=0)),
        affinities=st.lists(_affinities(), max_size=2),
        agent_id=st.sampled_from([None] * 24 + [AGENTS[0], AGENTS[1]]),
        facts=st.builds(
            lambda region, more: {**region, **more},
            _region(),
            _mostly(
                {}, st.sampled_from([{"bot": True}, {"account_manager": "a"}, {"account_manager": "z"}])
            ),
        ),
        version=st.integers(0, 2),
    )


def _affinities() -> st.SearchStrategy[Affinity]:
    kinds = st.sampled_from(["same_case", "account_team", "history"])
    return st.builds(Affinity, st.sampled_from(AGENTS), kinds)


def pools() -> st.SearchStrategy[Pool]:
    """
    Who takes a queue's work, from the start or later.
    """
    return st.builds(
        Pool,
        groups=st.frozensets(st.sampled_from(_GROUPS), max_size=1),
        agents=st.frozensets(st.sampled_from(AGENTS), max_size=2),
        after=_minutes(0, 0, 10, 20),
        when=_mostly(ANYTHING, st.sampled_from(_AGENT_WHEN)),
    )


def relaxations() -> st.SearchStrategy[Relaxation]:
    """
    When requirements give way: again and again, or at some waits.
    """
    again = st.booleans()
    steps = st.sampled_from([(10,), (5, 15), (10, 20, 30)]).map(
        lambda minutes: tuple(dt.timedelta(minutes=each) for each in minutes)
    )
    return st.builds(Relaxation, every=_minutes(10, 15), starts_again=again) | st.builds(
        Relaxation, steps=steps, starts_again=again
    )


def queues() -> st.SearchStrategy[Queue]:
    """
    Queues of every kind: with pools, limits, offers, hours, and what gives way.
    """
    return st.builds(
        Queue,
        st.sampled_from(QUEUES),
        when=_mostly(ANYTHING, st.sampled_from(_WORK_WHEN)),
        unless=_mostly(NOTHING, st.just(parse("bot is set"))),
        priority=st.integers(1, 2),
        delay=_minutes(0, 0, 0, 10),
        hours=_rarely(_rarely(st.sampled_from(_CALENDARS))),
        pools=_mostly((Pool(),), st.lists(pools(), max_size=3)),
        requires=_mostly((), st.lists(requirements(), max_size=2)),
        relaxation=st.none() | relaxations(),
        scorers=st.lists(st.sampled_from(_SCORERS), max_size=2, unique_by=str),
        strategy=st.lists(st.sampled_from(_STRATEGIES), min_size=1, max_size=2, unique_by=str)
        | st.just(()),
        limit=_rarely(st.builds(AssignmentLimit, st.integers(1, 2), _minutes(5, 10, 30))),
        capacity=_rarely(st.integers(1, 4)),
        idle_at_most=_rarely(_rarely(_minutes(15, 30))),
        offering=_rarely(
            st.builds(
                Offering, st.none() | _minutes(5), st.sampled_from([None, "away"]), _minutes(0, 5, 30)
            )
        ),
    )


def channels() -> st.SearchStrategy[Channel]:
    """
    Ways by which work comes, with and without a capacity.
    """
    return st.builds(
        Channel,
        st.sampled_from(CHANNELS),
        size=st.integers(1, 2),
        capacity=st.none() | st.integers(1, 5),
        counts_when=st.sampled_from([ANYTHING, parse("state != pending")]),
        idle_after=_rarely(_minutes(10)),
    )


def backlogs() -> st.SearchStrategy[Backlog]:
    """
    In which order waiting work is looked at, by any keys.
    """
    keys = st.lists(st.sampled_from(BacklogKey), max_size=3, unique=True)
    starts = st.dictionaries(st.integers(1, 3), _minutes(0, 5, 15, 60))
    return st.builds(Backlog) | st.builds(Backlog, keys=keys, head_starts=starts)


def routing_setups() -> st.SearchStrategy[RoutingSetup]:
    """
    Setups of one to three queues, of which each may overflow into a later one.
    """
    overflows = _rarely(st.tuples(st.integers(1, 2), _minutes(0, 15)))
    pair = st.tuples(queues(), overflows)
    several = st.one_of(*(st.tuples(*[pair] * size) for size in (1, 2, 2, 3)))
    return st.builds(
        _setup,
        several,
        channels=st.just(())
        | st.tuples(channels(), channels()).map(_of_both)
        | st.lists(channels(), max_size=1),
        backlog=backlogs(),
        routable=_mostly(ANYTHING, st.just(parse("bot is not set"))),
    )


def _of_both(pair: tuple[Channel, Channel]) -> tuple[Channel, ...]:
    return tuple(attrs.evolve(each, name=name) for each, name in zip(pair, CHANNELS, strict=True))


def _setup(drawn: Sequence[tuple[Queue, Any]], **more: Any) -> RoutingSetup:
    made = []
    for place, (queue, goes) in enumerate(drawn):
        later = None if goes is None else place + goes[0]
        overflow = None
        if later is not None and later < len(drawn):
            overflow = Overflow(QUEUES[later], goes[1])
        made.append(attrs.evolve(queue, id=QUEUES[place], overflow=overflow))
    return RoutingSetup(
        queues=made, presences=(*STANDARD_PRESENCES, Presence("chats", ["chat"])), **more
    )
