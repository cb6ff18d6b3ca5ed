"""
Service levels: what is promised, and the clocks that tell whether it is kept.

A clock is a fold over a record's history. Nothing ticks, and nothing has to be kept in
step: the same history gives the same answer at every instant, past or future.
"""

from csmcore.sla._clock import Cycle, Phase, SlaClock, measure
from csmcore.sla._goals import Allowance, BusinessDays, Deadline, Goal, Goals, Threshold, WorkingTime
from csmcore.sla._policy import (
    Again,
    CalendarChange,
    Kind,
    Order,
    Pause,
    SlaPolicy,
    SlaTarget,
)
from csmcore.sla._stages import Cause, Stage

__all__ = [
    "Again",
    "Allowance",
    "BusinessDays",
    "CalendarChange",
    "Cause",
    "Cycle",
    "Deadline",
    "Goal",
    "Goals",
    "Kind",
    "Order",
    "Pause",
    "Phase",
    "SlaClock",
    "SlaPolicy",
    "SlaTarget",
    "Stage",
    "Threshold",
    "WorkingTime",
    "measure",
]
