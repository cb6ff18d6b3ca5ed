"""
Impact: whom and what a failure reaches, each once, by the shortest way.
"""

import datetime as dt
import pickle
import random
from typing import Any, Final

import pytest

from csmcore.errors import DefinitionError, UnknownIdError
from csmcore.kernel import AccountId, AccountOwner, DateSpan
from csmcore.products import (
    FormerOwner,
    ImpactLink,
    ItemRef,
    ModelRef,
    ProductBook,
    ProductModel,
    SoldProductRef,
    impact,
)
from tests.products.shop import (
    ACME,
    INITECH,
    KIM,
    ROUTER,
    item,
    item_id,
    link,
    model_id,
    need,
    sold,
    sold_id,
)

ON: Final = dt.date(2026, 4, 27)
CHIP: Final = ProductModel(model_id("chip"), "Chip")
BOARD: Final = ProductModel(model_id("board"), "Board", parts=[CHIP.id])
BOOK: Final = ProductBook(
    [ROUTER, CHIP, BOARD],
    [
        sold("internet", owner=KIM),
        sold("tv", owner=KIM, parent_id="internet"),
        sold("backup", owner=INITECH),
        sold("boards", owner=INITECH, model_id="board"),
    ],
    [
        item("core"),
        item("card", parent_id="core"),
        item("far"),
        item("dsl"),
        item("lonely", model_id="board"),
    ],
    [link("internet", "card"), link("backup", "far")],
    [need("dsl", "card"), need("far", "dsl"), need("core", "far")],
)


def test_a_failure_reaches_what_is_inside_what_needs_it_and_whose_it_is() -> None:
    """
    By hand: the core takes its card, then all that needs that, and what was sold of them.
    """
    found = impact(BOOK, items=[item_id("core")], on=ON)

    assert found.items == ("core", "card", "dsl", "far")
    assert found.sold == ("internet", "tv", "backup")
    assert found.owners == (ACME, KIM, INITECH)
    assert str(found) == "failing: item core; affected: 4 items, 3 sold products, 3 owners"
    assert pickle.loads(pickle.dumps(found)) == found


def test_each_has_the_shortest_way() -> None:
    """
    From what fails to the thing, a sentence for each step.
    """
    found = impact(BOOK, items=[item_id("core")], on=ON)

    assert found.explain(INITECH) == (
        "item core fails; item card is inside item core; item dsl needs item card; "
        "item far needs item dsl; sold product backup is installed as item far; "
        "account initech owns sold product backup"
    )
    assert [step.link for step in found.path(SoldProductRef(sold_id("tv")))] == [
        ImpactLink.FAILS,
        ImpactLink.INSIDE,
        ImpactLink.INSTALLED_AS,
        ImpactLink.SOLD_UNDER,
    ]
    assert found.explain(SoldProductRef(sold_id("tv"))).endswith(
        "sold product tv was sold under sold product internet"
    )
    assert found.explain(ItemRef(item_id("core"))) == "item core fails"


def test_what_is_inside_takes_nothing_around_it_down() -> None:
    """
    The card fails and the core works, but for the circle: core needs far, far needs dsl, dsl the card.
    """
    book = ProductBook(BOOK.models, BOOK.sold, BOOK.items, BOOK.installed)

    assert impact(book, items=[item_id("card")], on=ON).items == ("card",)
    assert impact(BOOK, items=[item_id("card")], on=ON).items == ("card", "dsl", "far", "core")


def test_a_model_fails_with_its_bundles_its_items_and_what_was_sold_of_it() -> None:
    """
    A chip is recalled: each board has one in it.
    """
    found = impact(BOOK, models=[CHIP.id], on=ON)

    assert found.items == ("lonely",)
    assert found.sold == ("boards",)
    assert found.explain(ItemRef(item_id("lonely"))) == (
        "model chip fails; model board has model chip in it; item lonely is of model board"
    )
    assert ModelRef(BOARD.id) in found
    assert ModelRef(ROUTER.id) not in found
    assert str(found) == "failing: model chip; affected: 1 item, 1 sold product, 2 owners"


def test_a_node_that_nobody_owns_concerns_those_it_serves() -> None:
    """
    The provider's own node fails: its customers are affected, and no owner of the node.
    """
    book = ProductBook(
        [ROUTER], [sold("s", owner=KIM)], [item("node", owner=None)], [link("s", "node")]
    )

    found = impact(book, items=[item_id("node")], on=ON)

    assert found.owners == (KIM,)
    assert found.of_owner(KIM) == (SoldProductRef(sold_id("s")),)


def test_what_somebody_has_that_is_affected() -> None:
    """
    The basis of one message for each customer: their own things, the nearest first.
    """
    found = impact(BOOK, items=[item_id("core")], on=ON)

    assert found.of_owner(KIM) == (SoldProductRef(sold_id("internet")), SoldProductRef(sold_id("tv")))
    assert found.of_owner(AccountOwner(AccountId("nobody"))) == ()


def test_a_sold_product_fails_with_what_came_with_it() -> None:
    """
    And with nothing else.
    """
    found = impact(BOOK, sold=[sold_id("internet")], on=ON)

    assert (found.items, found.sold, found.owners) == ((), ("internet", "tv"), (KIM,))


def test_several_fail_and_the_order_does_not_matter() -> None:
    """
    What comes twice counts once; four and more are counted, not listed.
    """
    names = [item_id(each) for each in ("far", "core", "dsl", "card", "core")]
    found = impact(BOOK, items=names, models=[CHIP.id], on=ON)

    assert found == impact(BOOK, items=sorted(set(names)), models=[CHIP.id], on=ON)
    assert str(found).startswith("failing: model chip, item card, item core, 2 more; affected:")


def test_nothing_fails_nothing_is_affected() -> None:
    """
    An empty impact is false, and says so.
    """
    found = impact(BOOK, on=ON)

    assert not found
    assert str(found) == "failing: nothing; affected: 0 items, 0 sold products, 0 owners"
    with pytest.raises(UnknownIdError, match="no affected thing has the id 'account acme'"):
        found.path(ACME)
    assert found.explain(ACME) == "the failure does not reach account acme"


PAST: Final = DateSpan(until=ON)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"items": [item("a"), item("b", state="inactive")]},
        {"items": [item("a"), item("b", installed_on=ON + dt.timedelta(days=1))]},
        {"dependencies": [need("b", "a", valid=PAST)]},
    ],
)
def test_what_does_not_work_for_anybody_is_not_reached(spoilt: dict[str, Any]) -> None:
    """
    An item out of use or not there yet, or a need that has ended, passes nothing on.
    """
    whole: dict[str, Any] = {
        "items": [item("a"), item("b")],
        "dependencies": [need("b", "a")],
        "sold": [sold("s")],
        "installed": [link("s", "b")],
    }

    assert impact(ProductBook([ROUTER], **whole), items=[item_id("a")], on=ON).sold == ("s",)
    found = impact(ProductBook([ROUTER], **{**whole, **spoilt}), items=[item_id("a")], on=ON)
    assert (found.items, found.sold) == (("a",), ())


@pytest.mark.parametrize(
    ("fields", "linked"),
    [({"state": "terminated"}, {}), ({"valid": PAST}, {}), ({}, {"valid": PAST})],
)
def test_what_was_sold_and_is_over_is_not_reached(
    fields: dict[str, Any], linked: dict[str, Any]
) -> None:
    """
    Nobody is told of the failure of what they do not have any more.
    """
    book = ProductBook(
        [ROUTER], [sold("s", owner=KIM, **fields)], [item("a")], [link("s", "a", **linked)]
    )

    assert impact(book, items=[item_id("a")], on=ON).owners == (ACME,)


def test_who_had_it_on_the_date_is_affected() -> None:
    """
    A failure in March concerns who owned it in March.
    """
    product = sold("s", owner=KIM, former_owners=[FormerOwner(INITECH, ON)])
    book = ProductBook([ROUTER], [product], [item("a")], [link("s", "a")])

    assert impact(book, items=[item_id("a")], on=ON).owners == (ACME, KIM)
    day_before = ON - dt.timedelta(days=1)
    assert impact(book, items=[item_id("a")], on=day_before).owners == (ACME, INITECH)


def test_what_fails_counts_whatever_its_state() -> None:
    """
    A planned item that fails before its time still takes down what needs it.
    """
    book = ProductBook([ROUTER], (), [item("a", state="planned"), item("b")], (), [need("b", "a")])

    assert impact(book, items=[item_id("a")], on=ON).items == ("a", "b")


@pytest.mark.parametrize("what", ["items", "models", "sold"])
def test_what_fails_is_in_the_book(what: str) -> None:
    """
    An id that nobody has is refused.
    """
    asked: dict[str, Any] = {what: ["x"]}
    with pytest.raises(UnknownIdError, match="has the id 'x'"):
        impact(BOOK, on=ON, **asked)


@pytest.mark.parametrize("what", ["items", "models", "sold"])
def test_one_text_in_place_of_several_ids_is_refused(what: str) -> None:
    """
    Its letters would be taken for ids.
    """
    asked: dict[str, Any] = {what: "core"}
    with pytest.raises(DefinitionError, match="'core' is one text, and several are meant"):
        impact(BOOK, on=ON, **asked)


@pytest.mark.slow
def test_a_hundred_thousand_items_are_reached_once_each() -> None:
    """
    A chain of ten thousand with the rest hanging from it at random: all of it, and each path whole.
    """
    chance = random.Random(7)
    names = [f"i{number}" for number in range(100_000)]
    inside = [
        item(name, parent_id=names[number - 1 if number < 10_000 else chance.randrange(number)])
        for number, name in enumerate(names)
        if number
    ]
    book = ProductBook([ROUTER], [sold("s", owner=KIM)], [item("i0"), *inside], [link("s", "i9999")])

    found = impact(book, items=[item_id("i0")], on=ON)

    assert len(found.items) == len(set(found.items)) == 100_000
    assert len(found.path(KIM)) == 10_002
    assert found.owners == (ACME, KIM)
