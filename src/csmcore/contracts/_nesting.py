"""
Dates within dates: what hangs under an agreement runs no longer than it.

The end that counts is the moved one: where a suspension has given days back, a line may be
agreed on for those days too.
"""

import datetime as dt
from typing import Final, NamedTuple

from csmcore.contracts._agreed import Agreed
from csmcore.contracts._reach import NOWHERE, Reach


class Bounds(NamedTuple):
    """
    The dates within which what hangs under an agreement must stay, and who states them.

    Attributes:
        start_on: First date inside, or ``None`` when nobody states one.

        start_by: Who states it.

        until: First date after, or ``None`` when nobody states one.

        until_by: Who states it.

        reach: How far the agreement reaches that they are for.
    """

    start_on: dt.date | None
    start_by: str
    until: dt.date | None
    until_by: str
    reach: Reach = NOWHERE

    def within(self, agreed: Agreed) -> "Bounds":
        """
        What holds for all that hangs under an agreement: its own dates, where it states them.
        """
        valid, label, reach = agreed.valid, agreed.label, self.reach.below(agreed)
        start = (self.start_on, self.start_by) if valid.start_on is None else (valid.start_on, label)
        until = (self.until, self.until_by) if valid.until is None else (reach.end, label)
        return Bounds(*start, *until, reach)

    def problems(self, agreed: Agreed) -> tuple[str, ...]:
        """
        Where an agreement's dates reach outside, a sentence each; nothing when they do not.
        """
        label, start_on, until = agreed.label, agreed.valid.start_on, agreed.valid.until
        found = []
        if start_on is not None and self.start_on is not None and start_on < self.start_on:
            found.append(
                f"{label} starts on {start_on}, before {self.start_by} does on {self.start_on}"
            )
        if start_on is not None and self.until is not None and start_on > self.until:
            found.append(f"{label} starts on {start_on}, after {self.until_by} ends on {self.until}")
        if until is not None and self.until is not None and until > self.until:
            found.append(f"{label} ends on {until}, after {self.until_by} does on {self.until}")
        if until is not None and self.start_on is not None and until < self.start_on:
            found.append(f"{label} ends on {until}, before {self.start_by} starts on {self.start_on}")
        return tuple(found)


UNBOUNDED: Final = Bounds(None, "", None, "")
"""
The dates of what hangs under nothing: all of them.
"""
