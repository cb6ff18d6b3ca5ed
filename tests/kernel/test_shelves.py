"""
Values by what identifies them.
"""

from typing import Any

import pytest

from csmcore.errors import DefinitionError, DuplicateError, UnknownIdError, UnknownReferenceError
from csmcore.kernel import ConsumerId, ConsumerOwner, by_id, by_name, look_up, refer, refuse_twins

ANN, BO = (ConsumerOwner(ConsumerId(each)) for each in ("ann", "bo"))


def test_names_are_there_once() -> None:
    """
    The first that comes again is named; none at all are no twins.
    """
    refuse_twins("note", [])
    refuse_twins("note", ("a", "b", "A"))
    with pytest.raises(DuplicateError, match="note 'b'"):
        refuse_twins("note", iter(["a", "b", "c", "b", "a"]))


def test_values_are_found_by_what_identifies_them() -> None:
    """
    In the order in which they came, and no two under one identity.
    """
    known = by_id("owner", [BO, ANN], lambda each: each.consumer_id)

    assert list(known.values()) == [BO, ANN]
    assert look_up("owner", known, ANN.consumer_id) is ANN
    with pytest.raises(DuplicateError, match="owner 'ann'"):
        by_id("owner", [ANN, BO, ANN], lambda each: each.consumer_id)
    with pytest.raises(UnknownIdError, match="no owner has the id 'cy'") as told:
        look_up("owner", known, ConsumerId("cy"))
    assert isinstance(told.value, LookupError)


def test_a_reference_leads_somewhere() -> None:
    """
    Who names it is told; nothing named is nothing wrong.
    """
    refer("model", "m1", {"m1": 1}, "item 'i1'")
    refer("model", None, {}, "item 'i1'")
    with pytest.raises(UnknownReferenceError, match="item 'i1' names model 'm2'"):
        refer("model", "m2", {"m1"}, "item 'i1'")


def test_values_are_read_by_name() -> None:
    """
    A mapping or pairs, sorted by name whatever the values are.
    """
    assert by_name("field", {"b": 1, "a": None}) == (("a", None), ("b", 1))
    assert by_name("field", iter([("b", [1]), ("a", "x")])) == (("a", "x"), ("b", [1]))
    assert by_name("field", ()) == ()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({" ": 1}, "^' ' is no name of a field; it is a text that is not blank$"),
        ([(3, 1)], "^3 is no name of a field"),
        ([("a", 1), ("a", 2)], "field 'a'"),
        (["ab"], "^'ab' is no name with a value"),
        ([("a", 1, 2)], "is no name with a value; give a mapping, or pairs of both$"),
        ("ab", "^'ab' is no fields by name; give a mapping, or pairs of both$"),
        (None, "^None is no fields by name"),
    ],
)
def test_what_is_no_value_by_name_is_refused(values: Any, told: str) -> None:
    """
    It is told, with what is needed.
    """
    with pytest.raises(DefinitionError, match=told):
        by_name("field", values)
