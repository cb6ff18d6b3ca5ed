"""
What hosts and plugin authors test with: Hypothesis strategies for csmcore's values.

An extra: ``pip install 'csmcore[testing]'``. Every strategy makes values that are valid,
and looks where mistakes live: around clock changes, at the edges of windows, on holidays.
"""

try:
    import hypothesis as _hypothesis
except ImportError as error:
    message = "csmcore.testing needs hypothesis: pip install 'csmcore[testing]'"
    raise ImportError(message) from error

from csmcore.testing._calendars import (
    calendars,
    composites,
    floating_calendars,
    holiday_rules,
    holidays,
    weekly_hours,
    windows,
)
from csmcore.testing._kernel import (
    customer_refs,
    date_spans,
    dates,
    decisions,
    external_ids,
    instants,
    reasons,
    spans,
    terms,
    zones,
)

del _hypothesis

__all__ = [
    "calendars",
    "composites",
    "customer_refs",
    "date_spans",
    "dates",
    "decisions",
    "external_ids",
    "floating_calendars",
    "holiday_rules",
    "holidays",
    "instants",
    "reasons",
    "spans",
    "terms",
    "weekly_hours",
    "windows",
    "zones",
]
