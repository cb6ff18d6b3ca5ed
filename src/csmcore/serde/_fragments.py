"""
The part of a schema that says what may stand at one place.
"""

import datetime as dt
import enum
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from csmcore.contracts import Amount
from csmcore.kernel import Fact, Scalar, from_one, from_one_if_given, not_blank, not_blank_if_given
from csmcore.serde._docstrings import fields_told, summary_of
from csmcore.serde._grammar import NAMES, grammar, inside, reference, typed_scalar
from csmcore.serde._shapes import NAMED, Windows, shapes_of
from csmcore.serde._table import (
    TAG,
    TEXTS,
    WITH_LAST_DAY,
    class_of,
    members_of,
    name_of,
    open_form,
    same,
    tag_of,
    title_of,
)
from csmcore.serde._unions import MIXED

Asked: TypeAlias = dict[str, Any]
"""
The types that others refer to, by the names under which the schema defines them.
"""

_PLAIN: Final[Mapping[Any, str]] = MappingProxyType({str: "string", int: "integer", bool: "boolean"})
_NAMED: Final[tuple[tuple[Any, str], ...]] = (
    (dt.datetime, "instant"),
    (dt.date, "date"),
    (dt.time, "time"),
    (dt.timedelta, "duration"),
    (Decimal, "decimal"),
    (Amount, "amount"),
    (Scalar, "scalar"),
    (Fact, "fact"),
)
_CHECKED: Final[tuple[tuple[Any, str, int], ...]] = (
    (not_blank, "minLength", 1),
    (not_blank_if_given, "minLength", 1),
    (from_one, "minimum", 1),
    (from_one_if_given, "minimum", 1),
)


def definition(name: str, target: Any, asked: Asked) -> dict[str, object]:
    """
    What a schema defines under a name.

    Args:
        name: The name.

        target: What it stands for: a class, a union, or a scalar.

        asked: Gains what the definition refers to.
    """
    if name in NAMES:
        asked.update(dict.fromkeys(inside(name)))
        return grammar(name)
    if class_of(target) in members_of(target):
        return described(target, asked)
    union = _tagged(members_of(target), asked)
    if target is object:
        union = {"anyOf": [_ask("scalar", None, asked), union]}
    return {"title": title_of(target), **union}


def described(
    target: Any, asked: Asked, required: tuple[str, ...] = (), **more: object
) -> dict[str, object]:
    """
    What a class's documents look like.

    Args:
        target: The class, with its arguments if it is generic.

        asked: Gains what they refer to.

        required: Keys that have to be there besides those of fields without a default.

        more: What may stand there besides, by its key.
    """
    cls = class_of(target)
    told = {"title": cls.__name__, "description": summary_of(cls)}
    properties: dict[str, object] = {TAG: {"const": tag_of(cls)}, **more}
    if cls in TEXTS:
        text = {"type": "string"}
        entire = _closed({**properties, "text": text}, (*required, "text"))
        return {**told, **(entire if required else {"anyOf": [text, entire]})}
    words = fields_told(cls)
    for field in attrs.fields(cls):
        said = {"description": words[field.name]} if field.name in words else {}
        properties[field.name] = {**said, **_field(target, field, asked)}
        if field.default is attrs.NOTHING:
            required = (*required, field.name)
    if cls in NAMED:
        return {**told, "anyOf": [{"type": "string"}, _closed(properties, required)]}
    if cls not in WITH_LAST_DAY:
        return {**told, **_closed(properties, required)}
    properties["ends_on"] = {
        "description": "The last day inside.",
        **_or_null(fragment(dt.date, asked)),
    }
    both = {key: {"type": "string"} for key in ("ends_on", "until")}
    return {**told, **_closed(properties, required), "not": {"properties": both, "required": [*both]}}


def fragment(target: Any, asked: Asked) -> dict[str, object]:
    """
    What may stand where a value of a type belongs.
    """
    for named, name in _NAMED:
        if same(named, target):
            return _ask(name, None, asked)
    for mixed, members in MIXED:
        if same(mixed, target):
            return _mixed(typing.get_args(target), members, asked)
    if same(Windows, target):
        return {"type": "string"}
    if members_of(target):
        return _ask(name_of(target), open_form(target), asked)
    if target in _PLAIN:
        return {"type": _PLAIN[target]}
    if isinstance(target, typing.NewType):
        return fragment(target.__supertype__, asked)
    if isinstance(target, type) and issubclass(target, enum.Enum):
        return {"enum": [str(each.value) for each in target]}
    return _composed(typing.get_origin(target), typing.get_args(target), asked)


def _composed(origin: Any, kinds: tuple[Any, ...], asked: Asked) -> dict[str, object]:
    if origin in {typing.Union, types.UnionType} and type(None) in kinds:
        rest = tuple(each for each in kinds if each is not type(None))
        return _or_null(fragment(typing.Union[rest], asked))  # noqa: UP007
    if origin is typing.Literal:
        return {"enum": [*kinds]}
    if origin is dict:
        key, value = (fragment(each, asked) for each in kinds)
        names = {} if key == {"type": "string"} else {"propertyNames": key}
        return {"type": "object", **names, "additionalProperties": value}
    if origin is frozenset or kinds[-1] is ...:
        several: dict[str, object] = {"type": "array", "items": fragment(kinds[0], asked)}
        return {"anyOf": [{"type": "string"}, several]} if kinds[0] in NAMED else several
    items = [fragment(each, asked) for each in kinds]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}


def _field(target: Any, field: "attrs.Attribute[Any]", asked: Asked) -> dict[str, object]:
    kind = shapes_of(class_of(target)).get(field.name, field.type)
    if getattr(kind, "__parameters__", ()):
        kind = kind[typing.get_args(target)]
    made = fragment(kind, asked)
    for check, keyword, bound in _CHECKED:
        if field.validator is check:
            made[keyword] = bound
    return made


def _mixed(kinds: tuple[Any, ...], members: tuple[type, ...], asked: Asked) -> dict[str, object]:
    plain = [_PLAIN[kind] for kind in kinds if kind in _PLAIN]
    if type(None) in kinds:
        plain.append("null")
    typed = [name for kind, name in _NAMED if kind in kinds]
    asked.update(dict.fromkeys(typed))
    unions = [_tagged(members, asked)] if members else []
    made: dict[str, object] = {"type": plain}
    return {"anyOf": [made, *map(typed_scalar, typed), *unions]} if typed or unions else made


def _tagged(members: tuple[type, ...], asked: Asked) -> dict[str, object]:
    kinds = [_ask(name_of(each), open_form(each), asked) for each in members]
    return {"type": "object", "required": [TAG], "anyOf": kinds}


def _ask(name: str, target: Any, asked: Asked) -> dict[str, object]:
    asked[name] = target
    return reference(name)


def _closed(properties: dict[str, object], required: tuple[str, ...]) -> dict[str, object]:
    needed = {"required": [*required]} if required else {}
    return {"type": "object", "properties": properties, **needed, "additionalProperties": False}


def _or_null(made: dict[str, object]) -> dict[str, object]:
    if isinstance(made.get("type"), str) and "enum" not in made:
        return {**made, "type": [made["type"], "null"]}
    if "enum" in made:
        return {"enum": [*typing.cast("list[object]", made["enum"]), None]}
    return {"anyOf": [made, {"type": "null"}]}
