"""
Models, sold products, items and links: what each refuses, and what each says of itself.
"""

import datetime as dt
import pickle
from decimal import Decimal
from typing import Any, Final

import attrs
import pytest

from csmcore.errors import (
    DefinitionError,
    DuplicateError,
    OrderError,
    TransferError,
)
from csmcore.kernel import AccountCustomer, AccountId, DateSpan, ExternalId
from csmcore.lifecycles import PRODUCT
from csmcore.products import (
    BundlePart,
    Dependency,
    FormerOwner,
    ItemKind,
    ItemState,
    LifeCycleStage,
    Ownership,
    ProductKind,
    ProductModel,
    RelatedParty,
    SoldProductState,
    transfer,
    uninstall,
)
from tests.products.shop import ACME, INITECH, KIM, item, item_id, model_id, sold

JAN: Final = dt.date(2026, 1, 1)
FEB: Final = dt.date(2026, 2, 1)
MAR: Final = dt.date(2026, 3, 1)


def test_a_bundle_has_parts() -> None:
    """
    A part may be said by its id alone; then it is one of it.
    """
    bundle = ProductModel(
        model_id("kit"), "Kit", kind="hardware", parts=[model_id("a"), BundlePart(model_id("b"), 3)]
    )

    assert bundle.is_bundle
    assert bundle.kind is ProductKind.HARDWARE
    assert bundle.parts == (BundlePart(model_id("a"), 1), BundlePart(model_id("b"), Decimal(3)))
    assert not ProductModel(model_id("a"), "A").is_bundle


def test_a_model_that_cannot_be_is_refused() -> None:
    """
    A part of itself, a part twice, none of a part, a kind that is none.
    """
    with pytest.raises(DefinitionError, match="model 'm' is a part of itself"):
        ProductModel(model_id("m"), "M", parts=[model_id("m")])
    with pytest.raises(DuplicateError, match="part 'a', of model 'm'"):
        ProductModel(model_id("m"), "M", parts=[model_id("a"), BundlePart(model_id("a"), 2)])
    with pytest.raises(DefinitionError, match="a quantity of 0; it must be above zero"):
        BundlePart(model_id("a"), 0)
    with pytest.raises(DefinitionError, match="'gas' is no product kind; it is one of hardware"):
        ProductModel(model_id("m"), "M", kind="gas")
    with pytest.raises(DefinitionError, match="name is ''"):
        ProductModel(model_id("m"), "")
    not_one: Any = "x"
    with pytest.raises(DefinitionError, match="'x' is no ExternalId"):
        ProductModel(model_id("m"), "M", external_ids=[not_one])
    with pytest.raises(DefinitionError, match="'x' is no WarrantyTerm"):
        ProductModel(model_id("m"), "M", warranties=[not_one])


def test_own_attributes_are_held_by_name() -> None:
    """
    A mapping or pairs, in any order; two of one name are refused, and what is no scalar.
    """
    named = ExternalId(system="erp", type="article", id="7")
    model = ProductModel(model_id("m"), "M", attributes={"b": 1, "a": None}, external_ids=[named])

    assert model.attributes == (("a", None), ("b", 1))
    assert model.external_ids == (named,)
    with pytest.raises(DuplicateError, match="attribute 'a'"):
        ProductModel(model_id("m"), "M", attributes=[("a", 1), ("a", 2)])
    wrong: Any = {"a": [1]}
    with pytest.raises(DefinitionError, match="is a list; a fact is a text"):
        ProductModel(model_id("m"), "M", attributes=wrong)


def test_a_sold_product_that_cannot_be_is_refused() -> None:
    """
    Nothing of it, an owner that is none, its own parent, a date with a time.
    """
    with pytest.raises(DefinitionError, match="a quantity of -1; it must be above zero"):
        sold("s", quantity=-1)
    with pytest.raises(DefinitionError, match="'acme' is no owner; say an AccountOwner, ConsumerOwner"):
        sold("s", owner="acme")
    with pytest.raises(DefinitionError, match="sold product 's' is its own parent"):
        sold("s", parent_id="s")
    with pytest.raises(DefinitionError, match="is no date"):
        sold("s", sold_on=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(DefinitionError, match="'gone' is no sold product state"):
        sold("s", state="gone")


def test_three_states_are_final() -> None:
    """
    Source: TMF637; nothing comes after cancelled, terminated or aborted.
    """
    assert {state.value for state in SoldProductState if state.is_final} == {
        "cancelled",
        "terminated",
        "aborted",
    }
    assert sold("s", state="pendingTerminate").state is SoldProductState.PENDING_TERMINATE


def test_the_states_are_those_of_the_lifecycle() -> None:
    """
    The lifecycle of TM Forum's product has these states, and calls the same ones final.
    """
    assert {state.name for state in PRODUCT.states} == set(SoldProductState)
    assert set(PRODUCT.final) == {state for state in SoldProductState if state.is_final}


def test_a_product_changes_hands_and_its_history_is_kept() -> None:
    """
    Acme's until February, Kim's until March, then Initech's.
    """
    bought = sold("s", valid=DateSpan(JAN))

    now = transfer(transfer(bought, KIM, FEB), INITECH, MAR)

    assert bought.owner == ACME
    assert now.owner == INITECH
    assert now.former_owners == (FormerOwner(ACME, FEB), FormerOwner(KIM, MAR))
    assert now.ownerships == (
        Ownership(ACME, DateSpan(JAN, FEB)),
        Ownership(KIM, DateSpan(FEB, MAR)),
        Ownership(INITECH, DateSpan(MAR)),
    )
    day = dt.timedelta(days=1)
    owners = [now.owner_on(on) for on in (JAN - day, JAN, FEB - day, FEB, MAR - day, MAR)]
    assert owners == [None, ACME, ACME, KIM, KIM, INITECH]


@pytest.mark.parametrize(
    ("fields", "owner", "on", "told"),
    [
        ({"state": "terminated"}, KIM, FEB, "it is terminated, and nobody has it any more"),
        ({}, ACME, FEB, "it is theirs already"),
        (
            {"valid": DateSpan(JAN, FEB)},
            KIM,
            FEB,
            "account acme has it from 2026-01-01 until 2026-02-01",
        ),
        ({"valid": DateSpan(FEB)}, KIM, JAN, "account acme has it from 2026-02-01"),
        ({"valid": DateSpan(FEB)}, KIM, FEB, "give a date after its first"),
        ({"former_owners": [FormerOwner(INITECH, MAR)]}, KIM, FEB, "has it from 2026-03-01"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(
    fields: dict[str, Any], owner: Any, on: dt.date, told: str
) -> None:
    """
    The refusal says of which product, to whom, and why; nobody owned it for no time at all.
    """
    with pytest.raises(TransferError, match=f"sold product 's' cannot go to .*{told}"):
        transfer(sold("s", **fields), owner, on)


@pytest.mark.parametrize(
    "fields",
    [
        {"former_owners": [FormerOwner(KIM, MAR), FormerOwner(INITECH, FEB)]},
        {"former_owners": [FormerOwner(KIM, FEB), FormerOwner(INITECH, FEB)]},
        {"former_owners": [FormerOwner(KIM, JAN)], "valid": DateSpan(FEB)},
        {"former_owners": [FormerOwner(KIM, MAR)], "valid": DateSpan(JAN, FEB)},
    ],
)
def test_ownerships_follow_each_other(fields: dict[str, Any]) -> None:
    """
    Former owners in the order of their dates, and within those on which it was had.
    """
    with pytest.raises(OrderError, match="ownership of sold product 's' ends"):
        sold("s", **fields)


def test_who_had_it_is_a_former_owner() -> None:
    """
    Anything else in the list of former owners is refused.
    """
    with pytest.raises(DefinitionError, match="is no FormerOwner"):
        sold("s", former_owners=[KIM])


def test_a_product_is_live_while_it_is_had_and_not_over() -> None:
    """
    On its dates, the last excluded, unless its state is final.
    """
    had = sold("s", valid=DateSpan(JAN, MAR), state="suspended")

    assert [had.is_live_on(on) for on in (JAN, FEB, MAR)] == [True, True, False]
    assert not attrs.evolve(had, state=SoldProductState.CANCELLED).is_live_on(FEB)


def test_only_an_item_in_use_is_active() -> None:
    """
    State drives whether it is active.
    """
    states = {state: item("i", state=state).is_active for state in ItemState}

    assert [state for state, active in states.items() if active] == [ItemState.IN_USE]
    assert item("i", name="core").label == "core"
    assert item("i").label == "i"
    assert item("i", stage="end_of_life").stage is LifeCycleStage.END_OF_LIFE


def test_an_item_is_there_from_its_installation_until_it_is_taken_away() -> None:
    """
    The first date counts, the last does not; dates that nobody told are no bound.
    """
    gone = item("i", installed_on=JAN, uninstalled_on=FEB, state="retired")

    assert [gone.is_there_on(on) for on in (JAN - dt.timedelta(days=1), JAN, FEB)] == [
        False,
        True,
        False,
    ]
    assert item("i").is_there_on(JAN)


def test_an_item_is_taken_away() -> None:
    """
    It is not in use any more, and keeps the date; it cannot stay in use.
    """
    gone = uninstall(item("i", installed_on=JAN), FEB)

    assert (gone.state, gone.uninstalled_on) == (ItemState.INACTIVE, FEB)
    with pytest.raises(OrderError, match="installation of item 'i' ends 2026-01-01, before"):
        uninstall(item("i", installed_on=FEB), JAN)
    with pytest.raises(DefinitionError, match="is in use and was taken away on 2026-02-01"):
        uninstall(item("i"), FEB, state=ItemState.IN_USE)


PARTNER: Final = RelatedParty("partner", AccountCustomer(AccountId("helpers")))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"parent_id": "i"}, "item 'i' is its own parent or replacement"),
        ({"replaces_id": "i", "kind": "replacement"}, "item 'i' is its own parent or replacement"),
        ({"parent_id": "j", "parties": [PARTNER]}, "parties stand on the root of a tree only"),
        ({"kind": "replacement"}, "must be a replacement and name what it replaces, or neither"),
        ({"replaces_id": "j"}, "must be a replacement and name what it replaces, or neither"),
        ({"uninstalled_on": FEB}, "is in use and was taken away on 2026-02-01"),
        ({"parties": ["x"]}, "'x' is no RelatedParty"),
        ({"serial_number": " "}, "serial_number is ' '"),
        ({"owner": "acme"}, "'acme' is no owner"),
    ],
)
def test_an_item_that_cannot_be_is_refused(fields: dict[str, Any], told: str) -> None:
    """
    The message says which item, what is wrong, and what would be right.
    """
    with pytest.raises(DefinitionError, match=told):
        item("i", **fields)


def test_an_item_may_leave_its_owner_out() -> None:
    """
    An item inside another leaves it to that one; one at the top, such as a node, is the provider's own.
    """
    assert item("i", parent_id="j").owner is None
    assert item("i", owner=None).owner is None


def test_a_party_is_a_customer() -> None:
    """
    A party is said as whom a record can be for.
    """
    not_one: Any = "helpers"
    with pytest.raises(DefinitionError, match="'helpers' is no party; say AccountCustomer"):
        RelatedParty("partner", not_one)


def test_a_replacement_says_what_it_replaces() -> None:
    """
    And pickles like any other value.
    """
    new = item("new", kind=ItemKind.REPLACEMENT, replaces_id="old", parties=[PARTNER])

    assert new.replaces_id == "old"
    assert pickle.loads(pickle.dumps(new)) == new


def test_nothing_depends_on_itself() -> None:
    """
    A circle of several is allowed, one of one is a slip.
    """
    with pytest.raises(DefinitionError, match="item 'i' depends on itself"):
        Dependency(item_id("i"), item_id("i"))
