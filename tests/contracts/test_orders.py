"""
Orders: which entitlement counts where several would cover, by weights and by what breaks ties.
"""

import datetime as dt
from typing import Any, Final

import attrs
import pytest

from csmcore.contracts import (
    MOST_SPECIFIC,
    SERVICENOW,
    Aspect,
    ContractKind,
    CoverageOrder,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    Ranking,
    Scope,
    ServiceContract,
    TieBreak,
    UsageAllowance,
    cover,
)
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import (
    AccountCustomer,
    AccountId,
    AccountOwner,
    ContractId,
    DateSpan,
    EntitlementId,
    Hierarchy,
    ProductModelId,
    SoldProductId,
)

AT: Final = dt.datetime(2026, 5, 10, 12, tzinfo=dt.UTC)
ACME: Final = AccountId("acme")
S1: Final = SoldProductId("s1")
C1: Final = ContractId("c1")
ASKED: Final = CoverageRequest(
    AccountCustomer(ACME), model_id=ProductModelId("m1"), sold_product_id=S1, contract_id=C1
)


def entitlement(name: str, *, until: dt.date | None = None, **fields: Any) -> Entitlement:
    """
    An entitlement of Acme's.
    """
    allowance, kind = fields.pop("allowance", None), fields.pop("kind", None)
    scope = Scope(**{"account_id": ACME, **fields})
    return Entitlement(
        EntitlementId(name), scope=scope, valid=DateSpan(until=until), allowance=allowance, kind=kind
    )


CONTRACT: Final = entitlement("contract", contract_id=C1)
ASSET: Final = entitlement("asset", sold_product_id=S1)
MODEL: Final = entitlement("model", model_id=ProductModelId("m1"))
ANY: Final = entitlement("any")


def winner(*entitlements: Entitlement, order: CoverageOrder = SERVICENOW) -> str:
    """
    The id of the one that counts.
    """
    contract = ServiceContract(C1, owner=AccountOwner(ACME), activated_on=dt.date(2026, 1, 1))
    accounts = Hierarchy("account", {AccountId("group"): None, ACME: AccountId("group")})
    book = EntitlementBook.of(entitlements, contracts=[contract], accounts=accounts)
    return cover(ASKED, book, at=AT, order=order).decision.get().id


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (SERVICENOW, "contract"),
        (SERVICENOW.weigh(Aspect.SOLD_PRODUCT, Aspect.ITEM, as_much_as=5), "asset"),
        (MOST_SPECIFIC, "asset"),
    ],
)
def test_contract_and_asset_are_one_line_apart(order: CoverageOrder, expected: str) -> None:
    """
    ServiceNow lets the contract outrank the asset; who expects the opposite says so in one line.
    """
    assert winner(ANY, MODEL, ASSET, CONTRACT, order=order) == expected


def test_another_weight_is_another_order() -> None:
    """
    It is not called ServiceNow any more, and not adapted twice.
    """
    adapted = SERVICENOW.weigh(Aspect.ITEM, as_much_as=5)

    assert adapted.name == "ServiceNow, adapted"
    assert adapted.weigh(Aspect.MODEL, as_much_as=6).name == "ServiceNow, adapted"
    assert SERVICENOW.weigh(Aspect.ITEM, as_much_as=5, name="ours").name == "ours"


def test_the_ladder_of_servicenow() -> None:
    """
    Contract 4, asset 3, product 2, customer 1: each wins when those above it are gone.
    """
    ladder = [CONTRACT, ASSET, MODEL, ANY]

    assert [winner(*ladder[place:]) for place in range(4)] == ["contract", "asset", "model", "any"]


def test_the_highest_weight_counts_before_the_sum() -> None:
    """
    Asset alone (3) beats model and location (2 + 2); with the sum alone it loses; in turn it wins.
    """
    weights = {Aspect.SOLD_PRODUCT: 3, Aspect.MODEL: 2, Aspect.LOCATION: 2}
    order = CoverageOrder("mine", weights=weights)
    asset, others = [Aspect.SOLD_PRODUCT], [Aspect.MODEL, Aspect.LOCATION]

    assert order.rank(asset) > order.rank(others)
    summed = attrs.evolve(order, ranking=Ranking.SUM)
    assert summed.rank(asset) < summed.rank(others)
    in_turn = attrs.evolve(order, ranking=Ranking.IN_TURN)
    assert (in_turn.rank(asset), in_turn.rank(others)) == ((1, 0), (0, 2))


def test_among_equal_highest_the_sum_decides() -> None:
    """
    Asset and model (3 + 2) beat asset alone.
    """
    both = entitlement("both", sold_product_id=S1, model_id=ProductModelId("m1"))

    assert winner(ASSET, both) == "both"


def test_a_warranty_counts_first_where_it_is_given_weight() -> None:
    """
    What costs the customer nothing before what was bought, in one line.
    """
    warranty = entitlement("warranty", sold_product_id=S1, kind=ContractKind.WARRANTY)

    assert winner(CONTRACT, warranty) == "contract"
    assert winner(CONTRACT, warranty, order=SERVICENOW.weigh(Aspect.WARRANTY, as_much_as=9)) == (
        "warranty"
    )


@pytest.mark.parametrize(
    ("one", "other", "tie"),
    [
        (
            entitlement("b", account_id=ACME),
            entitlement("a", account_id=AccountId("group"), with_children=True),
            TieBreak.NEAREST,
        ),
        (
            entitlement("b", until=dt.date(2027, 1, 1)),
            entitlement("a", until=dt.date(2026, 12, 31)),
            TieBreak.LATEST_END,
        ),
        (entitlement("b"), entitlement("a", until=dt.date.max), TieBreak.LATEST_END),
        (
            entitlement("b", allowance=UsageAllowance(6)),
            entitlement("a", allowance=UsageAllowance(5)),
            TieBreak.MOST_REMAINING,
        ),
        (
            entitlement("b"),
            entitlement("a", allowance=UsageAllowance(10**9)),
            TieBreak.MOST_REMAINING,
        ),
        (
            entitlement("b", allowance=UsageAllowance(1)),
            entitlement("a", allowance=UsageAllowance(dt.timedelta(hours=9))),
            TieBreak.MOST_REMAINING,
        ),
        (entitlement("a"), entitlement("b"), TieBreak.LOWEST_ID),
    ],
)
def test_each_tie_break_decides(one: Entitlement, other: Entitlement, tie: TieBreak) -> None:
    """
    Of two of one rank the first counts, by that key and whichever comes in first.
    """
    order = attrs.evolve(SERVICENOW, ties=[tie])

    assert winner(one, other, order=order) == winner(other, one, order=order) == one.id


def test_ties_are_tried_in_their_order() -> None:
    """
    The end decides before what is left, unless it is said the other way round.
    """
    longer = entitlement("longer", allowance=UsageAllowance(1))
    fuller = entitlement("fuller", until=dt.date(2027, 1, 1), allowance=UsageAllowance(9))
    turned = attrs.evolve(SERVICENOW, ties=[TieBreak.MOST_REMAINING, TieBreak.LATEST_END])

    assert winner(longer, fuller) == "longer"
    assert winner(longer, fuller, order=turned) == "fuller"
    assert turned.ties[-1] is TieBreak.LOWEST_ID


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"weights": {"asset": 1}}, DefinitionError, "'asset' is no aspect; it is one of account"),
        ({"weights": {"item": -1}}, DefinitionError, "the weight of item is -1"),
        ({"weights": {"item": 1.5}}, DefinitionError, "the weight of item is 1.5"),
        ({"weights": [("item", 1), ("item", 2)]}, DuplicateError, "weight.*'item'"),
        ({"weights": {}, "ties": ["lowest_id", "lowest_id"]}, DuplicateError, "tie break"),
        ({"weights": {}, "ties": ["random"]}, DefinitionError, "'random' is no tie break"),
        ({"weights": {}, "ranking": "best"}, DefinitionError, "'best' is no ranking"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    fields: dict[str, Any], error: type[Exception], message: str
) -> None:
    """
    Weights are whole and not negative, each said once; choices are among those there are.
    """
    with pytest.raises(error, match=message):
        CoverageOrder("mine", **fields)


def test_the_order_in_which_weights_are_said_does_not_matter() -> None:
    """
    Two that say the same are equal.
    """
    one = CoverageOrder("mine", weights={Aspect.ITEM: 2, Aspect.ACCOUNT: 1})

    assert one == CoverageOrder("mine", weights=[(Aspect.ACCOUNT, 1), (Aspect.ITEM, 2)])
    assert one.weight(Aspect.ITEM) == 2
    assert one.weight(Aspect.MODEL) == 0
