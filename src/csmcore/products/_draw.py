"""
A book of products as tables: how much there is of what, and the first of each kind.
"""

from collections.abc import Sequence

from csmcore.kernel import Markup, element, table
from csmcore.products._installed import InstallBaseItem
from csmcore.products._models import ProductModel
from csmcore.products._sold import SoldProduct


def draw_book(
    models: Sequence[ProductModel], sold: Sequence[SoldProduct], items: Sequence[InstallBaseItem]
) -> Markup:
    """
    Models, what was sold and what is deployed, a hundred of each at most; empty ones left out.
    """
    told = f"{len(models):,} in the catalogue, {len(sold):,} sold, {len(items):,} deployed."
    return element("section", element("p", told), _models(models), _sold(sold), _items(items))


def _models(models: Sequence[ProductModel]) -> Markup:
    rows = [(each.id, each.name, each.kind, each.category, each.brand) for each in models]
    heads = ("model", "name", "kind", "category", "brand")
    return table("Models", heads, rows) if rows else Markup()


def _sold(sold: Sequence[SoldProduct]) -> Markup:
    rows = [
        (each.id, each.model_id, each.owner, each.state, each.sold_on, each.serial_number)
        for each in sold
    ]
    heads = ("sold product", "model", "owner", "state", "sold on", "serial number")
    return table("Sold", heads, rows) if rows else Markup()


def _items(items: Sequence[InstallBaseItem]) -> Markup:
    rows = [
        (each.id, each.model_id, each.owner, each.parent_id, each.state, each.location_id)
        for each in items
    ]
    heads = ("item", "model", "owner", "part of", "state", "at")
    return table("Deployed", heads, rows) if rows else Markup()
