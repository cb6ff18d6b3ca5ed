"""
What coverage needs to know of what customers have: models, sold products and where they are installed.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeAlias, TypeVar

import attrs

from csmcore.errors import UnknownReferenceError
from csmcore.kernel import (
    DateSpan,
    Hierarchy,
    InstallBaseItemId,
    ProductModelId,
    SoldProductId,
    refuse_twins,
)
from csmcore.products import InstallBaseItem, InstalledProduct, SoldProduct

Id = TypeVar("Id", bound=str)


class ProductRecords(Protocol):
    """
    Whatever can list what customers have, such as a book of products.
    """

    @property
    def sold(self) -> Iterable[SoldProduct]:
        """
        What was sold.
        """
        ...

    @property
    def items(self) -> Iterable[InstallBaseItem]:
        """
        What is installed.
        """
        ...

    @property
    def installed(self) -> Iterable[InstalledProduct]:
        """
        Which sold product is installed as which item, and when.
        """
        ...


SoldAs: TypeAlias = tuple[SoldProductId, ProductModelId]
"""
A sold product, and the model of which it is one.
"""

ItemOf: TypeAlias = tuple[InstallBaseItemId, ProductModelId]
"""
An installed item, and the model of which it is one.
"""

InstalledAs: TypeAlias = tuple[SoldProductId, InstallBaseItemId, DateSpan]
"""
A sold product, the item as which it is installed, and when.
"""


def _sold(value: Iterable[SoldAs]) -> tuple[SoldAs, ...]:
    return tuple(sorted(value))


def _items(value: Iterable[ItemOf]) -> tuple[ItemOf, ...]:
    return tuple(sorted(value))


def _installed(value: Iterable[InstalledAs]) -> tuple[InstalledAs, ...]:
    return tuple(sorted(value, key=lambda each: (each[0], each[1], str(each[2]))))


@attrs.frozen(kw_only=True)
class ProductLinks:
    """
    Which model a sold product and an item have, as what it is installed, and what is a part of what.

    Attributes:
        sold: Each sold product with its model; in any order.

        item_models: Each item with its model; in any order.

        items: Which item is inside which.

        installed: Which sold product is installed as which item, and when; in any order.

    Raises:
        DuplicateError: A sold product or an item has two models.

        UnknownReferenceError: A link names a sold product or an item that is not there.
    """

    sold: tuple[SoldAs, ...] = attrs.field(default=(), converter=_sold)
    item_models: tuple[ItemOf, ...] = attrs.field(default=(), converter=_items)
    items: Hierarchy[InstallBaseItemId] = attrs.field(factory=lambda: Hierarchy("item"))
    installed: tuple[InstalledAs, ...] = attrs.field(default=(), converter=_installed)

    def __attrs_post_init__(self) -> None:
        refuse_twins("sold product", [each for each, _ in self.sold])
        refuse_twins("item", [each for each, _ in self.item_models])
        for item_id, model_id in self.item_models:
            if item_id not in self.items:
                raise UnknownReferenceError("item", item_id, f"the item of model {model_id!r}")
        for sold_product_id, item_id, _ in self.installed:
            referrer = f"installation of {sold_product_id!r} as {item_id!r}"
            if sold_product_id not in self.model_of_sold:
                raise UnknownReferenceError("sold product", sold_product_id, referrer)
            if item_id not in self.items:
                raise UnknownReferenceError("item", item_id, referrer)

    @classmethod
    def of(cls, records: ProductRecords) -> "ProductLinks":
        """
        The links that a book of products has.

        Raises:
            DuplicateError: A sold product or an item stands there twice.

            UnknownReferenceError: A link names what is not there.

            CycleError: An item is inside itself.
        """
        items = tuple(records.items)
        return cls(
            sold=((each.id, each.model_id) for each in records.sold),
            item_models=((each.id, each.model_id) for each in items),
            items=Hierarchy("item", [(each.id, each.parent_id) for each in items]),
            installed=((each.sold_product_id, each.item_id, each.valid) for each in records.installed),
        )

    @functools.cached_property
    def model_of_sold(self) -> Mapping[SoldProductId, ProductModelId]:
        """
        The model of each sold product.
        """
        return MappingProxyType(dict(self.sold))

    @functools.cached_property
    def model_of_item(self) -> Mapping[InstallBaseItemId, ProductModelId]:
        """
        The model of each item.
        """
        return MappingProxyType(dict(self.item_models))

    def sold_as(self, item_id: InstallBaseItemId, on: dt.date) -> tuple[SoldProductId, ...]:
        """
        The sold products that are installed as an item on a date, in the order of their ids.
        """
        links = self._sold_of_item.get(item_id, ())
        return tuple(dict.fromkeys(sold for sold, valid in links if on in valid))

    def installed_as(
        self, sold_product_id: SoldProductId, on: dt.date
    ) -> tuple[InstallBaseItemId, ...]:
        """
        The items as which a sold product is installed on a date, in the order of their ids.
        """
        links = self._items_of_sold.get(sold_product_id, ())
        return tuple(dict.fromkeys(item for item, valid in links if on in valid))

    @functools.cached_property
    def _items_of_sold(self) -> dict[SoldProductId, tuple[tuple[InstallBaseItemId, DateSpan], ...]]:
        found: dict[SoldProductId, list[tuple[InstallBaseItemId, DateSpan]]] = {}
        for sold_product_id, item_id, valid in self.installed:
            found.setdefault(sold_product_id, []).append((item_id, valid))
        return {sold_product_id: tuple(links) for sold_product_id, links in found.items()}

    @functools.cached_property
    def _sold_of_item(self) -> dict[InstallBaseItemId, tuple[tuple[SoldProductId, DateSpan], ...]]:
        found: dict[InstallBaseItemId, list[tuple[SoldProductId, DateSpan]]] = {}
        for sold_product_id, item_id, valid in self.installed:
            found.setdefault(item_id, []).append((sold_product_id, valid))
        return {item_id: tuple(links) for item_id, links in found.items()}
