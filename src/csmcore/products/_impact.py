"""
Whom and what a failure reaches: the basis of telling customers before they ask.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator
from typing import TypeAlias, assert_never

import attrs

from csmcore.errors import UnknownIdError
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

_Next: TypeAlias = tuple[Affected, ImpactLink, OwnerRef | None]


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
        How it comes that a thing is affected, as a sentence.

        Raises:
            UnknownIdError: It is not affected.
        """
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
    """
    on = to_date(on)
    reached: dict[Affected, ImpactStep] = {}
    for thing, link, owner in _sources(book, items, models, sold, on):
        reached.setdefault(thing, ImpactStep(thing, link=link, owner=owner))
    ahead = list(reached.values())
    for step in ahead:  # grows while it is walked: the nearest come first
        for thing, link, owner in _around(book, step, on):
            if thing not in reached:
                reached[thing] = ImpactStep(thing, link=link, via=step.thing, owner=owner)
                ahead.append(reached[thing])
    return Impact(on=on, steps=tuple(reached.values()))


def _sources(
    book: ProductBook,
    items: Iterable[InstallBaseItemId],
    models: Iterable[ProductModelId],
    sold: Iterable[SoldProductId],
    on: dt.date,
) -> Iterator[_Next]:
    for model in sorted(models):
        yield ModelRef(book.model(model).id), ImpactLink.FAILS, None
    for item in sorted(items):
        yield ItemRef(item), ImpactLink.FAILS, book.owner_of_item(item)
    for each in sorted(sold):
        product = book.sold_product(each)
        yield SoldProductRef(each), ImpactLink.FAILS, product.owner_on(on)


def _around(book: ProductBook, step: ImpactStep, on: dt.date) -> Iterator[_Next]:
    thing = step.thing
    match thing:
        case ModelRef():
            found = book.of_model(thing.id)
            for bundle in book.bundles_with(thing.id):
                yield ModelRef(bundle.id), ImpactLink.BUNDLES, None
            yield from _items(book, found.items, ImpactLink.OF_MODEL, on)
            yield from _sold(found.sold, ImpactLink.OF_MODEL, on)
        case ItemRef():
            needs = [each.item_id for each in book.dependents(thing.id) if on in each.valid]
            links = [each.sold_product_id for each in book.links_of(thing.id) if on in each.valid]
            yield from _items(book, book.items_inside(thing.id), ImpactLink.INSIDE, on)
            yield from _items(book, map(book.item, needs), ImpactLink.NEEDS, on)
            yield from _sold(map(book.sold_product, links), ImpactLink.INSTALLED_AS, on)
        case SoldProductRef():
            yield from _sold(book.sold_under(thing.id), ImpactLink.SOLD_UNDER, on)
        case AccountOwner() | ConsumerOwner() | HouseholdOwner() | AccountConsumerOwner():
            return
        case _:
            assert_never(thing)
    if step.owner is not None:
        yield step.owner, ImpactLink.OWNS, None


def _items(
    book: ProductBook, items: Iterable[InstallBaseItem], link: ImpactLink, on: dt.date
) -> Iterator[_Next]:
    for item in items:
        if item.is_active and item.is_there_on(on):
            yield ItemRef(item.id), link, book.owner_of_item(item.id)


def _sold(sold: Iterable[SoldProduct], link: ImpactLink, on: dt.date) -> Iterator[_Next]:
    for each in sold:
        if each.is_live_on(on):
            yield SoldProductRef(each.id), link, each.owner_on(on)
