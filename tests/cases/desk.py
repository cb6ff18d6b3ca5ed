"""
A type of cases, actors and a case in work that the tests share.
"""

import datetime as dt
from typing import Final

import attrs

from csmcore.cases import (
    Actor,
    Case,
    CaseAction,
    CaseEvent,
    CaseField,
    CaseType,
    Decided,
    FieldType,
    OpenCase,
    decide,
)
from csmcore.kernel import AccountCustomer, AccountId, CaseId, ContactId
from csmcore.lifecycles import AGENT, CUSTOMER, MANAGER, SYSTEM

KIM: Final = Actor(AGENT, "kim")
MO: Final = Actor(MANAGER, "mo")
ANN: Final = Actor(CUSTOMER, "ann")
CLOCK: Final = Actor(SYSTEM)
NINE: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
"""
A Monday.
"""

TYPE: Final = CaseType(
    "repair",
    fields=(
        CaseField("serial", required_on="propose_solution"),
        CaseField("ports", FieldType.WHOLE_NUMBER, least=0, most=48),
        CaseField("colour", FieldType.CHOICE, choices=("red", "blue")),
    ),
    resolution_codes=("solved", "no_fault"),
    customer_changes=("urgency", "serial"),
)
ROUTED: Final = attrs.evolve(TYPE, defaults={"group_id": "support", "agent_id": "kim"})
"""
The same type, as it was when the shared case was opened: it comes to kim of support.
"""

SOLUTION: Final = {"resolution_code": "solved", "notes": "Swapped it.", "serial": "X1"}


def asked(case: Case | None, action: CaseAction, by: Actor = KIM, at: dt.datetime = NINE) -> Decided:
    """
    What is decided, for a case of the shared type, where it is decided now.
    """
    case_type = ROUTED if by.is_customer and action == OPENING else TYPE
    answer = decide(case, action, case_type=case_type, at=at, by=by)
    assert isinstance(answer, Decided)
    return answer


def opened(*actions: tuple[CaseAction, Actor]) -> Case:
    """
    A case of an account's contact, with kim of support as agent, after some actions.
    """
    case = asked(None, OPENING, ANN).case
    for action, by in actions:
        case = asked(case, action, by).case
    return case


OPENING: Final = OpenCase(
    CaseId("c1"),
    subject="no light",
    customer=AccountCustomer(AccountId("acme"), ContactId("ann")),
    impact="high",
    urgency="low",
    tags=("vip",),
)


def kinds(events: tuple[CaseEvent, ...]) -> list[str]:
    """
    The names of the classes of some events.
    """
    return [type(event).__name__ for event in events]
