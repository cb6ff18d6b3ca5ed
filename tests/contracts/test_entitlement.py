"""
Entitlements, their scopes and templates, and what a book of them refuses.
"""

import datetime as dt
import pickle
from typing import Any, Final

import pytest

from csmcore.calendars import BusinessCalendar, CalendarBook
from csmcore.contracts import (
    CalendarPeriod,
    ContractKind,
    ContractLine,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    EntitlementTemplate,
    Ledger,
    ProductLinks,
    Rollover,
    Scope,
    ServiceContract,
    UnitsConsumed,
    UsageAllowance,
    record,
    resume,
    scope_of,
    suspend,
    warranty_entitlements,
)
from csmcore.customers import Account, AccountBook
from csmcore.errors import (
    CsmError,
    DefinitionError,
    DuplicateError,
    EntitlementError,
    UnknownIdError,
    UnknownReferenceError,
)
from csmcore.kernel import (
    AccountConsumerOwner,
    AccountCustomer,
    AccountId,
    AccountOwner,
    ConsumerId,
    ConsumerOwner,
    ContractId,
    DateSpan,
    EntitlementId,
    Hierarchy,
    HouseholdId,
    HouseholdOwner,
    InstallBaseItemId,
    LineId,
    OwnerRef,
    ProductModelId,
    SoldProductId,
    Term,
)
from csmcore.products import InstallBaseItem, InstalledProduct, ProductBook, ProductModel, SoldProduct

ACME: Final = AccountId("acme")
E1: Final = EntitlementId("e1")
YEAR: Final = DateSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
CONTRACT: Final = ServiceContract(
    ContractId("c1"),
    owner=AccountOwner(ACME),
    activated_on=dt.date(2026, 1, 1),
    lines=[ContractLine(LineId("l1"), valid=DateSpan(until=dt.date(2026, 7, 1)))],
    valid=YEAR,
)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"with_children": True}, "with_children=True says nothing without account_id"),
        ({"with_parts": True}, "with_parts=True says nothing without item_id"),
        ({"line_id": "l1"}, "line_id='l1' says nothing without contract_id"),
        ({"account_id": "a", "household_id": "h"}, "account 'a' and household 'h' never ask together"),
        ({"account_id": " "}, "account_id is ' '"),
        ({"channels": [""]}, "'' is no name"),
        ({"case_types": [7]}, "7 is no name"),
    ],
)
def test_a_scope_that_says_nothing_is_refused(fields: dict[str, Any], message: str) -> None:
    """
    Children need an account, parts an item, a line its contract; names are texts.
    """
    with pytest.raises(DefinitionError, match=message):
        Scope(**fields)


def test_a_scope_reads_as_people_say_it() -> None:
    """
    Who asks before what it is about; one channel need not be in a list.
    """
    scope = Scope(
        account_id=ACME,
        with_children=True,
        item_id=InstallBaseItemId("i1"),
        with_parts=True,
        contract_id=ContractId("c1"),
        line_id=LineId("l1"),
        channels="phone",
        case_types={"fault", "question"},
    )

    assert str(scope) == (
        "account acme and all below it, item i1 and its parts, contract c1, line l1 of contract c1, "
        "requests by phone, cases of type fault or question"
    )
    assert str(Scope()) == "everything"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"line_id": "l1"}, "line_id='l1' says nothing without contract_id"),
        ({"cases": -1}, "cases is -1; it is a whole number, 0 or more"),
        ({"cases": 1.5}, "cases is 1.5; it is a whole number"),
        ({"work": -dt.timedelta(hours=1)}, "it is not below zero"),
        ({"work": 3}, "3 is no duration"),
        ({"channel": ""}, "channel is ''"),
    ],
)
def test_a_request_that_cannot_be_is_refused(fields: dict[str, Any], message: str) -> None:
    """
    Amounts are not negative, and a line stands under its contract.
    """
    with pytest.raises(DefinitionError, match=message):
        CoverageRequest(AccountCustomer(ACME), **fields)


def test_a_request_needs_a_customer() -> None:
    """
    An id alone does not say what kind of customer it is.
    """
    with pytest.raises(DefinitionError, match="'acme' is no customer"):
        CoverageRequest("acme")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"line_id": "l1"}, "line_id='l1' says nothing without contract_id"),
        ({"kind": "gift"}, "'gift' is no contract kind"),
        ({"policy": ""}, "policy is ''"),
        (
            {"contract_id": "c1", "scope": Scope(contract_id=ContractId("c2"))},
            "entitlement 'e1' has contract_id='c1', and its scope 'c2'",
        ),
    ],
)
def test_an_entitlement_that_contradicts_itself_is_refused(
    fields: dict[str, Any], message: str
) -> None:
    """
    It is agreed under the contract that its scope names, if that names one.
    """
    with pytest.raises(DefinitionError, match=message):
        Entitlement(E1, **fields)


def test_an_entitlement_is_agreed_under_what_its_scope_names() -> None:
    """
    Saying it once is enough; saying it apart leaves the scope open.
    """
    scope = Scope(contract_id=ContractId("c1"), line_id=LineId("l1"))

    assert Entitlement(E1, scope=scope).agreed_under == ("c1", "l1")
    assert Entitlement(E1, contract_id=ContractId("c1")).agreed_under == ("c1", None)
    assert Entitlement(E1).agreed_under == (None, None)


def test_an_entitlement_is_suspended_and_resumed_like_a_contract() -> None:
    """
    The same functions do it, whatever it hangs under: also those on a contract's line.
    """
    on = dt.date(2026, 5, 1)
    held = suspend(Entitlement(E1, contract_id=ContractId("c1")), on, reason="unpaid")

    assert [each.start_on for each in held.suspensions] == [on]
    assert resume(held, dt.date(2026, 5, 9)).suspensions[0].until == dt.date(2026, 5, 9)


OWNERS: Final[tuple[tuple[OwnerRef, Scope], ...]] = (
    (AccountOwner(ACME), Scope(account_id=ACME)),
    (ConsumerOwner(ConsumerId("kim")), Scope(consumer_id=ConsumerId("kim"))),
    (HouseholdOwner(HouseholdId("kims")), Scope(household_id=HouseholdId("kims"))),
    (
        AccountConsumerOwner(ACME, ConsumerId("kim")),
        Scope(account_id=ACME, consumer_id=ConsumerId("kim")),
    ),
)


@pytest.mark.parametrize(("owner", "scope"), OWNERS)
def test_what_is_for_an_owner_names_them(owner: OwnerRef, scope: Scope) -> None:
    """
    Each kind of owner has a scope of its own.
    """
    assert scope_of(owner) == scope


def test_a_template_makes_an_entitlement_for_what_was_sold() -> None:
    """
    From the date on, for a term; it names the owner and what was sold, and the template.
    """
    template = EntitlementTemplate(
        "gold",
        "Gold",
        model_ids=[ProductModelId("m1")],
        term=Term(years=1),
        scope=Scope(channels="phone"),
        allowance=UsageAllowance(5),
        policy="gold",
    )

    made = template.make(
        E1,
        owner=AccountOwner(ACME),
        start_on=dt.date(2024, 2, 29),
        sold_product_id=SoldProductId("s1"),
        model_id=ProductModelId("m1"),
    )

    assert made == Entitlement(
        E1,
        "Gold",
        scope=Scope(account_id=ACME, sold_product_id=SoldProductId("s1"), channels="phone"),
        allowance=UsageAllowance(5),
        policy="gold",
        template_id="gold",
        valid=DateSpan(dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
    )


def test_a_template_restricts_to_the_model_where_nothing_else_is_named() -> None:
    """
    Without a sold product or item, the model is what the entitlement is for.
    """
    model = ProductModelId("m1")

    made = EntitlementTemplate("gold").make(
        E1, owner=AccountOwner(ACME), start_on=dt.date(2026, 1, 1), model_id=model
    )

    assert made.scope == Scope(account_id=ACME, model_id=model)
    assert made.valid == DateSpan(dt.date(2026, 1, 1))


def test_a_template_comes_with_its_models_only() -> None:
    """
    Another model is refused, and the models are a list.
    """
    template = EntitlementTemplate("gold", model_ids=[ProductModelId("m1")])

    with pytest.raises(UnknownReferenceError, match="'e1' names model of the template 'm2'"):
        template.make(
            E1,
            owner=AccountOwner(ACME),
            start_on=dt.date(2026, 1, 1),
            model_id=ProductModelId("m2"),
        )
    with pytest.raises(DefinitionError, match="model_ids='m1' is one text"):
        EntitlementTemplate("gold", model_ids="m1")  # type: ignore[arg-type]


def test_a_warranty_gives_an_entitlement_for_each_stretch() -> None:
    """
    They are of kind warranty, with ids that are told apart.
    """
    first, later = YEAR, DateSpan(dt.date(2028, 1, 1))

    made = warranty_entitlements("w1", [first, later], scope=Scope(account_id=ACME), policy="w")

    assert [(each.id, each.kind, each.valid) for each in made] == [
        ("w1/1", ContractKind.WARRANTY, first),
        ("w1/2", ContractKind.WARRANTY, later),
    ]


def test_a_book_holds_each_id_once() -> None:
    """
    Twins are refused, of entitlements and of contracts.
    """
    with pytest.raises(DuplicateError, match=r"entitlement.*'e1'"):
        EntitlementBook.of([Entitlement(E1), Entitlement(E1, "another")])
    with pytest.raises(DuplicateError, match=r"contract.*'c1'"):
        EntitlementBook.of([], contracts=[CONTRACT, CONTRACT])
    with pytest.raises(DefinitionError, match="'e1' is no Entitlement; say Entitlement"):
        EntitlementBook.of(["e1"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("entitlement", "message"),
    [
        (Entitlement(E1, contract_id=ContractId("c9")), "names contract 'c9'"),
        (
            Entitlement(E1, contract_id=ContractId("c1"), line_id=LineId("l9")),
            "names line of contract 'c1' 'l9'",
        ),
        (Entitlement(E1, scope=Scope(account_id=AccountId("bond"))), "names account 'bond'"),
        (Entitlement(E1, scope=Scope(item_id=InstallBaseItemId("i9"))), "names item 'i9'"),
        (
            Entitlement(E1, scope=Scope(sold_product_id=SoldProductId("s9"))),
            "names sold product 's9'",
        ),
        (Entitlement(E1, hours="night"), "names calendar 'night'"),
    ],
)
def test_what_an_entitlement_names_must_be_there(entitlement: Entitlement, message: str) -> None:
    """
    The error names what is missing, and who names it.
    """
    with pytest.raises(UnknownReferenceError, match=f"entitlement 'e1' {message}"):
        EntitlementBook.of(
            [entitlement],
            contracts=[CONTRACT],
            accounts=Hierarchy("account", {ACME: None}),
            products=ProductLinks(
                sold=[(SoldProductId("s1"), ProductModelId("m1"))],
                items=Hierarchy("item", {InstallBaseItemId("i1"): None}),
            ),
            calendars=CalendarBook([BusinessCalendar("office", "UTC", "mon-fri 09:00-17:00")]),
        )


def test_all_that_reaches_outside_is_told_at_once() -> None:
    """
    Over the whole book: too early, longer than the line, and hours that nobody names.
    """
    early = Entitlement(E1, contract_id=ContractId("c1"), valid=DateSpan(dt.date(2025, 12, 31)))
    late = Entitlement(
        EntitlementId("e2"),
        contract_id=ContractId("c1"),
        line_id=LineId("l1"),
        only_in_hours=True,
        valid=DateSpan(until=dt.date(2026, 7, 2)),
    )

    with pytest.raises(EntitlementError) as caught:
        EntitlementBook.of([late, early], contracts=[CONTRACT])

    assert caught.value.problems == (
        "entitlement 'e1' starts on 2025-12-31, before contract 'c1' does on 2026-01-01",
        "entitlement 'e2' ends on 2026-07-02, after line 'l1' does on 2026-07-01",
        "entitlement 'e2' serves only in its hours, and nobody names any",
    )
    assert "do not fit what they hang under: entitlement 'e1'" in str(caught.value)


def test_periods_that_nothing_starts_are_refused() -> None:
    """
    An allowance that is carried over needs a first date to count from.
    """
    carried = UsageAllowance(5, period=CalendarPeriod(), rollover=Rollover())

    with pytest.raises(DefinitionError, match="the periods of entitlement 'e1' are counted from"):
        EntitlementBook.of([Entitlement(E1, allowance=carried)])


def test_usage_counts_within_the_dates_of_the_contract() -> None:
    """
    What the ledger is told has the line's end, and the contract's start.
    """
    book = EntitlementBook.of(
        [
            Entitlement(
                E1, contract_id=ContractId("c1"), line_id=LineId("l1"), allowance=UsageAllowance(5)
            ),
            Entitlement(EntitlementId("e2")),
        ],
        contracts=[CONTRACT],
    )
    terms = book.terms(E1)

    assert terms is not None
    assert terms.valid == DateSpan(dt.date(2026, 1, 1), dt.date(2026, 7, 1))
    assert book.terms(EntitlementId("e2")) is None
    assert book.chain(E1) == (CONTRACT, CONTRACT.line(LineId("l1")), book.entitlement(E1))
    assert [each.id for each in book] == ["e1", "e2"]
    assert book.with_ledger(Ledger()) == book
    with pytest.raises(UnknownIdError, match="no entitlement has the id 'e9'"):
        book.terms(EntitlementId("e9"))


def test_a_book_with_other_usage_is_not_built_again() -> None:
    """
    It says the same as one that is built, and its indexes are those of the first.
    """
    pack = Entitlement(
        E1,
        valid=DateSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
        allowance=UsageAllowance(5),
    )
    book = EntitlementBook.of([pack])
    terms = book.terms(E1)
    assert terms is not None
    entry = UnitsConsumed(E1, "case-1", at=dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC), amount=1)
    ledger = record(Ledger(), entry, terms=terms).ledger
    after = book.with_ledger(ledger)

    assert after == EntitlementBook.of([pack], ledger=ledger)
    assert after.terms(E1) is terms
    assert (len(book.ledger), len(after.ledger)) == (0, 1)
    assert pickle.loads(pickle.dumps(after)) == after
    with pytest.raises(DefinitionError, match=r"Ledger\.of"):
        book.with_ledger("none")  # type: ignore[arg-type]


def test_a_book_takes_what_a_host_has() -> None:
    """
    A book of accounts and a book of products will do; only the links that matter are kept.
    """
    sold = SoldProduct(SoldProductId("s1"), ProductModelId("m1"), AccountOwner(ACME))
    item = InstallBaseItem(InstallBaseItemId("i1"), ProductModelId("m1"), AccountOwner(ACME))
    products = ProductBook(
        models=[ProductModel(ProductModelId("m1"), "Chiller")],
        sold=[sold],
        items=[item],
        installed=[InstalledProduct(sold.id, item.id)],
    )

    book = EntitlementBook.of([], accounts=AccountBook([Account(ACME, "Acme")]), products=products)

    assert list(book.accounts) == [ACME]
    assert book.products.sold_as(item.id, dt.date(2026, 1, 1)) == (sold.id,)
    assert book.products.model_of_item == {item.id: "m1"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"sold": [("s1", "m1"), ("s1", "m2")]}, "sold product.*'s1'"),
        ({"item_models": [("i9", "m1")]}, "names item 'i9'"),
        ({"installed": [("s9", "i1", DateSpan())]}, "names sold product 's9'"),
        ({"sold": [("s1", "m1")], "installed": [("s1", "i9", DateSpan())]}, "names item 'i9'"),
    ],
)
def test_links_that_lead_nowhere_are_refused(fields: dict[str, Any], message: str) -> None:
    """
    Each sold product has one model, and each link two ends.
    """
    with pytest.raises(CsmError, match=message):
        ProductLinks(items=Hierarchy("item", {InstallBaseItemId("i1"): None}), **fields)
