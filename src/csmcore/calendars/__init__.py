"""
When work is done.

A calendar is a function and its inverse: how much working time lies between two
instants, and by which instant so much of it has been done. Hours are told by the clocks
on the wall of a zone, counted in real elapsed time, and answered by binary search.
"""

from csmcore.calendars._algebra import CompositeCalendar, Operation
from csmcore.calendars._book import RESOLUTION_ORDER, CalendarBook
from csmcore.calendars._calendar import ALWAYS, BusinessCalendar, FloatingCalendar
from csmcore.calendars._draw_year import draw_year
from csmcore.calendars._feeds import holidays_from_icalendar, public_holidays
from csmcore.calendars._holidays import Holiday, HolidayRule
from csmcore.calendars._hours import WeeklyHours, Window
from csmcore.calendars._ical import to_ical
from csmcore.calendars._questions import Calendar

__all__ = [
    "ALWAYS",
    "RESOLUTION_ORDER",
    "BusinessCalendar",
    "Calendar",
    "CalendarBook",
    "CompositeCalendar",
    "FloatingCalendar",
    "Holiday",
    "HolidayRule",
    "Operation",
    "WeeklyHours",
    "Window",
    "draw_year",
    "holidays_from_icalendar",
    "public_holidays",
    "to_ical",
]
