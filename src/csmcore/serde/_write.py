"""
Writing: a hook of the converter for each kind of value.
"""

import datetime as dt
import functools
from decimal import Decimal
from typing import Any, get_args, get_origin

import cattrs
from cattrs.gen import make_dict_unstructure_fn, override

from csmcore.calendars import WeeklyHours
from csmcore.kernel import (
    AgentId,
    Decision,
    Fact,
    Facts,
    GroupId,
    Rejected,
    Scalar,
    duration_text,
    instant_text,
)
from csmcore.serde._choices import ENUMS
from csmcore.serde._classes import CLASSES
from csmcore.serde._scalars import decimal_text, fact_document, scalar_document, time_text
from csmcore.serde._shapes import Windows, says_so, shapes_of
from csmcore.serde._table import (
    TAG,
    TEXTS,
    documented,
    same,
    same_class,
    tag_of,
)
from csmcore.serde._unions import UNIONS


def add_writers(converter: cattrs.Converter) -> None:
    """
    Teaches a converter every class, union, text and scalar.
    """
    converter.register_unstructure_hook(dt.datetime, instant_text)
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_unstructure_hook(dt.time, time_text)
    converter.register_unstructure_hook(dt.timedelta, duration_text)
    converter.register_unstructure_hook(Decimal, decimal_text)
    for names in (str, AgentId, GroupId):
        converter.register_unstructure_hook_func(
            functools.partial(same, frozenset[names]),  # type: ignore[valid-type]
            sorted,
        )
    converter.register_unstructure_hook_func(
        functools.partial(same, tuple[Scalar, ...]), lambda values: [*map(scalar_document, values)]
    )
    converter.register_unstructure_hook_func(functools.partial(same, Scalar), scalar_document)
    converter.register_unstructure_hook_func(functools.partial(same, Fact), fact_document)
    for choices in ENUMS:
        converter.register_unstructure_hook(choices, lambda choice: str(choice.value))
        converter.register_unstructure_hook_func(
            functools.partial(same, frozenset[choices]),  # type: ignore[valid-type]
            lambda chosen: sorted(str(choice.value) for choice in chosen),
        )
    for cls in CLASSES:
        if cls in TEXTS:
            converter.register_unstructure_hook(cls, str)
        else:
            converter.register_unstructure_hook_factory(
                functools.partial(same_class, cls), functools.partial(_object, converter, cls)
            )
    converter.register_unstructure_hook_factory(says_so, lambda cls: _object(converter, cls, cls))
    for union, _ in UNIONS:
        converter.register_unstructure_hook_func(
            functools.partial(same, union), functools.partial(tagged, converter)
        )
        converter.register_unstructure_hook_func(
            functools.partial(same, union | None), functools.partial(_tagged_if_given, converter)
        )


def tagged(converter: cattrs.Converter, value: object) -> dict[str, object]:
    """
    A value's document with the tag that says what it is.
    """
    cls = documented(type(value)) or type(value)
    body = converter.unstructure(value, cls)
    return {TAG: tag_of(cls), **(body if isinstance(body, dict) else {"text": body})}


def _tagged_if_given(converter: cattrs.Converter, value: object) -> dict[str, object] | None:
    return None if value is None else tagged(converter, value)


def _object(converter: cattrs.Converter, cls: type, target: Any) -> Any:
    pairs = functools.partial(_pairs, converter)
    lists = functools.partial(_lists, converter)
    hooks: dict[str, Any] = {
        name: override(unstruct_hook=lists if _is_of_lists(shape) else pairs)
        for name, shape in shapes_of(cls).items()
    }
    for owner, name in ((Decision, "chosen"), (Rejected, "candidate")):
        if cls is owner:
            hooks[name] = override(unstruct_hook=functools.partial(_anything, converter))
    return make_dict_unstructure_fn(target, converter, **hooks)


def _pairs(
    converter: cattrs.Converter, pairs: Facts | tuple[tuple[object, Any], ...]
) -> dict[str, object]:
    listed = pairs.pairs if isinstance(pairs, Facts) else pairs
    return {str(name): _value(converter, value) for name, value in listed}


def _is_of_lists(shape: Any) -> bool:
    _, inside = get_args(shape)
    return get_origin(inside) is tuple and not same(Windows, inside)


def _lists(
    converter: cattrs.Converter, pairs: tuple[tuple[str, tuple[object, ...]], ...]
) -> dict[str, object]:
    return {name: [tagged(converter, each) for each in values] for name, values in pairs}


def _value(converter: cattrs.Converter, value: Any) -> object:
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "closed"
    if isinstance(value, WeeklyHours):
        return str(value)
    return tagged(converter, value) if documented(type(value)) else fact_document(value)


def _anything(converter: cattrs.Converter, value: Any) -> object:
    return tagged(converter, value) if documented(type(value)) else scalar_document(value)
