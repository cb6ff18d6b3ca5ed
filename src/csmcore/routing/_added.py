"""
Looks at what is added to rules, before anything asks it.
"""

import inspect
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from csmcore.errors import DefinitionError
from csmcore.kernel import shown
from csmcore.routing._extensions import Extension, ExtensionValue

_METHODS: Final = ("exclude", "score", "rank", "select", "head_starts", "relax", "overflow")


def to_extensions(values: Iterable[Extension | ExtensionValue]) -> tuple[Extension, ...]:
    """
    Extensions, each with where it comes from.

    Raises:
        DefinitionError: They are in no list, or one could not be asked.
    """
    is_one = isinstance(values, Extension) or bool(_methods(values))
    if is_one or not isinstance(values, Iterable) or isinstance(values, str):
        message = f"extensions are {shown(values)}; give them in a list, as in extensions=[...]"
        raise DefinitionError(message)
    return tuple(map(_extension, values))


def _extension(given: Extension | ExtensionValue) -> Extension:
    made = given if isinstance(given, Extension) else Extension(given)
    value: object = made.value
    if inspect.isclass(value):
        message = f"extension {value.__name__} is a class; did you forget () after it?"
        raise DefinitionError(message)
    methods = _methods(value)
    if not methods:
        message = (
            f"{shown(value)} is no extension; it needs a name, and exclude, score, rank, select, "
            "head_starts, relax or overflow"
        )
        raise DefinitionError(message)
    name = getattr(value, "name", None)
    if not isinstance(name, str) or not name.strip():
        message = f"{shown(value)} is named {shown(name)}; its name is a text that is not blank"
        raise DefinitionError(message)
    _check_methods(value, name, methods)
    return made


def _check_methods(value: object, name: str, methods: tuple[str, ...]) -> None:
    for method in methods:
        if _is_async(getattr(value, method)):
            message = (
                f"{method} of {name} is async, and nothing here waits; say def, and return the answer"
            )
            raise DefinitionError(message)
    if "exclude" in methods or "score" in methods:
        if not hasattr(value, "reads"):
            message = f"{name} has no reads; give it reads, a frozenset of names, or None for all"
            raise DefinitionError(message)
        if not _are_names(value.reads):
            message = (
                f"{name} reads {shown(value.reads)}; reads is a frozenset of names, or None for all"
            )
            raise DefinitionError(message)


def _methods(value: object) -> tuple[str, ...]:
    return tuple(method for method in _METHODS if callable(getattr(value, method, None)))


def _are_names(reads: object) -> bool:
    if reads is None:
        return True
    return isinstance(reads, AbstractSet) and all(isinstance(each, str) for each in reads)


def _is_async(method: object) -> bool:
    called = (method, getattr(type(method), "__call__", None))  # noqa: B004  # not whether it has one
    return any(inspect.iscoroutinefunction(each) or inspect.isasyncgenfunction(each) for each in called)
