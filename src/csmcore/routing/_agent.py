"""
Who can take work: agents as they are at one instant.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping

import attrs

from csmcore.calendars import Calendar
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AgentId,
    Facts,
    GroupId,
    Markup,
    QueueId,
    WorkId,
    card,
    listed,
    not_blank,
    not_blank_if_given,
    shown,
    utc_if_given,
)
from csmcore.routing._fields import (
    group_ids,
    is_a,
    names,
    numbers,
    once,
    to_facts,
    whole,
    whole_if_given,
)
from csmcore.routing._known import changed


@attrs.frozen
class Presence:
    """
    What an agent says about being there, and which work they take while they say it.

    Attributes:
        name: Such as ``available``, ``away``, ``on a call``.

        channels: The channels of which work is given; ``None`` for all, empty for none.
    """

    name: str = attrs.field(validator=not_blank)
    channels: frozenset[str] | None = attrs.field(
        default=None, converter=attrs.converters.optional(names)
    )

    def takes(self, channel: str) -> bool:
        """
        Whether work of a channel is given to who is so present.
        """
        return self.channels is None or channel in self.channels


@attrs.frozen(kw_only=True)
class WorkAssignment:
    """
    A piece of work that an agent has.

    Load is the sum of these, asked anew for each plan; there is no counter that could drift.

    Attributes:
        work_id: The work.

        channel: By which way it came.

        size: How many units it takes, while it counts (:class:`Channel`).

        queue_id: From which queue it came, if from one.

        facts: What holds of it for the channel's ``counts_when``, such as its state. A
            mapping is accepted.

        active_at: When something last happened with it, if known. Held in UTC.
    """

    work_id: WorkId = attrs.field(validator=not_blank, kw_only=False)
    channel: str = attrs.field(default="case", validator=not_blank)
    size: int = attrs.field(default=1, validator=whole)
    queue_id: QueueId | None = attrs.field(default=None, validator=not_blank_if_given)
    facts: Facts = attrs.field(factory=Facts, converter=to_facts)
    active_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)

    @property
    def known(self) -> Facts:
        """
        What holds of it, for conditions: its own facts, ``channel``, ``queue`` and ``size``.
        """
        own = {"channel": self.channel, "queue": self.queue_id, "size": self.size}
        return Facts({**self.facts, **own})


def _assignments(values: Iterable[WorkAssignment]) -> tuple[WorkAssignment, ...]:
    return listed(WorkAssignment, values)


def _weight(_agent: object, _attribute: object, value: int) -> None:
    if type(value) is not int or value < 1:
        message = (
            f"weight is {shown(value)}; it is a whole number, and one of 2 gets twice as much as of 1"
        )
        raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class Agent:
    """
    Somebody who can take work, as they are at one instant.

    Attributes:
        id: Their identity.

        presence: What they say about being there: the name of a :class:`Presence`.

        shift: The calendar in which they work; ``None`` for always.

        groups: The groups they belong to.

        skills: What they can, with the level, sorted by name. A mapping is accepted.

        capacity: How many units they can have at once, of all channels together; ``None``
            for any number.

        channels: How many units they can have of single channels, where it is not what the
            channel says. A mapping is accepted.

        queues: How many units they can have from single queues. A mapping is accepted.

        assignments: What they have.

        idle_since: When they last became free, if the host knows; else the last assignment
            tells. Held in UTC.

        weight: How large their share is where work is shared by weight.

        facts: What else holds of them, for pools and plugins: region, seniority. A mapping
            is accepted.

        version: Which version of the agent's record this is; a plan made on another one is
            a conflict when it is committed.

    Raises:
        DefinitionError: A number is none, or below what it can be; an assignment, a group
            or the shift is none.

        DuplicateError: A skill is named twice, or one piece of work is held twice.
    """

    id: AgentId = attrs.field(validator=not_blank, kw_only=False)
    presence: str = attrs.field(default="available", validator=not_blank)
    shift: Calendar | None = attrs.field(default=None, validator=is_a(Calendar, or_none=True))
    groups: frozenset[GroupId] = attrs.field(default=frozenset(), converter=group_ids)
    skills: tuple[tuple[str, int], ...] = attrs.field(default=(), converter=numbers)
    capacity: int | None = attrs.field(default=None, validator=whole_if_given)
    channels: tuple[tuple[str, int], ...] = attrs.field(default=(), converter=numbers)
    queues: tuple[tuple[str, int], ...] = attrs.field(default=(), converter=numbers)
    assignments: tuple[WorkAssignment, ...] = attrs.field(default=(), converter=_assignments)
    idle_since: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    weight: int = attrs.field(default=1, validator=_weight)
    facts: Facts = attrs.field(factory=Facts, converter=to_facts)
    version: int = attrs.field(default=0, validator=whole)

    def __attrs_post_init__(self) -> None:
        self._check_assignments()

    def _check_assignments(self) -> None:
        if len(self._work_ids) < len(self.assignments):
            once("assignment", [each.work_id for each in self.assignments])

    def _repr_html_(self) -> Markup:
        return card(f"Agent {self.id}", self)

    def with_assignments(self, assignments: Iterable[WorkAssignment]) -> "Agent":
        """
        The agent with what they have now, in place of what they had; all else is as it was.

        Args:
            assignments: All that they have now.

        Raises:
            DefinitionError: One is no assignment.

            DuplicateError: One piece of work is held twice.
        """
        after = changed(self, assignments=_assignments(assignments))
        after._check_assignments()
        return after

    @functools.cached_property
    def _work_ids(self) -> frozenset[WorkId]:
        return frozenset([each.work_id for each in self.assignments])

    # How much they have by channel and queue: units, and pieces.
    @functools.cached_property
    def _loads(self) -> Mapping[tuple[str, QueueId | None], tuple[int, int]]:
        found: dict[tuple[str, QueueId | None], tuple[int, int]] = {}
        for each in self.assignments:
            units, pieces = found.get((each.channel, each.queue_id), (0, 0))
            found[each.channel, each.queue_id] = (units + each.size, pieces + 1)
        return found

    @functools.cached_property
    def levels(self) -> Mapping[str, int]:
        """
        Their skills with the level, to look up.
        """
        return dict(self.skills)

    @functools.cached_property
    def known(self) -> Facts:
        """
        What holds of them, for conditions.

        Their own facts, ``agent``, ``presence``, ``groups``, and each skill's level as
        ``skill.<name>``.
        """
        found = {f"skill.{name}": level for name, level in self.skills}
        groups = frozenset(self.groups) or None
        return Facts(
            {**self.facts, **found, "agent": self.id, "presence": self.presence, "groups": groups}
        )
