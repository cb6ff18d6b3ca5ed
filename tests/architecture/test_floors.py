"""
What import-linter cannot see: private doors, the cost of an import, the list of contexts.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import csmcore
from tests.architecture.library import CONTEXTS, HOME, SOURCES, shown, tree


def _imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_nobody_uses_another_packages_private_door(path: Path) -> None:
    """
    A package imports from another only what that one has made public.
    """
    package = ".".join(path.relative_to(HOME.parent).parts[:2])

    foreign = [name for name in _imported(path) if not name.startswith(f"{package}.")]
    private = [
        name
        for name in foreign
        if name.startswith("csmcore.") and any(part[0] == "_" for part in name.split(".")[1:])
    ]

    assert private == []


def test_the_front_page_names_every_context() -> None:
    """
    ``csmcore.calendars`` works after ``import csmcore``, and so does each context but testing.
    """
    there = {context.__name__.removeprefix("csmcore.") for context in CONTEXTS}

    assert sorted(there - {"testing"}) == csmcore.__all__
    assert all(getattr(csmcore, name).__name__ == f"csmcore.{name}" for name in csmcore.__all__)
    assert set(csmcore.__all__) <= set(dir(csmcore))


def test_a_name_that_is_none_is_refused() -> None:
    """
    A misspelt context is an AttributeError that names it, as in any module.
    """
    with pytest.raises(AttributeError, match="'csmcore' has no attribute 'calenders'"):
        _ = csmcore.calenders


def test_the_version_is_the_installed_one() -> None:
    """
    The version is looked up, so that it stands in one place only.
    """
    assert csmcore.__version__[0].isdigit()
    assert "__version__" in dir(csmcore)


def test_importing_the_front_page_costs_nothing() -> None:
    """
    ``import csmcore`` imports neither a context nor a third-party library.
    """
    program = (
        "import sys; before = set(sys.modules); import csmcore; "
        "heavy = {'attr', 'attrs', 'cattrs', 'pluggy', 'dateutil', 'zoneinfo', 'importlib.metadata'}; "
        "new = set(sys.modules) - before; "
        "print(sorted(name for name in new if name in heavy or name.startswith('csmcore.')))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
