"""
Reading: a hook of the converter for each kind of document.
"""

import contextlib
import datetime as dt
import enum
import functools
import operator
import typing
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import attrs
import cattrs
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from csmcore.calendars import WeeklyHours
from csmcore.contracts import Amount
from csmcore.errors import CsmError, DefinitionError, DuplicateError
from csmcore.kernel import DateSpan, Fact, Scalar, read_duration, shown
from csmcore.serde._choices import ENUMS
from csmcore.serde._classes import CLASSES
from csmcore.serde._scalars import (
    date_of,
    instant_of,
    read_amount,
    read_decimal,
    read_fact,
    read_scalar,
    read_time,
)
from csmcore.serde._shapes import NAMED, Windows, says_so, shapes_of
from csmcore.serde._table import (
    TAG,
    TEXTS,
    WITH_LAST_DAY,
    nearest,
    open_form,
    same,
    same_class,
    tag_of,
)
from csmcore.serde._twins import mark, mark_listed
from csmcore.serde._unions import MIXED, UNIONS

Lifting: TypeAlias = Callable[[str, dict[str, object]], dict[str, object]]

PROBLEMS: Final = (cattrs.BaseValidationError, CsmError, ValueError, RecursionError)
"""
What reading raises where a document does not fit.
"""

_PLAIN: Final = ((str, "a text"), (int, "a whole number"), (bool, "true or false"))

_SCALARS: Final[tuple[tuple[Any, Callable[[object], object]], ...]] = (
    (Scalar, read_scalar),
    (Fact, read_fact),
    (Amount, read_amount),
    (Amount | None, lambda value: None if value is None else read_amount(value)),
)


class Reader(cattrs.Converter):
    """
    A converter that reads documents of one version, and lifts their objects before.

    Attributes:
        lift: Makes an object what is written now, from its tag and itself. Left out where the
            version is the current one.
    """

    def __init__(self, lift: Lifting | None) -> None:
        super().__init__(forbid_extra_keys=True)
        self.lift = lift


class _Lifted(dict[str, object]):
    """
    An object that has been lifted already, since its tag had to be known.
    """


def add_readers(converter: Reader) -> None:
    """
    Teaches a converter every class, union, text and scalar.
    """
    _add_plain(converter)
    for cls in CLASSES:
        if cls in TEXTS:
            converter.register_structure_hook(cls, functools.partial(_text, converter, TEXTS[cls]))
        else:
            converter.register_structure_hook_factory(
                functools.partial(same_class, cls), functools.partial(_object, converter, cls)
            )
    converter.register_structure_hook_factory(says_so, lambda cls: _object(converter, cls, cls))
    for union, members in UNIONS:
        converter.register_structure_hook_func(
            functools.partial(same, union), functools.partial(_any_of, converter, members)
        )
        converter.register_structure_hook_func(
            functools.partial(same, union | None), functools.partial(_any_if_given, converter, members)
        )
    for union, members in MIXED:
        converter.register_structure_hook_func(
            functools.partial(same, union), functools.partial(_scalar_or, converter, members)
        )
    converter.register_structure_hook_func(functools.partial(same, Windows), _windows)
    for scalars, read in _SCALARS:
        converter.register_structure_hook_func(
            functools.partial(same, scalars), functools.partial(_scalar, read)
        )
    converter.register_structure_hook_func(
        functools.partial(same, object), functools.partial(_anything, converter)
    )


def _add_plain(converter: Reader) -> None:
    for plain, noun in _PLAIN:
        converter.register_structure_hook(plain, functools.partial(_exactly, plain, noun))
    converter.register_structure_hook(dt.datetime, lambda value, _: instant_of(value))
    converter.register_structure_hook(dt.date, lambda value, _: date_of(value))
    converter.register_structure_hook(dt.time, lambda value, _: read_time(value))
    converter.register_structure_hook(dt.timedelta, lambda value, _: read_duration(value))
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook_func(
        lambda target: same(typing.Literal, typing.get_origin(target)), _one_of_texts
    )
    for choices in ENUMS:
        converter.register_structure_hook(choices, _one_of)
    converter.register_structure_hook_func(
        lambda target: same(tuple, typing.get_origin(target)), functools.partial(_listed, converter)
    )


def _scalar(read: Callable[[object], object], value: object, _: Any) -> object:
    return read(value)


def _exactly(plain: type, noun: str, value: object, _: Any) -> object:
    if type(value) is not plain:
        message = f"{shown(value)} is not {noun}"
        raise DefinitionError(message)
    return value


def _decimal(value: object, _: Any) -> Decimal:
    return Decimal(value) if type(value) is int else read_decimal(value)


def _one_of(value: object, cls: type[enum.Enum]) -> object:
    for each in cls:
        if type(value) is str and each.value == value:
            return each
    raise _no_choice(value, [str(each.value) for each in cls])


def _one_of_texts(value: object, target: Any) -> object:
    texts = typing.get_args(target)
    if type(value) is str and value in texts:
        return value
    raise _no_choice(value, texts)


def _no_choice(value: object, texts: Iterable[str]) -> DefinitionError:
    return DefinitionError(f"{shown(value)} is not one of {', '.join(texts)}")


def _object(converter: Reader, cls: type, target: Any) -> Callable[[object, Any], object]:
    """
    An object of a class's fields; the tag may stand there, and must then be right.
    """
    fields: dict[str, Any] = {
        each.name: override(struct_hook=functools.partial(_field, converter, cls, each))
        for each in attrs.fields(cls)
    }
    plain = make_dict_structure_fn(target, converter, _cattrs_forbid_extra_keys=True, **fields)

    def read(document: object, _: Any) -> object:
        body = _body(converter, cls, document)
        try:
            if cls not in WITH_LAST_DAY or "ends_on" not in body:
                return plain(body, target)
            return _with_last_day(cls, plain, body)
        except cattrs.ClassValidationError as error:
            mark(error, body)
            raise

    return read


def _with_last_day(
    cls: type, plain: Callable[[Mapping[str, Any], Any], Any], body: dict[str, object]
) -> object:
    ends_on, until = body.pop("ends_on"), body.pop("until", None)
    problems: list[Exception] = []
    made: object = None
    try:
        body["until"] = until if ends_on is None else _day_after(ends_on, until, body.get("start_on"))
    except CsmError as error:
        problems.append(_at("ends_on", error))
    try:
        made = plain(body, cls)
    except cattrs.ClassValidationError as error:
        problems.extend(error.exceptions)
    if problems:
        raise cattrs.ClassValidationError(tag_of(cls), problems, cls)
    return made


def _field(
    converter: Reader, cls: type, field: "attrs.Attribute[Any]", value: object, target: Any
) -> object:
    """
    A field, with what its class will ask of it asked here, where its path is known.
    """
    shape = shapes_of(cls).get(field.name, target)
    kinds = {typing.get_origin(shape), *map(typing.get_origin, _if_given(shape, value))}
    for plain, wanted, noun in ((frozenset, list, "a list"), (dict, dict, "an object")):
        if plain in kinds and not isinstance(value, wanted):
            message = f"{shown(value)} is not {noun}"
            raise DefinitionError(message)
    made = converter.structure(value, shape)
    if callable(field.converter):
        try:
            made = field.converter(made)
        except DuplicateError as error:
            mark_listed(error, value)
            raise
    if isinstance(made, dict):
        made = tuple(sorted(made.items(), key=operator.itemgetter(0)))
    if field.validator is not None:
        field.validator(None, field, made)
    return made


def _if_given(shape: Any, value: object) -> tuple[Any, ...]:
    """
    What a value is that may be ``None`` and is not.
    """
    kinds = typing.get_args(shape)
    return kinds if len(kinds) == 2 and kinds[1] is type(None) and value is not None else ()


def _listed(converter: Reader, value: object, target: Any) -> tuple[object, ...]:
    kinds = typing.get_args(target)
    several = [value] if kinds[0] in NAMED and isinstance(value, str) else value
    listed = several if isinstance(several, list) else None
    if listed is None or (kinds[-1] is not ... and len(listed) != len(kinds)):
        message = f"{shown(value)} is not a list" + ("" if kinds[-1] is ... else f" of {len(kinds)}")
        raise DefinitionError(message)
    made: list[object] = []
    problems: list[Exception] = []
    for index, each in enumerate(listed):
        kind = kinds[0] if kinds[-1] is ... else kinds[index]
        try:
            made.append(converter.structure(each, kind))
        except PROBLEMS as error:
            error.add_note(IterableValidationNote(f"at {index}", index, kind))
            problems.append(error)
    if problems:
        raise cattrs.IterableValidationError("", problems, tuple)
    return tuple(made)


def _body(converter: Reader, cls: type, document: object) -> dict[str, object]:
    if cls in NAMED and isinstance(document, str):
        document = {NAMED[cls]: document}
    if not isinstance(document, dict):
        message = f"{shown(document)} is no {tag_of(cls)}, which is an object of its fields"
        raise DefinitionError(message)
    if converter.lift is not None and not isinstance(document, _Lifted):
        document = converter.lift(tag_of(cls), document)
    tag = document.get(TAG, tag_of(cls))
    if tag != tag_of(cls):
        message = f"it says {shown(tag)}, and {tag_of(cls)!r} is expected"
        raise _at(TAG, DefinitionError(message))
    return {key: value for key, value in document.items() if key != TAG}


def _day_after(ends_on: object, until: object, start_on: object) -> str:
    if until is not None:
        message = "is the last day inside, and 'until' the day after it; say one of the two"
        raise DefinitionError(message)
    first = None
    with contextlib.suppress(CsmError):
        first = date_of(start_on)
    return str(DateSpan.inclusive(first, date_of(ends_on)).until)


def _at(key: str, error: CsmError) -> CsmError:
    error.add_note(AttributeValidationNote(f"at {key}", key, object))
    return error


def _any_of(converter: Reader, members: tuple[type, ...], value: object, _: Any = None) -> object:
    tags = {tag_of(member): member for member in members}
    tag = value.get(TAG) if isinstance(value, dict) else None
    if converter.lift is not None and isinstance(value, dict) and isinstance(tag, str):
        value = _Lifted(converter.lift(tag, value))
        tag = value.get(TAG)
    if not isinstance(tag, str) or tag not in tags:
        told = f"says {TAG}: {shown(tag)}" if tag is not None else f"does not say what it {TAG}"
        message = f"{told}; it is one of {nearest(str(tag), sorted(tags))}"
        if isinstance(tag, str) and members == CLASSES:
            message += "; what csmcore.desk has is read by its class: from_document(CaseRecord, ...)"
        raise DefinitionError(message)
    return converter.structure(value, open_form(tags[tag]))


def _any_if_given(converter: Reader, members: tuple[type, ...], value: object, _: Any) -> object:
    return None if value is None else _any_of(converter, members, value)


def _scalar_or(converter: Reader, members: tuple[type, ...], value: object, _: Any) -> object:
    if isinstance(value, dict) and TAG in value:
        return _any_of(converter, members, value)
    return read_scalar(value)


def _anything(converter: Reader, value: object, _: Any) -> object:
    if isinstance(value, dict) and TAG in value:
        return _any_of(converter, CLASSES, value)
    return read_scalar(value)


def _text(converter: Reader, parse: Callable[[str], object], value: object, cls: type) -> object:
    if isinstance(value, str) and converter.lift is not None:
        value = {"text": value}
    if isinstance(value, dict):
        body = _body(converter, cls, value)
        value = body.pop("text", None)
        if body:
            raise cattrs.ClassValidationError("", [ForbiddenExtraKeysError("", cls, set(body))], cls)
    if not isinstance(value, str):
        message = f"{shown(value)} is no {tag_of(cls)}, which is a text"
        raise DefinitionError(message)
    return parse(value)


def _windows(value: object, _: Any) -> Windows:
    # The hours of a date are those of a week's day.
    if not isinstance(value, str):
        message = f"{shown(value)} is no text of hours, such as '09:00-12:00,13:00-17:00' or 'closed'"
        raise DefinitionError(message)
    return WeeklyHours.of(mon=value).mon
