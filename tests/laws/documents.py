"""
What the laws of documents share: who judges them, and who spoils them.
"""

import copy
import functools
from typing import Any, Final

from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from csmcore.serde import schema
from csmcore.serde._classes import CLASSES
from csmcore.serde._shapes import says_so
from tests.architecture.library import public_classes

Path = tuple[Any, ...]

SAY_SO: Final = tuple(cls for cls in public_classes() if says_so(cls))
"""
The classes of floors above that say by themselves that they have documents.

Who reads one has to ask for it: the floor below does not know of it.
"""

DOCUMENTED: Final = (*CLASSES, *SAY_SO)
"""
Every class that has documents of its own.
"""

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
"""
Any JSON, and the numbers besides that only Python takes for some.
"""


@functools.cache
def validator(kind: Any) -> Validator:
    """
    Who judges documents of a kind, their formats included.
    """
    return Draft202012Validator(schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)


def places(document: object, path: Path = ()) -> list[Path]:
    """
    The paths to all values of a document, its own first.
    """
    inside: list[tuple[Any, object]] = []
    if isinstance(document, dict):
        inside = list(document.items())
    elif isinstance(document, list):
        inside = list(enumerate(document))
    return [path, *(place for key, each in inside for place in places(each, (*path, key)))]


def at(document: Any, path: Path) -> Any:
    """
    What stands at a path.
    """
    return functools.reduce(lambda value, key: value[key], path, document)


@st.composite
def spoilt(draw: st.DrawFn, document: object) -> Any:
    """
    A document of which one value is another, or one key is left out or renamed.
    """
    changed = copy.deepcopy(document)
    *path, last = draw(st.sampled_from(places(changed)[1:]))
    place = at(changed, tuple(path))
    match draw(st.sampled_from(("replace", "borrow", "rename", "remove"))):
        case "replace":
            place[last] = draw(JUNK)
        case "borrow":
            place[last] = copy.deepcopy(at(document, draw(st.sampled_from(places(document)))))
        case "rename" if isinstance(place, dict):
            renamed = draw(st.sampled_from([*place]) | st.text(max_size=6))
            place[renamed] = place.pop(last)
        case _:
            del place[last]
    return changed
