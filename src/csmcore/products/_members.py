"""
The members of a product book, each kind in an order that does not depend on how they came.
"""

import datetime as dt
import operator
from collections.abc import Iterable
from typing import Final

from csmcore.kernel import listed
from csmcore.products._installed import Dependency, InstallBaseItem, InstalledProduct
from csmcore.products._models import ProductCategory, ProductModel
from csmcore.products._sold import SoldProduct
from csmcore.products._terms import WarrantyExtension

_ID: Final = operator.attrgetter("id")


def to_models(value: Iterable[ProductModel]) -> tuple[ProductModel, ...]:
    """
    Models in the order of their ids.
    """
    return tuple(sorted(listed(ProductModel, value), key=_ID))


def to_sold(value: Iterable[SoldProduct]) -> tuple[SoldProduct, ...]:
    """
    Sold products in the order of their ids.
    """
    return tuple(sorted(listed(SoldProduct, value), key=_ID))


def to_items(value: Iterable[InstallBaseItem]) -> tuple[InstallBaseItem, ...]:
    """
    Items in the order of their ids.
    """
    return tuple(sorted(listed(InstallBaseItem, value), key=_ID))


def to_installed(value: Iterable[InstalledProduct]) -> tuple[InstalledProduct, ...]:
    """
    Links in the order of what they link, and of their dates.
    """

    def key(each: InstalledProduct) -> tuple[str, str, dt.date]:
        return each.sold_product_id, each.item_id, each.valid.start_on or dt.date.min

    return tuple(sorted(listed(InstalledProduct, value), key=key))


def to_dependencies(value: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """
    Dependencies in the order of what they link, and of their dates.
    """

    def key(each: Dependency) -> tuple[str, str, str, dt.date]:
        return each.item_id, each.on_id, each.reason or "", each.valid.start_on or dt.date.min

    return tuple(sorted(listed(Dependency, value), key=key))


def to_extensions(value: Iterable[WarrantyExtension]) -> tuple[WarrantyExtension, ...]:
    """
    Extensions in the order of what they extend, and of their names.
    """
    made = listed(WarrantyExtension, value)
    return tuple(sorted(made, key=lambda each: (each.sold_product_id, each.name)))


def to_categories(value: Iterable[ProductCategory]) -> tuple[ProductCategory, ...]:
    """
    Categories in the order of their names.
    """
    return tuple(sorted(listed(ProductCategory, value), key=lambda each: each.name))
