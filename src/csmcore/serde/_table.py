"""
What documents call a class, which keys they have, and what stands for a union.
"""

import functools
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, get_args

import attrs

from csmcore import (
    calendars,
    conditions,
    contracts,
    kernel,
    products,
)
from csmcore.errors import DefinitionError
from csmcore.serde._classes import CLASSES
from csmcore.serde._shapes import says_so
from csmcore.serde._unions import UNIONS

TAG: Final = "is"
"""
The key that says what a document is; a Python keyword, so that no field can have its name.
"""

VERSION_KEY: Final = "csmcore"
"""
The key under which the outermost document says how it is written.
"""

VERSION: Final = 1
"""
How documents are written now. A document that does not say is of version 1, for ever.
"""

TEXTS: Final[Mapping[type, Callable[[str], object]]] = MappingProxyType(
    {
        calendars.Window: calendars.Window.parse,
        calendars.WeeklyHours: calendars.WeeklyHours.parse,
        conditions.Condition: conditions.parse,
        products.Version: products.Version,
    }
)
"""
The classes whose documents are texts inside others, and who reads them.
"""

_OPEN: Final[Mapping[Any, Any]] = MappingProxyType(
    {
        kernel.Append: kernel.Append[object],
        kernel.Decision: kernel.Decision[object],
        kernel.Hierarchy: kernel.Hierarchy[str],
        kernel.Rejected: kernel.Rejected[object],
    }
)

_FEW: Final = 12

WITH_LAST_DAY: Final = (kernel.DateSpan, calendars.Holiday)
"""
The classes whose documents may say an inclusive ``ends_on`` for *until*.
"""


@functools.cache
def tag_of(cls: type) -> str:
    """
    What a class's documents call it: ``BusinessCalendar`` is a ``business_calendar``.
    """
    return _snake(cls.__name__)


@functools.cache
def name_of(target: Any) -> str:
    """
    What a schema calls a class or a union.

    A generic class is named with what its argument has documents of.
    """
    if target is object:
        return "anything"
    if class_of(target) not in members_of(target):
        return _snake(title_of(target))
    inside = [each for each in get_args(target) if each is not object and members_of(each)]
    return "_of_".join([tag_of(class_of(target)), *map(name_of, inside)])


def title_of(target: Any) -> str:
    """
    The name of a class, or of a union in the package that has it.

    A union that no package names is what its members are.
    """
    cls = class_of(target)
    return (
        cls.__name__ if isinstance(target, type) or cls in members_of(target) else _union_title(target)
    )


@functools.cache
def _union_title(target: Any) -> str:
    packages = {cls.__module__.rpartition(".")[0]: None for cls in CLASSES}
    for package in map(sys.modules.__getitem__, packages):
        for name in package.__all__:
            if same(getattr(package, name), target):
                return str(name)
    return "Or".join(each.__name__ for each in members_of(target))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def documented(cls: type) -> type | None:
    """
    The class under which a value is written: its own, or that of which it is one kind.
    """
    return next((each for each in cls.__mro__ if each in CLASSES or says_so(each)), None)


def class_of(target: Any) -> Any:
    """
    A generic class without its arguments: ``Decision`` for ``Decision[Span]``.
    """
    return getattr(target, "__origin__", target)


def same(one: Any, target: Any) -> bool:
    """
    Whether two types are the same, which those of :mod:`typing` only are by equality.
    """
    return target is one or bool(target == one)


def same_class(cls: type, target: Any) -> bool:
    """
    Whether a type is a class, with arguments or without.
    """
    return class_of(target) is cls


def open_form(target: Any) -> Any:
    """
    A type as it is read: with any candidate when the caller does not say of which kind.
    """
    return _OPEN.get(target, target)


def keys_of(cls: type) -> tuple[str, ...]:
    """
    The keys that a document of a class may have.
    """
    if cls in TEXTS:
        return ("text", TAG)
    fields = tuple(field.name for field in attrs.fields(cls))
    return (*fields, "ends_on", TAG) if cls in WITH_LAST_DAY else (*fields, TAG)


def members_of(target: Any) -> tuple[type, ...]:
    """
    The classes that may stand for a union, a base class, or for anything at all.

    Args:
        target: A class, a union, or ``object``.

    Returns:
        None at all when it has no documents.
    """
    if target is object:
        return CLASSES
    for union, members in UNIONS:
        if same(union, target):
            return members
    cls = class_of(target)
    return (cls,) if cls in CLASSES or says_so(cls) else ()


def without_document(cls: Any) -> DefinitionError:
    """
    The error that a class has no documents.
    """
    if cls is contracts.Coverage:
        return DefinitionError("Coverage holds the book that it was made from; store coverage.decision")
    name = str(getattr(cls, "__name__", cls))
    above = documented(cls) if isinstance(cls, type) else None
    if above is not None:
        kept = above.__name__
        return DefinitionError(f"{name} is written as {kept}, without what it adds; read it as {kept}")
    known = nearest(name, [each.__name__ for each in CLASSES])
    return DefinitionError(f"{name} has no document; these have: {known}")


def nearest(name: str, known: Iterable[str]) -> str:
    """
    Names as a message lists them: all of a few; of many those that are nearest, and how many more.
    """
    import difflib  # noqa: PLC0415  # not before a name is wrong

    names = tuple(known)
    if len(names) <= _FEW:
        return ", ".join(names)
    near = difflib.get_close_matches(name, names, n=_FEW)
    told = near or names[:_FEW]
    return f"{', '.join(told)} and {len(names) - len(told)} more"
