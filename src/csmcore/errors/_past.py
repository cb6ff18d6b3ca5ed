"""
Something that would happen before what has happened already.
"""

import datetime as dt

from csmcore.errors._definition import OrderError


class PastError(OrderError):
    """
    Something would happen to a case before the last that happened to it.

    Attributes:
        what: To what, for example ``"case 'c1'"``.

        start: When the last event happened.

        end: The instant that was asked for.
    """

    def __init__(self, what: str, start: dt.datetime, end: dt.datetime) -> None:
        super().__init__(what, start, end)

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.end.isoformat()} was asked for, and its last event is at "
            f"{self.start.isoformat()}; nothing happens before that"
        )
