"""
The words that every other part shares.

Identities, spans of time and of dates, terms in months and years, reasons and decisions,
and the checks at the door. Nothing here knows what a case or a calendar is.
"""

from csmcore.kernel._checks import (
    from_micros,
    not_blank,
    plain,
    positive,
    to_date,
    to_micros,
    to_utc,
    zone,
    zone_name,
)
from csmcore.kernel._markup import Markup, element, escape
from csmcore.kernel._reasons import Decision, Reason, ReasonKind, Rejected, Scalar
from csmcore.kernel._refs import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    AgentId,
    CaseId,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    ContractId,
    CustomerRef,
    EntitlementId,
    ExternalId,
    GroupId,
    HouseholdId,
    InstallBaseItemId,
    PersonId,
    ProductModelId,
    QueueId,
    SoldProductId,
)
from csmcore.kernel._spans import DateSpan, Span, local_date, merge, total
from csmcore.kernel._terms import MonthEnd, Term

__all__ = [
    "AccountConsumerCustomer",
    "AccountCustomer",
    "AccountId",
    "AgentId",
    "CaseId",
    "ConsumerCustomer",
    "ConsumerId",
    "ContactId",
    "ContractId",
    "CustomerRef",
    "DateSpan",
    "Decision",
    "EntitlementId",
    "ExternalId",
    "GroupId",
    "HouseholdId",
    "InstallBaseItemId",
    "Markup",
    "MonthEnd",
    "PersonId",
    "ProductModelId",
    "QueueId",
    "Reason",
    "ReasonKind",
    "Rejected",
    "Scalar",
    "SoldProductId",
    "Span",
    "Term",
    "element",
    "escape",
    "from_micros",
    "local_date",
    "merge",
    "not_blank",
    "plain",
    "positive",
    "to_date",
    "to_micros",
    "to_utc",
    "total",
    "zone",
    "zone_name",
]
