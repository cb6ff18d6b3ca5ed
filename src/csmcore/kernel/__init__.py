"""
The words that every other part shares.

Identities and owners, trees, money, spans of time and of dates, terms in months and years,
timelines, reasons and decisions, and the checks at the door. Nothing here knows what a case or a
calendar is. A module is imported when one of its names is first asked for.
"""

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from csmcore.kernel._card import card, table
    from csmcore.kernel._checks import (
        date_if_given,
        from_micros,
        from_one,
        from_one_if_given,
        is_flag,
        not_blank,
        not_blank_if_given,
        not_negative,
        plain,
        positive,
        positive_if_given,
        shown,
        to_choice,
        to_date,
        to_duration,
        to_micros,
        to_utc,
        utc_if_given,
        whole,
        zone,
        zone_if_given,
        zone_name,
    )
    from csmcore.kernel._entity import Attributes, listed, to_attributes, to_external_ids, to_texts
    from csmcore.kernel._facts import Fact, Facts, told_apart
    from csmcore.kernel._hierarchy import Hierarchy
    from csmcore.kernel._markup import Markup, element, escape
    from csmcore.kernel._money import Money
    from csmcore.kernel._owners import (
        AccountConsumerOwner,
        AccountOwner,
        ConsumerOwner,
        HouseholdOwner,
        OwnerRef,
        owner_of,
        owners_for,
    )
    from csmcore.kernel._picture import picture
    from csmcore.kernel._reasons import Decision, Reason, ReasonKind, Rejected, Scalar, to_scalar
    from csmcore.kernel._refs import (
        AccountConsumerCustomer,
        AccountCustomer,
        AccountId,
        AgentId,
        CaseId,
        CaseLineId,
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
        LineId,
        LocationId,
        OrganizationId,
        PersonId,
        ProductModelId,
        QueueId,
        SoldProductId,
        TaskId,
        WorkId,
    )
    from csmcore.kernel._shelves import by_id, by_name, look_up, refer, refuse_twins
    from csmcore.kernel._spans import DateSpan, Span, local_date, merge, total
    from csmcore.kernel._streams import ROUTING_STREAM, Append, case_stream, ledger_stream
    from csmcore.kernel._terms import MonthEnd, Term
    from csmcore.kernel._texts import (
        counted,
        duration_text,
        hours_text,
        instant_text,
        read_date,
        read_duration,
        read_instant,
    )
    from csmcore.kernel._timeline import Change, Moment, Segment, Timeline
    from csmcore.kernel._times import local_text, on_clocks, with_instants

__all__ = [
    "ROUTING_STREAM",
    "AccountConsumerCustomer",
    "AccountConsumerOwner",
    "AccountCustomer",
    "AccountId",
    "AccountOwner",
    "AgentId",
    "Append",
    "Attributes",
    "CaseId",
    "CaseLineId",
    "Change",
    "ConsumerCustomer",
    "ConsumerId",
    "ConsumerOwner",
    "ContactId",
    "ContractId",
    "CustomerRef",
    "DateSpan",
    "Decision",
    "EntitlementId",
    "ExternalId",
    "Fact",
    "Facts",
    "GroupId",
    "Hierarchy",
    "HouseholdId",
    "HouseholdOwner",
    "InstallBaseItemId",
    "LineId",
    "LocationId",
    "Markup",
    "Moment",
    "Money",
    "MonthEnd",
    "OrganizationId",
    "OwnerRef",
    "PersonId",
    "ProductModelId",
    "QueueId",
    "Reason",
    "ReasonKind",
    "Rejected",
    "Scalar",
    "Segment",
    "SoldProductId",
    "Span",
    "TaskId",
    "Term",
    "Timeline",
    "WorkId",
    "by_id",
    "by_name",
    "card",
    "case_stream",
    "counted",
    "date_if_given",
    "duration_text",
    "element",
    "escape",
    "from_micros",
    "from_one",
    "from_one_if_given",
    "hours_text",
    "instant_text",
    "is_flag",
    "ledger_stream",
    "listed",
    "local_date",
    "local_text",
    "look_up",
    "merge",
    "not_blank",
    "not_blank_if_given",
    "not_negative",
    "on_clocks",
    "owner_of",
    "owners_for",
    "picture",
    "plain",
    "positive",
    "positive_if_given",
    "read_date",
    "read_duration",
    "read_instant",
    "refer",
    "refuse_twins",
    "shown",
    "table",
    "to_attributes",
    "to_choice",
    "to_date",
    "to_duration",
    "to_external_ids",
    "to_micros",
    "to_scalar",
    "to_texts",
    "to_utc",
    "told_apart",
    "total",
    "utc_if_given",
    "whole",
    "with_instants",
    "zone",
    "zone_if_given",
    "zone_name",
]

_NAMES: Final = MappingProxyType(
    {
        "_card": "card table",
        "_checks": (
            "date_if_given from_micros from_one from_one_if_given is_flag not_blank "
            "not_blank_if_given not_negative plain positive positive_if_given shown to_choice to_date "
            "to_duration to_micros to_utc utc_if_given whole zone zone_if_given zone_name"
        ),
        "_entity": "Attributes listed to_attributes to_external_ids to_texts",
        "_facts": "Fact Facts told_apart",
        "_hierarchy": "Hierarchy",
        "_markup": "Markup element escape",
        "_money": "Money",
        "_owners": (
            "AccountConsumerOwner AccountOwner ConsumerOwner HouseholdOwner OwnerRef owner_of "
            "owners_for"
        ),
        "_picture": "picture",
        "_reasons": "Decision Reason ReasonKind Rejected Scalar to_scalar",
        "_refs": (
            "AccountConsumerCustomer AccountCustomer AccountId AgentId CaseId CaseLineId "
            "ConsumerCustomer ConsumerId ContactId ContractId CustomerRef EntitlementId "
            "ExternalId GroupId HouseholdId InstallBaseItemId LineId LocationId "
            "OrganizationId PersonId ProductModelId QueueId SoldProductId TaskId WorkId"
        ),
        "_shelves": "by_id by_name look_up refer refuse_twins",
        "_spans": "DateSpan Span local_date merge total",
        "_streams": "ROUTING_STREAM Append case_stream ledger_stream",
        "_terms": "MonthEnd Term",
        "_texts": (
            "counted duration_text hours_text instant_text read_date read_duration read_instant"
        ),
        "_timeline": "Change Moment Segment Timeline",
        "_times": "local_text on_clocks with_instants",
    }
)
_HOMES: Final = MappingProxyType({name: home for home in _NAMES for name in _NAMES[home].split()})

if not TYPE_CHECKING:  # so that a checker knows the names above, and no other

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value  # so that it is asked for once
        return value

    def __dir__() -> list[str]:
        return [*__all__, *(name for name in globals() if name.startswith("_"))]
