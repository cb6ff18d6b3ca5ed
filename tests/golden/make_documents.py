"""
Writes a golden document of each class that has none; what is there is never changed.

``python -m tests.golden.make_documents`` from the root of the repository.
"""

import json
from pathlib import Path
from typing import Any, Final

from csmcore.errors import DataError
from csmcore.serde import from_document, schema, to_document
from csmcore.serde._table import TEXTS, tag_of
from tests.golden.words import BY_CLASS, BY_DEFINITION, BY_KEY, BY_PLACE
from tests.laws.documents import DOCUMENTED

DOCUMENTS: Final = Path(__file__).parent / "documents"

Document = dict[str, Any]


def main() -> None:
    """
    Adds the documents that are missing, and names them.
    """
    for cls in DOCUMENTED:
        path = DOCUMENTS / f"{tag_of(cls)}.json"
        if not path.exists():
            path.write_text(f"{json.dumps(sample(cls), indent=2)}\n", encoding="utf-8")
            print(path.name)


def sample(cls: type) -> Document:
    """
    A document of a class: with what has to stand there, and all that may stand beside it.

    Keys are tried one after the other, in the class's order; one that does not go with those
    before it is left out.
    """
    tag = tag_of(cls)
    if cls in TEXTS:
        return to_document(from_document(cls, BY_DEFINITION[tag]))
    made: Any = schema(cls)
    definitions = made.get("$defs", {})
    document = _needed(made, definitions)
    for key, asked in made["properties"].items():
        if key in {"is", "csmcore", "ends_on", *document, *BY_CLASS.get(tag, ())}:
            continue
        tried = {**document, key: _value(key, asked, definitions)}
        if _is_read(cls, tried):
            document = tried
    return to_document(from_document(cls, document))


def _is_read(cls: type, document: Document) -> bool:
    try:
        from_document(cls, document)
    except DataError:
        return False
    return True


def _needed(asked: Document, definitions: Document) -> Document:
    """
    The keys that an object needs, and those for which its class has words of its own.
    """
    told = BY_CLASS.get(asked["properties"]["is"]["const"], {})
    needed = {
        key: _value(key, asked["properties"][key], definitions)
        for key in asked.get("required", ())
        if key not in told
    }
    return {**needed, **{key: value for key, value in told.items() if value is not None}}


def _value(key: str, asked: Document, definitions: Document) -> Any:
    """
    What stands under a key.
    """
    match asked:
        case {"$ref": str(reference)}:
            return _defined(key, reference.removeprefix("#/$defs/"), definitions)
        case {"anyOf": [first, *_], "required": ["is"]}:
            tag = first["$ref"].removeprefix("#/$defs/")
            return {"is": tag, **_value(key, first, definitions)}
        case {"anyOf": [first, *_]} | {"enum": [str() as first, *_]}:
            return first if isinstance(first, str) else _value(key, first, definitions)
        case {"properties": {"is": _}}:
            return _needed(asked, definitions)
        case {"prefixItems": [*kinds]}:
            return BY_KEY.get(key) or [_value(key, each, definitions) for each in kinds]
        case {"items": inside}:
            return [_value(key, inside, definitions)]
    return _plain(key, asked["type"])


def _defined(key: str, name: str, definitions: Document) -> Any:
    if name in BY_DEFINITION:
        return BY_PLACE.get((name, key), BY_DEFINITION[name])
    return _value(key, definitions[name], definitions)


def _plain(key: str, kind: str | list[str]) -> Any:
    if kind == "boolean":
        return True
    return BY_KEY[key] if kind == "object" or "string" in kind else 1


if __name__ == "__main__":
    main()
