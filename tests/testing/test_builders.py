"""
Examples are valid as they come, take any field, and fit together; the clock goes forward only.
"""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest

from csmcore.cases import CaseType
from csmcore.contracts import EntitlementBook, Scope, cover
from csmcore.customers import EmailClue, identify
from csmcore.desk import CaseRecord, ServiceDesk
from csmcore.errors import (
    DefinitionError,
    NaiveInstantError,
    UnknownNameError,
    UnknownReferenceError,
)
from csmcore.kernel import (
    AccountCustomer,
    AccountId,
    AccountOwner,
    AgentId,
    CaseId,
    ConsumerCustomer,
    ConsumerId,
    WorkId,
)
from csmcore.sla import FindingSeverity
from csmcore.testing import MORNING, ManualClock, make

HOUR: Final = dt.timedelta(hours=1)
BUILDERS: Final = make.__all__

# A field that each has, and another value for it than its own.
OTHERS: Final[dict[str, dict[str, object]]] = {
    "calendar": {"name": "nights"},
    "case_type": {"name": "complaint"},
    "consumer": {"active": False},
    "contact": {"title": "Director"},
    "contract": {"name": "Gold"},
    "customer": {"contact_id": None},
    "desk_setup": {"zone": "Europe/Oslo"},
    "household": {"name": "Number 12"},
    "person": {"name": "Max Holm"},
    "policy": {"calendar": "office"},
    "product_model": {"brand": "Acme"},
    "queue": {"priority": 2},
    "request": {"channel": "phone"},
    "sold_product": {"serial_number": "4711"},
    "account": {"name": "Harbor"},
    "agent": {"capacity": 2},
    "entitlement": {"policy": "gold"},
    "install_base_item": {"name": "Upstairs"},
    "opening": {"subject": "No sound"},
}


def built(name: str, /, **fields: object) -> Any:
    """
    What a builder makes.
    """
    return getattr(make, name)(**fields)


@pytest.mark.parametrize("name", BUILDERS)
def test_each_builds_without_being_told_anything(name: str) -> None:
    """
    It makes what it says it makes, and the same each time.
    """
    value = built(name)

    assert isinstance(value, inspect.signature(getattr(make, name)).return_annotation)
    if attrs.has(type(value)) and not isinstance(value, EntitlementBook):
        assert value == built(name)


@pytest.mark.parametrize("name", OTHERS)
def test_each_takes_any_field_in_place_of_its_own(name: str) -> None:
    """
    What is given replaces what is usual, and only that.
    """
    usual, changed = built(name), built(name, **OTHERS[name])

    differ = {
        field.name
        for field in attrs.fields(type(usual))
        if getattr(usual, field.name) != getattr(changed, field.name)
    }

    assert differ == set(OTHERS[name])
    assert {field: getattr(changed, field) for field in differ} == OTHERS[name]


def test_a_field_that_there_is_not_is_refused() -> None:
    """
    A misspelt field is told, as by the class itself.
    """
    with pytest.raises(TypeError, match="teir"):
        make.account(teir="gold")


def test_the_customers_are_found() -> None:
    """
    Nora is the contact of the account, Max the head of the household.
    """
    book, on = make.customer_book(), MORNING.date()

    assert identify([EmailClue("nora@acme.example")], book, on=on).get().customer == make.customer()
    max_at_home = identify([EmailClue("max@mail.example")], book, on=on).get().customer
    assert isinstance(max_at_home, ConsumerCustomer)
    assert max_at_home.consumer_id == ConsumerId("max") == make.household().head_id


def test_the_products_are_the_accounts() -> None:
    """
    What was sold and what stands there belong to the account, and are linked.
    """
    book, acme = make.product_book(), AccountOwner(make.account().id)

    assert [item.id for item in book.owned_by(acme).items] == ["r1"]
    assert [(link.sold_product_id, link.item_id) for link in book.installed] == [("sold-1", "r1")]


def test_other_parts_of_a_book_come_without_the_links_of_the_usual_ones() -> None:
    """
    A book of other products does not speak of those that it no longer has.
    """
    book = make.product_book(sold=[make.sold_product(id="sold-2")])

    assert [each.id for each in book.sold] == ["sold-2"]
    assert book.installed == ()


def test_the_contract_covers_the_request() -> None:
    """
    The entitlement is found, under the contract, and not for somebody else.
    """
    book = make.entitlement_book()
    other = make.request(customer=AccountCustomer(AccountId("harbor")))

    assert cover(make.request(), book, at=MORNING).chosen == make.entitlement()
    assert cover(make.request(item_id="r1"), book, at=MORNING).chosen == make.entitlement()
    assert cover(make.request(), book, at=MORNING + dt.timedelta(days=365)).chosen is None
    assert cover(other, make.entitlement_book(accounts=None), at=MORNING).chosen is None


def test_parts_that_do_not_fit_are_refused_as_ever() -> None:
    """
    A builder hides nothing: an entitlement under a contract that is not there has no book.
    """
    with pytest.raises(UnknownReferenceError, match="contract-9"):
        make.entitlement_book(entitlements=[make.entitlement(contract_id="contract-9")])

    book = make.entitlement_book(
        entitlements=[
            make.entitlement(contract_id="contract-9", scope=Scope(account_id=AccountId("acme")))
        ],
        contracts=[make.contract(id="contract-9")],
    )
    assert cover(make.request(), book, at=MORNING).chosen is not None


def test_the_desk_has_no_fault() -> None:
    """
    What its check finds, with all that goes with it, is advice at most.
    """
    found = make.desk_setup().check(book=make.entitlement_book(), agents=[make.agent()])

    assert {each.severity for each in found} <= {FindingSeverity.ADVICE}


def test_the_desk_opens_the_case_and_a_plan_gives_it_to_the_agent() -> None:
    """
    From the request to the agent nothing has to be set up.
    """
    desk = make.desk()
    opened = make.opened_case(desk=desk, book=make.entitlement_book())
    planned = desk.plan([opened], [make.agent()], at=MORNING)

    assert (opened.case.state, opened.case.entitlement_id) == ("new", "support")
    assert opened.case.customer == make.customer()
    decision = planned.plan.decision(WorkId("c1"))
    assert (decision.agent_id, decision.queue_id) == (make.agent().id, "support")


def test_cases_come_in_three_stages() -> None:
    """
    Each goes on from the one before, on the same desk, in time.
    """
    opened, worked, resolved = make.opened_case(), make.worked_case(), make.resolved_case()

    assert [each.case.category for each in (opened, worked, resolved)] == ["new", "active", "resolved"]
    assert worked.events[: len(opened.events)] == opened.events
    assert resolved.events[: len(worked.events)] == worked.events
    assert worked.case.agent_id == "ann"
    assert (resolved.case.resolution_code, resolved.case.resolved_at) == ("solved", MORNING + 2 * HOUR)
    status = make.desk().status(resolved, at=MORNING + 100 * HOUR)
    assert [clock.breached for clock in status.clocks] == [False, False]


@pytest.mark.parametrize("stage", [make.opened_case, make.worked_case, make.resolved_case])
def test_a_case_is_as_it_is_asked_for(stage: Callable[..., CaseRecord]) -> None:
    """
    Its fields, its beginning and its desk are given, at any stage.
    """
    desk: ServiceDesk = make.desk(case_types=[CaseType("fault", resolution_codes=["solved"])])
    at = MORNING + 24 * HOUR
    case = stage(desk=desk, at=at, case_id=CaseId("c7"), priority=1, subject="Smoke").case

    assert (case.id, case.type, case.priority, case.subject) == ("c7", "fault", 1, "Smoke")
    assert case.opened_at == at


def test_who_works_and_how_it_ended_are_given() -> None:
    """
    Another agent, and a code that the type of case knows.
    """
    desk = make.desk(case_types=[CaseType("case", resolution_codes=["replaced"])])
    case = make.resolved_case(desk=desk, agent_id=AgentId("bo"), code="replaced").case

    assert (case.agent_id, case.resolution_code) == ("bo", "replaced")


def test_a_priority_has_a_reason_unless_it_is_given_one() -> None:
    """
    The matrix asks why; whoever has a reason of their own says it.
    """
    assert make.opening().priority_reason is None
    assert make.opening(priority=1).priority_reason == "for an example"
    assert make.opening(priority=1, priority_reason="smoke").priority_reason == "smoke"


def test_a_case_is_of_the_first_type_or_of_the_one_that_is_named() -> None:
    """
    At each of its stages; an unknown type is refused as by the desk.
    """
    desk = make.desk(case_types=[make.case_type(name="question"), make.case_type(name="breakdown")])

    for stage in (make.opened_case, make.worked_case, make.resolved_case):
        assert stage(desk=desk).case.type == "question"
        assert stage(desk=desk, case_type="breakdown").case.type == "breakdown"
    with pytest.raises(UnknownNameError, match="'brakedown'; 'breakdown' is near"):
        make.opened_case(desk=desk, case_type="brakedown")


def test_a_clock_stands_still_until_it_is_moved() -> None:
    """
    It shows the morning, then what it was moved to; calling it is asking it.
    """
    clock = ManualClock()

    assert clock.now() == clock() == clock.now() == MORNING
    assert clock.advance(HOUR) == clock.now() == MORNING + HOUR
    assert clock.move_to(MORNING + 3 * HOUR) == clock() == MORNING + 3 * HOUR
    assert clock.advance(dt.timedelta()) == clock.move_to(clock.now()) == MORNING + 3 * HOUR
    assert repr(clock) == "ManualClock(2026-04-27T12:00:00+00:00)"


def test_a_clock_shows_utc() -> None:
    """
    Eleven in Oslo in April is nine in UTC.
    """
    oslo = dt.timezone(2 * HOUR)
    clock = ManualClock(dt.datetime(2026, 4, 27, 11, tzinfo=oslo))

    assert clock.now().isoformat() == "2026-04-27T09:00:00+00:00"


def test_a_clock_never_goes_back() -> None:
    """
    Neither by a step nor by an instant; and it stays where it was.
    """
    clock = ManualClock()

    with pytest.raises(
        DefinitionError, match=r"shows 2026-04-27T09.* does not go back to 2026-04-27T08"
    ):
        clock.advance(-HOUR)
    with pytest.raises(DefinitionError, match="make another ManualClock to begin earlier"):
        clock.move_to(MORNING - dt.timedelta(microseconds=1))
    assert clock.now() == MORNING


def test_a_clock_needs_a_zone_and_a_duration() -> None:
    """
    A time without a zone is none, and a number is no duration.
    """
    naive = MORNING.replace(tzinfo=None)

    with pytest.raises(NaiveInstantError):
        ManualClock(naive)
    with pytest.raises(NaiveInstantError):
        ManualClock().move_to(naive)
    with pytest.raises(DefinitionError, match="give a timedelta"):
        ManualClock().advance(5)  # type: ignore[arg-type]
