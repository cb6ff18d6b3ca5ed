"""
What a product book checks when it is built: that ids are told apart, and references lead somewhere.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from csmcore.errors import (
    CycleError,
    DefinitionError,
    DuplicateError,
    OverlapError,
)
from csmcore.kernel import DateSpan, Hierarchy, InstallBaseItemId, ProductModelId, refer
from csmcore.products._characteristics import check_characteristics
from csmcore.products._installed import Dependency, InstallBaseItem, InstalledProduct
from csmcore.products._models import ProductModel
from csmcore.products._sold import SoldProduct
from csmcore.products._terms import WarrantyExtension

_Id = TypeVar("_Id", bound=str)
_Had = TypeVar("_Had")


def check_models(models: Mapping[str, ProductModel], categories: Hierarchy[str]) -> None:
    """
    Refuses models whose parts or categories do not exist, and bundles inside themselves.

    Raises:
        UnknownReferenceError: A part is no model; or there are categories, and a model's is
            none of them.

        CycleError: A bundle is inside itself.
    """
    for each in models.values():
        for part in each.parts:
            refer("model", part.model_id, models, f"bundle {each.id!r}")
        if len(categories) and each.category is not None:
            refer("category", each.category, categories, f"model {each.id!r}")
    cycle = _cycle({each.id: [part.model_id for part in each.parts] for each in models.values()})
    if cycle:
        raise CycleError("bundle", cycle)


def check_sold(sold: Iterable[SoldProduct], models: Mapping[str, ProductModel]) -> None:
    """
    Refuses sold products whose model does not exist.

    Raises:
        UnknownReferenceError: It does not.
    """
    for each in sold:
        refer("model", each.model_id, models, f"sold product {each.id!r}")


def check_items(
    items: Mapping[str, InstallBaseItem],
    models: Mapping[str, ProductModel],
    roots: Mapping[InstallBaseItemId, InstallBaseItemId],
) -> None:
    """
    Refuses items that name what does not exist, do not fit their model, or tell a wrong root.

    Raises:
        UnknownReferenceError: The model, or what it replaces, does not exist.

        CharacteristicError: Its characteristics do not fit.

        DefinitionError: Its root is another.

        CycleError: It replaces itself, by way of others.
    """
    for each in items.values():
        who = f"item {each.id!r}"
        refer("model", each.model_id, models, who)
        if each.replaces_id is not None:
            refer("item", each.replaces_id, items, who)
        definitions = models[each.model_id].characteristics
        if each.characteristics or definitions:
            check_characteristics(each.characteristics, definitions, of=who)
        if each.root_id is not None and each.root_id != roots[each.id]:
            message = (
                f"{who} tells the root {each.root_id!r}, and its tree has {roots[each.id]!r} on top"
            )
            raise DefinitionError(message)
    Hierarchy("replacement", [(each.id, each.replaces_id) for each in items.values()])


def check_links(
    installed: Sequence[InstalledProduct],
    sold: Mapping[str, SoldProduct],
    items: Mapping[str, InstallBaseItem],
) -> None:
    """
    Refuses links that lead nowhere, and two of one pair on one date.

    Raises:
        UnknownReferenceError: The sold product or the item does not exist.

        OverlapError: Two links of one pair overlap.
    """
    for each in installed:
        refer("sold product", each.sold_product_id, sold, f"the link to item {each.item_id!r}")
        refer("item", each.item_id, items, f"the link to sold product {each.sold_product_id!r}")
    for one, other in itertools.pairwise(installed):
        if (one.sold_product_id, one.item_id) == (other.sold_product_id, other.item_id):
            what = f"the link of sold product {one.sold_product_id!r} to item {one.item_id!r}"
            _no_overlap(what, one.valid, other.valid)


def check_dependencies(
    dependencies: Sequence[Dependency], items: Mapping[str, InstallBaseItem]
) -> None:
    """
    Refuses dependencies of, or on, what does not exist, and two of one pair on one date.

    Raises:
        UnknownReferenceError: An item does not exist.

        OverlapError: Two dependencies of one pair, and for one reason, overlap.
    """
    for each in dependencies:
        refer("item", each.item_id, items, f"the dependency on item {each.on_id!r}")
        refer("item", each.on_id, items, f"the dependency of item {each.item_id!r}")
    for one, other in itertools.pairwise(dependencies):
        if (one.item_id, one.on_id, one.reason) == (other.item_id, other.on_id, other.reason):
            what = f"the dependency of item {one.item_id!r} on item {one.on_id!r}"
            _no_overlap(what, one.valid, other.valid)


def check_extensions(extensions: Sequence[WarrantyExtension], sold: Mapping[str, SoldProduct]) -> None:
    """
    Refuses extensions for what was never sold, and two of one name for one sold product.

    Raises:
        UnknownReferenceError: The sold product does not exist.

        DuplicateError: Two have one name.
    """
    seen: set[tuple[str, str]] = set()
    for each in extensions:
        refer("sold product", each.sold_product_id, sold, f"extension {each.name!r}")
        if (each.sold_product_id, each.name) in seen:
            detail = f"of sold product {each.sold_product_id!r}"
            raise DuplicateError("extension", each.name, detail)
        seen.add((each.sold_product_id, each.name))


def inherited(tree: Hierarchy[_Id], own: Mapping[_Id, _Had]) -> dict[_Id, _Had]:
    """
    For each member what is its own, else what the nearest above it has.

    Args:
        tree: Who is below whom.

        own: What members have of their own.

    Returns:
        Without those for whom neither they nor anybody above has anything.
    """
    made: dict[_Id, _Had] = {}
    for member in tree:  # whoever is above comes first
        above = tree.parent(member)
        if member in own:
            made[member] = own[member]
        elif above is not None and above in made:
            made[member] = made[above]
    return made


def _no_overlap(what: str, one: DateSpan, other: DateSpan) -> None:
    if one & other:
        raise OverlapError(what, str(one), str(other))


def _cycle(parts: Mapping[ProductModelId, Sequence[ProductModelId]]) -> tuple[str, ...]:
    """
    A path from a bundle up through those that hold it, back to itself; nothing if there is none.
    """
    done: set[str] = set()
    for start in parts:
        path: dict[ProductModelId, int] = {start: 0}
        while path and start not in done:
            # With a stack of our own: bundles may lie ten thousand deep.
            member, tried = next(reversed(path.items()))
            if tried == len(parts[member]):
                path.popitem()
                done.add(member)
                continue
            path[member] = tried + 1
            inside = parts[member][tried]
            if inside in path:
                walked = list(path)
                return (inside, *reversed(walked[walked.index(inside) :]))
            if inside not in done:
                path[inside] = 0
    return ()
