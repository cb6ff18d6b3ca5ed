"""
Queues: which work waits together, who may take it when, and how one of them is picked.
"""

import datetime as dt
import functools
from collections.abc import Iterable
from typing import Final, TypeAlias

import attrs

from csmcore.calendars import Calendar
from csmcore.conditions import ANYTHING, NOTHING, Condition, to_condition
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import (
    AgentId,
    Facts,
    GroupId,
    Markup,
    QueueId,
    card,
    hours_text,
    listed,
    not_blank,
    not_blank_if_given,
    positive,
    shown,
)
from csmcore.routing._fields import (
    agent_ids,
    group_ids,
    is_a,
    not_negative,
    positive_if_given,
    to_facts,
    to_wait,
    wait_if_given,
    whole,
    whole_if_given,
)
from csmcore.routing._skills import Relaxation, Requirement, to_requirements

MOST_IN_A_WINDOW: Final = 256
"""
How many assignments of an agent a queue remembers, and so the most that a limit can allow.
"""

_NONE: Final = dt.timedelta(0)


def _after(wait: dt.timedelta) -> str:
    return f", after {hours_text(wait)}" if wait else ""


@attrs.frozen(kw_only=True)
class Pool:
    """
    Agents who take work from a queue, from the start or after it has waited.

    Without groups and agents it is everybody.

    Attributes:
        groups: Groups whose members belong to it.

        agents: Single agents who do, too.

        after: How long work waits before they join. Zero for from the start.

        when: What must hold of an agent beside: ``region = emea and skill.french >= 2``.
            A text is parsed.

    Source: ServiceNow, "Assignment eligibility pools".
    """

    groups: frozenset[GroupId] = attrs.field(default=frozenset(), converter=group_ids)
    agents: frozenset[AgentId] = attrs.field(default=frozenset(), converter=agent_ids)
    after: dt.timedelta = attrs.field(default=_NONE, converter=to_wait, validator=not_negative)
    when: Condition = attrs.field(default=ANYTHING, converter=to_condition)

    def __str__(self) -> str:
        who = ", ".join(sorted((*self.groups, *self.agents))) or "everybody"
        when = "" if self.is_unconditional else f" where {self.when}"
        return f"{who}{when}{_after(self.after)}"

    @functools.cached_property
    def is_unconditional(self) -> bool:
        """
        Whether it asks nothing of an agent beside belonging to it.
        """
        return self.when == ANYTHING


def _most(_limit: object, _attribute: object, value: int) -> None:
    if type(value) is not int or not 1 <= value <= MOST_IN_A_WINDOW:
        message = f"most is {shown(value)}; it is a whole number from 1 to {MOST_IN_A_WINDOW}"
        raise DefinitionError(message)


@attrs.frozen
class AssignmentLimit:
    """
    How much of a queue an agent is given within a while, so that nobody is flooded.

    Attributes:
        most: How many assignments.

        within: In how long a window, which ends now and does not hold its first instant.
    """

    most: int = attrs.field(validator=_most)
    within: dt.timedelta = attrs.field(
        default=dt.timedelta(minutes=5), converter=to_wait, validator=positive
    )


@attrs.frozen
class Offering:
    """
    That work of a queue is offered, to be accepted or declined, and not assigned outright.

    Attributes:
        timeout: How long an offer stands; ``None`` until it is answered.

        presence_after_timeout: What an agent who lets one pass is said to be from then on:
            the name of a :class:`Presence`; ``None`` to leave it.

        pause: How long nobody is asked again who declined, once all have, from when the work
            last came back. Zero for not at all.

    Raises:
        DefinitionError: The timeout is not above zero, the pause is below it, or one is none.
    """

    timeout: dt.timedelta | None = attrs.field(
        default=None, converter=wait_if_given, validator=positive_if_given
    )
    presence_after_timeout: str | None = attrs.field(default=None, validator=not_blank_if_given)
    pause: dt.timedelta = attrs.field(default=_NONE, converter=to_wait, validator=not_negative)


@attrs.frozen
class Overflow:
    """
    Where work goes for which nobody was found.

    The other queue's hours count, and its pools, skills and limits. Its conditions and its
    delay do not: the work is sent there, and has waited.

    Attributes:
        queue_id: The queue whose agents are then asked.

        after: How long it waits before that. Zero for at once.
    """

    queue_id: QueueId = attrs.field(validator=not_blank)
    after: dt.timedelta = attrs.field(default=_NONE, converter=to_wait, validator=not_negative)

    def __str__(self) -> str:
        return f"{self.queue_id}{_after(self.after)}"


@attrs.frozen
class Use:
    """
    That a queue uses a strategy, a filter or a scorer, by name.

    Attributes:
        name: A built-in one's, or a plugin's.

        options: What it is told, as ``{"field": "account_manager"}``. A mapping is accepted.

        weight: How much a scorer's points count; of a strategy or filter, nothing.
    """

    name: str = attrs.field(validator=not_blank)
    options: Facts = attrs.field(factory=Facts, converter=to_facts)
    weight: int = attrs.field(default=1, validator=whole, kw_only=True)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.options.pairs)
        return f"{self.name}({told})" if told else self.name


Uses: TypeAlias = Iterable[Use | str] | Use | str
"""
How strategies, filters and scorers may be named: one name or use, or several.
"""


def _uses(values: Uses) -> tuple[Use, ...]:
    several = (values,) if isinstance(values, Use | str) else values
    if isinstance(several, Iterable):
        several = [Use(each) if isinstance(each, str) else each for each in several]
    uses = listed(Use, several)
    if len(set(uses)) < len(uses):
        raise DuplicateError("use", str(next(use for use in uses if uses.count(use) > 1)))
    return uses


def _pools(values: Iterable[Pool]) -> tuple[Pool, ...]:
    return listed(Pool, values)


@attrs.frozen(kw_only=True)
class Queue:
    """
    Work that waits together, who may take it, and how one of them is picked.

    Attributes:
        id: Its identity.

        when: Which work belongs to it; the first queue whose condition holds has it. A text
            is parsed.

        unless: Which of that work is left alone all the same, and waits for a person. A text
            is parsed.

        priority: Which queue comes first where a backlog looks at that, 1 before 2.

        delay: How long work waits before it counts at all.

        hours: The calendar in which the queue gives out work; ``None`` for always.

        pools: Who takes its work, and from when. By default everybody, from the start.

        requires: The skills that all its work asks for.

        relaxation: When requirements give way; ``None`` for never.

        filters: What excludes agents beside the rules that are built in.

        scorers: What makes points for agents; the sum decides before the strategy.

        strategy: How one of those with the most points is picked; where the first leaves
            several, the next decides. Where all leave several, or none is named: the most
            room, then the longest without a turn, then chance if a seed is given, then the id.

        limit: How much an agent is given within a while; ``None`` for no limit.

        capacity: How many units of this queue an agent can have at once, unless the agent
            says otherwise; ``None`` for any number.

        idle_at_most: How long ago something last happened with work that is still given out;
            ``None`` for however long.

        offering: That work is offered first; ``None`` to assign it outright.

        overflow: Where work goes for which nobody was found; ``None`` for nowhere.

    Raises:
        DefinitionError: A part of it is something else than what is said here.

        DuplicateError: A strategy, filter or scorer is named twice with the same options.
    """

    id: QueueId = attrs.field(validator=not_blank, kw_only=False)
    when: Condition = attrs.field(default=ANYTHING, converter=to_condition)
    unless: Condition = attrs.field(default=NOTHING, converter=to_condition)
    priority: int = attrs.field(default=1, validator=whole)
    delay: dt.timedelta = attrs.field(default=_NONE, converter=to_wait, validator=not_negative)
    hours: Calendar | None = attrs.field(default=None, validator=is_a(Calendar, or_none=True))
    pools: tuple[Pool, ...] = attrs.field(default=(Pool(),), converter=_pools)
    requires: tuple[Requirement, ...] = attrs.field(default=(), converter=to_requirements)
    relaxation: Relaxation | None = attrs.field(default=None, validator=is_a(Relaxation, or_none=True))
    filters: tuple[Use, ...] = attrs.field(default=(), converter=_uses)
    scorers: tuple[Use, ...] = attrs.field(default=(), converter=_uses)
    strategy: tuple[Use, ...] = attrs.field(default=(Use("least_loaded"),), converter=_uses)
    limit: AssignmentLimit | None = attrs.field(
        default=None, validator=is_a(AssignmentLimit, or_none=True)
    )
    capacity: int | None = attrs.field(default=None, validator=whole_if_given)
    idle_at_most: dt.timedelta | None = attrs.field(
        default=None, converter=wait_if_given, validator=positive_if_given
    )
    offering: Offering | None = attrs.field(default=None, validator=is_a(Offering, or_none=True))
    overflow: Overflow | None = attrs.field(default=None, validator=is_a(Overflow, or_none=True))

    def _repr_html_(self) -> Markup:
        return card(f"Queue {self.id}", self)
