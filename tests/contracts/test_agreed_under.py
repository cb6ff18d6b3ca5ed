"""
Agreed under a contract: for its owner, and of more weight where the request is under it too.
"""

import datetime as dt
from typing import Any, Final

import pytest

from csmcore.contracts import (
    ContractLine,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    ProductLinks,
    Scope,
    ServiceContract,
    cover,
)
from csmcore.errors import UnknownReferenceError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountConsumerOwner,
    AccountCustomer,
    AccountId,
    AccountOwner,
    ConsumerCustomer,
    ConsumerId,
    ConsumerOwner,
    ContractId,
    CustomerRef,
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
)

AT: Final = dt.datetime(2026, 5, 10, 12, tzinfo=dt.UTC)
ACME: Final = AccountId("acme")
NORTH: Final = AccountId("north")
BOND: Final = AccountId("bond")
KIM: Final = ConsumerId("kim")
KIMS: Final = HouseholdId("kims")
C1: Final = ContractId("c1")
S1: Final = SoldProductId("s1")
GOLD: Final = Entitlement(EntitlementId("gold"), contract_id=C1)
UNDER_ONLY: Final = Entitlement(EntitlementId("gold"), scope=Scope(contract_id=C1))
TREE: Final = Hierarchy("account", {ACME: None, NORTH: ACME, BOND: None})


def book(*entitlements: Entitlement, owner: OwnerRef | None = None, **fields: Any) -> EntitlementBook:
    """
    Entitlements around the contract c1, Acme's if nobody else's, with the pump s1 on a line.
    """
    contract = ServiceContract(
        C1,
        owner=AccountOwner(ACME) if owner is None else owner,
        activated_on=dt.date(2026, 1, 1),
        lines=[ContractLine(LineId("l1"), sold_product_ids=[S1])],
    )
    return EntitlementBook.of(entitlements, contracts=[contract], **{"accounts": TREE, **fields})


@pytest.mark.parametrize("entitlement", [GOLD, UNDER_ONLY], ids=["agreed", "asked"])
@pytest.mark.parametrize(
    ("owner", "customer", "covered"),
    [
        (AccountOwner(ACME), AccountCustomer(ACME), True),
        (AccountOwner(ACME), AccountCustomer(BOND), False),
        (AccountOwner(ACME), AccountCustomer(NORTH), False),
        (AccountOwner(NORTH), AccountCustomer(ACME), False),
        (AccountOwner(ACME), ConsumerCustomer(KIM), False),
        (ConsumerOwner(KIM), ConsumerCustomer(KIM), True),
        (ConsumerOwner(KIM), ConsumerCustomer(ConsumerId("sam")), False),
        (HouseholdOwner(KIMS), ConsumerCustomer(KIM, KIMS), True),
        (HouseholdOwner(KIMS), ConsumerCustomer(KIM), False),
        (AccountConsumerOwner(ACME, KIM), AccountConsumerCustomer(ACME, KIM), True),
        (AccountConsumerOwner(ACME, KIM), AccountConsumerCustomer(NORTH, KIM), False),
        (AccountConsumerOwner(ACME, KIM), AccountCustomer(ACME), False),
    ],
)
def test_without_a_party_it_is_for_the_contracts_owner(
    entitlement: Entitlement, owner: OwnerRef, customer: CustomerRef, *, covered: bool
) -> None:
    """
    Nobody else is covered, though they name the contract; nor are those below the owner.
    """
    request = CoverageRequest(customer, contract_id=C1)

    assert bool(cover(request, book(entitlement, owner=owner), at=AT)) is covered


def test_it_is_told_whose_the_contract_is() -> None:
    """
    With the owner it is a reason for, with the branch below it is a part of the one against.
    """
    ours = cover(CoverageRequest(AccountCustomer(ACME)), book(GOLD), at=AT)
    branch = cover(CoverageRequest(AccountCustomer(NORTH)), book(GOLD), at=AT)
    stranger = cover(CoverageRequest(AccountCustomer(BOND)), book(GOLD), at=AT)

    assert [str(each) for each in ours.decision.reasons][:2] == [
        "it is for account acme",
        "contract c1 is acme's",
    ]
    assert str(branch.rejected[0].reasons[0]) == (
        "it is for account acme (contract c1 is acme's) alone, and account north is below it"
    )
    assert (stranger.rejected, stranger.out_of_reach) == ((), 1)


def test_a_scope_that_names_a_party_says_for_whom() -> None:
    """
    Then the owner does not matter: Acme pays for Bond, and for its own branches.
    """
    given = Scope(account_id=BOND)
    wide = Scope(account_id=ACME, with_children=True)
    theirs = book(Entitlement(EntitlementId("gold"), scope=given, contract_id=C1))
    below = book(Entitlement(EntitlementId("gold"), scope=wide, contract_id=C1))

    assert cover(CoverageRequest(AccountCustomer(BOND)), theirs, at=AT)
    assert not cover(CoverageRequest(AccountCustomer(ACME)), theirs, at=AT)
    assert cover(CoverageRequest(AccountCustomer(NORTH)), below, at=AT)


def test_the_owner_weighs_what_a_party_weighs() -> None:
    """
    By ServiceNow's weights account (1) and, where the request is under it, contract (4).
    """
    apart = cover(CoverageRequest(AccountCustomer(ACME)), book(GOLD), at=AT)
    under = cover(CoverageRequest(AccountCustomer(ACME), contract_id=C1), book(GOLD), at=AT)

    assert [str(each) for each in (*apart.scores, *under.scores)] == [
        "account (1)",
        "contract (4) and account (1)",
    ]


def test_an_owner_who_is_not_there_is_refused() -> None:
    """
    Nobody could ever ask for it.
    """
    with pytest.raises(UnknownReferenceError, match="contract 'c1'"):
        book(GOLD, owner=AccountOwner(AccountId("who")))


GOLD_OF_ACME: Final = Entitlement(EntitlementId("gold"), scope=Scope(account_id=ACME), contract_id=C1)
PUMP: Final = Entitlement(EntitlementId("pump"), scope=Scope(account_id=ACME, sold_product_id=S1))
TAP: Final = Entitlement(
    EntitlementId("tap"), scope=Scope(account_id=ACME, sold_product_id=SoldProductId("s2"))
)


@pytest.mark.parametrize(
    ("things", "chosen"),
    [
        ({"sold_product_id": SoldProductId("s2"), "contract_id": C1}, "gold"),
        ({"sold_product_id": S1}, "gold"),
        ({"sold_product_id": SoldProductId("s2")}, "tap"),
        ({}, "gold"),
    ],
    ids=["named", "led to", "not under it", "nothing said"],
)
def test_agreed_under_counts_where_the_request_is_under_it(things: Any, chosen: str) -> None:
    """
    Contract 4 outranks asset 3 where the contract is named, or s1 stands on its line; else it has 1.
    """
    request = CoverageRequest(AccountCustomer(ACME), **things)

    coverage = cover(request, book(GOLD_OF_ACME, PUMP, TAP), at=AT)

    assert coverage.decision.get().id == chosen


def test_it_is_told_that_both_are_under_one_contract() -> None:
    """
    And how that is known, where the request did not name it.
    """
    coverage = cover(
        CoverageRequest(AccountCustomer(ACME), sold_product_id=S1), book(GOLD_OF_ACME), at=AT
    )

    assert [str(each) for each in coverage.decision.reasons][1:3] == [
        "it was agreed under contract c1, and so is this",
        "sold product s1 stands on line l1 of contract c1",
    ]


I1, I2, RACK = (InstallBaseItemId(each) for each in ("i1", "i2", "rack"))
LINKS: Final = ProductLinks(
    sold=[(S1, ProductModelId("m1"))],
    item_models=[(each, ProductModelId("m1")) for each in (I1, I2, RACK)],
    items=Hierarchy("item", {RACK: None, I1: RACK, I2: None}),
    installed=[
        (S1, I1, DateSpan(until=dt.date(2026, 6, 1))),
        (S1, I2, DateSpan(dt.date(2026, 5, 1))),
    ],
)


@pytest.mark.parametrize(
    ("scope", "on", "reason"),
    [
        (Scope(item_id=I1), 10, "sold product s1 is installed as item i1"),
        (Scope(item_id=I2), 10, "sold product s1 is installed as item i2"),
        (
            Scope(item_id=RACK, with_parts=True),
            10,
            "sold product s1 is installed as item i1, which is a part of item rack",
        ),
        (Scope(item_id=RACK), 10, None),
        (Scope(item_id=I2, with_parts=True), 10, "sold product s1 is installed as item i2"),
    ],
)
def test_a_sold_product_leads_to_the_items_that_it_is(
    scope: Scope, on: int, reason: str | None
) -> None:
    """
    All of that date, and with their parts the items around them.
    """
    request = CoverageRequest(AccountCustomer(ACME), sold_product_id=S1)

    coverage = cover(
        request,
        book(Entitlement(EntitlementId("e1"), scope=scope), products=LINKS),
        at=AT.replace(day=on),
    )

    assert bool(coverage) is (reason is not None)
    if reason is not None:
        assert reason in [str(each) for each in coverage.decision.reasons]


@pytest.mark.parametrize(
    ("item", "month", "covered"), [(I1, 5, True), (I1, 6, False), (I2, 4, False), (I2, 6, True)]
)
def test_items_are_those_of_the_date(item: InstallBaseItemId, month: int, *, covered: bool) -> None:
    """
    It was i1 until June, and i2 from May on.
    """
    request = CoverageRequest(AccountCustomer(ACME), sold_product_id=S1)
    only = book(Entitlement(EntitlementId("e1"), scope=Scope(item_id=item)), products=LINKS)

    assert bool(cover(request, only, at=AT.replace(month=month))) is covered


def test_an_item_that_is_named_is_the_one_in_question() -> None:
    """
    What else the sold product is installed as is not.
    """
    request = CoverageRequest(AccountCustomer(ACME), sold_product_id=S1, item_id=I2)
    first = book(Entitlement(EntitlementId("e1"), scope=Scope(item_id=I1)), products=LINKS)

    assert not cover(request, first, at=AT)
