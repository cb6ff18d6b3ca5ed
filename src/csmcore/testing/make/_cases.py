"""
One sensible value of each kind, for examples: a case, in three stages.
"""

import datetime as dt
from typing import Final

from csmcore.cases import Actor, AddComment, MoveCase, OpenCase
from csmcore.contracts import EntitlementBook
from csmcore.desk import CaseRecord, ServiceDesk
from csmcore.kernel import AgentId, CaseId
from csmcore.lifecycles import AGENT, CUSTOMER
from csmcore.testing._clock import MORNING
from csmcore.testing.make._desk import desk_setup
from csmcore.testing.make._made import made
from csmcore.testing.make._owed import customer

_ANN: Final = AgentId("ann")


def opening(**fields: object) -> OpenCase:
    """
    What opens the case ``c1`` of ``acme``; fields of :class:`~csmcore.cases.OpenCase` replace its own.

    A priority that is given has a reason, as the matrix of a case type asks.
    """
    usual: dict[str, object] = {
        "case_id": CaseId("c1"),
        "subject": "No light",
        "customer": customer(),
        "impact": "medium",
        "urgency": "medium",
    }
    if fields.get("priority") is not None:
        usual["priority_reason"] = "for an example"
    return made(OpenCase, usual, fields)


def opened_case(
    *,
    desk: ServiceDesk | None = None,
    case_type: str | None = None,
    book: EntitlementBook | None = None,
    at: dt.datetime = MORNING,
    **fields: object,
) -> CaseRecord:
    """
    The case ``c1``, opened, as a host would keep it.

    Args:
        desk: Which desk opens it; that of ``make.desk()`` if not given.

        case_type: The name of its type; the first of the desk if not given.

        book: The entitlements; ``None`` to ask for no coverage.

        at: When. Aware.

        fields: Fields of :class:`~csmcore.cases.OpenCase`, such as ``case_id`` or ``priority``.
    """
    opens = ServiceDesk.of(desk_setup()) if desk is None else desk
    # An agent may say what a customer may not, such as the priority.
    by = Actor(AGENT, _ANN) if fields.get("priority") is not None else Actor(CUSTOMER, "nora")
    kind = opens.setup.case_types[0].name if case_type is None else case_type
    return opens.open(opening(**fields), at=at, by=by, case_type=kind, book=book).record


def worked_case(
    *,
    desk: ServiceDesk | None = None,
    case_type: str | None = None,
    book: EntitlementBook | None = None,
    at: dt.datetime = MORNING,
    agent_id: AgentId = _ANN,
    **fields: object,
) -> CaseRecord:
    """
    The case ``c1``, taken and answered by an agent half an hour after it was opened.

    Args:
        desk: As for ``opened_case``; its cases know the move ``assign_to_me``.

        case_type: As for ``opened_case``.

        book: As for ``opened_case``.

        at: When it was opened. Aware.

        agent_id: Who took it.

        fields: As for ``opened_case``.
    """
    works = ServiceDesk.of(desk_setup()) if desk is None else desk
    opened = opened_case(desk=works, case_type=case_type, book=book, at=at, **fields)
    taken_at, by = at + dt.timedelta(minutes=30), Actor(AGENT, agent_id)
    taken = works.act(opened, MoveCase("assign_to_me"), at=taken_at, by=by).record
    return works.act(taken, AddComment("Somebody is on the way."), at=taken_at, by=by).record


def resolved_case(
    *,
    desk: ServiceDesk | None = None,
    case_type: str | None = None,
    book: EntitlementBook | None = None,
    at: dt.datetime = MORNING,
    agent_id: AgentId = _ANN,
    code: str = "solved",
    **fields: object,
) -> CaseRecord:
    """
    The case ``c1``, resolved by the agent who took it, two hours after it was opened.

    Args:
        desk: As for ``worked_case``; its cases know the move ``propose_solution`` as well.

        case_type: As for ``opened_case``.

        book: As for ``opened_case``.

        at: When it was opened. Aware.

        agent_id: Who took it and solved it.

        code: How it was resolved.

        fields: As for ``opened_case``.
    """
    works = ServiceDesk.of(desk_setup()) if desk is None else desk
    worked = worked_case(desk=works, case_type=case_type, book=book, at=at, agent_id=agent_id, **fields)
    solve = MoveCase("propose_solution", {"resolution_code": code, "notes": "A new lamp."})
    return works.act(worked, solve, at=at + dt.timedelta(hours=2), by=Actor(AGENT, agent_id)).record
