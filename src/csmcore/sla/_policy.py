"""
Which records are owed what, and by when: policies and their targets.
"""

import datetime as dt
import enum
import functools
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import attrs

from csmcore.conditions import ANYTHING, NOTHING, Condition, condition_if_given, to_condition
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    DateSpan,
    Markup,
    card,
    from_one,
    listed,
    not_blank,
    not_blank_if_given,
    refuse_twins,
    table,
    to_choice,
    zone_name,
)
from csmcore.sla._goals import Deadline, Goal, Goals, Threshold, to_goals


class Kind(enum.StrEnum):
    """
    Towards whom the promise is made: customer, another team, or bought from a supplier.
    """

    SLA = "sla"
    OLA = "ola"
    UNDERPINNING_CONTRACT = "underpinning_contract"


class Order(enum.StrEnum):
    """
    Which condition counts first when several hold at one instant.

    ``SERVICENOW``: stop, reset, cancel, pause, resume; a clock does not start where its
    stop or cancel condition holds. ``JIRA``: stop, pause, start; what stops a clock may
    start its next cycle at the same instant, and does not prevent its first.

    Source: ServiceNow, "SLA processing"; Atlassian, "SLA condition options".
    """

    SERVICENOW = "servicenow"
    JIRA = "jira"


class Again(enum.StrEnum):
    """
    What happens when a finished clock's start condition comes true again.

    ``NEVER``: nothing; one cycle a record. ``NEW_CYCLE``: another cycle, from then on.
    ``SEQUENTIAL``: another cycle, but not before the previous one was due: who finishes
    early wins no time for the next. ``CONTINUE``: the cycle goes on where it ended; the
    time in between does not count. ``RESTART``: the cycle begins anew, and what it said
    before is forgotten.

    Source: Salesforce, "Milestone recurrence types", for the first three.
    """

    NEVER = "never"
    NEW_CYCLE = "new_cycle"
    SEQUENTIAL = "sequential"
    CONTINUE = "continue"
    RESTART = "restart"


class Match(enum.StrEnum):
    """
    Whether the first policy that fits a record counts, or each that fits, by name.
    """

    FIRST = "first"
    ALL = "all"


class CalendarChange(enum.StrEnum):
    """
    Which calendar counts when the record comes to name another while a clock is open.

    ``KEEP``: the one in which the clock started. ``FOLLOW``: from then on the new one, as
    when a case moves to a team on another continent.
    """

    KEEP = "keep"
    FOLLOW = "follow"


Boundary: TypeAlias = Literal["close", "next_open"]
"""
When a target that fills the day exactly is due: at closing, or when the next day opens.
"""


@attrs.frozen(str=False)
class Pause:
    """
    A wait that does not count, and for whom.

    Attributes:
        name: Who is waited for: ``"customer"``, ``"third party"``, ``"ourselves"``.

        when: While it holds the clock is paused. A text is parsed.
    """

    name: str = attrs.field(validator=not_blank)
    when: Condition = attrs.field(converter=to_condition)

    def __str__(self) -> str:
        return f"{self.name}: {self.when}"


Pauses: TypeAlias = (
    Condition | str | Mapping[str, Condition | str] | Mapping[str, str] | Iterable[Pause]
)
"""
What may be said for the pauses of a target: one condition, conditions by name, or pauses.
"""


def to_pauses(value: Pauses) -> tuple[Pause, ...]:
    """
    Pauses in order, however they were said; a bare condition's is named ``"paused"``.

    Raises:
        DefinitionError: A member is none.

        DuplicateError: Two have one name.
    """
    if isinstance(value, Condition | str):
        return (Pause("paused", value),)
    if isinstance(value, Mapping):
        value = [Pause(name, when) for name, when in value.items()]
    pauses = listed(Pause, value, say="Pause(name, when), or a mapping from name to when")
    refuse_twins("pause", (pause.name for pause in pauses))
    return pauses


def _thresholds(value: Iterable[Threshold]) -> tuple[Threshold, ...]:
    thresholds = listed(Threshold, value, say="Threshold.at(75) or Threshold.before(...)")
    refuse_twins("threshold", map(str, thresholds))
    return thresholds


def _kind(value: Kind | str) -> Kind:
    return to_choice(Kind, value)


def _order(value: Order | str) -> Order:
    return to_choice(Order, value)


def _again(value: Again | str) -> Again:
    return to_choice(Again, value)


def _boundary(value: Boundary) -> Boundary:
    if value not in {"close", "next_open"}:
        message = f"boundary={value!r}; say 'close' or 'next_open'"
        raise DefinitionError(message)
    return value


def _calendar_change(value: CalendarChange | str) -> CalendarChange:
    return to_choice(CalendarChange, value)


@attrs.frozen(kw_only=True, cache_hash=True)
class SlaTarget:
    """
    One promise: when its clock starts, pauses and stops, and how long it may run.

    Conditions are asked at each moment of a record's timeline, with all changes of that
    instant together; *order* says which counts first.

    Attributes:
        name: Names the clock in a policy: ``"first reply"``.

        goals: How long it may run; the first goal that fits counts, and is asked again at
            each moment while the clock is open. What has run and paused stays: a new goal
            counts from the clock's start. Where none fits, it runs and nothing is due.

        start: The clock starts where this holds.

        stop: It finishes where this holds.

        pauses: It is paused while one of these holds, under the name of the first.

        resume: When given, a paused clock goes on where this holds and no pause does;
            else as soon as no pause holds.

        reset: The cycle ends, what it counted is forgotten, and another begins. Needs the
            start condition to hold as well, unless that is about an instant.

        cancel: The clock is called off. ServiceNow's default, "when the start condition
            is no longer met", is ``cancel=~start``.

        order: Which counts first when several hold at one instant.

        again: What happens when the start condition comes true again after the clock has
            finished. It has to come true; that it still holds is not enough.

        kind: Towards whom the promise is made.

        thresholds: When it warns. The breach itself is always told.

        boundary: When a target that fills the day exactly is due.

        calendar: The name of the calendar that counts, before any other that is named.

        calendar_changes: Whether an open clock moves to another calendar.

        start_from: The fact that says from when it counts, such as ``"opened_at"``; used
            where it holds an instant before the start.

        retroactive_pause: With *start_from*: what was paused in between does not count.

    Raises:
        DefinitionError: *retroactive_pause* without *start_from*, or a member of a list is
            of the wrong kind.

        DuplicateError: Two pauses have one name, or two thresholds are the same.

        TextError: The text of a condition does not parse.
    """

    name: str = attrs.field(validator=not_blank, kw_only=False)
    goals: tuple[Goal, ...] = attrs.field(default=(), converter=to_goals, kw_only=False)
    start: Condition = attrs.field(converter=to_condition)
    stop: Condition = attrs.field(converter=to_condition)
    pauses: tuple[Pause, ...] = attrs.field(default=(), converter=to_pauses)
    resume: Condition | None = attrs.field(default=None, converter=condition_if_given)
    reset: Condition = attrs.field(default=NOTHING, converter=to_condition)
    cancel: Condition = attrs.field(default=NOTHING, converter=to_condition)
    order: Order = attrs.field(default=Order.SERVICENOW, converter=_order)
    again: Again = attrs.field(default=Again.CONTINUE, converter=_again)
    kind: Kind = attrs.field(default=Kind.SLA, converter=_kind)
    thresholds: tuple[Threshold, ...] = attrs.field(default=(), converter=_thresholds)
    boundary: Boundary = attrs.field(default="close", converter=_boundary)
    calendar: str | None = attrs.field(default=None, validator=not_blank_if_given)
    calendar_changes: CalendarChange = attrs.field(
        default=CalendarChange.KEEP, converter=_calendar_change
    )
    start_from: str | None = attrs.field(default=None, validator=not_blank_if_given)
    retroactive_pause: bool = False

    def __attrs_post_init__(self) -> None:
        if self.retroactive_pause and self.start_from is None:
            message = "retroactive_pause needs start_from: the fact that says from when it counts"
            raise DefinitionError(message)

    def _repr_html_(self) -> Markup:
        return card(f"SLA target {self.name}", self)

    @property
    def facts(self) -> frozenset[str]:
        """
        The names of the facts that it speaks of: what a timeline must tell for it.
        """
        said = {goal.allowed.fact for goal in self.goals if isinstance(goal.allowed, Deadline)}
        started = () if self.start_from is None else (self.start_from,)
        return frozenset(name for each in self._conditions() for name in each.facts).union(
            said, started
        )

    @property
    def signals(self) -> frozenset[str]:
        """
        The signals that it speaks of.
        """
        return frozenset(name for each in self._conditions() for name in each.signals)

    @functools.cached_property
    def _ready(self) -> dict[str, object]:
        """
        What is made ready of it, once, by whoever measures it.
        """
        return {}

    def _conditions(self) -> tuple[Condition, ...]:
        asked = (self.start, self.stop, self.reset, self.cancel)
        resume = () if self.resume is None else (self.resume,)
        return (
            *asked,
            *resume,
            *(each.when for each in self.pauses),
            *(each.when for each in self.goals),
        )

    def within(self, goals: Goals, *, thresholds: Iterable[Threshold] = ()) -> "SlaTarget":
        """
        The same target with other goals, and with further thresholds.

        Args:
            goals: One length for all, lengths by the text of a condition, or goals.

            thresholds: When it warns, besides those that it has.
        """
        return attrs.evolve(
            self, goals=to_goals(goals), thresholds=(*self.thresholds, *_thresholds(thresholds))
        )


def label_of(name: str, version: int) -> str:
    """
    A policy's name, and its version where it is not the first.
    """
    return name if version == 1 else f"{name}, version {version}"


def _targets(value: SlaTarget | Iterable[SlaTarget]) -> tuple[SlaTarget, ...]:
    targets = (value,) if isinstance(value, SlaTarget) else listed(SlaTarget, value)
    refuse_twins("target", (target.name for target in targets))
    return targets


@attrs.frozen(kw_only=True)
class SlaPolicy:
    """
    What the records are owed that fit: some targets, in a calendar, for some time.

    Attributes:
        name: Shared by all its versions.

        targets: Each with a name of its own.

        when: Which records it is for; all of them when not given. A text is parsed.

        calendar: The name of the calendar for targets that name none.

        version: Counts up; a clock keeps the version that was valid when it started.

        valid: The dates on which clocks may start under it.

        zone: Whose dates those are.

    Raises:
        DefinitionError: It has no target, one is none, or the version is no whole number from
            1 up.

        DuplicateError: Two targets have one name.
    """

    name: str = attrs.field(validator=not_blank, kw_only=False)
    targets: tuple[SlaTarget, ...] = attrs.field(converter=_targets, kw_only=False)
    when: Condition = attrs.field(default=ANYTHING, converter=to_condition)
    calendar: str | None = attrs.field(default=None, validator=not_blank_if_given)
    version: int = attrs.field(default=1, validator=from_one)
    valid: DateSpan = attrs.field(factory=DateSpan)
    zone: str = attrs.field(default="UTC", converter=zone_name)

    def __attrs_post_init__(self) -> None:
        if not self.targets:
            message = f"policy {self.name!r} has no target; give at least one"
            raise DefinitionError(message)

    def _repr_html_(self) -> Markup:
        heads = ("target", "goals", "starts", "stops", "pauses")
        rows = ((each.name, each.goals, each.start, each.stop, each.pauses) for each in self.targets)
        return table(f"SLA policy {self.label} ({self.when})", heads, rows)

    @property
    def label(self) -> str:
        """
        The name, and the version where it is not the first.
        """
        return label_of(self.name, self.version)

    def target(self, name: str) -> SlaTarget | None:
        """
        The target of a name, or ``None``.
        """
        return next((target for target in self.targets if target.name == name), None)

    def is_valid_at(self, at: dt.datetime) -> bool:
        """
        Whether a clock may start under it at an instant.
        """
        return self.valid.contains_at(at, zone=self.zone)
