"""
Whole worlds by chance: customers, what they have, and what was agreed with them.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

import attrs
from hypothesis import strategies as st

from csmcore.calendars import BusinessCalendar
from csmcore.contracts import (
    ContractLine,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    ServiceContract,
    UsageAllowance,
    scope_of,
)
from csmcore.customers import CustomerBook
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountConsumerOwner,
    AccountCustomer,
    AccountOwner,
    ConsumerCustomer,
    ConsumerOwner,
    ContractId,
    CustomerRef,
    EntitlementId,
    Hierarchy,
    HouseholdOwner,
    OwnerRef,
)
from csmcore.products import ProductBook
from csmcore.testing._contracts import contracts
from csmcore.testing._customer_books import customer_books
from csmcore.testing._product_books import product_books

T = TypeVar("T")

_OFFICE: Final = BusinessCalendar("office", "Europe/Amsterdam", "mon-fri 09:00-17:00")


@attrs.frozen(kw_only=True)
class World:
    """
    Customers with products, contracts and entitlements that fit together.

    Attributes:
        customers: Who there is.

        products: What they have; every owner is one of the customers.

        entitlements: What they are owed, with the contracts behind it.

        requests: What some of them ask, about things of this world.
    """

    customers: CustomerBook
    products: ProductBook
    entitlements: EntitlementBook
    requests: tuple[CoverageRequest, ...]

    @property
    def owners(self) -> tuple[OwnerRef, ...]:
        """
        Everybody to whom something can belong.
        """
        return tuple(_owners(self.customers))


def hierarchies(*, ids: str = "abcdef") -> st.SearchStrategy[Hierarchy[str]]:
    """
    Trees of a few members, deep and wide ones.

    Args:
        ids: Their ids, a letter each; every one but the first may be below an earlier one.
    """
    above = [st.none() | st.sampled_from(ids[:place]) for place in range(1, len(ids))]
    chosen = st.tuples(st.none(), *above)
    return chosen.map(lambda parents: Hierarchy("account", zip(ids, parents, strict=True)))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """
    A few customers, what they bought and installed, and what was agreed with some of them.
    """
    customers = draw(customer_books())
    owners = _owners(customers)
    products = _owned(draw, draw(product_books()), owners)
    agreed = [draw(_contracts(number, owners, products)) for number in range(draw(st.integers(0, 3)))]
    owed = [
        draw(_entitlements(number, owners, agreed, products))
        for number in range(draw(st.integers(0, 5)))
    ]
    book = EntitlementBook.of(
        owed, contracts=agreed, accounts=customers.accounts, products=products, calendars=_OFFICE
    )
    asked = draw(st.lists(_requests(customers, products, agreed), min_size=1, max_size=3))
    return World(customers=customers, products=products, entitlements=book, requests=tuple(asked))


def _owners(customers: CustomerBook) -> list[OwnerRef]:
    people = customers.people
    return [
        *(AccountOwner(each.id) for each in customers.accounts),
        *(ConsumerOwner(each.id) for each in people.consumers),
        *(HouseholdOwner(each.id) for each in customers.households.households),
        *(AccountConsumerOwner(each.account_id, each.consumer_id) for each in people.account_consumers),
    ]


def _customers(customers: CustomerBook) -> list[CustomerRef]:
    people, households = customers.people, customers.households
    return [
        *(AccountCustomer(each.id) for each in customers.accounts),
        *(AccountCustomer(each.account_id, each.id) for each in people.contacts),
        *(ConsumerCustomer(each.id) for each in people.consumers),
        *(ConsumerCustomer(each.consumer_id, each.household_id) for each in households.memberships),
        *(
            AccountConsumerCustomer(each.account_id, each.consumer_id)
            for each in people.account_consumers
        ),
    ]


def _owned(draw: st.DrawFn, products: ProductBook, owners: Sequence[OwnerRef]) -> ProductBook:
    of_theirs = st.sampled_from(owners)
    return attrs.evolve(
        products,
        sold=[
            attrs.evolve(each, owner=draw(of_theirs), former_owners=(), billing_account_id=None)
            for each in products.sold
        ],
        items=[
            attrs.evolve(each, owner=draw(st.none() | of_theirs), parties=()) for each in products.items
        ],
    )


@st.composite
def _contracts(
    draw: st.DrawFn, number: int, owners: Sequence[OwnerRef], products: ProductBook
) -> ServiceContract:
    made = draw(contracts(max_lines=3))
    sold = st.lists(st.sampled_from([each.id for each in products.sold]), max_size=2, unique=True)

    def with_products(line: ContractLine) -> ContractLine:
        return attrs.evolve(line, model_id=None, sold_product_ids=draw(sold))

    return attrs.evolve(
        made,
        id=ContractId(f"contract-{number}"),
        owner=draw(st.sampled_from(owners)),
        lines=[with_products(each) for each in made.lines],
        renewal=None,
    )


@st.composite
def _entitlements(
    draw: st.DrawFn,
    number: int,
    owners: Sequence[OwnerRef],
    agreed: Sequence[ServiceContract],
    products: ProductBook,
) -> Entitlement:
    contract = draw(_one_or_none(agreed))
    owner = draw(st.sampled_from(owners)) if contract is None else contract.owner
    line = None if contract is None else draw(_one_or_none(contract.lines))
    scope = attrs.evolve(
        scope_of(owner),
        model_id=draw(_one_or_none([each.id for each in products.models])),
        sold_product_id=draw(_one_or_none([each.id for each in products.sold])),
        item_id=draw(_one_or_none([each.id for each in products.items])),
        channels=draw(st.sampled_from([(), ("phone",)])),
    )
    return Entitlement(
        EntitlementId(f"entitlement-{number}"),
        scope=scope,
        contract_id=None if contract is None else contract.id,
        line_id=None if line is None else line.id,
        only_in_hours=draw(st.booleans()),
        allowance=draw(st.none() | st.builds(UsageAllowance, st.integers(1, 5))),
    )


def _requests(
    customers: CustomerBook, products: ProductBook, agreed: Sequence[ServiceContract]
) -> st.SearchStrategy[CoverageRequest]:
    return st.builds(
        CoverageRequest,
        st.sampled_from(_customers(customers)),
        model_id=_one_or_none([each.id for each in products.models]),
        sold_product_id=_one_or_none([each.id for each in products.sold]),
        item_id=_one_or_none([each.id for each in products.items]),
        contract_id=_one_or_none([each.id for each in agreed]),
        channel=st.sampled_from([None, "phone", "web"]),
    )


def _one_or_none(values: Sequence[T]) -> st.SearchStrategy[T | None]:
    return st.none() | st.sampled_from(values) if values else st.none()
