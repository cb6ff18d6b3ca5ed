"""
The setup of a document, even where the default of its calendars is none of them.
"""

from typing import TypeAlias

from csmcore.desk._setup import DeskSetup
from csmcore.errors import DocumentError
from csmcore.serde import from_document

Problems: TypeAlias = tuple[tuple[str, str], ...]
"""
What is wrong, each with its path and a sentence.
"""


def read_setup(document: object) -> tuple[DeskSetup, Problems]:
    """
    The setup of a document, and what is wrong with the name of its default calendar.

    That name is an error of the desk and not of the document: were it refused in reading, it
    would hide what the parts have to say of each other.

    Raises:
        DocumentError: Something else does not fit; each problem with its path.
    """
    try:
        return from_document(DeskSetup, document), ()
    except DocumentError as refused:
        rest = _without_default(document)
        if rest is None:
            raise
        try:
            setup = from_document(DeskSetup, rest)
        except DocumentError:
            raise refused from None
        return setup, tuple(("calendars.default", problem) for _, problem in refused.problems)


def _without_default(document: object) -> dict[object, object] | None:
    match document:
        case {"calendars": {"default": str(name), **others}, **rest} if name.strip():
            return {**rest, "calendars": others}
    return None
