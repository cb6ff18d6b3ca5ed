"""
Who should work on what: plans that explain themselves.

Work waits in queues; agents are as they are at one instant; ``plan`` says who gets what, and
why nobody else does. It changes nothing: ``commit`` turns a plan into events, where the
snapshot is still what it was.
"""

from csmcore.routing._agent import Agent, Presence, WorkAssignment
from csmcore.routing._backlog import Backlog, BacklogKey
from csmcore.routing._channel import Channel
from csmcore.routing._commit import Conflict
from csmcore.routing._decision import RoutingDecision
from csmcore.routing._events import (
    OfferAccepted,
    OfferDeclined,
    OfferTimedOut,
    RoutingEvent,
    WorkAssigned,
    WorkLeft,
    WorkOffered,
    WorkRequeued,
)
from csmcore.routing._extensions import (
    BacklogTerm,
    Candidates,
    Exclusion,
    Extension,
    ExtensionValue,
    Filter,
    LastResort,
    Origin,
    QueueSelector,
    Relaxer,
    RoutingContext,
    Scorer,
    Selection,
    StatefulStrategy,
    Strategy,
)
from csmcore.routing._fault import ExtensionFault
from csmcore.routing._fold import evolve_routing, replay_routing
from csmcore.routing._from_cases import Levels, former_agents, work_of_case, work_of_task
from csmcore.routing._offers import (
    accept_offer,
    decline_offer,
    expired_offers,
    leave_routing,
    next_expiry,
    requeue,
)
from csmcore.routing._optimal import BatchObjective, BatchPlan, plan_batch
from csmcore.routing._placement import Placement, PlacementKind
from csmcore.routing._plan import PlanChange, RoutingPlan, compare, plan
from csmcore.routing._planned import Planned
from csmcore.routing._proposal import Proposal
from csmcore.routing._queue import AssignmentLimit, Offering, Overflow, Pool, Queue, Use, Uses
from csmcore.routing._rules import RoutingRules
from csmcore.routing._setup import STANDARD_PRESENCES, RoutingSetup
from csmcore.routing._skills import Relaxation, Requirement
from csmcore.routing._snapshot import Committed, RoutingSnapshot, commit
from csmcore.routing._staffing import StaffFinding
from csmcore.routing._state import Offer, RoutingState, StrategyState, Turn, Wait
from csmcore.routing._verdict import Excluded, Ranked, Relaxed, ScoreLine
from csmcore.routing._work import Affinity, WorkItem

__all__ = [
    "STANDARD_PRESENCES",
    "Affinity",
    "Agent",
    "AssignmentLimit",
    "Backlog",
    "BacklogKey",
    "BacklogTerm",
    "BatchObjective",
    "BatchPlan",
    "Candidates",
    "Channel",
    "Committed",
    "Conflict",
    "Excluded",
    "Exclusion",
    "Extension",
    "ExtensionFault",
    "ExtensionValue",
    "Filter",
    "LastResort",
    "Levels",
    "Offer",
    "OfferAccepted",
    "OfferDeclined",
    "OfferTimedOut",
    "Offering",
    "Origin",
    "Overflow",
    "Placement",
    "PlacementKind",
    "PlanChange",
    "Planned",
    "Pool",
    "Presence",
    "Proposal",
    "Queue",
    "QueueSelector",
    "Ranked",
    "Relaxation",
    "Relaxed",
    "Relaxer",
    "Requirement",
    "RoutingContext",
    "RoutingDecision",
    "RoutingEvent",
    "RoutingPlan",
    "RoutingRules",
    "RoutingSetup",
    "RoutingSnapshot",
    "RoutingState",
    "ScoreLine",
    "Scorer",
    "Selection",
    "StaffFinding",
    "StatefulStrategy",
    "Strategy",
    "StrategyState",
    "Turn",
    "Use",
    "Uses",
    "Wait",
    "WorkAssigned",
    "WorkAssignment",
    "WorkItem",
    "WorkLeft",
    "WorkOffered",
    "WorkRequeued",
    "accept_offer",
    "commit",
    "compare",
    "decline_offer",
    "evolve_routing",
    "expired_offers",
    "former_agents",
    "leave_routing",
    "next_expiry",
    "plan",
    "plan_batch",
    "replay_routing",
    "requeue",
    "work_of_case",
    "work_of_task",
]
