"""
A book of products: what exists, what was sold, what is deployed, and how all of it hangs together.
"""

import datetime as dt
import functools

import attrs

from csmcore.kernel import (
    InstallBaseItemId,
    LocationId,
    Markup,
    OwnerRef,
    ProductModelId,
    SoldProductId,
    look_up,
)
from csmcore.products._directory import Deployment, Holdings
from csmcore.products._draw import draw_book
from csmcore.products._gathered import first_installed, holder_of, original_of
from csmcore.products._index import ProductIndex
from csmcore.products._installed import Dependency, InstallBaseItem, InstalledProduct, ItemState
from csmcore.products._members import (
    to_categories,
    to_dependencies,
    to_extensions,
    to_installed,
    to_items,
    to_models,
    to_sold,
)
from csmcore.products._models import ProductCategory, ProductModel
from csmcore.products._sold import SoldProduct, to_owner
from csmcore.products._terms import WarrantyExtension
from csmcore.products._warranty import Warranty, inside, warranty


@attrs.frozen
class ProductBook:
    """
    All that is known of products: models, what was sold, what is deployed, and how it hangs together.

    Whatever a member names must be in the book. It is indexed once, when it is first asked,
    and each answer then takes time for itself and not for the rest. The order in which
    things are put in does not matter: they are held, and answered, in the order of their ids.

    Attributes:
        models: What exists in the catalogue.

        sold: What was sold.

        items: What is deployed.

        installed: Which item is what of what was sold.

        dependencies: Which item needs which other to work.

        extensions: Warranty that was bought on top.

        categories: The shelves of the catalogue. Where there are none, the category of a
            model is a text like any other.

    Raises:
        DuplicateError: Two members have one id.

        UnknownReferenceError: A member names what is not in the book.

        CycleError: A category, a bundle, a sold product or an item is inside itself, or an
            item replaces itself by way of others.

        OverlapError: A pair is linked twice on one date.

        CharacteristicError: What is told of an item does not fit its model.

        DefinitionError: A member is of the wrong kind, or an item tells a wrong root.
    """

    models: tuple[ProductModel, ...] = attrs.field(default=(), converter=to_models)
    sold: tuple[SoldProduct, ...] = attrs.field(default=(), converter=to_sold)
    items: tuple[InstallBaseItem, ...] = attrs.field(default=(), converter=to_items)
    installed: tuple[InstalledProduct, ...] = attrs.field(default=(), converter=to_installed)
    dependencies: tuple[Dependency, ...] = attrs.field(default=(), converter=to_dependencies)
    extensions: tuple[WarrantyExtension, ...] = attrs.field(
        default=(), converter=to_extensions, kw_only=True
    )
    categories: tuple[ProductCategory, ...] = attrs.field(
        default=(), converter=to_categories, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        self._index.check()

    def _repr_html_(self) -> Markup:
        return draw_book(self.models, self.sold, self.items)

    def model(self, model_id: ProductModelId) -> ProductModel:
        """
        The model of an id.

        Raises:
            UnknownIdError: The book has none.
        """
        return look_up("model", self._index.models_by_id, model_id)

    def sold_product(self, sold_product_id: SoldProductId) -> SoldProduct:
        """
        The sold product of an id.

        Raises:
            UnknownIdError: The book has none.
        """
        return look_up("sold product", self._index.sold_by_id, sold_product_id)

    def item(self, item_id: InstallBaseItemId) -> InstallBaseItem:
        """
        The item of an id.

        Raises:
            UnknownIdError: The book has none.
        """
        return look_up("item", self._index.items_by_id, item_id)

    def deployed(
        self, sold_product_id: SoldProductId, *, on: dt.date | None = None
    ) -> tuple[Deployment, ...]:
        """
        What is deployed of a sold product, and where.

        Args:
            sold_product_id: What was sold.

            on: The date in question: what was there then. All dates when not given.

        Raises:
            UnknownIdError: The book has no such sold product.
        """
        sold = self.sold_product(sold_product_id)
        return tuple(
            Deployment(
                item=item,
                location_id=self._index.locations.get(item.id, sold.location_id),
                valid=link.valid,
            )
            for link in self._index.links_of_sold.get(sold_product_id, ())
            for item in (self._index.items_by_id[link.item_id],)
            if on is None or (on in link.valid and item.is_there_on(on))
        )

    def sold_as(
        self, item_id: InstallBaseItemId, *, on: dt.date | None = None
    ) -> tuple[SoldProduct, ...]:
        """
        As what an item was sold: by itself, or as part of the nearest item around it.

        Args:
            item_id: The item.

            on: The date on which it was that. All dates when not given.

        Raises:
            UnknownIdError: The book has no such item.
        """
        above: InstallBaseItemId | None = self.item(item_id).id
        while above is not None:
            links = self._index.links_of_item.get(above, ())
            ids = dict.fromkeys(
                link.sold_product_id for link in links if on is None or on in link.valid
            )
            if ids:
                return tuple(self._index.sold_by_id[each] for each in ids)
            above = self._index.items_by_id[above].parent_id
        return ()

    def links_of(self, item_id: InstallBaseItemId) -> tuple[InstalledProduct, ...]:
        """
        The links of an item itself to what it was sold as.

        Raises:
            UnknownIdError: The book has no such item.
        """
        self.item(item_id)
        return self._index.links_of_item.get(item_id, ())

    def below(self, item_id: InstallBaseItemId) -> tuple[InstallBaseItem, ...]:
        """
        All items inside an item, each right before what is inside that one.

        Raises:
            UnknownIdError: The book has no such item.
        """
        return tuple(self._index.items_by_id[each] for each in self._index.item_tree.tree(item_id)[1:])

    def owned_by(self, owner: OwnerRef) -> Holdings:
        """
        What is somebody's now: what was sold to them, and the items that are theirs.

        Raises:
            DefinitionError: It is no owner, but a text for example.
        """
        return self._index.holdings.get(to_owner(owner), Holdings())

    def of_model(self, model_id: ProductModelId) -> Holdings:
        """
        What there is of a model: what was sold of it, and its items.

        Raises:
            UnknownIdError: The book has no such model.
        """
        self.model(model_id)
        return Holdings(
            sold=self._index.sold_of_model.get(model_id, ()),
            items=self._index.items_of_model.get(model_id, ()),
        )

    def of_category(self, category: str) -> tuple[ProductModel, ...]:
        """
        The models of a category, and of those below it.

        Raises:
            UnknownIdError: The book has categories, and none of that name.
        """
        tree = self._index.category_tree
        inside = set(tree.tree(category)) if len(tree) else {category}
        return tuple(each for each in self.models if each.category in inside)

    def bundles_with(self, model_id: ProductModelId) -> tuple[ProductModel, ...]:
        """
        The models in which a model comes, right inside them.

        Raises:
            UnknownIdError: The book has no such model.
        """
        self.model(model_id)
        return self._index.bundles.get(model_id, ())

    def items_inside(self, item_id: InstallBaseItemId) -> tuple[InstallBaseItem, ...]:
        """
        The items right inside an item, and not those inside them.

        Raises:
            UnknownIdError: The book has no such item.
        """
        self.item(item_id)
        return self._index.inside.get(item_id, ())

    def sold_under(self, sold_product_id: SoldProductId) -> tuple[SoldProduct, ...]:
        """
        The sold products that came right with another, and not those that came with them.

        Raises:
            UnknownIdError: The book has no such sold product.
        """
        self.sold_product(sold_product_id)
        return self._index.under.get(sold_product_id, ())

    def dependents(self, item_id: InstallBaseItemId) -> tuple[Dependency, ...]:
        """
        What needs an item to work.

        Raises:
            UnknownIdError: The book has no such item.
        """
        self.item(item_id)
        return self._index.dependents.get(item_id, ())

    def needs(self, item_id: InstallBaseItemId) -> tuple[Dependency, ...]:
        """
        What an item needs to work.

        Raises:
            UnknownIdError: The book has no such item.
        """
        self.item(item_id)
        return self._index.needs.get(item_id, ())

    def owner_of_item(self, item_id: InstallBaseItemId) -> OwnerRef | None:
        """
        Whose an item is: its own owner, else that of the nearest item around it.

        ``None`` where there is neither: it is the provider's own.

        Raises:
            UnknownIdError: The book has no such item.
        """
        return self._index.owners.get(self.item(item_id).id)

    def location_of_item(self, item_id: InstallBaseItemId) -> LocationId | None:
        """
        Where an item is: its own location, else that of the nearest item around it.

        Raises:
            UnknownIdError: The book has no such item.
        """
        return self._index.locations.get(self.item(item_id).id)

    def root_of_item(self, item_id: InstallBaseItemId) -> InstallBaseItem:
        """
        The item at the top of the tree that an item is in; a root is its own.

        Raises:
            UnknownIdError: The book has no such item.
        """
        return self._index.items_by_id[self._index.roots[self.item(item_id).id]]

    def original_of(self, item_id: InstallBaseItemId) -> InstallBaseItem:
        """
        The item that was there first, before one replaced another; an original is its own.

        Raises:
            UnknownIdError: The book has no such item.
        """
        return original_of(self._index, self.item(item_id))

    def warranty_of(self, sold_product_id: SoldProductId, *, at: dt.datetime, zone: str) -> Warranty:
        """
        What is under warranty of a sold product: by the terms of its model, and what was bought.

        Its own date of installation counts; where it has none, that of the first of its items.

        Args:
            sold_product_id: What was sold.

            at: The instant in question.

            zone: The zone whose dates count.

        Raises:
            UnknownIdError: The book has no such sold product.
        """
        sold = first_installed(self._index, self.sold_product(sold_product_id))
        terms, extensions = (
            self._index.models_by_id[sold.model_id].warranties,
            self._index.extensions_of.get(sold.id, ()),
        )
        return warranty(sold, terms, extensions=extensions, at=at, zone=zone)

    def warranty_of_item(self, item_id: InstallBaseItemId, *, at: dt.datetime, zone: str) -> Warranty:
        """
        What is under warranty of an item: by the terms of its model, and what was bought.

        Its own date of installation counts; where it has none, that of what it was sold as. A
        replacement has what was left of the warranty of the original. Of several sold products
        that it was sold as, the one of its own model counts, else the first.

        Where its model comes with no warranty and it was not sold by itself, the warranty of the
        nearest item around it that has one counts, and the answers say so.

        Args:
            item_id: The item.

            at: The instant in question.

            zone: The zone whose dates count.

        Raises:
            UnknownIdError: The book has no such item.
        """
        item = self.item(item_id)
        holder = holder_of(self._index, item)
        original = original_of(self._index, holder)
        several = self.sold_as(original.id) or self.sold_as(holder.id)
        of_model = [each for each in several if each.model_id == original.model_id]
        sold = next(iter((*of_model, *several)), None)
        found = warranty(
            item if item.state is ItemState.RETIRED else holder,
            self._index.models_by_id[original.model_id].warranties,
            sold=sold,
            original=original,
            extensions=self._index.extensions_of.get(sold.id, ()) if sold is not None else (),
            at=at,
            zone=zone,
        )
        return found if holder is item else inside(found, holder)

    @functools.cached_property
    def _index(self) -> ProductIndex:
        return ProductIndex(
            models=self.models,
            sold=self.sold,
            items=self.items,
            installed=self.installed,
            dependencies=self.dependencies,
            extensions=self.extensions,
            categories=self.categories,
        )
