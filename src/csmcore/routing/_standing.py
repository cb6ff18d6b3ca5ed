"""
How agents stand while a plan is being made: what they have, whose turn it was, what they can take.
"""

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from csmcore.conditions import ANYTHING
from csmcore.errors import ConditionError
from csmcore.kernel import QueueId, to_micros
from csmcore.routing._agent import Agent, WorkAssignment
from csmcore.routing._channel import Channel
from csmcore.routing._fields import instant_after, instant_before
from csmcore.routing._queue import Queue
from csmcore.routing._setup import RoutingSetup
from csmcore.routing._state import RoutingState, half_turn, place_of

UNLIMITED: Final = 1 << 60
"""
The room of who can take any number of units.
"""

_GIVEN: Final = 1 << 60
"""
Since when somebody has been idle whom the plan has given something: after everybody else.
"""


_MOMENT: Final = dt.timedelta(microseconds=1)


class Quieting(NamedTuple):
    """
    That something an agent has takes no room any more from an instant on, if nothing happens with it.
    """

    at: dt.datetime
    channel: str
    queue_id: QueueId | None
    size: int


def _at(quieting: Quieting) -> dt.datetime:
    return quieting.at


class Room:
    """
    How many more units each agent can take, by one channel and from one queue.
    """

    __slots__ = (
        "caps",
        "channel",
        "channel_caps",
        "channel_loads",
        "loads",
        "of",
        "queue_caps",
        "queue_id",
        "queue_loads",
        "quieting",
    )

    of: Callable[[int], int]
    """
    The least of what the agent, the channel and the queue leave; below zero when over.
    """

    def __init__(self, standings: "Standings", channel: str, queue: Queue) -> None:
        self.channel, self.queue_id, self.quieting = channel, queue.id, standings.quieting
        self.caps, self.loads = standings.caps, standings.loads
        self.channel_caps = standings.channel_caps(channel)
        self.channel_loads = standings.channel_loads(channel)
        self.queue_caps = standings.queue_caps(queue)
        self.queue_loads = standings.queue_loads(queue.id)
        is_plain = self.channel_caps is None and self.queue_caps is None
        self.of = self._of_agents() if is_plain else self._of_all

    def _of_agents(self) -> Callable[[int], int]:
        caps, loads = self.caps, self.loads
        return lambda index: UNLIMITED if (cap := caps[index]) is None else cap - loads[index]

    def _of_all(self, index: int) -> int:
        room = UNLIMITED
        if (cap := self.caps[index]) is not None:
            room = cap - self.loads[index]
        if self.channel_caps is not None and (cap := self.channel_caps[index]) is not None:
            room = min(room, cap - self.channel_loads[index])
        if self.queue_caps is not None and (cap := self.queue_caps[index]) is not None:
            room = min(room, cap - self.queue_loads[index])
        return room

    def again(self, index: int, size: int) -> dt.datetime | None:
        """
        When an agent has room for so many units once what they have goes quiet; ``None`` for never.
        """
        total = of_channel = of_queue = 0
        for each in sorted(self.quieting.get(index, ()), key=_at):
            total += each.size
            of_channel += each.size if each.channel == self.channel else 0
            of_queue += each.size if each.queue_id == self.queue_id else 0
            limits = (
                (self.caps, self.loads, total),
                (self.channel_caps, self.channel_loads, of_channel),
                (self.queue_caps, self.queue_loads, of_queue),
            )
            if all(
                caps is None or (cap := caps[index]) is None or loads[index] - freed + size <= cap
                for caps, loads, freed in limits
            ):
                return each.at
        return None


class Standings:
    """
    How agents stand, as columns in the order of their ids; a plan moves them on as it gives.
    """

    def __init__(
        self, agents: Sequence[Agent], setup: RoutingSetup, state: RoutingState, at: dt.datetime
    ) -> None:
        self.agents = tuple(sorted(agents, key=lambda agent: agent.id))
        self.index = {agent.id: place for place, agent in enumerate(self.agents)}
        self.setup, self.state, self.at = setup, state, at
        size = len(self.agents)
        self.caps: list[int | None] = [agent.capacity for agent in self.agents]
        self.loads = [0] * size
        self.counts = [0] * size
        self.quieting: dict[int, list[Quieting]] = {}
        self.given = 0
        self._sequence = state.sequence
        self._asked = {  # the channels of which some assignments may take no room
            each.name: each
            for each in setup.channels
            if each.idle_after is not None or each.counts_when != ANYTHING
        }
        self._channels: dict[str, Channel | None] = {}
        self._channel_loads: dict[str, list[int]] = {}
        self._queue_loads: dict[QueueId, list[int]] = {}
        self._lasts: dict[QueueId, list[int]] = {}
        self._lasts_in_any: list[int] | None = None
        self._recents: dict[QueueId, dict[int, list[dt.datetime]]] = {}
        self._passed: dict[QueueId, list[int]] = {}
        self._paces: dict[QueueId, int] = {}
        self._idle: list[int] | None = None
        self._given_last: dict[int, int] = {}
        self._take_up()

    def _take_up(self) -> None:
        for index, agent in enumerate(self.agents):
            for (channel, queue_id), (units, pieces) in agent._loads.items():
                if channel not in self._asked:
                    self._add(index, channel, queue_id, units, pieces)
            for each in agent.assignments if self._asked else ():
                if each.channel in self._asked and self._counts(each):
                    self._add(index, each.channel, each.queue_id, each.size)
                    self._note(index, (each.channel, each.queue_id, each.size), each.active_at)
        for offer in self.state.offers:
            index = self.index.get(offer.agent_id, -1)
            if index >= 0 and offer.work_id not in self.agents[index]._work_ids:
                self._add(index, offer.channel, offer.queue_id, offer.size)

    def _counts(self, assignment: WorkAssignment) -> bool:
        channel = self._asked[assignment.channel]
        quiet, active_at = channel.idle_after, assignment.active_at
        if quiet is not None and active_at is not None and self.at - active_at > quiet:
            return False
        if channel.counts_when == ANYTHING:
            return True
        try:
            return channel.counts_when.holds_for(assignment.known)
        except ConditionError:
            return True  # what cannot be asked takes room, rather than flooding somebody

    def _add(
        self, index: int, channel: str, queue_id: QueueId | None, size: int, pieces: int = 1
    ) -> None:
        self.loads[index] += size
        self.counts[index] += pieces
        (self._channel_loads.get(channel) or self.channel_loads(channel))[index] += size
        if queue_id is not None:
            (self._queue_loads.get(queue_id) or self.queue_loads(queue_id))[index] += size

    def _note(self, index: int, of: tuple[str, QueueId | None, int], at: dt.datetime | None) -> None:
        channel = self._asked.get(of[0])
        if at is not None and channel is not None and channel.idle_after is not None:
            quiet = Quieting(instant_after(at, channel.idle_after + _MOMENT), *of)
            self.quieting.setdefault(index, []).append(quiet)

    # --- what is asked of them ---------------------------------------------------------------

    def channel(self, name: str) -> Channel | None:
        """
        The channel of a name, found once.
        """
        if name not in self._channels:
            self._channels[name] = self.setup.channel(name)
        return self._channels[name]

    def channel_loads(self, channel: str) -> list[int]:
        """
        How many units of a channel each has.
        """
        found = self._channel_loads.get(channel)
        if found is None:
            found = self._channel_loads[channel] = [0] * len(self.agents)
        return found

    def queue_loads(self, queue_id: QueueId) -> list[int]:
        """
        How many units from a queue each has.
        """
        found = self._queue_loads.get(queue_id)
        if found is None:
            found = self._queue_loads[queue_id] = [0] * len(self.agents)
        return found

    def channel_caps(self, name: str) -> "list[int | None] | None":
        """
        How many units of a channel each can have; ``None`` where nobody is limited.
        """
        channel = self.channel(name)
        usual = None if channel is None else channel.capacity
        return self._caps(name, usual, self._channels_of_agents)

    def queue_caps(self, queue: Queue) -> "list[int | None] | None":
        """
        How many units from a queue each can have; ``None`` where nobody is limited.
        """
        return self._caps(queue.id, queue.capacity, self._queues_of_agents)

    def _caps(
        self, name: str, usual: int | None, own: Mapping[int, tuple[tuple[str, int], ...]]
    ) -> "list[int | None] | None":
        said = {index: cap for index, pairs in own.items() for each, cap in pairs if each == name}
        if usual is None and not said:
            return None
        return [said.get(index, usual) for index in range(len(self.agents))]

    @functools.cached_property
    def _channels_of_agents(self) -> Mapping[int, tuple[tuple[str, int], ...]]:
        return {index: agent.channels for index, agent in enumerate(self.agents) if agent.channels}

    @functools.cached_property
    def _queues_of_agents(self) -> Mapping[int, tuple[tuple[str, int], ...]]:
        return {index: agent.queues for index, agent in enumerate(self.agents) if agent.queues}

    def lasts(self, queue_id: QueueId) -> list[int]:
        """
        The sequence of each one's last turn in a queue, 0 for never.
        """
        found = self._lasts.get(queue_id)
        if found is None:
            turns = self.state.turns_by_queue.get(queue_id, {})
            found = [0] * len(self.agents)
            for agent_id, turn in turns.items():
                if (index := self.index.get(agent_id)) is not None:
                    found[index] = turn.last
            self._lasts[queue_id] = found
        return found

    def lasts_in_any(self) -> list[int]:
        """
        The sequence of each one's last turn in any queue, 0 for never.
        """
        if self._lasts_in_any is None:
            found = [0] * len(self.agents)
            for turn in self.state.turns:
                if (index := self.index.get(turn.agent_id)) is not None:
                    found[index] = max(found[index], turn.last)
            for index, order in self._given_last.items():
                found[index] = self._sequence + order
            self._lasts_in_any = found
        return self._lasts_in_any

    def recent(self, queue_id: QueueId, index: int) -> list[dt.datetime]:
        """
        When an agent's last turns in a queue were, oldest first.
        """
        kept = self._recents.setdefault(queue_id, {})
        if index not in kept:
            turn = self.state.turns_by_queue.get(queue_id, {}).get(self.agents[index].id)
            kept[index] = [] if turn is None else list(turn.recent)
        return kept[index]

    def limited_until(self, queue: Queue, index: int) -> dt.datetime | None:
        """
        Until when a queue gives an agent nothing more, since they had enough of it lately.
        """
        if queue.limit is None:
            return None
        since = instant_before(self.at, queue.limit.within)
        counted = [each for each in self.recent(queue.id, index) if each > since]
        if len(counted) < queue.limit.most:
            return None
        return instant_after(counted[len(counted) - queue.limit.most], queue.limit.within)

    def position(self, queue_id: QueueId) -> Callable[[int], int]:
        """
        Where each one's next turn in a queue lies along its shares.
        """
        passed = self._passed.get(queue_id)
        if passed is None:
            turns = self.state.turns_by_queue.get(queue_id, {})
            passed = [turns[agent.id].passed if agent.id in turns else 0 for agent in self.agents]
            self._passed[queue_id] = passed
            self._paces[queue_id] = self.state.pace(queue_id)
        own, paces, agents = passed, self._paces, self.agents
        return lambda index: place_of(own[index], agents[index].weight, paces[queue_id])

    def idle(self) -> list[int]:
        """
        Since when each has been idle, in microseconds; below everything where nobody knows.
        """
        if self._idle is None:
            found = [
                -UNLIMITED if agent.idle_since is None else to_micros(agent.idle_since)
                for agent in self.agents
            ]
            for turn in self.state.turns:
                index = self.index.get(turn.agent_id)
                if index is not None and turn.recent:
                    found[index] = max(found[index], to_micros(turn.recent[-1]))
            for index, order in self._given_last.items():
                found[index] = _GIVEN + order
            self._idle = found
        return self._idle

    # --- a plan gives ------------------------------------------------------------------------

    def give(self, index: int, queue: Queue, channel: str, size: int) -> None:
        """
        Moves an agent on by a piece of work.
        """
        self._add(index, channel, queue.id, size)
        if self._asked and queue.offering is None:
            self._note(index, (channel, queue.id, size), self.at)
        self.given += 1
        self._given_last[index] = self.given
        self.lasts(queue.id)[index] = self._sequence + self.given
        if self._lasts_in_any is not None:
            self._lasts_in_any[index] = self._sequence + self.given
        if queue.limit is not None:
            self.recent(queue.id, index).append(self.at)
        if (passed := self._passed.get(queue.id)) is not None:
            weight = self.agents[index].weight
            self._paces[queue.id] = place_of(passed[index], weight, self._paces[queue.id])
            passed[index] = self._paces[queue.id] + half_turn(weight)
        if self._idle is not None:
            self._idle[index] = _GIVEN + self.given
