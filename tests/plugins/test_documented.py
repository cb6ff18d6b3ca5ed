"""
What is written about hooks is complete, and true.
"""

import inspect
from pathlib import Path
from typing import Final

import pytest

from csmcore import plugins
from csmcore.plugins import _examine, _roles, _specs

DOCS: Final = Path(__file__).parents[2] / "docs"
SPECS: Final = tuple(name for name in vars(_specs) if name.startswith("csmcore_"))


def test_every_specification_is_a_hook_and_public() -> None:
    """
    The names that a plugin can answer are those that are specified, in one order.
    """
    assert SPECS == _examine.HOOKS
    assert set(SPECS) <= set(plugins.__all__)


@pytest.mark.parametrize("name", SPECS)
def test_every_hook_is_explained_with_an_example(name: str) -> None:
    """
    The page on plugins has a heading for each hook, and code under it that answers it.
    """
    page = (DOCS / "reference" / "plugins.md").read_text(encoding="utf-8")
    _, heading, told = page.partition(f"\n### `{name}`\n")

    assert heading
    section = told.partition("\n### ")[0].partition("\n## ")[0]
    assert f"def {name}(" in section


@pytest.mark.parametrize("role", _roles.ROLES, ids=lambda role: role.kind)
def test_arguments_are_those_of_the_protocol(role: _roles.Role) -> None:
    """
    What a method must take is what the protocol in routing says.
    """
    returned = inspect.signature(getattr(plugins, role.hook)).return_annotation
    (protocol,) = returned.__args__
    names = tuple(inspect.signature(getattr(protocol, role.method)).parameters)

    assert names == ("self", *role.arguments)
    assert hasattr(protocol, "reads") == role.reads
