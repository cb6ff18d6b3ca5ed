"""
What the cases below a major one take over from it.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.cases._reasons import told_names
from csmcore.errors import DefinitionError
from csmcore.kernel import to_texts

PRIORITY: Final = "priority"
STATE: Final = "state"
COMMENTS: Final = "comments"
WORK_NOTES: Final = "work_notes"
RESOLUTION: Final = "resolution"

CONTENT_FIELDS: Final = ("subject", "description", "impact", "urgency", "model_id")
"""
What every case has, is changed by name, and may be the same for all customers.
"""

_KNOWN: Final = (PRIORITY, STATE, COMMENTS, WORK_NOTES, RESOLUTION, *CONTENT_FIELDS)


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return to_texts(names)


@attrs.frozen
class SyncRule:
    """
    What the cases below a major one take over from it. It goes one way only.

    Attributes:
        fields: ``priority``, ``state``, ``comments``, ``work_notes``, ``resolution`` (code and
            notes), ``subject``, ``description``, ``impact``, ``urgency``, ``model_id``.

        own_fields: Own fields, by name.

        closes: Whether those that are open are closed with the major case, though their state
            is not taken over otherwise.

    Raises:
        DefinitionError: A field is none of these; or it is the state without the resolution,
            for a case that is resolved says how.
    """

    fields: tuple[str, ...] = attrs.field(
        default=(PRIORITY, STATE, COMMENTS, WORK_NOTES, RESOLUTION), converter=_names
    )
    own_fields: tuple[str, ...] = attrs.field(default=(), converter=_names, kw_only=True)
    closes: bool = attrs.field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for name in self.fields:
            if name not in _KNOWN:
                told = told_names(name, _KNOWN)
                message = (
                    f"fields: {name!r} is not synchronised; {told}, and own fields are named apart"
                )
                raise DefinitionError(message)
        if STATE in self.fields and RESOLUTION not in self.fields:
            message = "fields: with the state goes the resolution, for what is resolved says how"
            raise DefinitionError(message)


SERVICENOW_SYNC: Final = SyncRule()
"""
What ServiceNow synchronises unless told otherwise.

Priority, state, comments, work notes, and the resolution's code and notes.

Source: ServiceNow, "Configure major case synchronization".
"""
