"""
States as places and moves as ways between them: what leads where.
"""

import collections
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from csmcore.lifecycles._moves import Move
from csmcore.lifecycles._states import ANY_STATE, State
from csmcore.lifecycles._text import name_text


class Way(NamedTuple):
    """
    A move from one of its sources.

    Attributes:
        source: The state that it leaves; ``None`` where the record begins.

        move: The move.
    """

    source: str | None
    move: Move


def ways_of(states: Iterable[State], moves: Iterable[Move], final: Iterable[str]) -> tuple[Way, ...]:
    """
    Every move from each of its sources, in the order of the moves and then of the sources.
    """
    ended = frozenset(final)
    open_states = [state.name for state in states if state.name not in ended]
    return tuple(Way(source, move) for move in moves for source in _sources(move, open_states))


def _sources(move: Move, open_states: Iterable[str]) -> Iterator[str | None]:
    if move.is_opening:
        yield None
    elif move.is_from_any:
        yield from (state for state in open_states if state != move.target)
    else:
        yield from move.sources


def reached(ways: Iterable[Way], starts: Iterable[str]) -> frozenset[str]:
    """
    Where one can come to from some states, those included.
    """
    onward = collections.defaultdict(list)
    for source, move in ways:
        if source is not None:
            onward[source].append(move.target)
    return _along(onward, starts)


def leading(ways: Iterable[Way], ends: Iterable[str]) -> frozenset[str]:
    """
    From where one can come to some states, those included.
    """
    back = collections.defaultdict(list)
    for source, move in ways:
        if source is not None:
            back[move.target].append(source)
    return _along(back, ends)


def _along(next_of: Mapping[str, Iterable[str]], starts: Iterable[str]) -> frozenset[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for state in next_of.get(waiting.pop(), ()):
            if state not in found:
                found.add(state)
                waiting.append(state)
    return frozenset(found)


def problems_of(
    states: tuple[State, ...], moves: tuple[Move, ...], initial: str | None, final: tuple[str, ...]
) -> Iterator[str]:
    """
    What makes a lifecycle unusable, a sentence each.
    """
    names = collections.Counter(state.name for state in states)
    codes = collections.Counter(state.code for state in states if state.code is not None)
    if not states:
        yield "it has no state; give at least one"
    yield from (f"two states are named {name!r}" for name, count in names.items() if count > 1)
    yield from (f"two states have the code {code!r}" for code, count in codes.items() if count > 1)
    for move, count in collections.Counter(moves).items():
        if count > 1:
            yield f"the move {move} stands there twice"
    for move in moves:
        named = (*move.sources, move.target)
        strangers = dict.fromkeys(name for name in named if name not in names and name != ANY_STATE)
        yield from (f"{move.route} names {_unknown(name, names)}" for name in strangers)
    if initial is not None and initial not in names:
        yield f"initial names {_unknown(initial, names)}"
    yield from (f"final names {_unknown(name, names)}" for name in final if name not in names)
    if initial is None and not any(move.is_opening for move in moves):
        yield "no record can begin; say initial=..., or add an opening move, '-> create -> new'"


def _unknown(name: str, names: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415  # not before a name is wrong

    near = difflib.get_close_matches(name, [*names], n=1)
    meant = f"; {name_text(near[0])} is near" if near else ""
    return f"the state {name_text(name)}, which is not there{meant}"
