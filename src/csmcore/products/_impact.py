"""
Whom and what a failure reaches: the basis of telling customers before they ask.
"""

import datetime as dt
import functools
from collections.abc import Iterable
from typing import assert_never

import attrs

from csmcore.errors import DefinitionError, UnknownIdError
from csmcore.kernel import (
    AccountConsumerOwner,
    AccountOwner,
    ConsumerOwner,
    HouseholdOwner,
    InstallBaseItemId,
    OwnerRef,
    ProductModelId,
    SoldProductId,
    to_date,
)
from csmcore.products._book import ProductBook
from csmcore.products._installed import InstallBaseItem
from csmcore.products._reached import (
    Affected,
    ImpactLink,
    ImpactStep,
    ItemRef,
    ModelRef,
    SoldProductRef,
)
from csmcore.products._sold import SoldProduct


@attrs.frozen(kw_only=True)
class Impact:
    """
    Everything that a failure reaches, each thing once, by the shortest way.

    Attributes:
        on: The date on which it fails.

        steps: How each thing is reached: first what fails, then what is one step from it,
            and so on; things that are equally far in the order of their kinds and ids.
    """

    on: dt.date = attrs.field(converter=to_date)
    steps: tuple[ImpactStep, ...]

    def __bool__(self) -> bool:
        return bool(self.steps)

    def __contains__(self, thing: Affected) -> bool:
        return thing in self._step_of

    def __str__(self) -> str:
        fails = [str(step.thing) for step in self.steps if step.link is ImpactLink.FAILS]
        shown = fails if len(fails) < 4 else [*fails[:3], f"{len(fails) - 3} more"]
        counted = ", ".join(
            f"{number} {word}{'' if number == 1 else 's'}"
            for number, word in (
                (len(self.items), "item"),
                (len(self.sold), "sold product"),
                (len(self.owners), "owner"),
            )
        )
        return f"failing: {', '.join(shown) or 'nothing'}; affected: {counted}"

    @property
    def items(self) -> tuple[InstallBaseItemId, ...]:
        """
        The items that are affected, those that fail included, the nearest first.
        """
        return tuple(step.thing.id for step in self.steps if isinstance(step.thing, ItemRef))

    @property
    def sold(self) -> tuple[SoldProductId, ...]:
        """
        The sold products that are affected, the nearest first.
        """
        return tuple(step.thing.id for step in self.steps if isinstance(step.thing, SoldProductRef))

    @property
    def owners(self) -> tuple[OwnerRef, ...]:
        """
        The customers who are affected, the nearest first.
        """
        return tuple(step.thing for step in self.steps if isinstance(step.thing, OwnerRef))

    def of_owner(self, owner: OwnerRef) -> tuple[Affected, ...]:
        """
        What somebody has that is affected: their items and sold products, the nearest first.

        Empty for somebody who is not affected.
        """
        return self._things_of.get(owner, ())

    def path(self, thing: Affected) -> tuple[ImpactStep, ...]:
        """
        How it comes that a thing is affected: the shortest way, from what fails to the thing.

        Raises:
            UnknownIdError: It is not affected.
        """
        walked: list[ImpactStep] = []
        ahead: Affected | None = thing
        while ahead is not None:
            step = self._step_of.get(ahead)
            if step is None:
                raise UnknownIdError("affected thing", str(ahead))
            walked.append(step)
            ahead = step.via
        return tuple(reversed(walked))

    def explain(self, thing: Affected) -> str:
        """
        How it comes that a thing is affected, as a sentence; or that it is not.
        """
        if thing not in self:
            return f"the failure does not reach {thing}"
        return "; ".join(map(str, self.path(thing)))

    @functools.cached_property
    def _step_of(self) -> dict[Affected, ImpactStep]:
        return {step.thing: step for step in self.steps}

    @functools.cached_property
    def _things_of(self) -> dict[OwnerRef, tuple[Affected, ...]]:
        made: dict[OwnerRef, list[Affected]] = {}
        for step in self.steps:
            if step.owner is not None:
                made.setdefault(step.owner, []).append(step.thing)
        return {owner: tuple(things) for owner, things in made.items()}


def impact(
    book: ProductBook,
    *,
    items: Iterable[InstallBaseItemId] = (),
    models: Iterable[ProductModelId] = (),
    sold: Iterable[SoldProductId] = (),
    on: dt.date,
) -> Impact:
    """
    Whom and what a failure reaches.

    From a model to its bundles, its items and what was sold of it; from an item to all that
    is inside it and all that needs it; from there to what was sold of those, and under
    that; and to whoever owns any of it. What is inside an item does not take the item down
    unless a dependency says so. Circles are walked once.

    Only what works for somebody on the date is reached: items in use that are there, sold
    products that are live, links and dependencies that hold. What fails is counted whatever
    its state.

    Args:
        book: What hangs together how.

        items: The items that fail; a service that runs is one, too.

        models: The models that fail, as with a recall or a vulnerability.

        sold: The sold products that fail.

        on: The date on which they fail.

    Raises:
        UnknownIdError: The book does not have one of them.

        DefinitionError: One text is given in place of several ids.
    """
    for ids in (items, models, sold):
        if isinstance(ids, str):
            message = f"{ids!r} is one text, and several are meant; give a list of them"
            raise DefinitionError(message)
    walk = _Walk(book, to_date(on))
    for model in sorted(models):
        walk.reach_model(book.model(model).id, ImpactLink.FAILS, None)
    for item in sorted(items):
        walk.reach_item(book.item(item), ImpactLink.FAILS, None)
    for each in sorted(sold):
        walk.reach_sold(book.sold_product(each), ImpactLink.FAILS, None)
    for step in walk.steps:  # grows while it is walked: the nearest come first
        walk.go_on(step)
    return Impact(on=walk.on, steps=tuple(walk.steps))


class _Walk:
    """
    What a failure has reached so far, each thing once, in the order in which it did.
    """

    __slots__ = ("index", "items", "models", "on", "owners", "sold", "steps")

    def __init__(self, book: ProductBook, on: dt.date) -> None:
        self.index, self.on = book._index, on
        self.steps: list[ImpactStep] = []
        self.models: set[ProductModelId] = set()
        self.items: set[InstallBaseItemId] = set()
        self.sold: set[SoldProductId] = set()
        self.owners: set[OwnerRef] = set()

    def go_on(self, step: ImpactStep) -> None:
        """
        Reaches all that is one step from a thing.
        """
        match step.thing:
            case ItemRef():
                self._from_item(step.thing)
            case SoldProductRef():
                for each in self.index.under.get(step.thing.id, ()):
                    self._reach_live(each, ImpactLink.SOLD_UNDER, step.thing)
            case ModelRef():
                self._from_model(step.thing)
            case AccountOwner() | ConsumerOwner() | HouseholdOwner() | AccountConsumerOwner():
                return
            case _:
                assert_never(step.thing)
        if step.owner is not None and step.owner not in self.owners:
            self.owners.add(step.owner)
            self.steps.append(ImpactStep(step.owner, link=ImpactLink.OWNS, via=step.thing))

    def reach_model(self, model: ProductModelId, link: ImpactLink, via: Affected | None) -> None:
        """
        Reaches a model.
        """
        if model not in self.models:
            self.models.add(model)
            self.steps.append(ImpactStep(ModelRef(model), link=link, via=via))

    def reach_item(self, item: InstallBaseItem, link: ImpactLink, via: Affected | None) -> None:
        """
        Reaches an item, whatever its state.
        """
        if item.id not in self.items:
            self.items.add(item.id)
            owner = item.owner or self.index.owners.get(item.id)
            self.steps.append(ImpactStep(ItemRef(item.id), link=link, via=via, owner=owner))

    def reach_sold(self, sold: SoldProduct, link: ImpactLink, via: Affected | None) -> None:
        """
        Reaches a sold product, whatever its state.
        """
        if sold.id not in self.sold:
            self.sold.add(sold.id)
            owner = sold.owner_on(self.on)
            self.steps.append(ImpactStep(SoldProductRef(sold.id), link=link, via=via, owner=owner))

    def _reach_working(self, item: InstallBaseItem, link: ImpactLink, via: Affected) -> None:
        if item.id not in self.items and item.is_active and item.is_there_on(self.on):
            self.reach_item(item, link, via)

    def _reach_live(self, sold: SoldProduct, link: ImpactLink, via: Affected) -> None:
        if sold.id not in self.sold and sold.is_live_on(self.on):
            self.reach_sold(sold, link, via)

    def _from_model(self, model: ModelRef) -> None:
        index = self.index
        for bundle in index.bundles.get(model.id, ()):
            self.reach_model(bundle.id, ImpactLink.BUNDLES, model)
        for item in index.items_of_model.get(model.id, ()):
            self._reach_working(item, ImpactLink.OF_MODEL, model)
        for each in index.sold_of_model.get(model.id, ()):
            self._reach_live(each, ImpactLink.OF_MODEL, model)

    def _from_item(self, item: ItemRef) -> None:
        index, on = self.index, self.on
        for inner in index.inside.get(item.id, ()):
            self._reach_working(inner, ImpactLink.INSIDE, item)
        for need in index.dependents.get(item.id, ()):
            if need.item_id not in self.items and on in need.valid:
                self._reach_working(index.items_by_id[need.item_id], ImpactLink.NEEDS, item)
        for link in index.links_of_item.get(item.id, ()):
            if link.sold_product_id not in self.sold and on in link.valid:
                self._reach_live(index.sold_by_id[link.sold_product_id], ImpactLink.INSTALLED_AS, item)
