"""
Documents of products: their shape, and what does not fit with its path.
"""

import datetime as dt
import inspect
import json
from decimal import Decimal
from typing import Any, Final

import attrs
import pytest

from csmcore import products
from csmcore.errors import DocumentError
from csmcore.products import (
    Holdings,
    InstallBaseItem,
    ProductBook,
    Quantity,
    SoldProduct,
    Version,
    WarrantyTerm,
)
from csmcore.serde import from_document, to_document
from csmcore.serde._classes import CLASSES
from tests.products.shop import ACME, ROUTER, item, sold

ITEM: Final = {
    "is": "install_base_item",
    "id": "i",
    "model_id": "router",
    "owner": {"is": "account_owner", "account_id": "acme"},
    "characteristics": {
        "host": "core-1",
        "ports": {"is": "quantity", "number": "24", "unit": "port"},
        "rank": {"decimal": "2.5"},
        "calibrated": {"date": "2026-02-28"},
        "firmware": {"is": "version", "text": "1.10"},
    },
    "attributes": {"floor": 3},
}


def test_every_value_has_a_document() -> None:
    """
    Every public value of the package is written and read.
    """
    public = [getattr(products, name) for name in products.__all__]
    values = [each for each in public if inspect.isclass(each) and attrs.has(each)]

    assert [each.__name__ for each in values if each not in CLASSES] == []


def test_a_characteristic_is_a_scalar_or_says_what_it_is() -> None:
    """
    By hand: texts stand alone, dates and numbers as everywhere, quantities and versions with a tag.
    """
    read = from_document(InstallBaseItem, json.loads(json.dumps(ITEM)))

    assert read.owner == ACME
    assert dict(read.characteristics) == {
        "host": "core-1",
        "ports": Quantity(Decimal(24), "port"),
        "rank": Decimal("2.5"),
        "calibrated": dt.date(2026, 2, 28),
        "firmware": Version("1.10"),
    }
    assert to_document(read)["characteristics"] == ITEM["characteristics"]
    assert to_document(read)["attributes"] == {"floor": 3}
    assert from_document(InstallBaseItem, to_document(read)) == read


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (
            {"owner": {"is": "contact"}},
            "$.owner: says is: 'contact'; it is one of account_consumer_owner",
        ),
        ({"owner": "acme"}, "$.owner: does not say what it is"),
        (
            {"characteristics": {"a": {"is": "money"}}},
            "says is: 'money'; it is one of quantity, version",
        ),
        ({"characteristics": {"a": True}}, "$.characteristics: a is True; a characteristic is a text"),
        ({"characteristics": {"a": {"is": "version", "text": "x"}}}, "'x' is no version"),
        ({"state": "lost"}, "$.state: 'lost' is not one of planned, in_use, inactive, retired"),
        ({"kind": "replacement"}, "must be a replacement and name what it replaces"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(spoilt: dict[str, Any], told: str) -> None:
    """
    The path, what stands there, and what would be right.
    """
    with pytest.raises(DocumentError) as caught:
        from_document(InstallBaseItem, {**ITEM, **spoilt})

    assert told in str(caught.value)


def test_a_child_may_leave_its_owner_out() -> None:
    """
    Nobody is ``null`` in the document, and nobody again when it is read.
    """
    child = item("i", parent_id="j")

    assert to_document(child)["owner"] is None
    assert from_document(InstallBaseItem, to_document(child)) == child


def test_a_books_document_is_refused_where_its_members_do_not_fit() -> None:
    """
    A book is checked when it is read, as when it is built.
    """
    document = to_document(ProductBook([ROUTER], [sold("s")]))
    document["models"] = []

    with pytest.raises(DocumentError, match="sold product 's' names model 'router'"):
        from_document(ProductBook, document)


def test_holdings_and_terms_come_back() -> None:
    """
    Values that only answer have documents, too; what is covered is a list in order.
    """
    held = Holdings(sold=(sold("s"),), items=(item("i"),))
    term = from_document(
        WarrantyTerm, {"name": "w", "covers": ["parts", "labour"], "runs": {"years": 1}}
    )

    assert from_document(Holdings, to_document(held)) == held
    assert to_document(term)["covers"] == ["labour", "parts"]
    assert from_document(SoldProduct, to_document(sold("s"))) == sold("s")
