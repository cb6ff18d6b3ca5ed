"""
Which choices documents have.
"""

import enum
from typing import Final

from csmcore import (
    calendars,
    cases,
    conditions,
    contracts,
    customers,
    kernel,
    lifecycles,
    products,
    routing,
    sla,
)

ENUMS: Final[tuple[type[enum.Enum], ...]] = (
    kernel.MonthEnd,
    calendars.Operation,
    cases.EscalationKind,
    cases.FieldType,
    cases.LinkKind,
    cases.MajorState,
    cases.NoteStatus,
    cases.RecordKind,
    cases.Tampering,
    conditions.FactType,
    contracts.Aspect,
    contracts.Ranking,
    contracts.TieBreak,
    contracts.BucketKind,
    contracts.ConsumeOn,
    contracts.LineKind,
    contracts.Unit,
    contracts.UsageEvent,
    contracts.ContractKind,
    contracts.Standing,
    lifecycles.LifecycleSeverity,
    customers.AccountConsumerKind,
    customers.AccountRole,
    customers.AddressKind,
    customers.HolderKind,
    customers.Tier,
    products.Covered,
    products.ImpactLink,
    products.ItemKind,
    products.ItemState,
    products.LifeCycleStage,
    products.ProductKind,
    products.SoldProductState,
    products.StartsOn,
    routing.BacklogKey,
    routing.PlacementKind,
    sla.Again,
    sla.CalendarChange,
    sla.Cause,
    sla.FindingSeverity,
    sla.Kind,
    sla.Match,
    sla.NoticeKind,
    sla.Order,
    sla.Stage,
)
"""
The choices that are written as their texts.
"""
