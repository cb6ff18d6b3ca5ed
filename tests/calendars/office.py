"""
An office that nobody has asked anything, for tests of what a calendar keeps of what it worked out.
"""

import datetime as dt
from typing import Final

from csmcore.calendars import BusinessCalendar

HOUR: Final = dt.timedelta(hours=1)
MICROSECOND: Final = dt.timedelta(microseconds=1)


def z(year: int, month: int = 1, day: int = 1, hour: int = 0) -> dt.datetime:
    """
    An instant in UTC.
    """
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def fresh() -> BusinessCalendar:
    """
    An office that has not been asked anything: eight hours on each of the seven days, in UTC.
    """
    return BusinessCalendar("office", "UTC", "daily 08:00-16:00")


def worked(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """
    What that office works between two midnights.
    """
    return (end - start) / 3
