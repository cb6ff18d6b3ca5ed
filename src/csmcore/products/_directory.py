"""
Where products are looked up: what a book answers, and what a host's own store may answer instead.
"""

import datetime as dt
from typing import Protocol, runtime_checkable

import attrs

from csmcore.kernel import (
    DateSpan,
    InstallBaseItemId,
    LocationId,
    OwnerRef,
    ProductModelId,
    SoldProductId,
)
from csmcore.products._installed import InstallBaseItem
from csmcore.products._models import ProductModel
from csmcore.products._sold import SoldProduct


@attrs.frozen(kw_only=True)
class Deployment:
    """
    One thing that is deployed of a sold product, and where.

    Attributes:
        item: What is deployed.

        location_id: Where: the item's own location, else that of the nearest item around
            it, else that of the sold product; ``None`` when nobody says.

        valid: The dates on which the item is what was sold.
    """

    item: InstallBaseItem
    location_id: LocationId | None
    valid: DateSpan


@attrs.frozen(kw_only=True)
class Holdings:
    """
    What there is of something: what was sold, and what is deployed.

    Attributes:
        sold: The sold products, in the order of their ids.

        items: The items, in the order of their ids.
    """

    sold: tuple[SoldProduct, ...] = ()
    items: tuple[InstallBaseItem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sold or self.items)


@runtime_checkable
class ProductDirectory(Protocol):
    """
    Whoever can say what was sold and what is deployed: a book, or a host's own store.
    """

    def model(self, model_id: ProductModelId) -> ProductModel:
        """
        The model of an id.

        Raises:
            UnknownIdError: There is none.
        """

    def sold_product(self, sold_product_id: SoldProductId) -> SoldProduct:
        """
        The sold product of an id.

        Raises:
            UnknownIdError: There is none.
        """

    def item(self, item_id: InstallBaseItemId) -> InstallBaseItem:
        """
        The item of an id.

        Raises:
            UnknownIdError: There is none.
        """

    def deployed(
        self, sold_product_id: SoldProductId, *, on: dt.date | None = None
    ) -> tuple[Deployment, ...]:
        """
        What is deployed of a sold product, and where.

        Raises:
            UnknownIdError: There is no such sold product.
        """

    def sold_as(
        self, item_id: InstallBaseItemId, *, on: dt.date | None = None
    ) -> tuple[SoldProduct, ...]:
        """
        As what an item was sold.

        Raises:
            UnknownIdError: There is no such item.
        """

    def owner_of_item(self, item_id: InstallBaseItemId) -> OwnerRef | None:
        """
        Whose an item is; ``None`` for the provider's own.

        Raises:
            UnknownIdError: There is no such item.
        """
