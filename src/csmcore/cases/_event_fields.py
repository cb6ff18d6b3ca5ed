"""
What every event and every action of a case says.
"""

import datetime as dt
from typing import Any, ClassVar

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._case import Case, counts
from csmcore.kernel import CaseId, not_blank, not_blank_if_given, to_utc


@attrs.frozen(kw_only=True, slots=False)
class ActionFields:
    """
    What every action says.

    Attributes:
        key: What the host calls the action, such as the id of a message. Asked twice, it is
            done once; ``None`` where it is never repeated.
    """

    key: str | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen(kw_only=True, slots=False)
class EventFields:
    """
    What every event says.

    Attributes:
        case_id: The case that it happened to.

        sequence: Its place among the events of the case, from 1 up.

        at: When it happened. Held in UTC.

        by: Who acted.

        key: The key of the action that it came of, if it had one.

        asked: What that action asked, as a short digest; ``None`` without a key.
    """

    case_id: CaseId = attrs.field(validator=not_blank)
    sequence: int = attrs.field(validator=counts)
    at: dt.datetime = attrs.field(converter=to_utc)
    by: Actor
    key: str | None = attrs.field(default=None, validator=not_blank_if_given)
    asked: str | None = attrs.field(default=None, validator=not_blank_if_given)

    _begins: ClassVar[bool] = False

    # Writes what the event changes into the fields of the case that is being made.
    def _write(self, case: dict[str, Any]) -> None:
        raise NotImplementedError

    # What a timeline signals, given the case before it (None for the first) and after it.
    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ()
