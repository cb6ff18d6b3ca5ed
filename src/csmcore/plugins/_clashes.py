"""
Two extensions of one name.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from csmcore.errors import DuplicateError
from csmcore.plugins._roles import Role
from csmcore.routing import Extension, RoutingRules, RoutingSetup

_NO_QUEUES: Final = RoutingSetup(queues=())


def clashes(
    new: Iterable[tuple[Role, Extension]], others: Iterable[tuple[Role, Extension]]
) -> tuple[str, ...]:
    """
    What of a plugin goes by a name that is taken, a sentence each, with whom it is taken by.
    """
    held = {(role.kind, made.value.name): made for role, made in others}
    problems = tuple(_taken(new, held))
    if problems:
        return problems
    try:  # whether a name is built in, routing knows
        RoutingRules.of(
            _NO_QUEUES, extensions={id(made.value): made for made in held.values()}.values()
        )
    except DuplicateError as error:
        return (str(error),)
    return ()


def _taken(
    new: Iterable[tuple[Role, Extension]], held: dict[tuple[str, str], Extension]
) -> Iterator[str]:
    for role, made in new:
        before = held.setdefault((role.kind, made.value.name), made)
        if before is not made:
            same = before.origin == made.origin
            whose = "it returns another" if same else f"plugin {before.origin} has another"
            yield f"its {role.kind} is named {made.value.name!r}, and {whose} of that name; rename one"
