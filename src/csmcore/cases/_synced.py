"""
How far a case has followed the one above it.
"""

import datetime as dt

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import CaseId, not_blank, to_utc


def _from_zero(_owner: object, _attribute: object, value: int) -> None:
    if type(value) is not int or value < 0:
        message = f"through={value!r}; it is the sequence of an event above, or 0 before the first"
        raise DefinitionError(message)


@attrs.frozen
class Synced:
    """
    How far a case has followed the one above it.

    Attributes:
        parent_id: The case above it.

        through: The sequence of the last event there that was considered; 0 before the first.

        since: When it came to follow, or was last moved with the case above. A move of its
            own after this is a later word than what happened above before that move. Held
            in UTC.
    """

    parent_id: CaseId = attrs.field(validator=not_blank)
    through: int = attrs.field(validator=_from_zero)
    since: dt.datetime = attrs.field(converter=to_utc)


def rejoined(synced: Synced | None, parent_id: CaseId | None, at: dt.datetime) -> Synced | None:
    """
    How far a case has followed that comes to follow another from now on, or the same again.
    """
    if parent_id is None:
        return synced
    again = synced is not None and synced.parent_id == parent_id
    return Synced(parent_id, synced.through if synced is not None and again else 0, at)
