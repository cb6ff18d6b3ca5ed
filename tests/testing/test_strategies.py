"""
The testing kit: every strategy makes valid values, and finds what is difficult.
"""

import datetime as dt
import inspect
import subprocess
import sys
import typing
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from csmcore import cases, contracts, customers, kernel, routing, testing
from csmcore.calendars import (
    BusinessCalendar,
    CompositeCalendar,
    FloatingCalendar,
    Holiday,
    HolidayRule,
    Operation,
    WeeklyHours,
    Window,
)
from csmcore.conditions import ANYTHING, Condition
from csmcore.contracts import (
    Balance,
    Bill,
    Courtesy,
    CoverageOrder,
    CoverageRequest,
    Entitlement,
    EntitlementTemplate,
    Ledger,
    NearMiss,
    Refuse,
    Scope,
    Statement,
    UncoveredPolicy,
    UnitsConsumed,
    UnitsExpired,
    UnitsGranted,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
    UsageAllowance,
    UsageRule,
    UsageTerms,
)
from csmcore.desk import CaseRecord, DeskFinding, DeskSetup, Outcome
from csmcore.errors import NaiveInstantError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    Change,
    ConsumerCustomer,
    DateSpan,
    Decision,
    ExternalId,
    Hierarchy,
    MonthEnd,
    Reason,
    Span,
    Term,
    Timeline,
    local_date,
    zone,
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
from csmcore.sla import (
    BusinessDays,
    ClockState,
    Deadline,
    Finding,
    Goal,
    Notice,
    NoticeKind,
    Order,
    Pause,
    Portion,
    Repair,
    SlaClock,
    SlaPolicy,
    SlaStatus,
    SlaTarget,
    Stage,
    Threshold,
    WorkingTime,
)

USAGE_ENTRIES: Final = (
    UnitsConsumed,
    UnitsExpired,
    UnitsGranted,
    UnitsReleased,
    UnitsReserved,
    UnitsReversed,
)
MADE: Final[dict[str, tuple[type, ...]]] = {
    "actors": (cases.Actor,),
    "audit_findings": (cases.AuditFinding,),
    "audit_trails": (cases.AuditTrail,),
    "sealed_values": (cases.SealedValue,),
    "service_levels": (cases.ServiceLevel,),
    "case_actions": (typing.get_args(cases.CaseAction)),
    "case_decisions": (tuple,),
    "case_events": (typing.get_args(cases.CaseEvent)),
    "case_fields": (cases.CaseField,),
    "case_histories": (tuple,),
    "case_types": (cases.CaseType,),
    "cases": (cases.Case,),
    "priority_matrices": (cases.PriorityMatrix,),
    "around_actions": (
        cases.AddTask,
        cases.ChangeTask,
        cases.CloseTask,
        cases.AddLine,
        cases.ChangeLine,
        cases.MoveLine,
        cases.AddParty,
        cases.RemoveParty,
        cases.LinkCase,
        cases.UnlinkCase,
    ),
    "case_lines": (cases.CaseLine,),
    "case_links": (cases.CaseLink,),
    "case_merges": (cases.MergeCase,),
    "case_records": (CaseRecord,),
    "case_splits": (cases.SplitCase,),
    "desk_findings": (DeskFinding,),
    "desk_setups": (DeskSetup,),
    "outcomes": (Outcome,),
    "case_tasks": (cases.CaseTask,),
    "decided_together": (cases.DecidedTogether,),
    "eventful_cases": (cases.Decided,),
    "line_rules": (cases.LineRules,),
    "parties": typing.get_args(cases.Party),
    "case_parties": (cases.CaseParty,),
    "major_actions": (
        cases.ProposeMajor,
        cases.AcceptMajor,
        cases.RejectMajor,
        cases.JoinMajor,
        cases.FollowParent,
        cases.SyncCase,
    ),
    "major_histories": (tuple,),
    "sync_rules": (cases.SyncRule,),
    "auto_moves": (cases.AutoMove,),
    "escalation_actions": typing.get_args(cases.EscalationAction),
    "escalation_books": (cases.EscalationBook,),
    "escalation_decisions": (tuple,),
    "escalation_events": typing.get_args(cases.EscalationEvent),
    "escalation_histories": (tuple,),
    "escalation_templates": (cases.EscalationTemplate,),
    "escalations": (cases.Escalation,),
    "handling_notes": (cases.HandlingNote,),
    "note_books": (cases.NoteBook,),
    "record_refs": (cases.RecordRef,),
    "worlds": (testing.World,),
    "hierarchies": (Hierarchy,),
    "coverage_orders": (CoverageOrder,),
    "coverage_requests": (CoverageRequest,),
    "entitlement_templates": (EntitlementTemplate,),
    "entitlements": (Entitlement,),
    "near_misses": (NearMiss,),
    "scopes": (Scope,),
    "uncovered_answers": (Bill, Courtesy, Refuse),
    "uncovered_policies": (UncoveredPolicy,),
    "cancellations": (contracts.Cancellation,),
    "contract_lines": (contracts.ContractLine,),
    "contracts": (contracts.ServiceContract,),
    "renewals": (contracts.Renewal,),
    "stands": (contracts.Stand,),
    "suspended_dates": (tuple,),
    "suspensions": (contracts.Suspension,),
    "account_consumers": (customers.AccountConsumer,),
    "account_relations": (customers.AccountRelation,),
    "accounts": (customers.Account,),
    "addresses": (customers.Address,),
    "assignments": (customers.Assignment,),
    "clues": (
        customers.EmailClue,
        customers.PhoneClue,
        customers.HandleClue,
        customers.LoginClue,
        customers.RegistrationCodeClue,
    ),
    "consumers": (customers.Consumer,),
    "contact_relations": (customers.ContactRelation,),
    "contacts": (customers.Contact,),
    "customer_books": (customers.CustomerBook,),
    "groups": (customers.Group,),
    "households": (customers.Household,),
    "identifications": (customers.Identification,),
    "identify_rules": (customers.IdentifyRules,),
    "locations": (customers.Location,),
    "memberships": (customers.Membership,),
    "owner_refs": (
        kernel.AccountOwner,
        kernel.ConsumerOwner,
        kernel.HouseholdOwner,
        kernel.AccountConsumerOwner,
    ),
    "person_roles": (
        customers.Contact,
        customers.ContactRelation,
        customers.Consumer,
        customers.AccountConsumer,
    ),
    "persons": (customers.Person,),
    "relation_types": (customers.RelationType,),
    "relation_views": (customers.RelationView,),
    "responsibilities": (customers.Responsibility,),
    "service_organizations": (customers.ServiceOrganization,),
    "allowances": (BusinessDays, Deadline, WorkingTime),
    "calendars": (BusinessCalendar,),
    "changes": (Change,),
    "clock_states": (ClockState,),
    "clocks": (SlaClock,),
    "composites": (CompositeCalendar,),
    "conditions": (Condition,),
    "customer_refs": (AccountCustomer, ConsumerCustomer, AccountConsumerCustomer),
    "date_spans": (DateSpan,),
    "dates": (dt.date,),
    "decisions": (Decision,),
    "external_ids": (ExternalId,),
    "floating_calendars": (FloatingCalendar,),
    "goals": (Goal,),
    "holiday_rules": (HolidayRule,),
    "holidays": (Holiday,),
    "instants": (dt.datetime,),
    "lifecycle_findings": (LifecycleFinding,),
    "lifecycle_states": (State,),
    "lifecycles": (Lifecycle,),
    "moved": (Moved,),
    "moves": (Move,),
    "options": (Option,),
    "pauses": (Pause,),
    "policies": (SlaPolicy,),
    "findings": (Finding,),
    "portions": (Portion,),
    "impacts": (Impact,),
    "install_base_items": (InstallBaseItem,),
    "product_books": (ProductBook,),
    "product_models": (ProductModel,),
    "quantities": (Quantity,),
    "sold_products": (SoldProduct,),
    "versions": (Version,),
    "warranties": (Warranty,),
    "transfer_rules": (TransferRule,),
    "warranty_extensions": (WarrantyExtension,),
    "warranty_starts": (WarrantyStart,),
    "warranty_terms": (WarrantyTerm,),
    "reasons": (Reason,),
    "repairs": (Repair,),
    "sla_notices": (Notice,),
    "spans": (Span,),
    "statuses": (SlaStatus,),
    "targets": (SlaTarget,),
    "terms": (Term,),
    "thresholds": (Threshold,),
    "timelines": (Timeline,),
    "weekly_hours": (WeeklyHours,),
    "windows": (Window,),
    "zones": (str,),
    "agents": (routing.Agent,),
    "backlogs": (routing.Backlog,),
    "channels": (routing.Channel,),
    "placements": (routing.Placement,),
    "proposals": (routing.Proposal,),
    "conflicts": (routing.Conflict,),
    "pools": (routing.Pool,),
    "queues": (routing.Queue,),
    "relaxations": (routing.Relaxation,),
    "requirements": (routing.Requirement,),
    "routing_decisions": (routing.RoutingDecision,),
    "routing_events": typing.get_args(routing.RoutingEvent),
    "routing_setups": (routing.RoutingSetup,),
    "routing_snapshots": (routing.RoutingSnapshot,),
    "routing_states": (routing.RoutingState,),
    "routing_worlds": (testing.RoutingWorld,),
    "work_assignments": (routing.WorkAssignment,),
    "work_items": (routing.WorkItem,),
    "balances": (Balance,),
    "ledgers": (Ledger,),
    "statements": (Statement,),
    "usage_allowances": (UsageAllowance,),
    "usage_entries": USAGE_ENTRIES,
    "usage_rules": (UsageRule,),
    "usage_terms": (UsageTerms,),
}
SEARCH: Final = settings(
    max_examples=3000,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def found(strategy: st.SearchStrategy[Any], condition: Callable[[Any], object]) -> Any:
    """
    The first value of a strategy that meets a condition; an error when none comes up.
    """
    return find(strategy, lambda value: bool(condition(value)), settings=SEARCH)


NAMES: Final = sorted({name for name in testing.__all__ if name.islower()} - {"run_scenario"})
"""
The names of the strategies; what else is a function there makes no values.
"""


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_a_strategy_makes_valid_values(name: str, data: st.DataObject) -> None:
    """
    Without any argument, a strategy makes values of its class, each built by the class itself.
    """
    value = data.draw(getattr(testing, name)())

    assert isinstance(value, MADE[name])
    hash(value)


@pytest.mark.parametrize("name", NAMES)
def test_a_strategy_is_asked_by_keyword(name: str) -> None:
    """
    Whatever may be asked of a strategy is named, and has a default.
    """
    parameters = inspect.signature(getattr(testing, name)).parameters.values()

    assert {each.kind for each in parameters} <= {inspect.Parameter.KEYWORD_ONLY}
    assert all(each.default is not inspect.Parameter.empty for each in parameters)


def _offset(at: dt.datetime, name: str) -> dt.timedelta | None:
    return at.astimezone(zone(name)).utcoffset()


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Amsterdam",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Africa/Cairo",
    ],
)
def test_instants_crowd_around_clock_changes(name: str) -> None:
    """
    An instant within an hour of a zone's clock change comes up soon, before it and after.
    """
    hour = dt.timedelta(hours=1)
    before = found(testing.instants(), lambda at: _offset(at, name) != _offset(at + hour, name))
    after = found(testing.instants(), lambda at: _offset(at, name) != _offset(at - hour, name))

    assert before.tzinfo is after.tzinfo is dt.UTC


@given(data=st.data())
def test_instants_stay_within_their_bounds(data: st.DataObject) -> None:
    """
    Both bounds are inclusive, and crowding around a clock change does not leave them.
    """
    low = dt.datetime(2024, 3, 28, tzinfo=dt.UTC)
    high = dt.datetime(2024, 4, 20, tzinfo=zone("Europe/Amsterdam"))

    assert low <= data.draw(testing.instants(min_value=low, max_value=high)) <= high
    assert data.draw(testing.instants(min_value=low, max_value=low)) == low


def test_bounds_are_instants() -> None:
    """
    A bound without a zone would mean another instant on every machine.
    """
    with pytest.raises(NaiveInstantError):
        testing.instants(min_value=dt.datetime(2024, 1, 1))


@given(data=st.data())
def test_dates_stay_within_their_bounds(data: st.DataObject) -> None:
    """
    Dates of all years can be asked for, and both bounds are inclusive.
    """
    everywhere = testing.dates(min_value=dt.date.min, max_value=dt.date.max)
    low, high = dt.date(2024, 2, 28), dt.date(2024, 3, 1)

    assert isinstance(data.draw(everywhere), dt.date)
    assert low <= data.draw(testing.dates(min_value=low, max_value=high)) <= high


@given(testing.zones(everywhere=True))
def test_zones_exist(name: str) -> None:
    """
    Every zone that comes up is one that csmcore accepts.
    """
    assert zone(name).key == name


def test_zones_may_be_any() -> None:
    """
    Asked for everywhere, a zone comes up that nobody chose; otherwise none does.
    """
    with pytest.raises(NoSuchExample):
        found(testing.zones(), lambda name: name.startswith("Arctic/"))
    assert found(testing.zones(everywhere=True), lambda name: name.startswith("Arctic/"))


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.night
@pytest.mark.parametrize(
    ("strategy", "condition"),
    [
        (testing.dates(), lambda on: (on.month, on.day) == (2, 29)),
        (testing.dates(), lambda on: (on + dt.timedelta(days=1)).day == 1),
        (testing.spans(), lambda span: not span),
        (testing.spans(), lambda span: span.length > dt.timedelta(days=30)),
        (testing.date_spans(), lambda span: span.start_on is None and span.until is None),
        (testing.date_spans(), lambda span: span.start_on is None and span.until is not None),
        (testing.date_spans(), lambda span: span.start_on is not None and span.until is None),
        (testing.escalations(), lambda each: each.state == "closed"),
        (testing.escalations(), lambda each: each.state == "declined"),
        (testing.escalations(), lambda each: each.is_requested and each.account_id and each.trend),
        (testing.escalation_books(), lambda each: len({one.kind for one in each.escalations}) > 1),
        (testing.handling_notes(), lambda each: each.about and each.when is not None),
        (testing.auto_moves(), lambda each: len(each.reminders) > 1),
        (testing.terms(), lambda term: term.years and term.months and term.month_end is MonthEnd.NEXT),
        (testing.windows(), lambda window: window.closes > dt.timedelta(hours=24)),
        (testing.windows(), lambda window: window.opens.microseconds),
        (testing.weekly_hours(), lambda week: week.sun and not week.mon),
        (testing.weekly_hours(open_some_time=False), lambda week: not week),
        (
            testing.calendars(),
            lambda each: each.changes and each.dated and each.breaks and each.holidays,
        ),
        (testing.calendars(), lambda each: any(isinstance(day, HolidayRule) for day in each.holidays)),
        (testing.calendars(), lambda each: any(windows == () for _, windows in each.dated)),
        (
            testing.composites(),
            lambda each: len(each.zones) > 1 and each.operation is Operation.DIFFERENCE,
        ),
        (testing.decisions(), lambda each: not each and each.rejected),
        (testing.decisions(), lambda each: each and each.rejected and each.reasons),
        (testing.reasons(), lambda each: len({type(fact) for _, fact in each.fields}) > 2),
        (
            testing.customer_refs(),
            lambda each: isinstance(each, AccountCustomer) and each.contact_id is None,
        ),
        (testing.customer_refs(), lambda each: isinstance(each, AccountConsumerCustomer)),
        (testing.versions(), lambda each: each.text.endswith("-rc10")),
        (testing.sold_products(), lambda each: len(each.former_owners) > 1 and each.state.is_final),
        (testing.product_models(), lambda each: each.is_bundle and each.warranties),
        (testing.product_books(), lambda each: each.installed and len(each.dependencies) > 1),
        (testing.warranties(), lambda each: each),
        (testing.impacts(), lambda each: len(each.owners) > 1 and len(each.items) > 1 and each.sold),
        (testing.thresholds(), lambda each: each.share and each.share % 1),
        (testing.allowances(), lambda each: isinstance(each, BusinessDays) and each.by and each.zone),
        (testing.goals(calendars=["nights"]), lambda each: each.calendar and each.when != ANYTHING),
        (
            testing.targets(),
            lambda each: each.retroactive_pause and each.order is Order.JIRA and len(each.pauses) > 1,
        ),
        (
            testing.policies(),
            lambda each: len(each.targets) > 1 and each.valid.until and each.version > 1,
        ),
        *((testing.clocks(), lambda each, stage=stage: each.stage is stage) for stage in Stage),
        (testing.clocks(), lambda each: each.breached and each.stage is Stage.PAUSED),
        (testing.clocks(), lambda each: len(each.cycles) > 1 and any(each.paused.values())),
        (testing.clock_states(), lambda each: each.stage is Stage.PAUSED and each.worked),
        (testing.clock_states(), lambda each: each.deadline is not None),
        (testing.statuses(), lambda each: not each.policy and each.policy.rejected),
        (testing.statuses(), lambda each: len(each.clocks) > 1 and each.notices and each.next_instant),
        (testing.sla_notices(), lambda each: each.kind is NoticeKind.WARNING),
        (testing.sla_notices(), lambda each: each.known_at > each.crossed_at),
        (testing.moves(), lambda each: '"' in each.action and each.requires and each.by),
        (
            testing.lifecycles(),
            lambda each: each.initial is None and any(move.is_from_any for move in each.moves),
        ),
        (testing.options(), lambda each: each.missing and not each),
        (testing.repairs(), lambda each: not each),
        (testing.identifications(), lambda each: each.only and each.rejected),
        (testing.identifications(), lambda each: len(each.best) > 1 and each.person_id),
        (testing.identifications(), lambda each: len(each.best) > 1 and not each.person_id),
        (testing.identifications(), lambda each: each.remarks and not each),
        (testing.customer_books(), lambda each: any(row.parent_id for row in each.accounts)),
        (
            testing.customer_books(),
            lambda each: each.people.contact_relations and each.people.account_consumers,
        ),
        (
            testing.customer_books(),
            lambda each: each.households.memberships and each.accounts.relations,
        ),
        (testing.accounts(), lambda each: each.is_customer and each.is_partner and each.parent_id),
        (testing.repairs(), lambda each: each.clocks and (each.send or each.withdraw)),
        (
            testing.routing_setups(),
            lambda each: sum(one.overflow is not None for one in each.queues) > 1,
        ),
        (testing.routing_setups(), lambda each: any(one.limit and one.offering for one in each.queues)),
        (testing.queues(), lambda each: len(each.pools) > 1 and each.pools[1].after),
        (testing.queues(), lambda each: not each.pools),
        (testing.queues(), lambda each: each.relaxation and len(each.requires) > 1),
        (
            testing.worlds(),
            lambda each: any(
                contracts.cover(one, each.entitlements, at=testing.MORNING) for one in each.requests
            ),
        ),
        (
            testing.worlds(),
            lambda each: len(each.entitlements.contracts) > 1 and each.products.installed,
        ),
        (testing.worlds(), lambda each: any(one.line_id for one in each.entitlements)),
        (
            testing.routing_worlds(),
            lambda each: len({work.entered_at for work in each.work}) < len(each.work) - 1,
        ),
        (
            testing.routing_worlds(),
            lambda each: any(
                offer.expires_at and offer.expires_at <= each.at for offer in each.state.offers
            ),
        ),
        (
            testing.routing_worlds(),
            lambda each: any(len(wait.declined) > 1 for wait in each.state.waits) and each.agents,
        ),
        (
            testing.routing_worlds(),
            lambda each: any(
                work.agent_id == agent.id and agent.assignments
                for work in each.work
                for agent in each.agents
            ),
        ),
    ],
)
def test_what_is_difficult_comes_up(
    strategy: st.SearchStrategy[Any], condition: Callable[[Any], object]
) -> None:
    """
    The cases in which mistakes live are found without being asked for.
    """
    assert condition(found(strategy, condition))


def test_a_date_that_never_was_is_not_shown() -> None:
    """
    Samoa's missing 30 December 2011 lies within what is tried, and no clock shows it.
    """
    at = found(testing.instants(), lambda at: local_date(at, "Pacific/Apia") == dt.date(2011, 12, 31))

    assert local_date(at - dt.timedelta(days=1), "Pacific/Apia") in {
        dt.date(2011, 12, 29),
        dt.date(2011, 12, 31),
    }


def test_without_hypothesis_the_kit_says_what_is_missing() -> None:
    """
    The kit is an extra: importing it without Hypothesis names the extra, and nothing else needs it.
    """
    script = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import csmcore.serde, csmcore.calendars\n"
        "try:\n    import csmcore.testing\n"
        "except ImportError as error:\n    print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "csmcore.testing needs hypothesis: pip install 'csmcore[testing]'"
