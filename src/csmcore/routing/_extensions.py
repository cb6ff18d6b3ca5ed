"""
What can be added to routing: filters, scorers, strategies, and others, as objects with a name.

Each is asked once for a whole column of agents, never for one pair. A filter and a scorer see
agents as they are before the plan; a strategy sees them with what the plan has given them so
far. All of them must be pure: the same question, the same answer.
"""

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

import attrs

from csmcore.kernel import (
    AgentId,
    Facts,
    QueueId,
    Reason,
    listed,
    not_blank,
    not_blank_if_given,
    utc_if_given,
)
from csmcore.routing._agent import Agent
from csmcore.routing._fields import is_a
from csmcore.routing._queue import Queue
from csmcore.routing._skills import Requirement


@attrs.frozen(kw_only=True)
class Origin:
    """
    Where an extension comes from.

    Attributes:
        plugin: The plugin's name.

        distribution: The package that it was installed with, if it was installed.

        version: The version of that package.
    """

    plugin: str = attrs.field(default="here", validator=not_blank, kw_only=False)
    distribution: str | None = attrs.field(default=None, validator=not_blank_if_given)
    version: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def __str__(self) -> str:
        if self.distribution is None:
            return self.plugin
        version = "" if self.version is None else f" {self.version}"
        return f"{self.plugin} ({self.distribution}{version})"


@attrs.frozen(kw_only=True)
class RoutingContext:
    """
    What an extension is told beside the work and the agents.

    Attributes:
        at: The instant of the plan. Held in UTC.

        queue: The queue.

        options: What the queue's :class:`Use` says.

        state: What a strategy of a plugin remembers of the queue.

        seed: The plan's seed, from which chance is drawn.
    """

    at: dt.datetime
    queue: Queue
    options: Facts = attrs.field(factory=Facts)
    state: Facts = attrs.field(factory=Facts)
    seed: int = 0

    def chance(self, *purpose: str) -> int:
        """
        A number from 0 to 2^64 - 1 drawn by chance, the same for the same seed and purpose.

        Args:
            purpose: What it is drawn for, such as an agent's id.
        """
        text = "\x1f".join((str(self.seed), self.queue.id, *purpose))
        return int.from_bytes(
            hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
        )


@attrs.frozen(kw_only=True)
class Candidates:
    """
    The agents that are asked about, as columns of one length and order.

    Attributes:
        agents: The agents, sorted by id.

        loads: How many units each has that count, of all channels.

        counts: How many pieces of work each has that count.

        spares: How many units of the channel each has room for; ``None`` for any number.

        lasts: The sequence of each one's last turn in the queue, 0 for never.

        points: What the scorers made of each; zeros while they are asked.
    """

    agents: tuple[Agent, ...]
    loads: tuple[int, ...]
    counts: tuple[int, ...]
    spares: tuple[int | None, ...]
    lasts: tuple[int, ...]
    points: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.agents)

    @functools.cached_property
    def ids(self) -> tuple[AgentId, ...]:
        """
        The agents' ids.
        """
        return tuple(agent.id for agent in self.agents)


@attrs.frozen
class Exclusion:
    """
    That a filter leaves an agent out.

    Attributes:
        agent_id: The agent.

        reason: Why.

        until: Until when, if that is known. Held in UTC.
    """

    agent_id: AgentId = attrs.field(validator=not_blank)
    reason: Reason = attrs.field(validator=is_a(Reason))
    until: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)


class _Named(Protocol):
    """
    What has a name.
    """

    @property
    def name(self) -> str:
        """
        What queues call it by, and decisions and faults.
        """
        ...


class _Reading(_Named, Protocol):
    """
    What reads of work only what it says.
    """

    @property
    def reads(self) -> frozenset[str] | None:
        """
        Which facts of work it reads: it is shown no others, and asked once for all work alike.

        ``None`` for all of them, which asks for each piece of work.
        """
        ...


@runtime_checkable
class Filter(_Reading, Protocol):
    """
    Leaves agents out; it can only remove, so that the order of filters does not matter.
    """

    def exclude(
        self, work: Facts, candidates: Candidates, context: RoutingContext
    ) -> Sequence[Exclusion]:
        """
        Whom it leaves out, of those that are asked about.
        """
        ...


@runtime_checkable
class Scorer(_Reading, Protocol):
    """
    Makes points for agents, which are weighed and added up; the most points win.
    """

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        A whole number of points for each, in the candidates' order.
        """
        ...


@runtime_checkable
class Strategy(_Named, Protocol):
    """
    Puts those with the most points in order; the smallest rank is picked.
    """

    def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        A whole number for each, in the candidates' order, the smallest first.
        """
        ...


@runtime_checkable
class StatefulStrategy(Strategy, Protocol):
    """
    A strategy that remembers something of each queue.
    """

    def advance(self, state: Facts, work: Facts, agent_id: AgentId) -> Facts:
        """
        What it remembers once a piece of work has gone to an agent; asked when that is committed.
        """
        ...


@runtime_checkable
class QueueSelector(_Named, Protocol):
    """
    Chooses the queue of work before the queues' conditions are asked.
    """

    def select(self, work: Facts, queues: Sequence[Queue], at: dt.datetime) -> "Selection | None":
        """
        The queue and why, or ``None`` to leave it to the next selector, and then to the conditions.
        """
        ...


def _reasons(values: Iterable[Reason]) -> tuple[Reason, ...]:
    return listed(Reason, values)


@attrs.frozen
class Selection:
    """
    The queue that a selector chose, or why it chose none.

    Attributes:
        queue_id: The queue; ``None`` where it abstains and only says why.

        reasons: Why.
    """

    queue_id: QueueId | None = attrs.field(validator=not_blank_if_given)
    reasons: tuple[Reason, ...] = attrs.field(default=(), converter=_reasons)


@runtime_checkable
class BacklogTerm(_Named, Protocol):
    """
    Gives waiting work a head start; heard by backlogs that are put in order by age.
    """

    def head_starts(self, work: Sequence[Facts], at: dt.datetime) -> Sequence[int]:
        """
        For each piece of work, by how many seconds it counts as older than it is.
        """
        ...


@runtime_checkable
class Relaxer(_Named, Protocol):
    """
    Drops requirements of work that has waited; it can only drop.
    """

    def relax(
        self, work: Facts, required: Sequence[Requirement], waited: dt.timedelta, at: dt.datetime
    ) -> Sequence[Requirement]:
        """
        Those that still count, of those that do.
        """
        ...


@runtime_checkable
class LastResort(_Named, Protocol):
    """
    Says where work goes for which nobody was found, before the queue's own overflow.
    """

    def overflow(self, work: Facts, queue: Queue, at: dt.datetime) -> QueueId | None:
        """
        The queue whose agents are asked instead, or ``None`` to leave it.
        """
        ...


ExtensionValue: TypeAlias = (
    Filter | Scorer | Strategy | QueueSelector | BacklogTerm | Relaxer | LastResort
)
"""
Whatever can be added to routing.
"""


class Extension(NamedTuple):
    """
    An extension with where it comes from, and what its failure means.

    Attributes:
        value: The filter, scorer, strategy or other.

        origin: Where it comes from; faults name it.

        may_fail: Whether work goes on without it when it fails. Without a scorer it always
            does; without a filter only if this says so, since whoever it would have left out
            could get the work. Otherwise the work is held.
    """

    value: ExtensionValue
    origin: Origin = Origin()
    may_fail: bool = False
