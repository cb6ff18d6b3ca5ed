"""
What a book gathers for a question about a warranty: first installations, and whose warranty counts.
"""

import attrs

from csmcore.products._index import ProductIndex
from csmcore.products._installed import InstallBaseItem
from csmcore.products._sold import SoldProduct


def original_of(index: ProductIndex, item: InstallBaseItem) -> InstallBaseItem:
    """
    The item that was there first, before one replaced another; an original is its own.
    """
    while item.replaces_id is not None:
        item = index.items_by_id[item.replaces_id]
    return item


def first_installed(index: ProductIndex, sold: SoldProduct) -> SoldProduct:
    """
    A sold product with its date of installation: where nobody says it, that of its first item.
    """
    if sold.installed_on is not None:
        return sold
    items = (index.items_by_id[link.item_id] for link in index.links_of_sold.get(sold.id, ()))
    dates = (item.installed_on for item in items if item.installed_on is not None)
    return attrs.evolve(sold, installed_on=min(dates, default=None))


def holder_of(index: ProductIndex, item: InstallBaseItem) -> InstallBaseItem:
    """
    The item whose warranty counts for an item: itself, else the nearest around it that has one.

    An item has a warranty of its own when its model comes with one, or it was sold by itself.
    """
    at = item
    while not _has_own(index, at):
        if at.parent_id is None:
            return item
        at = index.items_by_id[at.parent_id]
    return at


def _has_own(index: ProductIndex, item: InstallBaseItem) -> bool:
    original = original_of(index, item)
    sold = item.id in index.links_of_item or original.id in index.links_of_item
    return sold or bool(index.models_by_id[original.model_id].warranties)
