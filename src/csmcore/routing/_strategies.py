"""
The strategies and scorers that are built in.

A strategy makes a rank of each agent, the smallest first. Whatever it looks at grows as an
agent is given work, so that a rank once made never falls within a plan: a heap of ranks stays
right when only its top is looked at anew.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.kernel import Facts
from csmcore.routing._eligible import Eligibility
from csmcore.routing._queue import Queue
from csmcore.routing._skills import Requirement
from csmcore.routing._standing import UNLIMITED, Room, Standings

Rank = Callable[[int], int]
"""
The rank of the agent at a place among the columns.
"""


@attrs.frozen(kw_only=True)
class Asked:
    """
    What a built-in strategy is told: how agents stand, and what work of one kind asks for.
    """

    standings: Standings
    eligibility: Eligibility
    queue: Queue
    room: Room
    required: tuple[Requirement, ...]
    options: Facts
    read: Facts


def _round_robin(asked: Asked) -> Rank:
    return asked.standings.lasts(asked.queue.id).__getitem__


def _last_assigned(asked: Asked) -> Rank:
    """
    By the last turn in any queue.

    Source: ServiceNow, "Advanced Work Assignment: last assigned".
    """
    return asked.standings.lasts_in_any().__getitem__


def _longest_idle(asked: Asked) -> Rank:
    return asked.standings.idle().__getitem__


def _least_loaded(asked: Asked) -> Rank:
    return asked.standings.loads.__getitem__


def _fewest_open(asked: Asked) -> Rank:
    return asked.standings.counts.__getitem__


def _most_spare(asked: Asked) -> Rank:
    room = asked.room
    return lambda index: -room.of(index)


def _weighted(asked: Asked) -> Rank:
    return asked.standings.position(asked.queue.id)


def _by_field(asked: Asked) -> Rank:
    named = asked.read.get(str(asked.options.get("field")))
    agents = asked.standings.agents
    return lambda index: 0 if agents[index].id == named else 1


def skill_points(asked: Asked, index: int) -> int:
    """
    How well an agent's skills fit: first how many are there at all, then how many suffice.

    Source: ServiceNow, "Advanced Work Assignment: skill ranking".
    """
    levels = asked.standings.agents[index].levels
    there = sum(each.skill in levels for each in asked.required)
    suffice = sum(levels.get(each.skill, -1) >= each.level for each in asked.required)
    return there * 1000 + suffice


def _skill_rank(asked: Asked) -> Rank:
    return lambda index: -skill_points(asked, index)


def _shift_left(asked: Asked, sign: int) -> Rank:
    eligibility = asked.eligibility
    left = [
        UNLIMITED if agent.shift is None else eligibility.shift_left(agent.shift)
        for agent in asked.standings.agents
    ]
    return lambda index: sign * left[index]


def _least_shift_left(asked: Asked) -> Rank:
    return _shift_left(asked, 1)


def _most_shift_left(asked: Asked) -> Rank:
    return _shift_left(asked, -1)


STRATEGIES: Final[Mapping[str, Callable[[Asked], Rank]]] = MappingProxyType(
    {
        "by_field": _by_field,
        "fewest_open": _fewest_open,
        "last_assigned": _last_assigned,
        "least_loaded": _least_loaded,
        "least_shift_left": _least_shift_left,
        "longest_idle": _longest_idle,
        "most_shift_left": _most_shift_left,
        "most_spare": _most_spare,
        "round_robin": _round_robin,
        "skill_rank": _skill_rank,
        "weighted": _weighted,
    }
)
"""
The built-in strategies that ask nothing of single pieces of work.
"""

AFFINITY: Final = "affinity"
"""
The built-in strategy and scorer that asks each piece of work whom it would rather have.
"""

SKILL_RANK: Final = "skill_rank"
"""
The strategy that is a scorer, too.
"""

BUILT_IN_STRATEGIES: Final = frozenset((*STRATEGIES, AFFINITY))
"""
The names of all built-in strategies.
"""

BUILT_IN_SCORERS: Final = frozenset((AFFINITY, SKILL_RANK))
"""
The names of the built-in scorers.
"""

OPTIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({"by_field": frozenset(("field",))})
"""
Which options a built-in strategy needs; the others take none.
"""

DEAREST: Final = 1000
"""
How many points the affinity scorer makes for the first whom work would rather have.
"""
