"""
Documents as they were first written: every csmcore reads them, and writes them the same.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from csmcore.serde import from_document, to_document
from csmcore.serde._classes import CLASSES
from csmcore.serde._table import tag_of
from tests.laws.documents import validator

DOCUMENTS: Final = tuple(sorted((Path(__file__).parent / "documents").glob("*.json")))
BY_TAG: Final = {tag_of(cls): cls for cls in CLASSES}


def test_every_class_has_a_golden_document() -> None:
    """
    A class that gets documents gets a golden one: ``python -m tests.golden.make_documents``.
    """
    assert sorted(path.stem for path in DOCUMENTS) == sorted(BY_TAG)


def holds(written: object, stored: object) -> bool:
    """
    Whether a document has all that an older one has, and the same where both say something.
    """
    if isinstance(written, dict) and isinstance(stored, dict):
        return all(key in written and holds(written[key], stored[key]) for key in stored)
    if isinstance(written, list) and isinstance(stored, list):
        return len(written) == len(stored) and all(map(holds, written, stored))
    return type(written) is type(stored) and written == stored


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.stem))
def test_a_golden_document_is_read_and_written_the_same(path: Path) -> None:
    """
    What hosts have stored is read for ever, by whoever knows what it is and whoever does not.

    A key may have been added since, with a default. Any other difference is a new version, for
    which the old document needs a lift.
    """
    document: Any = json.loads(path.read_text(encoding="utf-8"))
    cls = BY_TAG[path.stem]
    value: object = from_document(cls, document)

    assert holds(to_document(value), document)
    assert from_document(cls, to_document(value)) == value
    assert from_document(object, document) == value
    assert validator(cls).is_valid(document)
