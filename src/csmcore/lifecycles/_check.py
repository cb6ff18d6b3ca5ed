"""
Whether a lifecycle can do what it says, found before any record has it.
"""

import enum
from collections.abc import Iterator
from typing import Final

import attrs

from csmcore.conditions import Changed, Signalled, Vocabulary, leaves
from csmcore.errors import LifecycleError
from csmcore.kernel import Reason, ReasonKind
from csmcore.lifecycles._contest import Contest, contests
from csmcore.lifecycles._graph import Way, leading, reached
from csmcore.lifecycles._guards import MOST, cases, holds
from csmcore.lifecycles._lifecycle import Lifecycle
from csmcore.lifecycles._moves import Move

UNREACHABLE: Final = ReasonKind("lifecycle.unreachable", "no record can ever come to {state}")
DEAD_END: Final = ReasonKind(
    "lifecycle.dead_end", "{state} is not final, and nothing leads from it to a final state"
)
NO_FINAL: Final = ReasonKind("lifecycle.no_final", "no state is final, so that no record is ever over")
LEAVES_FINAL: Final = ReasonKind("lifecycle.leaves_final", "it leaves {state}, which is final")
NEVER_HOLDS: Final = ReasonKind("lifecycle.never_holds", "when ({condition}) never holds")
ASKS_CHANGE: Final = ReasonKind(
    "lifecycle.asks_change",
    "it asks for ({condition}), and a move is asked what holds, not what changed or was signalled",
)
SHADOWED: Final = ReasonKind(
    "lifecycle.shadowed", "wherever it could be taken, {by} could be too and stands before it"
)
OVERLAPS: Final = ReasonKind(
    "lifecycle.overlaps", "from {state}, both it and ({other}) fit where {example}; the other counts"
)
WAY_AROUND: Final = ReasonKind(
    "lifecycle.way_around", "it comes to {target} without {field}, which ({other}) asks for"
)
REOPEN_SKIPS: Final = ReasonKind(
    "lifecycle.reopen_skips",
    "after it, ({around}) comes to {target} again without {field}, which ({other}) asks for",
)
MISFIT: Final = ReasonKind("lifecycle.misfit", "{problem}")
TOO_MANY: Final = ReasonKind(
    "lifecycle.too_many_to_check",
    "its conditions tell more than {most} cases apart, so whether it can be taken was not looked at",
)


class LifecycleSeverity(enum.StrEnum):
    """
    ``ERROR``: it cannot do what it says. ``ADVICE``: it can, and something else may be meant.
    """

    ERROR = "error"
    ADVICE = "advice"


_ADVICE: Final = frozenset(
    kind.code for kind in (NO_FINAL, OVERLAPS, REOPEN_SKIPS, TOO_MANY, WAY_AROUND)
)


@attrs.frozen(str=False)
class LifecycleFinding:
    """
    Something about a lifecycle that its author would want to know.

    Attributes:
        move: The move that causes it, or ``None`` where none does.

        severity: Whether it has to be mended.

        reason: What was found, with a stable code.
    """

    move: Move | None
    severity: LifecycleSeverity
    reason: Reason

    def __str__(self) -> str:
        about = "" if self.move is None else f"{self.move}: "
        return f"{self.severity}: {about}{self.reason}"


def check_lifecycle(
    lifecycle: Lifecycle, *, vocabulary: Vocabulary | None = None
) -> tuple[LifecycleFinding, ...]:
    """
    What is wrong with a lifecycle, or may be: states without a way in or out, moves never taken.

    Looks at every case that its conditions can tell apart, so it knows and does not guess:
    what it says is never taken, never is. It does not know which facts go with which
    state, so it does not find everything.

    Args:
        lifecycle: The lifecycle.

        vocabulary: The facts that there are; conditions that speak of others are found,
            and no fact is taken to have a value that is not among its choices.

    Returns:
        What is about states first, then what is about moves, both in order.
    """
    found = _about_moves(lifecycle, vocabulary)
    dead = {move for move, reason in found if reason.code in _NEVER_TAKEN}
    ways = tuple(way for way in lifecycle._ways if way.move not in dead)  # noqa: SLF001  # compiled
    about_states = [*_about_states(lifecycle, ways, dead)]
    around = [*_about_fields(lifecycle, ways)]
    order = {move: place for place, move in enumerate(lifecycle.moves)}
    by_move = sorted([*found, *around], key=lambda each: order[each[0]])
    return tuple(
        LifecycleFinding(
            move,
            LifecycleSeverity.ADVICE if reason.code in _ADVICE else LifecycleSeverity.ERROR,
            reason,
        )
        for move, reason in (*about_states, *by_move)
    )


def sound_lifecycle(lifecycle: Lifecycle, *, vocabulary: Vocabulary | None = None) -> Lifecycle:
    """
    The lifecycle itself, when :func:`check_lifecycle` finds no error in it; advice is let pass.

    Args:
        lifecycle: The lifecycle.

        vocabulary: The facts that there are.

    Raises:
        LifecycleError: There are errors; all of them are named.
    """
    found = check_lifecycle(lifecycle, vocabulary=vocabulary)
    serious = [each for each in found if each.severity is LifecycleSeverity.ERROR]
    if serious:
        told = (str(each).removeprefix(f"{each.severity}: ") for each in serious)
        raise LifecycleError(lifecycle.name, tuple(told))
    return lifecycle


# --- moves ----------------------------------------------------------------------------------------

_NEVER_TAKEN: Final = frozenset(kind.code for kind in (NEVER_HOLDS, SHADOWED))


def _about_moves(lifecycle: Lifecycle, vocabulary: Vocabulary | None) -> list[tuple[Move, Reason]]:
    found = [
        (move, reason)
        for move in lifecycle.moves
        for reason in _about_move(move, lifecycle, vocabulary)
    ]
    dead = {move for move, reason in found if reason.code in _NEVER_TAKEN}
    ways = [way for way in lifecycle._ways if way.move not in dead]  # noqa: SLF001  # compiled
    for move, entered in contests(ways, vocabulary).items():
        found += [(move, reason) for reason in _about_contests(move, entered)]
    return found


def _about_move(move: Move, lifecycle: Lifecycle, vocabulary: Vocabulary | None) -> Iterator[Reason]:
    for source in move.sources:
        if source in lifecycle.final:
            yield LEAVES_FINAL(state=source)
    problems = vocabulary.problems(move.when) if vocabulary else ()
    yield from (MISFIT(problem=problem) for problem in problems)
    asked = [each for each in leaves(move.when) if isinstance(each, Changed | Signalled)]
    if asked:
        yield ASKS_CHANGE(condition=str(asked[0]))
        return  # whatever follows from that slip would only hide it
    looked_at = cases([move.when], vocabulary)
    if looked_at is not None and not any(holds(move.when, case) for case in looked_at):
        yield NEVER_HOLDS(condition=str(move.when))


def _about_contests(move: Move, held: list[Contest]) -> Iterator[Reason]:
    if any(each.is_unknown for each in held):
        yield TOO_MANY(most=MOST)
        return
    shadows = [each.shadow(move) for each in held]
    if shadows and all(shadows):
        before = dict.fromkeys(f"({other})" for some in shadows for other in some)
        yield SHADOWED(by=" or ".join(before))
        return
    for contest in held:
        for other, example in contest.rivals(move):
            yield OVERLAPS(state=contest.state, other=str(other), example=example)


# --- states ---------------------------------------------------------------------------------------


def _about_states(
    lifecycle: Lifecycle, ways: tuple[Way, ...], dead: set[Move]
) -> Iterator[tuple[Move | None, Reason]]:
    there = reached(ways, lifecycle.begins)
    for state in lifecycle.states:
        if state.name not in there:
            cause = next(
                (move for move in lifecycle.moves if move in dead and move.target == state.name), None
            )
            yield cause, UNREACHABLE(state=state.name)
    if not lifecycle.final:
        yield None, NO_FINAL()
        return
    well = leading(ways, lifecycle.final)
    entrances: dict[str, Move] = {}
    for from_outside in (True, False):
        for source, move in ways:
            if (source is None or source in well) is from_outside:
                entrances.setdefault(move.target, move)
    for state in lifecycle.states:
        if state.name in there and state.name not in well:
            yield entrances.get(state.name), DEAD_END(state=state.name)


# --- required fields ------------------------------------------------------------------------------


def _about_fields(lifecycle: Lifecycle, ways: tuple[Way, ...]) -> Iterator[tuple[Move, Reason]]:
    moves = tuple(dict.fromkeys(way.move for way in ways))
    asked = dict.fromkeys((move.target, field) for move in moves for field in move.requires)
    for target, field in asked:
        without = [way for way in ways if field not in way.move.requires]
        opened = [way.move.target for way in without if way.source is None]
        first = reached(without, [*opened, *filter(None, [lifecycle.initial])])
        into = [move for move in moves if move.target == target]
        for move in into:
            other = next(
                (each for each in into if field in each.requires and _shared(move, each)), None
            )
            if other is None or field in move.requires:
                continue
            told = {"target": target, "field": field, "other": str(other)}
            sources = {way.source for way in without if way.move == move}
            if None in sources or not first.isdisjoint(sources):
                yield move, WAY_AROUND(**told)
            elif (reopen := _reopening(without, move)) is not None:
                yield reopen, REOPEN_SKIPS(around=str(move), **told)


def _shared(one: Move, other: Move) -> bool:
    return not one.by or not other.by or not one.by.isdisjoint(other.by)


def _reopening(ways: list[Way], around: Move) -> Move | None:
    """
    The move that leaves what a move leads to, and after which that move can be taken again.
    """
    sources = {way.source for way in ways if way.move == around}
    for source, move in ways:
        if source == around.target and not sources.isdisjoint(reached(ways, [move.target])):
            return move
    return None
