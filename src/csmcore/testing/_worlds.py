"""
Whole worlds by chance: customers, what they have, and what was agreed with them.
"""

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Final, TypeVar

import attrs
from hypothesis import strategies as st

from csmcore.calendars import BusinessCalendar
from csmcore.contracts import (
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
    InstallBaseItemId,
    OwnerRef,
    ProductModelId,
    SoldProductId,
)
from csmcore.products import (
    Dependency,
    InstallBaseItem,
    InstalledProduct,
    ItemState,
    ProductBook,
    ProductKind,
    ProductModel,
    SoldProduct,
    SoldProductState,
)
from csmcore.testing._contracts import contracts
from csmcore.testing._customer_books import customer_books
from csmcore.testing._products import CATEGORIES

T = TypeVar("T")

_PLACES: Final = st.tuples(*[st.integers(0, 23)] * 3)
_MODELS: Final = (
    ProductModel(ProductModelId("router"), "Router", category="wireless"),
    ProductModel(ProductModelId("plan"), "Support plan", kind=ProductKind.SERVICE),
    ProductModel(ProductModelId("toner"), "Toner", kind=ProductKind.CONSUMABLE, active=False),
)
_SOLD_STATES: Final = (SoldProductState.ACTIVE, *SoldProductState)
_ITEM_STATES: Final = (ItemState.IN_USE, *ItemState)
_DATES: Final = (None, dt.date(2026, 1, 1), dt.date(2024, 2, 29))
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
    requests: tuple[CoverageRequest, ...] = attrs.field(converter=tuple[CoverageRequest, ...])

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
    products = _products(draw, owners)
    agreed = _contracts(draw, owners, products)
    owed = [
        _entitlement(number, row, owners, agreed, products)
        for number, row in enumerate(draw(_rows(6, most=5)))
    ]
    book = EntitlementBook.of(
        owed, contracts=agreed, accounts=customers.accounts, products=products, calendars=_OFFICE
    )
    callers = _customers(customers)
    asked = [_request(row, callers, products, agreed) for row in draw(_rows(6, least=1))]
    return World(customers=customers, products=products, entitlements=book, requests=asked)


@functools.cache
def _rows(columns: int, *, least: int = 0, most: int = 3) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """
    Rows of numbers, each of which says which of some things is meant, whatever those are.

    Made once: to put strategies together costs more than to draw from them, and a number is
    drawn sooner than all that a product or a contract can hold.
    """
    row = st.tuples(*[st.integers(0, 23)] * columns)
    return st.lists(row, min_size=least, max_size=most)


def _one_of(values: Sequence[T], place: int) -> T:
    return values[place % len(values)]


def _one_or_none(values: Sequence[T], place: int) -> T | None:
    return _one_of((None, *values), place)


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


def _products(draw: st.DrawFn, owners: Sequence[OwnerRef]) -> ProductBook:
    models: list[ProductModel] = []
    for number, (looks, part) in enumerate(draw(_rows(2, least=1, most=2))):
        parts = [] if part % 2 else [each.id for each in models]
        made = _one_of(_MODELS, looks)
        models.append(attrs.evolve(made, id=ProductModelId(f"model-{number}"), parts=parts))
    sold: list[SoldProduct] = []
    for number, (looks, model, above, owner) in enumerate(draw(_rows(4, least=1))):
        bought = SoldProduct(
            SoldProductId(f"sold-{number}"),
            _one_of(models, model).id,
            _one_of(owners, owner),
            parent_id=_one_or_none([each.id for each in sold], above),
            state=_one_of(_SOLD_STATES, looks),
            sold_on=_one_of(_DATES, looks),
        )
        sold.append(bought)
    items: list[InstallBaseItem] = []
    for number, (looks, model, above, owner) in enumerate(draw(_rows(4, least=1, most=4))):
        deployed = InstallBaseItem(
            InstallBaseItemId(f"item-{number}"),
            _one_of(models, model).id,
            _one_or_none(owners, owner),
            parent_id=_one_or_none([each.id for each in items], above),
            state=_one_of(_ITEM_STATES, looks),
        )
        items.append(deployed)
    links = {(_one_of(sold, one).id, _one_of(items, other).id) for one, other in draw(_rows(2))}
    needs = {
        (_one_of(items, one).id, _one_of(items, other).id) for one, other in draw(_rows(2, most=5))
    }
    return ProductBook(
        models,
        sold,
        items,
        [InstalledProduct(*pair) for pair in sorted(links)],
        [Dependency(*pair) for pair in sorted(needs) if pair[0] != pair[1]],
        categories=CATEGORIES,
    )


@functools.cache
def _agreements() -> st.SearchStrategy[list[ServiceContract]]:
    return st.lists(contracts(max_lines=3), max_size=3)


def _contracts(
    draw: st.DrawFn, owners: Sequence[OwnerRef], products: ProductBook
) -> list[ServiceContract]:
    made: list[ServiceContract] = []
    for number, each in enumerate(draw(_agreements())):
        whose, *which = draw(_PLACES)
        named = sorted({_one_of(products.sold, place).id for place in which if place % 2})
        lines = [attrs.evolve(line, model_id=None, sold_product_ids=named) for line in each.lines]
        agreed = attrs.evolve(
            each,
            id=ContractId(f"contract-{number}"),
            owner=_one_of(owners, whose),
            lines=lines,
            renewal=None,
        )
        made.append(agreed)
    return made


def _entitlement(
    number: int,
    row: Sequence[int],
    owners: Sequence[OwnerRef],
    agreed: Sequence[ServiceContract],
    products: ProductBook,
) -> Entitlement:
    under, whose, model, sold, item, looks = row
    contract = _one_or_none(agreed, under)
    owner = _one_of(owners, whose) if contract is None else contract.owner
    line = None if contract is None else _one_or_none(contract.lines, whose)
    scope = attrs.evolve(
        scope_of(owner),
        model_id=_one_or_none([each.id for each in products.models], model),
        sold_product_id=_one_or_none([each.id for each in products.sold], sold),
        item_id=_one_or_none([each.id for each in products.items], item),
        channels=("phone",) if looks % 2 else (),
    )
    return Entitlement(
        EntitlementId(f"entitlement-{number}"),
        scope=scope,
        contract_id=None if contract is None else contract.id,
        line_id=None if line is None else line.id,
        only_in_hours=looks % 4 > 1,
        allowance=UsageAllowance(looks % 5 + 1) if looks > 11 else None,
    )


def _request(
    row: Sequence[int],
    callers: Sequence[CustomerRef],
    products: ProductBook,
    agreed: Sequence[ServiceContract],
) -> CoverageRequest:
    caller, model, sold, item, contract, channel = row
    return CoverageRequest(
        _one_of(callers, caller),
        model_id=_one_or_none([each.id for each in products.models], model),
        sold_product_id=_one_or_none([each.id for each in products.sold], sold),
        item_id=_one_or_none([each.id for each in products.items], item),
        contract_id=_one_or_none([each.id for each in agreed], contract),
        channel=_one_of((None, "phone", "web"), channel),
    )
