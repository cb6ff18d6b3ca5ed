"""
What work asks of who takes it, and how that gives way while nobody is found.
"""

import datetime as dt
from collections.abc import Iterable

import attrs

from csmcore.errors import DefinitionError, OrderError
from csmcore.kernel import not_blank, positive, shown, to_duration
from csmcore.routing._fields import whole


def _drop(_requirement: object, _attribute: object, value: int | None) -> None:
    if value is not None and (type(value) is not int or value < 0):
        message = f"drop is {shown(value)}; it is a whole number, the highest dropped first, or None for never"
        raise DefinitionError(message)


@attrs.frozen
class Requirement:
    """
    A skill that work asks for.

    The same skill may be asked for twice, at a high level that gives way and at a lower one
    that stays.

    Attributes:
        skill: The skill's name.

        level: The level from which an agent has it; 0 for any.

        drop: Where it stands among those that give way after a wait: the highest number is
            dropped first, 0 last, equal ones together. ``None`` for never.

        is_mandatory: Whether who lacks it gets no such work. One that is not only ranks
            (strategy ``skill_rank``).

    Source: Salesforce, "Skills-based routing rules" (additional skills with a drop priority).
    """

    skill: str = attrs.field(validator=not_blank)
    level: int = attrs.field(default=0, validator=whole)
    drop: int | None = attrs.field(default=None, validator=_drop, kw_only=True)
    is_mandatory: bool = attrs.field(default=True, kw_only=True)

    def __str__(self) -> str:
        return f"{self.skill} at {self.level} or more" if self.level else self.skill


def to_requirements(values: Iterable[Requirement | str]) -> tuple[Requirement, ...]:
    """
    A converter: requirements in order; a text is the name of a skill at any level.

    Raises:
        DefinitionError: One is no requirement.
    """
    listed = [Requirement(each) if isinstance(each, str) else each for each in values]
    for each in listed:
        if not isinstance(each, Requirement):
            message = (
                f"{shown(each)} is no requirement; say Requirement(skill, level), or a skill's name"
            )
            raise DefinitionError(message)
    return tuple(dict.fromkeys(listed))


def _steps(values: Iterable[dt.timedelta]) -> tuple[dt.timedelta, ...]:
    steps = tuple(map(to_duration, values))
    for each in steps:
        if each <= dt.timedelta(0):
            message = f"a step is after {each}; it is above zero"
            raise DefinitionError(message)
    if list(steps) != sorted(set(steps)):
        message = "the steps of a relaxation stand in order, each later than the one before"
        raise DefinitionError(message)
    return steps


@attrs.frozen(kw_only=True)
class Relaxation:
    """
    When requirements give way: each step drops those whose number is the highest left.

    Attributes:
        every: The wait between steps, the first one after one such wait.

        steps: Or the waits after which each step comes, counted from the entry.

        starts_again: Whether a declined offer, or one that ran out, begins the wait anew.

    Raises:
        DefinitionError: Neither is given, or both, or the steps are not in order.

    Source: Salesforce, "Omni-Channel: iterative routing"; Amazon Connect, "Routing steps".
    """

    every: dt.timedelta | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(to_duration),
        validator=attrs.validators.optional(positive),
    )
    steps: tuple[dt.timedelta, ...] = attrs.field(default=(), converter=_steps)
    starts_again: bool = False

    def __attrs_post_init__(self) -> None:
        if (self.every is None) == (not self.steps):
            message = "a relaxation says either every or steps, one of them"
            raise DefinitionError(message)
