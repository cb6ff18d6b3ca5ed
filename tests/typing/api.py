"""
What hosts write, and the types that they are promised; checked, not run.
"""

import datetime as dt
from collections.abc import Sequence
from types import ModuleType
from typing import assert_never, assert_type

import attrs

import csmcore
from csmcore.calendars import BusinessCalendar, Calendar
from csmcore.cases import (
    Actor,
    AlreadyDone,
    Case,
    CaseAction,
    CaseEvent,
    CaseType,
    Decided,
    EscalationChanged,
    EscalationEvent,
    EscalationMoved,
    EscalationNoted,
    EscalationRequested,
    HeldBack,
    OpenCase,
    allowed,
    decide,
    replay,
    timeline,
)
from csmcore.contracts import Entitlement, EntitlementBook, Ledger
from csmcore.customers import (
    AccountDirectory,
    Clue,
    CustomerBook,
    CustomerDirectory,
    CustomerMatch,
    EmailClue,
    HandleClue,
    HouseholdDirectory,
    Identification,
    LoginClue,
    OrganizationDirectory,
    PeopleDirectory,
    PersonRole,
    PhoneClue,
    RegistrationCodeClue,
    identify,
    root,
)
from csmcore.desk import (
    CaseRecord,
    DeskFinding,
    DeskSetup,
    Outcome,
    PlanOutcome,
    ServiceDesk,
    StoredEvent,
)
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    AgentId,
    Append,
    CaseId,
    ConsumerCustomer,
    CustomerRef,
    DateSpan,
    Decision,
    Facts,
    MonthEnd,
    PersonId,
    Reason,
    ReasonKind,
    Rejected,
    Span,
    Term,
    Timeline,
    element,
    local_date,
    merge,
    to_utc,
    total,
)
from csmcore.lifecycles import Option
from csmcore.plugins import PluginHost, PluginStatus, hookimpl
from csmcore.routing import (
    Agent,
    Candidates,
    Extension,
    RoutingContext,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    RoutingState,
    Scorer,
    StatefulStrategy,
    WorkItem,
)
from csmcore.serde import Limits, from_document, schema, to_document
from csmcore.sla import Notice, SlaPolicy, SlaStatus


def front_page() -> None:
    """
    Contexts are there after ``import csmcore``.
    """
    assert_type(csmcore.__version__, str)
    module: ModuleType = csmcore.kernel
    assert_type(module.__name__, str)
    assert_type(csmcore.kernel.Term(months=1), Term)


def spans(at: dt.datetime, other: Span) -> None:
    """
    Spans meet in a span or nowhere, and leave any number of spans.
    """
    span = Span(at, at)
    assert_type(span.length, dt.timedelta)
    assert_type(span & other, Span | None)
    assert_type(span - other, tuple[Span, ...])
    assert_type(merge([span, other]), tuple[Span, ...])
    assert_type(total([span]), dt.timedelta)
    assert_type(at in span, bool)
    assert_type(to_utc(at), dt.datetime)


def terms(on: dt.date) -> None:
    """
    Terms lead from dates to dates.
    """
    term = Term(years=1, month_end=MonthEnd.STICKY)
    assert_type(term.after(on), dt.date)
    assert_type(term.period(on, 3), DateSpan)
    assert_type(term.number(on, on), int)


def decisions(decision: Decision[Span]) -> None:
    """
    A decision keeps the type of what it chose from.
    """
    assert_type(decision.get(), Span)
    assert_type(decision.chosen, Span | None)
    assert_type(decision.reasons, tuple[Reason, ...])
    assert_type(decision.rejected, tuple[Rejected[Span], ...])
    assert_type(ReasonKind("calendar.unknown", "no calendar is named {name}")(name="EU"), Reason)


def decisions_widen(decision: Decision[BusinessCalendar]) -> Decision[Calendar]:
    """
    A decision about calendars of one kind is one about calendars.
    """
    return decision


def dates(at: dt.datetime, validity: DateSpan) -> None:
    """
    Dates come from instants in a zone, and validities hold on dates.
    """
    assert_type(local_date(at, "Europe/Lisbon"), dt.date)
    assert_type(validity & DateSpan.inclusive(None, dt.date(2026, 12, 31)), DateSpan | None)
    assert_type(validity.contains_at(at, zone="Europe/Lisbon"), bool)


def documents(document: object) -> None:
    """
    A document becomes what was asked for: a class, a protocol or a union.
    """
    assert_type(to_document(Term(years=1)), dict[str, object])
    assert_type(from_document(Term, document), Term)
    assert_type(from_document(Calendar, document, limits=Limits(depth=9)), Calendar)
    assert_type(from_document(CustomerRef, document), CustomerRef)
    assert_type(from_document(Decision[Span], document), Decision[Span])
    assert_type(from_document(object, document), object)
    assert_type(schema(CustomerRef), dict[str, object])


def markup(stranger: str) -> str:
    """
    What is drawn is a text.
    """
    return element("p", stranger, element("b", 3), class_="x")


def customers(customer: CustomerRef) -> AccountId | None:
    """
    The three kinds of customer are all there are.
    """
    match customer:
        case AccountCustomer() | AccountConsumerCustomer():
            return assert_type(customer.account_id, AccountId)
        case ConsumerCustomer():
            return None
        case _:
            assert_never(customer)


def books_are_directories(book: CustomerBook) -> CustomerDirectory:
    """
    A book answers what a host's database would, part by part.
    """
    accounts: AccountDirectory = book.accounts
    people: PeopleDirectory = book.people
    households: HouseholdDirectory = book.households
    organizations: OrganizationDirectory = book.organizations
    print(accounts, people, households, organizations)
    return book


def identified(
    host: CustomerDirectory, on: dt.date, account_id: AccountId, person_id: PersonId
) -> None:
    """
    Clues lead to matches, one of them or none.
    """
    found = assert_type(identify([EmailClue("ann@example.org")], host, on=on), Identification)
    assert_type(found.only, CustomerMatch | None)
    assert_type(found.decision, Decision[CustomerMatch])
    assert_type(found.get().customer, CustomerRef)
    assert_type(root(host.accounts, account_id), AccountId)
    assert_type(host.people.roles_of(person_id), tuple[PersonRole, ...])


def every_clue(clue: Clue) -> str:
    """
    The five kinds of clue are all there are.
    """
    match clue:
        case EmailClue():
            return clue.address
        case PhoneClue():
            return clue.number
        case HandleClue():
            return clue.handle
        case LoginClue():
            return clue.login
        case RegistrationCodeClue():
            return clue.code
        case _:
            assert_never(clue)


def happened(event: EscalationEvent) -> str:
    """
    What happens to an escalation is matched to the end.
    """
    match event:
        case EscalationRequested():
            return event.reason
        case EscalationMoved():
            return event.target
        case EscalationChanged():
            return str(event.changes)
        case EscalationNoted():
            return event.text
        case _:
            assert_never(event)


def asked(case: Case | None, action: CaseAction, kind: CaseType, by: Actor, at: dt.datetime) -> Case:
    """
    An action is done now or had been before; either way there is a case.
    """
    answer = assert_type(decide(case, action, case_type=kind, at=at, by=by), Decided | AlreadyDone)
    assert_type(allowed(case, case_type=kind, by=by), tuple[Option, ...])
    match answer:
        case Decided(events):
            assert_type(events, tuple[CaseEvent, ...])
            assert_type(timeline(events), Timeline)
            return assert_type(replay(events, case), Case)
        case AlreadyDone():
            return answer.case
        case _:
            assert_never(answer)


@attrs.frozen
class Near:
    """
    A scorer of a plugin.
    """

    name: str = "near"
    reads: frozenset[str] | None = frozenset({"region"})

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> list[int]:
        """
        Points for those in the work's region.
        """
        region = work.get(str(context.options.get("field")))
        return [int(agent.facts.get("region") == region) for agent in candidates.agents]


class Turns:
    """
    A strategy of a plugin that remembers something.
    """

    name = "turns"

    def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        Everybody alike.
        """
        del work, context
        return candidates.lasts

    def advance(self, state: Facts, work: Facts, agent_id: AgentId) -> Facts:
        """
        Who had the last turn.
        """
        del work
        return state.changed([("last", agent_id)])


class Nearness:
    """
    A plugin: its hooks keep their types.
    """

    @hookimpl
    def csmcore_routing_scorers(self) -> Sequence[Scorer]:
        """
        One scorer.
        """
        return [Near()]

    @hookimpl
    def csmcore_routing_strategies(self) -> Sequence[StatefulStrategy]:
        """
        One strategy.
        """
        return (Turns(),)


def plugged(setup: RoutingSetup) -> RoutingRules:
    """
    A host makes rules, and tells how its plugins stand.
    """
    host = PluginHost.empty().with_installed(only=["near"], strict=True).register(Nearness())
    assert_type(host.plugins(), tuple[PluginStatus, ...])
    assert_type(host.extensions, tuple[Extension, ...])
    assert_type(Nearness().csmcore_routing_scorers(), Sequence[Scorer])
    RoutingRules.of(setup, extensions=[Near(), *host.extensions])
    return assert_type(host.rules(setup), RoutingRules)


def desks(kind: CaseType, toml: dict[str, object], book: EntitlementBook) -> ServiceDesk:
    """
    A desk is made of a setup or of its document, and says what may be wrong with it.
    """
    setup = DeskSetup("support", case_types=[kind], auto_moves={"case": ()}, levels=("high", 2))
    assert_type(setup.check(book=book, agents=[Agent(AgentId("kim"))]), tuple[DeskFinding, ...])
    assert_type(from_document(DeskSetup, toml), DeskSetup)
    assert_type(ServiceDesk.from_document(toml, extensions=[Near(), Turns()]), ServiceDesk)
    return assert_type(ServiceDesk.of(setup, plugins=PluginHost.empty()), ServiceDesk)


def asked_of_a_desk(
    desk: ServiceDesk, action: CaseAction, by: Actor, at: dt.datetime, book: EntitlementBook
) -> CaseRecord:
    """
    Each question has an outcome, and the record of one is what the next is asked about.
    """
    opened = assert_type(desk.open(OpenCase(CaseId("c1")), at=at, by=by, book=book), Outcome)
    record = assert_type(opened.record, CaseRecord)
    acted = desk.act(record, action, at=at, by=by, facts={"floor": 2}, expected_sequence=1)
    assert_type(desk.due(acted.record, at=at, told_until=at), Outcome)
    assert_type(desk.status(acted.record, at=at), SlaStatus)
    return assert_type(CaseRecord(record.events).shortened(), CaseRecord)


def planned_by_a_desk(
    desk: ServiceDesk, record: CaseRecord, work: WorkItem, agents: Sequence[Agent], at: dt.datetime
) -> RoutingState | None:
    """
    Cases and other work are planned together; an answer needs what routing remembers.
    """
    planned = assert_type(desk.plan([record, work], agents, at=at), PlanOutcome)
    assert_type(planned.plan, RoutingPlan)
    if planned.state is None:
        return None
    taken = desk.answer(record, AgentId("kim"), accepts=True, state=planned.state, at=at)
    assert_type(
        desk.answer(work.id, AgentId("kim"), accepts=False, state=planned.state, at=at), Outcome
    )
    return assert_type(taken.state, RoutingState | None)


def stored(outcome: Outcome) -> dict[str, dt.datetime | None]:
    """
    What an outcome says is typed to the last part.
    """
    assert_type(outcome.appends, tuple[Append[StoredEvent], ...])
    assert_type(outcome.events, tuple[StoredEvent, ...])
    assert_type(outcome.case, Case)
    assert_type(outcome.ledger, Ledger | None)
    assert_type(outcome.coverage, Decision[Entitlement] | None)
    assert_type(outcome.decisions, tuple[Decision[Entitlement] | Decision[SlaPolicy], ...])
    assert_type(outcome.notices, tuple[Notice, ...])
    assert_type(outcome.held, tuple[HeldBack, ...])
    assert_type(outcome.next_instant, dt.datetime | None)
    return dict(outcome.wakes)
