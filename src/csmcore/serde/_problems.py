"""
What is wrong with a document: every problem, each with its path.
"""

import difflib
from collections.abc import Iterator
from typing import Final

import attrs
import cattrs
from cattrs.errors import (
    AttributeValidationNote,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from csmcore.errors import CsmError

TAG: Final = "is"
"""
The key that says what a document is; a Python keyword, so that no field can have its name.
"""


def problems_of(error: BaseException, path: str = "$") -> Iterator[tuple[str, str]]:
    """
    The problems that lie in an error of reading, in the document's order.
    """
    path += "".join(_step(note) for note in reversed(getattr(error, "__notes__", [])))
    if isinstance(error, cattrs.BaseValidationError):
        for each in error.exceptions:
            yield from problems_of(each, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = _keys(error.cl)
        for key in sorted(map(str, error.extra_fields)):
            yield f"{path}.{key[:60]}", f"does not belong{_meant(key, known)}"
    elif isinstance(error, KeyError):
        yield path, "is missing"
    elif isinstance(error, CsmError):
        yield path, str(error)
    else:
        yield path, f"does not fit: {error}"


def _step(note: object) -> str:
    if isinstance(note, AttributeValidationNote):
        return f".{note.name}"
    if isinstance(note, IterableValidationNote):
        return f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
    return ""


def _keys(cls: type) -> list[str]:
    return [each.name for each in attrs.fields(cls) if each.init] + [TAG] if attrs.has(cls) else [TAG]


def _meant(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return f"; {near[0]!r} is near"
    return f"; the keys are {', '.join(known)}"
