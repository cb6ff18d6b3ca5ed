"""
Service levels: what is promised, and the clocks that tell whether it is kept.

A clock is a fold over a record's history. Nothing ticks, and nothing has to be kept in
step: the same history gives the same answer at every instant, past or future.
"""

from csmcore.sla._clock import Cycle, Phase, SlaClock, measure
from csmcore.sla._goals import Allowance, BusinessDays, Deadline, Goal, Goals, Threshold, WorkingTime
from csmcore.sla._notices import Notice, NoticeKind, notices
from csmcore.sla._policy import (
    Again,
    CalendarChange,
    Kind,
    Match,
    Order,
    Pause,
    SlaPolicy,
    SlaTarget,
)
from csmcore.sla._repair import ClockRepair, Repair, repair
from csmcore.sla._select import applied, select
from csmcore.sla._stages import Cause, Stage
from csmcore.sla._status import SlaStatus, status

__all__ = [
    "Again",
    "Allowance",
    "BusinessDays",
    "CalendarChange",
    "Cause",
    "ClockRepair",
    "Cycle",
    "Deadline",
    "Goal",
    "Goals",
    "Kind",
    "Match",
    "Notice",
    "NoticeKind",
    "Order",
    "Pause",
    "Phase",
    "Repair",
    "SlaClock",
    "SlaPolicy",
    "SlaStatus",
    "SlaTarget",
    "Stage",
    "Threshold",
    "WorkingTime",
    "applied",
    "measure",
    "notices",
    "repair",
    "select",
    "status",
]
