"""
What work asks of who takes it, and how that gives way while nobody is found.
"""

import datetime as dt
from collections.abc import Iterable

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import listed, not_blank, shown
from csmcore.routing._fields import is_flag, positive_if_given, to_wait, wait_if_given, whole


def _drop(_requirement: object, _attribute: object, value: int | None) -> None:
    if value is not None and (type(value) is not int or value < 0):
        message = (
            f"drop is {shown(value)}; a whole number, the highest dropped first, or None for never"
        )
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
    is_mandatory: bool = attrs.field(default=True, validator=is_flag, kw_only=True)

    def __str__(self) -> str:
        return f"{self.skill} at {self.level} or more" if self.level else self.skill


def to_requirements(values: Iterable[Requirement | str] | Requirement | str) -> tuple[Requirement, ...]:
    """
    A converter: requirements in order, once each; a text is the name of a skill at any level.

    Raises:
        DefinitionError: One is no requirement.
    """
    several = (values,) if isinstance(values, Requirement | str) else values
    if isinstance(several, Iterable):
        several = [Requirement(each) if isinstance(each, str) else each for each in several]
    return tuple(dict.fromkeys(listed(Requirement, several)))


def _steps(values: Iterable[dt.timedelta]) -> tuple[dt.timedelta, ...]:
    if not isinstance(values, Iterable):
        message = f"steps are {shown(values)}; give the waits in order, as in [timedelta(minutes=5)]"
        raise DefinitionError(message)
    steps = tuple(map(to_wait, values))
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
        converter=wait_if_given,
        validator=positive_if_given,
    )
    steps: tuple[dt.timedelta, ...] = attrs.field(default=(), converter=_steps)
    starts_again: bool = attrs.field(default=False, validator=is_flag)

    def __attrs_post_init__(self) -> None:
        if (self.every is None) == (not self.steps):
            message = "a relaxation says either every or steps, one of them"
            raise DefinitionError(message)
