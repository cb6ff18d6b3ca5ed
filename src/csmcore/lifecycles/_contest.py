"""
Moves by one action from one state, which contest for each actor and record.
"""

import functools
from collections.abc import Iterable, Iterator
from typing import Final

from csmcore.conditions import Vocabulary
from csmcore.lifecycles._graph import Way
from csmcore.lifecycles._guards import Case, cases, holds, told
from csmcore.lifecycles._moves import Move

_ANYBODY_ELSE: Final = ""  # no kind of actor is blank


class Contest:
    """
    The moves by one action from one state, in the order in which they are tried.

    Args:
        state: The state; ``None`` where the record begins.

        moves: The moves.

        vocabulary: When given, no fact has a value that is not among its choices.
    """

    def __init__(
        self, state: str | None, moves: tuple[Move, ...], vocabulary: Vocabulary | None
    ) -> None:
        self.state = "the beginning" if state is None else state
        self.moves = moves
        self._vocabulary = vocabulary

    @functools.cached_property
    def _rows(self) -> list[tuple[Case, tuple[bool, ...]]] | None:
        """
        Each case, and which of the moves' conditions hold in it.
        """
        found = cases([move.when for move in self.moves], self._vocabulary)
        if found is None:
            return None
        return [(case, tuple(holds(move.when, case) for move in self.moves)) for case in found]

    @property
    def is_unknown(self) -> bool:
        """
        Whether there are too many cases to look at.
        """
        return self._rows is None

    def shadow(self, move: Move) -> tuple[Move, ...]:
        """
        The earlier moves of which one fits wherever a move does; none where it can be taken.
        """
        place = self.moves.index(move)
        before: set[int] = set()
        for actor in self._actors(move):
            rivals = [each for each in range(place) if self.moves[each].is_for(actor)]
            for _, row in self._rows or ():
                first = next((each for each in rivals if row[each]), None)
                if row[place] and first is None:
                    return ()
                if row[place] and first is not None:
                    before.add(first)
        return tuple(self.moves[each] for each in sorted(before))

    def rivals(self, move: Move) -> Iterator[tuple[Move, str]]:
        """
        The earlier moves to elsewhere that fit in some case in which a move fits too, with a case.

        A move that fits wherever an earlier one does is what is left over for the others,
        as meant by who writes the particular first; it has no rival in that one.
        """
        place = self.moves.index(move)
        for before, other in enumerate(self.moves[:place]):
            both = [case for case, row in self._rows or () if row[place] and row[before]]
            alone = any(row[before] and not row[place] for _, row in self._rows or ())
            meet = not set(self._actors(move)).isdisjoint(self._actors(other))
            if both and alone and meet and other.target != move.target:
                yield other, told(both[0])

    def _actors(self, move: Move) -> list[str]:
        named = {_ANYBODY_ELSE}.union(*(each.by for each in self.moves))
        return sorted(actor for actor in named if move.is_for(actor))


def contests(ways: Iterable[Way], vocabulary: Vocabulary | None) -> dict[Move, list[Contest]]:
    """
    For each move of a lifecycle those that it enters, one for each of its sources.
    """
    grouped: dict[tuple[str | None, str], list[Move]] = {}
    for source, move in ways:
        grouped.setdefault((source, move.action), []).append(move)
    entered: dict[Move, list[Contest]] = {}
    for (state, _), moves in grouped.items():
        contest = Contest(state, tuple(moves), vocabulary)
        for move in moves:
            entered.setdefault(move, []).append(contest)
    return entered
