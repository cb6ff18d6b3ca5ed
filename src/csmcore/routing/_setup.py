"""
A whole routing as data: queues, channels, presences, and the order of the backlog.
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from csmcore.conditions import ANYTHING, NOTHING, Condition, to_condition
from csmcore.errors import CycleError, UnknownReferenceError
from csmcore.kernel import GroupId, Markup, QueueId, listed, table
from csmcore.routing._agent import Agent, Presence
from csmcore.routing._backlog import Backlog
from csmcore.routing._channel import Channel
from csmcore.routing._fields import is_a, once
from csmcore.routing._queue import Queue
from csmcore.routing._staffing import StaffFinding, about_agents, about_queues

STANDARD_PRESENCES: Final = (
    Presence("available"),
    Presence("away", channels=frozenset()),
    Presence("offline", channels=frozenset()),
)
"""
Three ways of being there: available for everything, away, offline.
"""


def _queues(values: Iterable[Queue]) -> tuple[Queue, ...]:
    return listed(Queue, values)


def _channels(values: Iterable[Channel]) -> tuple[Channel, ...]:
    return listed(Channel, values)


def _presences(values: Iterable[Presence]) -> tuple[Presence, ...]:
    return listed(Presence, values)


@attrs.frozen(kw_only=True)
class RoutingSetup:
    """
    A whole routing as data.

    Attributes:
        queues: The queues in the order in which their conditions are asked.

        channels: The channels by which work comes. Where none is named, every channel is
            taken: a unit for each piece of work, and any number of them.

        presences: What agents can say about being there.

        backlog: In which order waiting work is looked at.

        routable: Which work is given out at all: ``bot is not set``. A text is parsed.

    Raises:
        DefinitionError: One of them is something else.

        DuplicateError: Two queues, channels or presences have one name.

        UnknownReferenceError: A queue names one, or a presence, that is not there.

        CycleError: Overflow leads back to where it came from.
    """

    queues: tuple[Queue, ...] = attrs.field(converter=_queues)
    channels: tuple[Channel, ...] = attrs.field(default=(), converter=_channels)
    presences: tuple[Presence, ...] = attrs.field(default=STANDARD_PRESENCES, converter=_presences)
    backlog: Backlog = attrs.field(factory=Backlog, validator=is_a(Backlog))
    routable: Condition = attrs.field(default=ANYTHING, converter=to_condition)

    def __attrs_post_init__(self) -> None:
        once("queue", [queue.id for queue in self.queues])
        once("channel", [channel.name for channel in self.channels])
        once("presence", [presence.name for presence in self.presences])
        for queue in self.queues:
            self._check_names(queue)
        self._check_overflow()

    def _repr_html_(self) -> Markup:
        heads = ("queue", "takes", "given to", "asks for", "picks by", "overflows to")
        rows = (
            (each.id, each.when, each.pools, each.requires, each.strategy, each.overflow)
            for each in self.queues
        )
        return table(f"Routing with {len(self.queues)} queues", heads, rows)

    def _check_names(self, queue: Queue) -> None:
        presence = None if queue.offering is None else queue.offering.presence_after_timeout
        if presence is not None and presence not in self.presences_by_name:
            raise UnknownReferenceError("presence", presence, f"queue {queue.id}")
        if queue.overflow is not None and queue.overflow.queue_id not in self.queues_by_id:
            raise UnknownReferenceError("queue", queue.overflow.queue_id, f"queue {queue.id}")

    def _check_overflow(self) -> None:
        ends: set[QueueId] = set()
        for queue in self.queues:
            path: dict[QueueId, None] = {}
            while queue.id not in ends:
                if queue.id in path:
                    raise CycleError("queue", (*path, queue.id))
                path[queue.id] = None
                if queue.overflow is None:
                    break
                queue = self.queues_by_id[queue.overflow.queue_id]  # noqa: PLW2901  # goes on
            ends.update(path)

    @functools.cached_property
    def queues_by_id(self) -> Mapping[QueueId, Queue]:
        """
        The queues, to look up.
        """
        return {queue.id: queue for queue in self.queues}

    @functools.cached_property
    def presences_by_name(self) -> Mapping[str, Presence]:
        """
        The presences, to look up.
        """
        return {presence.name: presence for presence in self.presences}

    @functools.cached_property
    def channels_by_name(self) -> Mapping[str, Channel]:
        """
        The channels, to look up.
        """
        return {channel.name: channel for channel in self.channels}

    @functools.cached_property
    def _reads(self) -> tuple[str, ...]:
        return tuple(sorted({name for queue in self.queues for name in queue.when.facts}))

    # The queues that leave some of their work alone.
    @functools.cached_property
    def _leaving(self) -> frozenset[QueueId]:
        return frozenset(queue.id for queue in self.queues if queue.unless != NOTHING)

    # What its condition for all work reads; None where it asks nothing.
    @functools.cached_property
    def _read_first(self) -> frozenset[str] | None:
        return None if self.routable == ANYTHING else self.routable.facts

    def check(
        self, agents: Iterable[Agent] | None = None, *, groups: Iterable[GroupId] | None = None
    ) -> tuple[StaffFinding, ...]:
        """
        In what it and its staff do not fit together, none of which is an error before work waits.

        Agents who name a presence, channel or queue that is not there; pools that name an agent
        or a group that is not there; queues that nobody could ever serve, since nobody is in
        their pools or has what they ask for; and skills of which nobody has enough.

        Args:
            agents: Everybody who could take work, whatever they are doing now; ``None`` where
                that is not known, and not checked.

            groups: Groups that there are, beside those to which agents belong.

        Raises:
            DefinitionError: One of them is something else.
        """
        staff = None if agents is None else listed(Agent, agents)
        return (
            *about_queues(self.queues, staff, groups),
            *about_agents(
                staff or (),
                presences=self.presences_by_name,
                channels=self.channels_by_name,
                queues=self.queues_by_id,
            ),
        )

    def channel(self, name: str) -> Channel | None:
        """
        The channel of a name; a plain one where none are named at all, ``None`` where others are.
        """
        if not self.channels:
            return Channel(name)
        return self.channels_by_name.get(name)
