"""
What documents look like, as JSON Schema.
"""

from typing import TYPE_CHECKING, Any

from csmcore.serde._fragments import Asked, definition, described
from csmcore.serde._table import (
    TAG,
    VERSION,
    VERSION_KEY,
    class_of,
    members_of,
    name_of,
    open_form,
    title_of,
    without_document,
)

if TYPE_CHECKING:
    from typing_extensions import TypeForm


def schema(cls: "TypeForm[object]") -> dict[str, object]:
    """
    What documents of a class look like, as JSON Schema 2020-12.

    What :func:`to_document` writes is valid by it, and what is not valid by it
    :func:`from_document` refuses. It does not say everything: that a span ends after it
    starts, only reading finds out.

    Args:
        cls: A class that has documents, or what several have in common, as
            :func:`from_document` takes it.

    Returns:
        A dict made anew, always the same for the same class. Its ``$id`` is a name and no
        address: nothing is there to be fetched.

    Raises:
        DefinitionError: The class has no documents.
    """
    target: Any = cls
    members = members_of(target)
    if not members:
        raise without_document(target)
    asked: Asked = {}
    body = _body(target, members, asked)
    defined: dict[str, dict[str, object]] = {}
    while missing := sorted(asked.keys() - defined.keys()):
        for name in missing:
            defined[name] = definition(name, asked[name], asked)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:csmcore:schema:{VERSION}:{name_of(target)}",
        **body,
        **({"$defs": dict(sorted(defined.items()))} if defined else {}),
    }


def _body(cls: Any, members: tuple[type, ...], asked: Asked) -> dict[str, object]:
    version: Any = {VERSION_KEY: {"const": VERSION}}
    if class_of(cls) in members:
        return described(open_form(cls), asked, **version)
    kinds = [described(open_form(each), asked, required=(TAG,), **version) for each in members]
    return {"title": title_of(cls), "anyOf": kinds}
