"""
Laws of schemas: what is written is valid, and what nobody may write is not.
"""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore.errors import DocumentError
from csmcore.serde import from_document, to_document
from csmcore.serde._table import documented
from tests.laws.documents import at, places, validator
from tests.laws.test_serde_laws import KINDS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(getattr(kind, "__name__", kind)))
@given(data=st.data())
def test_schema_and_reading_agree(kind: Any, data: st.DataObject) -> None:
    """
    What is written is valid, by the schema of its class and of the union that it is in.

    A fraction belongs nowhere, and an unknown key in no object of a class: both refuse them.
    """
    value = data.draw(KINDS[kind]())
    document: Any = to_document(value)
    paths = places(document)
    tagged = [path for path in paths if path[-1:] == ("is",) and isinstance(at(document, path), str)]
    fraction, unknown = copy.deepcopy(document), copy.deepcopy(document)
    *path, last = data.draw(st.sampled_from(paths[1:]))
    at(fraction, tuple(path))[last] = 0.5
    at(unknown, data.draw(st.sampled_from(tagged))[:-1])["no such key"] = None

    assert validator(kind).is_valid(document)
    assert validator(documented(type(value))).is_valid(document)
    for spoilt in (fraction, unknown):
        assert not validator(kind).is_valid(spoilt)
        with pytest.raises(DocumentError):
            from_document(kind, spoilt)
