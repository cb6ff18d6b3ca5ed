"""
What is decided about several cases at once, and what is appended to which.
"""

from collections.abc import Iterable

import attrs

from csmcore.cases._case import Case
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label
from csmcore.errors import DefinitionError, DuplicateError, UnknownIdError
from csmcore.kernel import Append, CaseId, case_stream


def _appends(appends: Iterable[Append[CaseEvent]]) -> tuple[Append[CaseEvent], ...]:
    return tuple(appends)


def _cases(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(cases)


@attrs.frozen
class DecidedTogether:
    """
    An action that touches several cases is done: what happened to each.

    A host stores them all or none. One that cannot appends them in this order, and asks
    again with the same key where it was interrupted: what is there already is not told twice.

    Attributes:
        appends: One for each case; the last one says that it is done.

        cases: The cases after them, in the same order.

    Raises:
        DuplicateError: A case stands there twice.

        DefinitionError: The cases are not those to which something is appended.
    """

    appends: tuple[Append[CaseEvent], ...] = attrs.field(converter=_appends)
    cases: tuple[Case, ...] = attrs.field(converter=_cases)

    def __attrs_post_init__(self) -> None:
        ids = [each.id for each in self.cases]
        for place, case_id in enumerate(ids):
            if case_id in ids[:place]:
                raise DuplicateError("append", case_id, f"to {label(case_id)}")
        streams = [each.stream for each in self.appends]
        if streams != [*map(case_stream, ids)]:
            message = f"appended to {', '.join(streams)}, and the cases are {', '.join(ids)}"
            raise DefinitionError(message)

    @property
    def events(self) -> tuple[CaseEvent, ...]:
        """
        All events, case after case.
        """
        return tuple(event for each in self.appends for event in each.events)

    def of(self, case_id: CaseId) -> Append[CaseEvent]:
        """
        What is appended to a case.

        Raises:
            UnknownIdError: Nothing happened to that case.
        """
        return self.appends[self._place(case_id)]

    def case(self, case_id: CaseId) -> Case:
        """
        A case after what happened to it.

        Raises:
            UnknownIdError: Nothing happened to that case.
        """
        return self.cases[self._place(case_id)]

    def _place(self, case_id: CaseId) -> int:
        for place, each in enumerate(self.cases):
            if each.id == case_id:
                return place
        raise UnknownIdError("append", case_id)
