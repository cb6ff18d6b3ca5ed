"""
The library as the tests of its architecture see it: its modules, their source, its public names.
"""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Final

import csmcore

HOME: Final = Path(csmcore.__file__).parent
TESTS: Final = Path(__file__).parents[1]

MODULES: Final = tuple(
    importlib.import_module(found.name)
    for found in sorted(pkgutil.walk_packages([str(HOME)], "csmcore."), key=lambda each: each.name)
)
CONTEXTS: Final = tuple(each for each in MODULES if each.__name__.count(".") == 1)
SOURCES: Final = tuple(sorted(HOME.rglob("*.py")))


def shown(thing: ModuleType | Path | tuple[ModuleType, str]) -> str:
    """
    What pytest calls a module, a file or a public name.
    """
    if isinstance(thing, Path):
        return str(thing.relative_to(HOME.parent if thing.is_relative_to(HOME) else TESTS.parent))
    if isinstance(thing, tuple):
        return f"{thing[0].__name__}.{thing[1]}"
    return thing.__name__


def tree(path: Path) -> ast.Module:
    """
    The syntax of one file.
    """
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """
    Every function and method that a file defines, nested ones included.
    """
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def public_names() -> list[tuple[ModuleType, str]]:
    """
    Every public name with the context that it lives in.
    """
    return [(context, name) for context in CONTEXTS for name in context.__all__]


def public_classes() -> list[type]:
    """
    Every public class.
    """
    named = [getattr(context, name) for context, name in public_names()]
    return [value for value in named if inspect.isclass(value)]
