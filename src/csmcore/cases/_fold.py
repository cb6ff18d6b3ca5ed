"""
How a case follows from the one before and an event: one copy, whatever the event.
"""

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

import attrs

from csmcore.cases._case import Case, KeyUsed
from csmcore.cases._event_fields import EventFields
from csmcore.errors import DefinitionError, PastError, SequenceError

_Value = TypeVar("_Value")

_new: Final = object.__new__
_set: Final = object.__setattr__
_COUNT: Final = len(attrs.fields(Case))
_WORKED_OUT: Final = tuple(
    name for name, value in vars(Case).items() if isinstance(value, functools.cached_property)
)
"""
What a case keeps once it was asked for; the next case works it out anew.
"""

_BLANK: Final[Mapping[str, Any]] = MappingProxyType(
    {
        field.name: None if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]
        for field in attrs.fields(Case)
    }
)


def label(case_id: str) -> str:
    """
    What errors call a case.
    """
    return f"case {case_id!r}"


def written(held: dict[str, Any], event: EventFields) -> None:
    """
    Writes an event into the fields of a case.

    Raises:
        SequenceError: It is not the next event.

        PastError: It happened before the one that it follows.

        DefinitionError: It is of another case, or opens one that is open.
    """
    sequence = event.sequence
    if sequence != held["sequence"] + 1:
        raise SequenceError(label(event.case_id), held["sequence"] + 1, sequence)
    if event._begins is not (sequence == 1) or held["id"] not in (event.case_id, ""):
        raise DefinitionError(_misplaced(held, event))
    if sequence > 1 and event.at < held["changed_at"]:
        raise PastError(label(event.case_id), held["changed_at"], event.at)
    take(held, event)


def take(held: dict[str, Any], event: EventFields) -> None:
    """
    Writes an event that is known to be the next one.
    """
    sequence = event.sequence
    held["sequence"] = sequence
    held["changed_at"] = event.at
    key = event.key
    if key is not None:
        held["done"] = _with_key(held["done"], key, event.asked, sequence)
    waited = held["needs_attention"]
    event._write(held)
    if held["needs_attention"] and (not waited or event.by.is_customer):
        held["customer_spoke_at"] = event.at


def fields_of(case: Case | None) -> dict[str, Any]:
    """
    The fields of a case in a dictionary of their own, or those of none yet.
    """
    if case is None:
        return {**_BLANK, "id": "", "sequence": 0}
    held = case.__dict__.copy()
    if len(held) > _COUNT:
        for name in _WORKED_OUT:
            held.pop(name, None)
    return held


def made_of(cls: type[_Value], held: dict[str, Any]) -> _Value:
    """
    A case or an event of some fields that have been checked; they are not checked again.
    """
    made = _new(cls)
    _set(made, "__dict__", held)
    return made


def folded(case: Case | None, event: EventFields) -> Case:
    """
    The case after an event.

    Raises:
        SequenceError: It is not the next event of this case.
    """
    held = fields_of(case)
    written(held, event)
    return made_of(Case, held)


def _misplaced(held: dict[str, Any], event: EventFields) -> str:
    if held["id"] not in (event.case_id, ""):
        return (
            f"an event of {label(event.case_id)} came to {label(held['id'])}; fold each case by itself"
        )
    return (
        f"event {event.sequence} of {label(event.case_id)} is a {type(event).__name__}; "
        "the first event, and no other, is a CaseOpened"
    )


def _with_key(
    done: tuple[KeyUsed, ...], key: str, asked: str | None, sequence: int
) -> tuple[KeyUsed, ...]:
    if done and done[-1].key == key and done[-1].last == sequence - 1:
        return (*done[:-1], KeyUsed(key, asked, done[-1].first, sequence))
    return (*done, KeyUsed(key, asked, sequence, sequence))
