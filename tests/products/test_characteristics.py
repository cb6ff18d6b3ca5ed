"""
Characteristics: typed by the model, and checked with everything that is wrong at once.
"""

import datetime as dt
import pickle
from decimal import Decimal
from typing import Any, Final

import pytest

from csmcore.errors import CharacteristicError, DefinitionError, DuplicateError
from csmcore.products import (
    ChoiceCharacteristic,
    DateCharacteristic,
    InstallBaseItem,
    NumberCharacteristic,
    ProductModel,
    Quantity,
    TextCharacteristic,
    Version,
    VersionCharacteristic,
    characteristic_problems,
    check_characteristics,
)
from tests.products.shop import ACME, item_id, model_id

DEFINITIONS: Final = (
    TextCharacteristic("host", required=True),
    NumberCharacteristic("ports", unit="port", least=Decimal(1), most=Decimal(48)),
    NumberCharacteristic("rank", least=Decimal(0)),
    ChoiceCharacteristic("colour", ("red", "blue")),
    DateCharacteristic("calibrated"),
    VersionCharacteristic("firmware"),
)


def problems_of(**values: Any) -> list[str]:
    """
    What is wrong with an item's characteristics, beside a host name that is right.
    """
    told = InstallBaseItem(item_id("i"), model_id("m"), ACME, characteristics={"host": "h", **values})
    return list(map(str, characteristic_problems(told.characteristics, DEFINITIONS)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "core-1"),
        ("ports", Quantity(Decimal(1), "port")),
        ("ports", Quantity(Decimal(48), "port")),
        ("rank", 0),
        ("rank", Decimal("2.5")),
        ("colour", "red"),
        ("calibrated", dt.date(2026, 2, 28)),
        ("firmware", Version("1.10")),
    ],
)
def test_what_fits_is_no_problem(name: str, value: Any) -> None:
    """
    Each type of value fits its definition, bounds included.
    """
    assert problems_of(**{name: value}) == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("host", Decimal(1), "host is 1; a text is needed"),
        ("ports", Decimal(24), "ports is 24; a Quantity in port is needed"),
        ("ports", "24", "ports is '24'; a Quantity in port is needed"),
        ("ports", Quantity(Decimal(2), "GB"), "ports is in GB, and port is needed; convert it first"),
        (
            "ports",
            Quantity(Decimal(0), "port"),
            "ports is 0 port; it must be at least 1 and at most 48",
        ),
        (
            "ports",
            Quantity(Decimal(49), "port"),
            "ports is 49 port; it must be at least 1 and at most 48",
        ),
        ("rank", Decimal(-1), "rank is -1; it must be at least 0"),
        ("rank", Quantity(Decimal(1), "GB"), "rank is 1 GB; a bare number is needed"),
        ("colour", "green", "colour is 'green'; it is one of red, blue"),
        ("colour", Decimal(1), "colour is 1; it is one of red, blue"),
        ("calibrated", "2026-02-28", "calibrated is '2026-02-28'; a date is needed"),
        ("firmware", "1.10", "firmware is '1.10'; a Version is needed"),
        (
            "size",
            "big",
            "size is no characteristic of the model, which has host, ports, rank, colour, calibrated",
        ),
    ],
)
def test_what_does_not_fit_is_told(name: str, value: Any, told: str) -> None:
    """
    The problem names the characteristic, what is there, and what would be right.
    """
    (problem,) = problems_of(**{name: value})

    assert problem.startswith(told)


def test_all_problems_are_told_at_once() -> None:
    """
    What is missing first, then what does not fit, by name; the error pickles.
    """
    values = (("colour", "green"), ("ports", Quantity(Decimal(2), "GB")))
    with pytest.raises(CharacteristicError) as caught:
        check_characteristics(values, DEFINITIONS, of="item 'i'")

    assert str(caught.value) == (
        "item 'i' does not fit its model: host is missing; the model requires it; "
        "colour is 'green'; it is one of red, blue; "
        "ports is in GB, and port is needed; convert it first"
    )
    assert len(pickle.loads(pickle.dumps(caught.value)).problems) == 3
    check_characteristics((("host", "h"),), DEFINITIONS, of="item 'i'")


def test_a_model_without_characteristics_has_none() -> None:
    """
    Free values are attributes; a characteristic that nobody defined is told.
    """
    (problem,) = characteristic_problems((("size", "big"),), ())

    assert problem.code == "characteristic.undefined"
    assert str(problem) == "size is no characteristic of the model, which has none"


@pytest.mark.parametrize("value", [True, None, 1.5, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), ("a",)])
def test_a_value_has_one_of_the_types(value: Any) -> None:
    """
    A truth, an instant or a float is none of them.
    """
    with pytest.raises(
        DefinitionError, match="a characteristic is a text, a Decimal, a date, a Quantity or a Version"
    ):
        InstallBaseItem(item_id("i"), model_id("m"), ACME, characteristics={"size": value})


def test_values_are_held_in_the_order_of_their_names() -> None:
    """
    However they come, two items with the same values are equal.
    """
    told: dict[str, Any] = {"b": "2", "a": 1}
    one = InstallBaseItem(item_id("i"), model_id("m"), ACME, characteristics=told)
    other = InstallBaseItem(
        item_id("i"), model_id("m"), ACME, characteristics=[("a", Decimal(1)), ("b", "2")]
    )

    assert one == other
    assert one.characteristics == (("a", Decimal(1)), ("b", "2"))


def test_definitions_that_cannot_be_are_refused() -> None:
    """
    Options that are none, blank, one text or twice the same; bounds that nothing meets.
    """
    with pytest.raises(DefinitionError, match="colour has no options"):
        ChoiceCharacteristic("colour", ())
    with pytest.raises(DefinitionError, match="colour has the option ' '"):
        ChoiceCharacteristic("colour", (" ",))
    with pytest.raises(DefinitionError, match="options='red' is one text"):
        ChoiceCharacteristic("colour", "red")
    with pytest.raises(DuplicateError, match="option 'red', of colour"):
        ChoiceCharacteristic("colour", ("red", "red"))
    with pytest.raises(DefinitionError, match="at least 2 and at most 1; no number is both"):
        NumberCharacteristic("ports", least=Decimal(2), most=Decimal(1))
    with pytest.raises(DuplicateError, match="characteristic 'host'"):
        ProductModel(
            model_id("m"),
            "M",
            characteristics=[TextCharacteristic("host"), DateCharacteristic("host")],
        )
    not_one: Any = "host"
    with pytest.raises(DefinitionError, match="'host' defines no characteristic"):
        ProductModel(model_id("m"), "M", characteristics=[not_one])
    with pytest.raises(DuplicateError, match="characteristic 'a'"):
        InstallBaseItem(item_id("i"), model_id("m"), ACME, characteristics=[("a", "1"), ("a", "2")])
    with pytest.raises(
        DefinitionError, match="is no name of a characteristic; it is a text that is not blank"
    ):
        InstallBaseItem(item_id("i"), model_id("m"), ACME, characteristics={" ": "1"})
