"""
Laws of products: answers do not depend on order, trees are walked whole, impact is what a walk finds.
"""

import datetime as dt
import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from csmcore import testing
from csmcore.kernel import OwnerRef
from csmcore.products import (
    Affected,
    Covered,
    FormerOwner,
    InstallBaseItem,
    ItemRef,
    ModelRef,
    ProductBook,
    Quantity,
    SoldProduct,
    SoldProductRef,
    Version,
    Warranty,
    impact,
    transfer,
)


def naive_after(book: ProductBook, thing: Affected, on: dt.date) -> set[Affected]:
    """
    What a failure reaches next, looked for in the whole book each time.
    """
    found: set[Affected] = set()
    items, sold = set[str](), set[str]()
    if isinstance(thing, ModelRef):
        found |= {
            ModelRef(each.id)
            for each in book.models
            if thing.id in [part.model_id for part in each.parts]
        }
        items = {each.id for each in book.items if each.model_id == thing.id}
        sold = {each.id for each in book.sold if each.model_id == thing.id}
    elif isinstance(thing, ItemRef):
        items = {each.id for each in book.items if each.parent_id == thing.id}
        items |= {n.item_id for n in book.dependencies if n.on_id == thing.id and on in n.valid}
        sold = {n.sold_product_id for n in book.installed if n.item_id == thing.id and on in n.valid}
        owner = naive_owner(book, thing.id)
        found |= set() if owner is None else {owner}
    elif isinstance(thing, SoldProductRef):
        sold = {each.id for each in book.sold if each.parent_id == thing.id}
        (product,) = (each for each in book.sold if each.id == thing.id)
        found |= {each.owner for each in product.ownerships if on in each.valid}
    found |= {ItemRef(i.id) for i in book.items if i.id in items and i.is_active and i.is_there_on(on)}
    found |= {SoldProductRef(each.id) for each in book.sold if each.id in sold and each.is_live_on(on)}
    return found


def naive_owner(book: ProductBook, item_id: str) -> OwnerRef | None:
    """
    Whose an item is, asking upwards.
    """
    (item,) = (each for each in book.items if each.id == item_id)
    if item.owner is not None or item.parent_id is None:
        return item.owner
    return naive_owner(book, item.parent_id)


def naive_reach(
    book: ProductBook, thing: Affected, on: dt.date, walked: tuple[Affected, ...]
) -> dict[Affected, int]:
    """
    Everything reached, with how many steps it takes at least: every way without a circle is tried.
    """
    found: dict[Affected, int] = {thing: len(walked)}
    for after in naive_after(book, thing, on) - set(walked) - {thing}:
        for each, steps in naive_reach(book, after, on, (*walked, thing)).items():
            found[each] = min(steps, found.get(each, steps))
    return found


def asked(book: ProductBook, data: st.DataObject) -> dict[str, list[Any]]:
    """
    Some things of a book that fail.
    """
    return {
        "items": [each.id for each in data.draw(st.lists(st.sampled_from(book.items), max_size=2))],
        "models": [each.id for each in data.draw(st.lists(st.sampled_from(book.models), max_size=1))],
        "sold": [each.id for each in data.draw(st.lists(st.sampled_from(book.sold), max_size=1))],
    }


@given(testing.product_books(), testing.dates(), st.data())
def test_impact_is_what_a_naive_walk_finds(book: ProductBook, on: dt.date, data: st.DataObject) -> None:
    """
    The same things as a recursive walk that tries every way, each once, as near as the nearest way.
    """
    fails = asked(book, data)
    expected: dict[Affected, int] = {}
    sources: list[Affected] = [ItemRef(each) for each in fails["items"]]
    sources += [ModelRef(each) for each in fails["models"]]
    sources += [SoldProductRef(each) for each in fails["sold"]]
    for source in sources:
        for thing, steps in naive_reach(book, source, on, ()).items():
            expected[thing] = min(steps, expected.get(thing, steps))

    found = impact(book, on=on, **fails)

    assert {step.thing: len(found.path(step.thing)) - 1 for step in found.steps} == expected
    assert len(found.steps) == len(expected)


@given(testing.product_books(), testing.dates(), st.data())
def test_every_step_of_a_path_is_one(book: ProductBook, on: dt.date, data: st.DataObject) -> None:
    """
    A path begins with what fails, and each thing on it follows from the one before.
    """
    found = impact(book, on=on, **asked(book, data))
    for reached in found.steps:
        path = found.path(reached.thing)
        assert path[0].via is None
        for one, other in itertools.pairwise(path):
            assert other.via == one.thing
            assert other.thing in naive_after(book, one.thing, on)


@given(testing.product_books(), testing.dates(), st.randoms(use_true_random=False), st.data())
def test_the_order_of_the_members_changes_nothing(
    book: ProductBook, on: dt.date, chance: Any, data: st.DataObject
) -> None:
    """
    Shuffled, it is the same book, and its impact has the same paths.
    """
    members = [book.models, book.sold, book.items, book.installed, book.dependencies]
    shuffled = ProductBook(
        *[chance.sample(each, len(each)) for each in members],
        extensions=chance.sample(book.extensions, len(book.extensions)),
        categories=book.categories,
    )
    fails = asked(book, data)

    assert shuffled == book
    assert impact(shuffled, on=on, **fails) == impact(book, on=on, **fails)


def naive_below(book: ProductBook, item: InstallBaseItem) -> list[InstallBaseItem]:
    """
    All inside an item, by recursion.
    """
    inside = [each for each in book.items if each.parent_id == item.id]
    return [found for each in inside for found in (each, *naive_below(book, each))]


@given(testing.product_books())
def test_trees_links_and_holdings_are_what_a_search_finds(book: ProductBook) -> None:
    """
    Every indexed answer is the one that going through the whole book gives.
    """
    named = [*(each.owner for each in book.items), *(each.owner for each in book.sold)]
    owners = dict.fromkeys(each for each in named if each is not None)
    for item in book.items:
        assert list(book.below(item.id)) == naive_below(book, item)
        owner = naive_owner(book, item.id)
        assert book.owner_of_item(item.id) == owner
        holders = [each for each in owners if item in book.owned_by(each).items]
        assert holders == ([] if owner is None else [owner])
        assert item in book.of_model(item.model_id).items
    for sold in book.sold:
        linked = [each.item_id for each in book.installed if each.sold_product_id == sold.id]
        assert [each.item.id for each in book.deployed(sold.id)] == linked
        assert sold in book.owned_by(sold.owner).sold
        for each in book.deployed(sold.id):
            assert sold in book.sold_as(each.item.id)


@given(testing.sold_products(), st.sampled_from([0, 1, 40, 400]), testing.sold_products())
def test_a_transfer_forgets_nobody(sold: SoldProduct, days: int, other: SoldProduct) -> None:
    """
    Before its date everybody had it as before; from then on the new owner has it.
    """
    last = max((each.until for each in sold.former_owners), default=dt.date(2026, 1, 1))
    on = last + dt.timedelta(days=days + 1)
    if sold.state.is_final or other.owner == sold.owner:
        return

    moved = transfer(sold, other.owner, on)

    assert moved.owner_on(on) == other.owner
    for back in (1, 30, 3000):
        before = on - dt.timedelta(days=back)
        assert moved.owner_on(before) == sold.owner_on(before)
    assert moved.former_owners == (*sold.former_owners, FormerOwner(sold.owner, on))


@given(testing.warranties())
def test_a_warranty_answers_as_its_periods_say(found: Warranty) -> None:
    """
    Covered exactly where a period holds, and until a date that no period holds.
    """
    assert [each.covered for each in found.answers] == list(Covered)
    for answer in found.answers:
        held = [each for each in answer.periods if answer.on in each.valid]
        assert bool(answer) == bool(held)
        assert (answer.until is None) == (not held)
        if answer.until is not None:
            assert answer.until > answer.on
            assert not any(answer.until in each.valid for each in answer.periods)
            days = (answer.until - answer.on).days
            dates = (answer.on + dt.timedelta(days=n) for n in range(0, days, 17))
            assert all(any(on in each.valid for each in answer.periods) for on in dates)
        for rejected in answer.decision.rejected:
            assert str(rejected)
        assert str(answer)


@given(testing.versions(), testing.versions(), testing.versions())
def test_versions_are_in_one_order(one: Version, other: Version, third: Version) -> None:
    """
    Of two, one comes first or they are equal; what comes before the next comes before the last.
    """
    assert (one < other) + (one == other) + (one > other) == 1
    if one == other:
        assert hash(one) == hash(other)
    first, second, last = sorted([one, other, third])
    assert first <= second <= last
    assert first <= last


@given(testing.quantities(), testing.quantities())
def test_quantities_of_one_unit_add_and_take_away(one: Quantity, other: Quantity) -> None:
    """
    What was added can be taken away again.
    """
    same = Quantity(other.number, one.unit)

    assert one + same - same == one
    assert (one <= same) or (same < one)
