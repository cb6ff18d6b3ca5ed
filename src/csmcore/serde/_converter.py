"""
The two doors: a value becomes a document, and a document a value.
"""

import functools
from typing import TYPE_CHECKING, TypeVar

import cattrs

from csmcore.errors import DefinitionError, DocumentError
from csmcore.serde._limits import DEFAULT, Limits
from csmcore.serde._problems import problems_of
from csmcore.serde._read import PROBLEMS, Reader, add_readers
from csmcore.serde._table import (
    VERSION,
    VERSION_KEY,
    documented,
    members_of,
    open_form,
    title_of,
    without_document,
)
from csmcore.serde._versions import VERSIONS, Versions
from csmcore.serde._write import add_writers, tagged

if TYPE_CHECKING:
    # A class, a protocol or a union: PEP 747. Type checkers know it, and Python need not.
    from typing_extensions import TypeForm

T = TypeVar("T")


def to_document(value: object) -> dict[str, object]:
    """
    A value as a plain document.

    Instants become RFC 3339 in UTC, dates ISO 8601, durations ISO 8601 with days of 24
    hours, hours of opening their text. The key ``is`` says what it is, and ``csmcore``
    how it is written.

    Args:
        value: A value of one of the public classes.

    Returns:
        Dicts, lists, texts, whole numbers, booleans and ``None``, made anew.

    Raises:
        DefinitionError: The value's class has no document, or something in it has none, or
            it lies too deep within itself.
    """
    if documented(type(value)) is None:
        raise without_document(type(value))
    try:
        return {VERSION_KEY: VERSION, **tagged(_writer(), value)}
    except RecursionError:
        message = f"a {type(value).__name__} lies too deep within itself for this interpreter to write"
        raise DefinitionError(message) from None


def from_document(cls: "TypeForm[T]", document: object, *, limits: Limits = DEFAULT) -> T:
    """
    A value from its document.

    Args:
        cls: The class of the value, or what several have in common, such as
            :class:`~csmcore.calendars.Calendar`, ``CustomerRef`` or ``object``; the
            document's ``is`` then decides.

        document: What :func:`to_document` made, or what somebody wrote by hand. Who reads
            one class may leave ``is`` out. Dates, times, instants and decimal numbers may be
            Python's own, as TOML has them.

        limits: How large it may be.

    Raises:
        DocumentError: It does not fit. All its problems are told, each with its path.

        DefinitionError: The class has no documents.
    """
    return read(cls, document, limits, VERSIONS)


def read(cls: "TypeForm[T]", document: object, limits: Limits, versions: Versions) -> T:
    """
    A value from its document, which may be of an earlier version.

    Raises:
        DocumentError: It does not fit, or is of a later version.

        DefinitionError: The class has no documents.
    """
    if not members_of(cls):
        raise without_document(cls)
    what = title_of(cls)
    limits.check(document, what)
    version, body = versions.split(document, what)
    try:
        value: T = _reader(versions, version).structure(body, open_form(cls))
    except PROBLEMS as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(what, problems_of(error)) from error
    return value


@functools.cache
def _reader(versions: Versions, version: int) -> Reader:
    lift = None if version == versions.current else functools.partial(versions.lift, version)
    reader = Reader(lift)
    add_readers(reader)
    return reader


@functools.cache
def _writer() -> cattrs.Converter:
    writer = cattrs.Converter(unstruct_collection_overrides={tuple: list})
    add_writers(writer)
    return writer
