"""
The lifecycles that ship, row by row against what their sources say.
"""

from typing import Final

import pytest

from csmcore.errors import MoveRefusedError
from csmcore.kernel import Fact
from csmcore.lifecycles import (
    AGENT,
    CUSTOMER,
    MANAGER,
    PRODUCT,
    SERVICENOW_CASE,
    SERVICENOW_CASE_LINE,
    SERVICENOW_ESCALATION,
    SYSTEM,
    TROUBLE_TICKET,
    ZENDESK_TICKET,
    Category,
    Lifecycle,
)

FIELDS: Final = ("notes", "resolution_code", "reason", "justification")
GIVEN: Final[dict[str, Fact]] = dict.fromkeys(FIELDS, "told")
FACTS: Final[dict[str, Fact]] = {"assigned_to": "ann", "assignee": "ann"}


def target(lifecycle: Lifecycle, state: str | None, action: str, by: str, **facts: Fact) -> str | None:
    """
    Where an action leads with all fields given, or ``None`` where it is refused.
    """
    try:
        return lifecycle.move(state, action, by=by, facts={**FACTS, **facts}, given=GIVEN).target
    except MoveRefusedError:
        return None


# From ServiceNow's table of states, actions and actors: from, action, actors, to.
SERVICENOW: Final = (
    (None, "create", (AGENT, CUSTOMER, MANAGER, SYSTEM), "new"),
    ("new", "assign_to_me", (AGENT,), "open"),
    ("new", "accept", (AGENT,), "open"),
    ("new", "close", (AGENT, MANAGER, CUSTOMER), "closed"),
    ("open", "request_info", (AGENT,), "awaiting_info"),
    ("open", "propose_solution", (AGENT,), "resolved"),
    ("awaiting_info", "propose_solution", (AGENT,), "resolved"),
    ("open", "close", (AGENT, MANAGER, CUSTOMER), "closed"),
    ("awaiting_info", "open_case", (AGENT,), "open"),
    ("awaiting_info", "update", (CUSTOMER,), "open"),
    ("awaiting_info", "close", (AGENT, MANAGER, CUSTOMER), "closed"),
    ("resolved", "accept_solution", (CUSTOMER,), "closed"),
    ("resolved", "reject_solution", (CUSTOMER,), "open"),
    ("resolved", "auto_close", (SYSTEM,), "closed"),
)


def test_servicenows_case_does_what_its_table_says_and_nothing_else() -> None:
    """
    Every state, action and actor: where the table has a row it leads there, else nowhere.
    """
    said = {(state, action, by): to for state, action, actors, to in SERVICENOW for by in actors}

    for state in (None, "new", "open", "awaiting_info", "resolved", "closed"):
        for action in SERVICENOW_CASE.actions:
            for by in (AGENT, CUSTOMER, MANAGER, SYSTEM):
                expected = said.get((state, action, by))
                assert target(SERVICENOW_CASE, state, action, by) == expected, (state, action, by)


@pytest.mark.parametrize(
    ("state", "action", "by", "missing"),
    [
        ("new", "close", AGENT, ("notes",)),
        ("new", "close", MANAGER, ("notes",)),
        ("new", "close", CUSTOMER, ()),
        ("open", "close", AGENT, ("notes",)),
        ("open", "close", CUSTOMER, ()),
        ("awaiting_info", "close", CUSTOMER, ()),
        ("open", "propose_solution", AGENT, ("resolution_code", "notes")),
        ("awaiting_info", "propose_solution", AGENT, ("resolution_code", "notes")),
        ("resolved", "accept_solution", CUSTOMER, ()),
        ("resolved", "auto_close", SYSTEM, ()),
    ],
)
def test_servicenows_mandatory_fields(
    state: str, action: str, by: str, missing: tuple[str, ...]
) -> None:
    """
    Notes to close, but not for the customer; code and notes to propose a solution.
    """
    option = SERVICENOW_CASE.option(state, action, by=by)

    assert option.is_offered
    assert option.missing == missing


@pytest.mark.parametrize("fact", ["needs_attention", "active_escalation", "active_account_escalation"])
def test_servicenow_does_not_close_by_itself_what_somebody_looks_at(fact: str) -> None:
    """
    Attention, or an escalation of the case or of the account, holds it back.
    """
    assert target(SERVICENOW_CASE, "resolved", "auto_close", SYSTEM, **{fact: True}) is None
    assert target(SERVICENOW_CASE, "resolved", "auto_close", SYSTEM, **{fact: False}) == "closed"


def test_servicenows_case_cannot_be_accepted_without_an_assignee() -> None:
    """
    The assigned agent accepts; who takes a case for themselves does so by another action.
    """
    assert target(SERVICENOW_CASE, "new", "accept", AGENT, assigned_to=None) is None
    assert target(SERVICENOW_CASE, "new", "assign_to_me", AGENT, assigned_to=None) == "open"


def test_servicenows_codes() -> None:
    """
    As its interface has them.
    """
    codes = {"1": "new", "10": "open", "18": "awaiting_info", "6": "resolved", "3": "closed"}

    assert {code: SERVICENOW_CASE.coded(code).name for code in codes} == codes


def test_servicenows_lines_end_in_three_ways() -> None:
    """
    A line is final once it is accepted, denied or cancelled.
    """
    assert SERVICENOW_CASE_LINE.final == ("resolved_accepted", "resolved_denied", "cancelled")
    assert SERVICENOW_CASE_LINE.begins == ("draft",)
    assert target(SERVICENOW_CASE_LINE, "draft", "submit", SYSTEM) == "new"
    assert target(SERVICENOW_CASE_LINE, "new", "assign_to_me", AGENT) == "work_in_progress"


def test_servicenows_escalation_needs_approval_where_somebody_approves() -> None:
    """
    Without approvers it is escalated at once.
    """
    request = (SERVICENOW_ESCALATION, None, "request", AGENT)

    assert target(*request, needs_approval=True) == "requested"
    assert target(*request, needs_approval=False) == "escalated"
    assert target(*request) == "escalated"
    assert target(SERVICENOW_ESCALATION, "requested", "approve", AGENT) is None
    assert target(SERVICENOW_ESCALATION, "requested", "decline", MANAGER) == "declined"
    assert SERVICENOW_ESCALATION.option("escalated", "de_escalate", by=AGENT).missing == (
        "justification",
    )


def test_zendesks_rules() -> None:
    """
    Never new again; a comment opens; solving needs an assignee; closed is closed.
    """
    back = [
        target(ZENDESK_TICKET, s, a, AGENT)
        for s in ZENDESK_TICKET.reachable()
        for a in ZENDESK_TICKET.actions
    ]

    assert "new" not in back
    for state in ("pending", "on_hold", "solved"):
        assert target(ZENDESK_TICKET, state, "comment", CUSTOMER) == "open"
    assert target(ZENDESK_TICKET, "new", "assign", AGENT) == "open"
    assert target(ZENDESK_TICKET, "open", "solve", AGENT) == "solved"
    assert target(ZENDESK_TICKET, "open", "solve", AGENT, assignee=None) is None
    assert target(ZENDESK_TICKET, "solved", "close", SYSTEM) == "closed"
    assert ZENDESK_TICKET.allowed("closed", by=AGENT) == ()


@pytest.mark.parametrize(
    ("lifecycle", "states"),
    [
        (
            TROUBLE_TICKET,
            "acknowledged rejected pending held inProgress resolved closed cancelled",
        ),
        (
            PRODUCT,
            "created pendingActive cancelled active pendingTerminate terminated suspended aborted",
        ),
    ],
    ids=["TMF621", "TMF637"],
)
def test_tm_forums_states_are_all_there(lifecycle: Lifecycle, states: str) -> None:
    """
    Those of the enumeration, by its own names, and no others.
    """
    assert sorted(state.name for state in lifecycle.states) == sorted(states.split())


def test_waiting_for_the_customer_is_told_apart_from_waiting_for_others() -> None:
    """
    Zendesk and TM Forum have two states for it, ServiceNow one.
    """
    customer, others = Category.WAITING_ON_CUSTOMER, Category.WAITING_ON_THIRD_PARTY

    assert ZENDESK_TICKET.in_category(customer) == ("pending",)
    assert ZENDESK_TICKET.in_category(others) == ("on_hold",)
    assert TROUBLE_TICKET.in_category(customer) == ("pending",)
    assert TROUBLE_TICKET.in_category(others) == ("held",)
    assert SERVICENOW_CASE.in_category(customer, others) == ("awaiting_info",)


def test_a_product_is_terminated_and_never_comes_back() -> None:
    """
    It may be suspended and resumed; what has ended has ended.
    """
    assert target(PRODUCT, "active", "suspend", AGENT) == "suspended"
    assert target(PRODUCT, "suspended", "resume", AGENT) == "active"
    assert PRODUCT.reachable("terminated") == ("terminated",)
    assert PRODUCT.reachable("pendingTerminate") == (
        "active",
        "suspended",
        "pendingTerminate",
        "terminated",
    )
