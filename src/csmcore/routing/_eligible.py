"""
Who can take work at all, whatever else they have: presence, shift, pools, skills.

Each rule is a column over the agents: nothing where an agent passes it, and the cause where
not. Work that asks for the same reads the same columns.
"""

import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.calendars import ALWAYS, Calendar
from csmcore.errors import HorizonError, NoTransitionError, NoWorkingTimeError
from csmcore.kernel import GroupId, Reason, ReasonKind, to_micros
from csmcore.routing._agent import Agent
from csmcore.routing._fields import instant_after
from csmcore.routing._queue import Pool, Queue
from csmcore.routing._reasons import (
    LOW_SKILL,
    NO_SKILL,
    NO_SUCH_PRESENCE,
    NOT_IN_POOL,
    NOT_PRESENT,
    OFF_SHIFT,
    POOL_LATER,
)
from csmcore.routing._setup import RoutingSetup
from csmcore.routing._skills import Requirement
from csmcore.routing._staffing import belongs

_NOT_IN_POOL: Final = NOT_IN_POOL()
_POOL_LATER: Final = POOL_LATER()
_NOBODY: Final[Mapping[int, int]] = MappingProxyType({})


@attrs.frozen
class Opening:
    """
    Whether a calendar is open at an instant, and until when it stays so, or stays closed.

    Beyond what the calendar knows it is closed, and nobody knows until when.
    """

    calendar: Calendar
    at: dt.datetime

    @functools.cached_property
    def is_open(self) -> bool:
        """
        Whether it is open.
        """
        try:
            return self.calendar.is_open(self.at)
        except HorizonError:
            return False

    @functools.cached_property
    def until(self) -> dt.datetime | None:
        """
        The first instant at which it stands otherwise; ``None`` for never, or where nobody knows.
        """
        calendar = self.calendar
        try:
            ask = calendar.next_close if calendar.is_open(self.at) else calendar.next_open
            return ask(self.at)
        except (HorizonError, NoTransitionError, NoWorkingTimeError):
            return None

    @functools.cached_property
    def off_shift(self) -> Reason:
        """
        That somebody is off shift, of a shift that is closed.
        """
        return OFF_SHIFT(calendar=self.calendar.name)


ALWAYS_OPEN: Final = Opening(ALWAYS, dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
"""
How it stands where there is no calendar.
"""


class Eligibility:
    """
    The columns of one plan, each made when it is first asked for.
    """

    def __init__(self, agents: Sequence[Agent], setup: RoutingSetup, at: dt.datetime) -> None:
        self.agents, self.setup, self.at = agents, setup, at
        self._openings: dict[int, Opening] = {}
        self._presence: dict[str, list[ReasonKind | None]] = {}
        self._begin: dict[str, list[dt.datetime | None]] = {}
        self._shifts: list[Calendar | None] | None = None
        self._members: dict[tuple[str, int], list[bool]] = {}
        self._there: dict[tuple[str, str, int], list[bool]] = {}
        self._skills: dict[tuple[Requirement, ...], list[tuple[Requirement, ...]]] = {}

    def opening(self, calendar: Calendar) -> Opening:
        """
        How a calendar stands at the instant of the plan.
        """
        found = self._openings.get(id(calendar))
        if found is None:
            found = self._openings[id(calendar)] = Opening(calendar, self.at)
        return found

    def presence(self, channel: str) -> list[ReasonKind | None]:
        """
        Who takes no work of a channel now, by what they say about being there.
        """
        found = self._presence.get(channel)
        if found is None:
            known = self.setup.presences_by_name
            answers: dict[str, ReasonKind | None] = {
                name: None if presence.takes(channel) else NOT_PRESENT
                for name, presence in known.items()
            }
            found = [answers.get(agent.presence, NO_SUCH_PRESENCE) for agent in self.agents]
            self._presence[channel] = found
        return found

    def shifts(self) -> list[Calendar | None]:
        """
        Who is off shift, with the calendar that says so.
        """
        if self._shifts is None:
            shifts = {id(agent.shift): agent.shift for agent in self.agents}
            off = {
                key: shift
                for key, shift in shifts.items()
                if shift is not None and not self.opening(shift).is_open
            }
            self._shifts = [off.get(id(agent.shift)) for agent in self.agents]
        return self._shifts

    def outside(self, queue: Queue, waited: dt.timedelta, stage: int) -> list[bool]:
        """
        Who is in no pool that has joined.
        """
        found = self._members.get((queue.id, stage))
        if found is None:
            found = self._members[queue.id, stage] = [True] * len(self.agents)
            for pool in queue.pools:
                for place in self._named(pool) if pool.after <= waited else ():
                    if found[place] and belongs(self.agents[place], pool):
                        found[place] = False
        return found

    def _named(self, pool: Pool) -> Iterable[int]:
        """
        Who could belong to a pool, by place: the members of its groups, where it has only these.
        """
        if pool.agents or not pool.groups:
            return range(len(self.agents))
        return itertools.chain.from_iterable(self._groups.get(each, ()) for each in pool.groups)

    @functools.cached_property
    def _groups(self) -> Mapping[GroupId, Sequence[int]]:
        found: dict[GroupId, list[int]] = {}
        for place, agent in enumerate(self.agents):
            for group in agent.groups:
                found.setdefault(group, []).append(place)
        return found

    def unskilled(self, required: tuple[Requirement, ...]) -> list[tuple[Requirement, ...]]:
        """
        Who lacks what they must have, with all of that.
        """
        must = tuple(each for each in required if each.is_mandatory)
        found = self._skills.get(must)
        if found is None:
            found = self._skills[must] = [_lacking(agent.levels, must) for agent in self.agents]
        return found

    # --- all of it at once -------------------------------------------------------------------

    def able(self, there: Sequence[bool], required: tuple[Requirement, ...]) -> list[int]:
        """
        Who of those that are there has what is asked for, by place.

        Who has a skill is looked up, so that work that asks for a rare one looks at few.
        """
        must = [each for each in required if each.is_mandatory]
        if not must:
            return [place for place, is_there in enumerate(there) if is_there]
        first, *others = must
        places = [
            place
            for place, level in self._holders.get(first.skill, _NOBODY).items()
            if level >= first.level and there[place]
        ]
        for each in others:
            levels = self._holders.get(each.skill, _NOBODY)
            places = [place for place in places if levels.get(place, -1) >= each.level]
        return places

    def there(self, queue: Queue, channel: str, waited: dt.timedelta, stage: int) -> list[bool]:
        """
        Who is present, on shift, and in a pool that has joined.
        """
        found = self._there.get((queue.id, channel, stage))
        if found is None:
            causes = zip(
                self.presence(channel), self.shifts(), self.outside(queue, waited, stage), strict=True
            )
            found = self._there[queue.id, channel, stage] = [
                not outside and absent is None and off is None for absent, off, outside in causes
            ]
        return found

    @functools.cached_property
    def _holders(self) -> Mapping[str, Mapping[int, int]]:
        found: dict[str, dict[int, int]] = {}
        for place, agent in enumerate(self.agents):
            for skill, level in agent.skills:
                found.setdefault(skill, {})[place] = level
        return found

    # --- in words ----------------------------------------------------------------------------

    def presence_reason(self, kind: ReasonKind, agent: Agent, channel: str) -> Reason:
        """
        Why somebody's presence leaves them out.
        """
        if kind is NO_SUCH_PRESENCE:
            return kind(presence=agent.presence)
        return kind(presence=agent.presence, channel=channel)

    def shifts_begin(self, channel: str) -> Sequence[dt.datetime | None]:
        """
        When shifts begin again of those who take work of a channel and are off, each shift once.
        """
        found = self._begin.get(channel)
        if found is None:
            there = zip(self.presence(channel), self.shifts(), strict=True)
            off = {id(shift): shift for absent, shift in there if shift is not None and absent is None}
            found = self._begin[channel] = [self.opening(each).until for each in off.values()]
        return found

    def shift_left(self, calendar: Calendar) -> int:
        """
        How long a shift goes on, in microseconds: 0 while it is off, endless where it never ends.
        """
        opening = self.opening(calendar)
        if not opening.is_open:
            return 0
        return 1 << 60 if opening.until is None else to_micros(opening.until) - to_micros(self.at)


def pool_reason(until: dt.datetime | None) -> Reason:
    """
    That somebody is in no pool that has joined: in one that joins later, or in none.
    """
    return _NOT_IN_POOL if until is None else _POOL_LATER


def pool_until(
    agent: Agent, queue: Queue, entered_at: dt.datetime, waited: dt.timedelta
) -> dt.datetime | None:
    """
    When the first pool joins that somebody belongs to, if there is one.
    """
    waits = [pool.after for pool in queue.pools if pool.after > waited and belongs(agent, pool)]
    return instant_after(entered_at, min(waits)) if waits else None


def skill_reason(agent: Agent, lacking: Requirement) -> Reason:
    """
    That somebody lacks a skill, or enough of it.
    """
    level = agent.levels.get(lacking.skill)
    if level is None:
        return NO_SKILL(skill=str(lacking))
    return LOW_SKILL(skill=lacking.skill, level=level, needed=lacking.level)


def _lacking(levels: Mapping[str, int], must: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    return tuple([each for each in must if levels.get(each.skill, -1) < each.level])
