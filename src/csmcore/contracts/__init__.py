"""
What was agreed: contracts and their lines, and where they stand on any date.

A contract has lines in a tree, and entitlements hang under either. Nothing is ever expired or
resumed by a job: the standing follows from dates, those of the thing itself and of all above it,
and can be asked for any day.
"""

from csmcore.contracts._agreed import Agreed, Cancellation, Suspension
from csmcore.contracts._allowance import (
    CalendarPeriod,
    Overage,
    Period,
    Rollover,
    UsageAllowance,
    UsageTerms,
)
from csmcore.contracts._amendment import amend
from csmcore.contracts._amounts import (
    Amount,
    Unit,
)
from csmcore.contracts._balance import (
    Balance,
    Statement,
    StatementLine,
)
from csmcore.contracts._book import AccountTree, EntitlementBook
from csmcore.contracts._buckets import (
    Bucket,
    BucketBalance,
    BucketKind,
    Draw,
)
from csmcore.contracts._changes import activate, cancel, reinstate, resume, suspend
from csmcore.contracts._contract import ContractKind, ContractLine, Renewal, ServiceContract
from csmcore.contracts._coverage import NEAR_DAYS, Coverage, cover
from csmcore.contracts._entitlement import Entitlement
from csmcore.contracts._entries import (
    UnitsConsumed,
    UnitsExpired,
    UnitsGranted,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageEntry,
)
from csmcore.contracts._ledger import (
    AlreadyRecorded,
    Ledger,
    RecordAnswer,
    Recorded,
    record,
)
from csmcore.contracts._lifecycle import CONTRACT
from csmcore.contracts._links import ProductLinks, ProductRecords
from csmcore.contracts._orders import MOST_SPECIFIC, SERVICENOW, CoverageOrder, Ranking, TieBreak
from csmcore.contracts._piles import (
    LineKind,
)
from csmcore.contracts._renewal import renew
from csmcore.contracts._request import CoverageRequest
from csmcore.contracts._scope import Aspect, Scope, ScopeClause
from csmcore.contracts._standing import (
    CASCADE,
    Run,
    Stand,
    Standing,
    course,
    end_of,
    stand,
)
from csmcore.contracts._template import EntitlementTemplate, scope_of, warranty_entitlements
from csmcore.contracts._uncovered import (
    COURTESY,
    REFUSE,
    Bill,
    Courtesy,
    Refuse,
    UncoveredAnswer,
    UncoveredPolicy,
    UncoveredRule,
)
from csmcore.contracts._usage_rules import (
    ConsumeOn,
    UsageEvent,
    UsageOccasion,
    UsageRule,
    asked_by,
)
from csmcore.contracts._verdict import CoverageScore, NearMiss

__all__ = [
    "CASCADE",
    "CONTRACT",
    "COURTESY",
    "MOST_SPECIFIC",
    "NEAR_DAYS",
    "REFUSE",
    "SERVICENOW",
    "AccountTree",
    "Agreed",
    "AlreadyRecorded",
    "Amount",
    "Aspect",
    "Balance",
    "Bill",
    "Bucket",
    "BucketBalance",
    "BucketKind",
    "CalendarPeriod",
    "Cancellation",
    "ConsumeOn",
    "ContractKind",
    "ContractLine",
    "Courtesy",
    "Coverage",
    "CoverageOrder",
    "CoverageRequest",
    "CoverageScore",
    "Draw",
    "Entitlement",
    "EntitlementBook",
    "EntitlementTemplate",
    "Ledger",
    "LineKind",
    "NearMiss",
    "Overage",
    "Period",
    "ProductLinks",
    "ProductRecords",
    "Ranking",
    "RecordAnswer",
    "Recorded",
    "Refuse",
    "Renewal",
    "Rollover",
    "Run",
    "Scope",
    "ScopeClause",
    "ServiceContract",
    "Stand",
    "Standing",
    "Statement",
    "StatementLine",
    "Suspension",
    "TieBreak",
    "UncoveredAnswer",
    "UncoveredPolicy",
    "UncoveredRule",
    "Unit",
    "UnitsConsumed",
    "UnitsExpired",
    "UnitsGranted",
    "UnitsReleased",
    "UnitsReserved",
    "UnitsReversed",
    "UsageAllowance",
    "UsageEntry",
    "UsageEvent",
    "UsageOccasion",
    "UsageRule",
    "UsageTerms",
    "activate",
    "amend",
    "asked_by",
    "cancel",
    "course",
    "cover",
    "end_of",
    "record",
    "reinstate",
    "renew",
    "resume",
    "scope_of",
    "stand",
    "suspend",
    "warranty_entitlements",
]
