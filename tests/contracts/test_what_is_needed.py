"""
Values of a wrong kind are refused where they are given, in one line that says what is needed.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import pytest

from csmcore.contracts import (
    Bill,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    EntitlementTemplate,
    Ledger,
    ServiceContract,
    UncoveredRule,
    UnitsConsumed,
    UsageAllowance,
    UsageTerms,
    course,
    cover,
    end_of,
    record,
    stand,
)
from csmcore.customers import Account, AccountBook
from csmcore.errors import DefinitionError
from csmcore.kernel import AccountCustomer, AccountId, AccountOwner, ContractId, EntitlementId, Money
from csmcore.products import ProductBook
from csmcore.serde import to_document

AT: Final = dt.datetime(2026, 5, 10, 12, tzinfo=dt.UTC)
DAYS: Final[Any] = (dt.date(2026, 1, 1), dt.date(2027, 1, 1))
E: Final = EntitlementId("e1")
NO: Final[Any] = "x"
TEN: Final[Any] = 10
RATE: Final[Any] = Money(90, "EUR")
ASKED: Final = CoverageRequest(AccountCustomer(AccountId("acme")))
CONTRACT: Final[Any] = ServiceContract(ContractId("c1"), owner=AccountOwner(AccountId("acme")))
ALL: Final = Entitlement(E)
LIST: Final[Any] = [ALL]
ACCOUNTS: Final[Any] = AccountBook([Account(AccountId("acme"), "Acme")])
PRODUCTS: Final[Any] = ProductBook()

WRONG: Final[tuple[tuple[Callable[[], object], str], ...]] = (
    (
        lambda: ServiceContract(ContractId("c1"), owner=NO),
        "'x' is no owner; say AccountOwner(account_id) or its like",
    ),
    (lambda: Bill(TEN), "rate=10; Money is needed, such as Money(90, 'EUR')"),
    (
        lambda: UsageAllowance(10, overage=RATE),
        "currency='EUR'); Overage is needed, such as Overage(Money(90, 'EUR'))",
    ),
    (lambda: UsageAllowance(10, rollover=NO), "rollover='x'; Rollover is needed"),
    (lambda: UsageTerms(E, TEN), "allowance=10; UsageAllowance is needed, such as UsageAllowance(20)"),
    (lambda: UsageTerms(E, UsageAllowance(10), valid=DAYS), "DateSpan is needed"),
    (lambda: Entitlement(E, allowance=TEN), "allowance=10; UsageAllowance is needed"),
    (lambda: Entitlement(E, scope=NO), "scope='x'; Scope is needed, such as Scope(account_id=...)"),
    (lambda: Entitlement(E, valid=DAYS), "DateSpan is needed, such as DateSpan(start_on, until)"),
    (lambda: EntitlementTemplate("t", scope=NO), "scope='x'; Scope is needed"),
    (lambda: UncoveredRule(Bill(RATE), NO), "when='x'; Scope is needed"),
    (lambda: cover(ASKED, LIST, at=AT), "EntitlementBook is needed: EntitlementBook.of(entitlements)"),
    (lambda: cover(NO, EntitlementBook(), at=AT), "request='x'; CoverageRequest is needed"),
    (lambda: cover(ASKED, EntitlementBook([ALL]), at=AT, uncovered=NO), "'x' is no answer; say REFUSE"),
    (lambda: cover(ASKED, EntitlementBook(), at=AT, uncovered=NO), "'x' is no answer; say REFUSE"),
    (lambda: course(CONTRACT), "contract 'c1' alone is no chain; give it with all above it"),
    (lambda: stand(CONTRACT, AT.date()), "contract 'c1' alone is no chain"),
    (lambda: end_of(CONTRACT), "contract 'c1' alone is no chain"),
    (lambda: Ledger().balance(NO, at=AT), "terms='x'; UsageTerms is needed, such as book.terms("),
    (lambda: Ledger().draws(NO, "k"), "terms='x'; UsageTerms is needed"),
    (
        lambda: Ledger().statement(NO, start_on=AT.date(), until=AT.date()),
        "terms='x'; UsageTerms is needed",
    ),
    (
        lambda: record(Ledger(), UnitsConsumed(E, "k", at=AT, amount=1), terms=NO),
        "terms='x'; UsageTerms is needed",
    ),
    (
        lambda: EntitlementBook(LIST, accounts=ACCOUNTS),
        "Hierarchy is needed, such as what EntitlementBook.of(",
    ),
    (lambda: EntitlementBook(LIST, products=PRODUCTS), "ProductLinks is needed, such as what"),
    (lambda: EntitlementBook(LIST, ledger=NO), "ledger='x'; Ledger is needed"),
    (lambda: EntitlementBook(LIST, calendars=NO), "calendars='x'; CalendarBook is needed"),
    (lambda: EntitlementBook(LIST, contracts=NO), "'x' is no list; give several of ServiceContract"),
)


@pytest.mark.parametrize(("make", "message"), WRONG)
def test_it_says_what_is_needed(make: Callable[[], object], message: str) -> None:
    """
    At once, and not when it is asked for.
    """
    with pytest.raises(DefinitionError) as caught:
        make()

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_of_a_coverage_the_decision_is_stored() -> None:
    """
    A coverage holds a whole book, and says what to store instead.
    """
    coverage = cover(ASKED, EntitlementBook([ALL]), at=AT)

    with pytest.raises(DefinitionError, match=r"store coverage\.decision"):
        to_document(coverage)
    assert to_document(coverage.decision)["question"] == "entitlement"


def test_whatever_a_host_has_makes_one_book() -> None:
    """
    A book of accounts and its tree give equal books, since only the tree is held.
    """
    made = EntitlementBook.of(LIST, accounts=ACCOUNTS)

    assert made == EntitlementBook(LIST, accounts=ACCOUNTS.hierarchy)
    assert made == EntitlementBook.of(LIST, accounts=ACCOUNTS.hierarchy)
