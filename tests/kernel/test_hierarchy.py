"""
Trees of identities: what they answer, and what they refuse.
"""

import pickle
import sys
from typing import Any

import pytest

from csmcore.errors import (
    CycleError,
    DefinitionError,
    DuplicateError,
    UnknownIdError,
    UnknownReferenceError,
)
from csmcore.kernel import Hierarchy

FAMILY = Hierarchy(
    "account",
    {
        "north": "group",
        "group": None,
        "oslo": "north",
        "south": "group",
        "bergen": "north",
        "other": None,
    },
)


def test_it_answers_what_stands_above_and_below() -> None:
    """
    Parent, parents, path, root, children and the whole tree of a member, in a declared order.
    """
    assert FAMILY.roots == ("group", "other")
    assert FAMILY.parent("oslo") == "north"
    assert FAMILY.parent("group") is None
    assert FAMILY.parents("oslo") == ("north", "group")
    assert FAMILY.path("oslo") == ("group", "north", "oslo")
    assert FAMILY.root("oslo") == "group"
    assert FAMILY.root("other") == "other"
    assert FAMILY.children("north") == ("bergen", "oslo")
    assert FAMILY.tree("group") == ("group", "north", "bergen", "oslo", "south")
    assert FAMILY.tree("oslo") == ("oslo",)
    assert list(FAMILY) == ["group", "north", "bergen", "oslo", "south", "other"]
    assert "oslo" in FAMILY
    assert "paris" not in FAMILY
    assert len(FAMILY) == 6


def test_a_member_is_inside_itself_and_those_above_it() -> None:
    """
    Inside means below or the same; siblings and other trees are outside.
    """
    assert FAMILY.is_inside("oslo", of="oslo")
    assert FAMILY.is_inside("oslo", of="group")
    assert not FAMILY.is_inside("group", of="oslo")
    assert not FAMILY.is_inside("south", of="north")
    assert not FAMILY.is_inside("oslo", of="other")


def test_order_of_input_does_not_matter() -> None:
    """
    A hierarchy is a value: equal, hashed and pickled by its links alone.
    """
    again = Hierarchy("account", reversed(FAMILY.links))

    assert again == FAMILY
    assert hash(again) == hash(FAMILY)
    assert pickle.loads(pickle.dumps(FAMILY)) == FAMILY
    assert list(Hierarchy("account")) == []


def test_a_circle_is_refused_with_its_path() -> None:
    """
    The error shows the way from a member back to itself, also from a member that hangs below.
    """
    with pytest.raises(CycleError, match="'b' under 'd' under 'c' under 'b'") as caught:
        Hierarchy("account", {"a": "b", "b": "d", "c": "b", "d": "c", "fine": None})
    assert caught.value.path == ("b", "d", "c", "b")
    with pytest.raises(CycleError, match="'a' under 'a'"):
        Hierarchy("account", {"a": "a"})


def test_a_long_circle_is_shown_in_short() -> None:
    """
    A circle of ten thousand does not fill the log.
    """
    circle = {str(i): str((i + 1) % 10_000) for i in range(10_000)}

    with pytest.raises(CycleError) as caught:
        Hierarchy("account", circle)
    assert len(caught.value.path) == 10_001
    assert "more ..." in str(caught.value)
    assert len(str(caught.value)) < 400


def test_orphans_and_twins_are_refused() -> None:
    """
    A parent that is no member, and a member with two parents, are named.
    """
    with pytest.raises(UnknownReferenceError, match="account 'a' names parent account 'gone'"):
        Hierarchy("account", {"a": "gone"})
    with pytest.raises(DuplicateError, match="'a'"):
        Hierarchy("account", [("a", None), ("b", None), ("a", "b")])


def test_a_link_is_a_pair_of_ids() -> None:
    """
    A row without an id, as a database may give it, is refused; so is what is no pair.
    """
    wrong: list[Any] = [(None, None), ("", None), (1, None), ("a", 2), ("a",), "abc", None]
    for link in wrong:
        with pytest.raises(DefinitionError, match="is no "):
            Hierarchy("account", [link])


def test_it_keeps_nothing_that_others_can_change() -> None:
    """
    Rows that are lists become pairs, so that a tree cannot be turned into a circle from outside.
    """
    rows: Any = [["a", None], ["b", "a"]]
    tree = Hierarchy[str]("account", rows)
    rows[0][1] = "b"

    assert tree.links == (("a", None), ("b", "a"))
    assert hash(tree) == hash(Hierarchy("account", {"a": None, "b": "a"}))


def test_a_stranger_is_refused() -> None:
    """
    Every question about who is no member says so.
    """
    for question in (
        FAMILY.parent,
        FAMILY.parents,
        FAMILY.path,
        FAMILY.root,
        FAMILY.children,
        FAMILY.tree,
    ):
        with pytest.raises(UnknownIdError, match="no account has the id 'paris'"):
            question("paris")
    with pytest.raises(UnknownIdError):
        FAMILY.is_inside("oslo", of="paris")
    with pytest.raises(UnknownIdError):
        FAMILY.is_inside("paris", of="oslo")


@pytest.mark.parametrize("depth", [10_000])
def test_ten_thousand_deep_or_wide(depth: int) -> None:
    """
    No recursion limit is in the way of a chain, and width costs nothing special.
    """
    assert depth > sys.getrecursionlimit()
    chain = Hierarchy("account", [(f"{i:05}", f"{i - 1:05}" if i else None) for i in range(depth)])
    star = Hierarchy("account", [(f"{i:05}", "00000" if i else None) for i in range(depth)])

    assert chain.root("09999") == "00000"
    assert len(chain.parents("09999")) == depth - 1
    assert chain.is_inside("09999", of="00001")
    assert len(chain.tree("00000")) == len(star.tree("00000")) == depth
    assert star.tree("00042") == ("00042",)
