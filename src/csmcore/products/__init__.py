"""
What exists, what was bought, what is deployed of it, and who is hit when something fails.

A model exists in the catalogue; a sold product is one that a customer bought; an item is what is
deployed of it and can fail. A book holds all three with the links between them, and answers what
is deployed where, what is under warranty and until when, and whom a failure reaches.
"""

from csmcore.products._book import ProductBook
from csmcore.products._characteristics import (
    CharacteristicDefinition,
    Characteristics,
    CharacteristicValue,
    ChoiceCharacteristic,
    DateCharacteristic,
    NumberCharacteristic,
    TextCharacteristic,
    VersionCharacteristic,
    characteristic_problems,
    check_characteristics,
)
from csmcore.products._directory import Deployment, Holdings, ProductDirectory
from csmcore.products._impact import Impact, impact
from csmcore.products._installed import (
    Dependency,
    InstallBaseItem,
    InstalledProduct,
    ItemKind,
    ItemState,
    LifeCycleStage,
    RelatedParty,
    uninstall,
)
from csmcore.products._models import BundlePart, ProductCategory, ProductKind, ProductModel
from csmcore.products._quantities import Quantity
from csmcore.products._reached import (
    Affected,
    ImpactLink,
    ImpactStep,
    ItemRef,
    ModelRef,
    SoldProductRef,
)
from csmcore.products._sold import FormerOwner, Ownership, SoldProduct, SoldProductState, transfer
from csmcore.products._terms import (
    Covered,
    StartsOn,
    TransferRule,
    WarrantyExtension,
    WarrantyStart,
    WarrantyTerm,
)
from csmcore.products._versions import Version
from csmcore.products._warranty import Warranty, WarrantyAnswer, WarrantyPeriod, warranty

__all__ = [
    "Affected",
    "BundlePart",
    "CharacteristicDefinition",
    "CharacteristicValue",
    "Characteristics",
    "ChoiceCharacteristic",
    "Covered",
    "DateCharacteristic",
    "Dependency",
    "Deployment",
    "FormerOwner",
    "Holdings",
    "Impact",
    "ImpactLink",
    "ImpactStep",
    "InstallBaseItem",
    "InstalledProduct",
    "ItemKind",
    "ItemRef",
    "ItemState",
    "LifeCycleStage",
    "ModelRef",
    "NumberCharacteristic",
    "Ownership",
    "ProductBook",
    "ProductCategory",
    "ProductDirectory",
    "ProductKind",
    "ProductModel",
    "Quantity",
    "RelatedParty",
    "SoldProduct",
    "SoldProductRef",
    "SoldProductState",
    "StartsOn",
    "TextCharacteristic",
    "TransferRule",
    "Version",
    "VersionCharacteristic",
    "Warranty",
    "WarrantyAnswer",
    "WarrantyExtension",
    "WarrantyPeriod",
    "WarrantyStart",
    "WarrantyTerm",
    "characteristic_problems",
    "check_characteristics",
    "impact",
    "transfer",
    "uninstall",
    "warranty",
]
