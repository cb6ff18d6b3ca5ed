"""
What comes of asking a desk: what to store, what to tell, when to look again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, TypeAlias

import attrs

from csmcore.cases import Case, CaseEvent, HeldBack
from csmcore.contracts import Entitlement, Ledger, UncoveredAnswer, UsageEntry
from csmcore.desk._draw import draw_outcome
from csmcore.desk._record import CaseRecord
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    Append,
    Decision,
    Markup,
    counted,
    element,
    instant_text,
    picture,
    to_utc,
)
from csmcore.routing import Conflict, RoutingEvent, RoutingPlan, RoutingState
from csmcore.sla import Notice, SlaPolicy

StoredEvent: TypeAlias = CaseEvent | RoutingEvent | UsageEntry
"""
What a host stores in streams: what happened to cases, in routing, and to ledgers.
"""


def _wakes(
    values: Iterable[tuple[str, dt.datetime | None]],
) -> tuple[tuple[str, dt.datetime | None], ...]:
    return tuple((stream, None if at is None else to_utc(at)) for stream, at in values)


def _appends(values: Iterable[Append[StoredEvent]]) -> tuple[Append[StoredEvent], ...]:
    return tuple(values)


def _records(values: Iterable[CaseRecord]) -> tuple[CaseRecord, ...]:
    return tuple(values)


@attrs.frozen(kw_only=True)
class Outcome:
    """
    What comes of asking a desk. Nothing has been done: the host stores and tells it.

    Attributes:
        appends: What to append to which stream, all of it in one transaction or nothing; none
            where nothing happened.

        records: The cases after it, whether anything happened to them or not.

        state: What routing remembers after it; ``None`` where routing was not asked.

        ledger: What was used, with what this used; ``None`` where no book was given.

        coverage: Which entitlement covers, and why; ``None`` where that was not asked.

        uncovered: What is done since none covers, such as a bill.

        policies: Which SLA policy counts from now on, and why; where that was decided.

        notices: The warnings and breaches to be told, of the one case that
            :meth:`ServiceDesk.due` was asked about.

        held: What would be due by itself, and is held back.

        conflicts: What a plan proposed and could not be done.

        wakes: When to look at which stream again though nothing happens: by
            :meth:`ServiceDesk.due` at that of a case, by :meth:`ServiceDesk.plan` at that of
            routing; ``None`` where only events help. It counts instead of what was said of the
            stream before; a stream that is not named is looked at when that was said.

        already_done: Whether it had been done before under its key, so that nothing happens.
    """

    appends: tuple[Append[StoredEvent], ...] = attrs.field(default=(), converter=_appends)
    records: tuple[CaseRecord, ...] = attrs.field(default=(), converter=_records)
    state: RoutingState | None = None
    ledger: Ledger | None = None
    coverage: Decision[Entitlement] | None = None
    uncovered: UncoveredAnswer | None = None
    policies: tuple[Decision[SlaPolicy], ...] = attrs.field(
        default=(), converter=tuple[Decision[SlaPolicy], ...]
    )
    notices: tuple[Notice, ...] = attrs.field(default=(), converter=tuple[Notice, ...])
    held: tuple[HeldBack, ...] = attrs.field(default=(), converter=tuple[HeldBack, ...])
    conflicts: tuple[Conflict, ...] = attrs.field(default=(), converter=tuple[Conflict, ...])
    wakes: tuple[tuple[str, dt.datetime | None], ...] = attrs.field(default=(), converter=_wakes)
    already_done: bool = False

    _document_shapes: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    @property
    def next_instant(self) -> dt.datetime | None:
        """
        The first of its ``wakes``; ``None`` where only events help.
        """
        return min((at for _, at in self.wakes if at is not None), default=None)

    @property
    def record(self) -> CaseRecord:
        """
        The one case that it is about.

        Raises:
            DefinitionError: It is about none, or about several.
        """
        if len(self.records) != 1:
            message = f"it is about {len(self.records)} cases, not one; ask for its records"
            raise DefinitionError(message)
        return self.records[0]

    @property
    def case(self) -> Case:
        """
        The one case that it is about, after it.

        Raises:
            DefinitionError: It is about none, or about several.
        """
        return self.record.case

    @property
    def decisions(self) -> tuple[Decision[Entitlement] | Decision[SlaPolicy], ...]:
        """
        What was decided, and why: the coverage, then the policies.
        """
        covered = () if self.coverage is None else (self.coverage,)
        return (*covered, *self.policies)

    @property
    def events(self) -> tuple[StoredEvent, ...]:
        """
        All events, stream after stream.
        """
        return tuple(event for each in self.appends for event in each.events)

    def __str__(self) -> str:
        return "; ".join(self._told())

    def _repr_html_(self) -> Markup:
        return draw_outcome(
            str(self),
            appends=self.appends,
            records=self.records,
            decisions=self.decisions,
            notices=self.notices,
            held=self.held,
            conflicts=self.conflicts,
            wakes=self.wakes,
        )

    def _told(self) -> Iterator[str]:
        for each in self.appends:
            names = ", ".join(type(event).__name__ for event in each.events)
            yield f"{each.stream} after {each.expected_sequence}: {names}"
        if not self.appends:
            yield self._why_nothing()
        for found, one, many in (
            (self.notices, "notice", None),
            (self.held, "held back", "held back"),
            (self.conflicts, "conflict", None),
        ):
            if found:
                yield counted(len(found), one, many)
        if self.next_instant is not None:
            yield f"next {instant_text(self.next_instant)}"

    def _why_nothing(self) -> str:
        if self.already_done:
            return "done before, nothing to store"
        # A host keeps notices, and would not be told that there is nothing to keep.
        return "no events" if self.notices or self.held or self.conflicts else "nothing to store"


class PlanOutcome(Outcome):
    """
    The outcome of a plan, with the plan itself, which can be asked why, and what if.

    The plan is no part of the value: it holds the extensions' objects. What is compared,
    pickled or written down is the outcome, and it equals one that has no plan.
    """

    __slots__ = ("_plan",)

    _plan: RoutingPlan

    @classmethod
    def of(cls, outcome: Outcome, plan: RoutingPlan) -> "PlanOutcome":
        """
        An outcome, which was checked when it was made, with its plan.
        """
        made = object.__new__(cls)
        for name, value in _fields(outcome).items():
            object.__setattr__(made, name, value)
        object.__setattr__(made, "_plan", plan)
        return made

    @property
    def plan(self) -> RoutingPlan:
        """
        What was planned.

        Raises:
            DefinitionError: It was made of another outcome, as by ``attrs.evolve``, and has none.
        """
        if not self._has_plan:
            message = "it was made without its plan; ask the outcome that the desk's plan answered"
            raise DefinitionError(message)
        return self._plan

    @property
    def _has_plan(self) -> bool:
        return hasattr(self, "_plan")

    def __eq__(self, other: object) -> bool:
        return _fields(self) == _fields(other) if isinstance(other, Outcome) else NotImplemented

    def __hash__(self) -> int:
        return super().__hash__()

    def _repr_html_(self) -> Markup:
        drawn = super()._repr_html_()
        return element("section", drawn, picture(self._plan)) if self._has_plan else drawn

    def _told(self) -> Iterator[str]:
        yield from super()._told()
        if self._has_plan and self._plan.faults:
            yield counted(len(self._plan.faults), "fault")

    def __reduce__(self) -> tuple[Any, ...]:
        return _outcome, (_fields(self),)


def _fields(outcome: Outcome) -> dict[str, Any]:
    return {each.name: getattr(outcome, each.name) for each in attrs.fields(Outcome)}


def _outcome(fields: dict[str, Any]) -> Outcome:
    return Outcome(**fields)
