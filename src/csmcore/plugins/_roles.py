"""
What the objects of a plugin can be, and what each must have.
"""

import inspect
from collections.abc import Iterator
from typing import Final, NamedTuple

from csmcore.kernel import shown


class Role(NamedTuple):
    """
    A kind of extension: by which hook it comes, and how it is called.

    Attributes:
        hook: The hook that returns objects of the kind.

        kind: What it is called.

        method: Its method.

        arguments: What that is given, by place.

        reads: Whether it says which facts it reads.
    """

    hook: str
    kind: str
    method: str
    arguments: tuple[str, ...]
    reads: bool = False


_OF_AGENTS: Final = ("work", "candidates", "context")

ROLES: Final = (
    Role("csmcore_routing_filters", "filter", "exclude", _OF_AGENTS, reads=True),
    Role("csmcore_routing_scorers", "scorer", "score", _OF_AGENTS, reads=True),
    Role("csmcore_routing_strategies", "strategy", "rank", _OF_AGENTS),
    Role("csmcore_routing_selectors", "selector", "select", ("work", "queues", "at")),
    Role("csmcore_routing_backlog_terms", "backlog term", "head_starts", ("work", "at")),
    Role("csmcore_routing_relaxers", "relaxer", "relax", ("work", "required", "waited", "at")),
    Role("csmcore_routing_last_resorts", "last resort", "overflow", ("work", "queue", "at")),
)
"""
The kinds, in the order in which routing asks them of a plugin.
"""

_ADVANCE: Final = ("state", "work", "agent_id")


def roles_of(value: object) -> tuple[Role, ...]:
    """
    What an object is by its methods.
    """
    return tuple(role for role in ROLES if callable(getattr(value, role.method, None)))


def faults_of(value: object, role: Role) -> Iterator[str]:
    """
    What an object lacks to be an extension of a kind, a sentence each.
    """
    what = f"{role.kind} {shown(value)}"
    if inspect.isclass(value):
        yield f"{role.kind} {value.__name__} is a class; did you forget () after it?"
        return
    name = getattr(value, "name", None)
    if not isinstance(name, str) or not name.strip():
        yield f"{what} has no name; give it one, a text that is not blank"
    else:
        what = f"{role.kind} {name}"
    if role.reads and not _is_reads(getattr(value, "reads", 0)):
        yield f"{what} does not say what it reads; reads is a frozenset of names, or None for all"
    yield from _method_faults(value, what, role.method, role.arguments)
    if role.method == "rank" and hasattr(value, "advance"):
        yield from _method_faults(value, what, "advance", _ADVANCE)


def _is_reads(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, frozenset) and all(isinstance(name, str) for name in value)


def _method_faults(value: object, what: str, method: str, arguments: tuple[str, ...]) -> Iterator[str]:
    told = f"{method}({', '.join(arguments)})"
    function = getattr(value, method, None)
    if not callable(function):
        yield f"{what} has no method {told}"
        return
    yield from signature_faults(function, f"{method} of {what}", arguments)


def signature_faults(
    function: object, what: str, arguments: tuple[str, ...], *, by_name: bool = False
) -> Iterator[str]:
    """
    Why a function cannot be called with some arguments, or not as its author thinks.

    Args:
        function: The function or method.

        what: What messages call it.

        arguments: The names of all that it is given.

        by_name: Whether it must take them under these names.
    """
    if _is_async(function):
        yield f"{what} is async, and nothing here waits; say def, and return the answer"
    try:
        parameters = list(inspect.signature(function).parameters.values())  # type: ignore[arg-type]
    except (TypeError, ValueError):  # written in C, and without a signature: it has to be tried
        return
    plain = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    for each in parameters:
        if each.kind not in plain:
            yield f"{what} takes {each}; each argument is given by place, so * has no use"
        elif each.default is not each.empty:
            yield f"{what} has a default for {each.name}; it is always given, so leave that away"
    names = tuple(each.name for each in parameters if each.kind in plain)
    wrong = names != arguments if by_name else len(names) != len(arguments)
    if wrong and len(names) == len(parameters):
        told, given = ", ".join(names) or "nothing", ", ".join(arguments) or "nothing"
        yield f"{what} takes {told}; it is given {given}"


def _is_async(function: object) -> bool:
    called = (function, inspect.getattr_static(type(function), "__call__", None))
    return any(inspect.iscoroutinefunction(each) or inspect.isasyncgenfunction(each) for each in called)
