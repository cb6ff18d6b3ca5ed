"""
A clock that stands still until a test moves it.
"""

import datetime as dt
from typing import Final

from csmcore.errors import DefinitionError
from csmcore.kernel import shown, to_utc

MORNING: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
"""
Monday 27 April 2026 at nine in UTC: when a test begins that says nothing else.
"""


class ManualClock:
    """
    A clock that stands still until it is moved, and never goes back.

    It stands in for whatever a host asks for the time: call it, or its ``now``.

    Args:
        starts_at: What it shows first. Aware.

    Raises:
        NaiveInstantError: The instant has no zone.
    """

    __slots__ = ("_at",)

    def __init__(self, starts_at: dt.datetime = MORNING) -> None:
        self._at = to_utc(starts_at)

    def __repr__(self) -> str:
        return f"ManualClock({self._at.isoformat()})"

    def __call__(self) -> dt.datetime:
        """
        What it shows, in UTC.
        """
        return self._at

    def now(self) -> dt.datetime:
        """
        What it shows, in UTC.
        """
        return self._at

    def advance(self, duration: dt.timedelta) -> dt.datetime:
        """
        Lets time pass, and returns what it shows then.

        Raises:
            DefinitionError: The duration is negative, or is none.
        """
        if not isinstance(duration, dt.timedelta):
            message = f"duration={shown(duration)}; give a timedelta, as timedelta(minutes=5)"
            raise DefinitionError(message)
        return self.move_to(self._at + duration)

    def move_to(self, instant: dt.datetime) -> dt.datetime:
        """
        Lets time pass until an instant, and returns what it shows then.

        Raises:
            DefinitionError: The instant is before what it shows.

            NaiveInstantError: The instant has no zone.
        """
        at = to_utc(instant)
        if at < self._at:
            message = (
                f"the clock shows {self._at.isoformat()} and does not go back to {at.isoformat()}; "
                "make another ManualClock to begin earlier"
            )
            raise DefinitionError(message)
        self._at = at
        return at
