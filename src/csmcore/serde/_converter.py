"""
The two doors: a value becomes a document, and a document a value.
"""

import functools
from typing import TYPE_CHECKING, Any, TypeVar

import cattrs

from csmcore.contracts import Coverage
from csmcore.errors import CsmError, DefinitionError, DocumentError
from csmcore.kernel import shown
from csmcore.serde._classes import CLASSES
from csmcore.serde._limits import DEFAULT, Limits
from csmcore.serde._problems import problems_of
from csmcore.serde._read import add_readers
from csmcore.serde._table import VERSION, VERSION_KEY, documented, members_of, open_form
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
        DefinitionError: The value's class has no document, or something in it has none.
    """
    if documented(type(value)) is None:
        raise _without_document(type(value))
    return {VERSION_KEY: VERSION, **tagged(_converter(), value)}


def from_document(cls: "TypeForm[T]", document: object, *, limits: Limits = DEFAULT) -> T:
    """
    A value from its document.

    Args:
        cls: The class of the value, or what several have in common, such as
            :class:`~csmcore.calendars.Calendar`, ``CustomerRef`` or ``object``; the
            document's ``is`` then decides.

        document: What :func:`to_document` made, or what somebody wrote by hand. Who reads
            one class may leave ``is`` out.

        limits: How large it may be.

    Raises:
        DocumentError: It does not fit. All its problems are told, each with its path.

        DefinitionError: The class has no documents.
    """
    members = members_of(cls)
    if not members:
        raise _without_document(cls)
    what: str = getattr(cls, "__name__", None) or " or ".join(each.__name__ for each in members)
    limits.check(document, what)
    try:
        value: T = _converter().structure(_without_version(document, what), open_form(cls))
    except (cattrs.BaseValidationError, CsmError, ValueError, RecursionError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(what, problems_of(error)) from error
    return value


@functools.cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, unstruct_collection_overrides={tuple: list})
    add_readers(converter)
    add_writers(converter)
    return converter


def _without_version(document: object, what: str) -> object:
    if not isinstance(document, dict) or VERSION_KEY not in document:
        return document
    body = dict(document)
    version = body.pop(VERSION_KEY)
    if type(version) is not int or version != VERSION:
        message = f"is {shown(version)}, and this csmcore reads version {VERSION}"
        raise DocumentError(what, ((f"$.{VERSION_KEY}", message),))
    return body


def _without_document(cls: Any) -> DefinitionError:
    if cls is Coverage:
        return DefinitionError("Coverage holds the book that it was made from; store coverage.decision")
    known = ", ".join(each.__name__ for each in CLASSES)
    return DefinitionError(f"{getattr(cls, '__name__', cls)} has no document; these have: {known}")
