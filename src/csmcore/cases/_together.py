"""
What is decided about several cases at once, and what is appended to which.
"""

from collections.abc import Iterable

import attrs

from csmcore.cases._case import Case
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label
from csmcore.errors import DuplicateError, UnknownIdError
from csmcore.kernel import CaseId, not_blank


def _events(events: Iterable[CaseEvent]) -> tuple[CaseEvent, ...]:
    return tuple(events)


@attrs.frozen
class Append:
    """
    What is appended to the events of one case.

    Attributes:
        case_id: The case.

        expected_sequence: The sequence of the last event that is there already; 0 where the
            case is opened. A store that finds another refuses, for somebody was faster.

        events: In order; none at all where they had been appended before.

        case: The case after them.
    """

    case_id: CaseId = attrs.field(validator=not_blank)
    expected_sequence: int = attrs.field(kw_only=True)
    events: tuple[CaseEvent, ...] = attrs.field(converter=_events, kw_only=True)
    case: Case = attrs.field(kw_only=True)


def _appends(appends: Iterable[Append]) -> tuple[Append, ...]:
    return tuple(appends)


@attrs.frozen
class DecidedTogether:
    """
    An action that touches several cases is done: what happened to each.

    A host stores them all or none. One that cannot appends them in this order, and asks
    again with the same key where it was interrupted: what is there already is not told twice.

    Attributes:
        appends: One for each case; the last one says that it is done.

    Raises:
        DuplicateError: A case stands there twice.
    """

    appends: tuple[Append, ...] = attrs.field(converter=_appends)

    def __attrs_post_init__(self) -> None:
        ids = [each.case_id for each in self.appends]
        for place, case_id in enumerate(ids):
            if case_id in ids[:place]:
                raise DuplicateError("append", case_id, f"to {label(case_id)}")

    @property
    def events(self) -> tuple[CaseEvent, ...]:
        """
        All events, case after case.
        """
        return tuple(event for each in self.appends for event in each.events)

    def of(self, case_id: CaseId) -> Append:
        """
        What is appended to a case.

        Raises:
            UnknownIdError: Nothing happened to that case.
        """
        for each in self.appends:
            if each.case_id == case_id:
                return each
        raise UnknownIdError("append", case_id)
