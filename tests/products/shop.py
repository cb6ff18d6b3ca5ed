"""
A small shop: short ways to say models, sold products and items.
"""

from typing import Any, Final

from csmcore.kernel import (
    AccountId,
    AccountOwner,
    ConsumerId,
    ConsumerOwner,
    InstallBaseItemId,
    ProductModelId,
    SoldProductId,
)
from csmcore.products import Dependency, InstallBaseItem, InstalledProduct, ProductModel, SoldProduct

ACME: Final = AccountOwner(AccountId("acme"))
INITECH: Final = AccountOwner(AccountId("initech"))
KIM: Final = ConsumerOwner(ConsumerId("kim"))

model_id = ProductModelId
sold_id = SoldProductId
item_id = InstallBaseItemId

ROUTER: Final = ProductModel(model_id("router"), "Router")


def sold(name: str, **fields: Any) -> SoldProduct:
    """
    A router that Acme bought, unless said otherwise.
    """
    return SoldProduct(
        sold_id(name), fields.pop("model_id", ROUTER.id), fields.pop("owner", ACME), **fields
    )


def item(named: str, /, **fields: Any) -> InstallBaseItem:
    """
    A router that is Acme's, or inside another, unless said otherwise.
    """
    owner = fields.pop("owner", None if "parent_id" in fields else ACME)
    return InstallBaseItem(item_id(named), fields.pop("model_id", ROUTER.id), owner, **fields)


def link(sold_name: str, item_name: str, **fields: Any) -> InstalledProduct:
    """
    What is deployed of what was sold.
    """
    return InstalledProduct(sold_id(sold_name), item_id(item_name), **fields)


def need(name: str, on: str, **fields: Any) -> Dependency:
    """
    One item needs another.
    """
    return Dependency(item_id(name), item_id(on), **fields)
