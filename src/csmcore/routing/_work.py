"""
What waits for somebody: a work item, made from a case, a task, a conversation, or anything else.
"""

import datetime as dt
import functools
from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AgentId,
    Fact,
    Facts,
    QueueId,
    WorkId,
    listed,
    not_blank,
    not_blank_if_given,
    shown,
    to_utc,
    told_apart,
    utc_if_given,
)
from csmcore.routing._fields import to_facts, whole, whole_if_given
from csmcore.routing._known import changed
from csmcore.routing._skills import Requirement, to_requirements

LEAST_URGENT: Final = 1_000_000
"""
The priority at which work counts that has none: after all others.
"""


_KNOWN: Final = ("id", "kind", "channel", "size", "priority", "entered_at", "due_at")


@attrs.frozen
class Affinity:
    """
    An agent whom work would rather have, and why.

    Attributes:
        agent_id: The agent.

        kind: Why: ``same_case``, ``account_team``, ``history``, or a host's own word.
    """

    agent_id: AgentId = attrs.field(validator=not_blank)
    kind: str = attrs.field(default="history", validator=not_blank)


def _affinities(values: Iterable[Affinity]) -> tuple[Affinity, ...]:
    return listed(Affinity, values)


def _priority(_work: object, _attribute: object, value: int | None) -> None:
    if value is not None and (type(value) is not int or not 0 <= value < LEAST_URGENT):
        message = f"priority is {shown(value)}; it is a whole number, 1 first, or None for not said"
        raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class WorkItem:
    """
    Something that waits for somebody to work on it.

    Attributes:
        id: Its identity; of one case and its task, two.

        entered_at: When it began to wait. It keeps that age whatever happens to it, so that
            what was declined is not sent to the back. Held in UTC.

        kind: What it is made from: ``case``, ``task``, ``conversation``, or a host's own word.

        channel: By which way it came: the name of a :class:`Channel`.

        size: How many units of capacity it takes; ``None`` for what the channel says.

        priority: How urgent it is, 1 first; ``None`` for not said, which counts last.

        skills: What it asks of who takes it. A text is a skill's name.

        queue_id: The queue in which it stands; ``None`` to ask the queues' conditions.

        due_at: By when it is due, for queues that look at that. Held in UTC.

        active_at: When something last happened with it; *entered_at* when not given. Held in
            UTC.

        affinities: Whom it would rather have, the dearest first.

        agent_id: Who has it already, if somebody has: then there is nothing to decide.

        facts: What holds of it, for conditions and plugins. A mapping is accepted.

        version: Which version of the record this is; a plan made on another one is a conflict
            when it is committed.

    Raises:
        DefinitionError: A number is none, or below what it can be; an affinity or a skill is
            none.

        NaiveInstantError: An instant has no zone.
    """

    id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    entered_at: dt.datetime = attrs.field(converter=to_utc)
    kind: str = attrs.field(default="case", validator=not_blank)
    channel: str = attrs.field(default="case", validator=not_blank)
    size: int | None = attrs.field(default=None, validator=whole_if_given)
    priority: int | None = attrs.field(default=None, validator=_priority)
    skills: tuple[Requirement, ...] = attrs.field(default=(), converter=to_requirements)
    queue_id: QueueId | None = attrs.field(default=None, validator=not_blank_if_given)
    due_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    active_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    affinities: tuple[Affinity, ...] = attrs.field(default=(), converter=_affinities)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given)
    facts: Facts = attrs.field(factory=Facts, converter=to_facts)
    version: int = attrs.field(default=0, validator=whole)

    def _with_agent(self, agent_id: AgentId | None) -> "WorkItem":
        """
        The next version of it, which somebody has, or nobody; all else was checked, and stays.
        """
        return changed(self, agent_id=agent_id, version=self.version + 1)

    @property
    def urgency(self) -> int:
        """
        The priority as it is compared, the smallest first.
        """
        return LEAST_URGENT if self.priority is None else self.priority

    @property
    def last_active_at(self) -> dt.datetime:
        """
        When something last happened with it, its entry if nothing did.
        """
        return self.entered_at if self.active_at is None else self.active_at

    @functools.cached_property
    def known(self) -> Facts:
        """
        What holds of it, for conditions and plugins.

        Its facts, and ``id``, ``kind``, ``channel``, ``size``, ``priority``, ``entered_at`` and
        ``due_at`` where these do not say. So a queue asks the same of a case as its lifecycle
        and its policies do: its channel is the one by which the customer wrote, and its
        priority may be a word.
        """
        own: dict[str, Fact] = {name: getattr(self, name) for name in _KNOWN}
        set_ones = {name: value for name, value in own.items() if value is not None}
        return Facts({**set_ones, **self.facts})

    def fact(self, name: str) -> Fact:
        """
        What ``known`` has under a name, without making all of it.
        """
        found = self.facts.get(name)
        if found is None and name in _KNOWN and name not in self.facts:
            found = getattr(self, name)
        return found

    def alike(self, names: Iterable[str]) -> tuple[object, ...]:
        """
        What ``known`` has under some names, as it is compared: equal for work that is alike.
        """
        said, found = self.facts.get, []
        for name in names:
            fact = said(name)
            if fact is None:
                fact = self.fact(name)
            found.append(told_apart(fact) if fact is True or fact is False else fact)
        return tuple(found)
