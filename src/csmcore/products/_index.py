"""
What a product book has worked out about its members, once: indexes and trees.
"""

import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

import attrs

from csmcore.kernel import (
    Hierarchy,
    InstallBaseItemId,
    LocationId,
    OwnerRef,
    ProductModelId,
    SoldProductId,
    by_id,
)
from csmcore.products._directory import Holdings
from csmcore.products._installed import Dependency, InstallBaseItem, InstalledProduct
from csmcore.products._models import ProductCategory, ProductModel
from csmcore.products._references import (
    check_dependencies,
    check_extensions,
    check_items,
    check_links,
    check_models,
    check_sold,
    inherited,
)
from csmcore.products._sold import SoldProduct
from csmcore.products._terms import WarrantyExtension

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@attrs.frozen(kw_only=True, eq=False)
class ProductIndex:
    """
    A book's members, in order, and what follows from them; each index is made when first asked.
    """

    models: tuple[ProductModel, ...]
    sold: tuple[SoldProduct, ...]
    items: tuple[InstallBaseItem, ...]
    installed: tuple[InstalledProduct, ...]
    dependencies: tuple[Dependency, ...]
    extensions: tuple[WarrantyExtension, ...]
    categories: tuple[ProductCategory, ...]

    def check(self) -> None:
        """
        Refuses members that name what is not there, or that hang together in a circle.
        """
        check_models(self.models_by_id, self.category_tree)
        check_sold(self.sold_by_id.values(), self.models_by_id)
        check_items(self.items_by_id, self.models_by_id, self.roots)
        check_links(self.installed, self.sold_by_id, self.items_by_id)
        check_dependencies(self.dependencies, self.items_by_id)
        check_extensions(self.extensions, self.sold_by_id)
        _ = self.sold_tree

    @functools.cached_property
    def models_by_id(self) -> dict[str, ProductModel]:
        """
        Models by id.
        """
        return by_id("model", self.models, _id)

    @functools.cached_property
    def sold_by_id(self) -> dict[str, SoldProduct]:
        """
        Sold products by id.
        """
        return by_id("sold product", self.sold, _id)

    @functools.cached_property
    def items_by_id(self) -> dict[str, InstallBaseItem]:
        """
        Items by id.
        """
        return by_id("item", self.items, _id)

    @functools.cached_property
    def category_tree(self) -> Hierarchy[str]:
        """
        The categories as trees.
        """
        return Hierarchy("category", [(each.name, each.parent) for each in self.categories])

    @functools.cached_property
    def sold_tree(self) -> Hierarchy[SoldProductId]:
        """
        The sold products as trees.
        """
        return Hierarchy("sold product", [(each.id, each.parent_id) for each in self.sold])

    @functools.cached_property
    def item_tree(self) -> Hierarchy[InstallBaseItemId]:
        """
        The items as trees.
        """
        return Hierarchy("item", [(each.id, each.parent_id) for each in self.items])

    @functools.cached_property
    def roots(self) -> dict[InstallBaseItemId, InstallBaseItemId]:
        """
        The item at the top, by item.
        """
        return inherited(self.item_tree, {root: root for root in self.item_tree.roots})

    @functools.cached_property
    def owners(self) -> dict[InstallBaseItemId, OwnerRef]:
        """
        Whose each item is, by its own word or that of the nearest around it; not the provider's.
        """
        own = {each.id: each.owner for each in self.items if each.owner is not None}
        return inherited(self.item_tree, own)

    @functools.cached_property
    def locations(self) -> dict[InstallBaseItemId, LocationId]:
        """
        Where each item is, as far as anybody says.
        """
        own = {each.id: each.location_id for each in self.items if each.location_id is not None}
        return inherited(self.item_tree, own)

    @functools.cached_property
    def holdings(self) -> dict[OwnerRef, Holdings]:
        """
        What is whose.
        """
        sold = _grouped(self.sold, lambda each: each.owner)
        theirs = (each for each in self.items if each.id in self.owners)
        items = _grouped(theirs, lambda each: self.owners[each.id])
        return {
            owner: Holdings(sold=sold.get(owner, ()), items=items.get(owner, ()))
            for owner in (*sold, *items)
        }

    @functools.cached_property
    def sold_of_model(self) -> dict[ProductModelId, tuple[SoldProduct, ...]]:
        """
        What was sold, by model.
        """
        return _grouped(self.sold, lambda each: each.model_id)

    @functools.cached_property
    def items_of_model(self) -> dict[ProductModelId, tuple[InstallBaseItem, ...]]:
        """
        What is deployed, by model.
        """
        return _grouped(self.items, lambda each: each.model_id)

    @functools.cached_property
    def bundles(self) -> dict[ProductModelId, tuple[ProductModel, ...]]:
        """
        The bundles in which each model comes, right inside.
        """
        pairs = [(part.model_id, each) for each in self.models for part in each.parts]
        grouped = _grouped(pairs, operator.itemgetter(0))
        return {part: tuple(bundle for _, bundle in found) for part, found in grouped.items()}

    @functools.cached_property
    def links_of_sold(self) -> dict[SoldProductId, tuple[InstalledProduct, ...]]:
        """
        The links of each sold product.
        """
        return _grouped(self.installed, lambda each: each.sold_product_id)

    @functools.cached_property
    def links_of_item(self) -> dict[InstallBaseItemId, tuple[InstalledProduct, ...]]:
        """
        The links of each item itself.
        """
        return _grouped(self.installed, lambda each: each.item_id)

    @functools.cached_property
    def dependents(self) -> dict[InstallBaseItemId, tuple[Dependency, ...]]:
        """
        What needs each item.
        """
        return _grouped(self.dependencies, lambda each: each.on_id)

    @functools.cached_property
    def needs(self) -> dict[InstallBaseItemId, tuple[Dependency, ...]]:
        """
        What each item needs.
        """
        return _grouped(self.dependencies, lambda each: each.item_id)

    @functools.cached_property
    def inside(self) -> dict[str | None, tuple[InstallBaseItem, ...]]:
        """
        The items right inside each item, and those at the top under ``None``.
        """
        return _grouped(self.items, lambda each: each.parent_id)

    @functools.cached_property
    def under(self) -> dict[str | None, tuple[SoldProduct, ...]]:
        """
        What was sold right under each sold product, and the rest under ``None``.
        """
        return _grouped(self.sold, lambda each: each.parent_id)

    @functools.cached_property
    def extensions_of(self) -> dict[SoldProductId, tuple[WarrantyExtension, ...]]:
        """
        Warranty bought on top, by sold product.
        """
        return _grouped(self.extensions, lambda each: each.sold_product_id)


def _grouped(values: Iterable[_Value], key: Callable[[_Value], _Key]) -> dict[_Key, tuple[_Value, ...]]:
    made: defaultdict[_Key, list[_Value]] = defaultdict(list)
    for each in values:
        made[key(each)].append(each)
    return {name: tuple(found) for name, found in made.items()}


def _id(each: ProductModel | SoldProduct | InstallBaseItem) -> str:
    return each.id
