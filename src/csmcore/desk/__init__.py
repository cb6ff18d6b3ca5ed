"""
The desk: everything bound together, and the front door of it.

``ServiceDesk`` walks a request's way through all packages in one call: what covers a case, the
case itself, what it is measured under, what is due, who works on it. It performs nothing; an
``Outcome`` says what to store, what to tell and when to look again.
"""

from csmcore.desk._desk import ServiceDesk
from csmcore.desk._finding import DeskFinding
from csmcore.desk._outcome import Outcome, PlanOutcome, StoredEvent
from csmcore.desk._record import CaseRecord
from csmcore.desk._setup import DeskSetup

__all__ = [
    "CaseRecord",
    "DeskFinding",
    "DeskSetup",
    "Outcome",
    "PlanOutcome",
    "ServiceDesk",
    "StoredEvent",
]
