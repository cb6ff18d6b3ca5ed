"""
Why an action is refused, or a value does not fit.
"""

import difflib
from collections.abc import Iterable
from typing import Final

from csmcore.kernel import Reason, ReasonKind

UNKNOWN_FIELD: Final = ReasonKind("case.unknown_field", "{path}: no field is named {name}; {known}")
WRONG_TYPE: Final = ReasonKind("case.field_type", "{path}: {value} is not {needed}")
NOT_AMONG: Final = ReasonKind("case.field_choice", "{path}: {value} is not one of these; {known}")
OUT_OF_RANGE: Final = ReasonKind("case.field_range", "{path}: {value} is not {bounds}")
MISSING: Final = ReasonKind("case.field_missing", "{path}: is missing, and {action} needs it")
NEEDS_REASON: Final = ReasonKind(
    "case.needs_reason", "priority_reason: is missing; a priority beside the matrix has a reason"
)
NOT_FOR: Final = ReasonKind("case.not_for_actor", "{action} is not for {who}")
NOT_THEIRS: Final = ReasonKind(
    "case.not_theirs", "{path}: a {kind} does not change it; they change {known}"
)
STAFF_SETS: Final = ReasonKind("case.staff_sets", "{path}: is for staff to set, and not for a {kind}")
NOT_OPEN: Final = ReasonKind("case.not_open", "there is no case yet; it begins with OpenCase")
ALREADY_OPEN: Final = ReasonKind("case.already_open", "the case was opened at {at}")
READ_ONLY: Final = ReasonKind("case.read_only", "the case is {state}, and only read")
WHICH_OPENING: Final = ReasonKind(
    "case.which_opening", "action: a {type} begins with one of {known}; say which"
)


def told_names(name: str, known: Iterable[str]) -> str:
    """
    The name that is near, or those that there are.
    """
    listed = tuple(known)
    near = difflib.get_close_matches(name, listed, n=1)
    return f"{near[0]} is near" if near else f"there are {', '.join(listed) or 'none'}"


def not_for(action: str, kind: str) -> Reason:
    """
    That an action is not for actors of a kind: ``not for an agent``.
    """
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    return NOT_FOR(action=action, kind=kind, who=f"{article} {kind}")
