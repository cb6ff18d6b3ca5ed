"""
Where pairs in a value are an object in its document.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from csmcore import calendars, cases, contracts, customers, kernel, products, routing, sla

Windows = tuple[calendars.Window, ...]

_BY_DATE: Final = MappingProxyType(
    {
        "changes": dict[dt.date, calendars.WeeklyHours],
        "dated": dict[dt.date, Windows],
        "breaks": dict[dt.date, Windows],
    }
)
_ATTRIBUTES: Final = MappingProxyType({"attributes": dict[str, kernel.Scalar]})
_FIELDS: Final = MappingProxyType({"fields": dict[str, kernel.Scalar]})
_GIVEN: Final = MappingProxyType({"given": dict[str, kernel.Scalar]})
_CHANGES: Final = MappingProxyType({"changes": dict[str, kernel.Scalar]})
_FACTS: Final = MappingProxyType({"facts": dict[str, kernel.Fact]})
_STRATEGY_STATE: Final = MappingProxyType({"strategy_state": dict[str, kernel.Fact]})
NAMED: Final = MappingProxyType({routing.Use: "name", routing.Requirement: "skill"})
"""
Classes of which most values are no more than a name: a document may have that text instead.
"""

_SAYS_SO: Final = "_document_shapes"
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_SHAPES: Final[Mapping[type, Mapping[str, Any]]] = MappingProxyType(
    {
        calendars.BusinessCalendar: _BY_DATE,
        calendars.FloatingCalendar: _BY_DATE,
        cases.AutoMove: _GIVEN,
        cases.Case: _FIELDS,
        cases.CaseFollows: _GIVEN,
        cases.ChangeLine: _CHANGES,
        cases.ChangeTask: _CHANGES,
        cases.LineMoved: _GIVEN,
        cases.MoveLine: _GIVEN,
        cases.CaseChanged: MappingProxyType({**_CHANGES, **_FIELDS}),
        cases.CaseMoved: MappingProxyType({**_GIVEN, **_FIELDS}),
        cases.CaseOpened: _FIELDS,
        cases.CaseType: MappingProxyType({"defaults": dict[str, kernel.Scalar]}),
        cases.ChangeCase: _CHANGES,
        cases.ChangeEscalation: _CHANGES,
        cases.EscalationChanged: _CHANGES,
        cases.MoveCase: _GIVEN,
        cases.ServiceLevel: MappingProxyType({"calendars": dict[str, str]}),
        cases.OpenCase: _FIELDS,
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
        kernel.Change: _FACTS,
        kernel.Reason: MappingProxyType({"fields": dict[str, kernel.Scalar]}),
        products.InstallBaseItem: MappingProxyType(
            {**_ATTRIBUTES, "characteristics": dict[str, products.CharacteristicValue]}
        ),
        products.ProductModel: _ATTRIBUTES,
        products.SoldProduct: _ATTRIBUTES,
        routing.Agent: MappingProxyType(
            {**_FACTS, **dict.fromkeys(("channels", "queues", "skills"), dict[str, int])}
        ),
        routing.RoutingDecision: MappingProxyType({"counts": dict[str, int]}),
        routing.StrategyState: _FACTS,
        routing.Use: MappingProxyType({"options": dict[str, kernel.Fact]}),
        routing.WorkAssigned: _STRATEGY_STATE,
        routing.WorkAssignment: _FACTS,
        routing.WorkItem: _FACTS,
        routing.WorkOffered: _STRATEGY_STATE,
        sla.ClockState: _FACTS,
    }
)


def shapes_of(cls: type) -> Mapping[str, Any]:
    """
    The fields of a class that are pairs in the value and an object in its document.

    Those are in the order of their names. Where another order counts, as it does for what
    a cycle waited, the document has the pairs: many stores do not keep an object's order.
    """
    return vars(cls)[_SAYS_SO] if says_so(cls) else _SHAPES.get(cls, _NOTHING)


def says_so(cls: object) -> bool:
    """
    Whether a class of a floor above says by itself that it has documents, and their shapes.
    """
    return isinstance(cls, type) and _SAYS_SO in vars(cls)
