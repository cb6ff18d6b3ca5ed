"""
In whose time a case is counted, by who names a calendar.
"""

import datetime as dt
from typing import Final

import attrs

from csmcore.calendars import Calendar, CalendarBook
from csmcore.desk._record import CaseRecord

NOT_BY_FACTS: Final = ("target", "policy", "default")


def lack_of(book: CalendarBook) -> str | None:
    """
    Why no record can ever name a calendar of a book without a default; ``None`` where one can.
    """
    if not len(book):
        return "it has none"
    if set(book.order) <= set(NOT_BY_FACTS):
        return "it has no default, and its order lets no record name one"
    return None


@attrs.frozen
class CalendarsOf:
    """
    A desk's calendars, and the zone that counts where a customer has none.
    """

    book: CalendarBook
    zone: str

    def of(self, record: CaseRecord, at: dt.datetime) -> Calendar:
        """
        The calendar in which what a case does by itself is counted.

        Raises:
            UndecidedError: Nobody names one that the book has.
        """
        facts = record.timeline.facts_at(at)
        names: dict[str, str | None] = {}
        for who in self.book.order:
            named = facts.get(f"{who}_calendar")
            if who not in NOT_BY_FACTS and isinstance(named, str):
                names[who] = named
        said = facts.get("zone")
        zone = said if isinstance(said, str) else self.zone
        return self.book.resolve(names, zone=zone, at=at).get()
