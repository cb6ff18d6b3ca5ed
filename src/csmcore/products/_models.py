"""
What exists in the catalogue: models, bundles of them, and categories.
"""

import enum
from collections.abc import Iterable
from decimal import Decimal

import attrs

from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import (
    Attributes,
    ExternalId,
    Markup,
    ProductModelId,
    card,
    not_blank,
    not_blank_if_given,
    to_attributes,
    to_choice,
    to_external_ids,
)
from csmcore.products._characteristics import CharacteristicDefinition, to_definitions
from csmcore.products._quantities import to_count
from csmcore.products._terms import WarrantyTerm, to_warranty_terms


class ProductKind(enum.StrEnum):
    """
    What a model is of.

    Source: ServiceNow, "Product models": hardware, software, service, consumable, application.
    """

    HARDWARE = "hardware"
    SOFTWARE = "software"
    SERVICE = "service"
    CONSUMABLE = "consumable"
    APPLICATION = "application"


def _kind(value: ProductKind | str) -> ProductKind:
    return to_choice(ProductKind, value)


@attrs.frozen
class ProductCategory:
    """
    A shelf of the catalogue, and the wider one on which it stands.

    Attributes:
        name: What it is called, once in the catalogue.

        parent: The name of the wider category, or ``None`` at the top.
    """

    name: str = attrs.field(validator=not_blank)
    parent: str | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen
class BundlePart:
    """
    A model that comes inside another.

    Attributes:
        model_id: The model inside.

        quantity: How many of it.

    Raises:
        DefinitionError: The quantity is not above zero.
    """

    model_id: ProductModelId = attrs.field(validator=not_blank)
    quantity: Decimal = attrs.field(default=Decimal(1), converter=to_count)


def _parts(value: Iterable[BundlePart | ProductModelId]) -> tuple[BundlePart, ...]:
    return tuple(each if isinstance(each, BundlePart) else BundlePart(each) for each in value)


@attrs.frozen(kw_only=True)
class ProductModel:
    """
    What exists in the catalogue: a thing or a service that can be sold many times.

    Attributes:
        id: Its identity.

        name: What people call it.

        kind: Whether it is hardware, software, a service...

        category: The name of its category.

        brand: Who makes it.

        parts: What comes inside, if it is a bundle.

        characteristics: What can be told of its items, and of which type.

        warranties: What it comes with.

        active: Whether it is still sold.

        external_ids: What other systems call it.

        attributes: The host's own.

    Raises:
        DuplicateError: A part, a characteristic, a warranty or an attribute stands there
            twice.

        DefinitionError: It is a part of itself.
    """

    id: ProductModelId = attrs.field(validator=not_blank, kw_only=False)
    name: str = attrs.field(validator=not_blank, kw_only=False)
    kind: ProductKind = attrs.field(default=ProductKind.HARDWARE, converter=_kind)
    category: str | None = attrs.field(default=None, validator=not_blank_if_given)
    brand: str | None = attrs.field(default=None, validator=not_blank_if_given)
    parts: tuple[BundlePart, ...] = attrs.field(default=(), converter=_parts)
    characteristics: tuple[CharacteristicDefinition, ...] = attrs.field(
        default=(), converter=to_definitions
    )
    warranties: tuple[WarrantyTerm, ...] = attrs.field(default=(), converter=to_warranty_terms)
    active: bool = True
    external_ids: tuple[ExternalId, ...] = attrs.field(default=(), converter=to_external_ids)
    attributes: Attributes = attrs.field(default=(), converter=to_attributes)

    def __attrs_post_init__(self) -> None:
        seen: set[str] = set()
        for part in self.parts:
            if part.model_id == self.id:
                message = f"model {self.id!r} is a part of itself; take it out of its parts"
                raise DefinitionError(message)
            if part.model_id in seen:
                raise DuplicateError("part", part.model_id, f"of model {self.id!r}")
            seen.add(part.model_id)

    def _repr_html_(self) -> Markup:
        return card(f"Product model {self.id}", self)

    @property
    def is_bundle(self) -> bool:
        """
        Whether other models come inside.
        """
        return bool(self.parts)
