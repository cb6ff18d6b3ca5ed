"""
Streams of events: what each is called, and what is appended to one.
"""

from collections.abc import Iterable
from typing import Final, Generic, TypeVar

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel._checks import not_blank, shown
from csmcore.kernel._refs import CaseId, EntitlementId

E_co = TypeVar("E_co", covariant=True)

ROUTING_STREAM: Final = "routing"
"""
The stream of what routing decided, of which a host has one.
"""


def case_stream(case_id: CaseId) -> str:
    """
    The stream of a case: ``case/CS-1042``.
    """
    return f"case/{case_id}"


def ledger_stream(entitlement_id: EntitlementId) -> str:
    """
    The stream of what was used of an entitlement: ``ledger/support-hours``.
    """
    return f"ledger/{entitlement_id}"


def _from_zero(_append: object, _attribute: object, value: int) -> None:
    if type(value) is not int or value < 0:
        message = f"expected_sequence={shown(value)}; a whole number, 0 before the first event"
        raise DefinitionError(message)


@attrs.frozen
class Append(Generic[E_co]):
    """
    What is appended to a stream of events, if it still ends where it did.

    Attributes:
        stream: The stream's name (:func:`case_stream`, :func:`ledger_stream`,
            ``ROUTING_STREAM``).

        expected_sequence: The sequence of the last event that is there already, 0 before the
            first. A store that finds another refuses, for somebody was faster.

        events: In order, each with the next sequence; none at all where they had been appended
            before.
    """

    stream: str = attrs.field(validator=not_blank)
    expected_sequence: int = attrs.field(validator=_from_zero, kw_only=True)
    events: tuple[E_co, ...] = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        # No converter: type checkers would lose the kind of the events.
        if not isinstance(self.events, Iterable):
            message = f"events={shown(self.events)}; give the events in order"
            raise DefinitionError(message)
        object.__setattr__(self, "events", tuple(self.events))
