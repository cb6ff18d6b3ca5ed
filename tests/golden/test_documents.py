"""
Documents as they were first written: every csmcore reads them, and writes them the same.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import attrs
import pytest

from csmcore.serde import from_document, to_document
from csmcore.serde._classes import CLASSES
from csmcore.serde._table import documented, tag_of
from tests.architecture.library import public_classes
from tests.laws.documents import DOCUMENTED, validator

DOCUMENTS: Final = tuple(sorted((Path(__file__).parent / "documents").glob("*.json")))
BY_TAG: Final = {tag_of(cls): cls for cls in DOCUMENTED}

_SHARED: Final = "the fields that several classes share; each of those has documents"
_WHILE_ASKED: Final = "what an extension is handed while it is asked; nobody keeps it"
_READ_OFF: Final = "read off a timeline, which has documents"
_OF_THE_HOST: Final = "how the process at hand is set up; another has other plugins"
_OF_A_TEST: Final = "told or drawn in a test, and gone with it"
WITHOUT_DOCUMENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Agreed": _SHARED,
        "BatchObjective": "compares plans of one batch, and says nothing elsewhere",
        "Candidates": _WHILE_ASKED,
        "CaseContent": _SHARED,
        "Coverage": "holds the book that it was made from; its decision has documents",
        "EscalationContent": _SHARED,
        "Explanation": "made anew from a condition and facts, and told as text",
        "Facts": "an object inside the documents of what has facts",
        "HarnessFinding": _OF_A_TEST,
        "HarnessReport": _OF_A_TEST,
        "HarnessTiming": _OF_A_TEST,
        "Limits": "what reading is told; the host's own code, and no document's",
        "Moment": _READ_OFF,
        "PluginInfo": _OF_THE_HOST,
        "PluginStatus": _OF_THE_HOST,
        "QueueFinding": "told by a plugin; a desk's finding carries it, and has documents",
        "ReasonKind": "a constant in code; the reasons that it makes have documents",
        "RoutingContext": _WHILE_ASKED,
        "RoutingWorld": _OF_A_TEST,
        "ScenarioDifference": _OF_A_TEST,
        "ScenarioResult": _OF_A_TEST,
        "ScopeClause": "read off a scope, which has documents",
        "Segment": _READ_OFF,
        "World": _OF_A_TEST,
    }
)
"""
The public values that have no document, and why.
"""


def test_every_public_value_has_documents_or_a_reason_why_not() -> None:
    """
    Who adds a value decides whether hosts will store it.
    """
    values = {cls for cls in public_classes() if attrs.has(cls)}
    without = {cls.__name__ for cls in values if documented(cls) is None}

    assert without == set(WITHOUT_DOCUMENT)


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

    What lies above the documents, such as a desk's outcome, has to be asked for by its class.
    A key may have been added since, with a default. Any other difference is a new version, for
    which the old document needs a lift.
    """
    document: Any = json.loads(path.read_text(encoding="utf-8"))
    cls = BY_TAG[path.stem]
    value: object = from_document(cls, document)

    assert holds(to_document(value), document)
    assert from_document(cls, to_document(value)) == value
    assert cls not in CLASSES or from_document(object, document) == value
    assert validator(cls).is_valid(document)
