"""
What waits for somebody: a work item, made from a case, a task, a conversation, or anything else.
"""

import datetime as dt
import functools
from collections.abc import Iterable

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AgentId,
    Fact,
    Facts,
    QueueId,
    WorkId,
    not_blank,
    not_blank_if_given,
    shown,
    to_utc,
)
from csmcore.routing._fields import utc_if_given, whole, whole_if_given
from csmcore.routing._skills import Requirement, to_requirements

LEAST_URGENT = 99
"""
The priority at which work counts that has none.
"""


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
    listed = tuple(values)
    for each in listed:
        if not isinstance(each, Affinity):
            message = f"{shown(each)} is no Affinity; say Affinity(agent_id, kind)"
            raise DefinitionError(message)
    return listed


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
    """

    id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    entered_at: dt.datetime = attrs.field(converter=to_utc)
    kind: str = attrs.field(default="case", validator=not_blank)
    channel: str = attrs.field(default="case", validator=not_blank)
    size: int | None = attrs.field(default=None, validator=whole_if_given)
    priority: int | None = attrs.field(default=None, validator=whole_if_given)
    skills: tuple[Requirement, ...] = attrs.field(default=(), converter=to_requirements)
    queue_id: QueueId | None = attrs.field(default=None, validator=not_blank_if_given)
    due_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    active_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    affinities: tuple[Affinity, ...] = attrs.field(default=(), converter=_affinities)
    agent_id: AgentId | None = attrs.field(default=None, validator=not_blank_if_given)
    facts: Facts = attrs.field(factory=Facts, converter=Facts)
    version: int = attrs.field(default=0, validator=whole)

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
        What holds of it, for conditions and plugins: its own facts, and ``id``, ``kind``,
        ``channel``, ``size``, ``priority``, ``entered_at``, ``due_at``.
        """
        own: dict[str, Fact] = dict(self.facts)
        own.update(id=self.id, kind=self.kind, channel=self.channel, entered_at=self.entered_at)
        for name in ("size", "priority", "due_at"):
            if (value := getattr(self, name)) is not None:
                own[name] = value
        return Facts(own)
