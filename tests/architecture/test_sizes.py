"""
Nothing grows past what a reader takes in at once.
"""

import ast
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.library import SOURCES, TESTS, functions, shown

LONGEST_MODULE: Final = 400
LONGEST_FUNCTION: Final = 40

TEST_MODULES: Final = tuple(sorted(TESTS.rglob("test_*.py")))


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """
    A function's lines without its docstring: long explanations are welcome, long code is not.
    """
    end = function.end_lineno or function.lineno
    first = function.body[0]
    told = 0
    if ast.get_docstring(function, clean=False) is not None:
        told = (first.end_lineno or first.lineno) - first.lineno + 1
    return end - function.lineno + 1 - told


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_a_module_is_one_noun(path: Path) -> None:
    """
    A module has 400 lines at most; a longer one holds two nouns.
    """
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_a_function_is_one_thought(path: Path) -> None:
    """
    A function has 40 lines at most, its docstring not counted.
    """
    long = {each.name: _length(each) for each in functions(path) if _length(each) > LONGEST_FUNCTION}

    assert long == {}


@pytest.mark.parametrize("path", TEST_MODULES, ids=shown)
def test_a_test_says_which_rule_it_proves(path: Path) -> None:
    """
    Every test has a docstring, and it is the rule.
    """
    mute = [
        each.name
        for each in functions(path)
        if each.name.startswith("test_") and ast.get_docstring(each) is None
    ]

    assert mute == []
