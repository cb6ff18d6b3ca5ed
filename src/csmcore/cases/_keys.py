"""
What an action is known by, so that asked twice it is done once.
"""

import hashlib

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._case import KeyUsed
from csmcore.cases._event_fields import ActionFields
from csmcore.errors import KeyConflictError


def digest(action: ActionFields, by: Actor, *more: str) -> str:
    """
    What an action asks, and who asks it, as a short text that is the same everywhere.

    Args:
        action: What is asked.

        by: Who asks.

        more: What else tells it from others.
    """
    told = [type(action).__name__, repr(by), *more]
    told += (
        f"{field.name}={getattr(action, field.name)!r}"
        for field in attrs.fields(type(action))
        if field.name != "key" and getattr(action, field.name) != field.default
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def same_again(used: KeyUsed | None, asked: str | None) -> KeyUsed | None:
    """
    What came of an action when it was done before, under the same key; ``None`` if it was not.

    Args:
        used: What the record says of the key.

        asked: The action's digest.

    Raises:
        KeyConflictError: The key was used for another action.
    """
    if used is not None and used.asked != asked:
        raise KeyConflictError(used.key, used.first)
    return used
