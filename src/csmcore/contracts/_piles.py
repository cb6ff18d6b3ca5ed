"""
What became of the units: piles, what an entry drew from them, and a line for each movement.
"""

import datetime as dt
import enum
from typing import Final

import attrs

from csmcore.contracts._buckets import Bucket, BucketKind
from csmcore.contracts._entries import UsageEntry

_KINDS: Final = tuple(BucketKind)


class LineKind(enum.StrEnum):
    """
    What a line of a statement tells.

    ``RENEWED`` and ``LAPSED`` follow from dates and have no entry; the others are entries.
    """

    RENEWED = "renewed"
    LAPSED = "lapsed"
    RESERVED = "reserved"
    CONSUMED = "consumed"
    RELEASED = "released"
    REVERSED = "reversed"
    GRANTED = "granted"
    WRITTEN_OFF = "written_off"


@attrs.define(eq=False)
class Pile:
    """
    What became of the units of a bucket.
    """

    bucket: Bucket
    number: int | None
    given: int = 0
    used: int = 0
    held: int = 0
    lapsed: int = 0

    @property
    def left(self) -> int:
        """
        What can be used of it.
        """
        return self.given - self.used - self.held - self.lapsed

    @property
    def is_beyond(self) -> bool:
        """
        Whether it is what is used beyond all that is included.
        """
        return self.bucket.kind is BucketKind.OVERAGE

    @property
    def rank(self) -> tuple[dt.date, dt.date, int]:
        """
        Its turn: what lapses soonest is used first, then what is oldest, then what is included.
        """
        start_on = self.bucket.period.start_on or dt.date.min
        return self.bucket.until or dt.date.max, start_on, _KINDS.index(self.bucket.kind)


@attrs.define(eq=False)
class Piece:
    """
    So much of a pile, used by an entry or held by it.
    """

    pile: Pile
    number: int


@attrs.define(eq=False)
class Hand:
    """
    What an entry drew, in the order in which it was drawn, and in which period.
    """

    period: int | None
    pieces: list[Piece] = attrs.field(factory=list)
    given_back_by: str = ""

    @property
    def total(self) -> int:
        """
        How much that is together.
        """
        return sum(piece.number for piece in self.pieces)

    def take_last(self, number: int) -> list[Piece]:
        """
        So much of it, what was drawn last coming first.
        """
        taken = []
        while number and self.pieces:
            last = self.pieces[-1]
            part = min(number, last.number)
            taken.append(Piece(last.pile, part))
            last.number -= part
            number -= part
            if not last.number:
                self.pieces.pop()
        return taken


@attrs.frozen
class Short:
    """
    An entry that wants more than is left.
    """

    what: str
    wanted: int
    left: int
    until: dt.date | None = None
    is_outside: bool = False
    by: str = ""

    @property
    def lacking(self) -> int:
        """
        How much there is too little.
        """
        return self.wanted - self.left


@attrs.frozen
class Line:
    """
    One movement: how what is left changed, and what is left then.
    """

    kind: LineKind
    on: dt.date
    change: int
    left: int
    entry: UsageEntry | None = None
