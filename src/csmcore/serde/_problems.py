"""
What is wrong with a document: every problem, each with its path.
"""

import difflib
import itertools
from collections.abc import Iterator
from typing import Final

import cattrs
from cattrs.errors import (
    AttributeValidationNote,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from csmcore.errors import CsmError, TextError
from csmcore.kernel import shown
from csmcore.serde._table import keys_of

_MOST_PROBLEMS: Final = 100
_LONGEST_MESSAGE: Final = 300
_LONGEST_KEY: Final = 60


def problems_of(error: BaseException) -> tuple[tuple[str, str], ...]:
    """
    The problems that lie in an error of reading, in the document's order.

    Returns:
        Pairs of path and message; the first hundred, and how many more there are.
    """
    problems = _walk(error, "$")
    told = [
        (path, _cut(str(problem), _LONGEST_MESSAGE))
        for path, problem in itertools.islice(problems, _MOST_PROBLEMS)
    ]
    more = sum(1 for _ in problems)
    return (*told, ("$", f"and {more:,} more")) if more else tuple(told)


def step(key: object) -> str:
    """
    The step of a path that leads to a key, or to a place in a list.
    """
    if isinstance(key, int) and not isinstance(key, bool):
        return f"[{key}]"
    name = _cut(str(key), _LONGEST_KEY)
    return f".{name}" if name.isidentifier() else f"[{name!r}]"


def _walk(error: BaseException, path: str) -> Iterator[tuple[str, object]]:
    # A refusal is put into words by who tells it: those that are only counted may be many.
    path += "".join(map(_step, reversed(getattr(error, "__notes__", []))))
    if isinstance(error, cattrs.BaseValidationError):
        for each in error.exceptions:
            yield from _walk(each, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        for number, key in enumerate(sorted(map(str, error.extra_fields))):
            meant = _meant(key, keys_of(error.cl)) if number < _MOST_PROBLEMS else ""
            yield path + step(key), f"does not belong{meant}"
    elif isinstance(error, TextError):
        yield path, f"{shown(error.text)}, column {error.column}: {error.problem}"
    elif isinstance(error, CsmError):
        yield path, error
    elif isinstance(error, KeyError):
        yield path, "is missing"
    elif isinstance(error, RecursionError):
        yield path, "lies too deep for this interpreter"
    else:
        yield path, f"does not fit: {error}"


def _step(note: object) -> str:
    if isinstance(note, AttributeValidationNote):
        return step(note.name)
    return step(note.index) if isinstance(note, IterableValidationNote) else ""


def _meant(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key[:_LONGEST_KEY], known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; the keys are {', '.join(known)}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."
