"""
Strategies for books of products in which everything fits, and for what is found in them.
"""

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Final, TypeVar

import attrs

from csmcore.kernel import (
    DateSpan,
    InstallBaseItemId,
    ProductModelId,
    SoldProductId,
)
from csmcore.products import (
    Dependency,
    Impact,
    InstallBaseItem,
    InstalledProduct,
    ItemKind,
    ProductBook,
    ProductModel,
    SoldProduct,
    Warranty,
    WarrantyExtension,
    impact,
)
from csmcore.testing._extra import st
from csmcore.testing._kernel import (
    date_spans,
    dates,
    instants,
    zones,
)
from csmcore.testing._products import (
    CATEGORIES,
    DEFINITIONS,
    items_of,
    models_of,
    sold_products,
)
from csmcore.testing._warranties import extensions_of

_T = TypeVar("_T")


@functools.cache
def _any_model() -> st.SearchStrategy[ProductModel]:
    # Made once: to put strategies together costs more than to draw from them.
    return models_of(ProductModelId("model"), st.just([]))


@functools.cache
def _any_sold() -> st.SearchStrategy[SoldProduct]:
    return sold_products()


@functools.cache
def _any_item() -> st.SearchStrategy[InstallBaseItem]:
    model = ProductModel(ProductModelId("model"), "Router", characteristics=DEFINITIONS)
    return items_of(InstallBaseItemId("item"), model, None, [])


@functools.cache
def _pairs(least: int, most: int) -> st.SearchStrategy[list[tuple[int, int, DateSpan]]]:
    place = st.integers(0, 11)
    return st.lists(st.tuples(place, place, _valid()), min_size=least, max_size=most)


@functools.cache
def _bought() -> st.SearchStrategy[list[WarrantyExtension]]:
    return st.lists(
        extensions_of(st.sampled_from([SoldProductId("sold-0")])),
        max_size=2,
        unique_by=lambda each: each.name,
    )


_PLACE: Final = st.integers(0, 11)


@st.composite
def product_books(draw: st.DrawFn) -> ProductBook:
    """
    Books in which everything fits: bundles, trees of items and of sold products, links and circles.
    """
    models: list[ProductModel] = []
    for number in range(draw(st.integers(1, 2))):
        parts = [each.id for each in models][: draw(_PLACE) % 2]
        made = draw(_any_model())
        models.append(attrs.evolve(made, id=ProductModelId(f"model-{number}"), parts=parts))
    sold: list[SoldProduct] = []
    for number in range(draw(st.integers(1, 3))):
        bought = attrs.evolve(
            draw(_any_sold()),
            id=SoldProductId(f"sold-{number}"),
            model_id=_one_of(models, draw(_PLACE)).id,
            parent_id=_above([each.id for each in sold], draw(_PLACE)),
        )
        sold.append(bought)
    items: list[InstallBaseItem] = []
    for number in range(draw(st.integers(1, 4))):
        item_id = InstallBaseItemId(f"item-{number}")
        items.append(_item(draw, item_id, _one_of(models, draw(_PLACE)), items))
    links = {
        (_one_of(sold, one).id, _one_of(items, other).id): valid
        for one, other, valid in draw(_pairs(0, 5))
    }
    needs = {
        (_one_of(items, one).id, _one_of(items, other).id): valid
        for one, other, valid in draw(_pairs(0, 5))
    }
    return ProductBook(
        models,
        sold,
        items,
        [InstalledProduct(*pair, valid=valid) for pair, valid in links.items()],
        [Dependency(*pair, valid=valid) for pair, valid in needs.items() if pair[0] != pair[1]],
        extensions=draw(_bought()),
        categories=CATEGORIES,
    )


def _item(
    draw: st.DrawFn, item_id: InstallBaseItemId, model: ProductModel, before: Sequence[InstallBaseItem]
) -> InstallBaseItem:
    ids = [each.id for each in before]
    made, parent, replaced = draw(_any_item()), _above(ids, draw(_PLACE)), _above(ids, draw(_PLACE))
    known = {each.name for each in model.characteristics}
    return attrs.evolve(
        made,
        id=item_id,
        model_id=model.id,
        parent_id=parent,
        parties=made.parties if parent is None else (),
        kind=ItemKind.ORIGINAL if replaced is None else ItemKind.REPLACEMENT,
        replaces_id=replaced,
        characteristics=[pair for pair in made.characteristics if pair[0] in known],
    )


def _one_of(values: Sequence[_T], place: int) -> _T:
    return values[place % len(values)]


def _above(values: Sequence[_T], place: int) -> _T | None:
    return _one_of(values, place) if values and place % 2 else None


def _valid() -> st.SearchStrategy[DateSpan]:
    return st.just(DateSpan()) | date_spans()


def _soon_after(book: ProductBook) -> st.SearchStrategy[dt.datetime]:
    sold = ((each.sold_on, each.shipped_on, each.installed_on) for each in book.sold)
    noons = [dt.datetime.combine(on, dt.time(12), dt.UTC) for dates in sold for on in dates if on]
    if not noons:
        return instants()
    return st.builds(
        lambda noon, days: noon + dt.timedelta(days=days), st.sampled_from(noons), st.integers(0, 400)
    )


@st.composite
def warranties(draw: st.DrawFn) -> Warranty:
    """
    What is under warranty of something in a book: covered, not yet, no more, never.
    """
    book = draw(product_books())
    at, zone = draw(instants() | _soon_after(book)), draw(zones())
    if draw(st.booleans()):
        return book.warranty_of(draw(st.sampled_from(book.sold)).id, at=at, zone=zone)
    return book.warranty_of_item(draw(st.sampled_from(book.items)).id, at=at, zone=zone)


@st.composite
def impacts(draw: st.DrawFn) -> Impact:
    """
    What the failure of an item, a model or a sold product in a book reaches.
    """
    book = draw(product_books())
    places = draw(st.lists(_PLACE, min_size=1, max_size=2))
    what = draw(_PLACE) % 3
    return impact(
        book,
        items=[_one_of(book.items, place).id for place in places if what == 0],
        models=[_one_of(book.models, place).id for place in places if what == 1],
        sold=[_one_of(book.sold, place).id for place in places if what == 2],
        on=draw(dates()),
    )
