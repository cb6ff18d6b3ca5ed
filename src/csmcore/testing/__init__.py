"""
What hosts and plugin authors test with: Hypothesis strategies for csmcore's values.

An extra: ``pip install 'csmcore[testing]'``. Every strategy makes values that are valid,
and looks where mistakes live: around clock changes, at the edges of windows, on holidays.
"""

from csmcore.testing._calendars import (
    calendars,
    composites,
    floating_calendars,
    holiday_rules,
    holidays,
    weekly_hours,
    windows,
)
from csmcore.testing._conditions import conditions
from csmcore.testing._kernel import (
    changes,
    customer_refs,
    date_spans,
    dates,
    decisions,
    external_ids,
    instants,
    reasons,
    spans,
    terms,
    timelines,
    zones,
)
from csmcore.testing._sla import (
    allowances,
    clock_states,
    clocks,
    findings,
    goals,
    pauses,
    policies,
    portions,
    repairs,
    sla_notices,
    statuses,
    targets,
    thresholds,
)

__all__ = [
    "allowances",
    "calendars",
    "changes",
    "clock_states",
    "clocks",
    "composites",
    "conditions",
    "customer_refs",
    "date_spans",
    "dates",
    "decisions",
    "external_ids",
    "findings",
    "floating_calendars",
    "goals",
    "holiday_rules",
    "holidays",
    "instants",
    "pauses",
    "policies",
    "portions",
    "reasons",
    "repairs",
    "sla_notices",
    "spans",
    "statuses",
    "targets",
    "terms",
    "thresholds",
    "timelines",
    "weekly_hours",
    "windows",
    "zones",
]
