"""
A case as a host keeps it: its events, and what follows from them.
"""

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

import attrs

from csmcore.cases import Case, CaseEvent, replay, timeline
from csmcore.errors import DefinitionError
from csmcore.kernel import CaseId, Timeline, case_stream, shown


def _events(events: Iterable[CaseEvent]) -> tuple[CaseEvent, ...]:
    told = tuple(events) if isinstance(events, Iterable) and not isinstance(events, str) else None
    if told is None:
        message = f"events={shown(events)}; give the case's events in order"
        raise DefinitionError(message)
    # A stream may be long, and has few kinds of events.
    strange = [kind for kind in set(map(type, told)) if not issubclass(kind, CaseEvent)]
    if strange:
        each = next(event for event in told if type(event) in strange)
        message = f"{shown(each)} is no event of a case; give the events of its own stream"
        raise DefinitionError(message)
    return told


def to_record(value: object) -> "CaseRecord":
    """
    What was given as a case.

    Raises:
        DefinitionError: It is no record, such as the case alone.
    """
    if isinstance(value, CaseRecord):
        return value
    message = f"{type(value).__name__} is given as a case; give its CaseRecord, made of its events"
    raise DefinitionError(message)


@attrs.frozen
class CaseRecord:
    """
    A case as a host keeps it: its events, or a snapshot and the events after it.

    Attributes:
        events: In order, without a gap.

        snapshot: The case before the first of them; ``None`` where they begin at the beginning.

        history: The timeline until the snapshot, for clocks began before it.

    Raises:
        DefinitionError: There is neither an event nor a snapshot; or a snapshot without its
            history, or the other way round; or what is given is of another kind.
    """

    events: tuple[CaseEvent, ...] = attrs.field(default=(), converter=_events)
    snapshot: Case | None = attrs.field(default=None, kw_only=True)
    history: Timeline | None = attrs.field(default=None, kw_only=True)

    _document_shapes: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    def __attrs_post_init__(self) -> None:
        if not self.events and self.snapshot is None:
            message = "a record has no events; a case begins with CaseOpened"
            raise DefinitionError(message)
        if not isinstance(self.snapshot, Case | None):
            message = f"snapshot={shown(self.snapshot)}; give the case as it was: record.case"
            raise DefinitionError(message)
        if not isinstance(self.history, Timeline | None):
            message = f"history={shown(self.history)}; give the timeline until it: record.timeline"
            raise DefinitionError(message)
        if (self.snapshot is None) is not (self.history is None):
            message = "a snapshot and the history until it belong together; give both, or neither"
            raise DefinitionError(message)

    @functools.cached_property
    def case(self) -> Case:
        """
        The case after its last event.

        Raises:
            SequenceError: An event is missing, or two have one place.

            OrderError: An event happened before the one that it follows.
        """
        return replay(self.events, self.snapshot)

    @functools.cached_property
    def timeline(self) -> Timeline:
        """
        What held of it, and when, for clocks and policies.
        """
        told = timeline(self.events, self.snapshot)
        return told if self.history is None else Timeline((*self.history, *told))

    @property
    def id(self) -> CaseId:
        """
        The case's identity.
        """
        return self.events[0].case_id if self.snapshot is None else self.snapshot.id

    @property
    def sequence(self) -> int:
        """
        The sequence of its last event: what is expected when something is appended.
        """
        return self.case.sequence

    @property
    def stream(self) -> str:
        """
        The name of its stream.
        """
        return case_stream(self.id)

    def followed_by(self, events: Iterable[CaseEvent]) -> "CaseRecord":
        """
        The record with further events.

        What follows from the events before is not worked out again.

        Raises:
            SequenceError: One does not follow the last, or the one before it.

            OrderError: One happened before the one that it follows.

            DefinitionError: They are no events of cases, or one alone.
        """
        more = _events(events)
        if not more:
            return self
        after = CaseRecord((*self.events, *more), snapshot=self.snapshot, history=self.history)
        told = timeline(more, self.case)
        object.__setattr__(after, "case", replay(more, self.case))
        object.__setattr__(after, "timeline", self.timeline.with_changes(*told))
        return after

    def shortened(self) -> "CaseRecord":
        """
        The record as a snapshot of now, for a host that does not read a long stream each time.
        """
        return CaseRecord(snapshot=self.case, history=self.timeline)
