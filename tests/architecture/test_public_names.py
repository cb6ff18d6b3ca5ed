"""
A public name has one home, and says what it is.
"""

import ast
import collections
import importlib
import inspect
import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NewType

import pytest

import csmcore
from tests.architecture.library import CONTEXTS, public_names, shown, tree

LATE = [csmcore.kernel]
"""
Packages that import a module of theirs when one of its names is first asked for.
"""

PACKAGES = [context for context in CONTEXTS if hasattr(context, "__path__") and context not in LATE]


@pytest.mark.parametrize("context", CONTEXTS, ids=shown)
def test_all_is_sorted_and_complete(context: ModuleType) -> None:
    """
    ``__all__`` names everything public and nothing else, constants first, then in order.
    """
    public = {
        name
        for name in dir(context)
        if not name.startswith("_") and not inspect.ismodule(getattr(context, name))
    }
    constants = sorted(name for name in context.__all__ if name.isupper())
    classes = sorted(name for name in context.__all__ if not name.isupper() and name[0].isupper())
    others = sorted(name for name in context.__all__ if not name[0].isupper())

    assert public == set(context.__all__)
    assert constants + classes + others == context.__all__


@pytest.mark.parametrize("context", PACKAGES, ids=shown)
def test_the_front_page_of_a_package_does_nothing(context: ModuleType) -> None:
    """
    A package's ``__init__.py`` is a docstring, imports from its own modules, and ``__all__``.
    """
    docstring, *imports, names = tree(Path(str(context.__file__))).body

    assert isinstance(docstring, ast.Expr)
    assert all(
        isinstance(node, ast.ImportFrom) and str(node.module).startswith(f"{context.__name__}._")
        for node in imports
    )
    assert isinstance(names, ast.Assign)
    assert ast.unparse(names.targets[0]) == "__all__"


@pytest.mark.parametrize("context", LATE, ids=shown)
def test_a_front_page_that_imports_late_tells_checkers_and_python_the_same(
    context: ModuleType,
) -> None:
    """
    What a checker reads of where each public name lives is where Python finds it.
    """
    body = tree(Path(str(context.__file__))).body
    block = next(node for node in body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    told = {each.name: str(node.module) for node in imports for each in node.names}

    assert ast.unparse(block.test) == "TYPE_CHECKING"
    assert imports == block.body
    assert sorted(told) == sorted(context.__all__)
    assert {name: f"{context.__name__}.{home}" for name, home in context._HOMES.items()} == told
    for name, home in told.items():
        assert getattr(context, name) is getattr(importlib.import_module(home), name)


@pytest.mark.parametrize("context", LATE, ids=shown)
def test_a_front_page_that_imports_late_imports_nothing_by_itself(context: ModuleType) -> None:
    """
    Its modules come with the first of their names.
    """
    name = context.__all__[0]
    program = (
        f"import sys, {context.__name__} as page; dir(page)\n"
        f"def own(): return [each for each in sys.modules if each.startswith('{context.__name__}.')]\n"
        f"print(*own()); page.{name}; print(*own())"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    before, after = told.stdout.splitlines()
    assert before == ""
    assert f"{context.__name__}.{context._HOMES[name]}" in after.split()
    assert len(after.split()) < len(context._NAMES) / 2


@pytest.mark.parametrize("context", LATE, ids=shown)
def test_a_front_page_that_imports_late_is_a_module_like_any_other(context: ModuleType) -> None:
    """
    All its names come with a star, and a name that is none is refused as everywhere.
    """
    names: dict[str, object] = {}
    exec(f"from {context.__name__} import *", names)  # noqa: S102  # a star stands in no function

    assert names.keys() - {"__builtins__"} == set(context.__all__)
    assert set(context.__all__) <= set(dir(context))
    with pytest.raises(AttributeError, match=f"module '{context.__name__}' has no attribute 'Trem'"):
        _ = context.Trem
    with pytest.raises(ImportError, match="cannot import name 'Trem'"):
        exec(f"from {context.__name__} import Trem", names)  # noqa: S102


def test_a_public_name_has_one_home() -> None:
    """
    No two packages export the same name.
    """
    homes = collections.defaultdict(list)
    for context, name in public_names():
        homes[name].append(context.__name__)

    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def _is_sentence(text: str | None) -> bool:
    first = (text or "").strip().partition("\n")[0]
    return first.endswith(".") and (first[0].isupper() or first[0] in "`0123456789")


def _described_values(context: ModuleType) -> set[str]:
    """
    The names to whose assignment a docstring is attached, in a package's own modules.
    """
    described = set()
    for path in Path(str(context.__file__)).parent.glob("*.py"):
        body = tree(path).body
        for assigned, told in itertools.pairwise(body):
            if not (isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant)):
                continue
            if isinstance(assigned, ast.AnnAssign) and _is_sentence(str(told.value.value)):
                described.add(ast.unparse(assigned.target))
    return described


@pytest.mark.parametrize("public", public_names(), ids=shown)
def test_a_public_name_says_what_it_is(public: tuple[ModuleType, str]) -> None:
    """
    Every public name has a docstring, and its first line is a sentence.
    """
    context, name = public
    value = getattr(context, name)

    if isinstance(value, NewType):
        assert name.endswith("Id"), "the name of an identity says what it identifies; others explain"
    elif inspect.isclass(value) or inspect.isfunction(inspect.unwrap(value)):
        assert _is_sentence(value.__doc__)
    else:
        assert name in _described_values(context)


def _public_methods(cls: type) -> Iterator[str]:
    for name in dir(cls):
        value = inspect.getattr_static(cls, name)
        owner = next((base for base in cls.__mro__ if name in vars(base)), type)
        ours = owner.__module__.startswith("csmcore.")
        method = isinstance(value, property | classmethod | staticmethod) or inspect.isfunction(value)
        if ours and method and not name.startswith("_"):
            yield name


@pytest.mark.parametrize("public", public_names(), ids=shown)
def test_a_public_method_says_what_it_does(public: tuple[ModuleType, str]) -> None:
    """
    Every public method and property of a public class has a docstring that starts with a sentence.
    """
    value = getattr(*public)
    methods = list(_public_methods(value)) if inspect.isclass(value) else []

    assert [name for name in methods if not _is_sentence(inspect.getdoc(getattr(value, name)))] == []
