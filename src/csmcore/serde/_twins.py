"""
Where two of one name stand: the path leads to the second.
"""

from collections.abc import Mapping

import cattrs
from cattrs.errors import AttributeValidationNote, IterableValidationNote

from csmcore.errors import DuplicateError


def mark_listed(error: DuplicateError, values: object) -> None:
    """
    Adds to an error of a list's twins the place of the second, where it can be told.
    """
    place = _second(values, error)
    if place is not None:
        error.add_note(IterableValidationNote(f"at {place}", place, object))


def mark(error: cattrs.ClassValidationError, body: Mapping[str, object]) -> None:
    """
    Adds to the errors of an object's twins where the second stands, if only one list has such.
    """
    for each in error.exceptions:
        if isinstance(each, DuplicateError) and not _is_placed(each):
            found = [key for key, values in body.items() if _second(values, each) is not None]
            if len(found) == 1:
                mark_listed(each, body[found[0]])
                each.add_note(AttributeValidationNote(f"at {found[0]}", found[0], object))


def _is_placed(error: DuplicateError) -> bool:
    notes = getattr(error, "__notes__", ())
    return any(isinstance(each, AttributeValidationNote | IterableValidationNote) for each in notes)


def _second(values: object, error: DuplicateError) -> int | None:
    # Those that have more in common than a name are told apart by what their keys do not say.
    if error.detail or not isinstance(values, list):
        return None
    objects = ((place, each) for place, each in enumerate(values) if isinstance(each, dict))
    places = [place for place, each in objects if error.name in (each.get("id"), each.get("name"))]
    return places[1] if len(places) > 1 else None
