"""
Strategies for lifecycles: any that can be used, well made or not.
"""

from collections.abc import Sequence
from typing import Final

from csmcore.conditions import ANYTHING
from csmcore.lifecycles import (
    AGENT,
    ANY_STATE,
    CUSTOMER,
    MANAGER,
    SYSTEM,
    Category,
    Lifecycle,
    LifecycleFinding,
    LifecycleSeverity,
    Move,
    Moved,
    Option,
    State,
)
from csmcore.testing._conditions import conditions
from csmcore.testing._extra import st
from csmcore.testing._kernel import reasons

_STATES: Final = ("new", "active", "waiting", "resolved", "closed")
_ACTIONS: Final = ("accept", "wait", "resolve", "reopen", "close")
_ACTORS: Final = (AGENT, MANAGER, CUSTOMER, SYSTEM)
_FIELDS: Final = ("notes", "resolution_code")
_EFFECTS: Final = ("offer_survey", "clear auto close")
_ODD: Final = ("any", "then", "in progress", 'a "b"\n\\', "x->y", "# 1", "10", "\u00e9tat", "<b>")


def _names(usual: Sequence[str]) -> st.SearchStrategy[str]:
    # Mostly what people write; now and then what a text has to quote.
    return st.integers(0, 9).flatmap(lambda number: st.sampled_from(_ODD if number == 9 else usual))


def lifecycle_states(*, name: str | None = None) -> st.SearchStrategy[State]:
    """
    States of every category of a case, and of others; some with a code.

    Args:
        name: The state's name.
    """
    return st.builds(
        State,
        _names(_STATES) if name is None else st.just(name),
        category=st.sampled_from([*Category, "planned", "in progress"]),
        code=st.none() | st.integers(0, 99).map(str) | st.sampled_from(_ODD),
    )


def moves(*, states: Sequence[str] = _STATES) -> st.SearchStrategy[Move]:
    """
    Moves between states: from one, several, any or none, for some actors or for anybody.

    Args:
        states: The names of the states.
    """
    several = st.lists(st.sampled_from(states), min_size=1, max_size=3, unique=True)
    return st.builds(
        Move,
        st.one_of(several, st.just(ANY_STATE), st.none()),
        _names(_ACTIONS),
        st.sampled_from(states),
        by=st.frozensets(st.sampled_from(_ACTORS), max_size=2),
        when=st.just(ANYTHING) | conditions(),
        requires=st.lists(st.sampled_from(_FIELDS), max_size=2, unique=True),
        effects=st.lists(st.sampled_from(_EFFECTS), max_size=2, unique=True),
    )


@st.composite
def lifecycles(draw: st.DrawFn) -> Lifecycle:
    """
    Lifecycles that can be used, with up to five states and eight moves.

    They are not well made: some have dead ends, and moves that are never taken.
    """
    names = draw(st.lists(_names(_STATES), min_size=1, max_size=5, unique=True))
    codes: set[str | None] = set()
    states = []
    for name in names:
        state = draw(lifecycle_states(name=name))
        states.append(State(name, category=state.category) if state.code in codes else state)
        codes.add(state.code)
    made = draw(st.lists(moves(states=names), max_size=8, unique=True))
    opened = any(move.is_opening for move in made)
    return Lifecycle(
        draw(_names(("case", "order"))),
        states=states,
        moves=made,
        initial=draw(st.sampled_from([None, *names] if opened else names)),
        final=draw(st.lists(st.sampled_from(names), max_size=2)),
    )


def moved() -> st.SearchStrategy[Moved]:
    """
    What a move does, from some state or at the beginning of a record.
    """
    return st.builds(
        Moved,
        lifecycle=_names(("case", "order")),
        source=st.none() | _names(_STATES),
        action=_names(_ACTIONS),
        target=_names(_STATES),
        effects=st.lists(st.sampled_from(_EFFECTS), max_size=2, unique=True).map(tuple),
    )


@st.composite
def options(draw: st.DrawFn) -> Option:
    """
    Actions that would be taken, that lack fields, and that are not offered at all.
    """
    action, target = draw(_names(_ACTIONS)), draw(st.none() | _names(_STATES))
    if target is None:
        why = st.lists(reasons(), min_size=1, max_size=2)
        return Option(action=action, reasons=tuple(draw(why)))
    requires = tuple(draw(st.lists(st.sampled_from(_FIELDS), max_size=2, unique=True)))
    missing = requires[: draw(st.integers(0, len(requires)))]
    told = (draw(reasons()),) if missing else ()
    return Option(action=action, target=target, requires=requires, missing=missing, reasons=told)


def lifecycle_findings() -> st.SearchStrategy[LifecycleFinding]:
    """
    Findings of either severity, about a move or about a state.
    """
    return st.builds(
        LifecycleFinding, st.none() | moves(), st.sampled_from(LifecycleSeverity), reasons()
    )
