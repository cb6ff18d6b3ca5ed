"""
Laws of documents: there and back is the same, and what comes back is strict.
"""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore import cases, contracts, customers, kernel, routing, testing
from csmcore.calendars import (
    BusinessCalendar,
    Calendar,
    CalendarBook,
    FloatingCalendar,
    Holiday,
    HolidayRule,
    WeeklyHours,
    Window,
)
from csmcore.conditions import Condition, FactDefinition, FactType, Vocabulary
from csmcore.contracts import (
    Balance,
    CoverageOrder,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    EntitlementTemplate,
    Ledger,
    NearMiss,
    ProductLinks,
    Scope,
    Statement,
    UncoveredAnswer,
    UncoveredPolicy,
    UsageAllowance,
    UsageEntry,
    UsageRule,
    UsageTerms,
)
from csmcore.desk import CaseRecord, DeskFinding, DeskSetup, Outcome
from csmcore.errors import DocumentError
from csmcore.kernel import (
    Change,
    CustomerRef,
    DateSpan,
    Decision,
    ExternalId,
    Hierarchy,
    Reason,
    Span,
    Term,
    Timeline,
)
from csmcore.lifecycles import Lifecycle, LifecycleFinding, Move, Moved, Option, State
from csmcore.products import (
    Impact,
    InstallBaseItem,
    ProductBook,
    ProductModel,
    Quantity,
    SoldProduct,
    TransferRule,
    Version,
    Warranty,
    WarrantyExtension,
    WarrantyStart,
    WarrantyTerm,
)
from csmcore.serde import from_document, to_document
from csmcore.sla import (
    Allowance,
    ClockState,
    Finding,
    Goal,
    Notice,
    Pause,
    Portion,
    Repair,
    SlaClock,
    SlaPolicy,
    SlaStatus,
    SlaTarget,
    Threshold,
)
from tests.laws.documents import JUNK, SAY_SO, spoilt, validator


def _openings() -> st.SearchStrategy[cases.OpenCase]:
    return st.builds(cases.OpenCase, st.just(kernel.CaseId("c1")), subject=st.text(max_size=6))


def _left_out() -> st.SearchStrategy[kernel.Rejected[kernel.OwnerRef]]:
    reasons = st.lists(testing.reasons(), min_size=1, max_size=2)
    return st.builds(kernel.Rejected, st.just("ACME"), reasons, testing.owner_refs())


KINDS: Final[dict[Any, Callable[[], st.SearchStrategy[Any]]]] = {
    contracts.Cancellation: testing.cancellations,
    contracts.ContractLine: testing.contract_lines,
    contracts.Renewal: testing.renewals,
    contracts.ServiceContract: testing.contracts,
    contracts.Stand: testing.stands,
    contracts.Suspension: testing.suspensions,
    cases.Actor: testing.actors,
    cases.AuditFinding: testing.audit_findings,
    cases.AuditTrail: testing.audit_trails,
    cases.SealedValue: testing.sealed_values,
    cases.ServiceLevel: testing.service_levels,
    cases.Case: testing.cases,
    cases.CaseAction: testing.case_actions,
    cases.CaseEvent: testing.case_events,
    cases.CaseField: testing.case_fields,
    cases.CaseType: testing.case_types,
    cases.PriorityMatrix: testing.priority_matrices,
    cases.CaseLine: testing.case_lines,
    cases.CaseLink: testing.case_links,
    cases.CaseTask: testing.case_tasks,
    cases.Children: lambda: st.builds(
        cases.Children,
        actions=st.lists(_openings(), max_size=2),
        left_out=st.lists(_left_out(), max_size=1),
    ),
    cases.DecidedTogether: testing.decided_together,
    cases.LineRules: testing.line_rules,
    cases.MergeCase: testing.case_merges,
    cases.Party: testing.parties,
    cases.CaseParty: testing.case_parties,
    cases.SplitCase: testing.case_splits,
    cases.SyncRule: testing.sync_rules,
    cases.AutoMove: testing.auto_moves,
    cases.Escalation: testing.escalations,
    cases.EscalationAction: testing.escalation_actions,
    cases.EscalationBook: testing.escalation_books,
    cases.EscalationEvent: testing.escalation_events,
    cases.EscalationTemplate: testing.escalation_templates,
    cases.HandlingNote: testing.handling_notes,
    cases.NoteBook: testing.note_books,
    cases.RecordRef: testing.record_refs,
    kernel.OwnerRef: testing.owner_refs,
    routing.Agent: testing.agents,
    routing.Backlog: testing.backlogs,
    routing.Channel: testing.channels,
    routing.Committed: lambda: st.builds(
        routing.Committed,
        events=st.lists(testing.routing_events(), max_size=2),
        conflicts=st.lists(testing.conflicts(), max_size=1),
        snapshot=testing.routing_snapshots(),
    ),
    routing.Conflict: testing.conflicts,
    routing.Placement: testing.placements,
    routing.PlanChange: lambda: st.builds(
        routing.PlanChange,
        st.just(kernel.WorkId("c1")),
        before=st.none() | testing.placements(),
        after=st.none() | testing.placements(),
    ),
    routing.Proposal: testing.proposals,
    routing.Queue: testing.queues,
    routing.RoutingDecision: testing.routing_decisions,
    routing.RoutingEvent: testing.routing_events,
    routing.RoutingSetup: testing.routing_setups,
    routing.RoutingSnapshot: testing.routing_snapshots,
    routing.RoutingState: testing.routing_states,
    routing.StaffFinding: lambda: st.builds(
        routing.StaffFinding,
        st.just("queues[0].pools"),
        testing.reasons(),
        is_advice=st.booleans(),
    ),
    routing.WorkItem: testing.work_items,
    customers.Account: testing.accounts,
    customers.AccountConsumer: testing.account_consumers,
    customers.AccountRelation: testing.account_relations,
    customers.Address: testing.addresses,
    customers.Assignment: testing.assignments,
    customers.Clue: testing.clues,
    customers.Consumer: testing.consumers,
    customers.Contact: testing.contacts,
    customers.ContactRelation: testing.contact_relations,
    customers.CustomerBook: testing.customer_books,
    customers.Group: testing.groups,
    customers.Household: testing.households,
    customers.Identification: testing.identifications,
    customers.IdentifyRules: testing.identify_rules,
    customers.Location: testing.locations,
    customers.Membership: testing.memberships,
    customers.Person: testing.persons,
    customers.PersonRole: testing.person_roles,
    customers.RelationType: testing.relation_types,
    customers.RelationView: testing.relation_views,
    customers.Responsibility: testing.responsibilities,
    customers.ServiceOrganization: testing.service_organizations,
    BusinessCalendar: testing.calendars,
    Calendar: testing.composites,
    FloatingCalendar: testing.floating_calendars,
    Holiday: testing.holidays,
    HolidayRule: testing.holiday_rules,
    WeeklyHours: testing.weekly_hours,
    Window: testing.windows,
    Change: testing.changes,
    Condition: testing.conditions,
    CustomerRef: testing.customer_refs,
    DateSpan: testing.date_spans,
    Decision: testing.decisions,
    ExternalId: testing.external_ids,
    Reason: testing.reasons,
    Span: testing.spans,
    Term: testing.terms,
    Timeline: testing.timelines,
    Lifecycle: testing.lifecycles,
    LifecycleFinding: testing.lifecycle_findings,
    Move: testing.moves,
    Moved: testing.moved,
    Option: testing.options,
    State: testing.lifecycle_states,
    Impact: testing.impacts,
    InstallBaseItem: testing.install_base_items,
    ProductBook: testing.product_books,
    ProductModel: testing.product_models,
    Quantity: testing.quantities,
    SoldProduct: testing.sold_products,
    Version: testing.versions,
    Warranty: testing.warranties,
    TransferRule: testing.transfer_rules,
    WarrantyExtension: testing.warranty_extensions,
    WarrantyStart: testing.warranty_starts,
    WarrantyTerm: testing.warranty_terms,
    Allowance: testing.allowances,
    ClockState: testing.clock_states,
    Goal: testing.goals,
    Notice: testing.sla_notices,
    Pause: testing.pauses,
    Finding: testing.findings,
    Portion: testing.portions,
    Repair: testing.repairs,
    SlaClock: testing.clocks,
    SlaPolicy: testing.policies,
    CoverageOrder: testing.coverage_orders,
    CoverageRequest: testing.coverage_requests,
    EntitlementTemplate: testing.entitlement_templates,
    Entitlement: testing.entitlements,
    EntitlementBook: lambda: testing.worlds().map(lambda world: world.entitlements),
    ProductLinks: lambda: testing.worlds().map(lambda world: world.entitlements.products),
    Hierarchy: testing.hierarchies,
    NearMiss: testing.near_misses,
    Scope: testing.scopes,
    UncoveredAnswer: testing.uncovered_answers,
    UncoveredPolicy: testing.uncovered_policies,
    SlaStatus: testing.statuses,
    SlaTarget: testing.targets,
    Threshold: testing.thresholds,
    Balance: testing.balances,
    Ledger: testing.ledgers,
    Statement: testing.statements,
    UsageAllowance: testing.usage_allowances,
    UsageEntry: testing.usage_entries,
    UsageRule: testing.usage_rules,
    UsageTerms: testing.usage_terms,
    CaseRecord: testing.case_records,
    DeskFinding: testing.desk_findings,
    DeskSetup: testing.desk_setups,
    Outcome: testing.outcomes,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(getattr(kind, "__name__", kind)))
@given(data=st.data())
def test_a_document_that_went_through_json_gives_the_same_value(kind: Any, data: st.DataObject) -> None:
    """
    ``from_document(to_document(x)) == x``, also when the document was text in between.

    It is made of nothing but JSON's own types, and says itself what it is.
    """
    value = data.draw(KINDS[kind]())
    document = to_document(value)

    assert from_document(kind, json.loads(json.dumps(document, allow_nan=False))) == value
    assert kind in SAY_SO or from_document(object, document) == value
    assert _types(document) <= {dict, list, str, int, bool, type(None)}


@given(st.lists(testing.calendars(), max_size=2), testing.floating_calendars())
def test_a_book_comes_back_whole(calendars: list[BusinessCalendar], floating: FloatingCalendar) -> None:
    """
    A book's document holds calendars of every kind.
    """
    named = {each.revision: each for each in calendars}
    book = CalendarBook([*named.values(), floating])

    assert from_document(CalendarBook, to_document(book)) == book


def _types(document: object) -> set[type]:
    inside: list[object] = []
    if isinstance(document, dict):
        inside = [*document, *document.values()]
    elif isinstance(document, list):
        inside = document
    return {type(document)}.union(*map(_types, inside))


def _read_or_refused(kind: Any, document: Any) -> None:
    try:
        value = from_document(kind, document)
    except DocumentError as error:
        problems = error.problems
    else:
        assert from_document(kind, to_document(value)) == value
        assert validator(kind).is_valid(document)
        return

    assert problems
    assert len(problems) <= 101
    assert all(path.startswith("$") and message for path, message in problems)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(getattr(kind, "__name__", kind)))
@given(data=st.data())
def test_a_spoilt_document_is_read_or_refused_and_nothing_else(kind: Any, data: st.DataObject) -> None:
    """
    Whatever stands or lacks at whichever place, the answer is a value or a DocumentError.

    A value that was read can be written and read again, and is the same; its document is
    valid by the schema. It may be valid and not be read: reading knows more.
    """
    document = data.draw(spoilt(to_document(data.draw(KINDS[kind]()))))

    _read_or_refused(kind, document)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(getattr(kind, "__name__", kind)))
@given(document=JUNK)
def test_junk_is_refused_as_a_document(kind: Any, document: object) -> None:
    """
    What was never a document is refused like one that does not fit.
    """
    _read_or_refused(kind, document)


def test_a_vocabulary_comes_back_with_its_choices() -> None:
    """
    Choices of every type are told apart in the document.
    """
    vocabulary = Vocabulary(
        [
            FactDefinition("state", FactType.TEXT, ("new", "open")),
            FactDefinition("due", FactType.DURATION, (dt.timedelta(hours=4), dt.timedelta(days=1))),
        ],
        ["customer_replied"],
    )

    assert from_document(Vocabulary, json.loads(json.dumps(to_document(vocabulary)))) == vocabulary
