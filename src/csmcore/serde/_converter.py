"""
The converter: which class is written how.
"""

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeVar

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from csmcore import calendars, kernel
from csmcore.errors import CsmError, DefinitionError, DocumentError
from csmcore.serde._limits import DEFAULT, Limits
from csmcore.serde._problems import TAG, problems_of
from csmcore.serde._scalars import (
    duration_text,
    instant_text,
    read_date,
    read_duration,
    read_instant,
    read_scalar,
    scalar_document,
)

T = TypeVar("T")

_CLASSES: Final[tuple[type, ...]] = (
    kernel.AccountConsumerCustomer,
    kernel.AccountCustomer,
    kernel.ConsumerCustomer,
    kernel.DateSpan,
    kernel.Decision,
    kernel.ExternalId,
    kernel.Reason,
    kernel.Rejected,
    kernel.Span,
    kernel.Term,
    calendars.BusinessCalendar,
    calendars.CalendarBook,
    calendars.CompositeCalendar,
    calendars.FloatingCalendar,
    calendars.Holiday,
    calendars.HolidayRule,
    calendars.WeeklyHours,
    calendars.Window,
)
"""
The classes that have documents.
"""

_UNIONS: Final[tuple[tuple[Any, tuple[type, ...]], ...]] = (
    (
        kernel.CustomerRef,
        (kernel.AccountConsumerCustomer, kernel.AccountCustomer, kernel.ConsumerCustomer),
    ),
    (calendars.Calendar, (calendars.BusinessCalendar, calendars.CompositeCalendar)),
    (
        calendars.Calendar | calendars.FloatingCalendar,
        (calendars.BusinessCalendar, calendars.CompositeCalendar, calendars.FloatingCalendar),
    ),
    (calendars.Holiday | calendars.HolidayRule, (calendars.Holiday, calendars.HolidayRule)),
)
"""
What is told apart by its tag, and by which ones.
"""

_Windows = tuple[calendars.Window, ...]
_BY_DATE: Final[tuple[tuple[str, Any], ...]] = (
    ("changes", dict[dt.date, calendars.WeeklyHours]),
    ("dated", dict[dt.date, _Windows]),
    ("breaks", dict[dt.date, _Windows]),
)

_READ_AS: Final[Mapping[type, tuple[tuple[str, Any], ...]]] = MappingProxyType(
    {
        calendars.BusinessCalendar: _BY_DATE,
        calendars.FloatingCalendar: _BY_DATE,
        kernel.Reason: (("fields", dict[str, kernel.Scalar]),),
    }
)
"""
The fields whose documents are shaped otherwise than the fields themselves.
"""

_TEXTS: Final[Mapping[type, Callable[[str], object]]] = MappingProxyType(
    {
        calendars.Window: calendars.Window.parse,
        calendars.WeeklyHours: calendars.WeeklyHours.parse,
    }
)
"""
The classes whose documents are texts inside others, and who reads them.
"""

_OPEN: Final[Mapping[type, Any]] = MappingProxyType(
    {kernel.Decision: kernel.Decision[object], kernel.Rejected: kernel.Rejected[object]}
)
"""
What is read with any candidate when the caller does not say of which kind.
"""

_WITH_LAST_DAY: Final = (kernel.DateSpan, calendars.Holiday)
"""
The classes whose documents may say an inclusive ``ends_on`` for *until*.
"""


def to_document(value: object) -> dict[str, object]:
    """
    A value as a plain document.

    Instants become RFC 3339 in UTC, dates ISO 8601, durations ISO 8601 with days of 24
    hours, hours of opening their text. The key ``is`` says what it is.

    Args:
        value: A value of one of the public classes.

    Returns:
        Dicts, lists, texts, whole numbers, booleans and ``None``, made anew.

    Raises:
        DefinitionError: The value's class has no document.
    """
    cls = type(value)
    if cls not in _CLASSES:
        message = (
            f"{cls.__name__} has no document; these have: {', '.join(c.__name__ for c in _CLASSES)}"
        )
        raise DefinitionError(message)
    body = _converter().unstructure(value)
    return {TAG: tag_of(cls), **(body if isinstance(body, dict) else {"text": body})}


def from_document(cls: type[T], document: object, *, limits: Limits = DEFAULT) -> T:
    """
    A value from its document.

    Args:
        cls: The class of the value, or what several have in common, such as
            :class:`~csmcore.calendars.Calendar`; its document's ``is`` then decides.

        document: What :func:`to_document` made, or what somebody wrote by hand.

        limits: How large it may be.

    Raises:
        DocumentError: It does not fit. All its problems are told, each with its path.
    """
    what = getattr(cls, "__name__", str(cls))
    limits.check(document, what)
    try:
        value: T = _converter().structure(document, _OPEN.get(cls, cls))
    except RecursionError:
        raise DocumentError(what, (("$", "lies too deep"),)) from None
    except (cattrs.BaseValidationError, CsmError, KeyError, TypeError, ValueError) as error:
        raise DocumentError(what, tuple(problems_of(error))) from error
    return value


def tag_of(cls: type) -> str:
    """
    What a class's documents call it: ``BusinessCalendar`` is a ``business_calendar``.
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


@functools.cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, unstruct_collection_overrides={tuple: list})
    _add_scalars(converter)
    for cls in _CLASSES:
        if cls not in _TEXTS:
            _add_class(converter, cls)
    for union, members in _UNIONS:
        _add_union(converter, union, members)
    _add_texts(converter)
    converter.register_structure_hook_func(lambda target: target is object, _read_any)
    return converter


def _add_scalars(converter: cattrs.Converter) -> None:
    for plain, noun in ((str, "a text"), (int, "a whole number"), (bool, "true or false")):
        converter.register_structure_hook(plain, functools.partial(_exactly, plain, noun))
    converter.register_structure_hook(dt.datetime, lambda value, _: read_instant(value))
    converter.register_unstructure_hook(dt.datetime, instant_text)
    converter.register_structure_hook(dt.date, lambda value, _: read_date(value))
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_structure_hook(dt.timedelta, lambda value, _: read_duration(value))
    converter.register_unstructure_hook(dt.timedelta, duration_text)
    converter.register_unstructure_hook(Decimal, str)


def _exactly(plain: type, noun: str, value: object, _: type) -> object:
    if type(value) is not plain:
        shown = repr(value)
        message = f"{shown if len(shown) <= 60 else shown[:57] + '...'} is not {noun}"
        raise DefinitionError(message)
    return value


def _add_class(converter: cattrs.Converter, cls: type) -> None:
    """
    A class as an object of its fields; its tag may stand there, and must then be right.
    """
    reads: dict[str, Any] = {
        name: override(struct_hook=functools.partial(_read_as, converter, shape))
        for name, shape in _READ_AS.get(cls, ())
    }

    def reader(target: Any) -> Callable[[object, Any], object]:
        plain = make_dict_structure_fn(target, converter, _cattrs_forbid_extra_keys=True, **reads)
        return lambda document, _: plain(_body(cls, document), target)

    def is_it(target: Any) -> bool:
        return getattr(target, "__origin__", target) is cls

    converter.register_structure_hook_factory(is_it, reader)
    writes: dict[str, Any] = {
        name: override(unstruct_hook=_write_pairs) for name, _ in _READ_AS.get(cls, ())
    }
    if cls in (kernel.Decision, kernel.Rejected):
        writes = {
            "chosen" if cls is kernel.Decision else "candidate": override(unstruct_hook=_write_any)
        }
    converter.register_unstructure_hook_factory(
        is_it, lambda target: make_dict_unstructure_fn(target, converter, **writes)
    )


def _read_as(converter: cattrs.Converter, shape: Any, document: object, _: Any) -> object:
    return converter.structure(document, shape)


def _body(cls: type, document: object) -> dict[str, object]:
    if not isinstance(document, dict):
        message = f"is no {tag_of(cls)}, which is an object of its fields"
        raise DefinitionError(message)
    if document.get(TAG, tag_of(cls)) != tag_of(cls):
        message = f"is a {document[TAG]!r}, and a {tag_of(cls)!r} is expected"
        raise DefinitionError(message)
    body = {str(key): value for key, value in document.items() if key != TAG}
    if cls in _WITH_LAST_DAY and body.get("ends_on") is not None and body.get("until") is None:
        body["until"] = (read_date(body.pop("ends_on")) + dt.timedelta(days=1)).isoformat()
    return body


def _add_union(converter: cattrs.Converter, union: Any, members: tuple[type, ...]) -> None:
    converter.register_structure_hook_func(
        lambda target: target == union, lambda value, _: _any_of(members, value)
    )
    converter.register_unstructure_hook_func(lambda target: target == union, to_document)


def _any_of(members: tuple[type, ...], value: object) -> object:
    tags = {tag_of(member): member for member in members}
    tag = value.get(TAG) if isinstance(value, dict) else None
    if not isinstance(tag, str) or tag not in tags:
        message = f"says under {TAG!r} {tag!r}, and one of {', '.join(sorted(tags))} is expected"
        raise DefinitionError(message)
    return _converter().structure(value, tags[tag])


def _add_texts(converter: cattrs.Converter) -> None:
    for cls, parse in _TEXTS.items():
        converter.register_structure_hook(cls, functools.partial(_read_text, parse))
        converter.register_unstructure_hook(cls, str)
    converter.register_structure_hook_func(lambda target: target == _Windows, _read_windows)
    converter.register_structure_hook_func(
        lambda target: target == kernel.Scalar, lambda value, _: read_scalar(value)
    )


def _read_text(parse: Callable[[str], object], value: object, cls: type) -> object:
    text = _body(cls, value).get("text") if isinstance(value, dict) else value
    if not isinstance(text, str):
        message = f"is no {tag_of(cls)}, which is a text"
        raise DefinitionError(message)
    return parse(text)


def _read_windows(value: object, _: Any) -> _Windows:
    # The hours of a date are those of a week's day.
    if not isinstance(value, str):
        message = "is no text of hours, such as '09:00-12:00,13:00-17:00' or 'closed'"
        raise DefinitionError(message)
    return calendars.WeeklyHours.of(mon=value).mon


def _write_pairs(pairs: tuple[tuple[object, Any], ...]) -> dict[str, object]:
    return {str(name): _write_value(value) for name, value in pairs}


def _write_value(value: Any) -> object:
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "closed"
    if isinstance(value, calendars.WeeklyHours):
        return str(value)
    return scalar_document(value)


def _write_any(value: Any) -> object:
    return to_document(value) if type(value) in _CLASSES else scalar_document(value)


def _read_any(value: object, _: Any) -> object:
    return _any_of(_CLASSES, value) if isinstance(value, dict) and TAG in value else read_scalar(value)
