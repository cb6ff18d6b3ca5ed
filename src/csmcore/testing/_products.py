"""
Strategies for products: what exists, what was sold, what is deployed, and books that fit together.
"""

import datetime as dt
import functools
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from csmcore.kernel import (
    AccountConsumerOwner,
    AccountId,
    AccountOwner,
    ConsumerId,
    ConsumerOwner,
    HouseholdId,
    HouseholdOwner,
    InstallBaseItemId,
    LocationId,
    OwnerRef,
    ProductModelId,
    SoldProductId,
)
from csmcore.products import (
    BundlePart,
    CharacteristicDefinition,
    CharacteristicValue,
    ChoiceCharacteristic,
    DateCharacteristic,
    FormerOwner,
    InstallBaseItem,
    ItemKind,
    ItemState,
    LifeCycleStage,
    NumberCharacteristic,
    ProductCategory,
    ProductKind,
    ProductModel,
    Quantity,
    RelatedParty,
    SoldProduct,
    SoldProductState,
    TextCharacteristic,
    Version,
    VersionCharacteristic,
)
from csmcore.testing._extra import st
from csmcore.testing._kernel import (
    customer_refs,
    dates,
    external_ids,
    texts,
)
from csmcore.testing._warranties import warranty_terms

_OWNERS: Final[tuple[OwnerRef, ...]] = (
    AccountOwner(AccountId("acme")),
    AccountOwner(AccountId("initech")),
    ConsumerOwner(ConsumerId("kim")),
    HouseholdOwner(HouseholdId("park")),
    AccountConsumerOwner(AccountId("acme"), ConsumerId("kim")),
)
CATEGORIES: Final = (
    ProductCategory("network"),
    ProductCategory("access", "network"),
    ProductCategory("wireless", "access"),
    ProductCategory("power"),
)
DEFINITIONS: Final[tuple[CharacteristicDefinition, ...]] = (
    TextCharacteristic("host"),
    NumberCharacteristic("ports", unit="port", least=1, most=48),
    NumberCharacteristic("rank"),
    ChoiceCharacteristic("colour", ("red", "blue")),
    DateCharacteristic("calibrated"),
    VersionCharacteristic("firmware"),
)
_STATES: Final = (SoldProductState.ACTIVE, *SoldProductState)
_ITEM_STATES: Final = (ItemState.IN_USE, ItemState.IN_USE, *ItemState)


def quantities() -> st.SearchStrategy[Quantity]:
    """
    Numbers of a few units, negative ones and fractions among them.
    """
    numbers = st.decimals(-1000, 1000, places=2, allow_nan=False)
    return st.builds(Quantity, numbers, st.sampled_from(["GB", "port", "°C"]))


def versions() -> st.SearchStrategy[Version]:
    """
    Versions that are close to each other: 1.9 and 1.10, 1.0 and 1, with and without suffixes.
    """
    numbers = st.lists(st.sampled_from([0, 1, 2, 9, 10, 15]), min_size=1, max_size=4)
    suffix = st.sampled_from(["", "", "", "-rc1", "-rc2", "-rc10", "a", "(4)M7", "(4)M10", "+b12"])
    return st.builds(lambda parts, end: Version(".".join(map(str, parts)) + end), numbers, suffix)


def product_models() -> st.SearchStrategy[ProductModel]:
    """
    Models of every kind, bundles of other models among them.
    """
    parts = st.lists(st.sampled_from(["part-0", "part-1"]).map(ProductModelId), unique=True)
    return models_of(ProductModelId("model-0"), parts)


def models_of(
    model_id: ProductModelId, parts: st.SearchStrategy[list[ProductModelId]]
) -> st.SearchStrategy[ProductModel]:
    """
    Models of one id, with some parts.
    """
    counts = st.decimals(Decimal("0.5"), 9, places=1)
    return st.builds(
        ProductModel,
        st.just(model_id),
        st.sampled_from(["Router", "Support plan", "Toner"]),
        kind=st.sampled_from(ProductKind),
        category=st.none() | st.sampled_from([each.name for each in CATEGORIES]),
        brand=st.none() | st.just("Acme"),
        parts=st.builds(lambda ids, number: [BundlePart(each, number) for each in ids], parts, counts),
        characteristics=st.lists(st.sampled_from(DEFINITIONS), unique=True, max_size=4),
        warranties=st.lists(warranty_terms(), max_size=2, unique_by=lambda each: each.name),
        active=st.booleans(),
        external_ids=st.lists(external_ids(), max_size=1),
        attributes=_attributes(),
    )


def _attributes() -> st.SearchStrategy[dict[str, str | int | dt.date]]:
    values = texts(max_size=4) | st.integers(-9, 9) | dates()
    return st.dictionaries(st.sampled_from(["note", "cost centre"]), values, max_size=2)


def sold_products() -> st.SearchStrategy[SoldProduct]:
    """
    Sold products in every state, many of them with former owners.
    """
    return _sold_products(SoldProductId("sold-0"), st.just(ProductModelId("model-0")), st.none())


def _sold_products(
    sold_id: SoldProductId,
    models: st.SearchStrategy[ProductModelId],
    parents: st.SearchStrategy[SoldProductId | None],
) -> st.SearchStrategy[SoldProduct]:
    def former(whose: list[tuple[OwnerRef, dt.date]]) -> list[FormerOwner]:
        return [FormerOwner(owner, on) for owner, on in sorted(whose, key=lambda each: each[1])]

    owners, some_date = st.sampled_from(_OWNERS), st.none() | dates()
    histories = st.lists(st.tuples(owners, dates()), max_size=2, unique_by=lambda each: each[1])
    return st.builds(
        SoldProduct,
        st.just(sold_id),
        models,
        owners,
        former_owners=histories.map(former),
        quantity=st.decimals(Decimal("0.01"), 999, places=2),
        unit=st.none() | st.just("GB"),
        parent_id=parents,
        location_id=_locations(),
        state=st.sampled_from(_STATES),
        sold_on=some_date,
        shipped_on=some_date,
        installed_on=some_date,
        billing_account_id=st.none() | st.just(AccountId("acme")),
        serial_number=st.none() | st.just("SN-1"),
        external_ids=st.lists(external_ids(), max_size=1),
        attributes=_attributes(),
    )


def _locations() -> st.SearchStrategy[LocationId | None]:
    return st.none() | st.sampled_from(["oslo", "lima"]).map(LocationId)


def install_base_items() -> st.SearchStrategy[InstallBaseItem]:
    """
    Items at the top of their tree, in every state, some of them replacements.
    """
    return st.sampled_from(DEFINITIONS).flatmap(
        lambda definition: items_of(
            InstallBaseItemId("item-0"),
            ProductModel(ProductModelId("model-0"), "Router", characteristics=[definition]),
            None,
            [InstallBaseItemId("item-9")],
        )
    )


def _made(
    item_id: InstallBaseItemId,
    state: ItemState,
    on: list[dt.date],
    replaces_id: InstallBaseItemId | None,
    *,
    model_id: ProductModelId,
    parent_id: InstallBaseItemId | None,
    **fields: object,
) -> InstallBaseItem:
    installed_on, uninstalled_on = ([*sorted(on), None, None])[:2]
    return InstallBaseItem(
        item_id,
        model_id,
        state=state,
        installed_on=installed_on,
        uninstalled_on=None if state is ItemState.IN_USE else uninstalled_on,
        kind=ItemKind.ORIGINAL if replaces_id is None else ItemKind.REPLACEMENT,
        replaces_id=replaces_id,
        parent_id=parent_id,
        **fields,  # type: ignore[arg-type]
    )


def items_of(
    item_id: InstallBaseItemId,
    model: ProductModel,
    parent_id: InstallBaseItemId | None,
    others: Sequence[InstallBaseItemId],
) -> st.SearchStrategy[InstallBaseItem]:
    """
    Items of one id and model, with the characteristics that the model knows.
    """
    owners = st.sampled_from(_OWNERS)
    optional = {each.name: _values_of(each) for each in model.characteristics}
    parties = st.builds(RelatedParty, st.just("partner"), customer_refs())
    return st.builds(
        functools.partial(_made, item_id, model_id=model.id, parent_id=parent_id),
        st.sampled_from(_ITEM_STATES),
        st.lists(dates(), max_size=2, unique=True),
        st.none() | st.sampled_from(others) if others else st.none(),
        owner=st.none() | owners,
        name=st.none() | st.just("core"),
        serial_number=st.none() | st.just("SN-1"),
        stage=st.none() | st.sampled_from(LifeCycleStage),
        characteristics=st.fixed_dictionaries({}, optional=optional),
        parties=st.lists(parties, max_size=1) if parent_id is None else st.just([]),
        location_id=_locations(),
        external_ids=st.lists(external_ids(), max_size=1),
        attributes=_attributes(),
    )


def _values_of(definition: CharacteristicDefinition) -> st.SearchStrategy[CharacteristicValue]:
    match definition:
        case TextCharacteristic():
            return texts(max_size=5)
        case NumberCharacteristic():
            numbers = st.integers(1, 48).map(Decimal)
            unit = definition.unit
            return numbers if unit is None else numbers.map(lambda number: Quantity(number, unit))
        case ChoiceCharacteristic():
            return st.sampled_from(definition.options)
        case DateCharacteristic():
            return dates()
        case VersionCharacteristic():
            return versions()
