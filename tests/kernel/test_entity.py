"""
Several values of one class, as they come in.
"""

import enum
from typing import Any

import pytest

from csmcore.errors import DefinitionError
from csmcore.kernel import ExternalId, listed, to_texts


class Colour(enum.StrEnum):
    """
    Texts that are more than texts.
    """

    RED = "red"


ONE, OTHER = (ExternalId(system="crm", type="account", id=each) for each in ("1", "2"))


def test_several_values_are_held_in_order() -> None:
    """
    Whatever they come in, they are a tuple, none of them for an empty list.
    """
    assert listed(ExternalId, iter([OTHER, ONE])) == (OTHER, ONE)
    assert listed(ExternalId, []) == ()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([ONE, "crm"], "^'crm' is no ExternalId$"),
        (ONE, "is no list; give several of ExternalId, as a tuple or list"),
        ("crm", "^'crm' is no list"),
        (None, "^None is no list"),
    ],
)
def test_what_is_no_such_list_is_refused(values: object, told: str) -> None:
    """
    One value alone is no list, and neither is a text.
    """
    with pytest.raises(DefinitionError, match=told):
        listed(ExternalId, values)  # type: ignore[arg-type]


def test_who_gives_something_else_is_told_what_to_say() -> None:
    """
    A caller who knows how one is made has it said, behind what was wrong.
    """
    with pytest.raises(
        DefinitionError, match=r"^'crm' is no ExternalId; say ExternalId\(system=...\)$"
    ):
        listed(ExternalId, ["crm"], say="ExternalId(system=...)")
    with pytest.raises(DefinitionError, match=r"as a tuple or list; say ExternalId\(system=...\)$"):
        listed(ExternalId, "crm", say="ExternalId(system=...)")


def test_texts_are_held_in_order_each_once() -> None:
    """
    One alone is one, and not its letters; a member of an enum is the text that it is.
    """
    assert to_texts("notify") == ("notify",)
    assert to_texts(iter(["b", "a", "b"])) == ("b", "a")
    assert to_texts([]) == ()
    (held,) = to_texts([Colour.RED])
    assert (held, type(held)) == ("red", str)


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["a", " "], "^' ' is no name; it is a text that is not blank$"),
        ([3], "^3 is no name"),
        ("", "^'' is no name"),
        (None, "^None is no list of names; give texts, as a tuple or list$"),
    ],
)
def test_what_is_no_text_is_refused(texts: Any, told: str) -> None:
    """
    It is told, with what is needed.
    """
    with pytest.raises(DefinitionError, match=told):
        to_texts(texts)
