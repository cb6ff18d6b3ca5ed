"""
Mistakes that the checkers catch before anything runs; checked, not run.
"""

import datetime as dt
from collections.abc import Sequence
from typing import assert_never

from csmcore.cases import Actor, CaseAction, CaseType, OpenCase
from csmcore.customers import AccountBook, Contact, CustomerDirectory, identify
from csmcore.desk import CaseRecord, DeskSetup, Outcome, ServiceDesk
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    AgentId,
    CaseId,
    ConsumerCustomer,
    ContactId,
    CustomerRef,
    ExternalId,
    Facts,
    PersonId,
    Span,
    Term,
)
from csmcore.plugins import PluginHost, hookimpl
from csmcore.routing import (
    Agent,
    Candidates,
    Filter,
    RoutingContext,
    RoutingRules,
    RoutingSetup,
    RoutingState,
    Scorer,
)


def values_do_not_change(span: Span, at: dt.datetime) -> None:
    """
    A value is replaced, not changed.
    """
    span.start = at  # type: ignore[misc]


def identities_do_not_mix(case_id: CaseId, contact_id: ContactId) -> None:
    """
    The identity of one kind of thing is not that of another, and a plain text is none.
    """
    account_id: AccountId = case_id  # type: ignore[assignment]
    account_id = "ACME"  # type: ignore[assignment]
    AccountCustomer(contact_id, contact_id)  # type: ignore[arg-type]
    print(account_id)


def fields_are_given_by_keyword() -> None:
    """
    Past the obvious one, a field is given by its name.
    """
    Term(1, 6)  # type: ignore[call-arg]
    ExternalId("servicenow", "customer_account", "1")  # type: ignore[call-arg]


def spans_meet_only_spans(span: Span) -> None:
    """
    A span has nothing in common with a length of time.
    """
    print(span & dt.timedelta(hours=1))  # type: ignore[operator]


def every_customer_is_thought_of(customer: CustomerRef) -> str:
    """
    Who leaves a kind of customer out is told, wherever it is matched.
    """
    match customer:
        case AccountCustomer() | ConsumerCustomer():
            return "a business or a private person"
        case _:
            assert_never(customer)  # type: ignore[arg-type]


def a_consumer_is_thought_of(customer: CustomerRef) -> AccountId:
    """
    A consumer has no account.
    """
    match customer:
        case AccountCustomer() | AccountConsumerCustomer():
            return customer.account_id
        case _:
            assert_never(customer)  # type: ignore[arg-type]


def half_a_directory_is_none(
    accounts: AccountBook, host: CustomerDirectory, on: dt.date, person_id: PersonId
) -> None:
    """
    Accounts alone tell nobody; clues are values; a date is named; roles have their own ids.
    """
    identify([], accounts, on=on)  # type: ignore[arg-type]
    identify(["ann@example.org"], host, on=on)  # type: ignore[list-item]
    identify([], host, on)  # type: ignore[call-arg, arg-type]
    Contact(person_id, person_id, AccountId("acme"))  # type: ignore[arg-type]


class _Floats:
    name, reads = "floats", None

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> list[float]:
        """
        Points that are no whole numbers.
        """
        del work, context
        return [0.5] * len(candidates)


class _Pairwise:
    name, reads = "pairwise", None

    def score(self, work: Facts, agent: Agent, context: RoutingContext) -> list[int]:
        """
        Asked of one agent, and not of all.
        """
        del work, agent, context
        return [1]


class _Later:
    name, reads = "later", None

    async def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> list[int]:
        """
        An answer to wait for.
        """
        del work, context
        return [0] * len(candidates)


class _Nameless:
    reads = None

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> list[int]:
        """
        Right, but for its name.
        """
        del work, context
        return [0] * len(candidates)


def a_scorer_is_what_its_protocol_says() -> None:
    """
    Whole numbers, for all candidates at once, without waiting, under a name.
    """
    scorer: Scorer = _Floats()  # type: ignore[assignment]
    scorer = _Pairwise()  # type: ignore[assignment]
    scorer = _Later()  # type: ignore[assignment]
    scorer = _Nameless()  # type: ignore[assignment]
    print(scorer)


@hookimpl
def csmcore_routing_filters() -> Sequence[Filter]:
    """
    A scorer is no filter, and no list of one either.
    """
    return [_Floats()]  # type: ignore[list-item]


def a_host_does_not_change(host: PluginHost, setup: RoutingSetup) -> None:
    """
    Registering returns another host, by keyword; a host is no extension.
    """
    host.register(setup, "name")  # type: ignore[call-arg]
    RoutingRules.of(setup, extensions=[host])  # type: ignore[list-item]


def a_setup_is_no_desk(setup: DeskSetup, kind: CaseType, at: dt.datetime) -> None:
    """
    A setup is asked nothing but what is wrong with it; its fields are named, and do not change.
    """
    DeskSetup("support", [kind])  # type: ignore[call-arg, arg-type]
    DeskSetup("support")  # type: ignore[call-arg]
    DeskSetup("support", case_types=["case"])  # type: ignore[list-item]
    DeskSetup("support", case_types=[kind], auto_moves={"case": ["close"]})  # type: ignore[arg-type]
    ServiceDesk.of("support.toml")  # type: ignore[arg-type]
    ServiceDesk.of(setup, plugins=[PluginHost()])  # type: ignore[arg-type]
    setup.open(at)  # type: ignore[attr-defined]
    setup.zone = "UTC"  # type: ignore[misc]


def who_asks_and_when_is_told(
    desk: ServiceDesk, record: CaseRecord, action: CaseAction, by: Actor, at: dt.datetime
) -> None:
    """
    By an actor, at an instant: by keyword, and never left out.
    """
    desk.open(OpenCase(CaseId("c1")), at=at)  # type: ignore[call-arg]
    desk.open(OpenCase(CaseId("c1")), by=by)  # type: ignore[call-arg]
    desk.open(action, at=at, by=by)  # type: ignore[arg-type]
    desk.act(record, action, at=at)  # type: ignore[call-arg]
    desk.act(record, action, at, by)  # type: ignore[call-arg]
    desk.act(record, action, at=at, by="kim")  # type: ignore[arg-type]
    desk.act(record, action, at=at.date(), by=by)  # type: ignore[arg-type]
    desk.act(record, "resolve", at=at, by=by)  # type: ignore[arg-type]
    desk.status(record)  # type: ignore[call-arg]


def a_record_is_more_than_its_case(
    desk: ServiceDesk, record: CaseRecord, action: CaseAction, by: Actor, at: dt.datetime
) -> None:
    """
    Neither the case nor its id nor an outcome stands for the record; it is asked one by one.
    """
    desk.act(record.case, action, at=at, by=by)  # type: ignore[arg-type]
    desk.act(record.id, action, at=at, by=by)  # type: ignore[arg-type]
    desk.act([record], action, at=at, by=by)  # type: ignore[arg-type]
    desk.due(desk.due(record, at=at), at=at)  # type: ignore[arg-type]
    desk.plan(record, [], at=at)  # type: ignore[arg-type]
    desk.plan([record.case], [], at=at)  # type: ignore[list-item]
    desk.plan([record], ["kim"], at=at)  # type: ignore[list-item]
    CaseRecord(record.case)  # type: ignore[arg-type]


def an_answer_needs_what_routing_remembers(
    desk: ServiceDesk, record: CaseRecord, state: RoutingState, at: dt.datetime
) -> None:
    """
    It says yes or no, who answers, and of which state of things.
    """
    kim = AgentId("kim")
    desk.answer(record, kim, accepts=True, at=at)  # type: ignore[call-arg]
    desk.answer(record, kim, state=state, at=at)  # type: ignore[call-arg]
    desk.answer(record, "kim", accepts=True, state=state, at=at)  # type: ignore[arg-type]
    desk.answer(record.id, kim, accepts=True, state=state, at=at)  # type: ignore[arg-type]


def an_outcome_does_not_change(outcome: Outcome, at: dt.datetime) -> None:
    """
    A host stores it as it is; only a plan's outcome has a plan.
    """
    outcome.already_done = True  # type: ignore[misc]
    outcome.next_instant = at  # type: ignore[misc]
    print(outcome.plan)  # type: ignore[attr-defined]
