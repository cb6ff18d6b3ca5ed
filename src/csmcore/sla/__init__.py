"""
Service levels: what is promised, and the clocks that tell whether it is kept.

A clock is a fold over a record's history. Nothing ticks, and nothing has to be kept in
step: the same history gives the same answer at every instant, past or future.
"""

from csmcore.sla._breakdown import Portion, breakdown
from csmcore.sla._check import Finding, FindingSeverity, check, sound
from csmcore.sla._clock import SlaClock
from csmcore.sla._cycles import Cycle, Phase
from csmcore.sla._draw import draw
from csmcore.sla._goals import Allowance, BusinessDays, Deadline, Goal, Goals, Threshold, WorkingTime
from csmcore.sla._measure import calendar_of, measure
from csmcore.sla._metrics import (
    AGENT_WORK,
    FIRST_REPLY,
    GROUP_OWNERSHIP,
    INTERNAL_TIME_TO_OWN,
    INTERNAL_TIME_TO_RESOLVE,
    MILESTONE_INDEPENDENT,
    MILESTONE_ONCE,
    MILESTONE_SEQUENTIAL,
    NEXT_REPLY,
    PAUSABLE_UPDATE,
    PERIODIC_UPDATE,
    REQUESTER_WAIT,
    RESOLUTION,
    RESPONSE,
    TIME_TO_OWN,
    TIME_TO_RESOLVE,
    TOTAL_RESOLUTION,
)
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
from csmcore.sla._state import ClockState, advance
from csmcore.sla._status import SlaStatus, next_instant, status

__all__ = [
    "AGENT_WORK",
    "FIRST_REPLY",
    "GROUP_OWNERSHIP",
    "INTERNAL_TIME_TO_OWN",
    "INTERNAL_TIME_TO_RESOLVE",
    "MILESTONE_INDEPENDENT",
    "MILESTONE_ONCE",
    "MILESTONE_SEQUENTIAL",
    "NEXT_REPLY",
    "PAUSABLE_UPDATE",
    "PERIODIC_UPDATE",
    "REQUESTER_WAIT",
    "RESOLUTION",
    "RESPONSE",
    "TIME_TO_OWN",
    "TIME_TO_RESOLVE",
    "TOTAL_RESOLUTION",
    "Again",
    "Allowance",
    "BusinessDays",
    "CalendarChange",
    "Cause",
    "ClockRepair",
    "ClockState",
    "Cycle",
    "Deadline",
    "Finding",
    "FindingSeverity",
    "Goal",
    "Goals",
    "Kind",
    "Match",
    "Notice",
    "NoticeKind",
    "Order",
    "Pause",
    "Phase",
    "Portion",
    "Repair",
    "SlaClock",
    "SlaPolicy",
    "SlaStatus",
    "SlaTarget",
    "Stage",
    "Threshold",
    "WorkingTime",
    "advance",
    "applied",
    "breakdown",
    "calendar_of",
    "check",
    "draw",
    "measure",
    "next_instant",
    "notices",
    "repair",
    "select",
    "sound",
    "status",
]
