"""
Every block of Python in the README and the docs is a test, so that none of them lies.

Blocks of one page run in order and share their names. ``<!-- skip: next -->`` above a block
leaves it out; the tests themselves have their settings in ``tests/conftest.py``.
"""

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["*.md"],
).pytest()
