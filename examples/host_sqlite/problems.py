"""
What is refused, as problems of HTTP (RFC 9457).
"""

from typing import Any, Final

from fastapi import Request
from fastapi.responses import JSONResponse

from csmcore.cases import Actor
from csmcore.errors import (
    DataError,
    DefinitionError,
    KeyConflictError,
    RefusedError,
    SequenceError,
    TextError,
    UnknownIdError,
    UnknownNameError,
)


class Forbidden(Exception):  # noqa: N818  # the name that HTTP has for it
    """Only staff may ask this."""

    def __init__(self, by: Actor) -> None:
        super().__init__(f"{by} may not ask this; only staff may")


STATUSES: Final[tuple[tuple[type[Exception], int], ...]] = (
    (Forbidden, 403),
    (UnknownIdError, 404),
    (UnknownNameError, 404),
    (SequenceError, 409),  # what the client has seen is old: read it, and ask again
    (KeyConflictError, 422),  # one key, and two requests that ask different things
    (DataError, 422),
    (DefinitionError, 422),
    (RefusedError, 409),  # it may be allowed later, or in another state
)
"""
Which status an error has; the first that fits counts.
"""

FACTS: Final = ("reasons", "allowed", "problems")
"""
What an error knows beside its sentence, and a client can use.
"""


def problem(error: Exception, **more: Any) -> JSONResponse:
    """An error as a problem."""
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    facts = {name: getattr(error, name) for name in FACTS if hasattr(error, name)}
    body = {"title": type(error).__name__, "status": status, "detail": str(error), **facts, **more}
    return JSONResponse(body, status, media_type="application/problem+json")


def busy(_request: Request, _error: Exception) -> JSONResponse:
    """Others were faster again and again; later, it may go through."""
    body = {"title": "Busy", "status": 503, "detail": "others were faster; ask again in a second"}
    return JSONResponse(body, 503, {"Retry-After": "1"}, media_type="application/problem+json")


def sequence_in(tag: str | None) -> int | None:
    """
    The sequence that a client has seen, as ``If-Match`` says it.

    Raises:
        TextError: It is no tag of a case.
    """
    if tag is None:
        return None
    number = tag.strip().strip('"')
    if not number.isdecimal():
        raise TextError(tag, 1, 'If-Match is the ETag of a case, such as "3"')
    return int(number)
