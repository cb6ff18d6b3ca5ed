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
from csmcore.contracts._amounts import (
    Amount,
    Unit,
)
from csmcore.contracts._contract import ContractKind, ContractLine, Renewal, ServiceContract
from csmcore.contracts._standing import (
    CASCADE,
    Run,
    Stand,
    Standing,
    course,
    end_of,
    stand,
)

__all__ = [
    "CASCADE",
    "Agreed",
    "Amount",
    "CalendarPeriod",
    "Cancellation",
    "ContractKind",
    "ContractLine",
    "Overage",
    "Period",
    "Renewal",
    "Rollover",
    "Run",
    "ServiceContract",
    "Stand",
    "Standing",
    "Suspension",
    "Unit",
    "UsageAllowance",
    "UsageTerms",
    "course",
    "end_of",
    "stand",
]
