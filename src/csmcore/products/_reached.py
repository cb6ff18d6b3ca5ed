"""
What a failure reaches, and by which step.
"""

import enum
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from csmcore.kernel import (
    InstallBaseItemId,
    OwnerRef,
    ProductModelId,
    SoldProductId,
    not_blank,
)


@attrs.frozen
class ModelRef:
    """
    A model is meant.

    Attributes:
        id: Its id.
    """

    id: ProductModelId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"model {self.id}"


@attrs.frozen
class ItemRef:
    """
    An item is meant.

    Attributes:
        id: Its id.
    """

    id: InstallBaseItemId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"item {self.id}"


@attrs.frozen
class SoldProductRef:
    """
    A sold product is meant.

    Attributes:
        id: Its id.
    """

    id: SoldProductId = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"sold product {self.id}"


Affected: TypeAlias = ModelRef | ItemRef | SoldProductRef | OwnerRef
"""
What a failure can reach: a model, an item, a sold product, or somebody who owns one.
"""


class ImpactLink(enum.StrEnum):
    """
    How a failure comes from one thing to the next.
    """

    FAILS = "fails"
    BUNDLES = "bundles"
    OF_MODEL = "of_model"
    INSIDE = "inside"
    NEEDS = "needs"
    INSTALLED_AS = "installed_as"
    SOLD_UNDER = "sold_under"
    OWNS = "owns"


_SENTENCES: Final = MappingProxyType(
    {
        ImpactLink.FAILS: "{thing} fails",
        ImpactLink.BUNDLES: "{thing} has {via} in it",
        ImpactLink.OF_MODEL: "{thing} is of {via}",
        ImpactLink.INSIDE: "{thing} is inside {via}",
        ImpactLink.NEEDS: "{thing} needs {via}",
        ImpactLink.INSTALLED_AS: "{thing} is installed as {via}",
        ImpactLink.SOLD_UNDER: "{thing} was sold under {via}",
        ImpactLink.OWNS: "{thing} owns {via}",
    }
)


@attrs.frozen(kw_only=True)
class ImpactStep:
    """
    One thing that a failure reaches, and how it comes there.

    Attributes:
        thing: What is reached.

        link: How; what fails in the first place is where it starts.

        via: The thing before it, or ``None`` for what fails in the first place.

        owner: For an item or a sold product, whose it is; ``None`` for the provider's own.
    """

    thing: Affected = attrs.field(kw_only=False)
    link: ImpactLink
    via: Affected | None = None
    owner: OwnerRef | None = None

    def __str__(self) -> str:
        return _SENTENCES[self.link].format(thing=self.thing, via=self.via)
