"""
Which classes have documents, and where a document is shaped otherwise than its value.
"""

import datetime as dt
import enum
import functools
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from csmcore import calendars, conditions, contracts, customers, kernel, lifecycles, products, sla
from csmcore.serde._unions import UNIONS

TAG: Final = "is"
"""
The key that says what a document is; a Python keyword, so that no field can have its name.
"""

VERSION_KEY: Final = "csmcore"
"""
The key under which the outermost document says how it is written.
"""

VERSION: Final = 1
"""
How documents are written now. A document that does not say is of version 1, for ever.
"""

CLASSES: Final[tuple[type, ...]] = (
    kernel.AccountConsumerCustomer,
    kernel.AccountCustomer,
    kernel.Change,
    kernel.AccountConsumerOwner,
    kernel.AccountOwner,
    kernel.ConsumerOwner,
    kernel.HouseholdOwner,
    kernel.ConsumerCustomer,
    kernel.DateSpan,
    kernel.Decision,
    kernel.ExternalId,
    kernel.Hierarchy,
    kernel.Money,
    kernel.Reason,
    kernel.Rejected,
    kernel.Span,
    kernel.Term,
    kernel.Timeline,
    calendars.BusinessCalendar,
    calendars.CalendarBook,
    calendars.CompositeCalendar,
    calendars.FloatingCalendar,
    calendars.Holiday,
    calendars.HolidayRule,
    calendars.WeeklyHours,
    calendars.Window,
    conditions.Condition,
    conditions.FactDefinition,
    conditions.Vocabulary,
    contracts.Cancellation,
    contracts.ContractLine,
    contracts.Renewal,
    contracts.ServiceContract,
    contracts.Stand,
    contracts.Suspension,
    contracts.Bill,
    contracts.Courtesy,
    contracts.CoverageOrder,
    contracts.CoverageRequest,
    contracts.CoverageScore,
    contracts.Entitlement,
    contracts.EntitlementBook,
    contracts.EntitlementTemplate,
    contracts.NearMiss,
    contracts.ProductLinks,
    contracts.Refuse,
    contracts.Scope,
    contracts.UncoveredPolicy,
    contracts.UncoveredRule,
    contracts.AlreadyRecorded,
    contracts.Balance,
    contracts.Bucket,
    contracts.BucketBalance,
    contracts.CalendarPeriod,
    contracts.Draw,
    contracts.Ledger,
    contracts.Overage,
    contracts.Recorded,
    contracts.Rollover,
    contracts.Statement,
    contracts.StatementLine,
    contracts.UnitsConsumed,
    contracts.UnitsExpired,
    contracts.UnitsGranted,
    contracts.UnitsReleased,
    contracts.UnitsReserved,
    contracts.UnitsReversed,
    contracts.UsageAllowance,
    contracts.UsageOccasion,
    contracts.UsageRule,
    contracts.UsageTerms,
    customers.Account,
    customers.AccountBook,
    customers.AccountConsumer,
    customers.AccountRelation,
    customers.Address,
    customers.AgentHolder,
    customers.Assignment,
    customers.Consumer,
    customers.ConsumerHolder,
    customers.Contact,
    customers.ContactHolder,
    customers.ContactRelation,
    customers.CustomerBook,
    customers.CustomerMatch,
    customers.EmailClue,
    customers.Group,
    customers.HandleClue,
    customers.Household,
    customers.HouseholdBook,
    customers.Identification,
    customers.IdentifyRules,
    customers.Location,
    customers.LoginClue,
    customers.Membership,
    customers.OrganizationBook,
    customers.PeopleBook,
    customers.Person,
    customers.PhoneClue,
    customers.RegistrationCodeClue,
    customers.RelationType,
    customers.RelationView,
    customers.Responsibility,
    customers.ResponsibilityBook,
    customers.ServiceOrganization,
    customers.SocialHandle,
    customers.Strengths,
    lifecycles.Lifecycle,
    lifecycles.LifecycleFinding,
    lifecycles.Move,
    lifecycles.Moved,
    lifecycles.Option,
    lifecycles.State,
    products.BundlePart,
    products.ChoiceCharacteristic,
    products.DateCharacteristic,
    products.Dependency,
    products.Deployment,
    products.FormerOwner,
    products.Holdings,
    products.Impact,
    products.ImpactStep,
    products.InstallBaseItem,
    products.InstalledProduct,
    products.ItemRef,
    products.ModelRef,
    products.NumberCharacteristic,
    products.Ownership,
    products.ProductBook,
    products.ProductCategory,
    products.ProductModel,
    products.Quantity,
    products.RelatedParty,
    products.SoldProduct,
    products.SoldProductRef,
    products.TextCharacteristic,
    products.TransferRule,
    products.Version,
    products.VersionCharacteristic,
    products.Warranty,
    products.WarrantyAnswer,
    products.WarrantyExtension,
    products.WarrantyPeriod,
    products.WarrantyStart,
    products.WarrantyTerm,
    sla.BusinessDays,
    sla.ClockRepair,
    sla.ClockState,
    sla.Cycle,
    sla.Deadline,
    sla.Finding,
    sla.Goal,
    sla.Notice,
    sla.Pause,
    sla.Phase,
    sla.Portion,
    sla.Repair,
    sla.SlaClock,
    sla.SlaPolicy,
    sla.SlaStatus,
    sla.SlaTarget,
    sla.Threshold,
    sla.WorkingTime,
)
"""
The classes that have documents, those of their subclasses included.
"""

ENUMS: Final[tuple[type[enum.Enum], ...]] = (
    kernel.MonthEnd,
    calendars.Operation,
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
    sla.Again,
    sla.CalendarChange,
    sla.Cause,
    sla.FindingSeverity,
    sla.Kind,
    sla.NoticeKind,
    sla.Order,
    sla.Stage,
)
"""
The choices that are written as their texts.
"""

Windows = tuple[calendars.Window, ...]

_BY_DATE: Final = MappingProxyType(
    {
        "changes": dict[dt.date, calendars.WeeklyHours],
        "dated": dict[dt.date, Windows],
        "breaks": dict[dt.date, Windows],
    }
)
_ATTRIBUTES: Final = MappingProxyType({"attributes": dict[str, kernel.Scalar]})
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_SHAPES: Final[Mapping[type, Mapping[str, Any]]] = MappingProxyType(
    {
        calendars.BusinessCalendar: _BY_DATE,
        calendars.FloatingCalendar: _BY_DATE,
        customers.Account: _ATTRIBUTES,
        customers.Consumer: _ATTRIBUTES,
        customers.Contact: _ATTRIBUTES,
        customers.Household: _ATTRIBUTES,
        customers.Person: _ATTRIBUTES,
        customers.ServiceOrganization: _ATTRIBUTES,
        kernel.Hierarchy: MappingProxyType({"links": dict[str, str | None]}),
        contracts.ContractLine: _ATTRIBUTES,
        contracts.CoverageOrder: MappingProxyType({"weights": dict[contracts.Aspect, int]}),
        contracts.Entitlement: _ATTRIBUTES,
        contracts.ServiceContract: _ATTRIBUTES,
        kernel.Change: MappingProxyType({"facts": dict[str, kernel.Fact]}),
        kernel.Reason: MappingProxyType({"fields": dict[str, kernel.Scalar]}),
        products.InstallBaseItem: MappingProxyType(
            {**_ATTRIBUTES, "characteristics": dict[str, products.CharacteristicValue]}
        ),
        products.ProductModel: _ATTRIBUTES,
        products.SoldProduct: _ATTRIBUTES,
        sla.ClockState: MappingProxyType({"facts": dict[str, kernel.Fact]}),
    }
)

TEXTS: Final[Mapping[type, Callable[[str], object]]] = MappingProxyType(
    {
        calendars.Window: calendars.Window.parse,
        calendars.WeeklyHours: calendars.WeeklyHours.parse,
        conditions.Condition: conditions.parse,
        products.Version: products.Version,
    }
)
"""
The classes whose documents are texts inside others, and who reads them.
"""

_OPEN: Final[Mapping[Any, Any]] = MappingProxyType(
    {
        kernel.Decision: kernel.Decision[object],
        kernel.Hierarchy: kernel.Hierarchy[str],
        kernel.Rejected: kernel.Rejected[object],
    }
)

WITH_LAST_DAY: Final = (kernel.DateSpan, calendars.Holiday)
"""
The classes whose documents may say an inclusive ``ends_on`` for *until*.
"""


@functools.cache
def tag_of(cls: type) -> str:
    """
    What a class's documents call it: ``BusinessCalendar`` is a ``business_calendar``.
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


def documented(cls: type) -> type | None:
    """
    The class under which a value is written: its own, or that of which it is one kind.
    """
    return next((each for each in cls.__mro__ if each in CLASSES), None)


def shapes_of(cls: type) -> Mapping[str, Any]:
    """
    The fields of a class that are pairs in the value and an object in its document.

    Those are in the order of their names. Where another order counts, as it does for what
    a cycle waited, the document has the pairs: many stores do not keep an object's order.
    """
    return _SHAPES.get(cls, _NOTHING)


def class_of(target: Any) -> Any:
    """
    A generic class without its arguments: ``Decision`` for ``Decision[Span]``.
    """
    return getattr(target, "__origin__", target)


def same(one: Any, target: Any) -> bool:
    """
    Whether two types are the same, which those of :mod:`typing` only are by equality.
    """
    return target is one or bool(target == one)


def same_class(cls: type, target: Any) -> bool:
    """
    Whether a type is a class, with arguments or without.
    """
    return class_of(target) is cls


def open_form(target: Any) -> Any:
    """
    A type as it is read: with any candidate when the caller does not say of which kind.
    """
    return _OPEN.get(target, target)


def keys_of(cls: type) -> tuple[str, ...]:
    """
    The keys that a document of a class may have.
    """
    if cls in TEXTS:
        return ("text", TAG)
    fields = tuple(field.name for field in attrs.fields(cls))
    return (*fields, "ends_on", TAG) if cls in WITH_LAST_DAY else (*fields, TAG)


def members_of(target: Any) -> tuple[type, ...]:
    """
    The classes that may stand for a union, a base class, or for anything at all.

    Args:
        target: A class, a union, or ``object``.

    Returns:
        None at all when it has no documents.
    """
    if target is object:
        return CLASSES
    for union, members in UNIONS:
        if same(union, target):
            return members
    return (class_of(target),) if class_of(target) in CLASSES else ()
