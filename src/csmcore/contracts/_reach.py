"""
How far an agreement reaches: its end, moved by the suspensions that give days back.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

from csmcore.contracts._agreed import Agreed
from csmcore.kernel import DateSpan


def start_of(span: DateSpan) -> dt.date:
    """
    The first date of a span; the first that there is when it has always been.
    """
    return dt.date.min if span.start_on is None else span.start_on


def merged(spans: Iterable[DateSpan]) -> tuple[DateSpan, ...]:
    """
    The same dates, told once: in order, and those that touch or overlap as one.
    """
    found: list[DateSpan] = []
    for span in sorted(spans, key=start_of):
        last = found[-1] if found else None
        if last is not None and last.until is None:
            break
        if last is None or last.until is None or start_of(span) > last.until:
            found.append(span)
        elif span.until is None or span.until > last.until:
            found[-1] = DateSpan(last.start_on, span.until)
    return tuple(found)


class Reach(NamedTuple):
    """
    What an agreement at some depth has of all above it and of itself.

    Attributes:
        start_on: Its start, its own or a later one above.

        given_back: The dates that do not count against its end, told once and in order.

        end: Its own end, moved by them; ``None`` where none was agreed, and while a
            suspension that gives days back has no end.
    """

    start_on: dt.date
    given_back: tuple[DateSpan, ...]
    end: dt.date | None

    def below(self, agreed: Agreed) -> "Reach":
        """
        The same for what hangs right under it.
        """
        start_on = max(self.start_on, start_of(agreed.valid))
        own = tuple(each.span for each in agreed.suspensions if each.extends)
        given_back = merged((*self.given_back, *own)) if own else self.given_back
        return Reach(start_on, given_back, _moved(start_on, agreed.valid.until, given_back))

    def lost_before(self, on: dt.date) -> dt.timedelta:
        """
        How many of the days between its start and a date are given back.
        """
        lost = dt.timedelta(0)
        for span in self.given_back:
            first, until = max(start_of(span), self.start_on), min(span.until or on, on)
            lost += max(until - first, dt.timedelta(0))
        return lost


NOWHERE: Final = Reach(dt.date.min, (), None)
"""
The reach of what hangs under nothing.
"""


def _moved(
    start_on: dt.date, until: dt.date | None, given_back: tuple[DateSpan, ...]
) -> dt.date | None:
    """
    An end, moved by the days that were lost since the start.
    """
    end = until
    for span in given_back:
        first = max(start_of(span), start_on)
        if end is None or first >= end:
            break
        lost = dt.date.max - first if span.until is None else span.until - first
        if span.until is None or lost > dt.date.max - end:
            return None
        end += max(lost, dt.timedelta(0))
    return end
